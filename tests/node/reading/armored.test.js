// @ts-check
// Armored messages by themselves, and what messages say of themselves outside.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openArmored } from "../../../www/mail/reader/armored.js";
import { arrivedOf, looksSealed } from "../../../www/mail/reader/outside.js";
import { attachmentsOf, daan, draft, engineFor, found, noor } from "../engine/people.js";

const octets = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text, "latin1"));

test("a body that was sealed for a host opens with its text, form and files", async (t) => {
  const engine = await engineFor(t);
  const [own, other] = [await engine.makeKey(noor), await engine.makeKey(daan)];
  const contents = [new Uint8Array([1, 2, 3])];
  const { cc: _, bcc: __, ...wanted } = draft({ to: ["daan@example.org"], text: "Plain words", html: "<p>Plain <b>words</b></p>", attachments: attachmentsOf(contents) });
  const { armored } = await engine.sealBody(wanted, { contents, certificates: [found(own), found(other)] });
  for (const text of [armored, armored.replaceAll("\r\n", "\n"), `\n${armored}\n\n`]) {
    const { opened } = await openArmored(text, "noor@example.org", async (bytes) => ({ opened: await engine.open(bytes, { certificates: [found(own)] }) }));
    assert.equal(opened.status.summary, "sealed");
    assert.match(opened.html ?? "", /<b>words<\/b>/);
    assert.deepEqual(opened.parts.map(({ bytes }) => [...bytes]), [[1, 2, 3]]);
    assert.equal(opened.label?.state, "verified");
  }
});

test("a draft's armor alone gives the draft again", async (t) => {
  const engine = await engineFor(t);
  await engine.makeKey(noor);
  const sealed = await engine.sealDraft({ ...draft(), lineage: { draft: "a", version: "b", before: [] } }, { contents: [] });
  const armored = /-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----/.exec(Buffer.from(sealed).toString())?.[0] ?? "";
  const { opened } = await openArmored(armored, "noor@example.org", async (bytes) => ({ opened: await engine.open(bytes) }));
  assert.equal(JSON.parse(opened.draft ?? "null").subject, "Budget");
});

test("the sender of a header cannot be made into other fields", async (t) => {
  const engine = await engineFor(t);
  const { opened } = await openArmored("-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----", "eve@example.net\r\nSubject: Mine", async (bytes) => ({ opened: await engine.open(bytes) }));
  assert.equal(opened.headers.subject.value, "");
});

test("from whom and when, as the header says", async (t) => {
  const engine = await engineFor(t);
  const email = arrivedOf(octets("Received: by mx.example.org;\r\n Thu, 26 Nov 2026 10:00:00 +0100 (CET)\r\nReceived: by other; Wed, 25 Nov 2026 10:00:00 +0100\r\nFrom: \"Noor, W\"\r\n <noor@example.org>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <a@example.org>\r\n\r\nFrom: eve@example.net\r\n"), engine);
  assert.deepEqual([email.id, email.receivedAt, email.from.map((one) => one.email)], ["<a@example.org>", "2026-11-26T09:00:00.000Z", ["noor@example.org"]]);
  const bare = arrivedOf(octets("Subject: x\n\nText"), engine);
  assert.deepEqual([bare.from, bare.receivedAt], [[], ""]);
});

test("what is sealed is known from the outside", () => {
  assert.equal(looksSealed(octets("Content-Type: multipart/encrypted; boundary=x\r\n\r\n")), true);
  assert.equal(looksSealed(octets("Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n")), true);
  assert.equal(looksSealed(octets("Content-Type: text/plain\r\n\r\nContent-Type: multipart/encrypted\r\n")), false);
});

test("fields of one name cost what they are long, however many there are", (t) => {
  const { mock } = t.mock.method(Map.prototype, "set");
  assert.equal(looksSealed(octets(`From: noor@example.org\n${"a:\n".repeat(5000)}Content-Type: multipart/encrypted\nContent-Type: text/plain\n\nx`)), true, "the first one counts");
  const kept = mock.calls.reduce((sum, call) => sum + String(call.arguments[1] ?? "").length + 1, 0);
  assert.ok(kept < 10_000, `${kept} characters and lists were written for 5000 fields`);
});
