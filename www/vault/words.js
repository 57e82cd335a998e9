// @ts-check
// The words of the vault's frames, beside those of the webmail and of the keys.

import { speaking, wordsOf } from "../mail/keys/say.js";
import en from "./texts/en.js";
import nl from "./texts/nl.js";

const own = { en, nl };

/** @param {import("../mail/types.d.ts").Voice} voice @returns {import("../mail/texts/texts.js").Say} */
export function wordsIn(voice) {
  return wordsOf(speaking(voice), own);
}
