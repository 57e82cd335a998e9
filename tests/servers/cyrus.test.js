// @ts-check
/** The same page-side requests as against the embedded server, against Debian's Cyrus behind ours. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { serve } from "../../server/main.mjs";
import { hashOfLocalPart } from "../../server/directory.mjs";
import { answerWith, everywhere, message, on, once, sealed, spoilt, through } from "../node/jmap/relay.js";
import { releasedOf, sealedMail } from "../node/jmap/released.js";
import { basic, mail, signIn } from "../node/server/start.js";
import { Replacing, keptKeyword } from "../../www/pages/demo/jmap/replacing.js";

/** @typedef {import("../node/server/start.js").User} User */

const run = promisify(execFile);
const script = fileURLToPath(new URL("cyrus.sh", import.meta.url));

/** @type {string} */
let folder;
/** @type {NodeJS.ProcessEnv} */
let env;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "zegel-cyrus-"));
  await chmod(folder, 0o755); // Cyrus runs as a user of its own and has to get in
  const [jmap, lmtp, smtp] = await freePorts(3);
  env = { ...process.env, JMAP_PORT: `${jmap}`, LMTP_PORT: `${lmtp}`, SMTP_PORT: `${smtp}` };
  await run(script, ["start", join(folder, "cyrus")], { env });
  server = await serve({ port: 0, data: join(folder, "data"), jmapUrl: `http://127.0.0.1:${jmap}` });
}, { timeout: 60_000 });

after(async () => {
  await server?.close();
  await run(script, ["stop", join(folder, "cyrus")], { env });
  await rm(folder, { recursive: true, force: true });
});

/** @param {number} count */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports = [];
  for (const one of servers) {
    if (!one.listening) await new Promise((resolve) => one.once("listening", resolve));
    ports.push(/** @type {import("node:net").AddressInfo} */ (one.address()).port);
  }
  await Promise.all(servers.map((one) => new Promise((resolve) => one.close(resolve))));
  return ports;
}

/**
 * @param {User} user
 * @param {string} subject
 * @returns {Promise<any>} Cyrus hands the mail to the relay before it answers, so it is there at once
 */
async function received(user, subject) {
  const found = (await user.emails("inbox")).filter((email) => email.subject === subject);
  assert.equal(found.length, 1, subject);
  return found[0];
}

/** Armored like what the page sends: many lines, some beginning with a dot, about a megabyte. */
function longMail() {
  const lines = randomBytes(750_000).toString("base64").match(/.{1,64}/g) ?? [];
  const body = [".", "..", ".dot at the start", ...lines, "."].join("\r\n");
  return mail("noor@example.org", "lee@example.com", "Long", body);
}

test("the session is reached through our origin", async () => {
  const { session } = await signIn(server.url, "noor@example.org");
  assert.equal(session.username, "noor@example.org");
  const refused = await fetch(`${server.url}jmap/`, { headers: { authorization: basic("noor@example.org", "wrong") } });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("www-authenticate"), null);
});

test("the mailboxes have the roles the page looks for", async () => {
  for (const address of ["noor@example.org", "mara@example.com"]) {
    const user = await signIn(server.url, address);
    for (const role of ["inbox", "drafts", "sent", "archive", "trash"]) assert.equal((await user.mailbox(role)).role, role);
  }
});

test("a message goes from the first user to the second, byte for byte", async () => {
  const [noor, lee] = [await signIn(server.url, "noor@example.org"), await signIn(server.url, "lee@example.com")];
  const message = longMail();
  const answers = await noor.send(message, ["lee@example.com"]);
  assert.deepEqual(answers.map(([name]) => name), ["Email/import", "EmailSubmission/set", "Email/set"]);
  assert.equal(answers[1]?.[1].created.s.undoStatus, "final");
  const [sent] = await noor.emails("sent");
  assert.equal(sent.id, answers[0]?.[1].created.e.id);
  assert.equal(String(await noor.bytes(sent.blobId)), message, "the sender's copy");
  assert.deepEqual(await noor.emails("drafts"), []);
  const copy = await received(lee, "Long");
  const delivered = String(await lee.bytes(copy.blobId));
  assert.ok(delivered.length > message.length && delivered.endsWith(message), "the recipient's copy, behind its trace");
  assert.match(delivered, /^Return-Path: <noor@example\.org>\r\n/);
});

test("two recipients in two organisations both get it", async () => {
  const [noor, daan, mara] = await Promise.all(
    ["noor@example.org", "daan@example.org", "mara@example.com"].map((address) => signIn(server.url, address)));
  assert.ok(noor && daan && mara);
  const message = mail("noor@example.org", "daan@example.org", "Both");
  await noor.send(message, ["daan@example.org", "mara@example.com"]);
  for (const user of [daan, mara]) assert.ok(String(await user.bytes((await received(user, "Both")).blobId)).endsWith(message));
});

test("an unknown recipient is refused, and nobody gets anything", async () => {
  const [noor, lee] = [await signIn(server.url, "noor@example.org"), await signIn(server.url, "lee@example.com")];
  const answers = await noor.send(mail("noor@example.org", "lee@example.com", "Refused"), ["lee@example.com", "nobody@example.com"]);
  const refused = answers.find(([name]) => name === "EmailSubmission/set")?.[1].notCreated.s;
  assert.equal(refused.type, "invalidRecipients");
  assert.deepEqual(refused.invalidRecipients, ["nobody@example.com"]);
  assert.deepEqual((await lee.emails("inbox")).filter(({ subject }) => subject === "Refused"), []);
});

