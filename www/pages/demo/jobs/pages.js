// @ts-check
// Pages of a mailbox, newest first, found again by the last message that was seen, and by its date where that one is gone.

/**
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {Pick<import("../jmap.js").Jmap, "call">} Calls
 * @typedef {{ mailboxId: string, filter: Record<string, unknown>, limit: number, signal?: AbortSignal }} Query
 * @typedef {{ id: string, receivedAt: string, ties: string[] }} After  `ties`: the messages seen of this very date, its id among them
 */

import { asEmail, emailProperties } from "../jmap.js";
import { ZegelError } from "../../../engine/errors.js";

const sort = [{ property: "receivedAt", isAscending: false }];

/** @param {Calls} jmap @param {string[]} mailboxes @param {Record<string, unknown>} filter */
export async function totals(jmap, mailboxes, filter) {
  let sum = 0;
  for (const inMailbox of mailboxes) {
    const answers = await jmap.call([["Email/query", { filter: { ...filter, inMailbox }, sort, limit: 1, calculateTotal: true }, "t"]]);
    sum += answers.get("t")?.total ?? 0;
  }
  return sum;
}

/**
 * The page after a message; null where that one is not there any more.
 * @param {Calls} jmap
 * @param {Query} query
 * @param {After|null} after
 * @returns {Promise<Email[]|null>}
 */
export async function anchored(jmap, query, after) {
  for (let attempt = 1; ; attempt++) {
    const answer = await page(jmap, query, after ? { anchor: after.id, anchorOffset: 1 } : { position: 0 });
    if (answer === "anchorNotFound") return null;
    // All of them went between the two calls: that is not the end of the mailbox.
    if (answer.emails.length > 0 || answer.size === 0) return answer.emails;
    if (attempt === 3) throw new ZegelError("server-refused", { status: 200, type: "notFound" });
  }
}

/**
 * The page after a message that is gone. Messages of its very date come in no certain order: those that were seen are left
 * out, and one that took the place of another is seen again.
 * @param {Calls} jmap
 * @param {Query} query
 * @param {After} after
 * @returns {Promise<Email[]>}
 */
export async function placed(jmap, query, after) {
  const then = Date.parse(after.receivedAt);
  const seen = new Set(after.ties);
  const isLeft = (/** @type {Email} */ { id, receivedAt }) => Date.parse(receivedAt) <= then && !seen.has(id);
  // Others may remove messages meanwhile: a few too many are looked at rather than one too few.
  let position = Math.max(0, await firstUntil(jmap, query, then) - 10);
  for (;;) {
    const found = await page(jmap, query, { position });
    if (found === "anchorNotFound" || found.size === 0) return [];
    const left = found.emails.filter(isLeft);
    if (left.length > 0) return left;
    position += found.size;
  }
}

/** How many messages are newer: by halving. @param {Calls} jmap @param {Query} query @param {number} then */
async function firstUntil(jmap, { mailboxId, filter, signal }, then) {
  const dateAt = async (/** @type {number} */ position) => {
    const answers = await jmap.call([
      ["Email/query", { filter: { ...filter, inMailbox: mailboxId }, sort, position, limit: 1 }, "q"],
      ["Email/get", { "#ids": { resultOf: "q", name: "Email/query", path: "/ids" }, properties: ["receivedAt"] }, "g"],
    ], { signal });
    const received = answers.get("g")?.list?.[0]?.receivedAt;
    return received ? Date.parse(received) : -Infinity;
  };
  let [low, high] = [0, await totals(jmap, [mailboxId], filter)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await dateAt(middle) > then) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {Calls} jmap
 * @param {Query} query
 * @param {{ position: number }|{ anchor: string, anchorOffset: number }} place
 * @returns {Promise<{ emails: Email[], size: number }|"anchorNotFound">}  `size`: how many there were, those included that went meanwhile
 */
async function page(jmap, { mailboxId, filter, limit, signal }, place) {
  const answers = await jmap.call([
    ["Email/query", { filter: { ...filter, inMailbox: mailboxId }, sort, limit, ...place }, "q"],
    ["Email/get", { "#ids": { resultOf: "q", name: "Email/query", path: "/ids" }, properties: emailProperties }, "g"],
  ], { signal, partial: true });
  const [query, got] = [answers.get("q"), answers.get("g")];
  if (query?.refused === "anchorNotFound") return "anchorNotFound";
  const refused = query?.refused ?? got?.refused;
  if (refused) throw new ZegelError("server-refused", { status: 200, type: refused });
  /** @type {Map<string, any>} */
  const byId = new Map((got?.list ?? []).map((/** @type {any} */ one) => [one.id, one]));
  const ids = /** @type {string[]} */ (query?.ids ?? []);
  return { emails: ids.flatMap((id) => (byId.has(id) ? [asEmail(byId.get(id))] : [])), size: ids.length };
}
