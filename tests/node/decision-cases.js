// @ts-check
// The decision cases, and a decision in their short form; the same form as in tests/decisions.rs.

import { readFile, readdir } from "node:fs/promises";

/** @import { BundleView, Decision, Draft } from "../../www/generated/contract.js" */
/** @typedef {{ name: string, draft: Partial<Draft>, expect: Record<string, unknown> }} Case */

const folder = new URL("../cases/decisions/", import.meta.url);
export const policy = await readFile(new URL("../../www/pages/demo/policy/example.org.json", import.meta.url));

/** @returns {Promise<Case[]>} */
export async function readCases() {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const lists = await Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, folder), "utf8"))));
  return lists.flat();
}

/** @param {Partial<Draft>} changes @returns {Draft} */
export function wholeDraft(changes) {
  return {
    from: "Noor de Wit <noor@example.org>", to: [], cc: [], bcc: [], subject: "", text: "", html: null, attachments: [], label: null,
    protection: null, answers: { acknowledged: [] }, inReplyTo: null, references: [], language: "en", date: "", messageId: "", ...changes,
  };
}

/** @param {Decision} decision @param {BundleView} bundle @returns {Record<string, unknown>} */
export function brief({ label, protection, reasons, questions, blocks }, bundle) {
  const name = label && bundle.labels.find(({ id }) => id === label.id)?.name.en;
  /** @type {Record<string, unknown>} */
  const short = {};
  if (label && name !== "General") Object.assign(short, { label: name, labelSource: label.source });
  if (protection) Object.assign(short, { protection: protection.template, protectionSource: protection.source });
  if (reasons.length > 0) short.reasons = reasons.map(({ rule, effect }) => `${rule ?? "label"}:${effect}`);
  if (questions.length > 0) short.questions = questions.map(({ rule }) => rule);
  if (blocks.length > 0) short.blocks = blocks.map(({ code, field, index }) => (field !== null && index !== null ? `${code}:${field}:${index}` : code));
  return short;
}
