// @ts-check
/** Files as they travel: packed once, kept in memory as long as they are what lies on the disk. Programs get to a quarter of their size. */
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** @typedef {"br" | "gzip"} Coding */

const packers = {
  br: promisify(brotliCompress),
  gzip: promisify(gzip),
};
// A person waits for the first answer: the last percent of the size would cost seconds.
const settings = { br: { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }, gzip: { level: 6 } };
const least = 1_000; // octets: of less than a packet nothing is won
const most = 64_000_000; // octets in memory

/** What text and programs end in; pictures and fonts are packed already. */
const packable = /\.(?:css|html|js|json|map|mjs|svg|txt|wasm|webmanifest)$/;

/** By file and coding. @type {Map<string, { etag: string, packed: Promise<Buffer> }>} */
const kept = new Map();
let held = 0;

/**
 * How a file should travel to whoever asks for it.
 * @param {string | string[] | undefined} accepted Accept-Encoding, RFC 9110, section 12.5.3
 * @param {string} file
 * @param {number} size
 * @returns {Coding | null}
 */
export function codingFor(accepted, file, size) {
  if (size < least || size > most / 4 || !packable.test(file)) return null;
  const wanted = new Map(String(accepted ?? "").toLowerCase().split(",").map((one) => {
    const [name = "", ...parameters] = one.split(";").map((part) => part.trim());
    return [name, parameters.every((parameter) => !/^q=0(?:\.0*)?$/.test(parameter))];
  }));
  return wanted.get("br") ? "br" : wanted.get("gzip") ? "gzip" : null;
}

/**
 * @param {string} file
 * @param {Coding} coding
 * @param {string} etag of what lies there now
 * @returns {Promise<Buffer>}
 */
export function packed(file, coding, etag) {
  const name = `${coding} ${file}`;
  const before = kept.get(name);
  if (before?.etag === etag) return before.packed;
  const work = readFile(file).then((octets) => (coding === "br" ? packers.br(octets, settings.br) : packers.gzip(octets, settings.gzip)));
  kept.set(name, { etag, packed: work });
  work.then((octets) => hold(octets.length), () => kept.delete(name));
  return work;
}

/** @param {number} octets */
function hold(octets) {
  held += octets;
  if (held < most) return;
  kept.clear();
  held = 0;
}
