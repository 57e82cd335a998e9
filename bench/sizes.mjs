// @ts-check
// What a browser has to fetch: bytes as they are, after gzip -9, after brotli 11.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { root } from './site.mjs';

/** @typedef {{ name: string, raw: number, gzip: number, brotli: number }} Size */

/** @param {string} name @param {Uint8Array} bytes @returns {Size} */
function size(name, bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes, { params }).length };
}

/** The button, the engine and the decider's JavaScript with all they import at once, minified as one module. */
async function firstJavaScript() {
  const { build } = await import('esbuild');
  const entries = ['www/button/protect.js', 'www/engine/engine.js', 'www/wasm/decider.js'];
  const { outputFiles } = await build({
    stdin: { contents: entries.map((path, at) => `export * as part${at} from './${path}';`).join('\n'), resolveDir: root },
    bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, logLevel: 'silent', legalComments: 'none',
    plugins: [{
      name: 'what is fetched first',
      setup(building) {
        building.onResolve({ filter: /./ }, ({ path, kind }) => (kind === 'dynamic-import' || path.startsWith('/vendor/') ? { path, external: true } : undefined));
        building.onResolve({ filter: /^\/[^/]/ }, ({ path, kind }) => (kind === 'import-statement' && !path.startsWith(root) ? { path: join(root, 'www', path) } : undefined));
      },
    }],
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** @param {string} modules the folder of the built modules @returns {Promise<Size[]>} */
export async function sizes(modules) {
  const files = ['decider_bg.wasm', 'sealer_bg.wasm', 'sealer.js', 'sealer-full_bg.wasm', 'sealer-full.js'];
  return [
    size('button, engine and decider.js (first load)', await firstJavaScript()),
    ...files.map((file) => size(file, readFileSync(join(modules, file)))),
    size('openpgp.min.mjs', readFileSync(join(root, 'node_modules/openpgp/dist/openpgp.min.mjs'))),
  ];
}
