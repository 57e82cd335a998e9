// @ts-check
// What strangers call themselves never passes for something else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { called, nameAndAddress, plainWords, shownName } from "../../../www/mail/texts/names.js";

test("a name that poses as an address gives way to the address", () => {
  const address = "evil@attacker.example";
  for (const name of ["boss@example.org", "The Boss <boss@example.org>", "boss＠example.org", "The Boss ‹x› ﹤boss﹥", " \u202E\u200B ", "", null]) {
    assert.equal(nameAndAddress({ name, address }), address, String(name));
    assert.equal(called({ name, address }), address);
  }
  assert.equal(nameAndAddress({ name: "Noor de Wit", address: "noor@example.org" }), "Noor de Wit <noor@example.org>");
});

test("what is not seen, turns a sentence or ends it is taken out", () => {
  assert.equal(shownName("No\u202Eor\u0000 \u2066de\u2069\n\tWit\u00AD"), "No or de Wit");
  assert.equal(plainWords("Public” · verified “"), "Public · verified");
  assert.equal([...plainWords("x".repeat(500))].length, 64);
  assert.equal(called({ name: null, value: "undisclosed\r\nrecipients" }), "undisclosed recipients");
});
