// @ts-check
/** The administrator's section of keys: the form, the directory with the organisation's certifications, the key server. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { unzipSync } from "fflate";
import { gnupg } from "../interop/gnupg.mjs";
import { sound as soundIn } from "./sound.mjs";
import { Stage, lastFirst } from "./stage.mjs";
import { turn } from "./switches.mjs";

/** @typedef {import("playwright-core").Page} Page */

const end = lastFirst({ after });
/** @type {Stage} */ let stage;

before(async () => {
  stage = await Stage.open(end);
});

/** @param {string} name */
const zoo = async (name) => ({ name, mimeType: "application/pgp-keys", buffer: await readFile(new URL(`../keys/${name}`, import.meta.url)) });
/** @param {string} name @param {Uint8Array|string} content */
const file = (name, content) => ({ name, mimeType: "application/pgp-keys", buffer: Buffer.from(content) });

/** @param {{ domains?: string }} [options] */
async function open({ domains = "bridge.example" } = {}) {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await page.goto(`${stage.url}pages/admin/`);
  await page.getByRole("button", { name: "Begin with an example" }).click();
  await page.getByLabel("Name of the organisation").fill("Bridge Foundation");
  await page.getByLabel("Mail domains").fill(domains);
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await section(page, "Keys");
  return visitor;
}

