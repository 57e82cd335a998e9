// @ts-check
// Measures Zegel beside OpenPGP.js, rPGP as it is and the browser's bare cryptography, in one page of one browser. Nothing here fails
// for being slow; what cannot be compared is named, and then it fails at the end.
//   --passes 2            fresh browsers, one after another
//   --only 'seal 10 KiB'  what has this in its name; may be repeated
//   --quick               few rounds, and nothing above 10 MiB: to see that it works
//   --without-rpgp        rPGP takes minutes to compile, once
//   --also name=folder    another build of the sealer (sealer.js, sealer_bg.wasm), measured in turns with the first

import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { packed } from '../scripts/package/packed.mjs';
import { wasmWork } from '../scripts/paths.mjs';
import { cases } from './cases.mjs';
import { cratesIn } from './crates.mjs';
import { coldStart, peakMemory } from './fresh.mjs';
import { headlines } from './headlines.mjs';
import { hostPage } from './host-page.mjs';
import { naive } from './naive.mjs';
import { picture } from './picture.mjs';
import { figuresFor, putInto } from './readme.mjs';
import { hostTables, peaks, shares, starts, times, weights } from './report.mjs';
import { root, site } from './site.mjs';
import { sizes } from './sizes.mjs';
import { figures } from './table.mjs';

/** @typedef {import('./cases.mjs').Case} Case */
/** @typedef {import('./page/alternate.mjs').Measured} Measured */

const { values: options } = parseArgs({
  options: { passes: { type: 'string', default: '1' }, only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false }, 'without-rpgp': { type: 'boolean', default: false }, also: { type: 'string', multiple: true, default: [] } },
});
const { quick } = options;
/** @param {string} name @param {boolean} [apart] */
const isWanted = (name, apart = false) => (options.only === undefined ? !apart : options.only.some((word) => name.includes(word)));
const isLarge = (/** @type {string} */ name) => / (50|100) MiB/.test(name);
const wanted = cases().filter(({ name, apart }) => isWanted(name, apart) && !(quick && isLarge(name)));
const also = options.also.map((text) => ({ name: text.split('=')[0] ?? '', folder: text.slice(text.indexOf('=') + 1) }));
// A copy: a build that ends while this runs must not change what is measured.
const modules = mkdtempSync(join(tmpdir(), 'zegel-bench-'));
process.once('exit', () => rmSync(modules, { recursive: true, force: true }));
cpSync(join(root, 'www/wasm'), modules, { recursive: true });
const builds = [{ name: 'zegel', folder: modules }, ...also];
const passes = Number(options.passes);
/** What could not be measured. @type {string[]} */
const failures = [];

/** @param {string} name @param {unknown} error */
function failed(name, error) {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  process.stderr.write(`    not measured: ${line}\n`);
  failures.push(`${name}: ${line}`);
}

/** @template T @param {string} name @param {() => Promise<T>} measure @returns {Promise<T|null>} */
async function attempt(name, measure) {
  if (!isWanted(name)) return null;
  process.stderr.write(`  ${name}\n`);
  return measure().catch((error) => {
    failed(name, error);
    return null;
  });
}

const rough = options['without-rpgp'] ? null : await naive().catch((error) => {
  failed('rPGP', error);
  return null;
});
const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const launch = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', ...flags] };
const folders = new Map(builds.map(({ name, folder }) => [`/${name === 'zegel' ? 'wasm' : name}/`, folder]));
if (rough !== null) folders.set('/naive/', rough);

/** A fresh browser with everything loaded. @param {string} origin */
async function prepared(origin) {
  const browser = await chromium.launch(launch);
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  const addresses = builds.map(({ name }) => ({ name, folder: `/${name === 'zegel' ? 'wasm' : name}/` }));
  await page.evaluate(async ([module, given, there]) => (await import(module)).prepare(given, there), /** @type {const} */ (['/page/cases.mjs', addresses, rough !== null]));
  /** @param {string} method @param {unknown[]} given @returns {Promise<any>} */
  const ask = (method, ...given) => page.evaluate(async ([module, name, what]) => (await import(module))[name](...what), /** @type {const} */ (['/page/cases.mjs', method, given]));
  return { browser, ask };
}

/** @param {Case} one */
function effortFor({ rounds, warmUp = rounds < 10 ? 2 : 20 }) {
  return quick ? { warmUp: Math.min(1, warmUp), rounds: Math.min(2, rounds), seconds: 4 } : { warmUp, rounds, seconds: 12 };
}

/** @type {Measured[][]} */
const measured = wanted.map(() => []);
const load = [loadavg()[0] ?? 0];
let version = '';
const begun = Date.now();
for (let at = 1; at <= passes; at += 1) {
  process.stderr.write(`Pass ${at} of ${passes}\n`);
  const served = await site(folders);
  let inside = await prepared(served.origin);
  version = inside.browser.version();
  for (const [index, one] of wanted.entries()) {
    process.stderr.write(`  ${one.name}\n`);
    try {
      measured[index]?.push(await inside.ask(one.call, one.wanted, effortFor(one)));
    } catch (error) {
      failed(one.name, error);
      // After a trap a program is in no known state.
      await inside.browser.close();
      inside = await prepared(served.origin);
    }
  }
  await inside.browser.close();
  served.close();
  load.push(loadavg()[0] ?? 0);
}

