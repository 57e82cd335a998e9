// @ts-check
// Carries out what a message in the program's hands asks for: its octets are encrypted, decrypted and hashed by the browser's own
// cryptography, in the program's memory. Where there is none, or it fails, the program does it by itself, to the same octet.

import { memoryOf } from "./load.js";

/** @import { OnStage, Order, Work } from "./types.js" */

/** The tag of a chunk, and a block of the cipher. */
const block = 16;
/** Smaller chunks are done by the program: asking takes longer. */
const smallest = 4096;
/** CFB is done in pieces of so many octets; larger ones are slower, because their buffers are fresh each time. */
const piece = 0x20000; // a multiple of the block
/** Chunks in flight, where they are small. */
const flights = 4;

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
  try {
    for (let order = work.order(); order; order = work.order()) {
      if (streams && order.task === "seal-stream") {
        await streams.carryOut(/** @type {any} */ (work), order, progress, memory);
        work.done();
      } else if (!memory || !await carriedOut(memory, work, order, progress)) work.run(0);
    }
    return work.finish();
  } finally {
    work.free();
  }
}

/**
 * @param {WebAssembly.Memory} memory
 * @param {Work<any>} work
 * @param {Order} order
 * @param {OnStage} progress
 * @returns {Promise<boolean>}  whether it is done; what was begun and failed is done here, or thrown
 */
async function carriedOut(memory, work, order, progress) {
  const subtle = globalThis.crypto?.subtle;
  const done = { chunks: 0 };
  try {
    const can = order.task === "seal-cfb" || (order.mode === "GCM" && order.chunk >= smallest);
    if (!subtle || !can || order.length < smallest) return false;
    const octets = () => new Uint8Array(/** @type {ArrayBuffer} */ (memory.buffer), order.address, order.room);
    const key = await subtle.importKey("raw", order.key, order.mode === "GCM" ? "AES-GCM" : "AES-CBC", false, [order.task === "open-chunks" ? "decrypt" : "encrypt"]);
    const job = { subtle, key, order, octets, done, progress };
    if (order.task === "open-chunks") {
      await openChunks(job);
    } else {
      // The copy that is hashed is taken at once; while it is, chunks in front of the signature may already be sealed.
      const digest = order.digest && hashed(subtle, order, octets());
      // A rejection is for whoever waits for it, further down.
      digest?.catch(() => {});
      if (order.task === "seal-chunks" && digest) await sealChunks(job, false);
      const sum = digest && await digest;
      work.sign(sum ?? undefined);
      const { key: again, address, room, length } = /** @type {Order} */ (work.order());
      wipe(again);
      Object.assign(order, { address, room, length });
      await (order.task === "seal-cfb" ? sealCfb(job) : sealChunks(job, true));
    }
  } catch (error) {
    if (isTold(error)) throw error;
    // What failed is tried by the program, from the last chunk on that went well. Was the hash not to be had, that is too late:
    // then it refuses.
    if (done.chunks === 0) return false;
    work.run(done.chunks);
    return true;
  } finally {
    wipe(order.key);
  }
  work.done();
  return true;
}

/** @param {Uint8Array} octets */
const wipe = (octets) => octets.fill(0);

/** Errors of the program say what is wrong; those of the browser's cryptography do not. @param {any} error */
const isTold = (error) => typeof error?.code === "string" && !(error instanceof DOMException);

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
  if (start < 0 || end > octets.length) return new Uint8Array(await subtle.digest(algorithm, joined([salt, octets.subarray(from, to), tail])));
  octets.set(salt, start);
  octets.set(tail, to);
  const sum = subtle.digest(algorithm, octets.subarray(start, end));
  octets.set(kept[0], start);
  octets.set(kept[1], to);
  return new Uint8Array(await sum);
}

/** @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @typedef {{ subtle: SubtleCrypto, key: CryptoKey, order: Order, octets: () => Uint8Array<ArrayBuffer>, done: { chunks: number }, progress: OnStage }} Job */

