// @ts-check
// What the worker keeps in the browser: one cache for each release, named by the hash of its list, and one with what is known
// of them. Entries are written whole or not at all; a release is looked at only after the state names it.

import { listPath, readList } from "./list.js";

/** @import { List, State } from "./types.js" */

const prefix = "zegel-release";
const stateEntry = "/release-state";

export class Kept {
  /** Lists that were read since this worker woke. @type {Map<string, List>} */
  #lists = new Map();

  /** @returns {Promise<State|null>}  null where nothing was ever pinned; a store that cannot be read throws */
  async state() {
    // Looking makes no cache where there is none.
    const entry = await caches.match(stateEntry, { cacheName: prefix });
    return entry ? entry.json() : null;
  }

  /** @type {Promise<unknown>} */
  #turn = Promise.resolve();

  /**
   * Changes what is known, one change after the other.
   * @param {(state: State|null) => State|null} change  null leaves it as it is
   * @returns {Promise<State|null>}  what is known then
   */
  change(change) {
    const turn = this.#turn.then(async () => {
      const state = await this.state();
      const changed = change(state);
      if (changed) await (await caches.open(prefix)).put(stateEntry, new Response(JSON.stringify(changed)));
      return changed ?? state;
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** A file of a release, where it is kept. @param {string} hash  of the list @param {string} path */
  file(hash, path) {
    return caches.match(path, { cacheName: `${prefix} ${hash}` });
  }

  /** The cache of a release, to be filled. @param {string} hash  of the list */
  release(hash) {
    return caches.open(`${prefix} ${hash}`);
  }

  /** @param {string} hash @returns {Promise<List|null>}  null where the browser lost it */
  async list(hash) {
    const known = this.#lists.get(hash);
    if (known) return known;
    const entry = await this.file(hash, listPath);
    if (!entry) return null;
    const list = readList(new Uint8Array(await entry.arrayBuffer()));
    this.#lists.set(hash, list);
    return list;
  }

  /** Lets go of releases that nothing names any more. @param {State} state */
  async tidy({ current, next }) {
    const wanted = [prefix, ...[current, next].map((one) => one && `${prefix} ${one.hash}`)];
    for (const name of await caches.keys()) if (name.startsWith(prefix) && !wanted.includes(name)) await caches.delete(name);
  }

  async clear() {
    this.#lists.clear();
    for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
  }
}
