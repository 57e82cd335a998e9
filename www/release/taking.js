// @ts-check
// Fetches the files of a release into its cache. Each is hashed before it goes in; the list goes in last, so that it is there
// only when all of them are.

import { Refusal, hashOf, listPath } from "./list.js";

/** @import { Judged } from "./types.js" */

/**
 * Goes on where the browser ended an earlier attempt.
 * @param {Judged} list
 * @param {Uint8Array} bytes  the list as it was signed
 * @param {Cache} cache
 * @returns {Promise<void>}  Throws `unreachable`, `changed` or `no-room`.
 */
export async function take(list, bytes, cache) {
  if (await cache.match(listPath)) return;
  const waiting = [...list.files];
  let failed = false;
  const one = async () => {
    for (let next = waiting.shift(); next && !failed; next = waiting.shift()) {
      const [path, hash] = next;
      if (!await cache.match(path)) await put(cache, path, await genuine(path, hash));
    }
  };
  // The first failure ends all of it, after what is under way has come to rest.
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, () => one().catch((error) => { failed = true; throw error; })));
  const failure = ended.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
  await put(cache, listPath, new Response(/** @type {BodyInit} */ (bytes)));
}

/**
 * A file from the server, if it is what the list says.
 * @param {string} path
 * @param {string} hash
 * @returns {Promise<Response>}  Throws `unreachable` or `changed`.
 */
export async function genuine(path, hash) {
  // A cache on the way, or the browser's, may still have the file of another release.
  for (const cache of /** @type {const} */ (["no-cache", "reload"])) {
    const { answer, bytes } = await fetched(path, cache);
    if (bytes && await hashOf(bytes) === hash) return asServed(path, answer, bytes);
  }
  throw new Refusal("changed", { file: path });
}

/** @param {string} path @param {RequestCache} cache */
async function fetched(path, cache) {
  try {
    // Some servers hand out the document of a folder at the folder's address only.
    const answer = await fetch(path.replace(/\/index\.html$/, "/"), { cache, redirect: "error", credentials: "same-origin", signal: AbortSignal.timeout(patience) });
    if (answer.status >= 500) throw new TypeError(String(answer.status));
    return { answer, bytes: answer.ok ? await answer.arrayBuffer() : null };
  } catch (cause) {
    throw new Refusal("unreachable", {}, { cause });
  }
}

/**
 * With the header fields that bound what a page may do. The type is ours to say: a server that calls a script a page would get a page.
 * @param {string} path @param {Response} answer @param {ArrayBuffer} bytes
 */
function asServed(path, answer, bytes) {
  const headers = new Headers({ "content-type": types[path.slice(path.lastIndexOf("."))] ?? "application/octet-stream", "x-content-type-options": "nosniff" });
  for (const name of bounding) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(bytes, { headers });
}

/** @param {Cache} cache @param {string} path @param {Response} response */
async function put(cache, path, response) {
  try {
    await cache.put(path, response);
  } catch (cause) {
    throw new Refusal("no-room", {}, { cause });
  }
}

const atOnce = 8;
const patience = 60_000;

/** @type {Readonly<Record<string, string>>} */
const types = {
  ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8", ".wasm": "application/wasm",
};

const bounding = [
  "content-security-policy", "permissions-policy", "referrer-policy", "cross-origin-opener-policy", "cross-origin-embedder-policy",
  "cross-origin-resource-policy", "origin-agent-cluster", "access-control-allow-origin",
];
