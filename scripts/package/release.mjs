// @ts-check
// The list of a release that browsers pin, as docs/pinning.md describes it, and its signature.

import { sign } from '../../www/engine/minisign.js';
import { readList } from '../../www/release/list.js';
import { Failure } from '../run.mjs';

/**
 * @param {{ version: string, serial: number, files: Readonly<Record<string, string>>, start?: string, withdrawn?: boolean }} release
 *   `files`: hashes by name, as in integrity.json; `start`: the document that "/" stands for
 * @returns {Buffer}
 */
export function releaseList({ version, serial, files, start, withdrawn = false }) {
  const said = withdrawn ? { withdrawn } : { ...(start === undefined ? {} : { start }), files };
  const bytes = Buffer.from(`${JSON.stringify({ zegel: 'release', version, serial, ...said }, null, 1)}\n`);
  try {
    // By the code that browsers read it with.
    readList(bytes);
  } catch {
    throw new Failure('browsers would not take this list: a version, a serial of at least 1, names that begin with www/, hashes, and a start that is among them');
  }
  return bytes;
}

/**
 * Signed itself, not its hash: the worker has no BLAKE2b.
 * @param {Uint8Array} bytes
 * @param {import('../../www/engine/minisign.js').SecretKey} key
 */
export function signedList(bytes, key) {
  const { serial } = readList(bytes);
  return sign({ bytes, key, hash: () => { throw new TypeError('not hashed'); }, trustedComment: `file:release.json serial:${serial}`, legacy: true });
}
