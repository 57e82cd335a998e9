// @ts-check
/** Where a link leads is said, whatever its words are. */
import assert from "node:assert/strict";
import test from "node:test";
import { leadOf, shortened } from "../../../www/mail/reader/links.js";

test("the host is said beside a link whose words name another or hide it", () => {
  const beside = /** @type {[string, string, string][]} */ ([
    ["https://example.org/", "example.org", ""],
    ["https://www.example.org/a", "Example.org", ""],
    ["https://example.org/", "www.example.org", "example.org"],
    ["https://example.org/", "our site", ""],
    ["https://evil.example.test/", "https://example.org/login", "evil.example.test"],
    ["https://evil.example.test/", "example.org and evil.example.test", "evil.example.test"],
    ["https://example.org.evil.example.test/", "example.org", "example.org.evil.example.test"],
    ["https://example.org@evil.example.test/", "sign in", "evil.example.test"],
    ["https://user:word@example.org/", "example.org", ""],
    ["https://xn--exmple-4nf.org/", "offer", "xn--exmple-4nf.org"],
    ["https://ex\u0430mple.org/", "ex\u0430mple.org", "xn--exmple-4nf.org"],
    ["https://example.org/", "ex\u0430mple.org", "example.org"],
    ["https://xn--exmple-4nf.org/", "xn--exmple-4nf.org", ""],
    ["https://192.0.2.7/", "invoice", "192.0.2.7"],
    ["http://[2001:db8::1]/", "invoice", "[2001:db8::1]"],
    ["http://3221225991/", "invoice", "192.0.2.7"],
    ["https://example.test/", "\uff45\uff58ample\uff0eorg", "example.test"],
    ["https://example.test/report.pdf", "report.pdf", ""],
    // What is not seen between letters, and what is seen as a full stop.
    ...["\u200b", "\u00ad", "\u2060", "\u200d", "\u034f", "\ufe0f", "\u3164", "\u{e0020}", "\ufeff", "\0"].flatMap((unseen) => /** @type {[string, string, string][]} */ ([
      ["https://evil.example.test/", `https://exa${unseen}mple${unseen}.org/login`, "evil.example.test"],
      ["https://evil.example.test/", `example.${unseen}org`, "evil.example.test"],
      ["https://evil.example.test/", `example.o${unseen}rg`, "evil.example.test"],
      ["https://example.org/", `www${unseen}.example${unseen}.org`, "example.org"],
      ["https://www.example.org/", `exam${unseen}ple${unseen}.org`, ""],
    ])),
    ...["\u2024", "\ufe52", "\uff0e", "\u3002", "\uff61", "\u06d4"].map((dot) => /** @type {[string, string, string]} */ (["https://evil.example.test/", `example${dot}org`, "evil.example.test"])),
    ["https://evil.example.test/", `${" \n".repeat(2000)}${"\u200b".repeat(4000)}example.org`, "evil.example.test"],
    ["https://example.org/", "Read on\u2026here", ""],
  ]);
  for (const [target, words, wanted] of beside) assert.equal(leadOf(target, words)?.beside, wanted, `${words} -> ${target}`);
});

test("a link leads to the web or to a person, and nowhere else", () => {
  for (const target of ["javascript:alert(1)", " java\tscript:alert(1)", "data:text/html,x", "file:///etc/passwd", "blob:https://example.org/x", "ftp://example.org/", "//example.org/", "/path", "https://", "x"]) {
    assert.equal(leadOf(target, "words"), null, target);
  }
  assert.deepEqual(leadOf("mailto:lee@example.com?attach=/etc/passwd&bcc=x@example.test", "write"), { href: "mailto:lee@example.com", title: "mailto:lee@example.com", beside: "" });
  const lead = leadOf("https://user:word@example.org/a", "here");
  assert.equal(lead?.href, "https://example.org/a", "a name and a password are not handed on");
});

test("a long address loses its middle, never its host", () => {
  const long = `https://${"sub.".repeat(30)}example.org/${"a".repeat(300)}end`;
  const short = shortened(long);
  assert.ok(short.startsWith(`https://${"sub.".repeat(30)}example.org`), short);
  assert.ok(short.endsWith("end"), short);
  assert.ok(short.includes("…"), short);
  assert.equal(shortened("https://example.org/short"), "https://example.org/short");
});

test("words without an end hold nothing up", () => {
  for (const words of ["a.".repeat(2_000_000), "a".repeat(4_000_000), "-a-.".repeat(1_000_000)]) assert.equal(leadOf("https://example.org/", words) === null, false);
});

test("long words in thousands of links are read in time", () => {
  for (const words of ["a".repeat(2000), "a.".repeat(1000), "a-".repeat(1000)]) {
    for (let at = 0; at < 1000; at += 1) leadOf("https://example.org/", words);
  }
  const name = `${"a-".repeat(31)}a.example.org`;
  assert.equal(leadOf("https://evil.example.test/", `see -${name}, or .${name}`)?.beside, "evil.example.test", "names at their longest are still seen");
});
