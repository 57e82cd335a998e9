// @ts-check
// node scripts/sign-policy.mjs [--check] [--key file] [bundle.json ...]
// Signs policy bundles in minisign's format; --check only says whether the signatures beside them still fit. Unless told
// otherwise these are the bundles of the demonstration, and the key is the one that everybody has and that protects nothing.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { publicKeyText, readSecretKey, sign, verify } from '../www/engine/minisign.js';
import { root } from './paths.mjs';
import { Failure, command, say } from './run.mjs';

const demoKey = join(root, 'tests', 'keys', 'policy-demo.key');
const demoPolicies = join(root, 'www', 'pages', 'demo', 'policy');

/** @param {Uint8Array} bytes */
const hash = (bytes) => new Uint8Array(createHash('blake2b512').update(bytes).digest());

await command(async () => {
  const { values, positionals } = parseArgs({
    options: { check: { type: 'boolean', default: false }, key: { type: 'string', default: demoKey } }, allowPositionals: true,
  });
  const files = positionals.length > 0 ? positionals
    : readdirSync(demoPolicies).filter((name) => name.endsWith('.json')).sort().map((name) => join(demoPolicies, name));
  const key = readKey(values.key);
  for (const file of files) await (values.check ? check(file, key) : signFile(file, key));
  say(`Public key: ${publicKeyText(key).split('\n')[1]}`);
  if (values.key === demoKey) say('This is the key of the demonstration: everybody has its secret half, so it protects nothing.');
});

/** @param {string} file */
function readKey(file) {
  try {
    return readSecretKey(readFileSync(file, 'utf8'));
  } catch (error) {
    const code = /** @type {{ code?: string }} */ (error).code;
    throw new Failure(code === 'signing-key-encrypted'
      ? `${file} is protected by a passphrase: sign with minisign itself`
      : `${file} is no secret key of minisign (${code})`);
  }
}

/** @param {string} file @param {import('../www/engine/minisign.js').SecretKey} key */
async function check(file, key) {
  const signature = existsSync(`${file}.minisig`) ? readFileSync(`${file}.minisig`) : '';
  await verify({ bytes: readFileSync(file), signature, keys: [key], hash }).catch(({ code }) => {
    throw new Failure(`the signature beside ${shown(file)} does not fit it (${code}); sign it again`);
  });
  say(`${shown(file)}: signed`);
}

/** @param {string} file @param {import('../www/engine/minisign.js').SecretKey} key */
async function signFile(file, key) {
  const bytes = readFileSync(file);
  const serial = serialOf(file, bytes);
  const before = existsSync(`${file}.minisig`) ? readFileSync(`${file}.minisig`, 'utf8') : '';
  const fits = await verify({ bytes, signature: before, keys: [key], hash }).then(() => true, () => false);
  const last = / serial:(\d+)$/m.exec(before)?.[1];
  if (!fits && last !== undefined && serial <= Number(last)) {
    throw new Failure(`${shown(file)} changed since edition ${last} was signed, and its serial is ${serial}: browsers that saw that edition `
      + 'will refuse this one. Give it a higher serial');
  }
  // Without a time of signing, so that what did not change is signed with the same bytes.
  const trustedComment = `file:${basename(file)} serial:${serial}`;
  writeFileSync(`${file}.minisig`, await sign({ bytes, key, hash, trustedComment }));
  say(`${shown(file)}: edition ${serial} ${fits ? 'was signed already' : 'signed'}`);
}

/** @param {string} file @param {Buffer} bytes @returns {number} */
function serialOf(file, bytes) {
  try {
    const { serial } = JSON.parse(bytes.toString('utf8'));
    if (Number.isInteger(serial)) return serial;
  } catch {
    // said below
  }
  throw new Failure(`${shown(file)} is no policy bundle: it is not JSON with a serial`);
}

/** @param {string} file */
function shown(file) {
  const inside = relative(root, file);
  return inside.startsWith('..') ? file : inside;
}
