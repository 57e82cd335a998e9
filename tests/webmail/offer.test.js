// @ts-check
/** The vault on offer beside Roundcube's own editor: what rules say over it, what moves, and what is held. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { canary, files, search } from "../browser/traces.mjs";
import { lastFirst } from "../browser/stage.mjs";
import { everything } from "./everything.mjs";
import { WebmailPerson } from "./person.mjs";
import { Webmail } from "./stage.mjs";

/** @type {Webmail} */
let webmail;
/** @type {WebmailPerson} */
let noor;
/** @type {(() => unknown)[]} */
const ends = [];

before(async () => {
  webmail = await Webmail.open(lastFirst({ after: (work) => { ends.push(work); } }), { plugin: "$config['zegel_editor'] = 'offer';" });
  noor = await WebmailPerson.signIn(webmail, "noor@example.org");
}, { timeout: 120_000 });

after(async () => { for (const end of ends) await end(); });

/** How many requests to Roundcube's server had this in them. @param {string} word */
const carried = (word) => webmail.requests.filter(({ body }) => body.includes(word)).length;

const bar = () => noor.page.locator("#zegel-bar");

/** @param {{ to: string, subject: string, text: string }} mail */
async function writePlain({ to, subject, text }) {
  await noor.goto(`${webmail.origin}/?_task=mail&_action=compose`);
  await noor.addressTo(to);
  await noor.page.fill("#compose-subject", subject);
  await noor.page.fill("#composebody", text);
}

test("what rules have nothing against goes as Roundcube sends it, with the label's fields", { timeout: 120_000 }, async () => {
  await writePlain({ to: noor.address, subject: "Plain", text: "Nothing special." });
  await bar().getByText("General").waitFor();
  await noor.plainSendButton.click();
  await noor.sent();
  const [mail] = await webmail.arrived(noor.address, 1);
  assert.match(mail?.toString() ?? "", /^msip_labels: /m);
  assert.match(mail?.toString() ?? "", /Nothing special\./);
});

test("pressing Protect moves the text and the files, and the server has neither any more", { timeout: 200_000 }, async () => {
  const had = (await webmail.mail.messages(noor.address)).length;
  const path = join(webmail.stage.folder, "list.csv");
  const held = canary("held");
  await writeFile(path, `name;${held}\n`);
  const lies = async () => search(await files(webmail.roundcube.folder, "Roundcube"), { held });
  await writePlain({ to: noor.address, subject: "Donors", text: "The list, as promised." });
  const [chooser] = await Promise.all([noor.page.waitForEvent("filechooser"), noor.page.locator("#compose-attachments button.attach").click()]);
  await chooser.setFiles(path);
  await noor.page.locator("#attachment-list li").filter({ hasText: "list.csv" }).waitFor();
  await noor.page.waitForFunction(() => !document.querySelector("#attachment-list li.uploading"));
  assert.equal((await lies()).length > 0, true, "it is on the server now");
  await noor.page.locator("#zegel-protect").click();
  await noor.subject.waitFor();
  assert.equal(await noor.subject.inputValue(), "Donors");
  assert.match(await noor.text.innerText(), /The list, as promised\./);
  await noor.attached("list.csv").waitFor();
  await noor.isProtected();
  await noor.page.getByText("The files had been on the mail server").first().waitFor();
  assert.deepEqual(await noor.page.evaluate(() => ["_message", "_subject"].map((name) => /** @type {any} */ (document.querySelector(`[name='${name}']`)).value)), ["", ""]);
  assert.equal(await noor.page.locator("#attachment-list li").count(), 0);
  for (let left = 50; left > 0 && (await lies()).length > 0; left -= 1) await noor.page.waitForTimeout(100);
  assert.deepEqual(await lies(), [], "and then no more");
  const secret = { more: canary("more") };
  await noor.type(secret.more);
  await noor.send();
  const messages = await webmail.arrived(noor.address, had + 1);
  assert.match(messages.at(-1)?.toString() ?? "", /-----BEGIN PGP MESSAGE-----/);
  assert.deepEqual(search(await everything(webmail), secret), []);
});

