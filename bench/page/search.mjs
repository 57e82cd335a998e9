// @ts-check
// How long an answer takes in an index over many protected messages: their words are drawn as words are in any language,
// few of them very often and most of them hardly ever.

import { MessageIndex } from '/search/index.js';
import { IndexedStorage } from '/search/storage.js';

/** @typedef {import('../../www/search/types.js').Indexed} Indexed */

/** Words by how often they are used. @param {number} count */
function vocabulary(count) {
  const [starts, ends] = [['b', 'd', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 'st', 't', 'v', 'w', 'z', ''], ['', '', 'n', 'r', 't', 's', 'k', 'l', 'ng']];
  const vowels = ['a', 'e', 'i', 'o', 'u', 'aa', 'ee', 'ij', 'oe'];
  /** @param {number} left */
  const wordOf = (left) => {
    let word = '';
    // The more often, the shorter.
    for (let rest = left + 1; rest > 0; rest = Math.floor(rest / 1377)) {
      const at = rest % 1377;
      word += starts[at % 17] + vowels[Math.floor(at / 17) % 9] + ends[Math.floor(at / 153) % 9];
    }
    return word;
  };
  return Array.from({ length: count }, (_, at) => wordOf(at));
}

/** @param {number} seed */
export function mails(seed) {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const words = vocabulary(300_000);
  // Zipf with exponent 1: the logarithm of the rank is drawn evenly.
  const word = () => words[Math.min(words.length - 1, Math.floor(words.length ** random()) - 1)];
  const text = (/** @type {number} */ length) => Array.from({ length }, word).join(' ');
  /** @param {number} at @returns {Indexed} */
  return (at) => ({
    id: `M${at.toString(36).padStart(8, '0')}`, blobId: `G${at.toString(36).padStart(32, '0')}`, mailboxIds: ['inbox'],
    date: new Date(1_500_000_000_000 + at * 5_000_000).toISOString(), expires: null, subject: text(6),
    people: [{ name: text(2), email: `${word()}@example.org` }, { name: 'Noor de Wit', email: 'noor@example.org' }],
    attachments: random() < 0.2 ? [`${word()}.pdf`] : [], text: text(200),
  });
}

/** What somebody types, letter by letter. */
export const questions = ['e', 'st', 'noor', 'example', 'ba', 'baa', 'baa de', 'de ba', 'kee vaan', 'e e e e', 'z', 'pdf', 'noor de wit e'];

/**
 * Fills an index, opens it again as after unlocking, and asks.
 * @param {{ messages: number }} wanted
 * @param {import('./alternate.mjs').Effort} effort
 */
export async function search({ messages }, { rounds }) {
  const storage = new IndexedStorage(`bench-search-${messages}`);
  const owner = 'noor@example.org';
  await storage.clear(owner);
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const breathe = () => new Promise((/** @type {(value: void) => void} */ resolve) => setTimeout(resolve));
  const options = { storage, owner, id: 'k', key, breathe };
  const began = performance.now();
  let index = await MessageIndex.open(options);
  const mail = mails(7);
  for (let at = 0; at < messages; at += 100) {
    await index.add(Array.from({ length: Math.min(100, messages - at) }, (_, more) => mail(at + more)));
    await index.tidy();
  }
  const filled = performance.now() - began;
  const [opening, adding, asking, snippets] = Array.from({ length: 4 }, () => /** @type {number[]} */ ([]));
  for (let round = 0; round < 3; round++) {
    const from = performance.now();
    index = await MessageIndex.open(options);
    opening.push(performance.now() - from);
  }
  const counts = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const question of questions) {
      const from = performance.now();
      const { total, hits } = index.find(question, { limit: 50 });
      asking.push(performance.now() - from);
      counts.set(question, total);
      const shown = performance.now();
      await index.snippets(question, hits.slice(0, 20).map(({ number }) => number));
      snippets.push(performance.now() - shown);
    }
  }
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    await index.add([mail(messages + round)]);
    adding.push(performance.now() - from);
  }
  // Nobody has a message with words that were never drawn.
  if (index.find('qqqq').total !== 0 || (counts.get('noor') ?? 0) < messages) throw new Error('the index does not find what is there');
  const megabytes = Math.round(index.size / 2 ** 20);
  await storage.clear(owner);
  storage.close();
  const about = `${index.count} messages in ${index.shape.join(' + ')}, ${megabytes} MiB in memory, filled in ${(filled / 1000).toFixed(1)} s`;
  return { about, samples: { 'answer': asking, 'open after unlocking': opening, 'add one': adding, '20 snippets': snippets } };
}
