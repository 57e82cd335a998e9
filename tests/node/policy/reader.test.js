// @ts-check
// With the reader and the hash that pages use: what `loadPolicy` has to know of a bundle is what the reader tells.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { loadDecider } from "../../../www/engine/decider.js";
import { start } from "../../../www/engine/engine.js";
import { codes, day, host, noon } from "./host.js";

/** @type {import("../../../www/engine/types.js").Decider} */
let decider;
/** @type {import("../../../www/engine/types.js").Engine} */
let engine;
/** @type {any} */
let bundle;
before(async () => {
  [decider, engine] = await Promise.all([loadDecider(), start()]);
  bundle = JSON.parse(await readFile(new URL("../../../www/pages/demo/policy/example.org.json", import.meta.url), "utf8"));
});
after(() => engine.close());
const read = (/** @type {Uint8Array} */ bytes) => {
  const answer = decider.useBundle(bytes);
  if ("handle" in answer) decider.dropBundle(answer.handle);
  return answer;
};
const bytesOf = (/** @type {object} */ json) => new TextEncoder().encode(JSON.stringify(json));

test("a bundle is loaded with its number and its times", async (t) => {
  const from = await host(t);
  const [issued, expires] = ["2026-11-27T12:00:00+01:00", "2026-12-24T00:00:00+01:00"];
  await from.publish(bytesOf({ ...bundle, issued, expires, graceDays: 3 }));
  const own = { read, hash: engine.blake2b };
  const policy = await from.load(own);
  assert.deepEqual([policy.state, policy.serial, codes(policy)], ["fresh", bundle.serial, ["policy-from-the-future"]]);
  assert.deepEqual([policy.issued, policy.expires].map((time) => Date.parse(time ?? "")), [issued, expires].map((time) => Date.parse(time)));
  assert.equal(policy.decidesUntil, Date.parse(expires) + 3 * day);
  assert.equal(policy.bundle.organisation.name, bundle.organisation.name);
  assert.deepEqual(codes(await from.load({ ...own, now: () => Date.parse("2026-12-24T00:00:00Z") })), ["policy-grace"]);
});

test("what the reader finds wrong is told by its own words", async (t) => {
  const from = await host(t);
  await from.publish(bytesOf({ ...bundle, serail: 2 }));
  await assert.rejects(from.load({ read, now: () => noon }), (/** @type {any} */ error) => {
    assert.equal(error.code, "policy-invalid");
    assert.deepEqual(error.detail.mistakes.map((/** @type {any} */ { path, code }) => [path, code]), [["/serail", "unknown-field"]]);
    return true;
  });
});
