// @ts-check
// RustSec's advisories for the crates we have, from a copy of its database on disk (crates/<name>/RUSTSEC-….md, each with a
// head in TOML). Only what says which versions are meant is read.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../run.mjs';

/**
 * @param {string} folder
 * @param {{ name: string, version: string }[]} crates
 * @returns {{ looked: number, found: string[] }}
 */
export function advisories(folder, crates) {
  const all = join(folder, 'crates');
  if (!existsSync(all)) throw new Failure(`${folder} is no copy of RustSec's advisory-db: it has no folder "crates"`);
  let looked = 0;
  const found = crates.flatMap(({ name, version }) => {
    const of = join(all, name);
    if (!existsSync(of)) return [];
    return readdirSync(of).filter((file) => /^RUSTSEC-.*\.md$/.test(file)).sort().flatMap((file) => {
      looked += 1;
      const advisory = head(readFileSync(join(of, file), 'utf8'));
      return advisory !== null && !applies(advisory, version) ? [] : [`${name} ${version}: ${file.replace('.md', '')}${advisory?.informational ? `, ${advisory.informational}` : ''}`];
    });
  });
  return { looked, found };
}

/** @typedef {{ patched: string[], unaffected: string[], withdrawn: boolean, informational: string|null }} Advisory */

/** @param {string} text @returns {Advisory|null}  null: not understood, and so taken to apply */
export function head(text) {
  const toml = /^```toml\n([\s\S]*?)\n```/m.exec(text)?.[1];
  if (toml === undefined || !/^\[versions\]/m.test(toml)) return null;
  const versions = toml.slice(toml.search(/^\[versions\]/m));
  const list = (/** @type {string} */ name) => [...(new RegExp(`^${name}\\s*=\\s*\\[([^\\]]*)\\]`, 'm').exec(versions)?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(([, one]) => one ?? '');
  return {
    patched: list('patched'), unaffected: list('unaffected'), withdrawn: /^withdrawn\s*=/m.test(toml),
    informational: /^informational\s*=\s*"([^"]+)"/m.exec(toml)?.[1] ?? null,
  };
}

/** @param {Advisory} advisory @param {string} version */
export function applies({ patched, unaffected, withdrawn }, version) {
  return !withdrawn && ![...patched, ...unaffected].some((range) => inRange(version, range));
}

/** Cargo's ranges: comparisons with commas between them, which all hold; without a sign it is a caret. @param {string} version @param {string} range */
export function inRange(version, range) {
  return range.split(',').every((part) => {
    const [, sign = '', wanted = ''] = /^\s*(>=|<=|>|<|=|\^|~)?\s*(\d+(?:\.\d+){0,2}(?:-[\w.]+)?)\s*$/.exec(part) ?? [];
    if (wanted === '') return false;
    const order = compare(version, wanted);
    if (sign === '>=') return order >= 0;
    if (sign === '<=') return order <= 0;
    if (sign === '>') return order > 0;
    if (sign === '<') return order < 0;
    if (sign === '=') return order === 0;
    return order >= 0 && compare(version, above(wanted, sign)) < 0;
  });
}

/** The first version that a caret or a tilde leaves out. @param {string} wanted @param {string} sign */
function above(wanted, sign) {
  const given = wanted.replace(/-.*/, '').split('.').map(Number);
  const first = given.findIndex((number) => number > 0);
  const place = sign === '~' ? Math.min(1, given.length - 1) : first < 0 ? given.length - 1 : first;
  return [0, 1, 2].map((at) => (at < place ? given[at] ?? 0 : at === place ? (given[at] ?? 0) + 1 : 0)).join('.');
}

/** By numbers; what comes before a release comes before it. @param {string} a @param {string} b */
function compare(a, b) {
  const [left = '', before] = a.replace(/\+.*/, '').split(/-(.*)/s);
  const [right = '', other] = b.replace(/\+.*/, '').split(/-(.*)/s);
  const [x, y] = [left, right].map((one) => one.split('.').map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (x?.[at] ?? 0) - (y?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (before === other) return 0;
  if (before === undefined) return 1;
  if (other === undefined) return -1;
  return before < other ? -1 : 1;
}
