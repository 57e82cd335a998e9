// @ts-check
// Both languages say the same things, and all of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { names, say, size } from "../../../www/button/say.js";
import en from "../../../www/button/texts/en.js";
import nl from "../../../www/button/texts/nl.js";
import composeEn from "../../../www/mail/compose/texts/en.js";
import composeNl from "../../../www/mail/compose/texts/nl.js";

for (const [name, english, dutch] of /** @type {const} */ ([["button", en, nl], ["composer", composeEn, composeNl]])) {
  test(`the ${name} says everything in both languages`, () => {
    assert.deepEqual(Object.keys(dutch).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) {
      if (typeof text !== "string" || typeof dutch[key] !== "string") continue;
      const holes = (/** @type {string} */ one) => [...one.matchAll(/\{(\w+)\}/g)].map(([, hole]) => hole).sort();
      assert.deepEqual(holes(/** @type {string} */ (dutch[key])), holes(text), key);
      assert.ok(!text.includes("!"), `${key} shouts`);
    }
  });
}

test("a code without words of its own still gets a sentence", () => {
  assert.equal(say(en, ["issue.never-heard-of"], "en"), en["issue.other"]);
  assert.equal(say(en, ["issue.never-heard-of-text"], "en"), en["issue.other-text"]);
});

test("the organisation's words come in the language asked for, else in English", () => {
  assert.equal(say(nl, { en: "Internal", nl: "Intern" }, "nl-BE"), "Intern");
  assert.equal(say(nl, { en: "Internal" }, "nl"), "Internal");
  assert.equal(say(en, ["reason.rule-protect", { rule: { en: "Donors", nl: "Donateurs" } }], "en"), "Applied by your organisation: Donors.");
});

test("names are counted from three on", () => {
  assert.equal(names(["A", "B"], "and", String), "A and B");
  assert.equal(names(["A", "B", "C"], "and", (count) => `${count} others`), "A and 2 others");
});

test("sizes are said in the language", () => {
  assert.equal(size(999, "en"), "999 bytes");
  assert.equal(size(84_000, "en"), "84 kB");
  assert.equal(size(1_450_000, "nl"), "1,5 MB");
});
