// @ts-check
// Recipients without a key: what the button offers and says of them, what the composer holds, and how large it gets.

import assert from "node:assert/strict";
import { test } from "node:test";
import { say } from "../../../www/button/say.js";
import { protectRows } from "../../../www/button/protect-rows.js";
import { issues, present } from "../../../www/button/states.js";
import en from "../../../www/button/texts/en.js";
import nl from "../../../www/button/texts/nl.js";
import { forecast, largest } from "../../../www/mail/compose/forecast.js";
import { Held } from "../../../www/mail/passphrases/held.js";
import { strengthLine, verdictOn } from "../../../www/mail/passphrases/strength-line.js";
import textsEn from "../../../www/mail/passphrases/texts/en.js";
import textsNl from "../../../www/mail/passphrases/texts/nl.js";
import { letterWishes } from "../../../www/mail/passphrases/wishes.js";
import peopleEn from "../../../www/mail/people/texts/en.js";
import peopleNl from "../../../www/mail/people/texts/nl.js";
import { decision, encrypted, recipient, situation } from "./situation.js";

const noor = recipient("noor@example.org", "known", "to", "Noor");
const lee = recipient("lee@example.com", "passphrase", "to", "Lee");
const jo = recipient("jo@example.net", "passphrase", "cc");

/** @param {import("../../../www/button/types.d.ts").Recipient[]} recipients @param {Partial<import("../../../www/button/types.d.ts").Situation>} [more] */
const protectedFor = (recipients, more = {}) => situation({ decision: decision({ protection: encrypted() }), recipients, passphrases: "offered", ...more });

test("who opens it with what is said by name", () => {
  const bar = (/** @type {import("../../../www/button/types.d.ts").Recipient[]} */ ...people) => {
    const sentence = /** @type {any} */ (present(protectedFor(people)).bar?.sentence);
    return [say(en, sentence, "en"), say(nl, sentence, "nl")];
  };
  assert.deepEqual(bar(noor, lee), ["Encrypted. Noor opens it with their key, Lee with the passphrase.", "Versleuteld. Noor opent het met de eigen sleutel, Lee met de wachtwoordzin."]);
  assert.deepEqual(bar(lee), ["Encrypted. Lee opens it with the passphrase.", "Versleuteld. Lee opent het met de wachtwoordzin."]);
  assert.deepEqual(bar(lee, jo), ["Encrypted. Lee and jo@example.net open it each with their own passphrase.", "Versleuteld. Lee en jo@example.net openen het ieder met een eigen wachtwoordzin."]);
  assert.deepEqual(bar(noor, recipient("daan@example.org", "new", "to", "Daan"), lee, jo), [
    "Encrypted. Noor and Daan open it with their key, Lee and jo@example.net each with their own passphrase.",
    "Versleuteld. Noor en Daan openen het met de eigen sleutel, Lee en jo@example.net ieder met een eigen wachtwoordzin.",
  ]);
  assert.equal(bar(noor)[0], "Encrypted. Only Noor can open it.");
});

test("a passphrase in the place of a key leaves nothing open", () => {
  assert.deepEqual(issues(protectedFor([noor, lee, jo])), []);
});

test("it is offered for everybody without a key that can be used, and for nobody else", () => {
  const offered = (/** @type {import("../../../www/button/types.d.ts").RecipientState} */ state, passphrases = /** @type {any} */ ("offered")) =>
    issues(protectedFor([recipient("lee@example.com", state)], { passphrases })).flatMap(({ options }) => options.map(({ value }) => value)).includes("passphrase");
  for (const state of /** @type {const} */ (["none", "unusable", "expired", "revoked", "unreachable"])) {
    assert.ok(offered(state), state);
    for (const no of ["organisation", "branding", null]) assert.ok(!offered(state, no), `${state}, ${no}`);
  }
  for (const state of /** @type {const} */ (["changed", "malformed", "looking", "known"])) assert.ok(!offered(state), state);
  const [issue] = issues(protectedFor([recipient("lee@example.com", "none")], { passphrases: "organisation" }));
  assert.match(say(en, issue.text, "en"), /Your organisation does not send messages that open with a passphrase\.$/);
  assert.equal(issue.options[0].value, "wait");
});

