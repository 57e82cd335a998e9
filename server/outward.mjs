// @ts-check
/**
 * One https request from here to a server that somebody else named: to public addresses only, without redirects, and
 * bounded in time and size. Nothing of it is logged, and no error says for whom it was.
 */
import { lookup } from "node:dns/promises";
import https from "node:https";
import { Problem } from "./answers.mjs";
import { isPublic } from "./public-addresses.mjs";

/** @typedef {{ address: string, family: number }} Address */

/**
 * @typedef {object} OutwardOptions all of it for tests
 * @property {(host: string) => Promise<Address[]>} [resolve] instead of the system's; rejects like `dns.lookup`
 * @property {string} [ca] a certificate authority to trust, and no other
 * @property {number} [port] instead of 443
 * @property {(address: string) => boolean} [isAllowed] instead of "is public"
 * @property {number} [patience] milliseconds for all of it
 */

/** @typedef {{ status: number, body: Buffer }} Answered */
/** @typedef {{ path: string, method?: string, type?: string, body?: Buffer }} Question */

/**
 * @typedef {object} Means
 * @property {(host: string) => Promise<Address[]>} addressesOf none where there is no such host
 * @property {(host: string, addresses: Address[], question: Question) => Promise<Answered>} send
 */

const PATIENCE = 5_000;
const MAX_BODY = 256 * 1024;

/** @param {OutwardOptions} [options] */
export function openOutward({ resolve = systemResolve, ca, port = 443, isAllowed = isPublic, patience = PATIENCE } = {}) {
  /**
   * The addresses of a host; none where there is no such host.
   * @param {string} host
   * @param {AbortSignal} signal
   * @returns {Promise<Address[]>}
   */
  async function addressesOf(host, signal) {
    try {
      return await untilAborted(resolve(host), signal);
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === "ENOTFOUND" || code === "ENODATA") return [];
      throw error;
    }
  }

  /**
   * @param {string} host whose addresses these are
   * @param {Address[]} addresses
   * @param {Question} question
   * @param {AbortSignal} signal
   * @returns {Promise<Answered>}
   */
  function send(host, addresses, { path, method = "GET", type, body }, signal) {
    const allowed = addresses.filter(({ address }) => isAllowed(address));
    const [first] = allowed;
    if (!first) throw new Problem(502, "That server is not on the public Internet.");
    return new Promise((resolve, reject) => {
      const request = https.request({
        host,
        port,
        servername: host,
        path,
        method,
        ca,
        signal,
        agent: new https.Agent({ keepAlive: false, maxCachedSessions: 0 }),
        rejectUnauthorized: true, // also where the environment says otherwise
        headers: {
          "accept-encoding": "identity",
          "user-agent": "Zegel",
          ...(body ? { "content-type": type, "content-length": body.length } : {}),
        },
        // The name is not resolved a second time: another answer could be this machine.
        lookup: (_, options, callback) => {
          if (options.all) callback(null, allowed);
          else callback(null, first.address, first.family);
        },
      });
      request.on("error", reject);
      request.on("response", (answer) => {
        read(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject).finally(() => request.destroy());
      });
      request.end(body);
    });
  }

  /**
   * Runs look-ups under one deadline, and turns all that goes wrong into a problem that names nobody.
   * @template T
   * @param {AbortSignal} gone the client is
   * @param {(means: Means) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async function within(gone, work) {
    const late = AbortSignal.timeout(patience);
    const stop = new AbortController();
    const leave = () => stop.abort();
    for (const signal of [gone, late]) signal.addEventListener("abort", leave);
    try {
      return await work({
        addressesOf: (host) => addressesOf(host, stop.signal),
        send: (host, addresses, question) => send(host, addresses, question, stop.signal),
      });
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (late.aborted) throw new Problem(504, "That server takes too long to answer.");
      throw new Problem(502, "That server cannot be reached.");
    } finally {
      for (const signal of [gone, late]) signal.removeEventListener("abort", leave);
    }
  }

  return { within };
}

/** @param {import("node:http").IncomingMessage} answer */
async function read(answer) {
  const tooLarge = new Problem(502, "That server answers with more than a certificate may have.");
  if (answer.headers["content-encoding"] && answer.headers["content-encoding"] !== "identity") {
    throw new Problem(502, "That server answers in a form it was not asked for.");
  }
  if (Number(answer.headers["content-length"] ?? 0) > MAX_BODY) throw tooLarge;
  /** @type {Buffer[]} */
  const parts = [];
  let size = 0;
  for await (const part of answer) {
    size += part.length;
    if (size > MAX_BODY) throw tooLarge;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** @param {string} host */
function systemResolve(host) {
  // Without a dot at its end, a name may be tried within this machine's own domain.
  return lookup(`${host}.`, { all: true, verbatim: true });
}

/**
 * @template T
 * @param {Promise<T>} answer
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
function untilAborted(answer, signal) {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
