// @ts-check
// Zegel's own modules as a browser loads them, and the example organisation they work for.

import { readFileSync } from 'node:fs';
import { whole } from '../whole.mjs';
import { stretched } from '../../www/engine/stretch.js';
import * as decider from '../../www/wasm/decider.js';
import * as detector from '../../www/wasm/detector.js';
import * as inspector from '../../www/wasm/inspector.js';
import * as full from '../../www/wasm/sealer-full.js';
import * as sealer from '../../www/wasm/sealer.js';

/** @typedef {import('../../www/generated/contract').Draft} Draft */
/** @typedef {{ address: string, fingerprint: string, certificate: Uint8Array, secret: Uint8Array }} Person */

/** @typedef {Pick<typeof sealer, 'begin_seal'|'begin_open'>} Program */
export { decider, full };

const wasm = (/** @type {string} */ name) => readFileSync(new URL(`../../www/wasm/${name}_bg.wasm`, import.meta.url));
sealer.initSync({ module: wasm('sealer') });
full.initSync({ module: wasm('sealer-full') });
decider.initSync({ module: wasm('decider') });
detector.initSync({ module: wasm('detector') });
inspector.initSync({ module: wasm('inspector') });

const policy = readFileSync(new URL('../../www/pages/demo/policy/example.org.json', import.meta.url));
const silent = () => {};
const { handle, bundle } = JSON.parse(decider.use_bundle(policy, 'noor@example.org'));
const { handle: eyes } = JSON.parse(detector.use_bundle(policy));

/**
 * Somebody with a key made by Zegel.
 * @param {string} address
 * @param {'v4'|'v6'} [kind]
 * @param {{ postQuantum?: boolean, validDays?: number }} [wishes]
 * @returns {Person}
 */
export function person(address, kind = 'v4', { postQuantum = false, validDays } = {}) {
  const wish = { name: address.split('@')[0] ?? '', addresses: [address], kind, postQuantum, validDays: validDays ?? null };
  const { key, secret } = full.make_key(JSON.stringify(wish), Date.now());
  return { address, fingerprint: key.fingerprint, certificate: key.certificate, secret };
}

/**
 * A protected draft from Noor to Lee.
 * @param {Record<string, unknown>} [changes]
 */
export function draft(changes = {}) {
  return {
    from: 'Noor de Wit <noor@example.org>', to: ['Lee Chen <lee@example.com>'], cc: [], bcc: [],
    subject: 'Hello', text: 'Hello there.\n', html: null, attachments: [], label: null, protection: 'encrypt',
    answers: { acknowledged: [] }, inReplyTo: null, references: [], language: 'en',
    date: '2026-03-02T09:15:00+01:00', messageId: 'f0c9c7ee-1a6b-4d06-a9d8-b6c1f6a4c1f2@example.org', ...changes,
  };
}

const people = ['noor@example.org', 'lee@example.com', 'mara@example.com', 'sofie@example.org', 'daan@example.org', 'lee@example.org'];

/**
 * Certificates as if everybody's directory entry held them: what each is worth for whom is for the core to find out.
 * @param {Uint8Array[]} certificates
 */
const found = (certificates) => certificates.flatMap((bytes) => people.map((address) => ({ address, bytes })));

/**
 * Seals a draft; gives the messages of the outgoing mail.
 * @param {Record<string, unknown>} draft
 * @param {{ from: { secret: Uint8Array }, certificates: Uint8Array[], contents?: Uint8Array[], program?: Program, stationery?: object }} means
 * @returns {{ rcptTo: string[], kept: boolean, bytes: Uint8Array }[]}
 */
export function seal(draft, { from, certificates, contents = [], program = sealer, stationery }) {
  const read = Float64Array.from(contents, ({ length }) => length);
  return whole(program.begin_seal(permit(draft, contents), crypto.randomUUID(), contents, read, found(certificates), from.secret, stationery, Date.now(), silent)).messages;
}

/**
 * Leave to seal a draft, as the worker asks for it.
 * @param {any} draft
 * @param {Uint8Array[]} contents
 */
function permit(draft, contents) {
  const files = /** @type {{ name: string, type: string }[]} */ (draft.attachments);
  const looked = files.map(({ name, type }, at) => detector.look(eyes, inspector.inspect(name, type, contents[at] ?? new Uint8Array())));
  const text = JSON.stringify(draft);
  const permit = told(() => decider.permit(handle, text, detector.see(eyes, text, Uint32Array.from(looked)), Date.now()));
  return permit.split('\n')[0] ?? '';
}

/** The small programs throw text. @template T @param {() => T} call @returns {T} */
function told(call) {
  try {
    return call();
  } catch (thrown) {
    throw typeof thrown === 'string' ? JSON.parse(thrown) : thrown;
  }
}

/** The bytes of a message that must be there. @param {{ bytes: Uint8Array }|undefined} message */
export function bytesOf(message) {
  if (message === undefined) throw new Error('there is no such message');
  return message.bytes;
}

/**
 * Opens a message as one of its readers.
 * @param {Uint8Array|string} message
 * @param {{ secret: Uint8Array }|{ secret: Uint8Array }[]} reader
 * @param {Uint8Array[]} [certificates] of possible senders
 * @param {Program} [program]
 */
export function open(message, reader, certificates = [], program = sealer) {
  const bytes = typeof message === 'string' ? Buffer.from(message) : message;
  const secrets = [reader].flat().map(({ secret }) => secret);
  return whole(program.begin_open(bytes, secrets, found(certificates), bundle.organisation.id, Date.now(), silent));
}

/**
 * @param {Uint8Array|string} secret
 * @param {string} [passphrase]
 */
export function readKey(secret, passphrase) {
  return full.read_keys(typeof secret === 'string' ? Buffer.from(secret) : secret, passphrase, [], Date.now())[0];
}

/**
 * The same as the worker does it, with what the browser hashes.
 * @param {Uint8Array} secret
 * @param {string} passphrase
 */
export async function unlockKey(secret, passphrase) {
  const hashes = await stretched(full.stretches(secret), passphrase);
  return full.read_keys(secret, passphrase, hashes, Date.now())[0];
}

/**
 * How a certificate is judged for an address.
 * @param {Uint8Array|string} certificate
 * @param {string} [address]
 */
export function judge(certificate, address = 'lee@example.com') {
  const bytes = typeof certificate === 'string' ? Buffer.from(certificate) : certificate;
  return sealer.read_certificate(bytes, address, Date.now());
}

/** What a call throws. @param {() => unknown} call @returns {{ code: string, detail: Record<string, unknown> }} */
export function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return /** @type {any} */ (error);
  }
  throw new Error('nothing was thrown');
}
