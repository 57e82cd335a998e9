// @ts-check
/** The administrator's sections of branding and passphrases: forms, what recipients see beside them, and the logo. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { sound as soundIn } from "./sound.mjs";
import { Stage, lastFirst } from "./stage.mjs";
import { turn } from "./switches.mjs";

/** @typedef {import("playwright-core").Page} Page */

const hasReader = existsSync(new URL("../../www/wasm/reader.html", import.meta.url));
const end = lastFirst({ after });
/** @type {Stage} */ let stage;

before(async () => {
  stage = await Stage.open(end);
});

/** @param {{ locale?: string }} [options] */
async function open({ locale } = {}) {
  const visitor = await stage.visitor({ viewport: { width: 1440, height: 900 }, ...(locale ? { locale } : {}) });
  const { page } = visitor;
  await page.goto(`${stage.url}pages/admin/`);
  const dutch = locale?.startsWith("nl");
  await page.getByRole("button", { name: dutch ? "Met een voorbeeld beginnen" : "Begin with an example" }).click();
  await page.locator("#first-name").fill("Bridge Foundation");
  await page.locator("#first-domains").fill("bridge.example");
  await page.locator("#first-language").selectOption(dutch ? "nl" : "en");
  await page.getByRole("button", { name: dutch ? "Beginnen" : "Begin", exact: true }).click();
  await page.getByRole("heading", { name: dutch ? "Overzicht" : "Overview" }).waitFor();
  return visitor;
}

/** @param {Page} page @param {string} route */
const go = (page, route) => page.evaluate((to) => { location.hash = to; }, route);

/** @param {Page} page @returns {Promise<any>} */
async function policy(page) {
  const back = await page.evaluate(() => location.hash.slice(1));
  await go(page, "/json");
  const text = await page.getByRole("textbox", { name: "JSON" }).inputValue();
  await go(page, back);
  await page.getByRole("textbox", { name: "JSON" }).waitFor({ state: "detached" });
  return JSON.parse(text);
}

/** @param {Page} page */
const cover = (page) => page.frameLocator("iframe.cover-frame");
/** @param {Page} page @param {string} name */
const text = (page, name) => page.getByRole("textbox", { name, exact: true });
/** Looked up from outside: in the frame itself no script may run, the test's neither. @param {Page} page */
const ground = (page) => page.locator("iframe.cover-frame").evaluate((frame) => getComputedStyle(/** @type {any} */ (frame).contentDocument.body).backgroundColor);

/** @param {Page} page @param {string} view */
const sound = (page, view) => soundIn(page, view, { desk: { width: 1440, height: 900 }, places: "html, main, aside" });

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, sum]);
}

