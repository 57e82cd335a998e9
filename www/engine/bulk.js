// @ts-check
// Carries out what a message in the program's hands asks for: its octets are encrypted, decrypted and hashed by the browser's own
// cryptography, in the program's memory. Where there is none, or it fails, the program does it by itself, to the same octet.

import { agreed } from "./agree.js";
import { Cfb, block, chunkParameters, isOurs, keyOf, roomFor, wipe } from "./cipher.js";
import { memoryOf } from "./load.js";

/** @import { OnStage, Order, OrderToAgree, Work } from "./types.js" */

/** Less is done by the program: asking takes longer. Octets of a chunk, and of what is hashed. */
const [smallest, leastHashed] = [4096, 32_768];
/** Chunks in flight, where they are small: then it is asking that takes long. Chromium does all of this in one thread, measured: a hash and
 * a cipher asked for together take as long as one after the other. */
const flights = 4;
/** CFB is encrypted in pieces of so many octets, of several stretches each: one while the key stream of the last is added. */
const piece = 0x100000;

/**
 * Finishes a work that a program began.
 * @template Result
 * @param {object} program
 * @param {Work<Result>} work  used up
 * @param {OnStage} progress
 * @param {WebAssembly.Memory|undefined} [memory]  the program's
 * @param {import("./streaming.js").Streams} [streams]  where files come in pieces
 * @returns {Promise<Result>}
 */
