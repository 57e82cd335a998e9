// @ts-check
/** Any page with a text field: the message is written in the vault, the page gets sealed text, and what it changes is held. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bookmarklet, bookmarkletWords } from "../../www/embed/generic/bookmarklet.js";
import { besideForeignPages, connectWhile } from "./foreign-page.mjs";
import { Person } from "./person.mjs";
import { violations } from "./sound.mjs";
import { lastFirst } from "./stage.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {Awaited<ReturnType<typeof besideForeignPages>>} Scene */

const secret = "the-canary-sings-at-noon";
const armored = /^-----BEGIN PGP MESSAGE-----\r?\n[\s\S]+\n-----END PGP MESSAGE-----\s*$/;
const form = `<main><h1>Old webmail</h1><form method="post" action="/send"><p><label for="to">To</label><input id="to" name="to" value="lee@example.com"></p>
  <p><label for="text">Message</label><textarea id="text" name="text"></textarea></p><button id="send">Send</button></form></main>`;

/** @type {Scene} */
let scene;
/** @type {Person} */
let noor;
/** @type {string} */
let script;

before(async (context) => {
  scene = await besideForeignPages(lastFirst(/** @type {any} */ (context)));
  await (await Person.signIn(scene.stage, "lee@example.com")).visitor.context.close();
  noor = await Person.signIn(scene.stage, "noor@example.org");
  script = `<script src="/zegel-textarea.js" data-vault="${scene.stage.url}" data-address="noor@example.org"></script>`;
  // Once, the person lets the vault into these pages.
  const { page } = noor;
  await page.goto(scene.pages.serve("/first", { body: form, head: script }));
  await page.locator("#text").fill("as it was");
  await page.getByRole("button", { name: "Protect what you write in “Message”" }).click();
  await dialog(page).locator("iframe").contentFrame().getByRole("heading", { name: "Use Zegel in this webmail?" }).waitFor();
  // Not now: the page is as it was.
  await dialog(page).getByRole("button", { name: "Back", exact: true }).click();
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await page.locator("#text").inputValue(), "as it was");
  await page.locator("#text").fill("");
  await connectWhile(page, beginWriting(page));
  await dialog(page).getByRole("button", { name: "Back, without protecting" }).click();
});

const dialog = (/** @type {Page} */ page) => page.getByRole("dialog", { name: "Protected message" });

/** @param {Page} page */
async function beginWriting(page, name = "Protect what you write in “Message”") {
  await page.getByRole("button", { name }).click();
  const text = dialog(page).locator("iframe").contentFrame().getByRole("textbox", { name: "Message" });
  await text.waitFor();
  return text;
}

/** Has it sealed, which the frame may ask about once more. @param {Page} page @param {Promise<void>} done */
async function seal(page, done) {
  await Promise.all([dialog(page).getByRole("button", { name: "Seal and put it into the page" }).click(), connectWhile(page, done)]);
}

test("a form gets sealed text, and posts nothing else; two presses write one message", async () => {
  const { page } = noor;
  scene.pages.posted.length = 0;
  await page.goto(scene.pages.serve("/form", { body: form, head: script }));
  await page.locator("#text").fill("typed before");
  await page.getByRole("button", { name: "Protect what you write in “Message”" }).evaluate((/** @type {any} */ button) => { button.click(); button.click(); });
  const text = dialog(page).locator("iframe").contentFrame().getByRole("textbox", { name: "Message" });
  await text.waitFor();
  assert.equal(await page.getByRole("dialog").count(), 1);
  assert.equal(await page.locator("#text").inputValue(), "");
  assert.equal(await dialog(page).getByLabel("To").inputValue(), "lee@example.com");
  assert.equal((await text.innerText()).trim(), "typed before");
  assert.deepEqual(await violations(page), []);
  await text.press("Control+End");
  await text.pressSequentially(` ${secret}`);
  // The page tries to send while it is written.
  await page.evaluate(() => document.forms[0]?.requestSubmit());
  await dialog(page).getByRole("alert").getByText("Not sent: you are writing").waitFor();
  await page.evaluate(() => document.forms[0]?.submit());
  assert.deepEqual(scene.pages.posted, []);
  assert.equal(await page.evaluate("zegelTextarea.mayGo()"), false);
  await seal(page, page.getByText("Sealed. The page has only what is shown here.").waitFor());
  assert.match(await page.locator("#text").inputValue(), armored);
  assert.equal(await page.evaluate("zegelTextarea.mayGo()"), true);
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("Sent", { exact: true }).waitFor();
  const posted = /** @type {string[]} */ (scene.pages.posted)[0] ?? "";
  const fields = new URLSearchParams(posted);
  assert.match(fields.get("text") ?? "", armored);
  assert.equal(fields.get("to"), "lee@example.com");
  for (const word of [secret, "typed before"]) assert.ok(!decodeURIComponent(posted.replaceAll("+", " ")).includes(word));
});

