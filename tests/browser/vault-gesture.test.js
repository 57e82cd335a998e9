// @ts-check
/** What leaves a frame of the vault leaves by a press in it: a webmail that was taken over asks, swaps and imitates in vain. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as openpgp from "openpgp";
import { Correspondent, people } from "./correspondent.mjs";
import { hosted } from "./host-page.mjs";
import { violations } from "./sound.mjs";
import { canary, search } from "./traces.mjs";

const daan = people.daan.address;
const lee = people.lee.address;

/** Noor with a sealed message of hers in her mailbox. @param {import("node:test").TestContext} t */
async function withSealed(t) {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const [noor] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "lee")];
  const secret = canary("text");
  const editor = await noor.write();
  await editor.fill({ to: lee, subject: "Figures", text: secret });
  await editor.protectIt();
  assert.deepEqual(await editor.agreeing(editor.ask("send")), { answer: { sent: true } });
  const [[{ text: sealed }]] = await noor.delivered();
  await noor.enter();
  return { stage, host, noor, secret, message: { octets: sealed } };
}

/** @param {import("./correspondent.mjs").Editor} editor */
function panelOf({ frame }) {
  const node = frame.locator("dialog.agree");
  const person = (/** @type {string} */ address) => node.locator(".agree-people li").filter({ hasText: address });
  return { node, person, go: node.locator(".agree-go"), back: node.getByRole("button", { name: "Go on writing" }) };
}

/**
 * Presses Send, after the second in which it was to be read; the webmail asks for it to be sent.
 * @param {import("./correspondent.mjs").Editor} editor
 * @param {() => Promise<unknown>} [before]  what the webmail does just before the press
 */
async function presses(editor, before = async () => {}) {
  const { person, page } = editor;
  const wanted = async () => (await person.told()).filter(({ name }) => name === "send-wanted").length;
  const count = await wanted();
  await editor.press(editor.text);
  await page.waitForTimeout(1000);
  await editor.sendButton.hover();
  await page.waitForTimeout(1000);
  await before();
  await editor.sendButton.click();
  while (await wanted() === count) await page.waitForTimeout(20);
  return editor.ask("send");
}

test("a sealed message that the webmail forwards to somebody of its own goes nowhere", async (t) => {
  const { host, noor, secret, message } = await withSealed(t);
  const editor = await noor.write({ recipients: "host", answer: { kind: "forward", message } });
  const panel = panelOf(editor);
  await editor.text.getByText(secret).waitFor();
  await editor.ask("recipients", { to: [lee], cc: [], bcc: [] });
  await editor.bar.filter({ hasText: "Encrypted" }).waitFor();
  const asked = [editor.ask("send"), editor.ask("send")];
  await panel.person(lee).filter({ hasText: "known key" }).waitFor();
  assert.equal(await panel.node.count(), 1, "asked twice, it is one question");
  // Nothing but a person presses: neither what a script makes up, nor what a page around can send into the frame.
  await panel.go.and(editor.frame.locator(":enabled")).waitFor();
  await noor.inside().evaluate(() => {
    const go = /** @type {HTMLElement} */ (document.querySelector(".agree-go"));
    go.click();
    for (const key of ["Enter", " "]) go.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true }));
  });
  await noor.page.evaluate((at) => {
    const { element } = /** @type {any} */ (window).host.frames[at];
    element.contentWindow.focus();
    for (const type of ["pointerdown", "pointerup", "click"]) element.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: 500, clientY: 400 }));
    for (const say of ["press", "send"]) element.contentWindow.postMessage({ zegel: 1, say }, "*");
  }, editor.at);
  assert.equal(await panel.node.isVisible(), true);
  await editor.press(panel.back);
  assert.deepEqual(await Promise.all(asked), [{ answer: { sent: false } }, { answer: { sent: false } }]);
  assert.deepEqual(await noor.delivered(), []);
  const crossed = (await host.messages(noor.page)).map((text, at) => ({ place: `message ${at}`, bytes: Buffer.from(text) }));
  assert.deepEqual(search(crossed, { secret }), []);
  assert.deepEqual(noor.visitor.problems, []);
});

