// @ts-check
/** Does the readme's table of promises name tests that are there, and no more inputs than there are? */
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { count as faultPoints, removalCount } from "../browser/faults/points.mjs";

const tests = fileURLToPath(new URL("../", import.meta.url));
const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const section = /^## Promises[^\n]*\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? "";
const rows = section.split("\n").filter((line) => /^\| (?!promise|---)/.test(line)).map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));

test("each row is run again by a command that finds its tests", async () => {
  assert.ok(rows.length > 12, `${rows.length} rows`);
  const modules = [...(await readFile(`${tests}native.rs`, "utf8")).matchAll(/^mod (\w+);/gm)].map(([, name]) => name ?? "");
  for (const [promise, , command = "", inputs = "", result = "", ...more] of rows) {
    assert.ok(inputs && result && more.length === 0, `${promise}: five cells`);
    const pieces = [...command.matchAll(/`([^`]+)`/g)].map(([, piece = ""]) => piece);
    assert.ok(pieces.length > 0, promise);
    for (const piece of pieces) {
      if (piece.startsWith("npm test -- ")) {
        for (const stage of piece.slice("npm test -- ".length).split(" ")) {
          const [named = "", filter = ""] = stage.split(":");
          const folder = named === "firefox" ? "browser" : named;
          const files = (await readdir(tests + folder, { recursive: true })).filter((name) => /\.test\.m?js$/.test(name) && name.includes(filter));
          assert.ok(files.length > 0, `${promise}: ${stage}`);
        }
      } else if (piece.startsWith("npm run ")) {
        const { scripts } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
        assert.ok(scripts[piece.slice("npm run ".length)], piece);
      } else assert.ok(modules.some((name) => name === piece.replace("::", "") || (piece.endsWith("_") && name.startsWith(piece))), `${promise}: ${piece}`);
    }
  }
});

/** What can be counted without running anything, by words of its row. @type {[string, RegExp, () => Promise<number>][]} */
const countable = [
  ["one status", /(\d+) messages/, async () => (await readdir(`${tests}cases/messages`)).filter((name) => name.endsWith(".json")).length],
  ["certificates count", /(\d+) files/, async () => (await readdir(`${tests}keys`)).filter((name) => /\.(?:asc|pgp|gpg)$/.test(name)).length],
  ["known attacks", /(\d+) tests/, async () => {
    const names = await readdir(`${tests}security`);
    const texts = await Promise.all(names.map((name) => readFile(`${tests}security/${name}`, "utf8")));
    return texts.join("").match(/^#\[test\]/gm)?.length ?? 0;
  }],
  ["rules decide", /(\d+) cases/, async () => {
    const names = (await readdir(`${tests}cases/decisions`)).filter((name) => name.endsWith(".json"));
    const all = await Promise.all(names.map(async (name) => JSON.parse(await readFile(`${tests}cases/decisions/${name}`, "utf8"))));
    return all.reduce((sum, one) => sum + (Array.isArray(one) ? one.length : one.cases?.length ?? 0), 0);
  }],
  ["hostile mail", /^(\d+) and/, async () => (await readFile(`${tests}browser/hostile.test.js`, "utf8")).split("const mail = [")[0]?.match(/\$\{run\}/g)?.length ?? 0],
  ["hostile mail", /and (\d+) ways/, async () => (await readFile(`${tests}browser/hostile.test.js`, "utf8")).split("const mail = [")[0]?.match(/\$\{there\}|dns\.example/g)?.length ?? 0],
  ["whatever fails", /^(\d+) points/, async () => faultPoints],
  ["wherever taking", /^(\d+) points/, async () => removalCount],
  ["what we are made of", /(\d+) packages/, async () => Object.keys(JSON.parse(await readFile(new URL("../../package-lock.json", import.meta.url), "utf8")).packages).length - 1],
];

test("there are no fewer inputs than it says, where they can be counted", async () => {
  for (const [promise, said, count] of countable) {
    const row = rows.find(([first = ""]) => first.startsWith(promise));
    const number = Number(said.exec(row?.[3] ?? "")?.[1] ?? Number.NaN);
    assert.ok(number > 0, `${promise}: the readme says ${row?.[3]}`);
    assert.ok(await count() >= number, `${promise}: ${await count()}, and the readme says ${number}`);
  }
});
