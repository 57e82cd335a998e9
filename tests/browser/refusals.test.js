// @ts-check
/** What goes wrong: it is said in words, nothing leaves in the clear, nothing written is lost, nobody gets anything twice. */
import assert from "node:assert/strict";
import { appendFile, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { deliveries, mailbox, startOver, uploads } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";
import { canary, search, sent } from "./traces.mjs";

const end = lastFirst({ after });
/** @type {Stage} */ let stage;
/** @type {Person} */ let noor;
/** @type {Person} */ let lee;

before(async () => {
  stage = await Stage.open(end);
  [noor, lee] = await Promise.all(["noor@example.org", "lee@example.com"].map((address) => Person.signIn(stage, address)));
});

beforeEach(() => startOver(stage, noor, lee));

/** A protected mail to Lee, ready to be sent, and the word to look for. */
async function protectedMail() {
  const word = canary("clear");
  await noor.write({ to: lee.address, subject: `About ${word}`, text: word });
  return word;
}

/** Nothing but sealed bytes left, and the writer still has all of it. @param {string} word */
async function stillThere(word) {
  assert.equal(await noor.subject.inputValue(), `About ${word}`);
  assert.equal((await noor.text.innerText()).trim(), word);
  assert.equal(await noor.chip(lee.address, "usable").count(), 1);
  await noor.isProtected();
  assert.deepEqual(search(sent(stage), { word }), []);
}

/** Once, whatever happened before. @param {string} word */
async function arrivesOnce(word) {
  await noor.send();
  assert.deepEqual([await deliveries(stage, lee.address, "[...]"), await deliveries(stage, noor.address, "[...]", "sent"),
    await deliveries(stage, noor.address, "[...]", "drafts")], [1, 1, 0]);
  await lee.openMessage("Protected message");
  await lee.reader.locator("article").getByText(word).waitFor();
  assert.deepEqual(search(sent(stage), { word }), []);
}

test("what is no address is told at once and again at sending", async () => {
  await noor.startWriting();
  await noor.addRecipient("To", "lee at example.com", null);
  const chip = noor.composer.locator('.chip[data-state="malformed"]').first();
  await chip.getByText("no address").waitFor();
  await noor.addressTo(lee.address);
  await noor.subject.fill("Address");
  await noor.sendButton.click();
  await noor.dialog.getByText("is no address").first().waitFor();
  await noor.dialog.getByRole("button", { name: "Keep writing" }).click();
  await noor.dialog.waitFor({ state: "detached" });
  assert.equal(uploads(stage), 0);
  await chip.click();
  await noor.dialog.getByText("is not an email address. Write it as name@domain.").waitFor();
  assert.equal(await noor.dialog.getByRole("button", { name: "Edit" }).count(), 1);
});

test("a recipient without a key is named, with what can be done, and gets nothing", async () => {
  const word = await protectedMail();
  await noor.addRecipient("Cc", "unknown@example.com", "none");
  await noor.bar.getByText("We found no key for unknown@example.com").waitFor();
  await noor.bar.getByText("This person cannot open the message yet. Send it with a passphrase, ask for their key, or leave them out.").waitFor();
  await noor.sendButton.click();
  await noor.dialog.getByText("We found no key for unknown@example.com").waitFor();
  await noor.dialog.getByRole("radio", { name: "Send without protection: anyone on the way can read it" }).waitFor();
  await noor.page.keyboard.press("Enter");
  await noor.dialog.waitFor({ state: "detached" });
  assert.equal(uploads(stage), 0);
  await stillThere(word);
  await noor.bar.getByRole("button", { name: "Leave out" }).click();
  await arrivesOnce(word);
});

for (const [name, spoil] of /** @type {const} */ ([["gone", rm], ["changed", (/** @type {string} */ path) => appendFile(path, "more")]])) {
  test(`an attachment that is ${name} when it is to be read stops the sending`, async () => {
    const path = join(stage.folder, `${name}.txt`);
    await writeFile(path, "soon different");
    const word = await protectedMail();
    await noor.attach(path);
    await noor.attached(`${name}.txt`).waitFor();
    await spoil(path);
    await noor.sendButton.click();
    await noor.bar.getByText("Not sent. Your message is still here, unchanged.").waitFor();
    await noor.bar.getByText("An attachment could not be read; it may have moved since you added it.").waitFor();
    assert.equal(uploads(stage), 0);
    await stillThere(word);
    await noor.composer.getByRole("button", { name: `Remove ${name}.txt` }).click();
    await arrivesOnce(word);
  });
}

const policyText = await readFile(new URL("../../www/pages/demo/policy/example.org.json", import.meta.url), "utf8");
const mistaken = JSON.stringify({ format: 1, serial: 1, organisation: { id: "x", name: "X", domains: ["example.org"] }, labels: "none", rules: [{ surprise: true }] });
/** With whatever question mark follows: a second look goes past all caches. @param {URL} url */
const rulesFile = (url) => /\/policy\/[\w.-]+\.json$/.test(url.pathname);
const changed = "Your organisation’s rules were changed after they were signed and were not used.";
const silent = "The server with your organisation’s rules does not answer.";
/** @type {[string, (route: import("playwright-core").Route) => Promise<void>, string][]} */
const badRules = [
  ["are empty", (route) => route.fulfill({ body: "" }), changed], ["are of {}", (route) => route.fulfill({ body: "{}" }), changed],
  ["have mistakes", (route) => route.fulfill({ body: mistaken }), changed], ["are cut off", (route) => route.fulfill({ body: '{"format": 1, "ser' }), changed],
  ["are refused", (route) => route.fulfill({ status: 500, body: "no" }), silent], ["do not arrive", (route) => route.abort(), silent],
  ["are not there", (route) => route.fulfill({ status: 404, body: "none" }), "Your organisation’s rules have disappeared from their server."],
];
for (const [what, answer, sentence] of badRules) {
  test(`when the organisation's rules ${what}, nothing is sent`, async () => {
    await noor.page.reload();
    // A browser that has seen good rules goes on with those; this one has seen none.
    await noor.page.evaluate(() => new Promise((resolve) => { indexedDB.deleteDatabase("zegel-policy").onsuccess = resolve; }));
    await noor.page.route(rulesFile, answer);
    await noor.signIn();
    await noor.page.getByText(sentence).first().waitFor();
    await noor.startWriting();
    await noor.addressTo(lee.address);
    await noor.subject.fill("In the clear");
    await noor.type("In the clear");
    assert.ok(await noor.protect.isDisabled());
    await noor.sendButton.click();
    await noor.bar.getByText("Not sent. Your message is still here, unchanged.").waitFor();
    await noor.bar.getByText("Your organisation’s rules could not be loaded. Reload the page; if that does not help, tell your administrator.").waitFor();
    assert.equal(uploads(stage), 0);
    assert.equal(await noor.subject.inputValue(), "In the clear");
  });
}

test("rules that were changed on the way are not used; those seen before go on deciding, and that is said", async () => {
  await noor.page.reload();
  await noor.signIn();
  await noor.page.reload();
  await noor.page.route(rulesFile, (route) => route.fulfill({ body: JSON.stringify({ ...JSON.parse(policyText), serial: 99, rules: [] }) }));
  await noor.signIn();
  await noor.page.getByText(changed).first().waitFor();
  await noor.startWriting();
  await noor.addressTo(lee.address);
  await noor.type("Here is the donor list");
  await noor.isProtected();
});

/** The stored bytes of the one sealed message. @param {(bytes: Buffer) => Buffer} change */
async function changeOnDisk(change) {
  const folder = join(stage.data, "blobs");
  const [{ bytes } = { bytes: Buffer.alloc(0) }] = (await mailbox(stage, lee.address)).filter(({ subject }) => subject === "[...]");
  let changed = 0;
  for (const name of await readdir(folder)) {
    if (!(await readFile(join(folder, name))).equals(bytes)) continue;
    await writeFile(join(folder, name), change(bytes));
    changed += 1;
  }
  assert.ok(changed > 0);
}

/** @param {Buffer} bytes */
function flip(bytes) {
  const at = Math.floor((bytes.indexOf("-----BEGIN PGP MESSAGE-----") + bytes.indexOf("-----END PGP MESSAGE-----")) / 2);
  const changed = Buffer.from(bytes);
  // In the middle of a line of base64: one letter becomes another.
  changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
  return changed;
}

test("a message changed on the way shows nothing but that", async () => {
  const word = await protectedMail();
  await noor.send();
  await changeOnDisk(flip);
  await lee.openMessage("Protected message");
  await lee.reader.getByText("This message was changed or damaged on the way, so nothing of it is shown.").first().waitFor();
  assert.ok(!(await lee.page.locator("body").innerText()).includes(word));
  assert.equal(await lee.page.locator("iframe").count(), 0);
});

test("a message that was cut off shows nothing but that", async () => {
  const word = await protectedMail();
  await noor.send();
  await changeOnDisk((bytes) => bytes.subarray(0, bytes.indexOf("-----END PGP MESSAGE-----") - 200));
  await lee.openMessage("Protected message");
  await lee.reader.getByText("This message was changed or damaged on the way, so nothing of it is shown.").first().waitFor();
  assert.ok(!(await lee.page.locator("body").innerText()).includes(word));
});

test("a message for another key says whose it is not", async (t) => {
  // Whoever gives up a key gets no more mail to it: not the people of the other tests.
  const place = await Stage.open(t);
  const [writer, reader] = [await Person.signIn(place, "noor@example.org"), await Person.signIn(place, "lee@example.com")];
  const word = canary("clear");
  await writer.write({ to: reader.address, subject: `About ${word}`, text: word });
  await writer.send();
  const elsewhere = await Person.signIn(place, reader.address);
  await elsewhere.openMessage("Protected message");
  await elsewhere.reader.getByText("This message was encrypted for other keys than yours. Ask the sender to send it again to your current key.").waitFor();
  assert.equal(await elsewhere.statements.first().innerText(), "Not encrypted for you");
  assert.ok(!(await elsewhere.page.locator("body").innerText()).includes(word));
});

test("an upload that breaks off, or arrives in part, or arrives changed, is not sent", async () => {
  const word = await protectedMail();
  stage.fault = (point, socket) => { if (point === "upload-half") socket.destroy(); };
  await noor.sendButton.click();
  await noor.bar.getByText("The server does not answer. Check your connection and try again; nothing is lost.").waitFor();
  await stillThere(word);
  stage.fault = null;

  await noor.page.route("**/jmap/upload/**", async (route) => {
    const answer = await route.fetch();
    const told = await answer.json();
    await route.fulfill({ response: answer, json: { ...told, size: told.size - 100 } });
  });
  await noor.sendButton.click();
  await noor.bar.getByText("The server received only part of the message, so it was not sent. Try again.").waitFor();
  await stillThere(word);
  await noor.page.unrouteAll({ behavior: "ignoreErrors" });

  await noor.page.route("**/jmap/download/**", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: flip(await answer.body()) });
  });
  await noor.sendButton.click();
  await noor.bar.getByText("The server did not keep the message as it was sealed, so it was not sent.").waitFor();
  await stillThere(word);
  await noor.page.unrouteAll({ behavior: "ignoreErrors" });

  assert.equal(await deliveries(stage, lee.address, "[...]"), 0);
  await arrivesOnce(word);
});

