// @ts-check
// Checks that read the sources without running them.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onPath, root, target } from './paths.mjs';
import { Failure, ask, run, say } from './run.mjs';
import { rust } from './rust.mjs';
import { atLeast, rust as oldest } from './versions.mjs';

/** Where little of what is compiled is run: without optimisation and names of variables it takes half the time, or a third. */
export const quick = ['--config', 'profile.dev.debug=0', '--config', 'profile.dev.package."*".opt-level=0'];

/** cargo fmt, where rustfmt is installed. */
export async function format() {
  const { env } = await rust();
  const formatter = ask('cargo', ['fmt', '--version'], env) === null ? await rustupEnvironment('fmt') : env;
  if (formatter === null) {
    say('  rustfmt is not installed: not checked');
    return;
  }
  await run('Formatting', 'cargo', ['fmt', '--all', '--check'], { env: formatter, log: 'fmt' });
  for (const tool of ['bindgen', 'fuzz', 'wasm-tests']) {
    await run(`Formatting of tools/${tool}`, 'cargo', ['fmt', '--check', '--manifest-path', join('tools', tool, 'Cargo.toml')], { env: formatter, log: `fmt-${tool}` });
  }
}

/** cargo clippy, where it is installed for the compiler in use or for rustup's. */
export async function clippy() {
  const { env, route } = await rust();
  // cargo would mix Debian's compiler with rustup's clippy, and the two do not read each other's output.
  const own = route === 'rustup' || onPath('cargo-clippy', '/usr/bin') !== null;
  const with_ = own && ask('cargo', ['clippy', '--version'], env) !== null ? env : await rustupEnvironment('clippy');
  if (with_ === null) {
    say('  clippy is not installed: not checked');
    return;
  }
  const clippyEnv = with_ === env ? env : { ...with_, CARGO_TARGET_DIR: join(target, 'clippy') };
  // In one go: with and without the feature, the OpenPGP library would be checked twice.
  await run('Clippy', 'cargo', ['clippy', '--locked', '--workspace', '--all-targets', '--features', 'wasm,post-quantum', ...quick, '--', '-D', 'warnings'], { env: clippyEnv, log: 'clippy', tail: 120 });
}

/**
 * The environment of rustup's stable Rust, when it has this component; nothing is downloaded for it.
 * @param {string} component
 * @returns {Promise<NodeJS.ProcessEnv|null>}
 */
async function rustupEnvironment(component) {
  if (onPath('rustup') === null) return null;
  const sysroot = ask('rustup', ['run', 'stable', 'rustc', '--print', 'sysroot'], { ...process.env, RUSTUP_AUTO_INSTALL: '0' });
  if (sysroot === null) return null;
  const bin = join(sysroot, 'bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const version = /^rustc (\S+)/.exec(ask(join(bin, 'rustc'), ['-V']) ?? '')?.[1];
  const there = existsSync(join(bin, `cargo-${component}`)) && version !== undefined && atLeast(version, oldest);
  return there ? env : null;
}

/** TypeScript reads the JSDoc of what runs in browsers and of what runs in Node. */
export async function types() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) throw new Failure('TypeScript is not installed');
  for (const [title, project] of /** @type {const} */ ([
    ['what runs in the browser', 'tsconfig.json'], ['the server', 'server/tsconfig.json'], ['commands and tests', 'tsconfig.node.json'],
  ])) {
    await run(`Types of ${title}`, process.execPath, [compiler, '--noEmit', '--project', project], { log: `types-${title.replaceAll(' ', '-')}`, tail: 200 });
  }
}