/** A PNG of noise, which nothing makes small. @param {number} width @param {number} height @param {{ opaque?: boolean, empty?: boolean }} [options] */
function noise(width, height, { opaque = false, empty = false } = {}) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, opaque ? 2 : 6], 8);
  const rows = empty ? Buffer.alloc(0) : Buffer.alloc(height * (1 + width * (opaque ? 3 : 4)));
  for (let at = 0, seed = 1; at < rows.length; at += 1) rows[at] = at % (1 + width * (opaque ? 3 : 4)) === 0 ? 0 : (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >>> 16;
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** @param {Page} page @param {string} url */
const pixels = (page, url) => page.evaluate(async (src) => {
  const image = new Image();
  image.src = src;
  await image.decode();
  return [image.naturalWidth, image.naturalHeight];
}, url);

test("a look is edited, and what recipients see follows every key", async () => {
  const visitor = await open();
  const { page } = visitor;
  await go(page, "/branding");
  await page.getByText("None yet: recipients see the neutral look").waitFor();
  await cover(page).getByText("Noor de Wit has sent you a protected message.").waitFor();
  await page.getByRole("button", { name: "Add a look" }).click();
  await page.getByRole("heading", { level: 1, name: "House style" }).waitFor();

  // The colour, and which text can be read on it.
  await page.getByPlaceholder("#rrggbb").fill("#ffd400");
  await page.getByText("Black text, contrast 14.7 to 1").waitFor();
  await cover(page).locator("td[bgcolor='#ffd400']").first().waitFor();
  await page.getByPlaceholder("#rrggbb").fill("#1f4e79");
  await page.getByText(/^White text, contrast/).waitFor();

  // Names are put in where one writes; what looks like markup is text.
  await text(page, "Introduction").fill("Mail of !");
  await text(page, "Introduction").press("ArrowLeft");
  await page.getByRole("button", { name: "Insert a name into Introduction" }).click();
  await page.getByRole("option", { name: /Your organisation’s name/ }).click();
  assert.equal(await text(page, "Introduction").inputValue(), "Mail of {organisation}!");
  await cover(page).getByText("Mail of Bridge Foundation!").waitFor();
  await text(page, "Text below the steps").fill("<img src=x onerror=alert(1)><b>Call 0800 1234</b>\nfrom nine to five");
  await cover(page).getByText("<img src=x onerror=alert(1)><b>Call 0800 1234</b>").waitFor();
  assert.equal(await cover(page).locator("img, b, script, a[href]").count(), 0);
  await text(page, "Subject").fill("For you, from {sender}");
  await page.locator(".preview-head").getByText("For you, from Noor de Wit").waitFor();
  await page.locator(".count").filter({ hasText: "22 of 128" }).waitFor();

  // How it looks elsewhere: dark, on a phone, as text, in other languages.
  assert.equal(await ground(page), "rgb(242, 243, 245)");
  await page.getByRole("button", { name: "Dark" }).click();
  assert.equal(await ground(page), "rgb(22, 23, 25)");
  await page.getByRole("button", { name: "On a phone" }).click();
  assert.equal(await page.locator("iframe.cover-frame").evaluate((frame) => /** @type {HTMLElement} */ (frame).style.width), "375px");
  await page.getByLabel("Language of the recipient").selectOption({ label: "Dutch" });
  await cover(page).getByText("Een beveiligd bericht").waitFor();
  await page.getByLabel("Language of the recipient").selectOption({ label: "Arabic" });
  await cover(page).getByText("رسالة محمية").first().waitFor();
  assert.equal(await cover(page).locator("html").getAttribute("dir"), "rtl");
  await page.getByRole("button", { name: "As text" }).click();
  await page.getByRole("region", { name: "The mail as text in Arabic" }).getByText("رسالة محمية").waitFor();
  await text(page, "Text below the steps").focus();
  await page.getByRole("region", { name: "The mail as text in English" }).getByText("1. Open the attached file message.html.").waitFor();

  // Mistakes at their fields.
  await text(page, "Words on the button").fill("x".repeat(65));
  await page.locator(".count.over").filter({ hasText: "65 of 64" }).waitFor();
  await page.getByRole("button", { name: "1 mistake", exact: true }).waitFor();
  assert.equal(await text(page, "Words on the button").getAttribute("aria-invalid"), "true");
  await text(page, "Words on the button").fill("");
  await text(page, "Privacy statement").fill("http://www.example.org/privacy");
  await page.getByRole("button", { name: "1 mistake", exact: true }).click();
  await page.getByRole("button", { name: /Privacy statement/ }).click();
  assert.equal(await text(page, "Privacy statement").evaluate((input) => input === document.activeElement), true);
  await text(page, "Privacy statement").fill("https://www.example.org/privacy");
  await page.getByRole("button", { name: "No mistakes" }).waitFor();
  await page.getByRole("button", { name: "Mail", exact: true }).click();
  await cover(page).getByText("Privacy statement").waitFor();
  assert.deepEqual((await policy(page)).branding, [{
    id: "house-style", name: "House style", color: "#1f4e79", introduction: "Mail of {organisation}!", text: "<img src=x onerror=alert(1)><b>Call 0800 1234</b>\nfrom nine to five",
    subject: "For you, from {sender}", privacy: "https://www.example.org/privacy",
  }]);

  // Without a passphrase: for whom it is then.
  await page.getByText("For whom, and how long").click();
  await turn(page.getByRole("switch", { name: "Offer a passphrase" }), false);
  await page.getByText("With this look nobody sees a cover").waitFor();
  await turn(page.getByRole("switch", { name: "A cover also for those who have a key" }), true);
  await page.getByRole("region", { name: "The mail as text in English" }).getByText("Open this mail in a program that has your key.").waitFor();
  assert.deepEqual(visitor.problems, []);
});

test("a logo is made of any picture, and small; what would be too much is refused unopened", async () => {
  const visitor = await open();
  const { page } = visitor;
  await go(page, "/branding");
  await page.getByRole("button", { name: "Add a look" }).click();
  const input = page.locator(".logo-field input[type=file]");
  const give = (/** @type {string} */ name, /** @type {Buffer|string} */ content) => input.setInputFiles({ name, mimeType: name.endsWith(".svg") ? "image/svg+xml" : "image/png", buffer: Buffer.from(content) });
  const logo = async () => (await policy(page)).branding[0].logo;

  // Noise that shines through is the worst there is: it is scaled until it fits.
  await give("noise.png", noise(2400, 1000));
  await page.getByText("noise.png was taken as the logo.").waitFor();
  await cover(page).locator("img[src^='data:image/png']").waitFor();
  assert.equal(await cover(page).locator("img").getAttribute("alt"), "Bridge Foundation");
  const first = await logo();
  assert.match(first, /^data:image\/png;base64,/);
  assert.ok(Buffer.from(first.split(",")[1], "base64").length <= 40 * 1024);
  const [width = 0, height = 0] = await pixels(page, first);
  assert.ok(width <= 340 && height <= 140 && width > 60 && Math.abs(width / height - 2.4) < 0.1, `${width} by ${height}`);
  await give("photo.png", noise(1000, 600, { opaque: true }));
  await page.getByText("photo.png was taken as the logo.").waitFor();
  assert.match(await logo(), /^data:image\/jpeg;base64,/);

  // A drawing runs nothing and asks for nothing.
  const asked = stage.requests.length;
  await give("drawing.svg", `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 10" onload="parent.ran=1">
    <script>window.ran = top.ran = 1; fetch("/ran")</script><style>@import url(${stage.url}ran.css);</style><rect width="20" height="10" fill="#0a5"/>
    <image width="20" height="10" xlink:href="${stage.url}ran.png"/><image width="20" height="10" href="https://example.org/ran.png"/></svg>`);
  await page.getByText("drawing.svg was taken as the logo.").waitFor();
  const drawn = await logo();
  assert.match(drawn, /^data:image\/(?:png|jpeg);base64,/);
  assert.deepEqual(await pixels(page, drawn), [280, 140]);
  assert.equal(await page.evaluate(() => "ran" in globalThis), false);
  assert.deepEqual([stage.requests.slice(asked).filter(({ url }) => url.includes("ran")), stage.outside], [[], []]);

  // Refused, and the logo that is there stays.
  for (const [name, content, words] of /** @type {const} */ ([
    ["huge.png", Buffer.alloc(21 * 1024 * 1024), "huge.png is larger than 20 MB"],
    ["bomb.png", noise(30_000, 30_000, { empty: true }), "bomb.png becomes more than 25 million pixels"],
    ["bomb.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="99999999" height="99999999"/>', "bomb.svg becomes more than 25 million pixels"],
    ["long.svg", `<svg xmlns="http://www.w3.org/2000/svg">${"<g/>".repeat(200_000)}</svg>`, "long.svg is larger than 512 KB"],
    ["laughs.svg", '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "laughs.svg is no picture that is known here"],
    ["letter.png", "Dear Lee", "letter.png is no picture that is known here"],
    ["broken.png", noise(40, 40, { empty: true }), "broken.png cannot be shown by this browser"],
    ["broken.svg", '<svg xmlns="http://www.w3.org/2000/svg"><g>', "broken.svg cannot be shown by this browser"],
  ])) {
    await give(name, content);
    await page.getByRole("alert").getByText(words).waitFor();
  }
  assert.equal(await logo(), drawn);
  await sound(page, "a logo that was refused");

  // Dropped; and taken away.
  await page.locator(".logo-drop").evaluate((place, content) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(content)], "dropped.png", { type: "image/png" }));
    place.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [...noise(30, 20)]);
  await page.getByText("dropped.png was taken as the logo.").waitFor();
  assert.deepEqual(await pixels(page, await logo()), [30, 20]);
  await page.getByRole("button", { name: "Remove the logo" }).click();
  await page.getByText("Drop a picture here").waitFor();
  assert.equal(await logo(), undefined);
  assert.deepEqual(visitor.problems, []);
});

