// @ts-check
/** Writing in a frame of the vault, in a webmail that sends whole messages and has nothing of what is typed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Correspondent } from "./correspondent.mjs";
import { hosted } from "./host-page.mjs";
import { violations } from "./sound.mjs";
import { canary, search, sent } from "./traces.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** @param {import("node:test").TestContext} t @param {Parameters<typeof hosted>[1]} [options] */
const play = (t, options) => hosted(t, { name: "127.0.0.1", ...options });

/** Nothing of what was typed crossed into the webmail's page or went over a line. @param {Correspondent[]} all @param {Record<string, string|Buffer>} secrets */
async function keptFrom(all, secrets) {
  const crossed = await Promise.all(all.map(async ({ page, host }) => (await host.messages(page)).map((text, at) => ({ place: `message ${at} of the port`, bytes: Buffer.from(text, "utf8") }))));
  const pages = await Promise.all(all.map(async ({ page, name }) => ({ place: `the page of ${name}`, bytes: Buffer.from(await page.content()) })));
  assert.ok(crossed.flat().length > 4, "nothing was written down");
  assert.deepEqual(search([...crossed.flat(), ...pages, ...sent(/** @type {Correspondent} */ (all[0]).stage)], secrets), []);
}

test("text, form and files go out sealed, are read by whom they are for, and answered", async (t) => {
  const { stage, host } = await play(t);
  const [noor, lee] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "lee")];
  const secrets = { subject: canary("subject"), text: canary("text"), bold: canary("bold"), file: canary("file"), name: canary("name"), answer: canary("answer") };

  const editor = await noor.write();
  await editor.fill({ to: lee.address, subject: secrets.subject, text: `${secrets.text} ` });
  await editor.press(editor.frame.getByRole("button", { name: "Bold" }));
  await noor.page.keyboard.insertText(secrets.bold);
  await editor.attach({ name: `${secrets.name}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${secrets.file}\n`) }, { name: "dot.png", mimeType: "image/png", buffer: png });
  await editor.protectIt();
  assert.deepEqual(await violations(/** @type {any} */ (noor.inside())), []);
  const first = editor.ask("send");
  const second = editor.ask("send");
  assert.deepEqual([await editor.agreeing(first), await second], [{ answer: { sent: true } }, { answer: { sent: true } }]);
  assert.deepEqual(await editor.ask("send"), { answer: { sent: true } });

  const delivered = await noor.delivered();
  assert.equal(delivered.length, 1, "asked three times, it is handed over once");
  const [message] = /** @type {any[]} */ (delivered[0]);
  assert.deepEqual([message.from, message.recipients, message.copy], [noor.address, [lee.address], true]);
  assert.match(message.text, /^Subject: \[\.\.\.\]\r$/m);
  assert.deepEqual(Object.keys(await noor.drafts()), [], "the draft went with the message");

  const { display, shown } = await lee.read({ message: { octets: message.text } });
  assert.deepEqual(shown, { answer: { status: "sealed", label: null } }, "another organisation's label is for the person to see");
  await display.frame.getByRole("heading", { name: secrets.subject }).waitFor();
  await display.body.getByText(secrets.text).waitFor();
  assert.equal(await display.body.locator("b, strong").innerText(), secrets.bold);
  await display.frame.getByText(`${secrets.name}.txt`).first().waitFor();
  await display.press(display.frame.getByRole("button", { name: `View ${secrets.name}.txt` }));
  await display.frame.frameLocator("iframe.peek-frame").getByText(secrets.file).waitFor();
  await display.press(display.frame.getByRole("button", { name: "Close" }));
  await display.press(display.frame.getByRole("button", { name: "Reply", exact: true }));
  await lee.page.waitForFunction(() => /** @type {any} */ (window).host.mail.told.some((/** @type {any} */ { name }) => name === "answer"));
  assert.deepEqual((await lee.told()).filter(({ name }) => name === "answer"), [{ name: "answer", what: { kind: "reply" } }]);

  const answer = await lee.write({ answer: { kind: "reply", message: { octets: message.text } } });
  assert.equal(await answer.subject.inputValue(), `Re: ${secrets.subject}`);
  await answer.frame.locator(`button.chip[title="${noor.address}"]`).waitFor();
  assert.match(await answer.text.innerText(), new RegExp(`wrote[^]*${secrets.text}`));
  assert.equal(await answer.text.locator("blockquote b").innerText(), secrets.bold);
  await answer.bar.filter({ hasText: "Encrypted" }).waitFor();
  await answer.press(answer.text);
  await lee.page.keyboard.press("Control+Home");
  await lee.page.keyboard.insertText(secrets.answer);
  await answer.press(answer.sendButton);
  assert.equal(await answer.frame.locator(".agree").count(), 0, "who saw whom it goes to and pressed is not asked again");
  await answer.frame.getByText("Sealed here, and handed to your webmail").waitFor();
  const [[back]] = /** @type {any[][]} */ (await lee.delivered());
  assert.match(back.text, new RegExp(`^In-Reply-To: ${/^Message-ID: (<.*>)\r$/m.exec(message.text)?.[1]}`, "m"));
  const read = await noor.read({ message: { octets: back.text } });
  assert.equal(read.shown.answer.status, "sealed");
  await read.display.body.getByText(secrets.answer).waitFor();

  await keptFrom([noor, lee], secrets);
  for (const { visitor } of [noor, lee]) assert.deepEqual(visitor.problems, []);
  assert.deepEqual(stage.outside, []);
});

