// @ts-check
/** The engine in WebKit: its WebAssembly, cryptography and workers do with large messages what they do elsewhere. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import * as openpgp from "openpgp";
import { lastFirst } from "../browser/stage.mjs";
import { armor, packets, wrap } from "../interop/pgp-mime.mjs";
import { webmail } from "./webmail.mjs";
import { Window } from "./window.mjs";

const end = lastFirst({ after });
/** @type {Window} */ let window;
/** @type {openpgp.Key} */ let certificate;

before(async () => {
  const { url } = await webmail(end);
  window = await Window.open(end);
  await window.visit(url);
  const base64 = await window.run(async () => {
    const load = (/** @type {string} */ path) => import(path);
    const engine = await (await load("/engine/engine.js")).start();
    engine.useBundle((await load("/engine/everybody.js")).everybody());
    const { certificate } = await engine.makeKey({ name: "Noor", address: "noor@example.org" });
    Object.assign(globalThis, { engine, certificate });
    return btoa(String.fromCharCode(...certificate));
  });
  certificate = await openpgp.readKey({ binaryKey: Buffer.from(base64, "base64") });
});

/** @param {Uint8Array} octets */
const sum = (octets) => createHash("sha256").update(octets).digest("hex");

/** What OpenPGP.js is told, for it goes by what the certificate asks for. @type {[string, openpgp.enums.aeadNames|undefined][]} */
const containers = [["SEIPDv1", undefined], ["SEIPDv2 with GCM", "gcm"], ["SEIPDv2 with OCB", "ocb"]];
for (const [container, aeadAlgorithm] of containers) {
  test(`what OpenPGP.js sealed as ${container} is opened, large and small; what is damaged is not`, async () => {
    const { privateKey: signer, publicKey } = await openpgp.generateKey({ type: "ecc", userIDs: [{ email: "lee@example.com" }], format: "object" });
    for (const size of [100, 1_500_001]) {
      const file = randomBytes(size);
      const head = 'Content-Type: application/octet-stream; name="a.dat"\r\nContent-Disposition: attachment; filename="a.dat"\r\nContent-Transfer-Encoding: binary\r\n\r\n';
      const { data } = await openpgp.generateSessionKey({ encryptionKeys: certificate });
      const message = /** @type {Uint8Array} */ (await openpgp.encrypt({
        message: await openpgp.createMessage({ binary: Buffer.concat([Buffer.from(head), file]) }), encryptionKeys: certificate, signingKeys: signer, format: "binary",
        sessionKey: { data, algorithm: "aes256", ...(aeadAlgorithm && { aeadAlgorithm }) }, config: { aeadProtect: aeadAlgorithm !== undefined },
      }));
      const container = packets(message).at(-1)?.body;
      assert.deepEqual([container?.[0], container?.[2]], aeadAlgorithm ? [2, openpgp.enums.aead[aeadAlgorithm]] : [1, container?.[2]]);
      for (const damaged of [false, true]) {
        if (damaged) message[message.length - 40] = 255 - Number(message[message.length - 40]);
        const opened = await window.run(async (base64, signer) => {
          const { engine } = /** @type {any} */ (globalThis);
          const octets = (/** @type {string} */ text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const { encryption, signature, parts } = await engine.open(octets(base64), { certificates: [{ address: "lee@example.com", bytes: octets(signer) }] });
          const hash = async (/** @type {BufferSource} */ bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((octet) => octet.toString(16).padStart(2, "0")).join("");
          return { states: [encryption.state, signature.state], sums: await Promise.all(parts.map((/** @type {any} */ { bytes }) => hash(bytes))) };
        }, Buffer.from(wrap(armor(message))).toString("base64"), Buffer.from(publicKey.write()).toString("base64"));
        if (damaged) assert.deepEqual(opened, { states: ["damaged", "none"], sums: [] });
        else assert.deepEqual(opened, { states: ["encrypted", "valid"], sums: [sum(file)] });
      }
    }
  });
}

test("a file of 20 MB is sealed in pieces and opened again", async () => {
  const result = await window.run(async () => {
    const { engine, certificate } = /** @type {any} */ (globalThis);
    const piece = crypto.getRandomValues(new Uint8Array(50_000));
    const file = new Blob(Array.from({ length: 400 }, () => piece));
    const draft = {
      from: "Noor <noor@example.org>", to: ["noor@example.org"], cc: [], bcc: [], subject: "Figures", text: "All of it.", html: null, label: null, protection: "encrypt",
      attachments: [{ name: "figures.dat", type: "application/octet-stream", size: file.size, contentId: null }],
      answers: { acknowledged: [] }, inReplyTo: null, references: [], language: "en", date: "2026-03-02T09:15:00+01:00", messageId: "one@example.org",
    };
    const { messages: [message] } = await engine.seal(draft, { contents: [file], certificates: [{ address: "noor@example.org", bytes: certificate }], blobs: true });
    const opened = await engine.open(new Uint8Array(await message.blob.arrayBuffer()));
    const bytes = opened.parts.find((/** @type {any} */ { bytes }) => bytes.length === file.size)?.bytes ?? new Uint8Array();
    return { states: [opened.encryption.state, opened.signature.state], length: bytes.length, same: bytes.every((/** @type {number} */ octet, /** @type {number} */ at) => octet === piece[at % piece.length]) };
  });
  assert.deepEqual(result, { states: ["encrypted", "valid"], length: 20_000_000, same: true });
});
