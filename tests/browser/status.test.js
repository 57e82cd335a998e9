// @ts-check
/** The one status of a mail in words: each state that mail can arrive in, made by another program, and what stands inside others. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as openpgp from "openpgp";
import { hashOfLocalPart } from "../../server/directory.mjs";
import { signIn } from "../node/server/start.js";
import { encryptedOf, signedOf, textOf, written } from "./attached.mjs";
import { Person } from "./person.mjs";
import { sound } from "./sound.mjs";
import { Stage, lastFirst } from "./stage.mjs";

/** @typedef {import("./attached.mjs").Entity} Entity */

const mara = "Mara Novak <mara@example.com>";
/** @type {Stage} */ let stage;
/** @type {Person} */ let noor;
/** @type {openpgp.PrivateKey} */ let marasKey;
/** @type {openpgp.PublicKey} */ let noorsKey;
/** @type {string[]} */ let around;
/** @type {() => unknown} */ let finish = () => {};

before(async () => {
  const until = lastFirst({ after: (work) => { finish = work; } });
  stage = await Stage.open(until);
  noor = await Person.signIn(stage, "noor@example.org");
  const generated = await openpgp.generateKey({ userIDs: [{ name: "Mara Novak", email: "mara@example.com" }], format: "object" });
  marasKey = generated.privateKey;
  const answer = await fetch(`${stage.url}.well-known/openpgpkey/example.org/hu/${hashOfLocalPart("noor")}`);
  noorsKey = await openpgp.readKey({ binaryKey: new Uint8Array(await answer.arrayBuffer()) });
  const data = Buffer.from(generated.publicKey.write()).toString("base64");
  around = [`Autocrypt: addr=mara@example.com; keydata=${data.replace(/.{1,60}/g, "\r\n $&")}`];
});
after(() => finish());

/** @param {string} subject @param {Entity} entity @param {string} [from] */
async function arrives(subject, { head, body }, from = mara) {
  const fields = [`From: ${from}`, "To: noor@example.org", `Subject: ${subject}`, "Date: Tue, 24 Nov 2026 10:00:00 +0000", `Message-ID: <${subject.replace(/\W/g, "-")}@example.com>`, ...around];
  await (await signIn(stage.url, "mara@example.com")).send(written({ head: [...fields, ...head], body }), ["noor@example.org"]);
}

/** @param {string} subject */
async function status(subject) {
  await noor.openMessage(subject);
  await noor.reader.locator("h2", { hasText: subject }).waitFor();
  return noor.statements.first().innerText();
}

/** @param {string} entity @param {{ signed?: boolean, to?: openpgp.PublicKey }} [how] */
async function sealed(entity, { signed = true, to = noorsKey } = {}) {
  const message = await openpgp.createMessage({ binary: new Uint8Array(Buffer.from(entity)) });
  return encryptedOf(await openpgp.encrypt({ message, encryptionKeys: to, ...(signed ? { signingKeys: marasKey } : {}) }));
}

/** @param {string} entity */
async function signatureOf(entity) {
  const message = await openpgp.createMessage({ binary: new Uint8Array(Buffer.from(entity)) });
  return openpgp.sign({ message, signingKeys: marasKey, detached: true });
}

/** @param {string} entity */
const signed = async (entity) => signedOf(entity, await signatureOf(entity));

test("a sealed mail, and what of it was not protected", async () => {
  await arrives("Quarterly", await sealed(written(textOf("Only for Noor."))));
  assert.match(await status("Quarterly"), /^Sealed by Mara Novak <mara@example\.com> · (?:new|known) key$/);
  await noor.reader.getByText("Not protected: recipients, subject, and date.").waitFor();
  assert.equal(await noor.reader.locator(".statement.status.good").count(), 0, "green is for what somebody vouches for");
  await noor.statements.first().click();
  await noor.reader.getByText("the key that signed belongs to mara@example.com").waitFor();
  await noor.reader.getByText("text and attachments", { exact: true }).first().waitFor();
  await sound(noor.page, "the status of a sealed mail", { places: ".chrome, .evidence" });
});

test("an encrypted mail that nobody signed, with its padlock and no more", async () => {
  await arrives("Greetings", await sealed(written(textOf("Who wrote this?")), { signed: false }));
  assert.equal(await status("Greetings"), "Encrypted, but nobody signed it");
  await noor.statements.first().click();
  await noor.reader.getByText("anybody can encrypt something to you").waitFor();
  assert.equal(await noor.row("Greetings").getByLabel("Encrypted").count(), 1);
  assert.equal(await noor.reader.locator(".statement.status.good").count(), 0);
});

test("who put a ciphertext under their own name is asked about in an answer", async () => {
  const peopleOf = (/** @type {boolean} */ threadProtected, /** @type {string} */ state, structure = "encrypted") => noor.page.evaluate(async ([inside, signature, how]) => {
    const { answer } = await import(/** @type {any} */ ("/mail/reader/answer.js"));
    const field = (/** @type {string} */ value) => ({ value, name: null, address: value || null, protection: "unprotected" });
    const headers = { from: field("evil@example.com"), to: [], cc: [], replyTo: [], subject: field("x"), date: field("2026-11-24T10:00:00Z"), messageId: null, references: [], threadProtected: inside };
    const opened = { headers, labels: [], parts: [], html: null, structure: how, encryption: { state: how === "encrypted" ? how : "none" }, signature: { state: signature }, restrictions: {} };
    const voice = { language: "en", say: (/** @type {string} */ key) => key };
    return answer({ opened }, { shown: "", quote: null }, "reply", { account: { address: "noor@example.org" }, bundle: null }, voice).answered.people;
  }, /** @type {const} */ ([threadProtected, state, structure]));
  assert.deepEqual(await peopleOf(false, "none"), []);
  assert.deepEqual(await peopleOf(false, "unknown-key"), []);
  for (const [inside, state, structure] of /** @type {[boolean, string, string][]} */ ([[true, "none", "encrypted"], [false, "valid", "encrypted"], [false, "none", "plain"]])) {
    assert.deepEqual(await peopleOf(inside, state, structure), ["evil@example.com"], `${inside} ${state} ${structure}`);
  }
});

