// @ts-check
// The words of this folder, beside those of the dialogs it shares with keys, and of the webmail.

import { wordsOf } from "../keys/say.js";
import en from "./texts/en.js";
import nl from "./texts/nl.js";

const texts = { en, nl };

/**
 * @param {import("../types.d.ts").Voice} voice
 * @returns {import("../types.d.ts").Voice} one that has these words too
 */
export function speaking(voice) {
  return { ...voice, say: wordsOf({ ...voice, say: wordsOf(voice) }, texts) };
}

/**
 * What is written to somebody else, in the language they are written to in, where we have it.
 * @param {string} language
 * @param {string} passphrase
 */
export function phoneMessage(language, passphrase) {
  return (texts[/** @type {"en"|"nl"} */ (language.split("-")[0])] ?? en)["tell.message"].toString().replace("{passphrase}", () => passphrase);
}
