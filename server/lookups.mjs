// @ts-check
/**
 * Looks up certificates elsewhere for the page, which may reach no other server: in the Web Key Directory of a recipient's
 * domain, and at one key server. So those servers see this one and not the person's machine; this one learns whom they look
 * up, and keeps nothing of it.
 *
 * It takes no URL from anybody. What is asked for is read into its parts, and one of these is made of them:
 *
 *     https://openpgpkey.<domain>/.well-known/openpgpkey/<domain>/hu/<hash>?l=<local part>
 *     https://<domain>/.well-known/openpgpkey/hu/<hash>?l=<local part>
 *     https://<key server>/vks/v1/by-email/<address>      …/by-fingerprint/<hex>      …/upload      …/request-verify
 */
import { Problem, allowOnly, readBody, sendJson } from "./answers.mjs";
import { hashOfLocalPart } from "./directory.mjs";
import { openOutward } from "./outward.mjs";
import { openRates } from "./rates.mjs";

/** @typedef {import("./answers.mjs").Request} Request */
/** @typedef {import("./answers.mjs").Response} Response */
/** @typedef {import("./outward.mjs").Answered} Answered */

/**
 * @typedef {object} LookupOptions
 * @property {string} [keyserver] origin of the key server
 * @property {import("./outward.mjs").OutwardOptions} [outward] for tests
 * @property {import("./rates.mjs").Rate} [rate]
 */

export const LOOKUP_PATH = "/lookup/";

