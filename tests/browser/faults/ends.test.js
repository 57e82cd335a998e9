// @ts-check
/** The page ends at each request of saving and of sending: the draft is there again, or its mail was sent, once, and says so. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isFirefox } from "../browsers.mjs";
import { lastFirst } from "../stage.mjs";
import { Desk, until } from "./desk.mjs";
import { holdAt } from "./line.mjs";
import { ends, saving, sending } from "./points.mjs";

/** Only Chromium is told to crash. */
const possible = isFirefox ? ends.filter((end) => end !== "the page crashes") : ends;

test("the page ends", async (t) => {
  const desk = await Desk.open(lastFirst(t));
  let at = 0;
  for (const [doing, steps] of /** @type {const} */ ([["saving", saving], ["sending", sending]])) {
    for (const step of steps) {
      for (const arrives of [false, true]) {
        // Each of them at each kind of step; what the server knows does not depend on how a page ends.
        const end = possible[at++ % possible.length] ?? ends[0];
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
