// @ts-check
// Everything that reads what others wrote: what it is given to begin with, words of its format, and how it is asked.

import { readFileSync, readdirSync } from "node:fs";
import { readPublicKey, readSecretKey } from "../../../www/engine/minisign.js";
import { ZegelError } from "../../../www/engine/errors.js";
import { splitCertificates } from "../../../www/keys/keyring.js";
import { whole } from "../../whole.mjs";

const tests = new URL("../../", import.meta.url);
const www = new URL("../../../www/", import.meta.url);

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {() => Uint8Array[]} seeds
 * @property {string[]} words
 * @property {() => Promise<(octets: Uint8Array, name: string) => unknown>} open  a fresh program; its answer or refusal is of no interest, its end is
 */

/** @param {string} folder @param {RegExp} wanted @param {URL} [base] @returns {Uint8Array[]} */
const filesIn = (folder, wanted, base = tests) => readdirSync(new URL(folder, base)).filter((name) => wanted.test(name)).sort().map((name) => new Uint8Array(readFileSync(new URL(folder + name, base))));

/**
 * Each of several readers, whatever one before it refused; only a reader that comes to an end ends this. Throws what was refused last.
 * @param {...() => unknown} readers
 */
function each(...readers) {
  /** @type {unknown[]} */
  const refusals = [];
  for (const read of readers) {
    try {
      read();
    } catch (thrown) {
      if (isCrash(thrown)) throw thrown;
      refusals.push(thrown);
    }
  }
  if (refusals.length > 0) throw refusals.at(-1);
}

let instances = 0;
/** @param {string} name */
async function program(name) {
  // Glue holds one instance for ever: another address, another instance.
  const glue = await import(`${new URL(`wasm/${name}.js`, www).href}?fuzz=${instances += 1}`);
  glue.initSync({ module: readFileSync(new URL(`wasm/${name}_bg.wasm`, www)) });
  return glue;
}

const text = (/** @type {Uint8Array} */ octets) => Buffer.from(octets).toString("utf8");
const now = Date.parse("2026-06-01T00:00:00Z");
const octetsOf = (/** @type {string} */ path) => new Uint8Array(readFileSync(new URL(path, tests)));
const bundles = () => [...filesIn("pages/demo/policy/", /\.json$/, www), ...filesIn("pages/admin/", /^starter\.json$/, www)];

