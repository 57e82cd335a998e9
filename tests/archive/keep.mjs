// @ts-check
// Writes the folder of a release: one of everything that today's programs write and later ones have to read.
//   node tests/archive/keep.mjs 0.1.0

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bytesOf, draft, full, open, person, seal } from '../interop/zegel.mjs';
import { whole } from '../whole.mjs';
import { shown } from './shown.mjs';

const [name = ''] = process.argv.slice(2);
if (!/^[\w.-]+$/.test(name)) throw new Error('name the release');
const folder = new URL(`releases/${name}/`, import.meta.url);
// What is there already is never written again.
mkdirSync(new URL('releases/', import.meta.url), { recursive: true });
mkdirSync(folder);

const write = (/** @type {string} */ file, /** @type {Uint8Array|string} */ octets) => writeFileSync(new URL(file, folder), octets);

const noor = person('noor@example.org');
// One that GnuPG made, whose messages are of the older container.
const ofLee = (/** @type {string} */ file) => readFileSync(new URL(`../cases/messages/keys/${file}`, import.meta.url));
const gnupg = { address: 'lee@example.com', fingerprint: '', certificate: ofLee('lee.pub.asc'), secret: ofLee('lee.asc') };
const people = { gnupg, v4: person('lee@example.com'), v6: person('mara@example.com', 'v6'), 'post-quantum': person('sofie@example.org', 'v6', { postQuantum: true }) };
const counting = Uint8Array.from({ length: 70_000 }, (_, at) => at * 31 % 251);

/** @type {{ messages: object[], [name: string]: unknown }} */
const kept = { release: name, sender: noor.fingerprint, messages: [] };

/** @param {string} file @param {Uint8Array} message @param {keyof typeof people|'sender'} reader */
function keep(file, message, reader) {
  write(file, message);
  const { secret } = reader === 'sender' ? noor : people[reader];
  kept.messages.push({ file, reader, shows: shown(open(message, { secret }, [noor.certificate], full)) });
}

const attached = (/** @type {number} */ size) => [{ name: 'survey ü.dat', type: 'application/octet-stream', size, contentId: null }];
for (const [reader, { address, certificate }] of /** @type {[keyof typeof people, typeof noor][]} */ (Object.entries(people))) {
  const how = (/** @type {Record<string, unknown>} */ more) => draft({ to: [address], subject: 'Kept for ever', text: 'Groet,\nNoor é\n', ...more });
  const means = { from: noor, certificates: [noor.certificate, certificate], program: full };
  keep(`${reader}.eml`, bytesOf(seal(how({ html: '<p>Groet,<br><b>Noor é</b></p>' }), means)[0]), reader);
  keep(`${reader}-labelled.eml`, bytesOf(seal(how({ label: '5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0002', protection: 'do-not-forward' }), means)[0]), reader);
  if (reader !== 'post-quantum') keep(`${reader}-large.eml`, bytesOf(seal(how({ attachments: attached(counting.length) }), { ...means, contents: [counting] })[0]), reader);
}
const written = draft({ to: [people.v4.address], subject: 'Not sent yet', text: 'Begun.\n' });
keep('draft.eml', whole(full.begin_seal_draft(written, JSON.stringify(written), [], [], noor.secret, Date.now(), () => {})), 'sender');

const words = { address: noor.address, subject: 'Backup', text: 'Keep the code elsewhere.', date: '2026-11-27T09:00:00+01:00', messageId: 'backup@example.org' };
const { code, armored, message } = full.backup([noor.secret], JSON.stringify(words), Date.now());
write('backup.asc', armored);
write('backup.eml', message);
write('exported.asc', full.export_key(noor.secret, 'amber quiet lantern', Date.now()));
Object.assign(kept, { code, passphrase: 'amber quiet lantern' });

write('sender.pgp', noor.certificate);
for (const [reader, { secret }] of Object.entries({ ...people, sender: noor })) write(`${reader}.key`, secret);
for (const file of ['example.org.json', 'example.org.json.minisig', 'policy.pub']) cpSync(fileURLToPath(new URL(`../../www/pages/demo/policy/${file}`, import.meta.url)), fileURLToPath(new URL(file, folder)));
write('kept.json', `${JSON.stringify(kept, null, 1)}\n`);
