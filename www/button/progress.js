// @ts-check
// A line that says how far long work is. It moves with every piece of news, its words a few times a second, and aloud it is
// said seldom.

import { paceText } from "../texts/pace-text.js";
import { Pace } from "../texts/pace.js";
import { h } from "./dom.js";

/** @typedef {import("../texts/pace.js").Progress} Progress */

export class ProgressLine {
  #pace = new Pace();
  /** @type {Progress|null} */ #last = null;
  /** @type {import("../texts/pace.js").Shown|null} */ #shown = null;
  /** @type {ReturnType<typeof setInterval>|undefined} */ #ticking;
  #said = 0;

  /** @param {string} name  what it is the progress of @param {string} language */
  constructor(name, language) {
    this.language = language;
    this.bar = h("progress", { max: 1, "aria-label": name });
    this.amount = h("span", { class: "amount" });
    // In the document before its first words, or they would not be noticed.
    this.aloud = h("span", { class: "visually-hidden", role: "status" });
    this.node = h("div", { class: "progress" }, this.bar, this.amount, this.aloud);
  }

  /** @param {Progress} progress */
  move(progress) {
    this.#last = progress;
    const now = performance.now();
    this.#said ||= now;
    const { done, total } = progress;
    if (total > 0) this.bar.value = Math.min(1, done / total); else this.bar.removeAttribute("value");
    this.#show(now);
    // Where no news come, that is news.
    this.#ticking ??= setInterval(() => this.#tick(), 1_000);
  }

  #tick() {
    if (!this.node.isConnected || !this.#last) this.end();
    else this.#show(performance.now());
  }

  end() {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
  }

  /** @param {number} now */
  #show(now) {
    if (!this.#last) return;
    const shown = this.#pace.take(this.#last, now);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const text = paceText(shown, this.language);
    if (this.amount.textContent === text) return;
    this.amount.textContent = text;
    if (text) this.bar.setAttribute("aria-valuetext", text);
    if (now - this.#said < seldom) return;
    this.#said = now;
    this.aloud.textContent = text;
  }
}

const seldom = 15_000; // milliseconds
