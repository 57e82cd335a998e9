// @ts-check
// What letters are written with follows the bundle they are sealed under.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerProof } from "../../../www/engine/answer-proof.js";
import { stationeryFor } from "../../../www/engine/letters.js";
import { draft, policy } from "./people.js";

const folder = new URL("../../../www/wasm/", import.meta.url).href;
const logo = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==";
const branding = [{ id: "house", logo, portal: { en: "Welcome", nl: "Welkom" } }, { id: "court", subject: "From the court", expiryDays: 2, coverForKeys: true, disclaimer: "Do not pass it on." }];

/** @param {{ passphrase?: object, chosen?: string|null, letters?: object[], brands?: object[] }} [how] */
function made({ passphrase = {}, chosen = null, letters = [{}], brands = branding } = {}) {
  const bundle = new TextEncoder().encode(JSON.stringify({ ...JSON.parse(new TextDecoder().decode(policy)), passphrase, branding: brands }));
  const all = letters.map((letter) => ({ address: "lee@example.com", passphrase: " two  words ", hint: " where we met ", language: "nl", ...letter }));
  return stationeryFor({ bundle, branding: chosen, draft: draft(), letters: all, programs: folder });
}

test("the first brand counts, unless a rule chose another", async () => {
  const usual = await made();
  assert.equal(usual?.people[0]?.subject, "Beveiligd bericht van Noor de Wit");
  assert.deepEqual([...usual?.logo ?? []].slice(0, 4), [0x89, 0x50, 0x4e, 0x47]);
  assert.deepEqual([usual?.expires, usual?.keyCover, usual?.reach, usual?.pack], [null, null, false, null]);
  const court = await made({ chosen: "court" });
  assert.equal(court?.people[0]?.subject, "From the court");
  assert.equal(court?.logo, null);
  assert.equal(court?.expires, "2026-11-26T09:00:00Z");
  assert.equal(JSON.parse(court?.people[0]?.letterhead ?? "").expires, court?.expires);
  assert.match(court?.keyCover ?? "", /Noor de Wit has sent you a protected message\.[^]*Do not pass it on\./);
});

test("the letterhead says what the file claims, and holds no passphrase", async () => {
  const { people: [one] = [], page } = await made({ letters: [{ address: "Lee@Example.com" }] }) ?? {};
  assert.deepEqual(JSON.parse(one?.letterhead ?? ""), {
    format: 1, language: "nl", organisation: "Example Foundation", from: { name: "Noor de Wit", address: "noor@example.org" }, to: "Lee@Example.com",
    brand: { color: "#1f5fbf", logo, portal: "Welkom", text: "", disclaimer: "", privacy: "" }, date: draft().date, expires: null, messageId: draft().messageId, hint: "where we met",
  });
  assert.equal(one?.passphrase, "two words");
  assert.doesNotMatch(JSON.stringify({ ...one, passphrase: "" }), /two words/);
  assert.match(page ?? "", /@LETTER@[^]*@MESSAGE@/);
});

test("how it is handed over: as the bundle wishes, packed where pages are refused", async () => {
  const ways = async (/** @type {object} */ passphrase) => (await made({ passphrase, letters: [{}, { address: "jo@sub.strict.example.com" }] }))?.people.map(({ attach }) => attach);
  const reader = "https://secure.example.org/reader.html";
  const strict = ["strict.example.com"];
  assert.deepEqual(await ways({ strict }), ["html", "zip"]);
  assert.deepEqual(await ways({ strict, attach: "zip" }), ["zip", "zip"]);
  assert.deepEqual(await ways({ strict, attach: "link", reader }), ["link", "link"]);
  assert.deepEqual(await ways({ strict, attach: "link-and-html", reader }), ["link-and-html", "link"]);
  const [linked] = (await made({ passphrase: { attach: "link", reader } }))?.people ?? [];
  assert.ok(linked?.html.includes(`href="${reader}#@MESSAGE@"`) && linked.text.includes(`${reader}#@MESSAGE@`));
  const pack = (await made({ passphrase: { attach: "zip" } }))?.pack;
  const { unzipSync } = await import("fflate");
  assert.equal(Buffer.from(unzipSync(pack?.("message.html", Buffer.from("x")) ?? new Uint8Array())["message.html"] ?? []).toString(), "x");
});

test("what the organisation does not want is not done", async () => {
  await assert.rejects(made({ passphrase: { allowed: false } }), { code: "passphrase-not-allowed" });
  await assert.rejects(made({ brands: [{ id: "none", passphrase: false }] }), { code: "passphrase-not-allowed" });
  const [one] = (await made({ passphrase: { hint: false } }))?.people ?? [];
  assert.equal(JSON.parse(one?.letterhead ?? "").hint, null);
  assert.doesNotMatch(`${one?.html}${one?.text}`, /where we met/);
  assert.equal((await made({ passphrase: { reach: true } }))?.reach, true);
  assert.equal(await made({ letters: [] }), undefined);
  assert.equal((await made({ letters: [], chosen: "court" }))?.expires, "2026-11-26T09:00:00Z");
});

test("an answer's proof fits one passphrase and one answer", async () => {
  const proof = await answerProof("two words", "a@example.org", "b@example.com");
  assert.match(proof, /^[0-9a-f]{64}$/);
  assert.equal(await answerProof("  two   words", "a@example.org", "b@example.com"), proof);
  for (const [word, answered, answer] of [["two word", "a@example.org", "b@example.com"], ["two words", "x@example.org", "b@example.com"], ["two words", "a@example.org", "x@example.com"]]) {
    assert.notEqual(await answerProof(String(word), String(answered), String(answer)), proof);
  }
});
