// @ts-check
// A dialog that shows something. What asks for something is a sheet, in ../keys/.

import { icon } from "../icons/icon.js";
import { element } from "./element.js";

/**
 * A modal dialog that is gone when it is closed.
 * @param {string} title
 * @param {import("./types.d.ts").Voice} voice
 * @param {...(Node|string)} content
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, { say }, ...content) {
  const close = element("button", { type: "button", class: "icon-button", "aria-label": say("app.close") }, icon("x"));
  const heading = element("h2", { id: "dialog-title" }, title);
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "dialog-title" },
    element("div", { class: "dialog-head" }, heading, close), element("div", { class: "dialog-body" }, ...content));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