test("what the page changes is held and said, and goes when it is put back; a change goes on where it was", async () => {
  const { page } = noor;
  scene.pages.posted.length = 0;
  await page.goto(scene.pages.serve("/signs", { body: form, head: `${script}<script>
    const sign = () => { const area = document.querySelector("#text"); area.value += "\\n-- \\nSent by Old webmail"; };
    window.sign = sign;</script>` }));
  const text = await beginWriting(page);
  await text.pressSequentially(secret);
  await seal(page, page.getByText("Sealed. The page has only").waitFor());
  const sealed = await page.locator("#text").inputValue();
  await page.evaluate("sign()");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("alert").getByText("Not sent: the page changed the sealed text.").waitFor();
  await page.evaluate(() => document.forms[0]?.submit());
  assert.deepEqual(scene.pages.posted, []);
  await page.getByRole("button", { name: "Put the sealed text back" }).click();
  await page.getByText("Sealed. The page has only").waitFor();
  assert.equal(await page.locator("#text").inputValue(), sealed);
  await page.getByRole("button", { name: "Change the message" }).click();
  const again = dialog(page).locator("iframe").contentFrame().getByRole("textbox", { name: "Message" });
  await again.getByText(secret).waitFor();
  assert.equal(await page.locator("#text").inputValue(), "");
  await dialog(page).getByRole("button", { name: "Back, without protecting" }).click();
  await page.getByText("Sealed. The page has only").waitFor();
  assert.equal(await page.locator("#text").inputValue(), sealed);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("Sent", { exact: true }).waitFor();
  assert.equal(scene.pages.posted.length, 1);
});

test("a field that takes no such text gets nothing, and the message is still there", async () => {
  const { page } = noor;
  await page.goto(scene.pages.serve("/cuts", { body: form, head: `${script}<script>
    addEventListener("input", ({ target }) => { if (target.id === "text") target.value = target.value.slice(0, 140); }, true);</script>` }));
  const text = await beginWriting(page);
  await text.pressSequentially(secret);
  await seal(page, dialog(page).getByRole("alert").getByText("The page does not take the sealed text").waitFor());
  assert.equal(await page.locator("#text").inputValue(), "");
  assert.ok((await text.innerText()).includes(secret));
  await dialog(page).getByRole("button", { name: "Back, without protecting" }).click();
  await dialog(page).getByText("Throw away what you wrote here?").waitFor();
  await dialog(page).getByRole("button", { name: "Go on writing" }).click();
  await page.keyboard.press("Escape");
  await dialog(page).getByRole("button", { name: "Throw it away" }).click();
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await page.locator("#text").inputValue(), "");
});

