// @ts-check
// How the organisation wants letters: the `passphrase` and `branding` of its bundle (docs/letters.md).

import { attachFor, brandingOf } from "../../engine/cover.js";

/**
 * @typedef {object} LetterWishes
 * @property {number} minimumBits  the floor for a passphrase that a person thinks of
 * @property {number} words  in a suggested one
 * @property {boolean} hint  whether a hint may be given
 * @property {(branding: string|null) => "offered"|"organisation"|"branding"} offered  or who says no; `branding`: the one a rule chose
 * @property {(address: string) => { attach: "html"|"zip"|"link"|"link-and-html", strict: boolean }} travel  how somebody gets it
 */

/**
 * @param {Uint8Array|null} bytes  of the bundle in use, which the engine read already
 * @returns {LetterWishes}
 */
export function letterWishes(bytes) {
  const bundle = bytes ? JSON.parse(new TextDecoder().decode(bytes)) : {};
  const { allowed = true, minimumBits = 45, words = 5, hint = true, strict = [] } = bundle.passphrase ?? {};
  return {
    minimumBits, words, hint,
    offered: (branding) => (!allowed ? "organisation" : brandingOf(bundle, branding).passphrase === false ? "branding" : "offered"),
    travel: (address) => {
      const usual = attachFor({ bundle });
      const attach = attachFor({ bundle, recipient: address });
      return { attach, strict: strict.length > 0 && attach !== usual };
    },
  };
}
