// @ts-check
// How the key under which all secrets lie is itself locked away. It is made and kept by WebCrypto: its octets never reach
// JavaScript. A lock wraps it under a key that only the person's passphrase or passkey gives; around that lies
// a second wrapping under a key that this browser uses for scripts and does not hand out to them.

import { ZegelError } from "../engine/errors.js";

/** @typedef {{ id: string, iv: Uint8Array<ArrayBuffer>, outerIv: Uint8Array<ArrayBuffer>, wrapped: ArrayBuffer }} Wrapped */

/** A fresh key for secrets, still extractable: to be wrapped, and then used through `unwrap` only. @returns {Promise<CryptoKey>} */
export function freshContentsKey() {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, uses);
}

/**
 * @param {CryptoKey} contents
 * @param {string} id  of the lock; authenticated
 * @param {CryptoKey} lock
 * @param {CryptoKey} device
 * @returns {Promise<Wrapped>}
 */
export async function wrap(contents, id, lock, device) {
  const [iv, outerIv] = [crypto.getRandomValues(new Uint8Array(12)), crypto.getRandomValues(new Uint8Array(12))];
  const inner = await crypto.subtle.wrapKey("raw", contents, lock, { name: "AES-GCM", iv, additionalData: octets(id) });
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv: outerIv, additionalData: octets(id) }, device, inner);
  return { id, iv, outerIv, wrapped };
}

/**
 * @param {Wrapped} lock
 * @param {CryptoKey} key
 * @param {CryptoKey} device
 * @param {boolean} [extractable]  to wrap it again
 * @returns {Promise<CryptoKey>}
 */
export async function unwrap({ id, iv, outerIv, wrapped }, key, device, extractable = false) {
  const inner = await crypto.subtle.decrypt({ name: "AES-GCM", iv: outerIv, additionalData: octets(id) }, device, wrapped);
  try {
    return await crypto.subtle.unwrapKey("raw", inner, key, { name: "AES-GCM", iv, additionalData: octets(id) }, "AES-GCM", extractable, uses);
  } catch (cause) {
    throw new ZegelError("passphrase-wrong", {}, { cause });
  }
}

/** Thirty-two octets as a key that wraps; they are wiped. @param {Uint8Array<ArrayBuffer>} raw */
export async function lockKey(raw) {
  try {
    return await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
  } finally {
    raw.fill(0);
  }
}

/**
 * What a passkey gives, as a key that wraps.
 * @param {CryptoKey} prf  for HKDF
 */
export function passkeyLockKey(prf) {
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: octets("zegel vault 1") },
    prf, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/** @param {string} text */
function octets(text) {
  return new TextEncoder().encode(text);
}

/** @type {KeyUsage[]} */
const uses = ["encrypt", "decrypt"];
