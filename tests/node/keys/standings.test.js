// @ts-check
// From what was found and what is remembered to the certificate that is used: with the real engine and real keys.

import assert from "node:assert/strict";
import { test } from "node:test";
import { start } from "../../../www/engine/engine.js";
import { comparisonCode } from "../../../www/keys/comparison.js";
import { MemoryDatabase } from "../../../www/keys/database.js";
import { Finder } from "../../../www/keys/finder.js";
import { People } from "../../../www/keys/people.js";
import { Standings, forSealing } from "../../../www/keys/standings.js";

const address = "lee@example.com";

/** @param {import("node:test").TestContext} t */
async function place(t) {
  const engine = await start();
  t.after(() => engine.close());
  /** What the directory has. @type {Uint8Array[]} */
  const directory = [];
  const finder = new Finder({
    database: new MemoryDatabase(),
    from: [{ name: "directory", local: true, ask: async () => directory.map((bytes) => ({ bytes, source: "directory", seenAt: Date.now() })) }],
  });
  const people = new People({ database: new MemoryDatabase(), channel: null });
  const standings = new Standings({ engine, finder, people });
  const key = async () => (await engine.makeKey({ name: "Lee", address })).certificate;
  const state = async () => (await standings.of(address)).standing.state;
  return { engine, directory, people, standings, key, state };
}

test("a key is new, then known; another in its place waits for the person's word", async (t) => {
  const { directory, standings, key, state, people } = await place(t);
  assert.equal(await state(), "none");
  const [first, second] = [await key(), await key()];
  directory.push(first);
  const found = await standings.of(address);
  assert.equal(found.standing.state, "new");
  const print = found.standing.certificate?.fingerprint ?? "";
  assert.deepEqual(forSealing(address, found), [{ address, bytes: first, fingerprint: print }]);
  await standings.used(address, print);
  assert.equal(await state(), "known");
  await standings.verify(address, print, "code");
  assert.equal(await state(), "verified");
  directory[0] = second;
  const changed = await standings.of(address);
  assert.deepEqual([changed.standing.state, changed.standing.previous, changed.standing.previousVerified], ["changed", print, true]);
  assert.deepEqual(forSealing(address, changed), [], "nothing is sealed to it");
  await standings.accept(address, changed.standing.certificate?.fingerprint ?? "");
  assert.equal(await state(), "known");
  assert.equal((await people.of(address)).length, 2);
});

test("of several certificates in one file the one judged is the one that is used", async (t) => {
  const { directory, standings, key, engine } = await place(t);
  const [first, second] = [await key(), await key()];
  directory.push(new Uint8Array([...first, ...second]));
  const [{ fingerprint }] = [await engine.readCertificate(first, address)];
  await standings.used(address, fingerprint);
  const found = await standings.of(address);
  const [{ fingerprint: chosen }] = forSealing(address, found);
  assert.equal(found.standing.certificate?.fingerprint, chosen);
  assert.equal(found.standing.state, "known");
  assert.equal(chosen, fingerprint, "the one used before, although the other is as good");
});

test("fifty people are judged in one go", async (t) => {
  const { directory, standings, key, engine } = await place(t);
  directory.push(await key());
  const judge = t.mock.method(engine, "judge");
  const addresses = Array.from({ length: 50 }, (_, index) => `p${index}@example.com`);
  const found = await Promise.all(addresses.map((one) => standings.of(one)));
  // The certificate is Lee's, and so it is nobody else's.
  assert.ok(found.every(({ standing }) => standing.state === "none"));
  assert.ok(judge.mock.callCount() <= 3, `${judge.mock.callCount()} calls`);
});

test("both sides of a comparison see the same code, and a third does not", async () => {
  const [one, other, third] = ["A1".repeat(20), "B2".repeat(32), "C3".repeat(20)];
  const code = await comparisonCode(one, other);
  assert.match(code, /^(?:\d{5} ){11}\d{5}$/);
  assert.equal(await comparisonCode(other.toLowerCase(), one), code);
  assert.notEqual(await comparisonCode(one, third), code);
});
