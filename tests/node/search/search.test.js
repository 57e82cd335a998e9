// @ts-check
/** When there is an index at all: with keys, unlocked, and where the organisation wants it. */
import assert from "node:assert/strict";
import test from "node:test";
import { ZegelError } from "../../../www/engine/errors.js";
import { Search } from "../../../www/search/search.js";
import { SearchWork, serve } from "../../../www/search/serve.js";
import { MemoryStorage } from "../../../www/search/storage.js";
import { freshKey, message } from "./mails.js";

const owner = "noor@example.org";

/** A vault that does as it is told, and workers that are ended. @param {import("node:test").TestContext} t */
async function place(t) {
  const storage = new MemoryStorage();
  const vault = Object.assign(new EventTarget(), {
    locked: false, addresses: [owner], index: /** @type {{ id: string, key: CryptoKey }|null} */ (null), made: 0,
    state: async () => ({ locks: [], locked: vault.locked }),
    keys: async () => (vault.addresses.length > 0 ? [/** @type {any} */ ({ addresses: vault.addresses })] : []),
    indexKey: async () => {
      if (vault.locked) throw new ZegelError("vault-locked");
      const key = await freshKey();
      return (vault.index ??= { id: `k${++vault.made}`, key });
    },
    forgetIndexKey: async () => { vault.index = null; },
    now: (/** @type {object} */ changes) => { Object.assign(vault, changes); vault.dispatchEvent(new Event("change")); },
  });
  /** @type {Set<object>} */
  const alive = new Set();
  const startThread = () => {
    const thread = /** @type {any} */ ({ onmessage: null, onerror: null, terminate: () => { alive.delete(thread); } });
    const port = { onmessage: /** @type {any} */ (null), postMessage: (/** @type {any} */ data) => setImmediate(() => { if (alive.has(thread)) thread.onmessage?.({ data }); }) };
    serve(port, new SearchWork(storage));
    thread.postMessage = (/** @type {any} */ data) => setImmediate(() => port.onmessage({ data }));
    alive.add(thread);
    return thread;
  };
  let allowed = true;
  const tab = () => {
    const opened = new Search({ vault: /** @type {any} */ (vault), owner: "Noor@example.org", allowed: () => allowed, startThread });
    t.after(() => opened.close());
    return opened;
  };
  const search = tab();
  const allow = (/** @type {boolean} */ now) => { allowed = now; search.look(); };
  return { vault, search, storage, alive, allow, tab };
}

test("it finds while the keys are unlocked, and nothing is in memory while they are not", async (t) => {
  const { vault, search, alive } = await place(t);
  assert.equal(await search.settled(), "ready");
  assert.equal(await search.add(message()), true);
  assert.equal(search.count, 1);
  assert.equal((await search.find("minutes")).total, 1);
  assert.deepEqual((await search.snippets("morning", [0])).map((snippet) => snippet?.text), ["Good morning."]);

  vault.now({ locked: true });
  assert.equal(alive.size, 0, "at once, before anything else is asked");
  assert.deepEqual(await search.find("minutes"), { total: 0, hits: [] });
  assert.equal(await search.settled(), "locked");
  assert.equal(await search.add(message({ id: "M2" })), false);
  assert.deepEqual(await search.known(["M1"]), []);
  assert.equal(alive.size, 0);

  vault.now({ locked: false });
  assert.equal(await search.settled(), "ready");
  assert.equal((await search.find("minutes")).total, 1);
  search.close();
  assert.equal(alive.size, 0);
});

test("a message that comes while the keys change is indexed all the same", async (t) => {
  const { vault, search } = await place(t);
  await search.settled();
  const adding = search.add(message());
  vault.now({});
  assert.equal(await adding, true);
  assert.equal((await search.find("minutes")).total, 1);
});

test("where the organisation does not want it, what there was is deleted, its key first", async (t) => {
  const { vault, search, storage, allow, alive } = await place(t);
  await search.add(message());
  assert.equal(storage.kept.size, 1);
  allow(false);
  assert.equal(await search.settled(), "off");
  assert.deepEqual([storage.kept.size, vault.index, alive.size], [0, null, 0]);
  assert.equal(await search.add(message()), false);
  allow(true);
  assert.equal(await search.settled(), "ready");
  assert.deepEqual([search.count, vault.made], [0, 2], "another key, nothing in it");
});

test("with the last key for the account it is gone; keys for others do not keep it", async (t) => {
  const { vault, search, storage } = await place(t);
  await search.add(message());
  vault.now({ addresses: ["lee@example.com"] });
  assert.equal(await search.settled(), "without");
  assert.deepEqual([storage.kept.size, vault.index], [0, null]);
  vault.now({ addresses: [owner] });
  assert.equal(await search.settled(), "ready");
  assert.equal(search.count, 0);
});

test("what is deleted on demand is gone, and it begins anew", async (t) => {
  const { vault, search, storage } = await place(t);
  await search.add(message());
  await search.clear();
  assert.deepEqual([search.state, search.count, storage.kept.size, vault.made], ["ready", 0, 0, 2]);
  assert.equal(await search.add(message()), true);
  await search.remove(["M1"]);
  assert.equal(search.count, 0);
});

test("closed, it begins no worker for whoever asks still", async (t) => {
  const { search, alive } = await place(t);
  await search.add(message());
  search.close();
  assert.equal(await search.settled(), "locked");
  assert.deepEqual([await search.find("minutes"), await search.known(["M1"]), await search.add(message({ id: "M2" }))], [{ total: 0, hits: [] }, [], false]);
  await search.remove(["M1"]);
  assert.equal(alive.size, 0);
});

test("what one tab deletes, the other begins anew with it, under the same key", async (t) => {
  // What a page has and Node has not.
  Object.assign(globalThis, { document: {}, addEventListener() {}, removeEventListener() {} });
  t.after(() => { for (const name of ["document", "addEventListener", "removeEventListener"]) Reflect.deleteProperty(globalThis, name); });
  const shared = await place(t);
  const [one, other] = [shared.search, shared.tab()];
  for (const tab of [one, other]) assert.equal(await tab.settled(), "ready");
  await other.add(message());
  await one.clear();
  for (let turn = 0; turn < 10_000 && other.count > 0; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([await other.settled(), other.count, shared.vault.made], ["ready", 0, 2]);
  for (const [at, tab] of [one, other, one, other].entries()) assert.equal(await tab.add(message({ id: `N${at}` })), true);
  assert.equal(other.count, 4, "neither takes what the other wrote for spoilt");
  assert.equal((await other.find("minutes")).total, 4);
});
