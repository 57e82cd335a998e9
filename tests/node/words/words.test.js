// @ts-check
// Words for passphrases: the lists, how they are drawn, and what a typed one is worth.

import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../../www/words/en.js";
import nl from "../../../www/words/nl.js";
import { givesAway } from "../../../www/words/hint.js";
import { strengthOf } from "../../../www/words/strength.js";
import { below, suggest, wordsOf } from "../../../www/words/suggest.js";

for (const [language, list] of /** @type {const} */ ([["en", en], ["nl", nl]])) {
  test(`the list of ${language} is sorted, plain, without doubles, and long enough`, () => {
    assert.ok(list.length >= 2048, String(list.length));
    assert.deepEqual(list, [...new Set(list)].sort());
    for (const word of list) assert.match(word, /^[a-z]{3,8}$/);
  });
}

test("a language without a list gets English words", async () => {
  assert.equal(await wordsOf("nl-BE"), nl);
  assert.equal(await wordsOf("de"), en);
});

test("a suggestion has the words and the bits that were asked for", async () => {
  const five = await suggest({ language: "nl", words: 5 });
  const drawn = five.passphrase.split(" ");
  assert.equal(drawn.length, 5);
  for (const word of drawn) assert.ok(nl.includes(word), word);
  assert.equal(five.bits, Math.floor(5 * Math.log2(nl.length)));
  assert.notEqual(five.passphrase, (await suggest({ language: "nl", words: 5 })).passphrase);
  const strict = await suggest({ language: "en", words: 4, minimumBits: 100 });
  assert.ok(strict.bits >= 100);
  assert.equal(strict.passphrase.split(" ").length, Math.ceil(100 / Math.log2(en.length)));
});

test("every number is as likely as any other", () => {
  // What lies in the incomplete last round is drawn again.
  const limit = 3_000_000_000;
  const draws = [4_294_967_295, 3_000_000_000, 2_999_999_999];
  assert.equal(below(limit, () => /** @type {number} */ (draws.shift())), 2_999_999_999);
  assert.equal(below(2 ** 32, () => 4_294_967_295), 4_294_967_295);
  const counts = new Array(7).fill(0);
  for (let at = 0; at < 70_000; at += 1) counts[below(7)] += 1;
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 600, counts.join());
});

const words = new Set([...en, ...nl]);
/** @param {string} typed @param {string[]} [known] */
const bits = (typed, known) => strengthOf(typed, { words, known });

test("what everybody tries is worth little, however it is bent", () => {
  for (const typed of ["password", "Password1!", "P@ssw0rd", "welkom2026", "qwertyuiop", "abcdefgh", "12345678901234567890", "aaaaaaaaaaaaaaaaaaaa",
    "Zomer2026!", "correct horse battery staple", "ikhouvanjou", "abcabcabcabcabc", "lee lee lee lee lee", ""]) {
    assert.ok(bits(typed, ["lee@example.com"]) < 30, `${typed}: ${bits(typed)}`);
  }
});

test("what is known of the two is worth next to nothing", () => {
  assert.ok(bits("Noor de Wit Lee Chen") - bits("Noor de Wit Lee Chen", ["Noor de Wit", "Lee Chen"]) > 10);
});

test("many words, and letters nobody thought of, are worth something", () => {
  assert.ok(bits("mijn tante danst graag op klompen in de regen") >= 45);
  assert.ok(bits("xK9#vQ2mLp7zR") >= 45);
  assert.ok(bits("4711 0815 9283 6457") >= 45);
});

test("a typed phrase is never called stronger than drawing it would make it", async () => {
  for (let round = 0; round < 50; round += 1) {
    const language = round % 2 ? "en" : "nl";
    const drawn = await suggest({ language, words: 5 });
    assert.ok(bits(drawn.passphrase) <= drawn.bits, `${drawn.passphrase}: ${bits(drawn.passphrase)} of ${drawn.bits}`);
  }
});

test("spaces too many, and another way to write the same letters, change nothing", () => {
  assert.equal(bits("  twee   woorden samen "), bits("twee woorden samen"));
  assert.equal(bits("caf\u00e9 cr\u00e8me"), bits("cafe\u0301 cre\u0300me"));
});

test("a very long one is weighed: by the square of its length that would take hours", () => {
  assert.ok(bits("abc def ".repeat(500_000)) > 0);
});

test("a hint must not hold the passphrase, or half of its words", () => {
  const passphrase = "cactus orgel vlinder molen fles";
  for (const hint of ["Cactus, orgel, vlinder, molen, fles", "cactusorgelvlindermolenfles", "selfnelomrednilvlegrosutcac", "orgel, molen en een fles"]) {
    assert.ok(givesAway(hint, passphrase), hint);
  }
  for (const hint of ["", "What I told you on the phone", "five words; the first has thorns", "the one with the orgel"]) assert.ok(!givesAway(hint, passphrase), hint);
  assert.ok(givesAway("it is X-K-9-v-Q-2", "xk9vq2"));
});
