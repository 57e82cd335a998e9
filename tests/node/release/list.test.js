// @ts-check
// The list of a release that browsers pin: what is read as one, what its signature has to be, and the command that makes it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { hashOf } from "../../../scripts/package/integrity.mjs";
import { makeKey, readSecretKey, sign } from "../../../www/engine/minisign.js";
import { concerns } from "../../../www/release/guard.js";
import { fileAt, hashOf as hashInBrowser, judged, readList } from "../../../www/release/list.js";
import en from "../../../www/release/texts/en.js";
import nl from "../../../www/release/texts/nl.js";
import { blake2b } from "../policy/host.js";

const octets = (/** @type {unknown} */ said) => new TextEncoder().encode(typeof said === "string" ? said : JSON.stringify(said));
const hash = `sha384-${"A".repeat(64)}`;
const good = { zegel: "release", version: "1.2.0", serial: 7, start: "www/pages/demo/index.html", files: { "www/pages/demo/index.html": hash, "www/engine/engine.js": hash } };
const key = await makeKey();
const pinned = key.publicKey.split("\n")[1] ?? "";
const measure = { key: pinned, allowed: null, serial: 5, current: null };
const refusedBy = (/** @type {string} */ reason) => (/** @type {any} */ error) => error.reason === reason || assert.fail(`${error.reason ?? error} instead of ${reason}`);

/** @param {unknown} said @param {{ by?: { secretKey: string }, legacy?: boolean }} [how] */
async function signed(said, { by = key, legacy = true } = {}) {
  const bytes = octets(said);
  return { bytes, signature: octets(await sign({ bytes, key: readSecretKey(by.secretKey), hash: blake2b, trustedComment: "", legacy })) };
}

test("a list is read: paths as they are served, a start, or nothing but that it ends", () => {
  const list = readList(octets(good));
  assert.deepEqual([...list.files.keys()], ["/pages/demo/index.html", "/engine/engine.js"]);
  assert.deepEqual(["/", "/pages/demo/", "/engine/engine.js", "/vault/"].map((path) => fileAt(list, path)), ["/pages/demo/index.html", "/pages/demo/index.html", "/engine/engine.js", "/vault/index.html"]);
  const { files, start, withdrawn } = readList(octets({ zegel: "release", version: "1.2.0", serial: 7, withdrawn: true, files: good.files }));
  assert.deepEqual([files.size, start, withdrawn], [0, null, true]);
});

test("what is no list is none, whatever it is", () => {
  const changed = (/** @type {object} */ change) => ({ ...good, ...change });
  for (const said of [
    "", "{", "null", "[]", '"release"', "7", new Uint8Array([0xff, 0xfe]), { ...good, zegel: undefined }, changed({ zegel: "rules" }), changed({ zegel: ["release"] }),
    changed({ version: 7 }), changed({ version: "" }), changed({ version: "<b>" }), changed({ version: "1".repeat(65) }), changed({ version: "1\n2" }), changed({ version: null }),
    changed({ serial: 0 }), changed({ serial: -1 }), changed({ serial: 1.5 }), changed({ serial: "7" }), changed({ serial: 2 ** 53 }), changed({ serial: null }),
    changed({ files: {} }), changed({ files: null }), changed({ files: [] }), changed({ files: "www/a.js" }), changed({ files: undefined }),
    changed({ start: "www/none.html" }), changed({ start: 7 }), changed({ start: null }), changed({ withdrawn: "true" }), changed({ withdrawn: 1 }),
    ...["a.js", "/a.js", "www", "www/", "www//a.js", "www/../a.js", "www/a/../../b.js", "www/.well-known/a", "www/a?b.js", "www/a#b.js", "www/a%2fb.js", "www/a\\b.js", "www/a b.js", "https://elsewhere.example/a.js", "www/a.js\n"].map((name) => changed({ files: { [name]: hash }, start: undefined })),
    ...["", "sha384-", hash.slice(0, -1), `${hash}=`, hash.replace("384", "256"), ` ${hash}`, `${hash}\n`, `${hash} ${hash}`, 7, null, [hash], { hash }].map((other) => changed({ files: { "www/a.js": other }, start: undefined })),
    changed({ files: Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`www/${at}.js`, hash])), start: undefined }),
    `${JSON.stringify(good)}${" ".repeat(1024 * 1024)}`,
  ]) assert.throws(() => readList(said instanceof Uint8Array ? said : octets(said)), refusedBy("malformed"), JSON.stringify(said)?.slice(0, 200));
  // Names that JavaScript has a meaning for are names.
  const odd = readList(octets(`{"zegel":"release","version":"1","serial":1,"files":{"www/__proto__":"${hash}","www/constructor":"${hash}"}}`));
  assert.deepEqual([...odd.files.keys(), odd.files.get("/toString")], ["/__proto__", "/constructor", undefined]);
});

