// @ts-check
/** Finding protected mail again: with every letter typed, after a reload, not while the keys are locked, and no more than there is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { sound } from "./sound.mjs";
import { Stage } from "./stage.mjs";
import { kept, search } from "./traces.mjs";
import { lockNow, openKeys, setPassphrase, top, unlock, writes } from "./vault.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @param {Person} from @param {string} to @param {string} subject @param {string} text */
async function sends(from, to, subject, text) {
  await writes(from, { to, subject, text });
  await from.send();
}

/** @param {Person} person */
const field = ({ page }) => page.getByRole("searchbox");
/** What the own index found. @param {Person} person */
const found = ({ page }) => page.locator(".message-row.found");
/** The line above the list. @param {Person} person @param {string|RegExp} text */
const line = ({ page }, text) => page.locator(".search-line").getByText(text);

/** Letter by letter, as people type. @param {Person} person @param {string} text */
async function types(person, text) {
  await field(person).fill("");
  await field(person).pressSequentially(text);
}

/** Noor has opened the first of two protected mails from Daan. @param {import("node:test").TestContext} t */
async function opened(t) {
  const stage = await Stage.open(t);
  const [noor, daan] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "daan@example.org")];
  await sends(daan, noor.address, "Begroting Zuiderzee", "Het voorstel over de vuurtoren staat in de bijlage.");
  await sends(daan, noor.address, "Planning", "Morgen varen we uit naar Terschelling.");
  await noor.refresh();
  await noor.row("Protected message").nth(1).waitFor();
  await noor.row("Protected message").nth(1).click();
  // Opened: the list says its subject.
  await noor.row("Begroting Zuiderzee").waitFor();
  return { stage, noor, daan };
}

test("what was opened is found with every letter, by subject, people and text, while the server does not answer", async (t) => {
  const { stage, noor } = await opened(t);
  await noor.page.route("**/jmap/", () => {}); // no answer ever
  await types(noor, "vuurt");
  await found(noor).getByText("Het voorstel over de vuurtoren").waitFor();
  assert.equal(await found(noor).count(), 1);
  assert.equal(await found(noor).locator(".found-snippet mark").innerText(), "vuurtoren");
  assert.match(await found(noor).innerText(), /Daan Bakker[^]*Begroting Zuiderzee/);
  await line(noor, "1 protected message is searched too.").waitFor();
  for (const text of ["begroting ZUID", "daan bakker voor", "begroting vuurtoren daan@exa"]) {
    await types(noor, text);
    await found(noor).first().waitFor();
  }
  assert.deepEqual((await found(noor).locator(".row-subject mark").allInnerTexts()), ["Begroting"]);
  await types(noor, "vuurtoren terschelling");
  await found(noor).waitFor({ state: "detached" });
  await noor.page.unroute("**/jmap/");
  await types(noor, "vuurtoren");
  await found(noor).click();
  await noor.reader.getByText("Begroting Zuiderzee").waitFor();
  assert.deepEqual([noor.visitor.problems, stage.failures], [[], []]);
});

