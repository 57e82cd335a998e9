// @ts-check
// The small program, in the page itself and once more in the worker: it answers while the person types, so nothing here
// may wait. It speaks JSON text.

import { instance, written } from "./instance.js";

/** @import { Decider, DeciderProgram, Programs } from "./types.js" */

// Written out: this is how bundlers find files that have to come along.
const here = {
  "decider.js": new URL("../wasm/decider.js", import.meta.url).href,
  "decider_bg.wasm": new URL("../wasm/decider_bg.wasm", import.meta.url).href,
};

/**
 * @param {Programs} [programs]
 * @returns {Promise<Decider>}
 */
export async function loadDecider(programs = here) {
  /** @type {Awaited<ReturnType<typeof instance<DeciderProgram>>>} */
  const decider = await instance(programs, "decider");
  const { ask } = decider;
  return {
    useBundle: (bytes, address = "") => JSON.parse(ask((program) => program.use_bundle(bytes, address))),
    dropBundle: (handle) => ask((program) => program.drop_bundle(handle)),
    readAddresses: (text) => JSON.parse(ask((program) => program.read_addresses(withAsciiDomains(text)))),
    decide: (handle, draft, sight, nowMs) => JSON.parse(ask((program) => program.decide(handle, written(draft), sight, nowMs))),
    permit(handle, draft, sight, nowMs) {
      const [permit, decision] = ask((program) => program.permit(handle, written(draft), sight, nowMs)).split("\n");
      return { permit, decision: JSON.parse(decision) };
    },
    receive: (handle, received, arrival, sight, nowMs) =>
      JSON.parse(ask((program) => program.receive(handle, written(received), written(arrival), sight, nowMs))),
    get generation() { return decider.generation; },
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
