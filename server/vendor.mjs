// @ts-check
import { fileURLToPath } from "node:url";

/** @param {string} path below node_modules */
const module = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

/**
 * The modules of others that the page may load, by the name under /vendor/. Nothing else of node_modules is served.
 *
 * @type {ReadonlyMap<string, string>}
 */
export const VENDOR_MODULES = new Map([
  ["squire.mjs", module("squire-rte/dist/squire.mjs")],
  ["purify.mjs", module("dompurify/dist/purify.es.mjs")],
  ["fflate.mjs", module("fflate/esm/browser.js")],
  ["qr.mjs", module("qr/index.js")],
]);
