// @ts-check
// npm test: everything, in order, stopping at the first failure. `npm test -- browser interop` runs those stages only;
// what follows a stage's name after a colon narrows it to files with that in their path: `npm test -- browser:compose`. Where
// all run, those that compile for themselves run beside the build and what needs no browser, and are shown when they have ended;
// nothing compiles beside browsers, which would wait in vain.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { clippy, format, quick, types } from './checks.mjs';
import { nodePackages } from './node-packages.mjs';
import { packed } from './package/packed.mjs';
import { buildTools } from './package/tools.mjs';
import { root } from './paths.mjs';
import { hostScripts } from './host-scripts.mjs';
import { inLanes } from './lanes.mjs';
import { firefox, webkit } from './other-browsers.mjs';
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

/** Milliseconds after which a file, or a test in it, hangs: then the run says which, and does not wait for ever. */
const patience = 15 * 60_000;

const reporter = ['--test', '--test-reporter=spec', `--test-timeout=${patience}`];

/** @param {string} folder under tests/ @param {string} filter @returns {string[]} paths, by name */
function testFiles(folder, filter) {
  const path = join(root, 'tests', folder);
  const files = existsSync(path)
    ? readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.test\.m?js$/.test(name) && name.includes(filter)).sort()
    : [];
  if (files.length === 0) throw new Failure(`there is no test in tests/${folder}${filter === '' ? '' : ` with "${filter}" in its path`}`);
  return files.map((name) => join(path, name));
}

/**
 * @param {string} folder under tests/
 * @param {string} filter
 * @param {string[]} options
 * @param {NodeJS.ProcessEnv} [more]
 */
async function nodeTests(folder, filter, options, more = {}) {
  await tests(process.execPath, [...reporter, ...options, ...testFiles(folder, filter)], { ...await testEnvironment(), ...more });
}

/** What takes longest in the browser, longest first: whatever begins last should be short, or the other processor waits for it. */
const longest = ['vault-gesture', 'pinning', 'removal', 'storage', 'drafts', 'vault-writing', 'refusals', 'frame', 'passphrase', 'reader-file', 'client-api', 'ends'];

/**
 * Four at a time, for most of their time is waiting: of two processors, two files leave two thirds idle. Those with a webmail and its mail servers one after another.
 * @param {Partial<Record<'webmail'|'browser', string>>} folders each with what must be in the files' paths
 */
async function browserTests({ webmail, browser }) {
  const rank = (/** @type {string} */ path) => {
    const at = longest.indexOf(basename(path, '.test.js'));
    return at < 0 ? longest.length : at;
  };
  const inBrowser = browser === undefined ? [] : testFiles('browser', browser).sort((a, b) => rank(a) - rank(b));
  const inWebmail = webmail === undefined ? [] : testFiles('webmail', webmail);
  const lanes = browser === undefined ? [inWebmail] : [inWebmail, [], [], []];
  const failed = await inLanes(lanes, inBrowser, reporter, await testEnvironment(), count);
  if (failed.length > 0) throw new Failure(`there are failures in ${failed.join(', ')}`);
}

/** What is packed is tested as whoever installs it finds it. @param {string} filter */
async function packageTests(filter) {
  const file = await packed();
  await buildTools();
  await nodeTests('package', filter, ['--test-concurrency=2'], { ZEGEL_PACKAGE: file });
}

/** The same tests in Firefox, but for those that say nothing there. @param {string} filter */
async function firefoxTests(filter) {
  const { notInFirefox } = await import('../tests/browser/not-in-firefox.mjs');
  const files = testFiles('browser', filter).filter((path) => !(basename(path, '.test.js') in notInFirefox.files));
  const names = Object.keys(notInFirefox.tests).map((name) => name.replaceAll(/[/\\^$*+?.()|[\]{}]/g, '\\$&'));
  // The root of all tests has a name as well, and whatever stands below what matches is run.
  const failed = await inLanes([[], []], files, [...reporter, `--test-name-pattern=^(?!(?:|<root>|${names.join('|')})$)`], { ...await testEnvironment(), ...await firefox() }, count);
  if (failed.length > 0) throw new Failure(`there are failures in ${failed.join(', ')}`);
}

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

