// @ts-check
/** Files travel packed to whoever takes them so, and are the same files. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import test from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { emptyFolder, start } from "./start.js";

const module = `// @ts-check\n${"export const answer = 42;\n".repeat(200)}`;

/** @param {import("node:test").TestContext} t */
async function site(t) {
  const wwwDir = join(await emptyFolder(t), "www");
  for (const folder of [["engine"], ["pages", "demo", "policy"]]) await mkdir(join(wwwDir, ...folder), { recursive: true });
  const file = join(wwwDir, "engine", "engine.js");
  await writeFile(file, module);
  await writeFile(join(wwwDir, "engine", "small.js"), "export {};");
  await writeFile(join(wwwDir, "engine", "picture.png"), randomBytes(5_000));
  const { url } = await start(t, { wwwDir });
  /** @param {string} path @param {Record<string, string>} [headers] @param {string} [method] */
  const ask = (path, headers = {}, method = "GET") => new Promise((resolve, reject) => {
    request(url + path, { method, headers, agent: false }, (answer) => {
      /** @type {Buffer[]} */
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece)).on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }));
    }).on("error", reject).end();
  });
  return { file, ask: /** @type {(path: string, headers?: Record<string, string>, method?: string) => Promise<{ status: number, headers: import("node:http").IncomingHttpHeaders, body: Buffer }>} */ (ask) };
}

test("packed as the browser takes it, and the same file when unpacked", async (t) => {
  const { ask } = await site(t);
  for (const [accepted, coding, unpack] of /** @type {const} */ ([["gzip, deflate, br, zstd", "br", brotliDecompressSync], ["gzip;q=0.8, br;q=0", "gzip", gunzipSync], ["GZIP", "gzip", gunzipSync]])) {
    const { headers, body } = await ask("engine/engine.js", { "accept-encoding": accepted });
    assert.equal(headers["content-encoding"], coding, accepted);
    assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
    assert.equal(Number(headers["content-length"]), body.length);
    assert.equal(headers.vary, "accept-encoding");
    assert.ok(body.length < module.length / 10);
    assert.equal(String(unpack(body)), module);
    const head = await ask("engine/engine.js", { "accept-encoding": accepted }, "HEAD");
    assert.deepEqual([head.body.length, head.headers["content-length"]], [0, headers["content-length"]]);
    assert.equal((await ask("engine/engine.js", { "accept-encoding": accepted, "if-none-match": String(headers.etag) })).status, 304);
  }
});

test("as it is for whoever takes nothing else, and where nothing is won", async (t) => {
  const { ask } = await site(t);
  for (const accepted of ["", "identity", "br;q=0, gzip;q=0.0", "zstd"]) {
    const { headers, body } = await ask("engine/engine.js", { "accept-encoding": accepted });
    assert.equal(headers["content-encoding"], undefined, accepted);
    assert.equal(String(body), module);
  }
  for (const path of ["engine/small.js", "engine/picture.png"]) assert.equal((await ask(path, { "accept-encoding": "br" })).headers["content-encoding"], undefined, path);
});

test("a file that was built anew is sent anew", async (t) => {
  const { file, ask } = await site(t);
  const first = await ask("engine/engine.js", { "accept-encoding": "br" });
  const changed = module.replaceAll("42", "4242");
  await writeFile(file, changed);
  const second = await ask("engine/engine.js", { "accept-encoding": "br", "if-none-match": String(first.headers.etag) });
  assert.equal(second.status, 200);
  assert.equal(String(brotliDecompressSync(second.body)), changed);
});
