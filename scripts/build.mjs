// @ts-check
// npm run build: the modules as they are released, and what they weigh.

import { nodePackages } from './node-packages.mjs';
import { readerFile } from './reader.mjs';
import { command, elapsed, say } from './run.mjs';
import { checkSizes } from './sizes.mjs';
import { wasmModules } from './wasm.mjs';

await command(async () => {
  const begun = Date.now();
  say('Building');
  await nodePackages();
  await wasmModules();
  await readerFile();
  say('Sizes');
  await checkSizes();
  say(`Built in ${elapsed(begun)}.`);
});
