// @ts-check
// Attachments: saved to disk under a name that cannot surprise, never opened in the page.

import { element } from "../element.js";
import { nameInTwo } from "./risks.js";

const harmlessTypes = /^(image\/(png|jpe?g|gif|webp|avif)|text\/plain|application\/pdf)$/i;

/**
 * No folders, no control or direction-changing characters, no room to push an ending out of sight, no hidden file, no
 * name Windows reserves.
 * @param {string} name
 */
export function safeName(name) {
  const flat = name.normalize("NFC").replace(/[\p{Cc}\p{Cf}]/gu, "").replace(/[\\/:*?"<>|]/g, "_").replace(/\s+/gu, " ").replace(/^[.\s]+|[.\s]+$/g, "");
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(flat) ? `_${flat}` : flat;
  if (reserved.length <= 120) return reserved || "attachment";
  const ending = /\.[^.]{1,12}$/.exec(reserved)?.[0] ?? "";
  return reserved.slice(0, 120 - ending.length) + ending;
}

/** Two files of one name would be one in a folder. @param {string[]} names */
export function distinct(names) {
  /** @type {Set<string>} */
  const taken = new Set();
  /** The number to go on with, by name: a stranger may send thousands of one name. @type {Map<string, number>} */
  const numbers = new Map();
  return names.map((name) => {
    const [stem, ending] = nameInTwo(name);
    const key = name.toLowerCase();
    let number = numbers.get(key) ?? 2;
    let free = name;
    for (; taken.has(free.toLowerCase()); number += 1) free = `${stem} (${number})${ending}`;
    numbers.set(key, number);
    taken.add(free.toLowerCase());
    return free;
  });
}

/**
 * @param {string} name
 * @param {string} type
 * @param {Uint8Array} bytes
 */
export function saveFile(name, type, bytes) {
  saveBlob(name, new Blob([/** @type {BlobPart} */ (bytes)], { type: harmlessTypes.test(type) ? type : "application/octet-stream" }));
}

/** @param {string} name @param {Blob} blob */
export function saveBlob(name, blob) {
  const url = URL.createObjectURL(blob);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
