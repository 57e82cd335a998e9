// @ts-check
/**
 * The table: every step between the first letter and what is left of a mail, and all that may fail there. A step is a request that
 * the page makes, told by what it asks for; a run without faults has to make exactly these, so that no step is left out unseen.
 */

/** @typedef {import("../stage.mjs").Passing} Passing */

/** What is asked while a draft is saved a second time, in this order. */
export const saving = ["draft: still there?", "draft: upload", "draft: import", "draft: earlier one removed"];
/** From the press of Send to the end. */
export const sending = ["mail: upload", "mail: read back", "mail: import", "mail: submission", "draft: removed"];
/** From the look at a mailbox until the protection is off its only message: what comes after lists what is left. */
export const removing = [
  "mailbox: counted", "mailbox: listed", "sealed: fetched", "sealed: still there? done before?", "mailboxes: listed", "released: upload",
  "released: read back", "released: import", "both: still there?", "sealed: removed", "mailbox: listed again",
];
/** Where the original is kept, what changes the mailbox. */
export const keeping = ["released: import", "both: still there?", "sealed: removed"];
/** What a line, or who is behind it, does to one request. Of those that are lost, what a browser asks again by itself is lost too. */
export const lines = /** @type {const} */ ([
  "does not arrive", "arrives, and its answer is lost", "arrives, its answer is lost, and the browser asks again", "is answered by 500, undone",
  "is answered by 500, done", "is answered by half an answer", "is never answered", "is the first of many that do not arrive", "is the last before the server dies",
]);
/** @typedef {typeof lines[number]} Line */

/** What also stops a walk through a mailbox: the rest is tried at each answer in tests/node/jmap. @type {Line[]} */
export const stopping = ["arrives, and its answer is lost", "is answered by half an answer", "is the first of many that do not arrive", "is the last before the server dies"];

/** How a page ends while a request is on its way. */
export const ends = /** @type {const} */ (["the tab is closed", "the page crashes", "the page is loaded anew"]);
/** @typedef {typeof ends[number]} End */

/** Which step of saving or sending a request is; null for what belongs to neither: pages, programs, and the lists that are looked at from time to time. @param {"saving"|"sending"} doing @param {Pick<Passing, "method"|"url"|"body">} request */
export function stepIn(doing, { method, url, body }) {
  if (url.includes("/jmap/upload/")) return /^(?:To|Cc):/mi.test(body.split("\r\n\r\n", 1)[0] ?? "") ? "mail: upload" : "draft: upload";
  if (url.includes("/jmap/download/")) return doing === "sending" ? "mail: read back" : null;
  if (method !== "POST" || !url.startsWith("/jmap/")) return null;
  /** @type {[string, Record<string, any>, string][]} */
  const calls = JSON.parse(body).methodCalls;
  const [name = "", args = {}] = calls[0] ?? [];
  if (name === "EmailSubmission/set") return "mail: submission";
  if (name === "Email/import") return "draft" in args.emails ? "draft: import" : "mail: import";
  if (name === "Email/set" && args.destroy) return doing === "saving" ? "draft: earlier one removed" : "draft: removed";
  return name === "Email/get" && doing === "saving" ? "draft: still there?" : null;
}

/** What is written to IndexedDB from the first visit, with a key to be made, to the sent mail. */
export const writes = [
  "page zegel-policy/records put 1", "worker zegel-keys/wrapping put 1", "worker zegel-keys/keys put 1", "worker zegel-keys/indexKeys put 1",
  "page zegel-certificates/answers put 1", "page zegel-people/people put 1", "page zegel-people/people put 2", "page zegel-people/people put 3",
];

/** Storage that refuses from some time on. */
export const refusals = /** @type {const} */ ([["all writes", "from the first visit"], ["all", "from the first visit"], ["all writes", "once there is a key"], ["all", "once there is a key"]]);

/** Years by which the clock is off. */
export const clocks = [-40, -5, 5, 12];

/** What the worker is asked between the first letter and the sent mail with a file, but for what only looks ahead. */
export const operations = ["labelable", "judge", "passphrases", "inspect", "sealDraft", "seal"];
/** What becomes of it at each; one that falls silent is ended where the person stops what waits for it. @type {[how: "ends"|"falls silent", operations: string[]][]} */
export const deaths = [["ends", operations], ["falls silent", ["sealDraft", "seal"]]];

/** How many points of failure there are where protection is taken off, and how many everywhere else. */
export const removalCount = (removing.length + keeping.length) * stopping.length;
export const count = (sending.length + saving.length) * lines.length + (sending.length + saving.length) * 2
  + writes.length + refusals.length + clocks.length + deaths.reduce((sum, [, places]) => sum + places.length, 0);