/** `named`: only where it is named. @type {{ name: string, run: (filter: string) => Promise<void>, named?: boolean }[]} */
const stages = [
  { name: 'format', run: format },
  { name: 'clippy', run: clippy },
  { name: 'rust', run: async (filter) => tests('cargo', ['test', '--locked', '--workspace', '--features', 'post-quantum', ...(filter === '' ? [] : [filter])], (await rust()).env) },
  { name: 'build', run: async () => { await wasmModules(); await readerFile(); await hostScripts(); await checkSizes(); } },
  { name: 'types', run: types },
  { name: 'node', run: (filter) => nodeTests('node', filter, ['--test-concurrency=2']) },
  { name: 'package', run: packageTests },
  { name: 'wasm-node', run: () => wasmPack('node', ['--node']) },
  { name: 'wasm-chrome', run: () => wasmPack('browser', ['--headless', '--chrome']) },
  { name: 'interop', run: (filter) => nodeTests('interop', filter, ['--test-concurrency=2']) },
  { name: 'servers', run: (filter) => nodeTests('servers', filter, ['--test-concurrency=1']) },
  { name: 'webmail', run: (webmail) => browserTests({ webmail }) },
  { name: 'browser', run: (browser) => browserTests({ browser }) },
  { name: 'firefox', run: firefoxTests, named: true },
  { name: 'webkit', run: async (filter) => { await webkit(); await nodeTests('webkit', filter, ['--test-concurrency=1']); }, named: true },
];

/** What the others of this side need. */
const first = ['build', 'types'];

/** In place of these two, where all run: of each, much is waiting for a process to begin. */
const ofNode = ['node', 'interop'];
const nodeAndInterop = {
  name: 'node and interop',
  run: async () => tests(process.execPath, [...reporter, '--test-concurrency=3', ...testFiles('interop', ''), ...testFiles('node', '')], await testEnvironment()),
};

/** In place of the last two, where both run: each fills the gaps of the other. */
const inBrowsers = { name: 'webmail and browser', run: () => browserTests({ webmail: chosen.get('webmail') ?? '', browser: chosen.get('browser') ?? '' }) };
const ofBrowsers = ['webmail', 'browser'];

/** Stages that compile for themselves. They run beside the build, for compilers end on one processor, and beside what needs no browser. */
const aside = ['format', 'clippy', 'rust', 'wasm-node', 'wasm-chrome'];

/** Stages that read www/wasm. */
const needModules = new Set(['types', 'node', 'package', 'interop', 'servers', 'webmail', 'browser', 'firefox', 'webkit']);

const chosen = new Map(process.argv.slice(2).map((word) => /** @type {[string, string]} */ ([word.split(':')[0] ?? '', word.split(':').slice(1).join(':')])));

/** Runs the stages asked for, in order. */
async function all() {
  const begun = Date.now();
  const unknown = [...chosen.keys()].filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) throw new Failure(`there is no stage "${unknown[0]}"; the stages are: ${stages.map(({ name }) => name).join(', ')}`);
  const wanted = stages.filter(({ name, named = false }) => (chosen.size === 0 ? !named : chosen.has(name)));
  say('== set-up');
  await nodePackages();
  await testPackages(new Set(wanted.map(({ name }) => name)));
  if (chosen.size > 0 && wanted.some(({ name }) => needModules.has(name))) {
    await wasmModules();
    await readerFile();
    await hostScripts();
  }
  // Both sides ask for it: found, and if need be installed, once.
  await rust();
  say(`   set-up: ${elapsed(begun)}`);
  if (chosen.size > 0) {
    await inOrder(together(wanted));
  } else {
    const beside = besides();
    try {
      await Promise.race([inOrder([...wanted.filter(({ name }) => first.includes(name)), nodeAndInterop]), beside.failed]);
      await beside.ended;
    } finally {
      beside.stop();
    }
    await inOrder(together(wanted.filter(({ name }) => ![...aside, ...first, ...ofNode].includes(name))));
  }
  say(`\nAll of it: ${elapsed(begun)}`);
}

/** Both stages of browsers as one, where both are wanted. @param {typeof stages} wanted */
function together(wanted) {
  const alone = wanted.filter(({ name }) => !ofBrowsers.includes(name));
  return wanted.length === alone.length + ofBrowsers.length ? [...alone, inBrowsers] : wanted;
}

/** @param {typeof stages} wanted */
async function inOrder(wanted) {
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
}

/** The stages that run beside the others, as a command of its own, which says what it has to say when it has ended. */
function besides() {
  const child = spawn(process.execPath, [join(root, 'scripts', 'test.mjs'), ...aside], {
    cwd: root, env: { ...process.env, CI: 'true' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let stopped = false;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => { text += chunk; });
  /** @type {Promise<void>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Failure(error.message)));
    child.on('close', (code) => {
      if (!stopped) say(`\n== beside the others: ${aside.join(', ')}\n${text.trimEnd()}`);
      count(text);
      if (code === 0) resolve();
      else reject(new Failure(`of ${aside.join(', ')} one failed`));
    });
  });
  // The first failure is the end: what the others run is told so.
  const failed = ended.then(() => new Promise(() => {}), (error) => {
    process.emit('SIGTERM');
    throw error;
  });
  failed.catch(() => {});
  return { ended, failed, stop() { stopped = true; child.kill('SIGTERM'); } };
}

await command(all, () => say(`${totals.passed} passed, ${totals.failed} failed`));