test("whoever the webmail puts in another's place is shown before anything is sealed for them", async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const [noor] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "daan"), await Correspondent.arrive(stage, host, "lee")];
  const editor = await noor.write({ recipients: "host", given: { subject: "Figures", text: "One and two." } });
  const panel = panelOf(editor);
  const to = (/** @type {string} */ one) => editor.ask("recipients", { to: [one], cc: [], bcc: [] });
  await to(daan);
  await editor.protectIt();

  // While the question stands.
  const asked = editor.ask("send");
  await panel.person(daan).waitFor();
  await to(lee);
  await panel.person(lee).waitFor();
  assert.equal(await panel.person(daan).count(), 0);
  await panel.node.getByText("Something changed just now").waitFor();
  await editor.press(panel.back);
  assert.deepEqual(await asked, { answer: { sent: false } });
  await editor.frame.locator(`button.chip[title="${lee}"]`).waitFor();

  // Between the press in the frame and the asking.
  await to(daan);
  await editor.frame.locator(`button.chip[title="${daan}"]`).waitFor();
  const wanted = async () => (await noor.told()).filter(({ name }) => name === "send-wanted").length;
  await editor.press(editor.sendButton);
  while (await wanted() === 0) await noor.page.waitForTimeout(20);
  await to(lee);
  const swapped = editor.ask("send");
  await panel.person(lee).waitFor();
  await editor.press(panel.back);
  assert.deepEqual(await swapped, { answer: { sent: false } });

  // Protection that the webmail takes away.
  await to(daan);
  await editor.ask("toggle");
  const open = editor.ask("send");
  await panel.node.getByRole("heading", { name: "Send this without protection?" }).waitFor();
  await editor.press(panel.back);
  assert.deepEqual(await open, { answer: { sent: false } });
  assert.deepEqual(await noor.delivered(), []);

  // And who was there all along gets it, by the press alone.
  await editor.protectIt();
  await editor.press(editor.text);
  await noor.page.waitForTimeout(1000);
  await editor.press(editor.sendButton);
  while (await wanted() === 1) await noor.page.waitForTimeout(20);
  assert.deepEqual(await editor.ask("send"), { answer: { sent: true } });
  assert.deepEqual((await noor.delivered()).map(([{ recipients }]) => recipients), [[daan]]);
});

