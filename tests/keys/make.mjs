// @ts-check
// Makes the zoo: runs GnuPG 2.2, OpenPGP.js, Proton's OpenPGP.js and Sequoia, and writes what they say beside this file.
// By hand, because the table in tests/keys.rs is about these very files: see README.md. A name on the command line makes
// only the files that begin with it.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as openpgp from 'openpgp';
import { venv } from '../../scripts/paths.mjs';
import { curve25519, gnupg } from '../interop/gnupg.mjs';
import { joined, packets } from '../interop/pgp-mime.mjs';

const wanted = process.argv.slice(2);
const passphrase = 'Zegel, ünïcödé & blanks ';
const lee = 'Lee Chen <lee@example.com>';
const noor = 'Noor de Wit <noor@example.org>';
const born = '20240101';
const date = new Date('2024-01-01T12:00:00Z');
const later = new Date('2025-01-01T12:00:00Z');

/** @type {(() => void)[]} */
const after = [];
/** A GnuPG of its own. */
const fresh = () => gnupg(/** @type {any} */ ({ after: (/** @type {() => void} */ end) => after.push(end) }));

/** @param {string} name @param {string|Uint8Array} content */
function save(name, content) {
  writeFileSync(fileURLToPath(new URL(name, import.meta.url)), content);
  console.log(`${String(content.length).padStart(7)}  ${name}`);
}

/** @type {[string, () => unknown][]} */
const all = [];
/** What makes one file, or several with names that begin alike. @param {string} name @param {() => unknown} make */
const kind = (name, make) => all.push([name, make]);

// GnuPG --------------------------------------------------------------------------------------------------------------

/** @param {import('../interop/gnupg.mjs').KeyKind} how @param {string[]} [options] */
function byGnupg(how, options = []) {
  const gpg = fresh();
  return gpg.certificate(gpg.makeKey({ at: born, ...how }, lee, options));
}

/** Answers what `--edit-key` asks. @param {ReturnType<typeof gnupg>} gpg @param {string} key @param {string[]} answers @param {string[]} [options] */
function edit(gpg, key, answers, options = []) {
  gpg.run(['--passphrase', '', '--faked-system-time', `${born}T130000`, ...options, '--command-fd', '0', '--edit-key', key], [...answers, 'save', ''].join('\n'));
}

