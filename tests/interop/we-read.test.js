// @ts-check
// What GnuPG, OpenPGP.js and Sequoia seal for us opens, with the signature judged rightly and the mail inside whole.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as openpgp from 'openpgp';
import { curve25519, gnupg, kinds } from './gnupg.mjs';
import { answerPayload, assertAnswer, assertNothingShown, headerProtection } from './mail.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { armor, binaryIn, packets, wrap } from './pgp-mime.mjs';
import { sequoia } from './python.mjs';
import { open, person } from './zegel.mjs';

const { aead } = openpgp.enums;

/** @param {any} opened @param {string} state @param {string} [fingerprint] */
function assertSignature(opened, state, fingerprint) {
  assert.equal(opened.signature.state, state);
  if (fingerprint !== undefined) assert.equal(opened.signature.fingerprint, fingerprint);
}

for (const [name, kind] of Object.entries(kinds)) {
  test(`what GnuPG signs with a ${name} key and encrypts to us opens verified`, (t) => {
    const gpg = gnupg(t);
    const noor = person('noor@example.org');
    const lee = gpg.makeKey(kind);
    gpg.run(['--import'], noor.certificate);
    const sealed = gpg.run(['--armor', '--sign', '--encrypt', '-u', lee, '-r', 'noor@example.org'], answerPayload()).output;
    const opened = open(wrap(sealed), noor, [gpg.certificate(lee)]);
    assertAnswer(opened);
    assertSignature(opened, 'valid', lee);
    assert.equal(opened.signature.signerAddress, 'lee@example.com');
    assert.equal(opened.encryption.container, 'SEIPDv1');
    assertSignature(open(wrap(sealed), noor), 'unknown-key');
  });

  test(`what GnuPG encrypts to a ${name} key made there opens once the key is ours`, (t) => {
    const gpg = gnupg(t);
    const noor = gpg.makeKey(kind, 'Noor <noor@example.org>');
    const sealed = gpg.run(['--armor', '--encrypt', '-r', noor], answerPayload()).output;
    const opened = open(wrap(sealed), { secret: gpg.secret(noor) });
    assertAnswer(opened);
    assertSignature(opened, 'none');
  });
}

test('every way of GnuPG to compress, to sign text and to write the message opens', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  const lee = gpg.makeKey(curve25519);
  gpg.run(['--import'], noor.certificate);
  const ways = [
    ['--compress-algo', 'none'], ['--compress-algo', 'zip'], ['--compress-algo', 'zlib'], ['--textmode', '--compress-algo', 'none'],
    ['--cipher-algo', 'AES'], ['--cipher-algo', 'AES192'], ['--digest-algo', 'SHA256'], ['--digest-algo', 'SHA384'],
    ['--set-filename', 'mail.eml'], ['--comment', 'a comment', '--emit-version'], ['-u', lee, '-u', lee],
  ];
  for (const way of ways) {
    const sealed = gpg.run(['--armor', ...way, '--sign', '--encrypt', '-r', 'noor@example.org'], answerPayload({ octets: 20_000 })).output;
    const opened = open(wrap(sealed), noor, [gpg.certificate(lee)]);
    assert.equal(opened.encryption.state, 'encrypted', way.join(' '));
    assertAnswer(opened, { octets: 20_000 });
    assert.equal(opened.signature.state, 'valid', way.join(' '));
  }
});

test('the fields inside count if the sender’s program says so, or else those outside, unprotected', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  const lee = gpg.makeKey(curve25519);
  gpg.run(['--import'], noor.certificate);
  for (const [form, protection] of Object.entries(headerProtection)) {
    const sealed = gpg.run(['--armor', '--sign', '--encrypt', '-r', 'noor@example.org'], answerPayload({ protection })).output;
    const opened = open(wrap(sealed, { subject: 'outside' }), noor, [gpg.certificate(lee)]);
    assertAnswer(opened, form === 'none' ? { subject: 'outside' } : {});
    assertSignature(opened, 'valid', lee);
    const { subject, from } = opened.headers;
    assert.equal(subject.protection, form === 'none' ? 'unprotected' : 'signed-and-encrypted', form);
    // The same From stands outside: it was not hidden, whether the sender's program says so or not.
    assert.equal(from.protection, form === 'none' ? 'unprotected' : 'signed', form);
  }
});

test('a mail as Thunderbird writes it opens with its own subject, text and files', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  const lee = gpg.makeKey(kinds['RSA-3072'] ?? curve25519);
  gpg.run(['--import'], noor.certificate);
  const payload = readFileSync(new URL('../cases/messages/thunderbird-payload.eml', import.meta.url), 'utf8').replaceAll(/\r?\n/g, '\r\n');
  const sealed = gpg.run(['--armor', '--sign', '--encrypt', '-r', 'noor@example.org', '-r', lee], payload).output;
  const opened = open(wrap(sealed), noor, [gpg.certificate(lee)]);
  assertSignature(opened, 'valid', lee);
  assert.equal(opened.headers.subject.value, 'Café figures — vertrouwelijk');
  assert.notEqual(opened.headers.subject.protection, 'unprotected');
  assert.equal(opened.headers.messageId, '0a6f8f0e-1c1c-4a7e-9d7c-000000000001@example.com');
  assert.equal(opened.text, 'Dear Noor,\n\nde cijfers van het café.\n\nLee\n');
  assert.match(opened.html, /<p>de cijfers van het café\.<\/p>/);
  const parts = opened.parts.map((/** @type {any} */ { name, type, inline }) => ({ name, type, inline }));
  assert.deepEqual(parts, [
    { name: 'OpenPGP_0x0123456789ABCDEF.asc', type: 'application/pgp-keys', inline: false },
    { name: 'überschuss.csv', type: 'text/csv', inline: false },
  ]);
  assert.equal(Buffer.from(opened.parts[1].bytes).toString(), 'a;b\n1;2\n');
});

