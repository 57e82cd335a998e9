// @ts-check
// What opens beside a thing and closes with Escape or a press elsewhere.

import { h } from "../../button/dom.js";
import { place } from "../../button/menu.js";

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
 * Asks; the first answer is the safe one and has the focus, the last is the one that loses something. Escape is no answer.
 * @param {HTMLElement} near
 * @param {{ title: string, text: string, answers: { value: string, text: string }[] }} words
 * @returns {Promise<string>}  empty for no answer
 */
export function choose(near, { title, text, answers }) {
  const look = (/** @type {number} */ at) => (at === 0 ? "compose-primary" : at === answers.length - 1 ? "compose-plain danger" : "compose-plain");
  const dialog = h("dialog", { class: "compose-dialog", "aria-labelledby": "compose-dialog-title", "aria-describedby": "compose-dialog-text" },
    h("form", { method: "dialog" }, h("h2", { id: "compose-dialog-title" }, title), h("p", { id: "compose-dialog-text" }, text),
      h("div", { class: "compose-dialog-acts" },
        ...answers.map(({ value, text: name }, at) => h("button", { value, class: look(at), autofocus: at === 0 }, name)))));
  near.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => { resolve(dialog.returnValue); dialog.remove(); });
  });
}
