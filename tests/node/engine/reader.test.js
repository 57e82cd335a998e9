// @ts-check
// Whose signature the webmail shows: a certificate counts for the address it was looked up for, and From is the one inside.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ZegelError } from "../../../www/engine/errors.js";
import { openMessage } from "../../../www/pages/demo/mailbox/opened.js";
import { useRules } from "../../../www/mail/session/rules.js";
import { daan, draft, engineFor, found, noor, person, policy } from "./people.js";

const eve = person("Eve", "eve@example.net");

/**
 * Daan opens what Noor sealed and Eve sent on under her own address, with a directory that holds what a test says.
 * @param {import("node:test").TestContext} t
 * @param {(keys: { noors: Uint8Array, eves: Uint8Array, others: Uint8Array }) => Record<string, Uint8Array>} published  by local part
 * @param {"noor"|"eve"} [signer]  Eve signs with a key of her own making that claims to be Noor's
 * @param {string[]} [sources]  where keys are looked for
 */
async function sentOn(t, published, signer = "noor", sources = ["directory"]) {
  const [noors, daans, eves] = [await engineFor(t), await engineFor(t), await engineFor(t)];
  const [noorsKey, daansKey, evesKey] = [await noors.makeKey(noor), await daans.makeKey(daan), await eves.makeKey(signer === "eve" ? noor : eve)];
  const others = (await (await engineFor(t)).makeKey(noor)).certificate;
  const directory = published({ noors: noorsKey.certificate, eves: evesKey.certificate, others });
  /** @type {string[]} */
  const asked = [];
  t.mock.method(globalThis, "fetch", async (/** @type {string|URL} */ url) => {
    const local = new URL(url).searchParams.get("l") ?? "";
    asked.push(local);
    return directory[local] ? new Response(new Uint8Array(directory[local])) : new Response(null, { status: 404 });
  });
  const { messages: [{ bytes }] } = await (signer === "noor" ? noors : eves).seal(draft(), { contents: [], certificates: [found(daansKey)] });
  const text = Buffer.from(bytes).toString("latin1");
  const forged = new Uint8Array(Buffer.from(text.replace(/^From: .*$/m, "From: Eve <eve@example.net>"), "latin1"));
  const base = `http://${crypto.randomUUID()}.test/`; // answers are remembered by address
  const session = /** @type {any} */ ({
    engine: daans, account: daan, ownKey: daansKey, config: { directory: base, policy: `${base}policy/` }, jmap: { download: async () => forged },
    keyWishes: { sources, keyring: null, trusted: [] },
  });
  const email = /** @type {any} */ ({ id: "E1", blobId: "B1", from: [{ name: "Eve", email: eve.address }] });
  const options = { signal: new AbortController().signal, voice: /** @type {any} */ ({}), onBytes() {}, onProgress() {} };
  return { asked, noorsKey, evesKey, ...await openMessage(email, session, options) };
}

test("the protected sender is looked up, and the evidence is of the certificate that verified", async (t) => {
  const { asked, opened, finding, signer, noorsKey } = await sentOn(t, ({ noors, eves }) => ({ noor: noors, eve: eves }));
  assert.deepEqual(asked, ["eve", "noor"]);
  assert.deepEqual([opened.headers.from.address, opened.signature.state, finding.address], [noor.address, "valid", noor.address]);
  assert.deepEqual([signer?.fingerprint, opened.signature.fingerprint], [noorsKey.fingerprint, noorsKey.fingerprint]);
});

test("a certificate in another's directory entry proves nothing", async (t) => {
  const { opened, finding } = await sentOn(t, ({ noors }) => ({ eve: noors }));
  assert.deepEqual([opened.signature.state, finding.address], ["wrong-sender", eve.address]);
});

test("a key that is found but did not sign is no evidence", async (t) => {
  const { opened, finding, signer } = await sentOn(t, ({ eves }) => ({ noor: eves, eve: eves }));
  assert.deepEqual([opened.signature.state, finding.address, signer], ["unknown-key", noor.address, null]);
});

test("who signs in another's name, with a key that claims it, is named as the signer", async (t) => {
  const { opened, signer, evesKey } = await sentOn(t, ({ noors, eves }) => ({ noor: noors, eve: eves }), "eve");
  assert.deepEqual([opened.signature.state, opened.signature.signerAddress, signer?.fingerprint], ["wrong-sender", eve.address, evesKey.fingerprint]);
});

test("a key that only the message itself brought is new, and never passes for the one that is published", async (t) => {
  const alone = await sentOn(t, () => ({}), "noor", ["directory", "mail"]);
  assert.deepEqual([alone.opened.signature.state, alone.trust], ["valid", "new"]);
  const beside = await sentOn(t, ({ others }) => ({ noor: others }), "noor", ["directory", "mail"]);
  assert.deepEqual([beside.opened.signature.state, beside.trust], ["valid", "changed"]);
});

test("the rules of who signed in before decide nothing for the next", async (t) => {
  const outcome = (/** @type {Uint8Array|null} */ bytes) => /** @type {any} */ ({ policy: { bytes, warnings: [] }, error: null });
  const failed = /** @type {any} */ ({ policy: null, error: new ZegelError("policy-missing") });
  for (const [why, rules] of /** @type {const} */ ([["none", outcome(null)], ["failed", failed], ["mistaken", outcome(new TextEncoder().encode("{}"))]])) {
    const engine = await engineFor(t);
    engine.useBundle(policy);
    const { bundle, bundleFailed, rulesOf } = await useRules(engine, rules, "noor@example.org");
    assert.equal(bundleFailed, why !== "none");
    if (bundleFailed) {
      assert.equal(bundle, null);
      assert.throws(() => engine.decide(draft()), { code: "bundle-missing" });
    } else {
      // Who has no organisation has everybody's, and nothing of the one before.
      assert.deepEqual([rulesOf, bundle?.labels, bundle?.organisation.domains], ["everybody", [], ["everybody.invalid"]]);
      assert.equal(engine.decide(draft({ protection: null })).protection, null);
    }
    assert.equal((await useRules(engine, outcome(policy), "noor@example.org")).bundle?.organisation.name, "Example Foundation");
    assert.equal(engine.decide(draft()).protection?.template, "encrypt");
  }
});
