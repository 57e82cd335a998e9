// @ts-check
/** Keys that nobody has to think about, under a lock when one wants it: passphrase, passkey, several tabs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";
import { fillTwice, fingerprint, lockNow, openKeys, passphrase, policyWith, setPassphrase, shows, told, top, unlock, writes } from "./vault.mjs";

/** A protected mail from somebody else. @param {Stage} stage @param {Person} from @param {string} to @param {string} text */
async function sends(stage, from, to, text) {
  await writes(from, { to, subject: text, text });
  await from.send();
}

test("at first use a key is made and published, as the organisation wants it, and nobody is asked anything", async (t) => {
  const stage = await Stage.open(t, { policy: await policyWith(t, { kind: "v6", validDays: 100 }) });
  const noor = await Person.signIn(stage, "noor@example.org");
  await openKeys(noor);
  const card = noor.page.locator(".key-card");
  assert.equal(await card.count(), 1);
  assert.match(await card.innerText(), /In use[\s\S]*version 6[\s\S]*Others find it under noor@example\.org\./);
  const days = (Date.parse(await card.locator("dd").nth(1).innerText()) - Date.now()) / 86_400_000;
  assert.ok(days > 97 && days < 101, `valid for ${days} days`);
  assert.deepEqual([noor.visitor.problems, stage.failures], [[], []]);
});

test("a key that runs out is renewed and published at sign-in, without a word", async (t) => {
  const stage = await Stage.open(t);
  const noor = new Person(await stage.visitor(), "noor@example.org");
  const made = await noor.page.evaluate(async () => {
    const address = "/engine/engine.js";
    const engine = await (await import(address)).start();
    const key = await engine.makeKey({ name: "Noor de Wit", address: "noor@example.org", validDays: 40 });
    engine.close();
    // What is said of a key counts from the next second on.
    await new Promise((resolve) => { setTimeout(resolve, 1100); });
    return key.fingerprint;
  });
  await noor.signIn();
  await openKeys(noor);
  assert.equal(await fingerprint(noor), made);
  const until = () => noor.page.locator(".key-card dd").nth(1).innerText();
  assert.ok(Date.parse(await until()) - Date.now() > 700 * 86_400_000);
  // Others find the renewed one.
  const end = await noor.page.evaluate(async () => {
    const [engine, directory] = ["/engine/engine.js", "/keys/directory.js"];
    const { certificate } = await (await import(directory)).find("noor@example.org");
    return (await (await (await import(engine)).start()).readCertificate(certificate, "noor@example.org")).expires;
  });
  assert.ok(Date.parse(end) - Date.now() > 700 * 86_400_000);
});

test("locked keys open the mailbox but no mail; a wrong passphrase is said in place, the right one opens it", async (t) => {
  const stage = await Stage.open(t);
  const [noor, daan] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "daan@example.org")];
  const { page } = noor;
  await sends(stage, daan, noor.address, "first word");
  await openKeys(noor);
  await page.getByRole("button", { name: "Set a passphrase" }).click();
  await fillTwice(page, "short");
  await page.getByRole("button", { name: "Set passphrase" }).click();
  await top(page).getByText("Use at least 8 characters.").waitFor();
  await page.keyboard.press("Escape");
  await setPassphrase(noor);
  await lockNow(noor);
  await page.keyboard.press("Escape");

  await noor.refresh();
  await noor.row("Protected message").click();
  await unlock(page, "wrong horse battery");
  const field = page.getByLabel("Passphrase", { exact: true });
  await page.getByText("This passphrase does not open your keys.").waitFor();
  assert.deepEqual(await field.evaluate((/** @type {HTMLInputElement} */ input) => [document.activeElement === input, input.selectionEnd, input.ariaInvalid]),
    [true, "wrong horse battery".length, "true"]);
  // Whoever leaves the question has lost nothing.
  await page.keyboard.press("Escape");
  await noor.reader.getByText("Your keys are locked. Unlock them and try again; nothing is lost.").waitFor();
  await noor.reader.getByRole("button", { name: "Try again" }).click();
  await unlock(page);
  await shows(noor, "first word");

  // What unlocking gave does not outlive the page.
  await page.reload();
  await noor.signIn();
  await noor.row(/Protected message/).first().click();
  await unlock(page);
  await shows(noor, "first word");
  await openKeys(noor);
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByLabel("Passphrase until now", { exact: true }).fill(passphrase);
  await fillTwice(page, "another horse battery");
  await page.getByRole("button", { name: "Change passphrase" }).click();
  await told(page, "The passphrase is changed.");
  await lockNow(noor);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await unlock(page, "another horse battery");
  await told(page, "Unlocked.");
  await page.getByRole("button", { name: "Remove the passphrase" }).click();
  // Who finds the page unlocked cannot take the lock away.
  await page.getByLabel("Passphrase until now", { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: "Remove lock" }).click();
  await page.getByText("This passphrase does not open your keys.").waitFor();
  await page.getByLabel("Passphrase until now", { exact: true }).fill("another horse battery");
  await page.getByRole("button", { name: "Remove lock" }).click();
  await told(page, "The lock is removed.");
  await page.getByText("There is no lock: this browser keeps your keys").waitFor();
  assert.deepEqual(noor.visitor.problems, []);
});

