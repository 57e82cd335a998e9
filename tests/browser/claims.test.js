// @ts-check
/** Mail of somebody who claims to be more than they are: the page says what is so, and answers with nothing unseen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashOfLocalPart } from "../../server/directory.mjs";
import { signIn } from "../node/server/start.js";
import { forged } from "./impostor.mjs";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";

const site = "3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa";
const label = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0006";

const html = `<div style="background-color:#fff"><p>Seen words</p>
<p style="color:#fff">white</p><p style="color:rgb(255 255 255 / 0)">clear</p><font color="white">font</font>
<p style="font-size:1%">percent</p><p style="font-size:calc(0px)">sum</p><p style="font-size:1q">unit</p><p style="font-size:min(1px,2px)">least</p>
<div style="font-size:50%"><div style="font-size:50%"><p style="font-size:50%">nested</p></div></div>
<p style="line-height:0">flat</p><p style="background-color:#000;color:#fff">White on black</p><p>Last words</p>
<a href="mailto:%">broken link</a></div>`;

const mail = [
  'From: "The Boss <boss@example.org>" <mara@example.com>', "To: noor@example.org", "Subject: [...]",
  "Date: Tue, 24 Nov 2026 10:00:00 +0000", "Message-ID: <claims@example.com>",
  `References: ${Array.from({ length: 60 }, (_, index) => `<r${index}@example.com>`).join("\r\n ")}`,
  `msip_labels: MSIP_Label_${label}_Enabled=true; MSIP_Label_${label}_SiteId=${site};\r\n MSIP_Label_${label}_Name=Signed by The Boss`,
  "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8", "", html, "",
].join("\r\n");

test("what is claimed is not believed, and what is not seen is not quoted", async (t) => {
  const stage = await Stage.open(t);
  await (await signIn(stage.url, "mara@example.com")).send(mail, ["noor@example.org"]);
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.refresh();
  const row = noor.row("mara@example.com").first();
  await row.waitFor();
  assert.equal(await row.getByLabel("Encrypted").count(), 0, "a subject makes no padlock");
  assert.ok(!/Boss/.test(await row.innerText()));
  await row.click();
  await noor.frame.getByText("Seen words").waitFor();
  assert.equal(await row.getByLabel("Encrypted").count(), 0);
  assert.deepEqual(await noor.statements.allInnerTexts(), ["Not protected", "Label “Signed by The Boss” · claimed"]);
  assert.ok(!/boss/i.test(await noor.reader.locator(".people").innerText()));
  assert.equal(await noor.reader.getAttribute("translate"), "no");

  const seen = await noor.frame.innerText();
  await noor.frame.locator("a").click();
  await noor.composer.waitFor();
  await noor.composer.getByRole("button", { name: "Close", exact: true }).click();
  await noor.page.getByRole("button", { name: "Discard" }).click();
  await noor.composer.waitFor({ state: "detached" });
  await noor.reader.getByRole("button", { name: "Reply", exact: true }).click();
  await noor.composer.waitFor();
  const quoted = await noor.text.innerText();
  for (const words of ["Seen words", "White on black", "Last words"]) assert.ok(quoted.includes(words), words);
  // Sizes that mean nothing, or too little, are taken away: what had them is seen.
  for (const word of ["percent", "sum", "unit", "least"]) assert.ok(seen.includes(word) && quoted.includes(word), word);
  for (const word of ["white", "clear", "font", "nested", "flat"]) assert.ok(!quoted.includes(word), word);
  assert.equal(await noor.composer.locator(".chip .who").innerText(), "mara@example.com");
  const { draft, attributes } = await noor.composer.evaluate((composer) => ({
    draft: /** @type {any} */ (composer.querySelector("zegel-protect")).current(),
    attributes: [...composer.querySelectorAll(".text, .subject")].map((node) => ["spellcheck", "autocorrect", "writingsuggestions", "translate"].map((name) => node.getAttribute(name))),
  }));
  assert.equal(draft.label, null, "a stranger chooses no label");
  assert.deepEqual([draft.references.length, draft.references[0], draft.references.at(-1)], [21, "r0@example.com", "claims@example.com"]);
  for (const one of attributes) assert.deepEqual(one, ["false", "off", "false", "no"]);
  assert.deepEqual(noor.visitor.problems, []);
});

test("who signs in a colleague's name by a key of their own gets none of the organisation's words", async (t) => {
  const stage = await Stage.open(t);
  const [noor] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "daan@example.org")];
  const answer = await fetch(`${stage.url}.well-known/openpgpkey/example.org/hu/${hashOfLocalPart("noor")}`);
  const certificate = new Uint8Array(await answer.arrayBuffer());
  // Daan has a key that others find; Sofie never signed in, and has none.
  for (const [name, status] of /** @type {[string, RegExp][]} */ ([["Daan", /^Sealed with another key than the known one of Daan /], ["Sofie", /^Sealed by Sofie <sofie@example\.org> · (?:new|known) key$/]])) {
    const forgery = await forged({ name, email: `${name.toLowerCase()}@example.org`, to: noor.address, certificate, subject: `Bill of ${name}`, label });
    // The own server lets nobody send in another's name; others do.
    const box = await signIn(stage.url, noor.address);
    const { blobId } = await box.upload(forgery);
    await box.callOne("Email/import", { emails: { forged: { blobId, mailboxIds: { [(await box.mailbox("inbox")).id]: true } } } });
    // Once the key it brings is known, too.
    for (const visit of ["first", "second"]) {
      await noor.openMessage(`Bill of ${name}`);
      await noor.reader.getByText("Please pay this today.").waitFor();
      const [said = "", labelSaid] = await noor.statements.allInnerTexts();
      assert.match(said, status, `${name}, ${visit}`);
      assert.equal(labelSaid, "Label “Confidential” · claimed", `${name}, ${visit}`);
      const banner = noor.reader.locator(".statement.banner");
      assert.match(await banner.innerText(), /nothing proves it/);
      assert.doesNotMatch(await banner.innerText(), /signed and verified|Serious harm/);
      await noor.reader.locator(".attachment-label", { hasText: "“Confidential”" }).waitFor();
      assert.equal(await noor.reader.locator(".attachment .label-dot").count(), 0);
      await noor.openMessage("Welcome");
    }
  }
});
