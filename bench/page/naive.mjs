// @ts-check
// The same work by rPGP in WebAssembly as one would first compile it (../naive), where that was compiled.

/** @typedef {{ certificate: Uint8Array, secret: Uint8Array }} Keys */

/** @type {any} */
let program = null;

/** @param {boolean} there whether it was compiled */
export async function prepareNaive(there) {
  if (!there) return;
  program = await import(/** @type {string} */ ('/naive/naive.js'));
  await program.default({ module_or_path: '/naive/naive_bg.wasm' });
}

/** Whether it takes part. */
export const isThere = () => program !== null;

/** @param {Uint8Array[]} certificates */
export function readers(certificates) {
  const all = new program.Readers();
  for (const certificate of certificates) all.add(certificate);
  return all;
}

/** @param {Uint8Array} key */
export const secret = (key) => new program.Secret(key);

/**
 * Encrypts; signs, if told by which hash.
 * @param {Uint8Array} data
 * @param {{ readers: any, signer: any }} means  parsed
 * @param {{ hash: 0|256|512, container: 'CFB'|'GCM'|'OCB', armored: boolean }} how
 * @returns {Uint8Array}
 */
export const seal = (data, means, { hash, container, armored }) => program.seal(data, means.readers, means.signer, hash, container, armored);

/**
 * Decrypts, and checks the signatures of those who are told.
 * @param {Uint8Array} message
 * @param {{ reader: any, signers: any }} means  parsed
 * @param {boolean} armored
 * @returns {Uint8Array}
 */
export const open = (message, means, armored) => program.open(message, armored, means.reader, means.signers);

/** @param {Uint8Array} data @param {string} passphrase @param {boolean} argon2 @returns {Uint8Array} */
export const sealToPassphrase = (data, passphrase, argon2) => program.seal_to_passphrase(data, passphrase, argon2);

/** @param {Uint8Array} key @param {string} passphrase */
export const unlock = (key, passphrase) => program.unlock(key, passphrase);

/** @param {string} userId @param {boolean} v6 @returns {Uint8Array} */
export const makeKey = (userId, v6) => program.make_key(userId, v6);
