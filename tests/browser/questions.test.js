// @ts-check
/** What rules ask of a person: a reason, somebody else among the recipients, why a label may be lower; and what comes of it. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { deliveries, mailbox } from "./deliveries.mjs";
import { rulesWith } from "./host-page.mjs";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";

const fromRoot = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The demo's bundle with a rule that asks, signed anew. @param {string} folder */
async function signedPolicy(folder) {
  const bundle = JSON.parse(await readFile(fromRoot("www/pages/demo/policy/example.org.json"), "utf8"));
  const press = {
    id: "press", name: "Mail to the press", conditions: { SubjectOrBodyContainsWords: ["press release"] },
    actions: { RequireReason: "Why does this go out now?", CopyTo: ["daan@example.org"], PrependSubject: "[Press] ", SetHeaderName: "X-Press", SetHeaderValue: "yes" },
  };
  await writeFile(join(folder, "example.org.json"), `${JSON.stringify({ ...bundle, serial: bundle.serial + 1, lowering: "reason", rules: [press, ...bundle.rules] }, null, 2)}\n`);
  await promisify(execFile)(process.execPath, [fromRoot("scripts/sign-policy.mjs"), join(folder, "example.org.json")]);
  await copyFile(fromRoot("tests/keys/policy-demo.pub"), join(folder, "policy.pub"));
}

test("questions are answered in one panel, and the answers go with the message", async (t) => {
  const until = lastFirst(t);
  const folder = await mkdtemp(join(tmpdir(), "zegel-policy-"));
  until.after(() => rm(folder, { recursive: true }));
  await signedPolicy(folder);
  const stage = await Stage.open(until, { policy: folder });
  const [noor, daan] = await Promise.all(["noor@example.org", "daan@example.org"].map((address) => Person.signIn(stage, address)));
  assert.ok(noor && daan);
  await noor.startWriting();
  await noor.addRecipient("To", "sofie@example.org", null);
  await noor.subject.fill("Monday");
  await noor.type("Here is the press release.");
  await noor.chooseLabel("Public");
  await noor.bar.getByText("Why does this go out now?").waitFor();
  await noor.bar.getByText("It was labelled General. Your answer is kept with the message.").waitFor();

  await noor.sendButton.click();
  const panel = noor.dialog.filter({ hasText: "Before this is sent" });
  await panel.waitFor();
  const send = panel.getByRole("button", { name: /^(?:Send|Keep writing)$/ });
  const reasons = panel.getByRole("textbox", { name: "Send it, because:" });
  assert.equal(await reasons.count(), 2);
  await reasons.nth(0).fill("The embargo ends on Monday.");
  await panel.getByRole("radio", { name: "Add daan@example.org" }).check();
  assert.equal(await send.innerText(), "Keep writing", "one answer is missing");
  await reasons.nth(1).fill("   ");
  assert.equal(await send.innerText(), "Keep writing", "blanks are no reason");
  await reasons.nth(1).fill("It will be public anyway.");
  assert.equal(await send.innerText(), "Send");
  await send.click();
  await noor.page.locator(".sent-note").waitFor();

  for (const address of ["sofie@example.org", "daan@example.org"]) {
    const [mail] = (await mailbox(stage, address)).filter(({ subject }) => subject === "[Press] Monday");
    assert.ok(mail, `${address} has it`);
    const text = mail.bytes.toString().replaceAll(/\r\n[ \t]/g, " ");
    assert.match(text, /^Zegel-Justification: press; The embargo ends on Monday\.\r$/m);
    assert.match(text, /^Zegel-Justification: lower-label; from=[0-9a-f-]{36}; to=[0-9a-f-]{36}; It will be public anyway\.\r$/m);
    assert.match(text, /^X-Press: yes\r$/m);
    assert.match(text, /^Cc: .*daan@example\.org/m);
  }
  assert.deepEqual(noor.visitor.problems, []);
});

for (const action of ["Warn", "RequireReason"]) {
  test(`${action}: asked anew because somebody was taken away after an interrupted sending, it is the same mail still`, async (t) => {
    const until = lastFirst(t);
    const asking = { id: "outside", name: "Mail to people outside", conditions: { SentToScope: "NotInOrganization" }, actions: { [action]: "Shall it go outside?" } };
    const policy = await rulesWith(until, (bundle, domain) => { if (domain === "example.org") bundle.rules = [asking]; });
    const stage = await Stage.open(until, { policy });
    const [noor, lee, mara] = await Promise.all(["noor@example.org", "lee@example.com", "mara@example.com"].map((address) => Person.signIn(stage, address)));
    assert.ok(noor && lee && mara);
    const panel = noor.dialog.filter({ hasText: "Before this is sent" });
    const answer = async () => {
      await noor.sendButton.click();
      await panel.waitFor();
      if (action === "Warn") await panel.getByRole("radio").last().check();
      else await panel.getByRole("textbox").fill("They asked for it.");
      await panel.getByRole("button", { name: "Send", exact: true }).click();
      await panel.waitFor({ state: "detached" });
    };
    await noor.write({ to: lee.address, subject: "Once", text: "this reaches Lee once" });
    await noor.addRecipient("Bcc", mara.address);
    // Mara's mailbox is gone: the server refuses her copy, and takes Lee's.
    await noor.page.route("**/jmap/", (route) => route.continue({ postData: route.request().postData()?.replace('"rcptTo":[{"email":"mara@', '"rcptTo":[{"email":"gone@') }));
    await answer();
    await noor.bar.getByText("Sending was interrupted.").waitFor();
    const counted = () => Promise.all([deliveries(stage, lee.address, "[...]"), deliveries(stage, noor.address, "[...]", "sent")]);
    assert.deepEqual(await counted(), [1, 1]);
    await noor.chip(mara.address, "usable").press("Delete");
    await answer();
    await noor.composer.waitFor({ state: "detached" });
    assert.deepEqual(await counted(), [1, 1]);
    assert.deepEqual(noor.visitor.problems, []);
  });
}
