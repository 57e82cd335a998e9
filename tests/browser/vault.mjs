// @ts-check
/** What people do with their own keys, by the words they see; and policies that say how keys should be. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeKey, readSecretKey, sign } from "../../www/engine/minisign.js";
import { Person } from "./person.mjs";

/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {import("./stage.mjs").Until} Until */
/** @typedef {import("playwright-core").Page} Page */

export const passphrase = "correct horse battery";

/**
 * The demo's bundles with wishes for keys, and whatever else is given in the place of theirs, signed anew.
 * @param {Until} until
 * @param {Record<string, unknown>} keys
 * @param {Record<string, unknown>} [more]
 * @returns {Promise<string>} the folder
 */
export async function policyWith(until, keys, more = {}) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-policy-"));
  until.after(() => rm(folder, { recursive: true }));
  const pair = await makeKey();
  await writeFile(join(folder, "policy.pub"), pair.publicKey);
  for (const domain of ["example.org", "example.com"]) {
    const bundle = JSON.parse(await readFile(new URL(`../../www/pages/demo/policy/${domain}.json`, import.meta.url), "utf8"));
    const text = JSON.stringify({ ...bundle, keys, ...more });
    await writeFile(join(folder, `${domain}.json`), text);
    // The older kind of signature needs no BLAKE2b.
    const signature = await sign({
      bytes: new TextEncoder().encode(text), key: readSecretKey(pair.secretKey), hash: () => new Uint8Array(64), trustedComment: "", legacy: true,
    });
    await writeFile(join(folder, `${domain}.json.minisig`), signature);
  }
  return folder;
}

/** The topmost dialog. @param {Page} page */
export const top = (page) => page.locator("dialog[open]").last();

/** @param {Person} person */
export async function openKeys({ page }) {
  await page.getByRole("button", { name: "Account of" }).click();
  await page.getByRole("button", { name: "Your keys" }).click();
  await page.locator(".key-card").first().waitFor();
}

/** @param {Page} page @param {string} text that tells what came of it */
export const told = (page, text) => page.locator(".keys-told").getByText(text).waitFor();

/** In "Your keys". @param {Person} person @param {string} [word] */
export async function setPassphrase({ page }, word = passphrase) {
  await page.getByRole("button", { name: "Set a passphrase" }).click();
  await fillTwice(page, word);
  await page.getByRole("button", { name: "Set passphrase" }).click();
  await told(page, "The passphrase is set.");
}

/** @param {Page} page @param {string} word */
export async function fillTwice(page, word) {
  await page.getByLabel("New passphrase", { exact: true }).fill(word);
  await page.getByLabel("The same once more", { exact: true }).fill(word);
}

/** @param {Person} person */
export async function lockNow({ page }) {
  await page.getByRole("button", { name: "Lock now" }).click();
  await told(page, "Locked, in all tabs.");
}

/** @param {Page} page @param {string} [word] */
export async function unlock(page, word = passphrase) {
  const dialog = page.getByRole("dialog", { name: "Unlock your keys" });
  await dialog.getByLabel("Passphrase", { exact: true }).fill(word);
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
}

/**
 * Makes a backup to the end, and hands back its code and, where it was saved, its file.
 * @param {Person} person
 * @param {"mailbox"|"file"} how
 */
export async function backUp({ page }, how) {
  await page.getByRole("button", { name: /^Make (?:a|another) backup$/ }).click();
  const shown = page.getByRole("list", { name: "Recovery code" }).getByRole("listitem");
  await shown.first().waitFor();
  const groups = await shown.allInnerTexts();
  const code = groups.join("-");
  /** @type {string|null} */
  let file = null;
  if (how === "file") {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save file" }).click()]);
    file = await download.path();
    await page.getByText("The backup is saved as a file.").waitFor();
  } else {
    await page.getByRole("button", { name: "Put it in my mailbox" }).click();
    await page.getByText("The backup lies in your mailbox.").waitFor();
  }
  await page.getByRole("button", { name: "I have the code" }).click();
  await page.getByLabel(/^Group \d$/).first().waitFor();
  for (const field of await page.getByLabel(/^Group \d$/).all()) {
    const at = Number((await field.getAttribute("id"))?.slice("group-".length));
    await field.fill(groups[at] ?? "");
  }
  await page.getByRole("button", { name: "Done" }).click();
  await told(page, "The backup is done.");
  return { code, file };
}

/** Somebody who signs in where their key is not, and comes to be asked about it. @param {Stage} stage @param {string} address */
export async function elsewhere(stage, address) {
  const person = new Person(await stage.visitor(), address);
  await person.page.getByRole("button", { name: address }).click();
  await person.page.getByRole("heading", { name: "You have a key elsewhere" }).waitFor();
  return person;
}

/** @param {Person} person */
export const fingerprint = ({ page }) => page.locator(".key-card").first().locator(".fingerprint").innerText().then((text) => text.replace(/\s/g, ""));

/** The message that is open says it. @param {Person} person @param {string} word */
export const shows = ({ reader }, word) => reader.locator("article").getByText(word).waitFor();

/**
 * A protected mail, ready to be sent, to somebody whose key is found; how far that key stands does not matter here.
 * @param {Person} person
 * @param {{ to: string, subject: string, text: string }} mail
 */
export async function writes(person, { to, subject, text }) {
  await person.startWriting();
  await person.addRecipient("To", to, null);
  await person.composer.locator(`.chip[title="${to}"]:is([data-state="known"], [data-state="new"], [data-state="verified"])`).waitFor();
  await person.subject.fill(subject);
  await person.type(text);
  person.visitor.stage.keepSecret(subject, text);
  await person.protectIt();
}
