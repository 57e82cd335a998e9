// @ts-check
// What we seal opens in GnuPG, OpenPGP.js and Sequoia, with the signature good and the mail inside whole.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curve25519, gnupg, kinds } from './gnupg.mjs';
import { assertFullDraft, fullDraft } from './mail.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { armorIn, binaryIn, packets } from './pgp-mime.mjs';
import { readMime, sequoia } from './python.mjs';
import { bytesOf, draft, open, person, seal, thrownBy } from './zegel.mjs';

/** Version of the container: 1 or 2 (SEIPD), packet type 18. @param {Uint8Array} message */
async function container(message) {
  const last = packets(await binaryIn(message)).at(-1);
  assert.equal(last?.tag, 18);
  return last?.body[0];
}

/** @param {import('./zegel.mjs').Person} from @param {Uint8Array} certificate */
function sealFull(from, certificate) {
  const { draft, contents } = fullDraft();
  const messages = seal(draft, { from, certificates: [certificate], contents });
  assert.equal(messages.length, 1);
  return bytesOf(messages[0]);
}

for (const [name, kind] of Object.entries(kinds)) {
  test(`GnuPG opens what we seal to a ${name} key, finds our signature good and the mail whole`, async (t) => {
    const gpg = gnupg(t);
    const noor = person('noor@example.org');
    const lee = gpg.makeKey(kind);
    gpg.run(['--import'], noor.certificate);
    const message = sealFull(noor, gpg.certificate(lee));

    const read = gpg.run(['--decrypt'], armorIn(message));
    assertFullDraft(read.output);
    assert.ok(read.status.includes('GOODMDC'));
    assert.ok(read.status.includes('DECRYPTION_INFO 2 9 0'), 'integrity by MDC, AES-256, no AEAD');
    assert.ok(read.status.some((line) => line.startsWith(`VALIDSIG ${noor.fingerprint} `)), read.messages);
    assert.equal(await container(message), 1);

    const seen = gpg.run(['--list-packets'], armorIn(message)).output.toString();
    assert.match(seen, /mdc_method: 2/);
    assert.doesNotMatch(seen, /aead/i);
    const readers = [...seen.matchAll(/^:pubkey enc packet:.* keyid ([0-9A-F]+)$/gm)].map(([, id]) => id);
    assert.deepEqual(readers.sort(), [...gpg.subkeys(noor.fingerprint), ...gpg.subkeys(lee)].sort());
  });
}

test('GnuPG reads our armor whatever the length of the mail', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  const lee = gpg.makeKey(curve25519);
  gpg.run(['--import'], noor.certificate);
  // Base64 ends differently for each remainder of the length by three, and lines for each by 48.
  const failures = [...Array(12).keys()].filter((more) => {
    const [sent] = seal(draft({ text: `${'x'.repeat(more)}\n` }), { from: noor, certificates: [gpg.certificate(lee)] });
    return !gpg.attempt(['--decrypt'], armorIn(bytesOf(sent))).ok;
  });
  assert.deepEqual(failures, []);
});

test('GnuPG keeps the copy for Sent readable for the sender', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  gpg.run(['--import'], noor.secret);
  const { draft, contents } = fullDraft();
  const lee = gpg.makeKey(curve25519);
  const [kept] = seal(draft, { from: noor, certificates: [gpg.certificate(lee)], contents });
  gpg.run(['--yes', '--delete-secret-keys', lee]);
  assertFullDraft(gpg.run(['--decrypt'], armorIn(bytesOf(kept))).output);
});

test('the message outside is well-formed PGP/MIME that tells nothing', () => {
  const [noor, lee] = [person('noor@example.org'), person('lee@example.com')];
  const message = sealFull(noor, lee.certificate);
  const outer = readMime(message);
  assert.deepEqual(outer.defects, []);
  assert.equal(outer.type, 'multipart/encrypted');
  assert.deepEqual(outer.parts.map(({ type }) => type), ['application/pgp-encrypted', 'application/octet-stream']);
  assert.equal(Buffer.from(outer.parts[0]?.bytes ?? '', 'base64').toString().trim(), 'Version: 1');
  assert.ok(outer.headers.some(([name, value]) => name === 'Subject' && value === '[...]'));
  const lines = Buffer.from(message).toString('latin1').split('\r\n');
  assert.ok(lines.every((line) => line.length <= 998 && !/[\r\n\x80-\xff]/.test(line)));
});

