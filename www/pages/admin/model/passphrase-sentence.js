// @ts-check
// What holds for recipients without a certificate, as sentences.

/** @typedef {import("../texts/texts.js").Voice} Voice */
/** @typedef {import("./sentence.js").Piece} Piece */

/**
 * @param {any} passphrase  of a bundle, or nothing
 * @param {Voice} voice
 * @returns {Piece[]}
 */
export function passphraseSentence(passphrase, voice) {
  const { say, language } = voice;
  const wishes = passphrase !== null && typeof passphrase === "object" ? passphrase : /** @type {any} */ ({});
  if (wishes.allowed === false) return starred(say("passphrase.sentence.refused"));
  const words = typeof wishes.words === "number" ? wishes.words : 5;
  const attach = ["zip", "link", "link-and-html"].includes(wishes.attach) ? wishes.attach : "html";
  const strict = Array.isArray(wishes.strict) ? wishes.strict.filter((/** @type {unknown} */ one) => typeof one === "string") : [];
  const domains = strict.length > 3 ? [...strict.slice(0, 2), say("sentence.more", { count: strict.length - 2 })] : strict;
  return starred([
    say("passphrase.sentence.allowed", { count: words }),
    say(`passphrase.sentence.${attach}`),
    strict.length > 0 && attach !== "zip" && attach !== "link" && say(`passphrase.sentence.strict-${attach}`, { domains: new Intl.ListFormat(language).format(domains.map((/** @type {string} */ one) => `*${one.replaceAll("*", "")}*`)) }),
    say(`passphrase.sentence.${wishes.reach === true ? "reach" : "strong"}`),
  ].filter(Boolean).join(" "));
}

/** What stands between stars stands out. @param {string} text @returns {Piece[]} */
function starred(text) {
  return text.split("*").map((words, index) => (index % 2 ? { text: words, strong: true } : { text: words })).filter(({ text: words }) => words !== "");
}
