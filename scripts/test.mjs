// @ts-check
// npm test: everything, in order, stopping at the first failure. `npm test -- browser interop` runs those stages only;
// what follows a stage's name after a colon narrows it to files with that in their path: `npm test -- browser:compose`.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { clippy, format, types } from './checks.mjs';
import { nodePackages } from './node-packages.mjs';
import { root } from './paths.mjs';
import { readerFile } from './reader.mjs';
import { Failure, command, elapsed, run, say, show } from './run.mjs';
import { rust } from './rust.mjs';
import { checkSizes } from './sizes.mjs';
import { testEnvironment, testPackages } from './test-packages.mjs';
import { wasmTestPrograms } from './tools.mjs';
import { triple } from './wasm-std.mjs';
import { wasmModules } from './wasm.mjs';

const totals = { passed: 0, failed: 0 };

/** What the runners say of themselves: cargo and wasm-bindgen one line a file, node --test one pair of lines a run. */
function count(/** @type {string} */ text) {
  // Colours come between the words on a terminal.
  const plain = text.replace(/\x1b\[[0-9;]*m/g, '');
  let seen = 0;
  const add = (/** @type {string|undefined} */ passed, /** @type {string|undefined} */ failed) => {
    totals.passed += Number(passed ?? 0);
    totals.failed += Number(failed ?? 0);
    seen += Number(passed ?? 0) + Number(failed ?? 0);
  };
  for (const [, passed, failed] of plain.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)) add(passed, failed);
  for (const [, passed] of plain.matchAll(/^(?:ℹ|#) pass (\d+)$/gm)) add(passed, '0');
  for (const [, failed] of plain.matchAll(/^(?:ℹ|#) fail (\d+)$/gm)) add('0', failed);
  return seen;
}

/** @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} env */
async function tests(program, args, env) {
  const { code, text } = await show(program, args, { env });
  const seen = count(text);
  if (code !== 0) throw new Failure(`${program} ended with ${code}`);
  if (seen === 0) throw new Failure(`${program} ran no test at all`);
}

/**
 * @param {string} folder under tests/
 * @param {string} filter
 * @param {string[]} options
 */
async function nodeTests(folder, filter, options) {
  const path = join(root, 'tests', folder);
  const files = existsSync(path)
    ? readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.test\.m?js$/.test(name) && name.includes(filter)).sort()
    : [];
  if (files.length === 0) throw new Failure(`there is no test in tests/${folder}${filter === '' ? '' : ` with "${filter}" in its path`}`);
  const reporter = ['--test', '--test-reporter=spec'];
  await tests(process.execPath, [...reporter, ...options, ...files.map((name) => join(path, name))], await testEnvironment());
}

/** Without optimisation and names of variables the tests of the modules compile in a third of the time. */
const quick = ['--config', 'profile.dev.debug=0', '--config', 'profile.dev.package."*".opt-level=0'];

/** @param {'node'|'browser'} where @param {string[]} options */
async function wasmPack(where, options) {
  await wasmTestPrograms();
  const cargo = ['--locked', '--features', 'wasm', '--test', `wasm_${where}`];
  const env = await testEnvironment();
  // wasm-pack hides what cargo compiles; this shows it, and leaves wasm-pack only the tests.
  await run('Compiling the tests for the browser (1 to 2 min at first)', 'cargo', [
    'build', '--target', triple, ...cargo, ...quick,
  ], { env, log: `wasm-${where}`, tail: 80 });
  // no-install: everything is on PATH, and nothing may be fetched in passing.
  await tests('wasm-pack', ['test', ...options, '--mode', 'no-install', '--', ...cargo, ...quick], env);
}

/** @type {{ name: string, run: (filter: string) => Promise<void> }[]} */
const stages = [
  { name: 'format', run: format },
  { name: 'clippy', run: clippy },
  { name: 'rust', run: async (filter) => tests('cargo', ['test', '--locked', '--features', 'post-quantum', ...(filter === '' ? [] : [filter])], (await rust()).env) },
  { name: 'build', run: async () => { await wasmModules(); await readerFile(); await checkSizes(); } },
  { name: 'types', run: types },
  { name: 'node', run: (filter) => nodeTests('node', filter, []) },
  { name: 'wasm-node', run: () => wasmPack('node', ['--node']) },
  { name: 'wasm-chrome', run: () => wasmPack('browser', ['--headless', '--chrome']) },
  { name: 'interop', run: (filter) => nodeTests('interop', filter, []) },
  { name: 'servers', run: (filter) => nodeTests('servers', filter, ['--test-concurrency=1']) },
  { name: 'browser', run: (filter) => nodeTests('browser', filter, ['--test-concurrency=2']) },
];

/** Stages that read www/wasm. */
const needModules = new Set(['types', 'node', 'interop', 'servers', 'browser']);

const chosen = new Map(process.argv.slice(2).map((word) => /** @type {[string, string]} */ ([word.split(':')[0] ?? '', word.split(':').slice(1).join(':')])));

/** Runs the stages asked for, in order. */
async function all() {
  const begun = Date.now();
  const unknown = [...chosen.keys()].filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) throw new Failure(`there is no stage "${unknown[0]}"; the stages are: ${stages.map(({ name }) => name).join(', ')}`);
  const wanted = stages.filter(({ name }) => chosen.size === 0 || chosen.has(name));
  say('== set-up');
  await nodePackages();
  await testPackages(new Set(wanted.map(({ name }) => name)));
  if (chosen.size > 0 && wanted.some(({ name }) => needModules.has(name))) {
    await wasmModules();
    await readerFile();
  }
  say(`   set-up: ${elapsed(begun)}`);
  for (const { name, run: stage } of wanted) {
    const started = Date.now();
    say(`\n== ${name}`);
    try {
      await stage(chosen.get(name) ?? '');
    } catch (error) {
      if (error instanceof Failure) error.message = `${name}, after ${elapsed(started)}: ${error.message}`;
      throw error;
    }
    say(`   ${name}: ${elapsed(started)}`);
  }
  say(`\nAll of it: ${elapsed(begun)}`);
}

await command(all, () => say(`${totals.passed} passed, ${totals.failed} failed`));
