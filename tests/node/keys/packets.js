// @ts-check
// Certificates as far as their frame goes: packets that nobody could use, and everybody can take apart.

import { Buffer } from "node:buffer";

/** A packet in today's format. @param {number} tag @param {Uint8Array|string} body */
export function packet(tag, body) {
  const bytes = Buffer.from(body);
  const { length } = bytes;
  const header = length < 192 ? [length] : length < 8384 ? [((length - 192) >> 8) + 192, (length - 192) & 255]
    : [255, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  return Buffer.concat([Buffer.from([0xc0 | tag, ...header]), bytes]);
}

/** A packet in the old format. @param {number} tag @param {Uint8Array|string} body @param {1|2|4} [octets] of its length */
export function oldPacket(tag, body, octets = 2) {
  const bytes = Buffer.from(body);
  const length = Buffer.alloc(octets);
  length.writeUIntBE(bytes.length, 0, octets);
  return Buffer.concat([Buffer.from([0x80 | (tag << 2) | { 1: 0, 2: 1, 4: 2 }[octets]]), length, bytes]);
}

/**
 * @param {string} userId
 * @param {string} [key] what tells it from others
 */
export function certificate(userId, key = userId) {
  return new Uint8Array(Buffer.concat([packet(6, `key of ${key}`), packet(13, userId), packet(2, "signature"), packet(14, "subkey"), packet(2, "binding")]));
}

/** @param {Uint8Array} bytes */
export function armor(bytes) {
  const lines = Buffer.from(bytes).toString("base64").replace(/.{64}/g, "$&\n");
  return Buffer.from(`-----BEGIN PGP PUBLIC KEY BLOCK-----\r\nComment: a = b\r\n\r\n${lines}\r\n=abcd\r\n-----END PGP PUBLIC KEY BLOCK-----\r\n`);
}
