// @ts-check
// A mailing: many messages at once, each for itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { strToU8, unzipSync, zipSync } from "fflate";
import { workersFor } from "../../../www/engine/many.js";
import { Supervisor } from "../../../www/engine/supervisor.js";
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

/** The least of a Word document. @param {string} text */
function docx(text) {
  const types = "application/vnd.openxmlformats-package.relationships+xml", word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
  const xml = (/** @type {string} */ content) => strToU8(`<?xml version="1.0"?>${content}`);
  return zipSync({
    "[Content_Types].xml": xml(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="${types}"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${word}"/></Types>`),
    "_rels/.rels": xml('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'),
    "word/document.xml": xml(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`),
  });
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
  mails[22] = /** @type {any} */ ({ ...mails[22], letters: null });
  /** @type {Record<number, string>} */
  const refused = { 5: "recipient-without-certificate", 11: "draft-malformed", 14: "internal", 20: "internal", 22: "internal" };
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
  assert.deepEqual(told.at(-1), `${count} 5 ${count}`);
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

test("files get the label of their own mail, also while others are sealed beside it", async (t) => {
  const { engine, mail } = await mailing(t, 2);
  /** @type {Record<string, string>} */
  const ids = { General: "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0001", Secret: "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0002" };
  const used = engine.useBundle(Buffer.from(JSON.stringify({
    format: 1, serial: 1, organisation: { id: "3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa", name: "Example", domains: ["example.org"] },
    templates: [{ id: "encrypt", name: "Encrypt", description: "Only the people addressed." }],
    labels: [{ id: ids.General, name: "General", color: "#1f5fbf" }, { id: ids.Secret, name: "Secret", color: "#b02a37", footer: { text: "For \u2026 by ${User.Name}" } }],
    fileLabels: { fromMessage: "visible" },
  })));
  assert.ok("bundle" in used, JSON.stringify(used));
  await engine.ready();
  const bytes = docx("Hello");
  const names = Object.keys(ids);
  const mails = Array.from({ length: 24 }, (_, at) => {
    const { draft, certificates } = mail(at);
    const attachments = [{ name: "plan.docx", type: "application/octet-stream", size: bytes.length, contentId: null }];
    return { draft: { ...draft, label: ids[names[at % 2] ?? ""] ?? null, attachments }, certificates, contents: [at % 3 ? bytes : new Blob([bytes])] };
  });
  const sealed = await all(engine.sealMany(mails, { workers: 1 }));
  assert.equal(sealed.length, mails.length);
  for (const [at, one] of sealed.entries()) {
    assert.ok("outgoing" in one, JSON.stringify(one));
    const { parts, labels } = await engine.open(one.outgoing.messages[0].bytes);
    const { bytes: file } = parts.find(({ name }) => name === "plan.docx") ?? assert.fail("no file");
    const [inside] = await engine.fileLabels([{ name: "plan.docx", type: "" }], [file]);
    assert.deepEqual(inside.map(({ id }) => id), [ids[names[at % 2] ?? ""]], `mail ${at}`);
    const [, action = "none"] = /ActionId=([\w-]+)/.exec(labels[0]?.text ?? "") ?? [];
    assert.match(Object.values(unzipSync(file)).map((part) => Buffer.from(part).toString()).join("\n"), new RegExp(action), "of the same act of labelling");
  }
});

test("a key store that fails once costs one message, not all that came with it", async (t) => {
  const key = await (async () => {
    const engine = await engineFor(t);
    return engine.makeKey(noor);
  })();
  let asked = 0;
  const keyStore = /** @type {any} */ ({ list: async () => { if ((asked += 1) === 1) throw new Error("a hiccup"); return [key]; }, secret: async () => null, keep: async () => {}, remove: async () => {}, close: () => {} });
  const engine = await engineFor(t, { keyStore });
  const mails = Array.from({ length: 8 }, (_, at) => ({ draft: draft({ to: [noor.address], subject: `Letter ${at}`, protection: "none" }), certificates: [] }));
  const results = await all(engine.sealMany(mails, { workers: 1 }));
  assert.deepEqual(results.map((one) => "error" in one), mails.map((_, at) => at === 0), JSON.stringify(results.map((one) => ("error" in one ? one.error : ""))));
});

test("a source that answers nothing ends the mailing, and the page goes on", async (t) => {
  const { engine } = await mailing(t, 1);
  /** @type {any} */
  const broken = { [Symbol.asyncIterator]: () => ({ next: async () => undefined }) };
  await assert.rejects(all(engine.sealMany(broken)), TypeError);
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
  const closed = t.mock.method(Supervisor.prototype, "close");
  let asked = 0;
  let left = false;
  const mails = (function* () {
    try {
      for (let at = 0; at < 1000; at += 1) { asked += 1; yield mail(at); }
    } finally { left = true; }
  })();
  for await (const one of engine.sealMany(mails, { workers: 2 })) if (one.index >= 0) break;
  assert.ok(left && asked < 1000, `${asked} were asked for`);
  assert.equal(closed.mock.callCount(), 1, "the worker that helped has gone");
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
  const sealed = await all(engine.sealMany(mails, { workers: 2 }));
  assert.equal(sealed.length, mails.length);
  for (const one of sealed) {
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
