// @ts-check
// A public key that a host hands over, as from an attachment or a search: kept for the addresses in it, and judged as any other
// when it is used. A secret key is never taken from a host.

import { addressesOf, splitCertificates } from "../keys/keyring.js";
import { PortError } from "../embed/port.js";
import { standingsOf } from "../mail/people/finding.js";

/** A key block is some kilobytes; a file of a whole organisation is not imported this way. */
const longest = 512 * 1024;

/**
 * @param {import("./types.d.ts").VaultSession} session
 * @param {string} block  ASCII armor
 * @returns {Promise<"IMPORTED"|"UPDATED"|"INVALIDATED"|"REJECTED">}
 */
export async function importPublicKey(session, block) {
  if (block.length > longest || !block.includes("-----BEGIN PGP PUBLIC KEY BLOCK-----")) throw new PortError("certificate-malformed");
  const certificates = split(block);
  const standings = standingsOf(session);
  // The organisation may take keys from its own sources only.
  const kept = /** @type {import("../keys/sources/kept.js").KeptSource|null} */ (/** @type {unknown} */ (standings.finder.source("kept")));
  if (!kept) return "REJECTED";
  /** @type {Set<"IMPORTED"|"UPDATED"|"INVALIDATED">} */
  const came = new Set();
  for (const certificate of certificates) {
    for (const address of addressesOf(certificate)) {
      const view = await session.engine.readCertificate(certificate, address).catch(() => null);
      if (!view || view.reason === "wrong-address") continue;
      const before = (await standings.of(address)).candidates;
      const views = await Promise.all(before.map(({ bytes }) => session.engine.readCertificate(bytes, address).catch(() => null)));
      const known = before.filter((_, index) => views[index]?.fingerprint === view.fingerprint);
      // Not the person brought it but a page: it counts as what comes attached to mail.
      await kept.learn({ address, bytes: certificate, source: "attached", seenAt: Date.now() });
      if (view.reason === "revoked") came.add("INVALIDATED");
      else if (known.length > 0) came.add("UPDATED");
      else came.add("IMPORTED");
    }
  }
  // The gravest of what came.
  return (/** @type {const} */ (["INVALIDATED", "IMPORTED", "UPDATED"])).find((one) => came.has(one)) ?? "REJECTED";
}

/** @param {string} block */
function split(block) {
  try {
    const certificates = splitCertificates(new TextEncoder().encode(block));
    if (certificates.length > 0) return certificates;
  } catch {
    // said below
  }
  throw new PortError("certificate-malformed");
}