test("files that the server does not delete are said to lie there", { timeout: 120_000 }, async () => {
  const path = join(webmail.stage.folder, "stays.csv");
  await writeFile(path, "name;stays\n");
  await writePlain({ to: noor.address, subject: "Stays", text: "See the file." });
  const [chooser] = await Promise.all([noor.page.waitForEvent("filechooser"), noor.page.locator("#compose-attachments button.attach").click()]);
  await chooser.setFiles(path);
  await noor.page.locator("#attachment-list li:not(.uploading)").filter({ hasText: "stays.csv" }).waitFor();
  webmail.fault = ({ url }) => !/_action=remove-attachment/.test(url);
  try {
    await noor.page.locator("#zegel-protect").click();
    await noor.attached("stays.csv").waitFor();
    await noor.page.getByText("the mail server did not delete its copies").first().waitFor();
  } finally { webmail.fault = null; }
});

test("while files are fetched Roundcube sends and keeps nothing, and what is typed or attached then moves along", { timeout: 120_000 }, async () => {
  const [first, second] = ["first.csv", "second.csv"].map((name) => join(webmail.stage.folder, name));
  await Promise.all([first, second].map((path) => writeFile(path, `name;${path}\n`)));
  const attach = async (/** @type {string} */ path, /** @type {string} */ name) => {
    const [chooser] = await Promise.all([noor.page.waitForEvent("filechooser"), noor.page.locator("#compose-attachments button.attach").click()]);
    await chooser.setFiles(path);
    await noor.page.locator("#attachment-list li:not(.uploading)").filter({ hasText: name }).waitFor();
  };
  await writePlain({ to: noor.address, subject: "Moving", text: "Crocus is what was there." });
  await attach(first, "first.csv");
  /** @type {(go: boolean) => void} */ let go = () => {};
  const fetching = new Promise((resolve) => {
    const gate = new Promise((open) => { go = open; });
    webmail.fault = ({ url }) => {
      if (!/_action=display-attachment/.test(url)) return true;
      resolve(null);
      return /** @type {Promise<boolean>} */ (gate);
    };
  });
  try {
    await noor.page.locator("#zegel-protect").click();
    await fetching;
    await noor.page.fill("#composebody", "Crocus is what was there, and is not the end.");
    await attach(second, "second.csv");
    const went = await noor.page.evaluate(() => ["send", "savedraft"].map((command) => /** @type {any} */ (window).rcmail.command(command, {})));
    assert.deepEqual(went, [false, false]);
    await bar().getByText("Not sent yet.").waitFor();
  } finally {
    webmail.fault = null;
    go(true);
  }
  await noor.subject.waitFor();
  assert.match(await noor.text.innerText(), /and is not the end\./);
  for (const name of ["first.csv", "second.csv"]) await noor.attached(name).waitFor();
  assert.equal(await bar().isVisible(), false);
  assert.equal(carried("Crocus"), 0);
});

test("what the rules answer once the text is on its way says nothing over it any more", { timeout: 120_000 }, async () => {
  await writePlain({ to: noor.address, subject: "Late", text: "Nothing special." });
  await bar().getByText("General").waitFor();
  const file = join(webmail.stage.folder, "late.csv");
  await writeFile(file, "name;late\n");
  const [chooser] = await Promise.all([noor.page.waitForEvent("filechooser"), noor.page.locator("#compose-attachments button.attach").click()]);
  await chooser.setFiles(file);
  await noor.page.locator("#attachment-list li:not(.uploading)").filter({ hasText: "late.csv" }).waitFor();
  // The question of the rules waits until Protect was pressed and Send was held.
  await noor.page.evaluate(() => {
    const { postMessage } = MessagePort.prototype;
    /** @type {Promise<unknown>} */ const answered = new Promise((resolve) => {
      /** @this {MessagePort} @param {any} message @param {any} transfer */
      MessagePort.prototype.postMessage = function (message, transfer) {
        if (message?.ask !== "decide") return postMessage.call(this, message, transfer);
        this.addEventListener("message", ({ data }) => { if (data?.id === message.id) resolve(null); });
        Object.assign(window, { ask: () => { postMessage.call(this, message, transfer); return answered; } });
      };
    });
  });
  await noor.page.fill("#composebody", "Nothing special, but for this.");
  await noor.page.waitForFunction(() => "ask" in window);
  /** @type {(go: boolean) => void} */ let go = () => {};
  const gate = /** @type {Promise<boolean>} */ (new Promise((open) => { go = open; }));
  webmail.fault = ({ url }) => (/_action=display-attachment/.test(url) ? gate : true);
  try {
    await noor.page.locator("#zegel-protect").click();
    await noor.page.evaluate(() => /** @type {any} */ (window).rcmail.command("send", {}));
    await bar().getByText("Not sent yet.").waitFor();
    await noor.page.evaluate(() => /** @type {any} */ (window).ask());
    assert.match(await bar().innerText(), /Not sent yet\./);
  } finally {
    webmail.fault = null;
    go(true);
  }
  await noor.subject.waitFor();
  assert.equal(await bar().isVisible(), false);
});

