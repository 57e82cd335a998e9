// @ts-check
// Keys on the administrator's page: files of certificates, what of them is published, and what the bundle says in words.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { start } from "../../../www/engine/engine.js";
import { addressesOf, armored, splitCertificates } from "../../../www/keys/keyring.js";
import { MemoryStore } from "../../../www/keys/memory-store.js";
import { packetsOf } from "../../../www/pages/admin/model/armor.js";
import { base64, certificateFrom, isWithin, largestFile, readCertificates, readFile as readPile } from "../../../www/pages/admin/model/certificates.js";
import { differences } from "../../../www/pages/admin/model/differences.js";
import { routeOf } from "../../../www/pages/admin/model/forms.js";
import { keysSentence } from "../../../www/pages/admin/model/keys-sentence.js";
import { set, withParent } from "../../../www/pages/admin/model/pointer.js";
import { Publication } from "../../../www/pages/admin/model/publication.js";
import { plain } from "../../../www/pages/admin/model/sentence.js";
import { voiceIn } from "../../../www/pages/admin/texts/texts.js";

const zoo = async (/** @type {string} */ name) => new Uint8Array(await readFile(new URL(`../../keys/${name}`, import.meta.url)));
const lee = await zoo("curve25519.pgp");
const text = (/** @type {string} */ words) => new TextEncoder().encode(words);
/** @param {...Uint8Array} parts */
const joined = (...parts) => new Uint8Array(Buffer.concat(parts));
/** @param {string} name @param {Uint8Array} bytes */
const file = (name, bytes) => ({ name, size: bytes.length, arrayBuffer: async () => /** @type {ArrayBuffer} */ (bytes.slice().buffer) });

test("armor is taken apart in slices, as it is at once", async () => {
  const rsa = await zoo("rsa4096.pgp");
  const pile = joined(...Array.from({ length: 600 }, () => rsa));
  let pauses = 0;
  const packets = await packetsOf(text(armored(pile)), async () => { pauses += 1; });
  assert.deepEqual(Buffer.from(packets), Buffer.from(pile));
  assert.ok(pauses > 0);
  const several = `Of Lee\n${armored(lee).replaceAll("\n", "\r\n")}and\n${armored(rsa)}`;
  assert.deepEqual(Buffer.from(await packetsOf(text(several))), Buffer.from(joined(lee, rsa)));
  for (const name of ["armor.asc", "armor-bad-checksum.asc"]) assert.deepEqual(splitCertificates(await packetsOf(await zoo(name))), splitCertificates(await zoo(name)), name);
});

test("what is no file of certificates is told apart", async () => {
  const problem = async (/** @type {Uint8Array} */ bytes) => (await readCertificates(bytes)).problem;
  for (const name of ["secret-gnupg.asc", "secret-gnupg-card.pgp", "secret-and-certificate.asc", "secret-sequoia-v6.asc"]) assert.equal(await problem(await zoo(name)), "secret", name);
  // Wherever in the file it stands.
  assert.equal(await problem(joined(lee, await zoo("secret-gnupg-card.pgp"))), "secret");
  assert.equal(await problem(text("Dear Lee")), "none");
  assert.equal(await problem(new Uint8Array()), "none");
  assert.equal(await problem(text(armored(lee).slice(0, -50))), "damaged");
  assert.equal(await problem(lee.subarray(0, -3)), "damaged");
  assert.equal((await readPile({ size: largestFile + 1, arrayBuffer: () => assert.fail("it is not even read") })).problem, "too-large");
  const found = await readCertificates(joined(lee, await zoo("rsa2048.pgp")));
  assert.deepEqual([found.certificates.length, found.problem, found.skipped], [2, null, false]);
});

test("a trusted certificate is read in each of its forms", () => {
  for (const form of [armored(lee), base64(lee), base64(lee).replace(/.{64}/g, "$&\n")]) assert.deepEqual(Buffer.from(certificateFrom(form) ?? []), Buffer.from(lee));
  for (const form of [undefined, 7, "", "x", "-----BEGIN PGP"]) assert.equal(certificateFrom(form), null);
});

