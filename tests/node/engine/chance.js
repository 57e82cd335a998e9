// @ts-check
// The same again, where chance and time play a part.

import { createHash } from "node:crypto";

/** Sees to it that chance and time give the same again. @template T @param {number} time @param {() => Promise<T>} work */
export async function withoutChance(time, work) {
  const { getRandomValues, randomUUID } = crypto;
  const { now } = Date;
  let count = 0;
  crypto.getRandomValues = (array) => {
    const octets = new Uint8Array(/** @type {any} */ (array).buffer, /** @type {any} */ (array).byteOffset, /** @type {any} */ (array).byteLength);
    for (let at = 0; at < octets.length; at += 32) octets.set(createHash("sha256").update(`${count++}`).digest().subarray(0, octets.length - at), at);
    return array;
  };
  crypto.randomUUID = () => "1b5e7f90-2a3b-4c5d-8e6f-708192a3b4c5";
  Date.now = () => time;
  try {
    return await work();
  } finally {
    Object.assign(crypto, { getRandomValues, randomUUID });
    Date.now = now;
  }
}
