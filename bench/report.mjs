// @ts-check
// What was measured, as tables.

import { digits, shown, table } from './table.mjs';

/** @typedef {import('./headlines.mjs').Result} Result */

const naive = 'RegExp, words and patterns only';
const megabytes = (/** @type {number} */ octets) => `${(octets / 2 ** 20).toFixed(1)}`;

/** @param {Result[]} results @param {string[]} others builds measured beside the first */
export function times(results, others) {
  /** @param {Result['by'][string]|undefined} theirs @param {Result['by'][string]|undefined} ours */
  const ratio = (theirs, ours) => (theirs === undefined || theirs.n === 0 || ours === undefined ? '' : `${digits(theirs.median / ours.median)}×`);
  const decisions = results.filter(({ by }) => by[naive] !== undefined);
  const growth = decisions.map(({ name, by }) => [name, shown(by.zegel), shown(by[naive]), String(by.zegel?.n ?? ''), ratio(by.zegel, decisions[0]?.by.zegel)]);
  const copies = results.filter(({ by }) => by['plain copy'] !== undefined)
    .map(({ name, by }) => [name, shown(by.zegel), shown(by['plain copy']), String(by.zegel?.n ?? ''), ratio(by.zegel, by['plain copy'])]);
  const compared = results.filter(({ by }) => by['openpgp.js'] !== undefined);
  const rows = compared.map(({ name, by }) => [
    name, shown(by.zegel), shown(by.engine), ...others.map((other) => shown(by[other])), shown(by['openpgp.js']), shown(by['openpgp.js, SHA-512']), shown(by.naive), shown(by.webcrypto), String(by.zegel?.n ?? ''),
    ratio(by['openpgp.js'], by.zegel), ratio(by.naive, by.zegel), ratio(by.webcrypto, by.zegel),
  ]);
  const asked = compared.flatMap(({ name, counts = {} }) => Object.entries(counts).map(([candidate, { calls, octets }]) => [name, candidate, String(calls), megabytes(octets)]));
  const parts = results.filter(({ by }) => by['openpgp.js'] === undefined && by[naive] === undefined && by['plain copy'] === undefined)
    .flatMap(({ name, by }) => Object.entries(by).map(([part, took]) => [`${name}: ${part}`, shown(took), String(took.n)]));
  const unit = 'milliseconds, median [min–max]';
  return [
    ...(rows.length > 0 ? [table([unit, 'Zegel', 'its engine', ...others, 'OpenPGP.js', 'the same, SHA-512', 'rPGP', 'WebCrypto', 'n', 'OpenPGP.js ÷ Zegel', 'rPGP ÷ Zegel', 'WebCrypto ÷ Zegel'], rows)] : []),
    ...(asked.length > 0 ? [table(['what is asked of the browser\'s cryptography', 'by', 'calls', 'MiB'], asked)] : []),
    ...(growth.length > 0 ? [table([unit, 'Zegel', naive, 'n', 'against the first'], growth)] : []),
    ...(copies.length > 0 ? [table([unit, 'Zegel', 'plain copy', 'n', 'Zegel ÷ copy'], copies)] : []),
    ...(parts.length > 0 ? [table(['Zegel alone', 'milliseconds', 'n'], parts)] : []),
  ].join('\n\n');
}

/** @param {import('./fresh.mjs').Cold[]} cold */
export const starts = (cold) => table(['page opened until a first mail is sealed, milliseconds', 'this machine', 'a quarter of it', 'n'],
  cold.map(({ name, times, slow }) => [name, shown(times), shown(slow ?? undefined), String(times.n)]));

/** @param {{ size: number, peaks: import('./fresh.mjs').Peak[] }} memory */
export function peaks({ size, peaks: all }) {
  const base = all.find(({ name }) => name === 'nothing')?.octets ?? NaN;
  const rows = all.map(({ name, octets }) => [name, ...(octets === null ? ['not known here', ''] : [megabytes(octets), megabytes(octets - base)])]);
  return table([`most memory of the page's process, file of ${size} MiB`, 'MiB', 'beyond nothing'], rows);
}

/** @param {import('./sizes.mjs').Size[]} sizes */
export const weights = (sizes) => table(['octets', 'raw', 'gzip -9', 'brotli 11'], sizes.map(({ name, raw, gzip, brotli }) => [name, ...[raw, gzip, brotli].map((value) => value.toLocaleString('en'))]));

/** @param {string} title @param {import('./crates.mjs').Crate[]} crates */
export function shares(title, crates) {
  const whole = crates.reduce((sum, { octets }) => sum + octets, 0);
  return table([title, 'octets', '%'], crates.map(({ name, octets }) => [name, octets.toLocaleString('en'), ((octets / whole) * 100).toFixed(1)]));
}

/** @param {Awaited<ReturnType<typeof import('./host-page.mjs').hostPage>>} host */
export const hostTables = ({ pages, vault }) => [
  table(['what a host page pays before anybody writes', 'brotli 11', 'main thread, ms', 'of it script'], pages.map(({ name, brotli, tasks, script }) => [name, brotli.toLocaleString('en'), shown(tasks), shown(script)])),
  table(['the vault in a frame', 'milliseconds'], [['is there', shown(vault.connected)], ['answers how it stands', shown(vault.answered)]]),
].join('\n\n');