test("subdomains belong to a domain, look-alikes do not", () => {
  assert.deepEqual(["a@example.org", "a@dept.example.org", "a@badexample.org", "a@example.org.example.com"].map((address) => isWithin(address, ["example.org"])), [true, true, false, false]);
});

const engine = await start();
after(() => engine.close());
/** @param {() => void} [changed] */
const publication = (changed = () => {}) => new Publication(async () => engine, changed);

test("of a pile the usable are listed, and every other says why it is not", async () => {
  const pile = publication();
  const names = ["curve25519.pgp", "rsa2048.pgp", "expired.pgp", "revoked.pgp", "no-address.pgp", "rsa1024.pgp", "sign-only.pgp", "from-the-future.pgp"];
  await pile.add([...await Promise.all(names.map(async (name) => file(name, await zoo(name)))), file("again", lee), file("secret", await zoo("secret-gnupg.asc"))], ["example.com"]);
  const { listed, left, unchecked } = pile.sorted(["example.com"]);
  assert.deepEqual(listed.map(({ address, certificates }) => [address, certificates.length]), [["lee@example.com", 2]]);
  assert.deepEqual(left.map(({ reason }) => reason).sort(), ["expired", "no-address", "no-usable-subkey", "not-yet-valid", "revoked", "weak-algorithm"]);
  assert.deepEqual([unchecked, pile.problems], [0, [{ file: "secret", problem: "secret" }]]);
  assert.deepEqual(pile.sorted(["example.org"]).listed, []);
  assert.equal(pile.sorted(["example.com"]), pile.sorted(["example.com"]), "sorted once");
});

test("a copy that is revoked keeps the others back", async () => {
  const pile = publication();
  const revoked = await zoo("revoked.pgp");
  // The same key without its revocation, as it was handed out before: the packet behind the primary key.
  const primary = 2 + (revoked[1] ?? 0);
  const before = joined(revoked.subarray(0, primary), revoked.subarray(primary + 2 + (revoked[primary + 1] ?? 0)));
  await pile.add([file("before", before)], ["example.com"]);
  assert.equal(pile.sorted(["example.com"]).listed.length, 1);
  await pile.add([file("revoked", revoked)], ["example.com"]);
  assert.deepEqual(pile.sorted(["example.com"]).listed, []);
});

test("whoever stops gets nothing half done", async () => {
  /** @type {Publication} */
  const pile = publication(() => { if (pile?.work?.what === "checking") pile.cancel(); });
  await pile.add([file("one", lee), file("two", await zoo("rsa2048.pgp"))], ["example.com"]);
  const { unchecked } = pile.sorted(["example.com"]);
  assert.deepEqual([unchecked, pile.work, pile.error], [0, null, null]);
  assert.ok(pile.certificates.length < 2);
});

test("the organisation's key certifies each once, and vouches then", async () => {
  const store = new MemoryStore();
  const own = await start({ keyStore: store });
  const pile = new Publication(async () => own, () => {});
  await pile.add([file("lee", lee)], ["example.com"]);
  await pile.make({ name: "Example", address: "keys@example.com", kind: "v4" });
  assert.deepEqual([pile.owner?.fresh, pile.owner?.saved, pile.owner?.key.expires], [true, false, null]);
  const ring = await pile.keyring(["example.com"]);
  assert.deepEqual(pile.certifications, { made: 1, there: 0, unsure: 0 });
  assert.ok(ring && ring.length > lee.length);
  assert.deepEqual(addressesOf(ring), ["lee@example.com"]);
  const [standing] = await own.judge([{ address: "lee@example.com", files: [{ bytes: ring, source: "directory" }], remembered: [] }], [/** @type {any} */ (pile.owner).key.certificate]);
  assert.deepEqual([standing?.state, standing?.vouched], ["verified", "organisation"]);

  const secret = await pile.exportOwner("a passphrase");
  assert.ok(secret);
  pile.clear();
  await pile.add([file("certified", ring)], ["example.com"]);
  assert.deepEqual(await pile.keyring(["example.com"]), ring);
  assert.deepEqual(pile.certifications, { made: 0, there: 1, unsure: 0 });

  await pile.forgetOwner();
  assert.deepEqual(await store.list(), []);
  await pile.open("key.asc", secret.slice());
  assert.equal(pile.locked?.wrong, false);
  await pile.open("key.asc", secret.slice(), "another");
  assert.equal(pile.locked?.wrong, true);
  await pile.open("key.asc", secret.slice(), "a passphrase");
  assert.deepEqual([pile.locked, pile.owner?.key.address, pile.owner?.saved], [null, "keys@example.com", true]);
  await pile.open("lee.pgp", lee);
  assert.equal(/** @type {any} */ (pile.error)?.code, "key-malformed");
  pile.close();
  assert.deepEqual([pile.owner, pile.certificates.length], [null, 0]);
});

