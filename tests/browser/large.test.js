// @ts-check
/** Large mail: what is shown while it is sealed, handed over and opened, that it can be stopped, and that the page moves meanwhile. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { deliveries, startOver } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";

const end = lastFirst({ after });
/** @type {Stage} */ let stage;
/** @type {Person} */ let noor;
/** @type {Person} */ let daan;
const mega = 1_000_000;
const size = 6 * mega;
const names = ["survey.dat", "results.dat"];
/** @type {Buffer[]} */ const files = names.map(() => randomBytes(size / 2));

before(async () => {
  stage = await Stage.open(end);
  [noor, daan] = await Promise.all(["noor@example.org", "daan@example.org"].map((address) => Person.signIn(stage, address)));
  await Promise.all(names.map((name, at) => writeFile(join(stage.folder, name), files[at])));
});

beforeEach(() => startOver(stage, noor, daan));

/** @param {string} subject */
async function writeLarge(subject) {
  await noor.write({ to: daan.address, subject, text: "All of it." });
  await noor.attach(...names.map((name) => join(stage.folder, name)));
  for (const name of names) await noor.attached(name).waitFor();
}

/** A line that takes so many octets in a second; null: as fast as it goes. @param {Person} person @param {number|null} octets */
async function line(person, octets) {
  const session = await person.visitor.context.newCDPSession(person.page);
  await session.send("Network.enable");
  const throughput = octets ?? -1;
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 0, uploadThroughput: throughput, downloadThroughput: throughput });
  return session;
}

const cancel = () => noor.composer.getByRole("button", { name: "Cancel" });
const amount = () => noor.bar.locator(".amount");

