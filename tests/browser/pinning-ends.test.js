// @ts-check
/** How pinning ends: a server that replaces the worker, which pages that are open say, and the ways out that are meant. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { begun, code, hasCaches, keeps, notice, pinned, published, reloaded, state } from "./releases.mjs";

test("a server that replaces the worker is told by the pages that are open, with the hash", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  await publisher.change((text) => `${text}\n// Another.\n`, "release-worker.js");
  await page.evaluate(async () => { await (await navigator.serviceWorker.ready).update(); });
  const told = notice(page, "guard");
  await told.getByText("The server wants to replace the part of Zegel that guards which code runs here.").waitFor();
  const found = `sha384-${createHash("sha384").update(await readFile(join(publisher.folder, "release-worker.js"))).digest("base64")}`;
  await told.getByText(found, { exact: true }).waitFor();
  await told.getByText("Published", { exact: true }).waitFor();
  assert.equal(await told.locator("code").count(), 2);
  assert.equal(await reloaded(page), "one");
  await told.waitFor();
  // As part of a signed release it is told as that.
  await publisher.publish();
  await page.reload();
  await notice(page, "guard").getByText("is replaced by the one of a signed release").waitFor();
});

test("a worker that does not wait for open pages is told by them all the same", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  await publisher.change(() => "skipWaiting();", "release-worker.js");
  await page.evaluate(async () => { await (await navigator.serviceWorker.ready).update(); });
  await notice(page, "guard").getByText("The server wants to replace the part of Zegel").waitFor();
  await notice(page, "guard").getByRole("button", { name: "Close" }).click();
  await notice(page, "guard").waitFor({ state: "detached" });
});

test("a signed withdrawal ends it; an older one does not", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  await publisher.publish({ serial: 1, withdrawn: true });
  await page.reload();
  await notice(page, "refused").getByText("older").waitFor();
  await publisher.mark("two");
  await publisher.publish({ serial: 2, withdrawn: true });
  assert.equal(await reloaded(page), "one");
  await notice(page, "withdrawn").getByText("has ended the pinning of releases").waitFor();
  assert.deepEqual(await page.evaluate(() => caches.keys()), []);
  assert.equal(await reloaded(page), "two");
});

test("a pinned page that does not ask, whatever its fault, does not keep the worker from asking", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  const asked = Date.now();
  await page.reload();
  await keeps(page, ({ checkedAt }) => checkedAt >= asked);
  await page.addInitScript(() => { ServiceWorker.prototype.postMessage = () => {}; });
  await publisher.mark("two");
  await publisher.publish({ withdrawn: true });
  assert.equal(await reloaded(page), "one");
  assert.equal((await state(page))?.current?.hash, first, "asked a moment ago");
  await page.evaluate(async () => {
    const cache = await caches.open("zegel-release");
    const known = await (await cache.match("/release-state"))?.json();
    await cache.put("/release-state", new Response(JSON.stringify({ ...known, checkedAt: Date.now() - 5 * 60 * 60_000 })));
  });
  assert.equal(await reloaded(page), "one");
  await hasCaches(page);
  assert.equal(await reloaded(page), "two");
});

test("an empty script in the place of the worker leaves everything to the server, without code of ours", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  await publisher.mark("two");
  await publisher.change(() => "", "release-worker.js");
  await page.evaluate(async () => { await (await navigator.serviceWorker.ready).update(); });
  await notice(page, "guard").waitFor();
  for (let turn = 0; turn < 40 && await code(page) === "one"; turn += 1) {
    await page.goto("about:blank");
    await page.waitForTimeout(250);
    await page.goto(stage.url);
    await begun(page);
  }
  assert.equal(await code(page), "two");
});
