// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ZegelError } from "../../../www/engine/errors.js";
import { MemoryDatabase } from "../../../www/keys/database.js";
import { Finder } from "../../../www/keys/finder.js";
import { KeptSource } from "../../../www/keys/sources/kept.js";
import { certificate } from "./packets.js";

/** @import { Candidate, Source } from "../../../www/keys/sources/types.js" */

const lee = "lee@example.com";
const minute = 60_000;
const hour = 60 * minute;
const soon = (/** @type {number} */ milliseconds = 5) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * A source that does as it is told, and counts.
 * @param {string} name
 * @param {(address: string, signal?: AbortSignal) => Promise<Uint8Array[]>|Uint8Array[]} answer
 */
function source(name, answer) {
  const counted = {
    name, asked: /** @type {string[]} */ ([]), atOnce: 0, most: 0, answer,
    /** @type {Source["ask"]} */
    async ask(address, { signal }) {
      counted.asked.push(address);
      counted.atOnce += 1;
      counted.most = Math.max(counted.most, counted.atOnce);
      try {
        return (await counted.answer(address, signal)).map((bytes) => ({ bytes, source: name, seenAt: 1 }));
      } finally {
        counted.atOnce -= 1;
      }
    },
  };
  return counted;
}

/** @param {Source[]} from @param {Partial<import("../../../www/keys/finder.js").FinderOptions>} [options] */
function finding(from, options = {}) {
  const clock = { now: 1_000_000_000 };
  const finder = new Finder({ from, database: new MemoryDatabase(), now: () => clock.now, ...options });
  /** @type {string[]} */
  const changes = [];
  finder.onChange((address) => changes.push(address));
  return { finder, clock, changes };
}

/** @param {import("../../../www/keys/finder.js").Found|null} found */
const texts = (found) => found?.candidates.map(({ source, bytes }) => `${source}: ${Buffer.from(bytes)}`);

test("all sources are asked at once; what they have and what went wrong is told apart", async () => {
  const [one, two] = [source("one", async () => { await soon(); return [Buffer.from("a")]; }), source("two", async () => { await soon(); return [Buffer.from("b"), Buffer.from("c")]; })];
  const wrong = source("wrong", () => { throw new ZegelError("server-refused", { status: 500 }); });
  const broken = source("broken", () => { throw new TypeError("x"); });
  const { finder } = finding([one, wrong, two, broken]);
  assert.equal(finder.peek(lee), null);
  const found = await finder.find("Lee@example.com");
  assert.deepEqual(texts(found), ["one: a", "two: b", "two: c"]);
  assert.deepEqual(found.troubles, [{ source: "wrong", code: "server-refused" }, { source: "broken", code: "internal" }]);
  assert.deepEqual([found.asked, found.waiting], [["one", "wrong", "two", "broken"], []]);
  assert.deepEqual(one.asked, ["Lee@example.com"], "as it was written");
  assert.deepEqual(finder.peek(lee), found);
  await assert.rejects(finder.find("lee"), { code: "address-malformed" });
});

test("sources that the organisation does not allow are never asked", async () => {
  const [one, two] = [source("one", () => []), source("two", () => [])];
  const { finder } = finding([one, two], { sources: ["two", "unknown"] });
  assert.deepEqual((await finder.find(lee)).asked, ["two"]);
  assert.deepEqual([finder.sources, one.asked, two.asked.length], [["two"], [], 1]);
  assert.deepEqual((await new Finder({ from: [one], sources: [], database: new MemoryDatabase() }).find(lee)).asked, []);
});

test("an answer counts a day and is asked for again after an hour; none counts ten minutes", async () => {
  let content = ["a"];
  const one = source("one", () => content.map((text) => Buffer.from(text)));
  const { finder, clock, changes } = finding([one]);
  await finder.find(lee);
  clock.now += hour - 1;
  assert.deepEqual(texts(await finder.find("LEE@example.com")), ["one: a"]);
  assert.equal(one.asked.length, 1);
  content = ["b"];
  clock.now += 2;
  assert.deepEqual(texts(await finder.find(lee)), ["one: a"], "at once, what is there");
  await soon();
  assert.deepEqual([one.asked.length, changes], [2, [lee]]);
  assert.deepEqual(texts(finder.peek(lee)), ["one: b"]);
  assert.deepEqual(texts(await finder.find(lee)), ["one: b"]);
  clock.now += 2 * hour;
  await finder.find(lee);
  await soon();
  assert.deepEqual([one.asked.length, changes.length], [3, 1], "the same answer is no news");
  content = [];
  clock.now += 25 * hour;
  assert.equal(finder.peek(lee), null);
  assert.deepEqual(texts(await finder.find(lee)), []);
  clock.now += 9 * minute;
  await finder.find(lee);
  assert.equal(one.asked.length, 4);
  clock.now += 2 * minute;
  await finder.find(lee);
  assert.equal(one.asked.length, 5);
  clock.now -= 5 * hour; // a clock set back does not make answers eternal
  await finder.find(lee);
  assert.equal(one.asked.length, 6);
});

