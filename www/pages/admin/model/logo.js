// @ts-check
// What a logo may be before it is decoded, and what it becomes.

import { pictureHead } from "./picture-head.js";

/** @typedef {import("./picture-head.js").PictureHead} PictureHead */

/** Twice the place it has in a mail, for fine screens. */
export const place = { width: 340, height: 140 };
/** What a bundle takes. */
export const largestLogo = 40 * 1024;
const largestFile = { picture: 20 * 1024 * 1024, svg: 512 * 1024 };
/** Four bytes each while it is decoded. */
const mostPixels = 25_000_000;

/**
 * @param {{ size: number, arrayBuffer: () => Promise<ArrayBuffer> }} file
 * @returns {Promise<{ head: PictureHead, bytes: Uint8Array<ArrayBuffer> } | { problem: "file-too-large"|"unknown"|"svg-too-large"|"too-many-pixels" }>}
 */
export async function readPicture(file) {
  if (file.size > largestFile.picture) return { problem: "file-too-large" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const head = pictureHead(bytes);
  if (!head) return { problem: "unknown" };
  if (head.kind === "svg" && bytes.length > largestFile.svg) return { problem: "svg-too-large" };
  if (!(head.width * head.height <= mostPixels)) return { problem: "too-many-pixels" };
  return { head, bytes };
}

/**
 * The size within the place. Pixels are never made more; drawings fill it.
 * @param {{ width: number, height: number }} from
 * @param {boolean} drawing
 * @param {number} [part]  of the place
 */
export function fitted({ width, height }, drawing, part = 1) {
  const scale = Math.min((place.width * part) / width, (place.height * part) / height, drawing ? Infinity : part);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * How large what a data URL holds is.
 * @param {unknown} url
 * @returns {number|null} null for what no bundle takes
 */
export function logoSize(url) {
  const data = typeof url === "string" ? /^data:image\/(?:png|jpeg);base64,([A-Za-z0-9+/]+)=*$/.exec(url)?.[1] : undefined;
  return data === undefined ? null : Math.floor((data.length * 3) / 4);
}