for (const bits of ['1024', '2048', '3072', '4096']) {
  kind(`rsa${bits}.pgp`, () => save(`rsa${bits}.pgp`, byGnupg({ primary: `rsa${bits}`, sub: `rsa${bits}` })));
}
kind('curve25519.pgp', () => save('curve25519.pgp', byGnupg(curve25519)));
for (const bits of ['1024', '2048']) {
  kind(`dsa${bits}.pgp`, () => save(`dsa${bits}.pgp`, byGnupg({ primary: `dsa${bits}`, sub: 'cv25519' })));
}
for (const curve of ['nistp256', 'nistp384', 'nistp521', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'secp256k1']) {
  const name = `${curve.toLowerCase()}.pgp`;
  kind(name, () => save(name, byGnupg({ primary: curve, sub: curve })));
}
kind('expired.pgp', () => save('expired.pgp', byGnupg({ ...curve25519, expires: '1y' })));
kind('expires.pgp', () => save('expires.pgp', byGnupg({ ...curve25519, expires: '20y' })));
kind('from-the-future.pgp', () => save('from-the-future.pgp', byGnupg({ ...curve25519, at: '20900101' })));
kind('sign-only.pgp', () => save('sign-only.pgp', byGnupg({ primary: 'ed25519' })));
kind('sha1.pgp', () => save('sha1.pgp', byGnupg({ primary: 'rsa2048', sub: 'rsa2048' }, ['--cert-digest-algo', 'SHA1'])));
kind('sha1-newest.pgp', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ primary: 'rsa2048', sub: 'rsa2048', at: born }, lee);
  const older = packets(gpg.certificate(key));
  gpg.run(['--passphrase', '', '--faked-system-time', '20250101T120000', '--cert-digest-algo', 'SHA1', '--quick-set-expire', key, '20y']);
  // GnuPG leaves out what it has replaced; a directory that merges keeps it.
  const newer = packets(gpg.certificate(key));
  save('sha1-newest.pgp', joined([...newer.slice(0, 3), ...older.slice(2, 3), ...newer.slice(3)]));
});
kind('no-features.pgp', () => save('no-features.pgp', byGnupg(curve25519, ['--default-preference-list', 'AES256 SHA256 no-mdc'])));
kind('expired-subkey.pgp', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ primary: 'ed25519', at: born }, lee);
  gpg.addSubkey(key, 'cv25519', { at: born, expires: '1y' });
  save('expired-subkey.pgp', gpg.certificate(key));
  gpg.addSubkey(key, 'cv25519', { at: '20250101' });
  save('expired-subkey-and-newer.pgp', gpg.certificate(key));
});
kind('revoked.pgp', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ ...curve25519, at: born }, lee);
  edit(gpg, key, ['revkey', 'y', '2', 'I use another one.', '', 'y']);
  save('revoked.pgp', gpg.certificate(key));
});
kind('revoked-subkey.pgp', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ ...curve25519, at: born }, lee);
  edit(gpg, key, ['key 1', 'revkey', 'y', '1', '', 'y']);
  save('revoked-subkey.pgp', gpg.certificate(key));
});
kind('revoked-newer-subkey.pgp', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ ...curve25519, at: '20230101' }, lee);
  gpg.addSubkey(key, 'rsa2048', { at: born });
  edit(gpg, key, ['key 2', 'revkey', 'y', '1', '', 'y']);
  save('revoked-newer-subkey.pgp', gpg.certificate(key));
});
kind('two-subkeys.pgp', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ ...curve25519, at: born }, lee);
  gpg.addSubkey(key, 'rsa2048', { at: '20250101' });
  save('two-subkeys.pgp', gpg.certificate(key));
});
kind('primary-encrypts.pgp', () => {
  const gpg = fresh();
  gpg.run(['--passphrase', '', '--faked-system-time', `${born}T120000`, '--quick-gen-key', lee, 'rsa2048', 'sign,cert,encr', 'never']);
  save('primary-encrypts.pgp', gpg.run(['--export']).output);
});
kind('user-ids', () => {
  const gpg = fresh();
  const clock = ['--passphrase', '', '--faked-system-time', `${born}T130000`];
  const key = gpg.makeKey({ ...curve25519, at: born }, lee);
  for (const more of ['Lee <lee@example.org>', 'Lee <lee@example.test>']) gpg.run([...clock, '--quick-add-uid', key, more]);
  gpg.run([...clock, '--quick-revoke-uid', key, 'Lee <lee@example.org>']);
  save('user-ids-one-revoked.pgp', gpg.certificate(key));
  const odd = gpg.makeKey({ ...curve25519, at: born }, 'lee@example.com');
  const forms = [
    'Lee Chen (at work) <comment@example.com>', '"Chen, Lee" <quotes@example.com>', 'Lée Ćhén 李 <utf8@example.com>',
    'lee@bücher.example.com', 'Lee <ascii@xn--bcher-kva.example.com>', 'Lee <Upper@Example.COM>', 'Lee <first@example.com> <last@example.com>',
    'just-a-name', 'https://example.com/lee', 'Lee <lee@example.com', '<angles@example.com>', 'Lee <a@example.com, b@example.com>',
    'attacker@example.test <victim@example.com>',
  ];
  for (const form of forms) gpg.run([...clock, '--allow-freeform-uid', '--quick-add-uid', odd, form]);
  save('user-ids-odd.pgp', gpg.certificate(odd));
});
kind('no-address.pgp', () => {
  const gpg = fresh();
  save('no-address.pgp', gpg.certificate(gpg.makeKey({ ...curve25519, at: born }, 'Lee Chen', ['--allow-freeform-uid'])));
});
kind('photo.pgp', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ ...curve25519, at: born }, lee);
  const picture = join(gpg.home, 'lee.jpg');
  // GnuPG looks at no more than the first lines of a picture.
  writeFileSync(picture, Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'));
  edit(gpg, key, ['addphoto', picture, 'y']);
  save('photo.pgp', gpg.certificate(key));
});
kind('notation.pgp', () => save('notation.pgp', byGnupg(curve25519, ['--cert-notation', 'proof@example.org=https://example.com/lee'])));
kind('notation-critical.pgp', () => save('notation-critical.pgp', byGnupg(curve25519, ['--cert-notation', '!must@example.org=be understood'])));
kind('designated-revoker', () => {
  const gpg = fresh();
  const mara = gpg.makeKey({ ...curve25519, at: born }, 'Mara Novak <mara@example.com>');
  const key = gpg.makeKey({ ...curve25519, at: born }, lee);
  edit(gpg, key, ['addrevoker', mara, 'y']);
  save('designated-revoker.pgp', gpg.certificate(key));
  const revocation = gpg.run(['--passphrase', '', '--faked-system-time', `${born}T140000`, '--no-batch', '--command-fd', '0', '--output', '-', '--desig-revoke', key], ['y', '1', '', 'y', ''].join('\n')).output;
  gpg.run(['--import'], revocation);
  save('designated-revoker-revoked.pgp', gpg.certificate(key));
});
kind('third-party', () => {
  const gpg = fresh();
  const mara = gpg.makeKey({ ...curve25519, at: born }, 'Mara Novak <mara@example.com>');
  const key = gpg.makeKey({ ...curve25519, at: born }, lee);
  gpg.run(['--passphrase', '', '--faked-system-time', `${born}T130000`, '--default-key', mara, '--quick-sign-key', key]);
  save('third-party.pgp', gpg.certificate(key));
  save('third-party-keyring.pgp', gpg.run(['--export']).output);
  // The file GnuPG keeps its certificates in where it has no keybox: with trust packets.
  const ring = join(gpg.home, 'ring.gpg');
  gpg.run(['--no-default-keyring', '--keyring', `gnupg-ring:${ring}`, '--import'], gpg.run(['--export']).output);
  save('third-party-pubring.gpg', readFileSync(ring));
});
kind('bad-back-signature.pgp', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ primary: 'ed25519', at: born }, lee);
  gpg.run(['--passphrase', '', '--faked-system-time', `${born}T120000`, '--quick-add-key', key, 'rsa2048', 'sign,encr', 'never']);
  save('good-back-signature.pgp', gpg.certificate(key));
  const list = packets(gpg.certificate(key));
  const binding = /** @type {{ body: Buffer }} */ (list.at(-1)).body;
  // The back signature stands in the unhashed area, which the binding does not cover: one octet of its number changes.
  const hashed = 6 + binding.readUInt16BE(4);
  const unhashed = binding.readUInt16BE(hashed);
  binding[hashed + 2 + unhashed - 30] ^= 1;
  save('bad-back-signature.pgp', joined(list));
});
kind('armor', () => {
  const gpg = fresh();
  gpg.makeKey({ ...curve25519, at: born }, lee);
  const text = gpg.run(['--armor', '--export']).output.toString();
  save('armor.asc', text);
  save('armor-bad-checksum.asc', text.replace(/\n=....\n/, '\n=AAAA\n'));
});