test("found messages stand once beside the server's, say where they lie, and go when they are gone there", async (t) => {
  const { stage, noor, daan } = await opened(t);
  await sends(daan, noor.address, "Dinsdag", "Nog eens over de vuurtoren.");
  await daan.write({ to: noor.address, subject: "Open brief over de vuurtoren", text: "Voor iedereen te lezen.", protect: false });
  await daan.send();
  await noor.refresh();
  await noor.row("Open brief").waitFor();
  await noor.openMessage("Protected message");
  await noor.row("Dinsdag").waitFor();
  await noor.page.getByRole("button", { name: "Archive" }).last().click();
  await noor.openFolder("Inbox");
  await noor.row("Open brief").waitFor();
  await types(noor, "vuurtoren");
  await found(noor).getByText("Dinsdag").waitFor();
  await noor.row("Open brief").waitFor();
  assert.deepEqual(await noor.page.locator(".message-row").evaluateAll((rows) => rows.map((row) => [
    row.querySelector(".row-subject")?.textContent, row.querySelector(".found-place")?.textContent ?? ""])), [
    ["Open brief over de vuurtoren", ""], ["Dinsdag", "Archive"], ["Begroting Zuiderzee", ""]]);

  // Another program deletes it.
  await noor.page.evaluate(async () => {
    const address = "/pages/demo/jmap.js";
    const jmap = await (await import(address)).connect({ user: "noor@example.org", password: "noorpw" });
    const archive = (await jmap.mailboxes()).find((/** @type {any} */ { role }) => role === "archive");
    await jmap.destroy((await jmap.list(archive.id)).emails.map((/** @type {any} */ { id }) => id));
  });
  await types(noor, "vuurtore");
  await found(noor).getByText("Dinsdag").waitFor({ state: "detached" });
  await line(noor, "1 protected message is searched too.").waitFor();
  assert.deepEqual([noor.visitor.problems, stage.failures], [[], []]);
});

test("it is there after a reload, gone while the keys are locked, unreadable on the disk, and deleted with the last key", async (t) => {
  const { stage, noor } = await opened(t);
  const { page } = noor;
  await openKeys(noor);
  await setPassphrase(noor);
  await page.keyboard.press("Escape");
  await page.reload();
  await noor.signIn();
  await types(noor, "vuurtoren");
  await line(noor, "not searched while your keys are locked").waitFor();
  assert.equal(await found(noor).count(), 0);
  await page.locator(".search-line").getByRole("button", { name: "Unlock" }).click();
  await unlock(page);
  await found(noor).getByText("Begroting Zuiderzee").waitFor();
  const workers = () => page.workers().filter((worker) => worker.url().endsWith("/search/worker.js")).length;
  assert.equal(workers(), 1);

  await openKeys(noor);
  await lockNow(noor);
  await page.keyboard.press("Escape");
  await line(noor, "not searched while your keys are locked").waitFor();
  await found(noor).waitFor({ state: "detached" });
  assert.equal(workers(), 0, "what was in memory is gone");
  assert.doesNotMatch(await page.locator(".list-pane").innerText(), /Begroting|Het voorstel/);
  const stored = await kept(noor.visitor);
  assert.ok(stored.some(({ place }) => place.includes("zegel-search")), "the index is kept");
  assert.deepEqual(search(stored, { text: "vuurtoren", subject: "Begroting" }), []);

  await page.evaluate(async () => {
    const address = "/engine/engine.js";
    const engine = await (await import(address)).start();
    const vault = await engine.vault();
    for (const { fingerprint } of await vault.keys()) await vault.removeKey(fingerprint);
    engine.close();
  });
  await page.waitForFunction(async () => {
    const open = (/** @type {string} */ name) => new Promise((/** @type {(database: IDBDatabase) => void} */ resolve) => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); });
    const count = (/** @type {IDBDatabase} */ database, /** @type {string} */ store) => new Promise((resolve) => { const asked = database.transaction(store).objectStore(store).count(); asked.onsuccess = () => resolve(asked.result); });
    const keys = await open("zegel-keys");
    const left = await count(keys, "indexKeys");
    keys.close();
    return left === 0;
  });
  assert.deepEqual(stage.failures, []);
});

