// @ts-check
/** Requests that reach the server after they were given up, copies that do not move, uploads that are not what was sealed. */
import assert from "node:assert/strict";
import test from "node:test";
import { signIn } from "../server/start.js";
import { answerWith, changed, everywhere, message, nothing, on, once, sealed, stage, through } from "./relay.js";

/** @typedef {import("./relay.js").Passing} Passing */

/** Answers at once with an error; the request itself goes on when `release` is called. */
function late() {
  /** @type {() => Promise<Response>} */
  let forward;
  return {
    spoil: async (/** @type {Passing} */ passing) => {
      forward = passing.forward;
      answerWith(passing.response, 504, "");
    },
    release: async () => (await forward()).json(),
  };
}

for (const [when, again] of /** @type {const} */ ([["before", false], ["after", true]])) {
  test(`a submission that the server begins with ${when} the next attempt finds nothing to send`, async (t) => {
    const set = await stage(t);
    const { spoil, release } = late();
    set.line.spoil = on("EmailSubmission/set", spoil);
    await assert.rejects(set.jmap.send({ messages: sealed(1) }), { code: "server-unreachable" });
    assert.deepEqual(await everywhere(set), nothing);
    if (again) await set.jmap.send({ messages: sealed(2) });
    const [[, result]] = (await release()).methodResponses;
    // What was submitted since has changed the state it is tied to; without that, it finds no drafts any more.
    if (again) assert.deepEqual(result, { type: "stateMismatch" });
    else assert.deepEqual([result.created, Object.keys(result.notCreated).length], [null, 3]);
    if (!again) await set.jmap.send({ messages: sealed(2) });
    assert.deepEqual(await everywhere(set), once);
  });
}

test("a submission that ends while it is being settled counts", async (t) => {
  const set = await stage(t);
  const { spoil, release } = late();
  const submission = on("EmailSubmission/set", spoil);
  // Between the look at the drafts and their destruction: the state is then another one.
  const destruction = on("Email/set", async ({ forward, response }) => {
    await release();
    answerWith(response, 200, await (await forward()).text());
  });
  set.line.spoil = async (passing) => await submission(passing) || await destruction(passing);
  const { delivered } = await set.jmap.send({ messages: sealed(1) });
  assert.equal(delivered.length, 4);
  assert.deepEqual(await everywhere(set), once);
});

test("an import that happens late leaves nothing among the drafts", async (t) => {
  const set = await stage(t);
  const { spoil, release } = late();
  set.line.spoil = on("Email/import", spoil);
  await assert.rejects(set.jmap.send({ messages: sealed(1) }), { code: "server-unreachable" });
  await release();
  assert.equal((await everywhere(set)).drafts, 3);
  await set.jmap.send({ messages: sealed(2) });
  assert.deepEqual(await everywhere(set), once);
});

test("what an attempt left is found among hundreds of newer ones", async (t) => {
  const set = await stage(t);
  const { spoil, release } = late();
  set.line.spoil = on("Email/import", spoil);
  await assert.rejects(set.jmap.send({ messages: sealed(1) }), { code: "server-unreachable" });
  await release();
  const drafts = await set.jmap.mailboxWithRole("drafts");
  const { blobId } = await set.jmap.upload(new TextEncoder().encode("Subject: Another\r\nMessage-ID: <other@example.org>\r\n\r\nx\r\n"));
  const emails = Object.fromEntries(Array.from({ length: 120 }, (_, index) =>
    [`e${index}`, { blobId, mailboxIds: { [drafts ?? ""]: true }, receivedAt: "2040-01-01T00:00:00Z" }]));
  await set.jmap.call([["Email/import", { emails }, "i"]]);
  await set.jmap.send({ messages: sealed(2) });
  assert.deepEqual(await everywhere(set), once);
});

/** @param {Passing} passing takes the wish to move the copy out of the submission */
function withoutMoving({ body, path }, /** @type {string} */ origin, /** @type {string} */ authorization) {
  const request = JSON.parse(body);
  for (const [, args] of request.methodCalls) delete args.onSuccessUpdateEmail;
  return fetch(new URL(path, origin), {
    method: "POST", headers: { authorization, "content-type": "application/json" }, body: JSON.stringify(request),
  });
}

const authorization = `Basic ${btoa("noor@example.org:noorpw")}`;
for (const told of ["is refused", "is an error", "is not answered"]) {
  test(`when moving the sent copy ${told}, it is moved again`, async (t) => {
    const set = await stage(t);
    set.line.spoil = on("EmailSubmission/set", async (passing) => {
      const forward = () => withoutMoving(passing, set.server.url, authorization);
      const [{ id }] = (await set.jmap.list(/** @type {string} */ (await set.jmap.mailboxWithRole("drafts")))).emails;
      await changed({ ...passing, forward }, (responses) => {
        if (told === "is refused") return [...responses, ["Email/set", { updated: null, notUpdated: { [id]: { type: "serverFail" } } }, "submit"]];
        return told === "is an error" ? [...responses, ["error", { type: "serverFail" }, "submit"]] : responses;
      });
    });
    const { emailId } = await set.jmap.send({ messages: sealed(1) });
    assert.deepEqual(await everywhere(set), once);
    const [copy] = await set.found("noor@example.org", "sent");
    assert.deepEqual([copy.id, copy.keywords], [emailId, { $seen: true }]);
  });
}

