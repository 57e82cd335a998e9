// @ts-check
// What a message says of itself outside of any protection, read from its bytes where no mail server tells it.

/** A header is short; what comes after it is not looked at. */
const longest = 200_000;

/** @param {Uint8Array} bytes */
const binaryText = (bytes) => new TextDecoder("latin1").decode(bytes.subarray(0, longest));

/**
 * Header fields, unfolded (RFC 5322 section 2.2.3); nothing of their values is decoded. Of several of one name only the first
 * is looked at, and only it is kept: a mail may have tens of thousands.
 * @param {string} text
 * @returns {Map<string, string>} by name in lower case
 */
function fieldsOf(text) {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  /** @type {Map<string, string>} */
  const fields = new Map();
  for (const line of text.slice(0, end).replace(/\r?\n(?=[ \t])/g, "").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/**
 * @param {Uint8Array} bytes  RFC 5322
 * @param {Pick<import("../types.d.ts").Holder["engine"], "readAddresses">} engine
 * @returns {import("../types.d.ts").Arrived}
 */
export function arrivedOf(bytes, engine) {
  const fields = fieldsOf(binaryText(bytes));
  const from = fields.get("from") ?? "";
  return {
    id: fields.get("message-id") ?? crypto.randomUUID(), receivedAt: arrivalOf(fields),
    from: engine.readAddresses(from).flatMap((one) => (one.ok ? [{ name: one.address.name, email: one.address.address }] : [])),
  };
}

/** When the last server took it (RFC 5321 section 4.4), else when it says it was written. @param {Map<string, string>} fields */
function arrivalOf(fields) {
  const taken = fields.get("received") ?? "";
  for (const text of [taken.slice(taken.lastIndexOf(";") + 1), fields.get("date") ?? ""]) {
    // Comments, such as the name of a time zone, are for people.
    const time = Date.parse(text.replace(/\([^()]*\)/g, " ").trim());
    if (!Number.isNaN(time)) return new Date(time).toISOString();
  }
  return "";
}

/** Whether it is encrypted on the outside. @param {Uint8Array} bytes */
export function looksSealed(bytes) {
  const text = binaryText(bytes);
  return /^multipart\/encrypted\b/i.test(fieldsOf(text).get("content-type") ?? "") || text.includes("-----BEGIN PGP MESSAGE-----");
}
