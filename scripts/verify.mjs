// @ts-check
// npm run verify -- integrity.json <folder or https://…>: whether what lies in a folder, or what a server hands out, is what was
// released. The list comes with each release (integrity.json); take it from there, not from the server that is looked at.

import { readFileSync } from 'node:fs';
import { Failure, command, say } from './run.mjs';
import { verified } from './verify/verified.mjs';

await command(async () => {
  const [list, place] = process.argv.slice(2);
  if (!list || !place) throw new Failure('this wants the list of a release and what to look at: npm run verify -- integrity.json https://vault.example.org/');
  const { version, files } = read(list);
  const { same, changed, missing, added } = await verified(files, place);
  for (const [word, names] of /** @type {const} */ ([['changed', changed], ['missing', missing], ['not of this release', added]])) for (const name of names) say(`  ${word}: ${name}`);
  const count = changed.length + missing.length + added.length;
  if (count > 0) throw new Failure(`${place} is not version ${version}: ${changed.length} files changed, ${missing.length} missing, ${added.length} that are not of it`);
  say(`${place} is version ${version}: ${same.length} files, each as it was released.`);
  say('This says what was handed out to you just now. A server can hand out something else to somebody else, or tomorrow.');
});

/** @param {string} list @returns {{ version: string, files: Record<string, string> }} */
function read(list) {
  try {
    const { version, files } = JSON.parse(readFileSync(list, 'utf8'));
    if (typeof version === 'string' && files && Object.keys(files).length > 0) return { version, files };
  } catch {
    // said below
  }
  throw new Failure(`${list} is no list of a release: integrity.json of the package has "version" and "files"`);
}
