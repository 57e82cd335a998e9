// @ts-check
// Keys and signatures in minisign's files, and minisign itself on the other side of the table.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { makeKey, publicKeyText, readPublicKey, readSecretKey, sign, verify } from "../../../www/engine/minisign.js";
import { blake2b } from "./host.js";

const bytes = new TextEncoder().encode('{ "serial": 1, "name": "Één" }\n');
const hash = blake2b;
const run = promisify(execFile);
const minisign = (/** @type {string[]} */ ...args) => run("minisign", args);

/** @param {import("node:test").TestContext} t */
async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), "zegel-minisign-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return (/** @type {string} */ name) => join(path, name);
}

/** @param {{ legacy?: boolean, trustedComment?: string }} [options] */
async function signed(options = {}) {
  const { publicKey, secretKey } = await makeKey();
  const keys = [readPublicKey(publicKey)];
  const signature = await sign({ bytes, key: readSecretKey(secretKey), hash, trustedComment: "edition 1", ...options });
  return { keys, signature };
}

before(async () => {
  await minisign("-v").catch((error) => {
    throw new Error("minisign is missing; on Debian and Ubuntu it is the package minisign", { cause: error });
  });
});

for (const legacy of [false, true]) {
  const kind = legacy ? "of the file itself (legacy)" : "of the hash";

  test(`minisign verifies our signature ${kind}, and reads our keys`, async (t) => {
    const at = await folder(t);
    const { publicKey, secretKey } = await makeKey();
    const signature = await sign({ bytes, key: readSecretKey(secretKey), hash, trustedComment: "editie 1, één", legacy });
    await writeFile(at("policy.json"), bytes);
    await writeFile(at("policy.json.minisig"), signature);
    await writeFile(at("our.pub"), publicKey);
    await writeFile(at("our.key"), secretKey);
    const { stdout } = await minisign("-Q", "-Vm", at("policy.json"), "-p", at("our.pub"));
    assert.equal(stdout.trim(), "editie 1, één");
    await minisign("-Vm", at("policy.json"), "-P", publicKey.split("\n")[1] ?? "");
    // Their own reading of our secret key gives the public key we gave.
    await minisign("-R", "-f", "-s", at("our.key"), "-p", at("again.pub"));
    const again = await readFile(at("again.pub"), "utf8");
    assert.deepEqual(readPublicKey(again), readPublicKey(publicKey));
    await writeFile(at("policy.json"), `${Buffer.from(bytes)} `);
    await assert.rejects(minisign("-Vm", at("policy.json"), "-p", at("our.pub")));
  });

  test(`we verify minisign's signature ${kind}, and sign with its key`, async (t) => {
    const at = await folder(t);
    await minisign("-G", "-W", "-p", at("their.pub"), "-s", at("their.key"));
    await writeFile(at("policy.json"), bytes);
    await minisign(...(legacy ? ["-l"] : []), "-S", "-s", at("their.key"), "-m", at("policy.json"), "-t", "their words: één");
    const keys = [readPublicKey(await readFile(at("their.pub"), "utf8"))];
    const signature = await readFile(at("policy.json.minisig"));
    assert.deepEqual(await verify({ bytes, signature, keys, hash }), { key: keys[0], trustedComment: "their words: één" });
    await assert.rejects(verify({ bytes: bytes.slice(1), signature, keys, hash }), { code: "policy-signature-invalid" });

    const key = readSecretKey(await readFile(at("their.key"), "utf8"));
    await writeFile(at("policy.json.minisig"), await sign({ bytes, key, hash, trustedComment: "our words", legacy }));
    const { stdout } = await minisign("-Q", "-Vm", at("policy.json"), "-p", at("their.pub"));
    assert.equal(stdout.trim(), "our words");
  });
}

test("minisign takes our key to sign with", async (t) => {
  const at = await folder(t);
  const { publicKey, secretKey } = await makeKey();
  await writeFile(at("our.key"), secretKey);
  await writeFile(at("policy.json"), bytes);
  await minisign("-S", "-W", "-s", at("our.key"), "-m", at("policy.json"));
  const signature = await readFile(at("policy.json.minisig"), "utf8");
  const { trustedComment } = await verify({ bytes, signature, keys: [readPublicKey(publicKey)], hash });
  assert.match(trustedComment, /file:policy\.json/);
});

