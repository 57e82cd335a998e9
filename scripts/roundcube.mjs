// @ts-check
// The plugin for Roundcube, ready to be put into its plugins/: what lies in integrations/roundcube/zegel/, and one script made of
// modules. The script is made here and not checked in: it repeats www/embed/, and the two would drift apart.

import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, target } from './paths.mjs';

const source = join(root, 'integrations', 'roundcube');

/** Where the made plugin lies. */
export const roundcubePlugin = join(target, 'roundcube', 'zegel');

/** @param {string} [folder] named as the plugin, `zegel` @returns {Promise<string>} that folder */
export async function buildRoundcubePlugin(folder = roundcubePlugin) {
  const { build } = await import('esbuild');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(source, 'zegel'), folder, { recursive: true });
  for (const license of ['LICENSE-MIT']) cpSync(join(root, license), join(folder, license));
  await build({
    entryPoints: [join(source, 'src', 'main.js')],
    // Roundcube includes classic scripts only.
    bundle: true, minify: true, format: 'iife', target: 'es2022', outfile: join(folder, 'zegel.js'), logLevel: 'warning', legalComments: 'none',
    absWorkingDir: root,
    plugins: [{
      name: 'served addresses',
      setup(building) {
        building.onResolve({ filter: /^\/[^/]/ }, ({ path, kind }) => {
          const served = join(root, 'www', path);
          return kind !== 'entry-point' && existsSync(served) ? { path: served } : undefined;
        });
      },
    }],
  });
  return folder;
}
