// @ts-check
/** Each write to IndexedDB fails between the first visit and the sent mail; then the disk is full, a window keeps nothing, the clock is years off. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "../person.mjs";
import { lastFirst } from "../stage.mjs";
import { Desk, until } from "./desk.mjs";
import { clocks, refusals, writes } from "./points.mjs";
import { makeWrong } from "./storage.mjs";

/** A browser of her own in which something is wrong. @param {Desk} desk @param {import("./storage.mjs").Wrong} wrong */
async function elsewhere(desk, wrong) {
  const visitor = await desk.stage.visitor();
  const happened = await makeWrong(visitor, wrong);
  desk.sit(new Person(visitor, "noor@example.org"));
  await visitor.page.reload();
  return happened;
}

/** What is told where signing in does not go. @param {Desk} desk */
const enter = ({ person }) => person.signIn().then(() => "", (error) => String(error.message));

/** All of it once, from the first letter to what arrived. @param {Desk} desk @param {string} name */
async function mailOf(desk, name) {
  await desk.compose(name);
  await desk.sendOn(async () => {});
  await desk.sentOnce();
}

test("each write fails once", async (t) => {
  const desk = await Desk.open(lastFirst(t));
  await t.test("a run without faults makes the writes of the table", async () => {
    const { written } = await elsewhere(desk, {});
    await enter(desk);
    await mailOf(desk, "clean");
    assert.deepEqual([...new Set(written)].sort(), [...writes].sort());
    await desk.person.visitor.context.close();
  });
  for (const write of writes) {
    await t.test(write, async () => {
      const happened = await elsewhere(desk, { write });
      const told = await enter(desk);
      if (told) {
        assert.match(told, /There is no room left to keep your key/);
        happened.set({});
        await desk.person.page.reload();
        await desk.person.signIn();
      }
      await mailOf(desk, `write ${writes.indexOf(write)}`);
      await until(() => happened.failed > 0);
      await desk.person.visitor.context.close();
    });
  }
});

test("storage refuses", async (t) => {
  const desk = await Desk.open(lastFirst(t));
  for (const [refused, since] of refusals) {
    await t.test(`${refused === "all" ? "a window that keeps nothing" : "a full disk"}, ${since}`, async () => {
      const later = since === "once there is a key";
      const happened = await elsewhere(desk, later ? {} : { refused });
      if (later) {
        await desk.person.signIn();
        happened.set({ refused });
        await desk.person.page.reload();
      }
      const told = await enter(desk);
      if (refused === "all") assert.match(told, /The browser does not let this page keep your key/);
      else if (!later) assert.match(told, /There is no room left to keep your key/);
      else {
        // What cannot be noted down for next time is noted for now; the mail goes as ever.
        assert.equal(told, "");
        await mailOf(desk, "full");
        assert.ok(happened.failed > 0);
      }
      happened.set({});
      await desk.person.page.reload();
      await desk.person.signIn();
      await mailOf(desk, "afterwards");
      await desk.person.visitor.context.close();
    });
  }
});

test("the clock is years off: what leaves is sealed, what may not leave says why, and what was written is there when the clock is right again", async (t) => {
  const desk = await Desk.open(lastFirst(t));
  const happened = await makeWrong(desk.person.visitor, {});
  for (const clock of clocks) {
    await t.test(`${clock} years`, async () => {
      happened.set({ clock });
      await desk.person.page.reload();
      await desk.person.signIn();
      if (clock > 0) await desk.compose(`clock ${clock}`);
      else {
        const { saved, told } = await desk.tryToSend(`clock ${clock}`);
        assert.match(saved, /^Saved/);
        assert.match(told, /is not valid yet/i);
      }
      assert.equal(await desk.delivered(), 0);
      desk.sealed();
      happened.set({});
      await desk.person.page.reload();
      await desk.person.signIn();
      assert.equal(await desk.listed(), 1);
      await desk.reopen();
      await desk.sendOn(async () => {});
      await desk.sentOnce();
      if (clock < 0) return;
      // Keys that do not end are good in any year.
      happened.set({ clock });
      await desk.person.page.reload();
      await desk.person.signIn();
      await mailOf(desk, `sent at ${clock}`);
    });
  }
});
