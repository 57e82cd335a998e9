// @ts-check
/** The line fails at each request from the press of Send to the end: the mail is sent once, and what was written stands there until then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lastFirst } from "../stage.mjs";
import { Desk, until } from "./desk.mjs";
import { breakLine, watch } from "./line.mjs";
import { lines, sending } from "./points.mjs";

test("sending", async (t) => {
  const desk = await Desk.open(lastFirst(t));
  await t.test("a run without faults makes the requests of the table", async () => {
    await desk.compose("clean");
    const { seen, mend } = watch(desk.stage, "sending");
    await desk.sendOn(mend);
    await desk.drafts(0);
    assert.deepEqual(seen, sending);
    await desk.sentOnce();
  });
  for (const step of sending) {
    for (const line of lines) {
      await t.test(`${step} ${line}`, async () => {
        await desk.compose(`${sending.indexOf(step)}.${lines.indexOf(line)}`);
        await desk.impatient(line === "is never answered");
        const broken = breakLine(desk.stage, "sending", step, line);
        await desk.sendOn(async () => { if (broken.happened > 0) await broken.mend(); });
        await until(() => broken.happened > 0);
        await broken.mend();
        await desk.sentOnce();
      });
    }
  }
});
