// @ts-check
// What is large is hashed in a second thread: a real one, with the real program. Whatever becomes of it, nothing else comes out.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import * as openpgp from "openpgp";
import { HashingThread } from "../../../www/engine/hashing-thread.js";
import { Sealer } from "../../../www/engine/sealer.js";
import { large } from "../../../www/engine/streaming.js";
import { MemoryStore } from "../../../www/keys/memory-store.js";
import { withoutChance } from "./chance.js";
import { attachmentsOf, daan, draft, found, noor, policy } from "./people.js";

/** @import { FromHashing, ToHashing } from "../../../www/engine/types.js" */

const folder = new URL("../../../www/wasm/", import.meta.url).href;
const silent = () => {};
const none = new Uint8Array();
const MiB = 1 << 20;

/** @param {number} length */
function counting(length) {
  const octets = new Uint8Array(length);
  for (let at = 0; at < length; at++) octets[at] = at * 31 % 251;
  return octets;
}

/**
 * A second thread, and what it was told.
 * @param {import("node:test").TestContext} t
 * @param {(message: ToHashing, told: ToHashing[]) => boolean} [passes]  whether a message gets there
 */
function threadFor(t, passes = () => true) {
  /** @type {ToHashing[]} */
  const told = [];
  /** @type {Worker[]} */
  const workers = [];
  /** @type {() => void} */
  let kill = () => {};
  const thread = new HashingThread(folder, (onMessage, onDeath) => {
    const worker = new Worker(new URL("./hashing-port.js", import.meta.url));
    workers.push(worker);
    worker.on("message", onMessage);
    worker.on("exit", onDeath);
    kill = () => void worker.terminate();
    return {
      postMessage(message, transfer) {
        told.push(message);
        if (passes(message, told)) worker.postMessage(message, transfer);
      },
      terminate: () => worker.terminate(),
    };
  });
  t.after(() => Promise.all(workers.map((worker) => worker.terminate())));
  const kinds = () => told.map(({ kind }) => kind);
  return { thread, told, kinds, workers, kill: () => kill() };
}

/**
 * Two people whose keys ask for one container or the other.
 * @param {"SEIPDv1"|"SEIPDv2"} container
 * @param {HashingThread} thread
 */
async function sealerOf(container, thread) {
  const store = new MemoryStore();
  const sealer = new Sealer(folder, store, thread);
  if (container === "SEIPDv2") {
    const keys = [];
    for (const { name, address } of [noor, daan]) keys.push(await sealer.makeKey({ name, addresses: [address], kind: "v6", postQuantum: false }));
    return { sealer, store, certificates: keys.map(found) };
  }
  const certificates = [];
  for (const { name, address } of [noor, daan]) {
    const { privateKey } = await openpgp.generateKey({ userIDs: [{ name, email: address }], format: "object", date: new Date("2026-01-01T00:00:00Z") });
    await sealer.importKeys({ file: new Uint8Array(/** @type {any} */ (privateKey.write())) });
    certificates.push({ address, bytes: new Uint8Array(/** @type {any} */ (privateKey.toPublic().write())) });
  }
  return { sealer, store, certificates };
}

/** @param {Awaited<ReturnType<typeof sealerOf>>} people @param {(Uint8Array|Blob)[]} contents */
async function seal({ sealer, certificates }, contents) {
  const attachments = attachmentsOf(/** @type {any} */ (contents.map((content) => ({ length: content instanceof Blob ? content.size : content.length }))));
  const { messages: [{ bytes, blob }] } = await sealer.seal({ bundle: policy, address: noor.address, draft: draft({ attachments }), contents, certificates, blobs: true }, silent);
  return blob ? Buffer.from(await blob.arrayBuffer()) : Buffer.from(bytes);
}

/** @param {Awaited<ReturnType<typeof sealerOf>>} people @param {Uint8Array} message */
const open = ({ sealer, certificates }, message) => sealer.open({ message: new Uint8Array(message), certificates }, silent);

/** The thread, once it serves: a message that is too early for it is sealed without. @param {HashingThread} thread @param {Sealer} sealer */
async function serving(thread, sealer) {
  const { load, madeOf } = await import("../../../www/engine/load.js");
  await sealer.preload();
  thread.prepare(Infinity, madeOf(await load(folder, "sealer")));
  assert.ok(await thread.helps(2 ** 49));
}

