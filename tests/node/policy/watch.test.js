// @ts-check
// When a page that stays open asks again, what it is told, and that it can be stopped.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ZegelError } from "../../../www/engine/errors.js";
import { loadPolicy } from "../../../www/engine/policy.js";
import { watchPolicy } from "../../../www/engine/policy-watch.js";
import { day, edition, host, noon } from "./host.js";

const minute = 60_000;
const hour = 60 * minute;

/**
 * A page with a clock of its own, whose policy is as the test says.
 * @param {import("node:test").TestContext} t
 * @param {{ known?: any, options?: object, answer?: any }} [how]
 */
function page(t, { known, options = {}, answer = fresh() } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: noon });
  t.mock.method(Math, "random", () => 0.5); // neither early nor late
  const left = whatIsLeft(t);
  const document = Object.assign(left.target(), { visibilityState: "visible" });
  const network = left.target();
  const scope = /** @type {any} */ (globalThis);
  Object.assign(scope, {
    document, addEventListener: network.addEventListener.bind(network), removeEventListener: network.removeEventListener.bind(network),
  });
  t.after(() => { for (const name of ["document", "addEventListener", "removeEventListener"]) delete scope[name]; });

  /** @type {any[]} */
  const told = [];
  /** @type {{ asked: number, answer: any }} */
  const server = { asked: 0, answer };
  const load = /** @type {any} */ (async (/** @type {any} */ { signal }) => {
    server.asked++;
    const answer = typeof server.answer === "function" ? await server.answer(signal) : server.answer;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const watch = watchPolicy(/** @type {any} */ (options), (outcome) => told.push(outcome.policy?.state ?? outcome.error?.code), { known, load });
  t.after(watch.stop);
  const settle = async () => { for (let turn = 0; turn < 20; turn++) await Promise.resolve(); };
  return {
    told, server, watch, document, settle, left: left.count,
    /** @param {number} time */
    async pass(time) {
      t.mock.timers.tick(time);
      await settle();
    },
    async comesBack() {
      document.dispatchEvent(new Event("visibilitychange"));
      await settle();
    },
    async online() {
      network.dispatchEvent(new Event("online"));
      await settle();
    },
  };
}

/**
 * Counts the timers that wait and the listeners that listen.
 * @param {import("node:test").TestContext} t
 */
function whatIsLeft(t) {
  const left = new Set();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  t.mock.method(globalThis, "setTimeout", (/** @type {() => void} */ work, /** @type {number} */ delay) => {
    const timer = set(() => { left.delete(timer); work(); }, delay);
    left.add(timer);
    return timer;
  });
  t.mock.method(globalThis, "clearTimeout", (/** @type {any} */ timer) => {
    left.delete(timer);
    clear(timer);
  });
  return {
    count: () => left.size,
    target() {
      const target = new EventTarget();
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = (type, listener) => { left.add(listener); addEventListener.call(target, type, listener); };
      target.removeEventListener = (type, listener) => { left.delete(listener); removeEventListener.call(target, type, listener); };
      return target;
    },
  };
}

/** @param {object} [changes] */
const fresh = (changes) => ({
  state: "fresh", source: "server", bundle: {}, bytes: new Uint8Array(), serial: 5, issued: null, expires: null, decidesUntil: null,
  warnings: [], ...changes,
});
const kept = (/** @type {object} */ changes = {}) =>
  fresh({ state: "kept", source: "store", warnings: [new ZegelError("policy-unreachable")], ...changes });

test("it asks at once, then every four hours, and tells only what is new", async (t) => {
  const { server, told, pass, settle } = page(t);
  await settle();
  assert.deepEqual([server.asked, told], [1, ["fresh"]]);
  await pass(4 * hour - 1);
  assert.equal(server.asked, 1);
  await pass(1);
  assert.deepEqual([server.asked, told], [2, ["fresh"]]);
  server.answer = fresh({ serial: 6 });
  await pass(4 * hour);
  assert.deepEqual([server.asked, told], [3, ["fresh", "fresh"]]);
});

test("what the page has already is not asked for at once, nor told", async (t) => {
  const { server, told, pass, settle } = page(t, { known: { policy: fresh(), error: null } });
  await settle();
  assert.equal(server.asked, 0);
  await pass(4 * hour);
  assert.deepEqual([server.asked, told], [1, []]);
});

test("pages do not all ask in the same moment", async (t) => {
  for (const [random, time] of /** @type {const} */ ([[0, 3 * hour], [0.999999, 5 * hour]])) {
    await t.test(`random ${random}`, async (t) => {
      const { server, pass, settle } = page(t);
      t.mock.method(Math, "random", () => random);
      await settle();
      await pass(time - minute);
      assert.equal(server.asked, 1);
      await pass(2 * minute);
      assert.equal(server.asked, 2);
    });
  }
});

test("while a kept edition decides, or none, it asks every few minutes", async (t) => {
  const { server, told, pass, settle } = page(t, { answer: kept() });
  await settle();
  await pass(5 * minute);
  server.answer = new ZegelError("policy-expired");
  await pass(5 * minute);
  server.answer = fresh();
  await pass(5 * minute);
  assert.deepEqual([server.asked, told], [4, ["kept", "policy-expired", "fresh"]]);
  await pass(5 * minute);
  assert.equal(server.asked, 4);
});

test("the moment a policy expires, and the one its grace ends, are not found out hours later", async (t) => {
  const [expires, decidesUntil] = [new Date(noon + hour).toISOString(), noon + 2 * hour];
  const { server, told, pass, settle } = page(t, { answer: fresh({ expires, decidesUntil }) });
  await settle();
  server.answer = fresh({ state: "grace", expires, decidesUntil });
  await pass(hour + 1_000);
  assert.deepEqual(told, ["fresh", "grace"]);
  server.answer = new ZegelError("policy-expired");
  await pass(hour);
  assert.deepEqual(told, ["fresh", "grace", "policy-expired"]);
});

test("each day of grace is told as it passes, each warning as it comes", async (t) => {
  const grace = (/** @type {number} */ days) => fresh({ state: "grace", warnings: [new ZegelError("policy-grace", { days })] });
  const { server, told, pass, settle } = page(t, { answer: grace(3) });
  await settle();
  await pass(4 * hour);
  server.answer = grace(2);
  await pass(4 * hour);
  server.answer = fresh({ warnings: [new ZegelError("policy-from-the-future", { issued: "2026-12-01" })] });
  await pass(4 * hour);
  assert.deepEqual([server.asked, told], [4, ["grace", "grace", "fresh"]]);
});

test("who comes back to the page after a while is answered by a fresh look; who was away for a moment is not", async (t) => {
  const { server, document, pass, comesBack, settle } = page(t);
  await settle();
  await pass(15 * minute);
  await comesBack();
  assert.equal(server.asked, 1);
  await pass(1);
  document.visibilityState = "hidden";
  await comesBack();
  assert.equal(server.asked, 1);
  document.visibilityState = "visible";
  await comesBack();
  assert.equal(server.asked, 2);
  await pass(4 * hour - 1);
  assert.equal(server.asked, 2, "the next regular look counts from then");
});

test("when the network returns it asks within half a minute, if it had missed something", async (t) => {
  const { server, pass, online, settle } = page(t);
  await settle();
  await online();
  await pass(minute);
  assert.equal(server.asked, 1);
  server.answer = kept();
  await pass(4 * hour);
  server.answer = fresh();
  await online();
  assert.equal(server.asked, 2);
  await pass(15_000);
  assert.equal(server.asked, 3);
});

test("one look at a time", async (t) => {
  const { server, watch, settle } = page(t);
  await settle();
  server.answer = () => new Promise((resolve) => setTimeout(() => resolve(fresh()), 1_000));
  const looks = [watch.check(), watch.check()];
  t.mock.timers.tick(1_000);
  await Promise.all(looks);
  assert.equal(server.asked, 2);
});

test("after stopping nothing is asked, told or listened to", async (t) => {
  const { server, told, watch, pass, comesBack, online, settle, left } = page(t);
  await settle();
  assert.equal(left(), 3, "one timer, two listeners");
  server.answer = (/** @type {AbortSignal} */ signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(fresh({ serial: 6 }))));
  const look = watch.check();
  watch.stop();
  await look;
  await pass(30 * day);
  await comesBack();
  await online();
  await pass(30 * day);
  await watch.check();
  assert.deepEqual([server.asked, told, left()], [2, ["fresh"], 0]);
});

