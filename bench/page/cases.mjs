// @ts-check
// All that is measured in the page. Each case first prepares what all need and lets each read what the others sealed; only then it
// is timed.

import { alternate } from './alternate.mjs';
export { decrypt, encrypt } from './bulk.mjs';
export { decide } from './decide.mjs';
export { label } from './files.mjs';
export { mailing, open, seal } from './mails.mjs';
export { letter, unlock } from './passphrase.mjs';
export { prepare } from './prepare.mjs';
export { search } from './search.mjs';
import * as naive from './naive.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { builds, first, found, group, keys, must } from './prepare.mjs';

/** @typedef {import('./alternate.mjs').Effort} Effort */
/** @typedef {import('./alternate.mjs').Measured} Measured */
/** @typedef {import('./prepare.mjs').Kind} Kind */

/**
 * A key with a subkey and a user ID, as bytes.
 * @param {{ kind: 'v4'|'v6' }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function makeKey({ kind }, effort) {
  if (naive.isThere()) await openpgpJs.readSecret(naive.makeKey('Noor de Wit <noor@example.org>', kind === 'v6'));
  await openpgpJs.readSecret(keys.make('noor@example.org', kind).secret);
  const samples = await alternate([
    { name: 'zegel', run: () => keys.make('noor@example.org', kind) },
    { name: 'openpgp.js', run: () => openpgpJs.makeKey('noor@example.org', kind) },
    ...(naive.isThere() ? [{ name: 'naive', run: () => naive.makeKey('Noor de Wit <noor@example.org>', kind === 'v6') }] : []),
  ], effort);
  return { about: kind === 'v6' ? 'Ed25519, X25519' : 'Ed25519 and Curve25519 in their older form', samples };
}

/**
 * Which certificate is used for so many people, from the bytes a directory gave.
 * @param {{ people: number }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function choose({ people: count }, effort) {
  const { readers } = await group('v4-seipd2', count);
  const asked = readers.map(found);
  must(first().choose(asked).every((/** @type {{ state: string }} */ { state }) => state === 'new'), 'not all can be used');
  const samples = await alternate([
    ...builds.map(({ name, program }) => ({ name, run: () => program.choose(asked) })),
    { name: 'openpgp.js', run: () => openpgpJs.choose(readers.map(({ certificate }) => certificate)) },
  ], effort);
  return { about: 'every self-signature is checked anew', samples };
}

/**
 * The file of certificates that an organisation publishes, taken apart and indexed by address.
 * @param {{ certificates: number }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function index({ certificates: count }, effort) {
  const { Keyring, joinCertificates } = await import(`${location.origin}/keys/keyring.js`);
  const { readers } = await group('v4-seipd2', 50);
  const file = joinCertificates(Array.from({ length: count }, (_, at) => readers[at % readers.length]?.certificate));
  must(new Keyring(file).size === count, 'not all are found');
  const samples = await alternate([
    { name: 'zegel', run: () => new Keyring(file) },
    { name: 'openpgp.js', run: () => openpgpJs.readAll(file) },
  ], effort);
  return { about: `${file.length} octets; neither checks signatures`, samples };
}

/**
 * Parts of Zegel's work on their own.
 * @param {{ kind: Kind }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function parts({ kind }, effort) {
  const { sender, reader } = await group(kind, 1);
  const samples = await alternate(builds.flatMap(({ name, program }) => [
    { name: `${name}: judge a certificate`, run: () => program.judge(reader.certificate, reader.address) },
    { name: `${name}: read the own key`, run: () => keys.readKey(sender.secret) },
  ]), effort);
  return { about: kind, samples };
}

/** What a page needs that starts cold: a sender's key and a recipient's certificate. @param {Kind} kind */
export async function given(kind) {
  const { sender, reader } = await group(kind, 1);
  const base64 = (/** @type {Uint8Array} */ bytes) => /** @type {any} */ (bytes).toBase64();
  const { certificate, ...own } = keys.readKey(sender.secret).key;
  return { kind, secret: base64(sender.secret), own, certificate: base64(certificate), reader: { address: reader.address, certificate: base64(reader.certificate), secret: base64(reader.secret) } };
}

/**
 * Opens what a page sealed that had these keys; anything but a valid signature is a failure.
 * @param {string} text
 * @param {Awaited<ReturnType<typeof given>>} keys
 */
export async function mustOpen(text, { certificate, reader }) {
  const octets = (/** @type {string} */ base64) => /** @type {any} */ (Uint8Array).fromBase64(base64);
  const signer = { address: 'noor@example.org', bytes: octets(certificate) };
  const opened = await first().open(new TextEncoder().encode(text), { secret: octets(reader.secret), signer, fresh: false });
  must(opened.signature.state === 'valid', `Zegel finds ${opened.encryption.state}, ${opened.signature.state}`);
}
