// @ts-check
// Serves the pages, the modules, OpenPGP.js and files of random octets on loopback.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {Record<string, string>} */
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };

/** Only an isolated page gets a clock finer than a tenth of a millisecond. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin', 'Cache-Control': 'no-store' };

/** Rules as an organisation has them, but for the one that asks before a large file leaves. */
async function policy() {
  const bundle = JSON.parse(await readFile(join(root, 'www/pages/demo/policy/example.org.json'), 'utf8'));
  bundle.rules = bundle.rules.filter((/** @type {any} */ { conditions }) => conditions.AttachmentSizeOver === undefined);
  return JSON.stringify(bundle);
}

/**
 * @param {Map<string, string>} folders of modules, by the path they are served at
 * @param {Map<string, string>} [texts] served as they are, by path
 * @returns {Promise<{ origin: string, close: () => void }>}
 */
export async function site(folders, texts = new Map()) {
  const files = new Map([
    ['/', join(root, 'bench/page/index.html')],
    ['/openpgp.min.mjs', join(root, 'node_modules/openpgp/dist/openpgp.min.mjs')],
  ]);
  const served = new Map([['/page/', join(root, 'bench/page')], ['/postal-mime/', join(root, 'node_modules/postal-mime/dist/esm')], ...folders]);
  /** @param {string} pathname */
  const fileAt = (pathname) => {
    const [, folder = '', name = ''] = /^(\/[\w-]+\/)([\w./-]+)$/.exec(pathname) ?? [];
    return files.get(pathname) ?? (name === '' || normalize(name).startsWith('..') ? null : join(served.get(folder) ?? join(root, 'www', folder), name));
  };
  const given = new Map([['/policy.json', await policy()], ...texts]);
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const [, noise] = /^\/noise\/(\d+)$/.exec(pathname) ?? [];
    try {
      const file = fileAt(pathname);
      const bytes = noise !== undefined ? randomBytes(Number(noise)) : given.get(pathname) ?? await readFile(file ?? '');
      response.writeHead(200, { ...headers, 'Content-Type': types[pathname === '/' ? '.html' : extname(pathname)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