test("failures are not kept, and a failed refresh leaves what was there", async () => {
  let isDown = true;
  const one = source("one", () => { if (isDown) throw new ZegelError("server-unreachable"); return [Buffer.from("a")]; });
  const { finder, clock, changes } = finding([one]);
  assert.deepEqual((await finder.find(lee)).troubles, [{ source: "one", code: "server-unreachable" }]);
  isDown = false;
  assert.deepEqual(texts(await finder.find(lee)), ["one: a"]);
  isDown = true;
  clock.now += 2 * hour;
  assert.deepEqual(texts(await finder.find(lee)), ["one: a"]);
  await soon();
  assert.deepEqual([one.asked.length, texts(finder.peek(lee)), changes], [3, ["one: a"], []]);
});

test("nobody can change what another gets", async () => {
  const own = Buffer.from("a");
  const { finder } = finding([source("one", () => [own])]);
  const first = await finder.find(lee);
  own.fill(0);
  first.candidates[0]?.bytes.fill(0);
  first.candidates.push(/** @type {any} */ ({}));
  first.asked.push("x");
  finder.peek(lee)?.candidates[0]?.bytes.fill(0);
  assert.deepEqual(texts(await finder.find(lee)), ["one: a"]);
  assert.deepEqual(finder.peek(lee)?.asked, ["one"]);
});

test("a slow source holds up nobody who wants what is there", async () => {
  const slow = source("slow", async () => { await soon(100); return [Buffer.from("b")]; });
  const { finder } = finding([source("quick", () => [Buffer.from("a")]), slow]);
  /** @type {any[]} */
  const partial = [];
  const finished = finder.find(lee, { onPartial: (found) => partial.push(found) });
  await soon(30);
  assert.deepEqual([texts(partial[0]), partial[0].waiting], [["quick: a"], ["slow"]]);
  assert.deepEqual(finder.peek(lee)?.waiting, ["slow"]);
  assert.deepEqual(texts(await finished), ["quick: a", "slow: b"]);
  assert.equal(partial.length, 1);
});

test("a source that never answers is given up", async () => {
  const stuck = Object.assign(source("stuck", () => new Promise(() => {})), { patience: 20 });
  const { finder } = finding([stuck, source("one", () => [Buffer.from("a")])]);
  const found = await finder.find(lee);
  assert.deepEqual([texts(found), found.troubles], [["one: a"], [{ source: "stuck", code: "server-unreachable" }]]);
});

test("fifty recipients: eight requests at once, one progress, each mailbox asked once", async () => {
  const one = source("one", async (address) => { await soon(4); return address.startsWith("p7@") ? [] : [Buffer.from(address)]; });
  const { finder } = finding([one, source("two", async () => { await soon(2); return []; })]);
  const addresses = Array.from({ length: 50 }, (_, i) => `p${i}@example.org`);
  /** @type {string[]} */
  const progress = [];
  const found = await finder.findAll([...addresses, "p1@example.org", "nonsense"], { onProgress: (done, total) => progress.push(`${done}/${total}`) });
  assert.deepEqual([found.size, one.asked.length, one.most <= 8 && one.most > 3], [51, 50, true]);
  assert.deepEqual(texts(found.get("p49@example.org") ?? null), ["one: p49@example.org"]);
  assert.deepEqual(found.get("p7@example.org")?.candidates, []);
  assert.deepEqual(found.get("nonsense")?.troubles, [{ source: "address", code: "address-malformed" }]);
  assert.deepEqual(progress, Array.from({ length: 52 }, (_, i) => `${i}/51`));
  await finder.findAll(addresses);
  assert.equal(one.asked.length, 50, "and then from memory");
});

