// @ts-check
// Node itself and the packages from npm.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { Failure, run } from './run.mjs';
import { atLeast, disagreements, node } from './versions.mjs';

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages ?? {} : {};
}

/** Installs exactly what package-lock.json says, unless that is what is there. */
export async function nodePackages() {
  if (!atLeast(process.versions.node, node)) {
    throw new Failure(`this is Node ${process.versions.node}; Zegel needs Node ${node} or newer`);
  }
  const drift = disagreements();
  if (drift.length > 0) throw new Failure(`versions disagree:\n  ${drift.join('\n  ')}`);
  const locked = packagesOf(join(root, 'package-lock.json'));
  const there = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const current = Object.entries(locked).every(([path, { version, optional }]) =>
    // Optional ones are for other systems: right when absent, wrong when there in another version.
    path === '' || there[path]?.version === version || (optional === true && there[path] === undefined));
  if (current && Object.keys(there).every((path) => locked[path] !== undefined)) return;
  await run('Installing packages from npm', 'npm', ['ci', '--no-fund', '--no-audit'], { log: 'npm' });
}
