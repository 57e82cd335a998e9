// @ts-check
// Times several ways of doing the same thing in turns, so that whatever else the machine does falls on all of them.

/** @typedef {{ name: string, run: () => unknown }} Candidate one way; `run` may give a promise */

/** Lets the page collect garbage and end what the last run left behind. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * @param {Candidate[]} candidates
 * @param {{ warmUp: number, rounds: number }} how
 * @returns {Promise<Record<string, number[]>>} milliseconds of every measured run, by the candidates' names
 */
export async function alternate(candidates, { warmUp, rounds }) {
  /** @type {Record<string, number[]>} */
  const samples = Object.fromEntries(candidates.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (let turn = 0; turn < candidates.length; turn += 1) {
      // Every round begins with another one: none always runs in the wake of the same neighbour.
      const candidate = candidates[(turn + round + warmUp) % candidates.length];
      if (candidate === undefined) continue;
      await pause();
      const begun = performance.now();
      await candidate.run();
      const took = performance.now() - begun;
      if (round >= 0) samples[candidate.name]?.push(took);
    }
  }
  return samples;
}
