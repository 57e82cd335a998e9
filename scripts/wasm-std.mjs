// @ts-check
// Debian's rustc has no standard library for wasm32-unknown-unknown, but it has the sources: compile them once.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRoot } from './debian.mjs';
import { target } from './paths.mjs';
import { Failure, ask, run } from './run.mjs';

export const triple = 'wasm32-unknown-unknown';
const marker = '.built-by';

/** @param {string} rustc */
function libraryFolder(rustc) {
  const sysroot = ask(rustc, ['--print', 'sysroot']);
  return sysroot === null ? null : join(sysroot, 'lib', 'rustlib', triple, 'lib');
}

/**
 * Whether this compiler finds a standard library for the browser that it can read.
 * @param {string} rustc
 */
export function present(rustc) {
  const folder = libraryFolder(rustc);
  if (folder === null || !existsSync(folder)) return false;
  if (!readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name))) return false;
  const builtBy = join(folder, marker);
  // Only libraries we compiled carry the marker; an update of the compiler makes those unreadable.
  return !existsSync(builtBy) || readFileSync(builtBy, 'utf8').trim() === ask(rustc, ['-V']);
}

/**
 * Compiles std, panic_abort and test for the browser and puts them where the compiler looks.
 * @param {string} rustc
 * @param {string} cargo
 */
export async function build(rustc, cargo) {
  const folder = libraryFolder(rustc);
  if (folder === null) throw new Failure(`${rustc} does not run`);
  const work = mkdtempSync(join(tmpdir(), 'zegel-std-'));
  try {
    mkdirSync(join(work, 'src'));
    writeFileSync(join(work, 'src', 'lib.rs'), '#![no_std]\n');
    writeFileSync(join(work, 'Cargo.toml'), `[package]
name = "carrier"
version = "0.0.0"
edition = "2021"

[profile.release]
codegen-units = 1
`);
    await run(`Compiling Rust's standard library for ${triple} (about 70 s)`, cargo, [
      'build', '--release', '-Zbuild-std=std,panic_abort,test', '--target', triple,
    ], {
      cwd: work,
      log: 'wasm-std',
      // RUSTC_BOOTSTRAP lets a stable compiler build its own library; the bitcode lets LTO see through it.
      env: { ...process.env, RUSTC: rustc, RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Cembed-bitcode=yes', CARGO_TARGET_DIR: join(work, 'out') },
    });
    const made = join(work, 'out', triple, 'release', 'deps');
    const ready = join(target, 'tools', 'wasm-std');
    rmSync(ready, { recursive: true, force: true });
    mkdirSync(ready, { recursive: true });
    for (const name of readdirSync(made)) {
      if (name.endsWith('.rlib') && !name.startsWith('libcarrier-')) cpSync(join(made, name), join(ready, name));
    }
    writeFileSync(join(ready, marker), `${ask(rustc, ['-V'])}\n`);
    await put(ready, folder);
    rmSync(ready, { recursive: true, force: true });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} ready @param {string} folder */
async function put(ready, folder) {
  // The marker goes last: an interrupted copy must not look complete.
  const words = `rm -rf '${folder}' && mkdir -p '${folder}' && cp '${ready}'/*.rlib '${folder}/' && cp '${ready}/${marker}' '${folder}/'`;
  const prefix = asRoot();
  if (prefix === null) {
    throw new Failure(`the standard library for ${triple} is compiled but belongs to root's folders. Run this, then try again:\n  sudo sh -c "${words}"`);
  }
  const [program = '', ...rest] = [...prefix, 'sh', '-c', words];
  await run('Putting it where the compiler looks', program, rest, { log: 'wasm-std-copy' });
}
