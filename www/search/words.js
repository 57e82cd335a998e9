// @ts-check
// What counts as a word, for messages and questions alike: letters and digits of any script, without case and accents.
// Scripts that put no spaces between words go in pairs of letters.

const word = /[\p{L}\p{N}\p{M}]+/gu;
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]+/gu;
/** Of Latin, Greek and Cyrillic, Hebrew and Arabic: there a word is the same without them. In other scripts they are letters. */
const accents = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g;
const likewise = /** @type {const} */ ({
  "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i", "ĳ": "ij", "ς": "σ",
});
const foreign = /[ßøæœđðłþħıĳς]/g;
const ascii = /^[\0-\x7f]*$/;
/** Longer ones are no words; of them this much counts. */
const longest = 40;

/** @param {string} text */
export function fold(text) {
  if (ascii.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").toLowerCase().replace(accents, "").replace(foreign, (letter) => likewise[/** @type {keyof typeof likewise} */ (letter)]).normalize("NFC");
}

/**
 * The words of a text as they are indexed.
 * @param {string} text
 * @param {(term: string) => void} take
 */
export function eachTerm(text, take) {
  eachWord(text, (term, bare) => { if (bare) pairs(term, take, true); else take(term); });
}

/**
 * The words of a question. All have to occur; the last may be the beginning of one.
 * @param {string} text
 * @returns {{ term: string, prefix: boolean }[]}
 */
export function wordsOfQuestion(text) {
  /** @type {{ term: string, prefix: boolean }[]} */
  const found = [];
  eachWord(text, (term, bare) => {
    // One letter of such a script is found as the beginning of a pair, or by itself at the end.
    if (bare) pairs(term, (pair) => found.push({ term: pair, prefix: [...pair].length === 1 }), false);
    else found.push({ term, prefix: false });
  });
  const last = found.at(-1);
  if (last) last.prefix = true;
  return found;
}

/**
 * Where the words of a question stand in a text, from left to right.
 * @param {string} text
 * @param {{ term: string, prefix: boolean }[]} wanted
 * @param {number} [most]
 * @returns {[number, number][]}
 */
export function spotsIn(text, wanted, most = 100) {
  /** @type {[number, number][]} */
  const spots = [];
  for (const { 0: found, index } of text.matchAll(word)) {
    if (spots.length >= most) break;
    const folded = cut(fold(found));
    const whole = wanted.some(({ term, prefix }) => (prefix ? folded.startsWith(term) : folded === term));
    if (whole) spots.push([index, index + found.length]);
    else if (!ascii.test(found)) spots.push(...within(found, index, wanted));
  }
  return spots;
}

/** Pairs stand anywhere in what has no spaces. @param {string} found @param {number} index @param {{ term: string }[]} wanted */
function within(found, index, wanted) {
  /** @type {[number, number][]} */
  const spots = [];
  for (const { term } of wanted) {
    unspaced.lastIndex = 0;
    if (!unspaced.test(term)) continue;
    for (let at = found.indexOf(term); at >= 0; at = found.indexOf(term, at + term.length)) spots.push([index + at, index + at + term.length]);
  }
  spots.sort(([one], [other]) => one - other);
  return spots.reduce((/** @type {[number, number][]} */ joined, [from, to]) => {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
    return joined;
  }, []);
}

/** @param {string} text @param {(term: string, bare: boolean) => void} take  `bare`: of a script without spaces */
function eachWord(text, take) {
  for (const [found] of text.matchAll(word)) {
    if (ascii.test(found)) take(found.slice(0, longest).toLowerCase(), false);
    // Folding may take signs apart that hold more than letters.
    else for (const [part] of fold(found).matchAll(word)) eachRun(part, take);
  }
}

/** @param {string} part @param {(term: string, bare: boolean) => void} take */
function eachRun(part, take) {
  let at = 0;
  for (const { 0: run, index } of part.matchAll(unspaced)) {
    if (index > at) take(cut(part.slice(at, index)), false);
    take(run, true);
    at = index + run.length;
  }
  if (at < part.length) take(cut(part.slice(at)), false);
}

/** @param {string} run @param {(pair: string) => void} take @param {boolean} withLast  the last letter by itself, too */
function pairs(run, take, withLast) {
  const letters = [...run];
  for (let at = 0; at + 1 < letters.length; at++) take(letters[at] + letters[at + 1]);
  if (withLast || letters.length === 1) take(letters[letters.length - 1]);
}

/** Half a letter is none. @param {string} term */
function cut(term) {
  return term.length <= longest ? term : term.slice(0, longest).replace(/[\ud800-\udbff]$/, "");
}
