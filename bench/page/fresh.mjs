// @ts-check
// What a page does that was just opened: Zegel's engine with its worker, as a webmail has it, or OpenPGP.js in the page. Nothing is
// imported before it is needed.

import { mail } from './mail.mjs';

/** @typedef {{ kind: string, secret: string, own: any, certificate: string, reader: { address: string, certificate: string, secret: string } }} Given */

/** @param {string} text */
const octets = (text) => /** @type {any} */ (Uint8Array).fromBase64(text);

/** @returns {Promise<Given>} */
const given = async () => (await fetch('/given.json')).json();

/** @param {File|Blob|undefined} file @param {Given} given */
function draftFor(file, { reader }) {
  const draft = mail({ size: 1024, from: 'noor@example.org', to: [reader.address] });
  if (file) draft.attachments = [{ name: 'figures.bin', type: 'application/octet-stream', size: file.size, contentId: null }];
  return draft;
}

/**
 * By Zegel's engine.
 * @param {Blob} [file]
 * @returns {Promise<Blob>} the mail, ready to be uploaded
 */
export async function zegel(file) {
  const [{ start }, people, bundle] = await Promise.all([import(/** @type {string} */ ('/engine/engine.js')), given(), fetch('/policy.json').then((answer) => answer.arrayBuffer())]);
  const { own, secret, certificate, reader } = people;
  const keyStore = {
    list: async () => [{ ...own, certificate: octets(certificate) }], secret: async () => octets(secret), keep: async () => {}, remove: async () => {}, close: () => {},
  };
  const engine = await start({ wasm: '/wasm/', keyStore });
  engine.preload().catch(() => {}); // told where it is used
  if ('mistakes' in engine.useBundle(new Uint8Array(bundle))) throw new Error('the bundle is not read');
  const { messages } = await engine.seal(draftFor(file, people), {
    contents: file ? [file] : [], blobs: true, certificates: [{ address: reader.address, bytes: octets(reader.certificate) }],
  });
  return new Blob([messages[0].blob ?? messages[0].bytes]);
}

/**
 * By OpenPGP.js.
 * @param {Blob} [file]
 * @returns {Promise<Blob>} the mail, ready to be uploaded
 */
export async function openpgpJs(file) {
  const [{ seal, readCertificate, readSecret }, { entityOf, mailAround }, people] = await Promise.all([import('./openpgp-js.mjs'), import('./mime.mjs'), given()]);
  const draft = draftFor(file, people);
  const readers = await Promise.all([people.certificate, people.reader.certificate].map((text) => readCertificate(octets(text))));
  const contents = file ? [new Uint8Array(await file.arrayBuffer())] : [];
  const armored = await seal(entityOf(draft, contents), { readers, signer: await readSecret(octets(people.secret)) });
  return new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (mailAround(draft, armored))]);
}

/** Neither: what a page costs by itself, with the file there. @param {Blob} [file] */
export async function nothing(file) {
  await given();
  return file ?? new Blob();
}

/** @type {Record<string, (file?: Blob) => Promise<Blob>>} */
const ways = { nothing, zegel, 'openpgp.js': openpgpJs };

/** @param {string} way @param {number} [size] of a file, which is not read before it is sealed */
export async function sealed(way, size) {
  const file = size === undefined ? undefined : await (await fetch(`/noise/${size}`)).blob();
  const mail = await ways[way]?.(file);
  const took = performance.now();
  return { took, octets: mail?.size ?? 0, sealed: way === 'nothing' || size !== undefined ? '' : await mail?.text() };
}
