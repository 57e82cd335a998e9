// @ts-check
/** A Web Key Directory (draft-koch-openpgp-webkey-service, advanced method) that owners publish into themselves. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem, allowOnly, readBody } from "./answers.mjs";
import { DOMAINS } from "./accounts.mjs";
import { removeUnfinished, writeDurably } from "./durable.mjs";

/** @typedef {import("./answers.mjs").Request} Request */
/** @typedef {import("./answers.mjs").Response} Response */

export const DIRECTORY_PATH = "/.well-known/openpgpkey/";

const MAX_CERTIFICATE = 256 * 1024;
const ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769";
const DOMAIN = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*";
const POLICY_PATH = new RegExp(`^${DIRECTORY_PATH}(${DOMAIN})/policy$`);
const CERTIFICATE_PATH = new RegExp(`^${DIRECTORY_PATH}(${DOMAIN})/hu/([${ALPHABET}]{32})$`);
const PUBLIC_KEY_PACKET = 6;

/**
 * @param {Uint8Array} bytes
 * @returns {string} z-base-32 (RFC 6189, section 5.1.6): five bits a letter, first bit first
 */
export function zBase32(bytes) {
  let text = "";
  let waiting = 0;
  let bits = 0;
  for (const byte of bytes) {
    waiting = (waiting << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((waiting >> (bits - 5)) & 31);
    waiting &= (1 << bits) - 1;
  }
  return bits ? text + ALPHABET.charAt((waiting << (5 - bits)) & 31) : text;
}

/** @param {string} localPart */
export function hashOfLocalPart(localPart) {
  // Only ASCII letters are lowered, as the draft says; toLowerCase would also touch others.
  const lowered = localPart.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return zBase32(createHash("sha1").update(lowered, "utf8").digest());
}

/**
 * @param {string} dataDir
 * @param {(request: Request) => Promise<string | null>} signedInAs the address a request is authenticated for
 */
export async function openDirectory(dataDir, signedInAs) {
  const root = join(dataDir, "directory");
  await mkdir(root, { recursive: true });
  for (const domain of DOMAINS) {
    await mkdir(join(root, domain), { recursive: true });
    await removeUnfinished(join(root, domain));
  }

  /** @param {Request} request @param {Response} response @param {URL} url */
  return async function answer(request, response, url) {
    const [, policyDomain] = POLICY_PATH.exec(url.pathname) ?? [];
    if (policyDomain && DOMAINS.has(policyDomain)) {
      allowOnly(request, "GET", "HEAD");
      // An empty policy file says: this domain has a directory, with no special rules (section 4.5).
      response.writeHead(200, { "content-type": "text/plain; charset=utf-8", "content-length": 0 }).end();
      return;
    }
    const [, domain, hash] = CERTIFICATE_PATH.exec(url.pathname) ?? [];
    if (!domain || !hash || !DOMAINS.has(domain)) throw new Problem(404, "This directory has no such entry.");
    allowOnly(request, "GET", "HEAD", "PUT");
    const file = join(root, domain, hash);
    if (request.method === "PUT") await publish(request, response, { domain, hash, file });
    else await send(request, response, file);
  };

  /** @param {Request} request @param {Response} response @param {{ domain: string, hash: string, file: string }} entry */
  async function publish(request, response, { domain, hash, file }) {
    const address = await signedInAs(request);
    if (!address) throw new Problem(401, "Sign in to publish a certificate.");
    const at = address.lastIndexOf("@");
    if (address.slice(at + 1).toLowerCase() !== domain || hashOfLocalPart(address.slice(0, at)) !== hash) {
      throw new Problem(403, `${address} may publish a certificate for its own address only.`);
    }
    const tooLarge = new Problem(413, `A certificate may have ${MAX_CERTIFICATE} bytes at most.`);
    const certificate = await readBody(request, MAX_CERTIFICATE, tooLarge);
    // The last moment to notice that somebody is about to publish a secret key, an armored file or nothing at all.
    if (firstPacketType(certificate) !== PUBLIC_KEY_PACKET) {
      throw new Problem(400, "The body must be a binary OpenPGP certificate; it begins with a Public-Key packet.");
    }
    await writeDurably(file, certificate);
    response.writeHead(204).end();
  }
}

/** @param {Request} request @param {Response} response @param {string} file */
async function send(request, response, file) {
  const certificate = await readFile(file).catch(() => null);
  if (!certificate) throw new Problem(404, "Nobody has published a certificate for this address.");
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": certificate.length,
    "cache-control": "no-cache",
  });
  response.end(request.method === "HEAD" ? undefined : certificate);
}

/**
 * @param {Uint8Array} bytes
 * @returns {number | null} RFC 9580, section 4.2: OpenPGP format has the type in six bits, the legacy format in four
 */
function firstPacketType(bytes) {
  const [first] = bytes;
  if (first === undefined || !(first & 0x80)) return null;
  return first & 0x40 ? first & 0x3f : (first >> 2) & 0x0f;
}
