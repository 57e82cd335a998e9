// @ts-check
// Carries out what a message in the program's hands asks for: its octets are encrypted, decrypted and hashed by the browser's own
// cryptography, in the program's memory. Where there is none, or it fails, the program does it by itself, to the same octet.

import { agreed } from "./agree.js";
import { Beside, wantedBy } from "./beside.js";
import { CfbSealing, openCfb, sealCfb } from "./cfb.js";
import { openChunks, sealChunks } from "./chunks.js";
import { block, isOurs, keyOf, wipe } from "./cipher.js";
import { memoryOf } from "./load.js";

/** @import { HashingThread } from "./hashing-thread.js" */
/** @import { OnStage, Order, OrderToAgree, Work } from "./types.js" */

/** Less is done by the program: asking takes longer. Octets of a chunk, and of what is hashed. */
const [smallest, leastHashed] = [4096, 32_768];

/**
 * What an order is carried out with. `beside`: hashes what passes in another thread. `meanwhile`: what may be done while the browser encrypts.
 * @typedef {{
 *   subtle: SubtleCrypto, key: CryptoKey, order: Order, octets: () => Uint8Array<ArrayBuffer>, stretch: (from: number, to: number) => Uint8Array<ArrayBuffer>,
 *   done: { chunks: number }, progress: OnStage, beside: Beside|null, meanwhile: () => unknown,
 * }} Job
 */

/**
 * Finishes a work that a program began.
 * @template Result
 * @param {object} program
 * @param {Work<Result>} work  used up
 * @param {OnStage} progress
 * @param {object} [by]
 * @param {WebAssembly.Memory|undefined} [by.memory]  the program's
 * @param {import("./streaming.js").Streams} [by.streams]  where files come in pieces
 * @param {HashingThread} [by.thread]  hashes what is large
 * @returns {Promise<Result>}
 */
export async function workedOff(program, work, progress, { memory = memoryOf(program), streams, thread } = {}) {
  let result;
  /** The hashes of what is being opened, until they are asked for. @type {Beside|null} */
  let beside = null;
  try {
    for (let order = work.order(); order; order = work.order()) {
      if (streams && memory && order.task === "seal-stream") {
        await streams.carryOut(/** @type {any} */ (work), order, progress, memory, thread);
        work.done();
        continue;
      }
      const subtle = globalThis.crypto?.subtle;
      if (order.task !== "hash") {
        beside?.end();
        // OCB the program does by itself, from one end to the other.
        const isShared = memory && subtle && thread && order.task !== "agree" && order.mode !== "OCB" && await thread.helps(order.length);
        beside = isShared ? new Beside(thread) : null;
      }
      if (!memory || !subtle || !await carriedOut({ subtle, memory, work, progress, beside }, order)) {
        wipe(order.key);
        if (order.task !== "agree" && order.agree) wipe(order.agree.key);
        work.run(0);
      }
    }
    result = work.finish();
  } catch (error) {
    try {
      work.free();
    } catch {
      // A program that broke takes nothing back; what broke it is what has to be known.
    }
    throw error;
  } finally {
    beside?.end();
  }
  work.free();
  return result;
}

/** @typedef {{ subtle: SubtleCrypto, memory: WebAssembly.Memory, work: Work<any>, progress: OnStage, beside: Beside|null }} Means */

/**
 * @param {Means} means
 * @param {Order|OrderToAgree} order
 * @returns {Promise<boolean>}  whether it is done; what was begun and failed is done here, or thrown
 */
async function carriedOut(means, order) {
  const { subtle, memory, work, progress, beside } = means;
  if (order.task === "agree") return agreedOn(subtle, work, order);
  const octets = () => new Uint8Array(/** @type {ArrayBuffer} */ (memory.buffer), order.address, order.room);
  const stretch = (/** @type {number} */ from, /** @type {number} */ to) => octets().subarray(from, to);
  if (order.task === "hash") {
    if (order.length < leastHashed) return false;
    const sum = await summed(order, beside) ?? await hashed(subtle, order, octets()).catch(() => null);
    if (sum) work.hashed(sum);
    return sum !== null;
  }
  if (order.task === "open-cfb") {
    if (!beside) return false;
    await openCfb(work, { order, stretch, progress, beside });
    work.done();
    return true;
  }
  /** @type {Promise<boolean>|undefined} */
  let agreeing;
  /** Once; best while a browser encrypts in a thread of its own. */
  const meanwhile = () => {
    agreeing ??= order.agree ? agreedOn(subtle, work, order.agree) : Promise.resolve(true);
    agreeing.catch(() => {}); // told where it is waited for
    return agreeing;
  };
  const can = order.task === "seal-cfb" || (order.mode === "GCM" && order.chunk >= smallest);
  if (!can || order.length < smallest) {
    await meanwhile();
    return false;
  }
  const done = { chunks: 0 };
  const job = { subtle, order, octets, stretch, done, progress, beside, meanwhile };
  const sealing = order.task === "open-chunks" ? null : new SealingInHand(work, job);
  try {
    const key = await keyOf(subtle, order, sealing ? "encrypt" : "decrypt");
    await (sealing ? sealing.seal(key) : openChunks({ ...job, key }, work));
    await meanwhile();
  } catch (error) {
    if (isOurs(error)) throw error;
    // What failed is tried by the program: all of it, or from the last chunk on that went well.
    if (done.chunks === 0) return false;
    await sealing?.signAnyhow();
    // What comes for this message must not come when it is done.
    await meanwhile();
    work.run(done.chunks);
    return true;
  } finally {
    wipe(order.key);
    await agreeing?.catch(() => {});
    if (order.agree) wipe(order.agree.key);
  }
  work.done();
  return true;
}

