// @ts-check
// The document as JSON, in step with the forms: what is valid is taken over as it is typed; what is not keeps the last form.

import { textOf } from "../model/edition.js";
import { lineOf, lineOfError, linesByPointer } from "../model/locate.js";
import { routeOf } from "../model/forms.js";
import { h, sign } from "../view/dom.js";
import { save } from "../view/save.js";
import { heading } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** Pixels of a line; the gutter counts in the same. */
const lineHeight = 20;

/** @param {Page} page */
export function jsonView(page) {
  const { say } = page.voice;
  const text = page.json?.text ?? textOf(page.document);
  const marks = page.json ? (page.json.line === null ? [] : [{ line: page.json.line, words: page.json.error, pointer: "" }]) : marksOf(page, text);
  const lines = text.split("\n").length;
  const wrongLines = new Map(marks.map((mark) => [mark.line, mark]));
  const goTo = (/** @type {number} */ line) => {
    const area = /** @type {HTMLTextAreaElement|null} */ (document.getElementById("json-text"));
    if (!area) return;
    const rows = area.value.split("\n");
    const start = rows.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (rows[line - 1]?.length ?? 0));
    area.scrollTop = Math.max(0, (line - 5) * lineHeight);
  };
  return [
    heading(say("section.json"), say("json.lead"),
      h("button", { type: "button", class: "button", disabled: page.json !== null || !page.checked || page.mistakes.length > 0, on: { click: () => download(page) } }, sign("download", { size: 16 }), say("json.save"))),
    page.json && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, say("json.broken"), " ", h("span", { lang: "en" }, page.json.error)),
      h("button", { type: "button", class: "button small", on: { click: () => { page.json = null; page.refresh(); } } }, say("json.give-up"))),
    page.jsonLeft !== null && !page.json && h("p", { class: "notice warning" }, sign("triangle-alert", { size: 18 }), h("span", null, say("json.left")),
      h("button", { type: "button", class: "button small", on: { click: () => { const left = page.jsonLeft ?? ""; page.jsonLeft = null; typed(page, left); } } }, say("json.left-show")),
      h("button", { type: "button", class: "button small", on: { click: () => { page.jsonLeft = null; page.refresh(); } } }, say("json.left-forget"))),
    marks.length > 0 && h("ul", { class: "json-marks" }, marks.slice(0, 20).map((mark, index) => h("li", { key: index },
      h("button", { type: "button", class: "mistake", on: { click: () => goTo(mark.line) } }, sign("circle-alert", { size: 16 }), h("span", { class: "code small" }, say("json.line", { line: mark.line })), h("span", { class: "mistake-words" }, mark.words)),
      mark.pointer && routeOf(mark.pointer) !== "/json" && h("button", { type: "button", class: "link", on: { click: () => page.goTo(mark.pointer, routeOf(mark.pointer)) } }, say("json.form"))))),
    h("div", { class: "json-editor", style: { "--line": `${lineHeight}px` } },
      h("div", { class: "gutter", "aria-hidden": "true", data: { lines } },
        h("pre", null, numbers(lines)),
        [...wrongLines.keys()].map((line) => h("span", { class: "gutter-mark", key: line, style: { top: `${(line - 1) * lineHeight + 10}px` } }))),
      h("textarea", {
        id: "json-text", class: "json-text", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-label": say("section.json"), "aria-invalid": marks.length > 0 ? "true" : null,
        on: {
          input: (/** @type {any} */ { target }) => typed(page, target.value),
          change: () => page.store.pause(),
          scroll: (/** @type {any} */ { target }) => { const gutter = target.previousElementSibling; gutter.scrollTop = target.scrollTop; },
        },
        sync: (/** @type {HTMLTextAreaElement} */ node) => {
          // Who types keeps their own spacing, as long as it says the same.
          if (node.value !== text && !(document.activeElement === node && saysTheSame(node.value, page))) node.value = text;
        },
      })),
  ];
}

/** Only what the check has just passed, and exactly that. @param {Page} page */
function download(page) {
  const text = page.check();
  if (page.mistakes.length === 0) save("bundle-draft.json", text, "application/json");
  page.refresh();
}

/** @param {Page} page @param {string} text */
function typed(page, text) {
  try {
    const value = JSON.parse(text);
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw new SyntaxError("expected an object: {");
    page.json = null;
    if (textOf(value) !== textOf(page.document)) page.store.replace(value, { run: "json" });
    else page.refresh();
  } catch (error) {
    page.json = { text, error: String(/** @type {any} */ (error).message ?? error), line: lineOfError(text, error) };
    page.refresh();
  }
}

/** @param {string} text @param {Page} page */
function saysTheSame(text, page) {
  if (page.json) return page.json.text === text;
  try {
    return textOf(JSON.parse(text)) === textOf(page.document);
  } catch {
    return false;
  }
}

/** @param {Page} page @param {string} text */
function marksOf(page, text) {
  if (page.mistakes.length === 0) return [];
  const area = /** @type {HTMLTextAreaElement|null} */ (document.getElementById("json-text"));
  const shown = area && document.activeElement === area && saysTheSame(area.value, page) ? area.value : text;
  const lines = linesByPointer(shown);
  return page.mistakes.map((mistake) => ({ line: lineOf(lines, mistake.path), words: `${mistake.path}: ${page.mistakeText(mistake)}`, pointer: mistake.path }))
    .sort((one, other) => one.line - other.line);
}

/** @param {number} count */
function numbers(count) {
  return Array.from({ length: count }, (_, index) => index + 1).join("\n");
}
