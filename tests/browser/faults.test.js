// @ts-check
/** Whatever fails at whatever step: what was written is there again, and a mail is sent once or not at all, never half, never in the clear. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "./faults/desk.mjs";
import { breakLine, holdAt, watch } from "./faults/line.mjs";
import { ends, lines, saving, sending } from "./faults/points.mjs";
import { lastFirst } from "./stage.mjs";

/** @param {() => boolean} holds */
async function until(holds) {
  for (let look = 0; !holds(); look += 1) {
    assert.ok(look < 200, `it does not come to: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

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
        await until(() => broken.happened > 0);
        await broken.mend();
        if (process.env.SHOW) console.log(step, "/", line, "/", broken.happened, said.map((s) => s.replaceAll("\n", " ").slice(0, 150)));
        await desk.sentOnce();
      });
    }
  }
});

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
        await desk.writeOn();
        const broken = breakLine(desk.stage, "saving", step, line);
        await desk.hurry();
        await until(() => broken.happened > 0);
        const said = await desk.savedOn(() => broken.mend());
        if (process.env.SHOW) console.log(step, "/", line, "/", broken.happened, said);
        await desk.keptOnce();
      });
    }
  }
});

test("the page ends", async (t) => {
  const desk = await Desk.open(lastFirst(t));
  let at = 0;
  for (const [doing, steps] of /** @type {const} */ ([["saving", saving], ["sending", sending]])) {
    for (const step of steps) {
      for (const arrives of [false, true]) {
        // Each of them at each kind of step; what the server knows does not depend on how a page ends.
        const end = ends[at++ % ends.length] ?? ends[0];
        await t.test(`${doing}: ${end} ${arrives ? "after" : "before"} ${step} arrives`, async () => {
          await desk.compose(`${at}`);
          if (doing === "saving") await desk.writeOn();
          const held = holdAt(desk.stage, doing, step, arrives);
          if (doing === "saving") await desk.hurry();
          else await desk.person.sendButton.click();
          await held.reached;
          await desk.end(end);
          if (doing === "saving") {
            assert.equal(await desk.listed(), 1);
            await desk.reopen();
            await desk.keptOnce();
          } else await desk.goOn();
        });
      }
    }
  }
});
