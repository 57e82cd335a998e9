// @ts-check
// A passphrase that nobody thought of: words drawn by the browser's random source, so that its strength is a plain sum.

/** @typedef {"en"|"nl"} WordLanguage */
/** @typedef {{ passphrase: string, bits: number }} Suggestion */

/** @param {string} language  one we have no list for gets English words @returns {Promise<readonly string[]>} */
export async function wordsOf(language) {
  return (language.split("-")[0] === "nl" ? await import("./nl.js") : await import("./en.js")).default;
}

/**
 * @param {{ language: string, words: number, minimumBits?: number }} wish  more words are drawn where so many would not reach the minimum
 * @returns {Promise<Suggestion>}
 */
export async function suggest({ language, words, minimumBits = 0 }) {
  const list = await wordsOf(language);
  const each = Math.log2(list.length);
  const count = Math.max(words, Math.ceil(minimumBits / each));
  const drawn = Array.from({ length: count }, () => list[below(list.length)]);
  return { passphrase: drawn.join(" "), bits: Math.floor(count * each) };
}

/**
 * A number from 0 up to a limit, each as likely as any other: what the last, incomplete round of 32 bits would favour is drawn again.
 * @param {number} limit  at most 2^32
 * @param {() => number} [draw]  32 random bits
 */
export function below(limit, draw = random32) {
  const fair = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const drawn = draw();
    if (drawn < fair) return drawn % limit;
  }
}

function random32() {
  return crypto.getRandomValues(new Uint32Array(1))[0];
}
