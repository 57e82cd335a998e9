// @ts-check
// What stands between a draft and sending it, each with the answers a person can give. The first answer is the safe one:
// it is the one preselected, and it never sends.

import { addressAt, grounds } from "./because.js";

/**
 * @typedef {import("./types.d.ts").Situation} Situation
 * @typedef {import("./types.d.ts").Issue} Issue
 * @typedef {import("./types.d.ts").Option} Option
 * @typedef {import("./types.d.ts").Recipient} Recipient
 * @typedef {import("./types.d.ts").Block} Block
 */

/** @type {Option} */
const wait = { value: "wait", text: ["ask.wait"], safe: true };

/**
 * Recipients that cannot get this message as it stands: malformed ones never, those without a usable certificate when it
 * is to be encrypted.
 * @param {Situation} situation
 * @returns {Issue[]}
 */
export function recipientIssues({ recipients, decision, passphrases }) {
  const protection = decision?.protection ?? null;
  /** @type {Issue[]} */
  const found = [];
  for (const one of recipients) {
    const code = codeOf(one, protection !== null);
    if (code === null) continue;
    const options = [wait, { value: "remove", text: /** @type {Option["text"]} */ (["ask.remove", { address: one.address }]), safe: false }];
    if (code === "recipient-certificate-changed") options.splice(1, 0, { value: "accept-key", text: ["ask.accept-key"], safe: false });
    if (code === "recipient-not-looked-up") options.splice(1, 0, { value: "look-up-again", text: ["ask.look-up-again"], safe: false });
    if (passphrases === "offered" && /^recipient-(?:without-c|certificate-u|not-)/.test(code)) options.splice(1, 0, { value: "passphrase", text: ["ask.passphrase"], safe: false });
    if (protection?.source === "chosen" && code !== "address-malformed") {
      options.push({ value: "unprotect", text: ["ask.unprotect"], safe: false });
    }
    found.push({
      kind: "block", code, rule: null, key: null, add: [], title: [`issue.${code}`, { address: one.address }],
      text: [`issue.${code}-text`, { address: one.address, reason: one.reason, passphrases }], because: [], address: one.address,
      options, early: code !== "address-malformed" && code !== "recipient-looked-up",
    });
  }
  return found;
}

/** @param {Recipient} recipient @param {boolean} sealing @returns {string|null} */
function codeOf({ state }, sealing) {
  if (state === "malformed") return "address-malformed";
  if (!sealing) return null;
  const codes = /** @type {Record<string, string>} */ ({
    none: "recipient-without-certificate", looking: "recipient-looked-up", unreachable: "recipient-not-looked-up", changed: "recipient-certificate-changed",
    unusable: "recipient-certificate-unusable", expired: "recipient-certificate-unusable", revoked: "recipient-certificate-unusable",
  });
  return codes[state] ?? null;
}

/**
 * What the organisation's rules ask or refuse.
 * @param {Situation} situation
 * @returns {Issue[]}
 */
export function ruleIssues(situation) {
  const { decision, choice } = situation;
  if (!decision) return [];
  // A question stays in the decision when it has been answered; the answers are the draft's.
  const { acknowledged, reasons = [] } = choice.answers;
  const answered = new Set([...acknowledged, ...reasons.filter(({ text }) => text.trim()).map(({ question }) => question)]);
  return [
    ...decision.blocks.map((block) => blockIssue(situation, block)),
    ...decision.questions.filter(({ key }) => !answered.has(key)).map((question) => questionIssue(situation, question)),
  ];
}

/** @param {Situation} situation @param {import("./types.d.ts").Question} question @returns {Issue} */
function questionIssue(situation, question) {
  const { kind, key, rule, name, text, add, because } = question;
  const explained = kind === "reason" || kind === "lower-label";
  const who = kind === "outsiders" || kind === "added-outsiders";
  const about = kind === "outsiders" ? situation.decision?.label?.id : because[0]?.matched;
  const label = situation.bundle?.labels.find(({ id }) => id === about)?.name ?? null;
  const outsiders = who ? because.flatMap(({ matched }) => matched ?? []) : [];
  const people = [...add.map(({ address }) => address), ...outsiders];
  return {
    kind: "question", code: `question-${kind}`, rule, key, add, address: outsiders.length === 1 ? outsiders[0] : null, early: true, because: (explained && !rule) || who || kind === "answer-in-clear" ? [] : grounds(situation, because),
    title: name ?? [`issue.question-${kind}`, { label, people }], text: text ?? [`issue.question-${kind}-text`, { label, people }],
    options: [wait, ...kind === "answer-in-clear" ? [{ value: "protect", text: /** @type {Option["text"]} */ (["ask.protect"]), safe: false }] : [], explained ? { value: "explain", text: ["ask.explain"], safe: false, explained: true }
      : { value: kind === "add-recipients" ? "add" : "accept", text: kind === "warn" ? ["ask.accept"] : [`ask.${kind}`, { people }], safe: false },
    ...outsiders.length === 1 ? [{ value: "remove", text: /** @type {Option["text"]} */ (["ask.remove", { address: outsiders[0] }]), safe: false }] : []],
  };
}

/** @param {Situation} situation @param {Block} block @returns {Issue} */
function blockIssue(situation, block) {
  const address = addressAt(situation, block.field, block.index);
  const reason = situation.decision?.reasons.find((one) => one.rule === block.rule && one.effect === "block");
  return {
    kind: "block", code: block.code, rule: block.rule, key: null, add: [], address,
    title: reason?.name ?? [`issue.${block.code}`, { address }], text: block.text ?? [`issue.${block.code}-text`, { address }],
    because: grounds(situation, reason?.because ?? []), options: [wait, ...remedies(situation, block, address)],
    // An empty form is no mistake: these are told when the person wants to send.
    early: block.code !== "no-recipient" && block.code !== "label-required",
  };
}

/** @param {Situation} situation @param {Block} block @param {string|null} address @returns {Option[]} */
function remedies({ bundle, decision }, block, address) {
  /** @type {Option[]} */
  const options = [];
  if (block.code === "label-required") {
    for (const label of bundle?.labels ?? []) {
      if (label.applicable) options.push({ value: `label:${label.id}`, text: label.name, safe: false, color: label.color });
    }
  }
  if (block.code === "answer-in-clear") options.push({ value: "protect", text: ["ask.protect"], safe: false });
  if (["recipient-outside-template", "recipient-outside-label", "answer-restricted"].includes(block.code)) {
    if (address) options.push({ value: "remove", text: ["ask.remove", { address }], safe: false });
    if (block.code === "recipient-outside-template" && decision?.protection?.source === "chosen") {
      options.push({ value: "unprotect", text: ["ask.unprotect"], safe: false });
    }
  }
  return options;
}
