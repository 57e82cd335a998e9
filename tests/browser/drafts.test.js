// @ts-check
/** Nothing written is lost, and nothing of it leaves in the clear: drafts, over reloads, locks, dead lines and crashes. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { signIn } from "../node/server/start.js";
import { deliveries, mailbox, startOver } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { sound } from "./sound.mjs";
import { Stage, lastFirst } from "./stage.mjs";
import { canary, files, kept, search, sent } from "./traces.mjs";
import { makeFiles, newSecrets, readsRichMail, writeRichMail } from "./two-people.mjs";
import { lockNow, openKeys, passphrase, setPassphrase, unlock } from "./vault.mjs";

const end = lastFirst({ after });
/** @type {Stage} */ let stage;
/** @type {Person} */ let noor;
/** @type {Person} */ let lee;

before(async () => {
  stage = await Stage.open(end);
  [noor, lee] = await Promise.all(["noor@example.org", "lee@example.com"].map((address) => Person.signIn(stage, address)));
});

beforeEach(async () => {
  if (stage.fault) stage.fault = null;
  await startOver(stage, noor, lee);
});

const drafts = (address = noor.address) => mailbox(stage, address, "drafts");
const imports = () => stage.requests.filter(({ body, status }) => status === 200 && body.includes('["Email/import"')).length;

/** @param {() => boolean|Promise<boolean>} holds */
async function until(holds) {
  for (let look = 0; look < 400; look += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`it does not come to: ${holds}`);
}

/** Does it, and waits until it is saved. @param {() => Promise<unknown>} work @param {Person} [person] */
async function saved(work, person = noor) {
  const count = imports();
  await work();
  await until(() => imports() > count);
  await person.composer.locator(".draft-word", { hasText: /^Saved \d/ }).waitFor();
}

/** @param {string|RegExp} subject @param {Person} [person] */
async function reopen(subject, person = noor) {
  await person.openFolder("Drafts");
  await person.row(subject).click();
  await person.to.waitFor();
}

/** Closes, with the answer. @param {string} answer @param {Person} [person] */
async function close(answer, person = noor) {
  await person.composer.getByRole("button", { name: "Close", exact: true }).click();
  await person.dialog.getByRole("button", { name: answer, exact: true }).click();
}

/** Another tab of the same browser. @param {Person} person */
async function anotherTab({ visitor, address }) {
  const page = await visitor.context.newPage();
  await page.goto(stage.url);
  const tab = new Person(/** @type {any} */ ({ ...visitor, page }), address);
  await tab.signIn();
  return tab;
}

