// @ts-check
// Which rules an organisation has: fetched, verified by a pinned key, held against what this browser accepted before.
// The rows of docs/policy-delivery.md are decided here. What is refused never replaces what was good, and a policy that
// disappears does not switch protection off.

import { ZegelError, asZegelError } from "./errors.js";
import { readPublicKey, verifierOf } from "./minisign.js";
import { download, exists } from "./policy-download.js";
import { ageOf, checked, date, day, tooOld } from "./policy-edition.js";
import { Memory } from "./policy-memory.js";

/** @import { Hash } from "./minisign.js" */
/** @import { Way } from "./policy-download.js" */
/** @import { Checked, Edition } from "./policy-edition.js" */
/** @import { PolicyStore } from "./policy-store.js" */

/**
 * @template {Edition} [B=Edition]
 * @typedef {object} PolicyOptions
 * @property {string|URL} url
 * @property {string|URL} [signatureUrl]  `url` with ".minisig" after its path unless told
 * @property {string[]} keys  pinned public keys, texts as minisign writes them; several while one replaces another. None
 *   says that this organisation has no policy, and then finding one is an error.
 * @property {string} [domain]  of the person: a bundle for other domains is refused, whoever signed it
 * @property {(bytes: Uint8Array) => { bundle: B } | { mistakes: unknown[] }} read
 * @property {Hash} hash
 * @property {PolicyStore|null} [store]  without one nothing is remembered, and the policy says so
 * @property {typeof globalThis.fetch} [fetch]
 * @property {() => number} [now]  milliseconds since 1970
 * @property {AbortSignal} [signal]
 * @property {number} [patience]  milliseconds a server may take where nothing is kept
 * @property {number} [patienceWhenKept]  and where an edition is
 */

/**
 * @template {Edition} [B=Edition]
 * @typedef {object} Policy
 * @property {"fresh"|"kept"|"grace"|"none"} state  fresh: from the server, just now; kept: the last one accepted, for the
 *   reason that comes first in the warnings; grace: past its `expires`, from either; none: this organisation has no policy
 * @property {"server"|"store"} source
 * @property {B|null} bundle  null with state "none" alone, and so are the next two
 * @property {Uint8Array|null} bytes
 * @property {number|null} serial
 * @property {string|null} issued
 * @property {string|null} expires
 * @property {number|null} decidesUntil  milliseconds since 1970: `expires` with the days of grace; null without `expires`
 * @property {ZegelError[]} warnings  most urgent first; each has a sentence by its code
 */

/**
 * @template {Edition} [B=Edition]
 * @typedef {Awaited<ReturnType<typeof orderOf<B>>>} Order
 */

/**
 * The policy to decide by. Throws where there is one and none may be used: then nothing may be sent.
 * @template {Edition} B
 * @param {PolicyOptions<B>} options
 * @returns {Promise<Policy<B>>}
 */
export async function loadPolicy(options) {
  const order = await orderOf(options);
  const memory = new Memory(order);
  await memory.recall();
  if (order.keys.length === 0) return withoutKeys(order, memory);
  try {
    return policyOf(await fromServer(order, memory), "server", memory, order.now());
  } catch (thrown) {
    const refusal = asZegelError(thrown);
    const { kept } = memory;
    if (order.signal?.aborted) throw new ZegelError("canceled");
    if (!kept) throw refusal;
    if (ageOf(kept, order.now()).age !== "expired") return policyOf(kept, "store", memory, order.now(), [refusal]);
    // With nobody to ask, its age is the reason; else it is what is wrong with the newer one.
    throw refusal.code === "policy-unreachable" ? tooOld(kept, refusal) : refusal;
  }
}

/**
 * @template {Edition} B
 * @param {PolicyOptions<B>} options
 */
async function orderOf({
  url, signatureUrl, keys, domain, read, hash, store = null, fetch = globalThis.fetch, now = Date.now, signal,
  patience = 20_000, patienceWhenKept = 5_000,
}) {
  if (signal?.aborted) throw new ZegelError("canceled");
  const place = new URL(url, globalThis.location?.href);
  place.hash = "";
  const signaturePlace = signatureUrl ? new URL(signatureUrl, globalThis.location?.href) : new URL(place);
  if (!signatureUrl) signaturePlace.pathname += ".minisig";
  const pinned = keys.map(readPublicKey);
  // Before anything else: a browser that cannot verify must not come as far as an answer.
  await Promise.all(pinned.map(verifierOf));
  return {
    url: place.href, signatureUrl: signaturePlace.href, keys: pinned, domain: domain?.toLowerCase(), read, hash, store, fetch, now,
    signal, patience, patienceWhenKept,
  };
}

