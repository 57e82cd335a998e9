// @ts-check
// What of a found text is shown: a line around the first place where what was looked for stands.

import { spotsIn, wordsOfQuestion } from "./words.js";

/** @import { Snippet } from "./types.js" */

const before = 40;
const longest = 160;

/**
 * @param {string} text
 * @param {string} question
 * @returns {Snippet}
 */
export function snippetOf(text, question) {
  const wanted = wordsOfQuestion(question);
  const first = spotsIn(text, wanted, 1)[0]?.[0] ?? 0;
  const from = first <= before ? 0 : beginning(text, first - before, first);
  const some = text.slice(from, from + longest * 2).replace(/[\ud800-\udbff]$/, "").replace(/\s+/g, " ").trim();
  const line = some.length > longest ? `${some.slice(0, longest).replace(/[\ud800-\udbff]$|\s\S{0,20}$/, "")} …` : some;
  const shown = from > 0 ? `… ${line}` : line;
  return { text: shown, spots: spotsIn(shown, wanted) };
}

/** Not in the middle of a word. @param {string} text @param {number} from @param {number} until */
function beginning(text, from, until) {
  const space = text.slice(from, until).search(/\s/);
  return space < 0 ? from : from + space + 1;
}
