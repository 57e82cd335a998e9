// @ts-check
// Other people's keys as a person meets them: new, known, changed, compared; and what a message brings along.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";

/** @param {Person} person @param {string} address @returns {Promise<string>} the code that a person sees for somebody in To */
async function codeFor(person, address) {
  await person.composer.locator(`.chip[title="${address}"]`).click();
  await person.page.getByRole("button", { name: "Compare the code" }).click();
  return (await person.page.locator(".compare-code").innerText()).replace(/\s+/g, " ");
}

/** @param {Person} person  Leaves what is being written. */
async function discard(person) {
  await person.composer.getByRole("button", { name: "Close", exact: true }).click();
  await person.page.getByRole("button", { name: "Discard" }).click();
  await person.composer.waitFor({ state: "detached" });
}

/**
 * Somebody signs in elsewhere, without a backup: another key takes the place of the first.
 * @param {Stage} stage @param {Person} writer  left writing to them @param {Person} changed
 */
async function withAnotherKey(stage, writer, changed) {
  const { address } = changed;
  await changed.visitor.context.close();
  const again = await Person.signIn(stage, address);
  await writer.startWriting();
  await writer.addRecipient("To", address, null);
  await writer.chip(address, "known").or(writer.chip(address, "changed")).first().waitFor();
  if (await writer.chip(address, "known").count()) {
    // What was answered a moment ago is not asked again so soon.
    await writer.page.evaluate(() => new Promise((resolve) => { const gone = indexedDB.deleteDatabase("zegel-certificates"); gone.onsuccess = gone.onerror = gone.onblocked = resolve; }));
    await writer.page.reload();
    await writer.signIn();
    await writer.startWriting();
    await writer.addRecipient("To", address, "changed");
  }
  return again;
}

test("a key is new, then known; another in its place is not used before it was compared", async (t) => {
  const stage = await Stage.open(t);
  const [noor, lee] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "lee@example.com")];
  await noor.startWriting();
  await noor.addRecipient("To", lee.address, "new");
  await noor.subject.fill("First");
  await noor.type("hello");
  await noor.protectIt();
  await noor.send();

  await noor.startWriting();
  await noor.addRecipient("To", lee.address, "known");
  await discard(noor);

  const again = await withAnotherKey(stage, noor, lee);
  await noor.subject.fill("Second");
  await noor.type("secret plans");
  await noor.protectIt();
  await noor.composer.getByText("The key of lee@example.com has changed").first().waitFor();
  await noor.sendButton.click();
  const panel = noor.page.getByRole("dialog", { name: /before/i }).or(noor.composer.locator("zegel-protect dialog.ask")).first();
  await panel.waitFor();
  assert.match(await panel.innerText(), /has changed/);
  await noor.page.keyboard.press("Escape");

  // Both see the same code.
  const seen = await codeFor(noor, lee.address);
  await again.startWriting();
  await again.addRecipient("To", noor.address);
  assert.equal(await codeFor(again, noor.address), seen);
  await noor.page.getByRole("button", { name: "We see the same numbers" }).click();
  await noor.page.getByText("Verified. From now on").waitFor();
  await noor.page.keyboard.press("Escape");
  await noor.chip(lee.address, "verified").waitFor();
  await noor.send();
  await again.page.keyboard.press("Escape");
  await discard(again);
  // The first was sealed to the key that is gone.
  while (await again.row("Protected message").count() < 2) await again.refresh();
  await again.openMessage("Protected message");
  await again.reader.getByText("secret plans").waitFor();
});

test("a key that is taken where it is asked about is used at once, and nobody is asked a second time", async (t) => {
  const stage = await Stage.open(t);
  const [noor, lee] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "lee@example.com")];
  await noor.startWriting();
  await noor.addRecipient("To", lee.address, "new");
  await noor.subject.fill("First");
  await noor.protectIt();
  await noor.send();

  const again = await withAnotherKey(stage, noor, lee);
  await noor.subject.fill("Second");
  await noor.type("for the new key");
  await noor.protectIt();
  await noor.sendButton.click();
  const panel = noor.dialog.filter({ hasText: "has changed" });
  await panel.getByRole("radio", { name: "It is theirs, use it" }).check();
  // Judging a key takes longer where there are many.
  await noor.page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any} */ ...more) {
      if (message.operation === "judge") setTimeout(() => postMessage.call(this, message, ...more), 1_500);
      else postMessage.call(this, message, ...more);
    };
  });
  await panel.getByRole("button", { name: "Send", exact: true }).click();
  await noor.composer.waitFor({ state: "detached" });
  while (await again.row("Protected message").count() < 2) await again.refresh();
  await again.openMessage("Protected message");
  await again.reader.getByText("for the new key").waitFor();
});

test("a signature says how far its key stands, and comparing the code changes that", async (t) => {
  const stage = await Stage.open(t);
  const [noor, daan] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "daan@example.org")];
  await noor.write({ to: daan.address, subject: "One", text: "first" });
  await noor.send();
  await daan.openMessage("Protected message");
  assert.match((await daan.statements.allInnerTexts()).join(), /Sealed by Noor de Wit <noor@example\.org> · new key/);
  await daan.statements.first().click();
  await daan.reader.getByRole("button", { name: "Compare the code" }).click();
  await daan.page.getByRole("button", { name: "We see the same numbers" }).click();
  await daan.page.keyboard.press("Escape");
  await daan.page.getByRole("button", { name: "Sent" }).first().click();
  await daan.page.getByRole("button", { name: /^Inbox/ }).first().click();
  await daan.openMessage("One");
  await daan.reader.getByText("Sealed by Noor de Wit <noor@example.org> · you compared the key").waitFor();
});
