// @ts-check
// Seals a message whose large files come in pieces: each is read, given to the program, which encodes and hashes it, encrypted by
// the browser's cryptography and put away in armor, in a Blob that the browser may keep on a disk. Meanwhile what comes next is
// read, and the second thread hashes.

import { Beside, wantedBy } from "./beside.js";
import { Cfb, chunkParameters, isOurs, keyOf, roomFor, block, wipe } from "./cipher.js";
import { ZegelError } from "./errors.js";

/** @import { HashingThread } from "./hashing-thread.js" */
/** @import { OnStage, Order, Step, WorkInPieces } from "./types.js" */

/** From so many octets of files on a message is sealed in pieces; and so many a file has at least that is not there whole. */
export const large = { all: 0x1000000, each: 0x40000 };
/** So many pieces of a file are read at once. */
const atOnce = 4;
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

/** A file that is read from its beginning on, some pieces at once and the next of them ahead: to ask takes long, whatever one asks for. */
class Reading {
  #content;
  #index;
  /** @type {{ from: number, octets: Promise<Uint8Array> }|null} */
  #now = null;
  /** @type {{ from: number, octets: Promise<Uint8Array> }|null} */
  #ahead = null;

  /** @param {Uint8Array|Blob} content @param {number} index  of the file */
  constructor(content, index) {
    this.#content = content;
    this.#index = index;
  }

  get index() { return this.#index; }

  /** @param {number} from @param {number} length  of a piece; all are as long but the last @returns {Promise<Uint8Array>} */
  async read(from, length) {
    if (!(this.#content instanceof Blob)) return readPiece(this.#content, this.#index, from, length);
    const size = length * atOnce;
    if (!this.#now || from >= this.#now.from + (await this.#now.octets).length) {
      this.#now?.octets.then(wipe, () => {});
      this.#now = this.#ahead?.from === from ? this.#ahead : this.#stretch(from, size);
      const next = from + size;
      this.#ahead = next < this.#content.size ? this.#stretch(next, size) : null;
    }
    const { from: begin, octets } = this.#now;
    return (await octets).subarray(from - begin, from - begin + length);
  }

  /** Nothing of it is needed any more. */
  end() {
    for (const stretch of [this.#now, this.#ahead]) stretch?.octets.then(wipe, () => {});
  }

  /** @param {number} from @param {number} size */
  #stretch(from, size) {
    const octets = readPiece(this.#content, this.#index, from, Math.min(size, sizeOf(this.#content) - from));
    octets.catch(() => {}); // told to whoever waits for it
    return { from, octets };
  }
}

/** The messages of one draft, as they are sealed one after another. */
export class Streams {
  #contents;
  /** The lines of armor of each message. @type {Parts[]} */
  #lines = [];
  /** Of the file that is wanted now. @type {Reading|null} */
  #reading = null;

  /** @param {(Uint8Array|Blob)[]} contents  of the files, labels and all */
  constructor(contents) {
    this.#contents = contents;
  }

  /**
   * @param {WorkInPieces} work  which has an order of this kind
   * @param {Order} order
   * @param {OnStage} progress
   * @param {WebAssembly.Memory} memory
   * @param {HashingThread} [thread]
   */
  async carryOut(work, order, progress, memory, thread) {
    const lines = new Parts();
    this.#lines.push(lines);
    const add = (/** @type {number} */ length) => lines.add(octetsOf(memory, { address: work.armor(), length }));
    let cipher = await cipherFor(order, memory);
    wipe(order.key);
    const wanted = wantedBy(order);
    const beside = wanted && await thread?.helps(wanted.to) ? new Beside(/** @type {HashingThread} */ (thread)) : null;
    const begun = beside && wanted ? beside.add(wanted) : null;
    const code = beside && order.mode === "CFB" ? beside.addCode(0) : null;
    if (begun) work.leave_hashing();
    /** Hashes in the order in which they are asked for. */
    const hashes = [begun, code];
    /** Where in all that is encrypted stands what is ready now. */
    let position = 0;
    let reading = this.#read(work.step());
    try {
      for (let step = work.step(); !step.closed; step = work.step()) {
        const { waiting, length } = step;
        if (beside) {
          const stretch = (/** @type {number} */ from, /** @type {number} */ to) => octetsOf(memory, { ...step, length: waiting }).subarray(from - position, to - position);
          await beside.pass(stretch, position + waiting, position + waiting);
        }
        const sealing = cipher?.begin(step) ?? [];
        if (step.wanted) {
          work.feed(await /** @type {Promise<Uint8Array>} */ (reading));
          reading = this.#read(work.step());
        } else if (!step.signed) {
          const hash = hashes.shift();
          work.sign(beside && hash ? await beside.sum(hash, hash === begun ? order.tail : undefined) : undefined);
        }
        try {
          for (const { sealed, length } of sealing) add(work.put(new Uint8Array(await sealed), length));
        } catch (error) {
          if (isOurs(error)) throw error;
          // The browser's cryptography failed: from where it stands the program goes on by itself.
          cipher = null;
        }
        if (!cipher) add(work.seal_ready());
        position += length;
        progress("sealing", step.done, step.total);
      }
    } finally {
      beside?.end();
      this.#reading?.end();
      this.#reading = null;
    }
  }

  /** @param {Step} step */
  #read({ wanted }) {
    if (!wanted) return null;
    const { file, from, length } = wanted;
    if (this.#reading?.index !== file || from === 0) {
      this.#reading?.end();
      this.#reading = new Reading(this.#contents[file], file);
    }
    const reading = this.#reading.read(from, length);
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
  /** @type {Uint8Array<ArrayBuffer>|null} */ #heap = null;
  #length = 0;
  /** @type {Blob[]} */ #blobs = [];

  /** Takes a copy of them. @param {Uint8Array} octets */
  add(octets) {
    for (let from = 0; from < octets.length;) {
      const room = this.#heap ??= new Uint8Array(heap);
      const some = octets.subarray(from, from + heap - this.#length);
      room.set(some, this.#length);
      from += some.length;
      this.#length += some.length;
      if (this.#length === heap) this.#flush();
    }
  }

  /** What a Blob is made of it takes a copy of. */
  #flush() {
    if (this.#heap && this.#length > 0) this.#blobs.push(new Blob([this.#heap.subarray(0, this.#length)]));
    this.#length = 0;
  }

  blobs() {
    this.#flush();
    this.#heap = null;
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

/** @param {WebAssembly.Memory} memory @param {Pick<Step, "address"|"length">} step */
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
