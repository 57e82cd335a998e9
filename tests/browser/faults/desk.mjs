// @ts-check
/** A writer at her webmail, who goes on as people do when something failed; and what must be so afterwards, whatever failed. */
import assert from "node:assert/strict";
import { start } from "../../../www/engine/engine.js";
import { publish } from "../../../www/keys/directory.js";
import { signIn } from "../../node/server/start.js";
import { mailbox } from "../deliveries.mjs";
import { Person } from "../person.mjs";
import { Stage } from "../stage.mjs";
import { canary, search, sent } from "../traces.mjs";

/** @typedef {import("../stage.mjs").Until} Until */

const reader = "lee@example.com";
/** A page waits half a minute for an answer, and a person may wait longer. Where none comes nobody waits that long here; how they wait is the same. */
const impatience = 1_500;
/** How long this waits for what has to come, on a machine that stands still for a while. */
const looks = 800;

/** @param {() => boolean} holds */
export async function until(holds) {
  for (let look = 0; !holds(); look += 1) {
    assert.ok(look < looks, `it does not come to: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export class Desk {
  /** What went wrong in the page that nobody caught. @type {string[]} */ uncaught = [];
  /** How many requests were searched. */ #searched = 0;
  /** A mail was begun whose end was not seen. */ #open = false;
  /** Somebody who stops what takes long. */ #impatient = false;

  /** @param {Stage} stage @param {Person} person @param {import("../../../www/engine/types.js").Engine} engine  of who gets the mail */
  constructor(stage, person, engine) {
    this.stage = stage;
    this.person = person;
    this.engine = engine;
    this.secret = canary("secret");
    this.sit(person);
  }

  /** From here on this person writes. @param {Person} person */
  sit(person) {
    this.person = person;
    person.visitor.context.setDefaultTimeout(20_000);
    // What is not saved is asked about; a person in a hurry goes all the same.
    person.visitor.context.on("dialog", (dialog) => { dialog.accept().catch(() => {}); });
    person.visitor.context.on("weberror", (error) => { this.uncaught.push(String(error.error().stack ?? error.error())); });
  }

  /** @param {Until} until @param {Parameters<typeof Stage.open>[1]} [options] */
  static async open(until, options) {
    const stage = await Stage.open(until, options);
    const engine = await start();
    until.after(() => engine.close());
    const key = await engine.makeKey({ name: "Lee Chen", address: reader });
    const base = new URL("/.well-known/openpgpkey/", stage.url).href;
    await publish(new Uint8Array(key.certificate), reader, { user: reader, password: "leepw", base });
    const person = new Person(await stage.visitor(), "noor@example.org");
    const desk = new Desk(stage, person, engine);
    await person.visitor.context.addInitScript(() => {
      const { timeout } = AbortSignal;
      AbortSignal.timeout = (wait) => timeout.call(AbortSignal, Math.min(wait, /** @type {any} */ (globalThis).impatience ?? wait));
    });
    await person.page.reload();
    await person.signIn();
    await desk.clear();
    return desk;
  }

  /** A mail of this name stands in the composer, protected, and lies among the drafts. @param {string} name */
  async compose(name) {
    await this.begin(name);
    await this.save();
  }

  /** The same, before it is kept. @param {string} name */
  async begin(name) {
    const { person, secret, stage } = this;
    this.name = name;
    // A point that failed is not to fail the next one.
    if (this.#open) this.uncaught.length = 0;
    if (await person.composer.count()) await this.afresh();
    else if (this.#open) await this.clear();
    this.#open = true;
    await this.impatient(false);
    await person.startWriting();
    await person.addRecipient("To", reader, null);
    await person.subject.fill(`${name} ${secret}`);
    await person.type(`${secret} first`);
    await person.protectIt();
    const [usable, unknown] = [person.chip(reader, "usable"), person.chip(reader, "unreachable")];
    await usable.or(unknown).first().waitFor();
    // What could not be looked up or judged is looked up again by a press.
    if (await unknown.count()) await person.bar.getByRole("button", { name: "Look again" }).first().click();
    await usable.waitFor();
    stage.keepSecret(secret);
  }

  /** Whether no answer is waited for as long as it may take: only where none comes, else a machine that stands still makes requests twice. @param {boolean} impatient */
  async impatient(impatient) {
    this.#impatient = impatient;
    await this.person.page.evaluate((most) => { /** @type {any} */ (window).impatience = most; }, impatient ? impatience : undefined);
  }

  /** The page is opened anew, and nothing lies anywhere. */
  async afresh() {
    await this.end("the page is loaded anew");
    await this.clear();
  }

  /** What the page does when it is about to go: it saves at once. @param {boolean} [failing]  where that may fail, what is not kept is sent all the same */
  async save(failing = false) {
    await this.hurry();
    if (!failing) await this.person.composer.locator(".draft-word", { hasText: /^Saved \d/ }).waitFor();
  }

  /** More is written. */
  async writeOn() {
    const { person, secret } = this;
    await person.text.click();
    await person.page.keyboard.press("Control+End");
    await person.page.keyboard.type(` ${secret} second`);
  }

  /** Waits for what came of a saving; where it failed, the person goes on when the line is there again. @param {() => Promise<void>} mend */
  async savedOn(mend) {
    const { person } = this;
    const [saved, failed] = [person.composer.locator(".draft-word", { hasText: /^Saved \d/ }), person.composer.locator(".draft-line", { hasText: "Not saved" })];
    const unsaved = () => person.page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
    await saved.or(failed).first().waitFor();
    const said = await failed.count() ? await failed.first().innerText() : "";
    await mend();
    await person.page.evaluate(() => window.dispatchEvent(new Event("online")));
    for (let look = 0; await unsaved(); look += 1) {
      assert.ok(look < looks, "it is not saved");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await saved.waitFor();
    return said;
  }

  /** What stands in the composer lies once among the drafts; read back it is whole, and thrown away it is gone. */
  async keptOnce() {
    const { person } = this;
    const all = (await person.text.innerText()).trim();
    await this.close("Keep draft");
    await this.drafts(1);
    await this.reopen();
    assert.equal((await person.text.innerText()).trim(), all);
    await this.writeOn();
    await this.close("Discard");
    await this.drafts(0);
    this.sealed();
    this.#open = false;
  }

  hurry() { return this.person.page.evaluate(() => { window.dispatchEvent(new Event("beforeunload", { cancelable: true })); }); }

  /** Presses Send until it has left, and reads each time what the page says. @param {() => Promise<void>} mend  the fault is over @returns {Promise<string[]>} what it said */
  async sendOn(mend) {
    const { person } = this;
    /** @type {string[]} */
    const said = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await person.sendButton.click();
      const told = await this.#outcome();
      await mend();
      if (told === null) return said;
      said.push(told);
      await this.stillThere();
    }
    assert.fail(`not sent in four attempts: ${said.join(" | ")}`);
  }

  /** How a sending ended: null for left, else the sentence. @returns {Promise<string|null>} */
  async #outcome() {
    const { person } = this;
    const failed = person.bar.getByText(/^(?:Not sent\. Your message is still here|Sending was interrupted)/).first();
    const stopped = person.composer.getByRole("status").filter({ hasText: "Stopped. Nothing was sent." });
    for (let [since, pressed] = [Date.now(), false]; Date.now() - since < looks * 25;) {
      if (await person.composer.count() === 0) return null;
      if (await failed.isVisible()) return person.bar.innerText();
      if (pressed && await stopped.count()) return "Stopped.";
      // An upload may take as long as it wants; a person in a hurry does not.
      if (this.#impatient && !pressed && Date.now() - since > impatience) {
        pressed = true;
        await person.composer.getByRole("button", { name: "Cancel" }).click({ timeout: 500 }).catch(() => {});
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    assert.fail("the page says nothing of what became of it");
  }

  /** Writes and presses Send where it may not go. @param {string} name @returns {Promise<{ saved: string, told: string }>} */
  async tryToSend(name) {
    const { person, secret } = this;
    this.name = name;
    await person.startWriting();
    await person.addRecipient("To", reader, null);
    await person.subject.fill(`${name} ${secret}`);
    await person.type(`${secret} first`);
    if (await person.protect.isEnabled()) await person.protect.click();
    await this.hurry();
    const saving = person.composer.locator(".draft-word", { hasText: /^(?:Saved \d|Not saved)/ });
    await saving.waitFor();
    const saved = await saving.innerText();
    await person.sendButton.click();
    const told = person.bar.getByText(/^Not sent\. Your message is still here/).or(person.dialog).or(person.page.locator(".sent-sentence"));
    await told.first().waitFor();
    const sentence = await told.first().innerText();
    const gone = await person.composer.count() === 0;
    return { saved, told: gone ? sentence : `${await person.bar.innerText()} ${sentence}` };
  }

  /** All that was written stands there. */
  async stillThere() {
    const { person, name, secret } = this;
    assert.equal(await person.subject.inputValue(), `${name} ${secret}`);
    await person.text.getByText(secret).first().waitFor();
    await person.chip(reader, "usable").waitFor();
    await person.isProtected();
  }

  /** Who is written to has it so often; once read, it is gone. */
  async delivered() {
    const user = await signIn(this.stage.url, reader);
    const emails = await user.emails("inbox");
    let count = 0;
    for (const { blobId } of emails) {
      const opened = await this.engine.open(new Uint8Array(await user.bytes(blobId)), { certificates: [] });
      assert.equal(opened.encryption.state, "encrypted");
      if (opened.headers.subject.value === `${this.name} ${this.secret}`) count += 1;
    }
    return count;
  }

  /** Among the drafts lies so much, at last. @param {number} count */
  async drafts(count) {
    let lying = -1;
    for (let look = 0; look < looks / 2 && lying !== count; look += 1) {
      if (look > 0) await new Promise((resolve) => setTimeout(resolve, 50));
      // What could not be removed at once goes when the drafts are looked at.
      if (look === 10) await this.person.openFolder("Drafts");
      lying = (await mailbox(this.stage, this.person.address, "drafts")).length;
    }
    assert.equal(lying, count, "drafts");
  }

  /** It was sent once, lies once among the sent ones, is no draft any more, and was nowhere in the clear. */
  async sentOnce() {
    const [delivered, kept] = [await this.delivered(), (await mailbox(this.stage, this.person.address, "sent")).length];
    assert.deepEqual({ delivered, kept }, { delivered: 1, kept: 1 });
    await this.drafts(0);
    this.sealed();
    await this.clear();
  }

  /** Nothing of it went anywhere readable, and nothing in the page went wrong unseen. */
  sealed() {
    const { stage } = this;
    const requests = stage.requests.slice(this.#searched);
    this.#searched = stage.requests.length;
    assert.deepEqual(search(sent(/** @type {any} */ ({ requests })), { secret: this.secret }), []);
    assert.deepEqual(this.uncaught, []);
  }

  /** Empty mailboxes for the next point. */
  async clear() {
    this.#open = false;
    for (const [address, roles] of /** @type {const} */ ([[this.person.address, ["sent", "drafts"]], [reader, ["inbox"]]])) {
      const user = await signIn(this.stage.url, address);
      for (const role of roles) {
        const ids = (await user.emails(role)).map(({ id }) => id);
        if (ids.length > 0) await user.callOne("Email/set", { destroy: ids });
      }
    }
  }

  /** Ends the page, and opens another. @param {import("./points.mjs").End} how */
  async end(how) {
    const { person, stage } = this;
    const { visitor } = person;
    if (how === "the page is loaded anew") {
      stage.spoil = null;
      await person.page.reload();
    } else {
      const before = person.page;
      if (how === "the page crashes") {
        const session = await visitor.context.newCDPSession(before);
        const crashed = before.waitForEvent("crash");
        session.send("Page.crash").catch(() => {});
        await crashed;
      }
      const page = await visitor.context.newPage();
      await before.close();
      stage.spoil = null;
      await page.goto(stage.url);
      this.person = new Person(Object.assign(visitor, { page }), person.address);
    }
    await this.person.signIn();
  }

  /** The draft out of the list, for writing on. */
  async reopen() {
    const { person } = this;
    await person.openFolder("Drafts");
    await person.row(`${this.name} ${this.secret}`).first().click();
    await person.to.waitFor({ state: "attached" });
    await this.stillThere();
  }

  /** How many drafts the list has, when it has come to rest; those that count no more are gone from it. @returns {Promise<number>} */
  async listed() {
    await this.person.openFolder("Drafts");
    const count = async () => (await mailbox(this.stage, this.person.address, "drafts")).length;
    let now = await count();
    for (let same = 0; same < 4;) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      const next = await count();
      same = next === now ? same + 1 : 0;
      now = next;
    }
    return now;
  }

  /** @param {string} answer  where it is asked */
  async close(answer) {
    const { person } = this;
    await person.composer.getByRole("button", { name: "Close", exact: true }).click();
    const question = person.dialog.getByRole("button", { name: answer, exact: true });
    await question.or(person.page.locator("body:not(:has(.composer))")).first().waitFor();
    if (await question.count()) await question.click();
    await person.composer.waitFor({ state: "detached" });
  }

  /** After the page ended in the middle of sending: what has left is told, what has not is sent. */
  async goOn() {
    const there = await this.delivered();
    const lying = await this.listed();
    if (there === 0) {
      await this.reopen();
      await this.sendOn(async () => {});
    } else if (lying > 0) {
      // It has left, and the draft is still there: that is told before anybody sends it again.
      await this.reopen();
      await this.person.dialog.getByText("has left and lies among your sent mail").waitFor();
      await this.person.dialog.getByRole("button", { name: "Discard draft" }).click();
      await this.person.composer.waitFor({ state: "detached" });
    }
    await this.sentOnce();
  }
}
