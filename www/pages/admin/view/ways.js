// @ts-check
// One of a few, each with a sentence about it.

import { h } from "./dom.js";
import { described } from "./field.js";

/** @typedef {import("../page.js").Page} Page */

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {{ choices: ReadonlyArray<{ value: string, name: string, about: string }>, usual: string }} options  `usual` is what nothing means
 */
export function waysInput(page, pointer, { choices, usual }) {
  const present = page.store.get(pointer) ?? usual;
  return h("div", { class: "ways" }, choices.map(({ value, name, about }, index) => h("label", { class: "method", key: value },
    h("input", {
      type: "radio", name: pointer, value, ...(index === 0 ? described(page, pointer) : {}), checked: present === value,
      on: { change: () => page.edit(pointer, value === usual ? undefined : value) },
    }), h("span", null, h("strong", null, name), h("span", { class: "muted small" }, about)))));
}
