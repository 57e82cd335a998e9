// @ts-check
// Taking the protection off one message: who may, and doing it.

import { receivedOf } from "../../../engine/received.js";
import { isRelied } from "../../../mail/reader/relied.js";
import { asEmail, emailProperties } from "../jmap.js";
import { Replacing } from "../jmap/replacing.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../../../mail/types.d.ts").OpenMessage<import("../jmap.js").Email>} OpenMessage
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../jmap/replacing.js").Replaced} Replaced
 * @typedef {import("../../../generated/contract.js").Receipt} Receipt
 * @typedef {Pick<Receipt, "removal"|"why"|"rule"|"name"|"keepOriginal">} Standing  as the engine answers
 * @typedef {Pick<OpenMessage, "email"|"bytes"|"opened"|"finding"|"trust">} Removable
 */

/** Whether a message has protection that could be taken off. @param {Pick<OpenMessage, "opened">} message */
export function isSealed({ opened: { encryption, draft } }) {
  return encryption.state === "encrypted" && draft === null;
}

/**
 * Who may take the protection off.
 * @param {Removable} message
 * @param {Session} session
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Standing>}
 */
export async function standingOf(message, session, options) {
  const { contents, ...received } = receivedOf(message.opened);
  if (!session.bundle) return withoutRules(message, session);
  const verified = isRelied(message);
  const labels = received.labels.map((label) => ({ ...label, verified: label.verified && verified }));
  return session.engine.receive({ ...received, verified, labels }, { ...options, contents });
}

/**
 * An organisation that publishes no rules forbids nothing; of one whose rules cannot be read, nobody knows.
 * @param {Removable} message
 * @param {Session} session
 * @returns {Standing}
 */
function withoutRules({ opened: { restrictions: { doNotForward, keepProtected, expires } } }, { bundleFailed }) {
  const past = expires !== null && !(Date.parse(expires) > Date.now());
  const why = bundleFailed ? "policy-missing" : doNotForward ? "do-not-forward" : keepProtected ? "keep-protected" : past ? "expired" : "allowed";
  return { removal: why === "allowed" ? "person" : "forbidden", why, rule: null, name: null, keepOriginal: false };
}

/**
 * Puts the released message in the place of the sealed one. May be done again after a failure.
 * @param {Removable} message
 * @param {Session} session
 * @param {{ rule: string|null, keep: boolean, signal?: AbortSignal }} how  `rule`: that does it; null for the person
 * @returns {Promise<Replaced>}
 */
export async function takeOff({ email, bytes: sealed, finding: { certificates } }, session, { rule, keep, signal }) {
  const { bytes: released } = await session.engine.release(sealed, { certificates, by: rule === null ? "person" : "rule", rule, signal });
  const replaced = await new Replacing(session.jmap).replace(email, { sealed, released, keep, signal });
  // What is found of it from here on is what the server finds.
  if (!replaced.kept) session.search?.remove([email.id]).catch(() => {});
  return replaced;
}

/** @param {Replaced} replaced @param {Session} session */
export function putBack(replaced, session) {
  return new Replacing(session.jmap).undo(replaced);
}

/** @param {string} id @param {Session} session @returns {Promise<Email|null>} */
export async function emailOf(id, { jmap }) {
  const answers = await jmap.call([["Email/get", { ids: [id], properties: emailProperties }, "g"]]);
  const [one] = answers.get("g")?.list ?? [];
  return one ? asEmail(one) : null;
}
