// @ts-check
// Requests of one JMAP session: Basic credentials on each, one origin, errors as codes.

import { ZegelError } from "../../../engine/errors.js";

const capabilities = ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail", "urn:ietf:params:jmap:submission"];
const patience = 30_000; // milliseconds for an answer; transfers of blobs are not timed, a slow line is not a broken one
const stillness = 120_000; // milliseconds in which nothing of an upload moves, after which its line is one

/**
 * @typedef {(progress: { done: number, total: number }) => void} OnProgress
 * @typedef {{ api: URL, upload: string, download: string, accountId: string, maxSizeUpload: number, maxSizeMail: number }} Session
 */

export class Transport {
  /** @type {string} */
  #authorization;
  /** @type {typeof fetch} */
  #fetch;
  /** XHR reports how much was uploaded, fetch does not; an own fetch (tests, other runtimes) goes before progress. */
  #viaRequest;
  /** @type {Session} */
  #session;

  /**
   * @param {string} authorization
   * @param {typeof fetch|undefined} ownFetch
   * @param {Session} session
   */
  constructor(authorization, ownFetch, session) {
    this.#authorization = authorization;
    this.#fetch = ownFetch ?? globalThis.fetch.bind(globalThis);
    this.#viaRequest = !ownFetch && typeof XMLHttpRequest === "function";
    this.#session = session;
  }

  /**
   * @param {{ url: string, user: string, password: string, fetch?: typeof fetch }} options
   * @returns {Promise<Transport>}
   */
  static async open({ url, user, password, fetch: ownFetch }) {
    const authorization = basic(user, password);
    const place = new URL(url, globalThis.location?.href);
    const ask = ownFetch ?? globalThis.fetch;
    const answer = await reach(() => ask(place, {
      headers: { "Authorization": authorization, "Accept": "application/json" },
      credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(patience),
    }));
    refuseUnlessOk(answer);
    const session = readSession(await json(answer), new URL(answer.url || place.href), place, user);
    return new Transport(authorization, ownFetch, session);
  }

  get maxSizeUpload() {
    return this.#session.maxSizeUpload;
  }

  /** What may be attached to a mail; a protected one is nearly all attachment. */
  get maxSizeMail() {
    return Math.min(this.#session.maxSizeMail, this.#session.maxSizeUpload);
  }

  /**
   * @param {Array<[string, Record<string, unknown>, string]>} calls
   * @param {{ signal?: AbortSignal, partial?: boolean }} [options]  partial: a refused method is an answer with `refused`
   * @returns {Promise<Map<string, Record<string, any>>>}  by call id; what came besides by "<call id>/<method>"
   */
  async call(calls, { signal, partial = false } = {}) {
    const { api, accountId } = this.#session;
    const methodCalls = calls.map(([name, given, id]) => [name, { accountId, ...given }, id]);
    const timeout = AbortSignal.timeout(patience);
    const answer = await reach(() => this.#fetch(api, {
      method: "POST",
      headers: { "Authorization": this.#authorization, "Content-Type": "application/json", "Accept": "application/json" },
      body: JSON.stringify({ using: capabilities, methodCalls }),
      credentials: "omit", cache: "no-store", signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    }), signal);
    if (!answer.ok) throw await refusedRequest(answer);
    const methodResponses = (await json(answer))?.methodResponses;
    if (!Array.isArray(methodResponses) || !methodResponses.every(Array.isArray)) {
      throw new ZegelError("server-refused", { status: answer.status, type: "not-jmap" });
    }
    /** @type {Map<string, Record<string, any>>} */
    const answers = new Map();
    for (const [name, given, id] of methodResponses) {
      const result = name === "error" ? { refused: given?.type ?? "unknown" } : given ?? {};
      // What a call made happen besides (RFC 8621, section 7.5) must not stand for what it did itself.
      if (!answers.has(id)) answers.set(id, result);
      else if (name !== "error") answers.set(`${id}/${name}`, result);
    }
    for (const result of answers.values()) {
      if (result.refused && !partial) throw new ZegelError("server-refused", { status: answer.status, type: result.refused });
    }
    return answers;
  }

