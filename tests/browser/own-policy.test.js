// @ts-check
/** From nothing to a protected mail: an administrator makes a policy, signs it, puts the files in place; then it decides. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @param {Page} page @param {string} name */
async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
  return readFile(await file.path());
}

/** @param {Page} page @param {string} name */
const section = (page, name) => page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name }).click();

/** An empty bundle with one rule, made and signed on the administrator's page. @param {Stage} stage @param {string} folder */
async function makePolicy(stage, folder) {
  const { page, problems } = await stage.visitor();
  await page.goto(`${stage.url}pages/admin/`);
  await page.getByRole("button", { name: "Begin empty" }).click();
  await page.getByLabel("Name of the organisation").fill("Example Foundation");
  await page.getByLabel("Mail domains").fill("example.org");
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await section(page, "Rules");
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByLabel("Name of the rule").fill("Personal numbers outside");
  const add = async (/** @type {string} */ part, /** @type {string} */ button, /** @type {string} */ search) => {
    await page.getByRole("region", { name: part, exact: true }).getByRole("button", { name: button }).click();
    await page.getByRole("combobox", { name: "Search" }).fill(search);
    await page.keyboard.press("Enter");
  };
  await add("If", "Add a condition", "outside");
  await add("If", "Add a condition", "MessageContainsDataClassifications");
  await page.getByRole("button", { name: "Add a kind of information" }).first().click();
  await page.getByRole("combobox", { name: "Search" }).fill("BSN");
  await page.keyboard.press("Enter");
  await add("Then", "Add an action", "ApplyRightsProtectionTemplate");
  await page.getByRole("button", { name: "No mistakes" }).waitFor();
  await section(page, "Publishing");
  await page.getByRole("button", { name: "Make a key" }).click();
  await download(page, "Download the secret key");
  await writeFile(join(folder, "policy.pub"), await download(page, "Public key"));
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByText("Signed, serial 1.").first().waitFor();
  await writeFile(join(folder, "example.org.json"), await download(page, "bundle.json"));
  await writeFile(join(folder, "example.org.json.minisig"), await download(page, "bundle.json.minisig"));
  assert.deepEqual(problems, []);
}

test("a policy made from nothing protects a mail", async (t) => {
  const until = lastFirst(t);
  const folder = await mkdtemp(join(tmpdir(), "zegel-policy-"));
  until.after(() => rm(folder, { recursive: true }));
  await makePolicy(await Stage.open(until), folder);

  const stage = await Stage.open(until, { policy: folder });
  const [noor, lee] = await Promise.all(["noor@example.org", "lee@example.com"].map((address) => Person.signIn(stage, address)));
  assert.ok(noor && lee);
  await noor.startWriting();
  await noor.addressTo(lee.address);
  await noor.subject.fill("Your papers");
  await noor.type("Her citizen service number (BSN) is 111222332.");
  await noor.isUnprotected();
  await noor.page.keyboard.press("Backspace");
  await noor.page.keyboard.press("Backspace");
  await noor.page.keyboard.type("3.");
  await noor.isProtected();
  await noor.bar.getByText("Why?").click();
  await noor.bar.getByRole("listitem").filter({ hasText: "Personal numbers outside" }).first().waitFor();
  await noor.send();
  await lee.openMessage("Protected message");
  await lee.reader.locator("article").getByText("111222333").waitFor();
  for (const { url, body } of stage.requests) assert.ok(!url.includes("111222333") && !body.includes("111222333"), `the number stands in ${url}`);
});
