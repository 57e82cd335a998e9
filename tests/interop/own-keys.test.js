// @ts-check
// What is done with own keys, judged by other programs: lifetimes, revocations, backups, and post-quantum subkeys.

import * as proton from '@protontech/openpgp';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as openpgp from 'openpgp';
import { gnupg } from './gnupg.mjs';
import { answerPayload, assertAnswer, assertFullDraft, fullDraft } from './mail.mjs';
import { armorIn, wrap } from './pgp-mime.mjs';
import { sequoia } from './python.mjs';
import { bytesOf, draft, full, judge, open, person, seal, thrownBy } from './zegel.mjs';

const text = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString();
const words = JSON.stringify({
  address: 'noor@example.org', date: '2026-11-26T09:00:00+01:00', messageId: 'setup@example.org', subject: 'Sleutels', text: 'Bewaar dit.',
});

/** The lines that GnuPG prints of a key, taken apart. @param {import('./gnupg.mjs').GnuPG} gpg @param {string} fingerprint */
const lines = (gpg, fingerprint) =>
  gpg.run(['--with-colons', '--list-keys', fingerprint]).output.toString().split('\n').map((line) => line.split(':'));

test('GnuPG sees a key end when it ends, live on when it is renewed, and die when it is revoked', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org', 'v4', { validDays: 40 });
  const ends = () => Number(lines(gpg, noor.fingerprint).find(([kind]) => kind === 'pub')?.[6]);
  gpg.run(['--import'], noor.certificate);
  const first = ends();
  assert.ok(Math.abs(first - Date.now() / 1000 - 40 * 86_400) < 3600);

  const renewed = full.renew(noor.secret.slice(), 400, Date.now() + 1000);
  gpg.run(['--import'], renewed.key.certificate);
  assert.ok(Math.abs(ends() - first - 360 * 86_400) < 3600);
  assert.equal(judge(renewed.key.certificate, 'noor@example.org').usable, true);

  const revoked = full.revoke(renewed.secret.slice(), 'none', Date.now() + 2000);
  const other = gnupg(t);
  // The revocation alone, as it lies in a drawer, and the certificate as it is published.
  // With a fixed trust model GnuPG keeps no trust database, and ends with an error for want of it: after the import.
  assert.match(gpg.attempt(['--import'], text(revoked.armored)).messages, /revocation certificate imported/);
  other.run(['--import'], revoked.key.certificate);
  for (const one of [gpg, other]) assert.equal(lines(one, noor.fingerprint).find(([kind]) => kind === 'pub')?.[1], 'r');
  assert.equal(judge(revoked.key.certificate, 'noor@example.org').reason, 'revoked');
});

test('a revocation of a version 6 key is one for OpenPGP.js', async () => {
  const noor = person('noor@example.org', 'v6');
  const { armored, key } = full.revoke(noor.secret.slice(), 'compromised', Date.now());
  const published = await openpgp.readKey({ binaryKey: key.certificate });
  assert.equal(await published.isRevoked(), true);
  const before = await openpgp.readKey({ binaryKey: noor.certificate });
  const { publicKey } = await openpgp.revokeKey({ key: before, revocationCertificate: text(armored), format: 'object' })
    .catch(async () => ({ publicKey: await before.update(await openpgp.readKey({ armoredKey: text(armored) })) }));
  assert.equal(await publicKey.isRevoked(), true);
});

test('a backup made here opens in GnuPG, and one made with GnuPG opens here', (t) => {
  const noor = person('noor@example.org');
  const { code, armored, message } = full.backup([noor.secret], words, Date.now());
  const gpg = gnupg(t);
  for (const file of [text(armored), (/-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----/.exec(text(message)) ?? [''])[0]]) {
    const inside = gpg.run(['--passphrase', code, '--decrypt'], file).output;
    assert.match(inside.toString(), /^-----BEGIN PGP PRIVATE KEY BLOCK-----/m);
    gpg.run(['--import'], inside);
  }
  assert.ok(lines(gpg, noor.fingerprint).some(([kind]) => kind === 'pub'));
  const secret = gpg.secret(noor.fingerprint);
  assertAnswer(open(wrap(gpg.run(['--armor', '-e', '-r', noor.fingerprint], answerPayload()).output), { secret }));
  assert.equal(gpg.attempt(['--passphrase', code.replace(/\d/, (/** @type {string} */ digit) => String((Number(digit) + 1) % 10)), '--decrypt'], text(armored)).ok, false);

  const lee = gpg.makeKey({ primary: 'ed25519', sub: 'cv25519' });
  const keys = gpg.run(['--armor', '--export-secret-keys', lee]).output;
  const theirs = gpg.run(['--armor', '--passphrase', code, '--cipher-algo', 'AES256', '--symmetric'], keys).output;
  const [restored] = full.restore(theirs, code.replaceAll('-', ' '), Date.now());
  assert.equal(restored.key.fingerprint, lee);
  assert.equal(thrownBy(() => full.restore(theirs, '0000', Date.now())).code, 'recovery-code-wrong');
});

