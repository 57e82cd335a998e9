// @ts-check
// Rules: in order, each with its sentence; and one rule as a form.

import { nameOf } from "../model/names.js";
import { plain, ruleSentence } from "../model/sentence.js";
import { entriesEditor } from "../view/conditions.js";
import { h, sign } from "../view/dom.js";
import { folding } from "../view/fold.js";
import { form } from "../view/form.js";
import { switchInput } from "../view/inputs.js";
import { sentence } from "../view/sentence.js";
import { isUntouched } from "../trial/draft.js";
import { becauseText } from "../trial/trial.js";
import { addButton, addEntry, entryHead, freshId, heading, nothingYet, orderedEntries } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** More rules than these can be filtered. */
const many = 8;

/** @param {Page} page */
export function rulesView(page) {
  const { say, language } = page.voice;
  const rules = page.listIn("rules");
  const add = addButton(say("rules.add"), () => {
    const name = say("rules.new");
    addEntry(page, "rules", { id: freshId(page, "rules", name), name, conditions: {}, actions: {} });
  }, true);
  const query = String(page.ui.get("rule-query") ?? "").toLowerCase();
  const outcomes = new Map((isUntouched(page.trial) ? [] : page.explanation?.rules ?? []).map((/** @type {any} */ trace) => [trace.id, trace.outcome]));
  return [
    heading(say("section.rules"), say("rules.lead"), rules.length > 0 && add),
    rules.length > many && h("div", { class: "filter" }, sign("search", { size: 16 }), h("input", {
      class: "input", type: "search", "aria-label": say("rules.filter"), placeholder: say("rules.filter"), value: page.ui.get("rule-query") ?? "",
      on: { input: (/** @type {any} */ { target }) => page.setUi("rule-query", target.value) },
    })),
    rules.length === 0 ? nothingYet("list-ordered", say("rules.none"), add) : orderedEntries(page, "rules", {
      label: say("rules.list"), number: true,
      wanted: query ? (rule) => `${nameOf(rule, language)} ${plain(sentenceOf(page, rule))}`.toLowerCase().includes(query) : undefined,
      rowClass: (index) => `rule${rules[index].enabled === false ? " off" : ""}${["acted", "audited"].includes(outcomes.get(rules[index].id)) ? " fired" : ""}`,
      describe: (rule) => h("span", { class: "row-text" }, sentence(sentenceOf(page, rule))),
      after: (rule, index) => h("span", { class: "row-marks" },
        rule.on === "receiving" && h("span", { class: "tag" }, say("rules.receiving")),
        rule.mode && rule.mode !== "Enforce" && h("span", { class: "tag" }, say(`value.mode.${rule.mode}-short`)),
        (rule.activationDate || rule.expiryDate) && h("span", { class: "mark", title: say("rules.dated") }, sign("calendar", { size: 16, label: say("rules.dated") })),
        ["acted", "audited"].includes(outcomes.get(rule.id)) && h("span", { class: "mark fired" }, sign("check", { size: 16, label: say("rules.fires") })),
        switchInput(page, `/rules/${index}/enabled`, { label: say("rules.on", { name: nameOf(rule, language) }), usual: true, hidden: true })),
    }),
  ];
}

/** Sentences of rules that did not change. @type {WeakMap<object, { names: string, pieces: any[] }>} */
const known = new WeakMap();
/** @type {WeakMap<object, string>} */
const stamps = new WeakMap();
let stampCount = 0;

/** What a sentence depends on besides its rule. @param {Page} page */
function stamp(page) {
  const { document, voice } = page;
  return [voice.language, ...["labels", "templates", "groups", "wordLists", "types", "branding"].map((list) => {
    const value = document?.[list];
    if (value === null || typeof value !== "object") return "";
    if (!stamps.has(value)) stamps.set(value, String(stampCount += 1));
    return stamps.get(value);
  })].join(" ");
}

/** @param {Page} page @param {any} rule */
function sentenceOf(page, rule) {
  const names = stamp(page);
  const found = known.get(rule);
  if (found?.names === names) return found.pieces;
  const pieces = ruleSentence(rule, page.names);
  known.set(rule, { names, pieces });
  return pieces;
}

/** @param {Page} page @param {number} index */
export function ruleView(page, index) {
  const { say, language } = page.voice;
  const rule = page.listIn("rules")[index];
  const pointer = `/rules/${index}`;
  const trace = isUntouched(page.trial) ? undefined : page.explanation?.rules.find((/** @type {any} */ one) => one.id === rule.id);
  const held = (/** @type {any[]|undefined} */ list) => new Map((list ?? []).map(({ condition, held: one }) => [condition, one]));
  return [
    entryHead(page, {
      list: "rules", index, title: nameOf(rule, language), back: "/rules", backName: say("section.rules"),
      extra: h("button", { type: "button", class: "icon-button", "aria-label": say("rules.copy"), title: say("rules.copy"), on: { click: () => copyRule(page, rule) } }, sign("copy")),
    }),
    h("p", { class: `sentence large${rule.enabled === false ? " off" : ""}` }, sentence(sentenceOf(page, rule))),
    trace && page.mistakes.length === 0 && traceLine(page, trace, rule),
    h("div", { class: "card" }, form(page, "rules", pointer, { only: ["name", "enabled", "on"] })),
    entriesEditor(page, { pointer: `${pointer}/conditions`, part: "conditions", title: say("rule.if"), lead: say("rule.if-lead"), add: say("rule.add-condition"), none: say("rule.any-mail"), trace: held(trace?.conditions) }),
    entriesEditor(page, { pointer: `${pointer}/actions`, part: "actions", title: say("rule.then"), add: say("rule.add-action"), none: say("rule.no-action") }),
    entriesEditor(page, { pointer: `${pointer}/exceptions`, part: "exceptions", title: say("rule.except"), lead: say("rule.except-lead"), add: say("rule.add-exception"), optional: true, trace: held(trace?.exceptions) }),
    h("details", { class: "fold", ...folding(page, "rule-more", ["mode", "activationDate", "expiryDate", "comments"].some((name) => rule[name] !== undefined)) },
      h("summary", null, h("span", { class: "fold-title" }, say("rule.more")), h("span", { class: "fold-note muted small" }, say(`value.mode.${rule.mode ?? "Enforce"}-short`)), sign("chevron-down", { size: 18 })),
      h("div", { class: "fold-body" }, form(page, "rules", pointer, { only: ["mode", "activationDate", "expiryDate", "comments", "id"] }))),
  ];
}

/** @param {Page} page @param {any} rule */
function copyRule(page, rule) {
  const name = page.voice.say("rules.copied", { name: nameOf(rule, page.voice.language) });
  addEntry(page, "rules", { ...rule, id: freshId(page, "rules", name), name });
}

/** What this rule does to the draft on trial. @param {Page} page @param {any} trace @param {any} rule */
function traceLine(page, trace, rule) {
  const { say } = page.voice;
  const fired = trace.outcome === "acted" || trace.outcome === "audited";
  const because = trace.conditions.flatMap((/** @type {any} */ one) => one.because.slice(0, 1).map((/** @type {any} */ found) => becauseText(page, found, one.condition, rule.conditions)));
  return h("p", { class: `notice trace-line ${fired ? "fired" : ""}` }, sign(fired ? "check" : "minus", { size: 18 }),
    h("span", null, h("strong", null, say(`outcome.${trace.outcome}-long`)), fired && because.length > 0 && [" ", because.map((/** @type {any} */ one, /** @type {number} */ at) => [at > 0 && " · ", one])]));
}
