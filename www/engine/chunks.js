// @ts-check
// Authenticated chunks (RFC 9580 section 5.13.2), encrypted and decrypted by the browser in a program's memory.

import { wantedBy } from "./beside.js";
import { block, chunkParameters, wipe } from "./cipher.js";
import { piece } from "./hashing-thread.js";

/** @import { Job } from "./bulk.js" */
/** @import { Work } from "./types.js" */

/** Chunks in flight, where they are small: then it is asking that takes long. */
const flights = 4;

/**
 * Chunk after chunk, some in flight. What is asked for is copied at once, and what comes back goes where everything has been read.
 * @param {Job} job
 * @param {number} count
 * @param {(index: number) => Promise<ArrayBuffer>} ask
 * @param {(index: number, answer: Uint8Array) => Promise<void>|void} put
 */
async function inTurns({ order, done, progress, meanwhile }, count, ask, put) {
  const stage = order.task === "open-chunks" ? "opening" : "sealing";
  /** @type {Promise<ArrayBuffer>[]} */
  const asked = [];
  let next = done.chunks;
  const most = order.chunk < 0x10000 ? flights : 1;
  try {
    while (done.chunks < count) {
      while (next < count && asked.length < most) {
        const asking = ask(next++);
        asking.catch(() => {}); // told when it is its turn
        asked.push(asking);
      }
      meanwhile();
      await put(done.chunks, new Uint8Array(await /** @type {Promise<ArrayBuffer>} */ (asked.shift())));
      done.chunks++;
      progress(stage, Math.min(done.chunks * order.chunk, order.length), order.length);
    }
  } finally {
    for (const one of await Promise.allSettled(asked)) if (one.status === "fulfilled") wipe(new Uint8Array(one.value));
  }
}

/** @param {Job} job @param {Work<any>} work */
export async function openChunks(job, work) {
  const { subtle, key, order, octets, stretch, beside, done } = job;
  const { start, data, chunk } = order;
  const end = data + order.length - block;
  const count = Math.ceil((end - data) / (chunk + block));
  const plain = start + end - data - count * block;
  await inTurns(job, count, (index) => {
    const from = data + index * (chunk + block);
    return subtle.decrypt(chunkParameters(order, index), key, stretch(from, Math.min(from + chunk + block, end)));
  }, (index, answer) => {
    octets().set(answer, start + index * chunk);
    // Plaintext does not lie about until it is collected.
    wipe(answer);
    if (!beside) return undefined;
    if (index === 0) {
      const said = work.announced(answer.length);
      const wanted = said && wantedBy(said);
      if (wanted) beside.add(wanted);
    }
    const to = Math.min(start + (index + 1) * chunk, plain);
    return to === plain || to - beside.at >= piece ? beside.pass(stretch, to, to) : undefined;
  });
  await subtle.decrypt(chunkParameters(order, done.chunks, plain - start), key, stretch(end, end + block));
}

/**
 * @param {Job} job
 * @param {boolean} whole  not only the chunks that are whole
 */
export async function sealChunks(job, whole) {
  const { subtle, key, order, octets, stretch, beside } = job;
  const { start, data, chunk, length } = order;
  const count = whole ? Math.ceil(length / chunk) : Math.floor(length / chunk);
  const tag = whole ? subtle.encrypt(chunkParameters(order, count, length), key, new Uint8Array()) : null;
  tag?.catch(() => {}); // told when it is its turn
  await inTurns(job, count, async (index) => {
    const from = data + index * chunk;
    const to = Math.min(from + chunk, data + length);
    // Before anything of it is written over.
    if (beside && beside.at < to) await beside.pass(stretch, to, data + length);
    return subtle.encrypt(chunkParameters(order, index), key, stretch(from, to));
  }, (index, answer) => octets().set(answer, start + index * (chunk + block)));
  if (tag) octets().set(new Uint8Array(await tag), start + length + count * block);
}
