// @ts-check
/** Who is copied blind is known to the writer and to nobody else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readKey, readMessage } from "openpgp";
import { mailbox } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";
import { states } from "./two-people.mjs";

test("a blind copy can be opened, and the others see nothing of it", async (t) => {
  const stage = await Stage.open(t);
  const [noor, lee, daan] = await Promise.all(["noor@example.org", "lee@example.com", "daan@example.org"].map((address) => Person.signIn(stage, address)));
  assert.ok(noor && lee && daan);
  await noor.write({ to: lee.address, subject: "Between us", text: "a word in confidence" });
  await noor.addRecipient("Bcc", daan.address);
  await noor.send();

  for (const person of [lee, daan]) {
    await person.openMessage("Protected message");
    await states(person, ["Sealed by Noor de Wit <noor@example.org> · new key", person === lee ? "Label “General” of example.org" : "General"]);
    await person.reader.locator("h2").getByText("Between us").waitFor();
    await person.reader.locator("article").getByText("a word in confidence").waitFor();
    const recipients = await person.reader.locator(".people").innerText();
    assert.ok(!/daan|bcc/i.test(recipients) || person === daan, recipients);
    assert.ok(!/bcc/i.test(recipients), recipients);
  }
  assert.equal(await lee.reader.getByRole("button", { name: "Reply all" }).count(), 0, "for Lee there is nobody but Noor to answer");
  assert.ok(!/daan/i.test(await lee.page.locator("main").innerText()));

  const keyIds = await Promise.all([noor, lee, daan].map((person) => encryptionKeyId(stage, person.address)));
  assert.equal(new Set(keyIds).size, 3);
  const [ofNoor = "", ofLee = "", ofDaan = ""] = keyIds;
  const wildcard = "0".repeat(16);
  const copies = await Promise.all([noor, lee, daan].map(async ({ address }, index) => {
    const [copy] = (await mailbox(stage, address, index === 0 ? "sent" : "inbox")).filter(({ subject }) => subject === "[...]");
    assert.ok(copy, address);
    return { ...copy, keyIds: await recipientsOf(copy.bytes) };
  }));
  // Lee's copy: nothing in clear, and locked for exactly those it says it is for.
  const outer = String(copies[1]?.bytes.subarray(0, copies[1].bytes.indexOf("-----BEGIN")));
  assert.ok(!/daan|^bcc/im.test(outer), outer);
  assert.deepEqual(copies[1]?.keyIds.sort(), [ofNoor, ofLee].sort());
  // Whoever looks at the copy of the blind recipient finds no header that tells of the others being blind.
  const blind = copies[2];
  assert.ok(blind?.keyIds.some((id) => id === ofDaan || id === wildcard));
  assert.ok(!/^bcc/im.test(String(blind?.bytes.subarray(0, blind.bytes.indexOf("-----BEGIN")))));
  assert.ok(!copies[0]?.keyIds.includes(ofDaan), "the writer's own copy is the one the others got");
});

/** @param {Stage} stage @param {string} address */
async function encryptionKeyId(stage, address) {
  const [local, domain] = address.split("@");
  const { hashOfLocalPart } = await import("../../server/directory.mjs");
  const answer = await fetch(`${stage.url}.well-known/openpgpkey/${domain}/hu/${hashOfLocalPart(local ?? "")}`);
  const key = await readKey({ binaryKey: new Uint8Array(await answer.arrayBuffer()) });
  return (await key.getEncryptionKey()).getKeyID().toHex();
}

/** @param {Buffer} mail */
async function recipientsOf(mail) {
  const text = String(mail);
  const message = await readMessage({ armoredMessage: text.slice(text.indexOf("-----BEGIN PGP MESSAGE-----")) });
  return message.getEncryptionKeyIDs().map((id) => id.toHex());
}
