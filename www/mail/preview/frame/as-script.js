// @ts-check

/**
 * A module that imports nothing, as a script: in Chromium a document without an origin starts no workers that are modules.
 * It exports nothing then, and does not ask where it lies.
 * @param {string} source
 */
export function asScript(source) {
  return `"use strict";${source.replace(/\bexport\s*\{[^}]*\};?\s*$/, "").replaceAll("import.meta.url", '""')}`;
}
