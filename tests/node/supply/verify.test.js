// @ts-check
/** Is it seen when a server or a folder does not have what was released? And what a program must not have of whoever compiles it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { integrity } from "../../../scripts/package/integrity.mjs";
import { reproducible } from "../../../scripts/reproducible.mjs";
import { verified } from "../../../scripts/verify/verified.mjs";

/** @param {import("node:test").TestContext} t */
async function released(t) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-verify-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ "engine/engine.js": "export {};", "wasm/decider_bg.wasm": "\0asm", "vault/index.html": "<!doctype html>", "styles/a.css": "a {}" })) {
    await mkdir(join(folder, "www", dirname(name)), { recursive: true });
    await writeFile(join(folder, "www", name), text);
  }
  return { folder, ...integrity(folder, "1.0.0") };
}

/** Serves a folder; documents at their folder's address only. @param {import("node:test").TestContext} t @param {string} folder */
async function serve(t, folder) {
  const server = createServer(async ({ url = "" }, response) => {
    if (url === "/styles/a.css") return void response.writeHead(302, { location: "/elsewhere" }).end();
    const path = url.endsWith("/") ? `${url}index.html` : url.endsWith("index.html") ? "/none" : url;
    await readFile(join(folder, "www", path)).then((bytes) => response.end(bytes), () => response.writeHead(404).end());
  });
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", () => resolve(null)); });
  t.after(() => { server.close(); server.closeAllConnections(); });
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
}

test("a folder is what was released, or it is told what is not", async (t) => {
  const { folder, files } = await released(t);
  assert.deepEqual(await verified(files, folder), { same: Object.keys(files).sort(), changed: [], missing: [], added: [] });
  assert.deepEqual((await verified(files, join(folder, "www"))).changed, []);
  await writeFile(join(folder, "www/engine/engine.js"), "export {}; ");
  await rm(join(folder, "www/styles/a.css"));
  await writeFile(join(folder, "www/engine/more.js"), "");
  await writeFile(join(folder, "www/engine/readme.md"), "");
  assert.deepEqual(await verified(files, folder), {
    same: ["www/vault/index.html", "www/wasm/decider_bg.wasm"], changed: ["www/engine/engine.js"], missing: ["www/styles/a.css"], added: ["www/engine/more.js"],
  });
  await assert.rejects(verified(files, join(folder, "nowhere")), /there is no folder/);
});

test("so is a server; one that sends elsewhere is not followed", async (t) => {
  const { folder, files } = await released(t);
  const { "www/styles/a.css": _, ...others } = files;
  const url = await serve(t, folder);
  assert.deepEqual(await verified(others, url), { same: Object.keys(others).sort(), changed: [], missing: [], added: [] });
  await assert.rejects(verified(files, url), /does not answer as it should/);
  await writeFile(join(folder, "www/wasm/decider_bg.wasm"), "\0asn");
  await rm(join(folder, "www/engine/engine.js"));
  const { changed, missing } = await verified(others, `${url}/`);
  assert.deepEqual([changed, missing], [["www/wasm/decider_bg.wasm"], ["www/engine/engine.js"]]);
  await assert.rejects(verified(others, "http://127.0.0.1:1/"), /does not answer/);
});

test("the command says it, and by its exit code", async (t) => {
  const { folder, files } = await released(t);
  await writeFile(join(folder, "integrity.json"), JSON.stringify({ version: "1.0.0", files }));
  const verify = (/** @type {string[]} */ ...args) => new Promise((resolve) => {
    let said = "";
    const child = spawn(process.execPath, [fileURLToPath(new URL("../../../scripts/verify.mjs", import.meta.url)), ...args]);
    child.stdout.on("data", (piece) => { said += piece; });
    child.on("close", (code) => resolve({ code, said }));
  });
  const good = await verify(join(folder, "integrity.json"), folder);
  assert.equal(good.code, 0, good.said);
  assert.match(good.said, /is version 1\.0\.0: 4 files/);
  await writeFile(join(folder, "www/engine/engine.js"), "");
  const bad = await verify(join(folder, "integrity.json"), folder);
  assert.equal(bad.code, 1);
  assert.match(bad.said, /changed: www\/engine\/engine\.js[\s\S]*is not version 1\.0\.0: 1 files changed/);
  for (const args of [[], [join(folder, "integrity.json")], [join(folder, "www/engine/engine.js"), folder]]) {
    const { code, said } = await verify(...args);
    assert.equal(code, 1);
    assert.match(said, /FAILED: /);
  }
});

test("compiling reproducibly names no folder of whoever does it, and takes no flags of theirs", () => {
  const env = reproducible({ CARGO_HOME: "/home/some body/.cargo", RUSTFLAGS: "-Ctarget-cpu=native", PATH: "/bin" }, "/home/some body/zegel");
  assert.deepEqual(env.CARGO_ENCODED_RUSTFLAGS?.split("\x1f"), [
    "--remap-path-prefix=/home/some body/.cargo/registry/src=/crates", "--remap-path-prefix=/home/some body/zegel=/zegel",
  ]);
  assert.deepEqual([env.RUSTFLAGS, env.PATH], [undefined, "/bin"]);
});
