// @ts-check
// What kind of picture a file is and how large it becomes, from its first bytes: a small file can be a huge picture, and
// that has to be known before a browser decodes it.

/** @typedef {{ kind: "png"|"jpeg"|"gif"|"webp"|"bmp"|"svg", width: number, height: number }} PictureHead  0: it does not say */

/**
 * @param {Uint8Array} bytes
 * @returns {PictureHead|null} null for what is no picture known here
 */
export function pictureHead(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (/** @type {number} */ at, /** @type {string} */ text) => at + text.length <= bytes.length && [...text].every((sign, index) => bytes[at + index] === sign.charCodeAt(0));
  try {
    if (begins(0, "\x89PNG\r\n\x1a\n") && begins(12, "IHDR")) return { kind: "png", width: view.getUint32(16), height: view.getUint32(20) };
    if (begins(0, "GIF8")) return { kind: "gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (begins(0, "BM")) return bitmapHead(view);
    if (begins(0, "RIFF") && begins(8, "WEBP")) return webpHead(view, bytes);
    if (begins(0, "\xff\xd8\xff")) return jpegHead(view);
  } catch (error) {
    // It ends before it says its size.
    if (error instanceof RangeError) return null;
    throw error;
  }
  return svgHead(bytes);
}

/** @param {DataView} view @returns {PictureHead} */
function bitmapHead(view) {
  const old = view.getUint32(14, true) === 12;
  return old ? { kind: "bmp", width: view.getUint16(18, true), height: view.getUint16(20, true) } : { kind: "bmp", width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
}

/** @param {DataView} view @param {Uint8Array} bytes @returns {PictureHead|null} */
function webpHead(view, bytes) {
  const chunk = String.fromCharCode(...bytes.subarray(12, 16));
  const three = (/** @type {number} */ at) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  if (chunk === "VP8X") return { kind: "webp", width: three(24) + 1, height: three(27) + 1 };
  if (chunk === "VP8 ") return { kind: "webp", width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (chunk !== "VP8L") return null;
  const packed = view.getUint32(21, true);
  return { kind: "webp", width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
}

/** The frame header stands behind segments of any size. @param {DataView} view @returns {PictureHead|null} */
function jpegHead(view) {
  for (let at = 2; ;) {
    while (view.getUint8(at) === 0xff) at += 1;
    const marker = view.getUint8(at);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { kind: "jpeg", width: view.getUint16(at + 6), height: view.getUint16(at + 4) };
    if (marker < 0xc0 || marker === 0xd9 || marker === 0xda) return null;
    at += 1 + view.getUint16(at + 1);
    if (view.getUint8(at) !== 0xff) return null;
  }
}

/** @param {Uint8Array} bytes @returns {PictureHead|null} */
function svgHead(bytes) {
  const begin = new TextDecoder().decode(bytes.subarray(0, 64 * 1024));
  // Entities grow; nothing a drawing program writes needs them for a logo.
  const root = /<svg(?=[\s>])[^>]*>/i.exec(begin)?.[0];
  if (!root || !/^\s*(?:\ufeff)?\s*</.test(begin) || /<!ENTITY/i.test(begin)) return null;
  const number = (/** @type {string} */ name) => Number(new RegExp(`\\s${name}\\s*=\\s*["']\\s*([\\d.]+(?:e\\+?\\d+)?)(?:px)?\\s*["']`, "i").exec(root)?.[1] ?? 0);
  const [, , wide = 0, high = 0] = (/\sviewBox\s*=\s*["']([^"']+)["']/i.exec(root)?.[1] ?? "").trim().split(/[\s,]+/).map(Number);
  const [width, height] = [number("width"), number("height")];
  return width > 0 && height > 0 ? { kind: "svg", width, height } : { kind: "svg", width: wide > 0 && high > 0 ? wide : 0, height: wide > 0 && high > 0 ? high : 0 };
}
