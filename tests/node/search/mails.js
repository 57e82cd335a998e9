// @ts-check
// Messages to search in, and what a search finds that simply reads all of them.

import { termsOf } from "../../../www/search/fresh.js";
import { wordsOfQuestion } from "../../../www/search/words.js";

/** @import { Indexed } from "../../../www/search/types.js" */

/** The same numbers for the same seed. @param {number} seed */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** @param {Partial<Indexed>} [wishes] @returns {Indexed} */
export function message(wishes = {}) {
  return {
    id: "M1", blobId: "B1", mailboxIds: ["inbox"], date: "2026-11-01T10:00:00Z", expires: null, subject: "Minutes of May",
    people: [{ name: "Lee Chen", email: "lee@example.com" }, { name: null, email: "noor@example.org" }], attachments: [], text: "Good morning.", ...wishes,
  };
}

const syllables = ["an", "be", "Ço", "dé", "el", "fø", "gra", "ho", "ij", "ka", "ß", "möd", "会議", "室", "ж", "य", "東京都", "한국", "😀", "x1"];

/** Few words, so that many messages share them. @param {() => number} random @param {number} at @returns {Indexed} */
export function randomMessage(random, at) {
  const pick = (/** @type {number} */ below) => Math.floor(random() * below);
  const word = () => Array.from({ length: 1 + pick(3) }, () => syllables[pick(syllables.length)]).join("");
  const text = (/** @type {number} */ words) => Array.from({ length: pick(words) }, word).join([" ", "\n", ", ", "-"][pick(4)]);
  return message({
    id: `M${at}`, date: new Date(1_700_000_000_000 + pick(1e9) * 1000).toISOString(), subject: text(5), text: text(40),
    people: [{ name: text(2), email: `${["lee", "noor", "daan"][pick(3)]}@example.org` }], attachments: random() < 0.2 ? [`${text(2)}.pdf`] : [],
  });
}

/** Words of the messages, and beginnings of them. @param {() => number} random @param {Indexed[]} messages */
export function randomQuestion(random, messages) {
  const words = Array.from({ length: 1 + Math.floor(random() * 2) }, () => {
    const { subject, text } = messages[Math.floor(random() * messages.length)];
    const all = `${subject} ${text}`.split(/[\s,-]+/u).filter(Boolean);
    return all[Math.floor(random() * all.length)] ?? "an";
  });
  const letters = [...words.join(" ")];
  return letters.slice(0, Math.max(1, letters.length - Math.floor(random() * 3))).join("");
}

/** The ids of what is found, newest first. @param {Indexed[]} messages @param {string} question */
export function scan(messages, question) {
  const words = wordsOfQuestion(question);
  const has = (/** @type {Indexed} */ one) => {
    const terms = [...termsOf(one).keys()];
    return words.every(({ term, prefix }) => terms.some((known) => (prefix ? known.startsWith(term) : known === term)));
  };
  return words.length === 0 ? [] : messages.filter(has).sort((one, other) => Date.parse(other.date) - Date.parse(one.date)).map(({ id }) => id);
}

export function freshKey() {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
