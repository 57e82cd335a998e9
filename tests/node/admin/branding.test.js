// @ts-check
// Branding and passphrases on the administrator's page: pictures before they are decoded, and what the bundle says in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { loadSteward } from "../../../www/engine/steward.js";
import { coverHtml, coverText } from "../../../www/engine/cover-html.js";
import { attachFor, coverOf } from "../../../www/engine/cover.js";
import { coverWords } from "../../../www/engine/cover-texts.js";
import { usersOf } from "../../../www/pages/admin/model/brandings.js";
import { contrastOn } from "../../../www/pages/admin/model/contrast.js";
import { differences } from "../../../www/pages/admin/model/differences.js";
import { routeOf } from "../../../www/pages/admin/model/forms.js";
import { fitted, largestLogo, logoSize, readPicture } from "../../../www/pages/admin/model/logo.js";
import { passphraseSentence } from "../../../www/pages/admin/model/passphrase-sentence.js";
import { pictureHead } from "../../../www/pages/admin/model/picture-head.js";
import { plain } from "../../../www/pages/admin/model/sentence.js";
import { filledReader } from "../../../www/pages/admin/preview/sample.js";
import { voiceIn } from "../../../www/pages/admin/texts/texts.js";

/** @param {...(string|number[]|Uint8Array)} parts  latin1 texts and octets */
const bytes = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part)))));
const big = (/** @type {number} */ number) => [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];
const little = (/** @type {number} */ number) => big(number).reverse();
const png = (/** @type {number} */ width, /** @type {number} */ height) => bytes("\x89PNG\r\n\x1a\n", big(13), "IHDR", big(width), big(height), [8, 6, 0, 0, 0, 0, 0, 0, 0]);
const text = (/** @type {string} */ words) => new TextEncoder().encode(words);
/** @param {Uint8Array} content @param {number} [size] */
const file = (content, size = content.length) => ({ size, arrayBuffer: async () => /** @type {ArrayBuffer} */ (content.slice().buffer) });

test("the size of every kind of picture is known before it is decoded", () => {
  const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], "JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0], [0xff, 0xff, 0xc4, 0, 4, 1, 2], [0xff, 0xc2, 0, 17, 8, 1, 44, 2, 88, 3]);
  for (const [kind, head] of /** @type {const} */ ([
    ["png", png(600, 300)], ["jpeg", jpeg], ["gif", bytes("GIF89a", [88, 2, 44, 1])],
    ["bmp", bytes("BM", new Uint8Array(12), little(40), little(600), little(-300 >>> 0))],
    ["webp", bytes("RIFF", little(9), "WEBPVP8X", little(10), [0, 0, 0, 0, 87, 2, 0, 43, 1, 0])],
    ["webp", bytes("RIFF", little(9), "WEBPVP8 ", little(10), [0, 0, 0, 0x9d, 1, 0x2a, 88, 2, 44, 1])],
    ["webp", bytes("RIFF", little(9), "WEBPVP8L", little(10), [0x2f], little(599 | (299 << 14)))],
    ["svg", text('<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg xmlns="http://www.w3.org/2000/svg" width="600px" height="300">')],
    ["svg", text('\ufeff<svg viewBox="0 0 600 300">')],
  ])) assert.deepEqual(pictureHead(head), { kind, width: 600, height: 300 }, kind);
  assert.deepEqual(pictureHead(text("<svg>")), { kind: "svg", width: 0, height: 0 });
  assert.deepEqual(pictureHead(text('<svg width="100%" viewBox="x">')), { kind: "svg", width: 0, height: 0 });
  for (const none of [new Uint8Array(), png(1, 1).subarray(0, 20), jpeg.subarray(0, 30), bytes([0xff, 0xd8, 0xff, 0xd9]), text("Dear Lee <svg>"), text("%PDF-1.7"), text('<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>'), text("<html><svgs>"), bytes("RIFF", little(9), "WAVE")]) {
    assert.equal(pictureHead(none), null, Buffer.from(none).toString("latin1"));
  }
  // Whatever follows, it ends.
  for (let round = 0; round < 300; round += 1) pictureHead(bytes("\xff\xd8\xff", Array.from({ length: 40 }, (_, at) => (round * 31 + at * 97) & 255)));
});

test("what is too large is refused before it is decoded", async () => {
  const problem = async (/** @type {any} */ one) => /** @type {any} */ (await readPicture(one)).problem;
  assert.equal(await problem({ size: 40 * 1024 * 1024, arrayBuffer: () => assert.fail("it is not even read") }), "file-too-large");
  assert.equal(await problem(file(png(20_000, 20_000))), "too-many-pixels");
  assert.equal(await problem(file(png(0xffffffff, 0xffffffff))), "too-many-pixels");
  assert.equal(await problem(file(text('<svg width="1e9" height="1e9">'))), "too-many-pixels");
  assert.equal(await problem(file(text(`<svg>${" ".repeat(600 * 1024)}`))), "svg-too-large");
  assert.equal(await problem(file(text("Dear Lee"))), "unknown");
  assert.deepEqual(/** @type {any} */ (await readPicture(file(png(5000, 4999)))).head, { kind: "png", width: 5000, height: 4999 });
});

