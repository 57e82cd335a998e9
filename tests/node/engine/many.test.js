// @ts-check
// A mailing: many messages at once, each for itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { workersFor } from "../../../www/engine/many.js";
import { attachmentsOf, draft, engineFor, found, noor, person } from "./people.js";

/** @import { Mail, SealedOne } from "../../../www/engine/types.js" */

/** An engine with Noor's key and those of so many others. @param {import("node:test").TestContext} t @param {number} count */
async function mailing(t, count) {
  const engine = await engineFor(t);
  await engine.makeKey(noor);
  /** @type {{ address: string, certificate: Uint8Array }[]} */
  const people = [];
  for (let at = 0; at < count; at += 1) {
    const address = `reader-${at}@example.org`;
    const { certificate } = await engine.makeKey(person(`Reader ${at}`, address));
    people.push({ address, certificate });
  }
  /** @param {number} at @returns {Mail} */
  const mail = (at) => ({
    draft: draft({ to: [people[at % count].address], text: `For reader ${at} alone`, subject: `Letter ${at}`, messageId: `letter-${at}@example.org` }),
    certificates: [found(people[at % count])],
  });
  return { engine, people, mail };
}

/** @param {AsyncIterable<SealedOne>} sealed */
async function all(sealed) {
  /** @type {SealedOne[]} */
  const results = [];
  for await (const one of sealed) results[one.index] = one;
  return results;
}

test("each gets their own, and whoever cannot be written to costs nobody else theirs", async (t) => {
  const count = 24;
  const { engine, people, mail } = await mailing(t, count);
  const mails = people.map((_, at) => mail(at));
  mails[5].certificates = [];
  mails[11] = /** @type {any} */ ({ draft: { from: 7 }, certificates: [] });
  // This one cannot even be handed to a worker, nor what is handed over with it.
  mails[14] = /** @type {any} */ ({ ...mails[14], draft: { ...mails[14].draft, text: () => "no text" } });
  mails[20] = /** @type {any} */ (undefined);
  /** @type {Record<number, string>} */
  const refused = { 5: "recipient-without-certificate", 11: "draft-malformed", 14: "internal", 20: "internal" };
  /** @type {string[]} */
  const told = [];
  const results = await all(engine.sealMany(mails, { workers: 3, onProgress: ({ done, failed, total }) => told.push(`${done} ${failed} ${total}`) }));
  assert.equal(results.length, count);
  for (const [at, result] of results.entries()) {
    if (at in refused) {
      assert.ok("error" in result);
      assert.equal(result.error.code, refused[at]);
      continue;
    }
    assert.ok("outgoing" in result, `${at}: ${JSON.stringify(result)}`);
    const { messages } = result.outgoing;
    assert.deepEqual(messages.flatMap(({ rcptTo }) => rcptTo), [people[at].address]);
    const opened = await engine.open(messages[0].bytes, { certificates: [] });
    assert.equal(opened.headers.subject.value, `Letter ${at}`);
    assert.equal(opened.signature.state, "valid");
  }
  assert.deepEqual(told[0], `0 0 ${count}`);
  assert.deepEqual(told.at(-1), `${count} 4 ${count}`);
  assert.equal(told.length, count + 1, "once for each");
});

