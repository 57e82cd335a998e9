// @ts-check
/** A letter from the composer to the answer: sealed for somebody without a key, opened from disk without a network, answered, and the answer read. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import PostalMime from "postal-mime";
import { signIn } from "../node/server/start.js";
import { mailbox } from "./deliveries.mjs";
import { startBrowser } from "./browsers.mjs";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";
import { search, sent as asked } from "./traces.mjs";

/** @typedef {import("node:test").TestContext} TestContext */

const canaries = ["Donor list of May", "The donors met on Tuesday", "donors.txt", "a;b;c of the donors"];
const answer = "Thank you, I shall keep it to myself";

/** Chooses what is suggested, for the one recipient without a passphrase. @param {Person} person @param {string} address */
async function choosePassphrase({ page, composer }, address) {
  await composer.locator(`.chip[title="${address}"][data-state="none"]`).click();
  await page.getByRole("button", { name: "Use a passphrase …" }).click();
  const card = page.getByRole("dialog", { name: "Passphrases" }).locator(`.passphrase-card[data-address="${address}"]`);
  const word = await card.locator("textarea").inputValue();
  await card.getByRole("button", { name: "Use this passphrase" }).click();
  await card.locator(".passphrase-words").waitFor();
  await page.getByRole("dialog", { name: "Passphrases" }).getByRole("button", { name: "Done" }).click();
  return word;
}

/** The reader file from disk, in a browser without a network. @param {TestContext} t @param {Uint8Array} file */
async function fromDisk(t, file) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-letter-"));
  const path = join(folder, "message.html");
  await writeFile(path, file);
  const browser = await startBrowser();
  t.after(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });
  const context = await browser.newContext({ offline: true, locale: "en-GB", reducedMotion: "reduce" });
  /** @type {string[]} */
  const asked = [];
  context.on("request", (request) => { if (!/^(?:blob|data|about):/.test(request.url())) asked.push(request.url()); });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href);
  return { page, asked, url: pathToFileURL(path).href };
}

