// @ts-check
/** The line fails at each request of saving a draft: the draft is there, whole, and once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lastFirst } from "../stage.mjs";
import { Desk, until } from "./desk.mjs";
import { breakLine, watch } from "./line.mjs";
import { lines, saving } from "./points.mjs";

test("saving a draft", async (t) => {
  const desk = await Desk.open(lastFirst(t));
  await t.test("a run without faults makes the requests of the table", async () => {
    await desk.compose("clean");
    const { seen, mend } = watch(desk.stage, "saving");
    await desk.writeOn();
    await desk.save();
    await until(() => seen.length >= saving.length);
    await mend();
    assert.deepEqual(seen, saving);
    await desk.keptOnce();
  });
  for (const step of saving) {
    for (const line of lines) {
      await t.test(`${step} ${line}`, async () => {
        await desk.compose(`${saving.indexOf(step)}.${lines.indexOf(line)}`);
        await desk.impatient(line === "is never answered");
        await desk.writeOn();
        const broken = breakLine(desk.stage, "saving", step, line);
        await desk.hurry();
        await until(() => broken.happened > 0);
        await desk.savedOn(() => broken.mend());
        await desk.keptOnce();
      });
    }
  }
});