test("looks have an order, and what a rule chooses stays", async () => {
  const visitor = await open();
  const { page } = visitor;
  await go(page, "/branding");
  await page.getByRole("button", { name: "Add a look" }).click();
  await page.getByRole("button", { name: "Copy this look" }).click();
  await page.getByRole("heading", { level: 1, name: "House style (copy)" }).waitFor();
  await text(page, "Name").fill("Board");
  await page.getByRole("button", { name: "No mistakes" }).waitFor();
  await go(page, "/rules/0");
  await page.getByRole("region", { name: "Then", exact: true }).getByRole("button", { name: "Add an action" }).click();
  await page.getByRole("combobox", { name: "Search" }).fill("ApplyRightsProtectionCustomizationTemplate");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Use a branding" }).selectOption({ label: "Board" });
  const rule = (await policy(page)).rules[0];

  await go(page, "/branding");
  await page.getByRole("list", { name: "Looks, the usual one first" }).getByText(`Chosen by ‘${rule.name}’`).waitFor();
  await page.getByRole("button", { name: "Move Board" }).focus();
  await page.keyboard.press("ArrowUp");
  await page.getByText("Board is now 1 of 2").waitFor();
  await page.getByText(`The usual one; also chosen by ‘${rule.name}’`).waitFor();
  await page.getByText("No rule chooses it").waitFor();
  await page.getByRole("link", { name: /^Board/ }).click();
  await page.getByRole("button", { name: "Remove Board" }).click();
  await page.getByRole("alert").getByText("‘Board’ stays, because a rule chooses it.").waitFor();
  assert.equal((await policy(page)).branding.length, 2);
  await page.getByRole("alert").getByRole("link", { name: rule.name }).click();
  await page.getByRole("heading", { level: 1, name: rule.name }).waitFor();
  await go(page, "/branding/1");
  await page.getByRole("button", { name: "Remove House style" }).click();
  await page.getByText("House style removed").waitFor();
  assert.deepEqual((await policy(page)).branding.map((/** @type {any} */ { name }) => name), ["Board"]);
  assert.deepEqual(visitor.problems, []);
});

