// @ts-check
// Fills the index with protected messages that were not opened here yet: a walk through mailboxes that opens each.

import { ZegelError } from "../../../engine/errors.js";
import { jobsTable } from "../jobs/table.js";
import { Walk } from "../jobs/walk.js";
import { indexedOf } from "./indexed.js";

/** @typedef {import("../../../mail/types.d.ts").Session} Session */

/** One for each session: a closed panel does not end it. @type {WeakMap<Session, Walk>} */
const walks = new WeakMap();

/** @param {Session} session @returns {Walk} */
export function fillingOf(session) {
  const known = walks.get(session);
  if (known) return known;
  const walk = new Walk({
    jmap: session.jmap, table: jobsTable(), name: `${session.account.address.toLowerCase()} index`, concurrency: 3,
    work: (email, { signal }) => indexOne(session, email, signal),
  });
  walks.set(session, walk);
  void walk.recall().catch(() => {});
  return walk;
}

/** What of a message the server can tell hides one that is encrypted, also where the way there changed what it is in. @param {import("../jmap.js").Email} email */
function looksProtected({ encrypted, subject }) {
  return encrypted || /^(?:\[\.\.\.\]|\.\.\.|…|encrypted message)$/i.test(subject.trim());
}

/**
 * @param {Session} session
 * @param {import("../jmap.js").Email} email
 * @param {AbortSignal} signal
 * @returns {Promise<import("../jobs/walk.js").Outcome>}
 */
async function indexOne({ search, jmap, engine, account }, email, signal) {
  if (!looksProtected(email)) return { outcome: "plain" };
  if (!search || await search.settled() !== "ready") throw new ZegelError(search?.state === "off" ? "canceled" : "vault-locked");
  if ((await search.known([email.id])).length > 0) return { outcome: "known" };
  const bytes = await jmap.download(email.blobId, { signal });
  const opened = await engine.open(bytes, { signal });
  const { state } = opened.encryption;
  if (state === "none") return { outcome: "plain" };
  if (state !== "encrypted") return { outcome: "closed", code: reasons[state] };
  const indexed = indexedOf({ email, opened }, account.address);
  if (!indexed) return { outcome: "left" };
  if (!await search.add(indexed)) throw new ZegelError("vault-locked");
  return { outcome: "added" };
}

const reasons = /** @type {const} */ ({ "not-for-you": "message-not-for-you", "damaged": "message-damaged", "unsupported": "message-unsupported" });
