// @ts-check
/** Letters as they arrive: the reader file filled with messages that OpenPGP.js has sealed to a passphrase. */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import * as openpgp from "openpgp";
import { joined } from "../interop/pgp-mime.mjs";

/** How a message is locked to a passphrase: as RFC 9580 has it, or as older programs read it too. @type {Record<"argon2"|"iterated", openpgp.PartialConfig>} */
export const locks = {
  argon2: { aeadProtect: true, s2kType: openpgp.enums.s2k.argon2, s2kArgon2Params: { passes: 1, parallelism: 4, memoryExponent: 16 } },
  iterated: { aeadProtect: false, s2kType: openpgp.enums.s2k.iterated, s2kIterationCountByte: 96 },
};

export const passphrase = "amber quiet lantern over seven";

/** @typedef {{ name: string, type: string, bytes: Uint8Array, contentId?: string }} File */
/** @typedef {Awaited<ReturnType<typeof signer>>} Signer */

/** A key of the sender. @param {string} [address] */
export async function signer(address = "noor@example.org") {
  const { privateKey, publicKey } = await openpgp.generateKey({ type: "ecc", userIDs: [{ name: "Noor de Wit", email: address }], format: "object" });
  return { privateKey, publicKey, certificate: publicKey.write() };
}

/** @param {Uint8Array} bytes */
const base64 = (bytes) => (Buffer.from(bytes).toString("base64").match(/.{1,76}/g) ?? []).join("\r\n");

/** @param {string} text */
const word = (text) => (/^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`);

/**
 * The message before it is sealed, with its fields protected (RFC 9788).
 * @param {{ from?: string, to?: string, subject?: string, text?: string, html?: string|null, files?: File[], fields?: Record<string, string> }} [mail]
 */
export function entity({ from = "Noor de Wit <noor@example.org>", to = "Lee Chen <lee@example.com>", subject = "Figures", text = "", html = null, files = [], fields = {} } = {}) {
  const part = (/** @type {string} */ type, /** @type {Uint8Array} */ bytes, more = "") => `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n${more}\r\n${base64(bytes)}\r\n`;
  const multipart = (/** @type {string} */ kind, /** @type {string} */ boundary, /** @type {string[]} */ parts, more = "") =>
    `Content-Type: multipart/${kind}; boundary="${boundary}"${more}\r\n\r\n${parts.map((one) => `--${boundary}\r\n${one}`).join("")}--${boundary}--\r\n`;
  const plain = part("text/plain; charset=utf-8", Buffer.from(text));
  const body = html === null ? plain : multipart("alternative", "words", [plain, part("text/html; charset=utf-8", Buffer.from(html))]);
  const attached = files.map(({ name, type, bytes, contentId }) => part(`${type}; name="${word(name)}"`, bytes,
    `Content-Disposition: ${contentId ? "inline" : "attachment"}; filename="${word(name)}"\r\n${contentId ? `Content-ID: <${contentId}>\r\n` : ""}`));
  const head = Object.entries({
    "From": from, "To": to, "Subject": word(subject), "Date": "Thu, 26 Nov 2026 09:30:00 +0100", "Message-ID": "<one@example.org>", "MIME-Version": "1.0", ...fields,
  }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.from(head + multipart("mixed", "all", [body, ...attached], '; hp="cipher"'));
}

/**
 * @param {Uint8Array} content
 * @param {{ lock?: keyof typeof locks, by?: Signer|null, secret?: string }} [how]
 * @returns {Promise<string>} armored
 */
export async function sealed(content, { lock = "argon2", by = null, secret = passphrase } = {}) {
  const message = await openpgp.createMessage({ binary: content });
  return openpgp.encrypt({ message, passwords: [secret], ...(by ? { signingKeys: by.privateKey } : {}), config: { ...locks[lock], preferredCompressionAlgorithm: openpgp.enums.compression.uncompressed } });
}

/** Seals packets as they are, whatever they hold. @param {Uint8Array} packets @returns {Promise<string>} armored */
export async function sealedPackets(packets) {
  const sessionKey = { data: randomBytes(32), algorithm: /** @type {const} */ ("aes256") };
  const forReader = await openpgp.encryptSessionKey({ ...sessionKey, passwords: [passphrase], format: "binary" });
  // The types hide what a packet can do.
  const data = /** @type {any} */ (new openpgp.SymEncryptedIntegrityProtectedDataPacket());
  Object.assign(data, { version: 1, packets: { write: () => packets } });
  await data.encrypt(openpgp.enums.symmetric.aes256, sessionKey.data, openpgp.config);
  return openpgp.armor(openpgp.enums.armor.message, Buffer.concat([/** @type {Uint8Array} */ (forReader), joined([{ tag: 18, body: data.write() }])]));
}

/** @param {Uint8Array} [certificate] @param {Record<string, unknown>} [changes] */
export function letterhead(certificate = new Uint8Array(), changes = {}) {
  return {
    format: 1, language: "en", organisation: "Example Foundation",
    brand: { color: "#1f4e79", logo: null, portal: "", text: "", disclaimer: "", privacy: "" },
    from: { name: "Noor de Wit", address: "noor@example.org" }, to: "lee@example.com", date: "2026-11-26T09:30:00+01:00", expires: null,
    messageId: "one@example.org", hint: null, certificate: Buffer.from(certificate).toString("base64"), ...changes,
  };
}

/**
 * As src/wire/reader_file.rs fills it.
 * @param {string} page @param {object} head @param {string} armored
 */
export function filled(page, head, armored) {
  const json = JSON.stringify(head).replace(/[ <>&\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return page.replace("@LETTER@", () => (json.match(/.{1,76}/g) ?? []).join("\n")).replace("@MESSAGE@", () => `${armored.replaceAll("\r", "").trimEnd()}\n`);
}
