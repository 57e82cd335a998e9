// @ts-check
// npm run fuzz -- message 60: gives one reader octets for a minute that libFuzzer makes up, led by what of our code and of the
// libraries they reach; without a reader one after another has half a minute. Numbers that run over end the program, and so does memory used wrongly
// where AddressSanitizer is at hand. What ended it lies in target/fuzz/<reader>/ and, mended, belongs in tests/cases/crashes/<reader>/.

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { spawn } from 'node:child_process';
import { install } from './debian.mjs';
import { onPath, root, target } from './paths.mjs';
import { Failure, ask, command, run, say } from './run.mjs';
import { rust } from './rust.mjs';
import { targets } from '../tests/node/fuzz/targets.js';

const folder = join(target, 'fuzz');

/** Readers that no program offers by themselves, so that `npm test -- node:fuzz` does not know them. @type {{ name: string, words: string[], seeds: () => Uint8Array[] }[]} */
const inside = [
  {
    name: 'label-fields', words: ['MSIP_Label_', '_Enabled=true', '_Name=', '_SiteId=', '_SetDate=', ';', '=', '11111111-2222-4333-8444-555555555555', '2026-06-01T00:00:00Z', '\u00a0'],
    seeds: () => [text('MSIP_Label_11111111-2222-4333-8444-555555555555_Enabled=true; MSIP_Label_11111111-2222-4333-8444-555555555555_Name=Internal; MSIP_Label_11111111-2222-4333-8444-555555555555_SetDate=2026-06-01T00:00:00Z'), text('2026-06-01T00:00:00+02:00')],
  },
  {
    name: 'pattern', words: ['(?i)', '(?<n>', '(?:', '[^', '[:alpha:]', '{2,9}', '{999}', '\\b', '\\d', '\\p{L}', '\\u00e9', '*?', '|', '$', '^', '\n'],
    seeds: () => ['\\b(?:NL|DE)\\d{2}[A-Z]{4}(\\d{4}\\s?)+\nIBAN NL91ABNA0417164300', '(?m)^to:.*$\nfrom: a\nTo: b', '[^a-c\\s]+x{2,3}?\nddxxx'].map(text),
  },
  {
    name: 'words', words: ['<style>', '</style>', '<!--', '-->', '<script', '&#x', '&nbsp;', '&amp;', '<div class="header-protection-legacy-display">', 'BSN 123456782', '4111 1111 1111 1111', 'NL91ABNA0417164300', '\u200b', '\uff11', 'a@b.example'],
    seeds: () => ['<p>BSN 123456782, card 4111-1111-1111-1111</p>', 'IBAN NL91 ABNA 0417 1643 00 of lee@example.com', '<div class="header-protection-legacy-display"><pre>Subject: x</pre></div><p>Text &eacute;</p>'].map(text),
  },
  { name: 'base64', words: ['=', '==', '\r\n', 'AAAA', '\n=AAAA'], seeds: () => ['SGVsbG8=\r\n', `${'QUJD'.repeat(40)}\n`].map(text) },
];

/** @param {string} words */
function text(words) {
  return new TextEncoder().encode(words);
}

/** What a compiler compiles for by itself. @param {NodeJS.ProcessEnv} env */
const hostOf = (env) => /^host: (\S+)$/m.exec(ask('rustc', ['-vV'], env) ?? '')?.[1] ?? '';

/** A compiler that has AddressSanitizer's part of the program, if there is one; it need not be the one everything else is compiled by. */
async function compiler() {
  const { env } = await rust();
  const has = (/** @type {string|null} */ sysroot) => {
    const libraries = join(sysroot ?? '', 'lib', 'rustlib', hostOf(env), 'lib');
    return sysroot !== null && existsSync(libraries) && readdirSync(libraries).some((name) => name.endsWith('rt.asan.a'));
  };
  if (has(ask('rustc', ['--print', 'sysroot'], env))) return { env, sanitizer: true };
  const stable = onPath('rustup') === null ? null : ask('rustup', ['run', 'stable', 'rustc', '--print', 'sysroot'], { ...process.env, RUSTUP_AUTO_INSTALL: '0' });
  if (stable === null || !has(stable)) return { env, sanitizer: false };
  return { env: { ...process.env, PATH: `${join(stable, 'bin')}${delimiter}${process.env.PATH ?? ''}` }, sanitizer: true };
}

