// @ts-check
// The command that signs bundles, and the key it signs those of the demonstration with.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publicKeyText, readPublicKey, readSecretKey, verify } from "../../../www/engine/minisign.js";
import { blake2b, edition, signer } from "./host.js";

const fromRoot = (/** @type {string} */ path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const run = (/** @type {string[]} */ ...args) => promisify(execFile)(process.execPath, [fromRoot("scripts/sign-policy.mjs"), ...args]);
/** What the command says when it refuses. */
const refusal = (/** @type {string[]} */ ...args) =>
  run(...args).then(({ stdout }) => assert.fail(stdout), ({ stdout }) => /^FAILED: (.*)$/m.exec(stdout)?.[1] ?? "nothing");

/** @param {import("node:test").TestContext} t */
async function bundle(t) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-sign-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "example.org.json");
  await writeFile(file, edition());
  return { folder, file, signature: () => readFile(`${file}.minisig`, "utf8") };
}

test("the demonstration's key is one key, and says loudly what it is worth", async () => {
  const secret = await readFile(fromRoot("tests/keys/policy-demo.key"), "utf8");
  const pinned = await readFile(fromRoot("tests/keys/policy-demo.pub"), "utf8");
  assert.equal(publicKeyText(readPublicKey(pinned)), publicKeyText(readSecretKey(secret)));
  for (const text of [secret, pinned]) assert.match(text.split("\n")[0] ?? "", /PROTECTS NOTHING/);
});

test("a bundle is signed by that key, twice with the same bytes, and the signature says which edition it is of", async (t) => {
  const { file, signature } = await bundle(t);
  const { stdout } = await run(file);
  assert.match(stdout, /Public key: RW.{54}\n.*protects nothing/);
  const keys = [readPublicKey(await readFile(fromRoot("tests/keys/policy-demo.pub"), "utf8"))];
  const first = await signature();
  const { trustedComment } = await verify({ bytes: edition(), signature: first, keys, hash: blake2b });
  assert.equal(trustedComment, "file:example.org.json serial:5");
  await run(file);
  assert.equal(await signature(), first);
  await run("--check", file);
});

test("a bundle is signed by another key", async (t) => {
  const { folder, file, signature } = await bundle(t);
  const own = await signer();
  await writeFile(join(folder, "own.key"), own.secretKey);
  const { stdout } = await run("--key", join(folder, "own.key"), file);
  assert.doesNotMatch(stdout, /protects nothing/);
  await verify({ bytes: edition(), signature: await signature(), keys: [readPublicKey(own.publicKey)], hash: blake2b });
  assert.match(await refusal("--check", file), /policy-signature-wrong-key/);
});

test("a signature that does not fit any more is found, and one that is not there", async (t) => {
  const { file } = await bundle(t);
  assert.match(await refusal("--check", file), /does not fit/);
  await run(file);
  await writeFile(file, edition({ serial: 6 }));
  assert.match(await refusal("--check", file), /policy-signature-invalid/);
});

test("what changed is not signed under a number that was used", async (t) => {
  const { file, signature } = await bundle(t);
  await run(file);
  const before = await signature();
  for (const serial of [5, 4]) {
    await writeFile(file, edition({ serial, note: "changed" }));
    assert.match(await refusal(file), /higher serial/);
  }
  assert.equal(await signature(), before);
  await writeFile(file, edition({ serial: 6, note: "changed" }));
  await run(file);
  await run("--check", file);
});

test("what is no bundle, or no key, is not signed", async (t) => {
  const { file } = await bundle(t);
  assert.match(await refusal("--key", file, file), /no secret key/);
  await writeFile(file, "{}");
  assert.match(await refusal(file), /no policy bundle/);
});
