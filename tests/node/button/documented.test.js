// @ts-check
// docs/element.md says all there is to the element, and nothing that there is not.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { ZegelProtect } from "../../../www/button/element.js";

const folder = new URL("../../../www/button/", import.meta.url);
const source = readdirSync(folder).filter((name) => name.endsWith(".js")).map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
const docs = readFileSync(new URL("../../../docs/element.md", import.meta.url), "utf8");

/** The names in the first column of a section's table. @param {string} section */
function documented(section) {
  const text = new RegExp(`^## ${section}\\n([^]*?)(?=^## |$(?![^]))`, "m").exec(docs)?.[1] ?? assert.fail(`there is no section "${section}"`);
  const names = text.split("\n").filter((line) => line.startsWith("| `")).flatMap((line) => line.split(/(?<!\\)\|/)[1]?.match(/`[^`]+`/g) ?? []);
  return new Set(names.map((name) => name.slice(1, -1).replace(/\(.*\)$/, "")));
}

/** @param {RegExp} pattern */
const inSource = (pattern) => new Set([...source.matchAll(pattern)].map(([, name]) => name ?? ""));

const members = [ZegelProtect, Object.getPrototypeOf(ZegelProtect)].flatMap(({ prototype }) => Object.entries(Object.getOwnPropertyDescriptors(prototype)))
  .filter(([name]) => !/^(?:constructor|\w+Callback)$/.test(name));

/** @param {Set<string>} told @param {Iterable<string>} there */
const same = (told, there) => assert.deepEqual([...told].sort(), [...new Set(there)].sort());

test("attributes", () => same(documented("Attributes"), ZegelProtect.observedAttributes));

test("properties", () => {
  const set = inSource(/^    this\.(\w+) = /gm);
  same(documented("Properties"), [...members.filter(([, { get }]) => get).map(([name]) => name), ...["contents", "certificates", "letters", "from"].filter((name) => set.has(name))]);
});

test("methods", () => same(documented("Methods"), members.filter(([, { value }]) => typeof value === "function").map(([name]) => name)));

test("events", () => {
  const told = inSource(/#tell\("(zegel-[a-z-]+)"/g);
  assert.ok(told.size >= 8);
  same(documented("Events"), told);
});

test("events have their types", () => {
  const types = readFileSync(new URL("types.d.ts", folder), "utf8");
  for (const name of documented("Events")) assert.match(types, new RegExp(`"${name}": CustomEvent<`), name);
});

test("parts", () => same(documented("Parts"), [...inSource(/part: "([^"]+)"/g)].flatMap((names) => names.split(" "))));

test("custom properties", () => same(documented("Custom properties"), inSource(/var\((--zegel-[a-z0-9-]+)/g)));

test("remedies", () => {
  const told = new Set([...(/^\| `zegel-remedy` .*$/m.exec(docs)?.[0] ?? "").matchAll(/`([a-z]+-[a-z-]+)`/g)].map(([, name]) => name ?? "").filter((name) => name !== "zegel-remedy"));
  same(new Set([...told, "passphrase"]), ["add-recipient", "remove-recipient", ...(/\^\(\?:([a-z|-]+)\)\$/.exec(readFileSync(new URL("answers.js", folder), "utf8"))?.[1] ?? "").split("|")]);
});