for (const method of ["Email/import", "EmailSubmission/set"]) {
  for (const what of ["is 500", "never comes", "is lost, and a browser asks again by itself", "says serverPartialFail"]) {
    for (const same of [false, true]) {
      test(`when the answer to ${method} ${what}, sending ${same ? "the same bytes" : "it sealed anew"} ends with one for everybody`, async (t) => {
        const id = `${randomBytes(8).toString("hex")}@example.org`;
        const set = await through(t, server.url, id);
        set.line.spoil = on(method, spoilt[what] ?? assert.fail);
        // Where the submission had worked the first attempt says so, and the second has nothing to do.
        const [first] = await Promise.allSettled([set.jmap.send({ messages: sealed(1, id) })]);
        assert.equal(first?.status, method === "Email/import" && !what.includes("by itself") ? "rejected" : "fulfilled");
        const { emailId } = await set.jmap.send({ messages: sealed(same ? 1 : 2, id) });
        assert.deepEqual(await everywhere(set), once);
        assert.equal((await set.found("noor@example.org", "sent"))[0].id, emailId);
      });
    }
  }
}

test("a draft that another tab has sent is found by its Message-ID, and not sent again unasked", async (t) => {
  const draft = randomUUID();
  const [one, other] = [await through(t, server.url), await through(t, server.url)];
  const of = (/** @type {string} */ tab) => [{
    mailFrom: "noor@example.org", rcptTo: ["lee@example.com"], bytes: message("lee@example.com", tab, `${tab}${randomBytes(4).toString("hex")}.${draft}@example.org`), kept: true,
  }];
  await one.jmap.send({ messages: of("one") });
  await assert.rejects(other.jmap.send({ messages: of("two") }), { code: "sent-elsewhere" });
});

// Sealed anew, as the page does: Cyrus makes the id of a message from its bytes, so the same bytes would be found again.
test("a submission that arrives late finds no message any more", async (t) => {
  const id = `${randomBytes(8).toString("hex")}@example.org`;
  const set = await through(t, server.url, id);
  /** @type {() => Promise<Response>} */
  let release = assert.fail;
  set.line.spoil = on("EmailSubmission/set", async ({ forward, response }) => {
    release = forward;
    answerWith(response, 504, "");
  });
  await assert.rejects(set.jmap.send({ messages: sealed(1, id) }), { code: "server-unreachable" });
  await set.jmap.send({ messages: sealed(2, id) });
  await release();
  assert.deepEqual(await everywhere(set), once);
});

for (const keep of [false, true]) {
  test(`a released message takes the sealed one's place, also where the answers are lost${keep ? ", its original kept" : ""}`, async (t) => {
    const id = `${randomBytes(8).toString("hex")}@example.com`;
    const set = await through(t, server.url, id);
    const user = await signIn(server.url, "noor@example.org");
    const [inbox, archive] = await Promise.all(["inbox", "archive"].map(async (role) => (await user.mailbox(role)).id));
    const sealed = sealedMail({ messageId: id });
    const receivedAt = "2026-03-12T13:05:00Z";
    const { blobId } = await user.upload(sealed);
    const email = (await user.callOne("Email/import", { emails: { e: { blobId, mailboxIds: { [inbox]: true }, keywords: { $flagged: true, project: true }, receivedAt } } })).created.e;
    const replacing = new Replacing(set.jmap);
    for (const [at, method] of ["Email/import", "Email/set"].entries()) {
      set.line.spoil = on(method, spoilt["never comes"] ?? assert.fail);
      await replacing.replace(email, { sealed, released: releasedOf(sealed, `2026-11-26T10:0${at}:00Z`), keep }).catch(() => {});
    }
    set.line.spoil = null;
    const replaced = await replacing.replace(email, { sealed, released: releasedOf(sealed, "2026-11-26T11:00:00Z"), keep });
    const [one, ...others] = await set.found("noor@example.org", "inbox");
    assert.deepEqual([others, one.id, one.subject, one.receivedAt, one.keywords], [[], replaced.emailId, "The plan", receivedAt, { $flagged: true, project: true }]);
    const kept = await set.found("noor@example.org", "archive");
    assert.deepEqual(kept.map((one) => [one.id, one.mailboxIds, one.keywords[keptKeyword]]), keep ? [[email.id, { [archive]: true }, true]] : []);
  });
}

test("a certificate is published with the real server's password", async () => {
  const target = `${server.url}.well-known/openpgpkey/example.com/hu/${hashOfLocalPart("lee")}`;
  const body = Uint8Array.of(0xc6, 1, 2);
  const publish = (/** @type {string} */ authorization) => fetch(target, { method: "PUT", body, headers: { authorization } });
  assert.equal((await publish(basic("lee@example.com", "wrong"))).status, 401);
  assert.equal((await publish(basic("mara@example.com"))).status, 403);
  assert.equal((await publish(basic("lee@example.com"))).status, 204);
  assert.deepEqual(new Uint8Array(await (await fetch(target)).arrayBuffer()), body);
});
