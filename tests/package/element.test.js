// @ts-check
// The element does what people who use custom elements expect of one, wherever it stands.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { browser, project, served } from "./project.mjs";

/** @type {string} */ let address;
/** @type {import("playwright-core").Browser} */ let chrome;

before(async (t) => {
  const until = /** @type {any} */ (t);
  const folder = await project(until, "page");
  chrome = await browser(until);
  address = await served(until, folder, { certificate: new Uint8Array(), pages: { "/": { html: '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Mail</title><link rel="icon" href="data:,"><body></body></html>' } } });
});

/** A page with an engine as `ready`, before the element is defined; `define` does that. */
async function page() {
  const page = await chrome.newPage();
  page.setDefaultTimeout(45_000);
  await page.goto(address);
  await page.evaluate(`(async () => {
    const at = "/node_modules/zegel/www/";
    const [{ start }, { everybody }] = await Promise.all([import(at + "engine/engine.js"), import(at + "engine/everybody.js")]);
    window.engine = await start();
    window.bundle = engine.useBundle(everybody()).bundle;
    window.define = () => import(at + "button/protect.js");
    window.draft = { from: "Noor <noor@example.org>", to: ["lee@example.org"], subject: "Budget", text: "Hello" };
  })()`);
  return page;
}

test("what was set before the element was defined counts", async () => {
  const tab = await page();
  await tab.evaluate(`(async () => {
    const element = document.createElement("zegel-protect");
    Object.assign(element, { engine, bundle, draft, from: "F", language: "en", disabled: true, contents: () => ["c"], certificates: () => ["k"], letters: () => ["l"],
      choice: { label: null, protection: "encrypt", answers: { acknowledged: [] } } });
    document.body.append(element);
    window.element = element;
    await define();
  })()`);
  await tab.getByText("Only the people addressed can open it.").first().waitFor();
  const kept = await tab.evaluate("({ from: element.from, contents: element.contents(), certificates: element.certificates(), letters: element.letters(), own: Object.keys(element).sort(), disabled: element.hasAttribute('disabled'), pressed: element.shadowRoot.querySelector('.main').disabled })");
  assert.deepEqual(kept, { from: "F", contents: ["c"], certificates: ["k"], letters: ["l"], own: ["certificates", "contents", "from", "letters"], disabled: true, pressed: true });
});

test("taken out and put elsewhere it goes on, and hears the shortcut once", async () => {
  const tab = await page();
  await tab.evaluate(`(async () => {
    await define();
    document.body.innerHTML = "<div id=one></div><div id=two></div>";
    window.element = Object.assign(document.createElement("zegel-protect"), { engine, bundle, draft });
    window.changes = 0;
    element.addEventListener("zegel-change", () => { changes += 1; });
    one.append(element); two.append(element); element.remove(); two.append(element);
  })()`);
  await tab.getByRole("button", { name: "Beveiligen", exact: true }).waitFor();
  await tab.keyboard.press("Control+Shift+L");
  assert.equal(await tab.evaluate("changes"), 1);
  assert.equal(await tab.evaluate("element.decision.protection.template"), "encrypt");
  await tab.evaluate("element.remove()");
  await tab.keyboard.press("Control+Shift+L");
  assert.equal(await tab.evaluate("changes"), 1);
});

test("in a shadow tree it finds its language, its events leave, and it takes the focus", async () => {
  const tab = await page();
  await tab.evaluate(`(async () => {
    await define();
    const host = document.createElement("div");
    host.attachShadow({ mode: "open" }).innerHTML = "<p><zegel-protect></zegel-protect></p>";
    document.body.append(host);
    window.element = Object.assign(host.shadowRoot.querySelector("zegel-protect"), { engine, bundle, draft });
    window.heard = [];
    document.addEventListener("zegel-change", ({ detail }) => heard.push(detail.protection));
    element.focus();
  })()`);
  await tab.getByRole("button", { name: "Beveiligen", exact: true }).waitFor();
  await tab.keyboard.press("Enter");
  assert.deepEqual(await tab.evaluate("heard"), ["encrypt"]);
});

test("its language can be changed at any time, and unknown ones are English", async () => {
  const tab = await page();
  await tab.evaluate("(async () => { await define(); document.body.innerHTML = '<zegel-protect></zegel-protect>'; window.element = Object.assign(document.body.firstChild, { engine, bundle, draft }); })()");
  await tab.getByRole("button", { name: "Beveiligen", exact: true }).waitFor();
  await tab.evaluate("element.toggle()");
  await tab.getByText("Versleuteld. Alleen").first().waitFor();
  await tab.evaluate("element.language = 'fr'");
  await tab.getByText("Encrypted. Only").first().waitFor();
  await tab.evaluate("element.toggle()");
  await tab.getByRole("button", { name: "Protect", exact: true }).waitFor();
  await tab.evaluate("element.setAttribute('language', 'nl-BE')");
  await tab.getByRole("button", { name: "Beveiligen", exact: true }).waitFor();
});

test("colours follow color-scheme of what is around it", async () => {
  const tab = await page();
  await tab.evaluate("(async () => { await define(); document.body.innerHTML = '<div style=\"color-scheme: dark\"><zegel-protect></zegel-protect></div><div style=\"color-scheme: light\"><zegel-protect></zegel-protect></div>'; for (const one of document.querySelectorAll('zegel-protect')) Object.assign(one, { engine, bundle, draft }); })()");
  const ink = "[...document.querySelectorAll('zegel-protect')].map((one) => getComputedStyle(one).color)";
  assert.deepEqual(await tab.evaluate(ink), ["rgb(231, 233, 238)", "rgb(26, 29, 36)"]);
});