test("a list counts if the pinned key signed it, and it is newer, and allowed", async () => {
  const file = await signed(good);
  const own = hashOf(file.bytes);
  assert.equal(await hashInBrowser(file.bytes), own);
  assert.equal((await judged(file, measure)).hash, own);
  await judged(file, { ...measure, serial: 7, current: own });
  await judged(file, { ...measure, allowed: ["sha384-other", own] });
  await assert.rejects(judged(file, { ...measure, serial: 8 }), refusedBy("older"));
  await assert.rejects(judged(file, { ...measure, serial: 8, current: own }), refusedBy("older"));
  await assert.rejects(judged(file, { ...measure, serial: 7, current: hash }), refusedBy("older"));
  for (const allowed of [[], [hash], [own.toLowerCase()]]) await assert.rejects(judged(file, { ...measure, allowed }), refusedBy("not-allowed"));
  await judged(file, { ...measure, serial: 7, allowed: [], current: own });
  for (const other of ["", "RW", hash, pinned.slice(1)]) await assert.rejects(judged(file, { ...measure, key: other }), refusedBy("unsupported"));
  await assert.rejects(judged(await signed(good, { by: await makeKey() }), measure), refusedBy("unsigned"));
  await assert.rejects(judged(await signed(good, { legacy: false }), measure), refusedBy("unsigned"), "a signature of the hash is none here");
  await assert.rejects(judged(await signed({ serial: 9, organisation: { domains: ["example.org"] } }), measure), refusedBy("malformed"), "rules under the same key are no release");
});

test("an octet of list or signature that is another ends it", async () => {
  const { bytes, signature } = await signed(good);
  for (let at = 0; at < bytes.length; at += 1) {
    const other = bytes.slice();
    other[at] = (other[at] ?? 0) ^ 1;
    await assert.rejects(judged({ bytes: other, signature }, measure), refusedBy("unsigned"), `octet ${at}`);
  }
  const text = new TextDecoder().decode(signature);
  // The first line is a comment that nobody signs.
  for (let at = text.indexOf("\n") + 1; at < text.length - 1; at += 1) {
    const other = signature.slice();
    other[at] = (other[at] ?? 0) ^ 1;
    await assert.rejects(judged({ bytes, signature: other }, measure), refusedBy("unsigned"), `octet ${at} of the signature`);
  }
});

test("a withdrawal needs the signature and a higher number, and nobody's leave", async () => {
  const said = { zegel: "release", version: "1.2.0", serial: 8, withdrawn: true };
  assert.equal((await judged(await signed(said), { ...measure, serial: 7, allowed: [] })).withdrawn, true);
  await assert.rejects(judged(await signed(said), { ...measure, serial: 9 }), refusedBy("older"));
  await assert.rejects(judged(await signed(said, { by: await makeKey() }), measure), refusedBy("unsigned"));
});

