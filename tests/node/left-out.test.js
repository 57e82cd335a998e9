// @ts-check
/** Is what is left out in Firefox still there to be left out? */
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";
import { notInFirefox } from "../browser/not-in-firefox.mjs";

const folder = new URL("../browser/", import.meta.url);
const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".test.js"));
const text = (await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")))).join("");

test("each file and each test that is not run in Firefox is one of ours", () => {
  const names = [...text.matchAll(/\btest\((["`])(.+?)\1/g)].map(([, , name = ""]) => name);
  assert.ok(names.length > 200, `${names.length} tests`);
  // A name of nothing but what is put into it says of no other that it is there.
  const shapes = names.filter((name) => name.replaceAll(/\$\{[^}]*\}/g, "").length > 12).map((name) => new RegExp(`^${name.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[/\\^$*+?.()|[\]{}]/g, "\\$&")).join(".+")}$`));
  assert.deepEqual(Object.keys(notInFirefox.files).filter((name) => !files.some((file) => file.endsWith(`${name}.test.js`))), []);
  assert.deepEqual(Object.keys(notInFirefox.tests).filter((name) => !shapes.some((shape) => shape.test(name))), []);
});
