// @ts-check
// Dialogs that ask for something and do it. They lie on each other: Escape closes the top one, and the focus goes back to
// where it was. A click beside one closes nothing, for something may have been typed in it.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { sentence } from "./say.js";

/** @typedef {import("../types.d.ts").Voice} Voice */

/** What a person has to change first; the field it is about gets the focus. */
export class Unready extends Error {
  /** @param {string} text @param {HTMLInputElement|null} [field] */
  constructor(text, field = null) {
    super(text);
    this.field = field;
  }
}

let count = 0;

/**
 * @param {string} title
 * @param {Voice} voice
 * @param {...(Node|string|null|false)} content
 */
export function openSheet(title, { say }, ...content) {
  const id = `sheet-${++count}`;
  const close = element("button", { type: "button", class: "icon-button", "aria-label": say("app.close"), on: { click: () => dialog.close() } }, icon("x"));
  const dialog = element("dialog", { class: "dialog sheet", "aria-labelledby": id },
    element("div", { class: "dialog-head" }, element("h2", { id, tabindex: -1 }, title), close),
    element("div", { class: "dialog-body" }, ...content));
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    focusOn(before);
  });
  document.body.append(dialog);
  dialog.showModal();
  const first = /** @type {HTMLElement|null} */ (dialog.querySelector("[autofocus]")) ?? dialog.querySelector("h2");
  first?.focus({ preventScroll: true });
  return dialog;
}

/** Where it was, or, where that is gone meanwhile, the heading of what lies below. @param {Element|null} before */
function focusOn(before) {
  if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
  else /** @type {HTMLElement|undefined} */ ([...document.querySelectorAll("dialog.sheet[open] h2")].at(-1))?.focus({ preventScroll: true });
}

/**
 * A dialog with a form: closed when its work is done. What goes wrong is said in it, and what was typed stays.
 * @template T
 * @param {Voice} voice
 * @param {{ title: string, content: (Node|string|null|false)[], action: string, work: () => Promise<T>, danger?: boolean,
 *   blame?: (error: any) => HTMLInputElement|null, words?: (error: any) => string|null, cancel?: string|false,
 *   beside?: (close: () => void) => (Node|null|false) }} options  `blame`: the field an error is about; `words`: for an error, where there are better ones;
 *   `beside`: stands beside the buttons and may close
 * @returns {Promise<{ done: T }|null>} null: it was closed
 */
export function ask(voice, { title, content, action, work, danger = false, blame = () => null, words = () => null, cancel = voice.say("keys.cancel"), beside }) {
  return new Promise((resolve) => {
    /** @type {{ done: T }|null} */
    let answer = null;
    const form = workForm(voice, {
      content, action, danger, blame, words,
      work: async () => {
        answer = { done: await work() };
        dialog.close();
      },
      beside: [beside?.(() => dialog.close()), cancel ? element("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, cancel) : null],
    });
    const dialog = openSheet(title, voice, form);
    dialog.addEventListener("close", () => resolve(answer));
  });
}

/**
 * A form that works: busy while it does, and saying in place what went wrong.
 * @param {Voice} voice
 * @param {{ content: (Node|string|null|false)[], action: string, work: () => Promise<unknown>, danger?: boolean, blame?: (error: any) => HTMLInputElement|null,
 *   words?: (error: any) => string|null, beside?: (Node|null|false|undefined)[] }} options
 */
export function workForm(voice, { content, action, work, danger = false, blame = () => null, words = () => null, beside = [] }) {
  const id = `trouble-${++count}`;
  const trouble = element("div", { class: "sheet-trouble", role: "alert", id });
  const go = element("button", { type: "submit", class: `button ${danger ? "danger" : "primary"}` }, icon("loader-circle", { size: 18 }), element("span", {}, action));
  let busy = false;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    form.toggleAttribute("data-busy", true);
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    try {
      await work();
      trouble.replaceChildren();
    } catch (error) {
      const unready = error instanceof Unready;
      const text = unready ? error.message : words(error) ?? sentence(error, voice);
      trouble.replaceChildren(element("p", { class: "notice danger" }, icon("circle-alert"), element("span", {}, text)));
      const field = unready ? error.field : blame(error);
      if (field) {
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", id);
        field.focus();
        field.select();
      }
    } finally {
      busy = false;
      form.removeAttribute("data-busy");
    }
  };
  const form = element("form", { class: "sheet-form", novalidate: true, on: { submit } },
    ...content, trouble, element("div", { class: "dialog-actions" }, ...beside, go));
  return form;
}
