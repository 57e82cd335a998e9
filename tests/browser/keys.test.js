// @ts-check
// The engine and its key store in a real browser: IndexedDB, the worker, what a Content-Security-Policy allows.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { startBrowser } from "./browsers.mjs";
import { securityHeaders } from "../../server/security-headers.mjs";

/** @typedef {import("playwright-core").Page} Page */

const www = new URL("../../www/", import.meta.url);
const types = /** @type {Record<string, string>} */ ({ ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" });

// Empty pages with the real headers, one without leave to compile wasm, and everything under www/.
const server = createServer(async ({ url = "/" }, response) => {
  const { pathname } = new URL(url, "http://localhost");
  const headers = securityHeaders("/");
  const policy = headers["content-security-policy"];
  if (pathname === "/no-wasm") headers["content-security-policy"] = policy.replace(" 'wasm-unsafe-eval'", "");
  const page = !extname(pathname);
  try {
    const body = page ? "<!doctype html><title>Empty</title><input type=file>" : await readFile(new URL(`.${pathname}`, www));
    response.writeHead(200, { ...headers, "content-type": page ? "text/html" : types[extname(pathname)] ?? "text/plain" }).end(body);
  } catch {
    response.writeHead(404, headers).end();
  }
});

/** @type {import("playwright-core").Browser} */
let browser;
let port = 0;

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  port = /** @type {import("node:net").AddressInfo} */ (server.address()).port;
  browser = await startBrowser({ name: "insecure.test" });
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

/** @param {import("node:test").TestContext} t  A profile of its own. */
async function profile(t) {
  const context = await browser.newContext();
  t.after(() => context.close());
  return context;
}

/**
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} [address]
 */
async function open(context, address = `http://127.0.0.1:${port}/`) {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** @param {Page} page  What `start` says there: "started", or the code of the error. */
const startIn = (page) => page.evaluate(async () => {
  const { start } = await import(/** @type {any} */ ("/engine/engine.js"));
  const scope = /** @type {any} */ (globalThis);
  return start().then(async (/** @type {any} */ engine) => {
    scope.engine = engine;
    const policy = await (await fetch("/pages/demo/policy/example.org.json")).arrayBuffer();
    engine.useBundle(new Uint8Array(policy));
    await engine.ready();
    scope.draft = (/** @type {any} */ wishes) => ({
      from: "noor@example.org", to: ["noor@example.org"], cc: [], bcc: [], subject: "Note", text: "to myself", html: null,
      attachments: [], label: null, protection: "encrypt", answers: { acknowledged: [] }, inReplyTo: null, references: [],
      language: "en", date: "2026-11-24T10:00:00+01:00", messageId: "note@example.org", ...wishes,
    });
    scope.codeOf = (/** @type {Promise<unknown>} */ promise) =>
      promise.then(() => "done", ({ code, detail }) => ({ code, detail }));
    return "started";
  }, (/** @type {any} */ { code }) => code);
});

/** @param {Page} page @param {string} [address] @returns {Promise<string>} the fingerprint */
const makeKey = (page, address = "noor@example.org") =>
  page.evaluate(async (address) => (await engine.makeKey({ name: "Noor", address })).fingerprint, address);

/** @param {Page} page @returns {Promise<string[]>} */
const fingerprints = (page) => page.evaluate(async () =>
  (await engine.ownKeys()).map((/** @type {any} */ key) => key.fingerprint).sort());

/** @param {Page} page  Seals to oneself and opens it again. */
const noteToSelf = (page) => page.evaluate(async () => {
  const [{ address, certificate }] = await engine.ownKeys();
  const { messages } = await engine.seal(draft(), { contents: [], certificates: [{ address, bytes: certificate }] });
  const { signature, text } = await engine.open(messages[0].bytes);
  return [signature.state, text.trim().split("\n").at(-1)];
});

/* What `startIn` leaves in the page. */
/** @type {any} */ var engine;
/** @type {any} */ var draft;
/** @type {any} */ var codeOf;

test("keys outlive the page, and seal and open under the page's policy", async (t) => {
  const page = await open(await profile(t));
  assert.equal(await startIn(page), "started");
  const fingerprint = await makeKey(page);
  assert.deepEqual(await noteToSelf(page), ["valid", "to myself"]);
  await page.reload();
  await startIn(page);
  assert.deepEqual(await fingerprints(page), [fingerprint]);
  assert.deepEqual(await noteToSelf(page), ["valid", "to myself"]);
});

test("the database holds no secret in the clear, and the key to them cannot be taken out", async (t) => {
  const page = await open(await profile(t));
  await startIn(page);
  await makeKey(page);
  const kept = await page.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open("zegel-keys");
    request.onerror = () => reject(request.error);
    request.onsuccess = async () => {
      const all = (/** @type {string} */ name) => new Promise((resolve) => {
        const asked = request.result.transaction(name).objectStore(name).getAll();
        asked.onsuccess = () => resolve(asked.result);
      });
      const [wrapping] = /** @type {CryptoKey[]} */ (await all("wrapping"));
      const [record] = /** @type {any[]} */ (await all("keys"));
      const exported = await crypto.subtle.exportKey("raw", wrapping).then(() => "exported", (error) => error.name);
      resolve({ fields: Object.keys(record).sort(), algorithm: wrapping.algorithm, exported });
    };
  }));
  assert.deepEqual(kept, {
    fields: ["address", "addresses", "certificate", "created", "expires", "fingerprint", "iv", "name", "postQuantum", "sealedSecret"],
    algorithm: { name: "AES-GCM", length: 256 },
    exported: "InvalidAccessError",
  });
});

