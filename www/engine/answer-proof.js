// @ts-check

import { normalPassphrase } from "./passphrase.js";

/**
 * What an answer from the reader file holds to show that whoever wrote it knows the passphrase of the message answered
 * (docs/letters.md): HMAC-SHA-256, hexadecimal.
 * @param {string} passphrase
 * @param {string} answeredId  the Message-ID answered, without angle brackets
 * @param {string} answerId  that of the answer
 * @returns {Promise<string>}
 */
export async function answerProof(passphrase, answeredId, answerId) {
  const octets = (/** @type {string} */ text) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey("raw", octets(normalPassphrase(passphrase)), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, octets(`zegel answer 1\n${answeredId}\n${answerId}`));
  return Array.from(new Uint8Array(mac), (octet) => octet.toString(16).padStart(2, "0")).join("");
}
