// @ts-check
// What both sides of a port compare: whether the one has what the other gave.

/** @param {Uint8Array} bytes @returns {Promise<string>} SHA-256, in hex */
export async function digestOf(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  return Array.from(new Uint8Array(digest), (octet) => octet.toString(16).padStart(2, "0")).join("");
}
