// @ts-check
// npm run mutants -- decide 1/12: changes the sources in small ways, one after another, and sees whether the native tests notice
// (cargo-mutants). The share is every so manieth of the changes, the same ones each time; all of them take hours.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { root, target } from './paths.mjs';
import { Failure, command, run } from './run.mjs';
import { rust } from './rust.mjs';
import { cargoMutants } from './versions.mjs';

/** What may be changed, and which tests have to notice; in a crate of its own all of its tests. @type {Record<string, { files: string[], tests: string[], crate?: string }>} */
const parts = {
  decide: { files: ['src/decide/**'], tests: ['decide', 'decisions', 'policy', 'properties', 'removal', 'exchange', 'inherit', 'labels'] },
  label: { files: ['src/label/**', 'src/msip.rs'], tests: ['label', 'msip', 'reading', 'properties', 'round_trip', 'archives'] },
  seal: { files: ['src/seal/*.rs'], tests: ['seal', 'security', 'certificates', 'lean', 'keys', 'own_keys', 'trust', 'streaming', 'round_trip', 'reading', 'drafts'] },
  lean: { files: ['src/seal/lean/*.rs'], tests: ['certificates', 'packets', 'lean', 'letters'] },
  octets: { files: ['octets/src/*.rs', 'octets/src/aes/*.rs'], tests: [], crate: 'zegel-octets' },
};

await command(async () => {
  const [part = '', share = '1/12'] = process.argv.slice(2);
  const wanted = parts[part];
  const [index = 0, of = 0] = share.split('/').map(Number);
  if (!wanted || !(index >= 1 && index <= of)) throw new Failure(`npm run mutants -- part share: a part is one of ${Object.keys(parts).join(', ')}, a share is like 1/12`);
  const { env } = await rust();
  const folder = join(target, 'tools', 'mutants');
  const program = join(folder, 'bin', 'cargo-mutants');
  const version = existsSync(program) ? spawnSync(program, ['mutants', '--version'], { encoding: 'utf8' }).stdout : '';
  if (!version.includes(cargoMutants)) {
    await run('Compiling cargo-mutants (about 2 min)', 'cargo', ['install', 'cargo-mutants', '--version', cargoMutants, '--locked', '--root', folder], {
      env: { ...env, CARGO_TARGET_DIR: join(target, 'tools', 'mutants-build') },
    });
  }
  mkdirSync(join(target, 'mutants', part), { recursive: true });
  const { status } = spawnSync(program, [
    'mutants', '--dir', root, '--output', join(target, 'mutants', part), ...(wanted.crate ? ['--package', wanted.crate] : ['--features', 'post-quantum']), '--shard', `${index - 1}/${of}`, '--sharding', 'round-robin',
    '--baseline', 'skip', '--timeout', '300', '--no-shuffle', '--colors', 'never', ...wanted.files.flatMap((file) => ['--file', file]),
    // Half of these is for WebAssembly only, which no native test sees.
    '--exclude', 'octets/src/vector.rs', '--', '--lib', ...(wanted.crate ? [] : ['--test=native']), '--', ...wanted.tests,
  ], { stdio: 'inherit', cwd: root, env });
  // 2: some survived; they stand in missed.txt, and are for somebody to look at.
  if (status !== 0 && status !== 2) throw new Failure(`cargo-mutants ended with ${status}`);
});
