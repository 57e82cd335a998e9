// @ts-check
/**
 * Somebody who writes and reads in frames of the vault, in a webmail on another origin that does what it is told: takes messages,
 * keeps drafts, or fails at it.
 */
import { publish } from "../../www/keys/directory.js";
import { isFirefox } from "./browsers.mjs";

/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {import("./host-page.mjs").Host} Host */
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {"takes"|"changes"|"refuses"|"silent"|"lies"} Way  how the webmail takes what it is given */

export const people = /** @type {const} */ ({
  noor: { address: "noor@example.org", name: "Noor de Wit" }, daan: { address: "daan@example.org", name: "Daan Bakker" }, lee: { address: "lee@example.com", name: "Lee Chen" },
});

export class Correspondent {
  /** @param {Stage} stage @param {Host} host @param {import("./stage.mjs").Visitor} visitor @param {{ address: string, name: string }} who */
  constructor(stage, host, visitor, { address, name }) {
    this.stage = stage;
    this.host = host;
    this.visitor = visitor;
    this.page = visitor.page;
    this.address = address;
    this.name = name;
    this.language = "en";
    this.certificate = new Uint8Array();
  }

  /**
   * With a key of their own, which others find, in a webmail they have connected.
   * @param {Stage} stage @param {Host} host @param {keyof typeof people} who
   * @param {Parameters<Stage["visitor"]>[0] & { language?: string }} [options]
   */
  static async arrive(stage, host, who, { language = "en", ...options } = {}) {
    const person = new Correspondent(stage, host, await stage.visitor(options), people[who]);
    person.language = language;
    await person.enter();
    await person.settle();
    await person.enter();
    return person;
  }