test("the menu has it where the host knows of it, and says why not", () => {
  const row = (/** @type {any} */ passphrases) => protectRows(protectedFor([lee], { passphrases })).find(({ value }) => value === "passphrase");
  assert.equal(row(null), undefined);
  assert.deepEqual([row("offered")?.disabled, row("offered")?.reason], [false, null]);
  assert.deepEqual([row("branding")?.disabled, row("branding")?.reason], [true, ["menu.passphrase-branding"]]);
  for (const texts of [en, nl]) for (const no of ["organisation", "branding"]) assert.ok(texts[`menu.passphrase-${no}`]);
});

test("the panel and the states say everything in both languages", () => {
  for (const [english, dutch] of [[textsEn, textsNl], [peopleEn, peopleNl]]) {
    assert.deepEqual(Object.keys(dutch).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) {
      const holes = (/** @type {unknown} */ one) => [...String(one).matchAll(/\{(\w+)\}/g)].map(([, hole]) => hole).sort();
      assert.deepEqual(holes(dutch[key]), holes(text), key);
      assert.ok(!String(text).includes("!"), key);
    }
  }
});

test("strength is told in words and bits", () => {
  const tell = (/** @type {string} */ key, /** @type {any} */ values = {}) => String(textsEn[key]).replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => String(values[name]));
  assert.equal(strengthLine(tell, { bits: 31, minimumBits: 45, drawnWords: null }), "Too weak: about 31 bits. At least 45 are needed; two more words help.");
  assert.equal(strengthLine(tell, { bits: 50, minimumBits: 45, drawnWords: null }), "Good enough: about 50 bits, as we estimate it.");
  assert.equal(strengthLine(tell, { bits: 55, minimumBits: 45, drawnWords: 5 }), "Strong: 5 words drawn at random, 55 bits.");
  assert.deepEqual([44, 45, 55, 80].map((bits) => verdictOn(bits, 45)), ["weak", "fair", "strong", "very-strong"]);
  assert.equal(verdictOn(90, 100), "weak");
});

test("the bundle's wishes are read, and are as usual where it says nothing", () => {
  const wishes = (/** @type {object|null} */ bundle) => letterWishes(bundle && new TextEncoder().encode(JSON.stringify(bundle)));
  for (const bundle of [null, {}, { passphrase: {} }]) {
    const { minimumBits, words, hint, offered, travel } = wishes(bundle);
    assert.deepEqual({ minimumBits, words, hint }, { minimumBits: 45, words: 5, hint: true });
    assert.equal(offered(null), "offered");
    assert.deepEqual(travel("lee@example.com"), { attach: "html", strict: false });
  }
  assert.equal(wishes({ passphrase: { allowed: false } }).offered(null), "organisation");
  const branding = [{ id: "house" }, { id: "plain", passphrase: false }];
  assert.deepEqual([null, "house", "plain", "gone"].map(wishes({ branding }).offered), ["offered", "offered", "branding", "offered"]);
  const strict = wishes({ passphrase: { strict: ["strict.example.com"] } });
  assert.deepEqual(strict.travel("lee@strict.example.com"), { attach: "zip", strict: true });
  assert.deepEqual(strict.travel("lee@example.com"), { attach: "html", strict: false });
  // Where everybody gets a zip, nobody is named for it.
  assert.deepEqual(wishes({ passphrase: { attach: "zip", strict: ["strict.example.com"] } }).travel("lee@strict.example.com"), { attach: "zip", strict: false });
});