// OpenPGP.js ---------------------------------------------------------------------------------------------------------

/** @param {object} options @param {openpgp.PartialConfig} [config] */
async function byOpenpgpJs(options, config = {}) {
  const made = await openpgp.generateKey({ type: 'ecc', userIDs: [{ name: 'Lee Chen', email: 'lee@example.com' }], date, format: 'object', config, ...options });
  return /** @type {{ privateKey: openpgp.PrivateKey, publicKey: openpgp.PublicKey }} */ (/** @type {unknown} */ (made));
}

/**
 * A signature by a key of OpenPGP.js that says what it is told to.
 * @param {any} by packet of the secret key
 * @param {number} type
 * @param {object} over what it stands on
 * @param {Record<string, unknown>} says
 * @param {{ at?: Date, critical?: number }} [how] `critical`: type of a critical subpacket that means nothing
 */
async function signature(by, type, over, says, { at = date, critical } = {}) {
  const made = /** @type {any} */ (new openpgp.SignaturePacket());
  Object.assign(made, { signatureType: type, publicKeyAlgorithm: by.algorithm, hashAlgorithm: openpgp.enums.hash.sha256, ...says });
  if (critical !== undefined) {
    const usual = made.writeHashedSubPackets.bind(made);
    made.writeHashedSubPackets = () => {
      const bytes = usual();
      const more = Buffer.from([2, 0x80 | critical, 1]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length - 2 + more.length);
      return Buffer.concat([length, bytes.subarray(2), more]);
    };
  }
  await made.sign(by, over, at, false, openpgp.config);
  return made;
}

