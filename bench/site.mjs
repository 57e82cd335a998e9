// @ts-check
// Serves the page, the modules and OpenPGP.js on loopback.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {Record<string, string>} */
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };

/** Only an isolated page gets a clock finer than a tenth of a millisecond. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cache-Control': 'no-store' };

/**
 * @param {Map<string, string>} folders of modules, by the path they are served at
 * @returns {Promise<{ origin: string, close: () => void }>}
 */
export async function site(folders) {
  const files = new Map([
    ['/', join(root, 'bench/page/index.html')],
    ['/openpgp.min.mjs', join(root, 'node_modules/openpgp/dist/openpgp.min.mjs')],
    ['/policy.json', join(root, 'www/pages/demo/policy/example.org.json')],
  ]);
  const served = new Map([['/page/', join(root, 'bench/page')], ['/engine/', join(root, 'www/engine')], ['/keys/', join(root, 'www/keys')], ...folders]);
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const [, folder = '', name = ''] = /^(\/[\w-]+\/)([\w.-]+)$/.exec(pathname) ?? [];
    const inside = served.get(folder);
    const file = files.get(pathname) ?? (inside === undefined ? null : join(inside, name));
    try {
      if (file === null) throw new Error('unknown');
      const bytes = await readFile(file);
      response.writeHead(200, { ...headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}
