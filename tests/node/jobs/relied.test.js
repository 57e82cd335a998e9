// @ts-check
/** Whose signature is enough to lay mail open without anybody being asked. */
import assert from "node:assert/strict";
import test from "node:test";
import { isRelied } from "../../../www/mail/reader/relied.js";

test("a key that nobody but a mail speaks for is not relied on", () => {
  const relied = (/** @type {string[]} */ sources, trust = "new", state = "valid") => isRelied(/** @type {any} */ ({
    opened: { signature: { state, fingerprint: "AB" } }, trust, finding: { answer: { standing: { certificate: { fingerprint: "AB" }, sources } }, remembered: [] },
  }));
  for (const sources of [["autocrypt"], ["attached"], ["gossip"], ["autocrypt", "attached", "gossip"], []]) assert.equal(relied(sources), false, String(sources));
  for (const sources of [["wkd"], ["organisation"], ["autocrypt", "wkd"]]) assert.equal(relied(sources), true, String(sources));
  assert.equal(relied(["autocrypt"], "known"), false, "the mail before it brought the key");
  for (const [sources, trust] of /** @type {[string[], string][]} */ ([[["wkd"], "known"], [["autocrypt"], "verified"], [[], "own"]])) assert.equal(relied(sources, trust), true, trust);
  assert.equal(relied(["wkd"], "changed"), false);
  assert.equal(relied(["wkd"], "new", "invalid"), false);
});

test("a key that only mail spoke for is not relied on either after another has taken its place", () => {
  const relied = (/** @type {object} */ record, trust = "known") => isRelied(/** @type {any} */ ({
    opened: { signature: { state: "valid", fingerprint: "AB" } }, trust,
    finding: { answer: { standing: { certificate: { fingerprint: "CD" }, sources: ["wkd"] } }, remembered: [{ fingerprint: "CD", elsewhere: "2026" }, { fingerprint: "AB", ...record }] },
  }));
  assert.equal(relied({ lastUsed: "2026" }), false);
  for (const record of [{ elsewhere: "2026" }, { accepted: "2026" }]) {
    assert.equal(relied({ lastUsed: "2026", ...record }), true, Object.keys(record)[0]);
    assert.equal(relied(record, "changed"), false);
  }
});