test("a draft is kept sealed, and gone on with where the frame was taken away", async (t) => {
  const { stage, host } = await play(t);
  const noor = await Correspondent.arrive(stage, host, "noor");
  const secrets = { subject: canary("subject"), text: canary("text"), more: canary("more"), file: canary("file") };
  const editor = await noor.write();
  await editor.fill({ to: "daan@example.org", subject: secrets.subject, text: secrets.text });
  await editor.attach({ name: "list.txt", mimeType: "text/plain", buffer: Buffer.from(secrets.file) });
  assert.deepEqual(await editor.ask("unsaved"), { answer: true });
  await editor.frame.getByText(/^Saved/).waitFor();
  await noor.page.waitForFunction(() => /** @type {any} */ (window).host.mail.keptTimes > 0);
  const before = await noor.drafts();
  assert.equal(Object.keys(before).length, 1);
  // Taken away by the webmail's own script.
  await editor.protectIt();
  await editor.remove();

  const [[id, text]] = /** @type {[string, string][]} */ (Object.entries(before));
  await noor.enter();
  const again = await noor.write({ draft: { id, message: { octets: text } } });
  assert.equal(await again.subject.inputValue(), secrets.subject);
  assert.equal((await again.text.innerText()).trim(), secrets.text);
  await again.frame.locator('button.chip[title="daan@example.org"]').waitFor();
  await again.frame.locator(".files li").filter({ hasText: "list.txt" }).waitFor();
  assert.deepEqual(await again.ask("unsaved"), { answer: false });
  await again.press(again.text);
  await noor.page.keyboard.press("Control+End");
  await noor.page.keyboard.insertText(secrets.more);
  await noor.webmail({ keeping: "refuses" });
  const refused = await again.ask("close", { discard: false });
  assert.equal(refused.error.code, "server-refused");
  await again.frame.getByText("Not saved", { exact: true }).waitFor();
  assert.deepEqual(await again.ask("unsaved"), { answer: true });
  await noor.webmail({ keeping: "takes" });
  assert.deepEqual(await again.ask("close", { discard: false }), { answer: { kept: true } });
  assert.deepEqual(await again.ask("unsaved"), { answer: false });
  assert.equal(Object.keys(await noor.drafts()).length, 1, "one in the place of the other");
  await keptFrom([noor], secrets);

  assert.deepEqual(await again.ask("close", { discard: true }), { answer: { kept: false } });
  assert.deepEqual(await noor.drafts(), {});
});