test("a sent copy that cannot be moved is told as not kept, and moved with the next attempt", async (t) => {
  const set = await stage(t);
  const submission = on("EmailSubmission/set", async (passing) => {
    await changed({ ...passing, forward: () => withoutMoving(passing, set.server.url, authorization) }, (responses) => responses);
  });
  set.line.spoil = async (passing) => {
    if (passing.body.includes('"update"')) return answerWith(passing.response, 500, ""), true;
    return submission(passing);
  };
  await assert.rejects(set.jmap.send({ messages: sealed(1) }), (/** @type {any} */ error) => {
    assert.deepEqual([error.code, error.detail.delivered.length, error.detail.kept], ["sending-interrupted", 4, false]);
    return true;
  });
  assert.deepEqual(await everywhere(set), { ...once, sent: 0, drafts: 1 });
  set.line.spoil = null;
  const uploads = set.line.seen.filter((line) => line.includes("/upload/")).length;
  await set.jmap.send({ messages: sealed(2) });
  assert.deepEqual(await everywhere(set), once);
  assert.equal(set.line.seen.filter((line) => line.includes("/upload/")).length, uploads, "nothing is uploaded for it");
});

for (const [index, which] of ["the kept copy", "the first blind copy", "the last blind copy"].entries()) {
  for (const [how, spoil] of /** @type {[string, (bytes: Buffer) => Buffer][]} */ ([
    ["another letter", (bytes) => Buffer.from(bytes.toString().replace("Sealed", "sealed"))],
    ["a byte less", (bytes) => bytes.subarray(1)], ["nothing", () => Buffer.alloc(0)],
  ])) {
    test(`when the server holds ${how} of ${which}, nothing is sent to anybody`, async (t) => {
      const set = await stage(t);
      let downloads = 0;
      set.line.spoil = async ({ method, path, forward, response }) => {
        if (method !== "GET" || !path.includes("/download/")) return false;
        const bytes = Buffer.from(await (await forward()).arrayBuffer());
        response.end(downloads === index ? spoil(bytes) : bytes);
        downloads += 1;
        return true;
      };
      await assert.rejects(set.jmap.send({ messages: sealed(1) }), { code: "host-did-not-take-bytes" });
      assert.deepEqual(set.line.seen.filter((line) => /Email\/import|EmailSubmission\/set/.test(line)), []);
      assert.deepEqual(await everywhere(set), nothing);
      set.line.spoil = null;
      await set.jmap.send({ messages: sealed(2) });
      assert.deepEqual(await everywhere(set), once);
    });
  }
}

test("each message is read back, and the progress says how far", async (t) => {
  const set = await stage(t);
  /** @type {import("../../../www/pages/demo/jmap.js").OnProgress extends (progress: infer P) => void ? P[] : never} */
  const seen = [];
  await set.jmap.send({ messages: sealed(1), onProgress: (progress) => { seen.push(progress); } });
  const total = sealed(1).reduce((sum, { bytes }) => sum + bytes.length, 0);
  const checking = seen.filter(({ stage: name }) => name === "checking");
  assert.deepEqual(checking.at(-1), { stage: "checking", done: total, total });
  assert.deepEqual(checking.map(({ done }) => done), checking.map(({ done }) => done).sort((a, b) => a - b));
  assert.deepEqual([...new Set(seen.map(({ stage: name }) => name))], ["uploading", "checking", "sending"]);
});

test("a draft that another tab has sent is not sent again unasked", async (t) => {
  const draft = "5b7c9d10-0f1e-4a2b-8c3d-4e5f60718293";
  const set = await stage(t);
  const other = await through(t, set.server.url);
  const of = (/** @type {string} */ tab) => [{
    mailFrom: "noor@example.org", rcptTo: ["lee@example.com"], bytes: message("lee@example.com", tab, `${tab}.${draft}@example.org`), kept: true,
  }];
  const count = async () => (await (await signIn(set.server.url, "lee@example.com")).emails("inbox")).filter(({ subject }) => subject === "[...]").length;
  await set.jmap.send({ messages: of("one") });
  await assert.rejects(other.jmap.send({ messages: of("two") }), { code: "sent-elsewhere" });
  assert.equal(await count(), 1);
  const user = await signIn(set.server.url, "noor@example.org");
  assert.equal((await user.emails("drafts")).length, 0);
  await set.jmap.send({ messages: of("one-changed") });
  assert.equal(await count(), 2, "what was changed in the tab that sent it is its own");
  await other.jmap.send({ messages: of("two") });
  assert.equal(await count(), 3, "asked again, it goes");
});