test('a file name that looks like an encoded word arrives as it is', async () => {
  const noor = person('noor@example.org');
  const lee = await openpgpJs.makeKey('lee@example.com', 4);
  const name = 'report =?utf-8?q?x?=.txt';
  const input = draft({ attachments: [{ name, type: 'text/plain', size: 1, contentId: null }] });
  const [sent] = seal(input, { from: noor, certificates: [lee.certificate], contents: [Buffer.from('x')] });
  const read = await openpgpJs.read(armorIn(bytesOf(sent)), lee.privateKey, noor.certificate);
  assert.equal(readMime(read.data).parts[0]?.name, name);
  assert.equal(open(bytesOf(sent), lee).parts[0].name, name);
});

for (const version of /** @type {(4|6)[]} */ ([4, 6])) {
  test(`OpenPGP.js opens what we seal to its version ${version} key and verifies our signature`, async () => {
    for (const kind of /** @type {('v4'|'v6')[]} */ (['v4', 'v6'])) {
      const noor = person('noor@example.org', kind);
      const lee = await openpgpJs.makeKey('lee@example.com', version);
      const message = sealFull(noor, lee.certificate);
      const read = await openpgpJs.read(armorIn(message), lee.privateKey, noor.certificate);
      assert.equal(read.signatures, 1);
      assertFullDraft(read.data);
      assert.equal(await container(message), version === 6 ? 2 : 1);
    }
  });

  test(`Sequoia opens what we seal to its version ${version} key and verifies our signature`, async () => {
    for (const kind of /** @type {('v4'|'v6')[]} */ (['v4', 'v6'])) {
      const noor = person('noor@example.org', kind);
      const lee = sequoia.makeKey('lee@example.com', version);
      const message = sealFull(noor, lee.certificate);
      const read = sequoia.read(armorIn(message), lee.secret, noor.certificate);
      assert.deepEqual(read.signers, [noor.fingerprint]);
      assertFullDraft(read.data);
      // Sequoia's version 4 keys ask for SEIPDv2 as well.
      assert.equal(await container(message), 2);
    }
  });
}

test('one mail to readers of both containers is sealed in the one that all of them open', async (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  const lee = gpg.makeKey(curve25519);
  const mara = sequoia.makeKey('mara@example.com', 6);
  const sofie = await openpgpJs.makeKey('sofie@example.org', 6);
  const input = draft({ text: 'for all of you', cc: ['mara@example.com', 'sofie@example.org'] });
  const certificates = [mara.certificate, sofie.certificate, gpg.certificate(lee)];
  const [sent] = seal(input, { from: noor, certificates });
  const armored = armorIn(bytesOf(sent));
  gpg.run(['--import'], noor.certificate);
  assert.match(gpg.run(['--decrypt'], armored).output.toString(), /for all of you/);
  assert.match(sequoia.read(armored, mara.secret, noor.certificate).data.toString(), /for all of you/);
  assert.match((await openpgpJs.read(armored, sofie.privateKey, noor.certificate)).data.toString(), /for all of you/);
});

test('a hidden recipient is named in no copy but their own', async (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  const lee = gpg.makeKey(curve25519);
  const mara = gpg.makeKey(curve25519, 'mara@example.com');
  gpg.run(['--import'], noor.certificate);
  const certificates = [gpg.certificate(lee), gpg.certificate(mara)];
  const messages = seal(draft({ bcc: ['mara@example.com'] }), { from: noor, certificates });
  const readers = await Promise.all(messages.map(({ bytes }) => openpgpJs.keyIds(armorIn(bytes))));
  const ids = (/** @type {string} */ who) => [...gpg.subkeys(noor.fingerprint), ...gpg.subkeys(who)].sort();
  assert.deepEqual(readers, [ids(lee), ids(mara)]);
  // The signature names its readers, too: those of this copy.
  const [toLee, toMara] = messages.map((one) => gpg.run(['--unwrap'], armorIn(bytesOf(one))).output);
  assert.ok(toLee?.includes(Buffer.from(lee, 'hex')) && toMara?.includes(Buffer.from(mara, 'hex')));
  assert.ok(!toLee?.includes(Buffer.from(mara, 'hex')));
});

test('nothing is sealed when one certificate is missing', async () => {
  const noor = person('noor@example.org');
  const lee = await openpgpJs.makeKey('lee@example.com', 4);
  const input = draft({ cc: ['mara@example.com'] });
  const error = thrownBy(() => seal(input, { from: noor, certificates: [lee.certificate] }));
  assert.deepEqual(error, { code: 'recipient-without-certificate', detail: { address: 'mara@example.com' } });
});
