// @ts-check
// A list of short values as chips: typed, pasted, taken back into the field by a click, or edited as lines.

import { h, sign } from "./dom.js";
import { described } from "./field.js";
import { quickPaste } from "./inputs.js";
import { openMenu } from "./menu.js";

/** @typedef {import("../page.js").Page} Page */

/** More chips than these are shown as a number. */
const most = 48;

/** How what is typed becomes values. @type {Readonly<Record<string, (text: string) => string[]>>} */
const readers = {
  domains: (text) => text.split(/[\s,;]+/).map((one) => one.replace(/^@/, "").toLowerCase()),
  addresses: (text) => text.split(/[\s,;]+/).map((one) => one.replace(/^<|>$/g, "")),
  people: (text) => text.split(/[\s,;]+/).map((one) => one.replace(/^[<@]|>$/g, "")),
  extensions: (text) => text.split(/[\s,;]+/).map((one) => one.replace(/^\*?\./, "").toLowerCase()),
  headers: (text) => text.split(/[\s,;]+/),
  words: (text) => text.split(/[\n,;]+/),
  lines: (text) => text.split(/\n+/),
};

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {{ kind: string, label: string, placeholder?: string, required?: boolean }} options
 */
export function chipsInput(page, pointer, { kind, label, placeholder, required = false }) {
  const { say } = page.voice;
  const value = page.store.get(pointer);
  /** @type {any[]} */
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const read = readers[kind] ?? /** @type {(text: string) => string[]} */ (readers.lines);
  const write = (/** @type {any[]} */ next) => page.edit(pointer, next.length > 0 || required ? next : undefined);
  const add = (/** @type {string} */ text) => {
    const fresh = read(text).map((one) => one.trim()).filter(Boolean).filter((one, at, all) => all.indexOf(one) === at && !values.includes(one));
    if (fresh.length > 0) write([...values, ...fresh]);
  };
  const asLines = page.ui.get(`lines ${pointer}`) === true;
  const lists = kind === "words" ? page.listIn("wordLists") : [];
  const tools = [
    lists.length > 0 && h("button", {
      key: "list", type: "button", class: "link", "aria-haspopup": "dialog",
      on: { click: (/** @type {any} */ { currentTarget }) => openMenu(page, currentTarget, {
        label: say("chips.use-list"),
        groups: [{ name: null, items: lists.map((one) => ({ value: String(one.id), words: page.names.name("wordLists", one.id), small: say("input.lines", { count: one.words?.length ?? 0 }) })) }],
        onPick: (id) => { if (!values.some((one) => one?.wordList === id)) write([...values, { wordList: id }]); },
      }) },
    }, say("chips.use-list")),
    (values.length > 1 || asLines) && h("button", { key: "lines", type: "button", class: "link", on: { click: () => page.setUi(`lines ${pointer}`, !asLines) } },
      say(asLines ? "chips.as-chips" : "chips.as-lines")),
  ].filter(Boolean);
  return h("div", { class: "chips-field" },
    asLines ? lines(page, pointer, values, write, label) : h("div", { class: `chips${kind === "patterns" ? " code" : ""}`, on: { click: (/** @type {any} */ event) => {
      if (event.target === event.currentTarget) event.currentTarget.querySelector("input")?.focus();
    } } },
    h("ul", { class: "chip-list", "aria-label": label }, values.slice(0, most).map((one, index) => chip(page, { pointer, values, index, write, add })),
      values.length > most && h("li", { key: "more" }, h("button", { type: "button", class: "chip more", on: { click: () => page.setUi(`lines ${pointer}`, true) } }, say("sentence.more", { count: values.length - most })))),
    h("input", {
      class: "chip-input", type: "text", ...described(page, pointer), "aria-label": say("chips.add", { field: label }), placeholder: values.length === 0 ? placeholder ?? say(`chips.${kind}`) : "",
      autocomplete: "off", spellcheck: "false",
      on: {
        keydown: (/** @type {any} */ event) => {
          const { target } = event;
          const separates = event.key === "Enter" || ((event.key === "," || event.key === ";") && kind !== "patterns" && kind !== "lines" && kind !== "propertyWords" && kind !== "attributePatterns");
          if (separates && target.value.trim()) {
            event.preventDefault();
            add(target.value);
            target.value = "";
          } else if (event.key === "Backspace" && target.value === "" && values.length > 0) write(values.slice(0, -1));
        },
        blur: (/** @type {any} */ { target }) => {
          add(target.value);
          target.value = "";
        },
        paste: (/** @type {any} */ event) => {
          const text = event.clipboardData?.getData("text/plain") ?? "";
          if (!/\n/.test(text.trim()) && read(text).filter((one) => one.trim()).length < 2) return;
          event.preventDefault();
          add(event.target.value + text);
          event.target.value = "";
        },
      },
    })),
    tools.length > 0 && h("div", { class: "chip-tools" }, tools));
}

