// @ts-check
// A key server that gives out verified addresses only (VKS, the interface of Hagrid and keys.openpgp.org): through the
// page's own server, or straight from the browser.

import { ZegelError } from "../../engine/errors.js";
import { mailbox } from "../addresses.js";
import { download } from "../download.js";
import { splitCertificates } from "../keyring.js";
import { lookupHeader, refused } from "./web.js";

/** @import { Candidate, Lookups, Source } from "./types.js" */
/** @import { Fetch } from "../download.js" */

/** @typedef {{ lookups?: Lookups|null, host?: string, fetch?: Fetch, base?: string|URL }} KeyserverPlace */

/** Asked where the page's configuration names none. */
export const usualKeyserver = "keys.openpgp.org";

/**
 * @param {KeyserverPlace} [place]  `host`: for the way without the own server
 * @returns {Source & { byFingerprint: (fingerprint: string, options?: { signal?: AbortSignal }) => Promise<Candidate[]> }}
 */
export function keyserverSource(place = {}) {
  const name = "keyserver";
  const { host, url, init } = keyserver(place);

  /** @param {string} path @param {AbortSignal} [signal] @returns {Promise<Candidate[]>} */
  async function get(path, signal) {
    const patience = place.lookups ? 8_000 : 5_000;
    const asking = download(url(path), { fetch: place.fetch, signal, patience, init });
    const { status, bytes } = await asking.catch(blockedUnless(place, host));
    if (status === 404) return [];
    if (status !== 200) throw refused(status);
    return splitCertificates(bytes).map((bytes) => ({ bytes, source: name, seenAt: Date.now(), host }));
  }

  return {
    name,
    async ask(address, { signal }) {
      const { local, domain } = mailbox(address);
      return get(`by-email/${encodeURIComponent(`${local}@${domain}`)}`, signal);
    },
    async byFingerprint(fingerprint, { signal } = {}) {
      if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(fingerprint)) throw new ZegelError("key-malformed", { fingerprint });
      return get(`by-fingerprint/${fingerprint.toUpperCase()}`, signal);
    },
    discloses: () => ({ source: name, host, throughOwnServer: Boolean(place.lookups), learns: "address" }),
  };
}

/**
 * The key server as it is reached from here.
 * @param {KeyserverPlace} place
 */
export function keyserver({ lookups = null, host = usualKeyserver, base }) {
  return {
    host: lookups?.keyserverHost ?? host,
    /** @param {string} path */
    url: (path) => lookups
      ? new URL(lookups.keyserver + path, base ?? globalThis.location?.href).href
      : `https://${host}/vks/v1/${path}`,
    /** @type {RequestInit} */
    init: lookups ? { headers: lookupHeader } : { redirect: "error", referrerPolicy: "no-referrer" },
  };
}

/**
 * Without the own server, a browser that gets nowhere may not be allowed to go there.
 * @param {KeyserverPlace} place
 * @param {string} host
 * @returns {(error: any) => never}
 */
export function blockedUnless(place, host) {
  return (error) => {
    if (place.lookups || error?.code !== "server-unreachable") throw error;
    throw new ZegelError("lookup-blocked", { host }, { cause: error });
  };
}
