// @ts-check
// One field of a form: its label, its input, its help, and the mistakes found there.

import { h, sign } from "./dom.js";

/** @typedef {import("../page.js").Page} Page */

/** The id of the input for a place in the document. @param {string} pointer */
export function idOf(pointer) {
  return `at${pointer.replaceAll(/\s/g, "_")}`;
}

/**
 * @param {Page} page
 * @param {{ pointer: string, label: string, help?: string, control: any, small?: string, group?: boolean, required?: boolean,
 *   deep?: boolean }} options  `group`: several inputs under one heading; `deep`: mistakes below the pointer show here too
 */
export function field(page, { pointer, label, help, control, small, group = false, required = false, deep = true }) {
  const found = page.mistakesAt(pointer, { deep });
  const id = idOf(pointer);
  const name = [label, small && h("span", { class: "small muted" }, " ", small), !required && null];
  return h("div", { class: `field${found.length > 0 ? " wrong" : ""}`, data: { pointer }, ...(group ? { role: "group", "aria-labelledby": `${id}-label` } : {}) },
    group ? h("span", { class: "field-label", id: `${id}-label` }, name) : h("label", { class: "field-label", id: `${id}-label`, for: id }, name),
    control,
    mistakeLines(page, pointer, found),
    help && h("p", { class: "help", id: `${id}-help` }, help));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {readonly import("../page.js").Mistake[]} found
 */
export function mistakeLines(page, pointer, found = page.mistakesAt(pointer, { deep: true })) {
  if (found.length === 0) return null;
  return h("ul", { class: "mistakes-here", id: `${idOf(pointer)}-mistakes` }, found.slice(0, 3).map((mistake) =>
    h("li", null, sign("circle-alert", { size: 16 }), h("span", null, page.mistakeText(mistake)))));
}

/**
 * Attributes that tie an input to its mistakes and its help.
 * @param {Page} page
 * @param {string} pointer
 * @param {{ deep?: boolean, help?: boolean }} [options]
 */
export function described(page, pointer, { deep = true, help = false } = {}) {
  const wrong = page.mistakesAt(pointer, { deep }).length > 0;
  const id = idOf(pointer);
  const by = [wrong && `${id}-mistakes`, help && `${id}-help`].filter(Boolean).join(" ");
  return { id, "aria-invalid": wrong ? "true" : null, "aria-describedby": by || null };
}
