// @ts-check
// What is shown of long work: true, and calm.

import assert from "node:assert/strict";
import { test } from "node:test";
import { paceText } from "../../../www/texts/pace-text.js";
import { Pace } from "../../../www/texts/pace.js";

const MB = 1_000_000;

/** Work of so many octets, told of every so many milliseconds. @param {(at: number) => number} doneAt @param {{ total?: number, every?: number, until?: number }} [how] */
function watched(doneAt, { total = 100 * MB, every = 20, until = 60_000 } = {}) {
  const pace = new Pace();
  const seen = [];
  for (let at = 0; at <= until; at += every) {
    const done = Math.min(total, doneAt(at));
    seen.push({ at, shown: pace.take({ stage: "uploading", done, total }, at) });
    if (done === total) break;
  }
  return seen;
}

test("however often news come, what is shown changes four times a second", () => {
  const seen = watched((at) => at * 2_000, { every: 1 });
  const changes = seen.filter(({ shown }, index) => shown !== seen[index - 1]?.shown).length;
  const seconds = seen[seen.length - 1].at / 1000;
  assert.ok(changes <= seconds * 4 + 2, `${changes} in ${seconds} s`);
  assert.ok(changes > seconds * 3);
});

test("on an uneven line the rate holds still and the time that remains only goes down", () => {
  // In gusts: nothing for 300 ms, then twice as much.
  const seen = watched((at) => Math.floor(at / 600) * 2_400_000 + Math.max(0, (at % 600) - 300) * 8_000);
  const rates = new Set(seen.map(({ shown }) => shown.rate).filter((one) => one !== null));
  const left = seen.flatMap(({ shown }) => shown.left ?? []);
  assert.ok(rates.size <= 4, `${[...rates]}`);
  for (const rate of rates) assert.ok(Number(rate) > 3 * MB && Number(rate) < 5.5 * MB, String(rate));
  assert.ok(left.length > 100);
  assert.ok(left.every((one, index) => index === 0 || one <= left[index - 1]), "never up");
});

test("what remains is right where it is steady", () => {
  for (const { at, shown } of watched((at) => at * 2_000)) {
    const truly = 50 - at / 1000;
    if (shown.left !== null) assert.ok(shown.left >= truly - 0.3 && shown.left <= Math.max(10, truly * 1.6), `${shown.left} at ${at}`);
  }
});

test("where it goes much slower than it did, that is said", () => {
  const seen = watched((at) => (at < 5_000 ? at * 8_000 : 40 * MB + (at - 5_000) * 200), { until: 30_000 });
  const last = seen[seen.length - 1].shown;
  assert.ok(Number(last.left) > 200, String(last.left));
  assert.ok(Number(last.rate) < 250_000, String(last.rate));
});

test("a rate is no guess of the first moment, and nothing is said of what is over", () => {
  const seen = watched((at) => at * 2_000);
  for (const { at, shown } of seen) if (at < 1_000) assert.deepEqual([shown.rate, shown.left], [null, null]);
  const { shown } = seen[seen.length - 1];
  assert.deepEqual([shown.share, shown.rate, shown.left, shown.still], [1, null, null, false]);
});

test("where nothing moves, that is said in the place of a time; and it goes on from there", () => {
  const pace = new Pace();
  for (let at = 0; at <= 3_000; at += 50) pace.take({ stage: "uploading", done: at * 1_000, total: 10 * MB }, at);
  const stuck = pace.take({ stage: "uploading", done: 3 * MB, total: 10 * MB }, 9_000);
  assert.deepEqual([stuck.still, stuck.rate, stuck.left], [true, null, null]);
  assert.equal(paceText(stuck, "en"), "3.0 MB of 10.0 MB, still busy");
  const again = pace.take({ stage: "uploading", done: 4 * MB, total: 10 * MB }, 9_300);
  assert.equal(again.still, false);
});

test("each stage is measured by itself, steps are counted by share, and what has no total has only its name", () => {
  const pace = new Pace();
  for (let at = 0; at <= 3_000; at += 50) pace.take({ stage: "sealing", done: at * 30_000, total: 100 * MB }, at);
  const next = pace.take({ stage: "uploading", done: 0, total: 140 * MB }, 3_050);
  assert.deepEqual([next.rate, next.left, next.share], [null, null, 0]);
  assert.equal(paceText(pace.take({ stage: "checking", done: 3, total: 12 }, 4_000), "en"), "25%");
  assert.equal(paceText(pace.take({ stage: "preparing", done: 0, total: 0 }, 5_000), "en"), "");
  assert.equal(paceText(pace.take({ stage: "sending", done: 0, total: 1 }, 6_000), "en"), "");
});

test("it is said in both languages", () => {
  /** @param {number|null} left */
  const shown = (left) => ({ share: 0.25, done: 12_340_000, total: 50 * MB, counts: true, rate: 1_830_000, left, still: false });
  assert.equal(paceText(shown(20), "en"), "12.3 MB of 50.0 MB, 1.8 MB a second, about 20 seconds left");
  assert.equal(paceText(shown(20), "nl"), "12,3 MB van 50,0 MB, 1,8 MB per seconde, nog ongeveer 20 seconden");
  assert.match(paceText(shown(60), "en"), /about 1 minute left$/);
  assert.match(paceText(shown(7200), "nl-BE"), /nog ongeveer 2 uur$/);
  assert.match(paceText(shown(5), "nl"), /nog een paar seconden$/);
});