test("a press on Send counts only where everybody could be read with their address", { timeout: 120_000 }, async (t) => {
  const { host, stage } = await hosted(t, { name: "127.0.0.1" });
  const noor = await Correspondent.arrive(stage, host, "noor");
  const mallory = "mallory@evil.example";
  const editor = await noor.write({ recipients: "host", given: { subject: "Figures", text: "One and two." } });
  const panel = panelOf(editor);
  const to = (/** @type {string[]} */ ...all) => editor.ask("recipients", { to: all, cc: [], bcc: [] });
  const pressed = () => presses(editor);
  const asked = async (/** @type {string} */ who) => {
    const sent = pressed();
    await panel.person(who).waitFor();
    await editor.press(panel.back);
    assert.deepEqual(await sent, { answer: { sent: false } });
  };

  // The name is the webmail's to choose; the address stands beside it.
  await to(`Lee Chen <${mallory}>`);
  const chip = editor.frame.locator("button.chip");
  assert.equal((await chip.locator(".both").innerText()).replace(/\s+/g, " "), `Lee Chen ${mallory}`);
  assert.equal(await chip.locator(".address").isVisible(), true);

  // Of very many only some are shown.
  const many = Array.from({ length: 45 }, (_, at) => `colleague-${at}@example.org`);
  await to(...many.slice(0, 20), mallory, ...many.slice(20));
  await editor.frame.getByRole("button", { name: /more/ }).waitFor();
  await editor.frame.locator(`button.chip[title="${mallory}"]`).waitFor({ state: "detached" });
  await asked(mallory);

  // An address that is cut off.
  await to(mallory, lee);
  const cut = (/** @type {string} */ width) => editor.frame.locator(`button.chip[title="${mallory}"] .address`).evaluate((node, width) => {
    Object.assign(/** @type {HTMLElement} */ (node).style, { maxWidth: width, overflow: "hidden", whiteSpace: width ? "nowrap" : "" });
  }, width);
  await cut("60px");
  await asked(mallory);
  await cut("");

  // The page cuts off the edge of the frame at which an address ends, or the line in which somebody stands.
  const frame = (/** @type {Record<string, string>} */ style) => noor.page.evaluate(({ at, style }) => {
    const { element } = /** @type {any} */ (window).host.frames[at];
    Object.assign(element.style, style);
    element.parentElement.style.overflow = "hidden";
  }, { at: editor.at, style });
  await frame({ width: "calc(100% + 70px)" });
  await to(lee, mallory);
  await asked(mallory);
  await frame({ width: "100%" });

  // One whose address is longer than the frame is wide stands there whole.
  const long = [`${"long-name.".repeat(4)}a@${"long-domain.".repeat(3)}example`, lee];
  await noor.page.setViewportSize({ width: 360, height: 800 });
  await to(`${"Name ".repeat(12)}<${long[0]}>`, long[1]);
  assert.deepEqual(await editor.frame.locator(".chip .address").allInnerTexts(), long);
  assert.equal(await noor.inside().evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  assert.deepEqual(await violations(/** @type {any} */ (noor.inside())), []);
  assert.deepEqual(await pressed(), { answer: { sent: true } });
  assert.deepEqual((await noor.delivered()).map(([{ recipients }]) => recipients), [long]);
});

test("whoever comes into the fields just before a press is asked about, in whatever way the webmail names them", { timeout: 120_000 }, async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const noor = await Correspondent.arrive(stage, host, "noor");
  const mallory = "mallory@evil.example";
  const editor = await noor.write({ recipients: "host", given: { subject: "Figures", text: "One and two." } });
  const panel = panelOf(editor);
  const chip = (/** @type {string} */ address) => editor.frame.locator(`button.chip[title="${address}"]`);
  /** `odd`: as an object, which is the same in JSON and no text. @param {string} last @param {boolean} [odd] */
  const to = (last, odd = false) => noor.page.evaluate(async ({ at, list, odd }) => {
    const port = await /** @type {any} */ (window).host.frames[at].connected;
    await port.ask("recipients", { to: odd ? [list[0], Object(list[1])] : list, cc: [], bcc: [] });
  }, { at: editor.at, list: [lee, last], odd });
  const asked = async (/** @type {() => Promise<unknown>} */ before) => {
    const sent = presses(editor, before);
    await panel.person(mallory).waitFor();
    await editor.press(panel.back);
    assert.deepEqual(await sent, { answer: { sent: false } });
  };
  await to(mallory, true);
  await chip(lee).waitFor();
  assert.equal(await chip(mallory).count(), 0);
  await asked(() => to(mallory));
  // Whom the person took away comes back by what was said before.
  await editor.press(chip(mallory));
  await editor.press(editor.frame.getByRole("button", { name: "Remove", exact: true }));
  await chip(mallory).waitFor({ state: "detached" });
  await asked(() => to(mallory));
  // Said once more, it is no change.
  assert.deepEqual(await presses(editor, () => to(mallory)), { answer: { sent: true } });
});