test("a logo fits its place; pixels are not made more, drawings are", () => {
  assert.deepEqual(fitted({ width: 3400, height: 700 }, false), { width: 340, height: 70 });
  assert.deepEqual(fitted({ width: 500, height: 700 }, false), { width: 100, height: 140 });
  assert.deepEqual(fitted({ width: 20, height: 10 }, false), { width: 20, height: 10 });
  assert.deepEqual(fitted({ width: 20, height: 10 }, true), { width: 280, height: 140 });
  assert.deepEqual(fitted({ width: 20, height: 10 }, false, 0.5), { width: 10, height: 5 });
  assert.deepEqual(fitted({ width: 1_000_000, height: 1 }, false), { width: 340, height: 1 });
  assert.equal(logoSize(`data:image/png;base64,${Buffer.alloc(1000).toString("base64")}`), 1000);
  for (const none of [undefined, 7, "", "https://example.org/logo.png", "data:image/svg+xml;base64,AAAA", "data:image/png;base64,"]) assert.equal(logoSize(none), null);
});

test("text on a colour is what can be read", () => {
  assert.deepEqual(["#000000", "#ffffff", "#ffd400", "#1f4e79", "#767676", "red", "#fff"].map((color) => contrastOn(color)?.ink), ["white", "black", "black", "white", "black", undefined, undefined]);
  assert.equal(Math.round(contrastOn("#000000")?.ratio ?? 0), 21);
});

const bundle = {
  format: 1, serial: 1, organisation: { id: "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02", name: "Example", domains: ["example.org"] }, labels: [], templates: [{ id: "encrypt", name: "Encrypt", description: "x" }],
  branding: [{ id: "house", name: "House" }, { id: "board", name: { en: "Board", nl: "Bestuur" } }],
  rules: [{ id: "one", name: "Partners", conditions: {}, actions: { ApplyRightsProtectionCustomizationTemplate: "board" } }],
};

test("which rules choose a branding", () => {
  assert.deepEqual(usersOf(bundle, "board").map(({ index }) => index), [0]);
  for (const [document, id] of [[bundle, "house"], [bundle, undefined], [null, "board"], [{ rules: [null, {}, { actions: 7 }] }, "board"]]) assert.deepEqual(usersOf(document, id), []);
});

/** @param {any} after @param {"en"|"nl"} [language] */
const told = (after, language = "en") => differences(bundle, after, voiceIn(language)).map(({ text: words, pointer }) => `${pointer} ${words}`);

test("what changes about looks and passphrases is told in words", () => {
  const [house, board] = bundle.branding;
  assert.deepEqual(told({ ...bundle, branding: [{ ...house, color: "#336699", logo: "data:image/png;base64,iVBORw0KGgo=", introduction: { en: "Hello", nl: "Dag" }, passphrase: false, expiryDays: 30 }, board] }, "nl"), [
    "/branding/0/color Huisstijl ‘House’: “Kleur van de kop” is nu #336699 (eerst: niets).",
    "/branding/0/logo Huisstijl ‘House’: “Logo” is nu een afbeelding (eerst: niets).",
    "/branding/0/introduction Huisstijl ‘House’: “Inleiding” is nu “Dag” (eerst: niets).",
    "/branding/0/expiryDays Huisstijl ‘House’: “Zoveel dagen te openen” is nu 30 (eerst: niets).",
    "/branding/0/passphrase Huisstijl ‘House’: “Een wachtwoordzin aanbieden” is nu nee (eerst: ja).",
  ]);
  assert.deepEqual(told({ ...bundle, branding: [board, house] }), ["/branding/0 Look ‘Board’ moved from place 2 to 1."]);
  assert.deepEqual(told({ ...bundle, passphrase: { allowed: true, attach: "zip", strict: ["a.example"], novelty: 1 } }), [
    "/passphrase/attach Passphrases: “What is sent” is now The same file in a zip (before: A file that opens in the browser).",
    "/passphrase/strict Passphrases: “Domains that refuse such files” now also has “a.example”.",
    "/passphrase/novelty Passphrases: “novelty” changed.",
  ]);
  const drawn = { ...bundle, branding: [{ ...house, logo: "data:image/png;base64,AAAA" }, board] };
  assert.deepEqual(differences(drawn, { ...drawn, branding: [{ ...house, logo: "data:image/png;base64,BBBB" }, board] }, voiceIn("en")).map(({ text: words }) => words), ["Branding ‘House’: “Logo” changed."]);
  assert.deepEqual(["/branding/1/logo", "/branding", "/passphrase/reader"].map(routeOf), ["/branding/1", "/branding", "/passphrase"]);
});

