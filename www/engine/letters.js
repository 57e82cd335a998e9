// @ts-check
// What the sealing program needs to write letters to recipients without a certificate (docs/letters.md): for each the cover,
// and what the reader file shows, by the rules they are sealed under.

import { attachFor, brandingOf, coverOf, letterheadBrand, subjectOf } from "./cover.js";
import { coverHtml, coverText } from "./cover-html.js";
import { ZegelError } from "./errors.js";
import { readText } from "./load.js";
import { normalPassphrase } from "./passphrase.js";

/** @import { Programs } from "./types.js" */
/**
 * @typedef {import("./types.js").Letter} Letter
 * @typedef {import("./types.js").Stationery} Stationery
 */

/**
 * @param {{ bundle: Uint8Array, branding: string|null, draft: { from: string, date: string, messageId: string }, letters: Letter[], programs: Programs }} of
 *   `branding`: the one a rule chose; `programs`: where the reader file lies
 * @returns {Promise<Stationery|undefined>} nothing where no letter is written and the brand asks for nothing
 */
export async function stationeryFor({ bundle: bytes, branding, draft, letters, programs }) {
  const bundle = readBundle(bytes);
  const brand = brandingOf(bundle, branding);
  const sender = senderOf(draft.from);
  const expires = expiry(draft.date, brand.expiryDays);
  // In English: it stands in a preamble, which holds ASCII only.
  const keyCover = brand.coverForKeys === true ? plainCover(coverOf({ bundle, branding, language: "en", sender, attach: "key" })) : null;
  if (letters.length === 0) return expires || keyCover ? { people: [], reach: false, page: "", logo: null, expires, keyCover, pack: null } : undefined;
  if (bundle.passphrase?.allowed === false || brand.passphrase === false) throw new ZegelError("passphrase-not-allowed");
  const people = letters.map(({ address, passphrase, hint, language }) => {
    const attach = attachFor({ bundle, recipient: address });
    // Where hints are not wanted, one that was remembered from before is left out.
    const told = bundle.passphrase?.hint === false ? null : hint?.trim() || null;
    const reader = attach.startsWith("link") ? String(bundle.passphrase.reader) : null;
    const of = { bundle, branding, language, sender };
    const cover = coverOf({ ...of, recipient: address, attach, hint: told, link: reader && reader + messagePlace });
    const letterhead = {
      format: 1, language, organisation: bundle.organisation.name, brand: letterheadBrand(of), from: sender, to: address, date: draft.date, expires,
      messageId: draft.messageId, hint: told,
    };
    return {
      address, attach, subject: subjectOf(of), text: coverText(cover), html: coverHtml(cover), letterhead: JSON.stringify(letterhead), reader,
      passphrase: normalPassphrase(passphrase),
    };
  });
  return {
    people, reach: bundle.passphrase?.reach === true, page: await readText(programs, "reader.html"),
    logo: picture(letterheadBrand({ bundle, branding, language: "en" }).logo), expires, keyCover, pack: people.some(({ attach }) => attach === "zip") ? await packer() : null,
  };
}

/** Bundles that were read, by their octets: many messages are written by one. @type {WeakMap<Uint8Array, any>} */
const bundles = new WeakMap();

/** @param {Uint8Array} bytes  that stay as they are */
function readBundle(bytes) {
  if (!bundles.has(bytes)) bundles.set(bytes, JSON.parse(new TextDecoder().decode(bytes)));
  return bundles.get(bytes);
}

/** Where the sealing program puts the message into a link (`zegel::wire::MESSAGE`). */
const messagePlace = "#@MESSAGE@";

/** @param {string} from @returns {{ name: string, address: string }} */
function senderOf(from) {
  const [, name = "", address = from] = /^\s*(?:"?(.*?)"?\s*)<([^<>]*)>\s*$/.exec(from) ?? [];
  return { name: name.replace(/\\(.)/g, "$1").trim(), address: address.trim() };
}

/** @param {string} date @param {unknown} days @returns {string|null} */
function expiry(date, days) {
  const start = Date.parse(date);
  if (typeof days !== "number" || days <= 0 || Number.isNaN(start)) return null;
  return new Date(start + days * 86_400_000).toISOString().replace(/\.\d+Z$/, "Z");
}

/** What a preamble can say: nobody can follow steps there. @param {import("./cover.js").Cover} cover */
function plainCover({ introduction, text, steps, disclaimer, privacy }) {
  return [introduction, ...steps, text, disclaimer, privacy].filter(Boolean).join("\n\n");
}

/** @param {string|null} url */
function picture(url) {
  return url === null ? null : Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
}

/** @returns {Promise<(name: string, bytes: Uint8Array) => Uint8Array>} */
async function packer() {
  const path = globalThis.location ? "/vendor/fflate.js" : "fflate";
  const { zipSync } = await import(path);
  // The first moment a zip archive can name, in the local time in which it names it.
  return (name, bytes) => zipSync({ [name]: bytes }, { mtime: new Date(1980, 0, 1), level: 6 });
}
