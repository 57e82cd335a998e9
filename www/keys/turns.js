// @ts-check

import { ZegelError } from "../engine/errors.js";

/** Lets so many through at a time; the others wait in the order they came. */
export class Turns {
  #free;
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {number} atOnce */
  constructor(atOnce) {
    this.#free = atOnce;
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @param {AbortSignal} [signal]  gives up the place in the queue; work under way has the signal itself
   * @returns {Promise<T>}
   */
  async run(work, signal) {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  /** @param {AbortSignal} [signal] @returns {Promise<void>} */
  #turn(signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new ZegelError("canceled"));
      if (this.#free > 0) {
        this.#free -= 1;
        return resolve();
      }
      const enter = () => { signal?.removeEventListener("abort", leave); resolve(); };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(new ZegelError("canceled"));
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#waiting.push(enter);
    });
  }
}
