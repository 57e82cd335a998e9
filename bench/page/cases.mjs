// @ts-check
// What is measured. Each case first prepares what both need and lets each open what the other sealed; only then it is
// timed.

import { alternate } from './alternate.mjs';
export { decide } from './decide.mjs';
export { label } from './files.mjs';
import { armorIn, mail, noise } from './mail.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { ownKeys, zegel } from './zegel.mjs';

/** @typedef {'v4-seipd1'|'v4-seipd2'|'v6-seipd2'} Kind keys, and the container they ask for */
/** @typedef {{ address: string, certificate: Uint8Array, secret: Uint8Array }} Person */
/** @typedef {Awaited<ReturnType<typeof zegel>>} Zegel */
/** @typedef {{ warmUp: number, rounds: number }} Effort */
/** @typedef {{ about: string, samples: Record<string, number[]> }} Measured */

/** @type {{ name: string, program: Zegel }[]} */
let builds = [];
/** @type {Awaited<ReturnType<typeof ownKeys>>} */
let keys;
/** @type {Map<Kind, Person[]>} */
const people = new Map();

/** The build that is Zegel's; others only run beside it. */
const first = () => {
  const [build] = builds;
  if (build === undefined) throw new Error('not prepared');
  return build.program;
};

/**
 * Loads everything.
 * @param {{ name: string, folder: string }[]} folders builds of the modules, the first is the one to be measured
 */
export async function prepare(folders) {
  const bundle = new Uint8Array(await (await fetch('/policy.json')).arrayBuffer());
  builds = [];
  for (const { name, folder } of folders) builds.push({ name, program: await zegel(new URL(folder, location.href).href, bundle) });
  keys = await ownKeys(new URL('/wasm/', location.href).href);
}

/**
 * A sender and so many others, the same for both candidates.
 * @param {Kind} kind
 * @param {number} others
 */
