// @ts-check
// The decision cases, decided by the program the browser runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDecider } from "../../www/engine/decider.js";
import { loadDetector } from "../../www/engine/detector.js";
import { arrivalOf, brief, briefReceipt, readCases, timeOf, wholeDraft, wholeInspection } from "./decision-cases.js";

const files = await readCases();

test("there are cases", () => {
  const count = files.reduce((sum, { cases }) => sum + cases.length, 0);
  assert.ok(count >= 150, `only ${count}`);
});

for (const { file, bundle, cases } of files) {
  test(`every case of ${file} is decided as written`, async () => {
    const [decider, detector] = await Promise.all([loadDecider(), loadDetector()]);
    const bytes = new TextEncoder().encode(bundle);
    const [read, eyes] = [decider.useBundle(bytes), detector.useBundle(bytes)];
    assert.ok("bundle" in read, JSON.stringify(read));
    assert.ok("handle" in eyes, JSON.stringify(eyes));
    for (const one of cases) {
      const looked = (one.inspections ?? []).map(wholeInspection).map((inspection) => (inspection ? detector.look(eyes.handle, inspection) : 0));
      const draft = wholeDraft(one.draft);
      const arrival = arrivalOf(one);
      const sight = detector.see(eyes.handle, draft, looked);
      /** @type {unknown} */
      const decided = arrival ? briefReceipt(decider.receive(read.handle, draft, arrival, sight, timeOf(one)))
        : brief(decider.decide(read.handle, draft, sight, timeOf(one)), bundle);
      assert.deepEqual(decided, one.expect, one.name);
    }
    decider.dropBundle(read.handle);
  });
}
