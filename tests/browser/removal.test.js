// @ts-check
/** Taking protection off: by the person, by a rule, a whole mailbox; refused where it must be, and never lost on the way. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { start } from "../../www/engine/engine.js";
import { find, publish } from "../../www/keys/directory.js";
import { arrive, reading, sealedTo, staying } from "../node/jobs/sealed-mail.js";
import { policy } from "../node/engine/people.js";
import { mail, signIn } from "../node/server/start.js";
import { Person } from "./person.mjs";
import { sound } from "./sound.mjs";
import { Stage, lastFirst } from "./stage.mjs";
import { openKeys, passphrase, policyWith, setPassphrase, top } from "./vault.mjs";

/** @typedef {import("./stage.mjs").Until} Until */

const address = "noor@example.org";

/**
 * Noor in her browser, and Daan, a colleague, who seals mail for her.
 * @param {import("node:test").TestContext} t
 * @param {{ original?: "keep"|"remove", byRule?: boolean }} [wishes]
 */
async function office(t, { original = "remove", byRule = false } = {}) {
  const until = lastFirst(t);
  const stage = await Stage.open(until, { policy: await policyWith(until, JSON.parse(String(policy)).keys, reading(original, byRule)) });
  const base = new URL("/.well-known/openpgpkey/", stage.url).href;
  const daan = await start();
  until.after(() => daan.close());
  daan.useBundle(new TextEncoder().encode(JSON.stringify({ ...JSON.parse(String(policy)), ...reading(original, byRule) })));
  await daan.ready();
  const key = await daan.makeKey({ name: "Daan Bakker", address: "daan@example.org" });
  await publish(new Uint8Array(key.certificate), "daan@example.org", { user: "daan@example.org", password: "daanpw", base });
  const noor = await Person.signIn(stage, address);
  const certificate = (await find(address, { base }))?.certificate;
  assert.ok(certificate);
  const user = await signIn(stage.url, address);
  /** @param {string} [role] */
  const lying = async (role = "inbox") => Promise.all((await user.emails(role)).filter(({ subject }) => !subject.startsWith("Welcome"))
    .map(async (one) => ({ ...one, bytes: String(await user.bytes(one.blobId)) })));
  return {
    stage, noor, user, lying,
    sealed: (/** @type {Partial<Parameters<typeof sealedTo>[2]>} */ wishes = {}, /** @type {Uint8Array[]} */ contents = []) =>
      sealedTo(daan, [certificate], { to: [address], ...wishes }, contents),
    put: (/** @type {(Uint8Array|string)[]} */ messages, /** @type {Parameters<typeof arrive>[3]} */ options = {}) => arrive(stage.url, address, messages, options),
  };
}

/** @param {Person} person */
const action = ({ reader }) => reader.getByRole("button", { name: "Remove protection" });

/** @param {Person} person */
async function openBulk({ page }) {
  await page.getByRole("button", { name: "Account of" }).click();
  await page.getByRole("button", { name: "Take protection off…" }).click();
  await page.locator(".removal-bulk > *").first().waitFor();
}

test("the person takes it off: all that was in it lies in its place, and its original is gone", async (t) => {
  const { noor, sealed, put, lying } = await office(t);
  const file = new Uint8Array([0, 13, 10, 46, 13, 10, 200]);
  const [id] = await put([await sealed({ subject: "Minutes of May" }, [file])], { keywords: { $flagged: true } });
  const [before] = await lying();
  await noor.openMessage("Protected message");
  await noor.reader.locator("h2").getByText("Minutes of May").waitFor();
  await action(noor).click();
  await noor.dialog.getByText("The sealed original is removed. This cannot be undone.").waitFor();
  await sound(noor.page, "the question");
  await noor.dialog.getByRole("button", { name: "Cancel" }).click();
  assert.equal((await lying())[0]?.id, id, "nothing was done");
  await action(noor).click();
  await noor.dialog.getByRole("button", { name: "Remove protection" }).click();
  await noor.reader.getByText("Its protection is off. It lies in your mailbox as ordinary mail now.").waitFor();
  await noor.reader.getByText(/By its own note, this message was protected until .* and signed by daan@example\.org\./).waitFor();
  assert.equal(await action(noor).count(), 0);
  await noor.reader.locator("article").getByText("What was said.").waitFor();
  assert.ok((await noor.save("file-0.txt")).equals(Buffer.from(file)));
  const [after, ...others] = await lying();
  assert.deepEqual([others, after.subject, after.receivedAt, after.threadId, after.keywords], [[], "Minutes of May", before?.receivedAt, before?.threadId, { $flagged: true, $seen: true }]);
  assert.ok(!after.bytes.includes("PGP MESSAGE") && after.bytes.includes("Zegel-Removed:"));
  assert.deepEqual(await lying("archive"), []);
  await noor.row("Minutes of May").and(noor.page.locator('[aria-current="true"]')).waitFor();
  // What is done from here on is done to the message that lies there now.
  await noor.reader.getByRole("button", { name: "Archive" }).click();
  await noor.row("Minutes of May").waitFor({ state: "detached" });
  assert.equal((await lying("archive"))[0]?.id, after.id);
  assert.deepEqual(noor.visitor.problems, []);
});

