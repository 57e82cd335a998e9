// @ts-check
// Where things are. Everything the commands make lies under target/, node_modules/ and www/wasm/.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
export const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
export const logs = join(target, 'logs');
export const toolsBuild = join(target, 'tools', 'build');
export const toolsBin = join(target, 'tools', 'bin');
export const rustBin = join(target, 'tools', 'rust');
export const wasmOut = join(root, 'www', 'wasm');
export const wasmWork = join(target, 'zegel');
export const nodeBin = join(root, 'node_modules', '.bin');
export const venv = join(target, 'venv');

/**
 * The first file of that name on PATH that may be run, or null.
 * @param {string} name
 * @param {string} [path]
 */
export function onPath(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not there: look in the next folder
    }
  }
  return null;
}
