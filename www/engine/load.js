// @ts-check
// Loads one wasm program: the glue wasm-bindgen wrote (`--target web`) and the module beside it.

import { ZegelError } from "./errors.js";
import { genuine } from "./genuine.js";

/** @import { Programs } from "./types.js" */

/**
 * A folder of the programs, as a URL that ends in a slash.
 * @param {URL|string} folder
 * @returns {string}
 */
export function folderAt(folder) {
  const url = new URL(folder, globalThis.location?.href).href;
  return url.endsWith("/") ? url : `${url}/`;
}

/** @param {Programs} programs @param {string} file */
export const addressOf = (programs, file) => (typeof programs === "string" ? programs + file : programs[file]);

/**
 * @template Program
 * @param {Programs} programs
 * @param {"decider"|"sealer"|"sealer-full"|"detector"|"inspector"|"marker"|"steward"} name
 * @param {number} [attempt]  another number gives another instance: glue holds one for ever
 * @returns {Promise<Program>}
 */
export async function load(programs, name, attempt = 0) {
  if (!wasmAllowed()) throw new ZegelError("wasm-not-allowed");
  const file = `${name}_bg.wasm`;
  try {
    // Both at once: the module is large and its glue is small, but each is a round trip.
    const [glue, module] = await Promise.all([
      // Bundlers carry the glue along as a file, which `attempt` needs: a module of theirs could not be had twice.
      import(/* webpackIgnore: true */ /* @vite-ignore */ addressOf(programs, `${name}.js`) + (attempt ? `?${attempt}` : "")),
      Promise.resolve(coming.get(name)).then((compiled) => compiled ?? readProgram(programs, file)),
    ]);
    // Given a Response, the glue compiles while the bytes arrive.
    const { memory } = await glue.default({ module_or_path: module });
    memories.set(glue, memory);
    made.set(glue, { name, module: module instanceof WebAssembly.Module ? module : null });
    return glue;
  } catch (cause) {
    if (cause instanceof ZegelError) throw cause;
    throw new ZegelError("engine-not-loaded", { file }, { cause });
  }
}

/**
 * A program that is what it has to be, compiled or to be compiled.
 * @param {Programs} programs
 * @param {string} file
 */
export async function readProgram(programs, file) {
  const url = new URL(addressOf(programs, file));
  try {
    return await genuine(file, await readModule(url));
  } catch (error) {
    if (/** @type {any} */ (error)?.code !== "engine-changed" || url.protocol === "file:") throw error;
    // A cache may still have the program of the release before this code.
    return genuine(file, await readModule(url, "reload"));
  }
}

/** Programs that whoever started this worker compiles for it; null where it could not. @type {Map<string, Promise<WebAssembly.Module|null>>} */
export const coming = new Map();

/**
 * Overwrites what a program left on its stack; between two calls nothing on it is needed. The stack is the beginning of the
 * memory, below all data: so says the compiler's target (`--stack-first`, a stack of 1 MiB).
 * @param {object} program  from `load`
 */
export function wipeStack(program) {
  const memory = memories.get(program);
  if (memory) new Uint8Array(memory.buffer, 0, stackSize).fill(0);
}

/** The memory of a program from `load`. @param {object} program @returns {WebAssembly.Memory|undefined} */
export const memoryOf = (program) => memories.get(program);

/** What a program from `load` was made of: its name, and its module where that came compiled. @param {object} program */
export const madeOf = (program) => made.get(program);

const stackSize = 0x100000;

/** @type {WeakMap<object, WebAssembly.Memory>} */
const memories = new WeakMap();
/** @type {WeakMap<object, { name: string, module: WebAssembly.Module|null }>} */
const made = new WeakMap();

/**
 * @param {URL} url
 * @param {RequestCache} [cache]
 * @returns {Promise<Response|Uint8Array>}
 */
async function readModule(url, cache = "default") {
  // Node's `fetch` does not read files. No bundler for the web should find `node:` here, hence the variable.
  if (url.protocol === "file:" && !globalThis.location) {
    const files = "node:fs/promises";
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ files)).readFile(url);
  }
  const response = await fetch(url, { credentials: "same-origin", cache });
  if (response.ok) return response;
  throw new ZegelError("engine-not-loaded", { file: url.pathname.split("/").pop(), status: response.status });
}

/** A text that lies beside the programs. Its address may have another name: bundlers give their own. @param {Programs} programs @param {string} file @returns {Promise<string>} */
export async function readText(programs, file) {
  const read = await readProgram(programs, file);
  return read instanceof Response ? read.text() : new TextDecoder().decode(/** @type {Uint8Array} */ (read));
}

/**
 * A Content-Security-Policy without 'wasm-unsafe-eval' refuses every module, even the empty one; so do browsers in a
 * lock-down mode. Trying it is the only way to tell that from damaged bytes: the texts of the errors differ by browser.
 */
function wasmAllowed() {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    return true;
  } catch {
    return false;
  }
}
