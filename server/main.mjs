// @ts-check
/** The server beside the page: static files, certificate directory, and mail, embedded or a real JMAP server's. */
import { realpathSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { OWNERS } from "./accounts.mjs";
import { Problem, allowOnly, sendJson, sendProblem } from "./answers.mjs";
import { DIRECTORY_PATH, openDirectory } from "./directory.mjs";
import { openEmbedded } from "./jmap/embedded.mjs";
import { LOOKUP_PATH, openLookups } from "./lookups.mjs";
import { readHosts } from "./hosts.mjs";
import { policyKeys } from "./policy.mjs";
import { openRemote } from "./remote.mjs";
import { DOWNLOAD_POLICY, VAULT_PATH, securityHeaders } from "./security-headers.mjs";
import { fileFor, sendFile } from "./static-files.mjs";

/** @typedef {import("./answers.mjs").Request} Request */
/** @typedef {import("./answers.mjs").Response} Response */

/**
 * @typedef {object} ServeOptions
 * @property {number} [port] 0 takes any free port
 * @property {string} [data] folder that holds everything the server keeps
 * @property {string} [jmapUrl] origin of a real JMAP server; without it the embedded one answers
 * @property {string} [wwwDir]
 * @property {string} [policy] folder of signed policy bundles; that of the demo without it
 * @property {import("./lookups.mjs").LookupOptions | null} [lookups] how certificates are looked up elsewhere; null for not at all
 * @property {readonly string[]} [hosts] origins of the webmails in whose pages the vault may stand
 * @property {{ key: string, allowed?: string[] } | null} [releases] whose releases browsers pin, and which of them; without it none is pinned
 * @property {(line: string) => void} [log] told of failures of the server itself
 * @property {import("./jmap/embedded.mjs").Faults} [faults] for tests: called at named points, may throw or cut the socket
 * @property {Partial<import("./jmap/session.mjs").Limits>} [limits] for tests: smaller limits of the embedded server
 */

/** @param {string} path from the root of the repository */
const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Large uploads over slow machines take longer than Node's default of five minutes. */
const REQUEST_TIMEOUT = 60 * 60 * 1000;

/**
 * @param {ServeOptions} [options]
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serve(options = {}) {
  const { port = 8025, data = fromRoot("data"), wwwDir = fromRoot("www"), jmapUrl, hosts = [], log = () => {} } = options;
  const policyDir = options.policy ?? `${wwwDir}/pages/demo/policy`;
  const mail = jmapUrl ? openRemote(jmapUrl) : await openEmbedded({ data, faults: options.faults, limits: options.limits });
  const directory = await openDirectory(data, mail.signedInAs);
  const lookups = options.lookups === null ? null : openLookups(options.lookups);
  const config = {
    mode: jmapUrl ? "remote" : "embedded",
    mailboxes: jmapUrl ? [] : OWNERS.map(({ address, name, password }) => ({ address, name, password })),
    jmap: "/.well-known/jmap",
    directory: DIRECTORY_PATH,
    policy: "/policy/",
    policyKeys: await policyKeys(policyDir),
    lookups: lookups?.config ?? null,
    ...(options.releases ? { releases: options.releases } : {}),
  };

  /** What a frame of the vault needs to know: no mailbox, and no way to one. */
  const vaultConfig = { policy: config.policy, policyKeys: config.policyKeys, directory: config.directory, lookups: config.lookups, releases: config.releases, hosts };

  /** @param {Request} request @param {Response} response @param {URL} url */
  async function route(request, response, url) {
    const { pathname } = url;
    if (/^\/(?:\.well-known\/jmap$|jmap(?:\/|$))/.test(pathname)) {
      // What lies there was written by strangers; nothing of it is ever a page.
      response.setHeader("content-security-policy", DOWNLOAD_POLICY);
      return mail.answer(request, response, url);
    }
    if (pathname.startsWith(DIRECTORY_PATH)) return directory(request, response, url);
    if (lookups && pathname.startsWith(LOOKUP_PATH)) {
      response.setHeader("content-security-policy", DOWNLOAD_POLICY);
      return lookups.answer(request, response, url);
    }
    const settings = pathname === "/config.json" ? config : pathname === `${VAULT_PATH}config.json` ? vaultConfig : null;
    if (!settings) return sendFile(request, response, fileFor(wwwDir, pathname, policyDir));
    allowOnly(request, "GET", "HEAD");
    return sendJson(response, 200, settings);
  }

  const server = createServer({ requestTimeout: REQUEST_TIMEOUT }, async (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    for (const [name, value] of Object.entries(securityHeaders(path, hosts))) response.setHeader(name, value);
    try {
      const url = readTarget(request);
      await route(request, response, url);
    } catch (error) {
      answerFailure(error, response, log);
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/**
 * @param {Request} request
 * @returns {URL}
 */
function readTarget(request) {
  // A page elsewhere can point its own host name at 127.0.0.1 and so become "same origin" with us (DNS rebinding).
  if (!/^(?:127\.0\.0\.1|(?:[\w-]+\.)*localhost)(?::\d+)?$/i.test(request.headers.host ?? "")) {
    throw new Problem(421, "This server answers to localhost only.");
  }
  const target = request.url ?? "";
  if (!target.startsWith("/")) throw new Problem(400, "The request does not name a path.");
  // Concatenated, so that "//host/path" stays a path.
  return new URL(`http://localhost${target}`);
}

/**
 * @param {unknown} error
 * @param {Response} response
 * @param {(line: string) => void} log
 */
function answerFailure(error, response, log) {
  const isGone = response.destroyed; // the client left in the middle: nobody's failure, and nobody to tell
  if (!isGone && !(error instanceof Problem)) log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (isGone || response.headersSent) response.destroy();
  else sendProblem(response, error instanceof Problem ? error : new Problem(500, "The server failed; its log says why."));
}

/** `node server/main.mjs` */
async function main() {
  const { ZEGEL_PORT, ZEGEL_DATA, ZEGEL_JMAP_URL, ZEGEL_POLICY, ZEGEL_LOOKUPS, ZEGEL_KEYSERVER, ZEGEL_HOSTS } = process.env;
  const port = ZEGEL_PORT ? Number(ZEGEL_PORT) : undefined;
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new Error(`ZEGEL_PORT must be a port number; it is "${ZEGEL_PORT}".`);
  }
  const { url } = await serve({
    port,
    data: ZEGEL_DATA || undefined,
    policy: ZEGEL_POLICY || undefined,
    jmapUrl: ZEGEL_JMAP_URL || undefined,
    hosts: readHosts(ZEGEL_HOSTS ?? ""),
    lookups: ZEGEL_LOOKUPS === "off" ? null : { keyserver: ZEGEL_KEYSERVER || undefined },
    log: (line) => process.stderr.write(`${line}\n`),
  });
  // Passkeys want a name, and a browser takes this one for safe.
  process.stdout.write(`Zegel is ready at ${url.replace("127.0.0.1", "localhost")} (stop it with Ctrl+C)\n`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const reason = error.code === "EADDRINUSE" ? "This port is in use. Choose another with ZEGEL_PORT." : error.message;
    process.stderr.write(`Zegel did not start: ${reason}\n`);
    process.exitCode = 1;
  });
}
