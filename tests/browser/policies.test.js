// @ts-check
/** Every page, with everything on it used once: its policy has nothing to refuse, and nobody else is asked for anything. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { signIn } from "../node/server/start.js";
import { mailOf, pdf, png } from "./attached.mjs";
import { hosted } from "./host-page.mjs";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";

/** @typedef {import("./stage.mjs").Visitor} Visitor */

/** What Chromium says when a policy of whatever kind refuses something, in pages, frames and workers. */
const refusal = /Content.Security.Policy|Trusted ?(?:Types|HTML|Script)|permissions policy|Permissions-Policy|Cross-Origin-|Refused to|violates|sandboxed/i;

/** @param {Pick<Visitor, "problems">} visitor */
const refused = ({ problems }) => problems.filter((line) => refusal.test(line));

/** Documents, and how this test comes to each. */
const reached = new Set();

/** @param {Visitor} visitor */
function follow({ page }) {
  page.on("framenavigated", (frame) => { if (/^https?:/.test(frame.url())) reached.add(new URL(frame.url()).pathname); });
  for (const frame of page.frames()) reached.add(new URL(frame.url()).pathname);
}

const html = `<p style="color: red">Formatted</p><img src="https://pictures.example.test/a.png">`;

test("writing, reading, files, pictures, keys and people: no policy has anything to refuse", async (t) => {
  const stage = await Stage.open(t);
  const files = [
    { name: "report.pdf", type: "application/pdf", bytes: pdf(["A page"]) }, { name: "plan.png", type: "image/png", bytes: png },
    { name: "notes.txt", type: "text/plain", bytes: Buffer.from("Words") },
  ];
  await (await signIn(stage.url, "mara@example.com")).send(mailOf({ from: "mara@example.com", to: "noor@example.org", subject: "Files", html, files }), ["noor@example.org"]);
  const noor = await Person.signIn(stage, "noor@example.org");
  const daan = await Person.signIn(stage, "daan@example.org");
  for (const { visitor } of [noor, daan]) follow(visitor);
  await noor.openMessage("Files");
  await noor.frame.getByText("Formatted").waitFor();
  const shown = noor.page.frameLocator(".peek-frame").locator("body");
  for (const [name, there] of /** @type {const} */ ([["report.pdf", ".words"], ["plan.png", "img"], ["notes.txt", "pre"]])) {
    await noor.reader.getByRole("button", { name: `View ${name}` }).click();
    await shown.locator(there).first().waitFor({ state: "attached" });
    await noor.page.keyboard.press("Escape");
    await noor.dialog.waitFor({ state: "detached" });
  }
  await noor.write({ to: daan.address, subject: "Sealed", text: "With a picture " });
  await noor.text.click();
  await noor.pastePicture("#0a0");
  await noor.text.locator("img").waitFor();
  await noor.send();
  await daan.openMessage("Protected message");
  await daan.frame.getByText("With a picture").waitFor();
  await daan.page.getByRole("button", { name: "Account of" }).click();
  await daan.page.getByRole("button", { name: "Your keys" }).click();
  await daan.page.locator(".key-card").first().waitFor();
  assert.deepEqual([refused(noor.visitor), refused(daan.visitor)], [[], []]);
  assert.deepEqual(stage.outside, []);
});

test("the pictures of a mail from elsewhere are the only thing that is asked of anybody else, by whoever insists", async (t) => {
  const stage = await Stage.open(t);
  await (await signIn(stage.url, "mara@example.com")).send(mailOf({ from: "mara@example.com", to: "noor@example.org", subject: "Pictures", html }), ["noor@example.org"]);
  const noor = await Person.signIn(stage, "noor@example.org");
  follow(noor.visitor);
  await noor.openMessage("Pictures");
  await noor.reader.getByRole("button", { name: "Show pictures from elsewhere" }).click();
  const insisting = noor.page.getByRole("button", { name: "Show them this once" });
  await insisting.waitFor();
  assert.deepEqual(stage.outside, []);
  await insisting.click();
  await noor.page.locator("iframe[src*='mail-frame-pictures']").waitFor();
  for (let turn = 0; stage.outside.length === 0 && turn < 100; turn += 1) await noor.page.waitForTimeout(100);
  assert.ok(stage.outside.length > 0 && stage.outside.every((one) => /pictures\.example\.test/.test(one)), String(stage.outside));
  assert.deepEqual(refused(noor.visitor), []);
});

