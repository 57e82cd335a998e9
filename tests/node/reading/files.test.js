// @ts-check
/** What an attachment is, what of it can be looked at, and what it could do. */
import assert from "node:assert/strict";
import test from "node:test";
import { decoded, dimensions, imageType, lookAt, lookable } from "../../../www/mail/preview/kinds.js";
import { distinct } from "../../../www/mail/reader/attachments.js";
import { nameInTwo, riskOf } from "../../../www/mail/reader/risks.js";

/** @param {string} text @param {BufferEncoding} [how] */
const bytes = (text, how = "latin1") => new Uint8Array(Buffer.from(text, how));
const part = (/** @type {string} */ name, /** @type {Uint8Array} */ contents, type = "application/octet-stream") => ({ name, type, bytes: contents });

test("a picture is what begins like one, whatever its name says", () => {
  assert.equal(imageType(bytes("\x89PNG\r\n\x1a\n...")), "image/png");
  assert.equal(imageType(bytes("\xff\xd8\xff\xe0")), "image/jpeg");
  assert.equal(imageType(bytes("GIF89a")), "image/gif");
  assert.equal(imageType(bytes("RIFF....WEBPVP8 ")), "image/webp");
  assert.equal(imageType(bytes("\0\0\0\x1cftypavif")), "image/avif");
  assert.equal(lookable(part("photo.png", bytes("<svg onload=1>"), "image/png")), null);
  assert.equal(lookable(part("x.bin", bytes("junk %PDF-1.4"))), "pdf");
  assert.equal(lookable(part("page.html", bytes("<p>"), "text/html")), "text", "a page is shown as its words");
  assert.equal(lookable(part("a.docx", bytes("PK"))), null);
});

test("a picture of a few octets that says it is enormous is not drawn", () => {
  const header = Buffer.alloc(32);
  header.write("\x89PNG\r\n\x1a\n", "latin1");
  header.writeUInt32BE(100_000, 16);
  header.writeUInt32BE(100_000, 20);
  assert.equal(lookAt(part("bomb.png", new Uint8Array(header))), "too-large");
  assert.deepEqual(dimensions(bytes("GIF89a\x10\x00\x20\x00")), [16, 32]);
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 30, 0, 40, 1, 0, 0, 0, 0]);
  assert.deepEqual(dimensions(new Uint8Array(jpeg)), [40, 30]);
  for (const cut of ["\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF89a", "RIFF....WEBPVP8X"]) assert.deepEqual(dimensions(bytes(cut)), [0, 0], cut);
});

test("a text is read as it is written", () => {
  assert.equal(decoded(bytes("caf\u00e9 \u20ac", "utf8")), "caf\u00e9 \u20ac");
  assert.equal(decoded(bytes("caf\xe9 na\xefve")), "caf\u00e9 na\u00efve");
  assert.equal(decoded(bytes("\ufeffname", "utf16le")), "name");
  assert.equal(decoded(bytes("name;sum", "utf16le")), "name;sum");
  assert.equal(decoded(bytes("\xfe\xff\0a\0b")), "ab");
  assert.equal(decoded(bytes("\0a\0b\0c\0d")), "abcd");
  assert.equal(decoded(bytes("\x7fELF\0\0\x01\x02\0\0\0")), null, "no text");
  const long = bytes("\u20ac".repeat(1_500_000), "utf8");
  const look = lookAt(part("long.txt", long));
  assert.ok(look && look !== "too-large" && look.cut && look.text.length === 1_000_000 && !look.text.includes("\ufffd"));
});

test("what could do harm is known by its ending and by how it begins", () => {
  const program = new Uint8Array(Buffer.concat([Buffer.from("MZ"), Buffer.alloc(100)]));
  const cases = /** @type {[string, Uint8Array, string|null, boolean][]} */ ([
    ["setup.exe", program, "program", false], ["invoice.pdf", program, "program", true], ["invoice.pdf.exe", program, "program", true],
    ["photo.jpg.js", bytes("x"), "program", true], ["run.PS1", bytes("x"), "program", false], ["list.\u0440df", bytes("x"), "program", true],
    ["letter.docm", bytes("PK"), "macros", false], ["page.HTML", bytes("<p>"), "page", false], ["picture.svg", bytes("<svg>"), "page", false],
    ["disk.iso", bytes("x"), "disk", false], ["here.lnk", bytes("x"), "link", false], ["notes", bytes("#!/bin/sh"), "program", true],
    ["report.pdf", bytes("%PDF-1.7"), null, false], ["letter.docx", bytes("PK"), null, false], ["mz.txt", bytes("MZ is how it begins, and more words follow so that it is long enough for a header"), null, false],
    ["archive.tar.gz", bytes("x"), null, false], ["noending", bytes("x"), null, false],
  ]);
  for (const [name, contents, danger, posing] of cases) {
    const risk = riskOf({ name, bytes: contents });
    assert.deepEqual([risk?.danger ?? null, risk?.posing ?? false], [danger, posing], name);
  }
  assert.equal(riskOf({ name: "annexe.exe", bytes: bytes("x") }, "annex\u202eexe.exe")?.posing, true);
});

test("the end of a name is never what is cut", () => {
  assert.deepEqual(nameInTwo("report.pdf"), ["report", ".pdf"]);
  assert.deepEqual(nameInTwo("report.pdf.exe"), ["report", ".pdf.exe"]);
  assert.deepEqual(nameInTwo("no ending"), ["no ending", ""]);
  assert.deepEqual(nameInTwo(".exe"), [".exe", ""]);
});

test("files of one name are told apart, and thousands of them in time", (t) => {
  assert.deepEqual(distinct(["a.pdf", "A.PDF", "a (2).pdf", "a.pdf", "b", "b", "a (3).pdf"]), ["a.pdf", "A (2).PDF", "a (2) (2).pdf", "a (3).pdf", "b", "b (2)", "a (3) (2).pdf"]);
  const { mock } = t.mock.method(Set.prototype, "has");
  const names = distinct(Array.from({ length: 2000 }, () => "a.pdf"));
  assert.equal(names.at(-1), "a (2000).pdf");
  assert.ok(mock.callCount() < 3 * names.length, `${mock.callCount()} names were tried`);
});
