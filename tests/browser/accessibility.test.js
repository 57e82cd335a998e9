// @ts-check
/** axe-core over every view, in light and dark, wide and narrow. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { startOver } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { sound as soundIn } from "./sound.mjs";
import { Stage, lastFirst } from "./stage.mjs";

const end = lastFirst({ after });
/** @type {Stage} */ let stage;
/** @type {Person} */ let noor;
/** @type {Person} */ let daan;

before(async () => {
  stage = await Stage.open(end);
  [noor, daan] = await Promise.all(["noor@example.org", "daan@example.org"].map((address) => Person.signIn(stage, address)));
});

beforeEach(() => startOver(stage, noor, daan));

/** @param {Person} person @param {string} view */
const sound = ({ page }, view) => soundIn(page, view);

test("signing in", async () => {
  const visitor = await stage.visitor();
  const stranger = new Person(visitor, "noor@example.org");
  const { page } = visitor;
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  await sound(stranger, "choosing a mailbox");
  await page.route("**/config.json", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...await answer.json(), mode: "remote", mailboxes: [] } });
  });
  await page.reload();
  await page.getByLabel("Email address").fill("noor@example.org");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The address or the password is not right. Type them again.").waitFor();
  await sound(stranger, "a wrong password");
  await page.route("**/config.json", (route) => route.abort());
  await page.reload();
  await page.getByRole("button", { name: "Try again" }).waitFor();
  await sound(stranger, "a server that does not answer");
  await visitor.context.close();
});

test("the mailbox", async () => {
  const { page } = noor;
  await sound(noor, "the list");
  await noor.openFolder("Archive");
  await page.getByText("Nothing here").waitFor();
  await sound(noor, "an empty mailbox");
  await page.getByRole("button", { name: "Account of Noor de Wit" }).click();
  await sound(noor, "the account menu");
  await page.getByRole("button", { name: "Your key" }).click();
  await noor.dialog.waitFor();
  await sound(noor, "the own key");
  await page.keyboard.press("Escape");
  await page.route("**/jmap/**", (route) => route.abort());
  await noor.refresh();
  await page.getByText("No connection to the server. What you see may be old.").waitFor();
  await sound(noor, "without a connection");
});

test("reading", async () => {
  const notes = join(stage.folder, "notes.txt");
  await writeFile(notes, "notes");
  await noor.write({ to: daan.address, subject: "Minutes", text: "See https://example.org/minutes ", protect: false });
  await noor.pastePicture("#0a0");
  await noor.text.locator("img").waitFor();
  await noor.chooseLabel("Highly Confidential");
  await noor.attach(notes);
  await noor.attached("notes.txt").waitFor();
  await noor.send();
  await daan.openMessage("Protected message");
  await daan.reader.getByRole("heading", { name: "Minutes" }).waitFor();
  await sound(daan, "a protected message");
  // The label's, and the one of the cryptography.
  assert.equal(await daan.statements.count(), 2);
  for (let index = 0; index < 2; index += 1) {
    await daan.statements.nth(index).click();
    await sound(daan, `what stands behind statement ${index}`);
  }
  await daan.reader.getByRole("button", { name: "What travelled" }).click();
  await daan.dialog.waitFor();
  await sound(daan, "what travelled");
  await daan.page.keyboard.press("Escape");
  await daan.openMessage("Welcome to Zegel");
  await daan.statements.first().waitFor();
  await sound(daan, "an unprotected message");
  const elsewhere = await Person.signIn(stage, daan.address);
  await elsewhere.openMessage("Protected message");
  await elsewhere.statements.first().waitFor();
  await sound(elsewhere, "a message for another key");
  await elsewhere.visitor.context.close();
});

test("writing", async () => {
  const { page } = noor;
  const program = join(stage.folder, "setup.exe");
  await writeFile(program, "MZ");
  await noor.startWriting();
  await sound(noor, "an empty composer");
  await noor.addressTo(daan.address);
  await noor.subject.fill("Everything at once");
  await noor.type("A text with a donor list ");
  await noor.pastePicture("#0a0");
  await noor.protectIt();
  await sound(noor, "a protected message");
  await noor.addRecipient("Cc", "unknown@example.com", "none");
  await noor.addRecipient("Bcc", "nobody", null);
  await noor.attach(program);
  await noor.bar.getByText("Why?").click();
  await sound(noor, "a message with questions and blocks");
  await noor.chip("unknown@example.com", "none").click();
  await noor.dialog.waitFor();
  await sound(noor, "what is known of a recipient");
  await page.keyboard.press("Escape");
  await noor.openMenu(noor.composer.getByRole("button", { name: "Ways to protect" }));
  await sound(noor, "the ways to protect");
  await page.keyboard.press("Escape");
  await noor.openMenu(noor.label);
  await sound(noor, "the labels");
  await page.keyboard.press("Escape");
  await noor.sendButton.click();
  await noor.dialog.waitFor();
  await sound(noor, "what stands in the way of sending");
  await page.keyboard.press("Escape");
});

test("sending", async () => {
  const { page } = noor;
  await noor.write({ to: daan.address, subject: "Away", text: "with it" });
  await page.route("**/jmap/upload/**", (route) => route.abort());
  await noor.sendButton.click();
  await noor.bar.getByText("Not sent. Your message is still here, unchanged.").waitFor();
  await sound(noor, "a sending that failed");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await noor.send();
  await page.locator(".sent-note").getByRole("button", { name: "Show what was sent" }).click();
  await noor.dialog.waitFor();
  await sound(noor, "what was sent");
});
