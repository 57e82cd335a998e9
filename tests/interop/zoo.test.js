// @ts-check
// Certificates as they are found: what is refused and why, and which key of several is taken.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as openpgp from 'openpgp';
import { curve25519, gnupg } from './gnupg.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { armorIn, joined, packets } from './pgp-mime.mjs';
import { sequoia } from './python.mjs';
import { bytesOf, draft, judge, person, seal, thrownBy } from './zegel.mjs';

/**
 * Holds that a certificate is refused for Lee, when looked at and when sealed to. A certificate without any
 * self-signature that counts is nobody's: sealing then finds none for Lee.
 * @param {Uint8Array} certificate
 * @param {string} reason
 * @param {{ isLees?: boolean }} [said]
 */
function assertRefused(certificate, reason, { isLees = true } = {}) {
  const { usable, reason: seen } = judge(certificate);
  assert.deepEqual({ usable, seen }, { usable: false, seen: reason });
  const error = thrownBy(() => seal(draft(), { from: person('noor@example.org'), certificates: [certificate] }));
  const address = 'lee@example.com';
  assert.deepEqual(error, isLees
    ? { code: 'recipient-certificate-unusable', detail: { address, reason } }
    : { code: 'recipient-without-certificate', detail: { address } });
}

/** Key IDs of Lee's keys a mail is sealed to. @param {...Uint8Array} certificates */
async function chosen(...certificates) {
  const noor = person('noor@example.org');
  const own = (await openpgp.readKey({ binaryKey: noor.certificate })).getSubkeys().map((subkey) => subkey.getKeyID().toHex().toUpperCase());
  const [sent] = seal(draft(), { from: noor, certificates });
  return (await openpgpJs.keyIds(armorIn(bytesOf(sent)))).filter((id) => !own.includes(id));
}

test('an expired certificate is refused as expired', (t) => {
  const gpg = gnupg(t);
  assertRefused(gpg.certificate(gpg.makeKey({ ...curve25519, at: '20200101', expires: '1y' })), 'expired');
});

test('a certificate whose time was extended is taken', (t) => {
  const gpg = gnupg(t);
  const lee = gpg.makeKey({ ...curve25519, at: '20200101', expires: '1y' });
  gpg.run(['--passphrase', '', '--faked-system-time', '20200601T120000', '--quick-set-expire', lee, 'never']);
  gpg.run(['--passphrase', '', '--faked-system-time', '20200601T120000', '--quick-set-expire', lee, 'never', '*']);
  assert.equal(judge(gpg.certificate(lee)).usable, true);
});

test('a certificate from the future is refused as not yet valid', (t) => {
  const gpg = gnupg(t);
  assertRefused(gpg.certificate(gpg.makeKey({ ...curve25519, at: '20900101' })), 'not-yet-valid');
});

test('a revoked certificate is refused as revoked, in each program’s form', async (t) => {
  const gpg = gnupg(t);
  const lee = gpg.makeKey(curve25519);
  gpg.revoke(lee);
  assertRefused(gpg.certificate(lee), 'revoked');
  for (const version of /** @type {(4|6)[]} */ ([4, 6])) {
    const made = await openpgpJs.makeKey('lee@example.com', version);
    const { publicKey } = await openpgp.revokeKey({ key: made.privateKey, format: 'object' });
    assertRefused(/** @type {openpgp.PublicKey} */ (publicKey).write(), 'revoked');
  }
});

test('a revocation made by another key changes nothing', (t) => {
  const gpg = gnupg(t);
  const [lee, mara] = [gpg.makeKey(curve25519), gpg.makeKey(curve25519, 'mara@example.com')];
  gpg.revoke(mara);
  const revocation = packets(gpg.certificate(mara))[1];
  const [primary, ...rest] = packets(gpg.certificate(lee));
  assert.ok(primary !== undefined && revocation?.tag === 2 && revocation.body[1] === 0x20);
  assert.equal(judge(joined([primary, revocation, ...rest])).usable, true);
});

test('a certificate that can only sign is refused for want of a subkey', (t) => {
  const gpg = gnupg(t);
  assertRefused(gpg.certificate(gpg.makeKey({ primary: 'ed25519' })), 'no-usable-subkey');
  assertRefused(gpg.certificate(gpg.makeKey({ primary: 'rsa2048' }, 'Lee <lee@example.com>')), 'no-usable-subkey');
});