test("a frame that is not seen trusts no key and asks for no picture, whatever is pressed in it", { timeout: 120_000 }, async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const [noor, writer] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "lee")];
  const refused = "so nothing was done";
  const knownOfLee = () => noor.inside().evaluate(async (address) => {
    const load = (/** @type {string} */ path) => import(path);
    const [{ verified, accepted, rejected } = /** @type {any} */ ({})] = (await new (await load("/keys/people.js")).People().of(address)).filter((/** @type {any} */ one) => !one.fingerprint.startsWith("AAAA"));
    return { verified: Boolean(verified), accepted: Boolean(accepted), rejected: Boolean(rejected) };
  }, lee);
  const faint = (/** @type {import("./correspondent.mjs").Editor} */ { at }, /** @type {string} */ opacity) =>
    noor.page.evaluate(({ at, opacity }) => { /** @type {any} */ (window).host.frames[at].element.style.opacity = opacity; }, { at, opacity });
  /**
   * A press that somebody was lured into, and then one of somebody who sees what it is.
   * @param {import("./correspondent.mjs").Editor} editor @param {import("playwright-core").Locator} button @param {() => Promise<void>} between
   * @param {import("playwright-core").Locator} [done]  what is to be seen then; the button gone unless told
   */
  const lured = async (editor, button, between, done) => {
    await button.waitFor();
    await faint(editor, "0.01");
    await noor.page.waitForTimeout(1000);
    await button.evaluate((node) => { /** @type {HTMLElement} */ (node).click(); });
    await editor.frame.getByText(refused).waitFor();
    await between();
    await faint(editor, "");
    await (done ? host.press(button, done, "visible") : host.press(button));
  };
  const none = { verified: false, accepted: false, rejected: false };

  const letter = await writer.write();
  await letter.fill({ to: noor.address, subject: "Minutes", text: "All agreed" });
  await letter.protectIt();
  await letter.agreeing(letter.ask("send"));
  const [[{ text: octets }]] = await writer.delivered();
  await noor.enter();
  const { display } = await noor.read({ message: { octets } });
  await display.press(display.status);
  await display.press(display.frame.getByRole("button", { name: "Compare the code" }));
  await lured(display, display.dialog.getByRole("button", { name: "We see the same numbers" }), async () => {
    await display.dialog.getByRole("button", { name: "The numbers differ" }).evaluate((node) => { /** @type {HTMLElement} */ (node).click(); });
    await noor.page.waitForTimeout(500);
    assert.deepEqual(await knownOfLee(), none);
  }, display.frame.getByText("Verified. From now on"));
  assert.deepEqual(await knownOfLee(), { ...none, verified: true });
  await noor.page.keyboard.press("Escape");

  const clear = `From: Eve <eve@example.net>\r\nTo: ${noor.address}\r\nSubject: Offers\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n`
    + '<p>Buy</p><img src="https://pictures.example.test/a.png" width="40" height="30">';
  let fetched = 0;
  await noor.page.route("https://pictures.example.test/**", (route) => { fetched += 1; return route.fulfill({ status: 404 }); });
  await display.ask("show", { message: { octets: clear } });
  await display.frame.getByRole("button", { name: "Show pictures from elsewhere" }).click();
  await lured(display, display.frame.locator(".remote-acts .button").first(), async () => assert.equal(fetched, 0));
  while (fetched === 0) await noor.page.waitForTimeout(50);

  // In the editor: another key in the place of the one that was known.
  await noor.inside().evaluate(async (address) => {
    const load = (/** @type {string} */ path) => import(path);
    const people = new (await load("/keys/people.js")).People();
    await people.forget(address);
    await people.used(address, "A".repeat(40));
  }, lee);
  await noor.enter();
  const editor = await noor.write();
  await editor.fill({ to: lee });
  const chip = editor.frame.locator(`button.chip[title="${lee}"]`);
  await chip.and(editor.frame.locator('[data-state="changed"]')).waitFor();
  await editor.press(chip);
  await lured(editor, editor.frame.getByRole("button", { name: "Use the new key" }), async () => assert.deepEqual(await knownOfLee(), none));
  await editor.frame.locator(`button.chip[title="${lee}"]:not([data-state="changed"])`).waitFor();
  assert.deepEqual(await knownOfLee(), { ...none, accepted: true });
});

