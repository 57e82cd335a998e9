// @ts-check
// The program that reads attachments, in the worker. A file that brings it down is a file that was not read: it is said
// so, and the next file is read by a fresh instance.

import { load } from "./load.js";

/** @import { InspectorProgram } from "./types.js" */
/** @import { Attachment, Inspection } from "../generated/contract.js" */

export class Inspector {
  #folder;
  /** @type {Promise<InspectorProgram>|undefined} */
  #program;
  #attempt = 0;

  /** @param {string} folder  of the wasm programs */
  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * @param {Pick<Attachment, "name"|"type">[]} attachments
   * @param {Uint8Array[]} contents
   * @returns {Promise<Inspection[]>}
   */
  async inspect(attachments, contents) {
    const found = [];
    for (const [index, attachment] of attachments.entries()) {
      const { name = "", type = "" } = attachment ?? {};
      this.#program ??= load(this.#folder, "inspector", this.#attempt);
      const program = await this.#program.catch((error) => { this.#program = undefined; throw error; });
      found.push(this.#read(program, String(name), String(type), contents[index] ?? new Uint8Array()));
    }
    return found;
  }

  /** @param {InspectorProgram} program @param {string} name @param {string} type @param {Uint8Array} bytes @returns {Inspection} */
  #read(program, name, type, bytes) {
    try {
      return JSON.parse(program.inspect(name, type, bytes));
    } catch {
      this.#program = undefined;
      this.#attempt += 1;
      return {
        kind: "unknown", state: "unread", reason: "damaged", text: "", properties: [], names: [], encrypted: false, executable: false,
      };
    }
  }
}
