// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { greeting } from "../../../www/vault/handshake.js";
import { judgeHost } from "../../../www/vault/hosts.js";
import { headerFor, lessonOf } from "../../../www/vault/autocrypt.js";
import { ZegelError } from "../../../www/engine/errors.js";
import { readHosts } from "../../../server/hosts.mjs";
import { securityHeaders } from "../../../server/security-headers.mjs";

const host = "https://mail.example.org";
/** @param {string[]} hosts */
const rules = (hosts) => /** @type {any} */ ({ bundle: { embedding: { hosts, clientApi: "zegel" } }, bundleFailed: false, rulesOf: "organisation" });

test("the organisation's rules say where the vault may stand, and nobody else where there are some", () => {
  assert.deepEqual(judgeHost(host, rules([host]), []), { allowed: true });
  for (const other of ["https://mail.example.org.test", "http://mail.example.org", "https://mail.example.org:8443", "https://example.org", "null"]) {
    assert.equal(judgeHost(other, rules([host]), [other]).allowed, false, other);
  }
  assert.deepEqual(judgeHost("https://other.test", rules([host]), []), {
    allowed: false, reason: "not-in-rules", remedy: '"embedding": { "hosts": ["https://mail.example.org", "https://other.test"] }', cause: null,
  });
});

test("rules that cannot be read refuse every host, also those the vault is configured for", () => {
  const cause = new ZegelError("policy-key-missing");
  assert.deepEqual(judgeHost(host, { bundle: null, bundleFailed: true, ruleTroubles: [cause] }, [host]), { allowed: false, reason: "rules-unread", remedy: "", cause });
});

test("without an organisation's rules the vault's own list decides", () => {
  const everybody = { ...rules([]), rulesOf: /** @type {const} */ ("everybody") };
  assert.deepEqual(judgeHost(host, everybody, [host]), { allowed: true });
  assert.deepEqual(judgeHost(host, everybody, [`${host}/`]), { allowed: true }, "an origin with a slash is that origin");
  for (const [configured, remedy] of /** @type {[string[]|undefined, string][]} */ ([
    [["https://a.test"], '"hosts": ["https://a.test", "https://mail.example.org"]'], [[], '"hosts": ["https://mail.example.org"]'], [undefined, '"hosts": ["https://mail.example.org"]'],
  ])) assert.deepEqual(judgeHost(host, everybody, configured), { allowed: false, reason: "not-configured", remedy, cause: null });
});

test("a greeting is taken only if it is whole", () => {
  const whole = { zegel: 1, say: "connect", kind: "keyring", address: "noor@example.org", keyring: "a", language: "nl", theme: "dark" };
  assert.deepEqual(greeting(whole), { ...whole, name: null });
  assert.equal(greeting({ ...whole, address: undefined })?.address, null);
  assert.equal(greeting({ ...whole, theme: "pink" })?.theme, "auto");
  for (const broken of [null, "connect", { ...whole, zegel: 2 }, { ...whole, say: "ready" }, { ...whole, kind: "shell" }, { ...whole, kind: undefined }, { ...whole, keyring: 1 },
    { ...whole, keyring: "x".repeat(300) }, { ...whole, address: 3 }, { ...whole, address: "x".repeat(2000) }]) assert.equal(greeting(broken), null);
});

test("hosts are written as origins", () => {
  assert.deepEqual(readHosts(" https://Mail.example.org  http://localhost:8080 https://a.test:443 "), ["https://mail.example.org", "http://localhost:8080", "https://a.test"]);
  for (const wrong of ["mail.example.org", "http://mail.example.org", "https://*.example.org", "https://a.test/mail", "https://a.test;script-src", "'self'", "https://u:p@a.test"]) {
    assert.throws(() => readHosts(wrong), /ZEGEL_HOSTS/, wrong);
  }
});

test("the vault and what lies in it may stand in the hosts, and no other page may", () => {
  const policy = (/** @type {string} */ path, /** @type {string[]} */ hosts) => /frame-ancestors ([^;]+)/.exec(securityHeaders(path, hosts)["content-security-policy"] ?? "")?.[1];
  assert.equal(policy("/vault/", [host]), `'self' ${host}`);
  assert.equal(policy("/vault/", []), "'none'");
  for (const within of ["/mail/mail-frame.html", "/mail/preview/frame/frame.html"]) assert.equal(policy(within, [host]), `'self' ${host}`);
  for (const page of ["/", "/pages/admin/", "/wasm/reader.html", "/vaults/", "/config.json"]) assert.equal(policy(page, [host]), "'none'", page);
  assert.equal(securityHeaders("/vault/", [host])["cross-origin-resource-policy"], "cross-origin");
  assert.equal(securityHeaders("/", [host])["cross-origin-resource-policy"], "same-origin");
});

test("an Autocrypt field written is read, and one that the standard voids teaches nothing", () => {
  const certificate = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
  const field = headerFor("Noor@example.org", certificate);
  assert.ok(field);
  assert.ok(field.startsWith("addr=noor@example.org; prefer-encrypt=mutual; keydata="));
  assert.deepEqual(lessonOf(`Autocrypt: ${field}`, "noor@EXAMPLE.org", 5), { address: "noor@example.org", bytes: certificate, source: "autocrypt", seenAt: 5, preferEncrypt: true });
  assert.equal(lessonOf(`_note=x; ${field.replace(/(.{60})/g, "$1\r\n ")}`, "noor@example.org", 5)?.bytes.length, 300);
  for (const void_ of [field.replace("addr=noor", "addr=lee"), `critical=1; ${field}`, `addr=noor@example.org; ${field}`, "addr=noor@example.org; keydata=%%%", "addr=noor@example.org", "keydata=AAAA", "nonsense"]) {
    assert.equal(lessonOf(void_, "noor@example.org", 5), null, void_.slice(0, 40));
  }
  assert.equal(headerFor("noor@example.org", new Uint8Array(9000)), null);
});
