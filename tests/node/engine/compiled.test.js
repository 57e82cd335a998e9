// @ts-check
// A program compiled in the page: given to each worker once it is there, and where it cannot be had or handed over, that is told.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Compiled } from "../../../www/engine/compiled.js";

/** As in a page: it has a place, and fetches. @param {import("node:test").TestContext} t @param {() => Promise<Response>} answer */
function page(t, answer) {
  const [location, fetch] = [globalThis.location, globalThis.fetch];
  let fetched = 0;
  Object.defineProperty(globalThis, "location", { value: { href: "https://mail.example.org/" }, configurable: true });
  globalThis.fetch = () => { fetched += 1; return answer(); };
  t.after(() => {
    globalThis.fetch = fetch;
    Object.defineProperty(globalThis, "location", { value: location, configurable: true });
  });
  return () => fetched;
}

/** A worker that notes what it is given. @param {boolean} [takes]  whether it can be handed a compiled program */
function worker(takes = true) {
  /** @type {any[]} */
  const given = [];
  /** @type {any} */
  const thread = { postMessage(/** @type {any} */ message) {
    if (message.module && !takes) throw new DOMException("could not be cloned", "DataCloneError");
    given.push(message);
  } };
  return { given, thread };
}

const program = await readFile(new URL("../../../www/wasm/decider_bg.wasm", import.meta.url));
const answered = async () => new Response(new Uint8Array(program), { headers: { "content-type": "application/wasm" } });
/** @param {() => unknown} done */
async function until(done) { while (!done()) await new Promise((resolve) => setTimeout(resolve, 5)); }

test("one program for all workers, also for those that come later", async (t) => {
  const fetched = page(t, answered);
  const compiled = new Compiled("https://mail.example.org/wasm/");
  assert.deepEqual(compiled.names, []);
  compiled.begin("sealer");
  compiled.begin("sealer");
  assert.deepEqual(compiled.names, ["sealer"], "told before it is there");
  const [one, other] = [worker(), worker()];
  compiled.give(one.thread);
  await until(() => one.given.length > 0);
  compiled.give(other.thread);
  await until(() => other.given.length > 0);
  assert.equal(fetched(), 1);
  assert.ok(one.given[0].module instanceof WebAssembly.Module);
  assert.equal(other.given[0].module, one.given[0].module);
});

for (const [how, answer] of /** @type {const} */ ([["not there", async () => new Response("", { status: 404 })], ["no program", async () => new Response("<html>", { headers: { "content-type": "application/wasm" } })], ["out of reach", async () => { throw new TypeError("no network"); }]])) {
  test(`${how}: the worker is told, and the next time it is tried again`, async (t) => {
    const fetched = page(t, answer);
    const compiled = new Compiled("https://mail.example.org/wasm/");
    compiled.begin("sealer");
    const { given, thread } = worker();
    compiled.give(thread);
    await until(() => given.length > 0);
    assert.deepEqual(given, [{ kind: "module", name: "sealer", module: null }]);
    assert.deepEqual(compiled.names, []);
    compiled.begin("sealer");
    assert.equal(fetched(), 2);
    await until(() => compiled.names.length === 0);
  });
}

test("a worker that cannot be handed one has its own", async (t) => {
  page(t, answered);
  const compiled = new Compiled("https://mail.example.org/wasm/");
  compiled.begin("sealer");
  const { given, thread } = worker(false);
  compiled.give(thread);
  await until(() => given.length > 0);
  assert.deepEqual(given, [{ kind: "module", name: "sealer", module: null }]);
});
