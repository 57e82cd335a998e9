// @ts-check
// Which sensitive information, how much of it, and how sure one has to be.

import { h, sign } from "./dom.js";
import { described, idOf, mistakeLines } from "./field.js";
import { countInput } from "./inputs.js";
import { openMenu } from "./menu.js";

/** @typedef {import("../page.js").Page} Page */

const levels = [65, 75, 85];

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {string} label
 */
export function dataTypesInput(page, pointer, label) {
  const { say } = page.voice;
  const value = page.store.get(pointer);
  /** @type {any[]} */
  const values = Array.isArray(value) ? value : [];
  const known = page.dataTypes();
  const add = (/** @type {any} */ { currentTarget }) => openMenu(page, currentTarget, {
    label: say("data.add"), search: true,
    groups: [
      { name: say("data.own"), items: known.filter(({ own }) => own).map(({ id, name }) => ({ value: id, words: name, small: id })) },
      { name: say("data.built-in"), items: known.filter(({ own }) => !own).map(({ id, name }) => ({ value: id, words: name, small: id })) },
    ],
    onPick: (name) => page.edit(pointer, [...values, { name }]),
  });
  return h("div", { class: "data-types" },
    h("ul", { "aria-label": label }, values.map((one, index) => h("li", { class: "data-type", key: `${index} ${one?.name}`, data: { pointer: `${pointer}/${index}` } },
      row(page, `${pointer}/${index}`, one, () => page.edit(pointer, values.filter((_, at) => at !== index))), mistakeLines(page, `${pointer}/${index}`)))),
    h("button", { type: "button", class: "button small", ...described(page, pointer, { deep: false }), "aria-haspopup": "dialog", on: { click: add } }, sign("plus", { size: 16 }), say("data.add")));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {any} one
 * @param {() => void} remove
 */
function row(page, pointer, one, remove) {
  const { say } = page.voice;
  const name = page.names.dataType(one?.name);
  // Without a number the engine asks for what the type recommends.
  const confidence = one?.minConfidence ?? page.builtIn.find(({ id, name }) => [id, name].includes(one?.name))?.confidence ?? 75;
  const options = [...new Set([...levels, confidence])].sort((a, b) => a - b);
  const upTo = one?.maxCount !== undefined || page.ui.get(`up-to ${pointer}`);
  return h("div", { class: "data-type-row" },
    h("span", { class: "data-type-name" }, sign("fingerprint-pattern", { size: 16 }), h("span", null, name),
      h("button", { type: "button", class: "icon-button small", "aria-label": say("chips.remove", { value: name }), on: { click: remove } }, sign("x", { size: 16 }))),
    h("label", { class: "inline" }, say("data.at-least"), countInput(page, `${pointer}/minCount`, { placeholder: "1", label: say("data.at-least-of", { name }) })),
    upTo ? h("label", { class: "inline" }, say("data.at-most"), countInput(page, `${pointer}/maxCount`, { placeholder: "∞", label: say("data.at-most-of", { name }) }))
      : h("button", { type: "button", class: "link", on: { click: () => page.setUi(`up-to ${pointer}`, true) } }, say("data.limit")),
    h("label", { class: "inline" }, say("data.sure"),
      h("span", { class: "select" }, h("select", {
        id: idOf(`${pointer}/minConfidence`), value: String(confidence), "aria-label": say("data.sure-of", { name }),
        on: { change: (/** @type {any} */ { target }) => page.edit(`${pointer}/minConfidence`, Number(target.value)) },
      }, options.map((level) => h("option", { key: level, value: String(level), selected: level === confidence },
        levels.includes(level) ? say(`data.level-${level}`) : say("data.level", { level })))), sign("chevron-down", { size: 16 }))));
}
