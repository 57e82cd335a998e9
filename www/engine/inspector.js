// @ts-check
// The program that reads attachments, in the worker. A file that brings it down is a file that was not read: it is said
// so, and the next file is read by a fresh instance.

import { load } from "./load.js";

/** @import { InspectorProgram } from "./types.js" */
/** @import { Attachment, Inspection, OpenedLabel } from "../generated/contract.js" */

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
  inspect(attachments, contents) {
    return this.#each(attachments, contents, "inspect", () => ({
      kind: "unknown", state: "unread", reason: "damaged", text: "", properties: [], names: [], encrypted: false, executable: false,
    }));
  }

  /**
   * The labels that files carry.
   * @param {Pick<Attachment, "name"|"type">[]} attachments
   * @param {Uint8Array[]} contents
   * @returns {Promise<OpenedLabel[][]>}
   */
  labels(attachments, contents) {
    return this.#each(attachments, contents, "labels", () => []);
  }

  /**
   * @template Found
   * @param {Pick<Attachment, "name"|"type">[]} attachments
   * @param {Uint8Array[]} contents
   * @param {"inspect"|"labels"} question
   * @param {() => Found} unread
   * @returns {Promise<Found[]>}
   */
  async #each(attachments, contents, question, unread) {
    const found = [];
    for (const [index, attachment] of attachments.entries()) {
      const { name = "", type = "" } = attachment ?? {};
      this.#program ??= load(this.#folder, "inspector", this.#attempt);
      const program = await this.#program.catch((error) => { this.#program = undefined; throw error; });
      try {
        found.push(JSON.parse(program[question](String(name), String(type), contents[index] ?? new Uint8Array())));
      } catch {
        this.#program = undefined;
        this.#attempt += 1;
        found.push(unread());
      }
    }
    return found;
  }
}
