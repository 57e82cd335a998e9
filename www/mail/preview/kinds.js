// @ts-check
// What of an attachment can be looked at, by its contents: a name and a media type are only what a stranger says of it.

/** @typedef {{ kind: "image"|"text"|"pdf", type: string, text: string, cut: boolean }} Look  text: of a text, decoded; cut: whether that is only its beginning */

/** Longer texts are shown to here. */
const longest = 1_000_000;
/** Larger pictures a browser would need gigabytes for, whatever few octets they come in. */
const mostPixels = 120_000_000;

const textNames = /\.(?:txt|text|csv|tsv|md|markdown|eml|log|json|xml|ya?ml|ini|conf|ics|vcf|asc|diff|patch|html?|svg|css|js|ts|py|sh|sql|tex|srt|po)$/i;
const textTypes = /^(?:text\/|message\/rfc822$|application\/(?:json|xml|javascript|.*\+(?:json|xml))$|image\/svg\+xml$)/i;

/**
 * @param {{ name: string, type: string, bytes: Uint8Array }} part
 * @returns {"image"|"text"|"pdf"|null}
 */
export function lookable({ name, type, bytes }) {
  if (imageType(bytes)) return "image";
  if (begins(bytes, "%PDF-", 1024)) return "pdf";
  return textNames.test(name) || textTypes.test(type) ? "text" : null;
}

/**
 * @param {{ name: string, type: string, bytes: Uint8Array }} part
 * @returns {Look|"too-large"|null}
 */
export function lookAt(part) {
  const kind = lookable(part);
  const { bytes } = part;
  if (kind === "image") {
    const [width, height] = dimensions(bytes);
    return width * height > mostPixels ? "too-large" : { kind, type: imageType(bytes) ?? "", text: "", cut: false };
  }
  if (kind === "pdf") return { kind, type: "application/pdf", text: "", cut: false };
  if (kind !== "text") return null;
  const text = decoded(bytes);
  if (text === null) return null;
  return { kind, type: "text/plain", text: text.slice(0, longest), cut: text.length > longest || bytes.length > 4 * longest };
}

/** Of the kinds of pictures browsers draw without running anything in them. @param {Uint8Array} bytes @returns {string|null} */
export function imageType(bytes) {
  if (begins(bytes, "\x89PNG\r\n\x1a\n")) return "image/png";
  if (begins(bytes, "\xff\xd8\xff")) return "image/jpeg";
  if (begins(bytes, "GIF87a") || begins(bytes, "GIF89a")) return "image/gif";
  if (begins(bytes, "RIFF") && latin(bytes.subarray(8, 12)) === "WEBP") return "image/webp";
  return /^ftypavi[fs]/.test(latin(bytes.subarray(4, 12))) ? "image/avif" : null;
}

/**
 * Width and height as the header of the picture has them; zeros where it does not say.
 * @param {Uint8Array} bytes
 * @returns {[number, number]}
 */
export function dimensions(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (imageType(bytes)) {
      case "image/png": return [view.getUint32(16), view.getUint32(20)];
      case "image/gif": return [view.getUint16(6, true), view.getUint16(8, true)];
      case "image/jpeg": return jpegSize(view);
      case "image/webp": return webpSize(view, latin(bytes.subarray(12, 16)));
      case "image/avif": return avifSize(bytes, view);
      default: return [0, 0];
    }
  } catch {
    return [0, 0];
  }
}

/** @param {DataView} view @returns {[number, number]} */
function jpegSize(view) {
  for (let at = 2; at + 9 < view.byteLength;) {
    const marker = view.getUint16(at);
    // A frame header: SOF0 to SOF15 but for tables of other kinds.
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + view.getUint16(at + 2);
  }
  return [0, 0];
}

/** @param {DataView} view @param {string} form @returns {[number, number]} */
function webpSize(view, form) {
  if (form === "VP8X") return [1 + (view.getUint32(24, true) & 0xffffff), 1 + (view.getUint32(26, true) >>> 8)];
  if (form === "VP8L") return [1 + (view.getUint32(21, true) & 0x3fff), 1 + ((view.getUint32(21, true) >>> 14) & 0x3fff)];
  return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
}

/** @param {Uint8Array} bytes @param {DataView} view @returns {[number, number]} */
function avifSize(bytes, view) {
  const at = latin(bytes.subarray(0, 4096)).indexOf("ispe");
  return at < 0 ? [0, 0] : [view.getUint32(at + 8), view.getUint32(at + 12)];
}

/**
 * As the text itself shows how it is written: its mark, UTF-8 where all of it is that, UTF-16 by its zeros, else the
 * letters of Western Europe, which have something for every octet. Null for what is no text.
 * @param {Uint8Array} all
 * @returns {string|null}
 */
export function decoded(all) {
  const bytes = all.subarray(0, 4 * longest);
  if (begins(bytes, "\xff\xfe")) return new TextDecoder("utf-16le").decode(bytes);
  if (begins(bytes, "\xfe\xff")) return new TextDecoder("utf-16be").decode(bytes);
  const [even, odd] = zeros(bytes.subarray(0, 2048));
  if (odd > 0.2 && even < 0.05) return new TextDecoder("utf-16le").decode(bytes);
  if (even > 0.2 && odd < 0.05) return new TextDecoder("utf-16be").decode(bytes);
  if (even + odd > 0) return null;
  try {
    // Where it was cut, a letter may be cut as well.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: bytes.length < all.length });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** How much of it is zeros, at even and at odd places. @param {Uint8Array} bytes @returns {[number, number]} */
function zeros(bytes) {
  const counts = /** @type {[number, number]} */ ([0, 0]);
  bytes.forEach((octet, at) => { if (octet === 0) counts[at & 1] += 1; });
  return [counts[0] * 2 / Math.max(1, bytes.length), counts[1] * 2 / Math.max(1, bytes.length)];
}

/** @param {Uint8Array} bytes @param {string} words @param {number} [within]  the words may stand as far in as that */
function begins(bytes, words, within = 0) {
  return within ? latin(bytes.subarray(0, within)).includes(words) : latin(bytes.subarray(0, words.length)) === words;
}

/** @param {Uint8Array} bytes */
function latin(bytes) {
  return String.fromCharCode(...bytes);
}