test("mixed recipients in one send: each gets what they can open, and an answer comes back", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org");
  await Person.signIn(stage, "lee@example.com");
  const { page, composer } = noor;
  const notes = join(stage.folder, "donors.txt");
  await writeFile(notes, canaries[3] ?? "");
  await noor.startWriting();
  await noor.addRecipient("To", "lee@example.com");
  await noor.addRecipient("To", "mara@example.com", "none");
  await noor.addRecipient("Bcc", "sofie@example.org", "none");
  await noor.subject.fill(canaries[0] ?? "");
  await noor.type(canaries[1] ?? "");
  await noor.attach(notes);
  await noor.attached("donors.txt").waitFor();
  // A rule of the organisation protects it by itself: it goes outside, with a file.
  await noor.isProtected();
  const [word, hidden] = [await choosePassphrase(noor, "mara@example.com"), await choosePassphrase(noor, "sofie@example.org")];
  await noor.sendButton.click();
  // To outsiders something may be asked first.
  const anyway = page.getByRole("dialog").getByRole("button", { name: /^Send/ });
  await composer.or(anyway).first().waitFor({ state: "attached" });
  if (await anyway.waitFor({ timeout: 3000 }).then(() => true, () => false)) await anyway.click();
  await composer.waitFor({ state: "detached", timeout: 60_000 });

  const [forLee, forMara, forSofie, sent] = await Promise.all([
    mailbox(stage, "lee@example.com"), mailbox(stage, "mara@example.com"), mailbox(stage, "sofie@example.org"), mailbox(stage, "noor@example.org", "sent"),
  ]);
  const mails = [forLee, forMara, forSofie, sent].map((all) => all.filter(({ subject }) => !subject.startsWith("Welcome")));
  assert.deepEqual(mails.map(({ length }) => length), [1, 1, 1, 1]);
  const [lees, maras, sofies, kept] = mails.map(([one]) => one?.bytes.toString("latin1") ?? "");
  for (const bytes of [lees, maras, sofies, kept]) {
    for (const canary of [...canaries, word, hidden]) assert.ok(!bytes?.includes(canary), canary);
  }
  for (const bytes of [lees, maras, kept]) assert.doesNotMatch(bytes ?? "", /sofie/i);
  assert.match(lees ?? "", /multipart\/encrypted/);
  assert.match(maras ?? "", /^Subject: Protected message from Noor de Wit\r$/m);
  // Nor did anything of it leave in a request.
  assert.deepEqual(search(asked(stage), Object.fromEntries([...canaries, word, hidden].map((one) => [one, one]))), []);

  // Mara saves the attachment and opens it, without a network.
  const parsed = await PostalMime.parse(Buffer.from(maras ?? "", "latin1"));
  const file = Buffer.from(/** @type {any} */ (parsed.attachments.find(({ filename }) => filename === "message.html")?.content));
  const letter = await fromDisk(t, file);
  await letter.page.getByLabel("Passphrase", { exact: true }).fill(hidden);
  await letter.page.getByRole("button", { name: "Open the message" }).click();
  await letter.page.getByText("This passphrase does not open the message.").waitFor({ timeout: 60_000 });
  // However it is typed: too many spaces make no difference.
  await letter.page.getByLabel("Passphrase", { exact: true }).fill(` ${word.replaceAll(" ", "  ")} `);
  await letter.page.getByRole("button", { name: "Open the message" }).click();
  await letter.page.getByRole("heading", { name: canaries[0] }).waitFor({ timeout: 60_000 });
  await letter.page.getByText("Signed with the sender’s key").waitFor();
  await letter.page.getByText(canaries[1] ?? "").waitFor();
  // What is repeated for programs that show only the outer subject, this one takes out.
  assert.equal(await letter.page.getByText(`Subject: ${canaries[0]}`).count(), 0);
  await letter.page.getByText("Confidential", { exact: false }).first().waitFor();
  const [saved] = await Promise.all([letter.page.waitForEvent("download"), letter.page.getByRole("button", { name: "Save donors.txt" }).click()]);
  assert.equal(await readFile(await saved.path(), "utf8"), canaries[3]);

  // She answers, and attaches what comes out to a mail of her own.
  await letter.page.getByRole("button", { name: "Reply", exact: true }).click();
  await letter.page.getByLabel("Your reply").fill(answer);
  await letter.page.getByRole("button", { name: "Encrypt", exact: true }).click();
  const [answered] = await Promise.all([letter.page.waitForEvent("download"), letter.page.getByRole("button", { name: "Save as a file" }).click()]);
  const armored = await readFile(await answered.path(), "latin1");
  assert.doesNotMatch(armored, /myself/);
  assert.deepEqual(letter.asked, [letter.url], "nothing was asked of anybody");

  const mara = await signIn(stage.url, "mara@example.com");
  const mail = [
    "From: Mara Novak <mara@example.com>", "To: noor@example.org", "Subject: Answer", "Date: Thu, 26 Nov 2026 10:00:00 +0100", `Message-ID: <${crypto.randomUUID()}@example.com>`,
    "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"b\"", "", "--b", "Content-Type: text/plain", "", "See the file.", "--b",
    "Content-Type: application/octet-stream; name=\"answer.asc\"", "Content-Disposition: attachment; filename=\"answer.asc\"", "", armored.trim().replaceAll(/\r?\n/g, "\r\n"), "--b--", "",
  ].join("\r\n");
  await mara.send(mail, ["noor@example.org"]);
  await noor.openMessage("Answer");
  await noor.reader.getByRole("button", { name: "Open the sealed message" }).click();
  await noor.reader.getByText(answer).waitFor();
  await noor.reader.getByRole("heading", { name: `Re: ${canaries[0]}` }).waitFor();
  assert.equal(await noor.reader.getByText("See the file.").count(), 0);
  await noor.reader.getByText("Encrypted, and written with the passphrase you gave mara@example.com").waitFor();
  assert.deepEqual([stage.outside, noor.visitor.problems], [[], []]);
});
