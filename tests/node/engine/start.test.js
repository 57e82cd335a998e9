// @ts-check
import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { start } from "../../../www/engine/engine.js";
import { draft, engineFor, found, noor, policy } from "./people.js";

const wasm = new URL("../../../www/wasm/", import.meta.url);

/** @param {import("node:test").TestContext} test  A copy of the programs, to damage. */
async function copyOfPrograms(test) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-"));
  test.after(() => rm(folder, { recursive: true }));
  await cp(wasm, folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

test("the engine starts from another folder, with or without a slash at its end", async (t) => {
  const folder = await copyOfPrograms(t);
  for (const place of [pathToFileURL(folder).href, pathToFileURL(`${folder}/`)]) {
    const engine = await engineFor(t, { wasm: place });
    assert.equal((await engine.makeKey(noor)).address, noor.address);
  }
});

test("a folder without programs is reported", async () => {
  await assert.rejects(start({ wasm: new URL("./nowhere/", import.meta.url) }), { name: "ZegelError", code: "engine-not-loaded" });
});

test("damaged bytes are reported, and which file they are in", async (t) => {
  const folder = await copyOfPrograms(t);
  await writeFile(join(folder, "decider_bg.wasm"), "<!doctype html><title>Not found</title>");
  await assert.rejects(start({ wasm: pathToFileURL(folder) }), {
    code: "engine-not-loaded", detail: { file: "decider_bg.wasm" },
  });
});

test("a large program that cannot be loaded is reported to who needs it, and loaded when it has come", async (t) => {
  const folder = await copyOfPrograms(t);
  await rm(join(folder, "sealer_bg.wasm"));
  const engine = await engineFor(t, { wasm: pathToFileURL(folder) });
  await assert.rejects(engine.preload(), { code: "engine-not-loaded", detail: { file: "sealer_bg.wasm" } });
  await cp(new URL("sealer_bg.wasm", wasm), join(folder, "sealer_bg.wasm"));
  await engine.preload();
});

test("what is loaded ahead is all that a first message needs, the rules read too", async (t) => {
  for (const isAhead of [false, true]) {
    const folder = await copyOfPrograms(t);
    const engine = await engineFor(t, { wasm: pathToFileURL(folder) });
    const key = await engine.makeKey(noor);
    if (isAhead) await engine.preload();
    for (const name of await readdir(folder)) if (name.endsWith(".wasm")) await rm(join(folder, name));
    const sealed = engine.seal(draft({ to: [noor.address] }), { contents: [], certificates: [found(key)] });
    if (isAhead) assert.equal((await sealed).protected, true);
    else await assert.rejects(sealed, { code: "engine-not-loaded" });
  }
});

test("rules go ahead to a worker once, and others when they come", async (t) => {
  const engine = await engineFor(t);
  /** @type {string[]} */
  const given = [];
  const { postMessage } = Worker.prototype;
  t.mock.method(Worker.prototype, "postMessage", /** @this {Worker} @param {any} message @param {any} transfer */ function (message, transfer) {
    if (message.operation === "preload") given.push(message.input ? "rules" : "none");
    return postMessage.call(this, message, transfer);
  });
  for (let at = 0; at < 3; at += 1) await engine.preload();
  engine.useBundle(Buffer.concat([policy, Buffer.from("\n")]));
  for (let at = 0; at < 2; at += 1) await engine.preload();
  assert.deepEqual(given, ["rules", "none", "none", "rules", "none"]);
});

test("a page without WebCrypto is told that its address is not secure", async (t) => {
  const real = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(globalThis, "crypto"));
  t.after(() => Object.defineProperty(globalThis, "crypto", real));
  Object.defineProperty(globalThis, "crypto", { configurable: true, value: {} }); // as it is over plain http
  await assert.rejects(start(), { code: "insecure-context" });
});

test("a closed engine refuses work with a code", async (t) => {
  const engine = await engineFor(t);
  await engine.preload();
  const waiting = engine.makeKey(noor);
  engine.close();
  await assert.rejects(waiting, { code: "canceled" });
  await assert.rejects(engine.ownKeys(), { code: "canceled" });
});
