// @ts-check
// What a webmail says it did with sealed messages and drafts is held against what was sealed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PortError } from "../../../www/embed/port.js";
import { digestOf } from "../../../www/embed/digest.js";
import { HostDrafts, HostSender } from "../../../www/vault/editor-host.js";

const octets = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text));
const message = (/** @type {string} */ id, text = "sealed") => ({ bytes: octets(`Message-ID: <${id}>\r\n\r\n${text}`), mailFrom: "noor@example.org", rcptTo: ["lee@example.com"], kept: true });

/** @param {Record<string, (input: any) => any>} answers */
function port(answers) {
  /** @type {{ name: string, input: any }[]} */
  const asked = [];
  return { asked, ask: async (/** @type {string} */ name, /** @type {any} */ input) => { asked.push({ name, input }); return answers[name]?.(input); } };
}

/** @param {ReturnType<typeof port>} host @param {{ drafts?: HostDrafts|null, signal?: AbortSignal, messages?: ReturnType<typeof message>[] }} [how] */
const sending = (host, { drafts = null, signal = new AbortController().signal, messages = [message("a@example.org")] } = {}, sender = new HostSender(/** @type {any} */ (host), drafts)) =>
  ({ sender, sent: sender.send({ messages: /** @type {any} */ (messages), signal, onProgress() {} }) });

const rightly = async (/** @type {any} */ { messages }) => ({ digests: await Promise.all(messages.map((/** @type {any} */ { bytes }) => digestOf(bytes))), sent: true });

test("each message is compared with what the webmail holds", async () => {
  const messages = [message("a@example.org"), message("a@example.org", "for Bcc")];
  await sending(port({ deliver: rightly }), { messages }).sent;
  const upper = async (/** @type {any} */ input) => ({ ...await rightly(input), digests: (await rightly(input)).digests.map((one) => one.toUpperCase()) });
  await sending(port({ deliver: upper }), { messages }).sent;
  const wrong = [
    [async (/** @type {any} */ input) => ({ digests: (await rightly(input)).digests.reverse(), sent: false }), "host-did-not-take-bytes"],
    [async (/** @type {any} */ input) => ({ digests: (await rightly(input)).digests.slice(1), sent: true }), "host-changed-bytes"],
    [async () => ({ digests: [], sent: true }), "host-changed-bytes"], [async () => null, "host-did-not-take-bytes"], [async () => ({ sent: true }), "host-changed-bytes"],
    [async (/** @type {any} */ input) => ({ ...await rightly(input), sent: "yes" }), "host-refused"],
  ];
  for (const [deliver, code] of wrong) await assert.rejects(sending(port({ deliver: /** @type {any} */ (deliver) }), { messages }).sent, { code });
});

test("a webmail's reasons are codes and numbers, and no words of its own", async () => {
  for (const [code, detail, expected] of /** @type {const} */ ([
    ["server-refused", { status: 552, type: "Send your passphrase to eve@example.net" }, { code: "server-refused", detail: { status: 552 } }],
    ["Please type your passphrase", {}, { code: "host-refused", detail: { type: "Pleasetypeyourpassphrase" } }],
    ["vault-locked", {}, { code: "host-refused", detail: { type: "vault-locked" } }],
  ])) {
    const host = port({ deliver() { throw new PortError(code, detail); } });
    await assert.rejects(sending(host).sent, expected);
  }
});

test("a webmail that says nothing is waited for, and asked once", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {(answer: any) => void} */
  let answer = () => {};
  const host = port({ deliver: (input) => new Promise((resolve) => { answer = async () => resolve(await rightly(input)); }) });
  const { sender, sent } = sending(host);
  const refused = assert.rejects(sent, { code: "host-uncertain" });
  t.mock.timers.tick(10 * 60_000);
  await refused;
  const again = sending(host, {}, sender).sent;
  const other = sending(host, { messages: [message("b@example.org")] }, sender);
  await Promise.resolve();
  assert.deepEqual(host.asked.filter(({ name }) => name === "deliver").length, 2, "the same message once, another one besides");
  other.sent.catch(() => {});
  const ending = new AbortController();
  const stopped = assert.rejects(sending(host, { signal: ending.signal }, sender).sent, { code: "host-uncertain" });
  ending.abort();
  await stopped;
  again.catch(() => {});
});

test("what was given up and succeeded after all is sent to nobody twice, and to whoever was added", async () => {
  /** @type {(() => Promise<void>)[]} */
  const answers = [];
  const host = port({ deliver: (input) => new Promise((resolve) => {
    answers.push(async () => resolve(await rightly(input)));
  }) });
  const reached = () => host.asked.map(({ input }) => input.messages.flatMap((/** @type {any} */ { recipients }) => recipients));
  const ending = new AbortController();
  const { sender, sent } = sending(host, { signal: ending.signal });
  ending.abort();
  await assert.rejects(sent, { code: "host-uncertain" });
  const more = { ...message("a@example.org", "sealed again"), rcptTo: ["Lee@example.com", "mara@example.com"] };
  const again = sending(host, { messages: [more] }, sender).sent;
  await Promise.resolve();
  assert.equal(host.asked.length, 1, "first it is waited for");
  await answers[0]();
  while (answers.length < 2) await new Promise((resolve) => setImmediate(resolve));
  await answers[1]();
  await again;
  await sending(host, { messages: [more] }, sender).sent;
  assert.deepEqual(reached(), [["lee@example.com"], ["mara@example.com"]]);
});