/** @param {...any} list packets, public halves of secret ones */
function certificate(...list) {
  return joined(list.map((packet) => {
    const tag = /** @type {any} */ (packet.constructor).tag;
    const open = tag === 5 ? 6 : tag === 7 ? 14 : tag;
    // The public half of a secret key packet comes first in it.
    return { tag: open, body: open === tag ? packet.write() : publicHalf(packet) };
  }));
}

/** @param {any} packet */
function publicHalf(packet) {
  const open = packet.constructor.tag === 5 ? new openpgp.PublicKeyPacket() : new openpgp.PublicSubkeyPacket();
  return /** @type {any} */ (Object.assign(open, {
    version: packet.version, created: packet.created, algorithm: packet.algorithm, publicParams: packet.publicParams,
  })).write();
}

const { certGeneric, subkeyBinding } = openpgp.enums.signature;
const usual = {
  keyFlags: [0x03], isPrimaryUserID: true, features: [0x01], preferredSymmetricAlgorithms: [9, 7], preferredHashAlgorithms: [10, 8],
};

/**
 * A certificate with one subkey, whose signatures say what they are told to.
 * @param {{ type?: 'ecc'|'rsa', user?: Record<string, unknown>, sub?: Record<string, unknown>, how?: { critical?: number }, subHow?: { critical?: number } }} wish
 */
async function told({ type = 'ecc', user = {}, sub = {}, how = {}, subHow = {} }) {
  const { privateKey } = await byOpenpgpJs(type === 'rsa' ? { type, rsaBits: 2048 } : { type });
  const primary = privateKey.keyPacket;
  const subkey = /** @type {any} */ (privateKey.subkeys[0]).keyPacket;
  const userID = /** @type {any} */ (privateKey.users[0]).userID;
  return certificate(
    primary,
    userID, await signature(primary, certGeneric, { userID, key: primary }, { ...usual, ...user }, how),
    subkey, await signature(primary, subkeyBinding, { key: primary, bind: subkey }, { keyFlags: [0x0c], ...sub }, subHow),
  );
}

