// @ts-check
// The words of this folder, beside those of the webmail.

import { errorText } from "../../texts/error-text.js";
import en from "./texts/en.js";
import nl from "./texts/nl.js";

/** @typedef {import("../types.d.ts").Voice} Voice */

const own = { en, nl };

/**
 * Says what this folder has words for, and leaves the rest to the webmail.
 * @param {Voice} voice
 * @param {Record<import("../texts/texts.js").Language, import("../texts/texts.js").Texts>} [texts]  of another folder
 * @returns {import("../texts/texts.js").Say}
 */
export function wordsOf({ language, say }, texts = own) {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    const text = texts[language][key] ?? texts.en[key];
    if (text === undefined) return say(key, values);
    const chosen = typeof text === "string" ? text : plural.select(Number(values.count)) === "one" ? text.one : text.other;
    return chosen.replace(/\{([\w-]+)\}/g, (_, /** @type {string} */ name) => {
      const value = values[name];
      return typeof value === "number" ? number.format(value) : String(value ?? "");
    });
  };
}

/**
 * A voice that has the words of both.
 * @param {Voice} voice
 * @returns {Voice}
 */
export function speaking(voice) {
  return { ...voice, say: wordsOf(voice) };
}

/**
 * The sentence for an error, where keys say more than the shared one.
 * @param {unknown} error
 * @param {Voice} voice
 */
export function sentence(error, voice) {
  const { code, detail } = /** @type {{ code?: string, detail?: { reason?: string } }} */ (error ?? {});
  if (code === "storage-refused" && detail?.reason === "QuotaExceededError") return wordsOf(voice)("error.no-room");
  return errorText(error, voice.language);
}

/**
 * A day, without the hour.
 * @param {string} date
 * @param {Voice} voice
 */
export function day(date, { language }) {
  const region = navigator.languages.find((one) => one.startsWith(`${language}-`)) ?? language;
  return new Intl.DateTimeFormat(region, { dateStyle: "long" }).format(new Date(date));
}
