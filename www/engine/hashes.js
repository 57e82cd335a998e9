// @ts-check
// What the programs have to be: SHA-384 by file name, as Subresource Integrity writes it. In the sources there are none, because the
// programs are made anew at every turn; packing the package writes them here (scripts/package/integrity.mjs).

/** @type {Readonly<Record<string, string>>} */
export const hashes = {};
