// @ts-check
/** Whatever fails at whatever step: what was written is there again, and a mail is sent once or not at all, never half, never in the clear. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Desk } from "./faults/desk.mjs";
import { breakLine, watch } from "./faults/line.mjs";
import { lines, saving, sending } from "./faults/points.mjs";
import { lastFirst } from "./stage.mjs";

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
        const broken = breakLine(desk.stage, "sending", step, line);
        const said = await desk.sendOn(async () => { if (broken.happened > 0) await broken.mend(); });
        if (broken.happened === 0) for (let look = 0; look < 100 && broken.happened === 0; look += 1) await new Promise((resolve) => setTimeout(resolve, 20));
        assert.ok(broken.happened > 0, "the fault happened");
        await broken.mend();
        if (process.env.SHOW) console.log(step, "/", line, "/", broken.happened, said.map((s) => s.replaceAll("\n", " ").slice(0, 150)));
        await desk.sentOnce();
      });
    }
  }
});