test('an expired subkey does not keep a newer one from being taken, and alone is refused as expired', async (t) => {
  const gpg = gnupg(t);
  const lee = gpg.makeKey({ primary: 'ed25519', at: '20200101' });
  gpg.addSubkey(lee, 'cv25519', { at: '20200102', expires: '1y' });
  assertRefused(gpg.certificate(lee), 'expired');
  gpg.addSubkey(lee, 'cv25519', { at: '20220102' });
  assert.deepEqual(await chosen(gpg.certificate(lee)), [gpg.subkeys(lee)[1]]);
});

test('a revoked subkey does not keep an older one from being taken, and alone is refused as revoked', async (t) => {
  const gpg = gnupg(t);
  const lee = gpg.makeKey({ ...curve25519, at: '20200101' });
  const [older] = gpg.subkeys(lee);
  gpg.addSubkey(lee, 'cv25519', { at: '20220102' });
  gpg.revokeSubkey(lee, 2);
  assert.deepEqual(await chosen(gpg.certificate(lee)), [older]);
  gpg.revokeSubkey(lee, 1);
  assertRefused(gpg.certificate(lee), 'revoked');
});

test('of two subkeys that encrypt the newer is taken, whatever their order', async (t) => {
  const gpg = gnupg(t);
  const lee = gpg.makeKey({ ...curve25519, at: '20200101' });
  gpg.addSubkey(lee, 'rsa2048', { at: '20230102' });
  const [, newer] = gpg.subkeys(lee);
  const list = packets(gpg.certificate(lee));
  assert.deepEqual(list.map(({ tag }) => tag), [6, 13, 2, 14, 2, 14, 2]);
  assert.deepEqual(await chosen(joined(list)), [newer]);
  assert.deepEqual(await chosen(joined([...list.slice(0, 3), ...list.slice(5), ...list.slice(3, 5)])), [newer]);
});

test('a subkey that another key bound is not taken', async (t) => {
  const gpg = gnupg(t);
  const lee = packets(gpg.certificate(gpg.makeKey(curve25519)));
  const mallory = packets(gpg.certificate(gpg.makeKey(curve25519, 'mallory@example.test')));
  assertRefused(joined([...lee.slice(0, 3), ...mallory.slice(3)]), 'no-usable-subkey');
  const [own] = await chosen(joined(lee));
  assert.deepEqual(await chosen(joined([...lee, ...mallory.slice(3)])), [own]);
});

test('an address that the key itself does not claim is not taken', (t) => {
  const gpg = gnupg(t);
  const [lee, mallory] = [gpg.makeKey(curve25519), gpg.makeKey(curve25519, 'mallory@example.test')];
  assertRefused(gpg.certificate(mallory), 'wrong-address', { isLees: false });
  // Lee's user ID with Lee's signature, put onto Mallory's key.
  const list = packets(gpg.certificate(mallory));
  const stolen = packets(gpg.certificate(lee)).slice(1, 3);
  assertRefused(joined([...list.slice(0, 3), ...stolen, ...list.slice(3)]), 'wrong-address', { isLees: false });
});

test('a revoked user ID no longer counts, another one still does', (t) => {
  const gpg = gnupg(t);
  const lee = gpg.makeKey({ ...curve25519, at: '20200101' });
  gpg.run(['--passphrase', '', '--quick-add-uid', lee, 'Lee <lee@example.org>']);
  gpg.run(['--passphrase', '', '--quick-revoke-uid', lee, 'Lee Chen <lee@example.com>']);
  assertRefused(gpg.certificate(lee), 'wrong-address', { isLees: false });
  assert.equal(judge(gpg.certificate(lee), 'lee@example.org').usable, true);
});

test('the address is compared without regard to case', (t) => {
  const gpg = gnupg(t);
  assert.equal(judge(gpg.certificate(gpg.makeKey(curve25519, 'Lee <Lee@Example.COM>'))).usable, true);
});

