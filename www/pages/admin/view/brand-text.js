// @ts-check
// A text of the organisation in each language, with names that are filled in and the characters that are left.

import { coverLanguage, coverWords, directionOf } from "../../../engine/cover-texts.js";
import { h, sign } from "./dom.js";
import { described } from "./field.js";
import { openMenu } from "./menu.js";

/** @typedef {import("../page.js").Page} Page */

const holes = /** @type {const} */ (["sender", "organisation"]);

/** In which input somebody wrote last: a name goes there. @type {HTMLInputElement|null} */
let written = null;

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {{ label: string, name: string, most: number }} options  `most`: characters
 */
export function brandTextInput(page, pointer, { label, name, most }) {
  const { say } = page.voice;
  const value = page.store.get(pointer);
  const many = page.languages.length > 1;
  const long = most > 128;
  const own = described(page, pointer);
  const texts = page.languages.map((language, index) => {
    const text = inLanguage(value, language);
    return { language, text, id: index === 0 ? own.id : `${own.id}-${language}`, count: [...text].length, first: index === 0 };
  });
  const insert = (/** @type {string} */ hole) => {
    const inputs = texts.map(({ id }) => document.getElementById(id));
    const input = /** @type {HTMLInputElement|null} */ (written && inputs.includes(written) ? written : inputs[0]);
    if (!input) return;
    const end = input.value.length;
    input.setRangeText(hole, input.selectionStart ?? end, input.selectionEnd ?? end, "end");
    // As if it had been typed.
    input.dispatchEvent(new Event("input"));
    input.focus();
  };
  return h("div", { class: "by-language" },
    texts.map(({ language, text, id, count, first }) => h("div", { class: "one-language", key: language },
      many && h("span", { class: "language-tag", "aria-hidden": "true" }, language),
      h(long ? "textarea" : "input", {
        class: "input", id, "aria-invalid": count > most || (first && own["aria-invalid"]) || page.mistakesAt(`${pointer}/${language}`, { deep: true }).length > 0 ? "true" : null,
        "aria-describedby": [first && own["aria-describedby"], `${id}-count`].filter(Boolean).join(" "), lang: language, dir: directionOf(language),
        "aria-label": many ? `${label}, ${page.languageName(language)}` : label, value: text, placeholder: inLanguage(value, "en") || usual(name, language) || null,
        ...(long ? { rows: "2" } : { type: "text" }), autocomplete: "off",
        on: {
          // What is written is what is shown beside it.
          focus: (/** @type {any} */ { target }) => { written = target; page.previewLanguage(language); },
          input: (/** @type {any} */ { target }) => write(page, pointer, language, target.value), change: () => page.store.pause(),
        },
      }))),
    h("div", { class: "brand-text-foot", key: "foot" },
      h("button", {
        type: "button", class: "link", "aria-haspopup": "dialog", "aria-label": say("brand.fill-for", { field: label }),
        on: { click: (/** @type {any} */ { currentTarget }) => openMenu(page, currentTarget, {
          label: say("brand.fill"), groups: [{ name: null, items: holes.map((hole) => ({ value: `{${hole}}`, words: say(`brand.hole.${hole}`), small: `{${hole}}` })) }], onPick: insert,
        }) },
      }, sign("plus", { size: 14 }), say("brand.fill")),
      h("span", { class: "counts small" }, texts.map(({ language, id, count }) => h("span", { class: `count${count > most ? " over" : ""}`, id: `${id}-count`, key: language },
        many && h("span", { class: "count-language", "aria-hidden": "true" }, language), say("brand.count", { count, most }))))));
}

/** @param {any} value @param {string} language */
function inLanguage(value, language) {
  return typeof value === "string" ? (language === "en" ? value : "") : typeof value?.[language] === "string" ? value[language] : "";
}

/** What stands there where nothing is written. @param {string} name @param {string} language */
function usual(name, language) {
  const words = /** @type {Record<string, string>} */ (coverWords[coverLanguage(language)] ?? {});
  return ["subject", "introduction", "button"].includes(name) ? words[name] : "";
}

/**
 * One language is one string; more are an object.
 * @param {Page} page
 * @param {string} pointer
 * @param {string} language
 * @param {string} text
 */
function write(page, pointer, language, text) {
  const value = page.store.get(pointer);
  /** @type {Record<string, string>} */
  const next = typeof value === "object" && value !== null ? { ...value } : value === undefined ? {} : { en: String(value) };
  if (text === "") delete next[language];
  else next[language] = text;
  const names = Object.keys(next);
  page.edit(pointer, names.length === 0 ? undefined : names.length === 1 && names[0] === "en" ? next.en : next, `${pointer} ${language}`);
}
