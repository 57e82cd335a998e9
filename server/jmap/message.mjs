// @ts-check
/** Reads what JMAP tells about a message (RFC 8621, section 4.1) from its first bytes; the message itself stays as it is. */
import PostalMime, { addressParser, decodeWords } from "postal-mime";

/** @typedef {{ name: string | null, email: string }} EmailAddress */
/** @typedef {{ name: string, raw: string }} HeaderField raw: everything after the colon, without the final line break */

/**
 * @typedef {object} Summary what is kept beside a stored message, so that lists need not read messages
 * @property {EmailAddress[] | null} from
 * @property {EmailAddress[] | null} sender
 * @property {EmailAddress[] | null} replyTo
 * @property {EmailAddress[] | null} to
 * @property {EmailAddress[] | null} cc
 * @property {EmailAddress[] | null} bcc
 * @property {string | null} subject
 * @property {string | null} sentAt
 * @property {string[] | null} messageId
 * @property {string[] | null} inReplyTo
 * @property {string[] | null} references
 * @property {boolean} hasAttachment
 * @property {string} preview
 */

/** Headers, structure and first text of any sensible message lie within this many bytes. */
export const HEAD_SIZE = 256 * 1024;
const PREVIEW_LENGTH = 200;

/**
 * @param {Uint8Array} head the beginning of a message
 * @returns {HeaderField[]} in their order
 */
export function readHeader(head) {
  const text = new TextDecoder().decode(head.subarray(0, headerLength(head)));
  /** @type {HeaderField[]} */
  const fields = [];
  for (const line of text.split(/\r?\n(?![ \t])/)) {
    const [, name, raw] = /^([!-9;-~]+)[ \t]*:([^]*)$/.exec(line) ?? [];
    if (name !== undefined && raw !== undefined) fields.push({ name, raw });
  }
  return fields;
}

/** @param {Uint8Array} head */
export function headerLength(head) {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  const end = /\r?\n(?=\r?\n)/.exec(text);
  return end ? end.index + end[0].length : head.length;
}

/**
 * The parsed forms of a header field (RFC 8621, section 4.1.2) by the name a property asks for them with.
 *
 * @type {Readonly<Record<string, (raw: string) => unknown>>}
 */
export const FORMS = {
  asRaw: (raw) => raw,
  asText,
  asAddresses,
  asMessageIds,
  asDate,
};

/** @param {string} raw */
function unfold(raw) {
  return raw.replaceAll(/\r?\n/g, "").trim();
}

/** @param {string} raw */
function asText(raw) {
  return decodeWords(unfold(raw)).normalize("NFC");
}

/**
 * @param {string} raw
 * @returns {EmailAddress[]}
 */
function asAddresses(raw) {
  return addressParser(unfold(raw), { flatten: true }).flatMap(({ name, address }) =>
    address === undefined ? [] : [{ name: name || null, email: address }]);
}

/**
 * @param {string} raw
 * @returns {string[] | null}
 */
function asMessageIds(raw) {
  const ids = [...unfold(raw).matchAll(/<([^<>\s]+)>/g)].map(([, id]) => id ?? "");
  return ids.length > 0 ? ids : null;
}

/**
 * @param {string} raw
 * @returns {string | null} RFC 3339, in the sender's own zone
 */
function asDate(raw) {
  const instant = Date.parse(unfold(raw).replace(/\([^()]*\)$/, ""));
  if (Number.isNaN(instant)) return null;
  const [, sign, hours, minutes] = /([+-])(\d\d)(\d\d)\b/.exec(raw) ?? [];
  const offset = (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  const local = new Date(instant + offset * 60_000).toISOString().slice(0, 19);
  return offset === 0 ? `${local}Z` : `${local}${sign}${hours}:${minutes}`;
}

/**
 * @param {Uint8Array} head the beginning of a message
 * @returns {Promise<Summary | null>} null when this is not a message at all
 */
export async function summarise(head) {
  const fields = readHeader(head);
  if (fields.length === 0) return null;
  /** @template T @param {string} name @param {(raw: string) => T} form @returns {T | null} */
  const last = (name, form) => {
    const field = fields.findLast((candidate) => candidate.name.toLowerCase() === name);
    return field ? form(field.raw) : null;
  };
  return {
    from: last("from", asAddresses),
    sender: last("sender", asAddresses),
    replyTo: last("reply-to", asAddresses),
    to: last("to", asAddresses),
    cc: last("cc", asAddresses),
    bcc: last("bcc", asAddresses),
    subject: last("subject", asText),
    sentAt: last("date", asDate),
    messageId: last("message-id", asMessageIds),
    inReplyTo: last("in-reply-to", asMessageIds),
    references: last("references", asMessageIds),
    ...await readBody(head),
  };
}

/** @param {Uint8Array} head */
async function readBody(head) {
  try {
    const { text, html, attachments } = await PostalMime.parse(head, { rfc822Attachments: true });
    const words = text ?? html?.replaceAll(/<style[^]*?<\/style>|<[^>]*>/g, " ") ?? "";
    return {
      hasAttachment: attachments.some(({ disposition, related }) => disposition !== "inline" && !related),
      preview: words.replaceAll(/\s+/g, " ").trim().slice(0, PREVIEW_LENGTH),
    };
  } catch {
    // A structure beyond the parser's limits is still a message that can be stored, listed and downloaded.
    return { hasAttachment: false, preview: "" };
  }
}