  /**
   * @param {string} blobId
   * @param {{ signal?: AbortSignal, onProgress?: OnProgress }} [options]
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async download(blobId, { signal, onProgress } = {}) {
    const answer = await this.#blob(blobId, signal);
    if (!onProgress || !answer.body) return new Uint8Array(await reach(() => answer.arrayBuffer(), signal));
    /** @type {BlobPart[]} */
    const pieces = [];
    await read(answer, async (piece) => pieces.push(/** @type {BlobPart} */ (piece)) > 0, { signal, onProgress });
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  }

  /**
   * The same, piece by piece.
   * @param {string} blobId
   * @param {(octets: Uint8Array) => Promise<boolean>} take  false: no more is wanted
   * @param {{ signal?: AbortSignal, onProgress?: OnProgress }} [options]
   */
  async read(blobId, take, options = {}) {
    await read(await this.#blob(blobId, options.signal), take, options);
  }

  /** @param {string} blobId @param {AbortSignal} [signal] */
  async #blob(blobId, signal) {
    const url = fill(this.#session.download, {
      accountId: this.#session.accountId, blobId, name: "message.eml", type: "application/octet-stream",
    });
    const answer = await reach(() => this.#fetch(url, {
      headers: { "Authorization": this.#authorization }, credentials: "omit", cache: "no-store", signal,
    }), signal);
    refuseUnlessOk(answer);
    return answer;
  }

  /**
   * @param {Uint8Array|Blob} bytes
   * @param {{ type?: string, signal?: AbortSignal, onProgress?: OnProgress }} [options]
   * @returns {Promise<{ blobId: string, size: number }>}
   */
  async upload(bytes, { type = "application/octet-stream", signal, onProgress } = {}) {
    if (signal?.aborted) throw new ZegelError("canceled");
    const url = fill(this.#session.upload, { accountId: this.#session.accountId });
    const answer = this.#viaRequest
      ? await this.#uploadByRequest(url, bytes, type, signal, onProgress)
      : await this.#uploadByFetch(url, bytes, type, signal);
    if (typeof answer?.blobId !== "string") throw new ZegelError("server-refused", { status: 200, type: "no-blob" });
    return { blobId: answer.blobId, size: Number(answer.size) };
  }

  /**
   * @param {string} url
   * @param {Uint8Array|Blob} bytes
   * @param {string} type
   * @param {AbortSignal} [signal]
   */
  async #uploadByFetch(url, bytes, type, signal) {
    const answer = await reach(() => this.#fetch(url, {
      method: "POST", headers: { "Authorization": this.#authorization, "Content-Type": type },
      body: /** @type {BodyInit} */ (bytes), credentials: "omit", signal,
    }), signal);
    refuseUnlessOk(answer);
    return json(answer);
  }

  /**
   * @param {string} url
   * @param {Uint8Array|Blob} bytes
   * @param {string} type
   * @param {AbortSignal} [signal]
   * @param {OnProgress} [onProgress]
   * @returns {Promise<any>}
   */
  async #uploadByRequest(url, bytes, type, signal, onProgress) {
    // Octets the page would hand over all at once; a Blob goes by itself.
    const body = await inPieces(bytes);
    if (signal?.aborted) throw new ZegelError("canceled");
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const abort = () => request.abort();
      request.open("POST", url);
      request.setRequestHeader("Authorization", this.#authorization);
      request.setRequestHeader("Content-Type", type);
      request.responseType = "json";
      /** @type {AbortSignal|null} */
      let waiting = null;
      /** With a listener it would hold the request, and the composer behind it, for as long as it waits. */
      const rest = () => {
        if (waiting) waiting.onabort = null;
        waiting = null;
      };
      const moves = () => {
        rest();
        waiting = AbortSignal.timeout(stillness);
        waiting.onabort = () => {
          reject(new ZegelError("server-unreachable"));
          request.abort();
        };
      };
      request.upload.onprogress = ({ loaded }) => {
        moves();
        onProgress?.({ done: Math.min(loaded, body.size), total: body.size });
      };
      request.onload = () => {
        const failure = failureOf(request.status);
        if (failure) reject(failure);
        else resolve(request.response);
      };
      request.onerror = () => reject(new ZegelError("server-unreachable"));
      request.onabort = () => reject(new ZegelError("canceled"));
      request.onloadend = () => {
        rest();
        signal?.removeEventListener("abort", abort);
      };
      signal?.addEventListener("abort", abort);
      moves();
      request.send(body);
    });
  }
}

/**
 * @param {Response} answer
 * @param {(octets: Uint8Array) => Promise<boolean>} take
 * @param {{ signal?: AbortSignal, onProgress?: OnProgress }} options
 */
async function read(answer, take, { signal, onProgress }) {
  const total = Number(answer.headers.get("Content-Length")) || 0;
  const reader = answer.body?.getReader();
  let done = 0;
  for (;;) {
    const piece = await reach(async () => reader?.read(), signal);
    if (!piece || piece.done) return;
    if (!await take(piece.value)) return reader?.cancel();
    done += piece.value.length;
    onProgress?.({ done, total: Math.max(total, done) });
  }
}

