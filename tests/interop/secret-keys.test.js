// @ts-check
// Keys move: people bring keys from other programs, and take those made here to other programs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as openpgp from 'openpgp';
import { curve25519, gnupg, kinds } from './gnupg.mjs';
import { answerPayload, assertAnswer, assertFullDraft, fullDraft } from './mail.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { armorIn, wrap } from './pgp-mime.mjs';
import { sequoia } from './python.mjs';
import { bytesOf, judge, open, person, readKey, seal, thrownBy, unlockKey } from './zegel.mjs';

const passphrase = 'Zegel, ünïcödé & blanks ';

/** @param {Uint8Array|string} locked @param {string} fingerprint */
async function assertUnlocks(locked, fingerprint) {
  for (const wrong of ['', 'wrong', passphrase.trim(), undefined]) {
    assert.equal(thrownBy(() => readKey(locked, wrong)).code, 'passphrase-wrong');
  }
  const { key } = readKey(locked, passphrase);
  assert.equal(key.fingerprint, fingerprint);
  assert.equal(key.address, 'noor@example.org');
  assert.equal(judge(key.certificate, 'noor@example.org').usable, true);
  // The browser's hash functions open it as the program alone does.
  const octets = typeof locked === 'string' ? Buffer.from(locked) : locked;
  await assert.rejects(unlockKey(octets, 'wrong'), { code: 'passphrase-wrong' });
  const unlocked = await unlockKey(octets, passphrase);
  assert.deepEqual(unlocked, readKey(locked, passphrase));
  const { secret } = unlocked;
  // What comes out is without passphrase and the same key.
  assert.deepEqual(readKey(secret).key, key);
  return { secret, certificate: /** @type {Uint8Array} */ (key.certificate) };
}

for (const [name, kind] of Object.entries(kinds)) {
  test(`a ${name} key of GnuPG with a passphrase comes in, opens, and signs so that GnuPG agrees`, async (t) => {
    const gpg = gnupg(t);
    const fingerprint = gpg.makeKey({ ...kind, passphrase }, 'Noor de Wit <noor@example.org>');
    const locked = gpg.secret(fingerprint, passphrase);
    const noor = await assertUnlocks(locked, fingerprint);
    const armored = gpg.run(['--passphrase', passphrase, '--armor', '--export-secret-keys', fingerprint]).output.toString();
    assert.equal(readKey(armored, passphrase).key.fingerprint, fingerprint);
    assertAnswer(open(wrap(gpg.run(['--armor', '-e', '-r', fingerprint], answerPayload()).output), noor));

    const lee = gpg.makeKey(curve25519);
    const { draft, contents } = fullDraft();
    const [sent] = seal(draft, { from: noor, certificates: [gpg.certificate(lee)], contents });
    const read = gpg.run(['--passphrase', passphrase, '--decrypt'], armorIn(bytesOf(sent)));
    assertFullDraft(read.output);
    assert.ok(read.status.some((line) => line.startsWith(`VALIDSIG ${fingerprint} `)), read.messages);
  });
}

test('a key of GnuPG without its primary secret comes in for what its subkeys can do', (t) => {
  const gpg = gnupg(t);
  const fingerprint = gpg.makeKey(curve25519, 'Noor de Wit <noor@example.org>');
  gpg.run(['--passphrase', '', '--quick-add-key', fingerprint, 'ed25519', 'sign', 'never']);
  const stripped = gpg.run(['--export-secret-subkeys', fingerprint]).output;
  const noor = readKey(stripped);
  assert.equal(noor.key.fingerprint, fingerprint);
  assertAnswer(open(wrap(gpg.run(['--armor', '-e', '-r', fingerprint], answerPayload()).output), noor));
  const lee = gpg.makeKey(curve25519);
  const { draft, contents } = fullDraft();
  const [sent] = seal(draft, { from: noor, certificates: [gpg.certificate(lee)], contents });
  assertFullDraft(gpg.run(['--decrypt'], armorIn(bytesOf(sent))).output);
});

