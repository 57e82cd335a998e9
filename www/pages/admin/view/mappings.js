// @ts-check
// What labels of other organisations mean here, one a row.

import { statedIn } from "../model/stated.js";
import { below } from "../model/pointer.js";
import { h, sign } from "./dom.js";
import { mistakeLines } from "./field.js";

/** @typedef {import("../page.js").Page} Page */

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {(row: string) => any} fields  of the row at a pointer
 */
export function mappingsInput(page, pointer, fields) {
  const { say } = page.voice;
  const value = page.store.get(pointer);
  /** @type {any[]} */
  const rows = Array.isArray(value) ? value : [];
  const write = (/** @type {any[]} */ next) => page.edit(pointer, next.length > 0 ? next : undefined);
  return h("div", { class: "field", key: pointer, data: { pointer } },
    mistakeLines(page, pointer, page.mistakesAt(pointer)),
    h("ul", { class: "mappings" }, rows.map((_, index) => h("li", {
      class: "mapping", key: index,
      on: { paste: (/** @type {ClipboardEvent} */ event) => pasted(page, below(pointer, index), event) },
    },
    h("div", { class: "grid" }, fields(below(pointer, index))),
    h("button", {
      type: "button", class: "icon-button small", "aria-label": say("mapping.remove", { position: index + 1 }), title: say("mapping.remove", { position: index + 1 }),
      on: { click: () => write(rows.filter((_, at) => at !== index)) },
    }, sign("trash", { size: 16 }))))),
    h("div", { class: "button-row" }, h("button", { type: "button", class: "button small", on: { click: () => {
      write([...rows, { organisation: "" }]);
      page.focusOn(below(pointer, rows.length, "organisation"));
    } } }, sign("plus", { size: 16 }), say("mapping.add"))));
}

/**
 * A whole header field tells both ids: they are hard to pick out by eye.
 * @param {Page} page
 * @param {string} row
 * @param {ClipboardEvent} event
 */
function pasted(page, row, event) {
  const stated = statedIn(event.clipboardData?.getData("text/plain") ?? "");
  if (!stated) return;
  event.preventDefault();
  page.edit(row, { ...page.store.get(row), ...stated });
}
