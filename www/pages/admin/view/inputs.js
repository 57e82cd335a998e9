// @ts-check
// Inputs for single values. Each shows one place of the document and writes back to it while the person types.

import { h, sign } from "./dom.js";
import { described } from "./field.js";
import { openMenu } from "./menu.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {{ value: string, name: string, about: string, code?: boolean }} SwitchChoice  `code`: a name of machines */

/**
 * A field of text that is parsed: what is typed stays as it is while it means what the document says.
 * @param {Page} page
 * @param {string} pointer
 * @param {{ tag?: "input"|"textarea", parse: (text: string) => unknown, format: (value: any) => string, properties?: Record<string, any>, help?: boolean }} options
 */
export function parsed(page, pointer, { tag = "input", parse, format, properties = {}, help }) {
  const value = page.store.get(pointer);
  return h(tag, {
    class: "input", ...described(page, pointer, { help }), ...properties,
    on: {
      input: (/** @type {any} */ { target }) => page.edit(pointer, parse(target.value), pointer),
      change: () => page.store.pause(),
      ...properties.on,
    },
    sync: (/** @type {HTMLInputElement} */ node) => {
      const same = JSON.stringify(parse(node.value)) === JSON.stringify(value);
      if (!same || (node.value === "" && value !== undefined && format(value) !== "")) node.value = format(value);
    },
  });
}

