// @ts-check
/** Reading in a frame of the vault: what is shown, under locked keys too, of mail of any sort, and what it says where it cannot. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Correspondent } from "./correspondent.mjs";
import { hosted } from "./host-page.mjs";
import { mailOf } from "./attached.mjs";
import { forged } from "./impostor.mjs";
import { violations } from "./sound.mjs";

const passphrase = "amber quiet lantern over seven";

test("mail of any sort is shown, the frame grows with it, and a locked key is unlocked in place", async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const [noor, daan] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "daan")];
  const editor = await noor.write({ given: { to: [daan.address], subject: "Minutes", html: "<h2>Minutes</h2><p>All agreed.</p>" } });
  await editor.frame.locator(`button.chip[title="${daan.address}"][data-state="new"]`).waitFor();
  await editor.protectIt();
  assert.deepEqual(await editor.agreeing(editor.ask("send")), { answer: { sent: true } });
  const [[{ text }]] = /** @type {any[][]} */ (await noor.delivered());

  const { display, shown } = await daan.read({ message: { octets: text } });
  assert.deepEqual(shown, { answer: { status: "sealed", label: null } }, "a label that stands inside alone is not the webmail's to know");
  await display.frame.locator(".statement.banner").getByText("General", { exact: true }).waitFor();
  const height = () => daan.page.evaluate((at) => /** @type {any} */ (window).host.frames[at].element.getBoundingClientRect().height, display.at);
  await display.body.getByRole("heading", { name: "Minutes" }).waitFor();
  assert.deepEqual(await violations(/** @type {any} */ (daan.inside())), []);
  const before = await height();
  assert.ok(before > 250, `${before} px`);

  // Mail in clear, with pictures from elsewhere and a script: shown as plain, asked for nothing.
  const clear = mailOf({ from: "Eve <eve@example.net>", to: daan.address, subject: "Offers", html: `<p>Buy</p>${"<p>now</p>".repeat(60)}<img src="https://example.net/pixel.png"><script>top.location = "https://example.net/"</script>` });
  assert.equal((await display.ask("show", { message: { octets: clear }, answers: false })).answer.status, "plain");
  await display.body.getByText("Buy").waitFor();
  await display.frame.getByText("from elsewhere").or(display.frame.locator(".remote-line")).first().waitFor();
  await daan.page.waitForFunction(({ at, before }) => /** @type {any} */ (window).host.frames[at].element.getBoundingClientRect().height > before + 600, { at: display.at, before });
  assert.equal(await display.frame.getByRole("button", { name: "Reply" }).count(), 0, "the webmail said that it cannot");

  // Something that is no message, and one for others.
  assert.equal((await display.ask("show", { message: { octets: text.replace(/(-----BEGIN PGP MESSAGE-----\r\n\r\n(?:.*\r\n){8}.{20}).{4}/, "$1AAAA") } })).answer.status, "closed");
  await noor.enter();
  const own = await noor.write({ given: { to: [noor.address], subject: "Diary", text: "Only mine." } });
  await own.protectIt();
  assert.deepEqual(await own.agreeing(own.ask("send")), { answer: { sent: true } });
  const [[{ text: notes }]] = /** @type {any[][]} */ (await noor.delivered());
  const { answer: theirs } = await display.ask("show", { message: { octets: notes } });
  assert.deepEqual([theirs.status, theirs.closed], ["closed", "not-for-you"]);

  // Locked: nothing is shown and nobody is asked by a dialog, until the person wants it.
  await daan.inside().evaluate(async (passphrase) => {
    const load = (/** @type {string} */ path) => import(path);
    const engine = await (await load("/engine/engine.js")).start();
    const vault = await engine.vault();
    await vault.setPassphrase(passphrase);
    await vault.lock();
    engine.close();
  }, passphrase);
  await daan.enter();
  const locked = await daan.frame("display");
  const frame = daan.seen(locked);
  const answer = frame.ask("show", { message: { octets: text } });
  await frame.frame.getByText("your keys are locked").waitFor();
  assert.equal(await frame.dialog.count(), 0);
  await frame.press(frame.frame.getByRole("button", { name: "Unlock", exact: true }));
  await frame.dialog.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await frame.press(frame.dialog.getByRole("button", { name: "Unlock", exact: true }));
  assert.equal((await answer).answer.status, "sealed");
  await frame.body.getByRole("heading", { name: "Minutes" }).waitFor();
  assert.deepEqual((await host.messages(daan.page)).filter((line) => line.includes(passphrase) || line.includes("All agreed")), []);
  // A dialog takes the focus all the same; the browser mentions that the attribute alone would not do in a frame.
  for (const { visitor } of [noor, daan]) assert.deepEqual(visitor.problems.filter((line) => !line.startsWith("Blocked autofocusing")), []);
  assert.deepEqual(stage.outside, []);
});

test("the webmail is told no label that somebody signed in a colleague's name by a key of their own", async (t) => {
  const { stage, host } = await hosted(t, { name: "127.0.0.1" });
  const [noor, daan] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "daan")];
  const text = await forged({ name: noor.name, email: noor.address, to: daan.address, certificate: daan.certificate, subject: "Bill", label: "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0006" });
  for (const visit of ["first", "second"]) {
    const { display, shown } = await daan.read({ message: { octets: text } });
    assert.deepEqual(shown, { answer: { status: "sealed", label: null } }, visit);
    await display.frame.getByText("Sealed with another key than the known one of Noor de Wit").waitFor();
    await display.frame.locator(".statement.banner").getByText("nothing proves it").waitFor();
    await daan.enter();
  }
});