const mime = [
  "Content-Type: multipart/mixed; boundary=b", "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b", "Content-Type: message/rfc822", "--b", "--b--", "\r\n\r\n",
  "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable", "=?utf-8?B?", "=?utf-8?Q?=00?=", "; hp=\"cipher\"", "; hp-legacy-display=\"1\"", "HP-Outer: Subject: x", "charset=utf-7",
  "filename*0*=utf-8''", "From: a@b, c@d", "MSIP_Labels: ", "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----", "-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA256", "Autocrypt: addr=", "\0", "\u00ff",
];
const packets = ["\xc6", "\xc2", "\xce", "\xd1", "\x99", "\xff\xff\xff\xff\xff", "\xe0", "\xfe", "\x04", "\x06", "\x13", "-----BEGIN PGP PUBLIC KEY BLOCK-----", "-----END PGP PUBLIC KEY BLOCK-----", "=AAAA"];
const json = ["{", "}", "[", "]", "null", "true", "-1", "1e999", "18446744073709551616", "\"", "\\u0000", "\\ud800", ",", ":", "\"conditions\":", "\"labels\":", "\"priority\":", "(", ")*", "[^", "{9999}", "\\d+", "|"];
const office = ["PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "PK\x06\x06", "%PDF-1.7", "endobj", "/Kids [", "/Length 4294967295", "/Prev 0", "xref", "trailer", "<<", ">>", "stream\n", "<?xml version=\"1.0\"?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "<![CDATA[", "\xff\xd8\xff\xe1", "IHDR", "\xd0\xcf\x11\xe0"];
const names = ["a.docx", "a.xlsx", "a.pptx", "a.odt", "a.pdf", "a.png", "a.jpg", "a.zip", "a.csv", "a.html", "a.doc", "../..\u202egpj.exe", "", "a\0b"];
const files = () => filesIn("cases/contents/", /\.(?!md$)\w+$/);

/** @type {Target[]} */
export const targets = [
  {
    name: "message", words: mime, seeds: () => filesIn("cases/messages/", /\.eml$/),
    open: async () => {
      const sealer = await program("sealer");
      const key = octetsOf("cases/messages/keys/lee.asc");
      const certificates = [["noor", "example.org"], ["eve", "example.net"]].map(([who, domain]) => ({ address: `${who}@${domain}`, bytes: octetsOf(`cases/messages/keys/${who}.pub.asc`) }));
      return (octets) => whole(sealer.begin_open(octets, [key], certificates, undefined, now, () => {}));
    },
  },
  {
    // The passphrase costs nothing to derive from here; in letters it does, and only who changed it makes it dearer.
    name: "letter", words: packets, seeds: () => filesIn("cases/passphrases/", /\.asc$/),
    open: async () => {
      const reader = await program("reader");
      const certificate = octetsOf("cases/messages/keys/noor.pub.asc");
      return (octets) => reader.open(octets, "correct horse", certificate, now, () => {});
    },
  },
  {
    name: "letter-certificate", words: packets, seeds: () => filesIn("cases/messages/keys/", /\.pub\.asc$/),
    open: async () => {
      const reader = await program("reader");
      const [letter = new Uint8Array()] = filesIn("cases/passphrases/", /^seipd-2-gcm\.asc$/);
      const answer = { from: "lee@example.com", to: "noor@example.org", subject: "Re: Figures", text: "Thanks", date: "2026-06-01T00:00:00Z", messageId: "b@example.com", inReplyTo: "a@example.org", references: [] };
      return (octets) => each(() => reader.open(letter, "correct horse", octets, now, () => {}), () => reader.answer(answer, [], octets, "correct horse", now));
    },
  },
  {
    name: "certificate", words: packets, seeds: () => filesIn("keys/", /\.(?:pgp|asc|gpg)$/),
    open: async () => {
      const sealer = await program("sealer");
      return (octets) => each(() => sealer.read_certificate(octets, "lee@example.com", now), () => sealer.judge("lee@example.com", [{ bytes: octets, source: "wkd", seenAt: now }], [], [], now));
    },
  },
  {
    name: "certificate-file", words: packets, seeds: () => filesIn("keys/", /\.(?:pgp|asc|gpg)$/),
    open: async () => (octets) => splitCertificates(octets),
  },
  {
    // Without a passphrase: deriving keys is what takes time, and what comes after it is authenticated.
    name: "own-keys", words: packets, seeds: () => [...filesIn("keys/", /^secret-.*\.(?:asc|pgp)$/), ...filesIn("cases/messages/keys/", /^\w+\.asc$/)],
    open: async () => { const full = await program("sealer-full"); return (octets) => { full.stretches(octets); full.read_keys(octets, undefined, [], now); }; },
  },
  { name: "bundle", words: json, seeds: bundles, open: async () => { const decider = await program("decider"); return (octets) => decider.use_bundle(octets, "noor@example.org"); } },
  {
    name: "addresses", words: ["@", "\"", "<", ">", ",", ";", ":", "(", ")", "\\", "[127.0.0.1]", "xn--", "\u202e", "\0"],
    seeds: () => ["Noor de Wit <noor@example.org>, lee@example.com", "\"a, b\" <\"q\\\"x\"@example.org>; group: c@d.example, (comment (nested)) e@f.example;", "lee@b\u00fccher.example"].map((one) => new TextEncoder().encode(one)),
    open: async () => { const decider = await program("decider"); return (octets) => decider.read_addresses(text(octets)); },
  },
  {
    name: "draft", words: json,
    seeds: () => [{ from: "Noor de Wit <noor@example.org>", to: ["daan@example.org"], cc: [], bcc: [], subject: "Budget", text: "IBAN NL91ABNA0417164300", html: "<p>Hello</p>", attachments: [{ name: "a.docx", type: "x/y", size: 3, contentId: null }], label: null, protection: "encrypt", answers: { acknowledged: [] }, inReplyTo: null, references: [], language: "en", date: "2026-11-24T10:00:00+01:00", messageId: "a@example.org" }]
      .map((one) => new TextEncoder().encode(JSON.stringify(one))),
    open: async () => {
      const decider = await program("decider");
      const detector = await program("detector");
      const [rules = new Uint8Array()] = bundles();
      const { handle } = JSON.parse(decider.use_bundle(rules, "noor@example.org"));
      const looking = JSON.parse(detector.use_bundle(rules));
      let sight = "";
      return (octets) => each(() => { sight = detector.see(looking.handle ?? looking, text(octets), new Uint32Array()); }, () => decider.decide(handle, text(octets), sight, now));
    },
  },
  {
    name: "file", words: office, seeds: files,
    open: async () => { const inspector = await program("inspector"); return (octets, name) => each(() => inspector.inspect(name, "", octets), () => inspector.labels(name, "", octets)); },
  },
  {
    name: "file-to-label", words: office, seeds: files,
    open: async () => { const marker = await program("marker"); return (octets, name) => marker.attempt(name, octets.length, (/** @type {number} */ from, /** @type {number} */ to) => octets.subarray(from, to)); },
  },
  {
    name: "exchange-rules", words: ["<Obj RefId=\"0\">", "<LST>", "</LST>", "<S N=\"Name\">", "New-TransportRule -Name ", "-Mode ", "'", "\"", "`", "$true", "@{", "}", "<![CDATA[", "&#0;", "\ufeff"],
    seeds: () => filesIn("cases/exchange/", /\.xml$/),
    open: async () => { const steward = await program("steward"); const bundle = text(bundles()[0] ?? new Uint8Array()); return (octets) => steward.import_rules(octets, bundle); },
  },
  {
    name: "exchange-labels", words: json, seeds: () => filesIn("cases/exchange/", /^labels.*\.json$/),
    open: async () => { const steward = await program("steward"); const bundle = text(bundles()[0] ?? new Uint8Array()); return (octets) => steward.import_labels(text(octets), bundle); },
  },
  {
    name: "minisign", words: ["untrusted comment: ", "trusted comment: ", "\n", "\r\n", "RW", "="], seeds: () => filesIn("keys/", /^policy-demo\.(?:key|pub)$/),
    open: async () => (octets) => {
      try {
        each(() => readPublicKey(text(octets)), () => readSecretKey(text(octets)));
      } catch (refusal) {
        if (!(refusal instanceof ZegelError)) throw refusal;
      }
    },
  },
];

/** @param {(below: number) => number} roll */
export const nameOf = (roll) => names[roll(names.length)] ?? "a";

/**
 * Whether it was an end and no refusal: refusals have a code, and a program that trapped has none.
 * @param {any} thrown
 */
export function isCrash(thrown) {
  if (thrown instanceof ZegelError) return thrown.code === "internal" || thrown.code === "engine-crashed";
  if (typeof thrown === "string" && thrown.startsWith("{")) return typeof JSON.parse(thrown).code !== "string";
  return thrown instanceof Error || typeof thrown?.code !== "string";
}
