// @ts-check
// The form in which a draft is kept: what is sent some day, what only the composer needs, and which earlier version it
// takes the place of. It is read again only out of what was sealed and signed by the writer.

/**
 * @typedef {import("../../generated/contract.js").Draft} Draft
 * @typedef {import("../../generated/contract.js").Opened} Opened
 * @typedef {{ to: string[], cc: string[], bcc: string[] }} Typed  as it was typed, finished or not
 * @typedef {{ chosen: string[], left: string[] }} Letters  who was given a passphrase that is not remembered, and whose remembered one is not wanted
 * @typedef {Omit<Draft, "date"|"messageId"> & { typed: Typed, letters: Letters }} Written  what the composer hands over
 * @typedef {{ draft: string, version: string, before: string[] }} Lineage  `before`: versions this one takes the place of, newest first
 * @typedef {{ written: Written, lineage: Lineage, contents: Uint8Array<ArrayBuffer>[] }} Kept
 */

/** So many versions back are remembered; more than one stays behind only where line and browser fail at once. */
const remembered = 30;

/** @returns {Lineage} of a draft that was never kept */
export function newLineage() {
  return { draft: crypto.randomUUID(), version: "", before: [] };
}

/** The next version's. @param {Lineage} lineage @returns {Lineage} */
export function nextOf({ draft, version, before }) {
  return { draft, version: crypto.randomUUID(), before: (version ? [version, ...before] : before).slice(0, remembered) };
}

/** Whether one version takes the place of another. @param {Lineage} one @param {Lineage} other */
export function succeeds(one, other) {
  return one.draft === other.draft && one.before.includes(other.version);
}

/**
 * The Message-ID of a version, without angle brackets. Outside it tells which versions are of one draft: the server sees
 * them take each other's place anyway.
 * @param {Lineage} lineage
 * @param {string} address  of the writer
 */
export function messageIdOf({ draft, version }, address) {
  return `${draft}.${version}@${address.slice(address.lastIndexOf("@") + 1) || "localhost"}`;
}

/** @param {Lineage} lineage @param {string} address */
export function earlierIds({ draft, before }, address) {
  return before.map((version) => messageIdOf({ draft, version, before: [] }, address));
}

/**
 * What is sealed.
 * @param {Written} written
 * @param {Lineage} lineage
 * @param {{ date: string, address: string }} about
 */
export function keep(written, lineage, { date, address }) {
  return { ...written, date, messageId: messageIdOf(lineage, address), lineage };
}

/**
 * A draft out of an opened message; null where it is none of this person's, or its files are not all there.
 * @param {Opened} opened
 * @param {string[]} addresses  the person's own
 * @returns {Kept|null}
 */
export function read({ draft, signature, headers, parts }, addresses) {
  const own = addresses.some((one) => one.toLowerCase() === headers.from.address?.toLowerCase());
  // The engine gives a draft for a signature by any key here; several people may have theirs in one browser.
  if (!draft || !own || signature.state !== "valid") return null;
  let value;
  try { value = JSON.parse(draft); } catch { return null; }
  if (!isWritten(value) || !isLineage(value.lineage)) return null;
  const { lineage, date: _date, messageId: _messageId, ...written } = value;
  const files = written.attachments;
  if (files.length !== parts.length || !files.every(({ size }, at) => size === parts[at].bytes.length)) return null;
  return { written, lineage, contents: parts.map(({ bytes }) => /** @type {Uint8Array<ArrayBuffer>} */ (bytes)) };
}

/** @param {unknown} value @returns {value is string[]} */
const areTexts = (value) => Array.isArray(value) && value.every((one) => typeof one === "string");
/** @param {unknown} value */
const isMissing = (value) => value === null || value === undefined;
/** @param {unknown} value */
const isTextOrNull = (value) => isMissing(value) || typeof value === "string";

/** @param {any} value @returns {value is Written & { lineage: unknown, date: string, messageId: string }} */
function isWritten(value) {
  return typeof value === "object" && value !== null
    && ["from", "subject", "text"].every((name) => typeof value[name] === "string")
    && ["to", "cc", "bcc", "references"].every((name) => areTexts(value[name]))
    && ["html", "label", "protection", "inReplyTo"].every((name) => isTextOrNull(value[name]))
    && ["to", "cc", "bcc"].every((name) => areTexts(value.typed?.[name])) && ["chosen", "left"].every((name) => areTexts(value.letters?.[name]))
    && (isMissing(value.answered) || (typeof value.answered.protected === "boolean" && areTexts(value.answered.people)))
    && areTexts(value.answers?.acknowledged) && Array.isArray(value.attachments) && value.attachments.every(isAttachment);
}

/** @param {any} value */
function isAttachment(value) {
  return ["name", "type"].every((name) => typeof value?.[name] === "string") && Number.isSafeInteger(value.size)
    && ["contentId", "label"].every((name) => isTextOrNull(value[name]));
}

/** @param {any} value @returns {value is Lineage} */
function isLineage(value) {
  return typeof value?.draft === "string" && typeof value.version === "string" && areTexts(value.before);
}