test("what a label or a sender forbids is refused with the reason, and stays", async (t) => {
  const { noor, sealed, put, lying } = await office(t, { byRule: true });
  await put([await sealed({ subject: "By its label", label: staying }), await sealed({ subject: "Not to be passed on", protection: "do-not-forward" })]);
  for (const [subject, reason] of [["Not to be passed on", "Its sender asks not to pass it on, so its protection stays."], ["By its label", "Its sender’s organisation wants it to stay protected."]]) {
    await noor.refresh();
    await noor.row("Protected message").first().click();
    await noor.reader.locator("h2").getByText(subject ?? "").waitFor();
    await noor.reader.locator(".removal-action[data-refused]").click();
    await noor.dialog.getByText(reason ?? "").waitFor();
    await noor.dialog.getByRole("button", { name: "Close" }).last().click();
  }
  assert.equal((await lying()).filter(({ bytes }) => bytes.includes("PGP MESSAGE")).length, 2);
});

test("a rule takes it off once it was shown, says so, and is undone for good", async (t) => {
  const { stage, noor, sealed, put, lying } = await office(t, { byRule: true, original: "keep" });
  const [id] = await put([await sealed({ subject: "Among colleagues" })]);
  await noor.openMessage("Protected message");
  const notice = noor.reader.getByText("Your organisation’s rule “Mail among colleagues” took the protection off this message. The sealed original lies in Archive.");
  await notice.waitFor();
  await noor.reader.locator("article").getByText("What was said.").waitFor();
  assert.deepEqual([(await lying()).map(({ subject }) => subject), (await lying("archive")).map((one) => one.id)], [["Among colleagues"], [id]]);
  await noor.row("Among colleagues").and(noor.page.locator('[aria-current="true"]')).waitFor();
  await noor.reader.getByRole("button", { name: "Undo" }).click();
  await notice.waitFor({ state: "detached" });
  await noor.reader.locator("h2").getByText("Among colleagues").waitFor();
  await noor.page.getByText("The message is protected again, as it was.").waitFor();
  assert.deepEqual([(await lying()).map((one) => one.id), await lying("archive")], [[id], []]);
  await noor.page.reload();
  await noor.signIn();
  await noor.openMessage("Protected message");
  await noor.reader.locator("article").getByText("What was said.").waitFor();
  await noor.refresh();
  // A rule would act once the text is shown: until nothing has been asked for a while.
  for (let last = -1; last !== stage.requests.length;) { last = stage.requests.length; await noor.page.waitForTimeout(1500); }
  assert.deepEqual((await lying()).map((one) => one.id), [id], "once undone, no rule does it again");
  assert.deepEqual(noor.visitor.problems, []);
});

test("a line that breaks loses nothing, and opened again it is done", async (t) => {
  const { stage, noor, sealed, put, lying } = await office(t, { byRule: true });
  const [id] = await put([await sealed({ subject: "Among colleagues" })]);
  stage.fault = (at, socket) => {
    if (at !== "before-import") return;
    socket.destroy();
    throw new Error("the server goes away");
  };
  await noor.openMessage("Protected message");
  await noor.reader.getByText("takes the protection off this message, but that did not work.").waitFor();
  await noor.reader.locator("article").getByText("What was said.").waitFor();
  assert.deepEqual((await lying()).map((one) => one.id), [id]);
  stage.fault = null;
  await noor.page.reload();
  await noor.signIn();
  await noor.openMessage("Protected message");
  await noor.reader.getByText("took the protection off this message.").waitFor();
  assert.deepEqual((await lying()).map(({ subject }) => subject), ["Among colleagues"]);
});

test("a page that ends between the two leaves both, and opened again it is finished, not done twice", async (t) => {
  const { stage, noor, sealed, put, lying } = await office(t, { byRule: true });
  await put([await sealed({ subject: "Among colleagues" })]);
  const ended = new Promise((resolve) => {
    stage.fault = async (at) => {
      if (at !== "after-import") return;
      stage.fault = null;
      await noor.page.goto("about:blank");
      resolve(null);
    };
  });
  // Nobody waits for what it shows: the page may end before that.
  await noor.refresh();
  await noor.row("Protected message").first().click();
  await ended;
  const both = (await lying()).map(({ subject }) => subject).sort();
  assert.deepEqual(both, ["Among colleagues", "[...]"]);
  await noor.page.goto(stage.url);
  await noor.signIn();
  await noor.openMessage("Protected message");
  await noor.reader.getByText("took the protection off this message.").waitFor();
  assert.deepEqual((await lying()).map(({ subject }) => subject), ["Among colleagues"]);
});

