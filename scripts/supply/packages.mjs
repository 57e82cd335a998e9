// @ts-check
// The packages from npm, as package-lock.json has them: what is shipped, and what only builds and tests.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VENDOR_MODULES } from '../../server/vendor.mjs';
import { root } from '../paths.mjs';
import { reachOfScripts } from './reach.mjs';

/** @typedef {{ name: string, version: string, license: string|null, shipped: boolean, installScript: boolean, integrity: string|null, touches: string[] }} Package */

/** @returns {Package[]} */
export function packages() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return listed(lock, Object.keys(dependencies)).map((one) => ({ ...one, touches: one.shipped ? reachOfScripts(shippedFiles(one.name)) : [] }));
}

/**
 * @param {{ packages: Record<string, { version?: string, license?: string, hasInstallScript?: boolean, integrity?: string, link?: boolean, name?: string }> }} lock
 * @param {string[]} dependencies  those that pages load
 * @returns {Omit<Package, "touches">[]}
 */
export function listed(lock, dependencies) {
  return Object.entries(lock.packages).filter(([path]) => path !== '').map(([path, one]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return {
      name, version: one.version ?? '', license: one.license ?? null, shipped: dependencies.includes(name),
      installScript: one.hasInstallScript === true, integrity: one.integrity ?? null,
    };
  }).sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** What is served of it, or bundled into what is. @param {string} name */
function shippedFiles(name) {
  const folder = join(root, 'node_modules', name);
  return [...VENDOR_MODULES.values()].filter((path) => path.startsWith(`${folder}/`));
}
