// @ts-check
// The list of a release, release.json: what it may look like, and whether it is signed, newer than what was taken, and allowed.

import { readPublicKey, verify, verifierOf } from "../engine/minisign.js";

/** @import { Judged, List, Reason } from "./types.js" */

/** Where the list lies; its signature lies beside it. */
export const listPath = "/release.json";

/** Why something is not taken. */
export class Refusal extends Error {
  /** @param {Reason} reason @param {Record<string, string>} [detail]  what a person's sentence names @param {ErrorOptions} [options] */
  constructor(reason, detail = {}, options) {
    super(reason, options);
    this.reason = reason;
    this.detail = detail;
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {List}  Throws `malformed`.
 */
export function readList(bytes) {
  const malformed = () => new Refusal("malformed");
  if (bytes.length > listLimit) throw malformed();
  /** @type {any} */
  let said;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw malformed();
  }
  // The first word keeps whatever else the key may sign, such as rules, from being taken for a release.
  if (said?.zegel !== "release" || typeof said.version !== "string" || !/^[\w.+-]{1,64}$/.test(said.version)) throw malformed();
  if (!Number.isSafeInteger(said.serial) || said.serial < 1) throw malformed();
  const { version, serial, withdrawn = false } = said;
  if (withdrawn === true) return { version, serial, start: null, files: new Map(), withdrawn };
  if (withdrawn !== false || said.files === null || typeof said.files !== "object" || Array.isArray(said.files)) throw malformed();
  const named = Object.entries(said.files);
  if (named.length === 0 || named.length > mostFiles) throw malformed();
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const [name, hash] of named) {
    if (!/^www(?:\/[\w@+-][\w@+.-]*)+$/.test(name) || typeof hash !== "string" || !/^sha384-[A-Za-z0-9+/]{64}$/.test(hash)) throw malformed();
    files.set(name.slice("www".length), hash);
  }
  const start = said.start === undefined ? null : `${said.start}`.replace(/^www/, "");
  if (start !== null && !files.has(start)) throw malformed();
  return { version, serial, start, files, withdrawn };
}

/**
 * A list and what its signature says of it.
 * @param {{ bytes: Uint8Array, signature: Uint8Array }} file
 * @param {{ key: string, allowed: readonly string[]|null, serial: number, current: string|null }} measure  `serial`: the highest
 *   taken; `current`: the hash of the list in use
 * @returns {Promise<Judged>}  Throws `unsupported`, `unsigned`, `malformed`, `older` or `not-allowed`.
 */
export async function judged({ bytes, signature }, { key, allowed, serial, current }) {
  const pinned = await keyOf(key);
  await verify({ bytes, signature, keys: [pinned], hash: noHash }).catch((cause) => { throw new Refusal("unsigned", {}, { cause }); });
  const list = readList(bytes);
  const hash = await hashOf(bytes);
  const detail = { version: list.version, hash };
  // Two lists under one number are two answers to one question; the one that was taken counts.
  if (list.serial < serial || (list.serial === serial && hash !== current)) throw new Refusal("older", detail);
  // The way out has to stay open, whatever somebody wrote into the settings. What is in use already is no question.
  if (allowed && !list.withdrawn && hash !== current && !allowed.includes(hash)) throw new Refusal("not-allowed", detail);
  return { ...list, hash };
}

/**
 * The file of a list that an address stands for: a folder is its index.
 * @param {List} list
 * @param {string} path
 */
export function fileAt({ start }, path) {
  if (path === "/" && start) return start;
  return path.endsWith("/") ? `${path}index.html` : path;
}

/** As Subresource Integrity writes it. @param {Uint8Array|ArrayBuffer} bytes */
export async function hashOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-384", /** @type {BufferSource} */ (bytes)));
  return `sha384-${btoa(String.fromCharCode(...digest))}`;
}

/** @param {string} key */
async function keyOf(key) {
  try {
    const pinned = readPublicKey(key);
    await verifierOf(pinned);
    return pinned;
  } catch (cause) {
    throw new Refusal("unsupported", {}, { cause });
  }
}

/** Lists are signed as they are (minisign -l): the browser has no BLAKE2b, and a list is small. @returns {never} */
function noHash() {
  throw new TypeError("the signature is of a hash");
}

const listLimit = 1024 * 1024;
const mostFiles = 10_000;
