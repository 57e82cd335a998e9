// @ts-check
// What opens beside a thing and closes with Escape or a press elsewhere.

import { h } from "../../../button/dom.js";
import { place } from "../../../button/menu.js";

/**
 * @param {HTMLElement} anchor
 * @param {{ name: string, class?: string, onClose?: () => void }} options
 * @param {...(Node|string|null|undefined|false)} children
 */
export function openPopover(anchor, { name, class: given = "", onClose }, ...children) {
  const node = h("div", { class: `compose-popover ${given}`, popover: "auto", role: "dialog", "aria-label": name }, ...children);
  node.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    node.remove();
    onClose?.();
  });
  anchor.after(node);
  node.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(node, anchor);
  /** @type {HTMLElement|null} */ (node.querySelector("input, button, a"))?.focus();
  return node;
}

/**
 * Asks with two answers; the safe one is first and has the focus.
 * @param {HTMLElement} near
 * @param {{ title: string, text: string, safe: string, other: string }} words
 * @returns {Promise<boolean>}  true for the other
 */
export function confirm(near, { title, text, safe, other }) {
  const dialog = h("dialog", { class: "compose-dialog", "aria-labelledby": "compose-dialog-title" },
    h("form", { method: "dialog" }, h("h2", { id: "compose-dialog-title" }, title), h("p", {}, text),
      h("div", { class: "compose-dialog-acts" },
        h("button", { value: "safe", class: "compose-primary", autofocus: true }, safe),
        h("button", { value: "other", class: "compose-plain danger" }, other))));
  near.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => { resolve(dialog.returnValue === "other"); dialog.remove(); });
  });
}