kind('openpgpjs-v4.pgp', async () => save('openpgpjs-v4.pgp', (await byOpenpgpJs({})).publicKey.write()));
kind('openpgpjs-v6.pgp', async () => save('openpgpjs-v6.pgp', (await byOpenpgpJs({ type: 'curve25519' }, { v6Keys: true })).publicKey.write()));
kind('openpgpjs-v6-448.pgp', async () => save('openpgpjs-v6-448.pgp', (await byOpenpgpJs({ type: 'curve448' }, { v6Keys: true })).publicKey.write()));
kind('openpgpjs-v4-aead.pgp', async () => save('openpgpjs-v4-aead.pgp', (await byOpenpgpJs({}, { aeadProtect: true })).publicKey.write()));
kind('openpgpjs-v6-aead.pgp', async () => save('openpgpjs-v6-aead.pgp', (await byOpenpgpJs({ type: 'curve25519' }, { v6Keys: true, aeadProtect: true })).publicKey.write()));
kind('openpgpjs-v6-no-user-id.pgp', async () => save('openpgpjs-v6-no-user-id.pgp', (await byOpenpgpJs({ type: 'curve25519', userIDs: [] }, { v6Keys: true })).publicKey.write()));
for (const version of /** @type {(4|6)[]} */ ([4, 6])) {
  kind(`openpgpjs-v${version}-revoked.pgp`, async () => {
    const { privateKey } = await byOpenpgpJs(version === 6 ? { type: 'curve25519' } : {}, { v6Keys: version === 6 });
    const reason = { flag: openpgp.enums.reasonForRevocation.keyCompromised, string: 'Stolen.' };
    const { publicKey } = await openpgp.revokeKey({ key: privateKey, reasonForRevocation: reason, date: later, format: 'object' });
    save(`openpgpjs-v${version}-revoked.pgp`, /** @type {openpgp.PublicKey} */ (publicKey).write());
  });
}
kind('openpgpjs-v6-expired.pgp', async () => save('openpgpjs-v6-expired.pgp', (await byOpenpgpJs({ type: 'curve25519', keyExpirationTime: 86_400 }, { v6Keys: true })).publicKey.write()));
kind('features-librepgp.pgp', async () => save('features-librepgp.pgp', await told({ user: { features: [0x06] } })));
kind('flags-comms.pgp', async () => save('flags-comms.pgp', await told({ sub: { keyFlags: [0x04] } })));
kind('flags-storage.pgp', async () => save('flags-storage.pgp', await told({ sub: { keyFlags: [0x08] } })));
kind('flags-none-ecdh.pgp', async () => save('flags-none-ecdh.pgp', await told({ sub: { keyFlags: null } })));
kind('flags-none-rsa.pgp', async () => save('flags-none-rsa.pgp', await told({ type: 'rsa', sub: { keyFlags: null } })));
kind('flags-zero.pgp', async () => save('flags-zero.pgp', await told({ sub: { keyFlags: [0x00] } })));
kind('flags-adsk.pgp', async () => save('flags-adsk.pgp', await told({ sub: { keyFlags: [0x00, 0x04] } })));
kind('critical-unknown.pgp', async () => save('critical-unknown.pgp', await told({ how: { critical: 60 } })));
kind('critical-unknown-subkey.pgp', async () => save('critical-unknown-subkey.pgp', await told({ subHow: { critical: 60 } })));
kind('critical-experimental.pgp', async () => save('critical-experimental.pgp', await told({ how: { critical: 101 } })));
kind('signature-expired.pgp', async () => save('signature-expired.pgp', await told({ user: { signatureExpirationTime: 86_400, signatureNeverExpires: false } })));
kind('cycle.pgp', async () => {
  const pair = [await byOpenpgpJs({ type: 'rsa', rsaBits: 2048 }), await byOpenpgpJs({ type: 'rsa', rsaBits: 2048, userIDs: [{ email: 'mara@example.com' }] })];
  const parts = await Promise.all(pair.map(async ({ privateKey }, at) => {
    const primary = privateKey.keyPacket;
    const userID = /** @type {any} */ (privateKey.users[0]).userID;
    const other = new openpgp.SecretSubkeyPacket();
    const { version, created, algorithm, publicParams, privateParams } = /** @type {any} */ (pair[1 - at]).privateKey.keyPacket;
    Object.assign(other, { version, created, algorithm, publicParams, privateParams, isEncrypted: false });
    await /** @type {any} */ (other).computeFingerprintAndKeyID();
    const back = await signature(other, openpgp.enums.signature.keyBinding, { key: primary, bind: other }, {});
    return certificate(
      primary,
      userID, await signature(primary, certGeneric, { userID, key: primary }, usual),
      other, await signature(primary, subkeyBinding, { key: primary, bind: other }, { keyFlags: [0x0e], embeddedSignature: back }),
    );
  }));
  save('cycle.pgp', Buffer.concat(parts));
});

// Sequoia ------------------------------------------------------------------------------------------------------------

