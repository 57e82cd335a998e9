// @ts-check
// The one document that is edited, and its history. Whoever shows it subscribes; whoever edits it says where.

import { get, set } from "./pointer.js";

/**
 * @typedef {{ document: any, run: string|null }} Step  `run` joins edits that are undone together
 */

export class Store {
  /** @type {Step[]} */
  #past = [];
  /** @type {Step[]} */
  #future = [];
  /** @type {Step} */
  #present;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #limit;

  /**
   * @param {unknown} document
   * @param {{ limit?: number }} [options]  how many steps can be undone
   */
  constructor(document, { limit = 500 } = {}) {
    this.#present = { document, run: null };
    this.#limit = limit;
  }

  get document() {
    return this.#present.document;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** @param {string} pointer */
  get(pointer) {
    return get(this.document, pointer);
  }

  /**
   * Puts a value there; `undefined` takes it away.
   * @param {string} pointer
   * @param {unknown} value
   * @param {{ run?: string|null }} [options]  typing in one field is one run, undone as one
   */
  edit(pointer, value, { run = null } = {}) {
    this.replace(set(this.document, pointer, value), { run });
  }

  /**
   * Several edits as one step.
   * @param {Array<[pointer: string, value: unknown]>} edits
   */
  editAll(edits) {
    this.replace(edits.reduce((document, [pointer, value]) => set(document, pointer, value), this.document));
  }

  /**
   * @param {unknown} document
   * @param {{ run?: string|null }} [options]
   */
  replace(document, { run = null } = {}) {
    if (document === this.document) return;
    if (run === null || run !== this.#present.run) {
      this.#past.push(this.#present);
      if (this.#past.length > this.#limit) this.#past.shift();
    }
    this.#present = { document, run };
    this.#future = [];
    this.#tell();
  }

  /** Ends a run: what is typed from now on is undone by itself. */
  pause() {
    if (this.#present.run !== null) this.#present = { ...this.#present, run: null };
  }

  undo() {
    this.#step(this.#past, this.#future);
  }

  redo() {
    this.#step(this.#future, this.#past);
  }

  /**
   * @param {() => void} listener
   * @returns {() => void} ends it
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @param {Step[]} from
   * @param {Step[]} to
   */
  #step(from, to) {
    const step = from.pop();
    if (!step) return;
    to.push(this.#present);
    this.#present = { ...step, run: null };
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
