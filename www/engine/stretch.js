// @ts-check
// Passphrases turned into keys by the browser's own hash functions, several times as fast as a program does it.

import { wipe } from "./cipher.js";

/** @import { Stretch } from "./types.js" */

/** Octets that are hashed at the same time, at most: the browser copies them, up to 62 MiB for each hash. */
const most = 0x4000000;

/**
 * Each hash of salt and passphrase, over and over up to so many octets (RFC 9580 section 3.7.1.3).
 * @param {Stretch[]} wanted
 * @param {string} passphrase
 * @returns {Promise<Uint8Array[]>}  none where it cannot be done here: then the program does it by itself
 */
export async function stretched(wanted, passphrase) {
  const secret = new TextEncoder().encode(passphrase);
  const lengths = wanted.map(({ salt, octets }) => Math.max(octets, salt.length + secret.length));
  /** @type {Promise<Uint8Array>[]} */
  const asked = [];
  let room = new Uint8Array();
  try {
    room = new Uint8Array(Math.max(0, ...lengths));
    let taken = 0;
    for (const [index, { algorithm, salt }] of wanted.entries()) {
      if (taken + lengths[index] > most) {
        await Promise.all(asked);
        taken = 0;
      }
      taken += lengths[index];
      asked.push(hashed(algorithm, repeated(salt, secret, room.subarray(0, lengths[index]))));
    }
    return await Promise.all(asked);
  } catch {
    for (const one of await Promise.allSettled(asked)) if (one.status === "fulfilled") wipe(one.value);
    return [];
  } finally {
    wipe(room);
    wipe(secret);
  }
}

/** What is given is copied at once. @param {string} algorithm @param {Uint8Array<ArrayBuffer>} octets */
const hashed = async (algorithm, octets) => new Uint8Array(await crypto.subtle.digest(algorithm, octets));

/** @param {Uint8Array} salt @param {Uint8Array} secret @param {Uint8Array<ArrayBuffer>} room  filled, and returned */
function repeated(salt, secret, room) {
  room.set(salt);
  room.set(secret, salt.length);
  for (let filled = salt.length + secret.length; filled < room.length; filled *= 2) room.copyWithin(filled, 0, filled);
  return room;
}
