// @ts-check
// The hashes of one message, computed in the second thread while its octets are encrypted or decrypted here.

import { piece } from "./hashing-thread.js";

/** @import { HashingThread } from "./hashing-thread.js" */
/** @import { Order } from "./types.js" */

/** @typedef {{ algorithm: string, salt: Uint8Array, from: number, to: number }} Wanted octets of the buffer, behind a salt */
/** @typedef {Wanted & { hash: number }} Begun */

export class Beside {
  #thread;
  /** @type {Begun[]} */
  #hashes = [];
  #at = 0;

  /** @param {HashingThread} thread */
  constructor(thread) {
    this.#thread = thread;
  }

  /** Begins a hash of octets that were not passed on yet. @param {Wanted} wanted @returns {Begun} */
  add(wanted) {
    const begun = { ...wanted, hash: this.#thread.begin(wanted.algorithm, wanted.salt) };
    this.#hashes.push(begun);
    return begun;
  }

  /** Begins the hash of a modification detection code, over everything from there on (RFC 9580 section 5.13.1). @param {number} from @param {number} [to] */
  addCode(from, to = Infinity) {
    return this.add({ algorithm: "SHA-1", salt: new Uint8Array(), from, to });
  }

  /** What stands in front of it in the buffer has been passed on. */
  get at() { return this.#at; }

  /**
   * Passes on what stands in the buffer, at least up to there; the first piece is copied at once.
   * @param {(from: number, to: number) => Uint8Array} stretch  of the buffer
   * @param {number} to
   * @param {number} end  of what is there to be passed on
   */
  async pass(stretch, to, end) {
    while (this.#at < to) {
      const from = this.#at;
      this.#at = Math.min(end, from + piece);
      const parts = this.#parts(from, this.#at);
      if (parts.length > 0) await this.#thread.feed(this.#thread.copy(stretch(from, this.#at)), parts);
    }
  }

  /** @param {number} from @param {number} to */
  #parts(from, to) {
    return this.#hashes
      .map((one) => ({ hash: one.hash, from: Math.max(from, one.from) - from, to: Math.min(to, one.to) - from }))
      .filter((part) => part.from < part.to);
  }

  /** What was begun of this, where all of it was passed on. @param {Wanted} wanted */
  find({ algorithm, salt, from, to }) {
    const found = this.#hashes.find((one) => one.algorithm === algorithm && one.from === from && one.to === to && equal(one.salt, salt));
    return found && this.#at >= to ? found : null;
  }

  /**
   * The hash of what was begun, behind which stands the tail; rejected where the thread was lost.
   * @param {Begun} begun
   * @param {Uint8Array} [tail]
   */
  sum(begun, tail = new Uint8Array()) {
    this.#hashes = this.#hashes.filter((one) => one !== begun);
    return this.#thread.end(begun.hash, tail);
  }

  /** Nothing more is asked for. */
  end() {
    for (const { hash } of this.#hashes) this.#thread.drop(hash);
    this.#hashes = [];
  }
}

/** What an order has to have hashed. @param {Pick<Order, "digest"|"salt">} told @returns {Wanted|null} */
export function wantedBy({ digest, salt }) {
  return digest && { algorithm: digest.algorithm, salt, from: digest.from, to: digest.to };
}

/** @param {Uint8Array} one @param {Uint8Array} other */
const equal = (one, other) => one.length === other.length && one.every((octet, at) => octet === other[at]);
