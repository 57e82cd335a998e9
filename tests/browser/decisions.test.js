// @ts-check
/** The decision cases in Chromium: the engine of the page decides as Rust and Node do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, policy, readCases, wholeDraft } from "../node/decision-cases.js";
import { Stage } from "./stage.mjs";

test("every case is decided in the browser as written", async (t) => {
  const stage = await Stage.open(t);
  const { page } = await stage.visitor();
  const cases = await readCases();
  assert.ok(cases.length >= 20, `only ${cases.length}`);
  const decided = await page.evaluate(async ({ policy, drafts }) => {
    const address = "/engine/engine.js";
    /** @type {import("../../www/engine/types.js").Engine} */
    const engine = await (await import(address)).start();
    const read = engine.useBundle(new TextEncoder().encode(policy));
    if (!("bundle" in read)) throw new Error(JSON.stringify(read));
    return { bundle: read.bundle, decisions: drafts.map((draft) => engine.decide(draft)) };
  }, { policy: String(policy), drafts: cases.map(({ draft }) => wholeDraft(draft)) });
  for (const [index, { name, expect }] of cases.entries()) {
    const decision = decided.decisions[index];
    assert.ok(decision);
    await t.test(name, () => assert.deepEqual(brief(decision, decided.bundle), expect));
  }
});