/** Folders of the package, by the path they are served at. @returns {[string, string][]} */
function published() {
  const www = join(root, 'target/package/zegel/www');
  return readdirSync(www, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => [`/${name}/`, join(www, name)]);
}

/** Pages that were just opened. Their mail is opened by Zegel, whoever sealed it. */
async function freshPages() {
  const [coldly, remembering] = ['cold start', 'peak memory'];
  if (![coldly, remembering].some((name) => isWanted(name))) return { cold: null, memory: null };
  const first = await site(folders);
  const inside = await prepared(first.origin);
  const given = await inside.ask('given', 'v4-seipd2');
  // As they are published, as OpenPGP.js is: a worker is one file there.
  await packed();
  const served = await site(new Map([...folders, ...published()]), new Map([['/given.json', JSON.stringify(given)]]));
  try {
    const check = (/** @type {string} */ mail) => inside.ask('mustOpen', mail, given);
    const cold = await attempt(coldly, () => coldStart(launch, served.origin, quick ? 1 : 5, check));
    const memory = await attempt(remembering, () => peakMemory(launch, served.origin, (quick ? 10 : 100) * 2 ** 20));
    return { cold, memory };
  } finally {
    await inside.browser.close();
    first.close();
    served.close();
  }
}

const results = wanted.flatMap(({ name }, index) => {
  const runs = measured[index] ?? [];
  const [one] = runs;
  if (one === undefined) return [];
  const by = Object.fromEntries(Object.keys(one.samples).map((candidate) => [candidate, figures(runs.map(({ samples }) => samples[candidate] ?? []))]));
  return [{ name, about: one.about, by, ...(one.counts && { counts: one.counts }) }];
});
const { cold, memory } = await freshPages();
const host = await attempt('what a host page pays', () => hostPage(launch, modules, quick ? 2 : 7));
const fetched = await sizes(modules);
const made = ['sealer', 'decider'].map((name) => ({ name, crates: cratesIn(join(wasmWork, 'compiled', `${name}.wasm`), 24) })).filter(({ crates }) => crates.length > 1);
const where = machine();
const { version: openpgp } = JSON.parse(readFileSync(join(root, 'node_modules/openpgp/package.json'), 'utf8'));
const date = new Date().toISOString().slice(0, 10);
const about = `${date}, ${where}`;

/** JSON with a line for each thing, and no more digits than such figures know. @param {Record<string, unknown>} all */
function written(all) {
  const line = (/** @type {unknown} */ value) => JSON.stringify(value, (_, part) => (typeof part === 'number' && !Number.isInteger(part) ? Number(part.toPrecision(5)) : part));
  const lines = Object.entries(all).map(([name, value]) => `${JSON.stringify(name)}: ${Array.isArray(value) && typeof value[0] === 'object' ? `[\n  ${value.map(line).join(',\n  ')}\n ]` : line(value)}`);
  return `{\n ${lines.join(',\n ')}\n}\n`;
}

/** What was measured on. */
function machine() {
  let system = process.platform === 'linux' ? 'Linux' : process.platform;
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(release)?.[1] ?? '';
    system = `${field('NAME').split(' ')[0]} ${field('VERSION_ID')}`;
  } catch {
    // another system: its plain name has to do
  }
  const [processor] = cpus();
  return `${cpus().length} cores (${(processor?.model ?? '').replaceAll(/\((R|TM)\)|CPU|Processor/gi, '').replaceAll(/\s+/g, ' ').trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${system}, Chromium ${version.split('.')[0] || 'not started'}`;
}

const minutes = (Date.now() - begun) / 60_000;
process.stdout.write([
  `${about}, OpenPGP.js ${openpgp}, ${passes} passes in ${minutes.toFixed(1)} min; load ${load.map((value) => value.toFixed(1)).join(', ')}`,
  ...(results.length > 0 ? [times(results, also.map(({ name }) => name))] : []), ...(cold ? [starts(cold)] : []), ...(memory ? [peaks(memory)] : []), weights(fetched),
  ...made.map(({ name, crates }) => shares(`code of the ${name} by crate, before it is shrunk`, crates)), ...(host ? [hostTables(host)] : []),
  ...(failures.length > 0 ? [`Not measured:\n${failures.join('\n')}`] : []), '',
].join('\n\n'));

// Only a whole run is one to be shown.
if (options.only === undefined && !quick) {
  const folder = join(root, 'bench/results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'latest.json'), written({ date, machine: where, openpgp, passes, load, results, cold, memory, sizes: fetched, crates: made, host, failures }));
  const rows = headlines(results);
  writeFileSync(join(folder, 'speed.svg'), picture(rows, about));
  putInto(join(root, 'README.md'), figuresFor(rows, { about: `${about}; OpenPGP.js ${openpgp}; medians of one run.`, cold: cold ?? [], memory, sizes: fetched }));
}
if (failures.length > 0) process.exitCode = 1;