/** Empty means not there. @param {string} text */
const orNothing = (text) => (text === "" ? undefined : text);
const asText = (/** @type {any} */ value) => (value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {Record<string, any>} [properties]
 */
export function plainInput(page, pointer, properties = {}) {
  const { required, ...rest } = properties;
  return parsed(page, pointer, { parse: required ? (text) => text : orNothing, format: asText, properties: { type: "text", spellcheck: "false", autocomplete: "off", ...rest } });
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {Record<string, any>} [properties]
 */
export function longInput(page, pointer, properties = {}) {
  return parsed(page, pointer, { tag: "textarea", parse: orNothing, format: asText, properties: { rows: "2", ...properties } });
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {{ least?: number, most?: number, placeholder?: string, unit?: string, label?: string }} [options]
 */
export function countInput(page, pointer, { least, most, placeholder, unit, label } = {}) {
  const input = parsed(page, pointer, {
    parse: (text) => (text === "" ? undefined : /^\d+$/.test(text) ? Number(text) : text),
    format: asText,
    properties: { type: "text", inputmode: "numeric", class: "input number", min: least, max: most, placeholder, "aria-label": label, autocomplete: "off" },
  });
  return unit ? h("span", { class: "with-unit" }, input, h("span", { class: "muted" }, unit)) : input;
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {{ options: Array<[value: string, words: string]>, empty?: string|null, label?: string, onPick?: (value: string) => void, value?: string }} options
 */
export function choiceInput(page, pointer, { options, empty = null, label, onPick, value = asText(page.store.get(pointer)) }) {
  const known = value === "" ? empty !== null : options.some(([one]) => one === value);
  const all = [...(empty === null ? [] : [["", empty]]), ...options, ...(known ? [] : [[value, value === "" ? "—" : `${value}`]])];
  return h("span", { class: "select" },
    h("select", {
      ...described(page, pointer), "aria-label": label, value,
      on: { change: (/** @type {any} */ { target }) => (onPick ? onPick(target.value) : page.edit(pointer, orNothing(target.value))) },
    }, all.map(([one, words]) => h("option", { key: one, value: one, selected: one === value }, words))),
    sign("chevron-down", { size: 16 }));
}

/**
 * A switch. `usual` is what its absence means.
 * @param {Page} page
 * @param {string} pointer
 * @param {{ label: string, usual?: boolean, hidden?: boolean }} options
 */
export function switchInput(page, pointer, { label, usual = false, hidden = false }) {
  const value = page.store.get(pointer) ?? usual;
  return h("label", { class: "switch" },
    h("input", {
      type: "checkbox", role: "switch", ...described(page, pointer), "aria-label": hidden ? label : null, checked: value === true,
      on: { change: (/** @type {any} */ { target }) => page.edit(pointer, target.checked === usual ? undefined : target.checked) },
    }), h("span", { class: "track", "aria-hidden": "true" }), !hidden && h("span", null, label));
}

/**
 * Some of a few, each with a switch. Nothing means all of them.
 * @param {Page} page
 * @param {string} pointer
 * @param {{ choices: readonly SwitchChoice[] }} options
 */
export function switchesInput(page, pointer, { choices }) {
  const value = page.store.get(pointer);
  const on = new Set(Array.isArray(value) ? value : choices.map((choice) => choice.value));
  const change = (/** @type {string} */ one, /** @type {boolean} */ is) => {
    const next = choices.map((choice) => choice.value).filter((each) => (each === one ? is : on.has(each)));
    page.edit(pointer, next.length === choices.length ? undefined : next);
  };
  return h("ul", { class: "switches" }, choices.map(({ value: one, name, about, code = false }, index) => h("li", { key: one }, h("label", { class: "switch" },
    h("input", {
      type: "checkbox", role: "switch", ...(index === 0 ? described(page, pointer) : {}), checked: on.has(one),
      on: { change: (/** @type {any} */ { target }) => change(one, target.checked) },
    }), h("span", { class: "track", "aria-hidden": "true" }), h("span", { class: "switch-words" }, h("span", { class: code ? "code" : "switch-name" }, name), h("span", { class: "small muted" }, about))))));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {{ empty?: boolean, label?: string }} [options]
 */
export function colorInput(page, pointer, { empty = false, label } = {}) {
  const { say } = page.voice;
  const value = asText(page.store.get(pointer));
  const valid = /^#[0-9a-f]{6}$/i.test(value);
  return h("span", { class: "color" },
    h("input", {
      type: "color", class: valid ? "swatch" : "swatch empty", "aria-label": say("input.color-pick", { field: label ?? "" }), value: valid ? value : "#888888",
      on: { input: (/** @type {any} */ { target }) => page.edit(pointer, target.value, pointer), change: () => page.store.pause() },
    }),
    plainInput(page, pointer, { class: "input code short", placeholder: "#rrggbb", maxlength: "7", required: !empty, "aria-label": label }),
    h("span", { class: "palette" }, palette.map((color) => h("button", {
      type: "button", class: "palette-color", style: { "--color": color }, "aria-label": say("input.color-use", { color }), "aria-pressed": String(value.toLowerCase() === color),
      on: { click: () => page.edit(pointer, color) },
    }))));
}

/** Each can be read on white, and white on each. */
const palette = ["#2e7d32", "#1f5fbf", "#00697a", "#6a4bb5", "#a8461b", "#c2410c", "#b00020", "#5a6170"];

/**
 * @param {Page} page
 * @param {string} pointer
 */
export function timeInput(page, pointer) {
  return parsed(page, pointer, {
    parse: (text) => (text === "" ? undefined : /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? zoned(text) : text),
    format: (value) => localTime(asText(value)),
    properties: { type: "datetime-local", class: "input time" },
  });
}

/** A time of this place, with its offset. @param {string} local */
export function zoned(local) {
  const minutes = -new Date(local).getTimezoneOffset();
  const two = (/** @type {number} */ number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  return `${local}:00${minutes === 0 ? "Z" : `${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`}`;
}

/** @param {string} text ISO 8601 with an offset */
function localTime(text) {
  const when = new Date(text);
  if (text === "" || Number.isNaN(when.getTime())) return "";
  return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const units = ["KB", "MB", "GB"];

/**
 * A size: a number and its unit. Octets that are no whole kilobytes are shown as they are.
 * @param {Page} page
 * @param {string} pointer
 */
export function sizeInput(page, pointer) {
  const { say } = page.voice;
  const value = page.store.get(pointer);
  const { number, unit } = sizeParts(value);
  const write = (/** @type {string} */ digits, /** @type {string} */ of, /** @type {string|null} */ run) =>
    page.edit(pointer, of === "bytes" ? (/^\d+$/.test(digits) ? Number(digits) : digits) : `${digits} ${of}`, run);
  return h("span", { class: "size" },
    h("input", {
      class: "input number", type: "text", inputmode: "decimal", ...described(page, pointer), "aria-label": say("input.size"), value: number,
      on: { input: (/** @type {any} */ { target }) => write(target.value.trim(), unit, pointer), change: () => page.store.pause() },
    }),
    choiceInput(page, `${pointer}#unit`, {
      value: unit, label: say("input.unit"), options: [...units, "bytes"].map((one) => [one, say(`unit.${one}`)]), onPick: (of) => write(number, of, null),
    }));
}

/** @param {unknown} value */
function sizeParts(value) {
  if (typeof value === "number") {
    for (const [power, unit] of [[3, "GB"], [2, "MB"], [1, "KB"]]) {
      const size = 1024 ** Number(power);
      if (value > 0 && value % size === 0) return { number: String(value / size), unit: String(unit) };
    }
    return { number: String(value), unit: "bytes" };
  }
  const [, number = String(value ?? ""), unit = "MB"] = /^\s*(.*?)\s*(KB|MB|GB)?\s*$/i.exec(String(value ?? "")) ?? [];
  return { number, unit: unit.toUpperCase() };
}

/**
 * A text in each language of the bundle. One language is one string; more are an object.
 * @param {Page} page
 * @param {string} pointer
 * @param {{ label: string, long?: boolean, required?: boolean }} options
 */
export function textInput(page, pointer, { label, long = false, required = false }) {
  const value = page.store.get(pointer);
  const inLanguage = (/** @type {string} */ language) =>
    typeof value === "string" ? (language === "en" ? value : "") : typeof value?.[language] === "string" ? value[language] : "";
  const write = (/** @type {string} */ language, /** @type {string} */ text) => {
    /** @type {Record<string, string>} */
    const next = typeof value === "object" && value !== null ? { ...value } : value === undefined ? {} : { en: String(value) };
    if (text === "" && (language !== "en" || !required)) delete next[language];
    else next[language] = text;
    const names = Object.keys(next);
    const only = names.length === 1 && names[0] === "en";
    page.edit(pointer, names.length === 0 ? (required ? "" : undefined) : only ? next.en : next, `${pointer} ${language}`);
  };
  const many = page.languages.length > 1;
  return h("div", { class: "by-language" }, page.languages.map((language, index) => {
    const wrong = page.mistakesAt(`${pointer}/${language}`, { deep: true }).length > 0;
    return h("div", { class: "one-language", key: language },
      many && h("span", { class: "language-tag", "aria-hidden": "true" }, language),
      h(long ? "textarea" : "input", {
        class: "input", ...(index === 0 ? described(page, pointer) : {}), ...(wrong ? { "aria-invalid": "true" } : {}), lang: language, dir: "auto",
        "aria-label": many ? `${label}, ${page.languageName(language)}` : label, value: inLanguage(language),
        placeholder: language === "en" ? null : inLanguage("en"), ...(long ? { rows: "2" } : { type: "text" }), autocomplete: "off",
        on: { input: (/** @type {any} */ { target }) => write(language, target.value), change: () => page.store.pause() },
      }));
  }));
}

/**
 * Browsers take seconds to paste thousands of lines into a field; setting its value takes none.
 * @param {(text: string) => void} write
 */
export function quickPaste(write) {
  return (/** @type {ClipboardEvent} */ event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.includes("\n")) return;
    event.preventDefault();
    const node = /** @type {HTMLTextAreaElement} */ (event.target);
    node.setRangeText(text.replaceAll("\r\n", "\n"), node.selectionStart, node.selectionEnd, "end");
    write(node.value);
  };
}

/**
 * Many lines as a list; blank ones are no entries. Made for pasting thousands.
 * @param {Page} page
 * @param {string} pointer
 */
export function linesInput(page, pointer) {
  const { say } = page.voice;
  const value = page.store.get(pointer);
  const parse = (/** @type {string} */ text) => text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  return h("div", { class: "lines" },
    h("textarea", {
      class: "input code long", rows: "14", wrap: "off", ...described(page, pointer), spellcheck: "false",
      on: {
        input: (/** @type {any} */ { target }) => page.edit(pointer, parse(target.value), pointer),
        paste: quickPaste((text) => page.edit(pointer, parse(text))), change: () => page.store.pause(),
      },
      sync: (/** @type {HTMLTextAreaElement} */ node) => {
        const words = Array.isArray(value) ? value.map(String) : [];
        const present = parse(node.value);
        if (present.length !== words.length || present.some((word, index) => word !== words[index])) node.value = words.join("\n");
      },
    }),
    h("p", { class: "help" }, say("input.lines", { count: Array.isArray(value) ? value.length : 0 })));
}

/**
 * A text with variables, and a menu to put them in.
 * @param {Page} page
 * @param {string} pointer
 * @param {string} label
 */
export function variablesInput(page, pointer, label) {
  const { say } = page.voice;
  return h("div", { class: "with-button" },
    plainInput(page, pointer, { required: true }),
    h("button", {
      type: "button", class: "button", "aria-haspopup": "dialog", "aria-label": say("input.variable-for", { field: label }),
      on: { click: (/** @type {any} */ { currentTarget }) => openMenu(page, currentTarget, {
        label: say("input.variable"),
        groups: [
          { name: null, items: variables.map((name) => ({ value: `\${${name}}`, words: say(`variable.${name}`), small: `\${${name}}` })) },
          { name: say("variable.only"), items: kinds.map((name) => ({ value: `\${If.App.${name}}${say("variable.text")}\${If.End}`, words: say(`variable.If.${name}`), small: `\${If.App.${name}}…\${If.End}` })) },
        ],
        onPick: (text) => page.edit(pointer, asText(page.store.get(pointer)) + text),
      }) },
    }, say("input.variable"), sign("chevron-down", { size: 16 })));
}

const variables = ["Item.Label", "Item.Name", "Item.Location", "User.Name", "User.PrincipalName", "Event.DateTime"];
/** Parts of a text that only stand in a mail, or only in Office files. */
const kinds = ["Outlook", "WXP"];
