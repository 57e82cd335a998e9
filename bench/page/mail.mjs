// @ts-check
// The mail that is sealed and opened.

/** @typedef {import('../../www/generated/contract').Draft} Draft */

const sentence = 'The figures of the third quarter are in; please look at the second page before Thursday, and answer all. ';

/** @param {number} length */
const prose = (length) => sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length).trim();

/**
 * A protected mail of about `size` octets, a third of them plain text, the rest HTML.
 * @param {{ size: number, from: string, to: string[], file?: Uint8Array }} wanted
 * @returns {Draft}
 */
export function mail({ size, from, to, file }) {
  const paragraphs = (/** @type {number} */ length, /** @type {string} */ before, /** @type {string} */ after) =>
    Array.from({ length: Math.ceil(length / 420) }, () => before + prose(420 - before.length - after.length) + after).join('');
  return {
    from: `Noor de Wit <${from}>`, to, cc: [], bcc: [], subject: 'Third quarter',
    text: paragraphs(size / 3, '', '\n\n'), html: paragraphs(size * 2 / 3, '<p>', '</p>\n'),
    attachments: file === undefined ? [] : [{ name: 'figures.bin', type: 'application/octet-stream', size: file.length, contentId: null }],
    label: null, protection: 'encrypt', answers: { acknowledged: [] }, inReplyTo: null, references: [], language: 'en',
    date: '2026-03-02T09:15:00+01:00', messageId: 'f0c9c7ee-1a6b-4d06-a9d8-b6c1f6a4c1f2@example.org',
  };
}

/** Octets nothing can compress. @param {number} length */
export function noise(length) {
  const bytes = new Uint8Array(length);
  // getRandomValues gives at most 65536 octets at once.
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65536, length)));
  return bytes;
}

/** The armored message in a PGP/MIME mail. @param {Uint8Array} message */
export function armorIn(message) {
  const text = new TextDecoder().decode(message);
  const end = '-----END PGP MESSAGE-----';
  return text.slice(text.indexOf('-----BEGIN PGP MESSAGE-----'), text.indexOf(end) + end.length) + '\n';
}
