// @ts-check
// The words and icons of the button, and the line that says how far it is, loaded once per language.

/** @type {Map<string, Promise<import("./types.d.ts").Words>>} */
const loaded = new Map();

/**
 * @param {string} language
 * @returns {Promise<import("./types.d.ts").Words>}
 */
export function speak(language) {
  const known = language.split("-")[0] === "nl" ? "nl" : "en";
  let words = loaded.get(known);
  if (!words) {
    words = load(known);
    loaded.set(known, words);
    words.catch(() => loaded.delete(known));
  }
  return words;
}

/** @param {"en"|"nl"} language */
async function load(language) {
  const [texts, { errorText }, { icon }, { ProgressLine }] = await Promise.all([
    language === "nl" ? import("./texts/nl.js") : import("./texts/en.js"),
    import("../texts/error-text.js"), import("../icons/icon.js"), import("./progress.js"),
  ]);
  return { texts: texts.default, icon, line: (/** @type {string} */ name) => new ProgressLine(name, language), failure: (/** @type {unknown} */ error) => errorText(error, language) };
}