/** Signs a message and encrypts it. */
class SealingInHand {
  #work;
  #job;
  /** Of what is signed, where the other thread does not do it. @type {Promise<Uint8Array>|null} */
  #early = null;
  /** @type {import("./beside.js").Begun|null} */
  #begun = null;
  #signed = false;

  /** @param {Work<any>} work @param {Omit<Job, "key">} job */
  constructor(work, job) {
    this.#work = work;
    this.#job = job;
    const { subtle, order, octets, beside } = job;
    const wanted = wantedBy(order);
    if (wanted && beside) {
      this.#begun = beside.add(wanted);
    } else if (wanted && order.length >= leastHashed) {
      // The copy that is hashed is taken at once; while it is, chunks in front of the signature may already be sealed.
      this.#early = hashed(subtle, order, octets());
      this.#early.catch(() => {}); // told where it is waited for
    }
  }

  /** @param {CryptoKey} key */
  async seal(key) {
    const job = { ...this.#job, key };
    const { order, beside } = job;
    if (order.task === "seal-chunks") {
      if (this.#begun || this.#early) await sealChunks(job, false);
      await this.#sign();
      await sealChunks(job, true);
      return;
    }
    const cfb = new CfbSealing(job);
    try {
      const code = beside?.addCode(order.data);
      if (this.#begun) await cfb.upTo(order.data + order.length - order.length % block);
      await this.#sign();
      await sealCfb(job, cfb, code);
    } finally {
      cfb.wipe();
    }
  }

  /** What is signed is written over by now, so its hash is still needed. Cannot it be had either, the program refuses, as it does half-way through CFB. */
  async signAnyhow() {
    const sum = this.#signed ? null : await this.#sum().catch(() => null);
    if (sum) this.#work.sign(sum);
  }

  async #sum() {
    const { order, stretch, beside } = this.#job;
    if (!this.#begun || !beside) return this.#early;
    const end = order.data + order.length;
    await beside.pass(stretch, end, end);
    return beside.sum(this.#begun, order.tail);
  }

  async #sign() {
    const sum = await this.#sum();
    this.#work.sign(sum ?? undefined);
    this.#signed = true;
    // It is another order now: there are more data, and they may have moved.
    const { key, address, room, length, agree } = /** @type {Order} */ (this.#work.order());
    wipe(key);
    if (agree) wipe(agree.key);
    Object.assign(this.#job.order, { address, room, length });
  }
}

/** A hash that was begun while its octets were decrypted. @param {Order} order @param {Beside|null} beside */
async function summed(order, beside) {
  const wanted = wantedBy(order);
  const begun = wanted && beside?.find(wanted);
  // Where the other thread was lost it is done here.
  return begun && beside ? beside.sum(begun, order.tail).catch(() => null) : null;
}

/**
 * @param {SubtleCrypto} subtle
 * @param {Work<any>} work
 * @param {OrderToAgree} order
 * @returns {Promise<boolean>}  whether it is done
 */
async function agreedOn(subtle, work, order) {
  const products = await agreed(subtle, order).catch(() => null);
  wipe(order.key);
  if (!products) return false;
  try {
    work.agreed(order.turn, products);
  } finally {
    wipe(products);
  }
  return true;
}

/**
 * @param {SubtleCrypto} subtle
 * @param {Order} order
 * @param {Uint8Array<ArrayBuffer>} octets
 * @returns {Promise<Uint8Array>}
 */
async function hashed(subtle, { digest, salt, tail }, octets) {
  const { algorithm, from, to } = /** @type {NonNullable<Order["digest"]>} */ (digest);
  const [start, end] = [from - salt.length, to + tail.length];
  // Salt and tail are put around the payload for as long as it takes to copy it: the hash is asked for once and of one piece.
  const kept = [octets.slice(start, from), octets.slice(to, end)];
  if (start < 0 || end > octets.length) {
    const copy = new Uint8Array(end - start);
    copy.set(salt);
    copy.set(octets.subarray(from, to), salt.length);
    copy.set(tail, salt.length + to - from);
    const sum = subtle.digest(algorithm, copy);
    // Asked for, it was copied.
    wipe(copy);
    return new Uint8Array(await sum);
  }
  octets.set(salt, start);
  octets.set(tail, to);
  const sum = subtle.digest(algorithm, octets.subarray(start, end));
  octets.set(kept[0], start);
  octets.set(kept[1], to);
  return new Uint8Array(await sum);
}
