// @ts-check
// A question in a dialog. Escape and the cross mean no.

import { h, show, sign } from "./dom.js";

/**
 * @param {import("../page.js").Page} page
 * @param {{ title: string, text: string, yes: string, no?: string, danger?: boolean }} question
 * @returns {Promise<boolean>}
 */
export function ask(page, { title, text, yes, no = page.voice.say("page.cancel"), danger = false }) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "dialog-title");
  document.body.append(dialog);
  show(dialog, [
    h("div", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, title),
      h("button", { type: "button", class: "icon-button", "aria-label": page.voice.say("page.close"), on: { click: () => dialog.close() } }, sign("x"))),
    h("p", null, text),
    h("div", { class: "dialog-actions" },
      h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, no),
      h("button", { type: "button", class: `button primary${danger ? " danger" : ""}`, autofocus: true, on: { click: () => dialog.close("yes") } }, yes)),
  ]);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(dialog.returnValue === "yes");
  }));
}
