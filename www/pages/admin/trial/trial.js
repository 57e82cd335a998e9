// @ts-check
// The column in which a draft is tried, with what happens to it, live.

import { conditionClause } from "../model/sentence.js";
import { h, sign } from "../view/dom.js";
import { sentence } from "../view/sentence.js";
import { addFiles, filesInput } from "./files.js";
import { addressesIn, isUntouched } from "./draft.js";
import { outcome } from "./outcome.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function trialColumn(page) {
  const { say } = page.voice;
  return h("aside", {
    key: "trial", class: `trial${page.ui.get("trial") ? " open" : ""}`, "aria-label": say("trial.title"), id: "trial",
    on: {
      dragover: (/** @type {DragEvent} */ event) => event.preventDefault(),
      drop: (/** @type {DragEvent} */ event) => {
        event.preventDefault();
        addFiles(page, event.dataTransfer?.files ?? []);
      },
    },
  },
    h("div", { class: "trial-head" }, h("h2", null, say("trial.title")),
      h("button", { type: "button", class: "icon-button trial-close", "aria-label": say("page.close"), on: { click: () => page.setUi("trial", false) } }, sign("x"))),
    h("p", { class: "muted small" }, say("trial.lead")),
    draftForm(page),
    h("section", { class: "outcome", "aria-label": say("trial.outcome"), "aria-live": "polite" }, outcome(page)),
    ruleTraces(page));
}

/** @param {Page} page */
function draftForm(page) {
  const { say } = page.voice;
  const line = (/** @type {"from"|"to"|"cc"|"subject"} */ name, /** @type {string} */ placeholder) => h("div", { class: "trial-line", key: name },
    h("label", { for: `trial-${name}` }, say(`trial.${name}`)),
    h("input", {
      id: `trial-${name}`, class: "input", type: "text", value: page.trial[name], placeholder, spellcheck: "false", autocomplete: "off",
      on: { input: (/** @type {any} */ { target }) => page.tryDraft({ [name]: target.value }) },
    }));
  const labels = page.applicableLabels();
  return h("div", { class: "trial-form" },
    line("from", ""), line("to", "lee@example.com"), line("cc", ""), line("subject", ""),
    h("textarea", {
      class: "input", rows: "4", "aria-label": say("trial.text"), placeholder: say("trial.text"), value: page.trial.text,
      on: { input: (/** @type {any} */ { target }) => page.tryDraft({ text: target.value }) },
    }),
    filesInput(page),
    h("details", { class: "trial-more", open: page.ui.get("trial-more") ?? false, on: { toggle: (/** @type {any} */ { target }) => page.ui.set("trial-more", target.open) } },
      h("summary", null, say("trial.more"), sign("chevron-down", { size: 16 })),
      h("div", { class: "trial-grid" },
        pick(page, "label", [["", say("trial.no-label")], ...labels.map(({ value, words }) => [value, words])]),
        pick(page, "previousLabel", [["", say("trial.no-label")], ...labels.map(({ value, words }) => [value, words])]),
        pick(page, "protection", [["", say("trial.no-choice")], ["none", say("trial.none")], ...page.listIn("templates").map((one) => [String(one.id), page.names.name("templates", one.id)])]),
        pick(page, "importance", ["normal", "high", "low"].map((one) => [one, say(`trial.importance-${one}`)])),
        h("label", { class: "switch" }, h("input", { type: "checkbox", role: "switch", checked: page.trial.reply, on: { change: (/** @type {any} */ { target }) => page.tryDraft({ reply: target.checked }) } }),
          h("span", { class: "track", "aria-hidden": "true" }), h("span", null, say("trial.reply"))))));
}

/**
 * @param {Page} page
 * @param {"label"|"previousLabel"|"protection"|"importance"} name
 * @param {string[][]} options
 */
function pick(page, name, options) {
  const { say } = page.voice;
  const value = page.trial[name] ?? "";
  return h("div", { class: "trial-line", key: name }, h("label", { for: `trial-${name}` }, say(`trial.${name}`)),
    h("span", { class: "select" }, h("select", {
      id: `trial-${name}`, value, on: { change: (/** @type {any} */ { target }) => page.tryDraft({ [name]: target.value === "" ? null : target.value }) },
    }, options.map(([one, words]) => h("option", { key: one, value: one, selected: one === value }, words))), sign("chevron-down", { size: 16 })));
}

