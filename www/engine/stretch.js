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
  const lengths = wanted.map(({ salt, octets }) => Math.max(octets, salt.length + secret.length));
  /** @type {Uint8Array[]} */
  const hashes = [];
  let room = new Uint8Array();
  try {
    // Up to 62 MiB, for all of them the same.
    room = new Uint8Array(Math.max(0, ...lengths));
    for (const [index, { algorithm, salt }] of wanted.entries()) {
      const octets = repeated(salt, secret, room.subarray(0, lengths[index]));
      hashes.push(new Uint8Array(await crypto.subtle.digest(algorithm, octets)));
    }
    return hashes;
  } catch {
    hashes.forEach(wipe);
    return [];
  } finally {
    wipe(room);
    wipe(secret);
  }
}

/** @param {Uint8Array} salt @param {Uint8Array} secret @param {Uint8Array<ArrayBuffer>} room  filled, and returned */
function repeated(salt, secret, room) {
  room.set(salt);
  room.set(secret, salt.length);
  for (let filled = salt.length + secret.length; filled < room.length; filled *= 2) room.copyWithin(filled, 0, filled);
  return room;
}
