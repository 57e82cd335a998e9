// @ts-check
// The classic scripts for pages of others, each one file: Mailvelope's client API, and the button beside any text field
// (docs/embedding.md). Their sources are the modules under www/embed/.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, wasmOut } from './paths.mjs';
import { say } from './run.mjs';

/** By the name of the file, where it begins. */
export const hostScriptEntries = /** @type {const} */ ({
  'zegel-client-api.js': 'www/embed/mailvelope/start.js',
  'zegel-textarea.js': 'www/embed/generic/start.js',
});

/** Browsers that have what the frames need as well. */
const target = ['chrome111', 'firefox113', 'safari16.4'];

/** @param {keyof typeof hostScriptEntries} name */
export async function hostScript(name) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(root, hostScriptEntries[name])], bundle: true, minify: true, write: false, format: 'iife', target, charset: 'ascii', legalComments: 'none', logLevel: 'silent', absWorkingDir: root,
  });
  return outputFiles[0].text;
}

/** Puts them into www/wasm/, with what else is made. */
export async function hostScripts() {
  mkdirSync(wasmOut, { recursive: true });
  for (const name of /** @type {(keyof typeof hostScriptEntries)[]} */ (Object.keys(hostScriptEntries))) {
    const text = await hostScript(name);
    // A server may be reading the old one: replace it in one step.
    writeFileSync(join(wasmOut, `${name}.part`), text);
    renameSync(join(wasmOut, `${name}.part`), join(wasmOut, name));
    say(`  ${name}: ${Math.round(text.length / 1000)} KB`);
  }
}