/**
 * An organisation without pinned keys has no policy. One that has lost its keys, or not pinned them yet, is not taken for
 * one that never had a policy.
 * @template {Edition} B
 * @param {Order<B>} order
 * @param {Memory<B>} memory
 * @returns {Promise<Policy<B>>}
 */
async function withoutKeys(order, memory) {
  const limit = deadline(order.signal, order.patience);
  const found = await exists(order.url, { fetch: order.fetch, signal: limit.signal }).catch((error) => {
    throw order.signal?.aborted ? new ZegelError("canceled") : error;
  }).finally(limit.end);
  if (found) throw new ZegelError("policy-key-missing");
  if (memory.known) throw new ZegelError("policy-missing");
  return {
    state: "none", source: "server", bundle: null, bytes: null, serial: null, issued: null, expires: null, decidesUntil: null,
    warnings: [],
  };
}

/**
 * @template {Edition} B
 * @param {Order<B>} order
 * @param {Memory<B>} memory
 * @returns {Promise<Checked<B>>}
 */
async function fromServer(order, memory) {
  const limit = deadline(order.signal, memory.kept ? order.patienceWhenKept : order.patience);
  const way = { fetch: order.fetch, signal: limit.signal };
  try {
    return await attempt(order, memory, way);
  } catch (error) {
    if (!maybeStale.has(asZegelError(error).code)) throw error;
    // Perhaps a cache on the way gave one file of this edition and one of another, or yesterday's of both.
    return await attempt(order, memory, { ...way, anew: true }).catch((again) => {
      throw again.code === "policy-unreachable" ? error : again;
    });
  } finally {
    limit.end();
  }
}

/**
 * @template {Edition} B
 * @param {Order<B>} order
 * @param {Memory<B>} memory
 * @param {Way} way
 */
async function attempt(order, memory, way) {
  const edition = await checked(await download(order.url, order.signatureUrl, way), order);
  memory.refuseOlder(edition);
  if (ageOf(edition, order.now()).age === "expired") throw tooOld(edition);
  await memory.keep(edition);
  return edition;
}

/**
 * @template {Edition} B
 * @param {Checked<B>} edition
 * @param {"server"|"store"} source
 * @param {Memory<B>} memory
 * @param {number} now
 * @param {ZegelError[]} [refusals]
 * @returns {Policy<B>}
 */
function policyOf(edition, source, memory, now, refusals = []) {
  const { bundle, bytes, serial, issued, expires, issuedAt, decidesUntil } = edition;
  const { age, days } = ageOf(edition, now);
  const warnings = [...refusals];
  if (age === "grace") warnings.push(new ZegelError("policy-grace", { days, expires: date(expires) }));
  // No reason to refuse: a clock that is behind is commoner than a policy of tomorrow, and the serial counts, not this.
  if (issuedAt !== null && issuedAt > now + day) warnings.push(new ZegelError("policy-from-the-future", { issued: date(issued) }));
  if (memory.trouble) warnings.push(memory.trouble);
  const state = age === "grace" ? "grace" : source === "server" ? "fresh" : "kept";
  return { state, source, bundle, bytes, serial, issued, expires, decidesUntil, warnings };
}

/**
 * Aborted with the caller's signal, or when the time is up.
 * @param {AbortSignal|undefined} signal
 * @param {number} patience
 */
function deadline(signal, patience) {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const timer = setTimeout(abort, patience);
  signal?.addEventListener("abort", abort);
  return {
    signal: stop.signal,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    },
  };
}

/** @type {Set<string>} what a second look past all caches may put right */
const maybeStale = new Set([
  "policy-missing", "policy-signature-missing", "policy-signature-malformed", "policy-signature-wrong-key",
  "policy-signature-invalid", "policy-rolled-back", "policy-expired",
]);
