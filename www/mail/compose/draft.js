// @ts-check
// From what stands in the composer to a Draft.

/**
 * @typedef {import("../../button/types.d.ts").Draft} Draft
 * @typedef {{ name: string|null, address: string }} Mailbox
 */

/**
 * An instant with the offset of the writer's clock, as a Date field wants it: "2026-03-12T14:05:00+01:00".
 * @param {Date} date
 * @param {number} [offset]  minutes to add to UTC
 */
export function dateWithOffset(date, offset = -date.getTimezoneOffset()) {
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const two = (/** @type {number} */ number) => String(Math.trunc(number)).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}

/**
 * @param {string} address  of the writer
 * @param {string|null} [draft]  what it is kept as: by that a mail is known whose page ended before its draft could go
 */
export function makeMessageId(address, draft = null) {
  return `${crypto.randomUUID()}${draft ? `.${draft}` : ""}@${address.slice(address.lastIndexOf("@") + 1) || "localhost"}`;
}

/** What the Message-ID of every mail out of a draft has, and that of none of its versions. @param {string} draft */
export const markOf = (draft) => `.${draft}@`;

/**
 * `Noor de Wit <noor@example.org>`; a name with anything but letters, digits and spaces is quoted.
 * @param {Mailbox} mailbox
 */
export function writeMailbox({ name, address }) {
  if (!name) return address;
  const plain = /^[\p{L}\p{N}\p{M} !#$%&'*+/=?^_`{|}~-]+$/u.test(name);
  return `${plain ? name : `"${name.replace(/["\\]/g, "\\$&")}"`} <${address}>`;
}

/**
 * Whether closing would lose something the person made.
 * @param {{ to: string[], cc: string[], bcc: string[], subject: string, text: string, attachments: unknown[] }} now
 * @param {{ to: string[], cc: string[], bcc: string[], subject: string, text: string, attachments: unknown[] }} atFirst
 */
export function hasContent(now, atFirst) {
  const sum = (/** @type {typeof now} */ one) => JSON.stringify([one.to, one.cc, one.bcc, one.subject.trim(), one.text.trim(), one.attachments]);
  return sum(now) !== sum(atFirst);
}
