// @ts-check
/** Going through mailboxes: every message is met, whatever stops the walk and whatever the work does to messages. */
import assert from "node:assert/strict";
import test from "node:test";
import { ZegelError } from "../../../www/engine/errors.js";
import { MemoryDatabase } from "../../../www/keys/database.js";
import { connect } from "../../../www/pages/demo/jmap.js";
import { Walk } from "../../../www/pages/demo/jobs/walk.js";
import { mail, start } from "../server/start.js";

/** @typedef {import("../../../www/pages/demo/jobs/walk.js").Outcome} Outcome */
/** @typedef {ReturnType<typeof walkOver>} Over */

/**
 * Noor with `count` messages in the archive, some of the same date.
 * @param {import("node:test").TestContext} t
 * @param {number} count
 */
async function filled(t, count) {
  const { url } = await start(t);
  const jmap = await connect({ url: new URL("/.well-known/jmap", url).href, user: "noor@example.org", password: "noorpw" });
  const mailboxes = await jmap.mailboxes();
  const [archive, inbox] = ["archive", "inbox"].map((role) => /** @type {string} */ (mailboxes.find((one) => one.role === role)?.id));
  const { blobId } = await jmap.upload(new TextEncoder().encode(mail("lee@example.com", "noor@example.org", "Minutes")));
  /** @param {number} number @param {string} receivedAt @param {number} from */
  const put = async (number, receivedAt, from = 0) => {
    const emails = Object.fromEntries(Array.from({ length: number }, (_, at) => [`e${at + from}`, { blobId, mailboxIds: { [archive]: true }, receivedAt }]));
    const { created } = /** @type {any} */ ((await jmap.call([["Email/import", { emails }, "i"]])).get("i"));
    return Object.values(created).map(({ id }) => /** @type {string} */ (id));
  };
  /** @type {string[]} */
  const ids = [];
  for (let at = 0; at < count; at += 40) {
    ids.push(...await put(Math.min(40, count - at), new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString().replace(".000", "")));
  }
  return { jmap, archive, inbox, ids, put, blobId };
}

/**
 * @param {Awaited<ReturnType<typeof filled>>} place
 * @param {(email: import("../../../www/pages/demo/jmap.js").Email, met: string[], walk: Walk) => Promise<Outcome>|Outcome} [work]
 */
function walkOver({ jmap }, work = () => ({ outcome: "seen" }), table = new MemoryDatabase().table("jobs")) {
  /** @type {string[]} */
  const met = [];
  /** @returns {Walk} */
  const fresh = () => {
    const walk = new Walk({ jmap, table, name: "noor@example.org index", work: async (email) => {
      met.push(email.id);
      return work(email, met, walk);
    } });
    return walk;
  };
  return { met, fresh, table };
}

/** @param {string[]} one @param {string[]} other */
const sameIds = (one, other) => assert.deepEqual(one.toSorted(), other.toSorted());

test("every message is met once, in order of pages, and counted", async (t) => {
  const place = await filled(t, 230);
  const { met, fresh } = walkOver(place, ({ id }) => (id === place.ids[7] ? { outcome: "closed", code: "message-not-for-you" } : { outcome: "seen" }));
  const walk = fresh();
  /** @type {number[]} */
  const told = [];
  walk.addEventListener("change", () => {
    told.push(walk.progress.done);
    if (walk.progress.done > 0 && walk.progress.done < 231) assert.equal(walk.progress.state, "running");
  });
  const end = await walk.start([place.archive, place.inbox]);
  assert.deepEqual([end.state, end.done, end.total, end.counts], ["done", 231, 231, { seen: 230, closed: 1 }]);
  sameIds(met.slice(0, -1), place.ids);
  assert.deepEqual(told.filter((count, at) => count < (told[at - 1] ?? 0)), [], "progress goes forward");
  assert.deepEqual(await walk.exceptions(), [{ emailId: place.ids[7], mailboxId: place.archive, outcome: "closed", code: "message-not-for-you" }]);
  assert.deepEqual(await fresh().exceptions(), await walk.exceptions(), "and are still known later");
});

test("it stops where it is asked to, and another visit goes on from there", async (t) => {
  const place = await filled(t, 230);
  const { met, fresh } = walkOver(place, (_, met, walk) => {
    if (met.length === 30 || met.length === 130) void walk.pause();
    return { outcome: "seen" };
  });
  const first = await fresh().start([place.archive]);
  assert.equal(first.state, "paused");
  assert.ok(first.done >= 30 && first.done < 40, `${first.done}`);
  const again = fresh();
  assert.equal((await again.recall()).state, "paused");
  assert.equal((await again.resume()).state, "paused");
  assert.equal((await again.resume()).state, "done");
  sameIds(met, place.ids);
  assert.equal((await fresh().recall()).state, "done");
});

