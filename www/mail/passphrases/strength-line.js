// @ts-check
// What a passphrase is worth, in words and bits.

/**
 * The verdict on so many bits; a drawn passphrase is what it is, a typed one what we estimate.
 * @param {import("../texts/texts.js").Say} say
 * @param {{ bits: number, minimumBits: number, drawnWords: number|null }} worth  `drawnWords`: of a suggestion that was left as it is
 */
export function strengthLine(say, { bits, minimumBits, drawnWords }) {
  const verdict = say(`choose.${verdictOn(bits, minimumBits)}`);
  if (drawnWords !== null) return say("choose.drawn", { verdict, words: drawnWords, bits });
  return say(bits < minimumBits ? "choose.below" : "choose.typed", { verdict, bits, minimum: minimumBits });
}

/** @param {number} bits @param {number} minimumBits @returns {"weak"|"fair"|"strong"|"very-strong"} */
export function verdictOn(bits, minimumBits) {
  if (bits < minimumBits) return "weak";
  return bits < 55 ? "fair" : bits < 80 ? "strong" : "very-strong";
}
