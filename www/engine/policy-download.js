// @ts-check
// Fetches a policy and its signature, or says why there are none, within a bound of bytes and of time.

import { ZegelError } from "./errors.js";

/** @typedef {{ bytes: Uint8Array, signature: Uint8Array }} SignedFile */
/** @typedef {{ fetch: typeof globalThis.fetch, signal: AbortSignal, anew?: boolean }} Way  `anew` goes round every cache */

/**
 * Both files of one edition, as far as a server can tell: they are two, and caches between may hold each for its own time.
 * @param {string} url
 * @param {string} signatureUrl
 * @param {Way} way
 * @returns {Promise<SignedFile>}  Throws `policy-missing`, `policy-too-large`, `policy-signature-missing`,
 *   `policy-signature-malformed` or `policy-unreachable`.
 */
export async function download(url, signatureUrl, way) {
  const [bytes, signature] = await Promise.allSettled([
    fetched(url, way, { limit: policyLimit, missing: "policy-missing", tooLarge: "policy-too-large" }),
    fetched(signatureUrl, way, {
      limit: signatureLimit, missing: "policy-signature-missing", tooLarge: "policy-signature-malformed",
    }),
  ]);
  // Where both fail, what became of the policy says more.
  if (bytes.status === "rejected") throw bytes.reason;
  if (signature.status === "rejected") throw signature.reason;
  return { bytes: bytes.value, signature: signature.value };
}

/**
 * Whether a server has something at this address.
 * @param {string} url
 * @param {Way} way
 */
export async function exists(url, way) {
  try {
    const answer = await ask(url, way);
    await answer.body?.cancel();
    return !gone.has(answer.status);
  } catch (error) {
    throw asUnreachable(error);
  }
}

/**
 * @param {string} url
 * @param {Way} way
 * @param {{ limit: number, missing: import("./errors.js").ErrorCode, tooLarge: import("./errors.js").ErrorCode }} terms
 */
async function fetched(url, way, { limit, missing, tooLarge }) {
  try {
    const answer = await ask(url, way);
    if (gone.has(answer.status)) throw await refusal(answer, new ZegelError(missing, { status: answer.status }));
    return await bodyOf(answer, limit, () => new ZegelError(tooLarge, { limit }));
  } catch (error) {
    throw asUnreachable(error);
  }
}

/**
 * @param {string} url
 * @param {Way} way
 */
async function ask(url, { fetch, signal, anew = false }) {
  // "no-cache" asks whether the cached copy still counts. A redirect is no answer: sign-in pages of guest networks and
  // host names that lapsed redirect.
  const answer = await fetch(anew ? unseen(url) : url, {
    cache: anew ? "reload" : "no-cache", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", signal,
  });
  if (answer.ok || gone.has(answer.status)) return answer;
  throw await refusal(answer, new ZegelError("policy-unreachable", { status: answer.status }));
}

/**
 * Reads no further than the limit, whatever the server announced: the length of what was compressed is not in the header.
 * @param {Response} answer
 * @param {number} limit
 * @param {() => ZegelError} tooLarge
 */
async function bodyOf(answer, limit, tooLarge) {
  /** @type {Uint8Array[]} */
  const pieces = [];
  let size = 0;
  const reader = answer.body?.getReader();
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    size += piece.value.length;
    if (size > limit) {
      await reader?.cancel();
      throw tooLarge();
    }
    pieces.push(piece.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * @param {Response} answer  whose body nobody will read: it must not go on arriving
 * @param {ZegelError} error
 */
async function refusal(answer, error) {
  await answer.body?.cancel();
  return error;
}

/** @param {unknown} thrown */
function asUnreachable(thrown) {
  return thrown instanceof ZegelError ? thrown : new ZegelError("policy-unreachable", {}, { cause: thrown });
}

/**
 * The same address as no cache has seen it.
 * @param {string} url
 */
function unseen(url) {
  const fresh = new URL(url);
  const number = crypto.getRandomValues(new Uint32Array(2)).join("");
  fresh.search = `${fresh.search ? `${fresh.search}&` : "?"}anew=${number}`;
  return fresh.href;
}

const gone = new Set([404, 410]);
export const policyLimit = 8 * 1024 * 1024;
export const signatureLimit = 16 * 1024;
