// @ts-check
/** Puts a real JMAP server behind the page's own origin, because browsers hand credentials to no other. */
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { Problem } from "./answers.mjs";

/** @typedef {import("./answers.mjs").Request} Request */
/** @typedef {import("./answers.mjs").Response} Response */

/** Meant for one connection (RFC 9110, section 7.6.1), so never handed on. */
const HOP_BY_HOP = new Set([
  "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
  "te", "trailer", "transfer-encoding", "upgrade",
]);

/**
 * All that an answer of the real server may say beside its body. Whoever runs that server is not to be trusted with the
 * page, whose origin it shares here: it could clear the keys (Clear-Site-Data), set cookies, make the browser ask for the
 * password in a window of its own (WWW-Authenticate), or replace our security headers.
 */
const HANDED_ON = new Set([
  "allow", "cache-control", "content-disposition", "content-encoding", "content-length", "content-type", "date", "etag",
  "last-modified", "location", "retry-after", "vary",
]);

/** What JMAP itself answers with. Nothing else keeps its type, for a document or a script of this origin can use the keys. */
const JMAP_TYPES = new Set(["application/json", "application/problem+json", "text/event-stream"]);

const GONE = "The mail server cannot be reached.";

/**
 * @param {string} jmapUrl origin of the real server, e.g. "http://127.0.0.1:1280"
 */
export function openRemote(jmapUrl) {
  const upstream = new URL(jmapUrl);
  const { request: send } = upstream.protocol === "https:" ? https : http;

  /**
   * @param {Request} request
   * @param {Response} response
   * @param {URL} url
   */
  async function answer(request, response, url) {
    const outgoing = send(new URL(url.pathname + url.search, upstream), {
      method: request.method,
      headers: { ...without(request.headers, HOP_BY_HOP, "cookie", "origin", "referer"), host: upstream.host },
    });
    /** @type {Promise<http.IncomingMessage>} */
    const incoming = new Promise((resolve, reject) => {
      outgoing.on("response", resolve);
      outgoing.on("error", () => reject(new Problem(502, GONE)));
    });
    // Also when the client breaks off its upload: half a message is never completed upstream.
    response.on("close", () => outgoing.destroy());
    request.pipe(outgoing);
    const answered = await incoming;
    const headers = inert(Object.fromEntries(Object.entries(answered.headers).filter(([name]) => HANDED_ON.has(name))));
    if (headers.location) headers.location = sameOrigin(headers.location, url);
    response.writeHead(answered.statusCode ?? 502, headers);
    // When the real server breaks off, this destroys our answer too: a cut body never looks like a whole one.
    await pipeline(answered, response).catch(() => response.destroy());
  }

  /**
   * @param {string | string[]} location where the real server redirects to
   * @param {URL} url what was asked for
   */
  function sameOrigin(location, url) {
    const target = new URL(String(location), new URL(url.pathname, upstream));
    return target.origin === upstream.origin ? target.pathname + target.search : target.href;
  }

  /**
   * @param {Request} request
   * @returns {Promise<string | null>} the username the real server knows these credentials by (RFC 8620, section 2)
   */
  async function signedInAs(request) {
    const { authorization } = request.headers;
    if (!authorization) return null;
    const answered = await fetch(new URL("/.well-known/jmap", upstream), { headers: { authorization } }).catch(() => {
      throw new Problem(502, GONE);
    });
    if (answered.status === 401 || answered.status === 403) return null;
    const session = await answered.json().catch(() => null);
    if (!answered.ok || typeof session?.username !== "string") {
      throw new Problem(502, "The mail server did not say who is signed in.");
    }
    return session.username;
  }

  return { answer, signedInAs };
}

/**
 * A body that no browser shows as a page or runs: anything but JMAP's own answers is a file to save.
 *
 * @param {http.IncomingHttpHeaders} headers
 * @returns {http.IncomingHttpHeaders}
 */
function inert(headers) {
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  // Only the type itself: behind a comma among its parameters, browsers would read another one.
  if (JMAP_TYPES.has(type)) return { ...headers, "content-type": type };
  const given = headers["content-disposition"] ?? "";
  const disposition = /^attachment\s*(?:;|$)/i.test(given) ? given : "attachment";
  return { ...headers, "content-type": "application/octet-stream", "content-disposition": disposition };
}

/**
 * @param {http.IncomingHttpHeaders} headers
 * @param {ReadonlySet<string>} names
 * @param {string[]} more
 */
function without(headers, names, ...more) {
  const listed = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const dropped = new Set([...names, ...more, ...listed]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
