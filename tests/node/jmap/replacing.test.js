// @ts-check
/** A released message in the place of the sealed one, over lines that lose answers: never lost, and in the end never two. */
import assert from "node:assert/strict";
import test from "node:test";
import { connect } from "../../../www/pages/demo/jmap.js";
import { Replacing, keptKeyword, stayKeyword } from "../../../www/pages/demo/jmap/replacing.js";
import { signIn } from "../server/start.js";
import { on, spoilt, stage } from "./relay.js";
import { messageId, releasedOf, sealedMail } from "./released.js";

/** @typedef {Awaited<ReturnType<typeof stage>>} Set */

const receivedAt = "2026-03-12T13:05:00Z";
/**
 * A sealed message in two mailboxes, with flags.
 * @param {import("node:test").TestContext} t
 * @param {{ messageId?: string|null }} [wishes]
 */
async function arrived(t, wishes) {
  const set = await stage(t);
  const user = await signIn(set.server.url, "noor@example.org");
  const [inbox, archive, trash] = await Promise.all(["inbox", "archive", "trash"].map(async (role) => /** @type {string} */ ((await user.mailbox(role)).id)));
  const sealed = sealedMail(wishes);
  const put = async (/** @type {Buffer} */ bytes, mailboxIds = { [inbox]: true }, keywords = {}) => {
    const { blobId } = await user.upload(bytes);
    return (await user.callOne("Email/import", { emails: { e: { blobId, mailboxIds, keywords, receivedAt } } })).created.e;
  };
  const { id, threadId } = await put(sealed, { [inbox]: true }, { $flagged: true, $seen: true, project: true });
  const email = { id, messageId: wishes?.messageId === undefined ? messageId : wishes.messageId };
  const all = async () => {
    const { ids } = await user.callOne("Email/query", {});
    const { list } = await user.callOne("Email/get", { ids });
    return Promise.all(list.filter((/** @type {any} */ { subject }) => subject !== "Welcome to Zegel").map(async (/** @type {any} */ one) => (
      { ...one, sealed: one.subject === "[...]", bytes: await user.bytes(one.blobId) })));
  };
  return { ...set, user, inbox, archive, trash, sealed, email, threadId, put, all, replacing: new Replacing(set.jmap) };
}

test("the released message lies where the sealed one lay, marked and dated like it, in its thread", async (t) => {
  const { replacing, email, sealed, all, inbox, threadId } = await arrived(t);
  const released = releasedOf(sealed);
  const replaced = await replacing.replace(email, { sealed, released });
  const [one, ...others] = await all();
  assert.deepEqual([others, replaced], [[], { emailId: one.id, kept: null }]);
  assert.deepEqual([one.mailboxIds, one.keywords, one.receivedAt, one.threadId], [{ [inbox]: true }, { $flagged: true, $seen: true, project: true }, receivedAt, threadId]);
  assert.ok(one.bytes.equals(released));
});

test("a kept original lies in the archive, marked, and comes back", async (t) => {
  const { replacing, email, sealed, all, inbox, archive } = await arrived(t);
  const replaced = await replacing.replace(email, { sealed, released: releasedOf(sealed), keep: true });
  const [kept] = (await all()).filter((one) => one.sealed);
  assert.deepEqual([kept.id, kept.mailboxIds, kept.keywords], [email.id, { [archive]: true }, { $flagged: true, $seen: true, project: true, [keptKeyword]: true }]);
  assert.ok(kept.bytes.equals(sealed));
  const again = await replacing.replace(email, { sealed, released: releasedOf(sealed, "2026-11-27T10:00:00Z"), keep: true });
  assert.deepEqual([again.emailId, (await all()).length], [replaced.emailId, 2], "once is enough");
  await replacing.undo(replaced);
  const [back, ...others] = await all();
  assert.deepEqual([others, back.id, back.mailboxIds, back.keywords], [[], email.id, { [inbox]: true }, { $flagged: true, $seen: true, project: true, [stayKeyword]: true }]);
});

// What only asks cannot be done half: there a few ways to spoil it will do.
const few = ["never comes", "is a cut line", "holds nothing", "has no result", "says serverFail"];
for (const keep of [false, true]) {
  for (const method of keep ? ["Email/set"] : ["Email/query", "Email/get", "Email/import", "Email/set"]) {
    for (const what of method === "Email/import" || method === "Email/set" ? Object.keys(spoilt) : few) {
      test(`when an answer to ${method} ${what}, the message is there, and after another attempt once${keep ? ", its original kept" : ""}`, async (t) => {
        const { replacing, email, sealed, all, line } = await arrived(t);
        // Each of the requests with this method, one after the other.
        for (let nth = 0; nth < 4; nth += 1) {
          let left = nth;
          const spoil = on(method, spoilt[what] ?? spoilt["never comes"]);
          line.spoil = async (passing) => (passing.body.includes(`["${method}",`) && left-- > 0 ? false : spoil(passing));
          await replacing.replace(email, { sealed, released: releasedOf(sealed, `2026-11-26T10:0${nth}:00Z`), keep }).catch(() => {});
          const there = await all();
          assert.ok(there.length > 0 && there.filter((one) => !one.sealed).length <= 1, `${nth}: ${there.length}`);
        }
        line.spoil = null;
        await replacing.replace(email, { sealed, released: releasedOf(sealed, "2026-11-26T11:00:00Z"), keep });
        assert.deepEqual((await all()).map((one) => one.sealed).sort(), keep ? [false, true] : [false]);
      });
    }
  }
}