  /** The page anew: what stood in frames is gone. */
  async enter() {
    const { page, host, language } = this;
    await host.visit(page, { language });
    await page.evaluate(() => {
      const { host } = /** @type {any} */ (window);
      const digest = async (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((octet) => octet.toString(16).padStart(2, "0")).join("");
      const never = () => new Promise(() => {});
      const failure = () => { throw new host.PortError("server-refused", { status: 500, type: "down" }); };
      const mail = host.mail = {
        delivered: /** @type {any[]} */ ([]), drafts: new Map(), keptTimes: 0, told: /** @type {any[]} */ ([]), sending: "takes", keeping: "takes", asks: 0, largest: null,
        async deliver(/** @type {any} */ { messages, draft }) {
          mail.asks += 1;
          if (mail.sending === "silent") return never();
          if (mail.sending === "refuses") return failure();
          const digests = await Promise.all(messages.map((/** @type {any} */ { bytes }) => digest(bytes)));
          if (mail.sending === "changes") return { digests: digests.map((/** @type {string} */ one) => one.replace(/^../, "00")), sent: false };
          if (mail.sending === "lies") return { digests, sent: false };
          mail.delivered.push(messages);
          mail.drafts.delete(draft);
          return { digests, sent: true };
        },
        async keepDraft(/** @type {any} */ { message, previous }) {
          if (mail.keeping === "silent") return never();
          if (mail.keeping === "refuses") return failure();
          mail.drafts.delete(previous);
          const id = `draft-${++mail.keptTimes}`;
          mail.drafts.set(id, message);
          return { id, digest: mail.keeping === "changes" ? "00" : await digest(message) };
        },
        dropDraft(/** @type {any} */ { id }) { mail.drafts.delete(id); return null; },
        limit: () => ({ octets: mail.largest }),
      };
    });
  }

  /** A key, and the consent that a frame would ask for. @param {string} [website]  where it is given */
  async settle(website = this.host.origin) {
    const { page, stage, address, name } = this;
    await this.frame("display", { begun: false });
    const inside = this.inside();
    const certificate = await inside.evaluate(async ({ address, name, host }) => {
      const load = (/** @type {string} */ path) => import(path);
      const engine = await (await load("/engine/engine.js")).start();
      const { certificate } = await engine.makeKey({ name, address });
      const { Connections } = await load("/vault/connections.js");
      const connections = new Connections();
      await connections.connect({ host, keyring: "default", given: address, address, name });
      await connections.choose({ picture: "lighthouse", color: "green" });
      engine.close();
      return [...certificate];
    }, { address, name, host: website });
    const password = `${address.split("@")[0]}pw`;
    this.certificate = new Uint8Array(certificate);
    await publish(this.certificate, address, { user: address, password, base: `${stage.url}.well-known/openpgpkey/` });
  }

  /** The last frame of the vault in the page. */
  inside() {
    const all = this.page.frames().filter((one) => one.url().startsWith(`${this.stage.url}vault/`));
    const last = all.at(-1);
    if (!last) throw new Error("no frame of the vault");
    return last;
  }

  /**
   * @param {"editor"|"display"} kind
   * @param {{ height?: number, address?: string|null, begun?: boolean }} [options]
   * @returns {Promise<number>}
   */
  async frame(kind, { height, address = this.address } = {}) {
    const { page, name, language } = this;
    // Of several windows of one Firefox only one has the focus, and only there a selection is one.
    if (isFirefox) await page.bringToFront();
    const at = await page.evaluate(({ kind, height, address, name, language }) => {
      const { host } = /** @type {any} */ (window);
      const { mail } = host;
      const frame = new host.Frame({
        vault: host.vault, kind, address, name, language, container: document.querySelector("#place"), ...(height ? { height: { least: height, most: height } } : {}),
        asks: Object.fromEntries(["deliver", "keepDraft", "dropDraft", "limit"].map((ask) => [ask, (/** @type {unknown} */ input) => mail[ask](input)])),
      });
      void frame.connected.then((/** @type {any} */ port) => {
        for (const name of ["state", "send-wanted", "recipient", "answer"]) port.on(name, (/** @type {unknown} */ what) => mail.told.push({ name, what }));
      });
      return host.frames.push(frame) - 1;
    }, { kind, height, address, name, language });
    const handle = await page.evaluateHandle((at) => /** @type {any} */ (window).host.frames[at].element, at);
    const inside = await /** @type {import("playwright-core").ElementHandle} */ (handle.asElement()).contentFrame();
    await inside?.waitForURL(`${this.stage.url}vault/`);
    return at;
  }

  /** @param {number} at */
  seen(at) { return new Editor(this, at); }

  /**
   * An editor, begun.
   * @param {Record<string, unknown>} [beginning]  bytes as `{ delivered: n }`, `{ draft: id }`
   * @returns {Promise<Editor>}
   */
  async write(beginning = {}, { height = 640 } = {}) {
    const at = await this.frame("editor", { height });
    const editor = new Editor(this, at);
    const began = await editor.ask("begin", { mode: "message", recipients: "vault", ...beginning });
    if (began.error) throw Object.assign(new Error(`begin: ${began.error.code}`), began.error);
    return editor;
  }

  /** A display that shows what somebody's webmail was given. @param {unknown} shown */
  async read(shown) {
    const at = await this.frame("display");
    const display = new Editor(this, at);
    return { display, shown: await display.ask("show", shown) };
  }

  /** What the webmail was given for sending, as text, a list for each time. @returns {Promise<{ text: string, recipients: string[], copy: boolean, from: string }[][]>} */
  delivered() {
    return this.page.evaluate(() => /** @type {any} */ (window).host.mail.delivered.map((/** @type {any[]} */ messages) => messages.map(({ bytes, ...rest }) => ({ ...rest, text: new TextDecoder("latin1").decode(bytes) }))));
  }

  /** @returns {Promise<Record<string, string>>} */
  drafts() {
    return this.page.evaluate(() => Object.fromEntries([.../** @type {any} */ (window).host.mail.drafts].map(([id, bytes]) => [id, new TextDecoder("latin1").decode(bytes)])));
  }

  /** @returns {Promise<{ name: string, what: any }[]>} */
  told() { return this.page.evaluate(() => /** @type {any} */ (window).host.mail.told); }

  /** @param {Record<string, unknown>} settings  `sending`, `keeping`, `largest` */
  webmail(settings) { return this.page.evaluate((settings) => { Object.assign(/** @type {any} */ (window).host.mail, settings); }, settings); }
}

/** A frame, with what people see in it. */
export class Editor {
  /** @param {Correspondent} person @param {number} at */
  constructor(person, at) {
    this.person = person;
    this.at = at;
    this.page = person.page;
    this.frame = this.page.frameLocator("#place > iframe").nth(at);
    this.to = this.frame.getByLabel("To", { exact: true });
    this.subject = this.frame.getByLabel("Subject", { exact: true });
    this.text = this.frame.getByRole("textbox", { name: "Message" });
    this.protect = this.frame.getByRole("button", { name: /^Protect(?:ed)?$/ });
    this.bar = this.frame.locator("zegel-protect section.bar");
    this.sendButton = this.frame.getByRole("button", { name: "Send", exact: true });
    this.dialog = this.frame.getByRole("dialog");
    this.body = this.frame.frameLocator("iframe.mail-frame").locator("body");
    this.status = this.frame.locator(".statement.status .statement-text");
  }