/**
 * A Blob, copied with room for the page to move in between.
 * @param {Uint8Array|Blob} bytes
 */
async function inPieces(bytes) {
  if (bytes instanceof Blob) return bytes;
  const pieces = [];
  for (let at = 0; at < bytes.length; at += pieceSize) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve));
    pieces.push(new Blob([/** @type {BlobPart} */ (bytes.subarray(at, at + pieceSize))]));
  }
  return new Blob(pieces);
}

const pieceSize = 0x800000; // octets

/**
 * URLs of a session may be relative (Cyrus 3.6) and must stay on this origin: the credentials are for it alone.
 * @param {any} session
 * @param {URL} base
 * @param {URL} place
 * @param {string} user
 * @returns {Session}
 */
function readSession(session, base, place, user) {
  const resolve = (/** @type {unknown} */ url) => {
    // The braces of a URI template must survive resolving.
    const resolved = typeof url === "string" ? new URL(url, base) : null;
    if (resolved?.origin !== place.origin) throw new ZegelError("server-refused", { status: 200, type: "other-origin" });
    return resolved;
  };
  const template = (/** @type {unknown} */ url) =>
    resolve(url).href.replace(/%7B/gi, "{").replace(/%7D/gi, "}");
  const core = session?.capabilities?.["urn:ietf:params:jmap:core"] ?? {};
  // An account without an inbox yet has no capabilities and may be nobody's primary account (Cyrus 3.6).
  const accountId = session?.primaryAccounts?.["urn:ietf:params:jmap:mail"] ?? Object.keys(session?.accounts ?? {})[0] ?? user;
  return {
    api: resolve(session?.apiUrl), upload: template(session?.uploadUrl), download: template(session?.downloadUrl), accountId,
    maxSizeUpload: Number(core.maxSizeUpload) || Number.MAX_SAFE_INTEGER,
    maxSizeMail: Number(session?.accounts?.[accountId]?.accountCapabilities?.["urn:ietf:params:jmap:mail"]?.maxSizeAttachmentsPerEmail) || Number.MAX_SAFE_INTEGER,
  };
}

/**
 * @param {string} template  RFC 6570, level 1
 * @param {Record<string, string>} values
 */
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? encodeURIComponent(values[name] ?? "") : whole));
}

/** @param {number} status */
function failureOf(status) {
  if (status >= 200 && status < 300) return null;
  if (status === 401 || status === 403) return new ZegelError("sign-in-refused");
  if (status === 502 || status === 503 || status === 504) return new ZegelError("server-unreachable", { status });
  return new ZegelError("server-refused", { status });
}

/** @param {Response} answer */
function refuseUnlessOk(answer) {
  const failure = failureOf(answer.status);
  if (failure) throw failure;
}

/**
 * A refusal of the whole request says so in JMAP's words (RFC 8620, section 3.6.1): none of its calls was made. The same
 * status without them, from a proxy perhaps, says nothing of what was done.
 * @param {Response} answer
 */
async function refusedRequest(answer) {
  const failure = /** @type {ZegelError} */ (failureOf(answer.status) ?? new ZegelError("internal"));
  if (failure.code !== "server-refused" || answer.status >= 500) return failure;
  const problem = await answer.json().catch(() => null);
  const type = /^urn:ietf:params:jmap:error:(\w+)$/.exec(problem?.type)?.[1];
  return type ? new ZegelError("server-refused", { status: answer.status, type }) : failure;
}

/** @param {Response} answer */
async function json(answer) {
  try {
    return await answer.json();
  } catch (cause) {
    // A body that ends too early is a broken line, anything else is not JMAP.
    if (cause instanceof SyntaxError) throw new ZegelError("server-refused", { status: answer.status, type: "not-jmap" }, { cause });
    throw new ZegelError("server-unreachable", {}, { cause });
  }
}

/**
 * @template T
 * @param {() => Promise<T>} ask
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
async function reach(ask, signal) {
  try {
    return await ask();
  } catch (cause) {
    if (signal?.aborted) throw new ZegelError("canceled", {}, { cause });
    throw new ZegelError("server-unreachable", {}, { cause });
  }
}

/**
 * @param {string} user
 * @param {string} password
 */
function basic(user, password) {
  // RFC 7617, section 2.1: UTF-8. `btoa` takes one character for a byte.
  return `Basic ${btoa(String.fromCodePoint(...new TextEncoder().encode(`${user}:${password}`)))}`;
}
