// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { everybody } from "../../../www/engine/everybody.js";
import { draft, engineFor } from "./people.js";

test("who has no organisation can protect mail, and nothing is asked of them", async (t) => {
  const engine = await engineFor(t);
  const answer = engine.useBundle(everybody(), { address: "sam@example.net" });
  assert.ok("bundle" in answer, JSON.stringify(answer));
  await engine.ready();
  const written = draft({ from: "sam@example.net", to: ["lee@example.com"], protection: null });
  const plain = engine.decide(written);
  assert.deepEqual([plain.protection, plain.blocks, plain.questions], [null, [], []]);
  assert.equal(engine.decide({ ...written, protection: "encrypt" }).protection?.template, "encrypt");
  assert.deepEqual(answer.bundle.embedding, { hosts: [], clientApi: "zegel" });
});
