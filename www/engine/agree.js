// @ts-check
// What a message's readers share with its sender, by the browser's X25519 (RFC 7748), which is faster than the program's.

import { wipe } from "./cipher.js";

/** A secret as PKCS #8 has it begins so (RFC 8410 section 7). */
const front = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20);
/** Octets of a secret, of a point and of what is shared. */
const size = 32;

/**
 * Each point multiplied by the secret, one after another. Rejected where the browser does not know how, or a point gives nothing.
 * @param {SubtleCrypto} subtle
 * @param {{ key: Uint8Array, points: Uint8Array<ArrayBuffer> }} order
 * @returns {Promise<Uint8Array>}
 */
export async function agreed(subtle, { key, points }) {
  const file = new Uint8Array(front.length + size);
  file.set(front);
  file.set(key, front.length);
  const asked = subtle.importKey("pkcs8", file, "X25519", false, ["deriveBits"]);
  // Asked for, it was copied.
  wipe(file);
  const secret = await asked;
  const products = new Uint8Array(points.length);
  const answers = await Promise.allSettled(Array.from({ length: points.length / size }, async (_, index) => {
    const point = await subtle.importKey("raw", points.subarray(index * size, (index + 1) * size), "X25519", false, []);
    const product = new Uint8Array(await subtle.deriveBits({ name: "X25519", public: point }, secret, size * 8));
    products.set(product, index * size);
    wipe(product);
  }));
  const refused = answers.find((answer) => answer.status === "rejected");
  if (refused) {
    // Those of the others do not lie about.
    wipe(products);
    throw refused.reason;
  }
  return products;
}