async function group(kind, others) {
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
const found = ({ address, certificate }) => ({ address, bytes: certificate });

/** @param {boolean} ok @param {string} what */
function must(ok, what) {
  if (!ok) throw new Error(`not comparable: ${what}`);
}

/** @param {Uint8Array} a @param {Uint8Array} b */
const same = (a, b) => a.length === b.length && a.every((octet, at) => octet === b[at]);

/**
 * A mail that Zegel sealed, the MIME entity in it, and the same entity sealed by OpenPGP.js.
 * @param {Kind} kind
 * @param {{ size: number, readers: number, attached?: number }} wanted
 */
async function sealed(kind, { size, readers: count, attached }) {
  const { sender, readers, reader } = await group(kind, count);
  const file = attached === undefined ? undefined : noise(attached);
  const draft = mail({ size, from: sender.address, to: readers.map(({ address }) => address), ...(file && { file }) });
  const contents = file === undefined ? [] : [file];
  const certificates = readers.map(found);
  const message = first().seal(draft, { contents, certificates, secret: sender.secret, fresh: false });
  const entity = await openpgpJs.decrypt(armorIn(message), await openpgpJs.readSecret(reader.secret));

  const readAgain = async () => ({
    readers: await Promise.all([sender, ...readers].map(({ certificate }) => openpgpJs.readCertificate(certificate))),
    signer: await openpgpJs.readSecret(sender.secret),
  });
  const parsed = await readAgain();
  const armored = await openpgpJs.seal(entity, parsed);
  const container = await openpgpJs.containerOf(armored);
  must(container === await openpgpJs.containerOf(armorIn(message)), `OpenPGP.js made ${container}`);
  const about = `${container}, ${entity.length} octets of MIME`;
  return { sender, reader, draft, contents, certificates, message, entity, armored, parsed, readAgain, about };
}

/** The message OpenPGP.js made, as a mail. @param {string} armored @param {Uint8Array} like another mail to take the frame from */
function framed(armored, like) {
  const text = new TextDecoder().decode(like);
  const begin = text.indexOf('-----BEGIN PGP MESSAGE-----');
  const end = '-----END PGP MESSAGE-----';
  return new TextEncoder().encode(text.slice(0, begin) + armored.replaceAll(/\r?\n/g, '\r\n').trim() + text.slice(text.indexOf(end) + end.length));
}

/**
 * From a draft (Zegel) or a finished MIME entity (OpenPGP.js) to sealed bytes.
 * @param {{ kind: Kind, size: number, readers: number, attached?: number, fresh: boolean }} wanted
 *   fresh: certificates and keys as bytes nobody has looked at
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function seal({ kind, fresh, ...wanted }, effort) {
  const { sender, draft, contents, certificates, entity, parsed, readAgain, about } = await sealed(kind, wanted);
  const samples = await alternate([
    ...builds.map(({ name, program }) => ({ name, run: () => program.seal(draft, { contents, certificates, secret: sender.secret, fresh }) })),
    { name: 'openpgp.js', run: async () => openpgpJs.seal(entity, fresh ? await readAgain() : parsed) },
  ], effort);
  return { about, samples };
}

/**
 * A message that OpenPGP.js sealed: from the bytes of the mail to its verified text and parts (Zegel), or from its
 * armored part to the verified MIME entity (OpenPGP.js).
 * @param {{ kind: Kind, size: number, readers: number, attached?: number, fresh: boolean }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function open({ kind, fresh, ...wanted }, effort) {
  const { sender, reader, draft, message, entity, armored, about } = await sealed(kind, wanted);
  const mail = framed(armored, message);
  const opened = first().open(mail, { secret: reader.secret, signer: found(sender), fresh: false });
  must(opened.signature.state === 'valid' && opened.headers.subject.value === draft.subject, `Zegel finds ${opened.encryption.state}, ${opened.signature.state}`);
  const readAgain = async () => ({ reader: await openpgpJs.readSecret(reader.secret), signer: await openpgpJs.readCertificate(sender.certificate) });
  const parsed = await readAgain();
  must(same(entity, await openpgpJs.open(armored, parsed)), 'OpenPGP.js reads something else');
  const samples = await alternate([
    ...builds.map(({ name, program }) => ({ name, run: () => program.open(mail, { secret: reader.secret, signer: found(sender), fresh }) })),
    { name: 'openpgp.js', run: async () => openpgpJs.open(armored, fresh ? await readAgain() : parsed) },
  ], effort);
  return { about, samples };
}

/**
 * A key with a subkey and a user ID, as bytes.
 * @param {{ kind: 'v4'|'v6' }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function makeKey({ kind }, effort) {
  const samples = await alternate([
    { name: 'zegel', run: () => keys.make('noor@example.org', kind) },
    { name: 'openpgp.js', run: () => openpgpJs.makeKey('noor@example.org', kind) },
  ], effort);
  return { about: kind === 'v6' ? 'Ed25519, X25519' : 'Ed25519 and Curve25519 in their older form', samples };
}

/**
 * Which certificate is used for so many people, from the bytes a directory gave.
 * @param {{ people: number }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function choose({ people: count }, effort) {
  const { readers } = await group('v4-seipd2', count);
  const asked = readers.map(found);
  must(first().choose(asked).every((/** @type {{ state: string }} */ { state }) => state === 'new'), 'not all can be used');
  const samples = await alternate([
    ...builds.map(({ name, program }) => ({ name, run: () => program.choose(asked) })),
    { name: 'openpgp.js', run: () => openpgpJs.choose(readers.map(({ certificate }) => certificate)) },
  ], effort);
  return { about: 'every self-signature is checked anew', samples };
}

/**
 * The file of certificates that an organisation publishes, taken apart and indexed by address.
 * @param {{ certificates: number }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function index({ certificates: count }, effort) {
  const { Keyring, joinCertificates } = await import(`${location.origin}/keys/keyring.js`);
  const { readers } = await group('v4-seipd2', 50);
  const file = joinCertificates(Array.from({ length: count }, (_, at) => readers[at % readers.length]?.certificate));
  must(new Keyring(file).size === count, 'not all are found');
  const samples = await alternate([
    { name: 'zegel', run: () => new Keyring(file) },
    { name: 'openpgp.js', run: () => openpgpJs.readAll(file) },
  ], effort);
  return { about: `${file.length} octets; neither checks signatures`, samples };
}

/**
 * Parts of Zegel's work on their own.
 * @param {{ kind: Kind }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function parts({ kind }, effort) {
  const { sender, reader } = await group(kind, 1);
  const samples = await alternate(builds.flatMap(({ name, program }) => [
    { name: `${name}: judge a certificate`, run: () => program.judge(reader.certificate, reader.address) },
    { name: `${name}: read the own key`, run: () => keys.readKey(sender.secret) },
  ]), effort);
  return { about: kind, samples };
}