test("what holds for passphrases is said, shown, and gone where nothing is wanted", async () => {
  const visitor = await open();
  const { page } = visitor;
  await go(page, "/passphrase");
  await page.getByText("Recipients without a certificate open mail with a passphrase, such as one of 5 words that is suggested. They get a file that opens in their browser.").waitFor();
  assert.equal("passphrase" in await policy(page), false);
  await page.getByLabel("Words in a suggested passphrase").fill("6");
  await page.getByLabel("The least strength, in bits").fill("60");
  await turn(page.getByRole("switch", { name: "Also for older OpenPGP programs" }), true);
  await turn(page.getByRole("switch", { name: "A hint may be given" }), false);
  await page.getByRole("radio", { name: /^A link and the file/ }).check();
  await page.getByText("Until it is there, recipients get the file.").waitFor();
  await page.getByRole("list", { name: "Attached to the mail" }).getByText("message.html").waitFor();
  await text(page, "Address of your reader").fill("https://secure.example.org/reader.html");
  await cover(page).getByText("Read the message", { exact: true }).waitFor();
  assert.deepEqual(await page.getByRole("list", { name: "Attached to the mail" }).getByRole("listitem").allTextContents(), ["message.asc", "message.html"]);
  await page.getByLabel("Add to Domains that refuse such files").fill("strict.example.com");
  await page.keyboard.press("Enter");
  await page.getByText("At strict.example.com they get only the link and the message attached. It is locked so that older OpenPGP programs open it too.").waitFor();
  assert.deepEqual((await policy(page)).passphrase, {
    words: 6, minimumBits: 60, reach: true, hint: false, attach: "link-and-html", reader: "https://secure.example.org/reader.html", strict: ["strict.example.com"],
  });
  await page.getByRole("button", { name: "No mistakes" }).waitFor();
  await page.getByLabel("The least strength, in bits").fill("12");
  await page.getByRole("button", { name: "1 mistake", exact: true }).waitFor();
  await sound(page, "passphrases");

  await page.getByLabel("The least strength, in bits").fill("");
  await page.getByLabel("Words in a suggested passphrase").fill("");
  await turn(page.getByRole("switch", { name: "Also for older OpenPGP programs" }), false);
  await turn(page.getByRole("switch", { name: "A hint may be given" }), true);
  await page.getByRole("radio", { name: /^A file that opens in the browser/ }).check();
  await text(page, "Address of your reader").fill("");
  await page.getByRole("button", { name: "Remove strict.example.com" }).click();
  assert.equal("passphrase" in await policy(page), false);
  await turn(page.getByRole("switch", { name: /^Recipients without a certificate can be written to/ }), false);
  await page.getByText("Recipients without a certificate cannot be written to under protection.").waitFor();
  assert.deepEqual((await policy(page)).passphrase, { allowed: false });
  assert.deepEqual(visitor.problems, []);
});