/** What a composer shows, as far as it is the person's. @param {Person} person */
const written = ({ composer }) => composer.evaluate((node) => ({
  html: node.querySelector(".text")?.innerHTML.replace(/blob:[^"]+/g, "blob:"), subject: /** @type {HTMLInputElement} */ (node.querySelector(".subject")).value,
  people: [...node.querySelectorAll(".chips")].map((list) => [...list.querySelectorAll(".chip")].map((chip) => /** @type {HTMLElement} */ (chip).title)),
  files: [...node.querySelectorAll(".file-name, .file-size")].map(({ textContent }) => textContent),
  choice: /** @type {any} */ (node.querySelector("zegel-protect")).choice,
}));

test("everything written comes back after a reload, can be sent, and was nowhere in the clear", async () => {
  const secrets = { ...newSecrets(), malformed: canary("malformed"), blind: canary("blind"), copied: canary("copied") };
  const attached = await makeFiles(stage.folder, secrets);
  await writeRichMail(noor, lee.address, secrets, attached);
  await noor.addRecipient("Cc", `${secrets.copied}@example.org`, null);
  await noor.addRecipient("Bcc", `${secrets.blind}@example.org`, null);
  await noor.composer.getByLabel("Bcc", { exact: true }).fill(`${secrets.malformed} at example`);
  await saved(() => noor.chooseLabel("Anyone addressed"));
  await noor.composer.locator(`.chip[title="${secrets.blind}@example.org"]:not([data-state="looking"])`).waitFor();
  const typing = noor.composer.getByLabel("Bcc", { exact: true });
  assert.equal(await typing.inputValue(), "", "leaving the field made a chip of it");
  const first = await written(noor);

  await noor.page.reload();
  await noor.signIn();
  await reopen(secrets.subject);
  await noor.text.locator("img").nth(1).waitFor();
  await noor.attached(attached.notes.name).waitFor();
  assert.deepEqual(await written(noor), first);
  assert.ok(first.people.flat().includes(`${secrets.malformed} at example`), JSON.stringify(first.people));

  // Whom one looks up is asked of directories and thereby told; everything else is nobody's business.
  const { blind, copied, reply, ...hidden } = secrets;
  const hay = [...await kept(noor.visitor), ...sent(stage), ...await files(stage.data, "server")];
  const outward = hay.filter(({ place }) => !place.startsWith("address and title"));
  assert.deepEqual(search(outward, hidden), []);
  const bodies = sent(stage).filter(({ place }) => /upload|POST \/jmap/.test(place));
  assert.deepEqual(search([...bodies, ...await files(stage.data, "server")], { blind, copied, label: "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0004" }), []);
  const [draft] = await drafts();
  assert.match(String(draft?.bytes), /^Subject: \[\.\.\.\]\r$/m);
  assert.ok(!/^(?:To|Cc|Bcc|References|In-Reply-To):/mi.test(String(draft?.bytes)), "outside stands nobody it is for");

  for (const address of [`${secrets.malformed} at example`, `${secrets.blind}@example.org`, `${secrets.copied}@example.org`]) {
    const chip = noor.composer.locator(`.chip[title="${address}"]`);
    await chip.focus();
    await noor.page.keyboard.press("Delete");
    await chip.waitFor({ state: "detached" });
  }
  await noor.isProtected();
  await noor.send();
  await lee.openMessage("Protected message");
  await readsRichMail(lee, secrets, attached);
  await until(async () => (await drafts()).length === 0);
  assert.equal(await deliveries(stage, noor.address, "[...]", "sent"), 1);
});

test("an answer that is kept goes on with its thread, label and protection", async () => {
  await lee.write({ to: noor.address, subject: "Lunch", text: "Shall we?" });
  await lee.send();
  await noor.openMessage("Protected message");
  await noor.reader.getByRole("button", { name: "Reply", exact: true }).click();
  await noor.isProtected();
  await saved(() => noor.type("Yes, at noon."));
  await close("Keep draft");
  await noor.composer.waitFor({ state: "detached" });
  await noor.page.reload();
  await noor.signIn();
  await reopen("Re: Lunch");
  await noor.isProtected();
  await noor.send();
  await lee.openMessage("Protected message");
  const [{ bytes: question } = { bytes: "" }] = await mailbox(stage, noor.address);
  const [{ bytes: reply } = { bytes: "" }] = await mailbox(stage, lee.address);
  const id = /^Message-ID: (<\S+>)/mi.exec(String(question))?.[1];
  assert.ok(id && String(reply).includes(`In-Reply-To: ${id}`), String(reply).slice(0, 800));
  assert.ok((await lee.frame.innerText()).includes("Yes, at noon."));
});

test("closing asks: going on, keeping and discarding do what they say", async () => {
  await noor.startWriting();
  await noor.composer.getByRole("button", { name: "Close", exact: true }).click();
  await noor.composer.waitFor({ state: "detached" });
  assert.deepEqual(await drafts(), [], "of nothing written there is nothing to ask");

  await noor.startWriting();
  await noor.subject.fill("Perhaps");
  await noor.page.keyboard.press("Escape");
  const keep = noor.dialog.getByRole("button", { name: "Keep draft" });
  await keep.waitFor();
  assert.ok(await keep.evaluate((node) => node === document.activeElement));
  await noor.page.keyboard.press("Escape");
  await noor.dialog.waitFor({ state: "detached" });
  assert.equal(await noor.subject.inputValue(), "Perhaps");
  await close("Keep draft");
  await noor.composer.waitFor({ state: "detached" });
  assert.equal((await drafts()).length, 1, "it is kept when the composer is gone");

  await reopen("Perhaps");
  await noor.composer.getByRole("button", { name: "Close", exact: true }).click();
  await noor.composer.waitFor({ state: "detached" });
  assert.equal((await drafts()).length, 1);
  await noor.row("Perhaps").click();
  await saved(() => noor.subject.fill("Perhaps not"));
  await close("Discard");
  await noor.composer.waitFor({ state: "detached" });
  await until(async () => (await drafts()).length === 0);
  await noor.page.getByText("Nothing here").waitFor();
});

test("the page asks before it goes only while something is not saved", async () => {
  /** @type {string[]} */
  const asked = [];
  noor.page.on("dialog", (dialog) => { asked.push(dialog.type()); void dialog.accept(); });
  await noor.startWriting();
  await noor.type("in a moment");
  await noor.page.reload();
  assert.deepEqual(asked, ["beforeunload"]);
  await noor.signIn();
  await noor.startWriting();
  await saved(() => noor.type("and now it is"));
  await noor.page.reload();
  assert.deepEqual(asked, ["beforeunload"]);
  noor.page.removeAllListeners("dialog");
});

test("with locked keys it waits, says so, and asks for nothing", async () => {
  const sofie = await Person.signIn(stage, "sofie@example.org");
  await openKeys(sofie);
  await setPassphrase(sofie);
  await sofie.page.keyboard.press("Escape");
  await sofie.startWriting();
  await saved(() => sofie.subject.fill("Before the lock"), sofie);
  await openKeys(sofie);
  await lockNow(sofie);
  await sofie.page.keyboard.press("Escape");
  await sofie.dialog.waitFor({ state: "detached" });
  const before = imports();
  await sofie.type("what is written while it is locked");
  const line = sofie.composer.locator(".draft-line", { hasText: "Not saved: your keys are locked." });
  await line.waitFor();
  assert.deepEqual([imports(), await sofie.dialog.count()], [before, 0]);
  await sound(sofie.page, "a draft that cannot be saved", { places: ".composer" });
  await saved(async () => {
    await sofie.composer.getByRole("button", { name: "Unlock" }).click();
    await unlock(sofie.page, passphrase);
  }, sofie);
  await line.waitFor({ state: "hidden" });
  await sofie.page.reload();
  await sofie.signIn();
  await sofie.openFolder("Drafts");
  await sofie.row("Protected draft").click();
  await unlock(sofie.page, passphrase);
  await sofie.text.getByText("what is written while it is locked").waitFor();
  assert.deepEqual(sofie.visitor.problems, []);
  await sofie.visitor.context.close();
});

test("without a line it is said, tried again, and nothing is lost", async () => {
  await noor.startWriting();
  await saved(() => noor.subject.fill("On the train"));
  await stage.stopServer();
  await noor.type("in the tunnel");
  await noor.composer.locator(".draft-line", { hasText: "Not saved: no connection." }).waitFor();
  await noor.composer.getByRole("button", { name: "Close", exact: true }).click();
  await noor.dialog.getByRole("button", { name: "Keep draft" }).click();
  await noor.dialog.waitFor({ state: "detached" });
  assert.ok((await noor.text.innerText()).includes("in the tunnel"), "it does not close over what is not kept");
  await stage.startServer();
  await saved(() => noor.page.evaluate(() => window.dispatchEvent(new Event("online"))));
  await noor.composer.locator(".draft-line", { hasText: "Not saved: no connection." }).waitFor({ state: "hidden" });
  assert.equal((await drafts()).length, 1);
  noor.visitor.problems.length = 0;
});

test("a crash in the middle of saving leaves the later version, and only it once it was seen", async () => {
  await noor.startWriting();
  await saved(() => noor.subject.fill("Early"));
  // The earlier version stays: the page is gone before it can be removed.
  let refused = 0;
  await noor.page.route("**/jmap/**", async (route) => {
    if (!route.request().postData()?.includes('"destroy"')) return route.fallback();
    await route.abort();
    refused += 1;
  });
  await noor.subject.fill("Late");
  // What the page still asks for while it is closed may reach the server after all.
  await until(async () => refused > 0 && (await drafts()).length === 2);
  await noor.page.close();
  assert.equal((await drafts()).length, 2);
  const page = await noor.visitor.context.newPage();
  await page.goto(stage.url);
  noor = new Person(Object.assign(noor.visitor, { page }), noor.address);
  await noor.signIn();
  await noor.openFolder("Drafts");
  await noor.row("Late").waitFor();
  await until(async () => (await drafts()).length === 1);
  await noor.row("Early").waitFor({ state: "detached" });
  await reopen("Late");
  assert.equal(await noor.subject.inputValue(), "Late");
});

test("what cannot be sent is still a draft; what was sent is none any more", async () => {
  await noor.write({ to: lee.address, subject: "Second try", text: "here it is" });
  await saved(() => noor.type(" at last"));
  stage.fault = (point) => { if (point === "before-submission") throw new Error("no room"); };
  await noor.sendButton.click();
  await noor.bar.getByText("Not sent. Your message is still here, unchanged.").waitFor();
  assert.equal((await drafts()).length, 1);
  stage.fault = null;
  await noor.send();
  await until(async () => (await drafts()).length === 0);
  assert.equal(await deliveries(stage, lee.address, "[...]"), 1);
  noor.visitor.problems.length = 0;
});

test("a draft is opened for writing only where its writer sealed it", async () => {
  const evil = `blind${canary("x")}@example.com`;
  const user = await signIn(stage.url, noor.address);
  const place = (await user.mailbox("drafts")).id;
  const put = async (/** @type {string|Uint8Array} */ bytes) => {
    const { blobId } = await user.upload(bytes);
    const { created } = await user.callOne("Email/import", { emails: { one: { blobId, mailboxIds: { [place]: true }, keywords: { $draft: true } } } });
    return created.one.id;
  };
  const head = `From: Noor de Wit <${noor.address}>\r\nTo: ${lee.address}\r\nBcc: ${evil}\r\nDate: Thu, 26 Nov 2026 12:00:00 +0100\r\nMessage-ID: <a@example.org>\r\n`;
  await put(`${head}Subject: Plain and forged\r\nZegel-Draft: 1\r\nMIME-Version: 1.0\r\nContent-Type: application/vnd.zegel.draft+json\r\n\r\n{"bcc":["${evil}"]}\r\n`);
  // Encrypted to her and signed, but not by her: a mail that came, laid among the drafts.
  await lee.write({ to: noor.address, subject: "Not a draft", text: "by somebody else" });
  await lee.send();
  const [{ bytes } = { bytes: new Uint8Array() }] = await mailbox(stage, noor.address);
  await put(bytes);
  // A real one, of somebody else who has a key in the same browser.
  const daan = new Person(Object.assign({ ...noor.visitor }, { page: await noor.visitor.context.newPage() }), "daan@example.org");
  await daan.page.goto(stage.url);
  await daan.signIn();
  await daan.startWriting();
  await saved(() => daan.subject.fill("Of Daan"), daan);
  const [theirs] = await drafts(daan.address);
  await daan.page.close();
  await put(/** @type {Buffer} */ (theirs?.bytes));

  await noor.refresh();
  await noor.openFolder("Drafts");
  await noor.page.locator(".message-row").nth(2).waitFor();
  for (const at of [0, 1, 2]) {
    await noor.page.locator(".message-row").nth(at).click();
    await noor.reader.getByText("This draft was not written by you with Zegel.").waitFor();
    assert.equal(await noor.composer.count(), 0);
    await noor.page.keyboard.press("Escape");
  }
});

test("in two tabs the later to save keeps its own, and says so", async () => {
  await noor.startWriting();
  await saved(() => noor.subject.fill("Shared"));
  await close("Keep draft");
  await noor.composer.waitFor({ state: "detached" });
  const other = await anotherTab(noor);
  await reopen("Shared", other);
  await reopen("Shared");
  await saved(() => noor.type("from the first"));
  await saved(() => other.type("from the second"), other);
  await other.composer.locator(".draft-line", { hasText: "This draft was changed or removed elsewhere." }).waitFor();
  assert.equal((await drafts()).length, 2);
  await other.page.close();
});

test("everybody can use what is shown of drafts", async () => {
  await noor.startWriting();
  await saved(() => noor.subject.fill("Sound"));
  await sound(noor.page, "a saved draft", { places: ".composer" });
  await noor.composer.getByRole("button", { name: "Close", exact: true }).click();
  await noor.dialog.waitFor();
  await sound(noor.page, "the question before closing");
  await noor.dialog.getByRole("button", { name: "Keep draft" }).click();
  await noor.composer.waitFor({ state: "detached" });
  await noor.openFolder("Drafts");
  await noor.row("Sound").waitFor();
  await sound(noor.page, "the list of drafts", { places: ".list-pane" });
  assert.deepEqual(stage.outside, []);
});
