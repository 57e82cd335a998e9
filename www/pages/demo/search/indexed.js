// @ts-check
// What of an opened message is indexed: what stood inside the encryption, and nothing else.

/** @typedef {import("../../../mail/types.d.ts").Session} Session */
/** @typedef {import("../../../mail/types.d.ts").OpenMessage<import("../jmap.js").Email>} OpenMessage */
/** @typedef {import("../../../search/types.js").Indexed} Indexed */

/**
 * Null for what did not come out of encryption, and for what may not be shown any more.
 * @param {Pick<OpenMessage, "email"|"opened">} message
 * @param {string} own  the address of the account
 * @returns {Indexed|null}
 */
export function indexedOf({ email, opened }, own) {
  const { structure, encryption, headers, restrictions, text, html, parts, fromMismatch } = opened;
  if (structure !== "encrypted" || encryption.state !== "encrypted" || opened.draft) return null;
  const mine = headers.from.address?.toLowerCase() === own.toLowerCase();
  const expires = mine ? null : restrictions.expires;
  if (expires && Date.parse(expires) <= Date.now()) return null;
  // Whom nothing proves does not take the place of whom it came from.
  const from = fromMismatch ? email.from : [personOf(headers.from)];
  return {
    id: email.id, blobId: email.blobId, mailboxIds: Object.keys(email.mailboxIds), date: email.receivedAt, expires, subject: headers.subject.value,
    people: [...from.slice(0, 1), ...[...headers.to, ...headers.cc].map(personOf)],
    attachments: parts.filter(({ inline }) => !inline).map(({ name }) => name), text: text?.trim() ? text : textOf(html ?? ""),
  };
}

/**
 * Indexes what was opened, beside everything else: it must not keep anybody waiting, and may fail.
 * @param {Session} session
 * @param {OpenMessage} message
 */
export function indexOpened({ search, account }, message) {
  const indexed = search && indexedOf(message, account.address);
  if (indexed) search.add(indexed).catch(() => {});
}

/** @param {import("../../../mail/types.d.ts").Field} field */
const personOf = ({ name, address, value }) => ({ name, email: address ?? value });

const entities = /** @type {const} */ ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " });

/**
 * The words of an HTML text. Nothing is shown of it but as text, so the coarse way will do.
 * @param {string} html
 */
export function textOf(html) {
  return html.replace(/<(style|script|title|head)\b[^<>]*>[^]*?(?:<\/\1\s*>|$)/gi, " ").replace(/<!--[^]*?(?:-->|$)/g, " ").replace(/<\/?(?:[a-z][^<>]*)>/gi, (tag) => (
    /^<\/?(?:b|i|u|s|em|strong|span|a|font|mark|small|sub|sup|code)\b/i.test(tag) ? "" : " "))
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi, (_, decimal, hex, name) => {
      if (name) return entities[/** @type {keyof typeof entities} */ (name.toLowerCase())];
      const code = decimal ? Number(decimal) : parseInt(hex, 16);
      return code > 0 && code < 0x110000 && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : " ";
    }).replace(/[ \t]+/g, " ").trim();
}
