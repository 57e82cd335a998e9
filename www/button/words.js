// @ts-check
// The words and icons of the button, loaded once per language.

/** @type {Map<string, Promise<import("./element.js").Words>>} */
const loaded = new Map();

/**
 * @param {string} language
 * @returns {Promise<import("./element.js").Words>}
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
  const [texts, { errorText }, { icon }] = await Promise.all([
    language === "nl" ? import("./texts/nl.js") : import("./texts/en.js"),
    import("../texts/error-text.js"), import("../icons/icon.js"),
  ]);
  return { texts: texts.default, icon, failure: (/** @type {unknown} */ error) => errorText(error, language) };
}
