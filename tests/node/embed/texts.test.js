// @ts-check
// What the button beside a text field says is there in both languages; the bookmarklet is one address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { armoredBlocks } from "../../../www/embed/generic/armor.js";
import { bookmarklet, bookmarkletWords } from "../../../www/embed/generic/bookmarklet.js";
import { addressesIn, plain } from "../../../www/embed/generic/fields.js";
import { languages, wordsIn } from "../../../www/embed/generic/texts.js";
import { vaultAddress } from "../../../www/embed/vault-address.js";

test("every sentence is there in both languages", () => {
  assert.deepEqual(Object.keys(languages.nl), Object.keys(languages.en));
  for (const text of [...Object.values(languages.en), ...Object.values(languages.nl)]) assert.ok(text.length > 1 && !text.includes("!"), text);
  assert.equal(wordsIn("nl-NL")("protectThis", { field: "Bericht" }), "Beveilig wat u schrijft in “Bericht”");
});

test("a bookmark's address has the vault's origin and nothing of its path, and is a program", () => {
  for (const words of Object.values(bookmarkletWords)) {
    const address = bookmarklet("https://vault.example.org/vault/?x=1", words);
    const program = decodeURIComponent(address.replace(/^javascript:/, ""));
    assert.match(program, /"https:\/\/vault\.example\.org\/wasm\/zegel-textarea\.js"/);
    assert.doesNotThrow(() => new Function(program));
  }
});

test("where the vault is: its origin, its page, or a script beside it; never the webmail's own origin, never without HTTPS", () => {
  const page = { href: "https://mail.example.org/mail/?x", origin: "https://mail.example.org" };
  for (const said of ["https://vault.example.org", "https://vault.example.org/", "https://vault.example.org/vault/", "https://vault.example.org/wasm/zegel-client-api.js", "https://vault.example.org/embed/x.js"]) {
    assert.deepEqual(vaultAddress(said, page), { address: "https://vault.example.org/vault/" }, said);
  }
  assert.deepEqual(vaultAddress("https://example.com/zegel/", page), { address: "https://example.com/zegel/vault/" });
  assert.deepEqual(vaultAddress("http://127.0.0.1:8025/", { href: "http://127.0.0.1:9000/", origin: "http://127.0.0.1:9000" }), { address: "http://127.0.0.1:8025/vault/" });
  for (const said of ["", null, undefined, "http://vault.example.org", "http://localhost.example.org", "https://", "/vault/", "https://mail.example.org/vault/", "javascript:alert(1)"]) {
    assert.match(Reflect.get(vaultAddress(said, page), "trouble") ?? "", /data-vault=|own origin/, String(said));
  }
});

test("sealed text is found as it travelled, also where it was quoted", () => {
  const sealed = "-----BEGIN PGP MESSAGE-----\n\nwcBMA\n=abcd\n-----END PGP MESSAGE-----\n";
  assert.deepEqual(armoredBlocks(`Hello\n${sealed}\nand\n${sealed.split("\n").map((line) => `> ${line}`).join("\n")}`), [sealed, sealed]);
  assert.deepEqual(armoredBlocks("-----BEGIN PGP MESSAGE-----\nnever ends"), []);
});

test("what editors do to a sealed text changes nothing; everything else does", () => {
  const sealed = "-----BEGIN PGP MESSAGE-----\r\n\r\nwcBMA\r\n-----END PGP MESSAGE-----\r\n";
  assert.equal(plain("-----BEGIN PGP MESSAGE-----  \n\n\nwcBMA\n-----END PGP MESSAGE-----"), plain(sealed));
  for (const other of [sealed.replace("wcBMA", "wcBMB"), sealed.replace("\r\n\r\n", "\r\n"), `${sealed}--\r\nSent by webmail`, `Hi\r\n${sealed}`]) assert.notEqual(plain(other), plain(sealed));
});

test("addresses are read out of whatever fields hold", () => {
  assert.deepEqual(addressesIn('Lee <lee@example.com>; "Mara, N." <mara@example.com>, noor@example.org.'), ["lee@example.com", "mara@example.com", "noor@example.org"]);
  assert.deepEqual(addressesIn("nobody"), []);
});
