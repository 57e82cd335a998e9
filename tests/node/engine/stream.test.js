// @ts-check
// Large files are sealed in pieces, to the same octets as whole ones.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Sealer } from "../../../www/engine/sealer.js";
import { large } from "../../../www/engine/streaming.js";
import { MemoryStore } from "../../../www/keys/memory-store.js";
import { withoutChance } from "./chance.js";
import { daan, draft, engineFor, found, noor, person, policy } from "./people.js";

const folder = new URL("../../../www/wasm/", import.meta.url).href;
const silent = () => {};
const block = Uint8Array.from({ length: 1021 }, (_, at) => at * 31 % 251);

/** @param {number} length */
function counting(length) {
  const octets = new Uint8Array(length);
  for (let at = 0; at < length; at += block.length) octets.set(block.subarray(0, length - at), at);
  return octets;
}

/** @param {(Uint8Array|Blob)[]} contents */
const attachmentsOf = (contents) => contents.map((content, index) =>
  ({ name: `file-${index}.bin`, type: "application/octet-stream", size: content instanceof Blob ? content.size : content.length, contentId: null }));

/**
 * Two people in this thread.
 * @param {"v4"|"v6"} kind
 */
async function sealerOf(kind) {
  const sealer = new Sealer(folder, new MemoryStore());
  const keys = [];
  for (const { name, address } of [noor, daan, person("Max", "max@example.org")]) {
    keys.push(await sealer.makeKey({ name, addresses: [address], kind, postQuantum: false }));
  }
  return { sealer, certificates: keys.map(found) };
}

/**
 * @param {Awaited<ReturnType<typeof sealerOf>>} people
 * @param {(Uint8Array|Blob)[]} contents
 * @param {{ blobs?: boolean, bcc?: string[], protection?: string|null, progress?: import("../../../www/engine/types.js").OnStage }} [how]
 */
const seal = ({ sealer, certificates }, contents, { blobs = true, bcc = [], protection = "encrypt", progress = silent } = {}) => sealer.seal({
  bundle: policy, address: noor.address, draft: draft({ attachments: attachmentsOf(contents), bcc, protection }), contents, certificates, blobs,
}, progress);

/** @param {import("../../../www/generated/contract.js").OutgoingMessage} message */
const wholeOf = async ({ bytes, blob }) => (blob ? Buffer.from(await blob.arrayBuffer()) : Buffer.from(bytes));

for (const kind of /** @type {const} */ (["v4", "v6"])) {
  test(`what is sealed in pieces is octet for octet what is sealed whole (${kind})`, async () => {
    const people = await sealerOf(kind);
    for (const sizes of [[large.all], [large.all - 1, 1], [large.each - 1, large.all + 12345, large.each]]) {
      const files = sizes.map(counting);
      const time = Date.now();
      const [whole, pieces] = [
        await withoutChance(time, () => seal(people, files, { bcc: ["max@example.org"] })),
        await withoutChance(time, () => seal(people, files.map((file) => new Blob([file])), { bcc: ["max@example.org"] })),
      ];
      assert.equal(whole.messages.length, 2);
      for (const [at, message] of pieces.messages.entries()) {
        assert.ok(message.blob && !whole.messages[at].blob, "only Blobs give one");
        assert.ok((await wholeOf(message)).equals(await wholeOf(whole.messages[at])), `${sizes}`);
        assert.ok((await wholeOf(message)).subarray(0, message.bytes.length).equals(message.bytes), "its beginning");
      }
      const opened = await people.sealer.open({ message: new Uint8Array(await wholeOf(pieces.messages[0])), certificates: [] }, silent);
      assert.equal(opened.signature.state, "valid");
      assert.deepEqual(opened.parts.map(({ bytes }, at) => Buffer.from(bytes).equals(files[at])), files.map(() => true));
    }
  });
}

test("who does not ask for a Blob gets bytes", async () => {
  const people = await sealerOf("v4");
  const file = new Blob([counting(large.all)]);
  const { messages: [message] } = await seal(people, [file], { blobs: false });
  assert.equal(message.blob, undefined);
  const opened = await people.sealer.open({ message: message.bytes, certificates: [] }, silent);
  assert.ok(Buffer.from(opened.parts[0].bytes).equals(counting(large.all)));
});

test("what leaves unprotected is whole too", async () => {
  const people = await sealerOf("v4");
  const { messages: [message], protected: sealed } = await seal(people, [new Blob([counting(large.all)])], { protection: null });
  assert.equal(sealed, false);
  assert.ok(!message.blob && message.bytes.length > large.all * 4 / 3);
});

