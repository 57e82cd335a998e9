// @ts-check
// The recovery code on paper: only it, and what it is for.

import { element } from "../element.js";
import { day } from "./say.js";

/**
 * @param {import("../types.d.ts").Voice} voice
 * @param {string} code
 * @param {string} address
 */
export function printCode(voice, code, address) {
  const { say } = voice;
  const paper = element("div", { class: "paper-copy", "aria-hidden": "true" },
    element("h1", {}, say("print.title")), element("p", {}, address), codeGroups(code, say("backup.code")),
    element("p", {}, say("print.text")), element("p", {}, say("print.made", { date: day(new Date().toISOString(), voice) })));
  document.body.append(paper);
  document.documentElement.classList.add("printing-code");
  window.addEventListener("afterprint", () => {
    paper.remove();
    document.documentElement.classList.remove("printing-code");
  }, { once: true });
  window.print();
}

/** @param {string} code @param {string} label */
export function codeGroups(code, label) {
  return element("ol", { class: "code-groups", "aria-label": label, translate: "no" }, ...code.split("-").map((group) => element("li", {}, group)));
}
