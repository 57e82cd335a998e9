// @ts-check
/** What goes wrong around a message: nothing goes out in the clear or twice, nothing is lost, and it is said what to do. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { canary, search } from "../browser/traces.mjs";
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
  webmail = await Webmail.open(lastFirst({ after: (work) => { ends.push(work); } }), {
    limits: { post: "64K", upload: "48K" }, plugin: "$config['zegel_wait'] = 4;",
  });
  noor = await WebmailPerson.signIn(webmail, "noor@example.org");
}, { timeout: 120_000 });

after(async () => { for (const end of ends) await end(); });

/** Of Roundcube's server; its own forms say in their body what is to be done. @param {RegExp} what */
const asked = (what) => webmail.requests.filter(({ url, body }) => what.test(`${url}\n${body.subarray(0, 2000)}`)).length;
/** What Roundcube's own send comes to, without its looking at the fields first. */
const sendsByItself = () => noor.page.evaluate(() => /** @type {any} */ (window).rcmail.command("send", { nocheck: true }));

const notice = () => noor.page.locator("#zegel-editor .zegel-notice");
const inSent = async () => (await webmail.mail.messages(noor.address, "Sent")).length;

for (const [name, policy, works] of /** @type {[string, string, boolean][]} */ ([
  ["frame-src names the vault", "script-src 'self' 'unsafe-inline' 'unsafe-eval'; frame-src 'self' VAULT", true],
  ["frame-src names nobody else", "script-src 'self' 'unsafe-inline' 'unsafe-eval'; frame-src 'self'", false],
  ["default-src alone", "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:", false],
])) {
  test(`the webmail's own policy: ${name}`, { timeout: 120_000 }, async () => {
    webmail.policy = policy;
    const url = `${webmail.origin}/?_task=mail&_action=compose`;
    try {
      await noor.page.goto(url);
      if (works) await noor.subject.waitFor();
      else {
        await notice().getByText(`frame-src ${webmail.vault}`).waitFor();
        // Allowed meanwhile, it works without losing the place.
        webmail.policy = null;
        await noor.page.reload();
        await noor.subject.waitFor();
      }
    } finally {
      webmail.policy = null;
    }
  });
}

test("a vault that is down is said, nothing else can be written in, and trying again brings it", { timeout: 120_000 }, async () => {
  await webmail.stage.stopServer();
  const before = asked(/_action=send|plugin\.zegel/);
  await noor.goto(`${webmail.origin}/?_task=mail&_action=compose`);
  await notice().getByText("cannot be reached").waitFor();
  assert.equal(await noor.page.locator("#composebody").isVisible(), false);
  assert.equal(await sendsByItself(), false, "held");
  await noor.page.getByRole("button", { name: "Write without protection" }).waitFor({ state: "detached" });
  await noor.quiet();
  assert.equal(asked(/_action=send|plugin\.zegel/), before);
  await webmail.stage.startServer();
  await notice().getByRole("button", { name: "Try again" }).click();
  await noor.subject.waitFor();
});

test("pressed twice, and with an answer that is lost on the way, a message goes once", { timeout: 200_000 }, async () => {
  const had = await inSent();
  await noor.write({ to: noor.address, subject: "Once", text: "Only once" });
  await noor.sendButton.dblclick();
  await noor.send();
  await webmail.arrived(noor.address, 1);
  assert.equal(await inSent(), had + 1);

  // One answer is lost: asked again, the server says what it did.
  let lost = 0;
  webmail.fault = ({ url }) => (/plugin\.zegel\.send/.test(url) && lost++ === 0 ? "answer" : true);
  await noor.write({ to: noor.address, subject: "Asked again", text: "The answer to the first is lost" });
  await noor.send();
  assert.equal(lost, 2);
  await webmail.arrived(noor.address, 2);
  assert.equal(await inSent(), had + 2);

  // All are lost, for longer than anybody waits: it is said, and pressing Send again finds out that it went.
  webmail.fault = ({ url }) => (/plugin\.zegel\.send/.test(url) ? "answer" : true);
  await noor.write({ to: noor.address, subject: "Sealed again", text: "No answer comes at all" });
  await noor.held("The webmail cannot be reached");
  webmail.fault = null;
  await noor.send();
  await webmail.arrived(noor.address, 3);
  assert.equal(await inSent(), had + 3, "the copy is there once");
  assert.equal((await webmail.arrived(noor.address, 3)).length, 3);
});

