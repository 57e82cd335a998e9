// @ts-check
// Who writes to whom in a preview, and the reader file filled in for them.

import { letterheadBrand } from "../../../engine/cover.js";
import { listOf } from "../model/names.js";
import { sampleMessage } from "./sample-message.js";

/** @param {any} document of the bundle */
export function peopleOf(document) {
  const domain = listOf(document?.organisation?.domains).find((one) => typeof one === "string") ?? "example.org";
  return { sender: { name: "Noor de Wit", address: `noor@${domain}` }, recipient: "lee@example.com" };
}

/**
 * @param {string} page  the reader file with its places
 * @param {{ bundle: any, branding: string|null, language: string, hint: string|null, look: "light"|"dark" }} of
 */
export function filledReader(page, { bundle, branding, language, hint, look }) {
  // The example message is by Noor of example.org, whoever edits this.
  const { sender, recipient } = peopleOf(null);
  const expiryDays = Number(listOf(bundle?.branding).find(({ id }) => id === branding)?.expiryDays) || 0;
  const letterhead = {
    format: 1, language, organisation: String(bundle?.organisation?.name ?? ""), brand: letterheadBrand({ bundle, branding, language, sender }),
    from: sender, to: recipient, date: "2026-11-26T09:30:00+01:00", expires: expiryDays > 0 ? new Date(Date.now() + expiryDays * 86_400_000).toISOString() : null,
    messageId: "preview@example.org", hint, certificate: "",
  };
  // As the sealing program writes it: ASCII without blanks, because the reader takes out whatever line ends were put in.
  const written = JSON.stringify(letterhead).replace(/[^!-~]|[<>&]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  // A function: in what replaces, `$&` is no place to be filled.
  return page.replace("<html ", `<html data-theme="${look}" `).replace("@LETTER@", () => written).replace("@MESSAGE@", () => sampleMessage);
}
