// @ts-check
// After a request without an answer: what did the server do? The mailbox tells, by the bytes that lie in it.

import { sameBytes } from "./sending.js";

/**
 * Moves copies from `unsettled` into what is known. A copy in Sent or without $draft was submitted, one that is a draft
 * was not, one that is nowhere was never taken. Throws while the server cannot be reached: nothing is known then.
 * @param {import("../jmap.js").Jmap} jmap
 * @param {import("./sending.js").Ledger} ledger
 */
export async function settle(jmap, ledger) {
  const drafts = await jmap.mailboxWithRole("drafts");
  const sent = await jmap.mailboxWithRole("sent");
  /** @type {import("../jmap.js").Email[]} */
  const stored = [];
  for (const mailbox of new Set([drafts, sent])) {
    if (mailbox) stored.push(...(await jmap.list(mailbox, { limit: 50 })).emails);
  }
  /** @type {string[]} */
  const leftover = [];
  const { delivered } = ledger;
  for (const copy of ledger.unsettled) {
    const email = await findByBytes(jmap, stored, copy.message.bytes);
    if (!email) continue;
    if (copy.submitted || !email.keywords.$draft) {
      for (const one of copy.message.rcptTo) delivered.add(one.toLowerCase());
      if (copy.message.kept && sent && email.mailboxIds[sent]) ledger.filed = email.id;
    }
    if (email.id !== ledger.filed) leftover.push(email.id);
  }
  await jmap.destroy(leftover);
  ledger.unsettled = [];
}

/**
 * @param {import("../jmap.js").Jmap} jmap
 * @param {import("../jmap.js").Email[]} stored
 * @param {Uint8Array} bytes
 */
async function findByBytes(jmap, stored, bytes) {
  for (const email of stored) {
    if (email.size === bytes.length && sameBytes(await jmap.download(email.blobId), bytes)) return email;
  }
  return null;
}
