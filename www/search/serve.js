// @ts-check
// The search worker's work: the index of one account, in a thread of its own, so that typing stays smooth. Ending the worker
// is how the index leaves memory.

import { ZegelError, failureOf } from "../engine/errors.js";
import { MessageIndex } from "./index.js";
import { IndexedStorage } from "./storage.js";

/** @import { SearchOperations, Storage } from "./types.js" */

/** Between two steps of work in the background, whatever came in is answered. */
const breathe = () => new Promise((/** @type {(value: void) => void} */ resolve) => { setTimeout(resolve); });

/** @implements {SearchOperations} */
export class SearchWork {
  #storage;
  /** @type {MessageIndex|null} */ #index = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #tidying;

  /** @param {Storage} [storage] */
  constructor(storage = new IndexedStorage()) {
    this.#storage = storage;
  }

  /** @type {SearchOperations["open"]} */
  async open({ owner, id, key }) {
    const index = this.#index = await MessageIndex.open({ storage: this.#storage, owner, id, key, breathe });
    void index.expire(Date.now()).catch(() => {});
    this.#tidySoon();
    return { count: index.count, damaged: index.damaged };
  }

  /** @type {SearchOperations["add"]} */
  async add({ messages }) {
    const index = this.#opened();
    const added = await index.add(messages);
    if (added > 0) this.#tidySoon();
    return { count: index.count };
  }

  /** @type {SearchOperations["known"]} */
  async known({ ids }) {
    return this.#opened().known(ids);
  }

  /** @type {SearchOperations["remove"]} */
  async remove({ ids }) {
    const index = this.#opened();
    await index.remove(ids);
    return { count: index.count };
  }

  /** @type {SearchOperations["find"]} */
  async find({ text, limit, now }) {
    return this.#opened().find(text, { limit, now });
  }

  /** @type {SearchOperations["snippets"]} */
  snippets({ text, numbers }) {
    return this.#opened().snippets(text, numbers);
  }

  /** @type {SearchOperations["refresh"]} */
  async refresh() {
    const index = this.#opened();
    await index.refresh();
    return { count: index.count };
  }

  /** @type {SearchOperations["clear"]} */
  async clear({ owner }) {
    clearTimeout(this.#tidying);
    this.#index = null;
    await this.#storage.clear(owner);
  }

  #opened() {
    if (!this.#index) throw new ZegelError("vault-locked");
    return this.#index;
  }

  /** What fails here is tried again with the next message; nothing depends on it. */
  #tidySoon() {
    clearTimeout(this.#tidying);
    this.#tidying = setTimeout(() => { this.#index?.tidy().catch(() => {}); }, 200);
  }
}

/**
 * Answers requests that come over a port.
 * @param {{ postMessage: (message: any) => void, onmessage: ((event: MessageEvent<any>) => void)|null }} port
 * @param {SearchOperations} [work]
 */
export function serve(port, work = new SearchWork()) {
  port.onmessage = async ({ data: { id, operation, input } }) => {
    try {
      port.postMessage({ id, result: await /** @type {any} */ (work)[operation](input) });
    } catch (thrown) {
      port.postMessage({ id, failure: failureOf(thrown) });
    }
  };
}
