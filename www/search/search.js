// @ts-check
// The search as a page sees it: an index over the protected mail of one account, there as long as the keys are unlocked.

import { ZegelError, asZegelError } from "../engine/errors.js";
import { workerAddress } from "../engine/worker-address.js";

/** @import { Vault } from "../keys/vault.js" */
/** @import { Found, Indexed, SearchOperations, Snippet } from "./types.js" */

/**
 * `off`: the organisation does not want it. `locked`: with the keys. `without`: there is no key for this account.
 * @typedef {"opening"|"ready"|"locked"|"off"|"without"|"failed"} State
 * @typedef {{ postMessage: (message: any) => void, terminate: () => void, onmessage: ((event: MessageEvent<any>) => void)|null, onerror: ((event: any) => void)|null }} Thread
 */

/** Fires `change` whenever its state or the number of messages is another. */
export class Search extends EventTarget {
  #vault; #owner; #allowed; #startThread;
  /** @type {Thread|null} */ #thread = null;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */ #waiting = new Map();
  #lastId = 0;
  /** @type {BroadcastChannel|null} */ #others = null;
  /** What looks at the keys; a newer one makes it void. @type {Promise<void>} */ #looking = Promise.resolve();
  #turn = 0;
  #closed = false;
  /** @type {State} */ state = "opening";
  count = 0;
  /** Whether the index could not be read and begins anew. */
  damaged = false;
  /** Why it failed. @type {ZegelError|null} */ error = null;

