// @ts-check
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { mail, signIn, start } from "./start.js";

/** @typedef {import("./start.js").User} User */
/** @typedef {import("./start.js").Invocation} Invocation */

const TRACE = /^Return-Path: <noor@example\.org>\r\nDelivered-To: lee@example\.com\r\nReceived: .*\r\n\t.*\r\n/;

/** @param {Invocation[]} answers @returns {any} the submission that was refused */
const refusal = (answers) => answers.find(([name]) => name === "EmailSubmission/set")?.[1].notCreated?.s;

/** @param {User} user */
const received = async (user) => (await user.emails("inbox")).filter(({ subject }) => subject !== "Welcome to Zegel");

test("a message reaches its recipient, behind a trace but otherwise byte for byte", async (t) => {
  const { url, failures } = await start(t);
  const [noor, lee] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com")];
  // Beyond what is read of a message, with bytes that are no text, and without a final line break.
  const message = Buffer.concat([
    Buffer.from(mail("Noor <noor@example.org>", "lee@example.com", "Plan")), randomBytes(1_000_000), Buffer.from("\r\n.\r\nend"),
  ]);
  const answers = await noor.send(message, ["lee@example.com"]);
  assert.deepEqual(answers.map(([name, , callId]) => [name, callId]), [
    ["Email/import", "c0"], ["EmailSubmission/set", "c1"], ["Email/set", "c1"],
  ]);
  const { id, blobId } = answers[0]?.[1].created.e;
  const submission = answers[1]?.[1].created.s;
  assert.equal(submission.undoStatus, "final");
  assert.equal(typeof submission.id, "string");
  assert.deepEqual(answers[2]?.[1].updated, { [id]: null });

  const [sent] = await noor.emails("sent");
  assert.deepEqual([sent.id, sent.blobId, sent.keywords], [id, blobId, { $seen: true }]);
  assert.deepEqual(await noor.emails("drafts"), []);
  assert.ok((await noor.bytes(sent.blobId)).equals(message), "the sender's copy has not changed");

  const [copy] = await received(lee);
  assert.deepEqual([copy.subject, copy.keywords, copy.from], ["Plan", {}, [{ name: "Noor", email: "noor@example.org" }]]);
  const delivered = await lee.bytes(copy.blobId);
  const [trace = ""] = TRACE.exec(delivered.toString("latin1")) ?? [];
  assert.notEqual(trace, "");
  assert.ok(delivered.subarray(trace.length).equals(message), "behind the trace are the sender's bytes");
  assert.equal(copy.size, delivered.length);
  assert.deepEqual(failures, []);
});

test("a wish for afterwards that is wrong is told: before the delivery if it cannot be read, else beside it", async (t) => {
  const { url } = await start(t);
  const [noor, lee] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com")];
  const { id: drafts } = await noor.mailbox("drafts");
  const { blobId } = await noor.upload(mail("noor@example.org", "lee@example.com", "Plan"));
  const { created: { e: { id } } } = await noor.callOne("Email/import", { emails: { e: { blobId, mailboxIds: { [drafts]: true } } } });
  const submit = (/** @type {Record<string, unknown>} */ afterwards) =>
    noor.call(["EmailSubmission/set", { create: { s: { identityId: "I1", emailId: id } }, ...afterwards }]);
  for (const afterwards of [{ onSuccessUpdateEmail: "all" }, { onSuccessDestroyEmail: "#s" }]) {
    assert.equal((await submit(afterwards))[0]?.[1].type, "invalidArguments");
  }
  assert.deepEqual(await received(lee), []);
  const [[, submission] = [], [, update] = []] = await submit({ onSuccessUpdateEmail: { "#s": { subject: "New" } } });
  assert.deepEqual([submission?.created.s.undoStatus, update?.notUpdated[id].type], ["final", "invalidProperties"]);
  assert.equal((await received(lee)).length, 1);
});

test("an answer joins the thread", async (t) => {
  const { url } = await start(t);
  const [noor, lee] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com")];
  await noor.send(mail("noor@example.org", "lee@example.com", "Plan"), ["lee@example.com"]);
  const answer = mail("lee@example.com", "noor@example.org", "Re: Plan").replace("MIME-Version", "In-Reply-To: <Plan@example.org>\r\nMIME-Version");
  await lee.send(answer, ["noor@example.org"]);
  const [[sent], [reply]] = [await noor.emails("sent"), await received(noor)];
  assert.equal(reply.threadId, sent.threadId);
  const [welcome] = (await noor.emails("inbox")).filter(({ subject }) => subject === "Welcome to Zegel");
  assert.notEqual(welcome.threadId, sent.threadId);
});

test("an unknown recipient stops the delivery to everyone", async (t) => {
  const { url } = await start(t);
  const [noor, lee] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com")];
  const answers = await noor.send(mail("noor@example.org", "lee@example.com", "Plan"), ["lee@example.com", "nobody@example.com", "x"]);
  const refused = refusal(answers);
  assert.equal(refused.type, "invalidRecipients");
  assert.deepEqual(refused.invalidRecipients, ["nobody@example.com", "x"]);
  assert.deepEqual(await received(lee), []);
  assert.equal((await noor.emails("drafts")).length, 1, "the message waits in Drafts");
  assert.deepEqual(await noor.emails("sent"), []);
});

