// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressesOf, armored, joinCertificates, Keyring, splitCertificates } from "../../../www/keys/keyring.js";
import { armor, certificate, oldPacket, packet } from "./packets.js";

const lee = certificate("Lee Chen <lee@example.com>");
const noor = certificate("noor@example.org");
/** @param {Uint8Array[]} parts */
const joined = (...parts) => new Uint8Array(Buffer.concat(parts));

test("a file is taken apart into its certificates, whatever its packets look like", () => {
  const old = joined(oldPacket(6, "k", 1), oldPacket(13, "Daan <daan@example.org>", 2), oldPacket(2, "s", 4));
  const long = joined(packet(6, "k"), packet(17, new Uint8Array(300)), packet(13, "mara@example.com"), packet(2, new Uint8Array(9_000)), packet(60, "private"), packet(12, "trust"));
  assert.deepEqual(splitCertificates(joined(lee, old, long, noor)), [lee, old, long, noor]);
  assert.deepEqual(splitCertificates(joined(packet(10, "PGP"), lee, packet(21, "padding"))).map(addressesOf), [["lee@example.com"]]);
  assert.deepEqual(splitCertificates(new Uint8Array()), []);
});

test("armor is taken off, of several blocks and with text between them", () => {
  const file = Buffer.concat([Buffer.from("Our keys:\n"), armor(lee), Buffer.from("\nand\n"), armor(joined(noor, lee)), Buffer.from(armored(noor))]);
  assert.deepEqual(splitCertificates(file), [lee, noor, lee, noor]);
});

test("a keyring finds certificates by the addresses of their user IDs", () => {
  const both = joined(packet(6, "k"), packet(13, "Lee (at work) <LEE@Example.COM>"), packet(13, "lee@example.org"), packet(13, "Lee"), packet(2, "s"));
  const keyring = new Keyring(joined(lee, noor, both, certificate("Jürgen <j@bücher.example>")));
  assert.equal(keyring.size, 4);
  assert.deepEqual(keyring.of("lee@example.com"), [lee, both]);
  assert.deepEqual(keyring.of("Lee@Example.org"), [both]);
  assert.deepEqual(keyring.of("J@xn--bcher-kva.example").map(addressesOf), [["j@xn--bcher-kva.example"]]);
  assert.deepEqual(keyring.of("nobody@example.com"), []);
  keyring.of("noor@example.org")[0]?.fill(0);
  assert.deepEqual(keyring.of("noor@example.org"), [noor]);
});

test("secret keys, messages, what is too large and what belongs to nobody are left out", () => {
  const secret = joined(packet(5, "secret"), packet(13, "mara@example.com"), packet(2, "s"), packet(7, "secret subkey"), packet(2, "s"));
  const huge = joined(packet(6, "k"), packet(13, "huge@example.com"), packet(17, new Uint8Array(300_000)));
  const nested = packet(8, joined(Buffer.from([0]), lee));
  const keyring = new Keyring(joined(packet(13, "stray@example.com"), secret, lee, nested, packet(2, "s"), huge, secret, packet(18, "m"), noor));
  assert.deepEqual(keyring.addresses(), ["lee@example.com", "noor@example.org"]);
  assert.deepEqual([keyring.size, keyring.skipped], [2, 5]);
  assert.deepEqual(keyring.of("lee@example.com"), [lee]);
});

test("a file whose frame is broken is refused with the place", () => {
  /** @type {[string, Uint8Array][]} */
  const broken = [
    ["packet-cut-off", joined(lee).subarray(0, lee.length - 1)], ["packet-cut-off", joined(lee, Buffer.from([0xc6]))],
    ["packet-cut-off", Buffer.from([0xc6, 255, 255, 255, 255, 255])], ["packet-cut-off", Buffer.from([0xc6, 255, 0, 0])],
    ["packet-cut-off", Buffer.from([0xc6, 200])], ["packet-cut-off", Buffer.from([0x9a, 0xff, 0xff, 0xff, 0xff])], ["packet-cut-off", Buffer.from([0x99, 0])],
    ["partial-length", Buffer.from([0xc6, 224, 1])], ["partial-length", Buffer.from([0x9b, 1, 2])], ["no-packet", joined(lee, Buffer.from("junk"))],
    ["no-packet", Buffer.from("<!doctype html>")], ["armor-cut-off", armor(lee).subarray(0, 90)],
    ["armor-not-base64", Buffer.from(armor(lee).toString().replace("\r\n\r\n", "\r\n\r\n*"))],
  ];
  for (const [reason, bytes] of broken) {
    assert.throws(() => splitCertificates(bytes), (/** @type {any} */ error) => {
      assert.equal(error.code, "certificate-malformed");
      assert.equal(error.detail.reason, reason);
      assert.equal(typeof error.detail.at, "number");
      return true;
    }, reason);
  }
});

test("random bytes are refused or have no certificate", () => {
  let seed = 1;
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Uint8Array.from({ length: 200 }, () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16);
    bytes[0] |= 0x80;
    try { assert.deepEqual(splitCertificates(bytes), []); } catch (error) { assert.equal(/** @type {any} */ (error).code, "certificate-malformed"); }
  }
});

test("of a million user IDs those of a sound certificate count", () => {
  const userId = packet(13, "a@example.org");
  const many = new Uint8Array(8 + 1_000_000 * userId.length);
  many.set(packet(6, "key of"), 0);
  for (let i = 0; i < 1_000_000; i += 1) many.set(userId, 8 + i * userId.length);
  const keyring = new Keyring(many);
  assert.deepEqual([keyring.size, keyring.skipped, keyring.addresses()], [0, 1, []]);
  // In a certificate of allowed size, the first ones count.
  const some = joined(packet(6, "k"), ...Array.from({ length: 10_000 }, (_, i) => packet(13, `a${i}@example.org`)));
  assert.equal(new Keyring(some).addresses().length, 64);
  assert.deepEqual(new Keyring(joined(packet(6, "k"), packet(13, `${"x".repeat(3_000)}@example.org`))).addresses(), []);
});

test("ten thousand certificates are indexed", () => {
  const file = joined(...Array.from({ length: 10_000 }, (_, i) => joined(
    packet(6, Buffer.alloc(51, i)), packet(13, `Person ${i} <person${i}@d${i % 50}.example.org>`), packet(2, Buffer.alloc(120)), packet(14, Buffer.alloc(56)), packet(2, Buffer.alloc(120)))));
  const keyring = new Keyring(file);
  assert.equal(keyring.size, 10_000);
  assert.equal(keyring.of("person7777@d27.example.org").length, 1);
});

test("certificates are put together, and nothing else is", () => {
  assert.deepEqual(joinCertificates([lee, armor(noor)]), joined(lee, noor));
  const secret = joined(packet(5, "secret"), packet(13, "lee@example.com"));
  for (const bytes of [secret, joined(lee, secret), new Uint8Array(), packet(13, "x"), Buffer.from("x")]) {
    assert.throws(() => joinCertificates([lee, bytes]), { code: "certificate-malformed" });
  }
});
