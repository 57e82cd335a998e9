// @ts-check
// npm run build: the modules as they are released, and what they weigh.

import { relative } from 'node:path';
import { nodePackages } from './node-packages.mjs';
import { hostScripts } from './host-scripts.mjs';
import { root } from './paths.mjs';
import { readerFile } from './reader.mjs';
import { buildRoundcubePlugin } from './roundcube.mjs';
import { command, elapsed, say } from './run.mjs';
import { checkSizes } from './sizes.mjs';
import { wasmModules } from './wasm.mjs';

await command(async () => {
  const begun = Date.now();
  say('Building');
  await nodePackages();
  await wasmModules();
  await readerFile();
  await hostScripts();
  say(`Roundcube's plugin: ${relative(root, await buildRoundcubePlugin())}`);
  say('Sizes');
  await checkSizes();
  say(`Built in ${elapsed(begun)}.`);
});
