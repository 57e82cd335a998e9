// @ts-check
// The small program, in the page itself: it answers while the person types, so nothing here may wait.

import { ZegelError, asZegelError } from "./errors.js";
import { load } from "./load.js";

/** @import { Decider } from "./types.js" */

/**
 * @param {string} folder  of the wasm programs
 * @returns {Promise<Decider>}
 */
export async function loadDecider(folder) {
  /** @type {Decider|null} */
  let program = await load(folder, "decider");
  let attempt = 0;

  /**
   * Every call goes through here: after a trap the instance is in an unknown state and is never used again. Until
   * another is loaded, questions are refused; an answer from a broken instance could be a wrong one.
   * @template T
   * @param {(program: Decider) => T} question
   * @returns {T}
   */
  const ask = (question) => {
    if (!program) throw new ZegelError("engine-crashed");
    try {
      return question(program);
    } catch (thrown) {
      const error = asZegelError(thrown);
      if (error.code === "engine-crashed") {
        program = null;
        load(folder, "decider", ++attempt).then((fresh) => { program = /** @type {Decider} */ (fresh); }, () => {});
      }
      throw error;
    }
  };

  return {
    read_bundle: (bytes) => ask((program) => program.read_bundle(bytes)),
    read_addresses: (text) => ask((program) => program.read_addresses(withAsciiDomains(text))),
    decide: (bundle, draft, nowMs) => ask((program) => program.decide(bundle, draft, nowMs)),
  };
}

/**
 * Writes international domains as A-labels (`@bücher.example` becomes `@xn--bcher-kva.example`). The browser has the
 * tables of UTS 46 for its URLs; the wasm program would need a copy that is larger than itself.
 * @param {string} text
 */
export function withAsciiDomains(text) {
  return text.replace(quotedOrDomain, (all, domain) => {
    if (!domain || !nonAscii.test(domain)) return all;
    try {
      return `@${new URL(`http://${domain}`).hostname}`;
    } catch {
      return all; // The program says what is wrong with it.
    }
  });
}

// What stands in quotes is a name, whatever it contains.
const quotedOrDomain = /"(?:\\.|[^"\\])*"|@([^\s@<>()[\]\\,;:"/?#%]+)/g;
const nonAscii = /[^\0-\x7f]/;
