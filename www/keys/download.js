// @ts-check
// One request for a certificate or a file of them: bounded in time and size, and with the codes people are told.

import { ZegelError } from "../engine/errors.js";

/** @typedef {typeof globalThis.fetch} Fetch */

/**
 * @typedef {object} Asked
 * @property {Fetch} [fetch]
 * @property {AbortSignal} [signal]
 * @property {number} [patience]  milliseconds for all of it
 * @property {number} [limit]  bytes of the body
 * @property {RequestInit} [init]
 * @property {Record<string, unknown>} [about]  completes the sentence of an error: the address looked for
 */

/** @typedef {{ status: number, headers: Headers, bytes: Uint8Array<ArrayBuffer> }} Answered  no bytes unless the status is a success */

/** The limits GnuPG keeps for one certificate. */
export const usual = { patience: 5_000, limit: 256 * 1024 };

/**
 * @param {string} url
 * @param {Asked} [asked]
 * @returns {Promise<Answered>}
 */
export async function download(url, asked = {}) {
  const { fetch = globalThis.fetch, signal, patience = usual.patience, limit = usual.limit, init, about } = asked;
  if (signal?.aborted) throw new ZegelError("canceled");
  // Not AbortSignal.any, which browsers of two years ago do not have.
  const stop = new AbortController();
  const leave = () => stop.abort();
  const timer = setTimeout(leave, patience);
  signal?.addEventListener("abort", leave);
  try {
    // "no-cache" asks again with the ETag: the browser's own cache would hide a certificate published a minute ago.
    const answer = await fetch(url, { credentials: "omit", cache: "no-cache", ...init, signal: stop.signal });
    const { status, headers } = answer;
    if (answer.ok) return { status, headers, bytes: await bodyOf(answer, limit, about) };
    answer.body?.cancel().catch(() => {}); // not waited for: it may take as long as the body
    return { status, headers, bytes: new Uint8Array() };
  } catch (cause) {
    if (cause instanceof ZegelError) throw cause;
    throw new ZegelError(signal?.aborted ? "canceled" : "server-unreachable", {}, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
  }
}

/**
 * What there is at a URL, or null where there is nothing. Every other answer is a refusal.
 * @param {string} url
 * @param {Asked} [asked]
 */
export async function downloadIfThere(url, asked) {
  const { status, bytes } = await download(url, asked);
  if (status === 404) return null;
  if (status < 200 || status > 299) throw new ZegelError("server-refused", { status });
  return bytes.length === 0 ? null : bytes;
}

/**
 * @param {Response} answer
 * @param {number} limit
 * @param {Record<string, unknown>} [about]
 */
async function bodyOf(answer, limit, about) {
  /** @type {Uint8Array[]} */
  const pieces = [];
  let size = 0;
  const reader = answer.body?.getReader();
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    size += piece.value.length;
    if (size > limit) {
      reader?.cancel().catch(() => {});
      throw new ZegelError("certificate-malformed", { ...about, limit });
    }
    pieces.push(piece.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
