// @ts-check
// npm start: sets up what the page needs, builds what changed, serves it.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodePackages } from './node-packages.mjs';
import { root } from './paths.mjs';
import { hostScripts } from './host-scripts.mjs';
import { readerFile } from './reader.mjs';
import { command, elapsed, say } from './run.mjs';
import { wasmModules } from './wasm.mjs';

await command(async () => {
  const begun = Date.now();
  say('Setting up (the first time takes minutes, later times seconds)');
  await nodePackages();
  await wasmModules();
  await readerFile();
  await hostScripts();
  say(`Ready after ${elapsed(begun)}. Ctrl+C stops the server.`);
  const server = spawn(process.execPath, [join(root, 'server', 'main.mjs')], { cwd: root, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => server.kill(signal));
  server.on('exit', (code) => { process.exitCode = code ?? 0; });
});
