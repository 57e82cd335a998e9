// @ts-check
// Making certificates findable: the Web Key Directory of an organisation as files for its web server, and the key server.

import { ZegelError } from "../engine/errors.js";
import { localHash, mailbox } from "./addresses.js";
import { equal } from "./bytes.js";
import { download } from "./download.js";
import { armored, joinCertificates, splitCertificates } from "./keyring.js";
import { blockedUnless, keyserver } from "./sources/keyserver.js";
import { refused } from "./sources/web.js";

/** @typedef {{ path: string, bytes: Uint8Array<ArrayBuffer> }} TreeFile */
/** @typedef {import("./sources/keyserver.js").KeyserverPlace & { signal?: AbortSignal }} Where */
/** @typedef {"unpublished"|"pending"|"published"|"revoked"} Publication */

/**
 * The files of a Web Key Directory (draft-koch-openpgp-webkey-service), from the root of the web server. "advanced" is for
 * the host `openpgpkey.<domain>`, which may serve several domains; "direct" for the domain's own. Direct trees of several
 * domains lie each in a folder named like its domain, for each belongs on another host.
 * @param {{ address: string, bytes: Uint8Array }[]} entries  several of one address come one after the other in its file
 * @param {{ method: "advanced"|"direct" }} options
 * @returns {Promise<TreeFile[]>}
 */
export async function wkdTree(entries, { method }) {
  /** @type {Map<string, Uint8Array[]>} */
  const contents = new Map();
  const domains = new Set(entries.map(({ address }) => mailbox(address).domain));
  /** @param {string} domain */
  const folder = (domain) => method === "advanced"
    ? `.well-known/openpgpkey/${domain}/`
    : `${domains.size > 1 ? `${domain}/` : ""}.well-known/openpgpkey/`;

  for (const { address, bytes } of entries) {
    const { local, domain } = mailbox(address);
    const path = `${folder(domain)}hu/${await localHash(local)}`;
    const there = contents.get(path) ?? [];
    // Refuses what is no certificate before it is on a web server: a secret key above all.
    const fresh = splitCertificates(joinCertificates([bytes]));
    contents.set(path, [...there, ...fresh.filter((one) => !there.some((known) => equal(known, one)))]);
  }
  return [
    // Empty: this domain has a directory, with no special rules (section 4.5).
    ...[...domains].sort().map((domain) => ({ path: `${folder(domain)}policy`, bytes: new Uint8Array() })),
    ...[...contents].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, parts]) => ({ path, bytes: joinCertificates(parts) })),
  ];
}

/**
 * The files as one zip archive. The same files make the same bytes.
 * @param {TreeFile[]} files
 * @param {() => Promise<{ zipSync: typeof import("/vendor/fflate.js").zipSync }>} [load]  for Node, where the path is another
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function zip(files, load = () => import("/vendor/fflate.js")) {
  const { zipSync } = await load();
  const entries = Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]));
  // The first moment a zip archive can name, in the local time in which it names it.
  return /** @type {Uint8Array<ArrayBuffer>} */ (zipSync(entries, { mtime: new Date(1980, 0, 1), level: 6 }));
}

/**
 * Gives a certificate to the key server. It is found by fingerprint then; by address only when its owner confirmed that.
 * @param {Uint8Array} bytes
 * @param {Where} [where]
 * @returns {Promise<{ fingerprint: string, status: Record<string, Publication>, token: string }>}
 */
export async function upload(bytes, where = {}) {
  const answer = await post("upload", { keytext: armored(joinCertificates([bytes])) }, where);
  const { key_fpr: fingerprint, status, token } = answer;
  if (typeof fingerprint !== "string" || typeof token !== "string" || typeof status !== "object" || status === null) {
    throw new ZegelError("server-refused", { status: 200 });
  }
  return { fingerprint, status, token };
}

/**
 * Asks the key server to send a mail with a link to each address; who opens it confirms that address.
 * @param {string} token  from `upload`
 * @param {string[]} addresses
 * @param {string} [locale]  of the mail, e.g. "nl"
 * @param {Where} [where]
 * @returns {Promise<{ status: Record<string, Publication> }>}
 */
export async function requestVerification(token, addresses, locale = "en", where = {}) {
  const { status } = await post("request-verify", { token, addresses, locale: [locale.replace("-", "_")] }, where);
  if (typeof status !== "object" || status === null) throw new ZegelError("server-refused", { status: 200 });
  return { status };
}

/**
 * @param {string} path
 * @param {unknown} body
 * @param {Where} where
 * @returns {Promise<any>}
 */
async function post(path, body, where) {
  const { host, url, init } = keyserver(where);
  const answered = await download(url(path), {
    fetch: where.fetch,
    signal: where.signal,
    patience: 10_000, // a certificate goes up first
    init: { ...init, method: "POST", body: JSON.stringify(body), headers: { ...init.headers, "Content-Type": "application/json" } },
  }).catch(blockedUnless(where, host));
  if (answered.status !== 200) throw refused(answered.status);
  try {
    return JSON.parse(new TextDecoder().decode(answered.bytes)) ?? {};
  } catch (cause) {
    throw new ZegelError("server-refused", { status: 200 }, { cause });
  }
}
