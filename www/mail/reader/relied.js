// @ts-check
// How far the key of a valid signature has to stand before anything rests on it.

import { isElsewhere } from "../../keys/standings.js";

/**
 * Whether the signature is the sender's for certain enough to act on it, or to lend the mail the organisation's own words: anybody
 * can bring a key along with a mail that is forged.
 * @param {Pick<import("../types.d.ts").OpenMessage, "opened"|"trust"|"finding">} message
 */
export function isRelied({ opened: { signature }, trust, finding: { answer, remembered } }) {
  if (signature.state !== "valid") return false;
  if (trust === "own" || trust === "verified") return true;
  const { certificate = null, sources = [] } = answer?.standing ?? {};
  const isFound = certificate?.fingerprint === signature.fingerprint;
  // One mail makes a key known that came with it: the next one must not rest on that, nor one after another key has taken its place.
  const older = remembered.find(({ fingerprint }) => fingerprint === signature.fingerprint);
  const isVouched = isFound ? isElsewhere(sources) : Boolean(older?.elsewhere || older?.accepted);
  return isVouched && (trust === "known" || (trust === "new" && isFound));
}
