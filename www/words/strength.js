// @ts-check
// How hard a passphrase that a person thought of is to guess: by somebody who knows dictionaries, what people like, and how they
// bend it. The cheapest way to put it together counts, as in zxcvbn; our prices are lower, for what is told wrong here is too much.

import { normalPassphrase } from "../engine/passphrase.js";

/**
 * @param {string} typed
 * @param {{ words: ReadonlySet<string>, known?: readonly string[] }} about  `words`: of the dictionaries at hand; `known`: what everybody knows
 *   of the two: names, addresses, the organisation, the subject
 * @returns {number} bits, rounded down
 */
export function strengthOf(typed, { words, known = [] }) {
  const text = [...normalPassphrase(typed)].slice(0, mostLooked);
  const lower = text.map((letter) => letter.toLowerCase());
  const plain = lower.map((letter) => disguised[letter] ?? letter);
  const given = new Set(known.flatMap((one) => one.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((one) => one.length > 2));
  /** The least it costs to guess everything before this place. */
  const cost = [0];
  for (let end = 1; end <= text.length; end += 1) {
    let least = cost[end - 1] + letterCost(text, end - 1);
    for (let start = Math.max(0, end - longestPiece); start < end - 1; start += 1) {
      least = Math.min(least, cost[start] + pieceCost({ text, lower, plain, start, end, words, given }));
    }
    cost.push(least);
  }
  return Math.floor(cost[text.length]);
}

/**
 * One letter by itself. Lower case after lower case is a word of some language, and those have two or three bits a letter.
 * @param {string[]} text @param {number} at
 */
function letterCost(text, at) {
  const letter = text[at];
  const before = text[at - 1];
  if (letter === before) return 1;
  if (letter === " ") return 0.5;
  if (/\p{Ll}/u.test(letter)) return before !== undefined && /\p{L}/u.test(before) ? 2.5 : 4;
  if (/\p{Lu}/u.test(letter)) return before === undefined || before === " " ? 4.5 : 4.7;
  if (/\p{Nd}/u.test(letter)) return 3.3;
  // A mark at the end is what everybody adds.
  return at === text.length - 1 ? 2 : 4;
}

/**
 * Several letters that are one thing to who guesses; infinite where they are none.
 * @param {{ text: string[], lower: string[], plain: string[], start: number, end: number, words: ReadonlySet<string>, given: ReadonlySet<string> }} piece
 */
function pieceCost({ text, lower, plain, start, end, words, given }) {
  const size = end - start;
  const low = lower.slice(start, end).join("");
  const bare = plain.slice(start, end).join("");
  // Capitals at the beginning, figures for letters: the first things that are tried.
  const bent = Number(text.slice(start, end).join("") !== low) + Number(bare !== low);
  if (given.has(low) || given.has(bare)) return 3 + bent;
  if (usual.has(low) || usual.has(bare)) return 4 + bent;
  if (size > 2 && (words.has(low) || words.has(bare))) return word + bent;
  if (size === 4 && /^(?:19|20)\d\d$/.test(low)) return 6;
  if (size >= 3 && (isRun(lower, start, end) || isRow(low))) return 4 + Math.log2(size);
  // The same as just before: "abcabc".
  if (size <= start && low === lower.slice(start - size, start).join("")) return 2;
  if (start > size && low === lower.slice(start - size - 1, start - 1).join("") && lower[start - 1] === " ") return 2;
  return Infinity;
}

/** "abcd", "4321". @param {string[]} lower @param {number} start @param {number} end */
function isRun(lower, start, end) {
  const step = code(lower[start + 1]) - code(lower[start]);
  if (Math.abs(step) !== 1) return false;
  for (let at = start + 2; at < end; at += 1) if (code(lower[at]) - code(lower[at - 1]) !== step) return false;
  return true;
}

/** @param {string} letter */
const code = (letter) => letter.codePointAt(0) ?? 0;

/** Neighbours on the keyboard. @param {string} piece */
function isRow(piece) {
  return rows.some((row) => row.includes(piece));
}

const forwards = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qwertzuiop", "1234567890", "qazwsxedc", "1qaz2wsx3edc", "1q2w3e4r5t6y"];
const rows = [...forwards, ...forwards.map((row) => [...row].reverse().join(""))];

/** @type {Record<string, string>} */
const disguised = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i", "€": "e" };

/** What people take for a secret, in two languages. */
const usual = new Set(`
password passwort wachtwoord welcome welkom secret geheim letmein login admin hello hallo love liefde iloveyou ikhouvanjou master monkey
dragon football voetbal baseball sunshine princess prinses summer winter spring autumn zomer lente herfst monday maandag friday vrijdag
january february march april june july august september october november december januari februari maart juni juli augustus oktober
amsterdam rotterdam utrecht london paris berlin ajax feyenoord psv liverpool arsenal chelsea batman superman starwars pokemon
qwerty azerty test test123 guest gast office kantoor company bedrijf work werk home thuis mail email bank money geld mama papa mother
father moeder vader hond poes kat kitten ginger shadow killer hunter jordan michael daniel thomas jan piet kees anna sophie emma lucas
sem noah lisa charlie maggie buster tigger jennifer joshua andrew matthew mustang corvette ferrari porsche harley freedom vrijheid
correct horse battery staple trustno1 whatever nothing nederland holland belgie engeland england vlaanderen the and een het van`.trim().split(/\s+/));

const word = 9; // bits: somebody's own choice of a word, not a drawn one
const longestPiece = 24;
const mostLooked = 256;
