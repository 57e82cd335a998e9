// @ts-check
// Turns what states.js names into words of a language.

/**
 * @typedef {import("./types.d.ts").Message} Message
 * @typedef {import("./types.d.ts").Text} Text
 * @typedef {import("./types.d.ts").Texts} Texts
 */

/**
 * @param {Texts} texts
 * @param {Message|Text|null} what  a message of ours, or a text of the organisation
 * @param {string} language
 * @returns {string}
 */
export function say(texts, what, language) {
  if (what === null) return "";
  if (!Array.isArray(what)) return pick(what, language);
  const [key, given = {}] = what;
  const params = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, isText(value) ? pick(value, language) : value]));
  const text = texts[key] ?? texts[fallback(key)] ?? key;
  return typeof text === "function" ? text(params) : fill(text, params);
}

/**
 * The organisation writes at least English.
 * @param {Text} text
 * @param {string} language
 */
export function pick(text, language) {
  return text[language] ?? text[language.split("-")[0]] ?? text.en ?? Object.values(text)[0] ?? "";
}

/**
 * "Noor", "Noor and Lee", "Noor and 2 others".
 * @param {string[]} people
 * @param {string} and
 * @param {(count: number) => string} others
 */
export function names(people, and, others) {
  if (people.length < 3) return people.join(` ${and} `);
  return `${people[0]} ${and} ${others(people.length - 1)}`;
}

/**
 * Bytes as people say them; the last step keeps one digit while it says something.
 * @param {number} bytes
 * @param {string} language
 */
export function size(bytes, language) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let step = 0;
  for (; bytes >= 1000 && step < 3; step += 1) bytes /= 1000;
  const maximumFractionDigits = step > 1 && bytes < 100 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit: units[step], unitDisplay: step ? "short" : "long", maximumFractionDigits }).format(bytes);
}

/** @param {string} text @param {Record<string, unknown>} params */
export function fill(text, params) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
}

/** @param {unknown} value @returns {value is Text} */
function isText(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A rule or a code we have no words for still gets a sentence.
 * @param {string} key
 */
function fallback(key) {
  const [group] = key.split(".", 1);
  return group === "issue" ? (key.endsWith("-text") ? "issue.other-text" : "issue.other") : `${group}.other`;
}
