// @ts-check
// What all look-ups at other servers share.

import { ZegelError } from "../../engine/errors.js";

/**
 * Says to the own server that its page asks: no other page may send this header (the browser would ask that server first,
 * and it does not agree).
 */
export const lookupHeader = { "X-Zegel-Lookup": "1" };

/** @param {number} status */
export function refused(status) {
  // What the own server says of another server that is not there.
  return new ZegelError(status === 502 || status === 504 ? "server-unreachable" : "server-refused", { status });
}

/**
 * Whether bytes are OpenPGP's at all, in either form, or a page that says "not found" as if it were found.
 * @param {Uint8Array} bytes
 */
export function looksLikeOpenPgp(bytes) {
  if (bytes.length > 0 && bytes[0] & 0x80) return true;
  return new TextDecoder("latin1").decode(bytes.subarray(0, 64)).trimStart().startsWith("-----BEGIN PGP ");
}
