// @ts-check
// The browser's cryptography in a program's memory gives, octet for octet, what src/seal/bulk_tests.rs expects of the program.

import assert from "node:assert/strict";
import { createHash, hkdfSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { agreed } from "../../../www/engine/agree.js";
import { workedOff } from "../../../www/engine/bulk.js";

/** @import { Order } from "../../../www/engine/types.js" */

/** @type {{ task: "seal-chunks"|"seal-cfb", chunk: number, length: number, sha256: string }[]} */
const vectors = JSON.parse(await readFile(new URL("../../cases/bulk.json", import.meta.url), "utf8"));
const secret = Uint8Array.from({ length: 32 }, (_, at) => at);
const counting = (/** @type {number} */ length) => Uint8Array.from({ length }, (_, at) => at % 251);
const silent = () => {};
/** A place in the memory that is no multiple of anything. */
const address = 1003;

/** Stands in for the program: a memory, and one order. */
class Hands {
  memory = new WebAssembly.Memory({ initial: 40 });
  /** Keys handed out. @type {Uint8Array[]} */
  keys = [];
  /** What was asked of the program itself. @type {number[]} */
  ran = [];
  signed = /** @type {Uint8Array|undefined} */ (undefined);
  freed = false;
  #given = false;

  /** @param {Omit<Order, "key"|"address"|"room"|"digest"|"salt"|"tail"> & Partial<Order>} order @param {Uint8Array} octets */
  constructor(order, octets) {
    this.given = order;
    this.octets = () => new Uint8Array(this.memory.buffer, address, octets.length + 4096);
    this.octets().set(octets);
  }

  order() {
    if (this.#given) return undefined;
    const key = (this.given.key ?? secret).slice();
    this.keys.push(key);
    const agree = this.given.agree && { ...this.given.agree, key: this.given.agree.key.slice() };
    if (agree) this.keys.push(agree.key);
    return /** @type {Order} */ ({ digest: null, salt: new Uint8Array(), tail: new Uint8Array(), ...this.given, key, address, room: this.octets().length, ...(agree && { agree }) });
  }
  sign(/** @type {Uint8Array|undefined} */ digest) { this.signed = digest; }
  agreed() { throw new Error("not asked for"); }
  done() { this.#given = true; }
  open_cfb() { throw new Error("not asked for"); }
  announced() { return /** @type {any} */ (undefined); }
  hashed(/** @type {Uint8Array} */ digest) { this.signed = digest; this.#given = true; }
  run(/** @type {number} */ chunks) { this.ran.push(chunks); this.#given = true; }
  finish() { return this.octets(); }
  free() { this.freed = true; }
}

/** The message key and the beginning of the nonces. @param {number} chunk */
function suite(chunk) {
  const header = Uint8Array.of(0xd2, 2, 9, 3, chunk);
  const derived = new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(32).fill(7), header, 36));
  return { header, key: derived.slice(0, 32), nonce: derived.slice(32), chunk: 2 ** (chunk + 6), mode: /** @type {const} */ ("GCM") };
}

/** @param {number} chunk @param {number} length @param {Partial<Order>} [more] */
function sealing(chunk, length, more = {}) {
  const tags = (Math.ceil(length / 2 ** (chunk + 6)) + 1) * 16;
  const hands = new Hands({ task: "seal-chunks", ...suite(chunk), start: 0, data: tags, length, ...more }, new Uint8Array([...new Uint8Array(tags), ...counting(length)]));
  return { hands, total: length + tags };
}

test("what is sealed is what the program would have sealed", async () => {
  let tried = 0;
  for (const { task, chunk, length, sha256 } of vectors) {
    if (length < 4096 || (task === "seal-chunks" && chunk < 6)) continue;
    const { hands, total } = task === "seal-chunks" ? sealing(chunk, length)
      : { hands: new Hands({ task, mode: "CFB", nonce: new Uint8Array(), header: new Uint8Array(), chunk: 65536, start: 16, data: 16, length }, new Uint8Array([...new Uint8Array(16).fill(9), ...counting(length)])), total: length + 22 };
    const result = await workedOff({}, hands, silent, { memory: hands.memory });
    const start = task === "seal-chunks" ? 0 : 16;
    assert.equal(createHash("sha256").update(result.subarray(start, start + total)).digest("hex"), sha256, `${task} ${chunk} ${length}`);
    assert.deepEqual(hands.ran, []);
    if (task === "seal-cfb") assert.deepEqual(result.slice(0, 16), new Uint8Array(16).fill(9), "what stands before is left alone");
    assert.ok(hands.freed && hands.keys.every((key) => key.every((octet) => octet === 0)), "the keys are wiped");
    tried++;
  }
  assert.ok(tried > 12);
});

test("what was sealed is opened, and nothing behind what was changed", async () => {
  for (const [chunk, length] of [[6, 4096], [6, 12293], [12, 262144], [12, 700000], [10, 200001]]) {
    const { hands, total } = sealing(chunk, length);
    const sealed = (await workedOff({}, hands, silent, { memory: hands.memory })).slice(0, total);
    const opening = (/** @type {Uint8Array} */ octets) => new Hands({ task: "open-chunks", ...suite(chunk), start: 0, data: 0, length: octets.length }, octets);
    const open = opening(sealed);
    assert.deepEqual((await workedOff({}, open, silent, { memory: open.memory })).slice(0, length), counting(length));
    assert.deepEqual(open.ran, []);

    const size = 2 ** (chunk + 6);
    for (const at of [0, size, total - 40, total - 1]) {
      const changed = sealed.slice();
      changed[at] ^= 1;
      const hands = opening(changed);
      await workedOff({}, hands, silent, { memory: hands.memory });
      // The program looks again, from that chunk on.
      const [before, count] = [Math.floor(at / (size + 16)), Math.ceil(length / size)];
      assert.deepEqual(hands.ran, [at === total - 1 ? count : before], `${chunk} ${length} ${at}`);
      if (at === total - 1) continue;
      const there = hands.octets().slice(before * size, before * size + 32);
      assert.notDeepEqual(there, counting(length).slice(before * size, before * size + 32), "what was changed is not there");
    }
    for (const cut of [sealed.slice(0, -16), sealed.slice(0, -17), sealed.slice(0, 16 - (length % size || size) - 32)]) {
      const hands = opening(cut);
      await workedOff({}, hands, silent, { memory: hands.memory });
      assert.equal(hands.ran.length, 1, "what is cut off is for the program to refuse");
    }
  }
});

test("what is signed is hashed while it is sealed, and nothing is left around it", async () => {
  for (const algorithm of ["SHA-256", "SHA-384", "SHA-512"]) {
    const [salt, tail] = [counting(32).reverse(), counting(77)];
    const { hands, total } = sealing(12, 600_000);
    const plain = sealing(12, 600_000);
    const [from, to] = [hands.given.data + 64, hands.given.data + 600_000];
    Object.assign(hands.given, { digest: { algorithm, from, to }, salt, tail });
    const sealed = (await workedOff({}, hands, silent, { memory: hands.memory })).slice(0, total);
    const name = algorithm.replace("-", "").toLowerCase();
    assert.deepEqual(Buffer.from(hands.signed ?? []), createHash(name).update(salt).update(counting(600_000).slice(64)).update(tail).digest());
    assert.deepEqual(sealed, (await workedOff({}, plain.hands, silent, { memory: plain.hands.memory })).slice(0, total));
  }
});

test("what was opened is hashed by the browser, with or without room around it", async () => {
  const [salt, tail] = [counting(32).reverse(), counting(77)];
  const plain = counting(300_000);
  for (const [front, behind] of [[40, 80], [0, 0], [40, 20]]) {
    const octets = new Uint8Array([...new Uint8Array(front).fill(1), ...plain, ...new Uint8Array(behind).fill(2)]);
    for (const algorithm of ["SHA-1", "SHA-256", "SHA-384", "SHA-512"]) {
      const none = new Uint8Array();
      const hands = new Hands({ task: "hash", mode: "", key: none, nonce: none, header: none, chunk: 0, start: 0, data: 0, length: plain.length, digest: { algorithm, from: front, to: front + plain.length }, salt, tail }, octets);
      // The buffer ends where it ends: what is behind it is somebody else's.
      const order = hands.order.bind(hands);
      hands.order = () => { const given = order(); return given && { ...given, room: octets.length }; };
      const left = (await workedOff({}, hands, silent, { memory: hands.memory })).slice(0, octets.length);
      assert.deepEqual(left, octets, "everything is as it was");
      const name = algorithm.replace("-", "").toLowerCase();
      assert.deepEqual(Buffer.from(hands.signed ?? []), createHash(name).update(salt).update(plain).update(tail).digest());
      assert.deepEqual(hands.ran, []);
    }
  }
});

test("without the browser's cryptography, or where it fails, the program does the work", async () => {
  const { hands } = sealing(12, 600_000);
  await workedOff({}, hands, silent, { memory: undefined });
  assert.deepEqual(hands.ran, [0]);
  const small = sealing(3, 60_000).hands;
  await workedOff({}, small, silent, { memory: small.memory });
  assert.deepEqual(small.ran, [0], "of chunks of a few octets the program is faster");
  const ocb = sealing(12, 600_000, { mode: "OCB" }).hands;
  await workedOff({}, ocb, silent, { memory: ocb.memory });
  assert.deepEqual(ocb.ran, [0]);

  const failing = sealing(12, 900_000).hands;
  const encrypt = crypto.subtle.encrypt;
  let calls = 0;
  crypto.subtle.encrypt = async (...all) => {
    // The tag over all of them is asked for first.
    if (++calls > 3) throw new DOMException("", "OperationError");
    return encrypt.apply(crypto.subtle, all);
  };
  try {
    await workedOff({}, failing, silent, { memory: failing.memory });
  } finally {
    crypto.subtle.encrypt = encrypt;
  }
  assert.deepEqual(failing.ran, [2], "from the third chunk on");
});

test("what the program says is wrong is said", async () => {
  const { hands } = sealing(12, 600_000);
  hands.sign = () => { throw { code: "own-key-unusable", detail: { reason: "expired" } }; };
  await assert.rejects(workedOff({}, hands, silent, { memory: hands.memory }), { code: "own-key-unusable" });
  assert.ok(hands.freed);
});

test("where the cipher fails before the signature, it is signed by the hash that was taken", async () => {
  const { hands } = sealing(12, 900_000);
  const [from, to] = [hands.given.data, hands.given.data + 900_000];
  Object.assign(hands.given, { digest: { algorithm: "SHA-256", from, to }, salt: new Uint8Array(0), tail: new Uint8Array(0) });
  let signedFirst = false;
  hands.run = (chunks) => {
    signedFirst = hands.signed !== undefined;
    hands.ran.push(chunks);
    hands.done();
  };
  const encrypt = crypto.subtle.encrypt;
  let calls = 0;
  crypto.subtle.encrypt = async (...all) => {
    if (++calls > 2) throw new DOMException("", "OperationError");
    return encrypt.apply(crypto.subtle, all);
  };
  try {
    await workedOff({}, hands, silent, { memory: hands.memory });
  } finally {
    crypto.subtle.encrypt = encrypt;
  }
  assert.deepEqual(hands.ran, [2]);
  assert.ok(signedFirst);
  assert.deepEqual(Buffer.from(hands.signed ?? []), createHash("sha256").update(counting(900_000)).digest());
});

test("a program that broke is known to be broken, whatever it says when it is let go", async () => {
  const { hands } = sealing(12, 600_000);
  hands.sign = () => { throw new WebAssembly.RuntimeError("unreachable"); };
  hands.free = () => { throw new Error("attempted to take ownership of Rust value while it was borrowed"); };
  await assert.rejects(workedOff({}, hands, silent, { memory: hands.memory }), WebAssembly.RuntimeError);
});

test("what readers have to agree on is computed beside the data, and before the message is done, whoever does that", async (t) => {
  const base = Uint8Array.from({ length: 64 }, (_, at) => (at % 32 === 0 ? 9 : 0));
  const turn = 7;
  const expected = await agreed(crypto.subtle, { key: secret, points: base });
  /** @type {[string, () => Hands, string[]][]} */
  const cases = [
    ["by the browser", () => sealing(12, 600_000).hands, ["agreed", "done"]],
    ["a small one, by the program", () => sealing(12, 1000).hands, ["agreed", "run"]],
    ["by CFB", () => new Hands({ task: "seal-cfb", mode: "CFB", nonce: new Uint8Array(), header: new Uint8Array(), chunk: 65536, start: 16, data: 16, length: 30_000 }, new Uint8Array(30_016)), ["agreed", "done"]],
  ];
  const watched = async (/** @type {string} */ name, /** @type {Hands} */ hands) => {
    /** @type {string[]} */
    const steps = [];
    hands.given.agree = { task: "agree", turn, key: secret.slice(), points: base };
    const { done, run } = { done: hands.done.bind(hands), run: hands.run.bind(hands) };
    Object.assign(hands, {
      agreed: (/** @type {number} */ which, /** @type {Uint8Array} */ products) => {
        assert.equal(which, turn);
        assert.deepEqual(products.slice(), expected, name);
        steps.push("agreed");
      },
      done: () => { steps.push("done"); done(); },
      run: (/** @type {number} */ chunks) => { steps.push("run"); run(chunks); },
    });
    await workedOff({}, hands, silent, { memory: hands.memory });
    assert.ok(hands.keys.length > 1 && hands.keys.every((key) => key.every((octet) => octet === 0)), `${name}: the keys are wiped`);
    return steps;
  };
  for (const [name, make, steps] of cases) assert.deepEqual(await watched(name, make()), steps, name);
  // The cipher breaks down with the second chunk: the answer may not come after the program has gone on to the next message.
  let asked = 0;
  const real = crypto.subtle.encrypt;
  t.mock.method(crypto.subtle, "encrypt", (/** @type {any[]} */ ...parts) => {
    asked++;
    return asked > 2 ? Promise.reject(new DOMException("no", "OperationError")) : real.apply(crypto.subtle, /** @type {any} */ (parts));
  });
  assert.deepEqual(await watched("broken down", sealing(12, 600_000).hands), ["agreed", "run"]);
  asked = 2;
  assert.deepEqual(await watched("broken down at once", sealing(12, 600_000).hands), ["agreed", "run"]);
});