test("what holds for passphrases is a sentence, however odd it is written", () => {
  const say = (/** @type {any} */ passphrase, /** @type {"en"|"nl"} */ language = "en") => plain(passphraseSentence(passphrase, voiceIn(language)));
  assert.equal(say(undefined), "Recipients without a certificate open mail with a passphrase, such as one of 5 words that is suggested. They get a file that opens in their browser. It is locked in the strongest way.");
  assert.equal(say({ words: 7, attach: "html", strict: ["a.example", "b.example"], reach: true }), "Recipients without a certificate open mail with a passphrase, such as one of 7 words that is suggested. They get a file that opens in their browser. At a.example and b.example they get a zip. It is locked so that older OpenPGP programs open it too.");
  assert.match(say({ attach: "link-and-html", strict: ["a.example", "b.example", "c.example", "d.example"] }, "nl"), /Bij a\.example, b\.example en nog 2/);
  assert.equal(say({ allowed: false }), "Recipients without a certificate cannot be written to under protection.");
  for (const odd of [null, 7, [], { words: "x", attach: 3, strict: "x", reach: "yes", allowed: "no" }, { strict: [7, null] }]) assert.equal(say(odd), say(undefined));
});

const steward = await loadSteward();
/** @param {any} document */
const mistakesIn = (document) => {
  const answer = steward.check(JSON.stringify(document));
  return "mistakes" in answer ? answer.mistakes.map(({ path, code }) => `${path} ${code}`) : [];
};

test("what the forms and the logo make, the bundle takes; and names what it does not", () => {
  const head = deflateSync(Buffer.alloc(8));
  const logo = `data:image/png;base64,${Buffer.concat([png(340, 140), head, Buffer.alloc(largestLogo - png(1, 1).length - head.length)]).toString("base64")}`;
  const good = {
    ...bundle, passphrase: { allowed: true, minimumBits: 45, words: 5, hint: true, reach: false, attach: "link", reader: "https://secure.example.org/reader.html", strict: ["strict.example.com"] },
    branding: [{ id: "house", name: "House", color: "#336699", logo, subject: "{sender}", introduction: { en: "Hello", nl: "Dag" }, button: "Read", text: "More", disclaimer: "Yours", portal: "Welcome", privacy: "https://www.example.org/privacy", expiryDays: 0, passphrase: true, coverForKeys: false }, bundle.branding[1]],
  };
  assert.deepEqual(mistakesIn(good), []);
  const wrong = { ...good, passphrase: { minimumBits: 27, words: 11, strict: [] }, branding: [{ ...good.branding[0], privacy: "http://www.example.org/", button: "x".repeat(65), logo: `${logo}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`, expiryDays: 731 }, bundle.branding[1]] };
  assert.deepEqual(mistakesIn(wrong).map((one) => one.split(" ")[0]).sort(), ["/branding/0/button", "/branding/0/expiryDays", "/branding/0/logo", "/branding/0/privacy", "/passphrase/minimumBits", "/passphrase/strict", "/passphrase/words"]);
});

test("every cover that can be made is written, as text and as HTML", () => {
  const sender = { name: "Noor <b>de Wit</b>", address: "noor@example.org" };
  for (const language of Object.keys(coverWords)) {
    for (const attach of /** @type {const} */ (["html", "zip", "asc", "link", "link-and-html", "key"])) {
      const cover = coverOf({ bundle, language, sender, attach, link: "https://secure.example.org/reader.html", hint: "x" });
      const [words, html] = [coverText(cover), coverHtml(cover)];
      for (const step of cover.steps) assert.ok(words.includes(step), step);
      assert.ok(html.includes(`lang="${language}" dir="${cover.direction}"`));
      assert.ok(!html.includes("<b>") && html.includes("Noor &lt;b&gt;de Wit"));
    }
  }
  assert.equal(attachFor({ bundle }), "html");
});

test("a reader is filled in, and nothing leaves its place", () => {
  const page = '<html lang="en">\n<script type="application/json" id="letter">@LETTER@</script>\n<script type="text/plain" id="message">\n@MESSAGE@</script></html>';
  const made = filledReader(page, { bundle: { organisation: { name: "</script>$&$'" }, branding: [{ id: "a", expiryDays: 2 }] }, branding: "a", language: "nl", hint: "<!--", look: "dark" });
  const letter = JSON.parse(/id="letter">([^<]*)<\/script>/.exec(made)?.[1] ?? "");
  assert.deepEqual([letter.organisation, letter.hint, letter.language, letter.from.address, letter.brand.logo], ["</script>$&$'", "<!--", "nl", "noor@example.org", null]);
  assert.ok(Date.parse(letter.expires) > Date.now());
  assert.match(made, /<html data-theme="dark" lang="en">[^]*\n-----BEGIN PGP MESSAGE-----\n/);
});
