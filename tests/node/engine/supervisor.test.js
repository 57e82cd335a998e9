// @ts-check
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { errorCodes } from "../../../www/engine/error-codes.js";
import { ZegelError } from "../../../www/engine/errors.js";
import { attachmentsOf, daan, draft, engineFor, noor } from "./people.js";

const wasm = new URL("../../../www/wasm/", import.meta.url);

/**
 * The real programs, but for a sealer that dies where an address asks it to: by a trap of real wasm, or with its thread.
 * @param {import("node:test").TestContext} test
 */
async function mortalPrograms(test) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-"));
  test.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  for (const name of ["decider", "detector", "inspector", "sealer", "sealer-full"]) {
    await writeFile(join(folder, `${name}_bg.wasm`), await readFile(new URL(`${name}_bg.wasm`, wasm)));
    await writeFile(join(folder, `${name}.js`), `export * from "${wasm}${name}.js"; export { default } from "${wasm}${name}.js";`);
  }
  // (module (func (export "trap") unreachable))
  const trap = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  for (const name of ["sealer", "sealer-full"]) await writeFile(join(folder, `${name}.js`), `
    import * as real from "${wasm}${name}.js";
    export * from "${wasm}${name}.js";
    export default real.default;
    const { trap } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(${JSON.stringify(trap)}))).exports;
    export function read_certificate(bytes, address, nowMs) {
      if (address.startsWith("trap@")) trap();
      if (address.startsWith("exit@")) process.exit(1);
      if (address.startsWith("deep@")) (function deep() { deep(); })();
      return real.read_certificate(bytes, address, nowMs);
    }
    export function judge(address, ...more) {
      if (address.startsWith("silent@")) for (;;);
      return real.judge(address, ...more);
    }`);
  return pathToFileURL(folder);
}

/** @param {import("node:test").TestContext} test */
async function largeRequest(test) {
  const engine = await engineFor(test);
  await engine.makeKey(noor);
  const { certificate } = await engine.makeKey(daan);
  const content = new Uint8Array(20_000_000);
  const seal = (/** @type {import("../../../www/engine/types.js").WorkOptions} */ options) =>
    engine.seal(draft({ attachments: attachmentsOf([content]) }), { contents: [content], certificates: [{ address: daan.address, bytes: certificate }], ...options });
  return { engine, certificate, seal };
}

test("what is aborted half-way is canceled at once, and the engine goes on with its keys", async (t) => {
  const { engine, certificate, seal } = await largeRequest(t);
  const stop = new AbortController();
  /** How much of how much. @type {[number, number]} */
  let came = [0, 0];
  const sealing = seal({
    signal: stop.signal,
    onProgress({ stage, done, total }) {
      if (stage !== "sealing") return;
      came = [done, total];
      stop.abort();
    },
  });
  const behind = engine.readCertificate(certificate, "daan@example.org");
  await assert.rejects(sealing, { code: "canceled" });
  assert.ok(came[0] < came[1], "canceling does not wait for the work");
  assert.equal((await behind).usable, true);
  assert.equal((await engine.ownKeys()).length, 2);
  assert.equal((await engine.seal(draft(), { contents: [], certificates: [{ address: daan.address, bytes: certificate }] })).protected, true);
});

test("what is aborted while it waits costs the others nothing", async (t) => {
  const { seal } = await largeRequest(t);
  const stop = new AbortController();
  const first = seal({});
  const second = seal({ signal: stop.signal });
  stop.abort();
  await assert.rejects(second, { code: "canceled" });
  assert.equal((await first).protected, true);
});

test("what was aborted before it was asked is not begun", async (t) => {
  const engine = await engineFor(t);
  await assert.rejects(engine.open(new Uint8Array(), { signal: AbortSignal.abort() }), { code: "canceled" });
});

test("aborted while the worker begins", async (t) => {
  const engine = await engineFor(t);
  const stop = new AbortController();
  const opening = engine.open(new TextEncoder().encode("Subject: x\r\n\r\ny"), { signal: stop.signal });
  const behind = engine.ownKeys();
  setTimeout(() => stop.abort(), 1);
  await assert.rejects(opening, { code: "canceled" });
  assert.deepEqual(await behind, []);
});

