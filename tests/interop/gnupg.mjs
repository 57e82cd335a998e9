// @ts-check
// GnuPG with a home of its own for each test.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {ReturnType<typeof gnupg>} GnuPG */
/** @typedef {{ primary: string, sub?: string, passphrase?: string, expires?: string, at?: string }} KeyKind */

/** What GnuPG makes unless told otherwise. */
export const curve25519 = { primary: 'ed25519', sub: 'cv25519' };

/** Kinds of keys that people have. @type {Record<string, KeyKind>} */
export const kinds = {
  Curve25519: curve25519,
  'RSA-3072': { primary: 'rsa3072', sub: 'rsa3072' },
  'NIST P-256': { primary: 'nistp256', sub: 'nistp256' },
};

/** @param {import('node:test').TestContext} t */
export function gnupg(t) {
  // A socket's path may not be longer than 107 octets, so the name is short.
  const home = mkdtempSync(join(tmpdir(), 'zg-'));
  // The agent's default makes every passphrase cost a second.
  writeFileSync(join(home, 'gpg-agent.conf'), 's2k-count 1048576\n');
  t.after(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
  });

  /**
   * Runs gpg; `ok` says whether it succeeded, `status` holds its status lines.
   * @param {string[]} options
   * @param {Uint8Array|string} [input]
   */
  function attempt(options, input = '') {
    const fixed = ['--homedir', home, '--batch', '--no-tty', '--pinentry-mode', 'loopback', '--trust-model', 'always', '--status-fd', '2'];
    const ran = spawnSync('gpg', [...fixed, ...options], { input, maxBuffer: 64 * 1024 * 1024 });
    // Whoever refuses at once does not read what it is given.
    const refused = ran.status !== null && /** @type {NodeJS.ErrnoException|undefined} */ (ran.error)?.code === 'EPIPE';
    if (ran.error !== undefined && !refused) throw ran.error;
    const messages = ran.stderr.toString();
    const status = messages.split('\n').filter((line) => line.startsWith('[GNUPG:] ')).map((line) => line.slice(9));
    return { ok: ran.status === 0, output: ran.stdout, messages, status };
  }

  /** @param {string[]} options @param {Uint8Array|string} [input] */
  function run(options, input = '') {
    const ran = attempt(options, input);
    if (!ran.ok) throw new Error(`gpg ${options.join(' ')}: ${ran.messages}`);
    return ran;
  }

  /**
   * Makes a key without expiry unless told otherwise, and gives its fingerprint. `at`: YYYYMMDD.
   * @param {KeyKind} kind
   * @param {string} [userId]
   * @param {string[]} [options]
   */
  function makeKey({ primary, sub, passphrase = '', expires = 'never', at }, userId = 'Lee Chen <lee@example.com>', options = []) {
    const clock = at === undefined ? options : [...options, '--faked-system-time', `${at}T120000`];
    const made = run([...clock, '--passphrase', passphrase, '--quick-gen-key', userId, primary, 'sign,cert', expires]);
    const fingerprint = made.status.find((line) => line.startsWith('KEY_CREATED'))?.split(' ')[2] ?? '';
    if (sub !== undefined) run([...clock, '--passphrase', passphrase, '--quick-add-key', fingerprint, sub, 'encr', expires]);
    return fingerprint;
  }

  /** Adds a subkey that encrypts. @param {string} fingerprint @param {string} algorithm @param {{ at?: string, expires?: string }} [when] */
  function addSubkey(fingerprint, algorithm, { at, expires = 'never' } = {}) {
    const clock = at === undefined ? [] : ['--faked-system-time', `${at}T120000`];
    run([...clock, '--passphrase', '', '--quick-add-key', fingerprint, algorithm, 'encr', expires]);
  }

  /** Revokes a whole key with the certificate that gpg keeps for that. @param {string} fingerprint */
  function revoke(fingerprint) {
    const kept = readFileSync(join(home, 'openpgp-revocs.d', `${fingerprint}.rev`), 'utf8');
    run(['--import'], kept.replace(':-----BEGIN', '-----BEGIN'));
  }

  /** Revokes a subkey, counted from 1. @param {string} fingerprint @param {number} position */
  function revokeSubkey(fingerprint, position) {
    const answers = [`key ${position}`, 'revkey', 'y', '1', '', 'y', 'save', ''].join('\n');
    run(['--passphrase', '', '--command-fd', '0', '--edit-key', fingerprint], answers);
  }

  /** @param {string} fingerprint @returns {Uint8Array} */
  const certificate = (fingerprint) => run(['--export', fingerprint]).output;

  /** @param {string} fingerprint @param {string} [passphrase] @returns {Uint8Array} */
  const secret = (fingerprint, passphrase = '') => run(['--passphrase', passphrase, '--export-secret-keys', fingerprint]).output;

  /** Key IDs of the subkeys, oldest first. @param {string} fingerprint */
  function subkeys(fingerprint) {
    const lines = run(['--with-colons', '--list-keys', fingerprint]).output.toString().split('\n');
    return lines.filter((line) => line.startsWith('sub:')).map((line) => line.split(':')[4] ?? '');
  }

  return { home, attempt, run, makeKey, addSubkey, revoke, revokeSubkey, certificate, secret, subkeys };
}