test("the administrator's page, section by section, with its previews", async (t) => {
  const stage = await Stage.open(t);
  const visitor = await stage.visitor({ viewport: { width: 1440, height: 900 } });
  const { page } = visitor;
  follow(visitor);
  await page.goto(`${stage.url}pages/admin/`);
  await page.getByRole("button", { name: "Begin with an example" }).click();
  await page.locator("#first-name").fill("Bridge Foundation");
  await page.locator("#first-domains").fill("bridge.example");
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  const sections = page.getByRole("navigation", { name: "Sections" }).getByRole("link");
  const count = await sections.count();
  assert.ok(count > 8, `${count} sections`);
  for (let at = 0; at < count; at += 1) {
    await sections.nth(at).click();
    await page.locator('[aria-current="page"]').and(sections.nth(at)).waitFor();
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  await page.evaluate(() => { location.hash = "/branding"; });
  await page.getByRole("button", { name: "Add a look" }).click();
  await page.frameLocator("iframe.cover-frame").locator("body").waitFor();
  await page.getByRole("button", { name: "Reader", exact: true }).click();
  await page.frameLocator("iframe.reader-frame").getByText("Bridge Foundation").first().waitFor();
  assert.deepEqual(refused(visitor), []);
  assert.deepEqual(stage.outside, []);
});

test("the vault in the page of a webmail: settings, editor, what is sealed there and shown", async (t) => {
  const { stage, host } = await hosted(t);
  const visitor = await stage.visitor();
  const { page } = visitor;
  const noor = { address: "noor@example.org", name: "Noor de Wit" };
  follow(visitor);
  await host.visit(page);
  await host.connect(page, noor);
  await host.frame(page, { kind: "settings", title: "Zegel settings", ...noor });
  await page.frameLocator('iframe[title="Zegel settings"]').getByRole("heading").first().waitFor();
  const at = await host.frame(page, { kind: "editor", title: "Zegel editor", ...noor });
  const began = await host.ask(page, at, "begin", { mode: "message", recipients: "vault" });
  assert.equal(began.error, undefined, JSON.stringify(began));
  const editor = page.frameLocator('iframe[title="Zegel editor"]');
  await editor.getByRole("textbox", { name: "Message" }).fill("Written in the vault");
  const display = await host.frame(page, { kind: "display", title: "Zegel display", ...noor });
  const message = Buffer.from(mailOf({ from: "mara@example.com", to: noor.address, subject: "Shown", html }));
  const answer = await page.evaluate(async ({ display, message }) => {
    const port = await /** @type {any} */ (window).host.frames[display].connected;
    return port.ask("show", { message: new Uint8Array(message) }).then(() => "shown", (/** @type {any} */ error) => error.code);
  }, { display, message: [...message] });
  assert.equal(answer, "shown");
  await page.frameLocator('iframe[title="Zegel display"]').frameLocator("iframe.mail-frame").locator("body").getByText("Formatted").waitFor();
  assert.deepEqual(refused(visitor), []);
  assert.deepEqual(stage.outside, []);
});

test("the hosted reader, and the page that makes the bookmarklet", async (t) => {
  const stage = await Stage.open(t);
  const visitor = await stage.visitor();
  follow(visitor);
  await visitor.page.goto(`${stage.url}wasm/reader.html`);
  await visitor.page.getByRole("heading").first().waitFor();
  await visitor.page.goto(`${stage.url}embed/generic/bookmarklet.html`);
  await visitor.page.getByRole("heading").first().waitFor();
  assert.deepEqual(refused(visitor), []);
  assert.deepEqual(stage.outside, []);
});

test("all documents there are were among these", async () => {
  const www = fileURLToPath(new URL("../../www/", import.meta.url));
  const documents = (await readdir(www, { recursive: true })).filter((name) => name.endsWith(".html")).map((name) => `/${name.replaceAll("\\", "/")}`);
  // The template of the reader is filled at build time, and what is made of it was visited.
  const template = "/reader/page.html";
  const aliases = new Map([["/pages/demo/index.html", "/"], ["/pages/admin/index.html", "/pages/admin/"], ["/vault/index.html", "/vault/"]]);
  assert.ok(documents.includes(template) && documents.length > 8);
  assert.deepEqual(documents.filter((name) => name !== template && !reached.has(name) && !reached.has(aliases.get(name) ?? name)), []);
});

test("what a policy refuses would have been seen", async (t) => {
  const stage = await Stage.open(t);
  const visitor = await stage.visitor();
  const { page } = visitor;
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  /** @param {string} what @param {RegExp} said @param {() => unknown} act */
  const provoked = async (what, said, act) => {
    const before = visitor.problems.length;
    await Promise.resolve(act()).catch(() => {});
    const found = () => refused({ problems: visitor.problems.slice(before) }).some((line) => said.test(line));
    for (let turn = 0; turn < 100 && !found(); turn += 1) await page.waitForTimeout(50);
    assert.ok(found(), `${what}: ${JSON.stringify(visitor.problems.slice(before))}`);
  };
  await provoked("a string as markup", /Trusted ?HTML/, () => page.evaluate(() => { document.body.innerHTML = "<p>"; }));
  await provoked("eval", /unsafe-eval|Trusted ?Script/, () => page.evaluate(() => { setTimeout("1", 0); }));
  await provoked("an inline script", /script-src|TrustedScript/, () => page.evaluate(() => { const script = document.createElement("script"); script.append("1"); document.body.append(script); }));
  await provoked("an inline style", /style-src/, () => page.evaluate(() => { document.body.setAttribute("style", "color: red"); }));
  await provoked("somebody else's picture", /img-src/, () => page.evaluate(() => { new Image().src = "https://outside.example.test/a.png"; }));
  await provoked("somebody else's server", /connect-src/, () => page.evaluate(() => fetch("https://outside.example.test/")));
  await provoked("a worker out of nothing", /Trusted ?Script|worker-src/, () => page.evaluate(() => { const place = "blob:nothing"; return new Worker(place); }));
  await provoked("a frame of somebody else", /frame-src/, () => page.evaluate(() => { const frame = document.createElement("iframe"); frame.src = "https://framed.example.test/"; document.body.append(frame); }));
  // Chromium connects to the host of a frame before it asks the policy whether it may go there; it asks that host for nothing.
  const asked = stage.outside.filter((line) => /^[A-Z]+ /.test(line) && line !== "CONNECT framed.example.test:443");
  assert.deepEqual(asked, [], "and none of it got out");
});
