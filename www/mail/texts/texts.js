// @ts-check
// The language of the page: its words, dates, numbers and sizes.

import en from "./en.js";
import nl from "./nl.js";

/**
 * @typedef {"en"|"nl"} Language
 * @typedef {{ [key: string]: string | { one: string, other: string } }} Texts
 * @typedef {(key: string, values?: Record<string, string|number>) => string} Say
 */

const texts = { en, nl };
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
  const url = new URL(location.href);
  if (url.searchParams.has("language")) {
    url.searchParams.set("language", language);
    history.replaceState(null, "", url);
  }
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
 * @returns {Say}
 */
export function sayIn(language) {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    const text = texts[language][key] ?? texts.en[key] ?? key;
    const chosen = typeof text === "string" ? text : plural.select(Number(values.count)) === "one" ? text.one : text.other;
    return chosen.replace(/\{([\w-]+)\}/g, (_, /** @type {string} */ name) => {
      const value = values[name];
      return typeof value === "number" ? number.format(value) : String(value ?? "");
    });
  };
}

/**
 * As short as it is still clear: the time today, the weekday this week, else the date.
 * @param {string} date
 * @param {Language} language
 */
export function shortDate(date, language) {
  const when = new Date(date);
  if (Number.isNaN(when.getTime())) return "";
  const now = new Date();
  const days = (startOfDay(now) - startOfDay(when)) / 86_400_000;
  /** @type {Intl.DateTimeFormatOptions} */
  let form = { day: "numeric", month: "short", year: "numeric" };
  if (days < 1) form = { timeStyle: "short" };
  else if (days < 7) form = { weekday: "short" };
  else if (when.getFullYear() === now.getFullYear()) form = { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(regional(language), form).format(when);
}

/**
 * @param {string} date
 * @param {Language} language
 */
export function longDate(date, language) {
  const when = new Date(date);
  if (Number.isNaN(when.getTime())) return date;
  return new Intl.DateTimeFormat(regional(language), { dateStyle: "medium", timeStyle: "short" }).format(when);
}

/**
 * @param {string[]} parts
 * @param {Language} language
 */
export function listing(parts, language) {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(parts);
}

/** More of a list than these nobody reads, and a stranger may write thousands. */
export const most = 20;

/**
 * The first of a list, and how many more there are.
 * @template T
 * @param {T[]} all
 * @param {(one: T) => string} wordsOf
 * @param {{ say: Say, language: Language }} voice
 */
export function firstOf(all, wordsOf, { say, language }) {
  const words = all.slice(0, most).map(wordsOf);
  return listing(all.length > most ? [...words, say("list.and-more", { count: all.length - most })] : words, language);
}

/**
 * @param {number} bytes
 * @param {Language} language
 */
export function sizeOf(bytes, language) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let step = 0;
  let size = bytes;
  for (; size >= 1000 && step < 3; step += 1) size /= 1000;
  const maximumFractionDigits = step > 1 && size < 100 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: "unit", unit: units[step], unitDisplay: step ? "short" : "long", maximumFractionDigits,
  }).format(size);
}

/** @param {Date} date */
function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/**
 * The browser's own region where it speaks the language: en-GB dates differ from en-US ones.
 * @param {Language} language
 */
function regional(language) {
  return navigator.languages.find((one) => one.startsWith(`${language}-`)) ?? language;
}