test('a message that hides its recipients opens for them and says to others that it is not for them', (t) => {
  const gpg = gnupg(t);
  const [noor, mara] = [person('noor@example.org'), person('mara@example.com', 'v4')];
  const other = { secret: gpg.secret(gpg.makeKey(kinds['RSA-3072'] ?? curve25519, 'sofie@example.org')) };
  gpg.run(['--import'], noor.certificate);
  for (const hiding of [['-R', 'noor@example.org'], ['--throw-keyids', '-r', 'noor@example.org']]) {
    const sealed = gpg.run(['--armor', ...hiding, '--encrypt'], answerPayload()).output;
    assertAnswer(open(wrap(sealed), noor));
    assertAnswer(open(wrap(sealed), [other, mara, noor]));
    for (const stranger of [mara, other]) {
      const closed = open(wrap(sealed), stranger);
      assertNothingShown(closed);
      assert.equal(closed.encryption.state, 'not-for-you');
    }
  }
});

test('a message to a password as well opens by key, to a password alone it does not', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  gpg.run(['--import'], noor.certificate);
  const both = gpg.run(['--armor', '--passphrase', 'open sesame', '-c', '-e', '-r', 'noor@example.org'], answerPayload()).output;
  assertAnswer(open(wrap(both), noor));
  const alone = gpg.run(['--armor', '--passphrase', 'open sesame', '-c'], answerPayload()).output;
  assertNothingShown(open(wrap(alone), noor));
  assert.equal(open(wrap(alone), noor).encryption.state, 'not-for-you');
});

const suites = [
  { name: 'SEIPDv1', version: /** @type {const} */ (4), config: {}, container: 'SEIPDv1', cipher: null },
  { name: 'SEIPDv2 with GCM', version: /** @type {const} */ (6), config: { preferredAEADAlgorithm: aead.gcm }, container: 'SEIPDv2', cipher: 'AES256-GCM' },
  { name: 'SEIPDv2 with OCB', version: /** @type {const} */ (6), config: { preferredAEADAlgorithm: aead.ocb, aeadChunkSizeByte: 6 }, container: 'SEIPDv2', cipher: 'AES256-OCB' },
];
for (const { name, version, config, container, cipher } of suites) {
  test(`what OpenPGP.js seals to us in ${name} opens verified`, async () => {
    const octets = 100_000;
    // A certificate of OpenPGP.js without the feature keeps it from SEIPDv2; our own ask for it.
    const own = await openpgpJs.makeKey('noor@example.org', version);
    const readers = version === 4 ? [own] : [own, person('noor@example.org', 'v4'), person('noor@example.org', 'v6')];
    const lee = await openpgpJs.makeKey('lee@example.com', version);
    const to = readers.map(({ certificate }) => certificate);
    const sealed = await openpgpJs.write(answerPayload({ octets }), { to, from: lee.privateKey, config });
    for (const reader of readers) {
      const opened = open(wrap(sealed), reader, [lee.certificate]);
      assertAnswer(opened, { octets });
      assertSignature(opened, 'valid', lee.publicKey.getFingerprint().toUpperCase());
      assert.equal(opened.encryption.container, container);
      assert.equal(opened.encryption.cipher, cipher);
    }
  });
}

for (const [signing, kind] of /** @type {[4|6, 'v4'|'v6'][]} */ ([[4, 'v4'], [4, 'v6'], [6, 'v4'], [6, 'v6']])) {
  test(`what Sequoia signs with a version ${signing} key and seals to our ${kind} key, in many chunks, opens verified`, async () => {
    const octets = 400_000;
    const noor = person('noor@example.org', kind);
    const lee = sequoia.makeKey('lee@example.com', signing);
    const sealed = sequoia.write(answerPayload({ octets }), { to: [noor.certificate], from: lee.secret });
    const opened = open(wrap(sealed), noor, [lee.certificate]);
    assertAnswer(opened, { octets });
    assertSignature(opened, 'valid', lee.fingerprint);
    assert.equal(opened.encryption.container, 'SEIPDv2');
    const last = packets(await binaryIn(sealed)).at(-1);
    assert.deepEqual([last?.tag, last?.body[0]], [18, 2]);
    assertSignature(open(wrap(sealed), noor), 'unknown-key');
  });
}

test('a message without armor opens as well', async () => {
  const noor = person('noor@example.org');
  const lee = sequoia.makeKey('lee@example.com', 6);
  const sealed = await binaryIn(sequoia.write(answerPayload(), { to: [noor.certificate], from: lee.secret }));
  const again = armor(sealed);
  assertAnswer(open(wrap(again), noor, [lee.certificate]));
  const base64 = Buffer.from(sealed).toString('base64').replaceAll(/(.{76})/g, '$1\n');
  const mail = wrap(base64).replace('Content-Description: OpenPGP encrypted message', 'Content-Transfer-Encoding: base64');
  assertAnswer(open(mail, noor, [lee.certificate]));
});
