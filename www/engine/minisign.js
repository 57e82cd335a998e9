// @ts-check
// Signatures in the file formats of minisign (https://jedisct1.github.io/minisign/), so that an administrator can sign with
// that program, or with ours, and check the one's work with the other. Ed25519 is WebCrypto's; BLAKE2b-512 is handed in.
//
//   public key   comment line, base64("Ed" ‖ key id (8) ‖ public key (32))
//   signature    comment line, base64(algorithm ‖ key id (8) ‖ signature (64)),
//                trusted comment line, base64(signature (64) over the first signature ‖ the trusted comment)
//   secret key   comment line, base64("Ed" ‖ kdf (2) ‖ "B2" ‖ salt and limits of the kdf (48) ‖ key id ‖ seed ‖ public key ‖ checksum (32))
//
// The algorithm is "ED" where the BLAKE2b-512 of the file was signed, "Ed" (older) where the file itself was.

import { ZegelError } from "./errors.js";

/** @typedef {(bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>} Hash  BLAKE2b with 64 bytes of output, no key (RFC 7693) */
/** @typedef {{ id: string, point: Uint8Array }} PublicKey  `id` as minisign prints it, padded to 16 digits */
/** @typedef {PublicKey & { seed: Uint8Array }} SecretKey */

/**
 * @param {string} text  the file, or its second line alone
 * @returns {PublicKey}  Throws `policy-key-malformed`.
 */
export function readPublicKey(text) {
  const malformed = () => new ZegelError("policy-key-malformed");
  const bytes = base64(keyLine(text), malformed);
  if (bytes.length !== 42 || ascii(bytes.subarray(0, 2)) !== "Ed") throw malformed();
  return { id: idOf(bytes.subarray(2, 10)), point: bytes.slice(10) };
}

/**
 * @param {string} text  a file that minisign wrote with `-W`, or we
 * @returns {SecretKey}  Throws `signing-key-encrypted`, where a passphrase protects it (WebCrypto has no scrypt), or
 *   `signing-key-malformed`.
 */
export function readSecretKey(text) {
  const malformed = () => new ZegelError("signing-key-malformed");
  const bytes = base64(keyLine(text), malformed);
  if (bytes.length !== 158 || ascii(bytes.subarray(0, 2)) !== "Ed" || ascii(bytes.subarray(4, 6)) !== "B2") throw malformed();
  const kdf = ascii(bytes.subarray(2, 4));
  if (kdf === "Sc") throw new ZegelError("signing-key-encrypted");
  if (kdf !== "\0\0") throw malformed();
  // The checksum tells a wrong passphrase; minisign leaves it empty where there is none, and does not look at it.
  return { id: idOf(bytes.subarray(54, 62)), seed: bytes.slice(62, 94), point: bytes.slice(94, 126) };
}

/**
 * Makes a key. Keep the secret text offline: nothing encrypts it.
 * @returns {Promise<{ publicKey: string, secretKey: string }>}  the texts of two files
 */
export async function makeKey() {
  const pair = /** @type {CryptoKeyPair} */ (await supported(() => crypto.subtle.generateKey(ed25519, true, ["sign", "verify"])));
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const seed = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)).slice(-32);
  const id = crypto.getRandomValues(new Uint8Array(8));
  const secret = joined(latin("Ed\0\0B2"), new Uint8Array(48), id, seed, point, new Uint8Array(32));
  return {
    publicKey: publicKeyText({ id: idOf(id), point }),
    secretKey: `${untrusted}minisign secret key ${idOf(id)}\n${toBase64(secret)}\n`,
  };
}

/**
 * @param {PublicKey} key
 * @returns {string}  the text of a public key file
 */
export function publicKeyText({ id, point }) {
  return `${untrusted}minisign public key ${id}\n${toBase64(joined(latin("Ed"), idBytes(id), point))}\n`;
}

/**
 * The key that signed a file, and what it says of it. Throws `policy-signature-malformed`, `-wrong-key` (none of these) or
 * `-invalid` (another file, or another trusted comment), and `signatures-unsupported`.
 * @param {{ bytes: Uint8Array, signature: Uint8Array|string, keys: PublicKey[], hash: Hash }} signed
 * @returns {Promise<{ key: PublicKey, trustedComment: string }>}
 */
export async function verify({ bytes, signature, keys, hash }) {
  const read = readSignature(signature);
  const named = keys.filter(({ id }) => id === read.id);
  if (named.length === 0) throw new ZegelError("policy-signature-wrong-key", { key: read.id });
  const message = read.prehashed ? await hash(bytes) : bytes;
  const comment = joined(read.signature, new TextEncoder().encode(read.trustedComment));
  for (const key of named) {
    const verifier = await verifierOf(key);
    if (await isBy(verifier, read.signature, message) && await isBy(verifier, read.global, comment)) {
      return { key, trustedComment: read.trustedComment };
    }
  }
  throw new ZegelError("policy-signature-invalid", { key: read.id });
}

