// @ts-check
// Encrypting by the browser's own cryptography as OpenPGP does it: chunks with a tag each, and CFB.

import { ZegelError } from "./errors.js";

/** @import { Order } from "./types.js" */

/** The tag of a chunk, and a block of the cipher. */
export const block = 16;
/** CFB is done in stretches of so many octets; larger ones are slower, because their buffers are fresh each time. */
export const stretch = 0x20000; // a multiple of the block

/** @param {Uint8Array} octets */
export const wipe = (octets) => octets.fill(0);

/**
 * Whether an error says what is wrong, or that a program is broken for good. The browser's cryptography does neither: what it
 * could not do is tried by the program.
 * @param {any} error
 */
export const isOurs = (error) =>
  error instanceof ZegelError || error instanceof WebAssembly.RuntimeError || (typeof error?.code === "string" && !(error instanceof DOMException));

/**
 * What the browser encrypts with, and `use`.
 * @param {SubtleCrypto} subtle
 * @param {Order} order
 * @param {"encrypt"|"decrypt"} use
 */
export const keyOf = (subtle, { key, mode }, use) => subtle.importKey("raw", key, mode === "GCM" ? "AES-GCM" : "AES-CBC", false, [use]);

/**
 * The parameters of one chunk (RFC 9580 section 5.13.2); of the tag over all of them, with how many octets there are.
 * @param {Order} order
 * @param {number} index
 * @param {number} [total]
 */
export function chunkParameters({ nonce, header }, index, total) {
  const numbered = (/** @type {Uint8Array} */ front, /** @type {number} */ number) => {
    const octets = new Uint8Array(front.length + 8);
    octets.set(front);
    new DataView(octets.buffer).setBigUint64(front.length, BigInt(number));
    return octets;
  };
  return { name: "AES-GCM", iv: numbered(nonce, index), additionalData: total === undefined ? header : numbered(header, total), tagLength: 128 };
}

/**
 * CFB by CBC: encrypting by CBC what was encrypted so far and then the plaintext, one block late, gives the key stream. It is
 * done in place, so that what stands in front of a stretch is always ciphertext.
 */
export class Cfb {
  #subtle;
  #key;
  /** The last block of ciphertext; zeros before the first. */
  #before = new Uint8Array(block);

  /** @param {SubtleCrypto} subtle @param {CryptoKey} key */
  constructor(subtle, key) {
    this.#subtle = subtle;
    this.#key = key;
  }

  /**
   * Goes on where it stopped; only the last piece may end within a block.
   * @param {Uint8Array<ArrayBuffer>} late  at the beginning of its buffer: room for a block, and the octets, up to a whole word
   * @param {number} length  of the octets
   */
  async encrypt(late, length) {
    late.set(this.#before);
    const iv = new Uint8Array(block);
    for (let from = 0; from < length; from += stretch) {
      const octets = Math.min(stretch, length - from);
      const blocks = late.subarray(from, from + Math.ceil(octets / block) * block);
      const stream = new Uint32Array(await this.#subtle.encrypt({ name: "AES-CBC", iv }, this.#key, blocks));
      const words = new Uint32Array(late.buffer, block + from, Math.ceil(octets / 4));
      for (let at = 0; at < words.length; at++) words[at] ^= stream[at];
      stream.fill(0);
    }
    this.#before.set(late.subarray(length, length + block));
    return late.subarray(block, block + length);
  }
}

/** Room for octets that `Cfb` encrypts. @param {number} length */
export const roomFor = (length) => new Uint8Array(block + Math.ceil(length / 4) * 4);
