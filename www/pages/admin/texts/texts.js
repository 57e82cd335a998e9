// @ts-check
// The language of the page: its words, numbers, dates and lists.

import en from "./en.js";
import enBranding from "./en-branding.js";
import enEmbedding from "./en-embedding.js";
import enFields from "./en-fields.js";
import enKeys from "./en-keys.js";
import enLabels from "./en-labels.js";
import enReading from "./en-reading.js";
import enRules from "./en-rules.js";
import enTypes from "./en-types.js";
import nl from "./nl.js";
import nlBranding from "./nl-branding.js";
import nlCodes from "./nl-codes.js";
import nlEmbedding from "./nl-embedding.js";
import nlFields from "./nl-fields.js";
import nlKeys from "./nl-keys.js";
import nlLabels from "./nl-labels.js";
import nlReading from "./nl-reading.js";
import nlRules from "./nl-rules.js";
import nlTypes from "./nl-types.js";

/**
 * @typedef {"en"|"nl"} Language
 * @typedef {{ [key: string]: string | { one: string, other: string } }} Texts
 * @typedef {(key: string, values?: Record<string, string|number>) => string} Say
 * @typedef {{ language: Language, say: Say, has: (key: string) => boolean }} Voice
 */

/** @type {Record<Language, Texts>} */
export const texts = { en: { ...en, ...enBranding, ...enEmbedding, ...enFields, ...enKeys, ...enLabels, ...enReading, ...enRules, ...enTypes }, nl: { ...nl, ...nlBranding, ...nlEmbedding, ...nlFields, ...nlKeys, ...nlLabels, ...nlReading, ...nlRules, ...nlTypes, ...nlCodes } };
const storageKey = "zegel-language";

/** What each language calls itself. */
export const languages = /** @type {const} */ ([["en", "English"], ["nl", "Nederlands"]]);

/** @returns {Language} of the address bar, of an earlier choice, of the browser; in this order */
export function preferredLanguage() {
  const wishes = [new URLSearchParams(location.search).get("language"), remembered(), ...navigator.languages];
  for (const wish of wishes) {
    const known = languages.find(([language]) => wish?.toLowerCase().startsWith(language));
    if (known) return known[0];
  }
  return "en";
}

/** @param {Language} language */
export function rememberLanguage(language) {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function remembered() {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/**
 * @param {Language} language
 * @returns {Voice}
 */
export function voiceIn(language) {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  const own = texts[language];
  return {
    language,
    has: (key) => own[key] !== undefined,
    say: (key, values = {}) => {
      const text = own[key] ?? key;
      const chosen = typeof text === "string" ? text : plural.select(Number(values.count)) === "one" ? text.one : text.other;
      return chosen.replace(/\{([\w-]+)\}/g, (hole, /** @type {string} */ name) => {
        const value = values[name];
        return typeof value === "number" ? number.format(value) : String(value ?? hole);
      });
    },
  };
}

/**
 * @param {string} date
 * @param {Language} language
 */
export function longDate(date, language) {
  const when = new Date(date);
  if (Number.isNaN(when.getTime())) return date;
  return new Intl.DateTimeFormat(regional(language), { dateStyle: "long", timeStyle: "short" }).format(when);
}

/**
 * @param {number} bytes
 * @param {Language} language
 */
export function sizeOf(bytes, language) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let step = 0;
  let size = bytes;
  for (; size >= 1024 && step < 3; step += 1) size /= 1024;
  return new Intl.NumberFormat(language, {
    style: "unit", unit: units[step], unitDisplay: step ? "short" : "long", maximumFractionDigits: size < 100 && step ? 1 : 0,
  }).format(size);
}

/**
 * The browser's own region where it speaks the language: en-GB dates differ from en-US ones.
 * @param {Language} language
 */
function regional(language) {
  return globalThis.navigator?.languages?.find((one) => one.startsWith(`${language}-`)) ?? language;
}