for (const container of /** @type {const} */ (["SEIPDv1", "SEIPDv2"])) {
  test(`what a second thread hashes is sealed to the same octets, and opened (${container})`, async (t) => {
    const { thread, kinds, told } = threadFor(t);
    const people = await sealerOf(container, thread);
    await serving(thread, people.sealer);
    for (const [content, blob] of /** @type {[Uint8Array, boolean][]} */ ([
      [counting(3 * MiB + 100), false], [counting(4 * MiB + 17), false], [counting(large.all + 3), true],
    ])) {
      const contents = [blob ? new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (content)]) : content];
      const time = Date.now();
      const from = told.length;
      const together = await withoutChance(time, () => seal(people, contents));
      assert.ok(kinds().slice(from).includes("piece"), `${content.length} is shared`);
      const sums = told.slice(from).filter((message) => message.kind === "end" && message.tail !== null);
      assert.equal(sums.length, container === "SEIPDv1" ? 2 : 1, "of what is signed, and of everything");
      const whole = await withoutChance(time, () => seal(withoutThread(people), contents));
      assert.ok(together.equals(whole), `${content.length} gives the same`);

      const before = told.length;
      const opened = await open(people, together);
      assert.deepEqual([opened.encryption.state, opened.encryption.container, opened.signature.state], ["encrypted", container, "valid"]);
      assert.ok(Buffer.from(opened.parts[0].bytes).equals(content));
      const asked = told.slice(before).filter((message) => message.kind === "end" && message.tail !== null);
      assert.equal(asked.length, container === "SEIPDv1" ? 2 : 1, "opened with its help");
    }
  });

  test(`a message that was changed is refused, whoever hashes it (${container})`, async (t) => {
    const { thread, told } = threadFor(t);
    const people = await sealerOf(container, thread);
    await serving(thread, people.sealer);
    const sealed = await seal(people, [counting(4 * MiB)]);
    const armor = sealed.indexOf("-----BEGIN PGP MESSAGE-----");
    for (const at of [armor + 3000, armor + 3 * MiB, sealed.indexOf("-----END PGP MESSAGE-----") - 200]) {
      const changed = Buffer.from(sealed);
      // Another digit of base64, or the next place where a line ends.
      const place = changed[at] < 0x30 ? at + 2 : at;
      changed[place] = changed[place] === 0x41 ? 0x42 : 0x41;
      const before = told.length;
      const opened = await open(people, changed);
      assert.equal(opened.encryption.state, "damaged", `${at - armor}`);
      assert.deepEqual(opened.parts, []);
      assert.ok(told.length > before || container === "SEIPDv2", "CFB is decrypted to its end");
    }
    const opened = await open(people, sealed);
    assert.equal(opened.signature.state, "valid", "what was left of the others does no harm");
  });

  test(`a signature that does not fit is found, whoever hashes it (${container})`, async (t) => {
    const { thread, told } = threadFor(t);
    const people = await sealerOf(container, thread);
    await serving(thread, people.sealer);
    const stranger = await openpgp.generateKey({ userIDs: [{ name: noor.name, email: noor.address }], format: "object" });
    const encryptionKeys = await openpgp.readKey({ binaryKey: people.certificates[1].bytes });
    const message = await openpgp.createMessage({ binary: Buffer.concat([Buffer.from("Content-Type: application/octet-stream\r\n\r\n"), counting(4 * MiB)]) });
    const armored = await openpgp.encrypt({ message, encryptionKeys, signingKeys: stranger.privateKey });
    const mail = Buffer.from(`From: noor@example.org\r\nTo: daan@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n${armored}\r\n--b--\r\n`);
    const before = told.length;
    const opened = await open(people, mail);
    assert.deepEqual([opened.encryption.state, opened.signature.state], ["encrypted", "unknown-key"]);
    const known = await people.sealer.open({ message: new Uint8Array(mail), certificates: [{ address: noor.address, bytes: new Uint8Array(/** @type {any} */ (stranger.publicKey.write())) }] }, silent);
    assert.equal(known.signature.state, "valid", "of somebody else's program, in its own way of writing");
    assert.ok(told.slice(before).some(({ kind }) => kind === "piece"));
  });

  test(`a second thread that is lost half-way: it is sealed anyway, from the beginning, and opened (${container})`, async (t) => {
    /** @type {ReturnType<typeof threadFor>} */
    const held = threadFor(t, (message, told) => {
      if (message.kind === "piece" && told.filter(({ kind }) => kind === "piece").length === 3) held.kill();
      return true;
    });
    const people = await sealerOf(container, held.thread);
    await serving(held.thread, people.sealer);
    const sealed = await seal(people, [counting(5 * MiB)]);
    assert.ok(held.told.filter(({ kind }) => kind === "piece").length >= 3, "it was lost over this one");
    const opened = await open(people, sealed);
    assert.equal(opened.signature.state, "valid", "without it");
    assert.ok(Buffer.from(opened.parts[0].bytes).equals(counting(5 * MiB)));
    assert.equal(held.workers.length, 1, "it is not tried again");

    const another = threadFor(t, (message, told) => {
      if (message.kind === "piece" && told.filter(({ kind }) => kind === "piece").length === 3) another.kill();
      return true;
    });
    const reading = withThread(people, another.thread);
    await serving(another.thread, reading.sealer);
    const read = await open(reading, sealed);
    assert.equal(read.signature.state, "valid", "what was lost is hashed here");
    assert.ok(Buffer.from(read.parts[0].bytes).equals(counting(5 * MiB)));
  });
}

