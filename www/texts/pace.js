// @ts-check
// How far long work is, how fast it goes and what remains, made calm: what is shown changes a few times a second at most, and
// the time that remains goes down in steps. No clock, no words, no DOM.

/**
 * @typedef {{ stage: string, done: number, total: number }} Progress
 * @typedef {object} Shown
 * @property {number|null} share  of 1; null where nobody knows how much there is
 * @property {number} done
 * @property {number} total
 * @property {boolean} counts  octets, not steps
 * @property {number|null} rate  octets in a second
 * @property {number|null} left  seconds
 * @property {boolean} still  nothing has moved for a while
 */

export class Pace {
  #stage = "";
  /** When how much was done, over the last seconds. @type {{ at: number, done: number }[]} */ #samples = [];
  #began = 0;
  #total = 0;
  /** @type {Shown|null} */ #shown = null;
  #shownAt = -Infinity;
  #moved = 0;
  #done = 0;

  /**
   * @param {Progress} progress  the same again where nothing has come: time alone says something too
   * @param {number} now  milliseconds
   * @returns {Shown}  the same object as long as nothing else should be shown
   */
  take({ stage, done, total }, now) {
    if (stage !== this.#stage || total !== this.#total || done < this.#done) this.#begin(stage, total, done, now);
    else if (done > this.#done) this.#move(done, now);
    const ends = total > 0 && done >= total;
    if (this.#shown && now - this.#shownAt < often && !(ends && this.#shown.done < total)) return this.#shown;
    while (this.#samples.length > 2 && now - this.#samples[1].at > lookedBack) this.#samples.shift();
    this.#shownAt = now;
    this.#shown = this.#look(done, total, now, ends);
    return this.#shown;
  }

  /** @param {string} stage @param {number} total @param {number} done @param {number} now */
  #begin(stage, total, done, now) {
    this.#stage = stage;
    this.#total = total;
    this.#done = done;
    this.#began = this.#moved = now;
    this.#samples = [{ at: now, done }];
    this.#shown = null;
  }

  /** @param {number} done @param {number} now */
  #move(done, now) {
    this.#done = done;
    this.#moved = now;
    const last = this.#samples[this.#samples.length - 1];
    // Of news that come by the hundred a few are enough.
    if (now - last.at >= often / 4) this.#samples.push({ at: now, done });
  }

  /** @param {number} done @param {number} total @param {number} now @param {boolean} ends @returns {Shown} */
  #look(done, total, now, ends) {
    const counts = total > fewSteps;
    const shown = { share: total > 0 ? Math.min(1, done / total) : null, done: Math.min(done, total), total, counts, rate: null, left: null, still: false };
    const still = !ends && now - this.#moved > patience;
    if (still || ends || !counts || now - this.#began < firstLook) return { ...shown, still };
    const [first] = this.#samples;
    const rate = (done - first.done) / Math.max(1, now - first.at) * 1000;
    if (rate <= 0) return shown;
    return { ...shown, rate: calmRate(rate, this.#shown?.rate ?? null), left: calmLeft((total - done) / rate, this.#shown?.left ?? null) };
  }
}

/** Another number only where it says something else. @param {number} rate @param {number|null} before */
function calmRate(rate, before) {
  return before !== null && Math.abs(rate - before) < before * 0.15 ? before : rate;
}

/** Up to the next step, and up again only where it was far too little. @param {number} left  seconds @param {number|null} before */
function calmLeft(left, before) {
  const step = steps.find((one) => one >= left) ?? Math.ceil(left / 3600) * 3600;
  return before !== null && step > before && left < before * 1.25 ? before : step;
}

const steps = [5, 10, 15, 20, 30, 45, ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 45, 60].map((minutes) => minutes * 60)];
const often = 250; // milliseconds
const firstLook = 1_000; // before that a rate is a guess
const lookedBack = 5_000;
const patience = 5_000;
const fewSteps = 4096;