test("what was never opened here is added on demand, with a report; all of it can be deleted", async (t) => {
  const { stage, noor, daan } = await opened(t);
  const { page } = noor;
  // One that Noor cannot open: it is for somebody else.
  await page.evaluate(async () => {
    const address = "/pages/demo/jmap.js";
    const jmap = await (await import(address)).connect({ user: "noor@example.org", password: "noorpw" });
    const inbox = (await jmap.mailboxes()).find((/** @type {any} */ { role }) => role === "inbox");
    const sealed = (await jmap.list(inbox.id)).emails.find((/** @type {any} */ { encrypted }) => encrypted);
    const text = new TextDecoder().decode(await jmap.download(sealed.blobId));
    const at = text.indexOf("-----BEGIN PGP MESSAGE-----") + 400;
    const spoilt = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    const { blobId } = await jmap.upload(new TextEncoder().encode(spoilt));
    await jmap.call([["Email/import", { emails: { a: { blobId, mailboxIds: { [inbox.id]: true } } } }, "i"]]);
  });
  assert.ok(daan);
  await types(noor, "terschelling");
  await line(noor, "1 protected message is searched too.").waitFor();
  assert.equal(await found(noor).count(), 0);
  await page.getByRole("button", { name: "Add more …" }).click();
  const panel = top(page);
  await panel.getByText("1 message can be searched.").waitFor();
  await sound(page, "the search panel");
  await panel.getByRole("button", { name: "Add them" }).click();
  await panel.getByText(/All \d+ messages were looked through\. 1 protected message was added\. 1 was there before\./).waitFor();
  await panel.getByText("1 could not be opened:").waitFor();
  await panel.locator(".search-closed li").getByText(/Daan Bakker/).waitFor();
  await panel.getByText("2 messages can be searched.").waitFor();
  await page.keyboard.press("Escape");
  await types(noor, "tersch");
  await found(noor).getByText("Planning").waitFor();
  await sound(page, "what was found", { places: ".message-row" });

  await page.getByRole("button", { name: "Account of" }).click();
  await page.getByRole("button", { name: "Search in protected mail" }).click();
  await top(page).getByRole("button", { name: "Delete everything noted" }).click();
  await top(page).getByText("0 messages can be searched.").waitFor();
  await page.keyboard.press("Escape");
  await found(noor).waitFor({ state: "detached" });
  assert.deepEqual(stage.failures, []);
});

test("kept by the browser it is what it is in memory: segments, what came after, two accounts, two tabs", async (t) => {
  const stage = await Stage.open(t);
  const { page } = await stage.visitor();
  const told = await page.evaluate(async () => {
    const [address, place] = ["/search/index.js", "/search/storage.js"];
    const [{ MessageIndex }, { IndexedStorage }] = [await import(address), await import(place)];
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const open = (/** @type {string} */ owner) => MessageIndex.open({ storage: new IndexedStorage("index-of-a-test"), owner, id: "k1", key, enough: 8 });
    const mail = (/** @type {number} */ at) => ({
      id: `M${at}`, blobId: `B${at}`, mailboxIds: ["inbox"], date: new Date(Date.UTC(2026, 0, 1 + at)).toISOString(), expires: null, subject: `Number ${at}`,
      people: [{ name: "Lee", email: "lee@example.com" }], attachments: [], text: at % 2 ? "odd" : "even",
    });
    const [noor, lee] = [await open("noor@example.org"), await open("lee@example.com")];
    await lee.add([mail(900)]);
    const said = [];
    // After 40, nothing is left that is in no segment.
    for (let at = 0; at < 43; at++) {
      await noor.add([mail(at)]);
      await noor.tidy();
      if (at === 39 || at === 42) {
        const later = await open("noor@example.org");
        said.push([later.count, later.damaged, later.find("odd").total, later.find("odd").hits[0].id, later.shape.length > 2]);
      }
    }
    const other = await open("noor@example.org");
    await Promise.all([noor.add([mail(43)]), other.remove(["M1", "M42"])]);
    await noor.refresh();
    said.push([noor.count, noor.find("odd").total, noor.find("42").total]);
    const { hits: [hit] } = noor.find("number 7");
    said.push((await noor.snippets("odd", [hit.number]))[0]);
    await new IndexedStorage("index-of-a-test").clear("noor@example.org");
    said.push([(await open("noor@example.org")).count, (await open("lee@example.com")).find("900").total]);
    return said;
  });
  assert.deepEqual(told, [[40, false, 20, "M39", true], [43, false, 21, "M41", true], [42, 21, 0], { text: "odd", spots: [[0, 3]] }, [0, 1]]);
});
