// @ts-check
// Which crates a module consists of: octets of code by the names of its functions, in what the compiler made, before wasm-opt, which
// takes about a third off and drops the names. A generic function counts for the crate whose name comes first in its own.

import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ name: string, octets: number }} Crate */

const library = new Set(['core', 'alloc', 'std', 'compiler_builtins', 'dlmalloc', 'hashbrown', 'panic_abort', '__rustc']);

/** Reads the numbers of the format (LEB128). @param {Uint8Array} bytes */
function reader(bytes) {
  let at = 0;
  const number = () => {
    let [value, factor] = [0, 1];
    for (;;) {
      const octet = bytes[at++] ?? 0;
      value += (octet & 0x7f) * factor;
      if (octet < 0x80) return value;
      factor *= 128;
    }
  };
  const take = (/** @type {number} */ length) => bytes.subarray(at, at += length);
  return { number, take, text: () => new TextDecoder().decode(take(number())), get isAtEnd() { return at >= bytes.length; } };
}

/**
 * The crates named in a symbol, in either way of writing them (`_ZN` and `_R`).
 * @param {string} symbol
 */
export function crateOf(symbol) {
  const plain = /^_?_ZN\d+/.test(symbol) ? legacy(symbol) : symbol;
  const named = /^_R/.test(symbol)
    ? [...symbol.matchAll(/C(?:s[0-9a-zA-Z]*_)?(\d+)_?([A-Za-z_]\w*)/g)].map(([, length, rest = '']) => rest.slice(0, Number(length)))
    : [...plain.matchAll(/(?<![\w:])([a-z]\w*)(?:\[[0-9a-f]+\])?::/g)].map(([, name = '']) => name);
  return named.find((name) => !library.has(name)) ?? (named.length > 0 ? 'the standard library' : 'what is exported, and inlined there');
}

/** A path as it stands in the source. @param {string} symbol */
function legacy(symbol) {
  const parts = [];
  let rest = symbol.replace(/^_?_ZN/, '');
  for (let match = /^(\d+)/.exec(rest); match; match = /^(\d+)/.exec(rest)) {
    const from = match[0].length;
    parts.push(rest.slice(from, from + Number(match[0])));
    rest = rest.slice(from + Number(match[0]));
  }
  const signs = /** @type {Record<string, string>} */ ({ LT: '<', GT: '>', RF: '&', BP: '*', u20: ' ', C: ',', LP: '(', RP: ')', u7b: '{', u7d: '}', u5b: '[', u5d: ']' });
  return parts.join('::').replaceAll(/\$(\w+?)\$/g, (whole, name) => signs[name] ?? whole).replaceAll('..', '::').replace(/^_</, '<');
}

/**
 * @param {Uint8Array} module
 * @returns {Crate[]} the largest first, with the data beside them
 */
export function crates(module) {
  const whole = reader(module.subarray(8));
  let imported = 0;
  let data = 0;
  /** @type {number[]} */
  const lengths = [];
  /** @type {Map<number, string>} */
  const names = new Map();
  while (!whole.isAtEnd) {
    const kind = whole.take(1)[0];
    const section = reader(whole.take(whole.number()));
    if (kind === 2) {
      for (let left = section.number(); left > 0; left -= 1) imported += isFunction(section) ? 1 : 0;
    } else if (kind === 10) {
      for (let left = section.number(); left > 0; left -= 1) lengths.push(section.take(section.number()).length);
    } else if (kind === 11) {
      for (let left = section.number(); left > 0; left -= 1) data += segment(section);
    } else if (kind === 0 && section.text() === 'name') {
      while (!section.isAtEnd) {
        const about = section.take(1)[0];
        const part = reader(section.take(section.number()));
        // Only those of functions are of use.
        for (let left = about === 1 ? part.number() : 0; left > 0; left -= 1) names.set(part.number(), part.text());
      }
    }
  }
  /** @type {Map<string, number>} */
  const sums = new Map([['data', data]]);
  lengths.forEach((length, at) => {
    const crate = crateOf(names.get(imported + at) ?? '');
    sums.set(crate, (sums.get(crate) ?? 0) + length);
  });
  return [...sums].map(([name, octets]) => ({ name, octets })).sort((a, b) => b.octets - a.octets);
}

/** Reads an import. @param {ReturnType<typeof reader>} section */
function isFunction(section) {
  section.text();
  section.text();
  const kind = section.take(1)[0];
  if (kind === 1) section.take(1);
  if (kind === 1 || kind === 2) {
    const hasMost = (section.number() & 1) === 1;
    section.number();
    if (hasMost) section.number();
  } else if (kind === 3) {
    section.take(2);
  } else {
    section.number();
  }
  return kind === 0;
}

/** Reads a data segment. @param {ReturnType<typeof reader>} section @returns {number} its octets */
function segment(section) {
  const flags = section.number();
  if (flags === 2) section.number();
  // An offset is an expression: a constant of 32 bits and its end.
  if (flags !== 1) {
    section.take(1);
    section.number();
    section.take(1);
  }
  const length = section.number();
  section.take(length);
  return length;
}

/**
 * @param {string} file  a module as the compiler made it
 * @param {number} most  so many crates; the others are put together
 * @returns {Crate[]} none where it was not compiled here
 */
export function cratesIn(file, most) {
  if (!existsSync(file)) return [];
  const all = crates(readFileSync(file));
  if (all.length <= most) return all;
  const rest = all.slice(most).reduce((sum, { octets }) => sum + octets, 0);
  return [...all.slice(0, most), { name: `${all.length - most} others`, octets: rest }];
}
