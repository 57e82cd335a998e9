// @ts-check
// The words of this folder, beside those of the dialogs it shares with keys, and of the webmail.

import { errorText } from "../../../texts/error-text.js";
import { wordsOf } from "../../../mail/keys/say.js";
import en from "./texts/en.js";
import nl from "./texts/nl.js";

/** @typedef {import("../../../mail/types.d.ts").Voice} Voice */

const texts = { en, nl };

/** @param {Voice} voice @returns {Voice} one that has these words too */
export function speaking(voice) {
  return { ...voice, say: wordsOf({ ...voice, say: wordsOf(voice) }, texts) };
}

/** A text of the organisation. @param {import("../../../mail/types.d.ts").Text|null} text @param {string} language */
export function inLanguage(text, language) {
  return text?.[language] ?? text?.en ?? "";
}

/**
 * Why a message stays protected, or what else was the matter with it.
 * @param {string} why  as the engine and jobs have it: a reason of this folder, or the code of an error
 * @param {Voice} voice  that speaks the words of this folder
 * @param {string} [label]
 */
export function reasonText(why, { say, language }, label = "") {
  if (why === "label" && label) return say("why.label-named", { label });
  const key = why === "unknown" ? "internal" : why;
  if (`why.${key}` in en) return say(`why.${key}`);
  return errorText({ code: why }, language);
}