/**
 * @param {{ bytes: Uint8Array, key: SecretKey, hash: Hash, trustedComment: string, comment?: string, legacy?: boolean }} options
 *   `legacy` signs the file itself instead of its hash
 * @returns {Promise<string>}  the text of a signature file. Throws `signing-key-malformed` for a key whose halves do not
 *   belong together.
 */
export async function sign({ bytes, key, hash, trustedComment, comment = `signature by key ${key.id}`, legacy = false }) {
  for (const [text, limit] of /** @type {const} */ ([[comment, 1000], [trustedComment, 8000]])) {
    // minisign's own bounds are 1024 and 8192 bytes with the prefix.
    if (/[\r\n\0]/.test(text) || new TextEncoder().encode(text).length > limit) throw new RangeError("a comment is one short line");
  }
  const signer = await supported(() =>
    crypto.subtle.importKey("pkcs8", joined(pkcs8, key.seed), ed25519, false, ["sign"]));
  const by = async (/** @type {Uint8Array} */ message) =>
    new Uint8Array(await crypto.subtle.sign(ed25519, signer, /** @type {BufferSource} */ (message)));
  const signature = await by(legacy ? bytes : await hash(bytes));
  const global = await by(joined(signature, new TextEncoder().encode(trustedComment)));
  const text = [
    `${untrusted}${comment}`, toBase64(joined(latin(legacy ? "Ed" : "ED"), idBytes(key.id), signature)),
    `${trusted}${trustedComment}`, toBase64(global), "",
  ].join("\n");
  await verify({ bytes, signature: text, keys: [key], hash }).catch((cause) => {
    throw new ZegelError("signing-key-malformed", {}, { cause });
  });
  return text;
}

/**
 * A public key as WebCrypto takes it; also the question whether this browser knows Ed25519 at all.
 * @param {PublicKey} key
 */
export function verifierOf({ point }) {
  return supported(() => crypto.subtle.importKey("raw", /** @type {BufferSource} */ (point), ed25519, false, ["verify"]));
}

/** @param {Uint8Array|string} file */
function readSignature(file) {
  const malformed = () => new ZegelError("policy-signature-malformed");
  const lines = textOf(file, malformed).split("\n").map((line) => line.replace(/\r+$/, ""));
  while (lines.at(-1) === "") lines.pop();
  const [comment = "", first = "", trustedLine = "", second = ""] = lines;
  if (lines.length !== 4 || !comment.startsWith(untrusted) || !trustedLine.startsWith(trusted)) throw malformed();
  const bytes = base64(first, malformed);
  const global = base64(second, malformed);
  const algorithm = ascii(bytes.subarray(0, 2));
  if (bytes.length !== 74 || global.length !== 64 || (algorithm !== "ED" && algorithm !== "Ed")) throw malformed();
  return {
    prehashed: algorithm === "ED",
    id: idOf(bytes.subarray(2, 10)),
    signature: bytes.slice(10),
    trustedComment: trustedLine.slice(trusted.length),
    global,
  };
}

/**
 * @param {CryptoKey} verifier
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 */
function isBy(verifier, signature, message) {
  return crypto.subtle.verify(ed25519, verifier, /** @type {BufferSource} */ (signature), /** @type {BufferSource} */ (message));
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function supported(work) {
  if (!globalThis.crypto?.subtle) throw new ZegelError("insecure-context");
  try {
    return await work();
  } catch (cause) {
    // Lengths were checked, so what is refused here is the algorithm.
    throw new ZegelError("signatures-unsupported", {}, { cause });
  }
}

/**
 * @param {Uint8Array|string} file
 * @param {() => Error} malformed
 */
function textOf(file, malformed) {
  if (typeof file === "string") return file;
  try {
    // ignoreBOM keeps a byte order mark: what is signed must come out of the decoder as it went in.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    throw malformed();
  }
}

/** @param {string} text */
function keyLine(text) {
  const lines = text.split(/\r*\n/).filter((line) => line.trim() !== "");
  return lines.length === 2 && lines[0]?.startsWith(untrusted) ? lines[1]?.trim() ?? "" : text.trim();
}

/**
 * @param {string} text
 * @param {() => Error} malformed
 * @returns {Uint8Array}
 */
function base64(text, malformed) {
  try {
    const bytes = latin(atob(text));
    // `atob` overlooks blanks, missing padding and surplus bits; one signature has one spelling.
    if (toBase64(bytes) === text) return bytes;
  } catch {
    // not base64 at all
  }
  throw malformed();
}

/** @param {Uint8Array} bytes */
const toBase64 = (bytes) => btoa(ascii(bytes));

/** @param {Uint8Array} bytes */
const ascii = (bytes) => String.fromCharCode(...bytes);

/** @param {string} text */
const latin = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** minisign prints the eight bytes as a little-endian number. @param {Uint8Array} bytes */
const idOf = (bytes) => [...bytes].reverse().map((byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();

/** @param {string} id */
const idBytes = (id) => Uint8Array.from(id.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)).reverse();

/** @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const ed25519 = { name: "Ed25519" };
const untrusted = "untrusted comment: ";
const trusted = "trusted comment: ";
/** What stands before the seed in PKCS #8 (RFC 8410, section 7). */
const pkcs8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);
