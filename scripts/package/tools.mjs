// @ts-check
// Vite, webpack, React and Vue for the package's tests and the examples: above all their projects, as the lock file in
// tests/package/tools/ says.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, target } from '../paths.mjs';
import { run } from '../run.mjs';

/** The folder whose node_modules has them. */
export const toolsFolder = join(target, 'package-tests');

export async function buildTools() {
  const from = join(root, 'tests', 'package', 'tools');
  const wanted = createHash('sha256').update(readFileSync(join(from, 'package-lock.json'))).digest('hex');
  const stamp = join(toolsFolder, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(toolsFolder, { recursive: true, force: true });
  cpSync(from, toolsFolder, { recursive: true });
  await run('Installing what builds the examples', 'npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: toolsFolder, log: 'npm-package-tests' });
  writeFileSync(stamp, wanted);
}
