// @ts-check
// What recipients read around a protected message: complete in every language, and nobody's name breaks it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { attachFor, brandingOf, coverOf, letterheadBrand, subjectOf } from "../../../www/engine/cover.js";
import { coverLanguage, coverWords, directionOf } from "../../../www/engine/cover-texts.js";

const picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==";
const bundle = {
  organisation: { name: "Example Foundation", accent: "#1f4e79" },
  passphrase: { strict: ["strict.example.com"] },
  branding: [
    { id: "house", color: "#336699", logo: picture, introduction: { en: "{sender} of {organisation} writes to you.", nl: "{sender} van {organisation} schrijft u." },
      button: { en: "Read it", nl: "Lezen" }, subject: "News from {organisation}", text: "One\r\nTwo", disclaimer: "For you alone.", portal: { en: "Welcome", nl: "Welkom" }, privacy: "https://www.example.org/privacy" },
    { id: "plain" },
  ],
};
const sender = { name: "Noor de Wit", address: "noor@example.org" };
const attaches = /** @type {const} */ (["html", "zip", "asc", "link", "link-and-html", "key"]);

test("every language has all words, with the same holes and without shouting", () => {
  const english = /** @type {Record<string, string>} */ (coverWords.en);
  assert.deepEqual(Object.keys(coverWords).sort(), ["ar", "de", "en", "es", "fr", "nl"]);
  for (const [language, words] of Object.entries(coverWords)) {
    assert.deepEqual(Object.keys(words), Object.keys(english), language);
    for (const [name, text] of Object.entries(words)) {
      const holes = (/** @type {string|undefined} */ one) => [...String(one).matchAll(/\{(\w+)\}|message\.\w+/g)].map(([all]) => all).sort();
      assert.deepEqual(holes(text), holes(english[name]), `${language}: ${name}`);
      assert.ok(text.trim() === text && text !== "" && !/[!\n]/.test(text), `${language}: ${name}`);
      if (language !== "en") assert.notEqual(text, english[name], `${language}: ${name}`);
    }
  }
});

test("a language is itself, what it is a kind of, or English", () => {
  assert.deepEqual(["nl", "nl-BE", "NL-be", "de-AT", "pl", "", "constructor", "__proto__"].map(coverLanguage), ["nl", "nl", "nl", "de", "en", "en", "en", "en"]);
  assert.deepEqual(["ar", "ar-EG", "he", "en", "nl"].map(directionOf), ["rtl", "rtl", "rtl", "ltr", "ltr"]);
});

test("the branding's texts, in the language where there is one", () => {
  const cover = coverOf({ bundle, branding: "house", language: "nl-BE", sender });
  assert.equal(cover.introduction, "Noor de Wit van Example Foundation schrijft u.");
  assert.equal(coverOf({ bundle, branding: "house", language: "fr", sender }).introduction, "Noor de Wit of Example Foundation writes to you.");
  assert.deepEqual([cover.language, cover.direction, cover.color, cover.logo, cover.button, cover.buttonUrl], ["nl", "ltr", "#336699", true, "Lezen", null]);
  assert.deepEqual([cover.text, cover.disclaimer, cover.privacyLabel, cover.privacy, cover.hint], ["One\nTwo", "For you alone.", "Privacyverklaring", "https://www.example.org/privacy", null]);
  assert.equal(subjectOf({ bundle, language: "nl", sender }), "News from Example Foundation");
  assert.deepEqual(letterheadBrand({ bundle, branding: "house", language: "nl", sender }), {
    color: "#336699", logo: picture, portal: "Welkom", text: "One\nTwo", disclaimer: "For you alone.", privacy: "https://www.example.org/privacy",
  });
});

test("without a wish the first branding counts, and without any the fixed words", () => {
  assert.equal(brandingOf(bundle, null).id, "house");
  assert.equal(brandingOf(bundle, "gone").id, "house");
  const plain = coverOf({ bundle, branding: "plain", language: "de", sender });
  assert.equal(plain.introduction, "Noor de Wit hat Ihnen eine geschützte Nachricht gesendet.");
  assert.deepEqual([plain.color, plain.logo, plain.privacy], ["#1f4e79", false, ""]);
  for (const none of [null, undefined, {}, { branding: "x", organisation: 7, passphrase: [] }, { branding: [null, 7] }]) {
    const cover = coverOf({ bundle: none, language: "en", sender: { address: "noor@example.org" } });
    assert.equal(cover.introduction, "noor@example.org has sent you a protected message.");
    assert.deepEqual([cover.senderName, cover.organisation, cover.color], ["", "", null]);
    assert.equal(subjectOf({ bundle: none, language: "en", sender }), "Protected message from Noor de Wit");
    assert.deepEqual(letterheadBrand({ bundle: none, language: "en" }), { color: null, logo: null, portal: "", text: "", disclaimer: "", privacy: "" });
  }
});

