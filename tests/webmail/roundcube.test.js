// @ts-check
/** Two people in Roundcube write and read protected mail; what they write is nowhere but in their browsers, and GnuPG opens it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import PostalMime from "postal-mime";
import { hashOfLocalPart } from "../../server/directory.mjs";
import { curve25519, gnupg } from "../interop/gnupg.mjs";
import { armorIn } from "../interop/pgp-mime.mjs";
import { canary, search } from "../browser/traces.mjs";
import { makeFiles, newSecrets } from "../browser/two-people.mjs";
import { Person } from "../browser/person.mjs";
import { openKeys, passphrase, setPassphrase } from "../browser/vault.mjs";
import { basic } from "../node/server/start.js";
import { everything } from "./everything.mjs";
import { WebmailPerson } from "./person.mjs";
import { Webmail } from "./stage.mjs";

test("a mail with all a mail can have goes there and back; nothing of it is readable on the way, and GnuPG opens it", { timeout: 280_000 }, async (t) => {
  const webmail = await Webmail.open(t);
  const { stage, mail } = webmail;
  const secrets = newSecrets();
  const made = await makeFiles(stage.folder, secrets);
  const lee = gnupg(t);
  const certificate = lee.certificate(lee.makeKey(curve25519));
  const published = await fetch(new URL(`.well-known/openpgpkey/example.com/hu/${hashOfLocalPart("lee")}`, stage.url), {
    method: "PUT", headers: { authorization: basic("lee@example.com") }, body: new Uint8Array(certificate),
  });
  assert.equal(published.status, 204);
  const noor = await WebmailPerson.signIn(webmail, "noor@example.org");
  const daan = await WebmailPerson.signIn(webmail, "daan@example.org");

  await noor.startWriting();
  await noor.addressTo(daan.address);
  await noor.addressTo("lee@example.com", "cc");
  await noor.subject.fill(`About ${secrets.subject}`);
  await noor.type(`Dear both, ${secrets.text} and `);
  await noor.editor.getByRole("button", { name: "Bold" }).click();
  await noor.page.keyboard.type(secrets.bold);
  await noor.attach(made.report.path, made.notes.path);
  await noor.attached(made.notes.name).waitFor();
  await noor.protectIt();
  await noor.chooseLabel("Anyone addressed");
  await noor.bar.getByText("can open it").waitFor();
  // Roundcube's toolbar says the same as the vault's button.
  await noor.page.locator('#zegel-protect[aria-pressed="true"]').waitFor();
  await noor.save();
  await webmail.arrived(noor.address, 1, "Drafts");
  await noor.send();
  assert.deepEqual(await webmail.arrived(noor.address, 0, "Drafts"), [], "the draft is gone");

  const [gnu] = await webmail.arrived("lee@example.com", 1);
  assert.match(gnu?.toString() ?? "", /^Subject: \[\.\.\.\]\r?$/m);
  const found = await fetch(new URL(`.well-known/openpgpkey/example.org/hu/${hashOfLocalPart("noor")}`, stage.url));
  lee.run(["--import"], new Uint8Array(await found.arrayBuffer()));
  const opened = lee.run(["--decrypt"], armorIn(gnu ?? Buffer.alloc(0))).output.toString();
  assert.ok(opened.includes(secrets.text) && opened.includes(`About ${secrets.subject}`));

  await daan.openMessage("Protected message");
  await daan.display.locator("h2").getByText(`About ${secrets.subject}`).waitFor();
  assert.match(await daan.shown.innerText(), new RegExp(`Dear both, ${secrets.text} and`));
  assert.equal(await daan.shown.locator("b").first().innerText(), secrets.bold);
  for (const { name, bytes } of [made.report, made.notes]) assert.ok((await daan.saveAttachment(name)).equals(bytes), `${name} came back changed`);
  await daan.display.getByText("Anyone addressed").first().waitFor();

  await daan.answer("Reply");
  assert.equal(await daan.subject.inputValue(), `Re: About ${secrets.subject}`);
  await daan.isProtected();
  await daan.type(secrets.reply);
  await daan.send();
  await webmail.arrived(noor.address, 1);
  await noor.openMessage("Protected message");
  await noor.display.locator("h2").getByText(`Re: About ${secrets.subject}`).waitFor();
  const answer = await noor.shown.innerText();
  assert.ok(answer.includes(secrets.reply) && answer.includes(secrets.text), answer);
  const [original] = await mail.flagged(daan.address, "S", "R");
  assert.ok(original, "the message answered is marked as answered");

  const hay = await everything(webmail);
  assert.ok(hay.some(({ bytes }) => bytes.includes("-----BEGIN PGP MESSAGE-----")), "what was looked through has the mail in it");
  assert.deepEqual(search(hay, secrets), []);
  assert.deepEqual(stage.outside, []);
  assert.equal(await webmail.roundcube.errors(), "");
  for (const { visitor } of [noor, daan]) assert.deepEqual(visitor.problems, []);
});

test("a protected mail is forwarded whole, and somebody without a key gets a letter", { timeout: 240_000 }, async (t) => {
  const webmail = await Webmail.open(t);
  const secrets = { text: canary("text"), subject: canary("subject"), remark: canary("remark"), passphrase: `${canary("correct")} ${canary("horse")}` };
  const noor = await WebmailPerson.signIn(webmail, "noor@example.org");
  await noor.write({ to: noor.address, subject: secrets.subject, text: secrets.text });
  await noor.send();
  await webmail.arrived(noor.address, 1);
  await noor.openMessage("Protected message");
  await noor.answer("Forward");
  await noor.isProtected();
  await noor.addressTo("lee@example.com");
  await noor.into(noor.text);
  await noor.page.keyboard.press("Control+Home");
  await noor.page.keyboard.type(`${secrets.remark} `);
  await noor.editor.getByRole("button", { name: "Use a passphrase" }).first().click();
  const card = noor.editor.locator('.passphrase-card[data-address="lee@example.com"]');
  secrets.passphrase = await card.locator("textarea").inputValue();
  await noor.press(card.getByRole("button", { name: "Use this passphrase" }), card.locator(".passphrase-words"));
  await noor.editor.getByRole("button", { name: "Done" }).click();
  await noor.bar.getByText("opens it with the passphrase").waitFor();
  const question = noor.editor.getByRole("button", { name: "Yes, they should have it" });
  do await question.click(); while (!await question.waitFor({ state: "detached", timeout: 2000 }).then(() => true, () => false));
  // Whoever was added a moment ago was not seen: it is asked, in a frame that is partly scrolled away.
  await noor.addressTo(noor.address);
  await noor.sendButton.click();
  await noor.editor.getByRole("dialog", { name: "Send this message?" }).waitFor();
  await noor.send();

  const [letter] = await webmail.arrived("lee@example.com", 1);
  const { attachments } = await PostalMime.parse(letter ?? Buffer.alloc(0));
  const page = attachments.find(({ filename }) => filename?.endsWith(".html"))?.content;
  // What opens such a page is tried in browser/letters and interop/letters.
  assert.match(armorIn(Buffer.from(/** @type {ArrayBuffer} */ (page))), /^-----BEGIN PGP MESSAGE-----/);
  // $Forwarded is a keyword for Dovecot, the first one in this mailbox.
  assert.equal((await webmail.mail.flagged(noor.address, "S", "a")).length, 1, "the message is marked as passed on");
  assert.deepEqual(search(await everything(webmail), secrets), []);
  assert.deepEqual(webmail.stage.outside, []);
});

test("locked keys are asked for in the message's place; a wrong passphrase opens nothing", { timeout: 240_000 }, async (t) => {
  const webmail = await Webmail.open(t);
  const text = canary("text");
  const noor = await WebmailPerson.signIn(webmail, "noor@example.org");
  await noor.write({ to: noor.address, subject: "For the locked", text });
  await noor.send();
  await webmail.arrived(noor.address, 1);
  // The lock is set where keys are looked after.
  const own = new Person(noor.visitor, noor.address);
  await noor.page.goto(webmail.stage.url);
  await own.signIn();
  await openKeys(own);
  await setPassphrase(own);
  await noor.openMessage("Protected message");
  const field = noor.display.getByLabel("Passphrase", { exact: true });
  await noor.press(noor.display.getByRole("button", { name: "Unlock" }), field);
  const unlock = noor.display.getByRole("dialog").getByRole("button", { name: "Unlock", exact: true });
  await field.fill("not this one");
  await noor.press(unlock, noor.display.getByText("This passphrase does not open your keys").first());
  assert.equal(await noor.display.getByText(text).count(), 0);
  await field.fill(passphrase);
  await noor.press(unlock, noor.display.getByText(text));
  assert.deepEqual(search(await everything(webmail), { text, passphrase }), []);
});
