// @ts-check

import { ZegelError } from "../engine/errors.js";

/**
 * One piece of work for all who wait for it. Who stops waiting does not stop the others; when nobody waits any more, the
 * work itself is stopped.
 * @template T
 */
export class SharedWork {
  #stop = new AbortController();
  #waiting = 0;
  /** @type {Set<(partial: T) => void>} */
  #listeners = new Set();

  /** @param {(signal: AbortSignal, tell: (partial: T) => void) => Promise<T>} work */
  constructor(work) {
    this.done = work(this.#stop.signal, (partial) => { for (const listener of this.#listeners) listener(partial); });
    this.done.catch(() => {}); // each who waits hears of it
  }

  get isStopped() {
    return this.#stop.signal.aborted;
  }

  /**
   * @param {AbortSignal} [signal]
   * @param {(partial: T) => void} [listener]  told what there is before all is there
   * @returns {Promise<T>}
   */
  wait(signal, listener) {
    return new Promise((resolve, reject) => {
      this.#waiting += 1;
      if (listener) this.#listeners.add(listener);
      const end = () => {
        signal?.removeEventListener("abort", leave);
        if (listener) this.#listeners.delete(listener);
        this.#waiting -= 1;
      };
      const leave = () => {
        end();
        reject(new ZegelError("canceled"));
        if (this.#waiting === 0) this.#stop.abort();
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener("abort", leave);
      this.done.then(resolve, reject).finally(end);
    });
  }
}
