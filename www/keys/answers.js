// @ts-check
// What sources answered, kept for a while: in memory, and in the database for the next page. A database that refuses, is
// full or does not answer costs the second, never an answer.

import { within } from "./database.js";

/** @import { Candidate } from "./sources/types.js" */
/** @import { Table } from "./database.js" */
/** @typedef {{ candidates: Candidate[], at: number }} Answer  never changed once it is here */

export class Answers {
  /** @type {Map<string, Answer>} */
  #known = new Map();
  #table;
  #now;
  #isSwept = false;

  /** @param {Table} table @param {() => number} now */
  constructor(table, now) {
    this.#table = table;
    this.#now = now;
  }

  /**
   * The answer, and whether it is time to ask again; null where there is none that still counts.
   * @param {string} source
   * @param {string} key
   * @param {number} [fresh]  for how many milliseconds it need not be asked again
   * @returns {Promise<{ answer: Answer, isStale: boolean }|null>}
   */
  async get(source, key, fresh = freshFor) {
    const name = `${source} ${key}`;
    const answer = this.#known.get(name) ?? await within(this.#table.get(name), 1_000).catch(() => null);
    if (!answer || !this.#counts(answer)) return null;
    this.#remember(name, answer);
    return { answer, isStale: answer.candidates.length > 0 && this.#now() - answer.at > fresh };
  }

  /** @param {string} source @param {string} key @param {Candidate[]} candidates */
  put(source, key, candidates) {
    const name = `${source} ${key}`;
    const answer = { candidates, at: this.#now() };
    this.#remember(name, answer);
    this.#table.update(name, () => answer).catch(() => {});
    this.#sweep();
  }

  /** What a source said of an address. @param {string} source @param {string} key */
  async forget(source, key) {
    const name = `${source} ${key}`;
    this.#known.delete(name);
    await within(this.#table.update(name, () => null), 2_000).catch(() => {});
  }

  async clear() {
    this.#known.clear();
    await within(this.#table.sweep(() => true), 2_000).catch(() => {});
  }

  /** @param {Answer} answer */
  #counts({ candidates, at }) {
    const age = this.#now() - at;
    // A clock that was set back makes an answer look as if it came tomorrow.
    return age >= 0 && age < (candidates.length > 0 ? countsFor : noneCountsFor);
  }

  /** @param {string} name @param {Answer} answer */
  #remember(name, answer) {
    this.#known.delete(name);
    this.#known.set(name, answer);
    if (this.#known.size > most) this.#known.delete(/** @type {string} */ (this.#known.keys().next().value));
  }

  /** Once a page: whom one wrote to last year need not stand here. */
  #sweep() {
    if (this.#isSwept) return;
    this.#isSwept = true;
    this.#table.sweep((answer) => !this.#counts(answer)).catch(() => {});
  }
}

const freshFor = 60 * 60_000; // milliseconds
const countsFor = 24 * freshFor;
const noneCountsFor = 10 * 60_000;
const most = 2_000;
