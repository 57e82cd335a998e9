// @ts-check
/** Recipients without a key: a passphrase is chosen, told by another way, remembered under the locks of the keys, and forgotten. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { uploads } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { sound as soundIn } from "./sound.mjs";
import { Stage } from "./stage.mjs";
import { lockNow, openKeys, passphrase, policyWith, setPassphrase, told, top, unlock } from "./vault.mjs";

/** @typedef {import("playwright-core").Page} Page */

const jo = "jo@example.net";
const pim = "pim@example.net";

/** A protected mail to people without a key. @param {Person} person @param {...string} people */
async function writesTo(person, ...people) {
  await person.startWriting();
  for (const one of people) await person.addRecipient("To", one, null);
  await person.subject.fill("Minutes of May");
  await person.protectIt();
}

/** @param {Person} person @param {string} address */
const noKey = (person, address) => person.chip(address, "none");
/** @param {Person} person @param {string} address */
const withPassphrase = (person, address) => person.chip(address, "passphrase");

/** @param {Person} person */
const panel = ({ page }) => page.getByRole("dialog", { name: "Passphrases" });
/** @param {Person} person @param {string} address */
const card = (person, address) => panel(person).locator(`.passphrase-card[data-address="${address}"]`);

/** Opens the panel from the chip. @param {Person} person @param {string} address */
async function choosing(person, address) {
  await noKey(person, address).click();
  await person.page.getByRole("button", { name: "Use a passphrase …" }).click();
  const field = card(person, address).locator("textarea");
  await field.waitFor();
  return field;
}

/** @param {Person} person @param {string} address @returns {Promise<string>} what was suggested */
async function choose(person, address) {
  const field = await choosing(person, address);
  const word = await field.inputValue();
  await card(person, address).getByRole("button", { name: "Use this passphrase" }).click();
  await card(person, address).locator(".passphrase-words").waitFor();
  await panel(person).getByRole("button", { name: "Done" }).click();
  await withPassphrase(person, address).waitFor();
  return word;
}

/** @param {Person} person */
async function discard({ page, composer }) {
  await composer.getByRole("button", { name: "Close", exact: true }).click();
  const question = page.getByRole("button", { name: "Discard", exact: true });
  await question.click();
  await composer.waitFor({ state: "detached" });
}

/** @param {Page} page @param {string} view */
const sound = (page, view) => soundIn(page, view, { places: "dialog[open], .compose-form" });