test("sealing asks as well, and closing the question sends nothing and loses nothing", async (t) => {
  const stage = await Stage.open(t);
  const [noor, daan] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "daan@example.org")];
  await openKeys(noor);
  await setPassphrase(noor);
  await noor.page.keyboard.press("Escape");
  await writes(noor, { to: daan.address, subject: "Locked", text: "sealed after unlocking" });
  await noor.page.getByRole("button", { name: "Account of" }).click();
  await noor.page.getByRole("button", { name: "Lock now" }).click();
  await noor.sendButton.click();
  await noor.page.getByRole("dialog", { name: "Unlock your keys" }).waitFor();
  await noor.page.keyboard.press("Escape");
  await noor.bar.getByText("Not sent. Your message is still here, unchanged.").waitFor();
  assert.match(await noor.text.innerText(), /sealed after unlocking/);
  await noor.sendButton.click();
  await unlock(noor.page);
  await noor.composer.waitFor({ state: "detached" });
  await daan.openMessage("Protected message");
  await shows(daan, "sealed after unlocking");
});

test("after the minutes that the organisation allows, the keys lock by themselves", async (t) => {
  const stage = await Stage.open(t, { policy: await policyWith(t, { unlockedMinutes: 1 }) });
  const noor = new Person(await stage.visitor(), "noor@example.org");
  await noor.page.clock.install();
  await noor.signIn();
  await openKeys(noor);
  await setPassphrase(noor);
  await noor.page.getByText(/^Unlocked until/).waitFor();
  await noor.page.clock.runFor(61_000);
  await noor.page.getByText("Your keys are locked.").first().waitFor();
});

test("an organisation that wants a lock gets one before anything is sealed; once it may wait", async (t) => {
  const stage = await Stage.open(t, { policy: await policyWith(t, { lock: "required" }) });
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page } = noor;
  const question = page.getByRole("dialog", { name: "Lock your keys" });
  await question.getByText("Example Foundation asks that").waitFor();
  await question.getByRole("button", { name: "Later" }).click();
  await writes(noor, { to: noor.address, subject: "Note", text: "to myself" });
  await noor.sendButton.click();
  await question.waitFor();
  assert.equal(await question.getByRole("button", { name: "Later" }).count(), 0);
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  assert.match(await noor.text.innerText(), /to myself/);
  await noor.sendButton.click();
  await fillTwice(page, passphrase);
  await question.getByRole("button", { name: "Set passphrase" }).click();
  await noor.composer.waitFor({ state: "detached" });
  await openKeys(noor);
  await page.getByText("Your organisation asks for a lock.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Remove the passphrase" }).count(), 0);
});

