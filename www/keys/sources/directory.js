// @ts-check
// The Web Key Directory of the server that serves the page.

import { find } from "../directory.js";
import { splitCertificates } from "../keyring.js";

/** @import { Source } from "./types.js" */

/**
 * @param {import("../directory.js").Place} [place]
 * @returns {Source}
 */
export function directorySource(place = {}) {
  const name = "directory";
  return {
    name,
    // It is the own server: asking tells nobody anything new, and a colleague's new key should be seen soon.
    fresh: 60_000,
    async ask(address, { signal }) {
      const found = await find(address, { ...place, signal });
      return found ? splitCertificates(found.certificate).map((bytes) => ({ bytes, source: name, seenAt: Date.now() })) : [];
    },
    discloses: () => ({ source: name, host: "", throughOwnServer: false, learns: "address" }),
  };
}
