// @ts-check
// Every version the set-up relies on, in one place. package.json, Cargo.toml and the lock files repeat some of them
// because npm and cargo read only those; `disagreements` finds where they have drifted apart.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Oldest Node the commands, the server and the tests run on. */
export const node = '20';

/** Oldest Rust that compiles the sources (`rust-version` in Cargo.toml). */
export const rust = '1.92';

/** wasm-bindgen, exactly: the crate in the modules and the tools that write their JavaScript are one version. */
export const wasmBindgen = '0.2.130';

export const wasmPack = '0.15.1';

/** Changes the sources to see whether tests notice. Only run by hand. */
export const cargoMutants = '27.1.0';

/** Python package of Sequoia's OpenPGP, for the interoperability tests. */
export const pysequoia = '0.1.35';

/** Python package of check digits the world over: the oracle of what detection recognises. Only run, never shipped. */
export const pythonStdnum = '2.2';

/** Python packages that make and judge labelled files. Only run, never shipped. */
export const documents = {
  lxml: '6.1.3', openpyxl: '3.1.5', pillow: '13.0.0', pypdf: '7.1.1', 'python-docx': '1.2.0', 'python-pptx': '1.0.2', reportlab: '5.1.0',
};

/** Packages from npm, exactly as in package.json. */
export const npm = {
  '@protontech/openpgp': '6.3.0',
  '@types/node': '20.19.0',
  'axe-core': '4.14.1',
  binaryen: '132.0.0',
  dompurify: '3.4.18',
  esbuild: '0.28.2',
  fflate: '0.8.3',
  openpgp: '6.3.2',
  'pdfjs-dist': '6.5.438',
  'playwright-core': '1.65.1',
  'postal-mime': '4.0.0',
  qr: '0.7.0',
  'squire-rte': '2.4.8',
  typescript: '7.0.2',
};

/**
 * Whether version `a` is at least version `b`; only the numbers count.
 * @param {string} a
 * @param {string} b
 */
export function atLeast(a, b) {
  const left = a.split('.').map((part) => Number.parseInt(part, 10));
  const right = b.split('.').map((part) => Number.parseInt(part, 10));
  for (let i = 0; i < right.length; i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * The version a Cargo.lock gives a crate, or null when it does not name it.
 * @param {string} lock path of the lock file
 * @param {string} crate
 */
export function lockedCrate(lock, crate) {
  if (!existsSync(lock)) return null;
  const text = readFileSync(lock, 'utf8');
  const found = new RegExp(`^name = "${crate}"\\nversion = "([^"]+)"`, 'm').exec(text);
  return found?.[1] ?? null;
}

/** Sentences saying where a file does not repeat the versions above; empty when all agree. */
export function disagreements() {
  /** @type {string[]} */
  const found = [];
  /** @param {string} where @param {string|null|undefined} has @param {string} wants */
  const compare = (where, has, wants) => {
    if (has !== wants) found.push(`${where} says ${has ?? 'nothing'}, scripts/versions.mjs says ${wants}`);
  };
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  compare('package.json, engines.node', manifest.engines?.node, `>=${node}`);
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const name of new Set([...Object.keys(npm), ...Object.keys(declared)])) {
    compare(`package.json, ${name}`, declared[name], /** @type {Record<string, string>} */ (npm)[name] ?? 'nothing');
  }
  const cargo = readFileSync(join(root, 'Cargo.toml'), 'utf8');
  compare('Cargo.toml, rust-version', /^rust-version = "([^"]+)"/m.exec(cargo)?.[1], rust);
  compare('Cargo.lock, wasm-bindgen', lockedCrate(join(root, 'Cargo.lock'), 'wasm-bindgen'), wasmBindgen);
  for (const [tool, crate, version] of /** @type {const} */ ([
    ['bindgen', 'wasm-bindgen-cli-support', wasmBindgen],
    ['wasm-tests', 'wasm-bindgen-cli', wasmBindgen],
    ['wasm-tests', 'wasm-pack', wasmPack],
  ])) {
    compare(`tools/${tool}/Cargo.lock, ${crate}`, lockedCrate(join(root, 'tools', tool, 'Cargo.lock'), crate), version);
  }
  return found;
}
