// @ts-check
// Empty projects with the packed package installed, somebody to write to, and a browser that writes to them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import * as openpgp from "openpgp";
import { chromium } from "playwright-core";
import { packed } from "../../scripts/package/packed.mjs";
import { toolsFolder } from "../../scripts/package/tools.mjs";

/** @typedef {{ after(work: () => unknown): void }} Until */

const here = new URL(".", import.meta.url).pathname;
const running = promisify(execFile);

/** Runs a program; what it wrote stands in the failure. @param {string} program @param {string[]} args @param {string} cwd */
export const run = (program, args, cwd) => running(program, args, { cwd, env: { ...process.env, CI: "true" }, maxBuffer: 1 << 24 })
  .catch((error) => { throw new Error(`${error.message}${error.stdout}`); });

/** The packed file: of the stage, or packed now. @type {Promise<string>|undefined} */
let file;
export const packedFile = () => file ??= process.env.ZEGEL_PACKAGE ? Promise.resolve(process.env.ZEGEL_PACKAGE) : packed();

/**
 * A project with nothing in it but these files and the package, which is installed without any registry: it needs no other.
 * @param {Until} until
 * @param {string[]} folders  whose files it gets
 * @returns {Promise<string>}
 */
export async function project(until, ...folders) {
  await mkdir(join(toolsFolder, "projects"), { recursive: true });
  const folder = await mkdtemp(join(toolsFolder, "projects", "project-"));
  until.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const one of folders) await cp(one.startsWith("/") ? one : join(here, "projects", one), folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await run("npm", ["install", await packedFile(), "--offline", "--no-audit", "--no-fund", "--no-package-lock"], folder);
  assert.deepEqual((await readdir(join(folder, "node_modules"))).filter((name) => !name.startsWith(".")), ["zegel"]);
  return folder;
}

/** Somebody with another program: OpenPGP.js has the key. */
export async function lee() {
  const { privateKey, publicKey } = await openpgp.generateKey({ userIDs: [{ name: "Lee", email: "lee@example.org" }], format: "object" });
  return {
    certificate: publicKey.write(),
    /** What a message says; its signature has been checked. @param {string} message @param {Uint8Array} signer */
    async opened(message, signer) {
      const [armored] = /-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----/.exec(message) ?? assert.fail(`no OpenPGP message in ${message.slice(0, 300)}`);
      const { data, signatures } = await openpgp.decrypt({
        message: await openpgp.readMessage({ armoredMessage: armored }), decryptionKeys: privateKey,
        verificationKeys: await openpgp.readKey({ binaryKey: signer }),
      });
      assert.equal(signatures.length, 1);
      await signatures[0]?.verified;
      return data;
    },
  };
}

const types = /** @type {Record<string, string>} */ ({
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json", ".mjs": "text/javascript", ".wasm": "application/wasm",
});

/**
 * Serves a folder, and the certificate at /keys/.
 * @param {Until} until
 * @param {string} folder
 * @param {{ certificate: Uint8Array, pages?: Record<string, { html: string, policy?: string }>, scripts?: Record<string, string>, change?: (path: string, bytes: Buffer) => Buffer }} options
 *   `pages`, `scripts`: by path, in the place of files; `change`: what arrives of a file
 * @returns {Promise<string>} its address
 */
export async function served(until, folder, { certificate, pages = {}, scripts = {}, change = (_, bytes) => bytes }) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "", "http://localhost").pathname);
    const page = pages[path];
    if (page) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...(page.policy ? { "content-security-policy": page.policy } : {}) }).end(page.html);
    } else if (scripts[path]) {
      response.writeHead(200, { "content-type": "text/javascript" }).end(scripts[path]);
    } else if (path === "/keys/lee@example.org") {
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(certificate);
    } else {
      const bytes = await readFile(join(folder, path)).catch(() => null);
      if (bytes) response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(change(path, bytes));
      else response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  until.after(() => { server.close(); server.closeAllConnections(); });
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
}

/** @param {Until} until */
export async function browser(until) {
  const chrome = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"] });
  until.after(() => chrome.close());
  return chrome;
}

/**
 * A person writes to Lee, presses Protect, sends; then the page shows the message, and Lee can open it.
 * @param {import("playwright-core").Browser} chrome
 * @param {string} address
 * @param {Awaited<ReturnType<typeof lee>>} recipient
 * @param {{ signer?: "page"|"message" }} [how]  where the writer's certificate is: shown by the page, or in the message's Autocrypt field
 * @returns {Promise<void>}
 */
export async function writesTo(chrome, address, recipient, { signer = "page" } = {}) {
  const page = await chrome.newPage();
  page.setDefaultTimeout(45_000);
  /** @type {string[]} */
  const problems = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) problems.push(message.text()); });
  page.on("pageerror", (error) => problems.push(String(error)));
  try {
    await page.goto(address);
    if (signer === "page") await page.locator("output[data-certificate]").waitFor({ state: "attached" });
    await page.waitForFunction("document.querySelector('zegel-protect')?.bundle");
    await page.getByLabel("To", { exact: true }).fill("lee@example.org");
    await page.getByLabel("Message", { exact: true }).fill("The canary sings at noon");
    await page.getByRole("button", { name: "Protect", exact: true }).click();
    await page.locator("zegel-protect").getByText(/Only|can open/).first().waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("-----END PGP MESSAGE-----").waitFor();
  } catch (error) {
    throw new Error(`${/** @type {Error} */ (error).message}\nthe page said:\n${problems.join("\n")}\n${await page.locator("body").innerText().catch(() => "")}`);
  }
  const message = await page.locator("output").textContent() ?? "";
  const certificate = signer === "page" ? await page.locator("output").getAttribute("data-certificate") : /keydata=([\w+/=\s]+)/.exec(message)?.[1]?.replace(/\s/g, "");
  assert.doesNotMatch(message, /canary/);
  assert.match(await recipient.opened(message, Buffer.from(certificate ?? "", "base64")), /The canary sings at noon/);
  assert.deepEqual(problems.filter((line) => !/favicon/.test(line)), []);
  await page.close();
}
