// @ts-check
/** Whose signature is enough to lay mail open without anybody being asked. */
import assert from "node:assert/strict";
import test from "node:test";
import { isRelied } from "../../../www/mail/reader/relied.js";

test("a key that nobody but a mail speaks for is not relied on", () => {
  const relied = (/** @type {string[]} */ sources, trust = "new", state = "valid") => isRelied(/** @type {any} */ ({
    opened: { signature: { state, fingerprint: "AB" } }, trust, finding: { answer: { standing: { certificate: { fingerprint: "AB" }, sources } } },
  }));
  for (const sources of [["autocrypt"], ["attached"], ["gossip"], ["autocrypt", "attached", "gossip"], []]) assert.equal(relied(sources), false, String(sources));
  for (const sources of [["wkd"], ["organisation"], ["autocrypt", "wkd"]]) assert.equal(relied(sources), true, String(sources));
  assert.equal(relied(["autocrypt"], "known"), false, "the mail before it brought the key");
  for (const [sources, trust] of /** @type {[string[], string][]} */ ([[["wkd"], "known"], [["autocrypt"], "verified"], [[], "own"]])) assert.equal(relied(sources, trust), true, trust);
  assert.equal(relied(["wkd"], "changed"), false);
  assert.equal(relied(["wkd"], "new", "invalid"), false);
});
