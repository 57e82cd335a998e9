// @ts-check
// The sealed message: out of the page, its address, or a file.

import { bytesOf } from "./unpack.js";

const begin = "-----BEGIN PGP MESSAGE-----";
const end = "-----END PGP MESSAGE-----";

/**
 * The text of an element as bytes, a piece at a time: a message of many megabytes must not stop the page.
 * @param {Node} element
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function bytesIn(element) {
  const encoder = new TextEncoder();
  const pieces = [];
  let since = performance.now();
  for (const node of element.childNodes) {
    pieces.push(encoder.encode(node.nodeValue ?? ""));
    if (performance.now() - since < 12) continue;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** Whether there is armor, and whether it ends. @param {Uint8Array} bytes @returns {"whole"|"cut"|"none"} */
export function armorIn(bytes) {
  // Latin letters: only ASCII is looked for, whatever the rest is.
  const text = (/** @type {Uint8Array} */ part) => new TextDecoder("latin1").decode(part);
  if (!text(bytes.subarray(0, 4096)).includes(begin)) return "none";
  return text(bytes.subarray(-4096)).includes(end) ? "whole" : "cut";
}

/** The message in a link: base64url behind the #, which browsers send nobody. @param {string} hash @returns {Uint8Array<ArrayBuffer>|null} */
export function messageInLink(hash) {
  const letters = hash.replace(/^#/, "");
  if (letters.length < 40 || !/^[\w-]+=*$/.test(letters)) return null;
  try {
    return bytesOf(letters.replace(/-/g, "+").replace(/_/g, "/"));
  } catch {
    return null;
  }
}

/**
 * The armored message in a text, with the rest of the text gone.
 * @param {string} text
 * @returns {{ message: Uint8Array<ArrayBuffer>, whole: boolean }|null}
 */
export function messageInText(text) {
  const from = text.search(new RegExp(`^${begin}`, "m"));
  if (from < 0) return null;
  const to = text.indexOf(end, from);
  return { message: new TextEncoder().encode(to < 0 ? text.slice(from) : text.slice(from, to + end.length)), whole: to >= 0 };
}
