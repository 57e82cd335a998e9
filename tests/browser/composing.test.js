// @ts-check
/** Writing with the Protect button: what is chosen, what the rules say, and that neither costs anything written. */
import assert from "node:assert/strict";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { deliveries, startOver, uploads } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";
import { makeFiles, newSecrets, readsRichMail, writeRichMail } from "./two-people.mjs";

const end = lastFirst({ after });
/** @type {Stage} */ let stage;
/** @type {Person} */ let noor;
/** @type {Person} */ let lee;
/** @type {Person} */ let daan;

before(async () => {
  stage = await Stage.open(end);
  [noor, lee, daan] = await Promise.all(["noor@example.org", "lee@example.com", "daan@example.org"].map((address) => Person.signIn(stage, address)));
});

beforeEach(() => startOver(stage, noor, lee, daan));

test("protection on, off and on again keeps text, formatting, pictures and attachments", async () => {
  const secrets = newSecrets();
  const attached = await makeFiles(stage.folder, secrets);
  await writeRichMail(noor, lee.address, secrets, attached);
  const written = () => noor.composer.evaluate((composer) => ({
    html: composer.querySelector(".text")?.innerHTML, files: composer.querySelector(".files")?.textContent,
    fields: [...composer.querySelectorAll("input")].map(({ value }) => value), people: composer.querySelector(".chips")?.textContent,
  }));
  // Whether files can carry their label is tried in the worker, and told a moment later.
  await noor.composer.locator(".file-note").nth(1).waitFor();
  const first = await written();
  assert.ok(first.html?.includes(`<b>${secrets.bold}</b>`) && first.files?.includes(attached.report.name), JSON.stringify(first));
  await noor.protectIt();
  await noor.composer.getByText("hidden on the way").waitFor();
  assert.deepEqual(await written(), first);
  await noor.protect.click();
  await noor.isUnprotected();
  assert.deepEqual(await written(), first);
  await noor.chooseProtection("Do Not Forward");
  await noor.isProtected();
  await noor.bar.getByRole("button", { name: "Remove the protection" }).click();
  await noor.isUnprotected();
  // The pressed button is gone; the focus has stayed, and with it the shortcut.
  await noor.page.keyboard.press("Control+Shift+L");
  await noor.isProtected();
  assert.deepEqual(await written(), first);
  await noor.send();
  await lee.openMessage("Protected message");
  await readsRichMail(lee, secrets, attached);
  await lee.reader.getByRole("button", { name: "Forward" }).and(lee.page.locator(":not([aria-disabled])")).waitFor();
});

test("a label brings its protection, and taking it back takes that back", async () => {
  await noor.startWriting();
  await noor.addressTo(daan.address);
  await noor.isUnprotected();
  await noor.chooseLabel("Highly Confidential");
  await noor.isProtected();
  await noor.bar.getByText("The label Highly Confidential asks for this protection: Highly Confidential.").first().waitFor();
  assert.equal(await noor.label.innerText(), "Highly Confidential");
  await noor.chooseLabel("Public");
  await noor.isUnprotected();
  await noor.openMenu(noor.label);
  const heading = noor.page.getByRole("menuitemradio", { name: "Confidential Choose one of the labels below it." });
  assert.equal(await heading.getAttribute("aria-disabled"), "true");
  await noor.page.keyboard.press("Escape");
  await noor.subject.fill("Labelled");
  await noor.chooseLabel("Highly Confidential");
  await noor.type("for your eyes");
  await noor.send();
  await daan.openMessage("Protected message");
  assert.equal(await daan.statements.nth(1).innerText(), "Highly Confidential");
  await daan.reader.getByText("Do not forward: reply is possible, forwarding is not.").waitFor();
  assert.equal(await daan.reader.getByRole("button", { name: "Forward", exact: true }).getAttribute("aria-disabled"), "true");
});

