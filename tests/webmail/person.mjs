// @ts-check
/** What people do in Roundcube with the plugin, by the words and roles they see. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Person } from "../browser/person.mjs";
import { passwordOf } from "./mail-servers.mjs";
import { quietOf } from "./quiet.mjs";

/** @typedef {import("./stage.mjs").Webmail} Webmail */
/** @typedef {import("../browser/stage.mjs").Visitor} Visitor */

export class WebmailPerson {
  /** @param {Webmail} webmail @param {Visitor} visitor @param {string} address */
  constructor(webmail, visitor, address) {
    this.webmail = webmail;
    this.visitor = visitor;
    this.address = address;
    this.page = visitor.page;
    this.quiet = quietOf(visitor.page);
    /** The vault's editor in Roundcube's composer. */
    this.editor = this.page.frameLocator("#zegel-editor iframe");
    this.subject = this.editor.getByLabel("Subject", { exact: true });
    this.text = this.editor.getByRole("textbox", { name: "Message" });
    this.protect = this.editor.getByRole("button", { name: /^Protect(?:ed)?$/ });
    /** The bar that says what protects the message. */
    this.bar = this.editor.locator("zegel-protect section.bar");
    this.sendButton = this.editor.locator(".compose-bar button.send");
    /** Roundcube's, for its own editor. */
    this.plainSendButton = this.page.locator(".formbuttons button.send");
    /** The message chosen in the list, and the vault's display in it. */
    this.preview = this.page.frameLocator("#messagecontframe");
    this.display = this.preview.frameLocator(".zegel-display iframe");
  }

  /**
   * Signs in, with a key of one's own that others find.
   * @param {Webmail} webmail @param {string} address
   * @param {Parameters<import("../browser/stage.mjs").Stage["visitor"]>[0]} [options]
   */
  static async signIn(webmail, address, options) {
    const visitor = await webmail.stage.visitor(options);
    // The organisation's own page makes the key and publishes it; the frames in Roundcube are of the same origin.
    const own = new Person(visitor, address);
    await own.signIn();
    const person = new WebmailPerson(webmail, visitor, address);
    await person.enter();
    await person.connect();
    return person;
  }

  /** A frame that has just moved, or was scrolled, takes no press that matters: people press again. @param {import("playwright-core").Locator} button @param {import("playwright-core").Locator} until */
  press(button, until) { return this.#pressing(button, () => until.waitFor({ timeout: 2000 })); }

  /**
   * Presses until what should come of it came. What comes slowly may take the button away: then it is not waited for.
   * @param {import("playwright-core").Locator} button @param {() => Promise<unknown>} came  rejects where it did not
   */
  async #pressing(button, came) {
    const end = Date.now() + 90_000;
    do {
      if (Date.now() > end) throw new Error(`pressed in vain: ${button}`);
      await button.click({ timeout: 3000 }).catch(() => {});
    } while (!await came().then(() => true, () => false));
  }

  /** Lets the vault into this webmail, and chooses a sign, as is asked for the first time. */
  async connect() {
    await this.goto(`${this.webmail.origin}/?_task=settings&_action=plugin.zegel.settings`);
    const frame = this.page.frameLocator("#zegel-settings iframe");
    const next = frame.locator(".panel button[type=submit]");
    const title = frame.locator(".panel h1");
    for (const step of [/Use Zegel/, /Choose your sign/]) {
      const here = title.filter({ hasText: step });
      await here.waitFor();
      await this.#pressing(next, () => here.waitFor({ state: "detached", timeout: 2000 }));
    }
  }

  async enter() {
    const { page, address } = this;
    await page.goto(this.webmail.origin);
    await page.fill("#rcmloginuser", address);
    await page.fill("#rcmloginpwd", passwordOf(address));
    await page.click("#rcmloginsubmit");
    await page.waitForSelector("#messagelist", { state: "attached" });
  }

