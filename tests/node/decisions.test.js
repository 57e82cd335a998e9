// @ts-check
// The decision cases, decided by the program the browser runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { start } from "../../www/engine/engine.js";
import { brief, policy, readCases, wholeDraft } from "./decision-cases.js";

const cases = await readCases();

test("there are cases", () => assert.ok(cases.length >= 20, `only ${cases.length}`));

test("every case is decided as written", async (t) => {
  const engine = await start();
  t.after(() => engine.close());
  const read = engine.useBundle(policy);
  assert.ok("bundle" in read);
  for (const { name, draft, expect } of cases) {
    await t.test(name, () => assert.deepEqual(brief(engine.decide(wholeDraft(draft)), read.bundle), expect));
  }
});
