// @ts-check
// The WebAssembly modules: compiled, given their JavaScript, shrunk, and put in www/wasm. Nothing runs twice for
// the same sources, and no module is shrunk twice for the same bytes.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBin, root, target, wasmOut, wasmWork } from './paths.mjs';
import { reproducible } from './reproducible.mjs';
import { Failure, run, say } from './run.mjs';
import { rust } from './rust.mjs';
import { bindgen, hashOf } from './tools.mjs';
import { npm } from './versions.mjs';
import { triple } from './wasm-std.mjs';

export const modules = ['decider', 'sealer', 'sealer-full', 'detector', 'inspector', 'marker', 'steward', 'reader'];

/** The sealer again, with what withstands quantum computers and all that is done with own keys: a seventh larger, for those who need it. */
const full = 'sealer-full';

/** What browsers of the last years all have, and rustc switches on or may switch on. */
const features = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'simd'];

/**
 * Taken for granted: that no program has anything in the first 1,024 octets of its memory, and so no address wraps around. They are the
 * very end of the stack; a program that gets there is about to break off anyhow.
 */
const emptyLow = '--low-memory-unused';
/** A function with one caller is put into it only where it has twelve octets at most: left by themselves, the others pack better, measured. */
const small = ['--one-caller-inline-max-function-size', '12'];
const shrinking = ['-Oz', emptyLow, ...small, ...features.map((name) => `--enable-${name}`), '--strip-debug', '--strip-producers', '--strip-target-features'];

/** It runs at every keystroke over the whole text; what it costs in octets it gives back in time. */
const fast = 'detector';

const stampFile = join(wasmWork, 'modules.stamp');
const outputs = modules.flatMap((name) => [`${name}.js`, `${name}.d.ts`, `${name}_bg.wasm`]);

/** Makes www/wasm what the sources say. */
export async function wasmModules() {
  const { version } = await rust();
  const sources = ['scripts/reproducible.mjs', 'src', 'octets/src', 'octets/Cargo.toml', 'Cargo.toml', 'Cargo.lock', '.cargo/config.toml', 'tools/bindgen/Cargo.lock', 'tools/bindgen/src'];
  const wanted = hashOf(sources.map((path) => join(root, path)), [version, npm.binaryen, fast, ...shrinking].join(' '));
  const stamp = () => `${wanted} ${hashOf(outputs.map((file) => join(wasmOut, file)))}`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp()) {
    say('  WebAssembly modules: up to date');
    return;
  }
  const made = await compile();
  const program = await bindgen();
  const glue = join(wasmWork, 'glue');
  rmSync(glue, { recursive: true, force: true });
  await run('Writing the JavaScript of the modules', program, [glue, ...made], { log: 'bindgen' });
  mkdirSync(wasmOut, { recursive: true });
  /** @type {Set<string>} */
  const kept = new Set();
  // Two at a time: each has one thread. The largest first, so that none is left alone at the end.
  const waiting = modules.map((name) => ({ name, input: join(glue, `${name}_bg.wasm`) }))
    .sort((a, b) => statSync(b.input).size - statSync(a.input).size);
  await Promise.all([0, 1].map(async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) kept.add(await shrink(next.input, next.name));
  }));
  for (const old of readdirSync(join(wasmWork, 'shrunk'))) {
    if (!kept.has(old)) rmSync(join(wasmWork, 'shrunk', old));
  }
  for (const file of outputs.filter((name) => !name.endsWith('.wasm'))) put(join(glue, file), file);
  writeFileSync(stampFile, stamp());
}

/** @returns {Promise<string[]>} the compiler's modules, in the order of `modules` */
async function compile() {
  const env = reproducible((await rust()).env);
  const compiled = join(wasmWork, 'compiled');
  mkdirSync(compiled, { recursive: true });
  /** @param {string} what @param {string[]} names @param {string} features @param {string[]} [more] @param {string} [as] */
  const build = async (what, names, features, more = [], as = undefined) => {
    await run(`${what} (1 to 3 min at first)`, 'cargo', [
      'build', '--locked', '--release', '--target', triple, '--features', features, ...names.flatMap((name) => ['--bin', name]), ...more,
    ], { log: `cargo-wasm-${as ?? names[0]}`, env, tail: 80 });
    // Copied: the next build may put another of the same name in its place.
    for (const name of names) copyFileSync(join(target, triple, 'release', `${name}.wasm`), join(compiled, `${as ?? name}.wasm`));
  };
  const small = modules.filter((name) => name !== fast && name !== full);
  await build('Compiling the Rust sources for the browser', small, 'wasm');
  // Only our own code is hot there: the libraries need not be compiled twice.
  await build(`Compiling the ${fast} for speed`, [fast], 'wasm', ['--config', 'profile.release.package.zegel.opt-level=3']);
  await build('Compiling the full sealer', ['sealer'], 'wasm,post-quantum', [], full);
  return modules.map((name) => join(compiled, `${name}.wasm`));
}

/**
 * wasm-opt's answer for these bytes, from the last build or fresh; without names and other sections browsers ignore.
 * @param {string} input
 * @param {string} name
 * @returns {Promise<string>} the file name in the cache
 */
async function shrink(input, name) {
  const cache = join(wasmWork, 'shrunk');
  mkdirSync(cache, { recursive: true });
  const flags = name === fast ? shrinking.map((flag) => (flag === '-Oz' ? '-O3' : flag)) : shrinking;
  const key = createHash('sha256').update([npm.binaryen, ...flags].join(' ')).update(readFileSync(input)).digest('hex');
  const shrunk = join(cache, `${key}.wasm`);
  // On a busy machine wasm-opt has written nothing, and once zeros where the first 192 KB belong, and ended well.
  for (let attempts = 3; !isModule(shrunk); attempts -= 1) {
    if (attempts === 0) throw new Failure(`wasm-opt wrote something that is no module for ${name}, three times`);
    const part = `${shrunk}.part`;
    await run(`Shrinking ${name} with wasm-opt`, process.execPath, [join(nodeBin, 'wasm-opt'), ...flags, input, '-o', part], { log: `wasm-opt-${name}` });
    renameSync(part, shrunk);
  }
  put(shrunk, `${name}_bg.wasm`);
  return `${key}.wasm`;
}

/** @param {string} file */
function isModule(file) {
  return existsSync(file) && WebAssembly.validate(readFileSync(file));
}

/** A server may be reading the old file: replace it in one step. @param {string} from @param {string} name */
function put(from, name) {
  const part = join(wasmOut, `.${name}.part`);
  copyFileSync(from, part);
  renameSync(part, join(wasmOut, name));
}
