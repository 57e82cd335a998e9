// @ts-check
/** Labels that stay: on a mail and its files, through an answer, and what is asked when one is to go lower or outside. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { start } from "../../www/engine/engine.js";
import { mailbox, startOver } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";

const fixture = (/** @type {string} */ name) => fileURLToPath(new URL(`../cases/contents/${name}`, import.meta.url));
const highly = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0006";

/** @type {Stage} */ let stage;
/** @type {Person} */ let noor;
/** @type {Person} */ let daan;
/** @type {string} */ let folder;
/** @type {(() => unknown)[]} */ const ends = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "zegel-labels-"));
  ends.push(() => rm(folder, { recursive: true }));
  await copyFile(fixture("python-docx.docx"), join(folder, "plan.docx"));
  await copyFile(fixture("libreoffice.pdf"), join(folder, "report.pdf"));
  await writeFile(join(folder, "notes.txt"), "only text\n");
  stage = await Stage.open(lastFirst({ after: (work) => { ends.push(work); } }));
  [noor, daan] = /** @type {[Person, Person]} */ (await Promise.all(["noor@example.org", "daan@example.org"].map((address) => Person.signIn(stage, address))));
});
after(async () => { for (const end of ends.reverse()) await end(); });

test("a label goes with the mail and into its files, stays in the answer, and is asked about when it goes lower", async () => {
  await noor.startWriting();
  await noor.addRecipient("To", daan.address);
  await noor.subject.fill("Figures");
  await noor.type("See the files.");
  await noor.chooseLabel("Highly Confidential");
  await noor.attach(join(folder, "plan.docx"), join(folder, "report.pdf"), join(folder, "notes.txt"));
  for (const name of ["plan.docx", "report.pdf", "notes.txt"]) await noor.attached(name).getByText("Highly Confidential", { exact: true }).waitFor();
  await noor.composer.getByText("notes.txt cannot carry its label: this kind of file has no place for one. The message states it instead, signed.").waitFor();
  assert.equal(await noor.composer.locator(".file-note").count(), 1, "the others can");
  await noor.send();

  await daan.openMessage("Protected message");
  await daan.reader.locator("h2").getByText("Figures").waitFor();
  assert.equal(await daan.statements.nth(1).innerText(), "Highly Confidential");
  const banner = daan.reader.locator(".statement.banner");
  assert.match(await banner.innerText(), /Serious harm if it leaks\.[^]*signed and verified/);
  await daan.reader.locator(".attachment", { hasText: "notes.txt" }).getByText("Highly Confidential", { exact: true }).waitFor();

  // What arrived says it to every program, and to people.
  const docx = await daan.save("plan.docx");
  const pdf = await daan.save("report.pdf");
  const engine = await start();
  try {
    const found = await engine.fileLabels([{ name: "plan.docx", type: "" }, { name: "report.pdf", type: "" }], [docx, pdf]);
    // Labels of other organisations, which the document had before, stay in it.
    for (const labels of found) assert.deepEqual(labels.filter(({ id }) => id.startsWith("5d6c0f01")).map(({ id, name, state }) => [id, name, state]), [[highly, "Highly Confidential", "claimed"]]);
  } finally {
    engine.close();
  }
  assert.equal(await daan.save("notes.txt").then(String), "only text\n");
  await checkedByQpdf(pdf);

  // The answer keeps it, and does not repeat the lines that say it.
  await daan.reader.getByRole("button", { name: "Reply", exact: true }).click();
  await daan.composer.getByRole("button", { name: "Label: Highly Confidential" }).waitFor();
  const quoted = await daan.text.innerText();
  assert.ok(quoted.includes("> See the files.") || quoted.includes("See the files."), quoted);
  assert.ok(!quoted.includes("Please do not forward"), quoted);
  await daan.type("Thanks.");
  await daan.chooseLabel("General");
  await daan.bar.getByText("Why may this be less confidential?").waitFor();
  await daan.sendButton.click();
  const panel = daan.dialog.filter({ hasText: "Before this is sent" });
  await panel.getByRole("textbox", { name: "Send it, because:" }).fill("The figures were published.");
  await panel.getByRole("button", { name: "Send", exact: true }).click();
  await daan.page.locator(".sent-note").waitFor();

  await noor.openMessage("Protected message");
  await noor.reader.locator("h2").getByText("Re: Figures").waitFor();
  assert.equal(await noor.statements.nth(1).innerText(), "General");
});

test("a file's label raises the mail, and outsiders are asked about", async () => {
  await startOver(stage, noor, daan);
  // A document that carries the label already: the one that was sent before.
  await noor.write({ to: daan.address, subject: "First", text: "The plan.", protect: false });
  await noor.chooseLabel("Partners");
  await noor.attach(join(folder, "plan.docx"));
  await noor.attached("plan.docx").getByText("Confidential \\ Partners", { exact: true }).waitFor();
  await noor.send();
  await daan.openMessage("Protected message");
  const labelled = join(folder, "labelled.docx");
  await writeFile(labelled, await daan.save("plan.docx"));

  await daan.startWriting();
  await daan.addRecipient("To", "lee@example.com", null);
  await daan.subject.fill("To a partner");
  await daan.type("Here it is.");
  await daan.attach(labelled);
  await daan.composer.getByRole("button", { name: "Label: Confidential \\ Partners" }).waitFor();
  await daan.bar.locator(".issue .title", { hasText: "lee@example.com is outside your organisation" }).waitFor();
  await daan.bar.getByText("This message is labelled Confidential \\ Partners. Should they have it?").waitFor();
  await daan.bar.getByRole("button", { name: "Yes, they should have it" }).click();
  await daan.bar.getByText("Should they have it?").waitFor({ state: "detached" });
  // Another outsider is another question.
  await daan.addRecipient("Cc", "mara@example.com", null);
  await daan.bar.getByText("Should they have it?").waitFor();
  await daan.composer.getByRole("button", { name: "Close" }).first().click();
  await daan.dialog.getByRole("button", { name: "Discard" }).click();
  assert.equal((await mailbox(stage, "lee@example.com")).filter(({ subject }) => subject === "[...]").length, 0);
});

/** @param {Buffer} pdf */
async function checkedByQpdf(pdf) {
  const path = join(folder, "checked.pdf");
  await writeFile(path, pdf);
  const ran = spawnSync("qpdf", ["--check", path], { encoding: "utf8" });
  // Where it is not installed, the interoperability tests ask it.
  if (ran.error === undefined) assert.equal(ran.status, 0, ran.stdout + ran.stderr);
}
