// @ts-check
// npm run bench: measures the built modules.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodePackages } from './node-packages.mjs';
import { root } from './paths.mjs';
import { Failure, command, say, show } from './run.mjs';
import { testEnvironment, testPackages } from './test-packages.mjs';
import { wasmModules } from './wasm.mjs';

await command(async () => {
  const program = join(root, 'bench', 'run.mjs');
  if (!existsSync(program)) throw new Failure('there is no bench/run.mjs');
  say('Setting up');
  await nodePackages();
  await wasmModules();
  await testPackages(new Set(['browser']));
  const { code } = await show(process.execPath, [program, ...process.argv.slice(2)], { env: await testEnvironment() });
  if (code !== 0) throw new Failure(`the measurements ended with ${code}`);
});
