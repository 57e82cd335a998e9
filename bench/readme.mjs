// @ts-check
// The headlines as a picture and a table in the readme, between two marks.

import { readFileSync, writeFileSync } from 'node:fs';
import { candidates } from './headlines.mjs';
import { digits, table } from './table.mjs';

const [begin, end] = ['<!-- figures of npm run bench -->', '<!-- end of the figures -->'];

/** Seconds where milliseconds would be many. @param {number|undefined} ms */
const time = (ms) => (ms === undefined ? '' : ms >= 1000 ? `${digits(ms / 1000)} s` : `${digits(ms)} ms`);

/**
 * @param {import('./headlines.mjs').Headline[]} rows
 * @param {{ about: string, cold: import('./fresh.mjs').Cold[], memory: { size: number, peaks: import('./fresh.mjs').Peak[] }|null, sizes: import('./sizes.mjs').Size[] }} more
 */
export function figuresFor(rows, { about, cold, memory, sizes }) {
  const heads = ['', ...Object.values(candidates), 'OpenPGP.js ÷ Zegel'];
  const ratio = (/** @type {number|undefined} */ theirs, /** @type {number|undefined} */ ours) => (theirs && ours ? `${digits(theirs / ours)}×` : '');
  const lines = rows.map(({ title, by }) => [title, ...Object.keys(candidates).map((name) => time(by[name])), ratio(by['openpgp.js'], by.zegel)]);
  /** @param {'times'|'slow'} which @param {string} title */
  const started = (which, title) => {
    const of = (/** @type {string} */ wanted) => cold.find(({ name }) => name === wanted)?.[which]?.median;
    if (of('zegel') !== undefined) lines.push([title, time(of('zegel')), time(of('openpgp.js')), '', '', ratio(of('openpgp.js'), of('zegel'))]);
  };
  started('times', 'Page opened and a first mail sealed');
  started('slow', 'the same with a quarter of the processor');
  const peak = (/** @type {string} */ wanted) => memory?.peaks.find(({ name }) => name === wanted)?.octets ?? undefined;
  const mebibytes = (/** @type {number|undefined} */ octets) => (octets === undefined ? '' : `${Math.round(octets / 2 ** 20)} MiB`);
  if (memory && peak('zegel')) lines.push([`Most memory of the page, file of ${memory.size} MiB`, mebibytes(peak('zegel')), mebibytes(peak('openpgp.js')), '', '', ratio(peak('openpgp.js'), peak('zegel'))]);
  const weight = (/** @type {string} */ wanted) => sizes.find(({ name }) => name === wanted)?.brotli ?? 0;
  const kilobytes = (/** @type {number} */ octets) => `${Math.round(octets / 1000)} KB`;
  const fetched = ['sealer_bg.wasm', 'sealer.js'].reduce((sum, name) => sum + weight(name), 0);
  lines.push(['What seals and opens, as it is fetched (brotli)', kilobytes(fetched), kilobytes(weight('openpgp.min.mjs')), '', '', ratio(weight('openpgp.min.mjs'), fetched)]);
  const picture = '![How many times as fast as OpenPGP.js Zegel, rPGP and the browser\'s bare cipher are; the figures are in the table below.](bench/results/speed.svg)';
  return `${about} ([every figure](bench/results/latest.json))\n\n${picture}\n\n${table(heads, lines)}`;
}

/** Puts them into a file that has the marks. @param {string} file @param {string} figures */
export function putInto(file, figures) {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for the figures`);
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n${figures}\n${text.slice(to)}`);
}