test("an editable part of a page that is built anew keeps its button, and what goes back is what was there", async () => {
  const { page } = noor;
  await page.goto(scene.pages.serve("/editable", { body: `<div id="app"></div>`, head: `${script}<script>
    const draw = () => { app.replaceChildren(Object.assign(document.createElement("div"), { contentEditable: "true", role: "textbox", ariaLabel: "Message" })); };
    addEventListener("DOMContentLoaded", draw);</script>` }));
  await page.getByRole("textbox", { name: "Message" }).waitFor();
  await page.evaluate("draw()");
  await page.getByRole("button", { name: "Protect what you write in “Message”" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Protect what you write" }).count(), 1);
  await page.locator("[contenteditable]").fill("as it was");
  const text = await beginWriting(page);
  assert.equal((await page.locator("[contenteditable]").innerText()).trim(), "");
  await dialog(page).getByLabel("To").fill("");
  await seal(page, dialog(page).getByRole("alert").getByText("addressed to nobody").waitFor());
  await dialog(page).getByLabel("To").fill("Lee <lee@example.com>; nobody-known@example.com");
  await seal(page, dialog(page).getByRole("alert").getByText("nobody-known@example.com").waitFor());
  await dialog(page).getByLabel("To").fill("lee@example.com");
  await text.pressSequentially(secret);
  await seal(page, page.getByText("Sealed. The page has only").waitFor());
  assert.match(await page.locator("[contenteditable]").innerText(), armored);
});

test("a sealed text that a page shows opens beneath it, and closes again", async () => {
  const { page } = noor;
  await page.goto(scene.pages.serve("/form-again", { body: form, head: script }));
  const text = await beginWriting(page);
  await text.pressSequentially(secret);
  await seal(page, page.getByText("Sealed. The page has only").waitFor());
  const sealed = await page.locator("#text").inputValue();
  await page.goto(scene.pages.serve("/shows", { body: `<main><h1>Old webmail</h1><p>From: Noor de Wit &lt;noor@example.org&gt;</p><pre id="shown">${sealed}</pre></main>`, head: script }));
  await page.getByRole("button", { name: "Open the protected message" }).click();
  const frame = page.locator("iframe").contentFrame();
  await frame.getByText(secret).waitFor();
  await frame.getByText("Sealed by noor@example.org").waitFor();
  assert.ok(!await page.locator("#shown").isVisible());
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Close" }).click();
  await page.locator("#shown").waitFor();
  // What is shown later gets its button as well.
  await page.evaluate((sealed) => { const pre = document.createElement("pre"); pre.textContent = sealed; document.querySelector("main")?.append(pre); }, sealed);
  await page.getByRole("button", { name: "Open the protected message" }).nth(1).waitFor();
});

test("a page that lets no frame in says so, and the field is as it was", async () => {
  const { page } = noor;
  assert.deepEqual(noor.visitor.problems, [], "until now nobody complained");
  await page.goto(scene.pages.serve("/strict", { body: form, head: script, policy: "default-src 'self'; frame-src 'none'" }));
  await page.locator("#text").fill("as it was");
  await page.getByRole("button", { name: "Protect what you write in “Message”" }).click();
  await page.getByRole("alert").getByText("frame-src").waitFor();
  assert.equal(await page.locator("#text").inputValue(), "as it was");
  noor.visitor.problems.length = 0;
});

test("by the bookmark it comes into any page; a page that refuses is said to refuse", async () => {
  const { page } = noor;
  const program = bookmarklet(scene.stage.url, bookmarkletWords.en ?? { refused: "" });
  await page.goto(`${scene.stage.url}embed/generic/bookmarklet.html`);
  const link = page.getByRole("link", { name: "Zegel: Protect" });
  await link.waitFor();
  assert.equal(await link.getAttribute("href"), program);
  assert.deepEqual(await violations(page), []);
  assert.match(program, /^javascript:[\w%()'!*.~-]+$/);
  await page.goto(scene.pages.serve("/bare", { body: form }));
  // As the browser runs a bookmark: as the page itself.
  await page.evaluate(decodeURIComponent(program.slice("javascript:".length)));
  await page.getByRole("button", { name: "Protect what you write in “Message”" }).waitFor();
  await page.goto(scene.pages.serve("/refuses", { body: form, policy: "default-src 'self'" }));
  const said = page.waitForEvent("dialog");
  await page.evaluate(decodeURIComponent(program.slice("javascript:".length)));
  const alert = await said;
  assert.equal(alert.message(), bookmarkletWords.en?.refused);
  await alert.dismiss();
  noor.visitor.problems.length = 0;
});

test("nothing of all this went elsewhere", () => {
  assert.deepEqual(scene.stage.outside, []);
  for (const { body } of scene.stage.requests) assert.ok(!body.includes(secret));
});
