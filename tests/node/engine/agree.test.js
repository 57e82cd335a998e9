// @ts-check
// What readers share with a sender by the platform's X25519: the standard's example, and whatever the program falls back from.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as openpgp from "openpgp";
import { agreed } from "../../../www/engine/agree.js";
import { workedOff } from "../../../www/engine/bulk.js";
import { Sealer } from "../../../www/engine/sealer.js";
import { MemoryStore } from "../../../www/keys/memory-store.js";
import { draft, found, noor, policy } from "./people.js";

const { subtle } = globalThis.crypto;
const octets = (/** @type {string} */ hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const silent = () => {};
const memory = new WebAssembly.Memory({ initial: 1 });

// RFC 7748 section 6.1.
const alice = octets("77076d0a7318a57d3c16c17251b26645df4c6c1a8e8a5b3c2d5d1b3a7a8a2c2a");
const bob = octets("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
const bobsPoint = octets("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
const base = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : 0));

/** @param {Uint8Array[]} points */
const joined = (...points) => Uint8Array.from(points.flatMap((point) => [...point]));

/** Stands in for the program: one agreement, and what came of it. */
class Hands {
  key = alice.slice();
  /** @type {Uint8Array|undefined} */
  products;
  /** What was handed over, to see that it is wiped. @type {Uint8Array|undefined} */
  handed;
  ran = 0;
  freed = false;
  /** @param {Uint8Array} points @param {Error} [refusal] */
  constructor(points, refusal) {
    this.points = points;
    this.refusal = refusal;
  }

  order() {
    return /** @type {any} */ (this.products || this.ran ? undefined : { task: "agree", turn: 3, key: this.key, points: this.points });
  }
  agreed(/** @type {number} */ turn, /** @type {Uint8Array} */ products) {
    assert.equal(turn, 3);
    this.handed = products;
    if (this.refusal) throw this.refusal;
    this.products = products.slice();
  }
  run() { this.ran++; }
  sign() {}
  open_cfb() { throw new Error("not asked for"); }
  announced() { return undefined; }
  done() {}
  hashed() {}
  finish() { return this.products; }
  free() { this.freed = true; }
}

test("each point is multiplied by the secret, as the standard's example has it", async () => {
  const products = await agreed(subtle, { key: alice, points: joined(base, bobsPoint, base) });
  assert.equal(products.length, 96);
  const [alicesPoint, shared, again] = [0, 32, 64].map((from) => products.slice(from, from + 32));
  const theirs = await agreed(subtle, { key: bob, points: joined(base, alicesPoint) });
  assert.deepEqual(theirs.slice(0, 32), bobsPoint);
  assert.deepEqual(theirs.slice(32), shared);
  assert.deepEqual(again, alicesPoint);
  assert.notDeepEqual(shared, alicesPoint);
});

test("a work that has to agree is given the products, and neither they nor the secret stay", async () => {
  const hands = new Hands(joined(base, bobsPoint));
  assert.deepEqual(await workedOff({}, hands, silent, { memory }), await agreed(subtle, { key: alice, points: joined(base, bobsPoint) }));
  assert.equal(hands.ran, 0);
  for (const left of [hands.key, hands.handed]) assert.ok(left?.every((octet) => octet === 0));
  assert.ok(hands.freed);
});

test("where the platform cannot, the program does it", async () => {
  const lacking = Object.assign(Object.create(SubtleCrypto.prototype), { importKey: () => Promise.reject(new DOMException("no", "NotSupportedError")) });
  const failing = Object.assign(Object.create(SubtleCrypto.prototype), {
    importKey: subtle.importKey.bind(subtle), deriveBits: () => Promise.reject(new DOMException("no", "OperationError")),
  });
  const real = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  const before = globalThis.crypto;
  for (const there of [undefined, lacking, failing]) {
    const hands = new Hands(joined(base, bobsPoint));
    Object.defineProperty(globalThis, "crypto", { configurable: true, value: { subtle: there, getRandomValues: before.getRandomValues.bind(before) } });
    try {
      await workedOff({}, hands, silent, { memory });
    } finally {
      Object.defineProperty(globalThis, "crypto", /** @type {PropertyDescriptor} */ (real));
    }
    assert.equal(hands.ran, 1);
    assert.equal(hands.products, undefined);
    assert.ok(hands.key.every((octet) => octet === 0));
  }
});

test("a point that gives nothing is for the program to refuse", async () => {
  const hands = new Hands(joined(base, new Uint8Array(32)));
  await workedOff({}, hands, silent, { memory });
  assert.equal(hands.ran, 1);
});

test("what the program says of the products is told", async () => {
  const refusal = Object.assign(new Error("no"), { code: "own-key-unusable" });
  const hands = new Hands(joined(base, bobsPoint), refusal);
  await assert.rejects(workedOff({}, hands, silent, { memory }), refusal);
  assert.equal(hands.ran, 0);
  assert.ok(hands.freed && hands.handed?.every((octet) => octet === 0));
});

test("all readers of a message agree with one secret, those of another with another, and each opens it alone", async (t) => {
  const wasm = new URL("../../../www/wasm/", import.meta.url).href;
  const silently = () => {};
  const person = async (/** @type {string} */ address, /** @type {"v4"|"v6"} */ kind) => {
    const sealer = new Sealer(wasm, new MemoryStore());
    const key = await sealer.makeKey({ name: address, addresses: [address], kind, postQuantum: false });
    return { sealer, address, certificate: key.certificate };
  };
  const sender = await person(noor.address, "v4");
  const [daan, lee, kim] = [await person("daan@example.org", "v4"), await person("lee@example.org", "v6"), await person("kim@example.org", "v4")];
  const mail = {
    bundle: policy, address: noor.address, draft: draft({ to: [daan.address, lee.address], bcc: [kim.address] }), contents: [],
    certificates: [daan, lee, kim].map(found),
  };
  const ask = t.mock.method(SubtleCrypto.prototype, "deriveBits");
  /** Of the base point, and of each reader's, the sender's among them. @type {[string, number][]} */
  const ways = [["by the platform", 4 + 3], ["by the program", 0]];
  for (const [way, asked] of ways) {
    const lacking = asked > 0 ? null : t.mock.method(SubtleCrypto.prototype, "importKey", () => Promise.reject(new DOMException("no", "NotSupportedError")));
    const before = ask.mock.callCount();
    const { messages } = await sender.sealer.seal(mail, silently);
    assert.equal(ask.mock.callCount() - before, asked, way);
    lacking?.mock.restore();
    const ephemerals = await Promise.all(messages.map(async ({ bytes }) => {
      const text = new TextDecoder().decode(bytes);
      const { packets } = await openpgp.readMessage({ armoredMessage: text.slice(text.indexOf("-----BEGIN"), text.indexOf("-----END")) + "-----END PGP MESSAGE-----" });
      return packets.filterByTag(openpgp.enums.packet.publicKeyEncryptedSessionKey).map((packet) => {
        const { V, ephemeralPublicKey } = /** @type {any} */ (packet).encrypted;
        return Buffer.from(ephemeralPublicKey ?? V.subarray(1)).toString("hex");
      });
    }));
    assert.deepEqual(ephemerals.map((those) => [those.length, new Set(those).size]), [[3, 1], [2, 1]], way);
    assert.notEqual(ephemerals[0][0], ephemerals[1][0], way);
    for (const reader of [daan, lee, kim]) {
      const states = await Promise.all(messages.map(async ({ bytes }) => (await reader.sealer.open({ message: bytes, certificates: [found(sender)] }, silently)).encryption.state));
      assert.deepEqual(states, reader === kim ? ["not-for-you", "encrypted"] : ["encrypted", "not-for-you"], way);
    }
  }
});