test("a second thread that says nothing any more is given up", async (t) => {
  const { thread, told } = threadFor(t, ({ kind }) => kind !== "piece");
  const people = await sealerOf("SEIPDv2", thread);
  await serving(thread, people.sealer);
  t.mock.timers.enable({ apis: ["setInterval"] });
  const sealing = seal(people, [counting(10 * MiB)]);
  while (told.filter(({ kind }) => kind === "piece").length < 8) await new Promise((resolve) => { setImmediate(resolve); });
  for (let look = 0; look < 5; look++) {
    t.mock.timers.tick(10_000);
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  const sealed = await sealing;
  t.mock.timers.reset();
  assert.equal((await open(people, sealed)).signature.state, "valid");
});

test("lost over one of several messages, it costs none of them, and no draft either", async (t) => {
  const lostAt = (/** @type {number} */ last) => {
    const held = threadFor(t, (message, told) => {
      if (message.kind === "piece" && told.filter(({ kind }) => kind === "piece").length === last) held.kill();
      return true;
    });
    return held;
  };
  const held = lostAt(4);
  const people = await sealerOf("SEIPDv2", held.thread);
  await serving(held.thread, people.sealer);
  const { certificates } = people;
  const mails = [5 * MiB, large.all, 100].map((length, at) => {
    const contents = [at === 1 ? new Blob([counting(length)]) : counting(length)];
    const attachments = attachmentsOf(/** @type {any} */ ([{ length }]));
    return { draft: draft({ attachments, messageId: `many-${at}@example.org` }), contents, certificates, blobs: false };
  });
  const results = await people.sealer.sealEach({ bundle: policy, address: noor.address, mails }, silent);
  assert.equal(results.length, 3);
  for (const [at, result] of results.entries()) {
    if (!("outgoing" in result)) throw new Error(result.failure.code);
    const opened = await open(people, result.outgoing.messages[0].bytes);
    assert.deepEqual([opened.signature.state, opened.parts[0].bytes.length], ["valid", [5 * MiB, large.all, 100][at]]);
  }

  const another = lostAt(2);
  const writing = withThread(people, another.thread);
  await serving(another.thread, writing.sealer);
  const attachments = attachmentsOf([counting(5 * MiB)]);
  const kept = await writing.sealer.sealDraft({ draft: { ...draft(), attachments }, contents: [counting(5 * MiB)], from: undefined }, silent);
  assert.equal((await open(people, kept)).signature.state, "valid");
});

test("where no second thread may be, or it does not begin, all is done here", async (t) => {
  const forbidden = new HashingThread(folder, () => { throw new DOMException("", "SecurityError"); });
  const mute = threadFor(t, ({ kind }) => kind !== "start");
  const broken = new HashingThread("https://example.invalid/nothing/", (onMessage) => {
    queueMicrotask(() => onMessage(/** @type {FromHashing} */ ({ kind: "failed" })));
    return { postMessage() {}, terminate() {} };
  });
  for (const thread of [forbidden, mute.thread, broken]) {
    const people = await sealerOf("SEIPDv2", thread);
    const sealed = await seal(people, [counting(4 * MiB)]);
    assert.equal((await open(people, sealed)).signature.state, "valid");
  }
});

test("a small message has no second thread", async (t) => {
  const { thread, workers } = threadFor(t);
  const people = await sealerOf("SEIPDv2", thread);
  await open(people, await seal(people, [counting(MiB)]));
  assert.equal(workers.length, 0);
  assert.equal(await thread.helps(MiB), false);
});

test("several messages may be hashed at once, and it ends when it has nothing to do", async (t) => {
  const { thread, workers } = threadFor(t);
  const people = await sealerOf("SEIPDv2", thread);
  await serving(thread, people.sealer);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const [one, two] = [thread.begin("SHA-512", none), thread.begin("SHA-256", counting(16))];
  const piece = counting(1000);
  await thread.feed(thread.copy(piece), [{ hash: one, from: 0, to: 600 }, { hash: two, from: 500, to: 1000 }]);
  const sums = await Promise.all([thread.end(one, counting(3)), thread.end(two, none)]);
  const expected = [
    createHash("sha512").update(piece.subarray(0, 600)).update(counting(3)).digest(),
    createHash("sha256").update(counting(16)).update(piece.subarray(500)).digest(),
  ];
  assert.deepEqual(sums.map((sum) => Buffer.from(sum)), expected);
  const ended = new Promise((resolve) => { workers[0].on("exit", resolve); });
  t.mock.timers.tick(60_000);
  await ended;
  t.mock.timers.reset();
  await serving(thread, people.sealer);
  assert.equal(workers.length, 2, "the next large message has another");
});

/** The same people, whose sealer has no second thread. @param {Awaited<ReturnType<typeof sealerOf>>} people */
const withoutThread = (people) => withThread(people, new HashingThread(folder));

/** The same people with another second thread. @param {Awaited<ReturnType<typeof sealerOf>>} people @param {HashingThread} thread */
const withThread = ({ store, certificates }, thread) => ({ sealer: new Sealer(folder, store, thread), certificates, store });
