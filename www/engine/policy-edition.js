// @ts-check
// One edition of a policy: what its signature, its reader and the calendar say of it.

import { ZegelError } from "./errors.js";
import { verify } from "./minisign.js";

/** @import { Hash, PublicKey } from "./minisign.js" */
/** @import { SignedFile } from "./policy-download.js" */
/** @import { Mark } from "./policy-store.js" */

/**
 * What this has to know of a bundle; `read` may tell more.
 * @typedef {object} Edition
 * @property {number} serial
 * @property {string|null} [issued]
 * @property {string|null} [expires]
 * @property {number|null} [graceDays]  7 unless told
 * @property {{ domains: string[] }} organisation
 */

/**
 * An edition with a good signature that the reader takes.
 * @template {Edition} [B=Edition]
 * @typedef {object} Checked
 * @property {B} bundle
 * @property {Uint8Array} bytes
 * @property {Uint8Array} signature
 * @property {string} by  the public key, in hexadecimal
 * @property {number} serial
 * @property {string|null} issued
 * @property {string|null} expires
 * @property {string} digest
 * @property {number|null} issuedAt
 * @property {number|null} expiresAt
 * @property {number|null} decidesUntil
 */

/**
 * By what an edition is judged.
 * @template {Edition} [B=Edition]
 * @typedef {object} Measure
 * @property {PublicKey[]} keys
 * @property {Hash} hash
 * @property {(bytes: Uint8Array) => { bundle: B } | { mistakes: unknown[] }} read
 * @property {string|undefined} domain  in lower case
 */

/**
 * What the signature, the reader and the domain say of an edition. Whether it is too old is another question.
 * @template {Edition} B
 * @param {SignedFile} file
 * @param {Measure<B>} measure
 * @returns {Promise<Checked<B>>}  Throws `policy-signature-…`, `policy-invalid` or `policy-for-others`.
 */
export async function checked({ bytes, signature }, { keys, hash, read, domain }) {
  const { key } = await verify({ bytes, signature, keys, hash });
  const answer = read(bytes);
  if ("mistakes" in answer) throw new ZegelError("policy-invalid", { mistakes: answer.mistakes });
  const { bundle } = answer;
  const { serial, issued = null, expires = null, graceDays, organisation } = bundle;
  const [issuedAt, expiresAt] = [issued, expires].map((time) => time === null ? null : Date.parse(time));
  if (!Number.isInteger(serial) || serial < 0 || Number.isNaN(issuedAt) || Number.isNaN(expiresAt)) {
    throw new ZegelError("policy-invalid", { mistakes: [] });
  }
  if (domain !== undefined && !organisation.domains.some((own) => domain === own || domain.endsWith(`.${own}`))) {
    throw new ZegelError("policy-for-others", { domain });
  }
  const digest = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (bytes))));
  return {
    bundle, bytes, signature, by: hex(key.point), serial, issued, expires, digest, issuedAt, expiresAt,
    decidesUntil: expiresAt === null ? null : expiresAt + (graceDays ?? 7) * day,
  };
}

/**
 * @param {{ serial: number, digest: string }} edition
 * @param {Mark|null} highest
 */
export function isOlder({ serial, digest }, highest) {
  if (!highest) return false;
  // Two editions under one number are two answers to one question; the first one given counts.
  return serial < highest.serial || (serial === highest.serial && digest !== highest.digest);
}

/**
 * @param {Pick<Checked, "expiresAt"|"decidesUntil">} edition
 * @param {number} now
 * @returns {{ age: "current"|"grace"|"expired", days: number }}  `days` of grace left, begun ones counted
 */
export function ageOf({ expiresAt, decidesUntil }, now) {
  if (expiresAt === null || decidesUntil === null || now < expiresAt) return { age: "current", days: 0 };
  return { age: now < decidesUntil ? "grace" : "expired", days: Math.max(0, Math.ceil((decidesUntil - now) / day)) };
}

/**
 * @param {Pick<Checked, "expires">} edition
 * @param {unknown} [cause]
 */
export function tooOld({ expires }, cause) {
  return new ZegelError("policy-expired", { expires: date(expires) }, { cause });
}

/** The day, for a sentence. @param {string|null} time */
export function date(time) {
  return time === null ? "" : new Date(time).toISOString().slice(0, 10);
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const day = 24 * 60 * 60_000;
