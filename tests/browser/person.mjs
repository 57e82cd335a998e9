// @ts-check
/** What people do with the webmail, by the words and roles they see. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { isFirefox } from "./browsers.mjs";
import { dropFiles } from "./firefox.mjs";

/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {import("./stage.mjs").Visitor} Visitor */
/** @typedef {import("playwright-core").Locator} Locator */

/** @type {Record<string, string>} */
const names = {
  "noor@example.org": "Noor de Wit", "daan@example.org": "Daan Bakker", "sofie@example.org": "Sofie Jansen",
  "lee@example.com": "Lee Chen", "mara@example.com": "Mara Novak",
};

export class Person {
  /** @param {Visitor} visitor @param {string} address */
  constructor(visitor, address) {
    this.visitor = visitor;
    this.address = address;
    this.page = visitor.page;
    this.composer = this.page.locator(".composer");
    this.to = this.composer.getByLabel("To", { exact: true });
    this.subject = this.composer.getByLabel("Subject", { exact: true });
    this.text = this.composer.getByRole("textbox", { name: "Message" });
    /** The bar that says what protects the message. */
    this.bar = this.composer.locator("zegel-protect section.bar");
    this.protect = this.composer.getByRole("button", { name: /^Protect(?:ed)?$/ });
    this.label = this.composer.locator("zegel-protect button.label");
    this.sendButton = this.composer.getByRole("button", { name: "Send", exact: true });
    this.dialog = this.page.getByRole("dialog");
    this.reader = this.page.locator("section.reader");
    this.statements = this.reader.locator(".statement-text");
    this.frame = this.page.frameLocator("iframe.mail-frame").locator("body");
  }

  /**
   * @param {Stage} stage
   * @param {string} address
   * @param {Parameters<Stage["visitor"]>[0]} [options]
   */
  static async signIn(stage, address, options) {
    const person = new Person(await stage.visitor(options), address);
    await person.signIn();
    return person;
  }

  async signIn() {
    const { page, address } = this;
    const mine = page.getByRole("button", { name: address });
    const field = page.getByLabel(/^(?:Email address|E-mailadres)$/);
    await mine.or(field).waitFor();
    if (await field.count()) {
      await field.fill(address);
      await page.getByLabel(/^(?:Password|Wachtwoord)$/).fill(`${address.split("@")[0]}pw`);
      await page.getByRole("button", { name: /^(?:Sign in|Inloggen|Aanmelden)$/ }).click();
    } else {
      await mine.click();
    }
    const failure = page.locator(".sign-in .notice.danger:not([hidden])");
    const elsewhere = page.getByText(/^(?:Make a new key|Nieuwe sleutel maken)$/).first();
    await page.locator(".message-row").first().or(failure).or(elsewhere).first().waitFor();
    // In another browser, without a backup: the old key is given up.
    if (await elsewhere.isVisible()) {
      await elsewhere.click();
      await page.getByRole("button", { name: /^(?:Make a new key|Nieuwe sleutel maken)$/ }).click();
      await page.locator(".message-row").first().or(failure).waitFor();
    }
    if (await failure.count()) throw new Error(`${address} cannot sign in: ${await failure.innerText()}`);
  }

  get name() { return names[this.address] ?? this.address; }

  async startWriting() {
    // Of several windows of one Firefox only one has the focus, and only there a selection is one.
    if (isFirefox) await this.page.bringToFront();
    await this.page.getByRole("button", { name: "New message" }).click();
    await this.to.waitFor();
  }

  /**
   * @param {"To"|"Cc"|"Bcc"} field
   * @param {string} address
   * @param {string|null} [state]  the state its chip must come to, "usable" for any that can be encrypted to; null waits for none
   */
  async addRecipient(field, address, state = "usable") {
    const add = this.composer.getByRole("button", { name: `Add ${field}` });
    if (field !== "To" && await add.count()) await add.click();
    const input = this.composer.getByLabel(field, { exact: true });
    await input.fill(address);
    await input.press("Enter");
    if (state) await this.chip(address, state).waitFor();
  }

  /** @param {string} address @param {string} state  "usable" for any that can be encrypted to */
  chip(address, state) {
    const states = state === "usable" ? ["new", "known", "verified"] : [state];
    return this.composer.locator(states.map((one) => `.chip[title="${address}"][data-state="${one}"]`).join(", "));
  }

  /** @param {string} text */
  async type(text) {
    await this.text.click();
    await this.page.keyboard.type(text);
  }

  /**
   * A short mail, ready to be sent.
   * @param {{ to: string, subject: string, text: string, protect?: boolean }} mail
   */
  async write({ to, subject, text, protect = true }) {
    await this.startWriting();
    await this.addressTo(to);
    await this.subject.fill(subject);
    await this.type(text);
    if (!protect) return;
    this.visitor.stage.keepSecret(subject, text);
    await this.protectIt();
  }

