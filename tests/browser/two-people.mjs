// @ts-check
/** A protected mail with all a mail can have goes to somebody else, and an answer comes back; whatever the server. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Person } from "./person.mjs";
import { canary, kept } from "./traces.mjs";

/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {import("./traces.mjs").Hay} Hay */

const onePixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
export const label = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0004";

export function newSecrets() {
  return {
    subject: canary("subject"), text: canary("text"), bold: canary("bold"), link: canary("link"), picture: canary("picture"),
    pictureBytes: canary("pixels"), file: canary("file"), fileBytes: canary("bytes"), dropped: canary("dropped"),
    droppedText: canary("droptext"), reply: canary("reply"),
  };
}

/** @typedef {ReturnType<typeof newSecrets>} Secrets */

/** @param {string} folder @param {Secrets} secrets */
export async function makeFiles(folder, secrets) {
  const report = { name: `${secrets.file} Größe.pdf`, bytes: Buffer.concat([randomBytes(70_001), Buffer.from(secrets.fileBytes), randomBytes(9)]) };
  const notes = { name: `${secrets.dropped}.txt`, bytes: Buffer.from(`From the start\nFrom ${secrets.droppedText}\n.\n\tœuf\r\nlast`) };
  const picture = { name: `${secrets.picture}.png`, bytes: Buffer.concat([onePixel, Buffer.from(secrets.pictureBytes)]) };
  const [reportPath = "", notesPath = "", picturePath = ""] = await Promise.all([report, notes, picture].map(async ({ name, bytes }) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  }));
  return { report: { ...report, path: reportPath }, notes: { ...notes, path: notesPath }, picture: { ...picture, path: picturePath } };
}

/** @typedef {Awaited<ReturnType<typeof makeFiles>>} Files */

/**
 * Everything a person can put into a mail, with each of the ways to put it there.
 * @param {Person} noor
 * @param {string} to
 * @param {Secrets} secrets
 * @param {Files} files
 */
export async function writeRichMail(noor, to, secrets, files) {
  await noor.startWriting();
  await noor.addressTo(to);
  await noor.subject.fill(`About ${secrets.subject}`);
  await noor.type(`Dear Lee, ${secrets.text} and `);
  await noor.composer.getByRole("button", { name: "Bold" }).click();
  await noor.page.keyboard.type(secrets.bold);
  await noor.composer.getByRole("button", { name: "Bold" }).click();
  await noor.page.keyboard.type(` https://example.org/${secrets.link} `);
  await noor.pastePicture("#0a0");
  await noor.text.locator("img").waitFor();
  await noor.drop(noor.text, files.picture.path);
  await noor.text.locator("img").nth(1).waitFor();
  await noor.attach(files.report.path);
  await noor.attached(files.report.name).waitFor();
  await noor.drop(noor.subject, files.notes.path);
  await noor.attached(files.notes.name).waitFor();
}

/** @param {Person} lee @param {Secrets} secrets @param {Files} files */
export async function readsRichMail(lee, secrets, files) {
  assert.equal(await lee.reader.locator("h2").innerText(), `About ${secrets.subject}`);
  const text = await lee.frame.innerText();
  for (const part of [`Dear Lee, ${secrets.text} and`, secrets.bold, secrets.link]) assert.ok(text.includes(part), part);
  assert.equal(await lee.frame.locator("b").first().innerText(), secrets.bold);
  assert.equal(await lee.frame.locator("a").getAttribute("href"), `https://example.org/${secrets.link}`);
  const widths = await lee.frame.locator("img").evaluateAll((images) => Promise.all(images.map(async (image) => {
    await /** @type {HTMLImageElement} */ (image).decode();
    return /** @type {HTMLImageElement} */ (image).naturalWidth;
  })));
  assert.deepEqual(widths.sort(), [1, 40]);
  assert.equal(await lee.reader.locator(".attachment").count(), 2, "pictures in the text are no attachments");
  for (const { name, bytes } of [files.report, files.notes]) assert.ok((await lee.save(name)).equals(bytes), `${name} came back changed`);
}

/** @param {Person} person @param {string[]} wanted */
export async function states(person, wanted) {
  assert.deepEqual((await person.statements.allInnerTexts()).map((text) => text.trim()), wanted);
}

/**
 * There and back.
 * @param {Stage} stage
 * @param {{ noor: string, lee: string }} names  as the server knows them
 * @returns {Promise<{ noor: Person, lee: Person, secrets: Secrets, hay: Hay[] }>}  hay: what their browsers kept at every step
 */
export async function exchange(stage, names) {
  const secrets = newSecrets();
  const files = await makeFiles(stage.folder, secrets);
  const noor = await Person.signIn(stage, "noor@example.org", { onDisk: true });
  const lee = await Person.signIn(stage, "lee@example.com", { onDisk: true });

  await writeRichMail(noor, lee.address, secrets, files);
  await noor.chooseProtection("Encrypt");
  await noor.isProtected();
  await noor.chooseLabel("Anyone addressed");
  await noor.composer.getByRole("button", { name: "Label: Confidential \\ Anyone addressed" }).waitFor();
  await noor.bar.getByText("Only lee@example.com can open it").waitFor();
  const hay = await kept(noor.visitor);
  await noor.send();
  await seesWhatLeft(noor, secrets);

  await lee.openMessage("Protected message");
  await states(lee, [`Sealed by ${names.noor} <${noor.address}> · new key`, "Label “Confidential \\ Anyone addressed” of example.org"]);
  await readsRichMail(lee, secrets, files);
  hay.push(...await kept(lee.visitor));

  await lee.reader.getByRole("button", { name: "Reply", exact: true }).click();
  await lee.chip(noor.address, "known").waitFor();
  await lee.isProtected();
  assert.equal(await lee.subject.inputValue(), `Re: About ${secrets.subject}`);
  await lee.type(secrets.reply);
  await lee.send();
  await noor.openMessage("Protected message");
  // The label of her organisation is kept by who answers, and means one of theirs.
  await states(noor, [
    `Sealed by ${names.lee} <${lee.address}> · known key`, "Confidential \\ Anyone addressed, says example.com", "Label “Confidential \\ Anyone addressed” of example.com",
  ]);
  const answer = await noor.frame.innerText();
  assert.ok(answer.includes(secrets.reply) && answer.includes(secrets.text), answer);

  // Her own copy opens as well, and says the same.
  await noor.openFolder("Sent");
  await noor.row("Protected message").first().click();
  await noor.reader.locator("h2").getByText(secrets.subject).waitFor();
  hay.push(...await kept(noor.visitor), ...await kept(lee.visitor));
  return { noor, lee, secrets, hay };
}

/** @param {Person} noor @param {Secrets} secrets */
async function seesWhatLeft(noor, secrets) {
  const note = noor.page.locator(".sent-note");
  await note.locator(".sent-sentence").getByText("Sealed in this browser. The server received only this.").waitFor();
  await note.getByRole("button", { name: "Show what was sent" }).click();
  const shown = await noor.dialog.locator("pre").innerText();
  assert.match(shown, /^Subject: \[\.\.\.\]$/m);
  assert.match(shown, /^-----BEGIN PGP MESSAGE-----$/m);
  for (const secret of Object.values(secrets)) assert.ok(!shown.includes(secret));
  await noor.page.keyboard.press("Escape");
  await noor.dialog.waitFor({ state: "detached" });
  await note.getByRole("button", { name: "Close" }).click();
}
