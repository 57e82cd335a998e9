// @ts-check
// What is done to every octet, without mail and armor around it: encrypting, signing and encrypting, decrypting and verifying, on
// the same octets. Zegel always signs and always writes a mail; here only the part between the two counts.

import { alternate } from './alternate.mjs';
import { noise } from './mail.mjs';
import { joined, mailAround } from './mime.mjs';
import * as naive from './naive.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { builds, first, found, must, prepareMail, same } from './prepare.mjs';
import { primitive } from './primitive.mjs';

/** @typedef {import('./alternate.mjs').Measured} Measured */
/** @typedef {import('./alternate.mjs').Effort} Effort */
/** @typedef {import('./prepare.mjs').Wanted & { slow?: number }} Asked */

/**
 * @param {Asked & { signed: boolean }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function encrypt({ signed, slow, ...wanted }, effort) {
  const { draft, means, entity, hash, parsed, rough, about } = await prepareMail(wanted);
  const theirs = signed ? parsed : { readers: parsed.readers };
  const raw = await primitive(wanted.kind === 'v4-seipd1' ? 'AES-CBC' : 'AES-GCM', /** @type {Uint8Array<ArrayBuffer>} */ (entity));
  const defaults = signed && hash !== 'sha512';
  const samples = await alternate([
    ...builds.map(({ name, program }) => ({ name, run: () => program.sealingAlone(draft, means, { hashed: signed }) })),
    { name: 'openpgp.js', run: () => openpgpJs.sealBinary(entity, { ...theirs, hash }) },
    ...(defaults ? [{ name: 'openpgp.js, SHA-512', run: () => openpgpJs.sealBinary(entity, theirs) }] : []),
    ...(rough === null ? [] : [{ name: 'naive', ...(slow && { most: slow }), run: () => naive.seal(entity, rough.means, { ...rough.how, ...(!signed && { hash: 0 }), armored: false }) }]),
    ...(signed ? [] : [{ name: 'webcrypto', run: raw.encrypt }]),
  ], effort);
  return { about, samples };
}

/**
 * A message that is one file as it is, so that hardly anything is to be taken apart.
 * @param {Asked & { ocb?: boolean, theirs?: number }} wanted  theirs: how often OpenPGP.js is run
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function decrypt({ ocb = false, slow, theirs, ...wanted }, effort) {
  const { sender, reader, draft, parsed, reading, rough } = await prepareMail({ ...wanted, attached: 0 });
  if (ocb && rough === null) throw new Error('not comparable: nobody makes OCB, rPGP was not compiled');
  const file = noise(wanted.attached ?? 0);
  const head = `Subject: ${draft.subject}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n`;
  const entity = joined([new TextEncoder().encode(head), file]);
  const message = ocb && rough !== null ? naive.seal(entity, rough.means, { ...rough.how, container: 'OCB', armored: false }) : await openpgpJs.sealBinary(entity, parsed);
  const mail = mailAround(draft, openpgpJs.armored(message));
  const means = { secret: reader.secret, signer: found(sender) };
  const { result } = await first().openingAlone(mail, means);
  must(result.signature.state === 'valid', `Zegel finds ${result.encryption.state}, ${result.signature.state}`);
  must(result.parts.some((/** @type {{ bytes: Uint8Array }} */ { bytes }) => same(bytes, file)), 'Zegel finds another file');
  const keys = { reader: reading.secret, signer: reading.certificate };
  const { data, hash } = await openpgpJs.openSigned(message, keys);
  must(same(entity, data), 'OpenPGP.js reads something else');
  const raw = ocb || wanted.kind === 'v4-seipd1' ? null : await primitive('AES-GCM', /** @type {Uint8Array<ArrayBuffer>} */ (entity));
  await raw?.decrypt();
  const samples = await alternate([
    ...builds.map(({ name, program }) => ({ name, run: async () => (await program.openingAlone(mail, means)).took })),
    { name: 'openpgp.js', ...(theirs && { most: theirs }), run: () => openpgpJs.open(message, keys) },
    ...(rough === null ? [] : [{ name: 'naive', ...(slow && { most: slow }), run: () => naive.open(message, rough.reading, false) }]),
    ...(raw === null ? [] : [{ name: 'webcrypto', run: raw.decrypt }]),
  ], effort);
  return { about: `${await openpgpJs.containerOf(message)}, ${hash}, ${entity.length} octets`, samples };
}
