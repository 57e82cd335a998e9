// @ts-check
// What a host hears of long work in the frame: how far it is, and no sizes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { tellProgress } from "../../../www/vault/progress.js";

test("a host hears hundredths of a stage, each once", () => {
  /** @type {[string, number, number][]} */
  const heard = [];
  const tell = tellProgress({ tell: (name, { stage, done, total }) => { assert.equal(name, "progress"); heard.push([stage, done, total]); } });
  const total = 73_456_789;
  for (let done = 0; done <= total; done += 10_000) tell({ stage: "sealing", done, total });
  tell({ stage: "sealing", done: total, total });
  tell({ stage: "sending", done: 0, total: 1 });
  tell({ stage: "preparing", done: 0, total: 0 });
  assert.deepEqual(heard.slice(0, 101), Array.from({ length: 101 }, (_, share) => ["sealing", share, 100]));
  assert.deepEqual(heard.slice(101), [["sending", 0, 100], ["preparing", 0, 100]]);
  // How large one file is beside another, and that there are three, is for nobody to hear.
  heard.length = 0;
  for (const done of [0, 5_000_000, 73_000_000]) tell({ stage: "reading", done, total });
  assert.deepEqual(heard, []);
  tell({ stage: "sealing", done: 0, total });
  for (const done of [1, 2, 3]) tell({ stage: "reading", done, total: 3 });
  assert.deepEqual(heard, [["sealing", 0, 100], ["preparing", 0, 100]]);
});
