// @ts-check
// The organisation's picture: chosen or dropped, made small, shown on the colour it will stand on.

import { logoSize, readPicture } from "../model/logo.js";
import { h, sign } from "./dom.js";
import { drawLogo } from "./draw-logo.js";
import { described } from "./field.js";
import { sizeOf } from "../texts/texts.js";

/** @typedef {import("../page.js").Page} Page */

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {string} color  behind it
 */
export function logoInput(page, pointer, color) {
  const { say, language } = page.voice;
  const value = page.store.get(pointer);
  const size = logoSize(value);
  const { error, busy } = page.ui.get(`logo ${pointer}`) ?? {};
  const read = (/** @type {File|undefined} */ file) => { if (file) take(page, pointer, file); };
  return h("div", { class: "logo-field" },
    h("div", {
      class: "drop logo-drop", on: {
        dragover: (/** @type {DragEvent} */ event) => event.preventDefault(),
        drop: (/** @type {DragEvent} */ event) => { event.preventDefault(); event.stopPropagation(); read(event.dataTransfer?.files[0]); },
      },
    },
      size === null ? sign("image", { size: 20 }) : h("span", { class: "logo-shown", style: { "--color": color } }, h("img", { src: String(value), alt: String(page.document?.organisation?.name ?? "") })),
      h("p", { role: "status" }, busy ? say("logo.busy") : size === null ? say("logo.drop") : say("logo.made", { size: sizeOf(size, language) })),
      h("label", { class: "button small file-button" }, sign("folder", { size: 16 }), say(value === undefined ? "logo.choose" : "logo.other"),
        h("input", { type: "file", accept: "image/*,.svg", class: "visually-hidden", ...described(page, pointer, { help: true }), on: { change: (/** @type {any} */ { target }) => { read(target.files[0]); target.value = ""; } } })),
      value !== undefined && h("button", { type: "button", class: "icon-button small", "aria-label": say("logo.remove"), title: say("logo.remove"), on: { click: () => remove(page, pointer) } }, sign("trash", { size: 16 }))),
    error && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, error)));
}

/** @param {Page} page @param {string} pointer */
function remove(page, pointer) {
  page.ui.delete(`logo ${pointer}`);
  page.edit(pointer, undefined);
  page.focusOn(pointer);
}

/** What was chosen last counts, whichever is ready first. */
let latest = 0;

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {File} file
 */
async function take(page, pointer, file) {
  const { say } = page.voice;
  const own = latest += 1;
  const { store } = page;
  page.setUi(`logo ${pointer}`, { busy: true });
  const read = await readPicture(file).catch(() => ({ problem: "unreadable" }));
  const url = "problem" in read ? null : await drawLogo(read.head, read.bytes);
  if (own !== latest || store !== page.store) return;
  if (url === null) return page.setUi(`logo ${pointer}`, { error: say(`logo.error.${"problem" in read ? read.problem : "unreadable"}`, { file: file.name }) });
  page.ui.delete(`logo ${pointer}`);
  page.edit(pointer, url);
  page.announce(say("logo.taken", { file: file.name }));
}
