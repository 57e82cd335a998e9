// @ts-check
// The rows that the picture and the readme show, out of all that was measured.

/** @typedef {{ name: string, about: string, by: Record<string, import('./table.mjs').Figures>, counts?: Record<string, import('./page/alternate.mjs').Count> }} Result */
/** @typedef {{ title: string, by: Record<string, number> }} Headline milliseconds by candidate */

/** Names of candidates as people know them; in the order in which they are drawn. @type {Record<string, string>} */
export const candidates = { zegel: 'Zegel', 'openpgp.js': 'OpenPGP.js', naive: 'rPGP as it is', webcrypto: 'the bare cipher of the browser' };

const rows = [
  ['Mail with a 50 MiB file, ready to send: SEIPDv1', 'seal a mail with a file of 50 MiB, v4, SEIPDv1'],
  ['the same: SEIPDv2', 'seal a mail with a file of 50 MiB, v4, SEIPDv2'],
  ['Such a mail opened: SEIPDv1', 'open a mail with a file of 50 MiB, v4, SEIPDv1'],
  ['the same: SEIPDv2', 'open a mail with a file of 50 MiB, v4, SEIPDv2'],
  ['50 MiB encrypted: SEIPDv1', 'encrypt 50 MiB, SEIPDv1'],
  ['the same: SEIPDv2', 'encrypt 50 MiB, SEIPDv2'],
  ['50 MiB signed and encrypted: SEIPDv1', 'sign and encrypt 50 MiB, SEIPDv1'],
  ['the same: SEIPDv2', 'sign and encrypt 50 MiB, SEIPDv2'],
  ['50 MiB decrypted and verified: SEIPDv1', 'decrypt and verify 50 MiB, SEIPDv1'],
  ['the same: SEIPDv2', 'decrypt and verify 50 MiB, SEIPDv2'],
  ['10 MiB of OCB decrypted and verified', 'decrypt and verify 10 MiB, OCB'],
  ['Mail of 10 KiB to 10 people', 'seal 10 KiB to 10, v4, SEIPDv2'],
  ['to 200 people', 'seal 10 KiB to 200, v4, SEIPDv2'],
  ['to 1,000 people', 'seal 10 KiB to 1000, v4, SEIPDv2'],
  ['a mail for each of 1,000 people', 'seal 10 KiB to 1,000, a message each'],
  ['A key made', 'make a v4 key'],
  ['10 KiB to a passphrase, Argon2id', 'seal 10 KiB to a passphrase'],
  ['A key unlocked, iterated S2K', 'unlock a key, iterated S2K'],
];

/** @param {Result[]} results @returns {Headline[]} of those that were measured */
export function headlines(results) {
  return rows.flatMap(([title = '', name]) => {
    const result = results.find((one) => one.name === name);
    if (result?.by.zegel === undefined || result.by['openpgp.js'] === undefined) return [];
    const known = Object.entries(result.by).filter(([candidate, { n }]) => candidate in candidates && n > 0);
    return [{ title, by: Object.fromEntries(known.map(([candidate, { median }]) => [candidate, median])) }];
  });
}