const WKD_PATH = /^\/lookup\/wkd\/([a-z0-9.-]{1,253})\/([ybndrfg8ejkmcpqxot1uwisza345h769]{32})$/;
const EMAIL_PATH = /^\/lookup\/vks\/by-email\/([^/]{3,1000})$/;
const FINGERPRINT_PATH = /^\/lookup\/vks\/by-fingerprint\/([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/;
const UPLOAD_PATH = "/lookup/vks/upload";
const VERIFY_PATH = "/lookup/vks/request-verify";

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_LOCAL = 64;
const MAX_POSTED = 400 * 1024; // a certificate of 256 KiB in armor
const MAX_ADDRESSES = 50;
const BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

const NO_ENTRY = "There is no certificate for this address.";
const NO_PATH = "Nothing can be looked up here.";

/**
 * @param {LookupOptions} [options]
 */
export function openLookups({ keyserver = "https://keys.openpgp.org", outward, rate } = {}) {
  const { protocol, hostname, host, pathname } = new URL(keyserver);
  if (protocol !== "https:" || host !== hostname || pathname !== "/" || !isDomain(hostname)) {
    throw new Error(`The key server must be like https://keys.example.org; it is "${keyserver}".`);
  }
  const { within } = openOutward(outward);
  const rates = openRates(rate);

  /** @param {Request} request @param {Response} response @param {URL} url */
  async function answer(request, response, url) {
    fromOwnPage(request);
    rates.take(request.socket.remoteAddress ?? "");
    const gone = new AbortController();
    response.on("close", () => gone.abort());

    const [, domain, hash] = WKD_PATH.exec(url.pathname) ?? [];
    if (domain && hash) {
      allowOnly(request, "GET");
      return sendCertificate(response, await directory(domain, hash, readLocal(url, hash), gone.signal));
    }
    const path = certificatePath(url.pathname);
    if (path) {
      allowOnly(request, "GET");
      return sendCertificate(response, await atKeyserver({ path }, gone.signal));
    }
    if (url.pathname !== UPLOAD_PATH && url.pathname !== VERIFY_PATH) throw new Problem(404, NO_PATH);
    allowOnly(request, "POST");
    const posted = await readJson(request);
    const [target, body] = url.pathname === UPLOAD_PATH ? ["upload", uploadOf(posted)] : ["request-verify", verificationOf(posted)];
    const answered = await atKeyserver(
      { path: `/vks/v1/${target}`, method: "POST", type: "application/json", body: Buffer.from(JSON.stringify(body)) }, gone.signal);
    return sendJson(response, 200, statusOf(answered));
  }

  /**
   * @param {string} domain
   * @param {string} hash
   * @param {string} local
   * @param {AbortSignal} gone
   */
  function directory(domain, hash, local, gone) {
    if (!isDomain(domain)) throw new Problem(400, "This is not a mail domain.");
    const query = `?l=${encodeURIComponent(local)}`;
    return within(gone, async ({ addressesOf, send }) => {
      // Who has the advanced host has its directory there and nowhere else (draft, section 3.1).
      const advanced = await addressesOf(`openpgpkey.${domain}`);
      if (advanced.length > 0) {
        return send(`openpgpkey.${domain}`, advanced, { path: `/.well-known/openpgpkey/${domain}/hu/${hash}${query}` });
      }
      const direct = await addressesOf(domain);
      if (direct.length === 0) throw new Problem(404, NO_ENTRY);
      return send(domain, direct, { path: `/.well-known/openpgpkey/hu/${hash}${query}` });
    });
  }

  /** @param {import("./outward.mjs").Question} question @param {AbortSignal} gone */
  function atKeyserver(question, gone) {
    return within(gone, async ({ addressesOf, send }) => {
      const addresses = await addressesOf(hostname);
      if (addresses.length === 0) throw new Problem(502, "The key server cannot be reached.");
      return send(hostname, addresses, question);
    });
  }

  return {
    answer,
    config: { wkd: `${LOOKUP_PATH}wkd/`, keyserver: `${LOOKUP_PATH}vks/`, keyserverHost: hostname },
  };
}

/**
 * Only the page of this origin. A page elsewhere cannot send this header: its browser would ask here first, and is not
 * answered. Programs can; they gain nothing that they could not ask for themselves.
 *
 * @param {Request} request
 */
function fromOwnPage({ headers }) {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  const isElsewhere = (site !== undefined && site !== "same-origin") || (origin !== undefined && hostOf(origin) !== headers.host);
  if (isElsewhere || headers["x-zegel-lookup"] !== "1") {
    throw new Problem(403, "Only the page of this server looks up certificates here.");
  }
}

/** @param {string} origin */
function hostOf(origin) {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/** @param {string} domain in lower case */
function isDomain(domain) {
  const labels = domain.split(".");
  const last = labels.at(-1) ?? "";
  // The last one has a letter and is no hexadecimal number, or it would be an IP address in one of its many forms.
  return domain.length <= 253 && labels.length > 1 && labels.every((label) => LABEL.test(label)) && /[a-z]/.test(last) && !last.startsWith("0x");
}

/** @param {URL} url @param {string} hash */
function readLocal(url, hash) {
  const [local, ...more] = url.searchParams.getAll("l");
  const isAlone = more.length === 0 && [...url.searchParams.keys()].length === 1;
  if (!local || !isAlone || !isLocalPart(local) || hashOfLocalPart(local) !== hash) {
    throw new Problem(400, "The hash is not that of the local part.");
  }
  return local;
}

/** @param {string} local */
function isLocalPart(local) {
  // Neither control characters nor half of a surrogate pair, which cannot be written in a URL.
  return Buffer.byteLength(local) <= MAX_LOCAL && !/[\u0000-\u0020\u007f]/.test(local) && !/\p{Surrogate}/u.test(local);
}

/**
 * @param {string} pathname
 * @returns {string | null} the path at the key server
 */
function certificatePath(pathname) {
  const [, fingerprint] = FINGERPRINT_PATH.exec(pathname) ?? [];
  if (fingerprint) return `/vks/v1/by-fingerprint/${fingerprint.toUpperCase()}`;
  const [, encoded] = EMAIL_PATH.exec(pathname) ?? [];
  if (!encoded) return null;
  const address = decoded(encoded);
  if (!isAddress(address)) throw new Problem(400, "This is not a mail address.");
  return `/vks/v1/by-email/${encodeURIComponent(address)}`;
}

/** @param {unknown} address @returns {address is string} */
function isAddress(address) {
  if (typeof address !== "string") return false;
  const at = address.lastIndexOf("@");
  // Slashes are legal in a local part, and a server that decodes before it takes a path apart would take it apart there.
  return at > 0 && isLocalPart(address.slice(0, at)) && !/[/\\]/.test(address) && isDomain(address.slice(at + 1).toLowerCase());
}

/** @param {string} encoded */
function decoded(encoded) {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new Problem(400, "The address is not well percent-encoded.");
  }
}

/** @param {Request} request @returns {Promise<Record<string, unknown>>} */
async function readJson(request) {
  if ((request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() !== "application/json") {
    throw new Problem(415, "The body must be JSON.");
  }
  const body = await readBody(request, MAX_POSTED, new Problem(413, `The body may have ${MAX_POSTED} bytes at most.`));
  try {
    const value = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new Problem(400, "The body must be a JSON object.");
}

/** @param {Record<string, unknown>} posted */
function uploadOf({ keytext }) {
  // The last moment to notice that somebody is about to publish a secret key.
  if (typeof keytext !== "string" || !keytext.startsWith(BEGIN) || keytext.includes("PRIVATE KEY") || !isPublicKey(keytext)) {
    throw new Problem(400, "Only a certificate in ASCII armor can be uploaded.");
  }
  return { keytext };
}

/** @param {string} armored whether its first packet is a Public-Key packet (RFC 9580, section 4.2) */
function isPublicKey(armored) {
  const body = armored.slice(BEGIN.length).replace(/^[^\n]*\n(?:[A-Za-z-]+: [^\n]*\n)*/, "").trimStart();
  const [first = 0] = Buffer.from(body.slice(0, 4), "base64");
  return (first & 0xc0) === 0xc0 ? (first & 0x3f) === 6 : (first & 0xfc) === 0x98;
}

/** @param {Record<string, unknown>} posted */
function verificationOf({ token, addresses, locale }) {
  const isLocale = (/** @type {unknown} */ one) => typeof one === "string" && /^[A-Za-z]{2,3}(?:_[A-Za-z]{2,4})?$/.test(one);
  if (typeof token !== "string" || token.length > 10_000) throw new Problem(400, "The token is missing.");
  if (!Array.isArray(addresses) || addresses.length === 0 || addresses.length > MAX_ADDRESSES || !addresses.every(isAddress)) {
    throw new Problem(400, "The addresses are missing.");
  }
  return { token, addresses, locale: Array.isArray(locale) ? locale.filter(isLocale).slice(0, 10) : [] };
}

/** @param {Answered} answered @returns what the page may know of it */
function statusOf({ status, body }) {
  refuseUnless200(status);
  try {
    const { key_fpr, status: published, token } = JSON.parse(body.toString("utf8"));
    const states = Object.entries(published ?? {}).filter(([, state]) => typeof state === "string");
    return { key_fpr: String(key_fpr ?? ""), status: Object.fromEntries(states), token: String(token ?? "") };
  } catch {
    throw new Problem(502, "The key server answers with something else than JSON.");
  }
}

/** @param {Response} response @param {Answered} answered */
function sendCertificate(response, { status, body }) {
  // Many a site answers every address with its start page; no certificate is among them.
  if (status === 404 || status === 410 || (status === 200 && !isOpenPgp(body))) throw new Problem(404, NO_ENTRY);
  refuseUnless200(status);
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-disposition": "attachment",
    "content-length": body.length,
    "cache-control": "no-store",
  });
  response.end(body);
}

/** @param {number} status */
function refuseUnless200(status) {
  if (status >= 300 && status < 400) throw new Problem(502, "That server points elsewhere, where nobody is asked.");
  if (status !== 200) throw new Problem(502, `That server refuses: ${status}.`);
}

/** @param {Buffer} body */
function isOpenPgp(body) {
  return ((body[0] ?? 0) & 0x80) !== 0 || body.subarray(0, 64).toString("latin1").trimStart().startsWith("-----BEGIN PGP ");
}