test("the question is answered by whom it was all in sight for, not where a page shows its buttons alone", { timeout: 180_000 }, async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const noor = await Correspondent.arrive(stage, host, "noor");
  const editor = await noor.write({ recipients: "host", given: { subject: "Figures", text: "One and two." } }, { height: 440 });
  const { node, go, back, person } = panelOf(editor);
  await editor.ask("recipients", { to: ["mallory@evil.example", "eve@evil.example", "trudy@evil.example"], cc: [], bcc: [] });

  // A low frame, which the page has scroll itself for a place that it does not have, and then not any more.
  const asked = editor.ask("send");
  await node.waitFor();
  await noor.page.evaluate(async (at) => {
    const { port } = /** @type {any} */ (window).host.frames[at];
    const tell = port.tell.bind(port);
    port.tell = (/** @type {string} */ name, /** @type {unknown} */ what) => { if (name !== "visible") tell(name, what); };
    const low = document.createElement("style");
    low.textContent = "#place > iframe { height: 172px !important; padding: 1px !important }";
    document.head.append(low);
    // Once it has become so low.
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    tell("visible", { top: 236, bottom: 2236, room: 5000, of: 3000 });
    tell("visible", { top: 0, bottom: 2000, room: 5000, of: null });
  }, editor.at);
  await noor.inside().waitForFunction(() => innerHeight === 170);
  assert.equal(await noor.inside().evaluate(() => scrollY), 0, "it is scrolled no longer");
  // Nor where it was scrolled by hand.
  await noor.inside().evaluate(() => scrollTo(0, 1000));
  await editor.frame.locator(".to-read").waitFor();
  await noor.page.waitForTimeout(3000);
  assert.equal(await go.isEnabled(), false);
  assert.equal(await person("mallory").getAttribute("data-unread"), "");
  await noor.page.evaluate(() => { /** @type {HTMLStyleElement} */ (document.head.lastChild).textContent = "#place > iframe { height: 642px !important; padding: 1px !important }"; });
  await go.and(editor.frame.locator(":enabled")).waitFor();
  await editor.press(back);
  assert.deepEqual(await asked, { answer: { sent: false } });

  // Two hundred are gone through, by the wheel or by the button that shows the next.
  await noor.enter();
  const many = Array.from({ length: 200 }, (_, at) => `colleague-${at}@example.org`);
  const letter = await noor.write({ recipients: "host", given: { subject: "Figures", text: "One and two." } }, { height: 640 });
  const list = panelOf(letter);
  await letter.ask("recipients", { to: many, cc: [], bcc: [] });
  const sent = letter.ask("send");
  await list.node.waitFor();
  await letter.frame.getByText(/^\d+ more to look at/).waitFor();
  await list.node.locator(".dialog-body").evaluate((body) => { body.scrollTop = body.scrollHeight; });
  await letter.frame.getByText(/^1\d\d more to look at/).waitFor();
  assert.deepEqual(await violations(/** @type {any} */ (noor.inside())), []);
  await noor.page.waitForTimeout(2000);
  assert.equal(await list.go.isEnabled(), false);
  await list.node.locator(".dialog-body").evaluate((body) => { body.scrollTop = 0; });
  await list.node.hover();
  for (let turn = 0; turn < 10; turn += 1) {
    await noor.page.waitForTimeout(1600);
    await noor.page.mouse.wheel(0, 300);
  }
  assert.equal(await list.person(many[10]).getAttribute("data-unread"), null);
  assert.deepEqual(await letter.agreeing(sent), { answer: { sent: true } });
  assert.deepEqual((await noor.delivered()).map(([{ recipients }]) => recipients.length), [200]);
});

test("a key that the webmail brought counts as new, and its owner is asked about", async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const noor = await Correspondent.arrive(stage, host, "noor");
  const mallory = "mallory@example.net";
  const { publicKey } = await openpgp.generateKey({ type: "curve25519", userIDs: [{ email: mallory }], format: "armored" });
  const keyring = await host.frame(noor.page, { kind: "keyring", address: noor.address, container: "body" });
  assert.deepEqual(await host.ask(noor.page, keyring, "importPublicKey", { armored: publicKey }), { answer: "IMPORTED" });
  await noor.enter();
  const editor = await noor.write({ mode: "body", predefinedText: "Dear" });
  const panel = panelOf(editor);
  await editor.press(editor.text);
  await noor.page.keyboard.insertText(" Mallory");
  const asked = editor.ask("encrypt", { recipients: [mallory] });
  await panel.person(mallory).filter({ hasText: "new key" }).waitFor();
  await editor.press(panel.back);
  assert.equal((await asked).error.code, "canceled");
});

