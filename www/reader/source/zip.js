// @ts-check
// Takes one file out of a zip archive (APPNOTE 4.3): by its central directory, which is what counts.

import { inflated } from "./unpack.js";

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {RegExp} name
 * @param {number} most  octets that may come out
 * @returns {Promise<Uint8Array<ArrayBuffer>|null>}
 */
export async function firstInZip(bytes, name, most) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) return null;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== 0x02014b50) return null;
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    if (name.test(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)))) return unpack(bytes, view, at, most);
    at += 46 + nameLength + extra + comment;
  }
  return null;
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {DataView} view @param {number} entry @param {number} most */
async function unpack(bytes, view, entry, most) {
  const method = view.getUint16(entry + 10, true);
  const size = view.getUint32(entry + 20, true);
  const local = view.getUint32(entry + 42, true);
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const packed = bytes.slice(from, from + size);
  if (method === 0) return packed;
  return method === 8 ? inflated(packed, most) : null;
}
