// @ts-check
// The cover as mail clients get it: nothing in it is markup but what is ours, it can be read on every colour, and it asks
// for nothing that they do not know.

import assert from "node:assert/strict";
import { test } from "node:test";
import { coverOf } from "../../../www/engine/cover.js";
import { coverHtml, coverText, inkOn, logoId, luminance } from "../../../www/engine/cover-html.js";

const sender = { name: "Noor de Wit", address: "noor@example.org" };
const bundle = { organisation: { name: "Example Foundation" }, branding: [{ id: "house", color: "#1f4e79", logo: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==", privacy: "https://www.example.org/privacy" }] };
const plain = (/** @type {object} */ more = {}) => coverOf({ bundle, language: "en", sender, ...more });

test("nothing of a text is markup", () => {
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=y>\u202e\u0000</style>`;
  const cover = /** @type {any} */ (plain());
  for (const name of Object.keys(cover)) if (typeof cover[name] === "string" || cover[name] === null) cover[name] = hostile;
  cover.steps = [hostile];
  const html = coverHtml(cover);
  assert.doesNotMatch(html, /<script|onerror=y>|<img src=x|javascript:/);
  assert.equal(html.match(/<\/style>/g)?.length, 1);
  assert.doesNotMatch(html, /[\u202e\u0000]/);
  for (const link of ["javascript:alert(1)", "http://example.org/", "https://example.org/\"onclick=", "https://example.org/ x", "https://"]) {
    assert.doesNotMatch(coverHtml({ ...plain(), buttonUrl: link, privacy: link }), /<a /, link);
  }
  for (const color of ["red", "#fff", "#1f4e79;background:url(x)", "url(https://example.com)"]) assert.doesNotMatch(coverHtml({ ...plain(), color }), /url\(|#fff;|:red/, color);
});

test("the ink can be read on every colour", () => {
  assert.deepEqual(["#000000", "#ffffff", "#ffd400", "#1f4e79"].map(inkOn), ["#ffffff", "#000000", "#000000", "#ffffff"]);
  for (let red = 0; red < 256; red += 15) {
    for (let green = 0; green < 256; green += 15) {
      for (let blue = 0; blue < 256; blue += 15) {
        const color = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
        const [dark, light] = [luminance(color), luminance(inkOn(color))].sort((a, b) => a - b);
        assert.ok((light + 0.05) / (dark + 0.05) >= 4.5, color);
      }
    }
  }
});

test("mail clients know all of it", () => {
  const html = coverHtml(plain({ attach: "link", link: "https://secure.example.org/r.html", hint: "where we met" }));
  const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag));
  // What Gmail, Outlook, Apple Mail and the large webmails all show (caniemail.com); no forms, no scripts, no remote pictures.
  const known = ["html", "head", "meta", "title", "style", "body", "table", "tr", "td", "img", "h1", "p", "strong", "bdi", "br", "span", "a", "ol", "li"];
  assert.deepEqual([...tags].filter((tag) => !known.includes(String(tag))), []);
  const styles = new Set([...html.matchAll(/style="([^"]*)"/g)].flatMap(([, style]) => String(style).split(";").filter(Boolean).map((one) => one.split(":")[0])));
  const looks = ["margin", "padding", "padding-left", "background-color", "max-width", "border", "border-radius", "text-align", "font-family", "font-size", "font-weight", "line-height", "color", "display", "text-decoration", "height", "width"];
  assert.deepEqual([...styles].filter((one) => !looks.includes(String(one))), []);
  assert.deepEqual([...html.matchAll(/(?:src|background)="([^"]*)"/g)].map(([, source]) => source), [`cid:${logoId}`]);
  assert.doesNotMatch(html, /url\(|@import|position|float/);
  assert.ok(html.length < 20_000, "Gmail cuts long ones");
  assert.ok(html.split("\n").every((line) => line.length < 998));
});

test("right to left it is laid out the other way round, and both forms say the same", () => {
  const arabic = coverHtml(plain({ language: "ar" }));
  assert.match(arabic, /<html lang="ar" dir="rtl">/);
  assert.match(arabic, /text-align:right/);
  assert.match(arabic, /padding-right:24px/);
  const cover = plain({ attach: "link", link: "https://secure.example.org/r.html", hint: "where we met" });
  const [text, html] = [coverText(cover), coverHtml(cover)];
  for (const part of [cover.heading, cover.introduction, cover.button, cover.footer, ...cover.steps]) {
    assert.ok(text.includes(part) && html.includes(part), part);
  }
  assert.match(text, /Read the message:\nhttps:\/\/secure\.example\.org\/r\.html\n/);
  assert.match(text, /^1\. /m);
});
