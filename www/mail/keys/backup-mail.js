// @ts-check
// Backups that lie in the mailbox: put there by us or by another program (Autocrypt Level 1.1, section 4.4), and found again.

import { ZegelError } from "../../engine/errors.js";

/**
 * @typedef {import("../../pages/demo/jmap.js").Jmap} Jmap
 * @typedef {{ blobId: string, receivedAt: string }} SetupMessage
 */

const property = "header:Autocrypt-Setup-Message";
const newest = 50;

/**
 * The setup messages of this mailbox, newest first. A server that can look for the header finds them all; with another, the
 * newest messages are looked through.
 * @param {Jmap} jmap
 * @param {string} address
 * @returns {Promise<SetupMessage[]>}
 */
export async function setupMessages(jmap, address) {
  const sort = [{ property: "receivedAt", isAscending: false }];
  const properties = ["id", "blobId", "from", "receivedAt", property];
  const get = (/** @type {string} */ of, /** @type {string} */ id) => /** @type {[string, Record<string, unknown>, string]} */ (
    ["Email/get", { "#ids": { resultOf: of, name: "Email/query", path: "/ids" }, properties }, id]);
  const answers = await jmap.call([
    ["Email/query", { filter: { header: ["Autocrypt-Setup-Message"] }, sort, limit: 10 }, "found"], get("found", "a"),
    ["Email/query", { sort, limit: newest }, "newest"], get("newest", "b"),
  ], { partial: true });
  /** @type {any[]} */
  const emails = ["a", "b"].flatMap((id) => answers.get(id)?.list ?? []);
  const mine = new Map(emails.filter((email) => email[property]?.trim() === "v1" && isFrom(email, address)).map((email) => [email.id, email]));
  return [...mine.values()].map(({ blobId, receivedAt }) => ({ blobId, receivedAt }))
    .sort((a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt));
}

/** Nobody but the person themselves makes their backups. @param {any} email @param {string} address */
function isFrom({ from }, address) {
  return (from ?? []).some((/** @type {any} */ { email }) => email?.toLowerCase() === address.toLowerCase());
}

/**
 * @param {Jmap} jmap
 * @param {Uint8Array} message
 */
export async function putIntoMailbox(jmap, message) {
  const place = await jmap.mailboxWithRole("inbox") ?? await jmap.mailboxWithRole("drafts");
  const { blobId } = await jmap.upload(message, { type: "message/rfc822" });
  const emails = { backup: { blobId, mailboxIds: { [String(place)]: true }, keywords: { $seen: true } } };
  const answer = (await jmap.call([["Email/import", { emails }, "i"]])).get("i");
  const refused = answer?.notCreated?.backup;
  if (refused) throw refusal(refused);
}

/** @param {any} why  a SetError (RFC 8620) */
const refusal = (why) => new ZegelError("server-refused", { status: 200, type: why?.type ?? "unknown" });
