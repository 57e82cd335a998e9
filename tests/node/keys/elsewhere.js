// @ts-check
// Servers as they stand elsewhere: on loopback, over TLS with certificates made for the test, under names that only the
// test resolves.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @typedef {import("node:test").TestContext} TestContext */
/** @typedef {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse, host: string) => void} Answer */

/**
 * A certificate for these names, signed by itself.
 * @param {string[]} names
 * @returns {{ key: string, cert: string }}
 */
export function tlsFor(...names) {
  const folder = mkdtempSync(join(tmpdir(), "zegel-tls-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    execFileSync("openssl", [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test",
      "-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`, "-keyout", key, "-out", cert,
    ], { stdio: "pipe" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {TestContext} t
 * @param {{ key: string, cert: string }} tls
 * @param {Answer} answer
 */
export async function elsewhere(t, tls, answer) {
  /** @type {string[]} */
  const asked = [];
  const server = https.createServer(tls, (request, response) => {
    const host = (request.headers.host ?? "").split(":")[0] ?? "";
    asked.push(`${request.method} ${host}${request.url}`);
    answer(request, response, host);
  });
  server.on("tlsClientError", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => { server.closeAllConnections(); server.close(); });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { asked, port };
}

/**
 * A resolver that knows these names, and what `lookups` of a server needs to reach them.
 * @param {{ port: number }} server
 * @param {string} ca
 * @param {string[]} names
 */
export function reaching({ port }, ca, names) {
  return { port, ca, resolve: resolver(Object.fromEntries(names.map((name) => [name, ["127.0.0.1"]]))), isAllowed: () => true };
}

/** @param {Record<string, string[]>} names */
export function resolver(names) {
  return async (/** @type {string} */ host) => {
    const addresses = names[host];
    if (!addresses) throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
    return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
}
