// @ts-check
// The sealed message: out of the page, its address, or a file.

import { bytesOf } from "./unpack.js";

const begin = "-----BEGIN PGP MESSAGE-----";
const end = "-----END PGP MESSAGE-----";

/**
 * The text of an element, a piece at a time: a message of many megabytes must not stop the page. As a Blob the browser may
 * keep it where it likes until it is opened.
 * @param {Node} element
 * @returns {Promise<Blob>}
 */
export async function textIn(element) {
  const pieces = [];
  let since = performance.now();
  for (const node of element.childNodes) {
    pieces.push(new Blob([node.nodeValue ?? ""]));
    if (performance.now() - since < 12) continue;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  }
  return new Blob(pieces);
}

/** Whether there is armor, and whether it ends. @param {Blob} message @returns {Promise<"whole"|"cut"|"none">} */
export async function armorIn(message) {
  if (!(await message.slice(0, 4096).text()).includes(begin)) return "none";
  return (await message.slice(-4096).text()).includes(end) ? "whole" : "cut";
}

/** The message in a link: base64url behind the #, which browsers send nobody. @param {string} hash @returns {Blob|null} */
export function messageInLink(hash) {
  const letters = hash.replace(/^#/, "");
  if (letters.length < 40 || !/^[\w-]+=*$/.test(letters)) return null;
  try {
    return new Blob([bytesOf(letters.replace(/-/g, "+").replace(/_/g, "/"))]);
  } catch {
    return null;
  }
}

/**
 * The armored message in a text, with the rest of the text gone.
 * @param {string} text
 * @returns {{ message: Blob, whole: boolean }|null}
 */
export function messageInText(text) {
  const from = text.search(new RegExp(`^${begin}`, "m"));
  if (from < 0) return null;
  const to = text.indexOf(end, from);
  return { message: new Blob([to < 0 ? text.slice(from) : text.slice(from, to + end.length)]), whole: to >= 0 };
}
