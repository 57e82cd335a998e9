// @ts-check
/** Drafts over lines that lose answers: there is always one, and in the end only one; two tabs do each other no harm. */
import assert from "node:assert/strict";
import test from "node:test";
import { ZegelError } from "../../../www/engine/errors.js";
import { Keeping } from "../../../www/mail/drafts/keeping.js";
import { succeeds } from "../../../www/mail/drafts/kept.js";
import { Drafts } from "../../../www/pages/demo/jmap/drafts.js";
import { signIn } from "../server/start.js";
import { answerWith, on, spoilt, stage } from "./relay.js";

/** @typedef {import("../../../www/mail/drafts/keeping.js").State} State */
/** @typedef {Awaited<ReturnType<typeof stage>>} Set */
/** @typedef {ConstructorParameters<typeof Keeping>[0]} Options */

const address = "noor@example.org";

/**
 * Somebody who writes, in a tab. What is sealed elsewhere is written down here, so that a test can read it.
 * @param {Set} set
 * @param {Partial<Options>} [more]
 */
function writer({ jmap }, more = {}) {
  /** @type {State[]} */
  const states = [];
  const now = { written: /** @type {any} */ ({ text: "" }), contents: /** @type {Blob[]} */ ([]) };
  const store = new Drafts(jmap);
  /** @type {Options} */
  const options = {
    store, address,
    seal: async (draft) => new TextEncoder().encode(`From: ${address}\r\nMessage-ID: <${draft.messageId}>\r\nSubject: [...]\r\n\r\n${JSON.stringify(draft)}\r\n`),
    ...more,
  };
  const keeping = new Keeping(options);
  keeping.begin(() => structuredClone(now), (state) => states.push(state));
  return { ...options, keeping, store, states, write: (/** @type {string} */ text) => { now.written.text = text; } };
}

/** What lies among the drafts. @param {Set} set @returns {Promise<{ id: string, text: string, lineage: any, messageId: string, keywords: any }[]>} */
async function lying({ server }) {
  const user = await signIn(server.url, address);
  return Promise.all((await user.emails("drafts")).map(async ({ id, blobId, keywords }) => {
    const draft = JSON.parse(String(await user.bytes(blobId)).split("\r\n\r\n")[1] ?? "");
    return { id, keywords, ...draft };
  }));
}

/** @param {Set} set */
const texts = async (set) => (await lying(set)).map(({ text }) => text);

test("a version comes before the earlier one goes, so that there is one at any time", async (t) => {
  const set = await stage(t);
  const { keeping, write, states } = writer(set);
  /** @type {number[]} */
  const counts = [];
  set.line.spoil = async () => { counts.push((await lying(set)).length); };
  for (const text of ["one", "two", "three"]) {
    write(text);
    await keeping.save();
  }
  const [draft, ...others] = await lying(set);
  assert.deepEqual([draft?.text, others.length, draft?.keywords], ["three", 0, { $draft: true, $seen: true }]);
  assert.ok(Math.max(...counts) === 2 && !counts.slice(counts.indexOf(1)).includes(0), counts.join());
  assert.deepEqual(states.map(({ kind }) => kind), ["saving", "saved", "saving", "saved", "saving", "saved"]);
  set.line.seen.length = 0;
  await keeping.save();
  assert.deepEqual(set.line.seen, [], "what has not changed is not saved again");
});

for (const method of ["Email/get", "Email/import", "Email/set"]) {
  for (const what of Object.keys(spoilt)) {
    test(`when the answer to ${method} ${what}, the draft is there, and in the end once`, async (t) => {
      const set = await stage(t);
      const { keeping, write } = writer(set);
      write("one");
      await keeping.save();
      set.line.spoil = on(method, spoilt[what] ?? spoilt["never comes"]);
      write("two");
      const saved = await keeping.save().then(() => true, () => false);
      const there = await texts(set);
      assert.ok(there.includes(saved ? "two" : "one") || there.includes("two"), there.join());
      set.line.spoil = null;
      write("three");
      await keeping.save();
      // Of what is left over the last says that it takes its place.
      const left = await lying(set);
      const last = left.filter(({ text }) => text === "three");
      assert.equal(last.length, 1);
      assert.deepEqual(left.filter((one) => one !== last[0] && !succeeds(last[0]?.lineage, one.lineage)), []);
      if (method === "Email/import") assert.equal(left.length, 1, "and what came without an answer is looked for");
      await keeping.discard();
      if (method === "Email/import") assert.deepEqual(await texts(set), []);
    });
  }
}

