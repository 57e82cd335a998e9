// @ts-check
// Files of tests run several at a time, in an order that is ours: node's own runner takes them by name, and ends with one long file.

import { relative } from 'node:path';
import { root } from './paths.mjs';
import { elapsed, say, show } from './run.mjs';

/** Of one file's failures, at most. */
const lines = 60;

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
  /** @type {{ name: string, why: string, short: string[] }[]} */
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
      if (count(text) === 0 || code !== 0) failed.push({ name, why: failures(text), short: inALine(text) });
      if (code === ENDED) return;
    }
  };
  await Promise.all(lanes.map(lane));
  // Once more at the end: files that ran longer stand between.
  for (const { name, why } of failed) say(`\n-- failed in ${name}\n${why}`);
  // And in a line each: of a long end only the end may be read.
  for (const { name, short } of failed) say(`\n-- failed in ${name}, in short\n${short.join('\n')}`);
  return failed.map(({ name }) => name);
}

/** What the reporter says of failures after everything else, or the end of what was said. @param {string} text */
function failures(text) {
  const at = text.lastIndexOf('✖ failing tests:');
  return (at < 0 ? text.trimEnd().split('\n').slice(-lines).join('\n') : text.slice(at).split('\n').slice(0, lines).join('\n')).trimEnd();
}

/** Each failure: where its test stands, what went wrong, and where in the tests. @param {string} text */
function inALine(text) {
  const at = text.lastIndexOf('✖ failing tests:');
  const all = at < 0 ? [] : text.slice(at).split(/^test at /m).slice(1);
  return all.map((one) => {
    const [place = '', name = '', why = ''] = one.split('\n').map((line) => line.trim());
    const [, where = ''] = /[/(](tests\/\S+?:\d+):\d+\)?$/m.exec(one) ?? [];
    return `   ${place} ${name}: ${why} ${where}`.trimEnd();
  });
}
