// @ts-check
// Bytes that the page carries as text.

/**
 * @param {string} letters  base64; white space in it does not count
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(letters) {
  const octets = atob(letters.replace(/\s+/g, ""));
  const bytes = new Uint8Array(octets.length);
  for (let at = 0; at < octets.length; at += 1) bytes[at] = octets.charCodeAt(at);
  return bytes;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} [most]  octets that may come out
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function inflated(bytes, most = Infinity) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const pieces = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer());
    size += value.length;
    if (size > most) throw new RangeError("too large");
    pieces.push(/** @type {Uint8Array<ArrayBuffer>} */ (value));
  }
}