/** @param {Page} page @param {string} name */
async function section(page, name) {
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** @param {Page} page @returns {Promise<any>} */
async function policy(page) {
  await page.evaluate(() => { location.hash = "/json"; });
  const text = await page.getByRole("textbox", { name: "JSON" }).inputValue();
  await section(page, "Keys");
  return JSON.parse(text);
}

/** @param {Page} page @param {() => Promise<void>} act */
async function downloaded(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** @param {Page} page */
const directory = (page) => page.getByRole("region", { name: "Publish your directory" });

/** @param {Page} page @param {{ name: string, mimeType: string, buffer: Buffer }[]} files */
const give = (page, files) => directory(page).getByLabel("Choose files").setInputFiles(files);

/** @param {Page} page */
const published = (page) => directory(page).getByRole("list", { name: "Addresses that are published" }).locator(".address").allTextContents();

/** @param {Page} page @param {string} view */
const sound = (page, view) => soundIn(page, view, { desk: { width: 1440, height: 900 }, places: "html, main" });

test("the form says what the organisation wants of keys, and nothing where it wants nothing", async () => {
  const visitor = await open();
  const { page } = visitor;
  assert.equal("keys" in await policy(page), false);
  await page.getByText("Everyone gets a key of version 4, valid for 2 years. A lock is up to them").waitFor();

  await page.getByLabel("Version", { exact: true }).selectOption({ label: "6, for newer programs" });
  await turn(page.getByRole("switch", { name: "Against quantum computers" }), true);
  await page.getByLabel("Valid for, in days").fill("365");
  await page.getByLabel("A passphrase or a passkey").selectOption({ label: "Needed by everyone" });
  await page.getByLabel("Stays unlocked for, in minutes").fill("30");
  await turn(page.getByRole("switch", { name: /^The public key server/ }), false);
  await page.getByLabel("Keyring file", { exact: true }).fill("keyring.pgp");
  await page.getByLabel("Add from a file").setInputFiles(await zoo("curve25519.pgp"));
  await page.getByText("Lee Chen <lee@example.com>").waitFor();
  await page.getByText("Everyone gets a key of version 6 with a part against quantum computers, valid for 1 year. They have to lock it; unlocked, it stays so for 30 minutes").waitFor();
  const { keys } = await policy(page);
  const { trusted, ...rest } = keys;
  assert.deepEqual(rest, {
    kind: "v6", postQuantum: true, validDays: 365, lock: "required", unlockedMinutes: 30, sources: ["directory", "keyring", "wkd", "mail"], keyring: "keyring.pgp",
  });
  assert.deepEqual(Buffer.from(trusted[0], "base64"), (await zoo("curve25519.pgp")).buffer);
  await page.getByRole("button", { name: "No mistakes" }).waitFor();

  // What is no certificate is refused in words; the same one twice is one.
  await page.getByLabel("Add from a file").setInputFiles(await zoo("secret-gnupg.asc"));
  await page.getByRole("alert").getByText("secret-gnupg.asc holds a secret key").waitFor();
  await page.getByLabel("Add from a file").setInputFiles(await zoo("curve25519.pgp"));
  await page.getByText("0 trusted certificates added").waitFor();
  await page.getByLabel("Add from a file").setInputFiles(await zoo("expired.pgp"));
  await page.getByText("It counts for nothing: it has expired.").waitFor();
  await sound(page, "the form of keys");
  assert.equal((await policy(page)).keys.trusted.length, 2);

  // A mistake at its field, at the section and in the list; and the way to it.
  await page.getByLabel("Valid for, in days").fill("7");
  await page.getByRole("button", { name: "1 mistake", exact: true }).click();
  await page.getByRole("button", { name: /Valid for, in days/ }).click();
  assert.equal(await page.getByLabel("Valid for, in days").evaluate((input) => input === document.activeElement), true);
  await page.getByLabel("Valid for, in days").fill("");

  // All taken back: nothing is left of it.
  await page.getByLabel("Version", { exact: true }).selectOption({ label: "4, for every program" });
  await turn(page.getByRole("switch", { name: "Against quantum computers" }), false);
  await page.getByLabel("A passphrase or a passkey").selectOption({ label: "For those who want one" });
  await page.getByLabel("Stays unlocked for, in minutes").fill("");
  await turn(page.getByRole("switch", { name: /^The public key server/ }), true);
  await page.getByLabel("Keyring file", { exact: true }).fill("");
  await page.getByRole("button", { name: /^No longer trust/ }).first().click();
  await page.getByRole("button", { name: /^No longer trust/ }).click();
  assert.equal("keys" in await policy(page), false);
  assert.deepEqual(visitor.problems, []);
});

test("a keyring of GnuPG becomes a directory that the organisation certified", async (t) => {
  const gpg = gnupg(t);
  const kind = { primary: "ed25519", sub: "cv25519" };
  const noor = gpg.makeKey(kind, "Noor de Wit <Noor.deWit@bridge.example>");
  const lee = gpg.makeKey(kind, "Lee Chen <lee@bridge.example>");
  gpg.makeKey(kind, "Sam <sam@elsewhere.example>");
  gpg.revoke(gpg.makeKey(kind, "Mara <mara@bridge.example>"));
  const keyring = gpg.run(["--export"]).output;

  const visitor = await open();
  const { page } = visitor;
  await give(page, [file("keyring.gpg", keyring), file("again.asc", gpg.run(["--armor", "--export", lee]).output)]);
  await directory(page).getByText("2 addresses").waitFor();
  assert.deepEqual(await published(page), ["lee@bridge.example", "noor.dewit@bridge.example"]);
  await directory(page).getByText("2 left out").waitFor();
  await directory(page).getByText("Revoked by its owner").waitFor();
  await directory(page).getByText("sam@elsewhere.example").waitFor();

  // A key in one click, which certifies nothing before it is safe.
  await page.getByRole("button", { name: "Make one" }).click();
  assert.equal(await page.getByLabel("Address in the key").inputValue(), "keys@bridge.example");
  await page.getByRole("button", { name: "Make the key" }).click();
  const pack = directory(page).getByRole("button", { name: "openpgpkey-bridge.example.zip" });
  await page.getByText("Download the organisation’s key first").waitFor();
  assert.equal(await pack.isDisabled(), true);
  await page.getByLabel("Passphrase for the file").fill("bridge over water");
  const secret = await downloaded(page, () => page.getByRole("button", { name: "Download the key" }).click());
  assert.equal(secret.name, "keys@bridge.example-secret.asc");
  await page.getByRole("button", { name: "Add to the trusted certificates" }).click();
  await page.getByText("Among the trusted certificates").waitFor();
  const { trusted } = (await policy(page)).keys;

  const packed = await downloaded(page, () => pack.click());
  assert.equal(packed.name, "openpgpkey-bridge.example.zip");
  await page.getByText("2 certifications made.").waitFor();
  const tree = unzipSync(packed.bytes);
  const folder = ".well-known/openpgpkey/bridge.example";
  const hashOf = (/** @type {string} */ fingerprint) => /([a-z0-9]{32})@/.exec(gpg.run(["--with-wkd-hash", "--list-keys", fingerprint]).output.toString())?.[1];
  assert.deepEqual(Object.keys(tree).sort(), [`${folder}/hu/${hashOf(lee)}`, `${folder}/hu/${hashOf(noor)}`, `${folder}/policy`].sort());
  assert.equal(tree[`${folder}/policy`]?.length, 0);

  // GnuPG says whether the organisation vouches: with its certificate from the policy, in a home that knows nothing else.
  const other = gnupg(t);
  other.run(["--import"], Buffer.from(trusted[0], "base64"));
  other.run(["--import"], tree[`${folder}/hu/${hashOf(noor)}`]);
  const organisation = other.run(["--with-colons", "--list-keys", "keys@bridge.example"]).output.toString().match(/^fpr:+([0-9A-F]{40}):/m)?.[1] ?? "";
  const checked = other.run(["--with-colons", "--check-sigs", noor]).output.toString().split("\n").filter((line) => line.startsWith("sig:!"));
  assert.ok(checked.some((line) => line.split(":")[4] === organisation.slice(-16)), checked.join("\n"));

  // The file that was downloaded is the key, for whoever knows the passphrase; what it certified it does not certify again.
  await page.getByRole("button", { name: "Use another key" }).click();
  await page.getByLabel("Open your organisation’s key").setInputFiles(file("keys.asc", secret.bytes));
  await page.getByLabel("Passphrase of keys.asc").fill("wrong");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByRole("alert").getByText("This passphrase does not open the key.").waitFor();
  await page.getByLabel("Passphrase of keys.asc").fill("bridge over water");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByText("Among the trusted certificates").waitFor();
  await directory(page).getByRole("button", { name: "Begin again" }).click();
  await give(page, [file("hu", tree[`${folder}/hu/${hashOf(noor)}`] ?? "")]);
  await directory(page).getByText("1 address", { exact: true }).waitFor();
  await page.getByRole("radio", { name: /^On bridge\.example/ }).check();
  const direct = await downloaded(page, () => pack.click());
  await page.getByText("0 certifications made. 1 was there already.").waitFor();
  assert.deepEqual(unzipSync(direct.bytes)[`.well-known/openpgpkey/hu/${hashOf(noor)}`], tree[`${folder}/hu/${hashOf(noor)}`]);
  const ring = await downloaded(page, () => directory(page).getByRole("button", { name: "Keyring file" }).click());
  assert.deepEqual(ring.bytes, Buffer.from(tree[`${folder}/hu/${hashOf(noor)}`] ?? ""));
  await page.getByRole("button", { name: "Name it in the policy as keyring.pgp" }).click();
  assert.equal((await policy(page)).keys.keyring, "keyring.pgp");
  assert.deepEqual(visitor.problems, []);
  assert.deepEqual(stage.outside, []);
});

test("what does not belong in a directory is refused or left out, and said", async () => {
  const visitor = await open({ domains: "example.com" });
  const { page } = visitor;
  const wrong = [["secret-gnupg.asc", "holds a secret key"], ["secret-gnupg-card.pgp", "holds a secret key"], ["secret-and-certificate.asc", "holds a secret key"]];
  const left = [["expired.pgp", "Expired"], ["revoked.pgp", "Revoked by its owner"], ["no-address.pgp", "No address in it"], ["rsa1024.pgp", "No longer safe"], ["sign-only.pgp", "Cannot be encrypted to"]];
  const cut = (await zoo("armor.asc")).buffer;
  await give(page, [...await Promise.all([...wrong, ...left].map(([name = ""]) => zoo(name))), file("cut.asc", cut.subarray(0, cut.length - 60)), file("letter.txt", "Dear Lee"), await zoo("user-ids-one-revoked.pgp")]);
  await directory(page).getByText(/left out/).first().waitFor();
  for (const [name, words] of [...wrong, ["cut.asc", "is damaged or cut off"], ["letter.txt", "holds no certificate"]]) await directory(page).getByRole("alert").filter({ hasText: `${name} ${words}` }).waitFor();
  for (const [, words = ""] of left) await directory(page).getByText(words).first().waitFor();
  assert.deepEqual(await published(page), ["lee@example.com"]);
  await page.getByLabel("Open your organisation’s key").setInputFiles(await zoo("curve25519.pgp"));
  await page.getByRole("alert").getByText("This file holds no secret key.").waitFor();
  await sound(page, "what was left out");

  // Another domain: what has addresses in it is looked at anew.
  await section(page, "Overview");
  await page.getByLabel(/^Add to Mail domains/).fill("example.org");
  await page.keyboard.press("Enter");
  await section(page, "Keys");
  await directory(page).getByText("The address is not confirmed by the key, or was revoked").waitFor();
  assert.deepEqual(visitor.problems, []);
});

test("the key server gets one certificate, after it was said what becomes public", async () => {
  const visitor = await open({ domains: "example.com" });
  const { page } = visitor;
  /** @type {any[]} */
  const asked = [];
  let refuse = true;
  await page.route("**/lookup/vks/*", async (route) => {
    const path = new URL(route.request().url()).pathname;
    asked.push([path, route.request().postDataJSON()]);
    if (refuse) return route.fulfill({ status: 429, json: {} });
    await route.fulfill({ json: path.endsWith("upload") ? { key_fpr: "AB", token: "t", status: { "lee@example.com": "unpublished" } } : { key_fpr: "AB", token: "t", status: { "lee@example.com": "pending" } } });
  });
  await give(page, [await zoo("curve25519.pgp")]);
  await page.getByRole("button", { name: "lee@example.com at the key server" }).click();
  const send = page.getByRole("button", { name: "Send to keys.openpgp.org" });
  await page.getByText("keys.openpgp.org writes to lee@example.com").waitFor();
  assert.equal(await send.isDisabled(), true);
  await page.getByLabel("The owner of this key knows and agrees.").check();
  await sound(page, "what becomes public");
  assert.equal(asked.length, 0);
  await send.click();
  await page.getByRole("alert").getByText("The key server did not take it (answer 429).").waitFor();
  refuse = false;
  await send.click();
  await page.getByText("a mail with a link is on its way").waitFor();
  assert.deepEqual(asked.map(([path]) => path), ["/lookup/vks/upload", "/lookup/vks/upload", "/lookup/vks/request-verify"]);
  assert.match(asked[1][1].keytext, /^-----BEGIN PGP PUBLIC KEY BLOCK-----/);
  assert.deepEqual(asked[2][1], { token: "t", addresses: ["lee@example.com"], locale: ["en"] });
  await page.getByLabel("Open another certificate").setInputFiles(await zoo("secret-gnupg.asc"));
  await page.getByRole("alert").getByText("holds a secret key").waitFor();
  assert.deepEqual(visitor.problems.filter((line) => !/429/.test(line)), []);
  assert.deepEqual(stage.outside, []);
});
