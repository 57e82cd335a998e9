// @ts-check
/** Letters: a mail of their own for everybody, and a kept copy that goes to nobody. */
import assert from "node:assert/strict";
import test from "node:test";
import { everywhere, message, on, once, spoilt, stage } from "./relay.js";

const mailFrom = "noor@example.org";
const people = ["lee@example.com", "daan@example.org", "mara@example.com", "sofie@example.org"];

/** @param {number} attempt @param {number} [times] so many letters for each @returns {import("./relay.js").OutgoingMessage[]} */
function letters(attempt, times = 1) {
  const each = Array.from({ length: times }, (_, turn) => people.map((one) => ({ mailFrom, rcptTo: [one], bytes: message(one, `${attempt} for ${one}, ${turn}`), kept: false }))).flat();
  return [{ mailFrom, rcptTo: [], bytes: message("lee@example.com", `${attempt}, kept`), kept: true }, ...each];
}

test("each gets theirs, and the copy that goes to nobody lies in Sent", async (t) => {
  const set = await stage(t);
  const done = await set.jmap.send({ messages: letters(1) });
  assert.deepEqual(await everywhere(set), once);
  assert.deepEqual(done.delivered.toSorted(), people.toSorted());
  const [sent] = await set.found("noor@example.org", "sent");
  assert.equal(sent.id, done.emailId);
  assert.deepEqual(sent.keywords, { $seen: true });
  await set.jmap.send({ messages: letters(2) });
  assert.deepEqual(await everywhere(set), once, "and sending it once more reaches nobody");
});

test("the kept copy may stand anywhere among them", async (t) => {
  const set = await stage(t);
  const [kept, ...others] = letters(1);
  await set.jmap.send({ messages: [...others, kept] });
  assert.deepEqual(await everywhere(set), once);
});

for (const method of ["Email/import", "EmailSubmission/set"]) {
  for (const what of ["is 500", "never comes", "says serverPartialFail"]) {
    test(`when the answer to ${method} ${what}, everybody has their letter once, and no draft stays`, async (t) => {
      const set = await stage(t);
      set.line.spoil = on(method, spoilt[what]);
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        if (await set.jmap.send({ messages: letters(attempt) }).then(() => true, () => false)) break;
      }
      assert.deepEqual(await everywhere(set), once);
    });
  }
}

test("of sixty letters that were imported without an answer no draft stays", async (t) => {
  const set = await stage(t);
  set.line.spoil = on("Email/import", spoilt["never comes"]);
  await assert.rejects(set.jmap.send({ messages: letters(1, 15) }));
  await set.jmap.send({ messages: letters(2) });
  assert.deepEqual(await everywhere(set), once);
});

test("one too large for the server is refused before any of them leaves", async (t) => {
  const set = await stage(t);
  const large = letters(1);
  Object.defineProperty(set.jmap, "maxSizeUpload", { value: large[1].bytes.length });
  large[3] = { ...large[3], bytes: new Uint8Array([...large[3].bytes, ...new Uint8Array(400).fill(0x61)]) };
  large[0] = { ...large[0], bytes: large[0].bytes.slice(0, 100) };
  await assert.rejects(set.jmap.send({ messages: large }), { code: "message-too-large" });
  const { lee, daan, mara, sofie, sent } = await everywhere(set);
  assert.deepEqual([lee, daan, mara, sofie, sent], [0, 0, 0, 0, 0]);
});