test("what the page asks to send is shown to the person first", { timeout: 120_000 }, async () => {
  const had = await inSent();
  await noor.write({ to: noor.address, subject: "By the page", text: "Asked for by a script" });
  await noor.page.evaluate(() => { /** @type {any} */ (window).rcmail.command("send", {}); });
  const question = noor.editor.getByRole("dialog");
  await question.getByText("Send this message?").waitFor();
  assert.equal(await inSent(), had);
  await question.getByRole("button", { name: "Go on writing" }).click();
  assert.equal(await noor.text.innerText(), "Asked for by a script");
  assert.equal(await inSent(), had);
});

test("a mail larger than PHP takes at once goes in pieces", { timeout: 200_000 }, async () => {
  const path = join(webmail.stage.folder, "large.bin");
  await writeFile(path, Buffer.alloc(400_000, 7));
  await noor.write({ to: noor.address, subject: "Large", text: "See the file" });
  await noor.attach(path);
  await noor.attached("large.bin").waitFor();
  const before = asked(/plugin\.zegel\.piece/);
  await noor.send();
  assert.ok(asked(/plugin\.zegel\.piece/) - before > 5, "in pieces");
  for (const { url, body } of webmail.requests) if (/plugin\.zegel\.piece/.test(url)) assert.ok(body.length <= 64 * 1024, `${body.length} octets`);
});

test("a rule that blocks holds the message, and what was written stays", { timeout: 120_000 }, async () => {
  const had = await inSent();
  const path = join(webmail.stage.folder, "setup.exe");
  await writeFile(path, "MZ");
  await noor.write({ to: noor.address, subject: "Program", text: "Here it is" });
  await noor.attach(path);
  await noor.attached("setup.exe").waitFor();
  const question = noor.editor.getByRole("dialog").filter({ hasText: "Programs cannot be sent by mail" });
  await noor.press(noor.sendButton, question);
  await question.getByRole("button", { name: "Keep writing" }).click();
  await question.waitFor({ state: "detached" });
  assert.equal(await noor.text.innerText(), "Here it is");
  assert.equal(await inSent(), had);
});

test("signed out meanwhile, the message stays, and goes when one is signed in again", { timeout: 200_000 }, async () => {
  const had = await inSent();
  await noor.write({ to: noor.address, subject: "Signed out", text: "Still here" });
  const cookies = await noor.visitor.context.cookies();
  await noor.visitor.context.clearCookies({ name: /roundcube/ });
  await noor.held("no longer signed in");
  const told = noor.page.locator("#messagestack > div").filter({ hasText: "no longer signed in" });
  await told.waitFor();
  assert.equal(await noor.text.innerText(), "Still here");
  assert.equal(await inSent(), had);
  await noor.visitor.context.addCookies(cookies);
  // What was said of the first attempt does not lie over the question of the second.
  const question = noor.editor.getByRole("dialog").getByText("Send this message?");
  await noor.press(noor.sendButton, question);
  assert.equal(await told.count(), 0);
  await noor.send();
  assert.equal(await inSent(), had + 1);
});

test("a frame that the page loses is said, and its draft is there", { timeout: 200_000 }, async () => {
  const secrets = { text: canary("text") };
  await noor.write({ to: noor.address, subject: "Lost", text: secrets.text });
  await noor.save();
  const count = (await webmail.mail.messages(noor.address, "Drafts")).length;
  assert.ok(count >= 1);
  await noor.page.evaluate(() => document.querySelector("#zegel-editor iframe")?.remove());
  await notice().getByText("gone from this page").waitFor();
  const had = await inSent();
  assert.equal(await sendsByItself(), false, "held");
  await noor.quiet();
  assert.deepEqual([(await webmail.mail.messages(noor.address, "Drafts")).length, await inSent()], [count, had]);
  assert.deepEqual(search(await everything(webmail), secrets), []);
});
