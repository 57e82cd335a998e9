// @ts-check
// What a job over many messages came to: numbers, reasons, and a file to keep.

import { folderName } from "../mailbox/folders.js";
import { outcomes } from "./job.js";
import { reasonText } from "./say.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Voice} Voice
 * @typedef {import("../jobs/walk.js").Exception} Exception
 * @typedef {import("./job.js").JobProgress} JobProgress
 */

/** How an outcome is called. @param {string} outcome @param {JobProgress} progress @param {Voice} voice  that speaks the words of this folder */
export function outcomeText(outcome, { by }, { say }) {
  return say(outcome === "left" && by === "person" ? "report.left-person" : `report.${outcome}`);
}

/**
 * How many there were of each outcome; those without any are left out, but for what it was all about.
 * @param {JobProgress} progress
 * @param {Voice} voice
 */
export function totals(progress, voice) {
  return outcomes.filter((one) => one === "released" || progress.counts[one]).map((outcome) => (
    { outcome, text: outcomeText(outcome, progress, voice), count: progress.counts[outcome] ?? 0 }));
}

/**
 * Why some were not released, the most frequent first.
 * @param {Exception[]} exceptions
 * @param {Voice} voice
 */
export function reasons(exceptions, voice) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { code } of exceptions) {
    const text = reasonText(code, voice);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => ({ text, count })).sort((one, other) => other.count - one.count);
}

const pageSize = 200;

/**
 * A table for spreadsheets: the sums first, then each message with which something was the matter. What the server knows of
 * them stands in it, and nothing of what is sealed in them.
 * @param {JobProgress} progress
 * @param {Exception[]} exceptions
 * @param {import("../../../mail/types.d.ts").Session} session
 * @param {Voice} voice
 * @returns {Promise<string>}
 */
export async function csvOf(progress, exceptions, { jmap }, voice) {
  const names = new Map((await jmap.mailboxes()).map((mailbox) => [mailbox.id, folderName(mailbox, voice)]));
  const rows = [voice.say("report.columns").split(",")];
  for (const { text, count } of totals(progress, voice)) rows.push([text, "", String(count), "", "", "", ""]);
  for (let at = 0; at < exceptions.length; at += pageSize) {
    const some = exceptions.slice(at, at + pageSize);
    const properties = ["id", "receivedAt", "from", "messageId"];
    const answers = await jmap.call([["Email/get", { ids: [...new Set(some.map(({ emailId }) => emailId))], properties }, "g"]]);
    const emails = new Map((answers.get("g")?.list ?? []).map((/** @type {any} */ one) => [one.id, one]));
    for (const { emailId, mailboxId, outcome, code } of some) {
      const { receivedAt = "", from, messageId } = emails.get(emailId) ?? {};
      rows.push([outcomeText(outcome, progress, voice), reasonText(code, voice), "1", names.get(mailboxId) ?? "", receivedAt, from?.[0]?.email ?? "", messageId?.[0] ?? ""]);
    }
  }
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** RFC 4180. What a spreadsheet would take for a formula is text. @param {string} text */
function cell(text) {
  const safe = /^[\s]*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
