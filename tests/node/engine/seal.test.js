// @ts-check
import assert from "node:assert/strict";
import { randomFillSync } from "node:crypto";
import { test } from "node:test";
import { attachmentsOf, daan, draft, engineFor, found, noor, person } from "./people.js";

/** @param {number} size */
const random = (size) => randomFillSync(new Uint8Array(size));

test("two people write to each other", async (t) => {
  const [noors, daans] = [await engineFor(t), await engineFor(t)];
  const [noorsKey, daansKey] = [await noors.makeKey(noor), await daans.makeKey(daan)];
  assert.deepEqual(await noors.ownKeys(), [noorsKey]);

  const sent = await noors.seal(draft({ text: "Hello Daan" }), { contents: [], certificates: [found(daansKey)] });
  assert.equal(sent.protected, true);
  assert.equal(sent.template, "encrypt");
  const posted = sent.messages.filter(({ rcptTo }) => rcptTo.length > 0);
  assert.deepEqual(posted.map(({ rcptTo }) => rcptTo), [["daan@example.org"]]);
  for (const { bytes } of sent.messages) assert.doesNotMatch(new TextDecoder().decode(bytes), /Hello Daan|Budget/);

  const read = await daans.open(posted[0].bytes, { certificates: [found(noorsKey)] });
  assert.equal(read.text?.trim().endsWith("Hello Daan"), true);
  assert.equal(read.headers.subject.value, "Budget");
  assert.equal(read.encryption.state, "encrypted");
  assert.equal(read.signature.state, "valid");
  assert.equal(read.signature.signerAddress, "noor@example.org");

  const answer = await daans.seal(
    draft({ from: "Daan Bakker <daan@example.org>", to: ["noor@example.org"], text: "Hello Noor", messageId: "budget-2@example.org" }),
    { contents: [], certificates: [found(noorsKey)] });
  assert.equal((await noors.open(answer.messages[0].bytes, { certificates: [found(daansKey)] })).signature.state, "valid");
});

test("a host that writes the header gets an armored body, sealed for all in To", async (t) => {
  const [noors, daans] = [await engineFor(t), await engineFor(t)];
  const [noorsKey, daansKey] = [await noors.makeKey(noor), await daans.makeKey(daan)];
  const file = new TextEncoder().encode("in confidence");
  const { armored, decision } = await noors.sealBody(draft({ text: "Hello Daan", attachments: attachmentsOf([file]) }), { contents: [file], certificates: [found(daansKey)] });
  assert.equal(decision.protection?.template, "encrypt");
  assert.match(armored, /^-----BEGIN PGP MESSAGE-----\r\n[^]*-----END PGP MESSAGE-----\r\n$/);
  assert.doesNotMatch(armored, /(?<!\r)\n|Content-Type/);
  const hosts = `From: noor@example.org\r\nSubject: The host's\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n${armored}`;
  const read = await daans.open(new TextEncoder().encode(hosts), { certificates: [found(noorsKey)] });
  assert.deepEqual([read.text?.trim(), read.status.summary, read.headers.subject.value, read.headers.subject.protection], ["Hello Daan", "sealed", "The host's", "unprotected"]);
  assert.deepEqual(read.parts.map(({ bytes }) => new TextDecoder().decode(bytes)), ["in confidence"]);
  const clear = noors.sealBody(draft({ protection: null }), { contents: [], certificates: [found(daansKey)] });
  await assert.rejects(clear, { code: "draft-malformed", detail: { field: "bodyOnly" } });
});

test("a sent message has a known signer for its own sender", async (t) => {
  const engine = await engineFor(t);
  await engine.makeKey(noor);
  const other = await engine.makeKey(daan);
  const sent = await engine.seal(draft(), { contents: [], certificates: [found(other)] });
  const kept = sent.messages.find((message) => message.kept);
  assert.ok(kept);
  assert.equal((await engine.open(kept.bytes)).signature.state, "valid");
});