test('keys and self-signatures too weak for today are refused as weak', (t) => {
  const gpg = gnupg(t);
  assertRefused(gpg.certificate(gpg.makeKey({ primary: 'rsa1024', sub: 'rsa1024' })), 'weak-algorithm');
  assertRefused(gpg.certificate(gpg.makeKey({ primary: 'rsa2048', sub: 'rsa1024' }, 'Lee <lee@example.com>')), 'weak-algorithm');
  const sha1 = gpg.makeKey({ primary: 'rsa2048', sub: 'rsa2048' }, 'L <lee@example.com>', ['--cert-digest-algo', 'SHA1']);
  assert.match(gpg.run(['--list-packets'], gpg.certificate(sha1)).output.toString(), /digest algo 2,/);
  assertRefused(gpg.certificate(sha1), 'weak-algorithm');
});

test('a certificate of DSA and ElGamal is refused as weak', () => {
  const certificate = readFileSync(new URL('../keys/dsa-elgamal.pgp', import.meta.url));
  assertRefused(certificate, 'weak-algorithm');
});

test('an RSA key without subkeys that may encrypt is taken', async (t) => {
  const gpg = gnupg(t);
  gpg.run(['--passphrase', '', '--quick-gen-key', 'lee@example.com', 'rsa2048', 'sign,cert,encr', 'never']);
  const certificate = gpg.run(['--export']).output;
  assert.equal((await chosen(certificate)).length, 1);
});

test('a key that many others have certified is still known as its owner’s, and its revoked user ID as revoked', async (t) => {
  const gpg = gnupg(t);
  const fingerprint = gpg.makeKey({ ...curve25519, at: '20200101' });
  const others = await Promise.all([...Array(40).keys()].map(async (at) =>
    (await openpgpJs.makeKey(`friend-${at}@example.test`, 4)).privateKey));
  const lee = await openpgp.readKey({ binaryKey: gpg.certificate(fingerprint) });
  const certified = (await lee.signPrimaryUser(others)).write();
  assert.equal(packets(certified).filter(({ tag }) => tag === 2).length, 42);
  assert.equal(judge(certified).usable, true);
  gpg.run(['--passphrase', '', '--quick-add-uid', fingerprint, 'Lee <lee@example.org>']);
  gpg.run(['--passphrase', '', '--quick-revoke-uid', fingerprint, 'Lee Chen <lee@example.com>']);
  gpg.run(['--import', '--import-options', 'no-import-clean,no-self-sigs-only'], certified);
  assert.equal(packets(gpg.certificate(fingerprint)).filter(({ tag }) => tag === 2).length, 44);
  assertRefused(gpg.certificate(fingerprint), 'wrong-address', { isLees: false });
});

test('of several certificates for one address the newest that is usable is taken', async (t) => {
  const gpg = gnupg(t);
  const [older, newer] = [gpg.makeKey({ ...curve25519, at: '20200101' }), gpg.makeKey({ ...curve25519, at: '20230101' }, 'Lee <lee@example.com>')];
  const expired = gpg.makeKey({ ...curve25519, at: '20240101', expires: '1y' }, 'L. Chen <lee@example.com>');
  const all = [older, newer, expired].map((fingerprint) => gpg.certificate(fingerprint));
  assert.deepEqual(await chosen(...all), gpg.subkeys(newer));
  assert.deepEqual(await chosen(Buffer.concat(all)), gpg.subkeys(newer));
  gpg.revoke(newer);
  assert.deepEqual(await chosen(...[older, newer, expired].map((fingerprint) => gpg.certificate(fingerprint))), gpg.subkeys(older));
});

test('certificates of OpenPGP.js and Sequoia are taken, armored and not', async () => {
  for (const version of /** @type {(4|6)[]} */ ([4, 6])) {
    const js = await openpgpJs.makeKey('lee@example.com', version);
    for (const form of [js.certificate, js.publicKey.armor(), sequoia.makeKey('lee@example.com', version).certificate]) {
      const view = judge(form);
      assert.deepEqual([view.usable, view.version, view.userIds], [true, version, ['Lee Chen <lee@example.com>']]);
    }
  }
});

test('what is no certificate is called malformed', () => {
  for (const wrong of ['', 'no certificate', new Uint8Array(100), person('lee@example.com').certificate.subarray(0, 30), person('lee@example.com').secret]) {
    assert.equal(thrownBy(() => judge(wrong)).code, 'certificate-malformed');
  }
});

