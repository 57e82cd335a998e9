// @ts-check
// A clock that was fast while something was sealed: drafts of one's own open all the same, nothing else is believed by it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Sealer } from "../../../www/engine/sealer.js";
import { MemoryStore } from "../../../www/keys/memory-store.js";
import { draft, found, noor, policy } from "./people.js";

const silent = () => {};
const folder = new URL("../../../www/wasm/", import.meta.url).href;

/** @template T @param {number} hours @param {() => Promise<T>} work */
async function ahead(hours, work) {
  const { now } = Date;
  Date.now = () => now() + hours * 3_600_000;
  try { return await work(); } finally { Date.now = now; }
}

test("a draft kept by a clock that was an hour or years fast opens when it is right again; a mail stays what it was", async () => {
  const sealer = new Sealer(folder, new MemoryStore());
  const key = await sealer.makeKey({ name: noor.name, addresses: [noor.address], kind: "v6", postQuantum: false });
  for (const hours of [1, 5 * 8766]) {
    const kept = await ahead(hours, () => sealer.sealDraft({ draft: /** @type {any} */ (draft({ to: [] })), contents: [] }, silent));
    const opened = await sealer.open({ message: kept, certificates: [] }, silent);
    assert.equal(opened.signature.state, "valid");
    assert.equal(JSON.parse(opened.draft ?? "{}").text, "Hello Daan");

    const { messages: [mail] } = await ahead(hours, () => sealer.seal({
      bundle: policy, address: noor.address, draft: draft({ to: [noor.address] }), contents: [], certificates: [found(key)],
    }, silent));
    const read = await sealer.open({ message: mail.bytes, certificates: [] }, silent);
    assert.deepEqual([read.signature.state, read.draft ?? null], ["invalid", null]);
  }
});
