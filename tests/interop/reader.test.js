// @ts-check
// The program inside a letter, which reads OpenPGP by itself: what other programs encrypt to a passphrase opens, their
// signatures hold, and they read its answers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as openpgp from 'openpgp';
import * as reader from '../../www/wasm/reader.js';
import { gnupg, kinds } from './gnupg.mjs';
import * as js from './openpgp-js.mjs';
import { readMime, sequoia } from './python.mjs';
import { thrownBy } from './zegel.mjs';

reader.initSync({ module: readFileSync(new URL('../../www/wasm/reader_bg.wasm', import.meta.url)) });

const passphrase = 'wachtwoordzin — één twee';
const text = 'The donors are Ünal & Ørsted.\n'.repeat(20);
const payload = Buffer.from([
  'From: Lee Chen <lee@example.com>', 'To: jo@example.net', 'Subject: Geheim', 'HP-Outer: Subject: [...]', 'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8; hp="cipher"', 'Content-Transfer-Encoding: 8bit', '', text.replaceAll('\n', '\r\n'),
].join('\r\n'));
const nobody = new Uint8Array();

/** @param {Uint8Array|string} message @param {Uint8Array} [certificate] @param {string} [by] */
const open = (message, certificate = nobody, by = passphrase) => reader.open(Buffer.from(message), by, certificate, Date.now(), () => {});

/** @param {Uint8Array|string} message @param {Uint8Array} [certificate] */
function assertOpens(message, certificate) {
  const opened = open(message, certificate);
  assert.equal(opened.text, text);
  assert.equal(opened.headers.subject.value, 'Geheim');
  assert.equal(opened.signature.state, certificate === undefined ? 'none' : 'valid');
  assert.equal(thrownBy(() => open(message, certificate, 'wachtwoordzin')).code, 'passphrase-wrong');
}

for (const cipher of ['AES', 'AES256']) {
  test(`what GnuPG encrypts to a passphrase opens (${cipher})`, (t) => {
    const gpg = gnupg(t);
    for (const stretch of [['--s2k-mode', '1'], ['--s2k-count', '65536'], ['--s2k-digest-algo', 'SHA256'], ['--s2k-digest-algo', 'SHA512']]) {
      for (const pack of ['none', 'zip', 'zlib']) {
        for (const armor of [[], ['--armor']]) {
          const how = ['--cipher-algo', cipher, ...stretch, '--compress-algo', pack, ...armor];
          assertOpens(gpg.run([...how, '--passphrase', passphrase, '--symmetric'], payload).output);
        }
      }
    }
  });
}

for (const [name, kind] of Object.entries(kinds)) {
  test(`the signature of GnuPG's ${name} key holds, and it reads the answer`, (t) => {
    const gpg = gnupg(t);
    const fingerprint = gpg.makeKey(kind);
    const certificate = gpg.run(['--export', fingerprint]).output;
    for (const digest of ['SHA256', 'SHA512']) {
      const how = ['--digest-algo', digest, '--passphrase', passphrase, '-u', fingerprint, '--sign', '--symmetric'];
      // The key itself has no passphrase.
      assertOpens(gpg.run(['--s2k-count', '65536', ...how], payload).output, certificate);
    }
    assertAnswered(certificate, (armored) => gpg.run(['--decrypt'], armored).output);
  });
}

for (const version of /** @type {const} */ ([4, 6])) {
  test(`what OpenPGP.js signs with a version ${version} key opens, and it reads the answer`, async () => {
    const { privateKey, certificate } = await js.makeKey('lee@example.com', version);
    const { iterated, argon2 } = openpgp.enums.s2k;
    /** @type {openpgp.PartialConfig[]} */
    const configs = [
      { s2kType: iterated }, { s2kType: argon2 }, { s2kType: argon2, aeadProtect: true }, { s2kType: iterated, aeadProtect: true },
      { s2kType: argon2, aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.ocb, aeadChunkSizeByte: 0 },
      { s2kType: iterated, preferredCompressionAlgorithm: openpgp.enums.compression.zlib },
    ];
    for (const config of configs) {
      const message = await openpgp.createMessage({ binary: payload });
      const preferring = { ...config, preferredSymmetricAlgorithm: openpgp.enums.symmetric.aes256 };
      assertOpens(await openpgp.encrypt({ message, passwords: passphrase, signingKeys: privateKey, config: preferring }), certificate);
    }
    const answer = answered(certificate);
    const message = await openpgp.readMessage({ armoredMessage: Buffer.from(answer).toString() });
    const { data } = await openpgp.decrypt({ message, decryptionKeys: privateKey, format: 'binary' });
    assertAnswer(Buffer.from(/** @type {Uint8Array} */ (data)));
  });

  test(`Sequoia reads the answer to a version ${version} key`, () => {
    const lee = sequoia.makeKey('lee@example.com', version);
    assertAnswered(lee.certificate, (armored) => sequoia.read(armored, lee.secret).data);
  });
}

/** @param {Uint8Array} certificate @returns {Uint8Array} */
const answered = (certificate) => reader.answer({
  from: 'jo@example.net', to: 'Lee Chen <lee@example.com>', subject: 'Re: Geheim — één', text: 'Bedankt, Ünal.\n',
  date: '2026-03-02T09:15:00+01:00', messageId: 'a1@example.net', inReplyTo: 'p1@example.com', references: ['p1@example.com'],
}, [{ name: 'größe.bin', type: 'application/zip', bytes: Uint8Array.of(0, 255, 10, 13) }], certificate, passphrase, Date.now());

/** @param {Uint8Array} certificate @param {(armored: string) => Uint8Array} read */
function assertAnswered(certificate, read) {
  assertAnswer(read(Buffer.from(answered(certificate)).toString()));
}

/** @param {Uint8Array} entity */
function assertAnswer(entity) {
  const { headers, hp, text: found, parts, defects } = readMime(entity);
  assert.deepEqual(defects, []);
  assert.equal(hp, 'cipher');
  assert.equal(found.replaceAll('\r\n', '\n').trim(), 'Bedankt, Ünal.');
  assert.equal(headers.find(([name]) => name === 'Subject')?.[1], 'Re: Geheim — één');
  assert.match(headers.find(([name]) => name === 'Zegel-Answer-Proof')?.[1] ?? '', /^[0-9a-f]{64}$/);
  const file = parts.find(({ name }) => name === 'größe.bin');
  assert.equal(file?.bytes, Buffer.of(0, 255, 10, 13).toString('base64'));
}
