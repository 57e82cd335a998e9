// @ts-check
// Sealed messages inside a mail that is not: attached as a file, as answers from the reader file are, or in its text. Each
// is opened by itself and shown by itself: nothing around it may speak with its authority.

/** @typedef {import("../types.d.ts").OpenMessage["opened"]} Opened */
/** @typedef {{ name: string, armored: string }} Sealed  `name`: of the file; empty for what stands in the text */

const most = 5;
const begin = "-----BEGIN PGP MESSAGE-----";
const end = "-----END PGP MESSAGE-----";

/**
 * @param {Opened} opened
 * @returns {Sealed[]}
 */
export function sealedWithin({ structure, text, parts }) {
  if (structure !== "plain") return [];
  /** @type {Sealed[]} */
  const found = [];
  for (const { name, type, bytes } of parts) {
    if (found.length >= most) break;
    const named = /\.(asc|pgp|gpg)$/i.test(name) || /^application\/pgp-encrypted$/i.test(type);
    if (!named) continue;
    const armored = startsArmored(bytes) ? latin(bytes) : isMessage(bytes) ? armor(bytes) : "";
    if (armored) found.push({ name, armored });
  }
  for (const armored of blocksIn(text ?? "")) found.push({ name: "", armored });
  return found.slice(0, most);
}

/**
 * The armored messages in a text, line by line: a stranger's text may begin thousands and end none.
 * @param {string} text
 */
function blocksIn(text) {
  const found = [];
  /** @type {string[]|null} */
  let lines = null;
  for (const line of text.split(/\r?\n/)) {
    if (line.trimEnd() === begin) lines = [];
    lines?.push(line);
    if (!lines || line.trimEnd() !== end) continue;
    found.push(lines.join("\n"));
    lines = null;
    if (found.length >= most) break;
  }
  return found;
}

/**
 * The sealed message as if it had come by itself, with the header section of the mail around it.
 * @param {Uint8Array} around
 * @param {Sealed} sealed
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function asMessage(around, { armored }) {
  const head = latin(around.subarray(0, endOfHead(around)));
  const fields = head.split(/\r?\n(?![ \t])/).filter((field) => field && !/^(content-[^:]*|mime-version)\s*:/i.test(field));
  const boundary = `=_${crypto.randomUUID()}`;
  const lines = [
    ...fields.map((field) => field.replace(/\r?\n/g, "\r\n")), "MIME-Version: 1.0",
    `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="${boundary}"`, "",
    `--${boundary}`, "Content-Type: application/pgp-encrypted", "", "Version: 1", "",
    `--${boundary}`, "Content-Type: application/octet-stream", "", armored.trim().replace(/\r?\n/g, "\r\n"), `--${boundary}--`, "",
  ];
  return Uint8Array.from(lines.join("\r\n"), (letter) => letter.charCodeAt(0) & 0xff);
}

/** @param {Uint8Array} bytes */
function startsArmored(bytes) {
  return latin(bytes.subarray(0, 256)).trimStart().startsWith(begin);
}

/** Whether an OpenPGP message begins here: a session key for a key or a passphrase (RFC 9580 sections 5.1, 5.3). @param {Uint8Array} bytes */
function isMessage([first = 0]) {
  const tag = first & 0x40 ? first & 0x3f : (first >> 2) & 0x0f;
  return (first & 0x80) !== 0 && (tag === 1 || tag === 3);
}

/** @param {Uint8Array} bytes */
function armor(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 48) lines.push(btoa(latin(bytes.subarray(at, at + 48))));
  return `${begin}\n\n${lines.join("\n")}\n-----END PGP MESSAGE-----`;
}

/** @param {Uint8Array} bytes */
function endOfHead(bytes) {
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    if (bytes[at] === 10 && (bytes[at + 1] === 10 || (bytes[at + 1] === 13 && bytes[at + 2] === 10))) return at + 1;
  }
  return bytes.length;
}

/** One letter for each octet. @param {Uint8Array} bytes */
function latin(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return text;
}