/** Who of those asked encrypts to a certificate of the zoo where Zegel does not, or does not where Zegel does. @type {Record<string, string[]>} */
const otherwise = {
  // GnuPG 2.2 wants the checksum to be right, RFC 9580 no longer does.
  'armor-bad-checksum.asc': ['GnuPG'],
  // The others take no more from such a subkey than signing.
  'bad-back-signature.pgp': ['GnuPG', 'OpenPGP.js'],
  'brainpoolp256r1.pgp': ['GnuPG'], 'brainpoolp384r1.pgp': ['GnuPG'], 'brainpoolp512r1.pgp': ['GnuPG'], 'secp256k1.pgp': ['GnuPG'],
  // GnuPG 2.2 still encrypts to what is weak.
  'dsa1024.pgp': ['GnuPG'], 'dsa-elgamal.pgp': ['GnuPG'], 'rsa1024.pgp': ['GnuPG'], 'sha1.pgp': ['GnuPG', 'OpenPGP.js'],
  // OpenPGP.js takes no DSA at all any more.
  'dsa2048.pgp': ['OpenPGP.js'],
  'signature-expired.pgp': ['GnuPG'],
  // Whoever uses Sequoia's bindings has to look at end and revocation.
  'expired.pgp': ['Sequoia'], 'expired-subkey.pgp': ['Sequoia'], 'revoked.pgp': ['Sequoia'],
  'openpgpjs-v4-revoked.pgp': ['Sequoia'], 'openpgpjs-v6-expired.pgp': ['Sequoia'], 'openpgpjs-v6-revoked.pgp': ['Sequoia'],
  // A subkey of which nothing is said.
  'flags-none-ecdh.pgp': ['OpenPGP.js', 'Sequoia'], 'flags-none-rsa.pgp': ['GnuPG'],
  // They are asked for a key, not for an address.
  'no-address.pgp': ['GnuPG', 'OpenPGP.js', 'Sequoia'], 'openpgpjs-v6-no-user-id.pgp': ['OpenPGP.js', 'Sequoia'],
};

test('other programs encrypt to the certificates of the zoo that we encrypt to, or it is known why not', async (t) => {
  const gpg = gnupg(t);
  const mara = sequoia.makeKey('mara@example.com', 4);
  const folder = new URL('../keys/', import.meta.url);
  // Left out: several certificates in a file, algorithms that not every build of ours has, and what keys.rs has on its own.
  const left = /^secret-|^third-party-keyring|^cycle|ml-|pqc|both/;
  const names = readdirSync(folder).filter((name) => /\.(pgp|asc)$/.test(name) && !left.test(name)).sort();
  assert.ok(names.length > 50);
  for (const name of names) {
    const bytes = readFileSync(new URL(name, folder));
    const opinions = {
      // Of version 6 and of the algorithms that came with it GnuPG 2.2 knows nothing.
      GnuPG: /v6|448|new-25519/.test(name) ? undefined : gnupgEncrypts(gpg, bytes),
      'OpenPGP.js': await succeeds(async () => openpgpJs.write(Buffer.from('Hello'), { to: [name.endsWith('.asc') ? await binary(bytes) : bytes] })),
      Sequoia: await succeeds(async () => sequoia.write(Buffer.from('Hello'), { to: [bytes], from: mara.secret })),
    };
    const ours = await succeeds(async () => assert.ok(judge(bytes).usable));
    const differ = Object.entries(opinions).filter(([, theirs]) => theirs !== undefined && theirs !== ours).map(([program]) => program);
    assert.deepEqual(differ, otherwise[name] ?? [], `${name}, ${ours ? 'usable' : 'unusable'}`);
  }
});

/** @param {() => Promise<unknown>} run */
const succeeds = (run) => run().then(() => true, () => false);

/** @param {Uint8Array} armored */
const binary = async (armored) => (await openpgp.readKey({ armoredKey: Buffer.from(armored).toString() })).write();

/** @param {ReturnType<typeof gnupg>} gpg @param {Uint8Array} certificate */
function gnupgEncrypts(gpg, certificate) {
  const fingerprint = gpg.attempt(['--import'], certificate).status.find((line) => line.startsWith('IMPORT_OK'))?.split(' ')[2];
  if (fingerprint === undefined) return false;
  const { ok } = gpg.attempt(['--encrypt', '--recipient', fingerprint], 'Hello');
  // Or two files of one key would be merged.
  gpg.run(['--yes', '--delete-keys', fingerprint]);
  return ok;
}
