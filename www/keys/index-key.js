// @ts-check
// The key under which an account's search index is encrypted: random, and kept under the key of all secrets. So the index is
// locked with them, and need not be encrypted anew when the locks change.

import { cipher } from "./records.js";

/** @typedef {{ owner: string, id: string, iv: Uint8Array<ArrayBuffer>, sealedKey: ArrayBuffer }} IndexKeyRecord  `id`: another for every key */

/** @param {string} owner  in lower case @param {CryptoKey} under @returns {Promise<IndexKeyRecord>} */
export async function freshIndexKey(owner, under) {
  return sealed(owner, crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(32)), under);
}

/** The same under another key. @param {IndexKeyRecord} record @param {CryptoKey} from @param {CryptoKey} to @returns {Promise<IndexKeyRecord>} */
export async function movedIndexKey(record, from, to) {
  return sealed(record.owner, record.id, await opened(record, from), to);
}

/**
 * From here on nobody gets its octets.
 * @param {IndexKeyRecord} record
 * @param {CryptoKey} under
 * @returns {Promise<{ id: string, key: CryptoKey }>}
 */
export async function openedIndexKey(record, under) {
  const raw = await opened(record, under);
  try {
    return { id: record.id, key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) };
  } finally {
    raw.fill(0);
  }
}

/** @param {string} owner @param {string} id @param {Uint8Array<ArrayBuffer>} raw  wiped @param {CryptoKey} under */
async function sealed(owner, id, raw, under) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  try {
    return { owner, id, iv, sealedKey: await crypto.subtle.encrypt(cipher(iv, boundTo(owner, id)), under, raw) };
  } finally {
    raw.fill(0);
  }
}

/** @param {IndexKeyRecord} record @param {CryptoKey} under */
async function opened({ owner, id, iv, sealedKey }, under) {
  return new Uint8Array(await crypto.subtle.decrypt(cipher(iv, boundTo(owner, id)), under, sealedKey));
}

/** No fingerprint looks like it. @param {string} owner @param {string} id */
function boundTo(owner, id) {
  return JSON.stringify(["search index", owner, id]);
}
