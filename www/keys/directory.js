// @ts-check
// Certificates by address, from the Web Key Directory of the page's own origin (draft-koch-openpgp-webkey-service). What
// other directories and servers have is for `Finder` to ask.

import { ZegelError } from "../engine/errors.js";
import { localHash, mailbox } from "./addresses.js";
import { downloadIfThere, usual } from "./download.js";

export { localHash };

/**
 * @typedef {{ certificate: Uint8Array, source: "directory" }} Found
 * @typedef {typeof globalThis.fetch} Fetch
 * @typedef {{ fetch?: Fetch, base?: URL|string }} Place  another `fetch` or directory; a page needs neither
 */

/**
 * The certificate the directory publishes for an address, or null where it has none. Whether it is usable, and whether it
 * is for this address at all, is for the engine to say: nothing here reads OpenPGP.
 * @param {string} address
 * @param {Place & { signal?: AbortSignal }} [options]
 * @returns {Promise<Found|null>}
 */
export async function find(address, { signal, ...place } = {}) {
  if (signal?.aborted) throw new ZegelError("canceled");
  const url = await directoryUrl(address, place.base);
  const certificate = await untilAborted(lookUp(url, address, place.fetch), signal);
  // A copy: what a caller does to its bytes must not reach the next caller through the cache.
  return certificate && { certificate: certificate.slice(), source: "directory" };
}

/**
 * Publishes the own certificate under the own address.
 * @param {Uint8Array<ArrayBuffer>} certificate  binary
 * @param {string} address
 * @param {Place & { user: string, password: string }} options
 * @returns {Promise<void>}
 */
export async function publish(certificate, address, { user, password, base, fetch = globalThis.fetch }) {
  const url = await directoryUrl(address, base);
  let answer;
  try {
    answer = await fetch(url, {
      method: "PUT",
      body: certificate,
      headers: { "Authorization": basic(user, password), "Content-Type": "application/octet-stream" },
      credentials: "omit",
      signal: AbortSignal.timeout(usual.patience),
    });
  } catch (cause) {
    throw new ZegelError("server-unreachable", {}, { cause });
  }
  cache.delete(url);
  if (answer.status === 401 || answer.status === 403) throw new ZegelError("sign-in-refused", { address });
  if (!answer.ok) throw new ZegelError("server-refused", { status: answer.status });
}

/**
 * Where the directory keeps the certificate of an address.
 * @param {string} address
 * @param {URL|string} [base]
 * @returns {Promise<string>}
 */
export async function directoryUrl(address, base = "/.well-known/openpgpkey/") {
  const { local, domain } = mailbox(address);
  const path = `${encodeURIComponent(domain)}/hu/${await localHash(local)}?l=${encodeURIComponent(local)}`;
  return new URL(path, new URL(base, globalThis.location?.href)).href;
}

/**
 * The one look-up of a URL that is under way or fresh enough.
 * @param {string} url
 * @param {string} address
 * @param {Fetch} [fetch]
 */
function lookUp(url, address, fetch) {
  const known = cache.get(url);
  if (known && Date.now() < known.until) return known.answer;
  for (const [old, { until }] of cache) if (until <= Date.now()) cache.delete(old);

  const entry = { answer: downloadIfThere(url, { fetch, about: { address } }), until: Infinity };
  cache.set(url, entry);
  entry.answer.then(
    (certificate) => { entry.until = Date.now() + (certificate ? positive : negative); },
    // What failed is tried again at once: the next look-up may have a network.
    () => { if (cache.get(url) === entry) cache.delete(url); },
  );
  return entry.answer;
}

/**
 * Leaves when the caller aborts. The look-up itself goes on: others may wait for it, and it ends by itself in five seconds.
 * @template T
 * @param {Promise<T>} answer
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
function untilAborted(answer, signal) {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const leave = () => reject(new ZegelError("canceled"));
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave);
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}

/**
 * @param {string} user
 * @param {string} password
 */
function basic(user, password) {
  // RFC 7617, section 2.1: UTF-8. `btoa` takes one character for a byte.
  return `Basic ${btoa(String.fromCodePoint(...new TextEncoder().encode(`${user}:${password}`)))}`;
}

/** @type {Map<string, { answer: Promise<Uint8Array|null>, until: number }>} */
const cache = new Map();

// Milliseconds. Whoever asks for many keeps answers longer; this only spares the same look-up twice in a row.
const positive = 10_000;
const negative = 10_000;
