// @ts-check
// Mail addresses as directories of keys name them.

import { ZegelError } from "../engine/errors.js";

/**
 * @typedef {object} Mailbox
 * @property {string} local  as it was written, without quotes that it does not need
 * @property {string} domain  in lower case, an international one as its A-label
 * @property {string} key  the same for every way to write this mailbox
 */

/**
 * @param {string} address
 * @returns {Mailbox}
 */
export function mailbox(address) {
  const at = address.lastIndexOf("@");
  const local = unquoted(address.slice(0, at));
  const domain = ascii(address.slice(at + 1));
  if (at < 1 || domain === null) throw new ZegelError("address-malformed", { address });
  return { local, domain, key: `${lowered(local)}@${domain}` };
}

/**
 * Mail servers deliver `"noor"@` and `"no\\or"@` to `noor@` (RFC 5321 section 4.1.2): quotes stay where they are needed.
 * @param {string} local
 */
function unquoted(local) {
  const plain = /^"(?:[^"\\]|\\.)*"$/.test(local) ? local.slice(1, -1).replace(/\\(.)/g, "$1") : local;
  return /^[^\s"(),.:;<>@[\\\]]+(?:\.[^\s"(),.:;<>@[\\\]]+)*$/.test(plain) ? plain : local;
}

/**
 * The name of a local part in a Web Key Directory: z-base-32 of its SHA-1.
 * @param {string} local
 * @returns {Promise<string>}
 */
export async function localHash(local) {
  if (!globalThis.crypto?.subtle) throw new ZegelError("insecure-context");
  const bytes = new TextEncoder().encode(lowered(local));
  return zBase32(new Uint8Array(await crypto.subtle.digest("SHA-1", bytes)));
}

/**
 * Only ASCII letters are lower-cased (draft-koch-openpgp-webkey-service, section 3.1), so `toLowerCase` would be wrong: it
 * also folds `É`.
 * @param {string} local
 */
function lowered(local) {
  return local.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** @param {Uint8Array} bytes */
function zBase32(bytes) {
  let text = "";
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    const byte = bit >> 3;
    const pair = (bytes[byte] << 8) | (bytes[byte + 1] ?? 0);
    text += alphabet[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

/**
 * @param {string} domain
 * @returns {string|null}
 */
function ascii(domain) {
  // A URL would take more for a host than a domain may be: a port, a path, a user, an address in brackets.
  if (!domain || /[\s/\\?#@:[\]%]/.test(domain)) return null;
  // Nearly every domain is one already, and keyrings have ten thousand of them.
  if (/^[a-z][a-z.-]*[a-z]$/.test(domain) && !domain.includes("..")) return domain;
  try {
    return new URL(`http://${domain}`).hostname.replace(/\.$/, "") || null;
  } catch {
    return null;
  }
}

const alphabet = "ybndrfg8ejkmcpqxot1uwisza345h769";
