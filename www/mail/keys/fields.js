// @ts-check
// The fields that keys need: passphrases, recovery codes, files.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { Unready } from "./sheet.js";

/** @typedef {import("../texts/texts.js").Say} Say */

export const shortest = 8;
let count = 0;

/**
 * @param {string} label
 * @param {HTMLInputElement} input
 * @param {string} [hint]
 * @param {Node} [beside]
 */
function field(label, input, hint, beside) {
  input.id = `field-${++count}`;
  const note = hint ? element("p", { class: "muted small", id: `${input.id}-hint` }, hint) : null;
  if (note) input.setAttribute("aria-describedby", note.id);
  return element("div", { class: "key-field" }, element("label", { for: input.id }, label),
    element("div", { class: "field-row" }, input, beside), note);
}

/**
 * A passphrase, hidden unless one asks to see it.
 * @param {Say} say
 * @param {{ label: string, hint?: string, autofocus?: boolean, fresh?: boolean }} options
 */
export function passphraseField(say, { label, hint, autofocus = false, fresh = false }) {
  const input = element("input", {
    type: "password", autocomplete: fresh ? "new-password" : "off", autocapitalize: "off", spellcheck: "false", required: true, autofocus,
  });
  const show = element("button", { type: "button", class: "icon-button", "aria-label": say("field.show", { label }), "aria-pressed": "false" }, icon("eye"));
  show.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    show.setAttribute("aria-pressed", String(shown));
    show.replaceChildren(icon(shown ? "eye-off" : "eye"));
  });
  return { root: field(label, input, hint, show), input };
}

/**
 * A passphrase that is chosen now, typed twice.
 * @param {Say} say
 * @param {{ autofocus?: boolean }} [options]
 */
export function newPassphrase(say, { autofocus = false } = {}) {
  const first = passphraseField(say, { label: say("field.new"), hint: say("field.new-hint"), autofocus, fresh: true });
  const second = passphraseField(say, { label: say("field.again"), fresh: true });
  const read = () => {
    if ([...first.input.value].length < shortest) throw new Unready(say("field.too-short", { count: shortest }), first.input);
    if (first.input.value !== second.input.value) throw new Unready(say("field.differ"), second.input);
    return first.input.value;
  };
  return { nodes: [first.root, second.root], read };
}

/**
 * The recovery code, grouped while it is typed; another program's may have another form.
 * @param {Say} say
 * @param {{ autofocus?: boolean }} [options]
 */
export function codeField(say, { autofocus = false } = {}) {
  const input = element("input", {
    type: "text", class: "code-input", inputmode: "numeric", autocomplete: "off", autocapitalize: "off", spellcheck: "false", required: true, autofocus,
  });
  input.addEventListener("input", () => {
    const atEnd = input.selectionStart === input.value.length;
    if (!atEnd || !/^[\d\s-]*$/.test(input.value) || input.value.endsWith("-")) return;
    input.value = (input.value.replace(/\D/g, "").match(/.{1,4}/g) ?? []).join("-");
  });
  const read = () => {
    if (!input.value.trim()) throw new Unready(say("code.missing"), input);
    return input.value;
  };
  return { root: field(say("code.label"), input, say("code.hint")), input, read };
}

/**
 * @param {Say} say
 * @param {{ label: string, hint?: string, autofocus?: boolean }} options
 */
export function fileField(say, { label, hint, autofocus }) {
  const input = element("input", { type: "file", required: true, autofocus });
  const read = async () => {
    const [file] = input.files ?? [];
    if (!file) throw new Unready(say("field.no-file"), input);
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new Unready(say("field.unreadable"), input);
    }
  };
  return { root: field(label, input, hint), input, read };
}

/** @param {string} label @param {string} value @param {string} [hint] */
export function textField(label, value, hint) {
  const input = element("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", value });
  return { root: field(label, input, hint), input };
}

/**
 * One of several, or each by itself.
 * @param {"radio"|"checkbox"} type
 * @param {{ name?: string, value?: string, label: string, hint?: string, checked?: boolean }} options
 */
export function choice(type, { name, value, label, hint, checked }) {
  const input = element("input", { type, name, value, checked });
  return { root: element("label", { class: "choice" }, input,
    element("span", {}, element("span", {}, label), hint ? element("span", { class: "muted small" }, hint) : null)), input };
}
