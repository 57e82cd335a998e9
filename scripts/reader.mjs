// @ts-check
// The reader file: www/reader, its styles and its program, made into one page that needs nothing else
// (docs/letters.md). It travels in mail, so: ASCII, short lines, as small as it goes.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, deflateRawSync } from 'node:zlib';
import { root, wasmOut, wasmWork } from './paths.mjs';
import { Failure, say } from './run.mjs';
import { hashOf } from './tools.mjs';

const source = join(root, 'www', 'reader');
const stampFile = join(wasmWork, 'reader.stamp');
const made = join(wasmOut, 'reader.html');

/** RFC 5322 allows 998 octets; some gateways add to lines. */
const longestLine = 990;
/** Of packed bytes: long, for every line end costs an octet. */
const packedLine = 960;

/** Browsers that have all the page needs: it asks for DecompressionStream("deflate-raw"). */
const target = ['chrome103', 'firefox113', 'safari16.4'];

/** What the page takes from elsewhere in www/. */
const shared = ['www/icons', 'www/styles', 'www/mail/element.js', 'www/mail/reader', 'www/mail/texts', 'www/engine/passphrase.js', 'package-lock.json'];

/** Makes www/wasm/reader.html what the sources say. The WebAssembly modules are made before. */
export async function readerFile() {
  const sources = ['www/reader', 'scripts/reader.mjs', 'www/wasm/reader.js', 'www/wasm/reader_bg.wasm', ...shared];
  const wanted = hashOf(sources.map((path) => join(root, path)));
  const stamp = () => `${wanted} ${hashOf([made])}`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp()) {
    say('  The reader file: up to date');
    return;
  }
  const page = await readerPage({ glue: join(wasmOut, 'reader.js'), wasm: readFileSync(join(wasmOut, 'reader_bg.wasm')) });
  // A server may be reading the old file: replace it in one step.
  mkdirSync(wasmWork, { recursive: true });
  writeFileSync(`${made}.part`, page);
  renameSync(`${made}.part`, made);
  writeFileSync(stampFile, stamp());
  say(`  The reader file: ${Math.round(page.length / 1000)} KB`);
}

/**
 * @param {{ glue: string, wasm: Uint8Array }} program  the JavaScript of the program, and the program
 * @returns {Promise<string>}
 */
export async function readerPage({ glue, wasm }) {
  const { build, transform } = await import('esbuild');
  const [styles, firstStyle, boot, { frameStyle }] = await Promise.all([
    build({ entryPoints: [join(source, 'styles', 'all.css')], bundle: true, minify: true, write: false, target, charset: 'ascii' }).then(text),
    transform(readFileSync(join(source, 'styles', 'first.css'), 'utf8'), { loader: 'css', minify: true }).then(({ code }) => code.trim()),
    transform(readFileSync(join(source, 'boot.js'), 'utf8'), { minify: true, target: 'es5', charset: 'ascii' }).then(({ code }) => code.trim()),
    import(pathToFileURL(join(root, 'www/mail/reader/frame-style.js')).href),
  ]);
  const icons = await usedIcons();
  const code = await build({
    entryPoints: [join(source, 'start.js')], bundle: true, minify: true, write: false, format: 'iife', target, charset: 'ascii', legalComments: 'eof',
    define: { STYLES: JSON.stringify(styles), 'import.meta.url': '""' }, logLevel: 'warning',
    plugins: [{
      name: 'where things are',
      setup(building) {
        building.onResolve({ filter: /^\/vendor\/purify\.js$/ }, () => ({ path: join(root, 'node_modules/dompurify/dist/purify.es.mjs') }));
        building.onResolve({ filter: /\/wasm\/reader\.js$/ }, () => ({ path: glue }));
        building.onLoad({ filter: /\/icons\/shapes\.js$/ }, () => ({ contents: `export const shapes = ${JSON.stringify(icons)};` }));
      },
    }],
  }).then(text);
  const policy = [
    `default-src 'none'`, `script-src ${hash(boot)} ${hash(code)} 'wasm-unsafe-eval'`, 'worker-src blob:',
    `style-src ${hash(firstStyle)} ${hash(styles)} ${hash(frameStyle)}`, 'img-src data: blob:', `connect-src 'none'`, `form-action 'none'`,
    `base-uri 'none'`, `require-trusted-types-for 'script'`, 'trusted-types boot reader dompurify',
  ].join('; ');
  const page = filled(readFileSync(join(source, 'page.html'), 'utf8'), { policy, firstStyle, boot, code: packed(Buffer.from(code)), program: packed(wasm) });
  check(page);
  return page;
}

/** @param {import('esbuild').BuildResult} result */
function text({ outputFiles }) {
  return outputFiles?.[0]?.text ?? '';
}

/** Icons the page names, out of all there are. */
async function usedIcons() {
  const { shapes } = await import(pathToFileURL(join(root, 'www/icons/shapes.js')).href);
  const scripts = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  const words = new Set(scripts.flatMap((name) => readFileSync(join(source, name), 'utf8').match(/"[a-z-]+"/g) ?? []));
  return Object.fromEntries(Object.entries(shapes).filter(([name]) => words.has(`"${name}"`)));
}

/** @param {string} text */
function hash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** @param {Uint8Array} bytes */
function packed(bytes) {
  const letters = deflateRawSync(bytes, { level: 9, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY }).toString('base64');
  return (letters.match(new RegExp(`.{1,${packedLine}}`, 'g')) ?? []).join('\n') + '\n';
}

/** @param {string} template @param {Record<string, string>} values */
function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    if (value === undefined) throw new Failure(`www/reader/page.html wants "${name}", which there is not`);
    return value;
  });
}

/** What docs/letters.md promises of the file. @param {string} page */
function check(page) {
  const wrong = (/** @type {string} */ what) => { throw new Failure(`the reader file ${what}`); };
  if (!/^[\n\x20-\x7e]*$/.test(page)) wrong('is not plain ASCII');
  for (const line of page.split('\n')) {
    if (line.length > longestLine) wrong(`has a line of ${line.length} octets: ${line.slice(0, 60)}`);
    if (/^(?:From |\.$|-----BEGIN)|\s$/.test(line)) wrong(`has a line that mail programs change: ${line.slice(0, 60)}`);
  }
  for (const place of ['@LETTER@', '@MESSAGE@']) if (page.split(place).length !== 2) wrong(`does not hold ${place} once`);
  if (!page.includes('\n@MESSAGE@')) wrong('does not begin a line with the message');
}