/** @param {string} options of `Tsk.generate` @returns {{ certificate: Buffer, armored: string, secret: Buffer }} */
function bySequoia(options, userId = lee) {
  const program = `
import base64, json, sys, pysequoia as sq
key = sq.Tsk.generate(${userId === '' ? '' : `user_id=${JSON.stringify(userId)}, `}${options})
b = lambda data: base64.b64encode(bytes(data)).decode()
print(json.dumps({"certificate": b(key.extract_certificate()), "secret": b(key), "armored": str(key)}))`;
  const ran = spawnSync(join(venv, 'bin', 'python'), ['-c', program]);
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
  const { certificate, secret, armored } = JSON.parse(ran.stdout.toString());
  return { certificate: Buffer.from(certificate, 'base64'), secret: Buffer.from(secret, 'base64'), armored };
}

for (const [version, profile] of [['v4', 'RFC4880'], ['v6', 'RFC9580']]) {
  const options = `profile=sq.Profile.${profile}`;
  const forms = /** @type {[string, string][]} */ ([
    [`sequoia-${version}.pgp`, options],
    [`sequoia-${version}-448.pgp`, `${options}, cipher_suite=sq.CipherSuite.Cv448`],
    [`sequoia-${version}-p384.pgp`, `${options}, cipher_suite=sq.CipherSuite.P384`],
    [`sequoia-${version}-new-25519.pgp`, `${options}, signing_algorithm=sq.SigningAlgorithm.Ed25519, encryption_algorithm=sq.EncryptionAlgorithm.X25519`],
    [`sequoia-${version}-ml-kem.pgp`, `${options}, signing_algorithm=sq.SigningAlgorithm.Ed25519, encryption_algorithm=sq.EncryptionAlgorithm.MLKEM768_X25519`],
    ...(version === 'v6' ? [
      ['sequoia-v6-ml-kem-1024.pgp', `${options}, signing_algorithm=sq.SigningAlgorithm.Ed448, encryption_algorithm=sq.EncryptionAlgorithm.MLKEM1024_X448`],
      ['sequoia-v6-ml-dsa.pgp', `${options}, cipher_suite=sq.CipherSuite.MLDSA65_Ed25519`],
    ] : []),
  ]);
  for (const [name, how] of forms) kind(name, () => save(name, bySequoia(how).certificate));
  kind(`secret-sequoia-${version}.asc`, () => save(`secret-sequoia-${version}.asc`, bySequoia(options, noor).armored));
}

// Proton's OpenPGP.js ------------------------------------------------------------------------------------------------

/** @returns {Promise<any>} */
async function proton() {
  const folder = process.env.PROTON_OPENPGP;
  if (folder === undefined) throw new Error('PROTON_OPENPGP names no folder: see README.md');
  const require = createRequire(join(folder, 'x.js'));
  return await import(pathToFileURL(require.resolve('@protontech/openpgp')).href);
}

/** @param {object} options @param {object} [config] */
async function byProton(options, config = {}) {
  const library = (await proton());
  const made = await library.generateKey({ userIDs: [{ name: 'Lee Chen', email: 'lee@example.com' }], date, format: 'object', config, ...options });
  return { library, ...made };
}

const both = { subkeys: [{ type: 'ecc' }, { type: 'pqc' }] };
kind('proton-v4.pgp', async () => save('proton-v4.pgp', (await byProton({ type: 'ecc' })).publicKey.write()));
kind('proton-v4-both.pgp', async () => save('proton-v4-both.pgp', (await byProton({ type: 'ecc', ...both })).publicKey.write()));
kind('proton-v6-ml-kem.pgp', async () => save('proton-v6-ml-kem.pgp', (await byProton({ type: 'curve25519', subkeys: [{ type: 'pqc' }] }, { v6Keys: true })).publicKey.write()));
kind('proton-v6-both.pgp', async () => save('proton-v6-both.pgp', (await byProton({ type: 'curve25519', subkeys: [{ type: 'curve25519' }, { type: 'pqc' }] }, { v6Keys: true })).publicKey.write()));
kind('proton-v6-pqc.pgp', async () => save('proton-v6-pqc.pgp', (await byProton({ type: 'pqc' }, { v6Keys: true })).publicKey.write()));