/** @returns {Promise<string>} the program */
async function build() {
  if (onPath('c++') === null) await install(['g++'], 'compiling libFuzzer');
  const { env, sanitizer } = await compiler();
  const triple = hostOf(env);
  if (!sanitizer) say('  no AddressSanitizer here: memory used wrongly is noticed only where it ends the program');
  const coverage = ['level=4', 'inline-8bit-counters', 'pc-table', 'trace-compares'].map((what) => `-Cllvm-args=-sanitizer-coverage-${what}`);
  const flags = ['-Cpasses=sancov-module', ...coverage, ...(sanitizer ? ['-Zsanitizer=address'] : [])];
  const out = join(folder, 'build');
  await run('Compiling the readers for fuzzing (3 to 5 min at first)', 'cargo', ['build', '--release', '--locked', '--target', triple, '--manifest-path', join(root, 'tools', 'fuzz', 'Cargo.toml')], {
    log: 'fuzz-build',
    // Sanitizers are not promised to stay as they are, which is why a compiler wants to be asked like this.
    env: { ...env, RUSTC_BOOTSTRAP: '1', RUSTFLAGS: flags.join(' '), CARGO_TARGET_DIR: out },
  });
  return join(out, triple, 'release', 'zegel-fuzz');
}

/** @param {string} word as libFuzzer reads dictionaries */
const quoted = (word) => `"${[...Buffer.from(word, 'latin1')].map((octet) => (octet > 0x20 && octet < 0x7f && octet !== 0x22 && octet !== 0x5c ? String.fromCharCode(octet) : `\\x${octet.toString(16).padStart(2, '0')}`)).join('')}"`;

/** @param {string} program @param {{ name: string, words: string[], seeds: () => Uint8Array[] }} reader @param {number} seconds */
async function fuzz(program, { name, words, seeds }, seconds) {
  const [own, given, found] = ['corpus', 'seeds', 'found'].map((one) => join(folder, name, one));
  rmSync(String(given), { recursive: true, force: true });
  for (const one of [own, given, found]) mkdirSync(String(one), { recursive: true });
  for (const [index, octets] of seeds().entries()) writeFileSync(join(String(given), `seed-${index}`), octets);
  const crashes = join(root, 'tests', 'cases', 'crashes', name);
  const dictionary = join(folder, name, 'words.dict');
  writeFileSync(dictionary, `${words.filter((word) => word !== '').map(quoted).join('\n')}\n`);
  const child = spawn(program, [
    `-max_total_time=${seconds}`, '-timeout=60', '-rss_limit_mb=4096', '-max_len=200000', '-print_final_stats=1', `-dict=${dictionary}`, `-artifact_prefix=${found}/`, String(own), String(given), ...(existsSync(crashes) ? [crashes] : []),
  ], { env: { ...process.env, ZEGEL_FUZZ_TARGET: name, ASAN_OPTIONS: 'allocator_may_return_null=1' }, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.on('data', (piece) => { told = `${told}${piece}`.slice(-200_000); });
  const status = await new Promise((resolve) => { child.on('close', resolve); });
  writeFileSync(join(folder, name, 'told.txt'), told);
  const last = [...told.matchAll(/cov: (\d+) ft: (\d+) corp: (\d+)/g)].at(-1);
  const inputs = /number_of_executed_units: (\d+)/.exec(told)?.[1] ?? /^#(\d+)/m.exec(told)?.[1] ?? '0';
  say(`  ${name}: ${inputs} inputs, ${last?.[1] ?? '?'} places reached, ${last?.[3] ?? '?'} inputs kept${status === 0 ? '' : `; ended: see ${join(folder, name, 'told.txt')}`}`);
  return status === 0;
}

await command(async () => {
  const [wanted = 'all', given = '30'] = process.argv.slice(2);
  const readers = [...targets.filter((one) => one.name !== 'minisign' && one.name !== 'certificate-file'), ...inside];
  const chosen = readers.filter((one) => wanted === 'all' || one.name === wanted);
  const seconds = Number(given);
  if (chosen.length === 0 || !(seconds > 0)) throw new Failure(`npm run fuzz -- reader seconds: a reader is all or one of ${readers.map((one) => one.name).join(', ')}`);
  const program = await build();
  const ended = [];
  for (const reader of chosen) if (!(await fuzz(program, reader, seconds))) ended.push(reader.name);
  if (ended.length > 0) throw new Failure(`brought down: ${ended.join(', ')}; the inputs lie in ${folder}`);
});