test("a secret key behind a passphrase is named as that", async (t) => {
  const at = await folder(t);
  await minisign("-G", "-W", "-p", at("their.pub"), "-s", at("their.key"));
  const text = await readFile(at("their.key"), "utf8");
  const [comment, line = ""] = text.split("\n");
  const inner = Buffer.from(line, "base64");
  inner.write("Sc", 2, "latin1");
  assert.throws(() => readSecretKey(`${comment}\n${inner.toString("base64")}\n`), { code: "signing-key-encrypted" });
});

test("a public key is read from its file, from its line, and with the line ends of other systems", async () => {
  const { publicKey, secretKey } = await makeKey();
  const key = readPublicKey(publicKey);
  assert.deepEqual(readPublicKey(publicKey.split("\n")[1] ?? ""), key);
  assert.deepEqual(readPublicKey(publicKey.replaceAll("\n", "\r\n")), key);
  assert.equal(publicKeyText(key), publicKey);
  assert.equal(publicKeyText(readSecretKey(secretKey)), publicKey);
});

test("what is no key is refused", async () => {
  const { publicKey, secretKey } = await makeKey();
  const line = publicKey.split("\n")[1] ?? "";
  const texts = ["", "x", line.slice(0, -1), `${line}A`, line.replace("RW", "RX"), secretKey, `${publicKey}${publicKey}`, `${line}\n${line}`];
  for (const text of texts) assert.throws(() => readPublicKey(text), { code: "policy-key-malformed" }, text);
  for (const text of ["", publicKey, secretKey.slice(0, -8)]) {
    assert.throws(() => readSecretKey(text), { code: "signing-key-malformed" }, text);
  }
});

test("a secret key whose halves do not belong together signs nothing", async () => {
  const [one, other] = [readSecretKey((await makeKey()).secretKey), readSecretKey((await makeKey()).secretKey)];
  await assert.rejects(sign({ bytes, key: { ...one, seed: other.seed }, hash, trustedComment: "" }), { code: "signing-key-malformed" });
});

test("a comment cannot bring lines of its own", async () => {
  const key = readSecretKey((await makeKey()).secretKey);
  for (const wrong of [{ trustedComment: "a\nb" }, { trustedComment: "", comment: "a\r" }, { trustedComment: "x".repeat(8001) }]) {
    await assert.rejects(sign({ bytes, key, hash, ...wrong }), RangeError);
  }
});

for (const legacy of [false, true]) {
  test(`any other byte in a signature (${legacy ? "legacy" : "hashed"}) is noticed, except in the comment that nobody trusts`, async () => {
    const { keys, signature } = await signed({ legacy });
    const original = new TextEncoder().encode(signature);
    const firstBreak = original.indexOf(10);
    const prefix = "untrusted comment: ".length;
    for (let at = 0; at < original.length; at++) {
      const free = at >= prefix && at < firstBreak;
      for (const mask of [1, 0x20, 0x80]) {
        const changed = original.slice();
        changed[at] = (changed[at] ?? 0) ^ mask;
        const verdict = await verify({ bytes, signature: changed, keys, hash }).then(() => "good", ({ code }) => code);
        if (free && mask !== 0x80) assert.equal(verdict, "good", `byte ${at} ^ ${mask}`);
        else assert.match(verdict, /^policy-signature-(?:invalid|malformed|wrong-key)$/, `byte ${at} ^ ${mask}`);
      }
    }
  });
}

test("any other byte in the file is noticed, and so are a missing and a further one", async () => {
  for (const legacy of [false, true]) {
    const { keys, signature } = await signed({ legacy });
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      await assert.rejects(verify({ bytes: changed, signature, keys, hash }), { code: "policy-signature-invalid" });
    }
    for (const other of [bytes.slice(0, -1), new Uint8Array([...bytes, 10]), new Uint8Array()]) {
      await assert.rejects(verify({ bytes: other, signature, keys, hash }), { code: "policy-signature-invalid" });
    }
  }
});

