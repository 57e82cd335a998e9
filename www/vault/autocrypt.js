// @ts-check
// The Autocrypt header field (Autocrypt Level 1.1, section 2) for hosts that write and read headers themselves.

import { sameMailbox } from "../keys/standings.js";

/** Octets of a whole field; a longer one does not count. */
const longest = 10 * 1024;

/**
 * The field's value, without its name.
 * @param {string} address
 * @param {Uint8Array} certificate  binary
 * @returns {string|null} null: it would be too long to count
 */
export function headerFor(address, certificate) {
  let octets = "";
  for (const octet of certificate) octets += String.fromCharCode(octet);
  const value = `addr=${address.toLowerCase()}; prefer-encrypt=mutual; keydata=${btoa(octets)}`;
  return "Autocrypt: ".length + value.length + Math.ceil(value.length / 76) * 3 > longest ? null : value;
}

/**
 * What a field teaches; nothing where it does not count.
 * @param {string} value  of the field, perhaps with its name
 * @param {string} from  the address of the mail's sender
 * @param {number} seenAt
 * @returns {import("../keys/sources/kept.js").Lesson|null}
 */
export function lessonOf(value, from, seenAt) {
  if (value.length > longest) return null;
  /** @type {Map<string, string>} */
  const attributes = new Map();
  for (const attribute of value.replace(/^\s*autocrypt:/i, "").split(";")) {
    const [, name, said] = /^\s*([\w-]+)\s*=([^]*)$/.exec(attribute) ?? [];
    if (name === undefined) {
      if (attribute.trim() === "") continue;
      return null;
    }
    // What is not known makes the field void, unless its name says that it may be passed over.
    if (!["addr", "prefer-encrypt", "keydata"].includes(name)) {
      if (name.startsWith("_")) continue;
      return null;
    }
    if (attributes.has(name)) return null;
    attributes.set(name, said.trim());
  }
  const [address, data] = [attributes.get("addr"), attributes.get("keydata")];
  if (!address || !data || !sameMailbox(address, from)) return null;
  try {
    const bytes = Uint8Array.from(atob(data.replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
    return { address, bytes, source: "autocrypt", seenAt, preferEncrypt: attributes.get("prefer-encrypt") === "mutual" };
  } catch {
    return null;
  }
}
