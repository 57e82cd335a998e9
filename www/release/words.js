// @ts-check
// The words of what pins a release: in its notices, and in the page that the worker shows where there can be no other.

import en from "./texts/en.js";
import nl from "./texts/nl.js";

/**
 * @param {string} language
 * @returns {(key: keyof typeof en, values?: Record<string, string>) => string}
 */
export function wordsIn(language) {
  const texts = language.toLowerCase().startsWith("nl") ? nl : en;
  return (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => values[name] ?? "");
}