/** Frames drawn and words changed while the work goes on, counted by the page itself. @param {Person} person @param {import("playwright-core").Locator} place */
async function counting(person, place) {
  await place.evaluate((place) => {
    const counted = /** @type {any} */ (window).counted = { frames: 0, changes: 0 };
    let last = "";
    const frame = () => { counted.frames += 1; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    new MutationObserver(() => {
      const text = place.querySelector(".amount")?.textContent ?? "";
      if (!text || text === last) return;
      last = text;
      counted.changes += 1;
    }).observe(place, { subtree: true, childList: true, characterData: true });
  });
  return () => person.page.evaluate(() => /** @type {{ frames: number, changes: number }} */ (/** @type {any} */ (window).counted));
}

test("sending tells octets, rate and remaining time, and can be stopped with the draft whole and nothing sent", async () => {
  await writeLarge("Stopped on its way");
  const session = await line(noor, mega);
  const counted = await counting(noor, noor.bar);
  await noor.sendButton.click();
  await amount().filter({ hasText: /^\d[\d.]* MB of \d[\d.]* MB, [\d.]+ [kM]B a second, (?:about \d+ seconds|a few seconds) left$/ }).waitFor();
  const { frames, changes } = await counted();
  assert.ok(changes >= 3, `${changes} changes`);
  // How smoothly depends on the machine; a page that stood still while it worked has drawn nothing.
  assert.ok(frames > 3, `${frames} frames, ${changes} changes`);
  await noor.composer.locator("zegel-protect .sentence").getByText("Handing it to the server").waitFor();
  await cancel().click();
  await noor.sendButton.waitFor();
  await noor.composer.locator("> [role=status]").getByText("Stopped. Nothing was sent.").waitFor({ state: "attached" });
  assert.equal(await noor.subject.inputValue(), "Stopped on its way");
  assert.equal(await noor.text.innerText(), "All of it.");
  for (const name of names) await noor.attached(name).waitFor();
  assert.equal(await noor.bar.locator("progress").count(), 0);
  assert.equal(await deliveries(stage, daan.address, "[...]"), 0);
  await session.detach();

  await line(noor, null);
  await noor.send();
  await noor.page.locator(".sent-sentence").waitFor();
  assert.equal(await deliveries(stage, daan.address, "[...]"), 1);
});

test("stopped in the middle of encrypting, the same draft is sent at once afterwards", async () => {
  await writeLarge("Stopped while it was sealed");
  // In the page: by the time that a test has seen a stage, it may be over.
  const stages = await noor.composer.evaluate((composer) => new Promise((resolve) => {
    /** @type {Set<string>} */
    const stages = new Set();
    const protect = /** @type {any} */ (composer.querySelector("zegel-protect"));
    const progress = protect.progress.bind(protect);
    protect.progress = (/** @type {{ stage: string }|null} */ busy) => {
      progress(busy);
      if (busy === null) { delete protect.progress; resolve([...stages]); return; }
      stages.add(busy.stage);
      if (busy.stage === "sealing") /** @type {HTMLElement} */ (composer.querySelector(".cancel")).click();
    };
    /** @type {HTMLElement} */ (composer.querySelector(".send")).click();
  }));
  assert.ok(stages.includes("sealing") && !stages.includes("uploading"), `${stages}`);
  await noor.sendButton.waitFor();
  await noor.composer.locator("> [role=status]").getByText("Stopped. Nothing was sent.").waitFor({ state: "attached" });
  assert.equal(await deliveries(stage, daan.address, "[...]"), 0);
  await noor.send();
  await noor.page.locator(".sent-sentence").waitFor();
  assert.equal(await deliveries(stage, daan.address, "[...]"), 1);
});

test("opening tells how far it is, can be stopped and begun again, and all attachments are saved in turns", async () => {
  await writeLarge("Large for Daan");
  await noor.send();
  await noor.page.locator(".sent-sentence").waitFor();

  const session = await line(daan, mega);
  await daan.refresh();
  await daan.row("Protected message").first().click();
  const opening = daan.reader.locator(".opening");
  await opening.locator(".amount").filter({ hasText: /^\d[\d.]* MB of \d[\d.]* MB, [\d.]+ [kM]B a second, (?:about \d+ seconds|a few seconds) left$/ }).waitFor();
  await opening.getByRole("button", { name: "Stop" }).click();
  await daan.reader.getByText("You stopped opening this message.").waitFor();
  const again = daan.reader.getByRole("button", { name: "Open it" });
  assert.ok(await again.evaluate((node) => node === document.activeElement), "the focus is on what goes on from here");
  assert.equal(await opening.count(), 0);
  await session.detach();
  await line(daan, null);
  await again.click();
  await daan.reader.locator("h2").getByText("Large for Daan").waitFor();
  assert.ok(files[0].equals(await daan.save(names[0])));

  const [download] = await Promise.all([daan.page.waitForEvent("download"), daan.reader.getByRole("button", { name: /^Save all/ }).click()]);
  const { unzipSync } = await import("fflate");
  const { readFile } = await import("node:fs/promises");
  const unpacked = unzipSync(new Uint8Array(await readFile(await download.path())));
  for (const [at, name] of names.entries()) assert.ok(files[at].equals(unpacked[name]), name);
  assert.equal(await daan.reader.locator(".attachments-work > *").count(), 0);
});

test("saving all together can be stopped, and then nothing is saved", async () => {
  await writeLarge("Not to be saved");
  await noor.send();
  await noor.page.locator(".sent-sentence").waitFor();
  await daan.openMessage("Protected message");
  let saved = 0;
  daan.page.on("download", () => { saved += 1; });
  await daan.reader.locator(".attachments").evaluate((list) => new Promise((resolve) => {
    const button = /** @type {HTMLButtonElement} */ (list.querySelector(".attachments-head button"));
    new MutationObserver(() => {
      /** @type {HTMLElement|null} */ (list.querySelector(".attachments-work .stop"))?.click();
      if (!button.disabled && !list.querySelector(".attachments-work > *")) resolve(null);
    }).observe(list, { subtree: true, childList: true, attributes: true });
    button.click();
  }));
  assert.equal(await daan.save(names[1]).then((bytes) => bytes.length), size / 2);
  assert.equal(saved, 1, "only the one that was asked for after it");
});
