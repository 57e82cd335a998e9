// @ts-check
// One line above the message: its label, and how it came.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { plainWords } from "../../mail/texts/names.js";

/**
 * @param {import("../types.d.ts").Opened} opened
 * @param {import("../types.d.ts").Voice} voice
 */
export function chips(opened, { say }) {
  const label = labelOf(opened);
  return element("div", { class: "chips" },
    label && element("p", { class: "chip label", style: label.color ? { "--label": label.color } : {} },
      element("span", { class: "dot", "aria-hidden": "true" }), element("span", { class: "visually-hidden" }, say("label.name", { name: "" })),
      element("strong", { dir: "auto" }, label.name || say("label.unknown")), label.doubt ? element("span", { class: "muted" }, say(label.doubt)) : null),
    element("p", { class: "chip" }, icon("lock", { size: 16 }), say("encrypted")));
}

/**
 * The label in force, else what other systems write for one. Its colour counts as much as its words.
 * @param {import("../types.d.ts").Opened} opened
 * @returns {{ name: string, color: string|null, doubt: string|null }|null}
 */
export function labelOf({ label, markings }) {
  const mark = markings.find(({ color }) => color) ?? markings[0];
  const found = label ? { name: plainWords(label.name), state: label.state } : mark && { name: plainWords(mark.text), state: mark.state };
  if (!found) return null;
  const color = found.state === "verified" && /^#[0-9a-f]{6}$/i.test(mark?.color ?? "") ? mark?.color ?? null : null;
  return { name: found.name, color, doubt: found.state === "verified" ? null : found.state === "disagree" ? "label.disagrees" : "label.claimed" };
}