const bundle = { organisation: { id: "o", name: "Example", domains: ["example.org"] } };
/** @param {any} before @param {any} after @param {"en"|"nl"} [language] */
const told = (before, after, language = "en") => differences(before, after, voiceIn(language)).map(({ text: words, pointer }) => `${pointer} ${words}`);

test("what changes about keys is told in words", () => {
  const wishes = { kind: "v6", postQuantum: true, validDays: 365, lock: "required", sources: ["keyring", "wkd", "mail"], trusted: [base64(lee)], novelty: 1 };
  assert.deepEqual(told(bundle, { ...bundle, keys: wishes }), [
    "/keys/kind Keys: “Version” is now 6, for newer programs (before: 4, for every program).",
    "/keys/postQuantum Keys: “Against quantum computers” is now yes (before: nothing).",
    "/keys/validDays Keys: “Valid for, in days” is now 365 (before: nothing).",
    "/keys/lock Keys: “A passphrase or a passkey” is now Needed by everyone (before: For those who want one).",
    "/keys/sources Keys: “Where it is looked” no longer has “The page’s own directory” and “The public key server”.",
    "/keys/trusted Keys: “Trusted certificates” now also has lee@example.com.",
    "/keys/novelty Keys: “novelty” changed.",
  ]);
  assert.deepEqual(told({ ...bundle, keys: { trusted: ["x"] } }, bundle, "nl"), ["/keys/trusted Sleutels: “Vertrouwde certificaten” heeft niet meer een certificaat zonder adres."]);
  assert.deepEqual(told(bundle, { ...bundle, keys: {} }), []);
  assert.equal(routeOf("/keys/trusted/0"), "/keys");
});

test("what holds for keys is a sentence, however odd it is written", () => {
  const say = (/** @type {any} */ keys, /** @type {"en"|"nl"} */ language = "en") => plain(keysSentence(keys, voiceIn(language)));
  assert.equal(say(undefined), "Everyone gets a key of version 4, valid for 2 years. A lock is up to them; unlocked, it stays so for 8 hours without use. Other people’s keys are looked up everywhere.");
  assert.equal(say({ kind: "v6", postQuantum: true, validDays: 90, lock: "required", unlockedMinutes: 45, sources: ["keyring", "mail"] }),
    "Everyone gets a key of version 6 with a part against quantum computers, valid for 90 days. They have to lock it; unlocked, it stays so for 45 minutes without use. Other people’s keys come from the keyring file and mail that was read.");
  assert.match(say({ sources: [] }, "nl"), /nergens/);
  for (const odd of [null, 7, [], { kind: 3, validDays: "x", unlockedMinutes: null, sources: "x", lock: [] }]) assert.equal(say(odd), say(undefined));
});

test("the last wish takes the object with it", () => {
  const take = (/** @type {any} */ whole, /** @type {string} */ pointer) => set(whole, withParent(whole, pointer, ["/keys"]), undefined);
  assert.deepEqual(take({ a: 1, keys: { kind: "v6" } }, "/keys/kind"), { a: 1 });
  assert.deepEqual(take({ keys: { kind: "v6", lock: "required" } }, "/keys/kind"), { keys: { lock: "required" } });
  assert.deepEqual(take({ other: { kind: "v6" } }, "/other/kind"), { other: {} });
  assert.deepEqual(take({}, "/keys/kind"), {});
});