test("in every language and every way there is nothing left to fill in", () => {
  for (const language of [...Object.keys(coverWords), "pl"]) {
    for (const attach of attaches) {
      const cover = coverOf({ bundle, branding: "plain", language, sender, attach, link: "https://secure.example.org/reader.html", hint: "our first meeting" });
      assert.ok(!/[{}]|undefined|null/.test(Object.values(cover).flat().join(" ")), `${language} ${attach}`);
      assert.ok(cover.steps.length > 0 && cover.steps.every(Boolean), `${language} ${attach}`);
      assert.equal(cover.hint?.endsWith("our first meeting"), attach === "key" ? undefined : true);
      assert.equal(cover.buttonUrl, "https://secure.example.org/reader.html");
    }
  }
  assert.match(coverOf({ bundle, language: "en", sender, attach: "link" }).steps.join(" "), /“Read it”.*message\.asc.*passphrase/);
  assert.doesNotMatch(coverOf({ bundle, language: "en", sender, attach: "key" }).steps.join(" "), /passphrase/);
});

test("no name begins a header, fills a hole or turns the sentence", () => {
  const hostile = { name: "Noor\r\nBcc: all@example.com\u0000\u2028{organisation}\u202egro", address: "noor@example.org\n" };
  assert.equal(subjectOf({ bundle, branding: "plain", language: "en", sender: hostile }), "Protected message from Noor Bcc: all@example.com {organisation}gro");
  const cover = coverOf({ bundle, branding: "plain", language: "en", sender: hostile, hint: "a\r\nb {sender}" });
  assert.equal(cover.senderAddress, "noor@example.org");
  assert.equal(cover.hint, "Hint for the passphrase: a b {sender}");
  for (const text of [cover.senderName, cover.introduction, cover.footer, ...cover.steps]) assert.ok(!/[\p{Cc}\u2028\u202a-\u202e]/u.test(text), JSON.stringify(text));
  const branded = { organisation: { name: "A\nB" }, branding: [{ id: "x", subject: "S\r\nX: {organisation}{sender}", text: "a\u0007b\r\n\r\nc\u2028d", button: "B\nC", portal: "P\tQ", color: "red", logo: "data:image/svg+xml;base64,AAAA", privacy: "javascript:alert(1)" }] };
  assert.equal(subjectOf({ bundle: branded, language: "en", sender }), "S X: A BNoor de Wit");
  const made = coverOf({ bundle: branded, language: "en", sender, link: "http://example.org/" });
  assert.deepEqual([made.text, made.button, made.color, made.logo, made.privacy, made.buttonUrl], ["a b\n\nc\nd", "B C", null, false, "", null]);
  assert.equal(letterheadBrand({ bundle: branded, language: "en", sender }).portal, "P Q");
  assert.ok([...subjectOf({ bundle, branding: "plain", language: "en", sender: { name: "😀".repeat(500), address: "a@example.org" } })].length < 150);
  for (const link of ["https://example.org/\"onclick=", "https://example.org/ x", "https:///x", "//example.org", "https://example.org/\nX: y"]) {
    assert.equal(coverOf({ bundle, language: "en", sender, link }).buttonUrl, null, link);
  }
});

test("how it is attached follows the bundle and the recipient's domain", () => {
  const way = (/** @type {any} */ passphrase, recipient = "lee@example.com") => attachFor({ bundle: { passphrase }, recipient });
  const reader = "https://secure.example.org/reader.html";
  assert.equal(way(undefined), "html");
  assert.equal(way({ attach: "zip" }), "zip");
  assert.equal(way({ attach: "link", reader }), "link");
  assert.equal(way({ attach: "link" }), "html", "a link leads nowhere without a reader");
  assert.equal(way({ attach: "link-and-html", reader }), "link-and-html");
  const strict = ["Strict.example.com"];
  assert.equal(way({ strict }, "lee@strict.example.COM"), "zip");
  assert.equal(way({ strict }, "lee@mail.strict.example.com"), "zip");
  assert.equal(way({ strict }, "lee@notstrict.example.com"), "html");
  assert.equal(way({ strict, attach: "link-and-html", reader }, "lee@strict.example.com"), "link");
  assert.match(coverOf({ bundle, language: "en", sender, recipient: "lee@strict.example.com" }).steps[0] ?? "", /message\.zip/);
});
