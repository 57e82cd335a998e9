// @ts-check
// Programs in Python: Sequoia for OpenPGP, the email package for MIME, libraries for documents.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { venv } from '../../scripts/paths.mjs';

const python = process.env.ZEGEL_PYTHON ?? join(venv, 'bin', 'python');
if (!existsSync(python)) throw new Error('there is no Python environment yet: `npm test -- interop` makes it');

/** @param {string} program @param {string[]} options @param {Uint8Array|string} input */
function run(program, options, input) {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const ran = spawnSync(python, [path, ...options], { input, maxBuffer: 64 * 1024 * 1024 });
  if (ran.status !== 0) throw new Error(`${program} ${options.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

/** Asks a program that reads JSON and answers it. @param {string} program @param {string[]} options @param {object} request @returns {any} */
export const askPython = (program, options, request) => JSON.parse(run(program, options, JSON.stringify(request)).toString());

const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64');
const ask = (/** @type {object} */ request) => askPython('sequoia.py', [], request);

export const sequoia = {
  /** @param {string} address @param {4|6} version */
  makeKey(address, version) {
    const { secret, certificate, armoredSecret, fingerprint } = ask({ do: 'make-key', userId: `Lee Chen <${address}>`, version });
    return {
      secret: Buffer.from(secret, 'base64'), certificate: Buffer.from(certificate, 'base64'),
      armoredSecret: String(armoredSecret), fingerprint: String(fingerprint),
    };
  },

  /** Opens, and verifies where somebody is said to have signed. @param {string} armored @param {Uint8Array} secret @param {Uint8Array} [signer] */
  read(armored, secret, signer) {
    const { data, signers } = ask({ do: 'read', armored, secret: base64(secret), ...signer ? { signer: base64(signer) } : {} });
    return { data: Buffer.from(data, 'base64'), signers: /** @type {string[]} */ (signers) };
  },

  /** Opens with a passphrase and verifies. @param {string} armored @param {string} passphrase @param {Uint8Array} signer */
  readWithPassphrase(armored, passphrase, signer) {
    const { data, signers } = ask({ do: 'read-with-passphrase', armored, passphrase, signer: base64(signer) });
    return { data: Buffer.from(data, 'base64'), signers: /** @type {string[]} */ (signers) };
  },

  /** Signs and encrypts. @param {Uint8Array} payload @param {{ to: Uint8Array[], from?: Uint8Array }} how @returns {string} */
  write(payload, { to, from }) {
    return ask({ do: 'write', payload: base64(payload), to: to.map(base64), ...from ? { from: base64(from) } : {} }).armored;
  },
};

/**
 * @typedef {object} Mime
 * @property {[string, string][]} headers
 * @property {string} type
 * @property {string|null} hp
 * @property {string} text
 * @property {string} html
 * @property {{ name: string|null, type: string, disposition: string|null, contentId: string|null, encoding: string|null, bytes: string }[]} parts
 * @property {string[]} defects
 */

/** Takes a message apart. @param {Uint8Array} message @returns {Mime} */
export function readMime(message) {
  return JSON.parse(run('mime.py', ['read'], message).toString());
}

/**
 * Writes a message, as any mail program would. `parameters` stand on the Content-Type of the whole.
 * @param {{
 *   headers: Record<string, string>, parameters: Record<string, string>, text: string, html?: string,
 *   parts: { name: string, type: string, bytes: Uint8Array }[],
 * }} wanted
 */
export function writeMime(wanted) {
  const parts = wanted.parts.map((part) => ({ ...part, bytes: base64(part.bytes) }));
  return run('mime.py', ['write'], JSON.stringify({ ...wanted, parts }));
}
