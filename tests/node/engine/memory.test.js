// @ts-check
// What is left of secrets in the memory of the programs after they were used: nothing.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import * as openpgp from "openpgp";
import { load, wipeStack } from "../../../www/engine/load.js";
import { Sealer } from "../../../www/engine/sealer.js";
import { MemoryStore } from "../../../www/keys/memory-store.js";
import { draft, noor, policy } from "./people.js";

const folder = new URL("../../../www/wasm/", import.meta.url).href;

/** The memory of a program that is loaded already. @param {"sealer"|"sealer-full"} name @returns {Promise<WebAssembly.Memory>} */
const memoryOf = async (name) => (await (await import(`${folder}${name}.js`)).default()).memory;

/**
 * The names of the secrets that lie somewhere in a memory, forwards or backwards.
 * @param {WebAssembly.Memory} memory
 * @param {Record<string, Uint8Array>} secrets
 */
function found(memory, secrets) {
  const bytes = Buffer.from(memory.buffer);
  return Object.entries(secrets).filter(([, secret]) => bytes.includes(Buffer.from(secret)) || bytes.includes(Buffer.from(secret).reverse())).map(([name]) => name);
}

/** @param {"ecc"|"curve25519"} type @param {boolean} v6Keys */
async function keyOf(type, v6Keys) {
  const passphrase = "a passphrase that is found nowhere";
  const { privateKey } = await openpgp.generateKey({
    type, userIDs: [{ name: noor.name, email: noor.address }], format: "object", config: { v6Keys, aeadProtect: v6Keys },
  });
  const of = (/** @type {any} */ packet) => Buffer.from(packet.privateParams.seed ?? packet.privateParams.d ?? packet.privateParams.k);
  const secrets = { signing: of(privateKey.keyPacket), opening: of(privateKey.subkeys[0].keyPacket), passphrase: Buffer.from(passphrase) };
  // The s2k costs time, not safety, in this test.
  const locked = await openpgp.encryptKey({ privateKey, passphrase, config: { v6Keys, s2kIterationCountByte: 96 } });
  return { file: new Uint8Array(locked.write()), passphrase, secrets, secret: privateKey.write(), certificate: privateKey.toPublic().write() };
}

for (const [name, type, v6] of /** @type {const} */ ([["version 4", "ecc", false], ["version 6", "curve25519", true]])) {
  test(`a secret key of ${name} is in no program's memory once it was used`, async () => {
    const { file, passphrase, secrets, secret, certificate } = await keyOf(type, v6);
    const sealer = new Sealer(folder, new MemoryStore());
    const silent = () => {};
    const seal = async () => (await sealer.seal({
      bundle: policy, address: noor.address, draft: draft({ to: [noor.address] }), contents: [], certificates: [{ address: noor.address, bytes: certificate }],
    }, silent)).messages[0].bytes;
    const [{ fingerprint }] = await sealer.importKeys({ file, passphrase });
    const full = await memoryOf("sealer-full");
    assert.deepEqual(found(full, secrets), [], "importing");
    const message = await seal();
    assert.equal((await sealer.open({ message, certificates: [] }, silent)).signature.state, "valid");
    assert.deepEqual(found(full, secrets), [], "sealing and opening");
    await sealer.exportKey({ fingerprint, passphrase });
    const words = { address: noor.address, date: "2026-11-26T09:00:00+01:00", messageId: "s@example.org", subject: "x", text: "y" };
    const { code, armored } = await sealer.backupKeys({ fingerprints: [fingerprint], words });
    await sealer.restoreKeys({ file: armored, code });
    await sealer.renewKey({ fingerprint, validDays: 100 });
    assert.deepEqual(found(full, { ...secrets, code: Buffer.from(code) }), [], "exporting, backing up, restoring, renewing");

    // The small program never sees a file of keys; it only seals and opens.
    const store = new MemoryStore();
    const [key] = await sealer.ownKeys();
    await store.keep(key, secret);
    const small = new Sealer(folder, store);
    assert.equal((await small.open({ message, certificates: [] }, silent)).signature.state, "valid");
    assert.deepEqual(found(await memoryOf("sealer"), secrets), [], "opening with the small program");
  });
}

// `DEAD_STACK` in src/bin/sealer.rs, as either program is built.
for (const [name, overwritten] of /** @type {const} */ ([["sealer", 64], ["sealer-full", 192]])) {
  test(`${name}: reading a key goes no deeper into the stack than is overwritten before a certificate is remembered`, async () => {
    const program = /** @type {any} */ (await load(folder, name));
    const full = /** @type {any} */ (await load(folder, "sealer-full"));
    const { buffer } = await memoryOf(name);
    const stack = new Uint8Array(buffer, 0, 0x100000);
    let deepest = 0;
    const keys = new URL("../../keys/", import.meta.url);
    for (const file of readdirSync(keys).filter((one) => one.startsWith("secret-") && !one.includes("argon2"))) {
      const [{ secret }] = full.read_keys(new Uint8Array(readFileSync(new URL(file, keys))), "Zegel, ünïcödé & blanks ", [], Date.now());
      wipeStack(program);
      program.begin_open(new TextEncoder().encode("Subject: x\r\n\r\nx"), [secret], [], "example", Date.now(), () => {}).free();
      deepest = Math.max(deepest, stack.length - stack.findIndex((octet) => octet !== 0));
    }
    assert.ok(deepest > 1024 && deepest <= overwritten * 1024, `${deepest} octets`);
  });
}

test("what stands on the stack is found until it is wiped", async () => {
  const program = await load(folder, "sealer");
  const memory = await memoryOf("sealer");
  const secret = Buffer.from("thirty-two octets, known by test");
  new Uint8Array(memory.buffer).set(secret, 0xf0000);
  assert.deepEqual(found(memory, { secret }), ["secret"]);
  wipeStack(/** @type {object} */ (program));
  assert.deepEqual(found(memory, { secret }), []);
});