test("the copy that is kept is handed over though it goes to nobody, and once", async () => {
  const host = port({ deliver: rightly });
  const copy = { ...message("c@example.org", "copy"), rcptTo: [] };
  const letter = { ...message("c@example.org", "letter"), rcptTo: ["jo@example.net"], kept: false };
  const { sender, sent } = sending(host, { messages: [copy, letter] });
  await sent;
  const more = { ...letter, rcptTo: ["jo@example.net", "kim@example.net"] };
  await sending(host, { messages: [copy, more] }, sender).sent;
  assert.deepEqual(host.asked.map(({ input }) => input.messages.map((/** @type {any} */ one) => [one.recipients, one.copy])), [[[[], true], [["jo@example.net"], false]], [[["kim@example.net"], false]]]);
});

test("a message to very many is known again, however far down its Message-ID stands", async () => {
  const host = port({ deliver: rightly });
  const to = Array.from({ length: 3000 }, (_, at) => ` somebody-number-${at}@department.example.com`).join(",\r\n");
  const large = { ...message("l@example.org"), bytes: octets(`From: noor@example.org\r\nTo:${to}\r\nMessage-ID: <l@example.org>\r\n\r\nsealed`) };
  const { sender, sent } = sending(host, { messages: [large] });
  await sent;
  await sending(host, { messages: [large] }, sender).sent;
  assert.equal(host.asked.length, 1);
});

test("a version kept while a message was on its way stays until it is dropped", async () => {
  /** @type {() => Promise<void>} */
  let answer = async () => {};
  let count = 0;
  const host = port({
    keepDraft: async ({ message: bytes }) => ({ id: `d${count += 1}`, digest: await digestOf(bytes) }), dropDraft: () => null,
    deliver: (input) => new Promise((resolve) => { answer = async () => resolve(await rightly(input)); }),
  });
  const drafts = new HostDrafts(/** @type {any} */ (host), null);
  await drafts.put(octets("one"), "1");
  const ending = new AbortController();
  const { sent } = sending(host, { drafts, signal: ending.signal });
  await new Promise((resolve) => setImmediate(resolve));
  ending.abort();
  await assert.rejects(sent, { code: "host-uncertain" });
  await drafts.put(octets("two"), "2");
  await answer();
  await new Promise((resolve) => setImmediate(resolve));
  await drafts.drop();
  assert.deepEqual(host.asked.at(-1), { name: "dropDraft", input: { id: "d2" } });
});

test("what waited for an earlier one and was given up is not sent when that one fails", async () => {
  /** @type {(reason: unknown) => void} */
  let fail = () => {};
  const host = port({ deliver: () => new Promise((_, reject) => { fail = reject; }) });
  const [first, second] = [new AbortController(), new AbortController()];
  const { sender, sent } = sending(host, { signal: first.signal });
  first.abort();
  await assert.rejects(sent, { code: "host-uncertain" });
  const again = sending(host, { signal: second.signal }, sender).sent;
  second.abort();
  await assert.rejects(again, { code: "host-uncertain" });
  fail(new PortError("server-refused", {}));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(host.asked.length, 1);
  // And what failed can be sent again.
  const third = sending(host, {}, sender).sent;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(host.asked.length, 2);
  third.catch(() => {});
});

test("nothing is handed over that was stopped, or that the mail server does not take", async () => {
  const host = port({ deliver: rightly, limit: () => ({ octets: 10 }) });
  await assert.rejects(sending(host, { signal: AbortSignal.abort() }).sent, { code: "canceled" });
  const sender = new HostSender(/** @type {any} */ (host), null);
  await sender.learn();
  await assert.rejects(sending(host, {}, sender).sent, { code: "message-too-large" });
  assert.deepEqual(host.asked.map(({ name }) => name), ["limit"]);
});

test("one version of a draft takes the place of the one before, whatever the webmail calls them", async () => {
  for (const name of [(/** @type {number} */ count) => `draft-${count}`, () => "always the same"]) {
    let count = 0;
    const host = port({ keepDraft: async ({ message: bytes }) => ({ id: name(++count), digest: await digestOf(bytes) }), deliver: rightly });
    const drafts = new HostDrafts(/** @type {any} */ (host), null);
    const first = await drafts.put(octets("one"), "1");
    const second = await drafts.put(octets("two"), "2");
    await drafts.remove([first]);
    assert.deepEqual(host.asked.map(({ input: { previous } }) => previous), [null, name(1)]);
    await sending(host, { drafts }).sent;
    assert.equal(host.asked.at(-1)?.input.draft, name(2));
    await drafts.remove([second]);
    assert.deepEqual(host.asked.filter(({ name: ask }) => ask === "dropDraft"), [], "it went with the message");
  }
});

test("a draft that is held otherwise than it was sealed is not kept, and replaced next", async () => {
  const host = port({ keepDraft: () => ({ id: "x", digest: "00" }), dropDraft: () => null });
  const drafts = new HostDrafts(/** @type {any} */ (host), "begun");
  await assert.rejects(drafts.put(octets("one"), "1"), { code: "host-refused" });
  await assert.rejects(drafts.put(octets("one"), "2"), { code: "host-refused" });
  assert.deepEqual(host.asked.map(({ input: { previous } }) => previous), ["begun", "x"]);
  await drafts.drop();
  assert.deepEqual(host.asked.at(-1), { name: "dropDraft", input: { id: "x" } });
});
