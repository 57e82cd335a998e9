// @ts-check
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Problem, allowOnly } from "./answers.mjs";
import { codingFor, packed } from "./packed.mjs";
import { VENDOR_FOLDERS, VENDOR_MODULES } from "./vendor.mjs";

/** @typedef {import("./answers.mjs").Request} Request */
/** @typedef {import("./answers.mjs").Response} Response */

/** @type {Readonly<Record<string, string>>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".minisig": "text/plain; charset=utf-8",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const NOT_FOUND = "There is nothing at this address.";
const POLICY_PATH = /^\/policy\/([a-z0-9.-]+\.json(?:\.minisig)?)$/;

/**
 * @param {string} wwwDir
 * @param {string} path the percent-encoded path asked for
 * @param {string} policyDir the folder of the signed bundles
 * @returns {string} the file it stands for, which may not exist
 */
export function fileFor(wwwDir, path, policyDir) {
  if (path === "/") return join(wwwDir, "pages", "demo", "index.html");
  if (path.endsWith("/")) return fileFor(wwwDir, `${path}index.html`, policyDir);
  const policy = POLICY_PATH.exec(path)?.[1];
  if (policy && !policy.startsWith(".")) return join(policyDir, policy);
  const segments = decodeSegments(path);
  // One rule instead of a list of tricks: every segment is a plain name that does not begin with a dot.
  if (!segments.every((name) => /^[\w@+-][\w@+.-]*$/.test(name))) throw new Problem(404, NOT_FOUND);
  if (segments[0] !== "vendor") return join(wwwDir, ...segments);
  const [, name = "", inside] = segments;
  const folder = segments.length === 3 ? VENDOR_FOLDERS.get(name) : undefined;
  const module = folder && inside ? join(folder, inside) : segments.length === 2 && VENDOR_MODULES.get(name);
  if (!module) throw new Problem(404, NOT_FOUND);
  return module;
}

/** @param {string} path */
function decodeSegments(path) {
  try {
    return path.slice(1).split("/").map(decodeURIComponent);
  } catch {
    throw new Problem(400, "The address is not well percent-encoded.");
  }
}

/**
 * @param {Request} request
 * @param {Response} response
 * @param {string} file
 */
export async function sendFile(request, response, file) {
  allowOnly(request, "GET", "HEAD");
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new Problem(404, NOT_FOUND);
  const etag = `W/"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`;
  const coding = codingFor(request.headers["accept-encoding"], file, found.size);
  // no-cache means "keep it, but ask": a rebuilt file is seen at the next reload, an unchanged one is not sent again.
  response.setHeader("cache-control", "no-cache");
  response.setHeader("etag", etag);
  response.setHeader("vary", "accept-encoding");
  if (matches(request.headers["if-none-match"], etag)) {
    response.writeHead(304).end();
    return;
  }
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  if (coding) {
    const octets = await packed(file, coding, etag);
    response.writeHead(200, { "content-type": type, "content-encoding": coding, "content-length": octets.length });
    response.end(request.method === "HEAD" ? undefined : octets);
    return;
  }
  response.writeHead(200, { "content-type": type, "content-length": found.size });
  if (request.method === "HEAD") response.end();
  else await pipeline(createReadStream(file), response);
}

/**
 * @param {string | undefined} ifNoneMatch RFC 9110, section 13.1.2
 * @param {string} etag
 */
function matches(ifNoneMatch, etag) {
  return (ifNoneMatch ?? "").split(",").some((candidate) => candidate.trim() === etag);
}