test("what a file turns out to hold when it is read to leave unprotected is decided on once more", async () => {
  const bundle = JSON.parse(String(policy));
  const numbers = bundle.rules.find((/** @type {any} */ { id }) => id === "personal-numbers-to-outsiders");
  assert.ok(numbers);
  const rules = (/** @type {any} */ actions) => new TextEncoder().encode(JSON.stringify({ ...bundle, rules: [{ ...numbers, actions }] }));
  const lee = person("Lee", "lee@example.com");
  const sealer = new Sealer(folder, new MemoryStore());
  /** @type {import("../../../www/generated/contract.js").OwnKey[]} */
  const keys = [];
  for (const { name, address } of [noor, lee]) keys.push(await sealer.makeKey({ name, addresses: [address], kind: "v6", postQuantum: false }));
  const number = "NL91ABNA0417164300";
  /** Says something else each time it is read. */
  class Changing extends Blob {
    reads = 0;
    /** @override @param {number} from @param {number} to */
    slice(from, to) {
      this.reads += 1;
      return new Blob([this.reads === 1 ? "nothing in particular".padEnd(40) : `pay to ${number}`.padEnd(40)]).slice(from, to);
    }
  }
  const send = (/** @type {any} */ actions) => {
    const note = new Changing(["nothing in particular".padEnd(40)]);
    const contents = [note, new Blob([counting(large.all)])];
    const attachments = attachmentsOf(contents).map((one, at) => (at === 0 ? { ...one, name: "note.txt", type: "text/plain" } : one));
    return sealer.seal({
      bundle: rules(actions), address: noor.address, draft: draft({ to: [lee.address], attachments, protection: null }), contents, certificates: keys.map(found), blobs: true,
    }, silent);
  };
  const sealed = await send(numbers.actions);
  assert.deepEqual([sealed.protected, sealed.decision.protection?.source], [true, "rule"]);
  const whole = await wholeOf(sealed.messages[0]);
  assert.ok(whole.includes("BEGIN PGP MESSAGE"));
  const { parts } = await sealer.open({ message: new Uint8Array(whole), certificates: [] }, silent);
  assert.equal(Buffer.from(parts[0].bytes).toString().trim(), `pay to ${number}`, "what was decided on is what was sealed");
  await assert.rejects(send({ RejectMessageReasonText: { en: "No numbers." } }), { code: "blocked" });
});

test("a file that shrinks or vanishes half-way is told, and nothing leaves", async () => {
  const people = await sealerOf("v6");
  const file = counting(large.all);
  class Changing extends Blob {
    /** @override @param {number} from @param {number} to */
    slice(from, to) {
      if (from < large.all / 2) return super.slice(from, to);
      return this.fails();
    }
    /** @returns {Blob} */
    fails() { return super.slice(0, 5); }
  }
  class Vanishing extends Changing {
    /** @override */
    fails() {
      const gone = new Blob();
      gone.arrayBuffer = () => Promise.reject(new DOMException("", "NotReadableError"));
      return gone;
    }
  }
  for (const changed of [new Changing([file]), new Vanishing([file])]) {
    await assert.rejects(seal(people, [new Uint8Array(3), changed]), { code: "attachment-unreadable", detail: { index: 1 } });
  }
});

test("where the browser's cryptography fails half-way, the program goes on", async () => {
  for (const kind of /** @type {const} */ (["v4", "v6"])) {
    const people = await sealerOf(kind);
    const { encrypt } = crypto.subtle;
    let calls = 0;
    crypto.subtle.encrypt = async (...all) => {
      if (++calls > 20) throw new DOMException("", "OperationError");
      return encrypt.apply(crypto.subtle, all);
    };
    let sealed;
    try {
      sealed = await seal(people, [new Blob([counting(large.all)])]);
    } finally {
      crypto.subtle.encrypt = encrypt;
    }
    assert.ok(calls > 20);
    const opened = await people.sealer.open({ message: new Uint8Array(await wholeOf(sealed.messages[0])), certificates: [] }, silent);
    assert.equal(opened.signature.state, "valid");
    assert.ok(Buffer.from(opened.parts[0].bytes).equals(counting(large.all)));
  }
});

test("it is told how far it is, and stopped half-way it gives nothing", async (t) => {
  const engine = await engineFor(t);
  await engine.makeKey(noor);
  const daans = await engine.makeKey(daan);
  const contents = [new Blob([counting(large.all)])];
  const given = draft({ attachments: attachmentsOf(contents) });
  /** @type {number[]} */
  const told = [];
  const { messages: [{ blob }] } = await engine.seal(given, {
    contents, certificates: [found(daans)], blobs: true, onProgress: ({ stage, done, total }) => { if (stage === "sealing") told.push(done / total); },
  });
  assert.ok(blob && blob.size > large.all * 4 / 3);
  assert.ok(told.length > 0 && told.every((part, at) => part <= 1 && part >= (told[at - 1] ?? 0)));

  const leaving = new AbortController();
  const stopped = engine.seal(given, {
    contents, certificates: [found(daans)], blobs: true, signal: leaving.signal, onProgress: ({ stage }) => { if (stage === "sealing") leaving.abort(); },
  });
  await assert.rejects(stopped, { code: "canceled" });
});
