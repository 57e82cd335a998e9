// @ts-check
// npm run pack: the npm package, as one file target/package/zegel-<version>.tgz (docs/package.md).

import { statSync } from 'node:fs';
import { nodePackages } from './node-packages.mjs';
import { packed } from './package/packed.mjs';
import { readerFile } from './reader.mjs';
import { command, elapsed, say } from './run.mjs';
import { wasmModules } from './wasm.mjs';

await command(async () => {
  const begun = Date.now();
  say('Packing');
  await nodePackages();
  await wasmModules();
  await readerFile();
  const file = await packed();
  say(`${file}: ${(statSync(file).size / 1_000_000).toFixed(1)} MB, after ${elapsed(begun)}.`);
});
