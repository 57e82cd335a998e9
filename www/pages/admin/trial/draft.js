// @ts-check
// A draft to try the rules on, as the person fills it in, and as the engine takes it.

import { pairsOf } from "../model/stated.js";

/**
 * `label`: the id of one that a described file has; `left`: why a real one cannot hold any.
 * @typedef {{ name: string, type: string, size: number, inspection?: any, label?: string, left?: string|null }} TrialFile
 * @typedef {{ from: string, to: string, cc: string, subject: string, text: string, label: string|null, previousLabel: string|null,
 *   protection: string|null, importance: string, reply: boolean, attachments: TrialFile[] }} Trial
 */

/**
 * @param {string} domain
 * @returns {Trial}
 */
export function emptyTrial(domain) {
  return {
    from: domain ? `you@${domain}` : "", to: "", cc: "", subject: "", text: "", label: null, previousLabel: null, protection: null,
    importance: "normal", reply: false, attachments: [],
  };
}

/**
 * @param {Trial} trial
 * @param {string} language
 * @param {string} [organisation]
 * @returns {any} a Draft of the contract
 */
export function draftOf(trial, language, organisation = "") {
  return {
    from: trial.from, to: addressesIn(trial.to), cc: addressesIn(trial.cc), bcc: [], subject: trial.subject, text: trial.text, html: null,
    attachments: trial.attachments.map(({ name, type, size, label }) => ({ name, type, size, contentId: null, ...(label ? { label: pairsOf(label, organisation) } : {}) })),
    label: trial.label, previousLabel: trial.previousLabel, protection: trial.protection, importance: trial.importance,
    answers: { acknowledged: [], reasons: [] }, inReplyTo: trial.reply ? "trial@example.org" : null, references: [], language, date: "", messageId: "",
  };
}

/**
 * What is known of what stands in the files, in their order.
 * @param {Trial} trial
 */
export function inspectionsOf(trial) {
  return trial.attachments.map(({ inspection }) => inspection ?? null);
}

/** Whether anything was written yet. @param {Trial} trial */
export function isUntouched({ to, cc, subject, text, attachments }) {
  return to.trim() === "" && cc.trim() === "" && subject === "" && text === "" && attachments.length === 0;
}

/** @param {string} text */
export function addressesIn(text) {
  return text.split(/[,;\n]+/).map((one) => one.trim()).filter(Boolean);
}

/** The usual media type of a name, for files that are only described. @type {Readonly<Record<string, string>>} */
const types = {
  pdf: "application/pdf", docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text", csv: "text/csv", txt: "text/plain", html: "text/html", zip: "application/zip", png: "image/png", jpg: "image/jpeg",
};

/** @param {string} name */
export function typeByName(name) {
  return types[name.toLowerCase().split(".").pop() ?? ""] ?? "application/octet-stream";
}
