// @ts-check
// The passphrases told to others, where the store lives with the page. What locks do to them is a question for a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../../www/keys/memory-store.js";
import { engineFor } from "../engine/people.js";

/** @param {string} address @param {string} passphrase @returns {import("../../../www/engine/types.js").KeptPassphrase} */
const kept = (address, passphrase) => ({ address, passphrase, hint: null, language: "nl", since: "2026-11-26T09:00:00.000Z", bits: 55 });
const [noor, daan] = ["noor@example.org", "daan@example.org"];

test("a passphrase is remembered for one contact of one person, changed, and forgotten", async (t) => {
  const vault = await (await engineFor(t)).vault();
  let told = 0;
  vault.addEventListener("passphrases", () => { told += 1; });
  await vault.keepPassphrase(noor, kept("Lee@example.com", "acid bone cactus"));
  await vault.keepPassphrase(daan, kept("lee@example.com", "others have others"));
  assert.deepEqual(await vault.passphrases("Noor@example.org"), [{ owner: noor, address: "lee@example.com", since: "2026-11-26T09:00:00.000Z" }]);
  assert.deepEqual(await vault.passphrase(noor, "LEE@example.com"), kept("lee@example.com", "acid bone cactus"));
  assert.equal((await vault.passphrase(daan, "lee@example.com"))?.passphrase, "others have others");

  await vault.keepPassphrase(noor, kept("lee@example.com", "a new one"));
  assert.equal((await vault.passphrases(noor)).length, 1);
  assert.equal((await vault.passphrase(noor, "lee@example.com"))?.passphrase, "a new one");

  await vault.forgetPassphrase(noor, "lee@example.com");
  await vault.forgetPassphrase(noor, "lee@example.com");
  assert.equal(await vault.passphrase(noor, "lee@example.com"), null);
  assert.deepEqual(await vault.passphrases(noor), []);
  assert.equal(told, 5);
});

test("a store of a host that keeps keys only has none, and says so when one is to be kept", async (t) => {
  const whole = new MemoryStore();
  const keyStore = /** @type {any} */ ({ ...Object.fromEntries(["keep", "list", "secret", "remove", "close"].map((name) => [name, /** @type {any} */ (whole)[name].bind(whole)])) });
  const vault = await (await engineFor(t, { keyStore })).vault();
  assert.deepEqual(await vault.passphrases(noor), []);
  assert.equal(await vault.passphrase(noor, "lee@example.com"), null);
  await vault.forgetPassphrase(noor, "lee@example.com");
  await assert.rejects(vault.keepPassphrase(noor, kept("lee@example.com", "x")), { code: "unsupported" });
});