test("a body is sealed unasked only for whom the person agreed to before, and only where they wrote it", async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const [noor] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "daan"), await Correspondent.arrive(stage, host, "lee")];
  const secret = canary("text");
  const first = await noor.write({ mode: "body", predefinedText: "Dear Lee" });
  const recipients = [lee];
  const sealed = await first.agreeing(first.ask("encrypt", { recipients }));
  assert.match(sealed.answer, /^-----BEGIN PGP MESSAGE/);
  // The same key, and something a person typed.
  await first.press(first.text);
  await noor.page.keyboard.insertText(` ${secret}`);
  const again = await first.ask("encrypt", { recipients });
  assert.match(again.answer, /^-----BEGIN PGP MESSAGE/);
  // Somebody else.
  const other = first.ask("encrypt", { recipients: [lee, daan] });
  await panelOf(first).person(daan).waitFor();
  await first.press(panelOf(first).back);
  assert.equal((await other).error.code, "canceled");
  // Nobody typed anything; or it quotes what was sealed.
  for (const beginning of [{ predefinedText: "Dear Lee" }, { quotedMail: again.answer }, { armoredDraft: (await first.ask("createDraft")).answer }]) {
    await noor.enter();
    const editor = await noor.write({ mode: "body", ...beginning });
    if (!("predefinedText" in beginning)) {
      await editor.text.getByText(secret).waitFor();
      await editor.press(editor.text);
      await noor.page.keyboard.insertText("typed");
    }
    const asked = editor.ask("encrypt", { recipients });
    await panelOf(editor).person(lee).waitFor();
    await editor.press(panelOf(editor).back);
    assert.equal((await asked).error.code, "canceled");
  }
});

test("mail of an account that is used on another website only stays closed here, and nothing is said of its key", async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const [noor, writer] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "lee")];
  // In the same browser, with a key in the same vault.
  const other = Object.assign(Object.create(Correspondent.prototype), noor, people.daan);
  await other.settle("https://elsewhere.example.org");
  await noor.enter();
  const editor = await writer.write();
  await editor.fill({ to: daan, subject: "For Daan", text: "For Daan alone" });
  await editor.protectIt();
  await editor.agreeing(editor.ask("send"));
  const [[{ text: octets }]] = await writer.delivered();
  const closed = await noor.read({ message: { octets } });
  assert.deepEqual([closed.shown.answer.status, closed.shown.answer.closed], ["closed", "not-for-you"]);
  const forward = await noor.frame("editor", { height: 640 });
  assert.equal((await noor.seen(forward).ask("begin", { mode: "message", recipients: "vault", answer: { kind: "forward", message: { octets } } })).error.code, "quoted-closed");
  const keyring = await host.frame(noor.page, { kind: "keyring", address: noor.address, container: "body" });
  /** What the website can hear of a key of the person's own for this address. @param {string} address */
  const heard = async (address) => {
    const [has, [key], exported, header] = await Promise.all([
      host.ask(noor.page, keyring, "hasPrivateKey", { email: address }), host.ask(noor.page, keyring, "validKeyForAddress", { addresses: [address] }).then(({ answer }) => Object.values(answer)),
      host.ask(noor.page, keyring, "exportOwnPublicKey", { address }), host.ask(noor.page, keyring, "autocryptHeader", { from: address }),
    ]);
    return { has: has.answer, own: key !== false && key.keys[0].source === "PGP_ZEGEL", exported: exported.error?.code ?? typeof exported.answer, header: typeof header.answer };
  };
  assert.deepEqual(await heard(daan), { has: false, own: false, exported: "no-certificate", header: "object" });
  assert.deepEqual(await heard(noor.address), { has: true, own: true, exported: "string", header: "string" });
  // Nor by its fingerprint.
  const { answer: { [daan]: found } } = await host.ask(noor.page, keyring, "validKeyForAddress", { addresses: [daan] });
  assert.deepEqual(await host.ask(noor.page, keyring, "hasPrivateKey", { fingerprint: found.keys[0].fingerprint }), { answer: false });
  // Connected for that account too, it opens.
  await noor.inside().evaluate(async ({ host, address }) => {
    const load = (/** @type {string} */ path) => import(path);
    await new (await load("/vault/connections.js")).Connections().connect({ host, keyring: "default", given: address, address, name: null });
  }, { host: host.origin, address: daan });
  assert.equal((await noor.read({ message: { octets } })).shown.answer.status, "sealed");
  assert.deepEqual(await heard(daan), { has: true, own: true, exported: "string", header: "string" });
});

