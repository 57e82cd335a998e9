// @ts-check
// Certificates by address, from the Web Key Directory of the page's own origin (draft-koch-openpgp-webkey-service). The
// page reaches no other server: its Content-Security-Policy says so, and the own server decides what it looks up abroad.

import { ZegelError } from "../engine/errors.js";

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
  const answer = await reach(() => fetch(url, {
    method: "PUT",
    body: certificate,
    headers: { "Authorization": basic(user, password), "Content-Type": "application/octet-stream" },
    credentials: "omit",
    signal: AbortSignal.timeout(patience),
  }));
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
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = ascii(address.slice(at + 1));
  if (at < 1 || domain === null) throw new ZegelError("address-malformed", { address });
  const path = `${encodeURIComponent(domain)}/hu/${await localHash(local)}?l=${encodeURIComponent(local)}`;
  return new URL(path, new URL(base, globalThis.location?.href)).href;
}

/**
 * The name of a local part in the directory: z-base-32 of its SHA-1. Only ASCII letters are lower-cased (draft, section
 * 3.1), so `toLowerCase` would be wrong: it also folds `É`.
 * @param {string} local
 * @returns {Promise<string>}
 */
export async function localHash(local) {
  if (!globalThis.crypto?.subtle) throw new ZegelError("insecure-context");
  const bytes = new TextEncoder().encode(local.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
  return zBase32(new Uint8Array(await crypto.subtle.digest("SHA-1", bytes)));
}

/** @param {Uint8Array} bytes */
function zBase32(bytes) {
  let text = "";
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    const byte = bit >> 3;
    const pair = (bytes[byte] << 8) | (bytes[byte + 1] ?? 0);
    text += alphabet[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

/**
 * The one look-up of a URL that is under way or fresh enough.
 * @param {string} url
 * @param {string} address
 * @param {Fetch} [fetch]
 */
function lookUp(url, address, fetch = globalThis.fetch) {
  const known = cache.get(url);
  if (known && Date.now() < known.until) return known.answer;
  for (const [old, { until }] of cache) if (until <= Date.now()) cache.delete(old);

  const entry = { answer: download(url, address, fetch), until: Infinity };
  cache.set(url, entry);
  entry.answer.then(
    (certificate) => { entry.until = Date.now() + (certificate ? positive : negative); },
    // What failed is tried again at once: the next look-up may have a network.
    () => { if (cache.get(url) === entry) cache.delete(url); },
  );
  return entry.answer;
}

/**
 * @param {string} url
 * @param {string} address
 * @param {Fetch} fetch
 * @returns {Promise<Uint8Array<ArrayBuffer>|null>}
 */
async function download(url, address, fetch) {
  // "no-cache" asks again with the ETag: the browser's own cache would hide a certificate published a minute ago.
  const answer = await reach(() =>
    fetch(url, { credentials: "omit", cache: "no-cache", signal: AbortSignal.timeout(patience) }));
  if (answer.status === 404) return null;
  if (!answer.ok) throw new ZegelError("server-refused", { status: answer.status });

  /** @type {Uint8Array[]} */
  const pieces = [];
  let size = 0;
  const reader = answer.body?.getReader();
  for (;;) {
    const piece = await reach(async () => reader?.read());
    if (!piece || piece.done) break;
    size += piece.value.length;
    if (size > limit) {
      await reader?.cancel();
      throw new ZegelError("certificate-malformed", { address, limit });
    }
    pieces.push(piece.value);
  }
  return size === 0 ? null : new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (pieces)).arrayBuffer());
}

/**
 * @template T
 * @param {() => Promise<T>} ask
 * @returns {Promise<T>}
 */
async function reach(ask) {
  try {
    return await ask();
  } catch (cause) {
    throw new ZegelError("server-unreachable", {}, { cause });
  }
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
 * The domain as the directory writes it: lower-case, an international one as its A-label.
 * @param {string} domain
 * @returns {string|null}
 */
function ascii(domain) {
  // A URL would take more for a host than a domain may be: a port, a path, a user, an address in brackets.
  if (!domain || /[\s/\\?#@:[\]%]/.test(domain)) return null;
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return null;
  }
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

const alphabet = "ybndrfg8ejkmcpqxot1uwisza345h769";
const patience = 5_000; // milliseconds; this and the size are the limits GnuPG keeps
const limit = 256 * 1024;
const positive = 5 * 60_000;
const negative = 30_000;
