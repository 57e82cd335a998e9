// @ts-check
// What an answer says of itself, inside its encryption.

/**
 * @param {{ opened: import("./types.d.ts").Opened, head: import("./types.d.ts").Letterhead|null }} message
 * @param {{ subject: string, text: string }} written
 * @returns {import("./types.d.ts").Answer}
 */
export function answerTo({ opened: { headers }, head }, { subject, text }) {
  const from = head?.to || headers.to[0]?.address || "";
  // The one outside is what the sender's program counted the letters by; inside stands the same.
  const inReplyTo = headers.messageId ?? (head?.messageId || null);
  return {
    from, to: headers.from.address ?? head?.from?.address ?? "", subject: subject.trim(), text, date: now(), messageId: `${random()}@${domainOf(from)}`,
    inReplyTo, references: [...headers.references.slice(-20), ...(inReplyTo ? [inReplyTo] : [])],
  };
}

/** @param {string} address */
function domainOf(address) {
  return /@([a-z0-9.-]+)$/i.exec(address)?.[1] ?? "localhost";
}

function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** ISO 8601 with the offset of this place. */
function now() {
  const date = new Date();
  const offset = -date.getTimezoneOffset();
  const two = (/** @type {number} */ value) => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}
