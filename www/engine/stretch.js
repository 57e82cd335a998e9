// @ts-check
// Passphrases turned into keys by the browser's own hash functions, several times as fast as a program does it.

import { wipe } from "./cipher.js";

/** @import { Stretch } from "./types.js" */

/**
 * Each hash of salt and passphrase, over and over up to so many octets (RFC 9580 section 3.7.1.3).
 * @param {Stretch[]} wanted
 * @param {string} passphrase
 * @returns {Promise<Uint8Array[]>}  none where it cannot be done here: then the program does it by itself
 */
export async function stretched(wanted, passphrase) {
  const secret = new TextEncoder().encode(passphrase);
  /** @type {Uint8Array[]} */
  const hashes = [];
  try {
    // One after another: each takes as much memory as it hashes, up to 62 MiB.
    for (const { algorithm, salt, octets } of wanted) {
      hashes.push(await hashed(algorithm, salt, secret, octets));
    }
    return hashes;
  } catch {
    hashes.forEach(wipe);
    return [];
  } finally {
    wipe(secret);
  }
}

/** @param {string} algorithm @param {Uint8Array} salt @param {Uint8Array} secret @param {number} octets */
async function hashed(algorithm, salt, secret, octets) {
  const unit = salt.length + secret.length;
  const all = new Uint8Array(Math.max(octets, unit));
  try {
    all.set(salt);
    all.set(secret, salt.length);
    for (let filled = unit; filled < all.length; filled *= 2) all.copyWithin(filled, 0, filled);
    return new Uint8Array(await crypto.subtle.digest(algorithm, all));
  } finally {
    wipe(all);
  }
}
