// @ts-check
// Programs compiled in the page for its workers: fetched while a worker's own scripts are still on their way, and compiled once for
// all workers, those of a mailing and those that come after one that was ended. What a worker gets is code; memory it has its own.

import { readProgram } from "./load.js";

/** @import { Programs, Thread } from "./types.js" */

export class Compiled {
  #programs;
  /** Null: the worker has to see for itself, and says what is wrong. @type {Map<string, Promise<WebAssembly.Module|null>>} */
  #modules = new Map();

  /** @param {Programs} programs */
  constructor(programs) {
    this.#programs = programs;
  }

  /** Begins with one, where it is worth it: Node reads files, which is no wait. @param {"sealer"} name */
  begin(name) {
    if (!globalThis.location || this.#modules.has(name)) return;
    const module = compile(this.#programs, `${name}_bg.wasm`);
    this.#modules.set(name, module);
    // One that could not be had now may be had later.
    void module.then((there) => { if (!there) this.#modules.delete(name); });
  }

  /** What a worker need not fetch. */
  get names() { return [...this.#modules.keys()]; }

  /** Gives a worker what it was told is coming. @param {Thread} thread */
  give(thread) {
    for (const [name, module] of this.#modules) {
      void module.then((there) => thread.postMessage({ kind: "module", name, module: there }, []))
        // A browser that hands no compiled program over: then the worker, which waits for it, has to have its own.
        .catch(() => thread.postMessage({ kind: "module", name, module: null }, []));
    }
  }
}

/** @param {Programs} programs @param {string} file @returns {Promise<WebAssembly.Module|null>} */
async function compile(programs, file) {
  try {
    const program = await readProgram(programs, file);
    if (program instanceof WebAssembly.Module) return program;
    return await (program instanceof Response ? WebAssembly.compileStreaming(program) : WebAssembly.compile(/** @type {BufferSource} */ (program)));
  } catch {
    return null;
  }
}
