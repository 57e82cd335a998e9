// @ts-check
// Bytes cross between page and worker by transfer, which takes them away from the sender. So each side first makes sure
// that what it sends is its own.

/**
 * A copy of `value` whose bytes are nobody else's. Plain objects, arrays, bytes and Blobs; a Blob and a CryptoKey stay as
 * they are, for they cannot change.
 * @param {any} value
 * @returns {any}
 */
export function copyOf(value) {
  if (value instanceof Uint8Array) return new Uint8Array(value); // never a view of something larger, or shared
  if (Array.isArray(value)) return value.map(copyOf);
  if (value === null || typeof value !== "object" || value instanceof Blob || value instanceof CryptoKey) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
}

/**
 * The buffers to transfer with a value: those that bytes in it fill completely. The rest is copied by the browser; a
 * wasm program's memory is among them, should a view of it ever get here.
 * @param {any} value
 * @param {Set<ArrayBuffer>} [found]
 * @returns {ArrayBuffer[]}
 */
export function buffersIn(value, found = new Set()) {
  if (value instanceof Uint8Array) {
    const { buffer } = value;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === value.byteLength && value.byteLength > 0) found.add(buffer);
  } else if (value !== null && typeof value === "object" && !(value instanceof Blob) && !(value instanceof CryptoKey)) {
    for (const inner of Object.values(value)) buffersIn(inner, found);
  }
  return [...found];
}