/**
 * @param {Page} page
 * @param {{ pointer: string, values: any[], index: number, write: (next: any[]) => void, add: (text: string) => void }} options
 */
function chip(page, { pointer, values, index, write }) {
  const { say } = page.voice;
  const one = values[index];
  const text = typeof one === "string" ? one : one?.wordList !== undefined ? say("chips.list", { name: page.names.name("wordLists", one.wordList) }) : JSON.stringify(one);
  const wrong = page.mistakesAt(`${pointer}/${index}`, { deep: true }).length > 0;
  const without = () => values.filter((_, at) => at !== index);
  return h("li", { class: `chip${wrong ? " wrong" : ""}`, key: `${index} ${text}` },
    typeof one === "string" ? h("button", {
      type: "button", class: "chip-text", "aria-label": say("chips.change", { value: text }),
      on: { click: (/** @type {any} */ { currentTarget }) => {
        const input = currentTarget.closest(".chips").querySelector(".chip-input");
        write(without());
        input.value = one;
        input.focus();
      } },
    }, wrong && sign("circle-alert", { size: 14 }), text) : h("span", { class: "chip-text" }, sign("list", { size: 14 }), text),
    h("button", {
      type: "button", class: "chip-remove", "aria-label": say("chips.remove", { value: text }),
      on: { click: (/** @type {any} */ { currentTarget }) => {
        currentTarget.closest(".chips").querySelector(".chip-input").focus();
        write(without());
      } },
    }, sign("x", { size: 14 })));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {any[]} values
 * @param {(next: any[]) => void} write
 * @param {string} label
 */
function lines(page, pointer, values, write, label) {
  const others = values.filter((one) => typeof one !== "string");
  const words = values.filter((one) => typeof one === "string");
  const parse = (/** @type {string} */ text) => text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  return h("textarea", {
    class: "input code long", rows: "10", wrap: "off", ...described(page, pointer), "aria-label": label, spellcheck: "false",
    on: {
      input: (/** @type {any} */ { target }) => page.edit(pointer, [...parse(target.value), ...others], pointer),
      paste: quickPaste((text) => write([...parse(text), ...others])), change: () => page.store.pause(),
    },
    sync: (/** @type {HTMLTextAreaElement} */ node) => {
      if (parse(node.value).join("\n") !== words.join("\n")) node.value = words.join("\n");
    },
  });
}

/**
 * Entries of the bundle chosen from a menu: labels, groups, or one of a few words.
 * @param {Page} page
 * @param {string} pointer
 * @param {{ label: string, items: import("./menu.js").Item[], add: string, empty: string, required?: boolean }} options
 */
export function pickedInput(page, pointer, { label, items, add, empty, required = false }) {
  const { say } = page.voice;
  const value = page.store.get(pointer);
  /** @type {any[]} */
  const values = Array.isArray(value) ? value : [];
  const write = (/** @type {any[]} */ next) => page.edit(pointer, next.length > 0 || required ? next : undefined);
  const byValue = new Map(items.map((item) => [item.value.toLowerCase(), item]));
  return h("div", { class: "picked" },
    h("ul", { class: "chip-list", "aria-label": label }, values.map((one, index) => {
      const item = byValue.get(String(one).toLowerCase());
      const words = item?.words ?? say("sentence.gone");
      const wrong = page.mistakesAt(`${pointer}/${index}`, { deep: true }).length > 0;
      return h("li", { class: `chip${wrong ? " wrong" : ""}`, key: String(one) },
        h("span", { class: "chip-text" }, item?.color && h("span", { class: "dot", style: { "--color": item.color } }), words),
        h("button", { type: "button", class: "chip-remove", "aria-label": say("chips.remove", { value: words }), on: { click: () => write(values.filter((_, at) => at !== index)) } }, sign("x", { size: 14 })));
    })),
    h("button", {
      type: "button", class: "button small", ...described(page, pointer), "aria-haspopup": "dialog",
      on: { click: (/** @type {any} */ { currentTarget }) => openMenu(page, currentTarget, {
        label: add, empty, groups: [{ name: null, items: items.filter((item) => !values.some((one) => String(one).toLowerCase() === item.value.toLowerCase())) }],
        onPick: (id) => write([...values, id]),
      }) },
    }, sign("plus", { size: 16 }), add));
}