// Secret keys --------------------------------------------------------------------------------------------------------

kind('secret-gnupg', () => {
  const gpg = fresh();
  const key = gpg.makeKey({ ...curve25519, at: born }, noor);
  const armored = ['--armor', '--passphrase', ''];
  const secret = gpg.run([...armored, '--export-secret-keys', key]).output.toString();
  save('secret-gnupg.asc', secret);
  save('secret-and-certificate.asc', `${secret}\n${gpg.run(['--armor', '--export', key]).output}`);
  gpg.run(['--passphrase', '', '--faked-system-time', `${born}T120000`, '--quick-add-key', key, 'ed25519', 'sign', 'never']);
  const stripped = gpg.run(['--export-secret-subkeys', key]).output;
  save('secret-gnupg-no-primary.pgp', stripped);
  // The same stub as GnuPG writes it for a key on a card: mode 2 and the card's serial number instead of mode 1.
  const list = packets(stripped);
  const [primary] = list;
  const at = primary?.body.indexOf('GNU\x01') ?? -1;
  if (primary === undefined || at < 0) throw new Error('there is no stub');
  primary.body = Buffer.concat([primary.body.subarray(0, at), Buffer.from('GNU\x02\x10'), Buffer.from('d2760001240103040006123456780000', 'hex')]);
  save('secret-gnupg-card.pgp', joined(list));
  const locked = fresh();
  const rsa = locked.makeKey({ primary: 'rsa2048', sub: 'rsa2048', at: born, passphrase }, noor);
  save('secret-gnupg-locked.asc', locked.run(['--armor', '--passphrase', passphrase, '--export-secret-keys', rsa]).output);
});
const noors = { userIDs: [{ name: 'Noor de Wit', email: 'noor@example.org' }] };
kind('secret-openpgpjs-v4', async () => save('secret-openpgpjs-v4.asc', (await byOpenpgpJs({ ...noors, passphrase })).privateKey.armor()));
kind('secret-openpgpjs-v6', async () => {
  /** @type {openpgp.PartialConfig} */
  const config = { v6Keys: true, aeadProtect: true, s2kType: openpgp.enums.s2k.argon2 };
  const { privateKey } = await byOpenpgpJs({ ...noors, type: 'curve25519' }, config);
  const locked = await openpgp.encryptKey({ privateKey, passphrase, config });
  save('secret-openpgpjs-v6-argon2.asc', locked.armor());
});
kind('secret-mailvelope', async () => {
  const { privateKey, publicKey } = await byOpenpgpJs({ ...noors, passphrase });
  save('secret-mailvelope.asc', `${publicKey.armor()}\n${privateKey.armor()}`);
});
kind('secret-proton', async () => {
  const ordinary = await byProton({ ...noors, type: 'ecc', passphrase });
  save('secret-proton.asc', ordinary.privateKey.armor());
  const { library, privateKey } = await byProton({ ...noors, type: 'ecc', ...both });
  save('secret-proton-both.asc', (await library.encryptKey({ privateKey, passphrase })).armor());
});

// ---------------------------------------------------------------------------------------------------------------------

let failures = 0;
for (const [name, make] of all) {
  if (wanted.length > 0 && !wanted.some((prefix) => name.startsWith(prefix))) continue;
  for (let tries = 3; tries > 0;) {
    try {
      await make();
      break;
    } catch (error) {
      // GnuPG's clock runs on from the time it was set to: a key of the first second can come from the future of the next.
      tries = /Time conflict/.test(String(error)) ? tries - 1 : 0;
      if (tries > 0) continue;
      failures += 1;
      console.error(`${name}: ${String(error).slice(0, 600)}`);
    }
  }
}
for (const end of after) end();
process.exitCode = failures > 0 ? 1 : 0;