test("a rule that asks for protection moves the text by itself", { timeout: 120_000 }, async () => {
  await writePlain({ to: "lee@example.com", subject: "Spring", text: "Here is the donor list." });
  await noor.subject.waitFor();
  await noor.isProtected();
  assert.match(await noor.text.innerText(), /donor list/);
  await noor.page.getByText("A rule of your organisation asks for protection").first().waitFor();
});

test("what is written while the rules are asked is asked about, too", { timeout: 120_000 }, async () => {
  await writePlain({ to: "lee@example.com", subject: "Changed", text: "Nothing special." });
  await bar().getByText("General").waitFor();
  await noor.page.evaluate(() => {
    /** @type {any} */ (window).rcmail.command("send", {});
    /** @type {HTMLTextAreaElement} */ (document.querySelector("#composebody")).value = "Here is the donor list.";
  });
  await noor.subject.waitFor();
  assert.match(await noor.text.innerText(), /donor list/);
  assert.equal(carried("donor"), 0);
});

test("where rules look into files, these are read before anything goes", { timeout: 120_000 }, async () => {
  const had = (await webmail.mail.messages(noor.address)).length;
  const path = join(webmail.stage.folder, "notes.txt");
  await writeFile(path, "The donor list.\n");
  await writePlain({ to: noor.address, subject: "Notes", text: "See the file." });
  const [chooser] = await Promise.all([noor.page.waitForEvent("filechooser"), noor.page.locator("#compose-attachments button.attach").click()]);
  await chooser.setFiles(path);
  await bar().getByText("also look into files").waitFor();
  await noor.page.waitForFunction(() => !document.querySelector("#attachment-list li.uploading"));
  await noor.plainSendButton.click();
  await noor.attached("notes.txt").waitFor();
  assert.equal(await noor.subject.inputValue(), "Notes");
  assert.equal((await webmail.mail.messages(noor.address)).length, had);
});

test("what cannot move yet is not lost, and goes when the vault is there again", { timeout: 200_000 }, async () => {
  await writePlain({ to: noor.address, subject: "Kept", text: "This is nowhere else." });
  await bar().getByText("General").waitFor();
  const again = noor.page.locator("#zegel-editor").getByRole("button", { name: "Try again" });
  await webmail.stage.stopServer();
  try {
    await noor.page.locator("#zegel-protect").click();
    await again.waitFor();
    assert.notEqual(await noor.page.evaluate(() => /** @type {any} */ (window).rcmail.compose_field_hash()), "", "who leaves is asked");
  } finally {
    await webmail.stage.startServer();
  }
  await again.click();
  await noor.subject.waitFor();
  assert.match(await noor.text.innerText(), /This is nowhere else\./);
  await noor.isProtected();
});

test("where the rules cannot be asked, nothing is sent until they can", { timeout: 200_000 }, async () => {
  const had = (await webmail.mail.messages(noor.address)).length;
  await webmail.stage.stopServer();
  try {
    await writePlain({ to: noor.address, subject: "Unasked", text: "Whether this may go nobody knows." });
    await noor.plainSendButton.click();
    await bar().getByText("Not sent yet.").waitFor();
    assert.equal(carried("nobody"), 0);
  } finally {
    await webmail.stage.startServer();
  }
  assert.equal((await webmail.mail.messages(noor.address)).length, had);
  // The vault is looked for anew, without the page being loaded again.
  await noor.plainSendButton.click();
  await noor.sent();
  await webmail.arrived(noor.address, had + 1);
  assert.equal(carried("nobody"), 1);
});

