// @ts-check
// Secrets as they are kept: each encrypted by itself, and what it belongs to authenticated with it. Exchanged records are refused.

/** @import { KeptPassphrase, PassphraseHead } from "../engine/types.js" */
/** @import { OwnKey } from "../generated/contract.js" */

/** @typedef {OwnKey & { iv: Uint8Array<ArrayBuffer>, sealedSecret: ArrayBuffer }} KeyRecord */
/** @typedef {PassphraseHead & { iv: Uint8Array<ArrayBuffer>, sealedPassphrase: ArrayBuffer }} PassphraseRecord  whom it is for is in the clear */

/**
 * @param {OwnKey} key
 * @param {Uint8Array} secret
 * @param {CryptoKey} under
 * @returns {Promise<KeyRecord>}
 */
export async function sealedKey({ fingerprint, address, addresses, name, certificate, created, expires, postQuantum }, secret, under) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealedSecret = await crypto.subtle.encrypt(cipher(iv, fingerprint), under, /** @type {BufferSource} */ (secret));
  return { fingerprint, address, addresses, name, certificate, created, expires, postQuantum, iv, sealedSecret };
}

/** @param {KeyRecord} record @param {CryptoKey} under */
export async function openedKey({ fingerprint, iv, sealedSecret }, under) {
  return new Uint8Array(await crypto.subtle.decrypt(cipher(iv, fingerprint), under, sealedSecret));
}

/** The same under another key. @param {KeyRecord} record @param {CryptoKey} from @param {CryptoKey} to @returns {Promise<KeyRecord>} */
export async function movedKey(record, from, to) {
  const secret = await openedKey(record, from);
  try {
    return await sealedKey(record, secret, to);
  } finally {
    secret.fill(0);
  }
}

/**
 * @param {string} owner
 * @param {KeptPassphrase} kept
 * @param {CryptoKey} under
 * @returns {Promise<PassphraseRecord>}
 */
export async function sealedPassphrase(owner, { address, since, ...secret }, under) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const [from, to] = placeOf(owner, address);
  const text = new TextEncoder().encode(JSON.stringify(secret));
  return { owner: from, address: to, since, iv, sealedPassphrase: await crypto.subtle.encrypt(cipher(iv, boundTo(from, to, since)), under, text) };
}

/** @param {PassphraseRecord} record @param {CryptoKey} under @returns {Promise<KeptPassphrase>} */
export async function openedPassphrase({ owner, address, since, iv, sealedPassphrase }, under) {
  const text = await crypto.subtle.decrypt(cipher(iv, boundTo(owner, address, since)), under, sealedPassphrase);
  return { address, since, ...JSON.parse(new TextDecoder().decode(text)) };
}

/** The same under another key. @param {PassphraseRecord} record @param {CryptoKey} from @param {CryptoKey} to @returns {Promise<PassphraseRecord>} */
export async function movedPassphrase(record, from, to) {
  return sealedPassphrase(record.owner, await openedPassphrase(record, from), to);
}

/** Two people may use one browser; each has told passphrases of their own. @param {string} owner @param {string} address @returns {[string, string]} */
export function placeOf(owner, address) {
  return [owner.toLowerCase(), address.toLowerCase()];
}

/** No fingerprint looks like it. @param {string} owner @param {string} address @param {string} since */
function boundTo(owner, address, since) {
  return JSON.stringify(["passphrase", owner, address, since]);
}

/** @param {Uint8Array<ArrayBuffer>} iv @param {string} bound  authenticated */
export function cipher(iv, bound) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(bound) };
}
