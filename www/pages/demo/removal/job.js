// @ts-check
// Takes the protection off many messages, as long as it takes: over pauses, locked keys, crashes and closed tabs.

import { Walk, halting } from "../jobs/walk.js";
import { keptKeyword, stayKeyword } from "../jmap/replacing.js";
import { openQuietly } from "../mailbox/opened.js";
import { isSealed, standingOf, takeOff } from "./taking-off.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../jobs/walk.js").Progress} Progress
 * @typedef {import("../jobs/walk.js").Outcome} Outcome
 * @typedef {import("../../../keys/database.js").Table} Table
 * @typedef {"rule"|"person"} By  whether only what a rule releases is released, or all that may be
 * @typedef {Progress & { by: By, rate: number|null }} JobProgress  `rate`: messages a minute, lately
 */

/**
 * What becomes of a message: `released`; `clear`, it was not protected; `left`, nothing says that it is to be released;
 * `refused`, it must not; `closed`, it did not open; `failed`.
 */
export const outcomes = /** @type {const} */ (["released", "clear", "left", "refused", "closed", "failed"]);

/** Of the last minute or so. */
const remembered = 60_000;

/** Fires `change` like the walk it is. */
export class RemovalJob extends EventTarget {
  #session;
  #table;
  #name;
  #walk;
  /** @type {By} */ #by = "rule";
  /** Whether somebody saw what came of it. */ seen = false;
  /** When how many were done. @type {[number, number][]} */ #lately = [];

  /** @param {Session} session @param {Table} table */
  constructor(session, table) {
    super();
    this.#session = session;
    this.#table = table;
    this.#name = `${session.account.address.toLowerCase()} removal`;
    this.#walk = new Walk({
      jmap: session.jmap, table, name: this.#name, halts: isHalting,
      work: (email, options) => releaseOne(email, session, { by: this.#by, began: this.#walk.progress.began, ...options }),
    });
    this.#walk.addEventListener("change", () => {
      this.#note();
      this.dispatchEvent(new Event("change"));
    });
  }

  /** @returns {JobProgress} */
  get progress() {
    return { ...this.#walk.progress, by: this.#by, rate: this.#rate() };
  }

  /** What an earlier visit left. */
  async recall() {
    this.#by = (await this.#table.get(this.#wishKey))?.by === "person" ? "person" : "rule";
    await this.#walk.recall();
    return this.progress;
  }

  /** @param {string[]} mailboxes @param {By} by */
  async start(mailboxes, by) {
    const { state } = this.#walk.progress;
    if (state === "running") return this.progress;
    this.#by = by;
    this.seen = false;
    await this.#table.update(this.#wishKey, () => ({ by }));
    await this.#walk.start(mailboxes, { notKeyword: keptKeyword });
    return this.progress;
  }

  async resume() {
    this.#lately = [];
    await this.recall();
    await this.#walk.resume();
    return this.progress;
  }

  pause() { return this.#walk.pause(); }

  cancel() { return this.#walk.cancel(); }

  forget() { return this.#walk.forget(); }

  exceptions() { return this.#walk.exceptions(); }

  get #wishKey() { return `${this.#name} wish`; }

  #note() {
    const { state, done } = this.#walk.progress;
    if (state !== "running") this.#lately = [];
    const now = Date.now();
    const last = this.#lately.at(-1);
    if (state === "running" && (!last || now - last[0] >= 1_000)) this.#lately.push([now, done]);
    while (this.#lately.length > 2 && now - this.#lately[0][0] > remembered) this.#lately.shift();
  }

  #rate() {
    const [first, last] = [this.#lately[0], this.#lately.at(-1)];
    if (!first || !last || last[0] - first[0] < 3_000) return null;
    return ((last[1] - first[1]) / (last[0] - first[0])) * 60_000;
  }
}

/** No other message would fare better either: a full mailbox, or rules that went. @param {any} error */
function isHalting({ code = "", detail = {} } = {}) {
  return halting.has(code) || code === "bundle-missing" || code === "bundle-invalid" || (code === "server-refused" && detail.type === "overQuota");
}

const closed = /** @type {const} */ ({ "not-for-you": "message-not-for-you", "damaged": "message-damaged", "unsupported": "message-unsupported" });
const unreadable = new Set(["message-malformed", "message-damaged", "message-unsupported", "message-not-for-you"]);

/**
 * @param {import("../jmap.js").Email} email
 * @param {Session} session
 * @param {{ by: By, began: string|null, signal: AbortSignal }} how
 * @returns {Promise<Outcome>}
 */
export async function releaseOne(email, session, { by, began, signal }) {
  if (email.keywords.$draft) return { outcome: "left" };
  try {
    const message = await openQuietly(email, session, { signal });
    const { opened } = message;
    const { state } = opened.encryption;
    if (state === "none") return clearOne(message, began);
    if (state !== "encrypted") return { outcome: "closed", code: closed[state] };
    if (!isSealed(message) || (by === "rule" && email.keywords[stayKeyword])) return { outcome: "left" };
    const { removal, why, rule, keepOriginal } = await standingOf(message, session, { signal });
    if (removal === "forbidden") return { outcome: "refused", code: why };
    if (by === "rule" && removal !== "rule") return { outcome: "left" };
    const { emailId } = await takeOff(message, session, { rule: removal === "rule" ? rule : null, keep: keepOriginal, signal });
    return { outcome: "released", instead: emailId };
  } catch (error) {
    const { code = "", detail = {} } = /** @type {{ code?: string, detail?: Record<string, any> }} */ (error);
    if (code === "removal-refused") return { outcome: "refused", code: String(detail.reason) };
    if (unreadable.has(code)) return { outcome: "closed", code };
    throw error;
  }
}

/**
 * One that this very job released, and could not note any more, counts for the sealed one that is gone.
 * @param {{ email: import("../jmap.js").Email, opened: import("../../../mail/types.d.ts").Opened }} message
 * @param {string|null} began
 * @returns {Outcome}
 */
function clearOne({ email, opened: { removed, foreign } }, began) {
  if (foreign === "smime-encrypted") return { outcome: "closed", code: "smime" };
  const since = Math.floor(Date.parse(began ?? "") / 1000) * 1000;
  const ours = removed !== null && Date.parse(removed.at) >= since && Object.keys(email.mailboxIds).length === 1;
  return ours ? { outcome: "released" } : { outcome: "clear" };
}
