// @ts-check
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import test from "node:test";
import { Script } from "node:vm";
import { asScript } from "../../../www/mail/preview/frame/as-script.js";
import { emptyFolder, sendRaw, start } from "./start.js";

const PAGE_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
  + "img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; "
  + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; "
  + "require-trusted-types-for 'script'; trusted-types zegel dompurify";
const FRAME_POLICY = "default-src 'none'; img-src blob: data:; style-src 'unsafe-inline'; form-action 'none'; "
  + "base-uri 'none'; frame-ancestors 'self'";

/** @param {import("node:test").TestContext} t */
async function startWithPages(t) {
  const root = await emptyFolder(t);
  const wwwDir = join(root, "www");
  const files = {
    "secret.txt": "outside",
    "www/.hidden": "kept from view",
    "www/engine/engine.js": "export {};",
    "www/wasm/decider_bg.wasm": "\0asm",
    "www/pages/demo/index.html": "<!doctype html><title>Zegel</title>",
    "www/mail/mail-frame.html": "<!doctype html>",
    "www/pages/demo/policy/example.org.json": '{"serial":1}',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, dirname(name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return start(t, { wwwDir });
}

test("pages, modules and programs come with their types", async (t) => {
  const { url } = await startWithPages(t);
  const expected = [
    ["", "text/html; charset=utf-8", "<!doctype html><title>Zegel</title>"],
    ["engine/engine.js", "text/javascript; charset=utf-8", "export {};"],
    ["wasm/decider_bg.wasm", "application/wasm", "\0asm"],
    ["policy/example.org.json", "application/json", '{"serial":1}'],
  ];
  for (const [path = "", type, text] of expected) {
    const answered = await fetch(url + path);
    assert.equal(answered.status, 200, path);
    assert.equal(answered.headers.get("content-type"), type, path);
    assert.equal(await answered.text(), text, path);
  }
});

test("what is not there is a problem in JSON", async (t) => {
  const { url } = await startWithPages(t);
  for (const path of ["nothing.js", "engine", "engine/", "policy/example.com.json", "vendor/other.js", "vendor/", ".hidden"]) {
    const answered = await fetch(url + path);
    assert.equal(answered.status, 404, path);
    assert.equal(answered.headers.get("content-type"), "application/problem+json", path);
    assert.equal((await answered.json()).status, 404, path);
  }
});

test("of node_modules only what the page loads is served", async (t) => {
  const { url } = await start(t);
  for (const name of ["squire.js", "purify.js", "pdf.js", "pdf-worker.js"]) {
    const answered = await fetch(`${url}vendor/${name}`);
    assert.equal(answered.status, 200);
    assert.equal(answered.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.match(await answered.text(), /\bexport\b/);
  }
  for (const name of ["pdf-cmaps/UniJIS-UTF16-H.bcmap", "pdf-fonts/LiberationSans-Regular.ttf", "pdf-decoders/openjpeg.wasm"]) {
    assert.equal((await fetch(`${url}vendor/${name}`)).status, 200, name);
  }
  for (const name of ["pdf-cmaps/../package.json", "pdf-cmaps/%2e%2e%2fpackage.json", "pdf-cmaps/", "pdf-cmaps", "pdf-other/x", "pdf-fonts/a/b"]) {
    assert.equal((await fetch(`${url}vendor/${name}`)).status, 404, name);
  }
});

test("the half of pdf.js that reads files runs as a script too, as a frame without an origin needs it", async (t) => {
  const { url } = await start(t);
  const source = await (await fetch(`${url}vendor/pdf-worker.js`)).text();
  assert.throws(() => new Script(source), SyntaxError, "it is a module");
  new Script(asScript(source));
});

test("every answer bounds what the page may do", async (t) => {
  const { url } = await startWithPages(t);
  for (const path of ["", "engine/engine.js", "nothing", "config.json", "pages/demo/index.html"]) {
    const { headers } = await fetch(url + path);
    assert.equal(headers.get("content-security-policy"), PAGE_POLICY, path);
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", path);
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin", path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(headers.get("referrer-policy"), "no-referrer", path);
    assert.match(headers.get("permissions-policy") ?? "", /camera=\(\)/, path);
  }
  const frame = await fetch(`${url}mail/mail-frame.html`);
  assert.equal(frame.headers.get("content-security-policy"), FRAME_POLICY);
  const pictures = await fetch(`${url}mail/mail-frame-pictures.html`);
  assert.equal(pictures.headers.get("content-security-policy"), FRAME_POLICY.replace("data:", "data: https:"));
  // An attachment is looked at in a document without an origin; only what that runs may be loaded from nowhere.
  const preview = await fetch(`${url}mail/preview/frame/frame.html`);
  assert.match(preview.headers.get("content-security-policy") ?? "", /^default-src 'none'; .*; sandbox allow-scripts$/);
  assert.doesNotMatch(preview.headers.get("content-security-policy") ?? "", /connect-src|frame-src|allow-same-origin|http|'unsafe-/);
  for (const [path, open] of /** @type {const} */ ([["mail/preview/frame/frame.js", "*"], ["vendor/pdf.js", "*"], ["config.json", null], ["engine/engine.js", null], ["mail/preview/preview.js", null]])) {
    assert.equal((await fetch(url + path)).headers.get("access-control-allow-origin"), open, path);
  }
  // What recipients see is shown to administrators: the cover without scripts, the reader with its own and without an origin.
  const cover = await fetch(`${url}pages/admin/preview/cover-frame.html`);
  assert.equal(cover.headers.get("content-security-policy"), FRAME_POLICY);
  const reader = (await fetch(`${url}pages/admin/preview/reader-frame.html`)).headers.get("content-security-policy") ?? "";
  assert.match(reader, /^default-src 'none'; .*; frame-ancestors 'self'; sandbox allow-scripts allow-forms$/);
  assert.doesNotMatch(reader, /connect-src|frame-src|allow-same-origin|http/);
  for (const path of [".well-known/jmap", "jmap/", "jmap/download/a/b/c"]) {
    const { headers } = await fetch(url + path);
    assert.equal(headers.get("content-security-policy"), "default-src 'none'; frame-ancestors 'none'; sandbox", path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
  }
});

test("an unchanged file is not sent twice, a changed one is", async (t) => {
  const { url } = await startWithPages(t);
  const first = await fetch(`${url}engine/engine.js`);
  const etag = first.headers.get("etag") ?? "";
  assert.equal(first.headers.get("cache-control"), "no-cache");
  const again = await fetch(`${url}engine/engine.js`, { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
  const other = await fetch(`${url}engine/engine.js`, { headers: { "if-none-match": 'W/"other"' } });
  assert.equal(other.status, 200);
});

test("no path leads out of the served folder", async (t) => {
  const { url } = await startWithPages(t);
  const paths = [
    "/../secret.txt", "/engine/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/engine/..%2f..%2fsecret.txt",
    "/..%5csecret.txt", "/engine/%2e%2e%2f%2e%2e%2fsecret.txt", "//../secret.txt", "/policy/..%2f..%2f..%2fsecret.txt",
    "/policy/../../secret.txt", "/vendor/..%2f..%2fpackage.json", "/%00", "/engine/engine.js%00.html", "/.hidden",
    "/jmap/download/noor-example-org/..%2f..%2fsecret/x", "/.well-known/openpgpkey/example.org/hu/../../../secret.txt",
  ];
  for (const path of paths) {
    const answer = await sendRaw(url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 (?:400|401|404) /, path);
    assert.doesNotMatch(answer, /outside|kept from view|"name"/, path);
  }
  // The same file is reachable as long as the path stays inside: the refusals above are not an accident.
  const inside = await sendRaw(url, "GET /pages/../engine/engine.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  assert.match(inside, /^HTTP\/1\.1 200 /);
});

test("a malformed address is refused, and the server stays up", async (t) => {
  const { url, failures } = await startWithPages(t);
  for (const target of ["/%zz", "*", "http://example.org/"]) {
    const answer = await sendRaw(url, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 400 /, target);
  }
  assert.equal((await fetch(url)).status, 200);
  assert.deepEqual(failures, []);
});

test("a foreign host name is refused, so that no other page can become this origin", async (t) => {
  const { url } = await startWithPages(t);
  const asked = (/** @type {string} */ host) => sendRaw(url, `GET /config.json HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  for (const host of ["example.com", "localhost.example.com", "127.0.0.1.example.com"]) {
    const answer = await asked(host);
    assert.match(answer, /^HTTP\/1\.1 421 /, host);
    assert.doesNotMatch(answer, /noorpw/, host);
  }
  for (const host of ["localhost", "127.0.0.1:8025", "mail.localhost:8025"]) {
    assert.match(await asked(host), /^HTTP\/1\.1 200 /, host);
  }
});

test("files are read, not written", async (t) => {
  const { url } = await startWithPages(t);
  const answered = await fetch(`${url}engine/engine.js`, { method: "PUT", body: "x" });
  assert.equal(answered.status, 405);
  assert.equal(answered.headers.get("allow"), "GET, HEAD");
  const head = await fetch(url, { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
});

test("the configuration lists the mailboxes to try", async (t) => {
  const { url } = await start(t);
  const config = await (await fetch(`${url}config.json`)).json();
  assert.equal(config.mode, "embedded");
  assert.deepEqual(config.mailboxes.map((/** @type {any} */ mailbox) => mailbox.address), [
    "noor@example.org", "daan@example.org", "sofie@example.org", "lee@example.com", "mara@example.com",
  ]);
  assert.deepEqual(config.mailboxes[0], { address: "noor@example.org", name: "Noor de Wit", password: "noorpw" });
  assert.equal(config.jmap, "/.well-known/jmap");
  assert.equal(config.directory, "/.well-known/openpgpkey/");
  assert.equal(config.policy, "/policy/");
});
