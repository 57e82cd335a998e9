// @ts-check
// The program that reads attachments, in the worker. A file that brings it down is a file that was not read: it is said
// so, and the next file is read by a fresh instance.

import { load } from "./load.js";
import { readPiece, sizeOf } from "./streaming.js";

/** @import { InspectorProgram } from "./types.js" */
/** @import { Attachment, Inspection, OpenedLabel } from "../generated/contract.js" */

/** The program looks at files of so many octets; of a larger one it only tells what kind it is. */
const most = 50 * 0x100000;

export class Inspector {
  #programs;
  /** @type {Promise<InspectorProgram>|undefined} */
  #program;
  #attempt = 0;

  /** @param {import("./types.js").Programs} programs */
  constructor(programs) {
    this.#programs = programs;
  }

  /**
   * @param {Pick<Attachment, "name"|"type">[]} attachments
   * @param {(Uint8Array|Blob)[]} contents  a Blob is read here
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
   * @param {(Uint8Array|Blob)[]} contents
   * @returns {Promise<OpenedLabel[][]>}
   */
  labels(attachments, contents) {
    return this.#each(attachments, contents, "labels", () => []);
  }

  /**
   * @template Found
   * @param {Pick<Attachment, "name"|"type">[]} attachments
   * @param {(Uint8Array|Blob)[]} contents
   * @param {"inspect"|"labels"} question
   * @param {() => Found} unread
   * @returns {Promise<Found[]>}
   */
  async #each(attachments, contents, question, unread) {
    const found = [];
    for (const [index, attachment] of attachments.entries()) {
      const { name = "", type = "" } = attachment ?? {};
      this.#program ??= load(this.#programs, "inspector", this.#attempt);
      const content = contents[index] ?? new Uint8Array();
      const octets = content instanceof Blob ? await readPiece(content, index, 0, Math.min(sizeOf(content), most + 1)) : content;
      const program = await this.#program.catch((error) => { this.#program = undefined; throw error; });
      try {
        found.push(JSON.parse(program[question](String(name), String(type), octets)));
      } catch {
        this.#program = undefined;
        this.#attempt += 1;
        found.push(unread());
      }
    }
    return found;
  }
}
