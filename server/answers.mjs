// @ts-check
/**
 * What every part of the server needs to answer a request: JSON, problems, and a body of bounded size.
 *
 * @typedef {import("node:http").IncomingMessage} Request
 * @typedef {import("node:http").ServerResponse} Response
 */

/** A request that is refused. Thrown anywhere, answered in one place as problem details (RFC 7807). */
export class Problem extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} detail one sentence for the person or program that asked
   * @param {{ type?: string, limit?: string, headers?: Record<string, string> }} [more]
   */
  constructor(status, detail, more = {}) {
    super(detail);
    this.status = status;
    this.type = more.type ?? "about:blank";
    this.limit = more.limit;
    this.headers = more.headers ?? {};
  }
}

/**
 * @param {Response} response
 * @param {number} status
 * @param {unknown} value
 * @param {Record<string, string>} [headers]
 */
export function sendJson(response, status, value, headers = {}) {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": body.length,
    "cache-control": "no-store",
    ...headers,
  });
  response.end(body);
}

/**
 * @param {Response} response
 * @param {Problem} problem
 */
export function sendProblem(response, problem) {
  const { type, status, message: detail, limit } = problem;
  sendJson(response, status, { type, status, detail, limit }, {
    ...problem.headers,
    "content-type": "application/problem+json",
  });
}

/**
 * @param {Request} request
 * @param {string[]} methods
 */
export function allowOnly(request, ...methods) {
  if (methods.includes(request.method ?? "")) return;
  const allow = methods.join(", ");
  throw new Problem(405, `Only ${allow} can be used here.`, { headers: { allow } });
}

/**
 * Reads a small body into memory. Never holds more than `limit` bytes; what comes after them is read and dropped.
 *
 * @param {Request} request
 * @param {number} limit
 * @param {Problem} tooLarge thrown when the body is larger
 * @returns {Promise<Buffer>}
 */
export async function readBody(request, limit, tooLarge) {
  /** @type {Buffer[]} */
  const parts = [];
  let size = 0;
  // Not an async iterator: leaving one early destroys the socket, and the answer with it.
  await new Promise((resolve, reject) => {
    request.on("data", (/** @type {Buffer} */ part) => {
      size += part.length;
      if (size > limit) reject(tooLarge);
      else parts.push(part);
    });
    request.on("end", resolve);
    request.on("error", () => reject(new Problem(400, "The request ended before its body was complete.")));
  });
  return Buffer.concat(parts);
}
