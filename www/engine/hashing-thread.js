// @ts-check
// A second thread that hashes what this one encrypts or decrypts: in one thread both take their time one after the other, for Chromium's
// own cryptography works in the thread that asks, measured. It is started for the first large message and ended when it has
// long had nothing to do. Without it all is done here.

import { ZegelError } from "./errors.js";
import { workerAddress } from "./worker-address.js";

/** @import { FromHashing, Programs, ToHashing } from "./types.js" */

/** Messages of fewer octets take less than what it costs to share them. */
const worth = 0x400000;
/** Octets that are copied at a time, and how many such pieces may be on their way. */
export const piece = 0x100000;
const most = 8;
/** It is not waited for longer than a millisecond for so many octets of the message: so much it saves. */
const patience = 0x80000;
/** Milliseconds between two looks for a word of it; at the last without one it is given up. One alone says nothing: a computer may have slept. */
const silence = 10_000;
const looks = 3;
/** Milliseconds after which it is ended. */
const idle = 60_000;

/** @typedef {{ postMessage(message: ToHashing, transfer: ArrayBuffer[]): void, terminate(): unknown }} Port */
/** @typedef {(onMessage: (message: FromHashing) => void, onDeath: () => void) => Port} Start */

export class HashingThread {
  #programs;
  #start;
  /** @type {Port|null} */
  #port = null;
  /** Whether it serves; after it was lost once it is left alone. @type {"no"|"soon"|"yes"|"never"} */
  #serves = "no";
  /** @type {(() => void)[]} whoever waits for it to begin */
  #beginning = [];
  /** Pieces on their way, and who waits until there are fewer. */
  #out = 0;
  /** @type {(() => void)[]} */
  #crowd = [];
  /** Pieces that came back: fresh memory costs more than what is written to it. @type {ArrayBuffer[]} */
  #free = [];
  /** @type {Map<number, { resolve: (sum: Uint8Array) => void, reject: (error: Error) => void }>} */
  #sums = new Map();
  /** Hashes that were begun and are not yet ended: several messages may be in hand. @type {Set<number>} */
  #open = new Set();
  #last = 0;
  /** How often it was looked for a word and there was none. */
  #silent = 0;
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #watch;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #end;

  /**
   * @param {Programs} programs
   * @param {Start} [start]
   */
  constructor(programs, start = startWorker) {
    this.#programs = programs;
    this.#start = start;
  }

