// @ts-check
// What all measurements need: the programs, people with keys, and messages that each has shown the others to be able to read.

import { armorIn, mail, noise } from './mail.mjs';
import { entityOf, mailAround } from './mime.mjs';
import * as naive from './naive.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { octetsOf, ownKeys, zegel } from './zegel.mjs';

/** @typedef {'v4-seipd1'|'v4-seipd2'|'v6-seipd2'} Kind keys, and the container they ask for */
/** @typedef {{ address: string, certificate: Uint8Array, secret: Uint8Array }} Person */
/** @typedef {Awaited<ReturnType<typeof zegel>>} Zegel */
/** @typedef {{ kind: Kind, size: number, readers: number, attached?: number }} Wanted */
/** @typedef {Awaited<ReturnType<typeof prepared>>} Prepared */

/** Builds of Zegel; the first is the one that counts. @type {{ name: string, program: Zegel }[]} */
export let builds = [];
/** @type {Awaited<ReturnType<typeof ownKeys>>} */
export let keys;
/** @type {Map<Kind, Person[]>} */
const people = new Map();

/** The build that is Zegel's; others only run beside it. */
export const first = () => {
  const [build] = builds;
  if (build === undefined) throw new Error('not prepared');
  return build.program;
};

/**
 * Loads everything.
 * @param {{ name: string, folder: string }[]} folders builds of the modules, the first is the one to be measured
 * @param {boolean} withNaive whether rPGP was compiled
 */
export async function prepare(folders, withNaive) {
  const bundle = new Uint8Array(await (await fetch('/policy.json')).arrayBuffer());
  builds = [];
  for (const { name, folder } of folders) builds.push({ name, program: await zegel(new URL(folder, location.href).href, bundle) });
  keys = await ownKeys(new URL('/wasm/', location.href).href);
  await naive.prepareNaive(withNaive);
}

/**
 * A sender and so many others, the same for all candidates.
 * @param {Kind} kind
 * @param {number} others
 */
export async function group(kind, others) {
  const known = people.get(kind) ?? [];
  people.set(kind, known);
  while (known.length < others + 1) {
    const address = known.length === 0 ? 'noor@example.org' : `reader${known.length}@example.com`;
    // Zegel's keys ask for SEIPDv2 in either version; keys by the defaults of OpenPGP.js do not.
    if (kind === 'v4-seipd1') {
      known.push({ address, ...(await openpgpJs.makeKey(address, 'v4')) });
    } else {
      const { key, secret } = keys.make(address, kind === 'v6-seipd2' ? 'v6' : 'v4');
      known.push({ address, certificate: key.certificate, secret });
    }
  }
  const [sender, ...readers] = known.slice(0, others + 1);
  if (sender === undefined || readers[0] === undefined) throw new Error('nobody to write to');
  return { sender, readers, reader: readers[0] };
}

/** As a directory answers. @param {Person} person */
export const found = ({ address, certificate }) => ({ address, bytes: certificate });