test("who stops waiting stops what nobody else waits for", async () => {
  /** @type {boolean[]} */
  const stopped = [];
  const one = source("one", (_, signal) => new Promise((resolve) => {
    signal?.addEventListener("abort", () => { stopped.push(true); resolve([]); });
    setTimeout(() => resolve([Buffer.from("a")]), 40);
  }));
  const { finder } = finding([one]);
  const stop = new AbortController();
  const addresses = Array.from({ length: 30 }, (_, i) => `p${i}@example.org`);
  /** @type {number[]} */
  const progress = [];
  const all = finder.findAll(addresses, { signal: stop.signal, onProgress: (done) => progress.push(done) });
  const patient = finder.find("p0@example.org");
  await soon();
  stop.abort();
  await assert.rejects(all, { code: "canceled" });
  assert.deepEqual(texts(await patient), ["one: a"]);
  await soon(60);
  assert.deepEqual([one.asked.length, stopped.length, progress], [8, 7, [0]], "the queue is empty, and seven of eight were stopped");
  await assert.rejects(finder.find(lee, { signal: AbortSignal.abort() }), { code: "canceled" });
  assert.deepEqual(texts(await finder.find("p1@example.org")), ["one: a"], "a stopped look-up is begun anew");
});

test("the next page knows what this one found, and a database that fails costs only that", async () => {
  const database = new MemoryDatabase();
  const one = source("one", () => [Buffer.from("a")]);
  await finding([one], { database }).finder.find(lee);
  assert.deepEqual(texts(await finding([one], { database }).finder.find(lee)), ["one: a"]);
  assert.equal(one.asked.length, 1);

  const refuse = async () => { throw new ZegelError("storage-refused", { reason: "QuotaExceededError" }); };
  const hang = () => new Promise(() => {});
  for (const broken of /** @type {(() => Promise<any>)[]} */ ([refuse, hang])) {
    const table = /** @type {any} */ ({ get: broken, entries: broken, update: broken, sweep: broken });
    const { finder } = finding([one], { database: { table: () => table, close() {} } });
    assert.deepEqual(texts(await finder.find(lee)), ["one: a"]);
    /** @type {number} */
    const before = one.asked.length;
    assert.deepEqual(texts(await finder.find(lee)), ["one: a"]);
    assert.equal(one.asked.length, before, "memory still works");
    assert.equal(await finder.disclosureSeen(), false);
    await finder.markDisclosureSeen();
    assert.equal(await finder.disclosureSeen(), true);
  }
  // IndexedDB does not exist here: the finder of a page without one.
  assert.deepEqual(texts(await new Finder({ from: [one] }).find(lee)), ["one: a"]);
});

test("what was published is seen after clearing", async () => {
  let content = "a";
  const { finder } = finding([source("one", () => [Buffer.from(content)])]);
  await finder.find(lee);
  content = "b";
  await finder.clear();
  assert.equal(finder.peek(lee), null);
  assert.deepEqual(texts(await finder.find(lee)), ["one: b"]);
});

test("what the device learns is news at once", async () => {
  const database = new MemoryDatabase();
  const kept = new KeptSource({ database });
  const { finder, changes } = finding([kept, source("one", () => [])], { database });
  assert.deepEqual((await finder.find(lee)).candidates, []);
  await kept.learn({ address: lee, bytes: certificate(`Lee <${lee}>`), source: "autocrypt", seenAt: 5 });
  await soon();
  assert.deepEqual(changes, [lee]);
  assert.deepEqual(finder.peek(lee)?.candidates.map(({ source, seenAt }) => [source, seenAt]), [["autocrypt", 5]]);
  assert.equal((await finder.find(lee)).candidates.length, 1);
});

test("who learns of a look-up is said beforehand, and once for each set of sources", async () => {
  const lookups = { wkd: "/lookup/wkd/", keyserver: "/lookup/vks/", keyserverHost: "keys.example.org" };
  const place = { database: new MemoryDatabase(), base: "https://mail.example.org/", keyring: "https://dir.example.org/keys.pgp" };
  const finder = new Finder({ ...place, lookups });
  assert.deepEqual(finder.disclosures("lee@Example.com"), [
    { source: "directory", host: "", throughOwnServer: false, learns: "address" },
    { source: "keyring", host: "dir.example.org", throughOwnServer: false, learns: "nothing" },
    { source: "wkd", host: "example.com", throughOwnServer: true, learns: "address" },
    { source: "keyserver", host: "keys.example.org", throughOwnServer: true, learns: "address" },
  ]);
  assert.deepEqual(finder.disclosures(lee, ["kept", "directory"]).map(({ source }) => source), ["directory"]);
  assert.deepEqual(new Finder({ ...place, sources: ["wkd"] }).disclosures(lee).map(({ throughOwnServer }) => throughOwnServer), [false]);
  const few = new Finder({ ...place, lookups, sources: ["directory", "kept"] });
  assert.equal(await few.disclosureSeen(), false);
  await few.markDisclosureSeen();
  assert.equal(await new Finder({ ...place, lookups, sources: ["directory"] }).disclosureSeen(), true);
  assert.equal(await finder.disclosureSeen(), false, "now others learn of it too");
});
