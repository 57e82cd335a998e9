// @ts-check
/** Somebody who publishes a policy: a key, editions, and a server of their own that does as each test says. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { loadPolicy } from "../../../www/engine/policy.js";
import { MemoryPolicyStore } from "../../../www/engine/policy-store.js";
import { makeKey, readSecretKey, sign } from "../../../www/engine/minisign.js";

/** @typedef {import("node:test").TestContext} TestContext */
/** @typedef {import("node:http").IncomingMessage} Asked */
/** @typedef {import("node:http").ServerResponse} Answer */
/** @typedef {Uint8Array | number | ((asked: Asked, answer: Answer) => void)} Served  bytes, a status, or what to do */

export const noon = Date.parse("2026-11-25T12:00:00Z");
export const day = 24 * 60 * 60_000;

/** @param {Uint8Array} bytes */
export const blake2b = (bytes) => new Uint8Array(createHash("blake2b512").update(bytes).digest());

/** A stand-in for the reader, which is tested elsewhere: a bundle is JSON that says what this has to know. @param {Uint8Array} bytes */
export function read(bytes) {
  const bundle = JSON.parse(new TextDecoder().decode(bytes));
  return bundle.mistake ? { mistakes: [{ path: "/mistake", code: "unknown-field", detail: "" }] } : { bundle };
}

/** @param {Record<string, unknown>} [fields] */
export function edition(fields = {}) {
  return new TextEncoder().encode(JSON.stringify({
    serial: 5, issued: "2026-11-01T00:00:00Z", expires: "2026-12-01T00:00:00Z", organisation: { domains: ["example.org"] }, ...fields,
  }));
}

export async function signer() {
  const { publicKey, secretKey } = await makeKey();
  const key = readSecretKey(secretKey);
  return {
    publicKey, secretKey,
    /** @param {Uint8Array} bytes @param {{ legacy?: boolean }} [options] */
    sign: async (bytes, options) =>
      new TextEncoder().encode(await sign({ bytes, key, hash: blake2b, trustedComment: "edition", ...options })),
  };
}

/** @typedef {Awaited<ReturnType<typeof signer>>} Signer */

/** @param {TestContext} t */
export async function listen(t, /** @type {(asked: Asked, answer: Answer) => void} */ answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const close = () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  t.after(close);
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { origin: `http://127.0.0.1:${port}`, close };
}

/**
 * A host with nothing on it yet.
 * @param {TestContext} t
 */
export async function host(t) {
  const key = await signer();
  /** @type {string[]} */
  const asked = [];
  /** @type {{ policy: Served, signature: Served }} */
  const files = { policy: 404, signature: 404 };
  const { origin, close } = await listen(t, (request, response) => {
    asked.push(request.url ?? "");
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const served = pathname === "/policy.json" ? files.policy : pathname === "/policy.json.minisig" ? files.signature : 404;
    if (typeof served === "function") served(request, response);
    else if (typeof served === "number") response.writeHead(served).end("<!doctype html><title>No</title>");
    else response.writeHead(200, { "content-type": "application/json" }).end(served);
  });
  const store = new MemoryPolicyStore();
  const url = `${origin}/policy.json`;
  /** @type {import("../../../www/engine/policy.js").PolicyOptions<any>} */
  const options = {
    url, keys: [key.publicKey], domain: "example.org", read, hash: blake2b, store, now: () => noon,
    patience: 20_000, patienceWhenKept: 20_000,
  };
  return {
    key, asked, files, store, url, options, close,
    /** @param {Uint8Array} bytes @param {Signer} [by] */
    async publish(bytes, by = key) {
      files.policy = bytes;
      files.signature = await by.sign(bytes);
    },
    /** @param {Partial<typeof options>} [changes] */
    load: (changes) => loadPolicy({ ...options, ...changes }),
  };
}

/** @param {{ warnings: { code: string }[] }} policy */
export const codes = ({ warnings }) => warnings.map(({ code }) => code);