test("a passkey opens the keys, beside a passphrase or alone", async (t) => {
  const stage = await Stage.open(t);
  const noor = new Person(await stage.visitor(), "noor@example.org");
  const { page } = noor;
  // A passkey belongs to a name.
  await page.goto(stage.url.replace("127.0.0.1", "localhost"));
  const devtools = await noor.visitor.context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options: {
    protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, hasPrf: true,
  } });
  await noor.signIn();
  await openKeys(noor);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await top(page).getByRole("button", { name: "Add passkey" }).click();
  await told(page, "The passkey is added.");
  const again = async () => {
    await lockNow(noor);
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await top(page).getByRole("button", { name: "Use passkey" }).click();
  };
  await again();
  await told(page, "Unlocked.");
  await setPassphrase(noor);
  await again();
  await told(page, "Unlocked.");
  // Somebody who is not recognised is told so, and may use the other way.
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await again();
  await page.getByText("The passkey was not used. Try again, or use your passphrase.").waitFor();
  await unlock(page);
  await told(page, "Unlocked.");
  await page.getByRole("button", { name: /^Remove the passkey added/ }).click();
  await page.getByLabel("Passphrase until now", { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: "Remove lock" }).click();
  await told(page, "The lock is removed.");
});

test("two tabs: a lock in one locks the other, and a key made while the other sets a passphrase is under it", async (t) => {
  const stage = await Stage.open(t);
  const one = await Person.signIn(stage, "noor@example.org");
  const other = new Person(Object.assign(Object.create(one.visitor), { page: await one.visitor.context.newPage() }), one.address);
  await other.page.goto(stage.url);
  await other.signIn();
  await Promise.all([openKeys(one), openKeys(other)]);
  await other.page.getByText("Advanced").click();
  await other.page.getByRole("button", { name: "Make another key" }).click();
  await one.page.getByRole("button", { name: "Set a passphrase" }).click();
  await fillTwice(one.page, passphrase);
  await Promise.all([one.page.getByRole("button", { name: "Set passphrase" }).click(), other.page.getByRole("button", { name: "Make key" }).click()]);
  await told(one.page, "The passphrase is set.");
  // The other tab is asked for it, unless its key was there first.
  const question = other.page.getByRole("dialog", { name: "Unlock your keys" });
  const changed = other.page.getByText("Another tab changed how your keys are locked.");
  const made = other.page.locator(".keys-told").getByText("The new key is here.");
  await question.or(changed).or(made).first().waitFor();
  if (await changed.count()) await other.page.getByRole("button", { name: "Make key" }).click();
  if (!await made.count()) {
    await question.waitFor();
    await unlock(other.page);
  }
  await made.waitFor();
  const kept = await one.page.evaluate(() => new Promise((resolve) => {
    const request = indexedDB.open("zegel-keys");
    request.onsuccess = () => {
      const all = request.result.transaction("keys").objectStore("keys").count();
      all.onsuccess = () => { request.result.close(); resolve(all.result); };
    };
  }));
  assert.equal(kept, 2);

  await one.page.getByText(/^Unlocked until/).waitFor();
  const open = other.page.getByText(/^Unlocked until/);
  if (!await open.count()) {
    await other.page.getByRole("button", { name: "Unlock", exact: true }).click();
    await unlock(other.page);
  }
  await open.waitFor();
  await lockNow(one);
  await other.page.getByText("Your keys are locked. Reading and sending").waitFor();
  // Both keys open with the passphrase.
  await one.page.getByRole("button", { name: "Unlock", exact: true }).click();
  await unlock(one.page);
  await told(one.page, "Unlocked.");
  for (const card of await one.page.locator(".key-card").all()) {
    await card.getByText("More", { exact: true }).click();
    await Promise.all([one.page.waitForEvent("download"), card.getByRole("button", { name: "Save a revocation certificate" }).click()]);
  }
});

test("a full disk, and storage that is refused, are said in a sentence each", async (t) => {
  const stage = await Stage.open(t, { modules: true });
  const noor = new Person(await stage.visitor(), "noor@example.org");
  const { page } = noor;
  const devtools = await noor.visitor.context.newCDPSession(page);
  const origin = new URL(stage.url).origin;
  const enter = page.getByRole("button", { name: noor.address });
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 100 });
  await enter.click();
  await page.getByRole("alert").getByText("There is no room left to keep your key").waitFor();
  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
  // Keys are kept in the worker; its own script is the way to it.
  await page.route("**/keys/store.js", async (route) => {
    const answer = await route.fetch();
    const refused = 'indexedDB.open = () => { throw new DOMException("", "SecurityError"); };\n';
    await route.fulfill({ response: answer, body: refused + await answer.text() });
  });
  await page.reload();
  await enter.click();
  await page.getByRole("alert").getByText("The browser does not let this page keep your key.").waitFor();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.reload();
  await noor.signIn();
});
