// @ts-check
// A short code that two people see alike exactly if each has the other's true key: to be read out over the telephone.

/**
 * Twelve groups of five digits, six for each fingerprint, the same whoever computes it. One code for both together would be
 * half as strong: somebody in between chooses two keys, and needs only that two of very many codes are alike. So each key
 * has its own hundred bits.
 * @param {string} one  hexadecimal
 * @param {string} other
 * @returns {Promise<string>}
 */
export async function comparisonCode(one, other) {
  const both = [one.toUpperCase(), other.toUpperCase()].sort();
  return (await Promise.all(both.map(digitsOf))).join(" ");
}

/** @param {string} fingerprint */
async function digitsOf(fingerprint) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", new TextEncoder().encode(`zegel comparison 2\n${fingerprint}`)));
  let number = 0n;
  for (const octet of digest) number = (number << 8n) | BigInt(octet);
  const digits = (number % 10n ** 30n).toString().padStart(30, "0");
  return (digits.match(/.{5}/g) ?? []).join(" ");
}

/** What programs that scan keys read: OpenKeychain's form, which others took over. @param {string} fingerprint */
export function fingerprintUri(fingerprint) {
  return `OPENPGP4FPR:${fingerprint.toUpperCase()}`;
}
