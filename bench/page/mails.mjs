// @ts-check
// The mail as it is sent: from a draft with its file to octets that can be posted, and back.

import { alternate, counted } from './alternate.mjs';
import { armorIn, mail } from './mail.mjs';
import { entityOf, mailAround } from './mime.mjs';
import * as naive from './naive.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { builds, engineOf, found, group, must, prepareMail, same } from './prepare.mjs';
import { bytesOf, octetsOf } from './zegel.mjs';

/** @type {{ default: typeof import('postal-mime').default }} */
const { default: PostalMime } = await import(`${location.origin}/postal-mime/postal-mime.js`);

/** @typedef {import('./alternate.mjs').Measured} Measured */
/** @typedef {import('./alternate.mjs').Effort} Effort */
/** @typedef {import('./prepare.mjs').Wanted & { fresh: boolean, slow?: number, counts?: boolean }} Asked
 *   fresh: certificates and keys as bytes nobody has looked at; slow: how often rPGP is run, where it takes long */

/**
 * MIME written, signed, encrypted, armored, put into a mail.
 * @param {Asked} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function seal({ fresh, slow, counts = false, ...wanted }, effort) {
  const { draft, contents, means, everybody, sender, parsed, readAgain, reading, rough, about } = await prepareMail(wanted);
  const files = contents.map((file) => new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (file)]));
  const engine = files.length > 0 ? await engineOf(sender) : null;
  const byEngine = async () => bytesOf((await engine.seal(draft, { contents: files, certificates: means.certificates, blobs: true })).messages[0]);
  if (engine) await openpgpJs.openSigned(armorIn(await octetsOf(await byEngine())), { reader: reading.secret, signer: reading.certificate });
  const candidates = [
    ...builds.map(({ name, program }) => ({ name, run: () => program.seal(draft, { ...means, fresh }) })),
    ...(engine ? [{ name: 'engine', run: byEngine }] : []),
    { name: 'openpgp.js', run: async () => mailAround(draft, await openpgpJs.seal(entityOf(draft, contents), fresh ? await readAgain() : parsed)) },
    ...(rough === null ? [] : [{
      name: 'naive', ...(slow && { most: slow }),
      run: () => {
        const read = fresh ? { readers: naive.readers(everybody), signer: naive.secret(sender.secret) } : rough.means;
        const sealed = mailAround(draft, naive.seal(entityOf(draft, contents), read, { ...rough.how, armored: true }));
        if (fresh) for (const one of Object.values(read)) one.free();
        return sealed;
      },
    }]),
  ];
  return { about, samples: await alternate(candidates, effort), ...(counts && { counts: await counted(candidates.filter(({ name }) => name !== 'engine')) }) };
}

/**
 * A mail that OpenPGP.js sealed: armor taken off, decrypted, signature checked, MIME taken apart.
 * @param {Asked} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function open({ fresh, slow, counts = false, ...wanted }, effort) {
  const { sender, reader, theirs, contents, reading, rough, about } = await prepareMail(wanted);
  const means = { secret: reader.secret, signer: found(sender) };
  const readAgain = async () => ({ reader: await openpgpJs.readSecret(reader.secret), signer: await openpgpJs.readCertificate(sender.certificate) });
  const parsed = { reader: reading.secret, signer: reading.certificate };
  const files = async (/** @type {Uint8Array} */ entity) => (await PostalMime.parse(entity)).attachments;
  const byOpenpgpJs = async () => files(await openpgpJs.open(armorIn(theirs), fresh ? await readAgain() : parsed));
  const taken = await byOpenpgpJs();
  must(contents.every((file, at) => same(file, new Uint8Array(/** @type {ArrayBuffer} */ (taken[at]?.content)))), 'OpenPGP.js reads another file');
  const candidates = [
    ...builds.map(({ name, program }) => ({ name, run: () => program.open(theirs, { ...means, fresh }) })),
    { name: 'openpgp.js', run: byOpenpgpJs },
    ...(rough === null ? [] : [{
      name: 'naive', ...(slow && { most: slow }),
      run: () => {
        const read = fresh ? { reader: naive.secret(reader.secret), signers: naive.readers([sender.certificate]) } : rough.reading;
        const entity = naive.open(new TextEncoder().encode(armorIn(theirs)), read, true);
        if (fresh) for (const one of Object.values(read)) one.free();
        return files(entity);
      },
    }]),
  ];
  return { about, samples: await alternate(candidates, effort), ...(counts && { counts: await counted(candidates) }) };
}

/**
 * So many messages of their own, as a mailing has them: by Zegel's engine, which has a few workers for that, and one after another in
 * the page.
 * @param {{ kind: import('./prepare.mjs').Kind, messages: number }} wanted
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function mailing({ kind, messages }, effort) {
  const { sender, readers, reader } = await group(kind, messages);
  const draftTo = (/** @type {string} */ to) => mail({ size: 9.5 * 1024, from: sender.address, to: [to] });
  const mails = readers.map((one) => ({ draft: draftTo(one.address), contents: [], certificates: [found(one)] }));
  const [own, ...others] = await Promise.all([sender, ...readers].map(({ certificate }) => openpgpJs.readCertificate(certificate)));
  const signer = await openpgpJs.readSecret(sender.secret);

  const engine = await engineOf(sender);
  const byZegel = async () => {
    let last;
    for await (const one of engine.sealMany(mails)) {
      if (one.error) throw one.error;
      if (one.index === 0) last = one.outgoing.messages[0].bytes;
    }
    return last;
  };
  const parsed = { reader: await openpgpJs.readSecret(reader.secret), signer: await openpgpJs.readCertificate(sender.certificate) };
  must((await openpgpJs.open(armorIn(await byZegel()), parsed)).length > 0, 'OpenPGP.js reads nothing');
  const samples = await alternate([
    { name: 'zegel', run: byZegel },
    {
      name: 'openpgp.js',
      run: async () => {
        for (const [at, other] of others.entries()) {
          const draft = draftTo(readers[at]?.address ?? '');
          mailAround(draft, await openpgpJs.seal(entityOf(draft, []), { readers: own ? [own, other] : [other], signer }));
        }
      },
    },
  ], effort);
  return { about: `${messages} messages, each to its reader and the sender`, samples };
}