  /** @param {string} to */
  addressTo(to) { return this.addRecipient("To", to); }

  async protectIt() {
    await this.protect.and(this.page.locator('[aria-pressed="false"]')).click();
    await this.isProtected();
    this.visitor.stage.keepSecret(await this.subject.inputValue(), await this.text.innerText());
  }

  isProtected() { return this.protect.and(this.page.locator('[aria-pressed="true"]')).waitFor(); }

  isUnprotected() { return this.protect.and(this.page.locator('[aria-pressed="false"]')).waitFor(); }

  /** @param {Locator} button */
  async openMenu(button) {
    const menu = this.page.getByRole("menu");
    // A menu just closed does not open again at once: that press may be the one that closed it.
    do await button.click(); while (!await menu.waitFor({ timeout: 1000 }).then(() => true, () => false));
  }

  /** @param {string} name of a way to protect */
  async chooseProtection(name) {
    await this.openMenu(this.composer.getByRole("button", { name: "Ways to protect" }));
    await this.page.getByRole("menuitemradio", { name }).click();
  }

  /** @param {string} name */
  async chooseLabel(name) {
    await this.openMenu(this.label);
    await this.page.getByRole("menuitemradio", { name }).click();
  }

  /** With the button, from the disk. @param {...string} paths */
  async attach(...paths) {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.composer.getByRole("button", { name: "Attach files" }).click()]);
    await chooser.setFiles(paths);
  }

  /** @param {string} name */
  attached(name) { return this.composer.locator(".files li").filter({ hasText: name }); }

  /** Files that fall from the desktop onto a place. @param {Locator} target @param {...string} paths */
  async drop(target, ...paths) {
    if (isFirefox) return this.#dropInFirefox(target, paths);
    const box = await target.boundingBox();
    assert.ok(box);
    const session = await this.visitor.context.newCDPSession(this.page);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files: paths, dragOperationsMask: 1 } };
    for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"])) await session.send("Input.dispatchDragEvent", { type, ...at });
    await session.detach();
  }

  /** What was copied, as any other page gets it: our own may not read the clipboard. */
  async copied() {
    const other = await this.visitor.context.newPage();
    await other.setContent("<textarea></textarea>");
    await other.bringToFront();
    const field = other.locator("textarea");
    await field.focus();
    await field.press("Control+V");
    const text = await field.inputValue();
    await other.close();
    await this.page.bringToFront();
    return text;
  }

  /** @param {Locator} target @param {string[]} paths */
  async #dropInFirefox(target, paths) {
    const type = (/** @type {string} */ path) => ({ ".txt": "text/plain", ".png": "image/png", ".pdf": "application/pdf" })[extname(path)] ?? "";
    await dropFiles(target, await Promise.all(paths.map(async (path) => ({ name: basename(path), type: type(path), base64: await readFile(path, "base64") }))));
  }

  /** A picture from the clipboard, pasted where the caret is; without a display, Firefox has no clipboard for pictures. @param {string} color */
  async pastePicture(color) {
    const base64 = await this.page.evaluate((color) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
      const drawing = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      drawing.fillStyle = color;
      drawing.fillRect(0, 0, 40, 30);
      return canvas.toDataURL("image/png").replace(/^[^,]*,/, "");
    }, color);
    if (isFirefox) return dropFiles(this.text, [{ name: "image.png", type: "image/png", base64 }]);
    await this.visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await this.page.evaluate(async (base64) => {
      const picture = new Blob([/** @type {any} */ (Uint8Array).fromBase64(base64)], { type: "image/png" });
      await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    }, base64);
    await this.page.keyboard.press("Control+V");
  }

  async send() {
    await this.sendButton.click();
    await this.composer.waitFor({ state: "detached" });
  }

  async refresh() {
    await this.page.getByRole("button", { name: "Check for new mail" }).click();
  }

  /** @param {string} name */
  async openFolder(name) {
    await this.page.locator(".folder").filter({ hasText: name }).click();
    await this.page.locator("h1", { hasText: name }).waitFor({ state: "attached" });
  }

  /** A message in the list, by what the list says of it. @param {string|RegExp} text */
  row(text) { return this.page.locator(".message-row").filter({ hasText: text }); }

  /** @param {string|RegExp} text */
  async openMessage(text) {
    await this.refresh();
    await this.row(text).first().click();
    await this.reader.locator("h2, .failure").first().waitFor();
  }

  /** @param {string} name @returns {Promise<Buffer>} */
  async save(name) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.reader.getByRole("button", { name: `Save ${name}` }).click()]);
    assert.equal(download.suggestedFilename(), name);
    return readFile(await download.path());
  }
}
