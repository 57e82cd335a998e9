// @ts-check
// Whether a server holds exactly what it was given. Large messages are Blobs, which need not lie in memory: they are compared as they
// arrive.

import { equal } from "../../../keys/bytes.js";

/**
 * @typedef {{ bytes: Uint8Array, blob?: Blob }} Octets  where there is a blob, that is all of it
 * @typedef {{ signal?: AbortSignal, onProgress?: (progress: { done: number, total: number }) => void }} Options
 */

/** @param {Octets} message */
export const lengthOf = ({ bytes, blob }) => blob?.size ?? bytes.length;

/** What is given to the server. @param {Octets} message */
export const octetsOf = ({ bytes, blob }) => blob ?? bytes;

/**
 * @param {import("../jmap.js").Jmap} jmap
 * @param {string} blobId
 * @param {Octets} message
 * @param {Options} [options]
 * @returns {Promise<boolean>}
 */
export async function holds(jmap, blobId, { bytes, blob }, options = {}) {
  if (!blob) return sameBytes(await jmap.download(blobId, options), bytes);
  const comparison = new Comparison(blob);
  await jmap.read(blobId, (octets) => comparison.add(octets), options);
  return comparison.isSame();
}

/**
 * Piece by piece: whoever waits for it still wants to see the page move.
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 * @returns {Promise<boolean>}
 */
export async function sameBytes(one, other) {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += piece) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve));
    if (!equal(one.subarray(at, at + piece), other.subarray(at, at + piece))) return false;
  }
  return true;
}

/** Compares a Blob with what arrives, a window of it at a time. */
export class Comparison {
  #blob;
  #window = new Uint8Array();
  #start = 0;
  #at = 0;
  #same = true;

  /** @param {Blob} blob */
  constructor(blob) {
    this.#blob = blob;
  }

  /**
   * @param {Uint8Array} octets  what comes next
   * @returns {Promise<boolean>}  false: the rest need not be read
   */
  async add(octets) {
    let rest = octets;
    while (this.#same && rest.length > 0) {
      if (this.#at >= this.#start + this.#window.length) {
        this.#start = this.#at;
        this.#window = new Uint8Array(await this.#blob.slice(this.#at, this.#at + piece).arrayBuffer());
      }
      const here = this.#window.subarray(this.#at - this.#start);
      const length = Math.min(here.length, rest.length);
      this.#same = length > 0 && await sameBytes(rest.subarray(0, length), here.subarray(0, length));
      this.#at += length;
      rest = rest.subarray(length);
    }
    return this.#same;
  }

  isSame() {
    return this.#same && this.#at === this.#blob.size;
  }
}

const piece = 0x400000; // octets