  /**
   * Bytes cannot be told to a page as they are: `{ text }` becomes octets.
   * @param {string} name @param {any} [input]
   * @returns {Promise<any>}
   */
  ask(name, input) {
    return this.page.evaluate(async ({ at, name, input }) => {
      const { host } = /** @type {any} */ (window);
      /** @type {(value: any) => any} */
      const octets = (value) => {
        if (Array.isArray(value)) return value.map(octets);
        if (typeof value !== "object" || value === null) return value;
        if (typeof value.octets === "string") return Uint8Array.from(value.octets, (/** @type {string} */ letter) => letter.charCodeAt(0));
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, octets(one)]));
      };
      try {
        return { answer: await (await host.frames[at].connected).ask(name, octets(input)) };
      } catch (error) {
        const { code, detail } = /** @type {any} */ (error);
        return { error: { code, detail } };
      }
    }, { at: this.at, name, input });
  }

  /**
   * Presses it where the frame has stood still for a while: a browser drops what is pressed in a frame that watches whether it is
   * seen, and has just been moved.
   * @param {import("playwright-core").Locator} button
   */
  async press(button) {
    await button.scrollIntoViewIfNeeded();
    await this.page.evaluate((at) => new Promise((resolve) => {
      const { element } = /** @type {any} */ (window).host.frames[at];
      let [before, since] = ["", performance.now()];
      const look = () => {
        const box = JSON.stringify(element.getBoundingClientRect());
        if (box !== before) [before, since] = [box, performance.now()];
        if (performance.now() - since > 800) resolve(undefined);
        else setTimeout(look, 50);
      };
      look();
    }), this.at);
    await button.click();
  }

  /** @param {{ to?: string, subject?: string, text?: string }} what */
  async fill({ to, subject, text }) {
    if (to) {
      // Firefox fills no field of a frame without the focus.
      await this.to.click();
      await this.to.fill(`${to},`);
      await this.frame.locator(`button.chip[title="${to}"]:not([data-state="looking"])`).waitFor();
    }
    if (subject) await this.subject.fill(subject);
    if (text) {
      await this.press(this.text);
      await this.page.keyboard.insertText(text);
    }
  }

  async protectIt() {
    await this.press(this.protect.first());
    await this.bar.filter({ hasText: "Encrypted" }).waitFor();
    this.person.stage.keepSecret(await this.subject.inputValue(), await this.text.innerText());
  }

  /** @param {{ name: string, mimeType: string, buffer: Buffer }[]} files */
  async attach(...files) {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.press(this.frame.getByRole("button", { name: "Attach files" }))]);
    await chooser.setFiles(files);
    for (const { name } of files) await this.frame.locator(".files li").filter({ hasText: name }).waitFor();
  }

  /**
   * What the frame asks before something leaves is answered with yes, if it asks.
   * @template T
   * @param {Promise<T>} asked
   * @returns {Promise<T>}
   */
  async agreeing(asked) {
    const go = this.frame.locator(".agree-go");
    const next = this.frame.locator("dialog.agree .to-read button");
    let over = false;
    const ended = asked.finally(() => { over = true; });
    // A frame that moved a moment ago refuses a press, and says so: then it is pressed again.
    while (!over) {
      if (await go.isEnabled({ timeout: 300 }).catch(() => false)) await Promise.race([ended, this.press(go).catch(() => {})]);
      // What did not fit is gone through.
      else if (await next.isVisible().catch(() => false)) {
        await next.click({ timeout: 1000 }).catch(() => {});
        await Promise.race([ended, new Promise((resolve) => { setTimeout(resolve, 2500); })]);
      }
      await Promise.race([ended, new Promise((resolve) => { setTimeout(resolve, 300); })]);
    }
    return asked;
  }

  remove() { return this.page.evaluate((at) => /** @type {any} */ (window).host.frames[at].remove(), this.at); }
}
