// @ts-check
// npm run reproduce: what is committed, built twice in folders that have nothing in common, and compared octet by octet. All of it takes
// twice as long as `npm run build`; `-- --quick` compiles the decider only.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodePackages } from './node-packages.mjs';
import { root } from './paths.mjs';
import { reproducible } from './reproducible.mjs';
import { Failure, command, elapsed, run, say } from './run.mjs';
import { rust } from './rust.mjs';
import { triple } from './wasm-std.mjs';

const quick = process.argv.includes('--quick');

/** The committed sources in a folder of their own. @param {string} folder */
async function checkedOut(folder) {
  mkdirSync(folder, { recursive: true });
  const archive = `${folder}.tar`;
  await run(`Sources into ${folder}`, 'git', ['archive', '--format=tar', '-o', archive, 'HEAD'], { log: 'reproduce-archive' });
  await run('Unpacking them', 'tar', ['-xf', archive, '-C', folder], { log: 'reproduce-tar' });
  // Packages are held to their hashes by the lock file; both builds may read the same ones.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** @param {string} folder @returns {Promise<Map<string, string>>} SHA-256 by file */
async function built(folder) {
  const { env } = await rust();
  const own = { ...reproducible(env, folder), CARGO_TARGET_DIR: join(folder, 'target') };
  if (quick) {
    await run('Compiling the decider', 'cargo', ['build', '--locked', '--release', '--target', triple, '--features', 'wasm', '--bin', 'decider'], { cwd: folder, env: own, log: 'reproduce-decider' });
    return hashes(join(folder, 'target', triple, 'release'), /^decider\.wasm$/);
  }
  await run('Building all of it', process.execPath, ['scripts/build.mjs'], { cwd: folder, env: { ...env, CARGO_TARGET_DIR: join(folder, 'target') }, log: 'reproduce-build' });
  return hashes(join(folder, 'www', 'wasm'), /\.(?:wasm|js|html)$/);
}

/** @param {string} folder @param {RegExp} wanted */
function hashes(folder, wanted) {
  return new Map(readdirSync(folder).filter((name) => wanted.test(name)).sort()
    .map((name) => [name, createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')]));
}

await command(async () => {
  const begun = Date.now();
  await nodePackages();
  const place = mkdtempSync(join(tmpdir(), 'zegel-reproduce-'));
  try {
    // Of different length and depth: neither may be seen in what comes out.
    const folders = [join(place, 'a'), join(place, 'somewhere', 'else', 'and deeper', 'zegel')];
    /** @type {Map<string, string>[]} */
    const made = [];
    for (const folder of folders) {
      await checkedOut(folder);
      made.push(await built(folder));
    }
    const [first, second] = made;
    if (!first || !second || first.size === 0 || first.size !== second.size) throw new Failure('the two builds did not make the same files');
    const differ = [...first].filter(([name, hash]) => second.get(name) !== hash).map(([name]) => name);
    for (const [name, hash] of first) say(`  ${hash}  ${name}${differ.includes(name) ? '  (the other build made another)' : ''}`);
    if (differ.length > 0) throw new Failure(`made twice, these were not the same: ${differ.join(', ')}`);
    say(`${first.size} files, the same in both folders, after ${elapsed(begun)}.`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