test("a signature of the hash, passed off as one of the file, does not fit", async () => {
  const { keys, signature } = await signed();
  const [comment, line = "", ...rest] = signature.split("\n");
  const inner = Buffer.from(line, "base64");
  inner.write("Ed", 0, "latin1");
  const asLegacy = [comment, inner.toString("base64"), ...rest].join("\n");
  // The algorithm is not under the signature: what this fits is a file of 64 bytes, the hash itself, which no reader takes.
  await assert.rejects(verify({ bytes, signature: asLegacy, keys, hash }), { code: "policy-signature-invalid" });
});

test("the trusted comment and the signature of one file do not vouch for another's", async () => {
  const { publicKey, secretKey } = await makeKey();
  const key = readSecretKey(secretKey);
  const keys = [readPublicKey(publicKey)];
  const one = (await sign({ bytes, key, hash, trustedComment: "one" })).split("\n");
  const two = (await sign({ bytes: bytes.slice(1), key, hash, trustedComment: "two" })).split("\n");
  const mixed = [one[0], one[1], two[2], two[3], ""].join("\n");
  await assert.rejects(verify({ bytes, signature: mixed, keys, hash }), { code: "policy-signature-invalid" });
});

test("files that are no signature are refused for what they are", async () => {
  const { keys, signature } = await signed();
  const lines = signature.split("\n");
  const [first = "", second = "", third = "", fourth = ""] = lines;
  const wrong = {
    empty: "", page: "<!doctype html><title>Not found</title>\n", "three lines": lines.slice(0, 3).join("\n"),
    "five lines": `${signature}more\n`, "no comment": lines.slice(1).join("\n"), "blank in base64": [first, `${second.slice(0, 8)} ${second.slice(8)}`, third, fourth].join("\n"),
    "no padding": [first, second, third, fourth.replace(/=+$/, "")].join("\n"), "byte order mark": `\ufeff${signature}`,
    algorithm: [first, Buffer.concat([Buffer.from("Xx"), Buffer.from(second, "base64").subarray(2)]).toString("base64"), third, fourth].join("\n"),
  };
  for (const [name, text] of Object.entries(wrong)) {
    await assert.rejects(verify({ bytes, signature: new TextEncoder().encode(text), keys, hash }), { code: "policy-signature-malformed" }, name);
  }
  await assert.rejects(verify({ bytes, signature: Uint8Array.of(0xff, 0xfe), keys, hash }), { code: "policy-signature-malformed" });
  // Line ends of other systems are no change: minisign does not sign them either.
  await verify({ bytes, signature: signature.replaceAll("\n", "\r\n"), keys, hash });
});

test("of several keys the one that signed is named; keys with one id are told apart", async () => {
  const { keys: [signed_], signature } = await signed();
  assert.ok(signed_);
  const other = readPublicKey((await makeKey()).publicKey);
  assert.equal((await verify({ bytes, signature, keys: [other, signed_], hash })).key, signed_);
  await assert.rejects(verify({ bytes, signature, keys: [other], hash }), { code: "policy-signature-wrong-key", detail: { key: signed_.id } });
  await assert.rejects(verify({ bytes, signature, keys: [], hash }), { code: "policy-signature-wrong-key" });
  const namesake = { ...other, id: signed_.id };
  assert.equal((await verify({ bytes, signature, keys: [namesake, signed_], hash })).key, signed_);
  await assert.rejects(verify({ bytes, signature, keys: [namesake], hash }), { code: "policy-signature-invalid" });
});

test("a browser without Ed25519 says so, and takes nothing for good", async (t) => {
  const { keys, signature } = await signed();
  t.mock.method(crypto.subtle, "importKey", async () => { throw new DOMException("", "NotSupportedError"); });
  await assert.rejects(verify({ bytes, signature, keys, hash }), { code: "signatures-unsupported" });
  t.mock.method(crypto.subtle, "generateKey", async () => { throw new DOMException("", "NotSupportedError"); });
  await assert.rejects(makeKey(), { code: "signatures-unsupported" });
});