/** What each rule did, those that acted first. @param {Page} page */
function ruleTraces(page) {
  const { say } = page.voice;
  const traces = /** @type {any[]} */ (page.explanation?.rules ?? []);
  if (traces.length === 0 || page.mistakes.length > 0 || isUntouched(page.trial)) return null;
  const position = new Map(page.listIn("rules").map((rule, index) => [rule.id, index]));
  const acted = traces.filter(({ outcome: one }) => one === "acted" || one === "audited");
  const all = page.ui.get("all-traces") === true;
  const shown = all ? traces : acted;
  return h("section", { class: "traces", "aria-label": say("trial.rules") },
    h("h3", null, say("trial.rules")),
    shown.length === 0 && h("p", { class: "muted small" }, say("trial.no-rule", { count: traces.length })),
    h("ul", null, shown.map((trace) => traceRow(page, trace, position.get(trace.id)))),
    traces.length > acted.length && h("button", { type: "button", class: "link", on: { click: () => page.setUi("all-traces", !all) } },
      say(all ? "trial.fewer" : "trial.all", { count: traces.length })));
}

const signs = /** @type {Readonly<Record<string, string>>} */ ({
  acted: "check", audited: "eye", excepted: "undo-2", "not-matched": "minus", stopped: "octagon-x", disabled: "circle", "not-yet": "clock", expired: "clock",
});

/**
 * @param {Page} page
 * @param {any} trace
 * @param {number|undefined} index
 */
function traceRow(page, trace, index) {
  const { say } = page.voice;
  const rule = index === undefined ? null : page.listIn("rules")[index];
  const missing = trace.conditions.filter((/** @type {any} */ one) => !one.held);
  const excepted = trace.exceptions.filter((/** @type {any} */ one) => one.held);
  return h("li", { class: `trace ${trace.outcome}`, key: trace.id },
    h("button", { type: "button", class: "trace-name", on: { click: () => { if (index !== undefined) page.go(`/rules/${index}`); } } },
      sign(signs[trace.outcome] ?? "minus", { size: 16 }), h("span", null, page.names.text(trace.name)), h("span", { class: "trace-outcome" }, say(`outcome.${trace.outcome}`))),
    (trace.outcome === "acted" || trace.outcome === "audited") && h("ul", { class: "because" }, trace.conditions.flatMap((/** @type {any} */ one) => one.because.slice(0, 3).map((/** @type {any} */ because, /** @type {number} */ at) =>
      h("li", { key: `${one.condition} ${at}` }, becauseText(page, because, one.condition, rule?.conditions))))),
    trace.outcome === "not-matched" && missing.length > 0 && h("p", { class: "because" }, say("trial.because-not"), " ", sentence(conditionClause(missing[0].condition, rule?.conditions, page.names))),
    trace.outcome === "excepted" && h("p", { class: "because" }, say("trial.because-except"), " ", sentence(conditionClause(excepted[0]?.condition ?? "", rule?.exceptions, page.names))));
}

/**
 * A finding in words: what, where, how often.
 * @param {Page} page
 * @param {any} because
 * @param {string} condition
 * @param {any} conditions
 */
export function becauseText(page, because, condition, conditions) {
  const { say, has } = page.voice;
  const where = placeText(page, because);
  const what = because.data ? page.names.dataType(because.data) : null;
  if (because.matched && has(`because.${because.field}`)) {
    const found = what ? `${what} (${because.matched})` : `“${because.matched}”`;
    return [h("strong", null, found), " ", where, because.count > 1 && ` · ${say("trial.times", { count: because.count })}`];
  }
  const address = addressOf(page, because);
  return [sentence(conditionClause(condition, conditions, page.names)), address && ` (${address})`];
}

/** @param {Page} page @param {any} because */
function addressOf(page, { field, index }) {
  return (field === "to" || field === "cc") && index !== null ? addressesIn(page.trial[/** @type {"to"|"cc"} */ (field)])[index] : undefined;
}

/** @param {Page} page @param {any} because */
function placeText(page, { field, index }) {
  const { say } = page.voice;
  if (field === "attachments" && index !== null) return say("because.attachment", { name: page.trial.attachments[index]?.name ?? "" });
  return say(`because.${field}`);
}
