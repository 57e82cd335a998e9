// @ts-check
// An armored message by itself, as hosts have it that write the header: put into a message of its own, so that it opens like any.

/** What a MIME entity begins with (RFC 2045), where it stood inside. */
const entity = /^\s*(?:mime-version|content-[a-z-]+)[ \t]*:/i;

const bytesOf = (/** @type {string[]} */ lines) => new TextEncoder().encode(lines.join("\r\n"));
const flat = (/** @type {string} */ text) => text.replace(/[\p{Cc}\p{Cf}]/gu, " ");

/** As PGP/MIME (RFC 3156): what is inside is a MIME entity. @param {string} armored @param {string|null} sender */
export function asMime(armored, sender) {
  const boundary = `zegel-${crypto.randomUUID()}`;
  return bytesOf([
    ...(sender ? [`From: ${flat(sender)}`] : []), "MIME-Version: 1.0",
    `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="${boundary}"`, "",
    `--${boundary}`, "Content-Type: application/pgp-encrypted", "", "Version: 1", "",
    `--${boundary}`, "Content-Type: application/octet-stream", "", ...armored.trim().split(/\r?\n/), "", `--${boundary}--`, "",
  ]);
}

/** As text: what is inside is text as well. @param {string} armored @param {string|null} sender */
export function asText(armored, sender) {
  return bytesOf([...(sender ? [`From: ${flat(sender)}`] : []), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", ...armored.trim().split(/\r?\n/), ""]);
}

/**
 * Opens it as what it is. Which of the two shows only inside: text that begins like a MIME entity is one.
 * @template {{ opened: import("../types.d.ts").Opened }} O
 * @param {string} armored
 * @param {string|null} sender
 * @param {(bytes: Uint8Array<ArrayBuffer>) => Promise<O>} open
 * @returns {Promise<O>}
 */
export async function openArmored(armored, sender, open) {
  const plain = await open(asText(armored, sender));
  return entity.test(plain.opened.text ?? "") ? open(asMime(armored, sender)) : plain;
}