export async function workedOff(program, work, progress, memory = memoryOf(program), streams = undefined) {
  let result;
  try {
    for (let order = work.order(); order; order = work.order()) {
      if (streams && order.task === "seal-stream") {
        await streams.carryOut(/** @type {any} */ (work), order, progress, memory);
        work.done();
      } else if (!memory || !await carriedOut(memory, work, order, progress)) {
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
  }
  work.free();
  return result;
}

/**
 * @param {WebAssembly.Memory} memory
 * @param {Work<any>} work
 * @param {Order|OrderToAgree} order
 * @param {OnStage} progress
 * @returns {Promise<boolean>}  whether it is done; what was begun and failed is done here, or thrown
 */
async function carriedOut(memory, work, order, progress) {
  const subtle = globalThis.crypto?.subtle;
  if (order.task === "agree") return subtle !== undefined && agreedOn(subtle, work, order);
  /** @type {Promise<boolean>|undefined} */
  let agreeing;
  /** Once; best while the browser does something else, which Chromium does in another thread, and this in our own. */
  const agree = () => {
    agreeing ??= subtle && order.agree ? agreedOn(subtle, work, order.agree) : Promise.resolve(true);
    agreeing.catch(() => {}); // told where it is waited for
    return agreeing;
  };
  const can = order.task === "seal-cfb" || order.task === "hash" || (order.mode === "GCM" && order.chunk >= smallest);
  if (!subtle || !can || order.length < (order.task === "hash" ? leastHashed : smallest)) {
    await agree();
    return false;
  }
  const done = { chunks: 0 };
  /** Of what is signed, until the signature is there. @type {Promise<Uint8Array>|null} */
  let digest = null;
  try {
    const octets = () => new Uint8Array(/** @type {ArrayBuffer} */ (memory.buffer), order.address, order.room);
    if (order.task === "hash") {
      work.hashed(await hashed(subtle, order, octets()));
      return true;
    }
    const key = keyOf(subtle, order, order.task === "open-chunks" ? "decrypt" : "encrypt");
    key.catch(() => {});
    const job = async () => ({ subtle, key: await key, order, octets, done, progress, meanwhile: agree });
    if (order.task === "open-chunks") {
      await openChunks(await job());
    } else {
      // The copy that is hashed is taken at once; while it is, chunks in front of the signature may already be sealed.
      digest = order.digest && order.length >= leastHashed ? hashed(subtle, order, octets()) : null;
      // A rejection is for whoever waits for it, further down, as that of the key.
      digest?.catch(() => {});
      if (order.task === "seal-chunks" && digest) await sealChunks(await job(), false);
      const sum = await digest;
      work.sign(sum ?? undefined);
      digest = null;
      const { key: again, address, room, length, agree: same } = /** @type {Order} */ (work.order());
      wipe(again);
      if (same) wipe(same.key);
      Object.assign(order, { address, room, length });
      await (order.task === "seal-cfb" ? sealCfb(await job()) : sealChunks(await job(), true));
      await agree();
    }
  } catch (error) {
    if (isOurs(error)) throw error;
    // What failed is tried by the program: all of it, or from the last chunk on that went well.
    if (done.chunks === 0) return false;
    // What is signed is written over by now, so its hash is still needed. Cannot it be had either, the program refuses, as it does
    // half-way through CFB.
    const sum = await digest?.catch(() => null);
    if (sum) work.sign(sum);
    // What comes for this message must not come when it is done.
    await agree();
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

/** @typedef {{ subtle: SubtleCrypto, key: CryptoKey, order: Order, octets: () => Uint8Array<ArrayBuffer>, done: { chunks: number }, progress: OnStage, meanwhile: () => unknown }} Job */

/**
 * Chunk after chunk, some in flight. What is asked for is copied at once, and what comes back goes where everything has been read.
 * @param {Job} job
 * @param {number} count
 * @param {(index: number, octets: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>} ask
 * @param {(index: number) => number} place
 */
async function inTurns({ order, octets, done, progress, meanwhile }, count, ask, place) {
  const stage = order.task === "open-chunks" ? "opening" : "sealing";
  /** @type {Promise<ArrayBuffer>[]} */
  const asked = [];
  let next = done.chunks;
  const most = order.chunk < 0x10000 ? flights : 1;
  try {
    while (done.chunks < count) {
      while (next < count && asked.length < most) {
        const asking = ask(next++, octets());
        asking.catch(() => {}); // told when it is its turn
        asked.push(asking);
      }
      meanwhile();
      const answer = new Uint8Array(await /** @type {Promise<ArrayBuffer>} */ (asked.shift()));
      octets().set(answer, place(done.chunks));
      // Plaintext does not lie about until it is collected.
      if (stage === "opening") wipe(answer);
      done.chunks++;
      progress(stage, Math.min(done.chunks * order.chunk, order.length), order.length);
    }
  } finally {
    for (const one of await Promise.allSettled(asked)) if (one.status === "fulfilled") wipe(new Uint8Array(one.value));
  }
}

/** @param {Job} job */
async function openChunks(job) {
  const { subtle, key, order, octets } = job;
  const { start, data, chunk } = order;
  const end = data + order.length - block;
  const count = Math.ceil((end - data) / (chunk + block));
  await inTurns(job, count, (index, all) => {
    const from = data + index * (chunk + block);
    return subtle.decrypt(chunkParameters(order, index), key, all.subarray(from, Math.min(from + chunk + block, end)));
  }, (index) => start + index * chunk);
  await subtle.decrypt(chunkParameters(order, count, end - data - count * block), key, octets().subarray(end, end + block));
}

/**
 * @param {Job} job
 * @param {boolean} whole  not only the chunks that are whole
 */
async function sealChunks(job, whole) {
  const { subtle, key, order, octets } = job;
  const { start, data, chunk, length } = order;
  const place = (/** @type {number} */ index) => start + index * (chunk + block);
  const count = whole ? Math.ceil(length / chunk) : Math.floor(length / chunk);
  const tag = whole ? subtle.encrypt(chunkParameters(order, count, length), key, new Uint8Array()) : null;
  tag?.catch(() => {});
  await inTurns(job, count, (index, all) => {
    const from = data + index * chunk;
    return subtle.encrypt(chunkParameters(order, index), key, all.subarray(from, Math.min(from + chunk, data + length)));
  }, place);
  if (tag) octets().set(new Uint8Array(await tag), start + length + count * block);
}

/** The modification detection code, and CFB over everything (RFC 9580 section 5.13.1). @param {Job} job */
async function sealCfb({ subtle, key, order, octets, done, progress, meanwhile }) {
  const { data, length } = order;
  const end = data + length + 22;
  octets().set([0xd3, 0x14], data + length);
  const sum = subtle.digest("SHA-1", octets().subarray(data, end - 20));
  sum.catch(() => {});
  meanwhile();
  const cfb = new Cfb(subtle, key);
  const late = roomFor(Math.min(piece, end - data));
  try {
    for (let from = data; from < end; from += piece) {
      const to = Math.min(from + piece, end);
      // The code stands at the end, and its length decides which pieces hold it: it is put there before the first of them.
      if (from <= end - 20 && to > end - 20) {
        const code = new Uint8Array(await sum);
        octets().set(code, end - 20);
      }
      late.set(octets().subarray(from, to), block);
      // The memory may have moved meanwhile.
      const sealed = await cfb.encrypt(late, to - from);
      octets().set(sealed, from);
      done.chunks++;
      progress("sealing", Math.min(to - data, length), length);
    }
  } finally {
    wipe(late);
  }
}