test("an import that is done late is not seen again, whatever became of the draft", async (t) => {
  const set = await stage(t);
  const { keeping, store, write } = writer(set);
  /** @type {(() => Promise<Response>)[]} */
  const late = [];
  set.line.spoil = on("Email/import", async ({ forward, response }) => { late.push(forward); answerWith(response, 504, ""); });
  write("late");
  await assert.rejects(keeping.save(), { code: "server-unreachable" });
  await keeping.discard();
  await late[0]?.();
  assert.deepEqual(await texts(set), ["late"]);
  const { emails } = await set.jmap.list(await set.jmap.mailboxWithRole("drafts") ?? "");
  assert.deepEqual(store.sweep(emails), []);
  await set.jmap.mailboxes();
  assert.deepEqual(await texts(set), []);
});

test("two tabs that write on one draft both keep what they wrote, and the later one says so", async (t) => {
  const set = await stage(t);
  const first = writer(set);
  first.write("base");
  await first.keeping.save();
  const [base] = await lying(set);
  const begun = { lineage: base?.lineage, version: { id: base?.id ?? "", messageId: base?.messageId ?? "" } };
  const one = writer(set, { begun });
  const two = writer(set, { begun });
  one.write("from one");
  await one.keeping.save();
  two.write("from two");
  await two.keeping.save();
  assert.deepEqual((await texts(set)).sort(), ["from one", "from two"]);
  assert.deepEqual([one.states.at(-1)?.apart, two.states.at(-1)?.apart], [false, true]);
  const [a, b] = await lying(set);
  assert.ok(!succeeds(a?.lineage, b?.lineage) && !succeeds(b?.lineage, a?.lineage), "neither takes the other's place");
  two.write("and on");
  await two.keeping.save();
  await one.keeping.discard();
  assert.deepEqual(await texts(set), ["and on"]);
});

test("both at the same moment lose nothing either", async (t) => {
  const set = await stage(t);
  const first = writer(set);
  first.write("base");
  await first.keeping.save();
  const [base] = await lying(set);
  const begun = { lineage: base?.lineage, version: { id: base?.id ?? "", messageId: base?.messageId ?? "" } };
  const both = [writer(set, { begun }), writer(set, { begun })];
  both.forEach(({ write }, at) => write(`from ${at}`));
  await Promise.all(both.map(({ keeping }) => keeping.save()));
  const left = await lying(set);
  assert.deepEqual(left.map(({ text }) => text).sort(), ["from 0", "from 1"]);
  for (const [at, { write, keeping }] of both.entries()) {
    write(`again ${at}`);
    await keeping.save();
  }
  assert.deepEqual((await texts(set)).sort(), ["again 0", "again 1"]);
});

test("one thrown away elsewhere does not come back over it, and is not taken for saved", async (t) => {
  const set = await stage(t);
  const { keeping, write, states } = writer(set);
  write("one");
  await keeping.save();
  const user = await signIn(set.server.url, address);
  const [{ id }] = await user.emails("drafts");
  await set.jmap.move(id, (await user.mailbox("trash")).id);
  write("two");
  await keeping.save();
  assert.deepEqual([await texts(set), states.at(-1)?.apart], [["two"], true]);
  assert.equal((await user.emails("trash")).length, 1);
});