test('a key exported here opens in GnuPG and OpenPGP.js under its passphrase', async (t) => {
  const passphrase = 'Zegel, ünïcödé & blanks';
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  gpg.run(['--passphrase', passphrase, '--import'], text(full.export_key(noor.secret.slice(), passphrase, Date.now())));
  gpg.run(['--passphrase', passphrase, '-u', noor.fingerprint, '--armor', '--sign'], 'x');
  for (const kind of /** @type {const} */ (['v4', 'v6'])) {
    const { secret, fingerprint } = person('noor@example.org', kind);
    const armoredKey = text(full.export_key(secret.slice(), passphrase, Date.now()));
    const read = await openpgp.decryptKey({ privateKey: await openpgp.readPrivateKey({ armoredKey }), passphrase });
    assert.equal(read.getFingerprint().toUpperCase(), fingerprint);
    await assert.rejects(openpgp.decryptKey({ privateKey: await openpgp.readPrivateKey({ armoredKey }), passphrase: 'wrong' }));
  }
});

for (const kind of /** @type {const} */ (['v4', 'v6'])) {
  test(`a ${kind} key with a post-quantum subkey: Proton's OpenPGP.js and Sequoia use that, GnuPG and OpenPGP.js the ordinary one`, async (t) => {
    const noor = person('noor@example.org', kind, { postQuantum: true });
    assert.equal(judge(noor.certificate, 'noor@example.org').postQuantum, true);
    const payload = answerPayload();
    const theirs = await proton.encrypt({
      message: await proton.createMessage({ binary: Buffer.from(payload) }), encryptionKeys: await proton.readKey({ binaryKey: new Uint8Array(noor.certificate) }),
    });
    assertAnswer(open(wrap(Buffer.from(/** @type {string} */ (theirs))), noor, [], full));
    assertAnswer(open(wrap(Buffer.from(sequoia.write(payload, { to: [noor.certificate] }))), noor, [], full));
    const classic = await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: Buffer.from(payload) }), encryptionKeys: await openpgp.readKey({ binaryKey: noor.certificate }),
    });
    assertAnswer(open(wrap(Buffer.from(/** @type {string} */ (classic))), noor, [], full));
    if (kind === 'v4') {
      const gpg = gnupg(t);
      gpg.run(['--import'], noor.certificate);
      assertAnswer(open(wrap(gpg.run(['--armor', '-e', '-r', noor.fingerprint], payload).output), noor, [], full));
    }
  });
}

for (const version of [4, 6]) {
  test(`a post-quantum key of Proton's OpenPGP.js, version ${version}: what is sealed to it opens there, and only post-quantum`, async () => {
    const { privateKey, publicKey } = await proton.generateKey({
      type: /** @type {any} */ (version === 6 ? 'pqc' : 'curve25519'), userIDs: [{ name: 'Lee Chen', email: 'lee@example.com' }], format: 'object',
      config: version === 6 ? { v6Keys: true } : {}, ...version === 4 ? { subkeys: [{ type: /** @type {any} */ ('pqc') }] } : {},
    });
    const noor = person('noor@example.org', version === 6 ? 'v6' : 'v4');
    const certificates = [publicKey.write()];
    const { draft: mail, contents } = fullDraft();
    const [sent] = seal(mail, { from: noor, certificates, contents, program: full });
    const message = await proton.readMessage({ armoredMessage: armorIn(bytesOf(sent)) });
    const { data } = await proton.decrypt({ message, decryptionKeys: privateKey, format: 'binary', config: { ...version === 6 ? { v6Keys: true } : {} } });
    assertFullDraft(Buffer.from(/** @type {Uint8Array} */ (data)));
    // The ordinary program refuses a version 6 key that has nothing for it, and says why.
    if (version === 6) {
      assert.deepEqual(thrownBy(() => seal(draft(), { from: noor, certificates })).detail, { address: 'lee@example.com', reason: 'unsupported' });
    }
  });
}
