// @ts-check
// Compiles rPGP as one would first do it (naive/), for the measurements only: nothing else builds or ships it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, target } from '../scripts/paths.mjs';
import { run } from '../scripts/run.mjs';
import { rust } from '../scripts/rust.mjs';
import { bindgen, hashOf } from '../scripts/tools.mjs';
import { triple } from '../scripts/wasm-std.mjs';

/** @returns {Promise<string>} the folder with naive.js and naive_bg.wasm */
export async function naive() {
  const { env, version } = await rust();
  const source = join(root, 'bench/naive');
  const work = join(target, 'naive');
  const stamp = join(work, 'stamp');
  const wanted = hashOf(['Cargo.toml', 'Cargo.lock', 'src'].map((file) => join(source, file)), version);
  const folder = join(work, 'glue');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(join(folder, 'naive_bg.wasm'))) return folder;
  await run('Compiling rPGP, to measure beside it (5 min at first)', 'cargo', ['build', '--locked', '--release', '--target', triple], {
    cwd: source, log: 'naive', env: { ...env, CARGO_TARGET_DIR: work, RUSTFLAGS: '' }, tail: 80,
  });
  await run('Writing its JavaScript', await bindgen(), [folder, join(work, triple, 'release', 'naive.wasm')], { log: 'naive-bindgen' });
  writeFileSync(stamp, wanted);
  return folder;
}