test("a changed octet shows, and nothing of the text does", async (t) => {
  const engine = await engineFor(t);
  await engine.makeKey(noor);
  const daansKey = await engine.makeKey(daan);
  const { messages: [{ bytes }] } = await engine.seal(draft(), { contents: [], certificates: [found(daansKey)] });
  const changed = bytes.slice();
  const armor = new TextDecoder("latin1").decode(bytes).indexOf("-----BEGIN PGP MESSAGE-----");
  const end = new TextDecoder("latin1").decode(bytes).indexOf("-----END PGP MESSAGE-----");
  const place = Math.floor(armor + (end - armor) * 0.8);
  changed[place] = changed[place] === 0x41 ? 0x42 : 0x41; // another letter of base64
  const read = await engine.open(changed).catch((error) => error);
  assert.ok(read.code === "message-damaged" || read.encryption.state === "damaged");
  assert.equal(read.text ?? null, null);
});

test("what is for somebody else does not open", async (t) => {
  const [engine, stranger] = [await engineFor(t), await engineFor(t)];
  await engine.makeKey(noor);
  await stranger.makeKey(person("Lee Chen", "lee@example.com"));
  const daansKey = await engine.makeKey(daan);
  const { messages: [{ bytes }] } = await engine.seal(draft(), { contents: [], certificates: [found(daansKey)] });
  const read = await stranger.open(bytes).catch((error) => error);
  assert.ok(read.code === "message-not-for-you" || read.encryption.state === "not-for-you");
  assert.equal(read.text ?? null, null);
});

test("a certificate counts for the address it was found for, whatever it claims", async (t) => {
  const [engine, daans] = [await engineFor(t), await engineFor(t)];
  const noorsKey = await engine.makeKey(noor);
  const daansKey = await daans.makeKey(daan);
  const elsewhere = (/** @type {{ certificate: Uint8Array }} */ key) => ({ address: "eve@example.net", bytes: key.certificate });
  await assert.rejects(engine.seal(draft(), { contents: [], certificates: [elsewhere(daansKey)] }),
    { code: "recipient-without-certificate", detail: { address: "daan@example.org" } });

  const { messages: [{ bytes }] } = await engine.seal(draft(), { contents: [], certificates: [elsewhere(noorsKey), found(daansKey)] });
  const stateWith = async (/** @type {import("../../../www/engine/types.js").FoundCertificate[]} */ certificates) =>
    (await daans.open(bytes, { certificates })).signature.state;
  assert.notEqual(await stateWith([elsewhere(noorsKey)]), "valid");
  assert.equal(await stateWith([elsewhere(noorsKey), found(noorsKey)]), "valid");
  const bare = /** @type {any} */ ([noorsKey.certificate, null, "x", {}]);
  assert.equal(await stateWith(bare), "unknown-key", "what does not say where it was found counts for nobody");
});

test("sealing needs a certificate for each recipient and a key for the sender", async (t) => {
  const engine = await engineFor(t);
  const daansKey = await engine.makeKey(daan);
  await assert.rejects(engine.seal(draft(), { contents: [], certificates: [found(daansKey)] }), { code: "no-own-key" });
  await engine.makeKey(noor);
  await assert.rejects(engine.seal(draft(), { contents: [], certificates: [] }),
    { code: "recipient-without-certificate", detail: { address: "daan@example.org" } });
  await assert.rejects(engine.seal(draft(), { contents: [], certificates: [found(daansKey)], from: "0".repeat(40) }),
    { code: "no-own-key", detail: { address: "noor@example.org" } });
  await (await engine.vault()).removeKey(daansKey.fingerprint);
  assert.deepEqual((await engine.ownKeys()).map(({ address }) => address), ["noor@example.org"]);
});