test("what the server did not take as it was is not put in its place", async (t) => {
  const { replacing, email, sealed, all, line } = await arrived(t);
  line.spoil = async ({ path, response, forward }) => {
    if (!path.includes("/download/")) return false;
    const bytes = Buffer.from(await (await forward()).arrayBuffer());
    bytes[bytes.length - 3] ^= 1;
    response.writeHead(200).end(bytes);
    return true;
  };
  await assert.rejects(replacing.replace(email, { sealed, released: releasedOf(sealed) }), { code: "host-did-not-take-bytes" });
  assert.deepEqual((await all()).map((one) => one.sealed), [true]);
});

test("what is released without a record of its original is refused before anything is done", async (t) => {
  const { replacing, email, sealed, all, line } = await arrived(t);
  line.seen.length = 0;
  await assert.rejects(replacing.replace(email, { sealed, released: releasedOf(Buffer.from("another")) }), { code: "internal" });
  assert.deepEqual([line.seen, (await all()).length], [[], 1]);
});

test("what was done to the message meanwhile is done to the released one", async (t) => {
  const { replacing, email, sealed, all, line, user, inbox, archive } = await arrived(t);
  line.spoil = on("Email/import", async ({ forward, response }) => {
    const answer = await (await forward()).text();
    await user.callOne("Email/set", { update: { [email.id]: { mailboxIds: { [inbox]: true, [archive]: true }, "keywords/$flagged": null, "keywords/late": true } } });
    response.writeHead(200, { "content-type": "application/json" }).end(answer);
  });
  await replacing.replace(email, { sealed, released: releasedOf(sealed) });
  const [one, ...others] = await all();
  assert.deepEqual([others, one.sealed, one.mailboxIds, one.keywords], [[], false, { [inbox]: true, [archive]: true }, { $seen: true, project: true, late: true }]);
});

test("a record alone takes nobody's place", async (t) => {
  const { replacing, email, sealed, all, put } = await arrived(t);
  // With the very record, but another text: written by somebody who knew the sealed message.
  const forged = await put(releasedOf(sealed, "2026-11-26T10:00:00Z", "Another plan."));
  // Of another copy of the same message.
  const other = await put(releasedOf(sealedMail({ trace: "Delivered-To: noor@example.org\r\n" })));
  const { emailId } = await replacing.replace(email, { sealed, released: releasedOf(sealed) });
  assert.ok(![forged.id, other.id].includes(emailId));
  assert.equal((await all()).length, 3);
});

test("one that was moved is found, one that was thrown away is not", async (t) => {
  const { replacing, email, sealed, all, put, archive, trash, user } = await arrived(t);
  const thrown = await put(releasedOf(sealed), { [trash]: true });
  const moved = await put(releasedOf(sealed), { [archive]: true });
  assert.equal((await replacing.replace(email, { sealed, released: releasedOf(sealed, "2026-11-27T10:00:00Z") })).emailId, moved.id);
  await user.callOne("Email/set", { destroy: [moved.id] });
  const back = await put(sealed);
  const { emailId } = await replacing.replace({ ...email, id: back.id }, { sealed, released: releasedOf(sealed, "2026-11-28T10:00:00Z") });
  assert.deepEqual((await all()).map(({ id }) => id).sort(), [thrown.id, emailId].sort());
});

test("without a Message-ID it is looked for beside the original", async (t) => {
  const { replacing, email, sealed, all, line } = await arrived(t, { messageId: null });
  line.spoil = on("Email/set", async ({ response }) => { response.destroy(); });
  await assert.rejects(replacing.replace(email, { sealed, released: releasedOf(sealed) }), { code: "server-unreachable" });
  assert.equal((await all()).length, 2);
  await replacing.replace(email, { sealed, released: releasedOf(sealed, "2026-11-27T10:00:00Z") });
  assert.deepEqual((await all()).map((one) => one.sealed), [false]);
});

test("two at the same moment lose nothing", async (t) => {
  const { server, email, sealed, all } = await arrived(t);
  const tabs = await Promise.all([0, 1].map(() => connect({ url: `${server.url}.well-known/jmap`, user: "noor@example.org", password: "noorpw", fetch })));
  const ends = await Promise.allSettled(tabs.map((jmap, at) => new Replacing(jmap).replace(email, { sealed, released: releasedOf(sealed, `2026-11-26T10:0${at}:00Z`) })));
  assert.ok(ends.some(({ status }) => status === "fulfilled"));
  const left = await all();
  assert.ok(left.length > 0 && left.every((one) => !one.sealed), left.map((one) => one.subject).join());
});

test("who stops it before anything was put there leaves it as it was", async (t) => {
  const { replacing, email, sealed, all, line } = await arrived(t);
  const stopping = new AbortController();
  line.spoil = async ({ path, response }) => {
    if (!path.includes("/upload/")) return false;
    stopping.abort();
    response.destroy();
    return true;
  };
  await assert.rejects(replacing.replace(email, { sealed, released: releasedOf(sealed), signal: stopping.signal }), { code: "canceled" });
  assert.deepEqual((await all()).map((one) => one.sealed), [true]);
});