test("what the webmail holds of it is compared, and where it differs nothing counts as sent", async (t) => {
  const { stage, host } = await play(t);
  const [noor, daan] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "daan")];
  const editor = await noor.write();
  await editor.fill({ to: daan.address, subject: "Figures", text: "One and two." });
  await editor.protectIt();
  for (const [sending, code, said] of /** @type {const} */ ([
    ["changes", "host-did-not-take-bytes", "did not keep the message as it was sealed"], ["lies", "host-refused", "refused it"], ["refuses", "server-refused", "The server refused this"],
  ])) {
    await noor.webmail({ sending });
    assert.equal((await editor.agreeing(editor.ask("send"))).error.code, code);
    await editor.bar.filter({ hasText: said }).waitFor();
    assert.equal((await editor.text.innerText()).trim(), "One and two.");
    assert.deepEqual(await noor.delivered(), []);
  }
  // It says nothing at all: whoever presses again does not have it handed over again.
  await noor.webmail({ sending: "silent" });
  const before = await noor.page.evaluate(() => /** @type {any} */ (window).host.mail.asks);
  void editor.agreeing(editor.ask("send")).catch(() => {});
  await noor.page.waitForFunction((before) => /** @type {any} */ (window).host.mail.asks === before + 1, before);
  void editor.ask("send").catch(() => {});
  assert.equal((await editor.ask("close", { discard: true })).error.code, "busy");
  assert.deepEqual(await editor.ask("unsaved"), { answer: true });
  assert.equal(await noor.page.evaluate(() => /** @type {any} */ (window).host.mail.asks), before + 1);
  await editor.remove();
  assert.deepEqual(await noor.delivered(), []);

  // Taken away while it seals: nothing comes out of it any more. Where it was done before, that was no try.
  const takenAway = async (/** @type {number} */ octets) => {
    await noor.enter();
    const gone = await noor.write();
    await gone.fill({ to: daan.address, subject: "Figures", text: "One and two." });
    await gone.attach({ name: "figures.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(octets, 5) });
    await gone.protectIt();
    const going = gone.ask("send");
    const go = gone.frame.locator(".agree-go");
    await go.waitFor();
    do await gone.press(go); while (await go.isVisible());
    await gone.remove();
    const outcome = await going;
    if (await noor.page.evaluate(() => /** @type {any} */ (window).host.mail.asks) > 0) return false;
    assert.equal(outcome.error.code, "frame-removed");
    assert.deepEqual(await noor.delivered(), []);
    return true;
  };
  assert.ok(await takenAway(12_000_000) || await takenAway(24_000_000) || await takenAway(48_000_000), "sealed before it was taken away");

  // A draft that is not held as it was sealed is not kept.
  await noor.enter();
  await noor.webmail({ keeping: "changes" });
  const other = await noor.write();
  await other.fill({ subject: "Figures", text: "Three." });
  await other.frame.getByText("Not saved", { exact: true }).waitFor();
  assert.deepEqual(await other.ask("unsaved"), { answer: true });
});

test("an answer names no Message-ID that a mail server may refuse", async (t) => {
  const { stage, host } = await play(t);
  const noor = await Correspondent.arrive(stage, host, "noor");
  const answered = async (/** @type {string} */ id) => {
    const octets = `From: lee@example.com\r\nTo: noor@example.org\r\nSubject: Thread\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${id}>\r\nReferences: <première@example.com> <first@example.com>\r\n\r\nHello.\r\n`;
    const editor = await noor.write({ answer: { kind: "reply", message: { octets } } });
    assert.deepEqual(await editor.agreeing(editor.ask("send")), { answer: { sent: true } });
    const [message] = /** @type {any[]} */ ((await noor.delivered()).at(-1));
    const header = message.text.split("\r\n\r\n", 1)[0].replaceAll(/\r\n[ \t]+/g, " ");
    return ["In-Reply-To", "References"].map((name) => new RegExp(`^${name}: (.*)$`, "m").exec(header)?.[1] ?? null);
  };
  assert.deepEqual(await answered("last@example.com"), ["<last@example.com>", "<first@example.com> <last@example.com>"]);
  assert.deepEqual(await answered("dernière@example.com"), [null, "<first@example.com>"]);
});