  /**
   * @param {{ vault: Pick<Vault, "state"|"keys"|"indexKey"|"forgetIndexKey"|"addEventListener"|"removeEventListener">, owner: string,
   *   allowed?: () => boolean, startThread?: () => Thread }} options  `owner`: the address of the account
   */
  constructor({ vault, owner, allowed = () => true, startThread = startWorker }) {
    super();
    this.#vault = vault;
    this.#owner = owner.toLowerCase();
    this.#allowed = allowed;
    this.#startThread = startThread;
    vault.addEventListener("change", this.look);
    if (globalThis.document) {
      addEventListener("pagehide", this.#onPageHide);
      addEventListener("pageshow", this.#onPageShow);
      this.#others = new BroadcastChannel("zegel-search");
      this.#others.onmessage = ({ data: { owner, erased } }) => {
        if (owner !== this.#owner || this.state !== "ready") return;
        // Its key is forgotten: what is written under that one would be lost, and would spoil what others write.
        if (erased) this.look();
        else void this.#refresh();
      };
    }
    this.look();
  }

  /** Resolves when it is known whether there is a search now. @returns {Promise<State>} */
  async settled() {
    for (let looking = null; looking !== this.#looking;) {
      looking = this.#looking;
      await looking;
    }
    return this.state;
  }

  /**
   * Looks anew whether it may be there: when keys or rules changed. Whatever changed, the index leaves memory first.
   */
  look = () => {
    this.#end();
    if (this.#closed) return;
    this.#become("opening");
    const turn = ++this.#turn;
    const current = () => turn === this.#turn && !this.#closed;
    this.#looking = this.#begin(current).catch((thrown) => {
      if (!current()) return;
      this.#end();
      this.error = asZegelError(thrown);
      this.#become(this.error.code === "vault-locked" ? "locked" : "failed");
    });
  };

  /** Indexes a message, unless it is already. What cannot be kept is not, and nothing else suffers. @param {Indexed} message @returns {Promise<boolean>} */
  async add(message) {
    for (let attempt = 1; ; attempt++) {
      if (await this.settled() !== "ready") return false;
      try {
        const { count } = await this.#ask("add", { messages: [message] });
        this.#counted(count);
        return true;
      } catch (error) {
        // The keys changed meanwhile, and the worker was another.
        if (attempt === 3 || /** @type {ZegelError} */ (error).code !== "canceled") throw error;
      }
    }
  }

  /**
   * The messages with all the words, newest first; nothing while there is no index.
   * @param {string} text
   * @param {{ limit?: number }} [options]
   * @returns {Promise<Found>}
   */
  async find(text, { limit = 50 } = {}) {
    const nothing = { total: 0, hits: [] };
    if (this.state !== "ready") return nothing;
    return this.#ask("find", { text, limit, now: Date.now() }).catch(() => nothing);
  }

  /** @param {string} text @param {number[]} numbers @returns {Promise<(Snippet|null)[]>} */
  async snippets(text, numbers) {
    if (this.state !== "ready") return numbers.map(() => null);
    return this.#ask("snippets", { text, numbers }).catch(() => numbers.map(() => null));
  }

  /** Which of these Emails are indexed. @param {string[]} ids @returns {Promise<string[]>} */
  async known(ids) {
    return await this.settled() === "ready" ? this.#ask("known", { ids }) : [];
  }

  /** Emails that are gone. @param {string[]} ids */
  async remove(ids) {
    if (ids.length === 0 || await this.settled() !== "ready") return;
    const { count } = await this.#ask("remove", { ids });
    this.#counted(count);
  }

  /** Deletes everything and begins anew, under another key. */
  async clear() {
    await this.#erase();
    this.look();
    await this.settled();
  }

  close() {
    this.#closed = true;
    this.#vault.removeEventListener("change", this.look);
    if (globalThis.document) {
      removeEventListener("pagehide", this.#onPageHide);
      removeEventListener("pageshow", this.#onPageShow);
    }
    this.#others?.close();
    this.#end();
    // Whoever holds it still, as a walk does, asks in vain and begins no worker.
    this.state = "locked";
  }

  // Into the browser's back-forward cache nothing readable goes along.
  #onPageHide = () => this.#end();
  #onPageShow = (/** @type {PageTransitionEvent} */ { persisted }) => { if (persisted) this.look(); };

  /** @param {() => boolean} current */
  async #begin(current) {
    if (!this.#allowed()) {
      await this.#erase();
      return current() ? this.#become("off") : undefined;
    }
    const { locked } = await this.#vault.state();
    if (!current()) return;
    if (locked) return this.#become("locked");
    const keys = await this.#vault.keys();
    if (!current()) return;
    if (!keys.some(({ addresses }) => addresses.some((one) => one.toLowerCase() === this.#owner))) {
      await this.#erase();
      return current() ? this.#become("without") : undefined;
    }
    const { id, key } = await this.#vault.indexKey(this.#owner);
    if (!current()) return;
    const { count, damaged } = await this.#ask("open", { owner: this.#owner, id, key });
    if (!current()) return;
    [this.count, this.damaged, this.error] = [count, damaged, null];
    this.#become("ready");
  }

  /** First the key: without it the rest is nothing. */
  async #erase() {
    await this.#vault.forgetIndexKey(this.#owner);
    await this.#ask("clear", { owner: this.#owner });
    this.#end();
    this.#tell({ erased: true });
    this.count = 0;
  }

  async #refresh() {
    const { count } = await this.#ask("refresh", undefined).catch(() => this);
    if (count !== this.count) this.#become(this.state, count);
  }

  /** @param {number} count */
  #counted(count) {
    if (count === this.count) return;
    this.#tell({ erased: false });
    this.#become(this.state, count);
  }

  /** Other tabs hear that it changed, and nothing about what is in it. @param {{ erased: boolean }} what */
  #tell({ erased }) {
    this.#others?.postMessage({ owner: this.#owner, erased });
  }

  /** @param {State} state @param {number} [count] */
  #become(state, count = this.count) {
    this.state = state;
    this.count = count;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @template {keyof SearchOperations} Name
   * @param {Name} operation
   * @param {Parameters<SearchOperations[Name]>[0]} input
   * @returns {Promise<Awaited<ReturnType<SearchOperations[Name]>>>}
   */
  #ask(operation, input) {
    const thread = this.#thread ??= this.#begun();
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      thread.postMessage({ id, operation, input });
    });
  }

  #begun() {
    const thread = this.#startThread();
    thread.onmessage = ({ data: { id, result, failure } }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure) waiting?.reject(asZegelError(failure));
      else waiting?.resolve(result);
    };
    thread.onerror = (event) => {
      event.preventDefault?.();
      if (thread !== this.#thread) return;
      this.#end("engine-not-loaded");
      this.error = new ZegelError("engine-not-loaded", { file: "search" });
      this.#become("failed");
    };
    return thread;
  }

  /** Ends the worker: what it had in memory is gone. @param {"canceled"|"engine-not-loaded"} [code] */
  #end(code = "canceled") {
    this.#thread?.terminate();
    this.#thread = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new ZegelError(code));
  }
}

/** @returns {Thread} */
function startWorker() {
  return new Worker(workerAddress("search"), { type: "module", name: "zegel search" });
}