/** @param {[string, string][]} [remembered] */
function vaultWith(remembered = []) {
  const kept = new Map(remembered.map(([address, passphrase]) => [address, { address, passphrase, hint: null, language: "en", since: "2026-01-01T00:00:00Z", bits: 55 }]));
  const vault = Object.assign(new EventTarget(), {
    kept, locked: false,
    passphrases: async () => [...kept.values()].map(({ address, since }) => ({ owner: "noor@example.org", address, since })),
    passphrase: async (/** @type {string} */ _, /** @type {string} */ address) => {
      if (vault.locked) throw Object.assign(new Error("vault-locked"), { code: "vault-locked" });
      return kept.get(address) ?? null;
    },
    keepPassphrase: async (/** @type {string} */ _, /** @type {any} */ one) => { kept.set(one.address, one); vault.dispatchEvent(new Event("passphrases")); },
    forgetPassphrase: async (/** @type {string} */ _, /** @type {string} */ address) => { kept.delete(address); vault.dispatchEvent(new Event("passphrases")); },
  });
  return vault;
}

test("a message holds what was chosen for it, else what is remembered, and what was left out is left out", async () => {
  const vault = vaultWith([["lee@example.com", "told before"]]);
  let changes = 0;
  const held = new Held({ vault, owner: "noor@example.org", onChange: () => { changes += 1; } });
  await held.look();
  assert.deepEqual([held.has("Lee@example.com"), held.has("jo@example.net")], [true, false]);
  const chosen = { address: "jo@example.net", passphrase: "for once", hint: "h", language: "nl", since: "2026-11-26T00:00:00Z", bits: 60 };
  await held.use(chosen, false);
  assert.deepEqual(await held.letters(["Lee@example.com", "jo@example.net", "pim@example.net"]), [
    { address: "Lee@example.com", passphrase: "told before", hint: null, language: "en" }, { address: "jo@example.net", passphrase: "for once", hint: "h", language: "nl" },
  ]);
  assert.equal(vault.kept.has("jo@example.net"), false);
  vault.locked = true;
  // What was chosen just now needs no unlocking; what lies in the vault does.
  assert.equal((await held.letters(["jo@example.net"])).length, 1);
  await assert.rejects(held.letters(["lee@example.com"]), { code: "vault-locked" });
  vault.locked = false;
  held.leave("lee@example.com");
  assert.equal(held.has("lee@example.com"), false);
  assert.deepEqual(await held.letters(["lee@example.com"]), []);
  await held.use({ ...chosen, address: "lee@example.com", passphrase: "a new one" }, true);
  assert.equal((await held.of("lee@example.com"))?.passphrase, "a new one");
  assert.equal(vault.kept.get("lee@example.com")?.passphrase, "a new one");
  // Not to be remembered any more: then the one before is not either.
  await held.use({ ...chosen, address: "lee@example.com", passphrase: "once" }, false);
  assert.equal(vault.kept.has("lee@example.com"), false);
  assert.ok(changes > 3);
  held.close();
});

test("the size is told within a tenth of what it comes to", () => {
  const raw = 1_000_000;
  const mime = Math.ceil(raw / 57) * 78; // lines of 76 and their ends
  const armored = Math.ceil(mime / 48) * 65; // lines of 64
  const near = (/** @type {number} */ told, /** @type {number} */ real) => assert.ok(told >= real * 0.98 && told <= real * 1.12, `${told}, ${real}`);
  near(forecast({ text: 0, files: raw, ways: null }), mime);
  near(forecast({ text: 0, files: raw, ways: ["key"] }), armored);
  near(forecast({ text: 0, files: raw, ways: ["key", "html"] }), armored + 370_000);
  // An archive takes back what armor added, and is encoded itself.
  near(forecast({ text: 0, files: raw, ways: ["zip"] }), (mime + 225_000) * 1.03 * 78 / 57);
});

test("what is left out first is the largest", () => {
  const file = (/** @type {number} */ size) => ({ file: { size } });
  assert.equal(largest([]), null);
  assert.equal(largest([file(3), file(9), file(5)])?.file.size, 9);
});
