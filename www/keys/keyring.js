// @ts-check
// Files of certificates: taken apart, looked through by address, and put together. Only the frame of packets is read
// (RFC 9580, section 4.2); what a certificate is worth is for the engine to say.

import { ZegelError } from "../engine/errors.js";
import { mailbox } from "./addresses.js";

/** @typedef {{ start: number, end: number, addresses: string[] }} Piece  one certificate in the file; addresses as `mailbox` keys */
/** @typedef {{ tag: number, body: number, end: number }} Packet  where its body begins and ends */

/** What is larger is no certificate of a person: GnuPG and the directories stop here too. */
export const largestCertificate = 256 * 1024;

/** The certificates of an organisation, by address. */
export class Keyring {
  #bytes;
  /** @type {Map<string, Piece[]>} */
  #index = new Map();

  /**
   * @param {Uint8Array} file  binary or armored; changed by nobody afterwards
   */
  constructor(file) {
    this.#bytes = binary(file);
    const { pieces, skipped } = piecesOf(this.#bytes);
    /** How many certificates there are. */
    this.size = pieces.length;
    /** How many things in the file are none: secret keys, what is too large, what belongs to no certificate. */
    this.skipped = skipped;
    for (const piece of pieces) {
      for (const address of piece.addresses) {
        const known = this.#index.get(address);
        if (known) known.push(piece);
        else this.#index.set(address, [piece]);
      }
    }
  }

  /**
   * Copies of those with a user ID of this address.
   * @param {string} address
   * @returns {Uint8Array<ArrayBuffer>[]}
   */
  of(address) {
    return (this.#index.get(mailbox(address).key) ?? []).map(({ start, end }) => new Uint8Array(this.#bytes.subarray(start, end)));
  }

  /** Every address in it. @returns {string[]} */
  addresses() {
    return [...this.#index.keys()];
  }
}

/**
 * The single certificates of a file, in its order, each a copy. What is no certificate is left out, a broken file refused.
 * @param {Uint8Array} file  binary or armored
 * @returns {Uint8Array<ArrayBuffer>[]}
 */
export function splitCertificates(file) {
  const bytes = binary(file);
  return piecesOf(bytes).pieces.map(({ start, end }) => new Uint8Array(bytes.subarray(start, end)));
}

/**
 * The addresses in the user IDs of a certificate.
 * @param {Uint8Array} certificate
 * @returns {string[]}
 */
export function addressesOf(certificate) {
  return [...new Set(piecesOf(binary(certificate)).pieces.flatMap(({ addresses }) => addresses))];
}

/**
 * One file of several certificates. Each must be one: nothing else belongs in public, a secret key least of all.
 * @param {Uint8Array[]} certificates
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function joinCertificates(certificates) {
  const parts = certificates.map((certificate) => {
    const bytes = binary(certificate);
    const { pieces, skipped } = piecesOf(bytes);
    if (pieces.length === 0 || skipped > 0) throw malformed("not-a-certificate", 0);
    return bytes;
  });
  const joined = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * The primary key's packet: what stays the same when a certificate is extended, renewed or stripped.
 * @param {Uint8Array} certificate  one, binary
 */
export function primaryKey(certificate) {
  const { body, end } = packetAt(certificate, 0);
  return certificate.subarray(body, end);
}

/**
 * @param {Uint8Array} bytes  binary
 * @returns {{ pieces: Piece[], skipped: number }}
 */
function piecesOf(bytes) {
  /** @type {Piece[]} */
  const pieces = [];
  /** @type {Piece|null} */
  let open = null;
  let skipped = 0;
  let outside = false; // in something that was counted already
  const close = () => {
    if (open && open.end - open.start > largestCertificate) skipped += 1;
    else if (open) pieces.push(open);
    open = null;
  };

  for (let at = 0; at < bytes.length;) {
    const { tag, body, end } = packetAt(bytes, at);
    if (tag === publicKey) {
      close();
      open = { start: at, end, addresses: [] };
      outside = false;
    } else if (open && belongs(tag)) {
      open.end = end;
      if (tag === userId) readAddress(bytes, body, end, open.addresses);
    } else {
      close();
      // A secret key brings many packets and is one thing.
      if (tag === secretKey || (!outside && tag !== marker && tag !== padding)) {
        skipped += 1;
        outside = true;
      }
    }
    at = end;
  }
  close();
  return { pieces, skipped };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @returns {Packet}
 */
function packetAt(bytes, at) {
  const first = bytes[at];
  if (!(first & 0x80)) throw malformed("no-packet", at);
  const length = first & 0x40 ? newLength(bytes, at) : oldLength(bytes, at);
  const end = length.body + length.size;
  // Also when the length itself is cut off: then it is not a number.
  if (!(end <= bytes.length)) throw malformed("packet-cut-off", at);
  return { tag: first & 0x40 ? first & 0x3f : (first >> 2) & 0x0f, body: length.body, end };
}

/** @param {Uint8Array} bytes @param {number} at */
function newLength(bytes, at) {
  const first = bytes[at + 1];
  if (first < 192) return { body: at + 2, size: first };
  if (first < 224) return { body: at + 3, size: ((first - 192) << 8) + bytes[at + 2] + 192 };
  if (first === 255) return { body: at + 6, size: big(bytes, at + 2, 4) };
  // Only packets that hold data may come in parts, and those are never in a certificate.
  throw malformed(first === undefined ? "packet-cut-off" : "partial-length", at);
}

/** @param {Uint8Array} bytes @param {number} at */
function oldLength(bytes, at) {
  const kind = bytes[at] & 3;
  if (kind === 3) throw malformed("partial-length", at);
  const octets = 1 << kind;
  return { body: at + 1 + octets, size: big(bytes, at + 1, octets) };
}

/** A number of up to four octets; none if they are not there. @param {Uint8Array} bytes @param {number} at @param {number} octets */
function big(bytes, at, octets) {
  let value = 0;
  for (let i = at; i < at + octets; i += 1) value = value * 256 + bytes[i];
  return value;
}

/**
 * The address in a user ID, found as the engine finds it: `Name (comment) <address>` or the bare address.
 * @param {Uint8Array} bytes
 * @param {number} body
 * @param {number} end
 * @param {string[]} into
 */
function readAddress(bytes, body, end, into) {
  // A certificate with more is no person's; its signatures alone would not fit.
  if (end - body > longestUserId || into.length >= mostUserIds) return;
  const text = utf8.decode(bytes.subarray(body, end));
  const bracket = text.lastIndexOf("<");
  const spec = (bracket < 0 ? text : text.slice(bracket + 1).split(">", 1)[0]).trim();
  if (!spec.includes("@")) return;
  try {
    const { key } = mailbox(spec);
    if (!into.includes(key)) into.push(key);
  } catch {
    // A name and nothing else, or nonsense: this user ID is nobody's address.
  }
}

/**
 * Packets as they are, out of whatever holds them.
 * @param {Uint8Array} file
 * @returns {Uint8Array}
 */
export function binary(file) {
  return file.length === 0 || file[0] & 0x80 ? file : unarmored(file);
}

/**
 * The blocks of an armored file, one after the other (RFC 9580, section 6.2). Text between them is passed over. The
 * checksum is not looked at: it protects nothing, and newer programs leave it out.
 * @param {Uint8Array} file
 */
function unarmored(file) {
  const text = latin1.decode(file);
  const parts = [];
  let size = 0;
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at)) {
    const stop = text.indexOf(endLine, at);
    // Base64 without an end may be half of something.
    if (stop < 0) throw malformed("armor-cut-off", at);
    const part = armorBody(text.slice(at + begin.length, stop), at);
    parts.push(part);
    size += part.length;
    at = stop + endLine.length;
  }
  if (parts.length === 0) throw malformed("no-packet", 0);
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** @param {string} block  headers, an empty line, base64 @param {number} at */
function armorBody(block, at) {
  const lines = block.split("\n").map((line) => line.trim());
  // The first is what follows the begin line on it: nothing.
  const blank = lines.indexOf("", 1);
  const encoded = lines.slice(blank < 0 ? 1 : blank + 1).filter((line) => !line.startsWith("=")).join("");
  let octets = "";
  try {
    octets = atob(encoded);
  } catch {
    throw malformed("armor-not-base64", at);
  }
  // A loop: `Uint8Array.from` takes seconds for the megabytes of an organisation.
  const bytes = new Uint8Array(octets.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = octets.charCodeAt(index);
  return bytes;
}

/**
 * Base64 between the lines that say what it is.
 * @param {Uint8Array} certificate
 * @returns {string}
 */
export function armored(certificate) {
  let text = "";
  for (let at = 0; at < certificate.length; at += 48) text += `${btoa(String.fromCharCode(...certificate.subarray(at, at + 48)))}\n`;
  return `${begin}\n\n${text}${endLine}\n`;
}

/** @param {string} reason @param {number} at */
function malformed(reason, at) {
  return new ZegelError("certificate-malformed", { reason, at });
}

/** What may stand behind a primary key. Trust packets are of GnuPG's own files; private ones are for programs to pass over. */
const belonging = new Set([2, 10, 12, 13, 14, 17, 21, 60, 61, 62, 63]);
/** Also what nobody knows yet and may be ignored (section 4.3). @param {number} tag */
const belongs = (tag) => belonging.has(tag) || (tag >= 40 && tag < 60);

const secretKey = 5;
const publicKey = 6;
const marker = 10;
const userId = 13;
const padding = 21;
const longestUserId = 2048;
const mostUserIds = 64;
const begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const endLine = "-----END PGP PUBLIC KEY BLOCK-----";
const utf8 = new TextDecoder();
const latin1 = new TextDecoder("latin1");
