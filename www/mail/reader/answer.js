// @ts-check
// Drafts that answer a message: to whom the message itself says, quoting only what was shown, protected at least as well.

import { called, shownName } from "../texts/names.js";
import { longDate } from "../texts/texts.js";
import { soundIds } from "../message-id.js";
import { attachmentsOf } from "./body.js";
import { safeName } from "./attachments.js";

/**
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Holder} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {import("../types.d.ts").Field} Field
 * @typedef {import("../types.d.ts").PartialDraft & { contents?: (Uint8Array|Blob)[] }} Draft
 */

/**
 * @param {OpenMessage} message
 * @param {{ shown: string, quote: import("./quote.js").Quote|null }} seen  what was shown of it
 * @param {"reply"|"reply-all"|"forward"} kind
 * @param {Session} session
 * @param {Voice} voice
 * @returns {Draft}
 */
export function answer(message, { shown, quote }, kind, session, voice) {
  const { headers } = message.opened;
  const prefix = kind === "forward" ? "Fwd:" : "Re:";
  const subject = trusted(message, [headers.subject]).map(({ value }) => value)[0] ?? "";
  const heading = kind === "forward" ? forwardHeading(message, voice) : replyHeading(message, voice);
  const quoted = kind === "forward" ? shown.trimEnd() : shown.trimEnd().split(/\r?\n/).map((line) => (line ? `> ${line}` : ">")).join("\n");
  /** @type {Draft} */
  const draft = {
    subject: new RegExp(`^${prefix}`, "i").test(subject) ? subject : `${prefix} ${subject}`.trimEnd(),
    text: `\n\n${heading}\n${quoted}\n`,
    html: `<div><br></div><div>${escaped(heading)}</div><blockquote>${quote?.html ?? escaped(shown.trimEnd())}</blockquote><div><br></div>`,
    protection: protectionLike(message, session),
    // The engine sees to it that the answer does not fall below, and keeps what other organisations say of it.
    answeredLabels: message.opened.labels.map(({ text, state }) => ({ text, verified: state === "verified" })),
    answered: answeredBy(message),
    labelHidden: message.opened.structure === "encrypted" && message.opened.labels.some(({ hidden }) => hidden),
    inReplyTo: kind === "forward" ? null : thread([headers.messageId])[0] ?? null,
    references: kind === "forward" ? [] : thread([...headers.references, headers.messageId]),
  };
  // Pictures that stood in what is quoted stand in the quotation.
  const pictures = quote?.pictures ?? [];
  draft.attachments = pictures.map(({ contentId, type, bytes }, at) => ({ name: `picture-${at + 1}.${type.split("/")[1]}`, type, size: bytes.length, contentId }));
  draft.contents = pictures.map(({ bytes, type }) => new Blob([/** @type {BlobPart} */ (bytes)], { type }));
  if (kind === "forward") {
    const parts = attachmentsOf(message.opened);
    draft.attachments.push(...parts.map(({ name, type, size, labels }) => {
      const label = labels.filter(({ state }) => state === "verified").map(({ text }) => text).join("; ");
      return { name: safeName(name), type, size, contentId: null, ...(label ? { label } : {}) };
    }));
    draft.contents.push(...parts.map(({ bytes }) => bytes));
  } else {
    Object.assign(draft, recipients(message, kind === "reply-all", session.account.address));
  }
  return draft;
}

/**
 * What is known of the protection of the message answered: whoever was not addressed there is asked about. So is a sender who
 * stands outside of it and has not signed: whoever put an old ciphertext under their own name would get its words with the answer.
 * @param {OpenMessage} message
 */
function answeredBy(message) {
  const { signature, headers: { from, to, cc, threadProtected }, structure } = message.opened;
  const wrote = structure !== "encrypted" || threadProtected || signature.state === "valid";
  const people = [...(wrote ? [from] : []), ...trusted(message, [...to, ...cc])].flatMap(({ address }) => (address ? [address.toLowerCase()] : []));
  return { protected: message.opened.encryption.state === "encrypted", people: [...new Set(people)], restricted: message.opened.restrictions.doNotForward };
}

/**
 * The beginning and the end of a thread: a stranger may name as many messages as they like.
 * @param {(string|null)[]} ids
 */
function thread(ids) {
  const sound = soundIds(ids);
  return sound.length > 21 ? [sound[0], ...sound.slice(-20)] : sound;
}

