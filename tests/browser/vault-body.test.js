// @ts-check
/** Frames for webmails that write the header by themselves: one armored message for everybody, which others open too. */
import assert from "node:assert/strict";
import { test } from "node:test";
import PostalMime from "postal-mime";
import { publish } from "../../www/keys/directory.js";
import { curve25519, gnupg } from "../interop/gnupg.mjs";
import { Correspondent } from "./correspondent.mjs";
import { hosted } from "./host-page.mjs";
import { canary, search } from "./traces.mjs";

const armor = /^-----BEGIN PGP MESSAGE-----\r\n[^]*-----END PGP MESSAGE-----\r\n$/;

test("a body is sealed for whom the webmail names, and opened by GnuPG and in a display", async (t) => {
  const { stage, host } = await hosted(t, {
    name: "127.0.0.1",
    rules: (bundle) => { bundle.rules.push({ id: "no-codes", name: { en: "No launch codes" }, conditions: { SubjectOrBodyContainsWords: ["launch code"] }, actions: { RejectMessageReasonText: { en: "Launch codes stay in the house." } } }); },
  });
  const gpg = gnupg(t);
  const theirs = gpg.makeKey(curve25519);
  const lee = "lee@example.com";
  await publish(new Uint8Array(gpg.certificate(theirs)), lee, { user: lee, password: "leepw", base: `${stage.url}.well-known/openpgpkey/` });
  const noor = await Correspondent.arrive(stage, host, "noor");
  const secrets = { text: canary("text"), bold: canary("bold"), file: canary("file"), name: canary("name") };

  const editor = await noor.write({ mode: "body", predefinedText: "Dear Lee,", quota: 2_000_000 });
  assert.equal(await editor.subject.isVisible(), false);
  assert.equal(await editor.sendButton.isVisible(), false);
  await editor.press(editor.text);
  await noor.page.keyboard.press("Control+End");
  await noor.page.keyboard.insertText(` ${secrets.text} `);
  await editor.press(editor.frame.getByRole("button", { name: "Bold" }));
  await noor.page.keyboard.insertText(secrets.bold);
  await editor.attach({ name: `${secrets.name}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${secrets.file}\n`) });
  await editor.bar.filter({ hasText: "Encrypted" }).waitFor();
  // It cannot be switched off.
  await editor.ask("toggle");
  await editor.frame.getByText("What you write here is always encrypted").waitFor();
  await editor.bar.filter({ hasText: "Encrypted" }).waitFor();

  const lacking = await editor.ask("encrypt", { recipients: [null, lee, "nobody@example.org"] });
  assert.deepEqual(lacking, { error: { code: "NO_KEY_FOR_RECIPIENT", detail: { address: "nobody@example.org", state: "none" } } });
  await editor.frame.locator('button.chip[title="nobody@example.org"][data-state="none"]').waitFor();

  const asked = editor.ask("encrypt", { recipients: [null, lee] });
  const second = await editor.ask("encrypt", { recipients: [lee] });
  const first = await editor.agreeing(asked);
  assert.equal(second.error.code, "ENCRYPT_IN_PROGRESS");
  assert.match(first.answer, armor);
  gpg.run(["--import"], noor.certificate);
  const { output, status } = gpg.run(["--decrypt"], first.answer);
  assert.ok(status.some((line) => line.startsWith("GOODSIG")), status.join("\n"));
  const mail = await PostalMime.parse(output);
  assert.match(mail.text ?? "", new RegExp(`Dear Lee, ${secrets.text}`));
  assert.match(mail.html ?? "", new RegExp(`<b>${secrets.bold}</b>`));
  assert.deepEqual(mail.attachments.map(({ filename, content }) => [filename, Buffer.from(/** @type {ArrayBuffer} */ (content)).toString()]), [[`${secrets.name}.txt`, `${secrets.file}\n`]]);

  const draft = await editor.ask("createDraft");
  assert.match(draft.answer, armor);
  assert.equal(gpg.attempt(["--decrypt"], draft.answer).ok, false, "a draft is the writer's own");

  // A rule that holds it back says so in the frame, and the webmail gets no armor.
  await editor.press(editor.text);
  await noor.page.keyboard.insertText(" The launch code ");
  const held = editor.ask("encrypt", { recipients: [lee] });
  await editor.dialog.getByText("Launch codes stay in the house.").waitFor();
  await editor.press(editor.dialog.getByRole("button", { name: "Keep writing" }));
  assert.equal((await held).error.code, "canceled");

  const own = await noor.read({ armored: first.answer, sender: noor.address });
  assert.equal(own.shown.answer.status, "sealed");
  await own.display.body.getByText(secrets.text).waitFor();
  await own.display.frame.getByText(`${secrets.name}.txt`).first().waitFor();
  assert.equal(await own.display.frame.getByRole("heading", { level: 2 }).count(), 0, "of the header nothing is said");
  assert.equal(await own.display.frame.getByRole("button", { name: "Reply" }).count(), 0);

  const crossed = await host.messages(noor.page);
  await noor.enter();
  const again = await noor.write({ mode: "body", armoredDraft: draft.answer });
  assert.equal(await again.text.locator("b").innerText(), secrets.bold);
  await again.frame.locator(".files li").filter({ hasText: secrets.name }).waitFor();
  crossed.push(...await host.messages(noor.page));
  await noor.enter();
  const quoted = await noor.write({ mode: "body", quota: 2_000_000, quotedMail: first.answer, quotedMailHeader: "On Monday Noor wrote:" });
  assert.match(await quoted.text.innerText(), new RegExp(`On Monday Noor wrote:[^]*${secrets.text}`));
  assert.equal(await quoted.text.locator("blockquote b").innerText(), secrets.bold);
  await quoted.attach({ name: "large.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(1_500_000, 7) }, { name: "larger.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(1_500_000, 8) });
  await quoted.frame.locator(".file-heavy.over").waitFor();
  assert.equal((await quoted.ask("encrypt", { recipients: [lee] })).error.code, "ENCRYPT_QUOTA_SIZE");

  crossed.push(...await host.messages(noor.page));
  assert.deepEqual(search(crossed.map((text, at) => ({ place: `message ${at}`, bytes: Buffer.from(text) })), secrets), []);
  assert.deepEqual(noor.visitor.problems, []);
});
