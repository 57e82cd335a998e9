// @ts-check
import { fileURLToPath } from "node:url";

/** @param {string} path below node_modules */
const module = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

/**
 * The modules of others that the page may load, by the name under /vendor/: all end in `.js`, because many web servers do not know what `.mjs` is.
 * Nothing else of node_modules is served.
 *
 * @type {ReadonlyMap<string, string>}
 */
export const VENDOR_MODULES = new Map([
  ["squire.js", module("squire-rte/dist/squire.mjs")],
  ["purify.js", module("dompurify/dist/purify.es.mjs")],
  ["fflate.js", module("fflate/esm/browser.js")],
  ["qr.js", module("qr/index.js")],
  // For browsers of a few years: the newest alone would do with less, but nobody sees the difference in a preview.
  ["pdf.js", module("pdfjs-dist/legacy/build/pdf.min.mjs")],
  ["pdf-worker.js", module("pdfjs-dist/legacy/build/pdf.worker.min.mjs")],
]);

/**
 * What pdf.js asks for while it draws, by the folder under /vendor/: character maps of East Asian fonts, the fonts every
 * PDF may rely on, decoders of pictures. Plain names only.
 *
 * @type {ReadonlyMap<string, string>}
 */
export const VENDOR_FOLDERS = new Map([
  ["pdf-cmaps", module("pdfjs-dist/cmaps")],
  ["pdf-fonts", module("pdfjs-dist/standard_fonts")],
  ["pdf-decoders", module("pdfjs-dist/wasm")],
]);