test("nobody sends in another's name", async (t) => {
  const { url } = await start(t);
  const [noor, daan] = [await signIn(url, "noor@example.org"), await signIn(url, "daan@example.org")];
  const forged = mail("lee@example.com", "daan@example.org", "Forged");
  assert.equal(refusal(await noor.send(forged, ["daan@example.org"])).type, "forbiddenFrom");
  const nameless = forged.replace("From: lee@example.com\r\n", "");
  assert.equal(refusal(await noor.send(nameless, ["daan@example.org"])).type, "forbiddenFrom");
  const bounced = mail("noor@example.org", "daan@example.org", "Bounced");
  assert.equal(refusal(await noor.send(bounced, ["daan@example.org"], "lee@example.com")).type, "forbiddenMailFrom");
  assert.equal(refusal(await noor.send(bounced, [])).type, "noRecipients");
  assert.deepEqual(await received(daan), []);
});

test("what a submission names must exist", async (t) => {
  const { url } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const [{ id }] = await noor.emails("inbox");
  const cases = [
    [{ identityId: "I9", emailId: id }, "identityId"],
    [{ identityId: "I1", emailId: "E-unknown" }, "emailId"],
    [{ identityId: "I1", emailId: "#none" }, "emailId"],
    [{ identityId: "I1", emailId: id, sendAt: "2030-01-01T00:00:00Z" }, "sendAt"],
  ];
  for (const [create, property] of cases) {
    const { notCreated } = await noor.callOne("EmailSubmission/set", { create: { s: create } });
    assert.deepEqual([notCreated.s.type, notCreated.s.properties], ["invalidProperties", [property]]);
  }
  const { notUpdated, notDestroyed } = await noor.callOne("EmailSubmission/set", { update: { x: { undoStatus: "canceled" } }, destroy: ["y"] });
  assert.deepEqual([notUpdated.x.type, notDestroyed.y.type], ["notFound", "notFound"]);
});

test("without an envelope the header says who gets it, and blind copies stay blind", async (t) => {
  const { url } = await start(t);
  const [noor, lee, mara] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com"), await signIn(url, "mara@example.com")];
  const message = mail("noor@example.org", "lee@example.com", "Plan").replace("Date:", "Bcc: mara@example.com,\r\n\tnoor@example.org\r\nDate:");
  const { blobId } = await noor.upload(message);
  const drafts = await noor.mailbox("drafts");
  const answers = await noor.call(
    ["Email/import", { emails: { e: { blobId, mailboxIds: { [drafts.id]: true } } } }],
    ["EmailSubmission/set", { create: { s: { identityId: "I1", emailId: "#e" } }, onSuccessDestroyEmail: ["#s"] }],
  );
  assert.equal(answers[2]?.[1].destroyed.length, 1);
  for (const user of [lee, mara, noor]) {
    const [copy] = await received(user);
    const text = String(await user.bytes(copy.blobId));
    assert.doesNotMatch(text.replace(/^[^]*?Received:[^]*?\r\n(?!\t)/, ""), /bcc|mara/i);
    assert.ok(text.endsWith(message.replace(/Bcc:.*\r\n.*\r\n/, "")));
  }
});

test("a recipient named twice gets one copy", async (t) => {
  const { url } = await start(t);
  const [noor, lee] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com")];
  await noor.send(mail("noor@example.org", "lee@example.com", "Plan"), ["lee@example.com", "LEE@example.com"]);
  assert.equal((await received(lee)).length, 1);
});

test("submissions at the same time lose nothing", async (t) => {
  const { url, failures } = await start(t);
  const addresses = ["noor@example.org", "daan@example.org", "sofie@example.org", "mara@example.com"];
  const [lee, ...senders] = await Promise.all(["lee@example.com", ...addresses].map((address) => signIn(url, address)));
  assert.ok(lee);
  const rounds = [1, 2, 3, 4, 5];
  const all = senders.flatMap((user) => rounds.map((round) => ({ user, subject: `${round} from ${user.address}` })));
  await Promise.all(all.map(({ user, subject }) => user.send(mail(user.address, "lee@example.com", subject), ["lee@example.com", user.address])));
  assert.deepEqual((await received(lee)).map(({ subject }) => subject).sort(), all.map(({ subject }) => subject).sort());
  for (const user of senders) {
    assert.equal((await user.emails("sent")).length, rounds.length);
    assert.equal((await received(user)).length, rounds.length);
    assert.deepEqual(await user.emails("drafts"), []);
  }
  assert.deepEqual(failures, []);
});

test("marks set at the same time are all kept", async (t) => {
  const { url } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const [{ id }] = await noor.emails("inbox");
  const marks = ["a", "b", "c", "d", "e", "f"];
  await Promise.all(marks.map((mark) => noor.callOne("Email/set", { update: { [id]: { [`keywords/${mark}`]: true } } })));
  const { list: [email] } = await noor.callOne("Email/get", { ids: [id] });
  assert.deepEqual(Object.keys(email.keywords).sort(), marks);
});
