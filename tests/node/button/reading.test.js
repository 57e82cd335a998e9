// @ts-check
// Attachments are read in the worker for a decision, and for sending: not twice at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Reading } from "../../../www/button/reading.js";

/** @type {any} */ const bundle = { looksIntoText: false, looksIntoAttachments: true };
/** @type {any} */ const draft = { attachments: [{ name: "survey.pdf", type: "application/pdf", size: 3, contentId: null }] };

/** An engine that reads slowly, and remembers what it has read. */
function engine() {
  const known = new WeakSet();
  const log = { read: 0, atOnce: 0, most: 0 };
  return { log, known, inspect: async (/** @type {unknown} */ _, /** @type {object[]} */ contents) => {
    log.most = Math.max(log.most, log.atOnce += 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (const one of contents) {
      if (!known.has(one)) log.read += 1;
      known.add(one);
    }
    log.atOnce -= 1;
    return contents.map(() => null);
  } };
}

test("sent right after it was attached, a file is read once, and sending waits for that", async () => {
  const slow = engine();
  let decided = 0;
  const reading = new Reading(() => { decided += 1; }, (error) => assert.fail(String(error.code)));
  const contents = [new Blob(["abc"])];
  reading.look(/** @type {any} */ (slow), bundle, draft, contents);
  await reading.inspect(/** @type {any} */ (slow), bundle, draft, contents);
  assert.ok(slow.known.has(contents[0]));
  assert.deepEqual([slow.log.read, slow.log.most], [1, 1]);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(decided, 1);
});

test("one that cannot be read stops neither the next nor the sending", async () => {
  let asked = 0;
  const failing = { inspect: async () => { asked += 1; throw new Error("gone"); } };
  const reading = new Reading(() => {}, (error) => assert.fail(String(error.code)));
  await reading.inspect(/** @type {any} */ (failing), bundle, draft, [new Blob(["a"])]);
  await reading.inspect(/** @type {any} */ (failing), bundle, draft, [new Blob(["b"])]);
  assert.equal(asked, 2);
  await reading.inspect(null, bundle, draft, []);
  await reading.inspect(/** @type {any} */ (failing), null, draft, []);
  assert.equal(asked, 2);
});
