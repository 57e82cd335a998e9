// @ts-check
// The directory we make is the one GnuPG reads, and what GnuPG exports we take apart. What a directory says of somebody
// else's key does not make it theirs.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { onDebian } from '../../scripts/debian.mjs';
import { serve } from '../../server/main.mjs';
import { MemoryDatabase } from '../../www/keys/database.js';
import { localHash } from '../../www/keys/addresses.js';
import { Finder } from '../../www/keys/finder.js';
import { addressesOf, Keyring } from '../../www/keys/keyring.js';
import { wkdTree } from '../../www/keys/publish.js';
import { elsewhere, reaching, tlsFor } from '../node/keys/elsewhere.js';
import { curve25519, gnupg, kinds } from './gnupg.mjs';
import { judge } from './zegel.mjs';

const lee = 'lee@example.com';
const tls = tlsFor('example.com');

/** @param {import('node:test').TestContext} t */
function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'zegel-wkd-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** GnuPG's programs about directories; Debian puts the client's where no PATH leads. */
const client = ['/usr/lib/gnupg/gpg-wks-client', '/usr/libexec/gpg-wks-client', '/usr/bin/gpg-wks-client'].find((path) => existsSync(path));
const keeper = ['/usr/bin/gpg-wks-server'].find((path) => existsSync(path));

/** Where it can be installed it is: only elsewhere nothing is said of it. @param {string|undefined} program @param {string} name */
const lacking = (program, name) => program === undefined && !onDebian && `no ${name}`;

/**
 * Lets a GnuPG reach every http server as this one: a proxy that is asked the way and has the answer itself. For https
 * GnuPG's network program believes the system's authorities only, and a test cannot be one of them.
 * @param {import('node:test').TestContext} t
 * @param {{ home: string }} gpg
 * @param {Map<string, Uint8Array>} files  by URL
 */
async function leadingTo(t, { home }, files) {
  const proxy = createServer((request, response) => {
    const { host, pathname } = new URL(request.url ?? '');
    const found = files.get(`http://${host}${pathname}`);
    if (found) response.end(found);
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => { proxy.closeAllConnections(); proxy.close(); });
  const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address());
  writeFileSync(join(home, 'dirmngr.conf'), `http-proxy http://127.0.0.1:${port}\n`);
}

/** gpg without blocking this process, which serves what it asks for. @param {{ home: string }} gpg @param {string[]} options @returns {Promise<{ ok: boolean, stderr: string }>} */
function gpgAside({ home }, options) {
  return new Promise((resolve) => {
    execFile('gpg', ['--homedir', home, '--batch', '--no-tty', ...options], { timeout: 20_000 }, (error, _, stderr) => resolve({ ok: error === null, stderr }));
  });
}

test('local parts hash as GnuPG hashes them', async (t) => {
  const gpg = gnupg(t);
  for (const address of ['Joe.Doe@example.org', 'UPPER+tag@example.org', 'o\'neill_x-1@example.org']) {
    const fingerprint = gpg.makeKey({ primary: 'ed25519' }, `<${address}>`);
    const [, printed] = /([a-z0-9]{32})@/.exec(gpg.run(['--with-wkd-hash', '--list-keys', fingerprint]).output.toString()) ?? [];
    assert.equal(await localHash(address.split('@')[0] ?? ''), printed, address);
  }
});

test('GnuPG fetches a key of the tree from where it thinks that it is', { skip: lacking(client, 'gpg-wks-client') }, async (t) => {
  const [gpg, maker] = [gnupg(t), gnupg(t)];
  const fingerprint = maker.makeKey(curve25519);
  const entries = [{ address: lee, bytes: maker.certificate(fingerprint) }];
  const files = new Map();
  for (const { path, bytes } of await wkdTree(entries, { method: 'advanced' })) files.set(`http://openpgpkey.example.com/${path}`, bytes);
  for (const { path, bytes } of await wkdTree(entries, { method: 'direct' })) files.set(`http://example.com/${path}`, bytes);
  await leadingTo(t, gpg, files);
  const printed = execFileSync(client ?? '', ['--print-wkd-url', lee]).toString().trim().split(/\s+/).filter((word) => word.startsWith('https:'));
  assert.ok(printed.length > 0);
  // GnuPG names one of the two; the other is the same without its folder of the domain.
  const urls = new Set(printed.flatMap((url) => [url, url.replace('openpgpkey.', '').replace('/openpgpkey/example.com/', '/openpgpkey/'),
    url.replace('//example.com', '//openpgpkey.example.com').replace(/\/openpgpkey\/hu/, '/openpgpkey/example.com/hu')]));
  assert.equal(urls.size, 2);
  for (const url of urls) {
    const { ok, stderr } = await gpgAside(gpg, ['--fetch-keys', url.replace('https:', 'http:')]);
    assert.ok(ok, `${url}: ${stderr}`);
    assert.ok(gpg.run(['--list-keys', '--with-colons']).output.toString().includes(fingerprint));
    gpg.run(['--yes', '--delete-keys', fingerprint]);
  }
});

