// @ts-check
// What the organisation says of keys, as sentences.

import { forms } from "./forms.js";

/** @typedef {import("../texts/texts.js").Voice} Voice */
/** @typedef {import("./sentence.js").Piece} Piece */

/**
 * @param {any} keys  of a bundle, or nothing
 * @param {Voice} voice
 * @returns {Piece[]}
 */
export function keysSentence(keys, voice) {
  const { say, language } = voice;
  const { kind, postQuantum, validDays, lock, unlockedMinutes, sources } = keys !== null && typeof keys === "object" ? keys : /** @type {any} */ ({});
  const all = (forms.keys ?? []).find(({ name }) => name === "sources")?.choices ?? [];
  const asked = Array.isArray(sources) ? all.filter((one) => sources.includes(one)) : all;
  const names = asked.map((one) => `*${say(`keys.source.${one}`)}*`);
  return starred([
    say("keys.sentence.made", { kind: say(`keys.kind.${kind === "v6" ? "v6" : "v4"}${postQuantum === true ? "-quantum" : ""}`), time: daysText(numberOr(validDays, 730), voice) }),
    say(`keys.sentence.lock-${lock === "required" ? "required" : "optional"}`, { time: minutesText(numberOr(unlockedMinutes, 480), voice) }),
    asked.length === all.length ? say("keys.sentence.everywhere") : asked.length === 0 ? say("keys.sentence.nowhere") : say("keys.sentence.some", { sources: new Intl.ListFormat(language).format(names) }),
  ].join(" "));
}

/** @param {unknown} value @param {number} usual */
const numberOr = (value, usual) => (typeof value === "number" ? value : usual);

/** @param {number} days @param {Voice} voice */
function daysText(days, { say }) {
  return days > 0 && days % 365 === 0 ? say("keys.time.years", { count: days / 365 }) : say("keys.time.days", { count: days });
}

/** @param {number} minutes @param {Voice} voice */
function minutesText(minutes, voice) {
  if (minutes > 0 && minutes % 1440 === 0) return daysText(minutes / 1440, voice);
  return minutes > 0 && minutes % 60 === 0 ? voice.say("keys.time.hours", { count: minutes / 60 }) : voice.say("keys.time.minutes", { count: minutes });
}

/** What stands between stars stands out. @param {string} text @returns {Piece[]} */
function starred(text) {
  return text.split("*").map((words, index) => (index % 2 ? { text: words, strong: true } : { text: words })).filter(({ text: words }) => words !== "");
}
