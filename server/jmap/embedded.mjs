// @ts-check
/** The embedded JMAP server over HTTP: session, method calls, upload and download (RFC 8620, sections 2, 3 and 6). */
import { pipeline } from "node:stream/promises";
import { ownerOf } from "../accounts.mjs";
import { Problem, allowOnly, readBody, sendJson } from "../answers.mjs";
import { BlobTooLarge } from "./blobs.mjs";
import { answerCalls, limitProblem, requestProblem } from "./calls.mjs";
import { LIMITS, sessionOf } from "./session.mjs";
import { openStore } from "./store.mjs";

/** @typedef {import("../answers.mjs").Request} Request */
/** @typedef {import("../answers.mjs").Response} Response */
/** @typedef {import("./session.mjs").Limits} Limits */
/** @typedef {import("./store.mjs").Account} Account */

/**
 * Called at "upload-half", "before-import", "after-import", "before-submission" and "after-submission".
 * It may throw, wait, or destroy the socket of the request; what the server does then is what a test wants to see.
 *
 * @typedef {(point: string, socket: import("node:net").Socket) => void | Promise<void>} Faults
 */

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:;[ -~]*)?$/;

/**
 * @param {{ data: string, faults?: Faults, limits?: Partial<Limits> }} options
 */
export async function openEmbedded({ data, faults = () => {}, limits: smaller = {} }) {
  const store = await openStore(data);
  const limits = { ...LIMITS, ...smaller };
  const uploads = concurrency("maxConcurrentUpload", limits);
  const requests = concurrency("maxConcurrentRequests", limits);

  /** @param {Request} request @param {Response} response @param {URL} url */
  async function answer(request, response, url) {
    const account = signedIn(request);
    const [, , resource, accountId, blobId, name] = url.pathname.split("/");
    if (url.pathname === "/.well-known/jmap") {
      allowOnly(request, "GET", "HEAD");
      return sendJson(response, 200, sessionOf(account, limits));
    }
    if (url.pathname === "/jmap/") {
      allowOnly(request, "POST");
      return requests(account, () => call(request, response, account));
    }
    if (resource === "eventsource") throw new Problem(501, "This server does not push changes.");
    if (accountId !== account.owner.id) throw new Problem(404, "There is no such account for you.");
    if (resource === "upload" && !blobId) {
      allowOnly(request, "POST");
      return uploads(account, () => upload(request, response, account));
    }
    if (resource === "download" && name) {
      allowOnly(request, "GET", "HEAD");
      return download(request, response, { account, blobId: blobId ?? "", name, url });
    }
    throw new Problem(404, "There is nothing at this address.");
  }

  /** @param {Request} request */
  function signedIn(request) {
    const account = store.accounts.get(ownerOf(request.headers.authorization)?.id ?? "");
    // Without WWW-Authenticate, on purpose: with it the browser would ask in a window of its own.
    if (!account) throw new Problem(401, "The address or the password is not right.");
    return account;
  }

  /** @param {Request} request @param {Response} response @param {Account} account */
  async function call(request, response, account) {
    const tooLarge = limitProblem("maxSizeRequest", `A request may have ${limits.maxSizeRequest} bytes at most.`);
    const body = await readBody(request, limits.maxSizeRequest, tooLarge);
    if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
      throw requestProblem("notJSON", "The content type must be application/json.");
    }
    const fault = async (/** @type {string} */ point) => faults(point, request.socket);
    const answered = await account.inTurn(() => answerCalls(readJson(body), { account, store, limits, fault }));
    sendJson(response, 200, answered);
  }

  /** @param {Request} request @param {Response} response @param {Account} account */
  async function upload(request, response, account) {
    const tooLarge = limitProblem("maxSizeUpload", `An upload may have ${limits.maxSizeUpload} bytes at most.`, 413);
    const announced = request.headers["content-length"];
    if (Number(announced ?? 0) > limits.maxSizeUpload) throw tooLarge;
    let isHalfway = false;
    const onBytes = async (/** @type {number} */ size) => {
      if (isHalfway || size < Number(announced ?? 0) / 2) return;
      isHalfway = true;
      await faults("upload-half", request.socket);
    };
    try {
      const { blobId, size } = await store.blobs.receive(withoutEarlyClose(request), { limit: limits.maxSizeUpload, onBytes });
      // Node already refuses to end a body early; a blob that lacks bytes is too bad a thing to rest on that alone.
      if (announced !== undefined && Number(announced) !== size) throw new TruncatedUpload();
      await account.noteUpload(blobId);
      const type = MEDIA_TYPE.exec(request.headers["content-type"] ?? "")?.[0] ?? "application/octet-stream";
      sendJson(response, 201, { accountId: account.owner.id, blobId, type, size });
    } catch (error) {
      request.resume();
      if (error instanceof BlobTooLarge) throw tooLarge;
      if (error instanceof TruncatedUpload) throw new Problem(400, "The upload was cut off; nothing of it was kept.");
      throw error;
    }
  }

  /**
   * @param {Request} request
   * @param {Response} response
   * @param {{ account: Account, blobId: string, name: string, url: URL }} wanted
   */
  async function download(request, response, { account, blobId, name, url }) {
    if (!account.holds(blobId)) throw new Problem(404, "There is no such blob.");
    const type = url.searchParams.get("accept") ?? "";
    response.writeHead(200, {
      "content-type": MEDIA_TYPE.test(type) ? type : "application/octet-stream",
      "content-length": await store.blobs.size(blobId),
      "content-disposition": `attachment; filename*=UTF-8''${reencoded(name)}`,
      "cache-control": "private, immutable, max-age=31536000",
    });
    if (request.method === "HEAD") response.end();
    else await pipeline(store.blobs.stream(blobId), response);
  }

  return {
    answer,
    /** @param {Request} request */
    signedInAs: async (request) => ownerOf(request.headers.authorization)?.address ?? null,
  };
}

class TruncatedUpload extends Error {}

/**
 * Reads a request so that stopping halfway leaves its socket open for the answer that says why.
 *
 * @param {Request} request
 * @returns {AsyncGenerator<Buffer>}
 */
async function* withoutEarlyClose(request) {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    throw new TruncatedUpload();
  }
}

/** @param {Buffer} body */
function readJson(body) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw requestProblem("notJSON", "The body is not JSON.");
  }
}

/** @param {string} name percent-encoded, as it stood in the address */
function reencoded(name) {
  try {
    return encodeURIComponent(decodeURIComponent(name)).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  } catch {
    throw new Problem(400, "The name is not well percent-encoded.");
  }
}

/**
 * @param {"maxConcurrentUpload" | "maxConcurrentRequests"} limit
 * @param {Limits} limits
 */
function concurrency(limit, limits) {
  /** @type {Map<Account, number>} */
  const running = new Map();
  /** @param {Account} account @param {() => Promise<void>} work */
  return async (account, work) => {
    const others = running.get(account) ?? 0;
    if (others >= limits[limit]) throw limitProblem(limit, "Too many at the same time. Try again in a moment.");
    running.set(account, others + 1);
    try {
      await work();
    } finally {
      running.set(account, (running.get(account) ?? 1) - 1);
    }
  };
}
