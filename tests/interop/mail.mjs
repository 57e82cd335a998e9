// @ts-check
// Two mails that hold what goes wrong most easily: one to seal, one that others have sealed.

import assert from 'node:assert/strict';
import { draft } from './zegel.mjs';
import { readMime, writeMime } from './python.mjs';

const everyOctet = Uint8Array.from({ length: 256 }, (_, at) => at);
const lines = 'a;b\r\n1;2\nlone\rcarriage return\0';

/** Files with the type each must arrive with. */
const files = [
  { name: 'logo.png', type: 'image/png', arrives: 'image/png', contentId: 'logo@zegel', bytes: everyOctet },
  { name: 'donörs "2026".csv', type: 'text/csv', arrives: 'text/csv', contentId: null, bytes: Buffer.from(lines) },
  { name: 'empty.bin', type: '', arrives: 'application/octet-stream', contentId: null, bytes: new Uint8Array() },
  { name: `${'Jaarverslag über alles — '.repeat(5)}🦓.pdf`, type: 'application/pdf', arrives: 'application/pdf', contentId: null, bytes: everyOctet },
  { name: "semi;colon's 100%.txt", type: 'text/plain; charset=utf-16', arrives: 'text/plain', contentId: null, bytes: Buffer.from('h\0i\0') },
  { name: 'forwarded.eml', type: 'message/rfc822', arrives: 'application/octet-stream', contentId: null, bytes: Buffer.from('Subject: x\n\nFrom y\n') },
  { name: 'noextension', type: 'no such type', arrives: 'application/octet-stream', contentId: null, bytes: Buffer.from('.\r\n.\r\n') },
];

const subject = 'Café figures for the third quarter — “confidential”, please read before Thursday’s meeting 🦓';
const text = [
  'Dear Lee,', '', 'From here on: ünïcödé, 漢字, 🦓.', '.', '..', '=3D is no equals sign, = is', 'two blanks at the end  ',
  '\ta tab', `${'a very long line '.repeat(120)}end`, '', '-- ', 'Noor', '',
].join('\n');
const html = '<p>Dear <b>Lee</b>, ünïcödé 漢字 🦓</p>\n<p>= &amp; .</p><img alt="logo" src="cid:logo@zegel">';

/** A draft with all of it. @param {Record<string, unknown>} [changes] */
export function fullDraft(changes = {}) {
  const attachments = files.map(({ name, type, contentId, bytes }) => ({ name, type, contentId, size: bytes.length }));
  return { draft: draft({ subject, text, html, attachments, ...changes }), contents: files.map(({ bytes }) => bytes) };
}

const unix = (/** @type {string} */ text) => text.replaceAll('\r\n', '\n');

/** Holds what a reader has decrypted against the draft, with another parser than ours. @param {Uint8Array} payload */
export function assertFullDraft(payload) {
  const mime = readMime(payload);
  const header = (/** @type {string} */ name) => mime.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  assert.deepEqual(mime.defects, []);
  assert.deepEqual(header('subject'), [subject]);
  assert.deepEqual(header('from'), ['Noor de Wit <noor@example.org>']);
  assert.deepEqual(header('to'), ['Lee Chen <lee@example.com>']);
  assert.equal(mime.hp, 'cipher');
  assert.ok(header('hp-outer').includes('Subject: [...]'));
  assert.equal(unix(mime.text), `Subject: ${subject}\n\n${text}`);
  assert.ok(unix(mime.html).includes(html), mime.html);
  const arrived = mime.parts.map(({ name, type, contentId, bytes }) => ({ name, type, contentId, bytes }));
  assert.deepEqual(arrived, files.map(({ name, arrives, contentId, bytes }) => ({
    name, type: arrives, contentId: contentId === null ? null : `<${contentId}>`, bytes: Buffer.from(bytes).toString('base64'),
  })));
  assert.deepEqual(mime.parts.map(({ disposition }) => disposition), ['inline', ...files.slice(1).map(() => 'attachment')]);
}

const answer = {
  subject: 'Re: Café figures — vertrouwelijk',
  text: 'Dear Noor,\n\nünïcödé 漢字\n.\nFrom here\n',
  html: '<p>Dear <b>Noor</b></p>\n',
  parts: [
    { name: 'empty.bin', type: 'application/octet-stream', bytes: new Uint8Array() },
    { name: 'überschuss 2026.csv', type: 'application/csv', bytes: Buffer.from(lines) },
  ],
};

/** How programs say that the fields inside count: Thunderbird and others, RFC 9788, and those that put none inside. */
export const headerProtection = {
  older: { 'protected-headers': 'v1' },
  rfc9788: { hp: 'cipher' },
  none: {},
};

/**
 * The answer as Lee's mail program would write it, before encryption. `octets`: size of one more file.
 * @param {{ octets?: number, from?: string, protection?: Record<string, string> }} [how]
 */
export function answerPayload({ octets = 256, from = 'Lee Chen <lee@example.com>', protection = headerProtection.older } = {}) {
  const parts = [...answer.parts, { name: 'large.bin', type: 'application/x-large', bytes: large(octets) }];
  const headers = { From: from, To: 'noor@example.org', Subject: answer.subject };
  return writeMime({ headers, parameters: protection, text: answer.text, html: answer.html, parts });
}

/** Octets that do not compress to nothing and in which no two places are alike. @param {number} octets */
function large(octets) {
  const bytes = Buffer.alloc(octets);
  let state = 1;
  for (let at = 0; at < octets; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** Holds what we opened against the answer. @param {any} opened */
export function assertAnswer(opened, { octets = 256, subject = answer.subject } = {}) {
  assert.equal(opened.structure, 'encrypted');
  assert.equal(opened.encryption.state, 'encrypted');
  assert.equal(opened.headers.subject.value, subject);
  assert.equal(opened.text, answer.text);
  assert.equal(unix(opened.html), answer.html);
  const parts = opened.parts.map((/** @type {any} */ { name, type, bytes }) => ({ name, type, bytes: Buffer.from(bytes) }));
  const wanted = [...answer.parts, { name: 'large.bin', type: 'application/x-large', bytes: large(octets) }];
  assert.deepEqual(parts, wanted.map((part) => ({ ...part, bytes: Buffer.from(part.bytes) })));
}

/** Holds that nothing of a message is shown. @param {any} opened */
export function assertNothingShown(opened) {
  assert.notEqual(opened.encryption.state, 'encrypted');
  assert.equal(opened.text, null);
  assert.equal(opened.html, null);
  assert.deepEqual(opened.parts, []);
  assert.equal(opened.signature.state, 'none');
  assert.ok(!JSON.stringify(opened).includes('figures'));
}
