// @ts-check
// Seals a message whose large files come in pieces: each is read, given to the program, which encodes and hashes it, encrypted by
// the browser's cryptography and put away in armor, in a Blob that the browser may keep on a disk. While one piece is
// encrypted, the next is hashed and the one after it read.

import { Cfb, chunkParameters, isOurs, keyOf, roomFor, block, wipe } from "./cipher.js";
import { ZegelError } from "./errors.js";

/** @import { OnStage, Order, Step, WorkInPieces } from "./types.js" */

/** From so many octets of files on a message is sealed in pieces; and so many a file has at least that is not there whole. */
export const large = { all: 0x1000000, each: 0x40000 };
/** So much is put together before it goes into a Blob. */
const heap = 0x400000;

/** @param {Uint8Array|Blob} content */
export const sizeOf = (content) => (content instanceof Blob ? content.size : content.length);

/**
 * A stretch of a file. Read only now: until it is sent, it may lie on a disk that has meanwhile been removed.
 * @param {Uint8Array|Blob} content
 * @param {number} index
 * @param {number} [from]
 * @param {number} [length]
 * @returns {Promise<Uint8Array>}
 */
export async function readPiece(content, index, from = 0, length = sizeOf(content)) {
  if (!(content instanceof Blob)) return from === 0 && length === content.length ? content : content.subarray(from, from + length);
  let octets;
  try {
    octets = new Uint8Array(await content.slice(from, from + length).arrayBuffer());
  } catch (cause) {
    throw new ZegelError("attachment-unreadable", { index }, { cause });
  }
  if (octets.length !== length) throw new ZegelError("attachment-unreadable", { index });
  return octets;
}

/** The messages of one draft, as they are sealed one after another. */
export class Streams {
  #contents;
  /** The lines of armor of each message. @type {Parts[]} */
  #lines = [];

  /** @param {(Uint8Array|Blob)[]} contents  of the files, labels and all */
  constructor(contents) {
    this.#contents = contents;
  }

  /**
   * @param {WorkInPieces} work  which has an order of this kind
   * @param {Order} order
   * @param {OnStage} progress
   * @param {WebAssembly.Memory|undefined} memory
   */
  async carryOut(work, order, progress, memory) {
    const lines = new Parts();
    this.#lines.push(lines);
    let cipher = memory ? await cipherFor(order, memory) : null;
    wipe(order.key);
    let reading = this.#read(work.step());
    for (let step = work.step(); !step.closed; step = work.step()) {
      const begun = cipher?.begin(step) ?? [];
      if (step.wanted) {
        work.feed(await /** @type {Promise<Uint8Array>} */ (reading));
        reading = this.#read(work.step());
      } else if (!step.signed) {
        work.sign();
      }
      try {
        for (const { sealed, length } of begun) lines.add(work.put(new Uint8Array(await sealed), length));
      } catch (error) {
        if (isOurs(error)) throw error;
        // The browser's cryptography failed: from where it stands the program goes on by itself.
        cipher = null;
      }
      if (!cipher) lines.add(work.seal_ready());
      progress("sealing", step.done, step.total);
    }
  }

  /** @param {Step} step */
  #read({ wanted }) {
    if (!wanted) return null;
    const { file, from, length } = wanted;
    const reading = readPiece(this.#contents[file], file, from, length);
    reading.catch(() => {}); // told to whoever waits for it
    return reading;
  }

  /**
   * @param {number} index  of a message
   * @param {Uint8Array} before
   * @param {Uint8Array} after
   */
  whole(index, before, after) {
    return new Blob(/** @type {BlobPart[]} */ ([before, ...this.#lines[index].blobs(), after]));
  }
}

/** Octets on their way into Blobs. */
class Parts {
  /** @type {Uint8Array[]} */ #loose = [];
  #length = 0;
  /** @type {Blob[]} */ #blobs = [];

  /** @param {Uint8Array} octets */
  add(octets) {
    if (octets.length === 0) return;
    this.#loose.push(octets);
    this.#length += octets.length;
    if (this.#length >= heap) this.blobs();
  }

  blobs() {
    if (this.#length > 0) this.#blobs.push(new Blob(/** @type {BlobPart[]} */ (this.#loose)));
    [this.#loose, this.#length] = [[], 0];
    return this.#blobs;
  }
}

/** @typedef {{ begin(step: Step): { sealed: Promise<ArrayBuffer|Uint8Array>, length: number }[] }} StreamCipher */

/**
 * @param {Order} order
 * @param {WebAssembly.Memory} memory
 * @returns {Promise<StreamCipher|null>}  null: the program does it
 */
async function cipherFor(order, memory) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle || (order.mode !== "GCM" && order.mode !== "CFB")) return null;
  try {
    const key = await keyOf(subtle, order, "encrypt");
    return order.mode === "GCM" ? new Chunks(subtle, key, order, memory) : new Flow(new Cfb(subtle, key), memory);
  } catch {
    return null;
  }
}

/** @param {WebAssembly.Memory} memory @param {Step} step */
const octetsOf = (memory, { address, length }) => new Uint8Array(/** @type {ArrayBuffer} */ (memory.buffer), address, length);

/** Chunks, each with its tag (RFC 9580 section 5.13.2). */
class Chunks {
  #subtle;
  #key;
  #order;
  #memory;
  #index = 0;
  #octets = 0;

  /** @param {SubtleCrypto} subtle @param {CryptoKey} key @param {Order} order @param {WebAssembly.Memory} memory */
  constructor(subtle, key, order, memory) {
    this.#subtle = subtle;
    this.#key = key;
    this.#order = order;
    this.#memory = memory;
  }

  /** @type {StreamCipher["begin"]} */
  begin(step) {
    const { chunk } = this.#order;
    const octets = octetsOf(this.#memory, step);
    // The last tag covers how many octets there were, so that no chunk can be cut off.
    if (step.signed && octets.length === 0) return [{ sealed: this.#seal(octets, this.#octets), length: 0 }];
    const begun = [];
    for (let from = 0; from < octets.length; from += chunk) {
      const one = octets.subarray(from, from + chunk);
      begun.push({ sealed: this.#seal(one), length: one.length });
      this.#octets += one.length;
    }
    return begun;
  }

  /** What is to be sealed is copied at once. @param {Uint8Array<ArrayBuffer>} octets @param {number} [total] */
  #seal(octets, total) {
    const parameters = chunkParameters(this.#order, total === undefined ? this.#index++ : this.#index, total);
    const sealed = this.#subtle.encrypt(parameters, this.#key, octets);
    sealed.catch(() => {}); // told when it is its turn
    return sealed;
  }
}

/** CFB, stretch after stretch. */
class Flow {
  #cfb;
  #memory;

  /** @param {Cfb} cfb @param {WebAssembly.Memory} memory */
  constructor(cfb, memory) {
    this.#cfb = cfb;
    this.#memory = memory;
  }

  /** @type {StreamCipher["begin"]} */
  begin(step) {
    if (step.length === 0) return [];
    const late = roomFor(step.length);
    late.set(octetsOf(this.#memory, step), block);
    const sealed = this.#cfb.encrypt(late, step.length);
    sealed.catch(() => {}); // told when it is its turn
    return [{ sealed, length: step.length }];
  }
}