test("stopping between two looks leaves nothing behind", async (t) => {
  const { watch, settle, left } = page(t);
  await settle();
  watch.stop();
  assert.equal(left(), 0);
});

test("the signal of the caller stops it too", async (t) => {
  const stop = new AbortController();
  const { server, pass, settle } = page(t, { options: { signal: stop.signal } });
  await settle();
  stop.abort();
  await pass(30 * day);
  assert.equal(server.asked, 1);
});

test("a watch that runs keeps no process alive", async (t) => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const from = await host(t);
  await from.publish(edition());
  const before = timers();
  /** @type {any[]} */
  const told = [];
  const watch = watchPolicy(from.options, (outcome) => told.push(outcome));
  await watch.check();
  assert.equal(told[0].policy.state, "fresh");
  assert.ok(timers() <= before, "an unreferenced timer does not count");
  watch.stop();
});

test("on a real server: a new edition is told, and so is its loss", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  const known = { policy: await loadPolicy(from.options), error: null };
  /** @type {any[]} */
  const told = [];
  const watch = watchPolicy(from.options, ({ policy }) => told.push([policy?.state, policy?.serial]), { known });
  t.after(watch.stop);
  await watch.check();
  await from.publish(edition({ serial: 6 }));
  await watch.check();
  await from.close();
  await watch.check();
  await watch.check();
  assert.deepEqual(told, [["fresh", 6], ["kept", 6]]);
});