for (const lost of ["the answer", "the answer and all that follows"]) {
  test(`when ${lost} to a sending is lost, it was sent once`, async () => {
    const word = await protectedMail();
    let gone = false;
    await noor.page.route("**/jmap/", async (route) => {
      if (gone) return route.abort();
      const answer = await route.fetch();
      if (!route.request().postData()?.includes("EmailSubmission/set")) return route.fulfill({ response: answer });
      gone = lost !== "the answer";
      return route.abort();
    });
    await noor.sendButton.click();
    if (gone || lost !== "the answer") {
      await noor.bar.getByText("Sending was interrupted.").waitFor();
      await stillThere(word);
      await noor.page.unrouteAll({ behavior: "ignoreErrors" });
      await noor.sendButton.click();
    }
    await noor.composer.waitFor({ state: "detached" });
    assert.deepEqual([await deliveries(stage, lee.address, "[...]"), await deliveries(stage, noor.address, "[...]", "sent")], [1, 1]);
    assert.deepEqual(search(sent(stage), { word }), []);
  });
}

for (const point of ["before-import", "after-import", "before-submission", "after-submission"]) {
  test(`a server that dies ${point.replace("-", " ")} and comes back delivers once`, async () => {
    const word = await protectedMail();
    let died = false;
    stage.fault = (at, socket) => {
      if (at !== point || died) return;
      died = true;
      socket.destroy();
      void stage.stopServer();
      throw new Error("the server died");
    };
    await noor.sendButton.click();
    await noor.bar.getByText("Not sent. Your message is still here, unchanged.").waitFor();
    assert.ok(died);
    await stillThere(word);
    stage.fault = null;
    await stage.startServer();
    await arrivesOnce(word);
  });
}
