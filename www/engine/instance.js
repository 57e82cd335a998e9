// @ts-check
// One instance of a small wasm program: what it throws becomes our kind of error, and after a trap it is never used again.

import { ZegelError, asZegelError } from "./errors.js";
import { load } from "./load.js";

/**
 * @template Program
 * @param {import("./types.js").Programs} programs
 * @param {"decider"|"detector"} name
 */
export async function instance(programs, name) {
  /** @type {Program|null} */
  let program = await load(programs, name);
  let generation = 0;
  return {
    /** Another number after a crash: then the program knows nothing of what it was told before. */
    get generation() { return generation; },
    /**
     * After a trap the instance is in an unknown state and is never used again. Until another is loaded, questions are
     * refused; an answer from a broken instance could be a wrong one.
     * @template T
     * @param {(program: Program) => T} question
     * @returns {T}
     */
    ask(question) {
      if (!program) throw new ZegelError("engine-crashed");
      try {
        return question(program);
      } catch (thrown) {
        const error = asZegelError(thrown);
        if (error.code === "engine-crashed") {
          program = null;
          generation += 1;
          load(programs, name, generation).then((fresh) => { program = /** @type {Program} */ (fresh); }, () => {});
        }
        throw error;
      }
    },
  };
}

/**
 * As JSON. Half of an emoji, as a paste can leave it, is no text for Rust.
 * @param {unknown} value
 */
export function written(value) {
  return JSON.stringify(value, (_, one) => (typeof one === "string" ? wellFormed(one) : one)) ?? "null";
}

/** Browsers of before 2023 have no `toWellFormed`; there the program refuses such a text. @param {any} text */
function wellFormed(text) {
  return text.toWellFormed?.() ?? text;
}
