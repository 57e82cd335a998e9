// @ts-check
// Measures Zegel beside OpenPGP.js in one page of one browser. Nothing here fails for being slow.
//   --passes 3            fresh browsers, one after another
//   --only 'seal 10 KiB'  cases whose name contains this; may be repeated
//   --quick               a tenth of the rounds: to see that it works
//   --also name=folder    another build of the sealer (sealer.js, sealer_bg.wasm), measured in turns with the first

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { root, site } from './site.mjs';
import { sizes } from './sizes.mjs';
import { digits, figures, shown, table } from './table.mjs';

/** @typedef {{ name: string, call: 'seal'|'open'|'makeKey'|'parts'|'decide'|'label'|'choose'|'index', wanted: Record<string, unknown>, rounds: number }} Case */
/** @typedef {{ name: string, about: string, by: Record<string, import('./table.mjs').Figures> }} Result */

const KiB = 1024;
const MiB = 1024 * KiB;
const kinds = { 'v4-seipd1': 'v4, SEIPDv1', 'v4-seipd2': 'v4, SEIPDv2', 'v6-seipd2': 'v6, SEIPDv2' };
const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** @returns {Case[]} */
function cases() {
  /** @type {Case[]} */
  const all = [];
  for (const [kind, name] of Object.entries(kinds)) {
    for (const [readers, rounds] of /** @type {const} */ ([[1, 40], [10, 40], [50, 20]])) {
      for (const fresh of [false, true]) {
        const title = `seal 10 KiB to ${readers}, ${name}${fresh ? ', from bytes' : ''}`;
        all.push({ name: title, call: 'seal', wanted: { kind, size: 9.5 * KiB, readers, fresh }, rounds });
      }
    }
  }
  for (const [kind, name] of Object.entries(kinds)) {
    for (const fresh of [false, true]) {
      const title = `open 20 KiB, ${name}${fresh ? ', from bytes' : ''}`;
      all.push({ name: title, call: 'open', wanted: { kind, size: 19.5 * KiB, readers: 10, fresh }, rounds: 40 });
    }
  }
  for (const kind of ['v4', 'v6']) all.push({ name: `make a ${kind} key`, call: 'makeKey', wanted: { kind }, rounds: 40 });
  for (const [size, rounds] of /** @type {const} */ ([[1, 9], [10, 5]])) {
    for (const kind of /** @type {const} */ (['v4-seipd1', 'v4-seipd2'])) {
      for (const call of /** @type {const} */ (['seal', 'open'])) {
        const wanted = { kind, size: 2 * KiB, readers: 1, attached: size * MiB, fresh: false };
        all.push({ name: `${call} a file of ${size} MiB, ${kinds[kind]}`, call, wanted, rounds });
      }
    }
  }
  for (const [kind, name] of Object.entries(kinds)) all.push({ name: `parts, ${name}`, call: 'parts', wanted: { kind }, rounds: 40 });
  // One thing doubled at a time: what a decision costs must grow no faster than the text.
  const load = { text: MiB, rules: 300, types: 20, words: 10_000, patterns: 60 };
  const larger = [
    load, { ...load, text: MiB / 2 }, { ...load, text: 2 * MiB }, { ...load, rules: 150 }, { ...load, rules: 600 }, { ...load, words: 5000 },
    { ...load, words: 20_000 }, { ...load, patterns: 120 }, { ...load, types: 10 }, { ...load, text: 4 * KiB },
  ];
  for (const wanted of larger) {
    const { text, rules, types, words, patterns } = wanted;
    all.push({ name: `decide: ${text / KiB} KiB, ${rules} rules, ${types} types, ${words} words, ${patterns} patterns`, call: 'decide', wanted, rounds: 9 });
  }
  all.push({ name: 'choose a key for each of 50 people', call: 'choose', wanted: { people: 50 }, rounds: 60 });
  all.push({ name: 'index a file of 10 000 certificates', call: 'index', wanted: { certificates: 10_000 }, rounds: 9 });
  for (const format of ['docx', 'pdf']) {
    all.push({ name: `label a ${format} of 20 MiB`, call: 'label', wanted: { format, size: 20 * MiB }, rounds: 15 });
  }
  return all;
}

/**
 * All cases in a fresh browser.
 * @param {Case[]} wanted
 * @param {{ name: string, folder: string }[]} builds
 * @param {number} share of the rounds
 * @param {(index: number, measured: { about: string, samples: Record<string, number[]> }) => void} take
 * @returns {Promise<string>} the browser's version
 */
async function pass(wanted, builds, share, take) {
  const served = await site(new Map(builds.map(({ name, folder }) => [`/${name === 'zegel' ? 'wasm' : name}/`, folder])));
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...flags] });
  try {
    const page = await browser.newPage();
    await page.goto(`${served.origin}/`);
    const addresses = builds.map(({ name }) => ({ name, folder: `/${name === 'zegel' ? 'wasm' : name}/` }));
    await page.evaluate(async ([module, folders]) => (await import(module)).prepare(folders), /** @type {const} */ (['/page/cases.mjs', addresses]));
    for (const [index, { name, call, wanted: what, rounds }] of wanted.entries()) {
      process.stderr.write(`  ${name}\n`);
      const effort = { warmUp: rounds < 10 ? 2 : 20, rounds: Math.max(2, Math.round(rounds * share)) };
      take(index, await page.evaluate(async ([module, method, given, how]) => (await import(module))[method](given, how), /** @type {const} */ (['/page/cases.mjs', call, what, effort])));
    }
    return browser.version();
  } finally {
    await browser.close();
    served.close();
  }
}