test("rules that do not answer hold a message with a word, and are asked anew", { timeout: 200_000 }, async () => {
  const had = (await webmail.mail.messages(noor.address)).length;
  const config = (/** @type {URL} */ url) => url.pathname === "/vault/config.json";
  await noor.page.context().route(config, () => {});
  try {
    await writePlain({ to: noor.address, subject: "Unanswered", text: "Whether this may go is not answered." });
    await noor.plainSendButton.click();
    await noor.page.getByText("Asking the rules of your organisation").waitFor();
    await bar().getByText("Not sent yet. The rules of your organisation cannot be asked").waitFor();
    await noor.page.getByText("Asking the rules of your organisation").waitFor({ state: "detached" });
    assert.equal((await webmail.mail.messages(noor.address)).length, had);
  } finally {
    await noor.page.context().unroute(config);
  }
  await noor.plainSendButton.click();
  await noor.sent();
  await webmail.arrived(noor.address, had + 1);
});

test("where the rules cannot be read, nothing is sent until they can", { timeout: 200_000 }, async () => {
  const had = (await webmail.mail.messages(noor.address)).length;
  const policy = (/** @type {URL} */ url) => url.pathname === "/policy/example.org.json";
  // In a browser that remembers an edition this one would go on to count.
  await writePlain({ to: noor.address, subject: "Before", text: "Nothing special." });
  await bar().getByText("General").waitFor();
  const vault = noor.page.frames().find((frame) => frame.url().startsWith(webmail.vault));
  await vault?.evaluate(() => new Promise((resolve, reject) => { Object.assign(indexedDB.deleteDatabase("zegel-policy"), { onsuccess: resolve, onerror: reject }); }));
  await noor.page.context().route(policy, async (route) => route.fulfill({ response: await route.fetch(), body: "{}" }));
  try {
    await writePlain({ to: noor.address, subject: "Unread", text: "Whether this may go nobody reads." });
    await noor.plainSendButton.click();
    await bar().getByText("Not sent yet. The rules of your organisation cannot be asked").waitFor();
    assert.equal(carried("reads"), 0);
  } finally {
    await noor.page.context().unroute(policy);
  }
  // Ten seconds later they are asked for again, by themselves.
  await bar().getByText("General").waitFor();
  await noor.plainSendButton.click();
  await noor.sent();
  await webmail.arrived(noor.address, had + 1);
});

test("an answer to a protected mail is written in the vault from the start", { timeout: 120_000 }, async () => {
  await noor.openMessage("Protected message");
  await noor.answer("Reply");
  assert.equal(await noor.subject.inputValue(), "Re: Donors");
  await noor.isProtected();
});

test("a protected mail is handed on by the vault also where the server does not give it as a file", { timeout: 120_000 }, async () => {
  await noor.openMessage("Protected message");
  await noor.display.locator("h2").waitFor();
  const uid = await noor.page.evaluate(() => /** @type {any} */ (window).rcmail.get_single_uid());
  webmail.fault = ({ url }) => !/_action=display-attachment/.test(url);
  try {
    await noor.goto(`${webmail.origin}/?_task=mail&_action=compose&_mbox=INBOX&_forward_uid=${uid}&_attachment=1`);
    await noor.subject.waitFor();
    await noor.attached("Forwarded message 1.eml").waitFor();
  } finally { webmail.fault = null; }
});

test("where no vault's editor can be put, Roundcube answers no protected mail with its own", { timeout: 120_000 }, async () => {
  await noor.openMessage("Protected message");
  await noor.answer("Reply");
  const { url } = await noor.page.evaluate(() => ({ url: location.href }));
  await noor.quiet();
  await noor.page.addInitScript(() => {
    const { after } = Element.prototype;
    Element.prototype.after = function (...nodes) {
      if (/** @type {Element} */ (nodes[0]).id === "zegel-editor" && !("room" in window)) throw new Error("no room");
      return after.apply(this, nodes);
    };
  });
  await noor.page.goto(url);
  await bar().getByText("could not be moved").waitFor();
  const went = await noor.page.evaluate(() => ["send", "savedraft"].map((command) => /** @type {any} */ (window).rcmail.command(command, {})));
  assert.deepEqual(went, [false, false]);
  await bar().getByText("could not be moved").waitFor();
  await noor.page.evaluate(() => { Object.assign(window, { room: true }); });
  await noor.page.locator("#zegel-protect").click();
  await noor.subject.waitFor();
  assert.equal(await noor.subject.inputValue(), "Re: Donors");
  await noor.isProtected();
});
