// @ts-check
// How large a message will be when it leaves, before anything is sealed: what it takes to say in time that a server will not take it.

/** Base64 with its line ends, of files in MIME. */
const encoded = 1.37;
/** The armor around what is encrypted. */
const armor = 1.35;
/** Armor hardly packs: base64 is six bits in eight, which packing takes back, and encoding the archive adds again. */
const packed = 1.03;
/** What a letter brings along to be opened with. */
const readerFile = 370_000;
/** Headers, the cover, signatures, keys of those addressed. */
const around = 12_000;

/** @typedef {"key"|"html"|"zip"|"link"|"link-and-html"} Way  how somebody gets it: to their key, or as a letter of some kind */

/**
 * @param {{ text: number, files: number, ways: Iterable<Way>|null }} of  octets of the text in all its forms and of all files;
 *   `ways`: of all recipients; null where it is not protected
 * @returns {number} octets of the largest mail that leaves
 */
export function forecast({ text, files, ways }) {
  const content = text * 1.05 + files * encoded;
  if (ways === null) return Math.round(content + around);
  const sealed = content * armor;
  const each = [...ways].map((way) => {
    if (way === "html" || way === "link-and-html") return sealed + readerFile;
    return way === "zip" ? (content + readerFile / armor) * packed * encoded : sealed;
  });
  return Math.round(Math.max(sealed, ...each) + around);
}

/**
 * What could be left out so that it fits: the largest first.
 * @template {{ file: { size: number } }} T
 * @param {readonly T[]} files
 * @returns {T|null}
 */
export function largest(files) {
  return files.reduce((most, one) => (most === null || one.file.size > most.file.size ? one : most), /** @type {T|null} */ (null));
}
