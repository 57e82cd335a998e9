// @ts-check
// Messages to a passphrase, and own keys under one.

import { alternate } from './alternate.mjs';
import { mail } from './mail.mjs';
import { entityOf } from './mime.mjs';
import * as naive from './naive.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { builds, first, group, keys, must, same } from './prepare.mjs';
import { octetsOf } from './zegel.mjs';

/** @typedef {import('./alternate.mjs').Measured} Measured */
/** @typedef {import('./alternate.mjs').Effort} Effort */

const passphrase = 'acid bone cactus dune ember';

/**
 * 10 KiB to somebody with a passphrase, by Argon2id. For Zegel that is the whole letter, with the reader file in it.
 * @param {object} _
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function letter(_, effort) {
  const { sender } = await group('v4-seipd2', 1);
  const draft = mail({ size: 9.5 * 1024, from: sender.address, to: ['lee@example.com'] });
  const means = { contents: [], certificates: [], secret: sender.secret };
  const signer = await openpgpJs.readSecret(sender.secret);
  const entity = entityOf(draft, []);
  const letters = await first().letters(draft, passphrase);
  const [, sealed] = await first().seal(draft, { ...means, letters, fresh: false });
  const text = new TextDecoder().decode(await octetsOf(sealed ?? new Uint8Array()));
  const opened = await openpgpJs.openByPassphrase(armoredIn(text), passphrase);
  must(new TextDecoder().decode(opened).includes(draft.subject), 'OpenPGP.js reads another letter');
  if (naive.isThere()) {
    must(same(entity, await openpgpJs.openByPassphrase(naive.sealToPassphrase(entity, passphrase, true), passphrase)), 'OpenPGP.js reads something else than rPGP sealed');
  }
  const samples = await alternate([
    ...builds.map(({ name, program }) => ({ name, run: () => program.seal(draft, { ...means, letters, fresh: false }) })),
    { name: 'openpgp.js', run: () => openpgpJs.sealToPassphrase(entity, passphrase, { argon2: true, signer }) },
    ...(naive.isThere() ? [{ name: 'naive', run: () => naive.sealToPassphrase(entity, passphrase, true) }] : []),
  ], effort);
  return { about: 'Argon2id, 3 passes over 64 MiB; the sender has a copy for their key', samples };
}

/** The message in a letter: in the page it is a line of base64, elsewhere it is armored. @param {string} text */
function armoredIn(text) {
  const begin = text.indexOf('-----BEGIN PGP MESSAGE-----');
  const end = '-----END PGP MESSAGE-----';
  must(begin >= 0, 'no message is in the letter');
  return text.slice(begin, text.indexOf(end, begin) + end.length);
}

/**
 * Reads a secret key and unlocks it: two derivations by iterated and salted S2K.
 * @param {object} _
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function unlock(_, effort) {
  const locked = await openpgpJs.makeLockedKey('noor@example.org', passphrase);
  must(await keys.unlock(locked, passphrase) !== undefined, 'Zegel does not read the key');
  const samples = await alternate([
    { name: 'zegel', run: () => keys.unlock(locked, passphrase) },
    { name: 'openpgp.js', run: () => openpgpJs.unlock(locked, passphrase) },
    ...(naive.isThere() ? [{ name: 'naive', run: () => naive.unlock(locked, passphrase) }] : []),
  ], effort);
  return { about: 'SHA-256 over 16 MiB, twice', samples };
}
