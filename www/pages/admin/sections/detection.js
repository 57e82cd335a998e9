// @ts-check
// Sensitive information: own types, word lists, and the built-in types with what they find in the draft on trial.

import { nameOf } from "../model/names.js";
import { h, sign } from "../view/dom.js";
import { form, headedForm } from "../view/form.js";
import { addButton, addEntry, entryHead, entryList, freshId, heading } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function detectionView(page) {
  const { say } = page.voice;
  const query = String(page.ui.get("type-query") ?? "").toLowerCase();
  const known = page.dataTypes().filter(({ own }) => !own).filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(query));
  const text = String(page.ui.get("type-text") ?? "");
  const found = text.trim() === "" ? null : lastFindings(page, text);
  return [
    heading(say("section.detection"), say("detection.lead")),
    h("section", { class: "block" }, h("h2", null, say("detection.try")),
      h("textarea", { class: "input tall", rows: "3", "aria-label": say("detection.try"), placeholder: say("detection.try-text"), value: text, on: { input: (/** @type {any} */ { target }) => page.setUi("type-text", target.value) } }),
      found !== null && h("div", { "aria-live": "polite" }, found === undefined ? h("p", { class: "muted small" }, say("detection.not-now")) : found.length === 0 ? h("p", { class: "muted small" }, say("detection.nothing"))
        : h("ul", { class: "findings" }, found.map((one) => h("li", { key: one.id }, sign("fingerprint-pattern", { size: 16 }), h("strong", null, one.name), h("span", { class: "muted small" }, say("detection.found", { count: one.count, matched: one.matched, level: one.level }))))))),
    h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", null, say("detection.own")), addButton(say("detection.add-type"), () => {
      const name = say("detection.new-type");
      addEntry(page, "types", { id: freshId(page, "types", name), name, patterns: [] });
    })),
    page.listIn("types").length === 0 ? h("p", { class: "muted small" }, say("detection.own-none"))
      : entryList(page, "types", { label: say("detection.own"), icon: "fingerprint-pattern", describe: (type) => h("span", { class: "row-text code" }, (type.patterns ?? type.words ?? []).filter((/** @type {any} */ one) => typeof one === "string").slice(0, 3).join("  ")) })),
    h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", null, say("detection.lists")), addButton(say("detection.add-list"), () => {
      const name = say("detection.new-list");
      addEntry(page, "wordLists", { id: freshId(page, "wordLists", name), name, words: [] });
    })),
    page.listIn("wordLists").length === 0 ? h("p", { class: "muted small" }, say("detection.lists-none"))
      : entryList(page, "wordLists", { label: say("detection.lists"), icon: "list", describe: (list) => h("span", { class: "row-text" }, say("input.lines", { count: Array.isArray(list.words) ? list.words.length : 0 })) })),
    h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", null, say("detection.built-in")),
      h("div", { class: "filter" }, sign("search", { size: 16 }), h("input", { class: "input", type: "search", "aria-label": say("detection.filter"), placeholder: say("detection.filter"), value: page.ui.get("type-query") ?? "", on: { input: (/** @type {any} */ { target }) => page.setUi("type-query", target.value) } }))),
    h("ul", { class: "built-in" }, known.map(({ id, name }) => h("li", { key: id }, h("span", null, name), h("span", { class: "code small muted" }, id))))),
  ];
}

/** @type {{ text: string, types: any, wordLists: any, language: string, found: ReturnType<typeof findingsIn> }|null} */
let last = null;

/** Asked again only where something changed. @param {Page} page @param {string} text */
function lastFindings(page, text) {
  const { types, wordLists } = page.document;
  const { language } = page.voice;
  if (!last || last.text !== text || last.types !== types || last.wordLists !== wordLists || last.language !== language) {
    last = { text, types, wordLists, language, found: findingsIn(page, text) };
  }
  return last.found;
}

/** The surest first, each told as sure as it is. */
const levels = [85, 75, 65, 1];

/**
 * What a text holds, asked of the same engine that decides: one rule for each type and level of sureness.
 * @param {Page} page
 * @param {string} text
 * @returns {Array<{ id: string, name: string, count: number, matched: string, level: number }>|undefined} undefined while the bundle has mistakes
 */
function findingsIn(page, text) {
  const types = page.dataTypes();
  const rules = types.flatMap(({ id }, at) => levels.map((level) => ({
    id: `t${at}-${level}`, name: id, conditions: { MessageContainsDataClassifications: [{ name: id, minConfidence: level }] }, actions: { SetAuditSeverity: "Low" } })));
  // A bundle of its own: what else stands in the document has no say here.
  const { wordLists, types: own } = page.document;
  const bundle = {
    format: 1, serial: 1, organisation: { id: "00000000-0000-4000-8000-000000000000", name: "-", domains: ["example.org"] },
    templates: [{ id: "encrypt", name: "-", description: "-" }], ...(wordLists ? { wordLists } : {}), ...(own ? { types: own } : {}), rules,
  };
  /** @type {any} */
  let explanation;
  try {
    explanation = page.steward.explain(JSON.stringify(bundle), draftWith(text), Date.now());
  } catch {
    return undefined;
  }
  const traces = new Map(explanation.rules.map((/** @type {any} */ trace) => [trace.id, trace]));
  return types.flatMap(({ id, name }, at) => {
    for (const level of levels) {
      const because = traces.get(`t${at}-${level}`)?.conditions[0]?.because[0];
      if (because) return [{ id, name, count: because.count, matched: because.matched ?? "", level }];
    }
    return [];
  });
}

/** @param {string} text */
function draftWith(text) {
  return {
    from: "someone@example.org", to: ["someone@example.com"], cc: [], bcc: [], subject: "", text, html: null, attachments: [], label: null, protection: null,
    answers: { acknowledged: [] }, inReplyTo: null, references: [], language: "en", date: "", messageId: "",
  };
}

/** @param {Page} page @param {number} index */
export function typeView(page, index) {
  const { say } = page.voice;
  const type = page.listIn("types")[index];
  return [
    entryHead(page, { list: "types", index, title: nameOf(type, page.voice.language), back: "/detection", backName: say("section.detection") }),
    h("div", { class: "card" }, form(page, "types", `/types/${index}`, { only: ["name"] })),
    headedForm(page, "types", `/types/${index}`, { open: ["find", "near"], skip: [""] }),
  ];
}

/** @param {Page} page @param {number} index */
export function wordListView(page, index) {
  const list = page.listIn("wordLists")[index];
  return [
    entryHead(page, { list: "wordLists", index, title: nameOf(list, page.voice.language), back: "/detection", backName: page.voice.say("section.detection") }),
    h("div", { class: "card" }, form(page, "wordLists", `/wordLists/${index}`)),
  ];
}