test("recipients that the webmail has fields for stand in one line, and two editors do not mix", async (t) => {
  const { stage, host } = await play(t);
  const noor = await Correspondent.arrive(stage, host, "noor");
  await Correspondent.arrive(stage, host, "daan");
  const [one, two] = [await noor.write({ recipients: "host", given: { subject: "One", html: "<p>First <i>words</i></p>", inReplyTo: "<last@example.org>", references: ["<première@example.org>", "<first@example.org>", "last@example.org"] } }), await noor.write({ recipients: "host", given: { subject: "Two", text: "Second words" } })];
  assert.equal(await one.to.count(), 0);
  assert.deepEqual(await one.ask("recipients", { to: ["Daan <daan@example.org>"], cc: ["nobody@example.org"], bcc: [] }), { answer: null });
  await one.frame.locator('button.chip[title="daan@example.org"][data-state="new"]').waitFor();
  await one.protectIt();
  const lacking = one.frame.locator('button.chip[title="nobody@example.org"][data-state="none"]');
  await one.press(lacking);
  await one.press(one.frame.locator(".compose-popover").getByRole("button", { name: "Remove" }));
  assert.deepEqual((await noor.told()).filter(({ name }) => name === "recipient"), [{ name: "recipient", what: { do: "remove", field: "cc", address: "nobody@example.org" } }]);
  assert.equal(await one.text.locator("i").innerText(), "words");
  // Its own button asks the webmail, which has one as well.
  await one.press(one.sendButton);
  await noor.page.waitForFunction(() => /** @type {any} */ (window).host.mail.told.some((/** @type {any} */ { name }) => name === "send-wanted"));
  assert.deepEqual(await noor.delivered(), []);
  assert.deepEqual(await one.agreeing(one.ask("send")), { answer: { sent: true } });
  const [[message]] = /** @type {any[][]} */ (await noor.delivered());
  assert.deepEqual(message.recipients, ["daan@example.org"]);
  assert.match(message.text, /^In-Reply-To: <last@example\.org>\r\nReferences: <first@example\.org>\s+<last@example\.org>\r$/m);
  assert.equal((await two.text.innerText()).trim(), "Second words");
  assert.equal(await two.subject.inputValue(), "Two");
  assert.equal(await two.frame.locator("button.chip").count(), 0);
  assert.equal((await two.ask("begin", { mode: "message", recipients: "vault" })).error.code, "begun-already");
  assert.deepEqual(await two.ask("toggle"), { answer: null });
  await two.bar.filter({ hasText: "Encrypted" }).waitFor();
});

test("who has no key gets a passphrase, a rule that blocks holds it back, and both are settled in the frame", async (t) => {
  const { stage, host } = await play(t);
  const noor = await Correspondent.arrive(stage, host, "noor");
  const jo = "jo@example.net";
  const secrets = { text: canary("text"), subject: canary("subject") };
  const editor = await noor.write();
  await editor.fill({ to: jo, subject: secrets.subject, text: secrets.text });
  await editor.protectIt();
  await editor.press(editor.frame.locator(`button.chip[title="${jo}"][data-state="none"]`));
  await editor.press(editor.frame.getByRole("button", { name: "Use a passphrase …" }));
  const panel = editor.frame.getByRole("dialog", { name: "Passphrases" });
  const passphrase = await panel.locator("textarea").inputValue();
  assert.ok(passphrase.length > 20);
  await editor.press(panel.getByRole("button", { name: "Use this passphrase" }));
  await editor.press(panel.getByRole("button", { name: "Done" }));
  await editor.frame.locator(`button.chip[title="${jo}"][data-state="passphrase"]`).waitFor();

  await editor.attach({ name: "setup.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ") });
  const held = editor.ask("send");
  await editor.dialog.getByText("Programs cannot be sent by mail").waitFor();
  await editor.press(editor.dialog.getByRole("button", { name: "Keep writing" }));
  assert.deepEqual(await held, { answer: { sent: false } });
  assert.deepEqual(await noor.delivered(), []);
  await editor.press(editor.frame.getByRole("button", { name: "Remove setup.exe" }));
  assert.deepEqual(await editor.agreeing(editor.ask("send")), { answer: { sent: true } });
  const [messages] = /** @type {any[][]} */ (await noor.delivered());
  const letter = messages.find(({ recipients }) => recipients.includes(jo));
  assert.match(letter.text, /text\/html|application\/zip/);
  await keptFrom([noor], { ...secrets, passphrase });
  assert.deepEqual(noor.visitor.problems, []);
});
