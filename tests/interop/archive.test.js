// @ts-check
// What earlier releases wrote opens with today's programs and shows what it showed then. Folders are added, never changed.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { readPublicKey, verify } from '../../www/engine/minisign.js';
import { shown } from '../archive/shown.mjs';
import { decider, full, open, readKey } from './zegel.mjs';

const releases = new URL('../archive/releases/', import.meta.url);
const names = readdirSync(releases).sort();
const hash = (/** @type {Uint8Array} */ bytes) => new Uint8Array(createHash('blake2b512').update(bytes).digest());

test('there is something kept', () => assert.ok(names.length >= 1));

for (const name of names) {
  const folder = new URL(`${name}/`, releases);
  const read = (/** @type {string} */ file) => readFileSync(new URL(file, folder));
  const kept = JSON.parse(read('kept.json').toString());
  const sender = read('sender.pgp');

  test(`${name}: messages and drafts show what they showed`, () => {
    assert.ok(kept.messages.length >= 10);
    for (const { file, reader, shows } of kept.messages) {
      assert.deepEqual(shown(open(read(file), { secret: read(`${reader}.key`) }, [sender], full)), shows, file);
      assert.equal(shows.encryption, 'encrypted', file);
    }
  });

  test(`${name}: backups give the key back, and so does an exported one`, () => {
    for (const file of ['backup.asc', 'backup.eml']) {
      assert.deepEqual(full.restore(read(file), kept.code, Date.now()).map((/** @type {any} */ { key }) => key.fingerprint), [kept.sender], file);
    }
    assert.equal(readKey(read('exported.asc'), kept.passphrase).key.fingerprint, kept.sender);
  });

  test(`${name}: rules are taken, and their signature holds`, async () => {
    const bytes = read('example.org.json');
    const answer = JSON.parse(decider.use_bundle(bytes, 'noor@example.org'));
    assert.deepEqual(answer.mistakes ?? [], []);
    assert.equal(answer.bundle.organisation.domains[0], 'example.org');
    await verify({ bytes, signature: read('example.org.json.minisig').toString(), keys: [readPublicKey(read('policy.pub').toString())], hash });
  });
}
