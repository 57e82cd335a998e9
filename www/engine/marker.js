// @ts-check
// The program that puts labels into files, in the worker. It asks for the octets it needs; what it answers is put
// together here, so that a large file is copied once. A file that brings it down is a file that stays as it is.

import { asZegelError } from "./errors.js";
import { load } from "./load.js";
import { readPiece } from "./streaming.js";

/** @import { MarkerProgram } from "./types.js" */
/** @import { FileLeft } from "../generated/contract.js" */

export class Marker {
  #programs;
  /** @type {Promise<MarkerProgram>|undefined} */
  #program;
  #attempt = 0;

  /** @param {import("./types.js").Programs} programs */
  constructor(programs) {
    this.#programs = programs;
  }

  /**
   * Labels the files of a draft as its permit has it.
   * @param {string} permit
   * @param {string} action  a UUID for this act of labelling
   * @param {(Uint8Array|Blob)[]} contents  a Blob is read here, where it gets a label
   * @returns {Promise<{ contents: (Uint8Array|Blob)[], left: (FileLeft|null)[] }>} `left`: why a file stayed as it is
   */
  async mark(permit, action, contents) {
    let program = await this.#loaded();
    const ordered = begin(program, permit, action);
    const marked = [...contents];
    /** @type {(FileLeft|null)[]} */
    const left = contents.map(() => null);
    for (const [index, content] of contents.entries()) {
      if (!ordered[index]) continue;
      const bytes = await readPiece(content, index);
      const answer = this.#ask(() => program.carry_out(index, bytes.length, (from, to) => bytes.subarray(from, to)));
      if (answer.left) left[index] = answer.left;
      else if (answer.pieces) marked[index] = assembled(bytes, answer.pieces, program.fresh());
      if (!this.#program) {
        program = await this.#loaded();
        begin(program, permit, action);
      }
    }
    return { contents: marked, left };
  }

  /**
   * Why files could not be labelled; null for each that could.
   * @param {string[]} names
   * @param {Uint8Array[]} contents
   * @returns {Promise<(FileLeft|null)[]>}
   */
  async attempt(names, contents) {
    /** @type {(FileLeft|null)[]} */
    const left = [];
    for (const [index, bytes] of contents.entries()) {
      const program = await this.#loaded();
      left.push(this.#ask(() => program.attempt(names[index], bytes.length, (from, to) => bytes.subarray(from, to))).left ?? null);
    }
    return left;
  }

  async #loaded() {
    this.#program ??= load(this.#programs, "marker", this.#attempt);
    try {
      return await this.#program;
    } catch (error) {
      this.#program = undefined;
      throw error;
    }
  }

  /** @param {() => string} question @returns {{ pieces?: (number|[number, number])[], left?: FileLeft }} */
  #ask(question) {
    try {
      return JSON.parse(question());
    } catch (thrown) {
      const error = asZegelError(thrown);
      if (error.code !== "engine-crashed") throw error;
      this.#program = undefined;
      this.#attempt += 1;
      return { left: "damaged" };
    }
  }
}

/** @param {MarkerProgram} program @param {string} permit @param {string} action @returns {boolean[]} */
function begin(program, permit, action) {
  try {
    return JSON.parse(program.begin(permit, action));
  } catch (thrown) {
    throw asZegelError(thrown);
  }
}

/**
 * @param {Uint8Array} original
 * @param {(number|[number, number])[]} pieces  so many new octets, or a stretch of the original
 * @param {Uint8Array} fresh
 */
function assembled(original, pieces, fresh) {
  const size = pieces.reduce((/** @type {number} */ sum, piece) => sum + (typeof piece === "number" ? piece : piece[1] - piece[0]), 0);
  const whole = new Uint8Array(size);
  let [at, used] = [0, 0];
  for (const piece of pieces) {
    const part = typeof piece === "number" ? fresh.subarray(used, used += piece) : original.subarray(...piece);
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
