// @ts-check
// What stands in the place of a message while it is opened, and after somebody stopped that.

import { ProgressLine } from "../../button/progress.js";
import { icon } from "../../icons/icon.js";
import { element } from "../element.js";

/** @typedef {import("../types.d.ts").Voice} Voice */

/** What takes no longer than a moment needs neither a line nor a way to stop it. */
const large = 1_000_000; // octets

/**
 * @param {Voice} voice
 * @param {() => void} onStop
 * @returns {{ node: HTMLElement, progress: (progress: { stage: string, done: number, total: number }) => void }}
 */
export function opening({ say, language }, onStop) {
  const line = new ProgressLine(say("reader.opening"), language);
  const work = element("div", { class: "opening-work", hidden: true }, line.node,
    element("button", { type: "button", class: "button small stop", on: { click: onStop } }, icon("x", { size: 16 }), say("reader.stop")));
  const node = element("div", { class: "opening" },
    element("span", { class: "skeleton title" }), element("span", { class: "skeleton" }), element("span", { class: "skeleton short" }),
    element("p", { class: "muted", role: "status" }, icon("loader-circle", { size: 18 }), say("reader.opening-text")), work);
  return {
    node,
    progress(progress) {
      if (progress.total < large && work.hidden) return;
      work.hidden = false;
      line.move(progress);
    },
  };
}

/** @param {Voice} voice @param {() => void} onAgain @returns {HTMLElement} */
export function stopped({ say }, onAgain) {
  const again = element("button", { type: "button", class: "button", on: { click: onAgain } }, say("reader.open-again"));
  // What had the focus is gone.
  queueMicrotask(() => again.focus());
  return element("div", { class: "empty stopped" }, icon("mail", { size: 40 }), element("p", { role: "status" }, say("reader.stopped")), again);
}
