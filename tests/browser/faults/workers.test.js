// @ts-check
/** The worker ends or falls silent at each thing it is asked: nothing is lost, nothing half done leaves, and the mail goes once. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { lastFirst } from "../stage.mjs";
import { Desk } from "./desk.mjs";
import { deaths, operations } from "./points.mjs";
import { watchWorkers } from "./workers.mjs";

test("workers", async (t) => {
  const desk = await Desk.open(lastFirst(t));
  await watchWorkers(desk.person.visitor);
  await desk.afresh();
  const path = join(desk.stage.folder, "plan.txt");
  await writeFile(path, `${desk.secret} in a file`);
  const { page } = desk.person;
  /** The whole of it, with a file. @param {string} name @param {string} [how] it fails */
  const all = async (name, how) => {
    const fault = how !== undefined;
    await desk.begin(name);
    await desk.impatient(how === "falls silent");
    await desk.person.attach(path);
    await desk.person.attached("plan.txt").waitFor();
    await desk.save(fault);
    await desk.sendOn(async () => {});
    await desk.sentOnce();
  };
  await t.test("a run without faults asks what the table says", async () => {
    await page.evaluate(() => { /** @type {any} */ (window).asked = []; });
    await all("clean");
    const asked = await page.evaluate(() => /** @type {any} */ (window).asked);
    assert.deepEqual([...new Set(asked)].filter((one) => one !== "preload").sort(), [...operations].sort());
  });
  for (const [how, places] of deaths) {
    for (const operation of places) {
      await t.test(`it ${how} at ${operation}`, async () => {
        await page.evaluate((ending) => { /** @type {any} */ (window).ending = ending; }, { operation, how });
        await all(`${operation} ${how}`, how);
        assert.equal(await page.evaluate(() => /** @type {any} */ (window).ending), null, "it happened");
      });
    }
  }
});
