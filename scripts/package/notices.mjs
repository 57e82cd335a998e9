// @ts-check
// The licences of what others wrote and the package carries: modules the vault serves, icons, words, and the Rust crates in
// the programs.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { VENDOR_MODULES } from '../../server/vendor.mjs';
import { root } from '../paths.mjs';
import { crates } from '../supply/crates.mjs';

/** @typedef {{ name: string, version: string, license: string, texts: string[] }} Work */

const licenceFile = /^(?:licen[cs]e|copying|notice|unlicense|copyright)(?:[-_.].*)?$/i;

/** Folders of packages whose parts have licences of their own. @type {Record<string, string[]>} */
const inside = { 'pdfjs-dist': ['cmaps', 'standard_fonts', 'wasm'] };

export function notices() {
  const works = [...own(), ...npmPackages(), ...pieces(), ...linkedCrates()];
  /** A text stands once, however many share it. @type {Map<string, string[]>} */
  const texts = new Map();
  for (const { name, version, texts: all } of works) {
    for (const text of all) texts.set(text, [...texts.get(text) ?? [], `${name} ${version}`.trim()]);
  }
  return [
    '# What others wrote', '', 'Zegel itself is licensed MIT OR Apache-2.0. It carries the works below, each under its own licence.', '',
    ...works.map(({ name, version, license }) => `* ${name} ${version}`.trimEnd() + `: ${license}`), '',
    ...[...texts].flatMap(([text, names]) => [`## ${names.join(', ')}`, '', '```text', text.replaceAll('```', "'''"), '```', '']),
  ].join('\n');
}

/** Our own folders that hold somebody's work. @returns {Work[]} */
function own() {
  return [['icons', 'Lucide icons', 'ISC and MIT'], ['words', 'English words of BIP-39', 'MIT']].map(([folder = '', name = '', license = '']) => ({
    name, version: '', license, texts: textsIn(join(root, 'www', folder)),
  }));
}

/** @returns {Work[]} */
function npmPackages() {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(dependencies).map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { name, version, license, texts: [folder, ...(inside[name] ?? []).map((part) => join(folder, part))].flatMap(textsIn) };
  });
}

/** What others wrote that stands in a module of a package, named there by a comment and nowhere else. @returns {Work[]} */
function pieces() {
  const mit = readFileSync(join(root, 'LICENSE-MIT'), 'utf8').trim();
  const permission = mit.slice(mit.indexOf('Permission is'));
  return [...VENDOR_MODULES].flatMap(([module, path]) =>
    [...readFileSync(path, 'utf8').matchAll(/\/\*! ([\w-]+) -- (Copyright [^*]+?) -- license \(MIT\)/g)].map(([, name = '', copyright = '']) => ({
      name: `${name} (in vendor/${module})`, version: '', license: 'MIT', texts: [`${copyright}\n\n${permission}`],
    })));
}

/** The crates linked into the programs. @returns {Work[]} */
function linkedCrates() {
  return crates().linked.map(({ name, version, license, folder }) => ({ name, version, license: license ?? 'see its text', texts: textsIn(folder) }));
}

/** @param {string} folder */
function textsIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map(({ name }) => readFileSync(join(folder, name), 'utf8').trim().replaceAll('\r\n', '\n'));
}
