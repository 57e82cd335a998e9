// @ts-check
// npm run release -- --key release.key [--files integrity.json] [--out folder] [--serial n] [--start www/…] [--withdraw]
// Writes release.json, the list that browsers pin, and its signature (docs/pinning.md). Unless told otherwise it is the list of the
// package that `npm run pack` put together, and lies in its www/, to be served with the files.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { publicKeyText, readSecretKey } from '../www/engine/minisign.js';
import { target } from './paths.mjs';
import { hashOf } from './package/integrity.mjs';
import { releaseList, signedList } from './package/release.mjs';
import { Failure, command, say } from './run.mjs';

const staged = join(target, 'package', 'zegel');

await command(async () => {
  const { values } = parseArgs({ options: {
    key: { type: 'string' }, files: { type: 'string', default: join(staged, 'integrity.json') }, out: { type: 'string', default: join(staged, 'www') },
    serial: { type: 'string' }, start: { type: 'string' }, withdraw: { type: 'boolean', default: false },
  } });
  if (!values.key) throw new Failure('this wants the key that browsers pin: npm run release -- --key release.key');
  const key = readKey(values.key);
  // Seconds rise by themselves, whatever became of the release before.
  const serial = values.serial === undefined ? Math.floor(Date.now() / 1000) : Number(values.serial);
  const { version, files } = readFiles(values.files);
  const bytes = releaseList({ version, serial, files, start: values.start, withdrawn: values.withdraw });
  const place = join(values.out, 'release.json');
  writeFileSync(place, bytes);
  writeFileSync(`${place}.minisig`, await signedList(bytes, key));
  say(values.withdraw ? `${place}: ends the pinning of releases up to serial ${serial}` : `${place}: version ${version}, serial ${serial}, ${Object.keys(files).length} files`);
  say(`Hash of the list, for "allowed": ${hashOf(bytes)}`);
  say(`Public key, for "key": ${publicKeyText(key).split('\n')[1]}`);
});

/** @param {string} file */
function readKey(file) {
  try {
    return readSecretKey(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = /** @type {{ code?: string }} */ (error);
    throw new Failure(code === 'signing-key-encrypted'
      ? `${file} is protected by a passphrase: sign release.json with minisign itself, minisign -S -l -m release.json`
      : `${file} is no secret key of minisign (${code})`);
  }
}

/** @param {string} file @returns {{ version: string, files: Record<string, string> }} */
function readFiles(file) {
  try {
    const { version, files } = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof version === 'string' && files && Object.keys(files).length > 0) return { version, files };
  } catch {
    // said below
  }
  throw new Failure(`${file} is no list of hashes: run npm run pack first, or name the integrity.json of a release`);
}