test("two tabs make their first keys at once, and both can be used in either", async (t) => {
  const context = await profile(t);
  const pages = await Promise.all([open(context), open(context)]);
  await Promise.all(pages.map(startIn));
  const made = await Promise.all(pages.map((page) => makeKey(page)));
  for (const page of pages) {
    assert.deepEqual(await fingerprints(page), made.toSorted());
    assert.deepEqual(await noteToSelf(page), ["valid", "to myself"]);
  }
  await pages[0].evaluate(async (fingerprint) => (await engine.vault()).removeKey(fingerprint), made[0]);
  assert.deepEqual(await fingerprints(pages[1]), [made[1]]);
});

test("a secret under another key's name is refused", async (t) => {
  const page = await open(await profile(t));
  await startIn(page);
  await makeKey(page);
  await makeKey(page, "daan@example.org");
  await page.evaluate(() => new Promise((resolve) => {
    const request = indexedDB.open("zegel-keys");
    request.onsuccess = () => {
      const store = request.result.transaction("keys", "readwrite").objectStore("keys");
      const read = store.getAll();
      read.onsuccess = () => {
        const [one, other] = read.result;
        for (const [a, b] of [[one, other], [other, one]]) store.put({ ...a, iv: b.iv, sealedSecret: b.sealedSecret });
        store.transaction.oncomplete = resolve;
      };
    };
  }));
  assert.deepEqual(await page.evaluate(() => codeOf(engine.open(new TextEncoder().encode("Subject: x\r\n\r\ny")))),
    { code: "storage-refused", detail: { reason: "OperationError" } });
});

test("clearing the data, or a newer version of the page, does not wait for an open tab", async (t) => {
  const context = await profile(t);
  const [page, other] = await Promise.all([open(context), open(context)]);
  await startIn(page);
  await makeKey(page);
  const deleted = await other.evaluate(() => new Promise((resolve) => {
    const request = indexedDB.deleteDatabase("zegel-keys");
    request.onsuccess = () => resolve("deleted");
    request.onblocked = () => resolve("blocked");
  }));
  assert.equal(deleted, "deleted");
  assert.deepEqual(await fingerprints(page), []);
  await makeKey(page);
  assert.equal((await fingerprints(page)).length, 1);
});

test("a database of a newer version is left alone, and that is said", async (t) => {
  const page = await open(await profile(t));
  await page.evaluate(() => new Promise((resolve) => {
    const request = indexedDB.open("zegel-keys", 1000);
    request.onsuccess = () => { request.result.close(); resolve(null); };
  }));
  await startIn(page);
  assert.deepEqual(await page.evaluate(() => codeOf(engine.ownKeys())), { code: "storage-refused", detail: { reason: "VersionError" } });
});

test("a policy without 'wasm-unsafe-eval', and a page over plain http, are told apart", async (t) => {
  const context = await profile(t);
  assert.equal(await startIn(await open(context, `http://127.0.0.1:${port}/no-wasm`)), "wasm-not-allowed");
  assert.equal(await startIn(await open(context, `http://insecure.test:${port}/`)), "insecure-context");
});

test("a file that changed on the disk since it was attached is named by its position", async (t) => {
  const page = await open(await profile(t));
  await startIn(page);
  await makeKey(page);
  const folder = await mkdtemp(join(tmpdir(), "zegel-"));
  t.after(() => rm(folder, { recursive: true }));
  const report = join(folder, "report.txt");
  await writeFile(report, "as it was");
  await page.setInputFiles("input", report);
  const seal = () => page.evaluate(async () => {
    const file = /** @type {any} */ (document.querySelector("input")).files[0];
    const [{ address, certificate }] = await engine.ownKeys();
    const attachments = [{ name: file.name, type: file.type, size: file.size, contentId: null }];
    return codeOf(engine.seal(draft({ attachments }), { contents: [file], certificates: [{ address, bytes: certificate }] }));
  });
  assert.equal(await seal(), "done");
  await writeFile(report, "as it is now, longer");
  assert.deepEqual(await seal(), { code: "attachment-unreadable", detail: { index: 0 } });
});

test("aborting half-way, or leaving the page, ends the work; the next request finds a new worker", async (t) => {
  const page = await open(await profile(t));
  await startIn(page);
  await makeKey(page);
  const seal = (/** @type {"abort"|"leave"} */ how) => page.evaluate(async (how) => {
    const [{ address, certificate }] = await engine.ownKeys();
    const content = new Uint8Array(20_000_000);
    const attachments = [{ name: "large.bin", type: "application/octet-stream", size: content.length, contentId: null }];
    const stop = new AbortController();
    return codeOf(engine.seal(draft({ attachments }), {
      contents: [content], certificates: [{ address, bytes: certificate }], signal: stop.signal,
      onProgress(/** @type {{ stage: string }} */ { stage }) {
        if (stage !== "sealing") return;
        if (how === "abort") stop.abort();
        else dispatchEvent(new PageTransitionEvent("pagehide"));
      },
    }));
  }, how);
  for (const how of /** @type {const} */ (["abort", "leave"])) {
    assert.deepEqual(await seal(how), { code: "canceled", detail: {} });
    assert.deepEqual(await noteToSelf(page), ["valid", "to myself"]);
  }
});

test("a worker in the background of a hidden tab is let go, and comes back", async (t) => {
  const page = await open(await profile(t));
  await startIn(page);
  await makeKey(page);
  assert.equal(page.workers().length, 1);
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await page.waitForTimeout(200);
  assert.equal(page.workers().length, 0);
  assert.deepEqual(await noteToSelf(page), ["valid", "to myself"]);
});
