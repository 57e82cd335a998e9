// @ts-check
// What happens to the draft on trial: its label, its protection, what is asked, what stops it.

import { errorText } from "../../../texts/error-text.js";
import { h, sign } from "../view/dom.js";
import { isUntouched } from "./draft.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function outcome(page) {
  const { say, language } = page.voice;
  if (page.mistakes.length > 0) return h("p", { class: "notice warning" }, sign("triangle-alert", { size: 18 }), h("span", null, say("trial.mistakes", { count: page.mistakes.length })));
  if (page.explainError) return h("p", { class: "notice warning" }, sign("triangle-alert", { size: 18 }), h("span", null, errorText(page.explainError, language)));
  const decision = page.explanation?.decision;
  if (!decision) return h("p", { class: "muted small" }, say("trial.waiting"));
  if (isUntouched(page.trial)) return h("p", { class: "muted small" }, say("trial.empty"));
  const label = decision.label && page.names.label(decision.label.id);
  return [
    h("dl", { class: "decided" },
      h("div", null, h("dt", null, say("trial.gets-label")), h("dd", null, label
        ? [h("strong", null, h("span", { class: "dot", style: { "--color": label.color } }), page.names.name("labels", label.id)), " ", h("span", { class: "muted small" }, say(`source.${decision.label.source}`))]
        : h("span", { class: "muted" }, say("trial.no-label")))),
      h("div", null, h("dt", null, say("trial.gets-protection")), h("dd", null, decision.protection
        ? [sign("lock", { size: 16 }), h("strong", null, page.names.name("templates", decision.protection.template)), " ", h("span", { class: "muted small" }, say(`source.${decision.protection.source}`))]
        : h("span", { class: "muted" }, say("trial.not-protected"))))),
    h("ul", { class: "happens" },
      decision.blocks.map((/** @type {any} */ block, /** @type {number} */ at) => happening(`block ${at}`, block.code === "no-recipient" ? "info" : "octagon-x", block.code === "no-recipient" ? "" : "danger", say("trial.blocked"), blockText(page, block))),
      decision.questions.map((/** @type {any} */ one) => happening(one.key, "circle-question-mark", "warning", say(`question.${one.kind}`), questionText(page, one))),
      decision.tips.map((/** @type {any} */ one, /** @type {number} */ at) => happening(`tip ${at}`, "info", "", say("trial.tip"), page.names.text(one.text))),
      decision.recommended && happening("recommended", "tag", "", say("trial.recommended"), recommendedText(page, decision.recommended)),
      filesText(page, decision.files ?? []),
      changes(page, decision.changes),
      (decision.records ?? []).map((/** @type {any} */ one, /** @type {number} */ at) => happening(`record ${at}`, "scroll-text", "", say(one.audit ? "trial.recorded-only" : "trial.recorded"), recordText(page, one)))),
  ];
}

/**
 * @param {string} key
 * @param {string} icon
 * @param {string} tone
 * @param {string} title
 * @param {any} text
 */
function happening(key, icon, tone, title, text) {
  return h("li", { class: `happening ${tone}`, key }, sign(icon, { size: 18 }), h("span", null, h("strong", null, title), text && h("span", null, " ", text)));
}

/** @param {Page} page @param {any} block */
function blockText(page, block) {
  if (block.text) return page.names.text(block.text) + (block.statusCode ? ` (${block.statusCode})` : "");
  const key = `block.${block.code}`;
  return page.voice.has(key) ? page.voice.say(key) : page.voice.say("block.address");
}

/** @param {Page} page @param {any} question */
function questionText(page, question) {
  const text = page.names.text(question.text);
  const outsiders = question.kind === "outsiders" ? question.because.map((/** @type {any} */ { matched }) => matched) : [];
  const people = [...(question.add ?? []).map((/** @type {any} */ { address }) => address), ...outsiders];
  return [text, people.length > 0 && new Intl.ListFormat(page.voice.language).format(people)].filter(Boolean).join(" ");
}

/** @param {Page} page @param {any} recommended */
function recommendedText(page, { id, tip, because }) {
  const label = page.names.name("labels", id);
  const file = because?.[0]?.condition === "AttachmentLabel" && page.trial.attachments[because[0].index];
  const why = tip ? page.names.text(tip) : file ? page.voice.say("trial.recommended-file", { name: file.name }) : "";
  return why ? `${label}: ${why}` : label;
}

/** What happens to each file, where labels go into files or stand in one. @param {Page} page @param {any[]} decided */
function filesText(page, decided) {
  const { say } = page.voice;
  if (!decided.some(({ label }) => label)) return [];
  return decided.map(({ label, how }, index) => {
    const file = page.trial.attachments[index];
    const what = !label ? "none" : how !== "off" && file?.left ? `left-${file.left}` : how;
    return happening(`file ${index}`, "paperclip", "", file?.name ?? "", say(`file.${what}`, { label: label ? page.names.name("labels", label) : "" }));
  });
}

/** @param {Page} page @param {any} record */
function recordText(page, record) {
  const rule = page.listIn("rules").find(({ id }) => id === record.rule);
  const severity = record.severity ? page.voice.say(`choice.SetAuditSeverity.${record.severity}`) : null;
  return [rule ? page.names.text(rule.name) : record.rule, severity, record.report].filter(Boolean).join(" · ");
}

/** @param {Page} page @param {any} what */
function changes(page, what) {
  const { say } = page.voice;
  if (!what) return [];
  return [
    ...what.subject.map((/** @type {any} */ text, /** @type {number} */ at) => happening(`subject ${at}`, "pen-line", "", say("trial.subject-begins"), `“${page.names.text(text)}”`)),
    ...what.disclaimers.map((/** @type {any} */ one, /** @type {number} */ at) => happening(`disclaimer ${at}`, "text-quote", "", say("trial.disclaimer"), page.names.text(one.text).replace(/<[^>]*>/g, " "))),
    ...what.headers.map((/** @type {[string, string]} */ [name, value]) => happening(`header ${name}`, "code", "", say("trial.header"), `${name}: ${value}`)),
    what.branding && happening("branding", "palette", "", say("trial.branding"), page.names.name("branding", what.branding)),
  ].filter(Boolean);
}