for (const death of ["trap", "exit", "deep"]) {
  test(`a worker that dies (${death}) takes one request with it`, async (t) => {
    const engine = await engineFor(t, { wasm: await mortalPrograms(t) });
    const { certificate, fingerprint } = await engine.makeKey(daan);
    const fatal = engine.readCertificate(certificate, `${death}@example.org`);
    const behind = engine.readCertificate(certificate, "daan@example.org");
    await assert.rejects(fatal, { name: "ZegelError", code: "engine-crashed" });
    assert.equal((await behind).fingerprint, fingerprint);
    assert.deepEqual((await engine.ownKeys()).map((key) => key.fingerprint), [fingerprint], "keys outlive the worker");
  });
}

test("a worker that falls silent over what only looks ahead ends when what waits for it is stopped, and not before its time", { timeout: 60_000 }, async (t) => {
  const engine = await engineFor(t, { wasm: await mortalPrograms(t) });
  const { certificate, fingerprint } = await engine.makeKey(daan);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const begun = () => new Promise((resolve) => setImmediate(resolve));
  /** @type {string|null} */ let ended = null;
  const judging = engine.judge([{ address: "silent@example.org", files: [], remembered: [] }]).catch(({ code }) => { ended = code; });
  const stopped = async () => {
    const stop = new AbortController();
    const waiting = engine.sealDraft(draft(), { signal: stop.signal });
    await begun();
    stop.abort();
    await assert.rejects(waiting, { code: "canceled" });
  };
  await begun();
  t.mock.timers.tick(59_000);
  await stopped();
  assert.equal(ended, null, "it may be at work still");
  t.mock.timers.tick(2_000);
  await stopped();
  await judging;
  assert.equal(ended, "engine-crashed");
  const [standing] = await engine.judge([{ address: "daan@example.org", files: [{ bytes: certificate, source: "imported" }], remembered: [] }]);
  assert.equal(standing?.certificate?.fingerprint, fingerprint);
});

test("bad input a thousand times: an error with a known code each, memory flat", async (t) => {
  const engine = await engineFor(t);
  const { certificate } = await engine.makeKey(noor);
  const junk = (/** @type {number} */ i) => certificate.map((octet, place) => (place % 37 === i % 37 ? octet ^ i : octet));
  const asks = [
    async (/** @type {number} */ i) => (await engine.vault()).importKeys(junk(i)),
    (/** @type {number} */ i) => engine.readCertificate(junk(i).subarray(i % 100), "noor@example.org"),
    () => engine.readCertificate(certificate, "@"),
    () => engine.seal(/** @type {any} */ ({ from: 7 }), { contents: [], certificates: [] }),
    () => engine.seal(draft({ protection: "no-such-template" }), { contents: [], certificates: [{ address: daan.address, bytes: certificate }] }),
    (/** @type {number} */ i) => engine.open(junk(i)),
    () => engine.open(new TextEncoder().encode("Content-Type: multipart/encrypted; boundary=x\r\n\r\n--x\r\n")),
  ];
  const known = new Set(/** @type {readonly string[]} */ (errorCodes));
  let refused = 0;
  const round = async (/** @type {number} */ times) => {
    for (let i = 0; i < times; i++) {
      await asks[i % asks.length](i).catch((error) => {
        refused++;
        assert.ok(error instanceof ZegelError, String(error));
        assert.ok(known.has(error.code), error.code);
        assert.notEqual(error.code, "engine-crashed");
        assert.notEqual(error.code, "internal");
      });
    }
  };
  await round(500);
  const before = process.memoryUsage().rss;
  await round(1000);
  assert.ok(refused > 700, `${refused} refused`);
  assert.ok(process.memoryUsage().rss - before < 32_000_000, `${process.memoryUsage().rss - before} bytes more`);
  assert.equal((await engine.readCertificate(certificate, "noor@example.org")).usable, true);
});

test("a key store of the caller's is used, and what it throws has a code", async (t) => {
  const engine = await engineFor(t, {
    keyStore: {
      keep: async () => { throw new ZegelError("storage-refused", { reason: "QuotaExceededError" }); },
      list: async () => [], secret: async () => null,
      remove: async () => { throw Object.assign(new Error("disk"), { code: "EIO" }); },
      close: () => {},
    },
  });
  await assert.rejects(engine.makeKey(noor), { code: "storage-refused", detail: { reason: "QuotaExceededError" } });
  await assert.rejects((await engine.vault()).removeKey("00"), { code: "internal" });
});
