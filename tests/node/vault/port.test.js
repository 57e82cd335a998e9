// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ZegelError } from "../../../www/engine/errors.js";
import { Port, PortError } from "../../../www/embed/port.js";

/** @param {{ after(work: () => void): void }} t */
function pair(t) {
  const { port1, port2 } = new MessageChannel();
  const [host, vault] = [new Port(port1), new Port(port2)];
  t.after(() => { host.close(); vault.close(); });
  return { host, vault };
}

test("both sides ask and tell, and asks wait for whoever answers", async (t) => {
  const { host, vault } = pair(t);
  const early = host.ask("double", 4);
  host.answerTo({ half: (/** @type {number} */ input) => input / 2 });
  assert.equal(await vault.ask("half", 8), 4);
  vault.answerTo({ double: (/** @type {number} */ input) => input * 2 });
  assert.equal(await early, 8);
  const heard = new Promise((resolve) => host.on("height", resolve));
  vault.tell("height", { px: 12 });
  assert.deepEqual(await heard, { px: 12 });
});

test("an ask nobody knows is refused, also one that objects have by nature", async (t) => {
  const { host, vault } = pair(t);
  vault.answerTo({});
  for (const name of ["nonsense", "toString", "__proto__", "constructor"]) await assert.rejects(host.ask(name), { code: "unknown-ask" });
});

test("of a failure that was not made to be told, the code alone crosses", async (t) => {
  const { host, vault } = pair(t);
  vault.answerTo({
    told: () => { throw new PortError("no-certificate", { count: 2 }, "two"); },
    ours: () => { throw new ZegelError("address-malformed", { address: "secret@example.org" }); },
    bug: () => { throw new TypeError("cannot read 'the subject'"); },
  });
  await assert.rejects(host.ask("told"), { code: "no-certificate", detail: { count: 2 }, message: "two" });
  for (const [name, code] of [["ours", "address-malformed"], ["bug", "internal"]]) {
    const error = await host.ask(name).then(() => assert.fail(), (thrown) => thrown);
    assert.deepEqual([error.code, error.detail, error.message], [code, {}, code]);
  }
});

test("closing rejects what is pending and whatever comes, with the reason, and tells whoever works on it", async (t) => {
  const { host, vault } = pair(t);
  /** @type {AbortSignal|undefined} */
  let signal;
  const begun = new Promise((resolve) => vault.answerTo({ never: (/** @type {unknown} */ _, /** @type {any} */ way) => { signal = way.signal; resolve(null); return new Promise(() => {}); } }));
  const asked = host.ask("never");
  await begun;
  host.close(new PortError("frame-removed"));
  vault.close();
  await assert.rejects(asked, { code: "frame-removed" });
  await assert.rejects(host.ask("again"), { code: "frame-removed" });
  assert.equal((await host.closed).code, "frame-removed");
  assert.equal(signal?.aborted, true);
});

test("a canceled ask is rejected at once, and its work is told", async (t) => {
  const { host, vault } = pair(t);
  const given = new AbortController();
  const aborted = new Promise((resolve) => vault.answerTo({ never: (/** @type {unknown} */ _, /** @type {any} */ { signal }) => {
    given.abort();
    return new Promise(() => { signal.addEventListener("abort", () => resolve(signal.reason.code)); });
  } }));
  await assert.rejects(host.ask("never", null, { signal: given.signal }), { code: "canceled" });
  assert.equal(await aborted, "canceled");
  await assert.rejects(host.ask("never", null, { signal: AbortSignal.abort() }), { code: "canceled" });
});

test("what is no message of ours is passed over, and what cannot be cloned is refused", async (t) => {
  const { port1, port2 } = new MessageChannel();
  const vault = new Port(port2);
  t.after(() => { vault.close(); port1.close(); });
  vault.answerTo({ ping: () => "pong" });
  for (const noise of [null, 7, "ask", [], {}, { ask: 3, id: 1 }, { ask: "ping" }, { answer: 1, id: 99 }, { error: null, id: 98 }, { tell: null }, { cancel: "1" }]) port1.postMessage(noise);
  const answer = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
  port1.postMessage({ ask: "ping", id: 5 });
  assert.deepEqual(await answer, { answer: "pong", id: 5 });
  await assert.rejects(vault.ask("x", () => {}), { code: "not-cloneable" });
});