test("drafts are made as they are asked for, and nothing piles up", async (t) => {
  const { engine, mail } = await mailing(t, 3);
  let [asked, taken, widest] = [0, 0, 0];
  async function* made() {
    for (let at = 0; at < 90; at += 1) {
      asked += 1;
      widest = Math.max(widest, asked - taken);
      yield mail(at);
    }
  }
  for await (const one of engine.sealMany(made(), { workers: 2 })) {
    assert.ok("outgoing" in one);
    taken += 1;
    // A slow reader: an upload takes longer than a seal.
    if (taken < 10) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(taken, 90);
  assert.ok(widest <= 40, `${widest} at once for two workers: eight in the hands of each, as many sealed, and one that comes`);
});

test("those that are large go alone, and one that is slow to come holds up nobody who is there", async (t) => {
  const { engine, mail } = await mailing(t, 2);
  const bytes = new Uint8Array(80_000);
  const large = (/** @type {number} */ at) => {
    const { draft, certificates } = mail(at);
    return { draft: { ...draft, attachments: attachmentsOf([bytes]) }, certificates, contents: [bytes] };
  };
  /** @type {(value?: unknown) => void} */
  let go = () => {};
  const held = new Promise((resolve) => { go = resolve; });
  async function* made() {
    for (let at = 0; at < 3; at += 1) yield mail(at);
    yield large(3);
    yield mail(4);
    await held;
    yield mail(5);
  }
  /** @type {number[]} */
  const got = [];
  for await (const one of engine.sealMany(made(), { workers: 1 })) {
    assert.ok("outgoing" in one);
    const opened = await engine.open(one.outgoing.messages[0].bytes);
    assert.equal(opened.parts.filter((part) => part.bytes.length === bytes.length).length, one.index === 3 ? 1 : 0);
    got.push(one.index);
    // The last comes only when all before it are sealed: whoever waited for it to seal them would wait for ever.
    if (got.length === 5) go();
  }
  assert.deepEqual(got, [0, 1, 2, 3, 4, 5]);
});

test("stopped on the way it stops at once, and the engine goes on", async (t) => {
  const { engine, people, mail } = await mailing(t, 4);
  const stop = new AbortController();
  let [got, closed] = [0, false];
  function* endless() {
    try {
      for (let at = 0; ; at += 1) yield mail(at);
    } finally {
      closed = true;
    }
  }
  await assert.rejects(async () => {
    for await (const _ of engine.sealMany(endless(), { signal: stop.signal, workers: 2 })) if ((got += 1) === 5) stop.abort();
  }, { code: "canceled" });
  assert.equal(got, 5);
  assert.ok(closed, "no more drafts are made");
  assert.equal((await engine.seal(mail(0).draft, { contents: [], certificates: [found(people[0])] })).protected, true);
});

test("a source that never answers does not hold whoever stops", async (t) => {
  const { engine } = await mailing(t, 1);
  const stop = new AbortController();
  /** @type {AsyncIterable<Mail>} */
  const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  setTimeout(() => stop.abort(), 10);
  await assert.rejects(all(engine.sealMany(silent, { signal: stop.signal })), { code: "canceled" });
  await assert.rejects(all(engine.sealMany([], { signal: AbortSignal.abort() })), { code: "canceled" });
  const broken = (async function* () { throw new Error("the list ended half-way"); })();
  await assert.rejects(all(engine.sealMany(broken)), /half-way/);
});

test("who reads no further lets go of all of it", async (t) => {
  const { engine, mail } = await mailing(t, 2);
  const mails = Array.from({ length: 40 }, (_, at) => mail(at));
  for await (const one of engine.sealMany(mails)) if (one.index >= 0) break;
  assert.equal((await engine.ownKeys()).length, 3);
});

test("the rules are those of the moment, and without any nothing is sealed", async (t) => {
  const { engine, mail } = await mailing(t, 2);
  const mails = Array.from({ length: 12 }, (_, at) => mail(at));
  /** @type {string[]} */
  const codes = [];
  let got = 0;
  for await (const one of engine.sealMany(mails, { workers: 1 })) {
    if ("error" in one) codes.push(one.error.code);
    if ((got += 1) === 4) engine.dropBundle();
  }
  assert.equal(got, 12);
  assert.ok(codes.length >= 3 && codes.every((code) => code === "bundle-missing"), `${codes}`);
  await assert.rejects(all(engine.sealMany(mails)), { code: "bundle-missing" });
});

test("one Blob attached to all is nobody's alone", async (t) => {
  const { engine, mail } = await mailing(t, 2);
  const bytes = new Uint8Array(50_000).fill(7);
  const blob = new Blob([bytes]);
  const mails = [0, 1, 2].map((at) => {
    const { draft, certificates } = mail(at);
    return { draft: { ...draft, attachments: attachmentsOf([bytes]) }, certificates, contents: [blob] };
  });
  for (const one of await all(engine.sealMany(mails, { workers: 2 }))) {
    assert.ok("outgoing" in one);
    const opened = await engine.open(one.outgoing.messages[0].bytes);
    assert.ok(opened.parts.some(({ bytes: inside }) => inside.length === bytes.length && inside.every((octet) => octet === 7)));
  }
});

test("a few messages are not worth more workers, and many no more than four", () => {
  assert.equal(workersFor([], 4), 1);
  assert.equal(workersFor(Array(8), 4), 1);
  assert.equal(workersFor(Array(9), 4), 2);
  assert.equal(workersFor(Array(1000), 16), 4);
  assert.equal(workersFor((function* () {})(), 3), 3);
  assert.equal(workersFor(Array(1000), 0), 1);
});