test('GnuPG’s own keeper of directories finds what we put there, and puts the same there', { skip: lacking(keeper, 'gpg-wks-server') }, async (t) => {
  const gpg = gnupg(t);
  const bytes = gpg.certificate(gpg.makeKey(curve25519));
  const env = { ...process.env, GNUPGHOME: gpg.home };
  const [ours, theirs] = [folder(t), folder(t)];
  const top = join('.well-known', 'openpgpkey');
  for (const { path, bytes: content } of await wkdTree([{ address: lee, bytes }], { method: 'advanced' })) {
    mkdirSync(dirname(join(ours, path)), { recursive: true, mode: 0o750 });
    writeFileSync(join(ours, path), content);
  }
  const keep = (/** @type {string[]} */ ...options) => spawnSync(keeper ?? '', options, { env, encoding: 'utf8' });
  const checked = keep('-C', join(ours, top), '--check', lee);
  assert.equal(checked.status, 0, checked.stderr);
  assert.notEqual(keep('-C', join(ours, top), '--check', 'mara@example.com').status, 0);

  mkdirSync(join(theirs, 'example.com'), { mode: 0o750 });
  writeFileSync(join(theirs, 'key.pgp'), bytes);
  const installed = keep('-C', theirs, '--install-key', join(theirs, 'key.pgp'), lee);
  assert.equal(installed.status, 0, installed.stderr);
  const name = join('example.com', 'hu', await localHash('lee'));
  assert.deepEqual(readFileSync(join(ours, top, name)), readFileSync(join(theirs, name)));
});

test('a keyring exported by GnuPG is one to us, and armored the same', (t) => {
  const gpg = gnupg(t);
  const addresses = Object.entries(kinds).map(([, kind], i) => { gpg.makeKey(kind, `Person ${i} <person${i}@example.org>`); return `person${i}@example.org`; });
  for (const options of [['--export'], ['--armor', '--export']]) {
    const keyring = new Keyring(gpg.run(options).output);
    assert.deepEqual(keyring.addresses(), addresses);
    assert.equal(keyring.skipped, 0);
    for (const address of addresses) assert.deepEqual(Buffer.from(keyring.of(address)[0] ?? []), Buffer.from(gpg.certificate(address)));
  }
  const secret = new Keyring(gpg.run(['--passphrase', '', '--export-secret-keys']).output);
  assert.deepEqual([secret.size, secret.skipped], [0, 3]);
});

test('a directory that answers with another person’s key is found, named, and refused by the engine', async (t) => {
  const gpg = gnupg(t);
  const mara = gpg.certificate(gpg.makeKey(curve25519, 'Mara Novak <mara@example.com>'));
  const { port } = await elsewhere(t, tls, (_, response) => response.end(Buffer.from(mara)));
  const server = await serve({ port: 0, data: folder(t), lookups: { outward: reaching({ port }, tls.cert, ['example.com']) } });
  t.after(() => server.close());
  const { lookups } = await (await fetch(`${server.url}config.json`)).json();
  const finder = new Finder({ base: server.url, lookups, sources: ['wkd'], database: new MemoryDatabase() });
  const found = await finder.findAll([lee, 'mara@example.com']);
  for (const { candidates: [candidate] } of found.values()) {
    assert.ok(candidate);
    assert.deepEqual([candidate.source, candidate.host, addressesOf(candidate.bytes)], ['wkd', 'example.com', ['mara@example.com']]);
  }
  const bytes = found.get(lee)?.candidates[0]?.bytes ?? new Uint8Array();
  assert.equal(judge(bytes, 'mara@example.com').usable, true);
  assert.equal(judge(bytes, lee).usable, false);
});