test("the reader is shown where it is, and said to be missing where it is not", async () => {
  const visitor = await open();
  const { page } = visitor;
  await go(page, "/branding");
  await page.getByRole("button", { name: "Add a look" }).click();
  await page.getByPlaceholder("#rrggbb").fill("#7a1f4e");
  await page.getByRole("button", { name: "Reader", exact: true }).click();
  if (!hasReader) {
    await page.getByText("This installation has no reader yet").waitFor();
    return;
  }
  const reader = page.frameLocator("iframe.reader-frame");
  await reader.getByText("Bridge Foundation").first().waitFor();
  await page.getByText("The reader", { exact: true }).click();
  await text(page, "Words at the top of the reader").fill("Welcome to {organisation}");
  await reader.getByText("Welcome to Bridge Foundation").waitFor();
  assert.equal(await text(page, "Words at the top of the reader").evaluate((input) => input === document.activeElement), true, "the reader takes no focus");
  // It is the whole reader: the example opens.
  await reader.getByLabel("Passphrase", { exact: true }).fill("bridge over water");
  await reader.getByLabel("Passphrase", { exact: true }).press("Enter");
  await reader.getByText("The plans for spring").waitFor();
  await sound(page, "the reader");
  assert.deepEqual([visitor.problems, stage.outside], [[], []]);
});

test("what somebody unfolds stays so, also where something is drawn at that moment", async () => {
  const { page } = await open();
  await go(page, "/branding");
  await page.getByRole("button", { name: "Add a look" }).click();
  await page.getByPlaceholder("#rrggbb").waitFor();
  await page.getByText("The reader", { exact: true }).evaluate((node) => {
    /** @type {HTMLElement} */ (node.closest("summary")).click();
    // In the same task: before the fold tells by itself that it was opened.
    const input = /** @type {HTMLInputElement} */ (document.querySelector('input[placeholder="#rrggbb"]'));
    input.value = "#7a1f4e";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.waitForFunction(() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))); }));
  assert.equal(await text(page, "Words at the top of the reader").isVisible(), true);
});

test("it is sound in Dutch, narrow, dark, with the preview open", async () => {
  const visitor = await open({ locale: "nl-NL" });
  const { page } = visitor;
  await go(page, "/branding");
  await sound(page, "no look yet");
  await page.getByRole("button", { name: "Huisstijl toevoegen" }).click();
  await text(page, "Inleiding, Nederlands").fill("{sender} schrijft u.");
  await cover(page).getByText("Noor de Wit schrijft u.").waitFor();
  await page.getByText("Voor wie, en hoe lang").click();
  await page.getByText("De lezer", { exact: true }).click();
  assert.deepEqual((await policy(page)).branding[0].introduction, { nl: "{sender} schrijft u." });
  await page.getByText("Dit ontbreekt nog.").waitFor();
  await text(page, "Inleiding, Engels").fill("{sender} writes to you.");
  await page.getByRole("button", { name: "Geen fouten" }).waitFor();
  await sound(page, "a look");
  await go(page, "/branding");
  await sound(page, "the list of looks");
  await go(page, "/passphrase");
  await sound(page, "passphrases");
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "Voorbeeld" }).click();
  await sound(page, "the preview on a phone");
  await page.getByRole("button", { name: "Als tekst" }).click();
  await sound(page, "the preview as text");
  assert.deepEqual(visitor.problems, []);
});
