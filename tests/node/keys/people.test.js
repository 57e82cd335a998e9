// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ZegelError } from "../../../www/engine/errors.js";
import { MemoryDatabase } from "../../../www/keys/database.js";
import { People } from "../../../www/keys/people.js";

const lee = "lee@example.com";
const print = "AB".repeat(20);
const other = "CD".repeat(20);

/** @param {import("node:test").TestContext} t @param {import("../../../www/keys/database.js").Tables} database */
function people(t, database, clock = { now: Date.UTC(2026, 0, 1) }, channel = /** @type {BroadcastChannel|null} */ (null)) {
  const one = new People({ database, now: () => clock.now, channel });
  t.after(() => one.close());
  return one;
}

test("a key is remembered with when it was seen, used, verified and accepted", async (t) => {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const known = people(t, new MemoryDatabase(), clock);
  assert.deepEqual(await known.of(lee), []);
  await known.saw("Lee@Example.com", print.toLowerCase().replace(/..../g, "$& "));
  clock.now += 1_000;
  await known.saw(lee, print);
  await known.used(lee, print);
  await known.saw(lee, print, true);
  clock.now += 1_000;
  await known.saw(lee, print, true);
  await known.verify(lee, print, "qr");
  await known.accept(lee, other);
  assert.deepEqual(await known.of(lee), [
    { address: lee, fingerprint: print, firstSeen: "2026-01-01T00:00:00.000Z", lastUsed: "2026-01-01T00:00:01.000Z", verified: { at: "2026-01-01T00:00:02.000Z", how: "qr" }, elsewhere: "2026-01-01T00:00:01.000Z" },
    { address: lee, fingerprint: other, firstSeen: "2026-01-01T00:00:02.000Z", lastUsed: null, verified: null, accepted: "2026-01-01T00:00:02.000Z" },
  ]);
  await known.unverify(lee, print);
  assert.equal((await known.of(lee))[0]?.verified, null);
  await known.saw("mara@example.com", other);
  assert.equal((await known.all()).length, 3);
  await known.forget(lee);
  assert.deepEqual((await known.all()).map(({ address }) => address), ["mara@example.com"]);
  assert.equal(known.lasting, true);
});

test("two pages that write at once lose nothing, and hear of each other", async (t) => {
  const database = new MemoryDatabase();
  const channels = [new BroadcastChannel("people-test"), new BroadcastChannel("people-test")];
  const [one, two] = channels.map((channel) => people(t, database, undefined, channel));
  assert.ok(one && two);
  const heard = new Promise((resolve) => two.onChange(resolve));
  await Promise.all([one.verify(lee, print, "code"), two.used(lee, print), one.saw(lee, other), two.accept(lee, other)]);
  const [first, second] = await two.of(lee);
  assert.ok(first?.verified && first.lastUsed && second?.accepted);
  assert.equal(await heard, lee);
});

test("where the browser refuses to store, everything goes on and is said not to last", async (t) => {
  const memory = new MemoryDatabase();
  const before = people(t, memory);
  await before.verify(lee, print, "code");
  const real = memory.table("people");
  const full = { ...real, get: real.get.bind(real), entries: real.entries.bind(real), update: async () => { throw new ZegelError("storage-refused"); } };
  const known = people(t, { table: () => /** @type {any} */ (full), close() {} });
  await known.used(lee, print);
  await known.saw("mara@example.com", other);
  assert.ok((await known.of(lee))[0]?.verified, "what was stored before is still seen");
  assert.ok((await known.of(lee))[0]?.lastUsed);
  assert.equal((await known.all()).length, 2);
  assert.equal(known.lasting, false);
  await known.forget(lee);
  assert.deepEqual(await known.of(lee), []);
  assert.equal((await known.all()).length, 1);
  // No IndexedDB at all, as in Node.
  const none = new People({ channel: null });
  await none.saw(lee, print);
  assert.equal((await none.of(lee)).length, 1);
});

test("a directory that shows a new key each time does not push out what a person decided", async (t) => {
  const known = people(t, new MemoryDatabase());
  await known.verify(lee, print, "code");
  for (let i = 0; i < 200; i += 1) await known.saw(lee, i.toString(16).padStart(40, "0"));
  const all = await known.of(lee);
  assert.equal(all.length, 64);
  assert.ok(all.some(({ verified }) => verified));
  assert.equal(all.at(-1)?.fingerprint, (199).toString(16).padStart(40, "0").toUpperCase());
});
