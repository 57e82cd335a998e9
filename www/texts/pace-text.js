// @ts-check
// Progress in words, for everything that shows one.

/** @typedef {import("./pace.js").Shown} Shown */

const words = {
  en: {
    amount: "{done} of {total}", rate: "{rate} a second", left: "about {left} left", soon: "a few seconds left", still: "still busy",
  },
  nl: {
    amount: "{done} van {total}", rate: "{rate} per seconde", left: "nog ongeveer {left}", soon: "nog een paar seconden", still: "nog bezig",
  },
};

/**
 * @param {Shown} shown
 * @param {string} language
 * @returns {string}  empty where there is nothing to say but that it goes on
 */
export function paceText({ share, done, total, counts, rate, left, still }, language) {
  const text = language.startsWith("nl") ? words.nl : words.en;
  const parts = [];
  if (counts) parts.push(fill(text.amount, { done: octets(done, language), total: octets(total, language) }));
  else if (share !== null && total > 1) parts.push(new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share));
  if (still) parts.push(text.still);
  if (rate !== null) parts.push(fill(text.rate, { rate: octets(rate, language, 2) }));
  if (left !== null) parts.push(left <= 5 ? text.soon : fill(text.left, { left: duration(left, language) }));
  return parts.join(", ");
}

/** @param {string} text @param {Record<string, string>} values */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** @param {number} seconds @param {string} language */
function duration(seconds, language) {
  const [value, unit] = seconds < 60 ? [seconds, "second"] : seconds < 3600 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(value);
}

/**
 * @param {number} count
 * @param {string} language
 * @param {number} [digits]  that count; else as many as stand still where a total is approached
 */
function octets(count, language, digits) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let step = 0;
  for (; count >= 1000 && step < 3; step += 1) count /= 1000;
  const places = step > 1 && count < 100 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: "unit", unit: units[step], unitDisplay: step ? "short" : "long",
    ...(digits ? { maximumSignificantDigits: count >= 100 ? 3 : digits } : { minimumFractionDigits: places, maximumFractionDigits: places }),
  }).format(count);
}