/** @param {boolean} ok @param {string} what */
export function must(ok, what) {
  if (!ok) throw new Error(`not comparable: ${what}`);
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function same(a, b) {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/** @type {Map<Person, Promise<any>>} */
const engines = new Map();

/** Zegel's engine with its worker, as a webmail has it, with this person's key. @param {Person} sender */
export function engineOf(sender) {
  const known = engines.get(sender) ?? started(sender);
  engines.set(sender, known);
  return known;
}

/** @param {Person} sender */
async function started(sender) {
  const { start } = await import(/** @type {string} */ ('/engine/engine.js'));
  const { key } = keys.readKey(sender.secret);
  const keyStore = { list: async () => [key], secret: async () => sender.secret.slice(), keep: async () => {}, remove: async () => {}, close: () => {} };
  const engine = await start({ wasm: '/wasm/', keyStore });
  must(!('mistakes' in engine.useBundle(new Uint8Array(await (await fetch('/policy.json')).arrayBuffer()))), 'the bundle is not read');
  await engine.ready();
  return engine;
}

/** The last that was prepared: cases about the same mail follow each other. @type {{ wanted: string, prepared: Promise<Prepared> }|null} */
let last = null;

/** @param {Wanted} wanted */
export function prepareMail({ kind, size, readers, attached = 0 }) {
  const asked = JSON.stringify([kind, size, readers, attached]);
  if (last?.wanted !== asked) {
    last = null; // its octets may go before the next are made
    last = { wanted: asked, prepared: prepared({ kind, size, readers, attached }) };
  }
  return last.prepared;
}

/**
 * A mail that Zegel sealed, the MIME entity in it, and the same draft sealed by OpenPGP.js and rPGP; each is read by another.
 * @param {Wanted} wanted
 */
async function prepared({ kind, size, readers: count, attached = 0 }) {
  const { sender, readers, reader } = await group(kind, count);
  const file = attached === 0 ? undefined : noise(attached);
  const draft = mail({ size, from: sender.address, to: readers.map(({ address }) => address), ...(file && { file }) });
  const contents = file === undefined ? [] : [file];
  const means = { contents, certificates: readers.map(found), secret: sender.secret };

  const everybody = [sender, ...readers].map(({ certificate }) => certificate);
  const readAgain = async () => ({
    readers: await Promise.all(everybody.map(openpgpJs.readCertificate)),
    signer: await openpgpJs.readSecret(sender.secret),
  });
  const parsed = await readAgain();
  const [secret, certificate] = [await openpgpJs.readSecret(reader.secret), await openpgpJs.readCertificate(sender.certificate)];

  const [sealed] = await first().seal(draft, { ...means, fresh: false });
  const message = await octetsOf(sealed ?? new Uint8Array());
  const armored = armorIn(message);
  // Rejected where the signature is not valid.
  const { data: entity, hash } = await openpgpJs.openSigned(armored, { reader: secret, signer: certificate });
  const container = await openpgpJs.containerOf(armored);

  const theirs = mailAround(draft, await openpgpJs.seal(entityOf(draft, contents), parsed));
  must(container === await openpgpJs.containerOf(armorIn(theirs)), `OpenPGP.js made another container than ${container}`);
  await opens(theirs, draft, contents, { secret: reader.secret, signer: found(sender) });

  const rough = !naive.isThere() ? null : {
    means: { readers: naive.readers(everybody), signer: naive.secret(sender.secret) },
    reading: { reader: naive.secret(reader.secret), signers: naive.readers([sender.certificate]) },
    how: /** @type {const} */ ({ hash: hash === 'sha256' ? 256 : 512, container: kind === 'v4-seipd1' ? 'CFB' : 'GCM' }),
  };
  if (rough) {
    const sealed = naive.seal(entity, rough.means, { ...rough.how, armored: false });
    must(same(entity, await openpgpJs.open(sealed, { reader: secret, signer: certificate })), 'OpenPGP.js reads something else than rPGP sealed');
    must(await openpgpJs.containerOf(sealed) === container, 'rPGP made another container');
  }
  const about = `${container}, ${hash}, ${entity.length} octets of MIME`;
  return { sender, reader, draft, contents, means, everybody, message, theirs, entity, hash, parsed, readAgain, reading: { secret, certificate }, rough, about };
}

/**
 * Zegel opens a mail by somebody else and finds what was sent, signed.
 * @param {Uint8Array} message
 * @param {import('../../www/generated/contract').Draft} draft
 * @param {Uint8Array[]} contents
 * @param {{ secret: Uint8Array, signer: import('./zegel.mjs').Found }} means
 */
export async function opens(message, draft, contents, means) {
  const opened = await first().open(message, { ...means, fresh: false });
  must(opened.signature.state === 'valid' && opened.headers.subject.value === draft.subject, `Zegel finds ${opened.encryption.state}, ${opened.signature.state}`);
  must(contents.every((file) => opened.parts.some(({ bytes }) => same(bytes, file))), 'Zegel finds another file');
}
