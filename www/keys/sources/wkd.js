// @ts-check
// The Web Key Directory of the recipient's domain (draft-koch-openpgp-webkey-service): through the page's own server where
// it offers that, else straight from the browser, as far as other servers allow it (CORS).

import { ZegelError } from "../../engine/errors.js";
import { localHash, mailbox } from "../addresses.js";
import { download, usual } from "../download.js";
import { splitCertificates } from "../keyring.js";
import { lookupHeader, looksLikeOpenPgp, refused } from "./web.js";

/** @import { Lookups, Source } from "./types.js" */
/** @import { Fetch } from "../download.js" */

/**
 * @param {{ lookups?: Lookups|null, fetch?: Fetch, base?: string|URL }} [place]  `base`: of the own server; a page needs none
 * @returns {Source}
 */
export function wkdSource({ lookups = null, fetch, base } = {}) {
  const name = "wkd";
  return {
    name,
    async ask(address, { signal }) {
      const { local, domain } = mailbox(address);
      const [hash, query] = [await localHash(local), `?l=${encodeURIComponent(local)}`];
      const own = lookups && new URL(`${lookups.wkd}${domain}/${hash}${query}`, base ?? globalThis.location?.href).href;
      const means = { fetch, signal };
      const bytes = own ? await throughOwnServer(own, means) : await straight(domain, `hu/${hash}${query}`, means);
      if (!bytes) return [];
      return splitCertificates(bytes).map((bytes) => ({ bytes, source: name, seenAt: Date.now(), host: domain }));
    },
    discloses: (address) => ({ source: name, host: mailbox(address).domain, throughOwnServer: lookups !== null, learns: "address" }),
  };
}

/** @typedef {{ fetch?: Fetch, signal?: AbortSignal }} Means */

/** @param {string} url @param {Means} means */
async function throughOwnServer(url, means) {
  // The own server keeps five seconds for the other one, and says so when they are over.
  const { status, bytes } = await download(url, { ...means, patience: 8_000, init: { headers: lookupHeader } });
  if (status === 404) return null;
  if (status !== 200) throw refused(status);
  return bytes;
}

/**
 * Advanced before direct. Whether the advanced host exists is for DNS to say, which a browser cannot ask: one that does
 * not answer is taken for none. One that answers and has a policy has the last word.
 * @param {string} domain
 * @param {string} path
 * @param {Means} means
 */
async function straight(domain, path, means) {
  const until = performance.now() + straightFor;
  const ask = (/** @type {string} */ url) =>
    get(url, { ...means, patience: Math.max(1, Math.min(usual.patience, until - performance.now())) });
  const advanced = `https://openpgpkey.${domain}/.well-known/openpgpkey/${domain}/`;
  const found = await ask(advanced + path).catch(unlessUnreachable);
  if (found?.bytes) return found.bytes;
  if (found && (await ask(`${advanced}policy`).catch(unlessUnreachable))?.status === 200) return null;
  try {
    return (await ask(`https://${domain}/.well-known/openpgpkey/${path}`)).bytes;
  } catch (error) {
    // A browser does not tell a server that is gone from one that it may not read from, or a policy of the page itself.
    throw isUnreachable(error) ? new ZegelError("lookup-blocked", { host: domain }, { cause: error }) : error;
  }
}

/** @param {string} url @param {Means & { patience: number }} means */
async function get(url, means) {
  const { status, bytes } = await download(url, { ...means, init: { redirect: "error", referrerPolicy: "no-referrer" } });
  if (status === 404) return { status, bytes: null };
  if (status !== 200) throw refused(status);
  // Many a site answers every address with its start page.
  return { status, bytes: looksLikeOpenPgp(bytes) ? bytes : null };
}

/** @param {unknown} error */
const isUnreachable = (error) => error instanceof ZegelError && error.code === "server-unreachable";

/** @param {unknown} error @returns {null} */
function unlessUnreachable(error) {
  if (isUnreachable(error)) return null;
  throw error;
}

/** Milliseconds for all three questions. */
const straightFor = 8_000;
