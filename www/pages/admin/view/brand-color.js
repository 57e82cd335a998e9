// @ts-check
// A colour that text stands on, with the text.

import { contrastOn } from "../model/contrast.js";
import { h } from "./dom.js";
import { colorInput } from "./inputs.js";

/** @typedef {import("../page.js").Page} Page */

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {{ label: string, usual: string }} options  `usual`: the colour where none is chosen
 */
export function brandColorInput(page, pointer, { label, usual }) {
  const { say, language } = page.voice;
  const value = page.store.get(pointer);
  const color = typeof value === "string" && value !== "" ? value : usual;
  const on = contrastOn(color);
  const ratio = on && new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(on.ratio);
  return h("div", { class: "brand-color" }, colorInput(page, pointer, { empty: true, label }),
    on && h("p", { class: "ink-sample", style: { "--color": color, "--ink": on.ink } }, h("strong", null, page.document?.organisation?.name || say("page.unnamed")), h("span", { class: "small" }, say(`brand.ink-${on.ink}`, { ratio: String(ratio) }))));
}
