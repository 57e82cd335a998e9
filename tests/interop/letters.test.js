// @ts-check
// Letters to people without a certificate: other programs open them with the passphrase, and find the signature good.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as openpgp from 'openpgp';
import PostalMime from 'postal-mime';
import { stationeryFor } from '../../www/engine/letters.js';
import { gnupg } from './gnupg.mjs';
import { armorIn } from './pgp-mime.mjs';
import { readMime, sequoia } from './python.mjs';
import { draft, person, seal } from './zegel.mjs';

const folder = new URL('../../www/wasm/', import.meta.url).href;
const policy = JSON.parse(readFileSync(new URL('../../www/pages/demo/policy/example.org.json', import.meta.url), 'utf8'));
const passphrase = 'wachtwoordzin — één twee';
const text = 'The donors are Ünal & Ørsted.\n';

/** @param {object} settings  of `passphrase` in the bundle @param {{ kind?: 'v4'|'v6', text?: string }} [how] */
async function letter(settings, how = {}) {
  const noor = person('noor@example.org', how.kind);
  const written = draft({ text: how.text ?? text, subject: 'Donateurs — geheim' });
  const bundle = new TextEncoder().encode(JSON.stringify({ ...policy, passphrase: settings }));
  const letters = [{ address: 'lee@example.com', passphrase: `  ${passphrase} `, hint: 'where we met', language: 'nl' }];
  const stationery = await stationeryFor({ bundle, branding: null, draft: /** @type {any} */ (written), letters, programs: folder });
  const messages = seal(written, { from: noor, certificates: [noor.certificate], stationery });
  assert.deepEqual(messages.map(({ rcptTo, kept }) => [rcptTo, kept]), [[[], true], [['lee@example.com'], false]]);
  const mail = messages[1]?.bytes ?? new Uint8Array();
  const parsed = await PostalMime.parse(mail);
  return { noor, mail, parsed, file: (/** @type {string} */ name) => Buffer.from(/** @type {any} */ (parsed.attachments.find(({ filename }) => filename === name)?.content)) };
}

/** @param {Uint8Array} entity @param {string} [wanted] */
function assertLetter(entity, wanted = text) {
  const { text: found, headers, hp } = readMime(entity);
  // The hidden subject is repeated in front for programs that show only the outer one.
  assert.ok(found.replaceAll('\r\n', '\n').endsWith(wanted), found);
  assert.equal(hp, 'cipher');
  assert.ok(headers.some(([name, value]) => name === 'Subject' && value === 'Donateurs — geheim'));
}

for (const attach of ['html', 'zip']) {
  test(`GnuPG opens the older kind as it is attached (${attach}), and finds our signature good`, async (t) => {
    const gpg = gnupg(t);
    const { noor, file } = await letter({ reach: true, attach });
    gpg.run(['--import'], noor.certificate);
    const { unzipSync } = await import('fflate');
    const page = attach === 'zip' ? unzipSync(file('message.zip'))['message.html'] : file('message.html');
    const read = gpg.run(['--passphrase', passphrase, '--decrypt'], page);
    assertLetter(read.output);
    assert.ok(read.status.includes('GOODMDC'));
    assert.ok(read.status.some((line) => line.startsWith(`VALIDSIG ${noor.fingerprint} `)), read.messages);
    assert.ok(!gpg.attempt(['--passphrase', 'another one', '--decrypt'], page).ok);
  });
}

test('GnuPG reads the page whatever the length of the mail', async (t) => {
  const gpg = gnupg(t);
  for (let more = 0; more < 4; more += 1) {
    const { noor, file } = await letter({ reach: true }, { text: `${'x'.repeat(more)}\n` });
    gpg.run(['--import'], noor.certificate);
    assert.ok(gpg.attempt(['--passphrase', passphrase, '--decrypt'], file('message.html')).ok, `${more} more`);
  }
});

for (const kind of /** @type {const} */ (['v4', 'v6'])) {
  for (const reach of [false, true]) {
    test(`OpenPGP.js and Sequoia open the ${reach ? 'older' : 'newer'} kind, signed by a ${kind} key`, async () => {
      const { noor, file } = await letter({ reach }, { kind });
      const armored = armorIn(file('message.html'));
      const message = await openpgp.readMessage({ armoredMessage: armored });
      const verificationKeys = await openpgp.readKey({ binaryKey: noor.certificate });
      const opened = await openpgp.decrypt({ message, passwords: passphrase, verificationKeys, expectSigned: true, format: 'binary' });
      assertLetter(Buffer.from(/** @type {Uint8Array} */ (opened.data)));
      const there = sequoia.readWithPassphrase(armored, passphrase, noor.certificate);
      assertLetter(there.data);
      assert.deepEqual(there.signers, [noor.fingerprint]);
      assert.throws(() => sequoia.readWithPassphrase(armored, 'another one', noor.certificate));
    });
  }
}

test('others read the cover, in the language of whoever gets it', async () => {
  const { mail, parsed } = await letter({ attach: 'link-and-html', reader: 'https://secure.example.org/reader.html' });
  assert.equal(parsed.subject, 'Beveiligd bericht van Noor de Wit');
  assert.match(parsed.text ?? '', /Noor de Wit heeft u een beveiligd bericht gestuurd\./);
  assert.match(parsed.text ?? '', /Hint bij de wachtwoordzin: where we met/);
  assert.match(parsed.html ?? '', /<html lang="nl" dir="ltr">/);
  assert.match(parsed.html ?? '', /href="https:\/\/secure\.example\.org\/reader\.html/);
  const read = readMime(mail);
  assert.deepEqual(read.defects, []);
  assert.deepEqual(read.parts.map(({ name, encoding }) => [name, encoding]).filter(([name]) => name?.startsWith('message')), [['message.asc', '7bit'], ['message.html', '7bit']]);
  const shown = [Buffer.from(mail).toString(), parsed.subject, parsed.text, parsed.html, ...parsed.attachments.map(({ content }) => Buffer.from(/** @type {any} */ (content)).toString())].join('\n');
  const secrets = /Donateurs|donors are|één twee/;
  for (const secret of ['Donateurs — geheim', text, passphrase]) assert.match(secret, secrets);
  assert.doesNotMatch(shown, secrets);
});