test("a signed mail that everybody could read; broken, it is like any other", async () => {
  const entity = written(textOf("The meeting is at three.", [`From: ${mara}`, "To: noor@example.org", "Subject: Meeting", "Date: Tue, 24 Nov 2026 10:00:00 +0000"]));
  await arrives("Meeting", await signed(entity));
  assert.match(await status("Meeting"), /^Signed by Mara Novak <mara@example\.com> · (?:new|known) key · not encrypted$/);
  assert.equal(await noor.reader.getByText("Not protected:").count(), 0);
  await sound(noor.page, "the status of a signed mail", { places: ".chrome" });
  await arrives("Gathering", signedOf(entity.replace("three", "five").replace("Meeting", "Gathering"), await signatureOf(entity)));
  assert.equal(await status("Gathering"), "Not protected");
  assert.equal(await noor.reader.locator(".statement.status.quiet-status").count(), 1);
  await noor.statements.first().click();
  await noor.reader.getByText("There is a signature that does not fit").waitFor();
});

test("what is false in a mail is said at once, and what to do", async () => {
  const entity = written(textOf("Pay three hundred."));
  await arrives("Payment", await sealed(written(signedOf(entity.replace("three", "nine"), await signatureOf(entity))), { signed: false }));
  assert.equal(await status("Payment"), "Doubtful: the signature does not fit");
  await noor.reader.getByText("Do not rely on it; ask mara@example.com by another way.").waitFor();
  await sound(noor.page, "a doubtful mail", { places: ".chrome, .evidence" });
  const other = (/** @type {string} */ subject) => written(textOf("From somebody else.", ["From: Lee Chen <lee@example.com>", "To: noor@example.org", `Subject: ${subject}`]));
  await arrives("Borrowed", await sealed(other("Borrowed")));
  assert.match(await status("Borrowed"), /^Doubtful: /);
  await arrives("Disguise", await sealed(other("Disguise"), { signed: false }));
  assert.equal(await status("Disguise"), "Doubtful: inside it names another sender than outside");
  await noor.reader.getByText("This message came from mara@example.com, but inside it says it is from lee@example.com.").waitFor();
});

test("what cannot be opened says why", async () => {
  const { publicKey } = await openpgp.generateKey({ userIDs: [{ email: "else@example.test" }], format: "object" });
  await arrives("Elsewhere", await sealed(written(textOf("Not for Noor.")), { to: publicKey }));
  assert.equal(await status("Elsewhere"), "Not encrypted for you");
});

test("what is inside another mail stands by itself, with the way back", async () => {
  const part = written(await signed(written(textOf("Signed words."))));
  await arrives("Circular", { head: ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="l"'], body: ["--l", part, "--l", "Content-Type: text/plain", "", "To leave this list, write to list@example.com.", "--l--", ""].join("\r\n") });
  assert.equal(await status("Circular"), "Not protected");
  assert.ok(!(await noor.reader.locator(".canvas").innerText()).includes("Signed words."));
  await noor.reader.getByRole("button", { name: "Open the signed message" }).click();
  await noor.reader.getByText("Signed words.").waitFor();
  assert.match(await noor.statements.first().innerText(), /^Signed by Mara Novak <mara@example\.com> · /);
  assert.ok(!(await noor.reader.locator(".canvas").innerText()).includes("To leave this list"));
  await sound(noor.page, "a message inside another", { places: ".chrome" });
  await noor.reader.getByRole("button", { name: "Back to the mail around it" }).click();
  await noor.reader.getByText("To leave this list").waitFor();
  assert.equal(await noor.statements.first().innerText(), "Not protected");

  const forwarded = ["From: The Boss <boss@example.com>", "To: mara@example.com", "Subject: Original", "Date: Mon, 23 Nov 2026 09:00:00 +0000", "Message-ID: <o@example.com>", "Content-Type: text/plain", "", "Original words.", ""].join("\r\n");
  await arrives("Handed along", await sealed(["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="f"', "", "--f", "Content-Type: text/plain", "", "See below.", "--f", 'Content-Type: message/rfc822; name="original.eml"', "Content-Disposition: attachment; filename=original.eml", "", forwarded, "--f--", ""].join("\r\n")));
  assert.match(await status("Handed along"), /^Sealed by Mara Novak/);
  await noor.reader.getByRole("button", { name: "Open the mail in it" }).click();
  await noor.reader.getByText("Original words.").waitFor();
  assert.equal(await noor.statements.first().innerText(), "Not protected", "what protects the mail around it says nothing of it");
  await noor.reader.getByRole("button", { name: "Back to the mail around it" }).click();
  await noor.reader.getByText("See below.").waitFor();
});

test("another system's protection is named", async () => {
  await arrives("Certificates", { head: ["MIME-Version: 1.0", 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=smime.p7m"], body: "MIAGCSqGSIb3DQEHA6CAMIACAQA=\r\n" });
  await noor.openMessage("Certificates");
  await noor.reader.getByText("encrypted with S/MIME, which is not opened here").waitFor();
});
