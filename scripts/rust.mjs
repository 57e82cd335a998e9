// @ts-check
// Finds or installs a Rust that compiles for the machine and for the browser, by one of two routes:
//   rustup  an ordinary machine: `rustup target add wasm32-unknown-unknown`
//   debian  a machine that reaches only its distribution and the crates registry: Debian's compiler and its sources
// ZEGEL_TOOLCHAIN=rustup or =debian chooses; without it, whatever is ready is used, then rustup tried, then Debian.

import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { candidate, install, onDebian, updateLists } from './debian.mjs';
import { onPath, rustBin } from './paths.mjs';
import { Failure, ask, run, say } from './run.mjs';
import { atLeast, rust as oldest } from './versions.mjs';
import { build as buildStd, present, triple } from './wasm-std.mjs';

/** @typedef {{ route: 'rustup'|'debian', version: string, env: NodeJS.ProcessEnv }} Rust */

/** Sets of packages, the first whose compiler is new enough counts. */
const debianSets = [
  { compiler: 'rustc-web', packages: ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-llvm', 'lld-22'] },
  { compiler: 'rustc', packages: ['rustc', 'cargo', 'rust-src', 'lld', 'libstd-rust-dev-wasm32'] },
];

/** @type {Rust|null} */
let found = null;

/** The Rust every step of this command uses. @returns {Promise<Rust>} */
export async function rust() {
  found ??= await find();
  return found;
}

/** @returns {Promise<Rust>} */
async function find() {
  const choice = process.env.ZEGEL_TOOLCHAIN ?? '';
  if (!['', 'rustup', 'debian'].includes(choice)) throw new Failure(`ZEGEL_TOOLCHAIN is "${choice}"; it may be rustup or debian`);
  if (onPath('cc') === null) await install(['gcc', 'libc6-dev'], 'linking programs');
  if (choice !== 'debian' && usable(onPath('rustc')) && onPath('cargo') !== null) return fromPath();
  if (choice !== 'rustup' && usable('/usr/bin/rustc') && onPath('cargo', '/usr/bin') !== null) return fromDebian();
  if (choice !== 'debian' && await addedTarget(choice === 'rustup')) return fromPath();
  if (choice === 'rustup') throw new Failure(`ZEGEL_TOOLCHAIN=rustup, but rustup does not give a Rust from ${oldest} on with ${triple}`);
  if (!onDebian) {
    throw new Failure(`Rust ${oldest} or newer with the target ${triple} is needed: install rustup from https://rustup.rs and run: rustup target add ${triple}`);
  }
  await installDebian();
  return fromDebian();
}

/** @param {string|null} rustc whether it is new enough and compiles for the browser */
function usable(rustc) {
  return rustc !== null && recent(rustc) && present(rustc);
}

/** @param {string} rustc */
function recent(rustc) {
  const version = release(rustc);
  return version !== null && atLeast(version, oldest);
}

/** @param {string} rustc @returns {string|null} */
function release(rustc) {
  return /^rustc (\d+\.\d+\.\d+)/.exec(ask(rustc, ['-V']) ?? '')?.[1] ?? null;
}

/** @returns {Rust} */
function fromPath() {
  return { route: 'rustup', version: release('rustc') ?? '', env: { ...process.env } };
}

/** Debian's programs under their plain names, in a folder that can stand first on PATH without hiding anything else. */
function fromDebian() {
  mkdirSync(rustBin, { recursive: true });
  for (const name of ['cargo', 'rustc', 'rustdoc', 'rustfmt', 'cargo-fmt']) {
    const link = join(rustBin, name);
    const program = onPath(name, '/usr/bin');
    if (program !== null && pointsTo(link) === program) continue;
    rmSync(link, { force: true });
    if (program !== null) symlinkSync(program, link);
  }
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: `${rustBin}${delimiter}${process.env.PATH ?? ''}` };
  for (const name of ['RUSTC', 'RUSTDOC', 'RUSTUP_TOOLCHAIN']) delete env[name];
  return { route: /** @type {const} */ ('debian'), version: release('/usr/bin/rustc') ?? '', env };
}

/** @param {string} link */
function pointsTo(link) {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}

/** @param {boolean} insist whether the failure is the end, or only the reason to go on */
async function addedTarget(insist) {
  if (onPath('rustup') === null) {
    if (onPath('cargo') !== null) say(`  cargo is here, but not rustup, and its compiler is too old or lacks ${triple}`);
    return false;
  }
  if (!recent('rustc')) {
    say(`  rustup's active Rust is ${release('rustc') ?? 'not installed'}; ${oldest} or newer is needed (rustup update stable)`);
    return false;
  }
  try {
    await run(`Adding the target ${triple} with rustup`, 'rustup', ['target', 'add', triple], {
      log: 'rustup', silenceMs: 45_000, tail: 4, env: { ...process.env, RUSTUP_MAX_RETRIES: '1', RUST_BACKTRACE: '0' },
    });
  } catch (error) {
    if (!(error instanceof Failure) || insist) throw error;
    say('  rustup cannot reach its servers from here: taking the Debian route instead');
    return false;
  }
  return usable(onPath('rustc'));
}

async function installDebian() {
  if (!usable('/usr/bin/rustc') && !(recent('/usr/bin/rustc') && onPath('cargo', '/usr/bin') !== null)) {
    await updateLists();
  }
  const set = debianSets.find(({ compiler }) => atLeast(candidate(compiler) ?? '0', oldest));
  if (set === undefined) throw new Failure(`this distribution offers no Rust from ${oldest} on; install rustup from https://rustup.rs`);
  await install(set.packages, 'compiling Rust');
  if (!present('/usr/bin/rustc')) await buildStd('/usr/bin/rustc', '/usr/bin/cargo');
}