test("a rule protects while the words are typed, says why, and cannot be switched off", async () => {
  await noor.startWriting();
  await noor.addressTo(lee.address);
  await noor.type("Here is the donor lis");
  await noor.isUnprotected();
  await noor.page.keyboard.type("t");
  await noor.isProtected();
  assert.equal(await noor.label.innerText(), "Confidential \\ Anyone addressed");
  await noor.bar.getByText("Why?").click();
  for (const reason of ["Donor details to people outside are encrypted", "lee@example.com is outside your organisation", "the text says “donor list”"]) {
    await noor.bar.getByRole("listitem").filter({ hasText: reason }).first().waitFor();
  }
  await noor.protect.click(); // opens the menu, because there is nothing to switch off
  const none = noor.page.getByRole("menuitemradio", { name: "No protection" });
  assert.equal(await none.getAttribute("aria-disabled"), "true");
  await none.click({ force: true });
  await noor.page.keyboard.press("Escape");
  await noor.isProtected();
  await noor.text.click();
  await noor.page.keyboard.press("Control+A");
  await noor.page.keyboard.type("Nothing special");
  await noor.isUnprotected();
});

test("what the rules block cannot be sent until it is gone", async () => {
  const program = join(stage.folder, "setup.exe");
  await writeFile(program, "MZ");
  await noor.write({ to: daan.address, subject: "Blocked", text: "a program", protect: false });
  await noor.attach(program);
  const sentence = "Programs cannot be sent by mail. Put the file on the shared drive instead.";
  await noor.bar.getByText(sentence).waitFor();
  await noor.bar.locator(".issue").getByText("setup.exe is attached").waitFor();
  await noor.sendButton.click();
  await noor.dialog.getByText(sentence).waitFor();
  assert.equal(await noor.dialog.getByRole("radio").count(), 1, "there is no way to send it all the same");
  await noor.dialog.getByRole("button", { name: "Keep writing" }).click();
  await noor.dialog.waitFor({ state: "detached" });
  assert.deepEqual([uploads(stage), await noor.subject.inputValue()], [0, "Blocked"]);
  await noor.composer.getByRole("button", { name: "Remove setup.exe" }).click();
  await noor.send();
  assert.equal(await deliveries(stage, daan.address, "Blocked"), 1);
});

test("what is for colleagues does not go to an outsider", async () => {
  await noor.startWriting();
  await noor.addressTo(daan.address);
  await noor.subject.fill("Inside");
  await noor.chooseProtection("Highly Confidential");
  await noor.isProtected();
  await noor.addressTo(lee.address);
  await noor.bar.getByText("lee@example.com is outside your organisation").first().waitFor();
  await noor.sendButton.click();
  await noor.dialog.getByRole("button", { name: "Keep writing" }).click();
  await noor.dialog.waitFor({ state: "detached" });
  assert.equal(uploads(stage), 0);
  await noor.sendButton.click();
  await noor.dialog.waitFor();
  for (const leaveOut of await noor.dialog.getByRole("radio", { name: "Leave out lee@example.com" }).all()) await leaveOut.check();
  await noor.dialog.getByRole("button", { name: "Send" }).click();
  await noor.composer.waitFor({ state: "detached" });
  assert.deepEqual([await deliveries(stage, daan.address, "[...]"), await deliveries(stage, lee.address, "[...]")], [1, 0]);
});

test("a question has to be answered before anything leaves", async () => {
  const film = join(stage.folder, "film.bin");
  await writeFile(film, "");
  await truncate(film, 10 * 1024 * 1024 + 1);
  await noor.write({ to: lee.address, subject: "Large", text: "see the film", protect: false });
  await noor.attach(film);
  const question = "You are sending a file of more than 10 MB to someone outside the organisation.";
  await noor.bar.getByText(question).waitFor();
  await noor.sendButton.click();
  await noor.dialog.getByText(question).waitFor();
  assert.ok(await noor.dialog.getByRole("radio", { name: "Keep writing" }).isChecked(), "the safe answer is chosen beforehand");
  await noor.page.keyboard.press("Enter");
  await noor.dialog.waitFor({ state: "detached" });
  assert.equal(uploads(stage), 0);
  await noor.sendButton.click();
  await noor.dialog.getByRole("radio", { name: "I have checked this, send it" }).check();
  await noor.dialog.getByRole("button", { name: "Send" }).click();
  await noor.composer.waitFor({ state: "detached" });
  assert.equal(await deliveries(stage, lee.address, "Large"), 1);
});
