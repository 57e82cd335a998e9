// @ts-check
/** The decision cases in Chromium: the program of the page decides as Rust and Node do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrivalOf, brief, briefReceipt, readCases, timeOf, wholeDraft, wholeInspection } from "../node/decision-cases.js";
import { Stage } from "./stage.mjs";

test("every case is decided in the browser as written", async (t) => {
  const stage = await Stage.open(t);
  const { page } = await stage.visitor();
  let count = 0;
  for (const { file, bundle, cases } of await readCases()) {
    const asked = cases.map((one) => ({ draft: wholeDraft(one.draft), arrival: arrivalOf(one) ?? null, inspections: (one.inspections ?? []).map(wholeInspection), now: timeOf(one) }));
    const decided = await page.evaluate(async ({ bundle, asked }) => {
      /** @type {typeof import("../../www/engine/decider.js")} */
      const { loadDecider } = await import(/** @type {string} */ ("/engine/decider.js"));
      /** @type {typeof import("../../www/engine/detector.js")} */
      const { loadDetector } = await import(/** @type {string} */ ("/engine/detector.js"));
      const folder = new URL("/wasm/", location.href).href;
      const [decider, detector] = await Promise.all([loadDecider(folder), loadDetector(folder)]);
      const bytes = new TextEncoder().encode(bundle);
      const [read, eyes] = [decider.useBundle(bytes), detector.useBundle(bytes)];
      if (!("bundle" in read) || !("handle" in eyes)) throw new Error(JSON.stringify([read, eyes]));
      const look = (/** @type {import("../../www/generated/contract.js").Inspection|null} */ inspection) => (inspection ? detector.look(eyes.handle, inspection) : 0);
      const see = (/** @type {typeof asked[number]} */ { draft, inspections }) => detector.see(eyes.handle, draft, inspections.map(look));
      const decide = (/** @type {typeof asked[number]} */ one) => (one.arrival ? { receipt: decider.receive(read.handle, one.draft, one.arrival, see(one), one.now) }
        : { decision: decider.decide(read.handle, one.draft, see(one), one.now) });
      return { decisions: asked.map(decide) };
    }, { bundle, asked });
    for (const [index, one] of cases.entries()) {
      const answer = decided.decisions[index];
      assert.ok(answer);
      assert.deepEqual("receipt" in answer && answer.receipt ? briefReceipt(answer.receipt) : brief(/** @type {import("../../www/generated/contract.js").Decision} */ (answer.decision), bundle), one.expect, `${file}: ${one.name}`);
      count += 1;
    }
  }
  assert.ok(count >= 150, `only ${count}`);
});
