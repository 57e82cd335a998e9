// @ts-check
// The program that looks into text, loaded where a bundle's rules ask for it. What it finds in a draft goes to the decider
// as it is.

import { instance, written } from "./instance.js";

/** @import { Detector, DetectorProgram, Programs } from "./types.js" */

const here = {
  "detector.js": new URL("../wasm/detector.js", import.meta.url).href,
  "detector_bg.wasm": new URL("../wasm/detector_bg.wasm", import.meta.url).href,
};

/**
 * @param {Programs} [programs]
 * @returns {Promise<Detector>}
 */
export async function loadDetector(programs = here) {
  /** @type {Awaited<ReturnType<typeof instance<DetectorProgram>>>} */
  const detector = await instance(programs, "detector");
  const { ask } = detector;
  return {
    useBundle: (bytes) => JSON.parse(ask((program) => program.use_bundle(bytes))),
    dropBundle: (handle) => ask((program) => program.drop_bundle(handle)),
    look: (handle, inspection) => ask((program) => program.look(handle, written(inspection))),
    forget: (handle, number) => ask((program) => program.forget(handle, number)),
    see: (handle, draft, looked) => ask((program) => program.see(handle, written(draft), Uint32Array.from(looked))),
    blake2b: (bytes) => ask((program) => program.blake2b(bytes)),
    get generation() { return detector.generation; },
  };
}
