// @ts-check
// The language of the file: the one the sender thought of, else the browser's.

import en from "./en.js";
import nl from "./nl.js";

const texts = { en, nl };

/**
 * @param {string} [wished]  by the letterhead
 * @returns {import("../types.d.ts").Voice}
 */
export function voiceFor(wished = "") {
  const wishes = [wished, ...navigator.languages].map((one) => one.toLowerCase().split("-")[0]);
  const language = wishes.find((one) => one === "en" || one === "nl") === "nl" ? "nl" : "en";
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return {
    language,
    say: (key, values = {}) => {
      const text = texts[language][key] ?? key;
      const chosen = typeof text === "string" ? text : plural.select(Number(values.count)) === "one" ? text.one : text.other;
      const said = chosen.replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => {
        const value = values[name];
        return typeof value === "number" ? number.format(value) : String(value ?? "");
      });
      // What the sender is called may be "the sender".
      return chosen.startsWith("{sender}") ? said.charAt(0).toLocaleUpperCase(language) + said.slice(1) : said;
    },
  };
}
