// @ts-check
// What a person's browser has to fetch, and the most it may be. Sizes are bytes after brotli at quality 11, as a
// server sends them; 1 KB is 1000 bytes.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { hostScriptEntries } from './host-scripts.mjs';
import { root, wasmOut } from './paths.mjs';
import { Failure, say } from './run.mjs';
import { modules } from './wasm.mjs';

const KB = 1000;

/** @type {Record<string, number>} */
const budgets = { 'decider_bg.wasm': 77 * KB, 'detector_bg.wasm': 155 * KB, 'inspector_bg.wasm': 84 * KB, 'marker_bg.wasm': 199 * KB, 'reader_bg.wasm': 188 * KB, 'sealer_bg.wasm': 542 * KB, 'sealer-full_bg.wasm': 613 * KB, 'steward_bg.wasm': 201 * KB, 'first JavaScript': 15 * KB, 'reader.html': 276 * KB, 'zegel-client-api.js': 15 * KB, 'zegel-textarea.js': 15 * KB, 'vault/main.js': 228 * KB };

/**
 * What a host page loads first: the button, the engine and the decider's JavaScript, however that is imported.
 * What they import when they load is counted too, what they import later is not.
 */
const first = ['www/button/protect.js', 'www/engine/engine.js', 'www/wasm/decider.js'];

/** @param {Uint8Array} bytes */
export function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
}

/**
 * The first modules and everything they statically import, as one minified module. `splitting` keeps what is
 * imported later in files of its own, so that it is not counted.
 * @returns {Promise<Uint8Array|null>} null while the modules do not exist
 */
export async function firstJavaScript() {
  const entries = first.map((path) => join(root, path));
  if (!entries.every((path) => existsSync(path))) return null;
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    stdin: { contents: entries.map((path, i) => `export * as part${i} from ${JSON.stringify(path)};`).join('\n'), resolveDir: root, sourcefile: 'first.js' },
    bundle: true, minify: true, splitting: true, format: 'esm', target: 'es2022', write: false, outdir: join(root, 'target', 'zegel', 'first'),
    metafile: true, logLevel: 'silent', legalComments: 'none', absWorkingDir: root,
    plugins: [{
      name: 'served addresses',
      setup(building) {
        building.onResolve({ filter: /^\/[^/]/ }, ({ path }) => {
          if (path.startsWith('/vendor/')) return { path, external: true };
          const served = join(root, 'www', path);
          return existsSync(served) ? { path: served } : undefined;
        });
      },
    }],
  });
  const wanted = new Set();
  /** @param {string} name */
  const take = (name) => {
    const output = metafile.outputs[name];
    if (output === undefined || wanted.has(name)) return;
    wanted.add(name);
    for (const imported of output.imports) if (imported.kind === 'import-statement') take(imported.path);
  };
  const entry = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint !== undefined && output.inputs['first.js'] !== undefined);
  if (entry === undefined) throw new Failure('esbuild made no module of the first JavaScript');
  take(entry[0]);
  return Buffer.concat(outputFiles.filter(({ path }) => wanted.has(path.slice(root.length + 1))).map(({ contents }) => contents));
}

/** Prints every size and fails when one is over its budget. */
export async function checkSizes() {
  /** @type {[string, Uint8Array][]} */
  const measured = modules.map((name) => [`${name}_bg.wasm`, readFileSync(join(wasmOut, `${name}_bg.wasm`))]);
  // It travels in every letter, as it is: there its raw size counts, and what the message adds.
  measured.push(['reader.html', readFileSync(join(wasmOut, 'reader.html'))]);
  for (const name of Object.keys(hostScriptEntries)) measured.push([name, readFileSync(join(wasmOut, name))]);
  const script = await firstJavaScript();
  if (script !== null) measured.push(['first JavaScript', script]);
  if (script === null) say('  first JavaScript: not measured, the modules are not there yet');
  holdSizes(measured);
}

/** @param {[string, Uint8Array][]} measured */
export function holdSizes(measured) {
  const over = [];
  for (const [name, bytes] of measured) {
    const size = brotli(bytes);
    const budget = budgets[name];
    const room = budget === undefined ? 'no budget' : `of ${(budget / KB).toFixed(0)} KB`;
    say(`  ${name.padEnd(19)} ${kilo(bytes.length)} raw  ${kilo(size)} brotli  ${room}`);
    if (budget !== undefined && size > budget) over.push(`${name} is ${(size / KB).toFixed(1)} KB, the budget is ${(budget / KB).toFixed(0)} KB`);
  }
  if (over.length > 0) throw new Failure(`over the size budget: ${over.join('; ')}`);
}

/** @param {number} bytes */
function kilo(bytes) {
  return `${(bytes / KB).toFixed(1)} KB`.padStart(10);
}
