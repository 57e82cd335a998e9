// @ts-check
// A short code that two people see alike exactly if each has the other's true key: to be read out over the telephone.

/**
 * Six groups of five digits from both fingerprints, the same whoever computes it: about a hundred bits, and each further
 * try at forging it costs making a key.
 * @param {string} one  hexadecimal
 * @param {string} other
 * @returns {Promise<string>}
 */
export async function comparisonCode(one, other) {
  const both = [one.toUpperCase(), other.toUpperCase()].sort().join("\n");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", new TextEncoder().encode(`zegel comparison 1\n${both}`)));
  let number = 0n;
  for (const octet of digest) number = (number << 8n) | BigInt(octet);
  const digits = (number % 10n ** 30n).toString().padStart(30, "0");
  return (digits.match(/.{5}/g) ?? []).join(" ");
}

/** What programs that scan keys read: OpenKeychain's form, which others took over. @param {string} fingerprint */
export function fingerprintUri(fingerprint) {
  return `OPENPGP4FPR:${fingerprint.toUpperCase()}`;
}