test("the question can be read by everybody: in Dutch, on a telephone, by a screen reader", async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const noor = await Correspondent.arrive(stage, host, "noor", { language: "nl", viewport: { width: 390, height: 800 } });
  await Correspondent.arrive(stage, host, "lee");
  const editor = await noor.write({ recipients: "host", given: { subject: "Cijfers", text: "Een." } });
  await editor.ask("recipients", { to: [`Lee Chen <${lee}>`], cc: [], bcc: [daan] });
  const asked = editor.ask("send");
  const dialog = editor.frame.getByRole("dialog", { name: "Dit zonder beveiliging verzenden?" });
  await dialog.getByRole("listitem").filter({ hasText: lee }).waitFor();
  await dialog.getByRole("listitem").filter({ hasText: daan }).filter({ hasText: "Bcc" }).waitFor();
  await dialog.getByRole("button", { name: "Verzenden" }).and(editor.frame.locator(":enabled")).waitFor();
  assert.deepEqual(await violations(/** @type {any} */ (noor.inside())), []);
  assert.equal(await noor.inside().evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await noor.page.keyboard.press("Escape");
  assert.deepEqual(await asked, { answer: { sent: false } });
  assert.deepEqual(await noor.delivered(), []);
});

test("the question can be answered in a frame part of which is scrolled away under a bar", { timeout: 120_000 }, async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const noor = await Correspondent.arrive(stage, host, "noor");
  await Correspondent.arrive(stage, host, "lee");
  const editor = await noor.write({ recipients: "host", given: { subject: "Figures", text: "One and two." } }, { height: 900 });
  await editor.ask("recipients", { to: [lee], cc: [], bcc: [] });
  await editor.protectIt();
  // A form between two bars, as webmails have it, and less high than the frame.
  await noor.page.addStyleTag({ content: "html, body { height: 100%; overflow: hidden } body { display: flex; flex-direction: column } header, footer { flex: none; height: 60px; background: #37404f } main { flex: 1; min-height: 0; overflow: auto; width: min(760px, 100%); box-sizing: border-box }" });
  const form = noor.page.locator("main");
  await noor.page.evaluate(() => { document.body.append(document.createElement("footer")); });
  for (const scrolled of [0, 150, 10_000]) {
    await form.evaluate((node, top) => { node.scrollTop = top; }, scrolled);
    // The frame hears where it stands.
    await noor.page.waitForTimeout(500);
    const asked = editor.ask("send");
    const { node, back } = panelOf(editor);
    await node.waitFor();
    // As high as what is seen of it.
    await noor.inside().waitForFunction(() => innerHeight < 800);
    await editor.press(back);
    await node.waitFor({ state: "detached" });
    assert.deepEqual(await asked, { answer: { sent: false } });
    await noor.page.waitForFunction((at) => /** @type {any} */ (window).host.frames[at].element.style.padding === "1px", editor.at);
  }
  await form.evaluate((node) => { node.scrollTop = 150; });
  const asked = editor.ask("send");
  const { node, go } = panelOf(editor);
  await node.waitFor();
  // The page goes on moving while it is asked, and becomes a telephone's, upright and not: nothing of the question lies out of reach.
  await form.evaluate((node) => { node.scrollTop = 90; });
  for (const size of [{ width: 360, height: 640 }, { width: 640, height: 400 }]) {
    await noor.page.setViewportSize(size);
    await noor.page.waitForTimeout(1000);
    const [question, bar] = await Promise.all([node.boundingBox(), noor.page.locator("footer").boundingBox()]);
    assert.ok(question && bar && question.y + question.height <= bar.y, JSON.stringify([size, question, bar]));
    await go.scrollIntoViewIfNeeded();
    const button = await go.boundingBox();
    assert.ok(button && button.y + button.height < bar.y, JSON.stringify([size, button, bar]));
  }
  // What does not fit is gone through.
  const next = node.locator(".to-read button");
  while (await go.isDisabled()) {
    if (await next.isVisible()) await next.click({ timeout: 1000 }).catch(() => {});
    await noor.page.waitForTimeout(3000);
  }
  // A pointer is there before it presses.
  await go.hover();
  await noor.page.waitForTimeout(1000);
  assert.deepEqual(await editor.agreeing(asked), { answer: { sent: true } });
  assert.deepEqual((await noor.delivered()).map(([{ recipients }]) => recipients), [[lee]]);
  assert.deepEqual(noor.visitor.problems, []);
});
