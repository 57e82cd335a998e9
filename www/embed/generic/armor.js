// @ts-check
// Sealed text in the text of a page.

export const begins = "-----BEGIN PGP MESSAGE-----";

/**
 * Whole messages in a text, each as it travelled: what webmails add at its edges is taken off, a quotation's marks too.
 * @param {string} text
 * @returns {string[]}
 */
export function armoredBlocks(text) {
  const found = text.replace(/\u00a0/g, " ").matchAll(/^([> \t]*)-----BEGIN PGP MESSAGE-----[ \t]*\r?\n[\s\S]*?-----END PGP MESSAGE-----/gm);
  return [...found].map(([block, mark = ""]) => block.split(/\r?\n/)
    .map((line) => (line.startsWith(mark) ? line.slice(mark.length) : line.replace(/^[> \t]+/, "")).trimEnd()).join("\n").concat("\n"));
}