test("a mailbox of them, with a reload in the middle, and a report", async (t) => {
  const { stage, noor, sealed, put, lying } = await office(t, { byRule: true });
  const count = 200;
  const messages = [];
  for (let at = 0; at < count; at += 1) messages.push(at % 50 === 7 ? await sealed({ protection: "do-not-forward" }) : at % 50 === 9 ? mail("lee@example.com", address, `Plain ${at}`) : await sealed({ subject: `Minutes ${at}` }));
  await put(messages);
  const { page } = noor;
  await openBulk(noor);
  await page.getByText(`${count + 1} messages will be looked at.`).waitFor();
  await sound(page, "what is chosen");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByText(/^(?:[5-9]\d|1\d\d) of 201$/).waitFor({ timeout: 120_000 });
  await sound(page, "while it runs");
  // Others see that it is at work, and do not begin it, too.
  const other = new Person(Object.assign(Object.create(noor.visitor), { page: await noor.visitor.context.newPage() }), address);
  await other.page.goto(stage.url);
  await other.signIn();
  await openBulk(other);
  await top(other.page).getByText("This is being done in another tab or window.").waitFor();
  await other.page.close();

  await page.reload();
  await noor.signIn();
  await page.locator(".removal-strip").getByText(/is paused at \d+ of 201\./).waitFor();
  await page.locator(".removal-strip").getByRole("button", { name: "Show" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  // One can close it and read meanwhile.
  await page.locator(".removal-bulk").getByRole("button", { name: "Close" }).click();
  await noor.row("Welcome to Zegel").or(noor.row("Minutes")).first().click();
  await page.locator(".removal-strip").getByText("Taking protection off is done.").waitFor({ timeout: 240_000 });
  await page.locator(".removal-strip").getByRole("button", { name: "Show" }).click();
  // Where the page ended, the two that were being done may be looked at once more.
  await page.locator(".removal-count").getByText(/Done\. 20[1-3] messages were looked at\./).waitFor();
  await sound(page, "the report");
  const sums = await page.locator(".removal-sums > div").allInnerTexts();
  const said = new Map(sums.map((text) => /** @type {[string, string]} */ (text.split(/\s*\n\s*/))));
  assert.deepEqual([...said.keys()], ["Protection taken off", "Had no protection", "Must stay protected"]);
  assert.ok([192, 193, 194].includes(Number(said.get("Protection taken off"))), `${said.get("Protection taken off")} taken off`);
  assert.ok([5, 6, 7].includes(Number(said.get("Had no protection"))), `${said.get("Had no protection")} had none`);
  assert.ok([4, 5, 6].includes(Number(said.get("Must stay protected"))), `${said.get("Must stay protected")} must stay`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download report" }).click()]);
  assert.match(download.suggestedFilename(), /^protection-taken-off-\d{4}-\d\d-\d\d\.csv$/);
  const csv = await readFile(await download.path(), "utf8");
  assert.equal(csv.split("\r\n").filter((line) => line.startsWith("Must stay protected,") && line.endsWith("@example.org")).length, Number(said.get("Must stay protected")));
  const left = await lying();
  assert.equal(left.length, count);
  const subjects = left.filter(({ bytes }) => bytes.includes("Zegel-Removed:")).map(({ subject }) => subject);
  assert.deepEqual([subjects.length, new Set(subjects).size], [192, 192], "none is lost, none is there twice");
  assert.deepEqual(noor.visitor.problems, []);
});

test("locked keys pause it, and unlocked it goes on", async (t) => {
  const { noor, sealed, put, lying } = await office(t, { byRule: true });
  const { page } = noor;
  await openKeys(noor);
  await setPassphrase(noor);
  await page.keyboard.press("Escape");
  await put(await Promise.all(Array.from({ length: 5 }, (_, at) => sealed({ subject: `Minutes ${at}` }))));
  await page.getByRole("button", { name: "Account of" }).click();
  await page.getByRole("button", { name: "Lock now" }).click();
  await openBulk(noor);
  await page.getByRole("radio", { name: "All that may be released" }).click();
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByText("Tick “I understand” first.").waitFor();
  await page.getByRole("checkbox", { name: "I understand" }).click();
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByText("Your keys are locked, so it waits.").waitFor();
  await sound(page, "paused");
  await page.getByRole("button", { name: "Unlock and go on" }).click();
  await top(page).getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.keyboard.press("Enter");
  await page.locator(".removal-count").getByText("Done. 6 messages were looked at.").waitFor();
  assert.equal((await lying()).filter(({ bytes }) => bytes.includes("Zegel-Removed:")).length, 5);
});

test("where the organisation wants mail to stay protected, nothing is offered but the reason", async (t) => {
  const until = lastFirst(t);
  const stage = await Stage.open(until, { policy: await policyWith(until, JSON.parse(String(policy)).keys, { reading: { removal: "off" } }) });
  const noor = await Person.signIn(stage, address);
  await openBulk(noor);
  await noor.dialog.getByText("Your organisation wants protected mail to stay protected.").waitFor();
  assert.equal(await noor.dialog.getByRole("button", { name: "Begin" }).count(), 0);
});