test("after a crash at any write, all are met, and none but those in hand twice", async (t) => {
  const place = await filled(t, 125);
  const table = new MemoryDatabase().table("jobs");
  let writes = 0;
  let crashAt = 0;
  const breaking = { ...bound(table), update: async (/** @type {string} */ key, /** @type {any} */ change) => {
    writes += 1;
    if (writes === crashAt) throw new ZegelError("storage-refused", { reason: "AbortError" });
    return table.update(key, change);
  } };
  const { met, fresh } = walkOver(place, undefined, breaking);
  assert.equal((await fresh().start([place.archive])).state, "done");
  const all = writes;
  for (let at = 2; at <= all; at += 13) {
    met.length = 0;
    // Beginning anew removes what was kept: that is a write, too.
    [writes, crashAt] = [0, at];
    const broken = await fresh().start([place.archive]);
    assert.equal(broken.state, "paused");
    assert.equal(/** @type {any} */ (broken.error).code, "storage-refused");
    crashAt = 0;
    const resumed = await fresh().resume();
    if (resumed.state === "idle") continue; // nothing was begun yet
    assert.deepEqual([resumed.state, resumed.done], ["done", 125]);
    sameIds([...new Set(met)], place.ids);
    assert.ok(met.length <= 127, `${met.length}`);
  }
});

test("messages may be replaced or removed on the way", async (t) => {
  const place = await filled(t, 230);
  const replaced = new Set();
  const { met, fresh } = walkOver(place, async ({ id, receivedAt }, met, walk) => {
    if (replaced.has(id)) return { outcome: "replaced before" };
    if (met.length === 60) void walk.pause();
    const [copy] = await place.put(1, receivedAt);
    replaced.add(copy);
    await place.jmap.destroy([id]);
    return { outcome: "replaced" };
  });
  let end = await fresh().start([place.archive]);
  assert.equal(end.state, "paused");
  end = await fresh().resume();
  assert.deepEqual([end.state, end.counts.replaced], ["done", 230]);
  assert.equal(met.filter((id) => place.ids.includes(id)).length, 230, "each of them once");
  assert.equal((await place.jmap.list(place.archive)).total, 230);
});

test("what was put in a message's place is not met again, not even after a pause", async (t) => {
  const place = await filled(t, 230);
  const { met, fresh } = walkOver(place, async ({ id, receivedAt }, met, walk) => {
    if (met.length % 70 === 0) void walk.pause();
    const [copy] = await place.put(1, receivedAt);
    await place.jmap.destroy([id]);
    return { outcome: "replaced", instead: copy };
  });
  let end = await fresh().start([place.archive]);
  for (let rest = 0; rest < 9 && end.state === "paused"; rest += 1) end = await fresh().resume();
  assert.deepEqual([end.state, end.done, end.counts], ["done", 230, { replaced: 230 }]);
  sameIds(met, place.ids);
});

test("what one message throws is its own; what nothing can be done without stops the walk", async (t) => {
  const place = await filled(t, 30);
  let reachable = false;
  const { met, fresh } = walkOver(place, ({ id }) => {
    if (id === place.ids[3]) throw new ZegelError("message-damaged");
    if (id === place.ids[20] && !reachable) throw new ZegelError("server-unreachable");
    return { outcome: "seen" };
  });
  const walk = fresh();
  const stopped = await walk.start([place.archive]);
  assert.deepEqual([stopped.state, /** @type {any} */ (stopped.error).code], ["paused", "server-unreachable"]);
  reachable = true;
  const end = await walk.resume();
  assert.deepEqual([end.state, end.error, end.counts], ["done", null, { seen: 29, failed: 1 }]);
  assert.deepEqual((await walk.exceptions()).map(({ emailId, code }) => [emailId, code]), [[place.ids[3], "message-damaged"]]);
  assert.ok(met.length <= 31, "and none is met again but the one");
});

test("canceled is canceled: nothing goes on, and what was done is told", async (t) => {
  const place = await filled(t, 60);
  const { met, fresh } = walkOver(place, async (_, met, walk) => {
    if (met.length === 10) void walk.cancel();
    return { outcome: "seen" };
  });
  const walk = fresh();
  await walk.start([place.archive]);
  const end = await walk.cancel();
  assert.equal(end.state, "canceled");
  const so = met.length;
  assert.equal((await fresh().resume()).state, "canceled");
  assert.equal(met.length, so);
  await walk.forget();
  assert.equal((await fresh().recall()).state, "idle");
});

test("it begins anew, and not where another of its name is at work", async (t) => {
  const place = await filled(t, 30);
  const { met, fresh } = walkOver(place);
  await fresh().start([place.archive]);
  const [one, other] = await Promise.all([fresh().start([place.archive]), fresh().resume()]);
  assert.equal(one.state, "done");
  // Without Web Locks there are no tabs either.
  assert.equal(other.state, globalThis.navigator?.locks ? "elsewhere" : "done");
  assert.equal(met.length, 60);
  assert.equal((await fresh().start([])).state, "done");
});

/** @param {import("../../../www/keys/database.js").Table} table */
function bound(table) {
  return { get: table.get.bind(table), entries: table.entries.bind(table), update: table.update.bind(table), sweep: table.sweep.bind(table) };
}
