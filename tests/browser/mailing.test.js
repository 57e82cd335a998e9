// @ts-check
/** Many recipients: a mailing in the page, by workers of its own, with real keys; and a thousand addresses in the composer. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";

const end = lastFirst({ after });
/** @type {Stage} */ let stage;

before(async () => { stage = await Stage.open(end, { modules: true }); });

test("two hundred personal messages: each to its own, one that fails alone, stopped when asked, and the page moves meanwhile", async () => {
  const { page, problems } = await stage.visitor();
  let most = 0;
  page.on("worker", () => { most = Math.max(most, page.workers().length); });
  const told = await page.evaluate(async () => {
    /** @type {typeof import("../../www/engine/engine.js")} */
    const { start } = await import(/** @type {any} */ ("/engine/engine.js"));
    /** @type {typeof import("../../www/engine/everybody.js")} */
    const { everybody } = await import(/** @type {any} */ ("/engine/everybody.js"));
    const count = 200;
    const engine = await start();
    engine.useBundle(everybody());
    await engine.makeKey({ name: "Noor", address: "noor@example.org" });
    // Twenty keys, each in ten people's hands: what is measured is sealing.
    /** @type {Uint8Array[]} */
    const certificates = [];
    for (let at = 0; at < 20; at += 1) certificates.push((await engine.makeKey({ name: "Reader", address: `reader-0@example.org`, addresses: Array.from({ length: 10 }, (_, one) => `reader-${at + one * 20}@example.org`) })).certificate);
    /** @param {number} at @returns {import("../../www/engine/types.js").Mail} */
    const mail = (at) => ({
      draft: {
        from: "Noor <noor@example.org>", to: [`reader-${at}@example.org`], cc: [], bcc: [], subject: `Letter ${at}`, text: `For reader ${at} alone`, html: null, attachments: [],
        label: null, protection: "encrypt", answers: { acknowledged: [] }, inReplyTo: null, references: [], language: "en", date: "2026-11-24T10:00:00+01:00", messageId: `letter-${at}@example.org`,
      },
      certificates: at === 77 ? [] : [{ address: `reader-${at}@example.org`, bytes: certificates[at % 20] }],
    });
    let frames = 0;
    const frame = () => { frames += 1; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    /** @type {{ to: string[], bytes: Uint8Array }[]} */
    const sealed = [];
    /** @type {(string|number)[]} */
    const failed = [];
    let [still, before, last] = [0, -1, ""];
    for await (const one of engine.sealMany(Array.from({ length: count }, (_, at) => mail(at)), { workers: 2, onProgress: ({ done, failed, total }) => { last = `${done} ${failed} ${total}`; } })) {
      if ("error" in one) failed.push(one.index, one.error.code);
      else sealed[one.index] = { to: one.outgoing.messages.flatMap(({ rcptTo }) => rcptTo), bytes: one.outgoing.messages[0].bytes };
      if (frames === before) still += 1;
      before = frames;
    }
    const framesMeanwhile = frames;
    const subjects = [];
    for (const at of [0, 78, 199]) subjects.push((await engine.open(sealed[at].bytes)).headers.subject.value);
    const stop = new AbortController();
    let got = 0;
    let code = "";
    try {
      for await (const _ of engine.sealMany(Array.from({ length: count }, (_, at) => mail(at)), { signal: stop.signal })) if ((got += 1) === 3) stop.abort();
    } catch (error) {
      code = /** @type {any} */ (error).code;
    }
    // One message to all of them: everybody's certificate once.
    const all = mail(0);
    const one = await engine.seal({ ...all.draft, to: Array.from({ length: count }, (_, at) => `reader-${at}@example.org`) }, {
      contents: [], certificates: Array.from({ length: count }, (_, at) => ({ address: `reader-${at}@example.org`, bytes: certificates[at % 20] })),
    });
    engine.close();
    return {
      failed, last, subjects, got, code, framesMeanwhile, still, addressed: sealed.flatMap(({ to }) => to).length, own: sealed.every(({ to }, at) => to.length === 1 && to[0] === `reader-${at}@example.org`),
      together: one.messages.flatMap(({ rcptTo }) => rcptTo).length,
    };
  });
  assert.deepEqual(told.failed, [77, "recipient-without-certificate"]);
  assert.equal(told.last, "200 1 200");
  assert.deepEqual([told.addressed, told.own], [199, true]);
  assert.deepEqual(told.subjects, ["Letter 0", "Letter 78", "Letter 199"]);
  assert.deepEqual([told.got, told.code], [3, "canceled"]);
  assert.equal(told.together, 200);
  assert.ok(most >= 2, `${most} workers`);
  const fetched = stage.requests.filter(({ url }) => url.endsWith("/sealer_bg.wasm")).length;
  assert.equal(fetched, 1, "one compiled program for all workers, and for the one that came after stopping");
  assert.ok(told.framesMeanwhile > 5, `${told.framesMeanwhile} frames`);
  assert.deepEqual(problems, []);
});

test("a thousand pasted addresses: a few are shown, those that cannot be read too, and writing goes on", async () => {
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page, composer, to } = noor;
  await page.route(/\/(?:\.well-known\/openpgpkey|lookups?)\//, (route) => route.fulfill({ status: 404 }));
  await noor.startWriting();
  const addresses = Array.from({ length: 1000 }, (_, at) => (at === 500 ? "nobody at example.org" : `person-${at}@example.org`));
  await to.focus();
  await to.evaluate((input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, addresses.join(",\n"));
  const chips = composer.locator(".chips .chip:not(.others)");
  const others = composer.locator(".chips .others");
  await others.waitFor();
  await composer.locator('.chip[data-state="malformed"]').waitFor();
  assert.ok(await chips.count() <= 40);
  await composer.locator("> [role=status]").getByText("1000 people added").waitFor({ state: "attached" });
  await noor.subject.fill("To all of you");
  assert.equal(await noor.subject.inputValue(), "To all of you");
  await others.click();
  await composer.getByRole("button", { name: "Show fewer" }).waitFor();
  assert.equal(await chips.count(), 1000);
  // Taken away by the keyboard, from among them.
  await composer.locator('.chip[data-state="malformed"]').focus();
  await page.keyboard.press("Delete");
  assert.equal(await chips.count(), 999);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await others.getByText(/^and 9\d\d more$/).waitFor();
  assert.ok(await chips.count() <= 40);
});
