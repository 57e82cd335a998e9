// @ts-check
// Sealed messages inside a mail: found, opened by themselves, and nothing around them taken for theirs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asMessage, sealedWithin } from "../../../www/pages/demo/reader/within.js";
import { daan, draft, engineFor, found, noor } from "./people.js";

const octets = (/** @type {string} */ text) => new TextEncoder().encode(text);
const armorIn = (/** @type {Uint8Array} */ mail) => /-----BEGIN[^]*END PGP MESSAGE-----/.exec(Buffer.from(mail).toString("latin1"))?.[0] ?? "";

/** A mail with this in it. @param {string} armored @param {{ name?: string, type?: string, text?: string, binary?: boolean }} [how] */
function around(armored, { name = "answer.asc", type = "application/octet-stream", text = "See the file.", binary = false } = {}) {
  const base64 = armored.split("\n\n")[1]?.split(/\r?\n[=-]/)[0] ?? "";
  const body = binary ? ["Content-Transfer-Encoding: base64", "", base64] : ["", armored];
  return octets([
    "From: Eve <eve@example.net>", "To: daan@example.org", "Subject: A subject", " in two lines", "Content-Language: en", "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=\"b\"", "", "--b", "Content-Type: text/plain", "", text,
    "--b", `Content-Type: ${type}; name="${name}"`, `Content-Disposition: attachment; filename="${name}"`, ...body, "--b--", "",
  ].join("\r\n"));
}

/** @param {import("node:test").TestContext} t */
async function sealed(t) {
  const [noors, daans] = [await engineFor(t), await engineFor(t)];
  const [noorsKey, daansKey] = [await noors.makeKey(noor), await daans.makeKey(daan)];
  const { messages: [{ bytes }] } = await noors.seal(draft(), { contents: [], certificates: [found(daansKey)] });
  return { daans, noorsKey, armored: armorIn(bytes).replaceAll("\r\n", "\n") };
}

test("attached, armored or not, and in the text: it opens as what it is, and the text around it stays outside", async (t) => {
  const { daans, noorsKey, armored } = await sealed(t);
  const mails = [around(armored), around(armored, { name: "x.pgp", binary: true }), around("no", { text: `Look:\n\n${armored}\nBye` })];
  for (const mail of mails) {
    const outer = await daans.open(mail);
    assert.deepEqual([outer.structure, outer.signature.state], ["plain", "none"]);
    const [one, ...more] = sealedWithin(outer);
    assert.deepEqual(more, []);
    const inner = await daans.open(asMessage(mail, one), { certificates: [{ address: noor.address, bytes: noorsKey.certificate }] });
    assert.deepEqual([inner.encryption.state, inner.signature.state, inner.headers.from.address], ["encrypted", "valid", noor.address]);
    assert.equal(inner.text?.includes("See the file"), false);
    assert.deepEqual(inner.parts.map(({ name }) => name), []);
  }
});

test("what is no message is not offered, and of many only a few", async (t) => {
  const { daans, armored } = await sealed(t);
  const none = [around(armored, { name: "photo.jpg" }), around("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxx\n"), around("> -----BEGIN PGP MESSAGE-----", { text: `> ${armored.replaceAll("\n", "\n> ")}` })];
  for (const mail of none) assert.deepEqual(sealedWithin(await daans.open(mail)), []);
  assert.equal(sealedWithin(await daans.open(around("no", { text: `${armored}\n`.repeat(9) }))).length, 5);
});

test("a text that begins a hundred thousand messages and ends none is looked through at once", () => {
  const opened = /** @type {any} */ ({ structure: "plain", parts: [], text: "-----BEGIN PGP MESSAGE-----\n\n".repeat(100_000) });
  assert.deepEqual(sealedWithin(opened), []);
});
