// @ts-check
// Large armored files taken apart in slices, so that a page with ten thousand certificates in hand still answers.

import { ZegelError } from "../../../engine/errors.js";

/** Letters of base64 in one slice; a multiple of four. */
const slice = 1 << 20;
const begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const end = "-----END PGP PUBLIC KEY BLOCK-----";
const latin1 = new TextDecoder("latin1");

/** Lets the page draw and answer. */
export const turn = () => new Promise((resolve) => { setTimeout(resolve); });

/** Whether armor says that it holds a secret key. @param {Uint8Array} file */
export function saysSecret(file) {
  return !isBinary(file) && latin1.decode(file).includes("-----BEGIN PGP PRIVATE KEY BLOCK-----");
}

/** @param {Uint8Array} file */
function isBinary(file) {
  return file.length === 0 || Boolean((file[0] ?? 0) & 0x80);
}

/**
 * The packets of a file, armored or not; text around the armor is passed over.
 * @param {Uint8Array} file
 * @param {() => Promise<unknown>} [pause]
 * @returns {Promise<Uint8Array>}
 */
export async function packetsOf(file, pause = turn) {
  if (isBinary(file)) return file;
  const text = latin1.decode(file);
  const packets = new Uint8Array(Math.ceil(text.length * 0.75));
  let size = 0;
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at)) {
    const stop = text.indexOf(end, at);
    if (stop < 0) throw malformed("armor-cut-off", at);
    const body = text.slice(at + begin.length, stop);
    // Headers end with an empty line; the checksum, which protects nothing, begins with an equals sign in a line of its own.
    const blank = /\n[ \t]*\r?\n/.exec(body);
    const letters = body.slice(blank ? blank.index + blank[0].length : 0).replace(/\n=[^\n]*\s*$/, "").replace(/\s+/g, "");
    for (let from = 0; from < letters.length; from += slice) {
      size = decoded(letters.slice(from, from + slice), packets, size, at);
      if (letters.length > slice) await pause();
    }
    at = stop + end.length;
  }
  if (size === 0) throw malformed("no-packet", 0);
  return packets.subarray(0, size);
}

/** @param {string} letters @param {Uint8Array} into @param {number} size @param {number} at */
function decoded(letters, into, size, at) {
  let octets = "";
  try {
    octets = atob(letters);
  } catch {
    throw malformed("armor-not-base64", at);
  }
  for (let index = 0; index < octets.length; index += 1) into[size + index] = octets.charCodeAt(index);
  return size + octets.length;
}

/** @param {string} reason @param {number} at */
function malformed(reason, at) {
  return new ZegelError("certificate-malformed", { reason, at });
}