test("the newest key of the From address signs, unless another is asked for", async (t) => {
  const engine = await engineFor(t);
  const old = await engine.makeKey(noor);
  await new Promise((resolve) => setTimeout(resolve, 1100)); // OpenPGP counts seconds
  const fresh = await engine.makeKey(noor);
  const daansKey = await engine.makeKey(daan);
  const signer = async (/** @type {string|undefined} */ from) => {
    const sent = await engine.seal(draft(), { contents: [], certificates: [found(daansKey)], from });
    return (await engine.open(sent.messages[0].bytes)).signature.fingerprint;
  };
  assert.equal(await signer(undefined), fresh.fingerprint);
  assert.equal(await signer(old.fingerprint), old.fingerprint);
});

test("the caller keeps its bytes: views, Blobs and all", async (t) => {
  const engine = await engineFor(t);
  await engine.makeKey(noor);
  const daansKey = await engine.makeKey(daan);
  const large = random(4096);
  const contents = [large.subarray(100, 200), new Blob([large.subarray(0, 50)]), new Uint8Array()];
  const sizes = [new Uint8Array(100), new Uint8Array(50), new Uint8Array()];
  const before = large.slice();
  const sealing = engine.seal(draft({ attachments: attachmentsOf(sizes) }), { contents, certificates: [found(daansKey)] });
  large.fill(0); // what was given at the call counts
  const { messages: [{ bytes }] } = await sealing;
  assert.equal(large.length, 4096);
  assert.ok(daansKey.certificate.length > 0);

  const { parts } = await engine.open(bytes);
  assert.ok(bytes.length > 0);
  assert.deepEqual(parts.map((part) => part.bytes), [before.subarray(100, 200), before.subarray(0, 50), new Uint8Array()]);
});

test("contents that are missing or of another length are named by their position", async (t) => {
  const engine = await engineFor(t);
  await engine.makeKey(noor);
  const daansKey = await engine.makeKey(daan);
  const attachments = attachmentsOf([new Uint8Array(3), new Uint8Array(3)]);
  await assert.rejects(engine.seal(draft({ attachments }), { contents: [random(3)], certificates: [found(daansKey)] }),
    { code: "attachment-unreadable", detail: { index: 1 } });
});

test("30 MB go there and back", async (t) => {
  const engine = await engineFor(t);
  await engine.makeKey(noor);
  const daansKey = await engine.makeKey(daan);
  const content = random(30_000_000);
  /** @type {string[]} */
  const stages = [];
  const onProgress = (/** @type {import("../../../www/generated/contract.js").Progress} */ { stage, done, total }) => {
    assert.ok(done <= total);
    if (stages.at(-1) !== stage) stages.push(stage);
  };
  const sent = await engine.seal(draft({ attachments: attachmentsOf([content]) }), { contents: [new Blob([content])], certificates: [found(daansKey)], onProgress });
  const read = await engine.open(sent.messages[0].bytes, { onProgress });
  // So large a file is read while it is sealed, piece by piece.
  assert.deepEqual(stages, ["writing", "sealing", "opening", "parsing"]);
  assert.equal(Buffer.compare(read.parts[0].bytes, content), 0);
});

test("a key comes and goes between programs, with its passphrase", async (t) => {
  const { generateKey } = await import("openpgp");
  const { privateKey } = await generateKey({
    userIDs: [{ name: noor.name, email: noor.address }], passphrase: "correct horse", format: "binary",
  });
  const engine = await engineFor(t);
  const mine = privateKey.slice();
  const vault = await engine.vault();
  await assert.rejects(vault.importKeys(mine, "wrong"), { code: "passphrase-wrong" });
  await assert.rejects(vault.importKeys(new Uint8Array([1, 2, 3])), { code: "key-malformed" });
  const [key] = await vault.importKeys(mine, "correct horse");
  assert.equal(key.address, noor.address);
  assert.deepEqual(mine, privateKey);
  assert.deepEqual(await engine.ownKeys(), [key]);
  assert.equal((await engine.readCertificate(key.certificate, noor.address)).usable, true);
});
