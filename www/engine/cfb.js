// @ts-check
// A modification detection code and CFB over everything (RFC 9580 section 5.13.1), in a program's memory.

import { wantedBy } from "./beside.js";
import { Cfb, block, roomFor } from "./cipher.js";
import { piece } from "./hashing-thread.js";

/** @import { Begun } from "./beside.js" */
/** @import { Job } from "./bulk.js" */
/** @import { Work } from "./types.js" */

/** Octets of a code. */
const size = 20;

/** Encrypts in place, piece after piece, each in stretches: one while the key stream of the last is added. */
export class CfbSealing {
  #job;
  #cfb;
  #late;
  /** Octets of a piece, whole blocks. */
  #step;
  #from;

  /** @param {Job} job */
  constructor(job) {
    this.#job = job;
    this.#cfb = new Cfb(job.subtle, job.key);
    this.#from = job.order.data;
    this.#step = Math.min(piece, Math.ceil((job.order.length + 2 + size) / block) * block);
    this.#late = roomFor(this.#step);
  }

  /** Goes on up to there, whole blocks or the end of everything. @param {number} to */
  async upTo(to) {
    const { order, octets, stretch, done, progress, beside } = this.#job;
    while (this.#from < to) {
      const from = this.#from;
      const end = Math.min(to, from + this.#step);
      await beside?.pass(stretch, end, end);
      this.#late.set(stretch(from, end), block);
      // The memory may have moved meanwhile.
      const sealed = await this.#cfb.encrypt(this.#late, end - from);
      octets().set(sealed, from);
      this.#from = end;
      done.chunks++;
      progress("sealing", Math.min(end - order.data, order.length), order.length);
    }
  }

  wipe() {
    this.#late.fill(0);
  }
}

/**
 * Adds the code, and encrypts what is not yet encrypted.
 * @param {Job} job
 * @param {CfbSealing} cfb
 * @param {Begun} [code]  its hash, where another thread computes it
 */
export async function sealCfb({ subtle, order, octets, stretch, beside, meanwhile }, cfb, code) {
  const { data, length } = order;
  const at = data + length + 2;
  octets().set([0xd3, 0x14], data + length);
  const sum = code && beside ? beside.pass(stretch, at, at).then(() => beside.sum(code)) : subtle.digest("SHA-1", stretch(data, at));
  sum.catch(() => {}); // told when it is its turn
  meanwhile();
  // What is small is encrypted at once, for asking takes long; of the rest whole blocks in front of the code need not wait for it.
  if (at - data > piece) await cfb.upTo(at - (at - data) % block);
  octets().set(new Uint8Array(await sum), at);
  await cfb.upTo(at + size);
}

/**
 * Decrypts by the program, which no browser can do at once; what has to be hashed behind it is hashed meanwhile.
 * @param {Work<any>} work
 * @param {Pick<Job, "order"|"stretch"|"progress"> & { beside: NonNullable<Job["beside"]> }} job
 */
export async function openCfb(work, { order, stretch, progress, beside }) {
  const { data, length } = order;
  beside.addCode(data, data + length - size);
  for (let opened = 0; opened < length;) {
    const first = opened === 0;
    opened = Math.min(opened + piece, length);
    work.open_cfb(opened);
    const said = first ? work.announced(opened) : undefined;
    const wanted = said && wantedBy(said);
    if (wanted) beside.add(wanted);
    await beside.pass(stretch, data + opened, data + opened);
    progress("opening", opened, length);
  }
}
