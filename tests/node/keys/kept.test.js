// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryDatabase } from "../../../www/keys/database.js";
import { KeptSource } from "../../../www/keys/sources/kept.js";
import { armor, certificate, packet } from "./packets.js";

const address = "lee@example.com";
const now = 1_000_000;
const [first, second, third] = ["1", "2", "3"].map((key) => certificate(`Lee <${address}>`, key));

function kept(database = new MemoryDatabase()) {
  const source = new KeptSource({ database, now: () => now });
  /** @param {import("../../../www/keys/sources/kept.js").Way} way @param {Uint8Array} bytes @param {number} seenAt @param {boolean} [preferEncrypt] */
  const learn = (way, bytes, seenAt, preferEncrypt) => source.learn({ address, bytes, source: way, seenAt, preferEncrypt });
  const found = async () => (await source.ask(address, {})).map(({ bytes, source, seenAt }) => [source, seenAt, Buffer.from(bytes)]);
  return { source, learn, found };
}

test("the newest Autocrypt header comes first; the one before it stays, an older one does not", async () => {
  const { source, learn, found } = kept();
  assert.equal(await learn("autocrypt", first, 200, true), true);
  assert.equal(await learn("autocrypt", second, 100), false);
  assert.deepEqual(await found(), [["autocrypt", 200, Buffer.from(first)]]);
  assert.equal((await source.peer(address))?.preferEncrypt, true);
  assert.equal(await learn("autocrypt", second, 300), true);
  assert.equal(await learn("autocrypt", second, 300), false);
  assert.deepEqual(await found(), [["autocrypt", 300, Buffer.from(second)], ["autocrypt", 200, Buffer.from(first)]], "whoever was relied on may be the older");
  const { certificates = [], ...state } = await source.peer("LEE@Example.com") ?? {};
  assert.deepEqual(state, { lastSeen: 300, autocryptAt: 300, gossipAt: 0, preferEncrypt: false });
  assert.equal(certificates.length, 2, "for signatures of older mail");
});

test("a date in the future counts as now", async () => {
  const { source, learn } = kept();
  await learn("autocrypt", first, now + 1_000_000);
  assert.equal((await source.peer(address))?.autocryptAt, now);
  assert.equal(await learn("autocrypt", second, now), true);
});

test("a mail without the header makes an address seen, and no more", async () => {
  const { source, learn } = kept();
  await source.sawMail(address, 100);
  assert.equal(await source.peer(address), null);
  await learn("autocrypt", first, 200);
  await source.sawMail(address, 500);
  await source.sawMail(address, 400);
  assert.deepEqual([(await source.peer(address))?.lastSeen, (await source.peer(address))?.autocryptAt], [500, 200]);
});

test("gossip counts only where there is nothing better, and only the newest", async () => {
  const { learn, found } = kept();
  await learn("gossip", first, 200);
  assert.equal(await learn("gossip", second, 100), false);
  await learn("gossip", second, 300);
  assert.deepEqual(await found(), [["gossip", 300, Buffer.from(second)]]);
  await learn("attached", third, 50);
  assert.deepEqual(await found(), [["attached", 50, Buffer.from(third)]]);
  await learn("gossip", first, 900);
  assert.deepEqual((await found()).map(([source]) => source), ["attached"]);
});

test("eight certificates an address: what a person imported stays, whatever else comes", async () => {
  const { source, learn, found } = kept();
  await learn("imported", first, 1);
  await learn("autocrypt", second, 2);
  for (let i = 0; i < 20; i += 1) await learn("attached", certificate(`Lee <${address}>`, `attached ${i}`), 100 + i);
  await learn("gossip", third, 999);
  const { certificates = [] } = await source.peer(address) ?? {};
  assert.equal(certificates.length, 8);
  const all = await found();
  assert.deepEqual(all.slice(0, 2), [["autocrypt", 2, Buffer.from(second)], ["imported", 1, Buffer.from(first)]]);
  assert.deepEqual(all.slice(2).map(([, at]) => at), [119, 104, 103, 102, 101, 100], "a flood does not push out what was known");
});

test("only one certificate of a certificate's size is taken, and never a secret key", async () => {
  const { learn, found } = kept();
  const secret = Buffer.concat([packet(5, "secret"), packet(13, address)]);
  const huge = Buffer.concat([first, packet(17, Buffer.alloc(300_000))]);
  for (const bytes of [secret, huge, Buffer.alloc(1_000_000), Buffer.concat([first, second]), new Uint8Array(), Buffer.from("x")]) {
    await assert.rejects(learn("imported", bytes, 1), { code: "certificate-malformed" });
  }
  assert.deepEqual(await found(), []);
  await learn("imported", armor(first), 1);
  assert.deepEqual(await found(), [["imported", 1, Buffer.from(first)]]);
});

test("two pages that learn at once both count, and none changes the other's bytes", async () => {
  const database = new MemoryDatabase();
  const [one, other] = [kept(database), kept(database)];
  await Promise.all([one.learn("imported", first, 1), other.learn("imported", second, 2)]);
  assert.equal((await one.found()).length, 2);
  (await other.source.ask(address, {}))[0]?.bytes.fill(0);
  assert.deepEqual((await one.found()).map(([, , bytes]) => bytes), [Buffer.from(second), Buffer.from(first)]);
  await one.source.forget(address);
  assert.deepEqual(await other.found(), []);
});
