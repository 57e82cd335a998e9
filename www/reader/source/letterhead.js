// @ts-check
// What stands open in the file. Anybody on the way could have written it, so only what has its form counts, and all of it
// is shown as text.

import { bytesOf } from "./unpack.js";

/**
 * @param {string} text  of the element, or of a file
 * @returns {import("../types.d.ts").Letterhead|null}
 */
export function readLetterhead(text) {
  let head;
  try {
    // Line ends are the file's, not the JSON's: a mail gateway may have changed them.
    head = JSON.parse(text.replace(/\s+/g, ""));
  } catch {
    return null;
  }
  if (head?.format !== 1) return null;
  const { brand = {}, from } = head;
  return {
    language: words(head.language, 35), organisation: words(head.organisation, 200),
    brand: {
      color: /^#[0-9a-f]{6}$/i.test(brand?.color) ? brand.color : null,
      logo: typeof brand?.logo === "string" && /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]+=*$/.test(brand.logo) ? brand.logo : null,
      portal: words(brand?.portal, 300), text: words(brand?.text, 2000), disclaimer: words(brand?.disclaimer, 2000),
      privacy: secureAddress(brand?.privacy),
    },
    from: typeof from?.address === "string" ? { name: typeof from.name === "string" ? from.name : null, address: words(from.address, 320) } : null,
    to: words(head.to, 320), date: words(head.date, 40), expires: words(head.expires, 40) || null, messageId: words(head.messageId, 300),
    hint: words(head.hint, 500) || null, certificate: certificate(head.certificate),
  };
}

/** @param {unknown} text @param {number} most */
function words(text, most) {
  return typeof text === "string" ? text.replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, "").slice(0, most) : "";
}

/** @param {unknown} text */
function secureAddress(text) {
  try {
    const url = new URL(String(text));
    return url.protocol === "https:" && !url.username ? url.href : "";
  } catch {
    return "";
  }
}

/** @param {unknown} text */
function certificate(text) {
  try {
    return typeof text === "string" ? bytesOf(text) : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}
