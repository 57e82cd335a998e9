// @ts-check
/** Keys that come back: from a backup in the mailbox or in a file, and from other programs. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { decryptKey, encryptKey, generateKey, readKey, readPrivateKey } from "openpgp";
import { mailbox } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";
import { backUp, elsewhere, fingerprint, lockNow, openKeys, passphrase, setPassphrase, shows, told, top, unlock, writes } from "./vault.mjs";

/** A sealed mail that lies in the mailbox, and whoever can read it. @param {Stage} stage */
async function withMail(stage) {
  const [noor, daan] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "daan@example.org")];
  await writes(daan, { to: noor.address, subject: "Old", text: "an old secret" });
  await daan.send();
  await openKeys(noor);
  return { noor };
}

test("storage wiped: the message in the mailbox and the code bring the keys back, and old mail opens", async (t) => {
  const stage = await Stage.open(t);
  const { noor } = await withMail(stage);
  await noor.page.getByText("There is no backup.").waitFor();
  const { code } = await backUp(noor, "mailbox");
  await noor.page.getByText(/^A backup was made on/).waitFor();
  await noor.page.keyboard.press("Escape");
  await noor.page.getByRole("button", { name: "Account of" }).click();
  assert.equal(await noor.page.getByText("No backup yet").count(), 0);
  const [message] = (await mailbox(stage, noor.address)).filter(({ subject }) => subject === "Backup of your mail keys");
  const text = message?.bytes.toString("latin1") ?? "";
  assert.match(text, /^Autocrypt-Setup-Message: v1\r$/m);
  assert.ok(!text.includes(code) && !text.includes("PRIVATE KEY"));

  const again = await elsewhere(stage, noor.address);
  const { page } = again;
  const field = page.getByLabel("Recovery code", { exact: true }).first();
  const form = page.locator("details[open]");
  await field.fill(code.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)));
  await form.getByRole("button", { name: "Restore" }).click();
  await form.getByText("This code does not open the backup.").waitFor();
  // However it is typed.
  await field.fill("");
  await field.pressSequentially(code.replaceAll("-", ""));
  assert.equal(await field.inputValue(), code);
  await form.getByRole("button", { name: "Restore" }).click();
  await page.locator(".message-row").first().waitFor();
  await again.row("Protected message").click();
  await shows(again, "an old secret");
  assert.equal(await page.locator(".notices").innerText(), "");
  assert.deepEqual([...noor.visitor.problems, ...again.visitor.problems, ...stage.failures], []);
});

test("storage wiped: the file and the code bring the keys back", async (t) => {
  const stage = await Stage.open(t);
  const { noor } = await withMail(stage);
  await setPassphrase(noor);
  await lockNow(noor);
  await noor.page.getByRole("button", { name: "Make a backup" }).click();
  await unlock(noor.page);
  await noor.page.getByRole("list", { name: "Recovery code" }).waitFor();
  await noor.page.keyboard.press("Escape");
  const { code, file } = await backUp(noor, "file");
  const again = await elsewhere(stage, noor.address);
  const { page } = again;
  await page.getByText("Restore from a backup file").click();
  const form = page.locator("details[open]");
  await form.getByLabel("Backup file").setInputFiles(/** @type {string} */ (file));
  await form.getByLabel("Recovery code").fill(code);
  await form.getByRole("button", { name: "Restore" }).click();
  await page.locator(".message-row").first().waitFor();
  await again.row("Protected message").click();
  await shows(again, "an old secret");
});

test("who lost everything makes a new key: old mail stays closed, new mail opens, and that was said before", async (t) => {
  const stage = await Stage.open(t);
  const { noor } = await withMail(stage);
  const old = await fingerprint(noor);
  const again = await elsewhere(stage, noor.address);
  const { page } = again;
  await page.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  await page.getByRole("button", { name: noor.address }).click();
  await page.locator("summary", { hasText: "Make a new key" }).click();
  await page.getByText("Mail sealed to the old key stays closed here.").waitFor();
  await page.getByRole("button", { name: "Make a new key" }).click();
  await page.locator(".message-row").first().waitFor();
  await again.row("Protected message").click();
  await again.reader.getByText("This message was encrypted for other keys than yours.").waitFor();
  await openKeys(again);
  assert.notEqual(await fingerprint(again), old);
  await page.getByText("Others find it under noor@example.org.").waitFor();
  // Who looked the old one up within the hour may still use it; anybody else finds the new one.
  const lee = await Person.signIn(stage, "lee@example.com");
  await writes(lee, { to: noor.address, subject: "New", text: "to the new key" });
  await lee.send();
  await page.keyboard.press("Escape");
  await again.refresh();
  await again.row("Protected message").nth(1).waitFor();
  await again.row("Protected message").first().click();
  await shows(again, "to the new key");
});

