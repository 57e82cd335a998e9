// @ts-check
// Files of certificates as an administrator hands them over: what is in them, for which addresses, and what is no certificate.

import { equal } from "../../../keys/bytes.js";
import { addressesOf, binary, primaryKey, splitCertificates } from "../../../keys/keyring.js";
import { packetsOf, saysSecret, turn } from "./armor.js";

/**
 * @typedef {"secret"|"too-large"|"none"|"damaged"} Problem
 * @typedef {{ bytes: Uint8Array<ArrayBuffer>, addresses: string[], key: string }} Certificate  `key`: the same for every copy of it
 * @typedef {{ certificates: Certificate[], problem: Problem|null, skipped: boolean }} Found  `skipped`: something in it is none
 * @typedef {{ size: number, arrayBuffer: () => Promise<ArrayBuffer> }} FileLike
 */

/** What is larger is no pile of certificates. */
export const largestFile = 100 * 1024 * 1024;
/** What a bundle takes for one trusted certificate, in letters. */
export const longestTrusted = 100_000;

const latin1 = new TextDecoder("latin1");

/** @param {FileLike} file  not even read where it is too large for anything */
export async function readFile(file) {
  return file.size > largestFile ? nothing("too-large") : readCertificates(new Uint8Array(await file.arrayBuffer()));
}

/** @param {Problem} problem @returns {Found} */
const nothing = (problem) => ({ certificates: [], problem, skipped: false });

/**
 * @param {Uint8Array} file
 * @param {() => Promise<unknown>} [pause]
 * @returns {Promise<Found>}
 */
export async function readCertificates(file, pause = turn) {
  if (saysSecret(file)) return nothing("secret");
  try {
    const packets = await packetsOf(file, pause);
    const parts = splitCertificates(packets);
    const taken = parts.reduce((sum, part) => sum + part.length, 0);
    // The larger file is the rare one: only there is it worth while to look what else it holds.
    if (taken < packets.length && holdsSecretKey(packets)) return nothing("secret");
    if (parts.length === 0) return nothing("none");
    /** @type {Certificate[]} */
    const certificates = [];
    for (const bytes of parts) {
      certificates.push({ bytes, addresses: addressesOf(bytes), key: latin1.decode(primaryKey(bytes)) });
      if (certificates.length % 500 === 0) await pause();
    }
    return { certificates, problem: null, skipped: taken < packets.length };
  } catch (/** @type {any} */ error) {
    return nothing(error?.detail?.reason === "no-packet" && error.detail.at === 0 ? "none" : "damaged");
  }
}

/** Whether one of the packets is a secret key or a part of one (RFC 9580, section 5.5). @param {Uint8Array} packets */
function holdsSecretKey(packets) {
  const number = (/** @type {number} */ from, /** @type {number} */ octets) => packets.subarray(from, from + octets).reduce((sum, octet) => sum * 256 + octet, 0);
  for (let at = 0; at < packets.length;) {
    const first = packets[at] ?? 0;
    const tag = first & 0x40 ? first & 0x3f : (first >> 2) & 0x0f;
    if (tag === 5 || tag === 7) return true;
    const length = packets[at + 1] ?? 0;
    if (first & 0x40) at += length < 192 ? 2 + length : length < 224 ? 3 + ((length - 192) << 8) + number(at + 2, 1) + 192 : 6 + number(at + 2, 4);
    else at += 1 + (1 << (first & 3)) + number(at + 1, 1 << (first & 3));
  }
  return false;
}

/**
 * A certificate as a bundle holds it: armored, or base64. None where it cannot be read.
 * @param {unknown} text
 * @returns {Uint8Array<ArrayBuffer>|null}
 */
export function certificateFrom(text) {
  if (typeof text !== "string") return null;
  try {
    const bytes = text.trimStart().startsWith("-----") ? binary(new TextEncoder().encode(text)) : Uint8Array.from(atob(text.replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
    return splitCertificates(bytes)[0] ?? null;
  } catch {
    return null;
  }
}

/** @param {Uint8Array} bytes @returns {string} */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/**
 * Whose it is, as far as can be told at once; nothing where it names no address.
 * @param {unknown} text  of a bundle
 * @returns {string}
 */
export function addressIn(text) {
  const bytes = certificateFrom(text);
  return (bytes && addressesOf(bytes)[0]) ?? "";
}

/** @param {string} fingerprint in hexadecimal */
export function inGroups(fingerprint) {
  return (fingerprint.match(/.{1,4}/g) ?? []).join(" ");
}

/**
 * @param {string} address
 * @param {readonly string[]} domains  subdomains belong
 */
export function isWithin(address, domains) {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return domains.some((one) => domain === one || domain.endsWith(`.${one}`));
}

/**
 * The certificates with others, none of them twice.
 * @template {Certificate} C
 * @param {readonly C[]} present
 * @param {readonly C[]} more
 * @returns {C[]}
 */
export function withMore(present, more) {
  /** @type {Map<string, C[]>} */
  const copies = new Map();
  for (const one of present) copies.set(one.key, [...copies.get(one.key) ?? [], one]);
  const fresh = more.filter((one) => {
    const known = copies.get(one.key) ?? [];
    if (known.some(({ bytes }) => equal(bytes, one.bytes))) return false;
    copies.set(one.key, [...known, one]);
    return true;
  });
  return [...present, ...fresh];
}
