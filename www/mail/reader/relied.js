// @ts-check
// How far the key of a valid signature has to stand before anything rests on it.

/** Where keys come from that somebody merely sent. */
const byMail = new Set(["autocrypt", "attached", "gossip"]);

/**
 * Whether the signature is the sender's for certain enough to act on it, or to lend the mail the organisation's own words: anybody
 * can bring a key along with a mail that is forged.
 * @param {Pick<import("../types.d.ts").OpenMessage, "opened"|"trust"|"finding">} message
 */
export function isRelied({ opened: { signature }, trust, finding: { answer } }) {
  if (signature.state !== "valid") return false;
  if (trust === "own" || trust === "verified") return true;
  const { certificate = null, sources = [] } = answer?.standing ?? {};
  const isFound = certificate?.fingerprint === signature.fingerprint;
  const isVouched = sources.some((source) => !byMail.has(source));
  // One mail makes a key known that came with it: the next one must not rest on that. An older key was relied on once.
  return (trust === "known" && (!isFound || isVouched)) || (trust === "new" && isFound && isVouched);
}