/** @param {string} version the browser's */
function machine(version) {
  let system = process.platform === 'linux' ? 'Linux' : process.platform;
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(release)?.[1] ?? '';
    system = `${field('NAME').split(' ')[0]} ${field('VERSION_ID')}`;
  } catch {
    // another system: its plain name has to do
  }
  return `${cpus().length} cores, ${system}, Chromium ${version.split('.')[0]}`;
}

/** @param {Result[]} results @param {string[]} others builds measured beside the first */
function times(results, others) {
  const naive = 'RegExp, words and patterns only';
  const decisions = results.filter(({ by }) => by[naive] !== undefined);
  const base = decisions[0]?.by.zegel?.median ?? NaN;
  const growth = decisions.map(({ name, by }) => [name, shown(by.zegel), shown(by[naive]), String(by.zegel?.n ?? ''), `${digits((by.zegel?.median ?? NaN) / base)}×`]);
  const copied = results.filter(({ by }) => by['plain copy'] !== undefined);
  const copies = copied.map(({ name, by }) => [name, shown(by.zegel), shown(by['plain copy']), String(by.zegel?.n ?? ''), `${digits((by.zegel?.median ?? NaN) / (by['plain copy']?.median ?? NaN))}×`]);
  const compared = results.filter(({ by }) => by['openpgp.js'] !== undefined);
  const ratio = (/** @type {Result['by']} */ by) => `${digits((by['openpgp.js']?.median ?? NaN) / (by.zegel?.median ?? NaN))}×`;
  const rows = compared.map(({ name, by }) => [name, shown(by.zegel), ...others.map((other) => shown(by[other])), shown(by['openpgp.js']), String(by.zegel?.n ?? ''), ratio(by)]);
  const parts = results.filter(({ by }) => by['openpgp.js'] === undefined && by[naive] === undefined && by['plain copy'] === undefined)
    .flatMap(({ name, by }) => Object.entries(by).map(([part, took]) => [`${name}: ${part}`, shown(took), String(took.n)]));
  return [
    ...(growth.length > 0 ? [table(['milliseconds, median [min–max]', 'Zegel', naive, 'n', 'against the first'], growth)] : []),
    ...(copies.length > 0 ? [table(['milliseconds, median [min–max]', 'Zegel', 'plain copy', 'n', 'Zegel ÷ copy'], copies)] : []),
    table(['milliseconds, median [min–max]', 'Zegel', ...others, 'OpenPGP.js', 'n', 'OpenPGP.js ÷ Zegel'], rows),
    ...(parts.length > 0 ? [table(['parts of Zegel alone', 'milliseconds', 'n'], parts)] : []),
  ].join('\n\n');
}

const { values: options } = parseArgs({
  options: { passes: { type: 'string', default: '3' }, only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false }, also: { type: 'string', multiple: true, default: [] } },
});
const wanted = cases().filter(({ name }) => options.only === undefined || options.only.some((word) => name.includes(word)));
const also = options.also.map((text) => ({ name: text.split('=')[0] ?? '', folder: text.slice(text.indexOf('=') + 1) }));
// A copy: a build that ends while this runs must not change what is measured.
const modules = mkdtempSync(join(tmpdir(), 'zegel-bench-'));
process.once('exit', () => rmSync(modules, { recursive: true, force: true }));
cpSync(join(root, 'www/wasm'), modules, { recursive: true });
const builds = [{ name: 'zegel', folder: modules }, ...also];
const passes = Number(options.passes);

/** @type {{ about: string, samples: Record<string, number[]> }[][]} */
const measured = wanted.map(() => []);
const load = [loadavg()[0] ?? 0];
let version = '';
for (let at = 1; at <= passes; at += 1) {
  process.stderr.write(`Pass ${at} of ${passes}\n`);
  version = await pass(wanted, builds, options.quick ? 0.1 : 1, (index, answer) => measured[index]?.push(answer));
  load.push(loadavg()[0] ?? 0);
}

/** @type {Result[]} */
const results = wanted.map(({ name }, index) => {
  const runs = measured[index] ?? [];
  const names = Object.keys(runs[0]?.samples ?? {});
  return { name, about: runs[0]?.about ?? '', by: Object.fromEntries(names.map((candidate) => [candidate, figures(runs.map(({ samples }) => samples[candidate] ?? []))])) };
});
const fetched = await sizes(modules);
const where = machine(version);
const { version: openpgp } = JSON.parse(readFileSync(join(root, 'node_modules/openpgp/package.json'), 'utf8'));
const date = new Date().toISOString().slice(0, 10);
mkdirSync(join(root, 'bench/results'), { recursive: true });
writeFileSync(join(root, 'bench/results/latest.json'), `${JSON.stringify({ date, machine: where, openpgp, passes, load, results, sizes: fetched }, null, 2)}\n`);
process.stdout.write(`${date}, ${where}, OpenPGP.js ${openpgp}, ${passes} passes; load ${load.map((value) => value.toFixed(1)).join(', ')}\n\n`);
process.stdout.write(`${times(results, also.map(({ name }) => name))}\n\n`);
process.stdout.write(`${table(['octets', 'raw', 'gzip -9', 'brotli 11'], fetched.map(({ name, raw, gzip, brotli }) => [name, ...[raw, gzip, brotli].map((value) => value.toLocaleString('en'))]))}\n`);
