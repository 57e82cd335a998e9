// @ts-check
// Passphrases stretched by the browser's hash functions (RFC 9580 section 3.7.1.3).

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { stretched } from "../../../www/engine/stretch.js";

const passphrase = "Zegel, ünïcödé & blanks ";
const salt = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
const unit = Buffer.concat([salt, Buffer.from(passphrase)]);

/** @param {string} algorithm @param {number} octets */
function byHand(algorithm, octets) {
  const times = Math.max(1, Math.ceil(octets / unit.length));
  const all = Buffer.concat(Array.from({ length: times }, () => unit));
  return createHash(algorithm).update(octets < unit.length ? unit : all.subarray(0, octets)).digest("hex");
}

test("salt and passphrase are hashed over and over, up to exactly so many octets, and once at least", async () => {
  const lengths = [1, unit.length - 1, unit.length, unit.length + 1, 2 * unit.length, 1024, 65_536, 65_536 + 7];
  for (const [algorithm, other] of [["SHA-1", "sha1"], ["SHA-256", "sha256"], ["SHA-384", "sha384"], ["SHA-512", "sha512"]]) {
    const hashes = await stretched(lengths.map((octets) => ({ algorithm: String(algorithm), salt, octets })), passphrase);
    assert.deepEqual(hashes.map((hash) => Buffer.from(hash).toString("hex")), lengths.map((octets) => byHand(String(other), octets)));
  }
});

test("where one cannot be hashed, none is told, and the program does all by itself", async () => {
  const possible = { algorithm: "SHA-256", salt, octets: 1024 };
  assert.deepEqual(await stretched([possible, { ...possible, algorithm: "MD5" }], passphrase), []);
  // More memory than there is.
  assert.deepEqual(await stretched([possible, { ...possible, octets: Number.MAX_SAFE_INTEGER }], passphrase), []);
  assert.deepEqual(await stretched([], passphrase), []);
});