  /** @param {string} url */
  async goto(url) {
    await this.quiet();
    await this.page.goto(url);
  }

  async startWriting() {
    await this.goto(`${this.webmail.origin}/?_task=mail&_action=compose`);
    await this.subject.waitFor().catch(async (cause) => {
      throw new Error(`the editor did not come: ${JSON.stringify(await this.#inSight())}`, { cause });
    });
  }

  /** What the page and its frames show, and what was said, for whoever reads why a test failed. */
  async #inSight() {
    const frames = await Promise.all(this.page.frames().map(async (frame) => [frame.url(), await Promise.race([
      frame.evaluate(() => [document.readyState, document.body?.innerText.slice(0, 300)]).catch(String), this.page.waitForTimeout(3000),
    ])]));
    return { frames, said: this.visitor.said.slice(-10) };
  }

  /** @param {string} address @param {"to"|"cc"|"bcc"} [field] */
  async addressTo(address, field = "to") {
    const { page } = this;
    if (field !== "to") {
      await page.locator('[data-popup="headers-menu"]').first().click();
      await page.locator(`#headers-menu a[data-target="${field}"]`).click();
    }
    const input = page.locator(`#compose_${field} .recipient-input input`);
    await input.fill(`${address},`);
    await input.press("Enter");
  }

  /** @param {string} text */
  async type(text) {
    await this.into(this.text);
    await this.page.keyboard.type(text);
  }

  /** Browsers drop presses in a frame that moved a moment ago; a person sees that and presses again. @param {import("playwright-core").Locator} place */
  async into(place) {
    for (let tries = 0; tries < 10; tries += 1) {
      await place.click();
      if (await place.evaluate((node) => node.contains(node.ownerDocument.activeElement))) return;
      await this.page.waitForTimeout(300);
    }
    throw new Error("the press never arrived");
  }

  isProtected() { return this.editor.locator('[aria-pressed="true"].main').waitFor(); }

  async protectIt() {
    await this.protect.click();
    await this.isProtected();
  }

  /** A short mail, ready to be sent. @param {{ to: string, subject: string, text: string, protect?: boolean }} mail */
  async write({ to, subject, text, protect = true }) {
    await this.startWriting();
    await this.addressTo(to);
    await this.subject.fill(subject);
    await this.type(text);
    if (protect) await this.protectIt();
  }

  /** @param {string} name of a label */
  async chooseLabel(name) {
    const menu = this.editor.getByRole("menu");
    do await this.editor.locator("zegel-protect button.label").click(); while (!await menu.waitFor({ timeout: 1000 }).then(() => true, () => false));
    await this.editor.getByRole("menuitemradio", { name }).click();
  }

  /** @param {...string} paths */
  async attach(...paths) {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.editor.getByRole("button", { name: "Attach files" }).click()]);
    await chooser.setFiles(paths);
  }

  /** @param {string} name */
  attached(name) { return this.editor.locator(".files li").filter({ hasText: name }); }

  /** Saves the draft, and waits until it is kept. */
  async save() {
    // What is still said of the draft before is not what is waited for.
    await this.page.evaluate(() => { /** @type {any} */ (window).rcmail.clear_messages(); });
    await this.page.getByRole("button", { name: "Save" }).click();
    await this.page.getByText("Draft saved, encrypted to you.").last().waitFor();
    await this.page.waitForFunction(() => /** @type {any} */ (window).rcmail.compose_field_hash() === "");
  }

  /** What Roundcube asks before it leaves. */
  isUnsaved() { return this.page.waitForFunction(() => /** @type {any} */ (window).rcmail.compose_field_hash() !== ""); }

  /** Opens the one draft there is. */
  async openDraft() {
    await this.openMessage("Protected message", "Drafts");
    await this.preview.getByRole("link", { name: "Edit" }).or(this.preview.getByRole("button", { name: "Edit" })).first().waitFor();
    await this.quiet();
    await this.preview.getByRole("link", { name: "Edit" }).or(this.preview.getByRole("button", { name: "Edit" })).first().click();
    await this.subject.waitFor();
  }

  send() {
    return this.#sendUntil(() => this.page.waitForURL((url) => !url.searchParams.has("_action"), { timeout: 500 }).then(() => true, () => false));
  }

  /** Sends, and reads why it was not. @param {string} why */
  held(why) {
    const places = [this.page, this.editor].map((place) => place.getByText(why).first());
    return this.#sendUntil(async () => (await Promise.all(places.map((place) => place.isVisible()))).includes(true));
  }

  /**
   * Presses Send, and reads once more whom it goes to where the vault asks that. What was pressed is given time: pressed again in the moment
   * in which it was refused, a message is asked about, and may turn out to have been sent.
   * @param {() => Promise<boolean>} ended
   */
  async #sendUntil(ended) {
    const once = this.editor.getByRole("dialog").getByRole("button", { name: "Send", exact: true });
    const end = Date.now() + 90_000;
    /** @param {import("playwright-core").Locator} button */
    const canPress = (button) => button.isEnabled({ timeout: 100 }).catch(() => false);
    const waited = async (/** @type {number} */ milliseconds, /** @type {() => Promise<boolean>} */ come) => {
      for (const until = Date.now() + milliseconds; Date.now() < until;) {
        if (await come()) return true;
        await this.page.waitForTimeout(200);
      }
      return false;
    };
    while (!await ended()) {
      if (Date.now() > end) throw new Error(`the message was not sent: ${JSON.stringify(await this.#inSight())}`);
      if (await canPress(once)) {
        await once.click({ timeout: 2000 }).catch(() => {});
        // Still there, it was not taken: not all of it was in sight.
        if (await waited(1000, async () => !await once.isVisible())) await waited(20_000, ended);
      } else if (await canPress(this.sendButton)) {
        await this.sendButton.click({ timeout: 2000 }).catch(() => {});
        await waited(3000, async () => await canPress(once) || await ended());
      }
      await this.page.waitForTimeout(300);
    }
  }

  /** The text of the message shown, in the frame in the frame. @returns {import("playwright-core").Locator} */
  get shown() { return this.display.frameLocator("iframe.mail-frame").locator("body"); }

  /** @param {string} name @returns {Promise<Buffer>} */
  async saveAttachment(name) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.display.getByRole("button", { name: `Save ${name}` }).click()]);
    assert.equal(download.suggestedFilename(), name);
    return readFile(await download.path());
  }

  /** Goes into a folder of one's own. @param {string} name */
  async openFolder(name) {
    await this.goto(`${this.webmail.origin}/?_task=mail&_mbox=${name}`);
    await this.page.waitForSelector("#messagelist", { state: "attached" });
  }

  row(/** @type {string|RegExp} */ text) { return this.page.locator("#messagelist tbody tr").filter({ hasText: text }); }

  /** Chooses a message in the list, which is looked at until it is there. @param {string|RegExp} text @param {string} [folder] */
  async openMessage(text, folder = "INBOX") {
    for (let left = 20; left > 0; left -= 1) {
      await this.openFolder(folder);
      if (await this.row(text).count() > 0) break;
      await this.page.waitForTimeout(300);
    }
    await this.row(text).first().click();
  }

  /** Answers the message that is shown, by the button under it. @param {"Reply"|"Reply to all"|"Forward"} kind */
  async answer(kind) {
    await this.display.locator("h2").waitFor();
    const button = this.display.getByRole("button", { name: kind, exact: true });
    await this.quiet();
    // It stands under a text that is still being laid out.
    await this.#pressing(button, () => this.page.waitForURL(/_action=compose/, { timeout: 3000 }));
    await this.subject.waitFor();
  }

  async sent() {
    await this.page.waitForURL((url) => !url.searchParams.has("_action"));
  }
}
