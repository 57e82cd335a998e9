// @ts-check
// PGP/MIME around an OpenPGP message, put on and taken off by the tests themselves (RFC 3156 section 4).

import { unarmor } from 'openpgp';

/**
 * An Internet message whose whole body is this armored OpenPGP message.
 * @param {string|Uint8Array} armored
 * @param {{ from?: string, to?: string, subject?: string }} [fields]
 */
export function wrap(armored, { from = 'Lee Chen <lee@example.com>', to = 'noor@example.org', subject = '...' } = {}) {
  const text = typeof armored === 'string' ? armored : Buffer.from(armored).toString('latin1');
  const lines = [
    `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, 'Date: Mon, 02 Mar 2026 09:15:00 +0100',
    'Message-ID: <outer@example.com>', 'MIME-Version: 1.0',
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b0"', '',
    'This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)',
    '--b0', 'Content-Type: application/pgp-encrypted', 'Content-Description: PGP/MIME version identification', '',
    'Version: 1', '', '--b0', 'Content-Type: application/octet-stream; name="encrypted.asc"',
    'Content-Description: OpenPGP encrypted message', 'Content-Disposition: inline; filename="encrypted.asc"', '',
    text.trimEnd().replaceAll(/\r?\n/g, '\r\n'), '', '--b0--', '',
  ];
  return lines.join('\r\n');
}

/** The armored OpenPGP message in an Internet message. @param {Uint8Array} message */
export function armorIn(message) {
  const found = /-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----\r?\n/.exec(Buffer.from(message).toString('latin1'));
  if (found === null) throw new Error('there is no OpenPGP message in it');
  return found[0];
}

/** The same without its armor. @param {Uint8Array|string} message */
export async function binaryIn(message) {
  const armored = typeof message === 'string' ? message : armorIn(message);
  const { data } = await unarmor(armored);
  return /** @type {Uint8Array} */ (/** @type {unknown} */ (data));
}

/** @param {Uint8Array} binary */
export function armor(binary) {
  const base64 = Buffer.from(binary).toString('base64').replaceAll(/(.{64})/g, '$1\n');
  return `-----BEGIN PGP MESSAGE-----\n\n${base64}\n-----END PGP MESSAGE-----\n`;
}

/**
 * Takes a binary OpenPGP message apart at its top level (RFC 9580 section 4.2); partial lengths are joined.
 * @param {Uint8Array} bytes
 * @returns {{ tag: number, body: Buffer }[]}
 */
export function packets(bytes) {
  const data = Buffer.from(bytes);
  const found = [];
  let at = 0;
  while (at < data.length) {
    const head = data.readUInt8(at++);
    const body = [];
    let tag = head & 0x3f;
    if ((head & 0x40) === 0) {
      tag = (head & 0x3c) >> 2;
      const octets = [1, 2, 4, 0][head & 3] ?? 0;
      const length = octets === 0 ? data.length - at : data.readUIntBE(at, octets);
      body.push(data.subarray(at + octets, at + octets + length));
      at += octets + length;
    } else {
      for (let partial = true; partial;) {
        const first = data.readUInt8(at++);
        let length = first;
        partial = first >= 224 && first < 255;
        if (partial) length = 2 ** (first & 0x1f);
        else if (first === 255) { length = data.readUInt32BE(at); at += 4; }
        else if (first >= 192) length = (first - 192) * 256 + data.readUInt8(at++) + 192;
        body.push(data.subarray(at, at + length));
        at += length;
      }
    }
    found.push({ tag, body: Buffer.concat(body) });
  }
  return found;
}

/** Puts packets together again, each with a five-octet length. @param {{ tag: number, body: Uint8Array }[]} list */
export function joined(list) {
  return Buffer.concat(list.flatMap(({ tag, body }) => {
    const head = Buffer.alloc(6);
    head.writeUInt8(0xc0 | tag, 0);
    head.writeUInt8(255, 1);
    head.writeUInt32BE(body.length, 2);
    return [head, body];
  }));
}
