// @ts-check
// The person's sentence for an error, by its code. Shared by everything that shows one.

import en, * as english from "./errors.en.js";
import nl, * as dutch from "./errors.nl.js";

const languages = { en: { texts: en, ...english }, nl: { texts: nl, ...dutch } };

/**
 * @param {unknown} error  a ZegelError; anything else is `internal`
 * @param {string} language
 * @returns {string}
 */
export function errorText(error, language) {
  const { texts, reasons, nobody } = language.startsWith("nl") ? languages.nl : languages.en;
  const { code = "internal", detail = {} } = /** @type {{ code?: string, detail?: Record<string, unknown> }} */ (error ?? {});
  const sentence = Object.hasOwn(texts, code) ? texts[code] : texts.internal;
  return sentence.replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => {
    const value = detail[name];
    if (name === "reason") return reasons[String(value)] ?? reasons.other;
    if (name === "limit" && typeof value === "number") return byteCount(value, language);
    if (Array.isArray(value)) return value.join(", ") || nobody;
    return value === undefined || value === null ? "" : String(value);
  }).replace(/:? +\.$/, ".");
}

/**
 * What can be wrong with a key, to stand after a colon.
 * @param {unknown} reason
 * @param {string} language
 */
export function reasonText(reason, language) {
  const { reasons } = language.startsWith("nl") ? languages.nl : languages.en;
  return /** @type {Record<string, string>} */ (reasons)[String(reason)] ?? reasons.other;
}

/**
 * @param {number} bytes
 * @param {string} language
 */
function byteCount(bytes, language) {
  const format = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte", maximumFractionDigits: 0 });
  return format.format(bytes / 1_000_000);
}
