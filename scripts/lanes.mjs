// @ts-check
// Files of tests run several at a time, in an order that is ours: node's own runner takes them by name, and ends with one long file.

import { relative } from 'node:path';
import { root } from './paths.mjs';
import { elapsed, say, show } from './run.mjs';

/** What a program ends with that was told to. */
const ENDED = 128;

/**
 * Each lane runs its own files, then takes from those that are left. What a file says is shown when it has ended.
 * @param {string[][]} lanes paths; no two of one lane run at the same time
 * @param {string[]} left paths
 * @param {string[]} options of node
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => number} count how many tests a report speaks of
 * @returns {Promise<string[]>} the files that failed, or ran no test
 */
export async function inLanes(lanes, left, options, env, count) {
  const waiting = [...left];
  /** @type {string[]} */
  const failed = [];
  const lane = async (/** @type {string[]} */ own) => {
    const mine = [...own];
    for (;;) {
      const file = mine.shift() ?? waiting.shift();
      if (file === undefined) return;
      const begun = Date.now();
      const { code, text } = await show(process.execPath, [...options, file], { env, later: true });
      const name = relative(root, file);
      say(`\n-- ${name}: ${elapsed(begun)}\n${text.trimEnd()}`);
      if (count(text) === 0 || code !== 0) failed.push(name);
      if (code === ENDED) return;
    }
  };
  await Promise.all(lanes.map(lane));
  return failed;
}
