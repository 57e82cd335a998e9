// @ts-check
/** axe-core over everything about one's own keys; Escape closes the top thing, and the focus goes back to where it was. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { sound as soundIn } from "./sound.mjs";
import { Stage } from "./stage.mjs";
import { backUp, elsewhere, lockNow, openKeys, policyWith, setPassphrase, told, top } from "./vault.mjs";

/** @typedef {import("playwright-core").Page} Page */


/** @param {Page} page @param {string} view */
const sound = (page, view) => soundIn(page, view, { places: "dialog[open], .sign-in-card" });

/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim());

test("your keys, and all that is asked about them", async (t) => {
  const stage = await Stage.open(t);
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page } = noor;
  await openKeys(noor);
  await page.locator(".key-card summary").click();
  await sound(page, "your keys");
  for (const [button, view] of [
    ["Export for another program", "exporting"], ["Revoke", "revoking"], ["Remove from this browser", "removing the only one"],
    ["Set a passphrase", "setting a passphrase"], ["Import a file", "importing"], ["Restore from a backup", "restoring"],
  ]) {
    const opener = page.getByRole("button", { name: button }).first();
    await opener.click();
    await page.locator("dialog[open]").nth(1).waitFor();
    const submit = top(page).locator("[type=submit]");
    if (view !== "revoking" && await submit.count()) {
      await submit.click();
      await top(page).getByRole("alert").locator("p").waitFor();
    }
    await sound(page, /** @type {string} */ (view));
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").nth(1).waitFor({ state: "detached" });
    assert.ok(await opener.evaluate((one) => one === document.activeElement), `${view}: the focus goes back`);
  }
  await page.getByText("Advanced").click();
  await page.getByRole("button", { name: "Make another key" }).click();
  await sound(page, "making another key");
  await top(page).getByRole("button", { name: "Make key" }).click();
  await told(page, "The new key is here.");
  await page.locator(".key-card").nth(1).locator("summary").click();
  await page.locator(".key-card").nth(1).getByRole("button", { name: "Remove from this browser" }).click();
  await sound(page, "removing one");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Make a backup" }).click();
  await page.locator(".code-groups").waitFor();
  await sound(page, "the recovery code");
  await page.keyboard.press("Escape");
  await backUp(noor, "mailbox");
  await setPassphrase(noor);
  await sound(page, "unlocked");
  await lockNow(noor);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await page.getByRole("dialog", { name: "Unlock your keys" }).getByRole("button", { name: "Unlock", exact: true }).click();
  await sound(page, "unlocking");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Account of Noor de Wit");

  const again = await elsewhere(stage, noor.address);
  assert.equal(await again.page.evaluate(() => document.activeElement?.classList.contains("code-input")), true);
  await sound(again.page, "a key elsewhere, with a backup in the mailbox");
  await again.page.locator("summary", { hasText: "Make a new key" }).click();
  await sound(again.page, "a key elsewhere, making a new one");
  assert.deepEqual([noor.visitor.problems, again.visitor.problems], [[], []]);
});

test("what the organisation asks, in Dutch", async (t) => {
  const stage = await Stage.open(t, { policy: await policyWith(t, { lock: "required" }) });
  const sofie = await Person.signIn(stage, "sofie@example.org", { locale: "nl-NL" });
  const { page } = sofie;
  await page.getByRole("dialog", { name: "Vergrendel uw sleutels" }).waitFor();
  await sound(page, "a lock is asked for");
  await page.getByRole("button", { name: "Later" }).click();
  await page.getByRole("button", { name: "Account van" }).click();
  await page.getByRole("button", { name: "Uw sleutels" }).click();
  await page.locator(".key-card").waitFor();
  await page.locator(".key-card summary").click();
  await sound(page, "uw sleutels");
  assert.match(String(await focused(page)), /Meer|Uw sleutels/);
  // Everything is in their language.
  const text = await page.locator("dialog[open]").innerText();
  assert.doesNotMatch(text, /\b(?:key|keys|your|the)\b/i);
});
