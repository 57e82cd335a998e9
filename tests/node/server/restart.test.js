// @ts-check
/** What is left after the server stopped, was cut off, or failed in the middle. */
import assert from "node:assert/strict";
import { readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { serve } from "../../../server/main.mjs";
import { emptyFolder, mail, signIn, start } from "./start.js";

/** @typedef {import("../../../server/jmap/embedded.mjs").Faults} Faults */

const TO_LEE = mail("noor@example.org", "lee@example.com", "Plan");

test("mail, marks, uploads and certificates survive a restart", async (t) => {
  const data = await emptyFolder(t);
  const first = await serve({ port: 0, data });
  const noor = await signIn(first.url, "noor@example.org");
  await noor.send(TO_LEE, ["lee@example.com"]);
  const lee = await signIn(first.url, "lee@example.com");
  const [copy] = await lee.emails("inbox");
  await lee.callOne("Email/set", { update: { [copy.id]: { "keywords/$seen": true } } });
  const upload = await noor.upload("Subject: later\r\n\r\n");
  const sentBefore = await noor.emails("sent");
  const inboxBefore = await lee.emails("inbox");
  await first.close();

  const second = await start(t, { data });
  const [noorAgain, leeAgain] = [await signIn(second.url, "noor@example.org"), await signIn(second.url, "lee@example.com")];
  assert.deepEqual(await noorAgain.emails("sent"), sentBefore);
  const inbox = await leeAgain.emails("inbox");
  assert.deepEqual(inbox, inboxBefore);
  assert.equal(inbox.length, 2, "the welcome is not sent again");
  assert.deepEqual(inbox.find(({ id }) => id === copy.id).keywords, { $seen: true });
  assert.equal(String(await noorAgain.bytes(sentBefore[0].blobId)), TO_LEE);
  const { id: drafts } = await noorAgain.mailbox("drafts");
  const { created } = await noorAgain.callOne("Email/import", { emails: { e: { blobId: upload.blobId, mailboxIds: { [drafts]: true } } } });
  assert.equal(created.e.size, upload.size);
});

test("a delivery that a crash cut short is finished by the next start", async (t) => {
  const data = await emptyFolder(t);
  const first = await serve({ port: 0, data });
  const noor = await signIn(first.url, "noor@example.org");
  await noor.send(TO_LEE, ["lee@example.com", "mara@example.com"]);
  await first.close();

  // As if it stopped after the outbox and the first mailbox were written: Mara's copy is only in the outbox.
  const folderOf = (/** @type {string} */ id) => join(data, "accounts", id, "emails");
  /** @param {string} id */
  const newest = async (id) => {
    const [name = ""] = (await readdir(folderOf(id))).sort().slice(-1);
    return { file: join(folderOf(id), name), email: JSON.parse(await readFile(join(folderOf(id), name), "utf8")) };
  };
  const [lee, mara] = [await newest("lee-example-com"), await newest("mara-example-com")];
  const deliveries = [{ accountId: "lee-example-com", email: lee.email }, { accountId: "mara-example-com", email: mara.email }];
  await writeFile(join(data, "outbox", "S1.json"), JSON.stringify(deliveries));
  await rm(mara.file);

  const second = await start(t, { data });
  for (const address of ["lee@example.com", "mara@example.com"]) {
    const user = await signIn(second.url, address);
    const plans = (await user.emails("inbox")).filter(({ subject }) => subject === "Plan");
    assert.equal(plans.length, 1, address);
    assert.ok(String(await user.bytes(plans[0].blobId)).endsWith(TO_LEE));
  }
  assert.deepEqual(await readdir(join(data, "outbox")), []);
});

test("what was delivered is no draft of the sender's, wherever a crash comes", async (t) => {
  const data = await emptyFolder(t);
  const first = await serve({ port: 0, data, faults: (point) => { if (point === "after-submission") throw new Error("the server died"); } });
  const noor = await signIn(first.url, "noor@example.org");
  await noor.send(TO_LEE, ["lee@example.com"]);
  const [sent] = await noor.emails("sent");
  const { id: drafts } = await noor.mailbox("drafts");
  await first.close();

  // As if it stopped once the outbox was written: Noor's copy still lies among the drafts, Lee has none.
  const folderOf = (/** @type {string} */ id) => join(data, "accounts", id, "emails");
  const copyOfNoor = join(folderOf("noor-example-org"), `${sent.id}.json`);
  const copyOfLee = join(folderOf("lee-example-com"), (await readdir(folderOf("lee-example-com"))).sort().at(-1) ?? "");
  const [filed, delivered] = [JSON.parse(await readFile(copyOfNoor, "utf8")), JSON.parse(await readFile(copyOfLee, "utf8"))];
  assert.deepEqual(filed.keywords, { $seen: true });
  await writeFile(join(data, "outbox", "S1.json"), JSON.stringify([
    { accountId: "noor-example-org", email: filed }, { accountId: "lee-example-com", email: delivered },
  ]));
  await writeFile(copyOfNoor, JSON.stringify({ ...filed, mailboxIds: { [drafts]: true }, keywords: { $draft: true, $seen: true } }));
  await rm(copyOfLee);

  const second = await start(t, { data });
  const [again, lee] = [await signIn(second.url, "noor@example.org"), await signIn(second.url, "lee@example.com")];
  assert.deepEqual(await again.emails("drafts"), []);
  assert.deepEqual(await again.emails("sent"), [sent]);
  assert.equal((await lee.emails("inbox")).filter(({ subject }) => subject === "Plan").length, 1);
});

test("unfinished files and blobs that nothing refers to are cleared at the start", async (t) => {
  const data = await emptyFolder(t);
  await (await serve({ port: 0, data })).close();
  const blobs = await readdir(join(data, "blobs"));
  await writeFile(join(data, "blobs", "half.unfinished"), "half");
  await writeFile(join(data, "blobs", `B${"0".repeat(64)}`), "lost");
  await writeFile(join(data, "accounts", "noor-example-org", "emails", "x.unfinished"), "{");
  const { url } = await start(t, { data });
  assert.deepEqual(await readdir(join(data, "blobs")), blobs);
  assert.equal((await (await signIn(url, "noor@example.org")).emails("inbox")).length, 1);
});

test("an upload that is never used goes after a day", async (t) => {
  const data = await emptyFolder(t);
  const first = await serve({ port: 0, data });
  const noor = await signIn(first.url, "noor@example.org");
  const [old, fresh] = [await noor.upload("old"), await noor.upload("fresh")];
  await first.close();
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(join(data, "accounts", noor.accountId, "uploads", old.blobId), yesterday, yesterday);
  const second = await start(t, { data });
  const again = await signIn(second.url, "noor@example.org");
  assert.equal((await again.download(old.blobId)).status, 404);
  assert.equal((await again.download(fresh.blobId)).status, 200);
  assert.ok(!(await readdir(join(data, "blobs"))).includes(old.blobId));
  assert.ok(!(await readdir(join(data, "accounts", noor.accountId, "uploads"))).includes(old.blobId));
});

/**
 * @param {import("node:test").TestContext} t
 * @param {string} at
 * @param {"throw" | "cut"} how
 */
async function sendWithFault(t, at, how) {
  let isArmed = true;
  /** @type {Faults} */
  const faults = (point, socket) => {
    if (point !== at || !isArmed) return;
    isArmed = false;
    if (how === "throw") throw new Error("the disk is full");
    socket.destroy();
  };
  const { url } = await start(t, { faults });
  const [noor, lee] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com")];
  const answers = await noor.send(TO_LEE, ["lee@example.com"]).catch(() => null);
  // The next request of the account waits for the one that was cut off, so the state below is final.
  const count = async (/** @type {string} */ role, user = noor) => (await user.emails(role)).length;
  return { answers, drafts: await count("drafts"), sent: await count("sent"), delivered: await count("inbox", lee) - 1 };
}

test("a failure at each point is reported, and the state says what happened", async (t) => {
  /** @type {[string, string[], { drafts: number, sent: number, delivered: number }][]} */
  const cases = [
    ["before-import", ["error", "EmailSubmission/set"], { drafts: 0, sent: 0, delivered: 0 }],
    ["after-import", ["error", "EmailSubmission/set", "Email/set"], { drafts: 0, sent: 1, delivered: 1 }],
    ["before-submission", ["Email/import", "error"], { drafts: 1, sent: 0, delivered: 0 }],
    ["after-submission", ["Email/import", "error"], { drafts: 0, sent: 1, delivered: 1 }],
  ];
  for (const [point, names, state] of cases) {
    const { answers, ...found } = await sendWithFault(t, point, "throw");
    assert.deepEqual(answers?.map(([name]) => name), names, point);
    const [, error] = answers?.find(([name]) => name === "error") ?? [];
    assert.deepEqual([error?.type, error?.description], ["serverFail", "the disk is full"]);
    assert.deepEqual(found, state, point);
  }
});

test("a connection that is lost in the middle leaves the work whole", async (t) => {
  for (const point of ["before-import", "after-import", "before-submission", "after-submission"]) {
    const { answers, ...found } = await sendWithFault(t, point, "cut");
    assert.equal(answers, null, point);
    assert.deepEqual(found, { drafts: 0, sent: 1, delivered: 1 }, point);
  }
  const { answers, ...found } = await sendWithFault(t, "upload-half", "cut");
  assert.equal(answers, null);
  assert.deepEqual(found, { drafts: 0, sent: 0, delivered: 0 });
});
