// @ts-check
/**
 * A day of somebody busy: mail after mail is written, protected, sent and read, and at its end the pages hold no more than at its
 * beginning but the rows of their lists. `ZEGEL_DAY=500` for a long one.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";

const mails = Number(process.env.ZEGEL_DAY ?? 16);
/** Before it is measured, everything that comes but once has come. */
const warm = 4;
/** What a mail may leave: its row, and what is known of it. */
const row = { Nodes: 60, JSEventListeners: 12, JSHeapUsedSize: 60_000 };

/** What a page holds after everything unused was let go. @param {Person} person @returns {Promise<Record<string, number>>} */
async function held({ page, visitor }) {
  const note = page.locator(".sent-note").getByRole("button", { name: "Close" });
  if (await note.count() > 0) await note.click();
  const session = await visitor.context.newCDPSession(page);
  await session.send("Performance.enable");
  for (let turn = 0; turn < 3; turn += 1) {
    await session.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(200);
  }
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  return { ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])), workers: page.workers().length };
}

test(`after ${mails} mails neither page holds more than it shows`, { timeout: 120_000 + mails * 20_000 }, async (t) => {
  const stage = await Stage.open(t);
  const [noor, lee] = await Promise.all([Person.signIn(stage, "noor@example.org"), Person.signIn(stage, "lee@example.com")]);
  const round = async (/** @type {number} */ number) => {
    await noor.write({ to: lee.address, subject: `Number ${number}.`, text: `This is mail number ${number}.` });
    await noor.send();
    await lee.refresh();
    await lee.row("Protected message").first().waitFor();
    await lee.page.waitForFunction((count) => document.querySelectorAll(".message-row").length >= count, number);
    await lee.openMessage("");
    await lee.reader.getByRole("heading", { name: `Number ${number}.` }).waitFor();
    await lee.reader.getByText(`This is mail number ${number}.`).waitFor();
  };
  for (let number = 1; number <= warm; number += 1) await round(number);
  const before = [await held(noor), await held(lee)];
  for (let number = warm + 1; number <= warm + mails; number += 1) await round(number);
  /** @type {string[]} */
  let grew = [];
  // A browser lets go when it has time: what is held for good is still held later.
  for (let turn = 0; turn < 10 && (turn === 0 || grew.length > 0); turn += 1) {
    grew = grown([await held(noor), await held(lee)], before, t);
  }
  assert.deepEqual(grew, []);
});

/** What grew by more than it may. @param {Record<string, number>[]} after @param {Record<string, number>[]} before @param {import("node:test").TestContext} t */
function grown(after, before, t) {
  /** @type {string[]} */
  const grew = [];
  for (const [at, who] of ["who writes", "who reads"].entries()) {
    const [then, now] = [before[at] ?? {}, after[at] ?? {}];
    for (const name of ["Documents", "Frames", "workers"]) if (now[name] !== then[name]) grew.push(`${who}: ${name} from ${then[name]} to ${now[name]}`);
    for (const [name, most] of Object.entries(row)) {
      const each = ((now[name] ?? NaN) - (then[name] ?? NaN)) / mails;
      t.diagnostic(`${who}: ${name} ${then[name]} and ${each.toFixed(1)} a mail`);
      if (!(each <= most)) grew.push(`${who}: ${name} by ${each.toFixed(1)} with each mail`);
    }
  }
  return grew;
}