/** @type {{ name: string, version: 4|6, config: openpgp.PartialConfig }[]} */
const lockings = [
  { name: 'version 4, iterated', version: 4, config: {} },
  { name: 'version 4, Argon2 and AEAD', version: 4, config: { aeadProtect: true, s2kType: openpgp.enums.s2k.argon2 } },
  { name: 'version 6, iterated', version: 6, config: {} },
  { name: 'version 6, Argon2 and AEAD', version: 6, config: { aeadProtect: true, s2kType: openpgp.enums.s2k.argon2 } },
];
for (const { name, version, config } of lockings) {
  test(`a key of OpenPGP.js with a passphrase (${name}) comes in and signs so that OpenPGP.js agrees`, async () => {
    const made = await openpgpJs.makeKey('noor@example.org', version);
    const locked = await openpgp.encryptKey({ privateKey: made.privateKey, passphrase, config });
    const noor = await assertUnlocks(locked.armor(), made.publicKey.getFingerprint().toUpperCase());
    assert.equal(readKey(locked.write(), passphrase).key.fingerprint, made.publicKey.getFingerprint().toUpperCase());
    const lee = await openpgpJs.makeKey('lee@example.com', version);
    const { draft, contents } = fullDraft();
    const [sent] = seal(draft, { from: noor, certificates: [lee.certificate], contents });
    const read = await openpgpJs.read(armorIn(bytesOf(sent)), lee.privateKey, noor.certificate);
    assert.equal(read.signatures, 1);
    assertFullDraft(read.data);
  });
}

for (const version of /** @type {(4|6)[]} */ ([4, 6])) {
  test(`a version ${version} key of Sequoia comes in and signs so that Sequoia agrees`, () => {
    const made = sequoia.makeKey('noor@example.org', version);
    const lee = sequoia.makeKey('lee@example.com', version);
    for (const form of [made.secret, made.armoredSecret]) {
      const { key, secret } = readKey(form);
      assert.equal(key.fingerprint, made.fingerprint);
      const { draft, contents } = fullDraft();
      const [sent] = seal(draft, { from: { secret }, certificates: [lee.certificate], contents });
      const read = sequoia.read(armorIn(bytesOf(sent)), lee.secret, made.certificate);
      assert.deepEqual(read.signers, [made.fingerprint]);
      assertFullDraft(read.data);
    }
  });
}

test('our version 4 key works in GnuPG: it signs, encrypts to it and decrypts with it', (t) => {
  const gpg = gnupg(t);
  const [noor, lee] = [person('noor@example.org'), person('lee@example.com')];
  const imported = gpg.run(['--import'], lee.secret);
  assert.ok(imported.status.includes(`IMPORT_OK 17 ${lee.fingerprint}`), imported.messages);
  gpg.run(['--import'], noor.certificate);
  const checked = gpg.run(['--with-colons', '--check-sigs', lee.fingerprint]).output.toString();
  assert.match(checked, /^sig:!/m);
  assert.doesNotMatch(checked, /^sig:[^!]/m);
  const payload = answerPayload();
  const sealed = gpg.run(['--armor', '-s', '-e', '-u', lee.fingerprint, '-r', 'lee@example.com', '-r', 'noor@example.org'], payload).output;
  assert.deepEqual(gpg.run(['--decrypt'], sealed).output, payload);
  const opened = open(wrap(sealed), noor, [lee.certificate]);
  assertAnswer(opened);
  assert.equal(opened.signature.state, 'valid');
});

test('our keys work in OpenPGP.js and Sequoia', async () => {
  for (const kind of /** @type {('v4'|'v6')[]} */ (['v4', 'v6'])) {
    const [noor, lee] = [person('noor@example.org', kind), person('lee@example.com', kind)];
    const privateKey = await openpgp.readPrivateKey({ binaryKey: lee.secret });
    const payload = answerPayload();
    const byJs = await openpgpJs.write(payload, { to: [noor.certificate, lee.certificate], from: privateKey });
    assert.deepEqual((await openpgpJs.read(byJs, privateKey, lee.certificate)).data, payload);
    const bySequoia = sequoia.write(payload, { to: [noor.certificate, lee.certificate], from: lee.secret });
    assert.deepEqual(sequoia.read(bySequoia, lee.secret, lee.certificate), { data: payload, signers: [lee.fingerprint] });
    for (const sealed of [byJs, bySequoia]) {
      const opened = open(wrap(sealed), noor, [lee.certificate]);
      assertAnswer(opened);
      assert.equal(opened.signature.state, 'valid');
    }
  }
});

test('what is no secret key is told from one that does not unlock', (t) => {
  const gpg = gnupg(t);
  const fingerprint = gpg.makeKey({ ...curve25519, passphrase }, 'noor@example.org');
  const locked = gpg.secret(fingerprint, passphrase);
  for (const wrong of ['', 'no key', gpg.certificate(fingerprint), locked.subarray(0, 40), new Uint8Array(100)]) {
    assert.equal(thrownBy(() => readKey(wrong, passphrase)).code, 'key-malformed');
  }
});
