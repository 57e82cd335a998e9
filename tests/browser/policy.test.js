// @ts-check
// Policies in a real browser: its Ed25519, its IndexedDB, its HTTP cache.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { startBrowser } from "./browsers.mjs";
import { securityHeaders } from "../../server/security-headers.mjs";
import { makeKey, readSecretKey, sign } from "../../www/engine/minisign.js";

/** @typedef {import("playwright-core").Page} Page */

const www = new URL("../../www/", import.meta.url);
/** What the server has beside the code, and whether it still answers for it. @type {{ policy: string, signature: string, up: boolean }} */
const files = { policy: "", signature: "", up: true };
/** @type {{ path: string, status: number }[]} */
const asked = [];

// Empty pages with the real headers, the code under www/, and one policy with an ETag.
const server = createServer(async ({ url = "/", headers: { "if-none-match": known } }, response) => {
  const { pathname } = new URL(url, "http://localhost");
  for (const [name, value] of Object.entries(securityHeaders("/"))) response.setHeader(name, value);
  if (pathname.startsWith("/policy.json")) {
    const body = pathname.endsWith(".minisig") ? files.signature : files.policy;
    const etag = `"${createHash("sha256").update(body).digest("hex")}"`;
    const status = !files.up ? 503 : known === etag ? 304 : 200;
    asked.push({ path: pathname, status });
    response.writeHead(status, { etag, "cache-control": "max-age=3600" }).end(status === 200 ? body : "");
    return;
  }
  const page = !/\.js$/.test(pathname);
  const body = page ? "<!doctype html><title>Empty</title>" : await readFile(new URL(`.${pathname}`, www)).catch(() => null);
  response.writeHead(body === null ? 404 : 200, { "content-type": page ? "text/html" : "text/javascript" }).end(body ?? "");
});

/** @type {import("playwright-core").Browser} */
let browser;
let origin = "";
/** @type {Awaited<ReturnType<typeof makeKey>>} */
let key;

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  origin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
  browser = await startBrowser();
  key = await makeKey();
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

/** @param {number} serial */
async function publish(serial) {
  files.policy = JSON.stringify({ serial, organisation: { domains: ["example.org"] } });
  // The older kind of signature needs no BLAKE2b, which a browser does not have by itself.
  files.signature = await sign({
    bytes: new TextEncoder().encode(files.policy), key: readSecretKey(key.secretKey), hash: () => new Uint8Array(64), trustedComment: "", legacy: true,
  });
  files.up = true;
  asked.length = 0;
}

/** @param {import("node:test").TestContext} t  A profile of its own. */
async function visitor(t) {
  const context = await browser.newContext();
  t.after(() => context.close());
  return async () => {
    const page = await context.newPage();
    await page.goto(origin);
    return page;
  };
}

/** @param {Page} page  What loading the policy comes to there. */
const load = (page) => page.evaluate(async (keys) => {
  const [{ loadPolicy }, { IndexedPolicyStore }] = await Promise.all(
    ["/engine/policy.js", "/engine/policy-store.js"].map((name) => import(name)));
  const store = new IndexedPolicyStore();
  return loadPolicy({
    url: "policy.json", keys, store, hash: () => new Uint8Array(64),
    read: (/** @type {Uint8Array} */ bytes) => ({ bundle: JSON.parse(new TextDecoder().decode(bytes)) }),
  }).then(
    (/** @type {any} */ policy) => [policy.state, policy.serial, ...policy.warnings.map((/** @type {any} */ { code }) => code)],
    (/** @type {any} */ error) => [error.code],
  ).finally(() => store.close());
}, [key.publicKey]);

test("a policy is verified by the browser, kept in its database, and not replaced by an older one", async (t) => {
  const open = await visitor(t);
  await publish(5);
  assert.deepEqual(await load(await open()), ["fresh", 5]);
  await publish(4);
  const page = await open(); // another tab: what is remembered is the browser's, not the page's
  assert.deepEqual(await load(page), ["kept", 5, "policy-rolled-back"]);
  files.up = false;
  assert.deepEqual(await load(page), ["kept", 5, "policy-unreachable"]);
  await publish(6);
  assert.deepEqual(await load(page), ["fresh", 6]);
  assert.deepEqual(await load(await (await visitor(t))()), ["fresh", 6], "another browser");
});

test("the browser asks each time whether its copy still counts, and fetches it once", async (t) => {
  const page = await (await visitor(t))();
  await publish(5);
  await load(page);
  await load(page);
  assert.deepEqual(asked.map(({ status }) => status), [200, 200, 304, 304]);
});

test("two tabs that write at once lose nothing of each other", async (t) => {
  const open = await visitor(t);
  const [one, other] = [await open(), await open()];
  const race = (/** @type {Page} */ page) => page.evaluate(async () => {
    const { IndexedPolicyStore } = await import(/** @type {any} */ ("/engine/policy-store.js"));
    const store = new IndexedPolicyStore("race");
    for (let step = 0; step < 20; step++) {
      await store.update("x", (/** @type {any} */ record) => ({ count: (record?.count ?? 0) + 1 }));
    }
    store.close();
  });
  await Promise.all([race(one), race(other)]);
  const count = await one.evaluate(async () => {
    const { IndexedPolicyStore } = await import(/** @type {any} */ ("/engine/policy-store.js"));
    return (await new IndexedPolicyStore("race").read("x")).count;
  });
  assert.equal(count, 40, "no step was lost between reading and writing");
});

test("a browser that gives no database works from the server, and says what it cannot notice", async (t) => {
  const page = await (await visitor(t))();
  await page.evaluate(() => { IDBFactory.prototype.open = () => { throw new DOMException("", "SecurityError"); }; });
  await publish(5);
  assert.deepEqual(await load(page), ["fresh", 5, "policy-store-refused"]);
});

test("a browser without Ed25519 gets no policy", async (t) => {
  const page = await (await visitor(t))();
  await page.evaluate(() => {
    const { importKey } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.importKey = /** @type {any} */ (/** @this {any} */ function (/** @type {any[]} */ ...args) {
      if (args[2].name === "Ed25519") return Promise.reject(new DOMException("", "NotSupportedError"));
      return importKey.apply(this, /** @type {any} */ (args));
    });
  });
  await publish(5);
  assert.deepEqual(await load(page), ["signatures-unsupported"]);
  assert.deepEqual(asked, []);
});

test("a watch is told when the network returns", async (t) => {
  const page = await (await visitor(t))();
  await publish(5);
  await load(page);
  await publish(6);
  const told = await page.evaluate(async (keys) => {
    const [{ watchPolicy }, { IndexedPolicyStore }] = await Promise.all(
      ["/engine/policy-watch.js", "/engine/policy-store.js"].map((name) => import(name)));
    Math.random = () => 0;
    return new Promise((resolve) => {
      const watch = watchPolicy({
        url: "policy.json", keys, store: new IndexedPolicyStore(), hash: () => new Uint8Array(64),
        read: (/** @type {Uint8Array} */ bytes) => ({ bundle: JSON.parse(new TextDecoder().decode(bytes)) }),
      }, (/** @type {any} */ { policy }) => { watch.stop(); resolve(policy.serial); },
      { known: { policy: { state: "kept", source: "store", serial: 5, expires: null, decidesUntil: null, warnings: [] }, error: null } });
      dispatchEvent(new Event("online"));
    });
  }, [key.publicKey]);
  assert.equal(told, 6);
});
