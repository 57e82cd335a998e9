// @ts-check

import { normalPassphrase } from "../engine/passphrase.js";

/**
 * Whether a hint, which everybody can read, gives the passphrase away: the whole of it, however written, or half of its words.
 * @param {string} hint
 * @param {string} passphrase
 */
export function givesAway(hint, passphrase) {
  const [said, secret] = [bare(hint), bare(passphrase)];
  if (secret.length > 0 && (said.includes(secret) || said.includes([...secret].reverse().join("")))) return true;
  const spoken = new Set(wordsIn(hint));
  const words = [...new Set(wordsIn(passphrase))];
  return words.length > 1 && words.filter((word) => spoken.has(word)).length * 2 >= words.length;
}

/** @param {string} text */
const wordsIn = (text) => normalPassphrase(text).toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");

/** Letters and figures only. @param {string} text */
const bare = (text) => wordsIn(text).join("");
