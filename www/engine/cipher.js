// @ts-check
// Encrypting by the browser's own cryptography as OpenPGP does it: chunks with a tag each, and CFB.

import { ZegelError } from "./errors.js";

/** @import { Order } from "./types.js" */

/** The tag of a chunk, and a block of the cipher. */
export const block = 16;
/** CFB is done in stretches of so many octets; larger ones are slower, because their buffers are fresh each time. */
const stretch = 0x20000; // a multiple of the block

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
    /** Adds the key stream where it is not yet. */
    let add = () => {};
    for (let from = 0; from < length; from += stretch) {
      const octets = Math.min(stretch, length - from);
      // What is asked for is copied at once.
      const asked = this.#subtle.encrypt({ name: "AES-CBC", iv }, this.#key, late.subarray(from, from + Math.ceil(octets / block) * block));
      add();
      const stream = new Uint32Array(await asked);
      const words = new Uint32Array(late.buffer, block + from, Math.ceil(octets / 4));
      // The next stretch waits for the last block only. The rest is done while the browser encrypts.
      const first = from + stretch < length ? words.length - block / 4 : 0;
      xor(words, stream, first, words.length);
      add = () => {
        xor(words, stream, 0, first);
        stream.fill(0);
      };
    }
    add();
    this.#before.set(late.subarray(length, length + block));
    return late.subarray(block, block + length);
  }
}

/** @param {Uint32Array} words @param {Uint32Array} stream @param {number} from @param {number} to */
function xor(words, stream, from, to) {
  for (let at = from; at < to; at++) words[at] ^= stream[at];
}

/** Room for octets that `Cfb` encrypts. @param {number} length */
export const roomFor = (length) => new Uint8Array(block + Math.ceil(length / 4) * 4);