/**
 * The parameters of one chunk; `last`: how many octets there are in all.
 * @param {Order} order
 * @param {number} index
 * @param {number} [last]
 */
function parameters({ nonce, header }, index, last) {
  const iv = new Uint8Array(nonce.length + 8);
  iv.set(nonce);
  new DataView(iv.buffer).setBigUint64(nonce.length, BigInt(index));
  let additionalData = header;
  if (last !== undefined) {
    additionalData = new Uint8Array(header.length + 8);
    additionalData.set(header);
    new DataView(additionalData.buffer).setBigUint64(header.length, BigInt(last));
  }
  return { name: "AES-GCM", iv, additionalData, tagLength: 128 };
}

/**
 * Chunk after chunk, some in flight. What is asked for is copied at once, and what comes back goes where everything has been read.
 * @param {Job} job
 * @param {number} count
 * @param {(index: number, octets: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>} ask
 * @param {(index: number) => number} place
 */
async function inTurns({ order, octets, done, progress }, count, ask, place) {
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
      const answer = new Uint8Array(await /** @type {Promise<ArrayBuffer>} */ (asked.shift()));
      octets().set(answer, place(done.chunks));
      // Plaintext does not lie about until it is collected.
      if (stage === "opening") wipe(answer);
      done.chunks++;
      progress(stage, Math.min(done.chunks * order.chunk, order.length), order.length);
    }
  } finally {
    await Promise.allSettled(asked);
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
    return subtle.decrypt(parameters(order, index), key, all.subarray(from, Math.min(from + chunk + block, end)));
  }, (index) => start + index * chunk);
  await subtle.decrypt(parameters(order, count, end - data - count * block), key, octets().subarray(end, end + block));
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
  await inTurns(job, count, (index, all) => {
    const from = data + index * chunk;
    return subtle.encrypt(parameters(order, index), key, all.subarray(from, Math.min(from + chunk, data + length)));
  }, place);
  if (!whole) return;
  const tag = await subtle.encrypt(parameters(order, count, length), key, new Uint8Array());
  octets().set(new Uint8Array(tag), start + length + count * block);
}

/**
 * CFB by CBC: encrypting by CBC what was encrypted so far and then the plaintext, one block late, gives the key stream. It is
 * done in place, so that the block in front of a piece is always ciphertext.
 * @param {Job} job
 */
async function sealCfb({ subtle, key, order, octets, done, progress }) {
  const { data, length } = order;
  const end = data + length + 22;
  octets().set([0xd3, 0x14], data + length);
  const sum = subtle.digest("SHA-1", octets().subarray(data, end - 20));
  sum.catch(() => {});
  const iv = new Uint8Array(block);
  for (let from = data; from < end; from += piece) {
    const to = Math.min(from + piece, end);
    // The code over everything is the end of the last piece, and its length decides which pieces hold it.
    if (to > end - 20) octets().set(new Uint8Array(await sum), end - 20);
    let late = octets().subarray(from - block, from - block + Math.ceil((to - from) / block) * block);
    if (from === data) {
      late = late.slice();
      late.fill(0, 0, block);
    }
    const stream = new Uint8Array(await subtle.encrypt({ name: "AES-CBC", iv }, key, late));
    mix(octets().subarray(from, to), stream);
    wipe(stream);
    done.chunks++;
    progress("sealing", Math.min(to - data, length), length);
  }
}

/** @param {Uint8Array<ArrayBuffer>} octets @param {Uint8Array<ArrayBuffer>} stream at least as long */
function mix(octets, stream) {
  // Word by word, in copies that begin at one: where the octets lie in the memory is left to chance.
  const [copy, rest] = [octets.slice(), octets.length & ~3];
  const [left, right] = [new Uint32Array(stream.buffer, 0, rest >> 2), new Uint32Array(copy.buffer, 0, rest >> 2)];
  for (let i = 0; i < left.length; i++) left[i] ^= right[i];
  for (let i = rest; i < octets.length; i++) stream[i] ^= copy[i];
  octets.set(stream.subarray(0, octets.length));
  wipe(copy);
}
