// @ts-check
// What a host page pays before anybody writes: octets, and time of its main thread, for the element with the engine in the
// page, and for the host's side of a frame; and after how long the vault in that frame answers.

import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { brotli } from '../scripts/sizes.mjs';
import { serve } from '../server/main.mjs';
import { root } from './site.mjs';
import { figures } from './table.mjs';

/** Waited for, not counted: it stands on the vault's site, where its frame may keep keys, and shares a thread with it. */
const vaultPage = 'until the vault answers';

/** Each sets `window.ready`, a promise of when the person could begin. @type {Record<string, string>} */
const pages = {
  nothing: 'window.ready = Promise.resolve();',
  'element and engine': `
    import { start } from './engine/engine.js';
    import { everybody } from './engine/everybody.js';
    import './button/protect.js';
    const protect = document.body.appendChild(document.createElement('zegel-protect'));
    window.ready = (async () => {
      const engine = await start({ wasm: '/wasm/' });
      Object.assign(protect, { engine, bundle: engine.useBundle(everybody()).bundle });
      while (!protect.shadowRoot.querySelector('.main:enabled span')) await new Promise(requestAnimationFrame);
    })();`,
  'a frame of the vault': `
    import { Frame } from './embed/frame.js';
    window.ready = new Frame({ vault: VAULT, kind: 'keyring', address: 'noor@example.org' }).connected;`,
  [vaultPage]: `
    import { Frame } from './embed/frame.js';
    const begun = performance.now();
    window.ready = new Frame({ vault: VAULT, kind: 'keyring', address: 'noor@example.org' }).connected.then(async (port) => {
      window.connected = performance.now() - begun;
      await port.ask('standing');
      window.answered = performance.now() - begun;
    });`,
};

/** The page's modules as one would serve them: minified, what is imported later in files of its own. @param {string} contents */
async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(root, 'www'), sourcefile: 'page.js' }, bundle: true, minify: true, splitting: true, format: 'esm', target: 'es2022',
    write: false, outdir: '/', entryNames: 'page', logLevel: 'silent', legalComments: 'none', define: { VAULT: 'window.vault' },
  });
  return new Map(outputFiles.map(({ path, contents: bytes }) => [path, bytes]));
}

/**
 * @param {NonNullable<Parameters<import('playwright-core').BrowserType['launch']>[0]>} launch
 * @param {string} modules  the folder of the built modules
 * @param {number} rounds
 */
export async function hostPage(launch, modules, rounds) {
  const data = mkdtempSync(join(tmpdir(), 'zegel-bench-vault-'));
  const files = new Map(await Promise.all(Object.entries(pages).map(async ([name, contents]) => /** @type {const} */ ([name, await bundled(contents)]))));
  let shown = 'nothing';
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const bytes = pathname === '/' ? `<!doctype html><title>Host</title><body></body>`
      : pathname.startsWith('/wasm/') ? await readFile(join(modules, pathname.slice(6))).catch(() => null) : files.get(shown)?.get(pathname) ?? null;
    const type = { '.js': 'text/javascript', '.wasm': 'application/wasm' }[extname(pathname)] ?? 'text/html';
    if (bytes === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  // Another name is another site: the vault's frame has a process, and a main thread, of its own.
  const [origin, same] = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const vault = await serve({ port: 0, data, hosts: [origin, same], lookups: null });
  /** Of every task, and of what of it was script. @type {Record<string, number[][]>} */
  const spent = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  /** @type {{ connected: number[], answered: number[] }} */
  const waited = { connected: [], answered: [] };
  const browser = await chromium.launch(launch);
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const name of Object.keys(pages)) {
        shown = name;
        const context = await browser.newContext();
        const page = await context.newPage();
        const tools = await context.newCDPSession(page);
        // Time of the thread, not of the clock: others on the machine do not count.
        await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
        await page.goto(name === vaultPage ? same : origin);
        await page.evaluate((vault) => { Object.assign(window, { vault }); }, `${vault.url}vault/`);
        const taken = async () => {
          const { metrics } = await tools.send('Performance.getMetrics');
          return ['TaskDuration', 'ScriptDuration'].map((wanted) => (metrics.find((one) => one.name === wanted)?.value ?? NaN) * 1000);
        };
        const before = await taken();
        await page.evaluate(async () => {
          await import(/** @type {string} */ ('/page.js'));
          await /** @type {any} */ (window).ready;
        });
        const took = (await taken()).map((after, at) => after - (before[at] ?? NaN));
        const times = await page.evaluate(() => ({ connected: /** @type {any} */ (window).connected, answered: /** @type {any} */ (window).answered }));
        // The first round warms what all later ones share.
        if (round > 0) {
          spent[name]?.push(took);
          if (times.answered !== undefined) {
            waited.connected.push(times.connected);
            waited.answered.push(times.answered);
          }
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
    await vault.close();
    server.close();
    server.closeAllConnections();
    rmSync(data, { recursive: true, force: true });
  }
  const of = (/** @type {string} */ name, /** @type {number} */ at) => (spent[name] ?? []).map((one) => one[at] ?? NaN);
  /** Without what a page with nothing in it takes. @param {string} name @param {number} at */
  const beyond = (name, at) => {
    const nothing = figures([of('nothing', at)]).median;
    return figures([of(name, at).map((one) => Math.max(0, one - nothing))]);
  };
  const octets = (/** @type {string} */ name) => {
    // What the page waits for: the first file and what it imports at once.
    const all = files.get(name) ?? new Map();
    const wanted = new Set();
    const take = (/** @type {string} */ path) => {
      if (wanted.has(path)) return;
      wanted.add(path);
      for (const [, next] of new TextDecoder().decode(all.get(path)).matchAll(/(?:from|import)"\.(\/[\w.-]+)"/g)) take(next ?? '');
    };
    take('/page.js');
    return [...wanted].reduce((sum, path) => sum + brotli(all.get(path) ?? new Uint8Array()), 0);
  };
  return {
    pages: Object.keys(pages).filter((name) => name !== 'nothing' && name !== vaultPage).map((name) => ({ name, brotli: octets(name), tasks: beyond(name, 0), script: beyond(name, 1) })),
    vault: { connected: figures([waited.connected]), answered: figures([waited.answered]) },
  };
}
