// @ts-check
// After a request without a clear answer: what did the server do, and what may it still do?

import { ZegelError } from "../../../engine/errors.js";
import { holds, lengthOf } from "./held.js";

/** @typedef {import("./sending.js").Ledger} Ledger */
/** @typedef {import("./sending.js").Places} Places */
/** @typedef {{ id: string, blobId: string, size: number }} Stored */

const patience = 6; // looks, while other mail changes the state of the account in between

/**
 * Moves copies from `unsettled` into what is known. One without $draft was submitted. One that still has it is destroyed,
 * if nothing has changed since it was looked at: a submission that is still on its way finds it no more, so that from
 * then on it is certainly not submitted, as long as what is sent again are other bytes (every sealing makes others; a server
 * may name a message by its bytes). Throws while that cannot be done: nothing is known then.
 * @param {import("../jmap.js").Jmap} jmap
 * @param {Ledger} ledger
 * @param {Places} places
 */
export async function settle(jmap, ledger, { sent }) {
  for (let look = 0; ledger.unsettled.length > 0; look += 1) {
    if (look === patience) throw new ZegelError("server-refused", { status: 200, type: "stateMismatch" });
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** look));
    const ids = ledger.unsettled.map(({ emailId }) => /** @type {string} */ (emailId));
    const answer = (await jmap.call([["Email/get", { ids, properties: ["id", "keywords", "mailboxIds"] }, "get"]])).get("get");
    /** @type {any[]} */
    const list = answer?.list ?? [];
    for (const copy of [...ledger.unsettled]) {
      const email = list.find(({ id }) => id === copy.emailId);
      if (email && !email.keywords?.$draft) {
        copy.outcome = "submitted";
        for (const one of copy.message.rcptTo) ledger.delivered.add(one.toLowerCase());
        if (!copy.message.kept) ledger.leftover.add(email.id);
        else if (email.mailboxIds?.[sent]) ledger.filed = email.id;
        else ledger.unfiled = email.id;
      } else if (!email && answer?.notFound?.includes(copy.emailId)) {
        // We destroyed it and did not hear so, or another program did: nothing of ours removes what was submitted.
        copy.outcome = "refused";
        copy.emailId = null;
      } else {
        continue;
      }
      ledger.unsettled = ledger.unsettled.filter((other) => other !== copy);
    }
    if (ledger.unsettled.length === 0) return;
    const destroy = ledger.unsettled.map(({ emailId }) => emailId);
    const done = await jmap.call([["Email/set", { ifInState: answer?.state, destroy }, "set"]], { partial: true });
    /** @type {string[]} */
    const destroyed = done.get("set")?.destroyed ?? [];
    for (const copy of ledger.unsettled) {
      if (!copy.emailId || !destroyed.includes(copy.emailId)) continue;
      copy.outcome = "refused";
      copy.emailId = null;
    }
    ledger.unsettled = ledger.unsettled.filter(({ emailId }) => emailId !== null);
  }
}

/**
 * Looks for what imports without an answer made, by its bytes: the kept copy in Sent is one to have, a draft is not. What
 * is not found is looked for again another time, since a server may be slow.
 * @param {import("../jmap.js").Jmap} jmap
 * @param {Ledger} ledger
 */
export async function settleImports(jmap, ledger) {
  /** @type {Map<string, Stored[]>} */
  const stored = new Map();
  for (const copy of [...ledger.unanswered]) {
    let candidates = stored.get(copy.place);
    if (!candidates) stored.set(copy.place, candidates = await storedIn(jmap, copy.place, ledger.messageId, 50 + 2 * ledger.unanswered.length));
    /** @type {string[]} */
    const leftover = [];
    let found = false;
    for (const { id, blobId, size } of candidates) {
      if (id === ledger.filed || id === ledger.unfiled || ledger.unsettled.some(({ emailId }) => emailId === id)) continue;
      if (size !== lengthOf(copy.message) || !await holds(jmap, blobId, copy.message)) continue;
      found = true;
      if (!copy.draft && !ledger.filed) ledger.filed = id;
      else leftover.push(id);
    }
    await jmap.destroy(leftover);
    if (found) ledger.unanswered = ledger.unanswered.filter((other) => other !== copy);
  }
}

/**
 * @param {import("../jmap.js").Jmap} jmap
 * @param {string} mailbox
 * @param {string|null} messageId
 * @param {number} limit  more than one attempt can have left: letters are one for each recipient
 * @returns {Promise<Stored[]>} with that Message-ID; the newest ones, where the server cannot look for it
 */
async function storedIn(jmap, mailbox, messageId, limit) {
  if (messageId) {
    const answers = await jmap.call([
      ["Email/query", { filter: { inMailbox: mailbox, header: ["Message-ID", messageId] }, limit }, "query"],
      ["Email/get", { "#ids": { resultOf: "query", name: "Email/query", path: "/ids" }, properties: ["id", "blobId", "size"] }, "get"],
    ], { partial: true });
    const { refused } = answers.get("query") ?? { refused: "unknown" };
    const list = answers.get("get")?.list;
    if (!refused && list) return list;
    if (refused !== "unsupportedFilter" && refused !== "invalidArguments") {
      throw new ZegelError("server-refused", { status: 200, type: refused ?? "unknown" });
    }
  }
  return (await jmap.list(mailbox, { limit })).emails;
}