test("a key of another program comes with its file, and its passphrase is asked when it has one", async (t) => {
  const stage = await Stage.open(t);
  const { privateKey } = await generateKey({ type: "curve25519", userIDs: [{ name: "Noor de Wit", email: "noor@example.org" }], format: "object" });
  const locked = await encryptKey({ privateKey, passphrase: "of the file" });
  const [file, nonsense] = [join(stage.folder, "key.asc"), join(stage.folder, "notes.txt")];
  await writeFile(file, locked.armor());
  await writeFile(nonsense, "no key");
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page } = noor;
  await openKeys(noor);
  await setPassphrase(noor);
  await lockNow(noor);
  await page.getByRole("button", { name: "Import a file" }).click();
  const button = top(page).getByRole("button", { name: "Import" });
  await button.click();
  await page.getByText("Choose a file first.").waitFor();
  await page.getByLabel("Key file").setInputFiles(nonsense);
  await button.click();
  await page.getByText("This file holds no OpenPGP key.").waitFor();
  await page.getByLabel("Key file").setInputFiles(file);
  await button.click();
  const field = page.getByLabel("Passphrase of this file", { exact: true });
  await field.fill("of another file");
  await button.click();
  await page.getByText("This passphrase does not open the file.").waitFor();
  await field.fill("of the file");
  await button.click();
  await unlock(page);
  await told(page, "The key for noor@example.org is here.");
  const print = privateKey.getFingerprint().toUpperCase();
  const card = page.locator(".key-card").filter({ hasText: print.slice(0, 4) }).filter({ hasText: print.slice(-4) });
  await card.getByRole("button", { name: "Publish and use this one" }).click();
  await told(page, "Published.");
  assert.equal(await fingerprint(noor), print);

  // It goes back the same way, under a passphrase of its own.
  await card.getByText("More", { exact: true }).click();
  await card.getByRole("button", { name: "Export for another program" }).click();
  await page.getByLabel("New passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("The same once more", { exact: true }).fill(passphrase);
  const [download] = await Promise.all([page.waitForEvent("download"), top(page).getByRole("button", { name: "Save file" }).click()]);
  const exported = await readPrivateKey({ armoredKey: await readFile(await download.path(), "utf8") });
  assert.equal(exported.isDecrypted(), false);
  assert.ok((await decryptKey({ privateKey: exported, passphrase })).isDecrypted());
});

test("a revoked key is published as such with the one that takes its place, and a removal is not quick", async (t) => {
  const stage = await Stage.open(t);
  const { noor } = await withMail(stage);
  const { page } = noor;
  const old = await fingerprint(noor);
  await page.getByText("More", { exact: true }).click();
  await page.getByRole("button", { name: "Remove from this browser" }).click();
  await page.getByText("This is the only key you can use.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByLabel("Somebody else may have it").check();
  await top(page).getByRole("button", { name: "Revoke" }).click();
  await told(page, "The key is revoked, and that is published.");
  const fresh = await fingerprint(noor);
  assert.notEqual(fresh, old);
  const bytes = await page.evaluate(async () => {
    const address = "/keys/directory.js";
    return [...(await (await import(address)).find("noor@example.org")).certificate];
  });
  const { readKeys } = await import("openpgp");
  const published = await readKeys({ binaryKeys: new Uint8Array(bytes) });
  const states = await Promise.all(published.map(async (key) => [key.getFingerprint().toUpperCase(), await key.isRevoked()]));
  assert.deepEqual(states, [[fresh, false], [old, true]]);
  assert.ok(await readKey({ binaryKey: new Uint8Array(bytes) }));

  const card = page.locator(".key-card[data-state=revoked]");
  await card.getByRole("button", { name: "Remove from this browser" }).click();
  await top(page).getByText("There is no backup of it.").waitFor();
  await top(page).getByRole("button", { name: "Remove for good" }).click();
  await page.getByText("These are not its last four characters.").waitFor();
  await page.getByLabel("Its last four characters").fill(old.slice(-4).toLowerCase());
  await top(page).getByRole("button", { name: "Remove for good" }).click();
  await told(page, "The key is removed.");
  assert.equal(await page.locator(".key-card").count(), 1);
});

test("a key whose main part is elsewhere cannot be renewed, and what to do is said quietly", async (t) => {
  const stage = await Stage.open(t, { modules: true });
  const noor = new Person(await stage.visitor(), "noor@example.org");
  const { page } = noor;
  await page.route("**/keys/vault.js", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace("renewKey(fingerprint, validDays) {", 'async renewKey() { throw new ZegelError("key-without-primary");');
    await route.fulfill({ response: answer, body });
  });
  await page.evaluate(async () => {
    const address = "/engine/engine.js";
    const engine = await (await import(address)).start();
    await engine.makeKey({ name: "Noor de Wit", address: "noor@example.org", validDays: 40 });
    engine.close();
  });
  await page.reload();
  await noor.signIn();
  await page.locator(".notices").getByText(/^Your key ends on .* Its main part is kept elsewhere/).waitFor();
  await page.locator(".notices").getByRole("button", { name: "Your keys" }).click();
  await page.locator(".key-card").waitFor();
});
