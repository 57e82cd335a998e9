// @ts-check
/** Drafts in Roundcube's folder, sealed to their writer: saved, opened again, gone on with, sent; and nothing is left by leaving. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canary, search } from "../browser/traces.mjs";
import { everything } from "./everything.mjs";
import { WebmailPerson } from "./person.mjs";
import { Webmail } from "./stage.mjs";

test("a draft is kept sealed, goes on whole, answers what it answered, and is gone when it is sent", { timeout: 280_000 }, async (t) => {
  const webmail = await Webmail.open(t);
  const { mail } = webmail;
  const secrets = { subject: canary("subject"), text: canary("text"), more: canary("more"), answer: canary("answer") };
  const noor = await WebmailPerson.signIn(webmail, "noor@example.org");
  await noor.startWriting();
  await noor.addressTo(noor.address);
  await noor.subject.fill(secrets.subject);
  await noor.type(`${secrets.text} `);
  await noor.save();
  const [first] = await webmail.arrived(noor.address, 1, "Drafts");
  assert.match(first?.toString() ?? "", /-----BEGIN PGP MESSAGE-----/);

  // Saved again it takes the place of the one before.
  await noor.type(secrets.more);
  await noor.save();
  const again = await webmail.arrived(noor.address, 1, "Drafts");
  assert.equal(again.length, 1);
  assert.notDeepEqual(again[0], first);

  await noor.openDraft();
  assert.equal(await noor.subject.inputValue(), secrets.subject);
  assert.match(await noor.text.innerText(), new RegExp(`${secrets.text} ${secrets.more}`));
  await noor.page.locator("#compose_to .recipient").filter({ hasText: noor.address }).waitFor();
  await noor.protectIt();
  await noor.send();
  await webmail.arrived(noor.address, 1);
  assert.deepEqual(await mail.messages(noor.address, "Drafts"), []);
  assert.equal((await mail.messages(noor.address, "Sent")).length, 1);

  // An answer that is saved and gone on with later still marks what it answers.
  await noor.openMessage("Protected message");
  await noor.answer("Reply");
  await noor.type(secrets.answer);
  await noor.save();
  assert.match((await webmail.arrived(noor.address, 1, "Drafts"))[0]?.toString() ?? "", /^X-Draft-Info: /);
  await noor.openDraft();
  assert.match(await noor.text.innerText(), new RegExp(secrets.answer));
  await noor.send();
  await webmail.arrived(noor.address, 2);
  assert.equal((await mail.flagged(noor.address, "S", "R")).length, 1);
  assert.deepEqual(await mail.messages(noor.address, "Drafts"), []);

  // A sent message as the beginning of a new one, which replaces nothing.
  await noor.openMessage("Protected message", "Sent");
  await noor.display.locator("h2").waitFor();
  await noor.page.evaluate(() => { /** @type {any} */ (window).rcmail.command("edit", { new: true }); });
  await noor.subject.waitFor();
  assert.match(await noor.subject.inputValue(), new RegExp(secrets.subject));

  assert.deepEqual(search(await everything(webmail), secrets), []);
  assert.equal(await webmail.roundcube.errors(), "");
  assert.deepEqual(noor.visitor.problems, []);
});

test("who leaves with something unsaved is asked, and who has saved is not", { timeout: 240_000 }, async (t) => {
  const webmail = await Webmail.open(t);
  const noor = await WebmailPerson.signIn(webmail, "noor@example.org");
  const { page } = noor;
  await noor.startWriting();
  await noor.type("Not yet saved");
  await noor.isUnsaved();
  await page.locator("#taskmenu a.mail").click();
  const dialog = page.locator(".ui-dialog").filter({ hasText: "has not been sent" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await noor.text.innerText(), "Not yet saved");
  await noor.save();
  await page.locator("#taskmenu a.mail").click();
  await page.waitForURL((url) => !url.searchParams.has("_action"));
  assert.equal((await webmail.arrived(noor.address, 1, "Drafts")).length, 1);
});