  /**
   * Begins to start it where it will be worth it.
   * @param {number} octets  of the message
   * @param {{ name: string, module: WebAssembly.Module|null }|undefined} program  the one that is here; its module need not be fetched
   */
  prepare(octets, program) {
    if (octets < worth || !program || this.#serves !== "no") return;
    try {
      const port = this.#port = this.#start((message) => { if (port === this.#port) this.#take(message); }, () => { if (port === this.#port) this.#lose(); });
      this.#serves = "soon";
      port.postMessage({ kind: "start", programs: this.#programs, ...program }, []);
    } catch {
      // A policy that allows no other worker, or a browser that hands no compiled program over.
      this.#lose();
    }
  }

  /** Whether it can help with a message of so many octets. @param {number} octets @returns {Promise<boolean>} */
  async helps(octets) {
    if (octets < worth) return false;
    if (this.#serves === "soon") {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, octets / patience);
        this.#beginning.push(() => { clearTimeout(timer); resolve(undefined); });
      });
    }
    return this.#serves === "yes";
  }

  /** Begins a hash. @param {string} algorithm @param {Uint8Array} salt @returns {number} */
  begin(algorithm, salt) {
    const hash = ++this.#last;
    // Lost meanwhile: whoever asks for the hash is told.
    if (!this.#port) return hash;
    clearTimeout(this.#end);
    if (this.#open.size === 0) this.#watch = setInterval(() => this.#look(), silence);
    this.#open.add(hash);
    this.#send({ kind: "begin", hash, algorithm, salt });
    return hash;
  }

  /** A copy of at most a piece, that may be given away. @param {Uint8Array} octets */
  copy(octets) {
    const copy = new Uint8Array(this.#free.pop() ?? new ArrayBuffer(piece), 0, octets.length);
    copy.set(octets);
    return copy;
  }

  /**
   * Feeds hashes with a piece, which is given away; settles when there is room for another.
   * @param {Uint8Array<ArrayBuffer>} octets  from `copy`
   * @param {{ hash: number, from: number, to: number }[]} parts  of the piece, that count for a hash
   */
  async feed(octets, parts) {
    if (!this.#port) {
      octets.fill(0);
      return;
    }
    this.#out++;
    this.#send({ kind: "piece", octets, parts }, [octets.buffer]);
    if (this.#out >= most) await new Promise((resolve) => { this.#crowd.push(() => resolve(undefined)); });
  }

  /** Ends a hash. @param {number} hash @param {Uint8Array} tail @returns {Promise<Uint8Array>} */
  async end(hash, tail) {
    if (this.#serves !== "yes") throw new HashingLost();
    this.#send({ kind: "end", hash, tail });
    try {
      return await new Promise((resolve, reject) => { this.#sums.set(hash, { resolve, reject }); });
    } finally {
      this.#close(hash);
    }
  }

  /** Lets a hash go that nobody asks for any more. @param {number} hash */
  drop(hash) {
    this.#send({ kind: "end", hash, tail: null });
    this.#close(hash);
  }

  /** @param {number} hash */
  #close(hash) {
    if (!this.#open.delete(hash) || this.#open.size > 0) return;
    clearInterval(this.#watch);
    this.#free = [];
    const end = this.#end = setTimeout(() => this.#stop("no"), idle);
    // Node would wait for it.
    if (typeof end === "object") /** @type {any} */ (end).unref();
  }

  /** @param {ToHashing} message @param {ArrayBuffer[]} [transfer] */
  #send(message, transfer = []) {
    this.#port?.postMessage(message, transfer);
  }

  #look() {
    const waits = this.#out > 0 || this.#sums.size > 0;
    if (waits && ++this.#silent >= looks) this.#lose();
  }

  /** @param {FromHashing} message */
  #take(message) {
    this.#silent = 0;
    if (message.kind === "failed") return this.#lose();
    if (message.kind === "ready") {
      this.#serves = "yes";
      this.#begun();
    } else if (message.kind === "taken") {
      this.#out--;
      if (this.#open.size > 0) this.#free.push(message.octets.buffer);
      this.#crowd.shift()?.();
    } else {
      const { hash, sum } = message;
      const waiting = this.#sums.get(hash);
      this.#sums.delete(hash);
      if (sum) waiting?.resolve(sum);
      else waiting?.reject(new HashingLost());
    }
  }

  #begun() {
    for (const go of this.#beginning.splice(0)) go();
  }

  #lose() {
    this.#stop("never");
  }

  /** @param {"no"|"never"} serves */
  #stop(serves) {
    this.#serves = serves;
    clearInterval(this.#watch);
    clearTimeout(this.#end);
    this.#port?.terminate();
    this.#port = null;
    this.#out = 0;
    this.#free = [];
    this.#open.clear();
    this.#begun();
    for (const go of this.#crowd.splice(0)) go();
    for (const { reject } of this.#sums.values()) reject(new HashingLost());
    this.#sums.clear();
  }
}

/** Nothing is wrong with what was to be hashed, but what was sealed over it cannot be finished. */
class HashingLost extends ZegelError {
  constructor() {
    super("engine-crashed");
  }
}

/**
 * Seals something, and from the beginning again where the thread was lost over it: then all is done here.
 * @template Result
 * @param {() => Promise<Result>} attempt
 */
export async function unlessLost(attempt) {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof HashingLost) return attempt();
    throw error;
  }
}

/** @type {Start} */
function startWorker(onMessage, onDeath) {
  // Node's cryptography has threads of its own.
  if (!globalThis.Worker || navigator.hardwareConcurrency === 1) throw new Error("no second thread");
  const worker = new Worker(workerAddress("hashing"), { type: "module", name: "zegel-hashing" });
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onerror = (event) => {
    event.preventDefault(); // all is done here then
    onDeath();
  };
  worker.onmessageerror = onDeath;
  return worker;
}