test("the worker answers for what runs and for the files of a release, and leaves the rest alone", () => {
  const origin = "https://vault.example.org";
  const asks = (/** @type {string} */ path, { method = "GET", mode = "cors", destination = "" } = {}) => concerns(/** @type {any} */ ({ method, url: new URL(path, origin).href, mode, destination }), origin);
  for (const path of ["/config.json", "/vault/config.json", "/policy/example.org.json", "/policy/example.org.json.minisig", "/lookup/wkd/example.org/x?l=y", "/lookup/vks/by-email/a@example.org", "/.well-known/openpgpkey/hu/x", "/.well-known/jmap", "/jmap/api", "/jmap/upload/x", "/jmap/download/a/b/c", "/release.json", "/release.json.minisig", "/release-worker.js", "/pages/demo/styles/seal.svg", "https://elsewhere.example/a.js"]) {
    assert.equal(asks(path), false, path);
  }
  assert.equal(asks("/jmap/api", { method: "POST" }), false);
  for (const path of ["/engine/engine.js", "/wasm/sealer_bg.wasm", "/wasm/sealer.js?1", "/styles/tokens.css", "/vault/index.html"]) assert.equal(asks(path), true, path);
  for (const destination of ["document", "iframe", "script", "worker", "style", "object", "embed"]) for (const path of ["/policy/example.org.json", "/release-worker.js", "/anything"]) assert.equal(asks(path, { destination }), true, `${destination} ${path}`);
  assert.equal(asks("/jmap/api", { method: "POST", mode: "navigate", destination: "document" }), true, "a form that opens a page");
});

test("both languages say everything, with the same holes", () => {
  assert.deepEqual(Object.keys(nl).sort(), Object.keys(en).sort());
  const holes = (/** @type {string} */ text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, hole]) => hole).sort();
  for (const [name, text] of Object.entries(en)) {
    const dutch = /** @type {Record<string, string>} */ (nl)[name] ?? "";
    assert.deepEqual(holes(dutch), holes(text), name);
    assert.ok(!/!/.test(text + dutch), `${name} shouts`);
  }
});

const run = promisify(execFile);
const script = fileURLToPath(new URL("../../../scripts/release.mjs", import.meta.url));
const release = (/** @type {string[]} */ ...args) => run(process.execPath, [script, ...args]);

test("the command writes a list that browsers take and minisign verifies; minisign's own signature counts too", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "zegel-release-"));
  t.after(() => rm(folder, { recursive: true }));
  const at = (/** @type {string} */ name) => join(folder, name);
  await writeFile(at("key"), key.secretKey);
  await writeFile(at("integrity.json"), JSON.stringify({ version: "1.2.0", files: good.files }));
  const begun = Math.floor(Date.now() / 1000);
  const { stdout } = await release("--key", at("key"), "--files", at("integrity.json"), "--out", folder, "--start", good.start);
  const read = async () => ({ bytes: await readFile(at("release.json")), signature: await readFile(at("release.json.minisig")) });
  const list = await judged(await read(), measure);
  assert.deepEqual([list.version, list.files.size, list.start, list.serial >= begun], ["1.2.0", 2, "/pages/demo/index.html", true]);
  assert.ok(stdout.includes(list.hash) && stdout.includes(pinned));
  await run("minisign", ["-Vm", at("release.json"), "-P", pinned]);
  await run("minisign", ["-S", "-l", "-s", at("key"), "-m", at("release.json")]);
  await judged(await read(), measure);
  await release("--key", at("key"), "--files", at("integrity.json"), "--out", folder, "--withdraw", "--serial", "9");
  assert.deepEqual(await judged(await read(), measure).then(({ withdrawn, serial }) => [withdrawn, serial]), [true, 9]);

  const refusal = (/** @type {string[]} */ ...args) => release(...args).then(() => "nothing", ({ stdout: said }) => /^FAILED: (.*)$/m.exec(said)?.[1] ?? "nothing");
  assert.match(await refusal(), /wants the key/);
  assert.match(await refusal("--key", at("integrity.json")), /is no secret key of minisign/);
  assert.match(await refusal("--key", at("key"), "--files", at("key")), /is no list of hashes/);
  for (const odd of [["--serial", "0"], ["--serial", "x"], ["--start", "www/none.html"]]) assert.match(await refusal("--key", at("key"), "--files", at("integrity.json"), "--out", folder, ...odd), /browsers would not take this list/);
});
