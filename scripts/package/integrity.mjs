// @ts-check
// Hashes of every file a page may load, in the form of Subresource Integrity; and the policies a page needs for them.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../run.mjs';

/** What pages load by address. Declarations are for editors. */
const loaded = /\.(?:js|mjs|css|wasm|html)$/;

/**
 * Content-Security-Policy for a host page, one line for each way to use the package; they come on top of what the page
 * needs for itself.
 */
export const policies = {
  element: "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types zegel",
  vaultFrame: "script-src 'self'; frame-src https://vault.example.org; connect-src https://vault.example.org; require-trusted-types-for 'script'; trusted-types 'none'",
};

/**
 * @param {string} folder  of the package
 * @param {string} version
 */
export function integrity(folder, version) {
  const files = readdirSync(join(folder, 'www'), { recursive: true, encoding: 'utf8' }).filter((name) => loaded.test(name)).sort();
  return {
    version, contentSecurityPolicy: policies,
    files: Object.fromEntries(files.map((name) => [`www/${name}`, hashOf(readFileSync(join(folder, 'www', name)))])),
  };
}

/**
 * Writes into the package what its own code holds the programs to (www/engine/genuine.js).
 * @param {string} folder  of the package
 */
export function writeHashes(folder) {
  const path = join(folder, 'www', 'engine', 'hashes.js');
  const programs = readdirSync(join(folder, 'www', 'wasm')).filter((name) => /\.(?:wasm|html)$/.test(name)).sort();
  const list = Object.fromEntries(programs.map((name) => [name, hashOf(readFileSync(join(folder, 'www', 'wasm', name)))]));
  const source = readFileSync(path, 'utf8');
  const filled = source.replace('export const hashes = {};', () => `export const hashes = ${JSON.stringify(list, null, 2)};`);
  if (filled === source) throw new Failure('www/engine/hashes.js has no place for the hashes of the programs');
  writeFileSync(path, filled);
}

/** @param {Uint8Array} bytes */
export function hashOf(bytes) {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}
