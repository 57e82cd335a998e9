// @ts-check
// Times several ways of doing the same thing in turns, so that whatever else the machine does falls on all of them.

/**
 * One way; `run` may give a promise. Gives it a number, that is the time: where only a part of a run is to be measured.
 * `most`: of a slow one, how often it is run at all, without any warm-up.
 * @typedef {{ name: string, run: () => unknown, most?: number }} Candidate
 */
/** No round begins after so many seconds, but the first. @typedef {{ warmUp: number, rounds: number, seconds: number }} Effort */
/** @typedef {{ calls: number, octets: number }} Count what was asked of the browser's cryptography */
/** @typedef {{ about: string, samples: Record<string, number[]>, counts?: Record<string, Count> }} Measured */

/** Lets the page collect garbage and end what the last run left behind. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Rounds whatever they take: of fewer a median would be whatever the machine did just then. */
const least = 3;

/**
 * @param {Candidate[]} candidates
 * @param {Effort} effort
 * @returns {Promise<Record<string, number[]>>} milliseconds of every measured run, by the candidates' names
 */
export async function alternate(candidates, { warmUp, rounds, seconds }) {
  /** @type {Record<string, number[]>} */
  const samples = Object.fromEntries(candidates.map(({ name }) => [name, []]));
  const start = performance.now();
  const spent = () => (performance.now() - start) / 1000;
  for (let round = -warmUp; round < rounds; round += 1) {
    if (round < 0 && spent() > seconds / 3) round = 0;
    if (round >= least && spent() > seconds) break;
    for (let turn = 0; turn < candidates.length; turn += 1) {
      // Every round begins with another one: none always runs in the wake of the same neighbour.
      const candidate = candidates[(turn + round + warmUp) % candidates.length];
      if (candidate === undefined || (candidate.most !== undefined && (round < 0 || round >= candidate.most))) continue;
      await pause();
      const begun = performance.now();
      const answer = await candidate.run();
      const took = performance.now() - begun;
      if (round >= 0) samples[candidate.name]?.push(typeof answer === 'number' ? answer : took);
    }
  }
  return samples;
}

/**
 * What each asks of the browser's cryptography in one run: a count, the same on every machine.
 * @param {Candidate[]} candidates
 * @returns {Promise<Record<string, Count>>}
 */
export async function counted(candidates) {
  const subtle = /** @type {Record<string, any>} */ (/** @type {unknown} */ (SubtleCrypto.prototype));
  const methods = ['encrypt', 'decrypt', 'digest'];
  const kept = methods.map((method) => subtle[method]);
  /** @type {Record<string, Count>} */
  const counts = {};
  try {
    for (const { name, run } of candidates) {
      const count = { calls: 0, octets: 0 };
      counts[name] = count;
      for (const [at, method] of methods.entries()) {
        subtle[method] = function asked(/** @type {any[]} */ ...given) {
          count.calls += 1;
          count.octets += given.at(-1).byteLength;
          return kept[at].apply(this, given);
        };
      }
      await run();
    }
  } finally {
    methods.forEach((method, at) => { subtle[method] = kept[at]; });
  }
  return counts;
}
