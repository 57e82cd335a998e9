// @ts-check
// Puts the package together: the modules as they are in www/, so that what one reads is what runs; workers as one file each,
// which every bundler carries along as it is; the vault's page with one script, because a browser would learn of its hundred and sixty modules
// step by step, each time it is opened; types; what of others the vault serves, with its licences; hashes.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { VENDOR_FOLDERS, VENDOR_MODULES } from '../../server/vendor.mjs';
import { asServed } from '../as-served.mjs';
import { root, target } from '../paths.mjs';
import { Failure, run, say } from '../run.mjs';
import { hashOf, integrity, writeHashes } from './integrity.mjs';
import { holdSizes } from '../sizes.mjs';
import { lookedInto } from '../supply/found.mjs';
import { sbom } from '../supply/sbom.mjs';
import { notices } from './notices.mjs';
import { vaultHeaders } from './vault-headers.mjs';

/** Of www/: what a webmail's page may load, and what stands at the vault's origin. Not the demo, not the administrator's pages. */
const folders = ['button', 'embed', 'engine', 'generated', 'icons', 'keys', 'mail', 'release', 'search', 'styles', 'texts', 'vault', 'wasm', 'words'];

/** The programs that only pages outside the package load. */
const elsewhere = /^(?:steward|reader)(?:_bg)?\./;

const workers = ['engine/sealer-worker.js', 'engine/hashing-worker.js', 'search/worker.js', 'release-worker.js'];

/** Browsers that have what the pages use: light-dark(), popovers, import maps. */
const browsers = ['chrome123', 'firefox125', 'safari17.5'];

const out = join(target, 'package');

/** @returns {Promise<string>} the path of the packed file */
export async function packed() {
  const staging = join(out, 'zegel');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  copy(staging);
  writeHashes(staging);
  await bundleWorkers(staging);
  await complete(staging, await bundleVault(staging));
  await types(staging);
  ownLinks(staging);
  writeFileSync(join(staging, 'NOTICES.md'), notices());
  writeFileSync(join(staging, 'sbom.json'), `${JSON.stringify(sbom(lookedInto()), null, 2)}\n`);
  const manifest = manifestOf();
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(staging, 'integrity.json'), `${JSON.stringify(integrity(staging, manifest.version), null, 2)}\n`);
  writeFileSync(join(staging, 'vault-headers.json'), `${JSON.stringify(vaultHeaders(staging), null, 2)}\n`);
  const answer = await run('Packing with npm', 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out], { cwd: staging, log: 'npm-pack' });
  return join(out, fileOf(answer, manifest));
}

/** npm's answer is a list or, since npm 11, may be an object by names. @param {string} answer @param {{ name: string, version: string }} manifest */
function fileOf(answer, { name, version }) {
  const file = `${name}-${version}.tgz`;
  if (!existsSync(join(out, file))) throw new Failure(`npm packed no ${file}; it said: ${answer.slice(0, 300)}`);
  return file;
}

/** @param {string} staging */
function copy(staging) {
  for (const folder of folders) {
    cpSync(join(root, 'www', folder), join(staging, 'www', folder), {
      recursive: true, filter: (path) => !(folder === 'wasm' && elsewhere.test(relative(join(root, 'www', 'wasm'), path)) && !path.endsWith('reader.html')),
    });
  }
  // At the root, so that it may answer for all of it.
  put(join(root, 'www', 'release-worker.js'), join(staging, 'www', 'release-worker.js'));
  for (const [name, path] of VENDOR_MODULES) put(path, join(staging, 'www', 'vendor', name));
  for (const [name, path] of VENDOR_FOLDERS) cpSync(path, join(staging, 'www', 'vendor', name), { recursive: true });
  for (const name of ['LICENSE-APACHE', 'LICENSE-MIT', 'docs', 'examples']) cpSync(join(root, name), join(staging, name), { recursive: true, filter: (path) => !/\/(?:node_modules|dist)(?:\/|$)/.test(path.slice(root.length)) });
  // What describes the package is its README; the links in it are seen from docs/.
  const readme = readFileSync(join(root, 'docs', 'package.md'), 'utf8').replaceAll(/\]\((?!https?:|#)([\w-]+\.md)/g, '](docs/$1');
  writeFileSync(join(staging, 'README.md'), readme);
}

/** What the documents link to in the sources, and is not in the package, they name. @param {string} staging */
function ownLinks(staging) {
  const folder = join(staging, 'docs');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.md'))) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8').replaceAll(/\[([^\]]+)\]\(\.\.\/([\w./-]+)(#[\w-]*)?\)/g, (link, words, to) =>
      (existsSync(join(staging, to)) ? link : words.includes(to) ? `${words} of the sources` : `${words} (\`${to}\` of the sources)`));
    writeFileSync(path, text);
  }
}

/** @param {string} from @param {string} to */
function put(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/** @param {string} staging */
async function bundleWorkers(staging) {
  const { build } = await import('esbuild');
  for (const worker of workers) {
    await build({
      entryPoints: [join(staging, 'www', worker)], outfile: join(staging, 'www', worker), allowOverwrite: true,
      bundle: true, minify: true, format: 'esm', target: browsers, logLevel: 'warning', legalComments: 'inline',
      banner: { js: '// Made from the modules beside it.' },
    });
  }
  // It loads the programs that hold keys: they have to be held to their hashes there, too.
  if (!readFileSync(join(staging, 'www', 'engine/sealer-worker.js'), 'utf8').includes(hashOf(readFileSync(join(staging, 'www', 'wasm', 'sealer_bg.wasm'))))) {
    throw new Failure('the worker of the package does not know the hashes of its programs');
  }
}

/**
 * With the names of the sources, for whoever reads it or has to say where it failed.
 * @param {string} staging
 * @returns {Promise<string[]>} of which modules it is made
 */
async function bundleVault(staging) {
  const { build } = await import('esbuild');
  // Modules come by their real paths, and are told their places by them.
  const www = realpathSync(join(staging, 'www'));
  const { metafile } = await build({
    metafile: true,
    entryPoints: [join(www, 'vault/main.js')], outfile: join(www, 'vault/main.js'), allowOverwrite: true, absWorkingDir: www,
    // What package.json says of side effects is for bundlers of pages that import a part.
    ignoreAnnotations: true,
    bundle: true, minifyWhitespace: true, minifySyntax: true, format: 'esm', target: browsers, logLevel: 'warning', legalComments: 'inline', external: ['node:*'],
    banner: { js: '// Made from the modules of www/.' },
    plugins: [asServed(www, 'vault/main.js', (path) => join(www, path))],
  });
  holdSizes([['vault/main.js', readFileSync(join(www, 'vault/main.js'))]]);
  return Object.keys(metafile.inputs);
}

/** Types from the JSDoc of what the package exports, and of what that speaks of. @param {string} staging */
async function types(staging) {
  const project = join(out, 'tsconfig.json');
  const entries = exportedModules();
  writeFileSync(project, JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true, rootDir: join(root, 'www'), outDir: join(staging, 'www') },
    files: entries, include: [],
  }));
  await run('Types of the package', process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--project', project], { log: 'package-types' });
  for (const entry of entries) {
    const made = join(staging, relative(root, entry).replace(/\.js$/, '.d.ts'));
    if (!existsSync(made)) throw new Failure(`no types were written for ${relative(root, entry)}`);
  }
}