test("a suggested passphrase: chosen, told, remembered, changed, left out, shown again, forgotten", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page, bar } = noor;
  await noor.visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await writesTo(noor, `Jo Visser <${jo}>`, pim);
  await bar.getByText(`We found no key for ${jo}`).waitFor();
  const first = await choose(noor, jo);
  assert.equal(first.split(" ").length, 5);
  await bar.getByText("Encrypted. Jo Visser opens it with the passphrase.").waitFor();
  assert.equal(await bar.getByText(`We found no key for ${jo}`).count(), 0);

  // From the bar, for the other; each has their own.
  await bar.getByRole("button", { name: "Use a passphrase" }).click();
  const field = card(noor, pim).locator("textarea");
  await field.waitFor();
  const suggested = await field.inputValue();
  assert.notEqual(suggested, first);
  await card(noor, pim).getByRole("button", { name: "Suggest another" }).click();
  await page.waitForFunction((before) => document.querySelector("textarea")?.value !== before, suggested);
  await card(noor, pim).getByText(/^Strong: 5 words drawn at random, \d+ bits\.$/).waitFor();
  await card(noor, pim).getByLabel(`Remember it for ${pim}`).uncheck();
  const second = await field.inputValue();
  await card(noor, pim).getByRole("button", { name: "Use this passphrase" }).click();
  await card(noor, pim).getByText("Not by mail").waitFor();
  await card(noor, pim).getByRole("button", { name: "Copy" }).click();
  await card(noor, pim).getByText("Copied.").waitFor();
  assert.equal(await noor.copied(), second);
  const sms = await card(noor, pim).getByRole("link", { name: "Text message" }).getAttribute("href");
  assert.equal(decodeURIComponent(sms ?? ""), `sms:?&body=The passphrase for my mail of today: ${second}`);
  await card(noor, pim).getByText("QR code", { exact: true }).click();
  await card(noor, pim).getByRole("img", { name: "QR code" }).waitFor();
  await panel(noor).getByRole("button", { name: "Done" }).click();
  await bar.getByText("Encrypted. Jo Visser and pim@example.net open it each with their own passphrase.").waitFor();
  assert.deepEqual(await noor.composer.locator(".chip[data-state=passphrase] .state").allInnerTexts(), ["passphrase", "passphrase"]);

  // The menu has the panel with all of them; what is shown there is what was chosen.
  await noor.openMenu(noor.composer.getByRole("button", { name: "Ways to protect" }));
  await page.getByRole("menuitem", { name: "Passphrase …" }).click();
  await card(noor, pim).getByRole("button", { name: "Show the passphrase" }).waitFor();
  assert.equal(await panel(noor).locator(".passphrase-card").count(), 2);
  await card(noor, jo).getByRole("button", { name: "Show the passphrase" }).click();
  assert.equal(await card(noor, jo).locator(".passphrase-words").innerText(), first);
  await card(noor, pim).getByRole("button", { name: "Not for this message" }).click();
  await card(noor, pim).getByText("No passphrase yet").waitFor();
  await page.keyboard.press("Escape");
  await noKey(noor, pim).waitFor();
  await discard(noor);

  // The next time the remembered one is used without asking; the other was for one message.
  await writesTo(noor, jo, pim);
  await withPassphrase(noor, jo).waitFor();
  await noKey(noor, pim).waitFor();
  await withPassphrase(noor, jo).click();
  await page.getByRole("button", { name: "Passphrase …" }).click();
  await card(noor, jo).getByRole("button", { name: "Change" }).click();
  await card(noor, jo).locator("textarea").fill("mijn tante danst graag op klompen in de regen");
  await card(noor, jo).getByRole("button", { name: "Use this passphrase" }).click();
  await card(noor, jo).locator(".passphrase-words").waitFor();
  await page.keyboard.press("Escape");
  await discard(noor);

  await openKeys(noor);
  await page.getByRole("heading", { name: "Passphrases told to others" }).waitFor();
  await page.getByRole("button", { name: `Show the passphrase of ${jo}` }).click();
  assert.equal(await top(page).locator(".passphrase-words").innerText(), "mijn tante danst graag op klompen in de regen");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Copy the passphrase of ${jo}` }).click();
  await told(page, `The passphrase of ${jo} is copied.`);
  assert.equal(await noor.copied(), "mijn tante danst graag op klompen in de regen");
  await page.getByRole("button", { name: `Forget the passphrase of ${jo}` }).click();
  await top(page).getByRole("button", { name: "Forget", exact: true }).click();
  await told(page, `The passphrase of ${jo} is forgotten.`);
  assert.equal(await page.getByRole("heading", { name: "Passphrases told to others" }).count(), 0);
  await page.keyboard.press("Escape");
  await writesTo(noor, jo);
  await noKey(noor, jo).waitFor();
  // None of them went anywhere.
  for (const { body, url } of stage.requests) for (const word of [first, second]) assert.ok(!body.includes(word) && !url.includes(encodeURIComponent(word)));
  assert.deepEqual(noor.visitor.problems, []);
});

test("a typed passphrase is weighed, a weak one and a telling hint are refused", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org");
  await writesTo(noor, jo);
  const field = await choosing(noor, jo);
  const use = card(noor, jo).getByRole("button", { name: "Use this passphrase" });
  await field.fill("Welkom2026!");
  await card(noor, jo).getByText(/^Too weak: about \d+ bits\. At least 45 are needed/).waitFor();
  await use.click();
  await card(noor, jo).getByRole("alert").getByText("This is too easy to guess.").waitFor();
  assert.ok(await field.evaluate((one) => one === document.activeElement && one.getAttribute("aria-invalid") === "true"));
  await field.fill("");
  await field.press("Enter");
  await card(noor, jo).getByRole("alert").getByText("Type a passphrase, or let one be suggested.").waitFor();
  await field.fill("mijn tante danst graag op klompen in de regen");
  await card(noor, jo).getByText(/^(?:Good enough|Strong|Very strong): about \d+ bits, as we estimate it\.$/).waitFor();
  const hint = card(noor, jo).getByLabel("Hint, if you like");
  await hint.fill("Mijn tante danst graag op klompen");
  await use.click();
  await card(noor, jo).getByRole("alert").getByText("The hint gives the passphrase away.").waitFor();
  await hint.fill("What I told you on the phone");
  // Another language of what stands around it suggests other words, where the suggestion still stands; this one is typed.
  await card(noor, jo).getByLabel(`Language for ${jo}`).selectOption("nl");
  assert.equal(await field.inputValue(), "mijn tante danst graag op klompen in de regen");
  await use.click();
  await card(noor, jo).locator(".passphrase-words").waitFor();
  await card(noor, jo).getByText("De wachtwoordzin voor mijn mail van vandaag: mijn tante").waitFor();
});

test("all of it by keyboard, and the focus comes back", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page } = noor;
  await writesTo(noor, jo);
  await noKey(noor, jo).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Use a passphrase …" }).waitFor();
  await page.keyboard.press("Enter");
  await card(noor, jo).locator("textarea").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "TEXTAREA");
  await page.keyboard.press("Enter");
  await card(noor, jo).locator(".passphrase-words").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H3");
  assert.equal(await panel(noor).locator("> .dialog-body > [role=status]").innerText(), `${jo} opens it with this passphrase. Now tell it to them.`);
  await page.keyboard.press("Escape");
  await withPassphrase(noor, jo).waitFor();
  // A dialog that closes says so a moment later, and then the focus goes back.
  await page.waitForFunction((address) => document.activeElement?.getAttribute("title") === address, jo);
});

test("pressing Send asks for what is missing, in one panel for all, and then seals", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page } = noor;
  await writesTo(noor, jo, pim);
  await noKey(noor, pim).waitFor();
  // Before anything is sealed it ends: what is sealed is asked elsewhere.
  await page.evaluate(() => document.addEventListener("zegel-before-seal", (event) => { event.preventDefault(); document.body.dataset.sealing = "yes"; }));
  await noor.sendButton.click();
  const radios = page.getByRole("radio", { name: "Send it with a passphrase" });
  await radios.nth(1).waitFor();
  for (const radio of await radios.all()) await radio.check();
  await page.getByRole("dialog", { name: "Before this is sent" }).getByRole("button", { name: "Send" }).click();
  for (const one of [jo, pim]) {
    await card(noor, one).getByRole("button", { name: "Use this passphrase" }).click();
    await card(noor, one).locator(".passphrase-words").waitFor();
  }
  assert.equal(await page.locator("dialog.passphrases-sheet").count(), 1);
  await panel(noor).getByRole("button", { name: "Done" }).click();
  await page.locator("body[data-sealing=yes]").waitFor({ state: "attached" });
  await noor.sendButton.waitFor();
  assert.equal(await page.locator("dialog[open]").count(), 0);
});

test("what leaves is a letter for each, and a copy for oneself; the passphrase leaves nowhere", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page } = noor;
  // They have mailboxes, and signed in nowhere yet: so they have no keys.
  const [daan, lee] = ["daan@example.org", "lee@example.com"];
  await writesTo(noor, daan, lee);
  await noor.type("Dear both, this is how it ended.");
  const words = [await choose(noor, daan), await choose(noor, lee)];
  await noor.sendButton.click();
  await noor.composer.waitFor({ state: "detached" });
  const uploads = stage.requests.filter(({ method, url }) => method === "POST" && url.includes("upload")).map(({ body }) => body.toString("latin1"));
  assert.equal(uploads.length, 3);
  assert.equal(uploads.filter((one) => one.includes("message.html")).length, 2);
  assert.equal(uploads.filter((one) => /multipart\/encrypted/.test(one)).length, 1);
  for (const { body } of stage.requests) for (const secret of [...words, "this is how it ended"]) assert.ok(!body.includes(secret));
  await noor.openFolder("Sent");
  await noor.openMessage(/./);
  await noor.reader.locator("article").getByText("Dear both, this is how it ended.").waitFor();
  await noor.page.getByRole("heading", { name: "Minutes of May" }).waitFor();
  // The next time their passphrases are there.
  await writesTo(noor, daan);
  await withPassphrase(noor, daan).waitFor();
  assert.deepEqual(noor.visitor.problems, []);
});

test("who leaves the panel without a passphrase is asked again, and nothing is sent", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page } = noor;
  await writesTo(noor, jo);
  await noKey(noor, jo).waitFor();
  await noor.sendButton.click();
  const before = page.getByRole("dialog", { name: "Before this is sent" });
  await page.getByRole("radio", { name: "Send it with a passphrase" }).check();
  await before.getByRole("button", { name: "Send" }).click();
  await card(noor, jo).locator("textarea").waitFor();
  await page.keyboard.press("Escape");
  await before.getByRole("button", { name: "Keep writing" }).click();
  await noor.sendButton.waitFor();
  await noKey(noor, jo).waitFor();
  assert.equal(uploads(stage), 0);
});

test("an organisation, or the style of a message, may go without passphrases, and says so", async (t) => {
  for (const [more, why] of /** @type {const} */ ([
    [{ passphrase: { allowed: false } }, "Your organisation does not send messages that open with a passphrase."],
    [{ branding: [{ id: "plain", name: { en: "Plain" }, passphrase: false }] }, "The style your organisation chose for this message goes without passphrases."],
  ])) {
    const stage = await Stage.open(t, { policy: await policyWith(t, { sources: ["directory", "mail"] }, more) });
    const noor = await Person.signIn(stage, "noor@example.org");
    const { page, bar } = noor;
    await writesTo(noor, jo);
    await noKey(noor, jo).waitFor();
    await bar.getByText(why).waitFor();
    assert.equal(await bar.getByRole("button", { name: "Use a passphrase" }).count(), 0);
    await noKey(noor, jo).click();
    await page.locator(".chip-popover").getByText(why.slice(0, 40)).waitFor();
    assert.equal(await page.getByRole("button", { name: "Use a passphrase …" }).count(), 0);
    await page.keyboard.press("Escape");
    await noor.openMenu(noor.composer.getByRole("button", { name: "Ways to protect" }));
    const row = page.getByRole("menuitem", { name: "Passphrase …" });
    assert.equal(await row.getAttribute("aria-disabled"), "true");
    await row.getByText(why).waitFor();
  }
});

test("the organisation's floor, number of words and wish for hints count; a host that refuses web pages is named", async (t) => {
  const wishes = { minimumBits: 80, words: 6, hint: false, strict: ["example.net"] };
  const stage = await Stage.open(t, { policy: await policyWith(t, { sources: ["directory", "mail"] }, { passphrase: wishes }) });
  const noor = await Person.signIn(stage, "noor@example.org");
  await writesTo(noor, `Jo Visser <${jo}>`);
  const field = await choosing(noor, jo);
  // Six words would not reach it.
  assert.equal((await field.inputValue()).split(" ").length, 8);
  assert.equal(await card(noor, jo).getByLabel("Hint, if you like").count(), 0);
  await card(noor, jo).getByRole("button", { name: "Use this passphrase" }).click();
  await card(noor, jo).getByText("example.net refuses web pages; Jo Visser gets a zip.").waitFor();
  await panel(noor).getByRole("button", { name: "Done" }).click();
  await noor.composer.getByText("example.net refuses web pages; Jo Visser gets a zip.").waitFor();
});

test("remembered passphrases are locked with the keys", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org", { onDisk: true });
  const { page } = noor;
  await writesTo(noor, jo);
  const word = await choose(noor, jo);
  await discard(noor);
  await openKeys(noor);
  await setPassphrase(noor);
  await lockNow(noor);
  // Whom it is for is known, what it is is not.
  await page.getByRole("button", { name: `Show the passphrase of ${jo}` }).click();
  await unlock(page, "not this one");
  await top(page).getByText("This passphrase does not open your keys.").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".keys-failed").getByText("locked").waitFor();
  await page.keyboard.press("Escape");

  await writesTo(noor, jo);
  await withPassphrase(noor, jo).waitFor();
  await noor.sendButton.click();
  await page.getByRole("dialog", { name: "Unlock your keys" }).waitFor();
  await page.keyboard.press("Escape");
  await noor.bar.getByText("Not sent. Your message is still here, unchanged.").waitFor();
  await withPassphrase(noor, jo).click();
  await page.getByRole("button", { name: "Passphrase …" }).click();
  await card(noor, jo).getByRole("button", { name: "Show the passphrase" }).click();
  await unlock(page, passphrase);
  await card(noor, jo).locator(".passphrase-words").waitFor();
  assert.equal(await card(noor, jo).locator(".passphrase-words").innerText(), word);
});

test("what the browser keeps of them is encrypted, moves with the locks, and belongs to one person", async (t) => {
  const stage = await Stage.open(t);
  const { page } = await stage.visitor();
  const seen = await page.evaluate(async () => {
    const [{ IndexedStore }, { lockKey }] = await Promise.all([import(/** @type {any} */ ("/keys/store.js")), import(/** @type {any} */ ("/keys/locks.js"))]);
    const store = new IndexedStore("zegel-test");
    const code = (/** @type {Promise<unknown>} */ work) => work.then(() => "done", (error) => error.code);
    const key = (/** @type {number} */ octet) => lockKey(new Uint8Array(32).fill(octet));
    const kept = { address: "Lee@example.com", passphrase: "acid bone cactus dune", hint: "plants", language: "nl", since: "2026-11-26T09:00:00.000Z", bits: 44 };
    await store.keepPassphrase("Noor@example.org", kept);
    const open = await store.passphrase("noor@example.org", "LEE@example.com");
    const others = await store.passphrase("daan@example.org", "lee@example.com");
    const raw = async () => {
      const database = await new Promise((resolve) => { const asked = indexedDB.open("zegel-test"); asked.onsuccess = () => resolve(asked.result); });
      const [record] = await new Promise((resolve) => { const asked = database.transaction("passphrases").objectStore("passphrases").getAll(); asked.onsuccess = () => resolve(asked.result); });
      database.close();
      return { names: Object.keys(record).sort(), text: new TextDecoder("latin1").decode(record.sealedPassphrase) };
    };
    const before = await raw();
    await store.addLock({ id: "one", kind: "passphrase", created: "", label: "", salt: new Uint8Array(16) }, await key(1));
    const after = await raw();
    const unlocked = await store.passphrase("noor@example.org", "lee@example.com");
    // Another worker, that has unlocked nothing.
    const later = new IndexedStore("zegel-test");
    const heads = await later.passphrases("noor@example.org");
    const locked = [await code(later.passphrase("noor@example.org", "lee@example.com")), await code(later.keepPassphrase("noor@example.org", kept))];
    const wrong = await code((async () => later.unlock("one", await key(2)))());
    await later.unlock("one", await key(1));
    const again = await later.passphrase("noor@example.org", "lee@example.com");
    // Somebody who can write into the database puts one in the place of another.
    const database = await new Promise((resolve) => { const asked = indexedDB.open("zegel-test"); asked.onsuccess = () => resolve(asked.result); });
    await new Promise((resolve) => {
      const records = database.transaction("passphrases", "readwrite").objectStore("passphrases");
      const asked = records.getAll();
      asked.onsuccess = () => { records.put({ ...asked.result[0], address: "mara@example.com" }).onsuccess = resolve; };
    });
    database.close();
    const exchanged = await code(later.passphrase("noor@example.org", "mara@example.com"));
    await later.forgetPassphrase("noor@example.org", "mara@example.com");
    await later.removeLock("one");
    const unlockedForGood = await new IndexedStore("zegel-test").passphrase("noor@example.org", "lee@example.com");
    await later.forgetPassphrase("noor@example.org", "Lee@example.com");
    const forgotten = [await later.passphrases("noor@example.org"), await later.passphrase("noor@example.org", "lee@example.com")];
    return { open, others, before, after, unlocked, heads, locked, wrong, again, exchanged, unlockedForGood, forgotten };
  });
  const kept = { address: "lee@example.com", passphrase: "acid bone cactus dune", hint: "plants", language: "nl", since: "2026-11-26T09:00:00.000Z", bits: 44 };
  for (const one of [seen.open, seen.unlocked, seen.again, seen.unlockedForGood]) assert.deepEqual(one, kept);
  assert.equal(seen.others, null);
  assert.deepEqual(seen.before.names, ["address", "iv", "owner", "sealedPassphrase", "since"]);
  assert.notEqual(seen.before.text, seen.after.text);
  for (const { text } of [seen.before, seen.after]) assert.doesNotMatch(text, /acid|plants/);
  assert.deepEqual(seen.heads, [{ owner: "noor@example.org", address: "lee@example.com", since: kept.since }]);
  assert.deepEqual(seen.locked, ["vault-locked", "vault-locked"]);
  assert.equal(seen.wrong, "passphrase-wrong");
  assert.equal(seen.exchanged, "storage-refused");
  assert.deepEqual(seen.forgotten, [[], null]);
});

test("a database of before passphrases is taken over", async (t) => {
  const stage = await Stage.open(t);
  const { page } = await stage.visitor();
  const seen = await page.evaluate(async () => {
    await new Promise((resolve) => {
      const asked = indexedDB.open("zegel-old", 1);
      asked.onupgradeneeded = () => { asked.result.createObjectStore("keys", { keyPath: "fingerprint" }); asked.result.createObjectStore("wrapping"); };
      asked.onsuccess = () => { asked.result.close(); resolve(null); };
    });
    const { IndexedStore } = await import(/** @type {any} */ ("/keys/store.js"));
    const store = new IndexedStore("zegel-old");
    return [await store.list(), await store.passphrases("noor@example.org"), await store.vault()];
  });
  assert.deepEqual(seen, [[], [], { locks: [], locked: false }]);
});

test("what will be too large for the server is said before it is sealed, with what can be left out", async (t) => {
  const stage = await Stage.open(t);
  const [small, large] = [join(stage.folder, "notes.pdf"), join(stage.folder, "film.mp4")];
  await writeFile(small, Buffer.alloc(300_000));
  await writeFile(large, Buffer.alloc(2_000_000));
  const visitor = await stage.visitor();
  await visitor.page.route(/\/\.well-known\/jmap|\/jmap\/session/, async (route) => {
    const answer = await route.fetch();
    const session = await answer.json();
    for (const one of Object.values(session.accounts)) /** @type {any} */ (one).accountCapabilities["urn:ietf:params:jmap:mail"].maxSizeAttachmentsPerEmail = 3_000_000;
    await route.fulfill({ response: answer, json: session });
  });
  const noor = new Person(visitor, "noor@example.org");
  await noor.signIn();
  await writesTo(noor, jo);
  await choose(noor, jo);
  await noor.attach(small, large);
  const { composer } = noor;
  await composer.locator(".file-heavy").getByText("This will be 4.6 MB; your server takes 3 MB.").waitFor();
  await sound(noor.page, "too large");
  await composer.getByRole("button", { name: "Leave out film.mp4 (2 MB)" }).click();
  await composer.locator(".file-heavy").getByText("your server takes").waitFor({ state: "detached" });
  assert.equal(await noor.attached("film.mp4").count(), 0);
  assert.equal(await noor.attached("notes.pdf").count(), 1);
});

test("sound in every look, in English and in Dutch", async (t) => {
  const stage = await Stage.open(t);
  for (const [locale, use, done] of /** @type {const} */ ([["en-GB", "Use a passphrase …", "Use this passphrase"], ["nl-NL", "Wachtwoordzin gebruiken …", "Deze wachtwoordzin gebruiken"]])) {
    const person = await Person.signIn(stage, locale === "nl-NL" ? "sofie@example.org" : "noor@example.org", { locale });
    const { page } = person;
    const dutch = locale === "nl-NL";
    await page.getByRole("button", { name: dutch ? "Nieuw bericht" : "New message" }).click();
    const to = person.composer.getByLabel(dutch ? "Aan" : "To", { exact: true });
    for (const one of [`Jo Visser <${jo}>`, pim]) { await to.fill(one); await to.press("Enter"); }
    await person.composer.getByRole("button", { name: dutch ? "Beveiligen" : "Protect", exact: true }).click();
    await noKey(person, jo).click();
    await page.getByRole("button", { name: use }).click();
    await page.locator(".passphrase-form").waitFor();
    await sound(page, `${locale}: choosing`);
    await page.locator("textarea").fill("welkom");
    await page.getByRole("button", { name: done }).click();
    await page.locator(".sheet-trouble p").waitFor();
    await sound(page, `${locale}: refused`);
    await page.getByRole("button", { name: dutch ? "Een andere voorstellen" : "Suggest another" }).click();
    await page.getByRole("button", { name: done }).click();
    await page.locator(".passphrase-words").waitFor();
    await page.getByText("QR-code").or(page.getByText("QR code")).first().click();
    await page.locator(".passphrase-qr svg").waitFor();
    await sound(page, `${locale}: telling`);
    await page.keyboard.press("Escape");
    await person.bar.getByText(dutch ? "Versleuteld. Jo Visser opent het met de wachtwoordzin." : "Encrypted. Jo Visser opens it with the passphrase.").waitFor();
    await sound(page, `${locale}: the composer`);
    if (dutch) continue;
    await discard(person);
    await openKeys(person);
    await page.getByRole("button", { name: `Show the passphrase of ${jo}` }).waitFor();
    await sound(page, "your keys");
  }
});