/**
 * @param {OpenMessage} message
 * @param {string} own
 * @returns {number} how many people an answer to all would reach
 */
export function reach(message, own) {
  const { to, cc } = recipients(message, true, own);
  return to.length + cc.length;
}

/**
 * Whether others can know that the message reached this person. Who got a blind copy would betray that by answering all.
 * @param {OpenMessage} message
 * @param {string} own
 */
export function isNamed(message, own) {
  const { from, to, cc } = message.opened.headers;
  return [from, ...trusted(message, [...to, ...cc])].some(({ address }) => address?.toLowerCase() === own.toLowerCase());
}

/**
 * Of a protected message only protected addresses count: outside, anybody could have added their own. A signed one may
 * protect its text alone; then all it has is what stands outside.
 * @param {OpenMessage} message
 * @param {Field[]} fields
 */
function trusted({ opened: { structure, headers: { from, to, cc, subject, date } } }, fields) {
  const isInside = (/** @type {Field} */ { protection }) => protection !== "unprotected";
  const isWhole = structure === "encrypted" || (structure === "signed" && [from, ...to, ...cc, subject, date].some(isInside));
  return isWhole ? fields.filter(isInside) : fields;
}

/**
 * @param {OpenMessage} message
 * @param {boolean} all
 * @param {string} own
 */
function recipients(message, all, own) {
  const { from, to, cc, replyTo } = message.opened.headers;
  const isOwn = (/** @type {Field} */ { address }) => address?.toLowerCase() === own.toLowerCase();
  const answered = trusted(message, replyTo).filter(({ address }) => address);
  // One's own sent message is answered to those it went to.
  const first = isOwn(from) && to.length > 0 ? trusted(message, to) : answered.length > 0 ? answered : [from];
  const others = all ? trusted(message, isOwn(from) ? [] : to) : [];
  /** @type {Set<string>} */
  const seen = new Set();
  const write = (/** @type {Field[]} */ fields) => fields.flatMap((field) => {
    const address = field.address?.toLowerCase();
    if (!address || seen.has(address) || (isOwn(field) && !isOwn(from))) return [];
    seen.add(address);
    return [written(field)];
  });
  return { to: write([...first, ...others]), cc: all ? write(trusted(message, cc)) : [] };
}

/** @param {Field} field */
function written({ name, address }) {
  const words = shownName(name);
  if (!words || !address) return address ?? "";
  return `"${words.replace(/["\\]/g, "\\$&")}" <${address}>`;
}

/**
 * What was encrypted is answered encrypted: with the same template where the organisation has it, else with its simplest.
 * A template that brings a label is the label's to ask for: the answer may be given another.
 * @param {OpenMessage} message
 * @param {Session} session
 */
export function protectionLike({ opened: { structure, restrictions } }, { bundle }) {
  if (structure !== "encrypted") return null;
  return bundle?.templates.find(({ id, label }) => id === restrictions.template && !label)?.id ?? simplestTemplate(bundle);
}

/** The id of the template that asks the least of everybody. @param {Session["bundle"]} bundle */
export function simplestTemplate(bundle) {
  const templates = bundle?.templates ?? [];
  const simplest = templates.find(({ recipients: who, doNotForward, label }) => who === "anyone" && !doNotForward && !label);
  return (simplest ?? templates[0])?.id ?? "encrypt";
}

/**
 * @param {OpenMessage} message
 * @param {Voice} voice
 */
function replyHeading({ opened: { headers: { from, date } } }, { say, language }) {
  return say("answer.on", { date: longDate(date.value, language), name: called(from) });
}

/**
 * @param {OpenMessage} message
 * @param {Voice} voice
 */
function forwardHeading(message, { say, language }) {
  const { from, to, date, subject } = message.opened.headers;
  const lines = [
    `---- ${say("answer.forwarded")} ----`, `${say("answer.from")}: ${from.value}`, `${say("answer.date")}: ${longDate(date.value, language)}`,
    `${say("answer.subject")}: ${subject.value}`, `${say("answer.to")}: ${trusted(message, to).map(({ value }) => value).join(", ")}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** @param {string} text */
function escaped(text) {
  const entities = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" });
  return text.replace(/[&<>"]/g, (sign) => entities[sign]).replace(/\r?\n/g, "<br>");
}