test("there is never more than one under way, and after the pause nothing begins", async (t) => {
  const set = await stage(t);
  let [running, most] = [0, 0];
  const plain = writer(set);
  const { keeping, write } = writer(set, {
    seal: async (draft, options) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return plain.seal(draft, options);
    },
  });
  write("one");
  const all = [keeping.save(), keeping.save()];
  write("two");
  all.push(keeping.save());
  await Promise.all(all);
  assert.deepEqual([most, await texts(set)], [1, ["two"]]);
  write("three");
  await keeping.pause();
  set.line.seen.length = 0;
  await keeping.save();
  assert.deepEqual([set.line.seen, keeping.unsaved], [[], true]);
  keeping.resume();
  await keeping.save();
  assert.deepEqual(await texts(set), ["three"]);
});

test("a pause ends what is being uploaded, and no draft comes of it", async (t) => {
  const set = await stage(t);
  const { keeping, write } = writer(set);
  /** @type {() => void} */
  let uploading = () => {};
  const begun = new Promise((resolve) => { uploading = () => resolve(null); });
  set.line.spoil = async ({ path, response }) => {
    if (!path.includes("/upload/")) return false;
    uploading();
    await new Promise((resolve) => response.on("close", () => resolve(null)));
    return true;
  };
  write("never there");
  const saving = keeping.save();
  await begun;
  await keeping.pause();
  await assert.rejects(saving, { code: "canceled" });
  set.line.spoil = null;
  await keeping.discard();
  assert.deepEqual([await texts(set), keeping.unsaved], [[], false]);
});

test("it is saved when the fingers rest, at times while they do not, and large ones at rest only", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const pace = { rest: 3, typing: 10, heavyRest: 20, retry: 40, longest: 100, heavy: 100 };
  /** @type {string[]} */
  const sealed = [];
  /** @type {ZegelError|null} */
  let fault = null;
  const now = { written: /** @type {any} */ ({ text: "" }), contents: [new Blob([])] };
  let time = 0;
  const keeping = new Keeping({
    address, pace, now: () => time,
    seal: async ({ text }) => { if (fault) throw fault; sealed.push(text); return new Uint8Array(); },
    store: { has: async () => true, put: async (_, messageId) => ({ id: messageId, messageId }), remove: async () => true },
  });
  keeping.begin(() => structuredClone(now), () => {});
  const settled = async () => { for (let turn = 0; turn < 30; turn += 1) await Promise.resolve(); };
  const wait = async (/** @type {number} */ ms) => {
    for (let tick = 0; tick < ms; tick += 1) { time += 1; t.mock.timers.tick(1); await settled(); }
  };
  const type = async (/** @type {string} */ text, ms = 0) => { now.written.text = text; keeping.touch(); await wait(ms); };

  await type("a", 2);
  assert.deepEqual(sealed, []);
  await wait(1);
  assert.deepEqual(sealed, ["a"]);
  for (let at = 0; at < 12; at += 1) await type(`b${at}`, 1);
  assert.deepEqual(sealed, ["a", "b9"], "while typing, every so often");
  await wait(3);
  assert.deepEqual(sealed.at(-1), "b11");

  now.contents = [new Blob(["x".repeat(101)])];
  for (let at = 0; at < 19; at += 1) await type(`c${at}`, 1);
  await wait(18);
  assert.equal(sealed.length, 3);
  await wait(1);
  assert.equal(sealed.at(-1), "c18");
  now.contents = [];

  // Locked: nothing is tried by itself until somebody says that it may go now.
  fault = new ZegelError("vault-locked");
  await type("d", 3);
  assert.equal(keeping.state.error?.code, "vault-locked");
  fault = null;
  await wait(300);
  assert.equal(sealed.at(-1), "c18");
  keeping.retry();
  await wait(1);
  assert.deepEqual([sealed.at(-1), keeping.state.kind], ["d", "saved"]);

  fault = new ZegelError("server-unreachable");
  await type("e", 3);
  fault = null;
  await wait(39);
  assert.equal(sealed.at(-1), "d");
  await wait(1);
  assert.deepEqual([sealed.at(-1), keeping.unsaved], ["e", false]);
  await keeping.end();
  await type("f", 300);
  assert.equal(sealed.at(-1), "e");
});
