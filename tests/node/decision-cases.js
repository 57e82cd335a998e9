// @ts-check
// The decision cases, and a decision in their short form; the same form as in tests/decisions.rs. How they are written
// stands in tests/cases/decisions/README.md.

import { readFile, readdir } from "node:fs/promises";

/** @import { Decision, Draft, Inspection, Receipt } from "../../www/generated/contract.js" */
/**
 * @typedef {{ name: string, draft: Partial<Draft>, arrived?: object, inspections?: (Partial<Inspection>|null)[], now?: string, expect: Record<string, unknown> }} Case
 * @typedef {{ file: string, bundle: string, cases: Case[] }} CaseFile
 */

const folder = new URL("../cases/decisions/", import.meta.url);
export const policy = await readFile(new URL("../../www/pages/demo/policy/example.org.json", import.meta.url));

/** @returns {Promise<CaseFile[]>} */
export async function readCases() {
  const base = JSON.parse(await readFile(new URL("base.json", folder), "utf8"));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json") && name !== "base.json").sort();
  return Promise.all(names.map(async (file) => {
    const { bundle, cases } = JSON.parse(await readFile(new URL(file, folder), "utf8"));
    return { file, cases, bundle: bundle ? JSON.stringify({ ...base, ...bundle }) : String(policy) };
  }));
}

/** @param {Partial<Draft>} changes @returns {Draft} */
export function wholeDraft(changes) {
  return {
    from: "Noor de Wit <noor@example.org>", to: [], cc: [], bcc: [], subject: "", text: "", html: null, attachments: [], label: null,
    protection: null, answers: { acknowledged: [] }, inReplyTo: null, references: [], language: "en", date: "", messageId: "", ...changes,
  };
}

/** @param {Partial<Inspection>|null} changes @returns {Inspection|null} */
export function wholeInspection(changes) {
  if (!changes) return null;
  return { kind: "text", state: "read", reason: null, text: "", properties: [], names: [], encrypted: false, executable: false, ...changes };
}

/** @param {Case} one */
export const timeOf = ({ now = "2026-06-01T12:00:00Z" }) => Date.parse(now);

/** Of a message that arrived what a draft has not; undefined for a draft. @param {Case} one @returns {any} */
export function arrivalOf({ arrived }) {
  const restrictions = { doNotForward: false, keepProtected: false, template: null, expires: null };
  return arrived && { verified: true, threadProtected: true, restrictions, ...arrived };
}

/** @param {Receipt} receipt @returns {Record<string, unknown>} */
export function briefReceipt({ removal, why, rule, name, keepOriginal, records }) {
  return {
    removal, why, ...(rule === null ? {} : { rule }), ...(rule === null && name ? { label: name.en } : {}), ...(keepOriginal ? { keepOriginal } : {}),
    ...(records.length > 0 ? { records: records.map((one) => `${one.rule}:${one.audit ? "audit" : "enforce"}`) } : {}),
  };
}

/** @param {Decision} decision @param {string} bundle  as JSON @returns {Record<string, unknown>} */
export function brief({ label, protection, recommended, reasons, tips, questions, blocks, records, changes, files }, bundle) {
  const labels = /** @type {{ id: string, name: string|{ en: string } }[]} */ (JSON.parse(bundle).labels ?? []);
  const name = (/** @type {string} */ of) => {
    const found = labels.find(({ id }) => id.toLowerCase() === of)?.name;
    return typeof found === "object" ? found.en : found;
  };
  const short = {
    ...(label && name(label.id) !== "General" ? { label: name(label.id), labelSource: label.source } : {}),
    ...(protection ? { protection: protection.template, protectionSource: protection.source } : {}),
    recommended: recommended && name(recommended.id),
    reasons: reasons.map(({ rule, effect }) => `${rule ?? "label"}:${effect}`),
    tips: tips.map(({ rule }) => rule),
    questions: questions.map(({ rule, kind }) => (kind === "warn" ? rule : `${rule ?? "label"}:${kind}`)),
    blocks: blocks.map(({ code, field, index }) => (field !== null && index !== null ? `${code}:${field}:${index}` : code)),
    records: records.map(({ rule, audit, severity }) => `${rule}:${audit ? "audit" : "enforce"}:${severity ?? "-"}`),
    files: files.some((file) => file.label) ? files.map((file) => (file.label ? `${name(file.label)}:${file.how}` : "-")) : [],
    subject: changes.subject.map(({ en }) => en), disclaimers: changes.disclaimers.map(({ text }) => text.en),
    headers: Object.fromEntries(changes.headers), branding: changes.branding,
  };
  const empty = (/** @type {unknown} */ value) => value === null || (typeof value === "object" && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(short).filter(([, value]) => !empty(value)));
}
