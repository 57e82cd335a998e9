// @ts-check
// The programs we compile for ourselves, each from its own committed lock file, into target/tools/bin.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, target, toolsBin, toolsBuild } from './paths.mjs';
import { Failure, ask, run } from './run.mjs';
import { rust } from './rust.mjs';
import { wasmBindgen } from './versions.mjs';

/**
 * Hash of the contents of files and folders, in a fixed order.
 * @param {string[]} paths
 * @param {string} [salt] anything else the result depends on
 */
export function hashOf(paths, salt = '') {
  const hash = createHash('sha256').update(salt);
  const add = (/** @type {string} */ path) => {
    if (!existsSync(path)) return;
    hash.update(`\0${path.slice(root.length)}\0`).update(readFileSync(path));
  };
  for (const path of paths) {
    let entries;
    try {
      entries = readdirSync(path, { recursive: true, withFileTypes: true });
    } catch {
      add(path);
      continue;
    }
    for (const file of entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort()) add(file);
  }
  return hash.digest('hex');
}

/**
 * Compiles tools/<name> unless that was done from the same files by the same compiler.
 * @param {string} name
 * @param {string[]} programs
 * @param {string} title
 */
async function compile(name, programs, title) {
  const { env, version } = await rust();
  const source = join(root, 'tools', name);
  const stamp = join(target, 'tools', `${name}.stamp`);
  const current = hashOf(['Cargo.toml', 'Cargo.lock', 'build.rs', 'src'].map((file) => join(source, file)), version);
  const there = programs.every((program) => existsSync(join(toolsBin, program)));
  if (there && existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return;
  await run(title, 'cargo', ['build', '--locked', '--manifest-path', join(source, 'Cargo.toml')], {
    cwd: source,
    log: `tools-${name}`,
    env: { ...env, CARGO_TARGET_DIR: toolsBuild, RUSTFLAGS: '' },
  });
  mkdirSync(toolsBin, { recursive: true });
  for (const program of programs) {
    const link = join(toolsBin, program);
    rmSync(link, { force: true });
    symlinkSync(join(toolsBuild, 'debug', program), link);
  }
  writeFileSync(stamp, current);
}

/** The program that writes the modules' JavaScript. @returns {Promise<string>} */
export async function bindgen() {
  await compile('bindgen', ['zegel-bindgen'], 'Compiling the binding generator (about 30 s)');
  const program = join(toolsBin, 'zegel-bindgen');
  const version = ask(program, ['--version']);
  if (version !== wasmBindgen) {
    throw new Failure(`the binding generator is for wasm-bindgen ${version ?? '(it does not run)'}; the modules use ${wasmBindgen}. Make tools/bindgen/Cargo.toml, Cargo.toml and scripts/versions.mjs agree`);
  }
  return program;
}

/** wasm-pack and wasm-bindgen's test runner. */
export async function wasmTestPrograms() {
  await compile('wasm-tests', ['wasm-pack', 'wasm-bindgen', 'wasm-bindgen-test-runner'], 'Compiling wasm-pack and the wasm test runner (about 90 s)');
}
