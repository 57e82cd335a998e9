// @ts-check
// What there is now: crates and packages with what they touch, and what the programs import.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';
import { modules } from '../wasm.mjs';
import { checksums, crates } from './crates.mjs';
import { packages } from './packages.mjs';
import { reachOfCrate } from './reach.mjs';

export const acceptedFile = join(root, 'scripts', 'supply', 'accepted.json');

export function lookedInto() {
  const { linked, building } = crates();
  const sums = checksums(readFileSync(join(root, 'Cargo.lock'), 'utf8'));
  const withSum = (/** @type {import("./crates.mjs").Crate} */ one) => ({ ...one, checksum: sums.get(`${one.name} ${one.version}`) ?? null });
  return { linked: linked.map((one) => ({ ...withSum(one), ...reachOfCrate(one.library) })), building: building.map(withSum), packages: packages() };
}

/**
 * The names by which the programs call JavaScript, without what wasm-bindgen adds to tell them apart: all they can reach.
 * @param {string} folder
 * @returns {Record<string, string[]>}
 */
export function moduleImports(folder) {
  return Object.fromEntries(modules.map((name) => {
    const file = join(folder, `${name}_bg.wasm`);
    const imports = existsSync(file) ? WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(file))) : [];
    return [name, [...new Set(imports.map((one) => one.name.replace(/^__(?:wbg|wbindgen)_/, '').replace(/_[0-9a-f]{16}$/, '')))].sort()];
  }));
}