/**
 * Whatever a module of the package imports is in it; what nothing in it imports need not be. Begun at what is exported, at
 * the workers and threads, and at the scripts of the documents.
 * @param {string} staging
 * @param {string[]} within  the vault's script
 */
async function complete(staging, within) {
  const { build } = await import('esbuild');
  const www = join(staging, 'www');
  const names = readdirSync(www, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const scripts = names.filter((name) => name.endsWith('.html') && !name.startsWith('wasm/'))
    .flatMap((name) => [...readFileSync(join(www, name), 'utf8').matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, src = '']) => new URL(src, `file:///${name}`).pathname.slice(1)));
  const starts = names.filter((name) => name.startsWith('embed/') && name.endsWith('/start.js'));
  const exported = exportedModules().map((path) => relative(join(root, 'www'), path));
  const entries = [...new Set([...exported, ...scripts, ...starts, ...workers, 'engine/sealer-thread.js', 'engine/node-thread.js'])];
  const { errors, metafile } = await build({
    entryPoints: entries.map((name) => join(www, name)), bundle: true, write: false, outdir: join(out, 'complete'), format: 'esm', logLevel: 'silent',
    metafile: true, splitting: true, absWorkingDir: www, external: ['node:*'],
    plugins: [{
      name: 'as served',
      setup(building) {
        building.onResolve({ filter: /^\/[^/]/ }, ({ path, kind }) => (kind === 'entry-point' ? undefined : { path: join(www, path) }));
      },
    }],
  }).catch((/** @type {import('esbuild').BuildFailure} */ failure) => ({ ...failure, metafile: undefined }));
  if (!metafile) {
    throw new Failure(`the package is not complete:\n${errors.map(({ text, location }) => `  ${location?.file ?? ''}: ${text}`).join('\n')}`);
  }
  const needless = names.filter((name) => name.endsWith('.js') && !/^(?:vendor|wasm)\//.test(name) && metafile.inputs[name] === undefined);
  for (const name of needless) rmSync(join(www, name));
  // What of others stands in the vault's script, and is loaded by nothing else any more.
  const texts = names.filter((name) => /\.m?js$/.test(name) && !/^(?:vendor|wasm)\//.test(name) && !needless.includes(name)).map((name) => readFileSync(join(www, name), 'utf8'));
  for (const name of within) if (name.startsWith('vendor/') && metafile.inputs[name] === undefined && !texts.some((text) => text.includes(`/${name}`))) rmSync(join(www, name));
  say(`  ${Object.keys(metafile.inputs).length} modules, each with all it imports; ${needless.length} that nothing imports are left out`);
}

/** Paths of the modules that package.json exports by name. */
function exportedModules() {
  return Object.values(manifestOf().exports).flatMap((to) => (typeof to === 'string' && /^\.\/www\/[^*]*\.js$/.test(to) ? [join(root, to)] : []));
}

/** package.json without what only the repository needs: what is installed needs no other package. What is published is this alone. */
export function manifestOf() {
  const { scripts: _, dependencies: __, devDependencies: ___, overrides: ____, allowScripts: _____, private: ______, ...manifest } =
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return manifest;
}
