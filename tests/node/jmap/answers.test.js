// @ts-check
/** Whatever becomes of an answer: sending again ends with one copy for everybody, one in Sent, and nothing besides. */
import assert from "node:assert/strict";
import test from "node:test";
import { answerWith, everywhere, nothing, on, once, sealed, spoilt, stage } from "./relay.js";

/** @typedef {import("./relay.js").Spoil} Spoil */

/**
 * Sends until it succeeds, as somebody does who presses "Send" again.
 * @param {Awaited<ReturnType<typeof stage>>} set
 * @param {(attempt: number) => import("./relay.js").OutgoingMessage[]} messages
 */
async function persist({ jmap }, messages = sealed) {
  /** @type {any[]} */
  const failures = [];
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    try {
      const done = await jmap.send({ messages: messages(attempt) });
      return { done, failures };
    } catch (failure) {
      failures.push(failure);
    }
  }
  throw new AggregateError(failures, "it never succeeded");
}

/** Bcc with the others named, Bcc alone, and the very same bytes once more. */
const ways = /** @type {const} */ ([
  ["", sealed],
  [" and the bytes are the same again", () => sealed(1)],
]);

for (const method of ["Email/import", "EmailSubmission/set", "Email/get", "Email/set"]) {
  for (const [what, spoil] of Object.entries(spoilt)) {
    for (const [how, messages] of ways) {
      test(`when the answer to ${method} ${what}${how}, everybody has it once`, async (t) => {
        const set = await stage(t);
        set.line.spoil = on(method, spoil);
        const { done } = await persist(set, messages);
        assert.deepEqual(await everywhere(set), once);
        assert.equal((await set.found("noor@example.org", "sent"))[0].id, done.emailId);
        assert.deepEqual((await set.found("noor@example.org", "sent"))[0].keywords, { $seen: true });
        assert.deepEqual(done.delivered.toSorted(), ["daan@example.org", "lee@example.com", "mara@example.com", "sofie@example.org"]);
        await set.jmap.send({ messages: messages(9) });
        assert.deepEqual(await everywhere(set), once, "and sending it once more reaches nobody");
      });
    }
  }
}

for (const [what, spoil] of Object.entries(spoilt)) {
  test(`when the answer to a submission ${what} and nothing is answered after it, it is told as not certain`, async (t) => {
    const set = await stage(t);
    let over = false;
    set.line.spoil = async (passing) => {
      if (over) return passing.response.destroy(), true;
      over = passing.body.includes("EmailSubmission/set");
      return over && (await spoil(passing, "EmailSubmission/set"), true);
    };
    await assert.rejects(set.jmap.send({ messages: sealed(1) }), (/** @type {any} */ error) => {
      assert.equal(error.code, "sending-interrupted");
      assert.deepEqual([error.detail.delivered, error.detail.notDelivered], [[], []]);
      assert.deepEqual(error.detail.unknown, ["lee@example.com", "daan@example.org", "mara@example.com", "sofie@example.org"]);
      return true;
    });
    await assert.rejects(set.jmap.send({ messages: sealed(2) }), { code: "sending-interrupted" });
    set.line.spoil = null;
    await set.jmap.send({ messages: sealed(3) });
    assert.deepEqual(await everywhere(set), once);
  });

  test(`a kept copy for nobody named is filed once when the answer to that ${what}`, async (t) => {
    const set = await stage(t);
    const blind = (/** @type {number} */ attempt) => sealed(attempt).map((one) => (one.kept ? { ...one, rcptTo: [] } : one));
    let imports = 0;
    set.line.spoil = async (passing) => {
      if (!passing.body.includes('["Email/import",')) return false;
      imports += 1;
      return imports === 2 && (await spoil(passing, "Email/import"), true);
    };
    await persist(set, blind);
    assert.ok(imports >= 2);
    assert.deepEqual(await everywhere(set), { ...once, lee: 0, daan: 0 });
  });
}

for (const point of ["before-import", "after-import", "before-submission", "after-submission"]) {
  test(`a server that fails ${point.replace("-", " ")} delivers once`, async (t) => {
    let failed = false;
    const set = await stage(t, {
      faults: (at) => {
        if (at !== point || failed) return;
        failed = true;
        throw new Error("no memory");
      },
    });
    await persist(set);
    assert.ok(failed);
    assert.deepEqual(await everywhere(set), once);
  });
}

/** What refuses without doing anything, and how the person hears of it. @type {[string, number, string, object][]} */
const refusals = [
  ["limit", 400, '{"type":"urn:ietf:params:jmap:error:limit"}', { code: "server-refused", detail: { status: 400, type: "limit" } }],
  ["password", 401, "", { code: "sign-in-refused" }],
  ["rights", 403, "", { code: "sign-in-refused" }],
];
for (const [what, status, body, expected] of refusals) {
  test(`a request refused for its ${what} was not made, which needs no settling`, async (t) => {
    const set = await stage(t);
    set.line.spoil = on("EmailSubmission/set", async ({ response }) => answerWith(response, status, body));
    await assert.rejects(set.jmap.send({ messages: sealed(1) }), expected);
    assert.deepEqual(set.line.seen.filter((line) => line.includes('["Email/get",{"accountId":"noor-example-org","ids":')), []);
    assert.deepEqual(await everywhere(set), nothing);
    await set.jmap.send({ messages: sealed(2) });
    assert.deepEqual(await everywhere(set), once);
  });
}

test("a submission that was never taken is told as what the server said, and leaves no draft", async (t) => {
  const set = await stage(t);
  set.line.spoil = on("EmailSubmission/set", async ({ response }) => answerWith(response, 500, "oops"));
  await assert.rejects(set.jmap.send({ messages: sealed(1) }), { code: "server-refused", detail: { status: 500 } });
  assert.deepEqual(await everywhere(set), nothing);
});

test("an address refused among others: these have it, it is told, and a draft of it does not stay", async (t) => {
  const set = await stage(t);
  const messages = sealed(1).map((one, index) => (index === 2 ? { ...one, rcptTo: ["nobody@example.org"] } : one));
  await assert.rejects(set.jmap.send({ messages }), (/** @type {any} */ error) => {
    assert.deepEqual(error.detail, {
      delivered: ["lee@example.com", "daan@example.org", "mara@example.com"], notDelivered: ["nobody@example.org"], unknown: [], kept: true,
    });
    return true;
  });
  assert.deepEqual(await everywhere(set), { ...once, sofie: 0 });
  await set.jmap.send({ messages: sealed(2) });
  assert.deepEqual(await everywhere(set), once);
});
