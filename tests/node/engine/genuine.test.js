// @ts-check
// Are the programs what the code was packed with, before any of them is used?

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { hashOf, writeHashes } from "../../../scripts/package/integrity.mjs";
import { genuine } from "../../../www/engine/genuine.js";
import { hashes } from "../../../www/engine/hashes.js";

const www = new URL("../../../www/", import.meta.url);
const file = "decider_bg.wasm";
const bytes = new Uint8Array(await readFile(new URL(`wasm/${file}`, www)));
const expected = { [file]: hashOf(bytes), "reader.html": hashOf(Buffer.from("<!doctype html>")) };
const served = (/** @type {Uint8Array} */ body, type = "application/wasm") => new Response(/** @type {BodyInit} */ (body), { headers: { "content-type": type } });

test("in the sources nothing is held to anything, so that what was just built runs", async () => {
  assert.deepEqual(hashes, {});
  const response = served(bytes);
  assert.equal(await genuine(file, response), response);
});

test("what is right is handed on: octets, a module compiled on its way, or octets where it came under another type", async () => {
  assert.equal(await genuine(file, bytes, expected), bytes);
  assert.ok(await genuine(file, served(bytes), expected) instanceof WebAssembly.Module);
  assert.deepEqual(await genuine(file, served(bytes, "text/plain"), expected), bytes);
  assert.deepEqual(await genuine("reader.html", served(Buffer.from("<!doctype html>"), "text/html"), expected), new Uint8Array(Buffer.from("<!doctype html>")));
});

test("any other octet, a missing end, an addition, another file and one that is not on the list are refused, by name", async () => {
  const refused = { name: "ZegelError", code: "engine-changed", detail: { file } };
  // The last octets are in a section that changes nothing a program does: only the hash tells.
  const positions = [0, 8, 4096, bytes.length >> 1, bytes.length - 1];
  for (const at of positions) {
    const changed = bytes.map((octet, index) => (index === at ? octet ^ 1 : octet));
    await assert.rejects(genuine(file, changed, expected), refused, `octet ${at}`);
    await assert.rejects(genuine(file, served(changed), expected), refused, `octet ${at}, served`);
  }
  for (const wrong of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.of(0)]), new Uint8Array()]) await assert.rejects(genuine(file, served(wrong), expected), refused);
  await assert.rejects(genuine("sealer_bg.wasm", served(bytes), expected), { code: "engine-changed", detail: { file: "sealer_bg.wasm" } });
  await assert.rejects(genuine("reader.html", served(bytes, "text/html"), expected), { code: "engine-changed" });
});

test("a program of an earlier release in a cache is fetched once more, past it; a server that has another one is refused", async (t) => {
  const place = await mkdtemp(join(tmpdir(), "zegel-cached-"));
  t.after(() => rm(place, { recursive: true }));
  for (const name of ["engine", "wasm", "texts"]) await cp(new URL(name, www), join(place, "www", name), { recursive: true });
  await writeFile(join(place, "package.json"), '{ "type": "module" }');
  writeHashes(place);
  const { readProgram } = await import(pathToFileURL(join(place, "www/engine/load.js")).href);
  const old = Buffer.concat([bytes, Buffer.of(0, 2, 1, 0x78)]);
  const { fetch } = globalThis;
  t.after(() => { globalThis.fetch = fetch; });
  /** @param {{ cached: Uint8Array, there: Uint8Array, status?: number }} what */
  const ask = async ({ cached, there, status = 200 }) => {
    /** @type {string[]} */
    const asked = [];
    globalThis.fetch = async (url, { cache = "default" } = {}) => {
      asked.push(`${new URL(String(url)).pathname} ${cache}`);
      return cache === "reload" ? new Response(/** @type {BodyInit} */ (there), { status, headers: { "content-type": "application/wasm" } }) : served(cached);
    };
    const came = await readProgram("https://zegel.example/wasm/", file).then((/** @type {unknown} */ program) => program instanceof WebAssembly.Module, (/** @type {any} */ error) => error.code);
    return { came, asked };
  };
  const [first, past] = [`/wasm/${file} default`, `/wasm/${file} reload`];
  assert.deepEqual(await ask({ cached: bytes, there: old }), { came: true, asked: [first] });
  assert.deepEqual(await ask({ cached: old, there: bytes }), { came: true, asked: [first, past] });
  assert.deepEqual(await ask({ cached: old, there: old }), { came: "engine-changed", asked: [first, past] });
  assert.deepEqual(await ask({ cached: old, there: bytes, status: 404 }), { came: "engine-not-loaded", asked: [first, past] });
});

test("packing writes the hashes into the code, and that code refuses a program that was changed afterwards", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "zegel-genuine-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ["engine", "wasm", "texts"]) await cp(new URL(name, www), join(folder, "www", name), { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  writeHashes(folder);
  const { hashes: written } = await import(pathToFileURL(join(folder, "www/engine/hashes.js")).href);
  assert.equal(written[file], hashOf(bytes));
  const { load } = await import(pathToFileURL(join(folder, "www/engine/load.js")).href);
  const programs = pathToFileURL(join(folder, "www/wasm/")).href;
  assert.ok(await load(programs, "decider"));
  // As bundlers name it; what it has to be is told by what it is for.
  const { readText } = await import(pathToFileURL(join(folder, "www/engine/load.js")).href);
  await cp(join(folder, "www/wasm/reader.html"), join(folder, "www/wasm/reader-4f1c.html"));
  assert.match(await readText({ "reader.html": `${programs}reader-4f1c.html` }, "reader.html"), /^<!doctype html>/i);
  await writeFile(join(folder, "www/wasm/reader-4f1c.html"), "<!doctype html>");
  await assert.rejects(readText({ "reader.html": `${programs}reader-4f1c.html` }, "reader.html"), { code: "engine-changed", detail: { file: "reader.html" } });
  // An empty section at the end: the program does the same, and is not the same.
  await writeFile(join(folder, "www/wasm", file), Buffer.concat([bytes, Buffer.of(0, 2, 1, 0x78)]));
  assert.ok(WebAssembly.validate(new Uint8Array(await readFile(join(folder, "www/wasm", file)))));
  await assert.rejects(load(programs, "decider", 1), { code: "engine-changed", detail: { file } });
  assert.throws(() => writeHashes(folder), /no place for the hashes/);
});
