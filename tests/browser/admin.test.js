// @ts-check
/** The administrator's page: from nothing to two signed files, by the words and roles a person sees. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { readPublicKey, verify } from "../../www/engine/minisign.js";
import { loadSteward } from "../../www/engine/steward.js";
import { sound as soundIn } from "./sound.mjs";
import { Stage, lastFirst } from "./stage.mjs";
import { turn } from "./switches.mjs";

/** @typedef {import("playwright-core").Page} Page */

const end = lastFirst({ after });
/** @type {Stage} */ let stage;

before(async () => {
  stage = await Stage.open(end);
});

/** @param {Parameters<Stage["visitor"]>[0]} [options] */
async function open(options) {
  const visitor = await stage.visitor(options);
  await visitor.page.goto(`${stage.url}pages/admin/`);
  await visitor.page.getByRole("heading", { level: 1 }).waitFor();
  return visitor;
}

/** @param {Page} page @param {{ from?: string, name?: string, domains?: string }} [first] */
async function begin(page, { from = "Begin with an example", name = "Bridge Foundation", domains = "bridge.example" } = {}) {
  await page.getByRole("button", { name: from }).click();
  await page.getByLabel("Name of the organisation").fill(name);
  await page.getByLabel("Mail domains").fill(domains);
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
}

/** @param {Page} page @param {string} name */
async function section(page, name) {
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 1, name: name.split(" ")[0] }).waitFor();
}

/** @param {Page} page @param {string} part @param {string} button @param {string} search */
async function add(page, part, button, search) {
  await page.getByRole("region", { name: part, exact: true }).getByRole("button", { name: button }).click();
  await page.getByRole("combobox", { name: "Search" }).fill(search);
  await page.keyboard.press("Enter");
}

/** @param {Page} page @param {() => Promise<void>} act */
async function downloaded(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** @param {Page} page */
const names = (page) => page.locator(".ordered .row-name").allTextContents();

/** @param {Page} page @returns {Promise<any>} the document, as the page keeps it */
async function kept(page) {
  await page.getByText("Kept in this browser").waitFor();
  return page.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open("zegel-admin", 1);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const found = request.result.transaction("work").objectStore("work").get("bundle");
      found.onsuccess = () => { request.result.close(); resolve(JSON.parse(found.result.text)); };
    };
  }));
}

const exported = `<?xml version="1.0" encoding="utf-16" standalone="yes"?>
<rules name="TransportVersioned">
  <rule name="Mark external mail" id="9f6c3e0a-0d4c-4a7e-8d5c-1b1f5f0f7a01" format="cmdlet">
    <version requiredMinVersion="15.0.3.0">
      <commandBlock><![CDATA[New-TransportRule -Name 'Mark external mail' -SentToScope 'NotInOrganization' -PrependSubject '[External] ']]></commandBlock>
    </version>
  </rule>
  <rule name="Through the archive" id="9f6c3e0a-0d4c-4a7e-8d5c-1b1f5f0f7a02" format="cmdlet">
    <version requiredMinVersion="15.0.3.0">
      <commandBlock><![CDATA[New-TransportRule -Name 'Through the archive' -FromScope 'InOrganization' -RouteMessageOutboundConnector 'Archive']]></commandBlock>
    </version>
  </rule>
</rules>`;

test("from an example to two signed files", async () => {
  const visitor = await open();
  const { page } = visitor;
  /** @type {string[]} */
  const asked = [];
  page.on("dialog", (dialog) => { asked.push(dialog.type()); dialog.accept(); });

  await begin(page);
  await page.getByText("No mistakes. This policy can be published.").waitFor();

  // A rule in the form.
  await section(page, "Rules");
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByRole("heading", { name: "New rule" }).waitFor();
  const name = page.getByLabel("Name of the rule");
  await name.fill("Donors");
  await page.getByText("a rule needs at least one action").first().waitFor();
  await add(page, "If", "Add a condition", "outside");
  await add(page, "If", "Add a condition", "subject or text contains a word");
  const words = page.getByLabel("Add to Subject or text contains a word");
  await words.fill("donor list");
  await words.press("Enter");
  await words.fill("donors");
  await words.press("Enter");
  await add(page, "Then", "Add an action", "ApplyLabel");
  await page.getByRole("button", { name: /^Give it a label:/ }).click();
  await page.locator(".menu").getByRole("option", { name: "Confidential \\ Anyone addressed" }).click();
  await add(page, "Except if", "Add an exception", "goes to a domain");
  const except = page.getByLabel("Add to Goes to a domain");
  await except.fill("partner.example");
  await except.press("Enter");
  await page.getByText("If the mail goes outside the organisation and has “donor list” or “donors” in its subject or text, then label it Confidential \\ Anyone addressed, except if the mail goes to partner.example.").waitFor();
  await page.getByRole("button", { name: "No mistakes" }).waitFor();

  // A draft on which it acts, and why; and one on which it does not.
  const trial = page.getByRole("complementary", { name: "Try a draft" });
  await trial.getByLabel("To", { exact: true }).fill("lee@example.com");
  await trial.getByLabel("Text of the mail").fill("Here is the donor list.");
  await page.getByText("Acts on the draft you try.").waitFor();
  await trial.getByRole("button", { name: "Donors acts" }).waitFor();
  await trial.getByText("“donor list” in the text").waitFor();
  await trial.getByRole("region", { name: "What happens" }).getByText("Confidential \\ Anyone addressed").waitFor();
  await trial.getByLabel("To", { exact: true }).fill("mara@partner.example");
  await page.getByText("Set aside for the draft: an exception holds.").waitFor();
  await trial.getByLabel("To", { exact: true }).fill("lee@example.com");

  // A mistake at its field and in the list, and the way from one to the other.
  await except.fill("no domain");
  await except.press("Enter");
  const field = page.locator(".entry", { has: except });
  await field.getByText(/domain/i).last().waitFor();
  await page.getByRole("button", { name: /^2 mistakes$/ }).click();
  await page.getByRole("heading", { name: "2 mistakes to put right" }).waitFor();
  await page.getByRole("button", { name: /Rule ‘Donors’: Goes to a domain/ }).first().click();
  await field.waitFor();
  assert.equal(await except.evaluate((input) => input === document.activeElement), true, "the mistake's field has the focus");
  assert.equal(await except.getAttribute("aria-invalid"), "true");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.getByRole("button", { name: "No mistakes" }).waitFor();

  // In order by the keyboard alone.
  await section(page, "Rules");
  assert.equal((await names(page)).at(-1), "Donors");
  await page.getByRole("button", { name: "Move Donors" }).focus();
  for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press("ArrowUp");
  await page.getByText("Donors is now 1 of 6").waitFor();
  assert.equal((await names(page))[0], "Donors");
  assert.equal(await page.getByRole("button", { name: "Move Donors" }).evaluate((handle) => handle === document.activeElement), true);
  await page.keyboard.press("Control+z");
  assert.equal((await names(page))[1], "Donors");
  await page.keyboard.press("Control+Shift+z");
  assert.equal((await names(page))[0], "Donors");

  // From Exchange: seen first, taken over on a word.
  await section(page, "Import");
  await page.getByLabel("Open the XML file").setInputFiles({ name: "rules.xml", mimeType: "text/xml", buffer: Buffer.from(`\ufeff${exported}`, "utf16le") });
  await page.getByRole("heading", { name: "What stands in rules.xml" }).waitFor();
  await page.getByText("If the mail goes outside the organisation, then begin the subject with “[External]”.").waitFor();
  await page.getByRole("cell", { name: "RouteMessageOutboundConnector" }).waitFor();
  assert.equal((await kept(page)).rules.length, 6, "nothing is taken over before it is said");
  await page.getByRole("button", { name: /^Take \d+ over$/ }).click();
  await page.getByText(/taken over from rules\.xml/).first().waitFor();
  const imported = (await kept(page)).rules.find((/** @type {any} */ rule) => JSON.stringify(rule.name).includes("Mark external mail"));
  assert.deepEqual(imported.conditions, { SentToScope: "NotInOrganization" });

  // As JSON, both ways.
  await section(page, "JSON");
  const json = page.getByRole("textbox", { name: "JSON" });
  const text = await json.inputValue();
  await json.fill(text.replace('"Bridge Foundation"', '"Bridge Trust"'));
  await page.getByRole("banner").getByText("Bridge Trust").waitFor();
  await json.fill(text.replace('"Bridge Foundation"', '"Bridge'));
  await page.getByRole("alert").getByText("This is no JSON yet. The forms keep the last that was.").waitFor();
  await section(page, "Overview");
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Bridge Trust");
  await page.getByLabel("Name", { exact: true }).fill("Bridge Society");
  await section(page, "JSON");
  assert.match(await json.inputValue(), /"Bridge Society"/);
  await page.getByRole("button", { name: "Show it again" }).click();
  await page.getByRole("alert").getByText("This is no JSON yet.").waitFor();
  assert.match(await json.inputValue(), /"name": "Bridge,/);
  await page.getByRole("button", { name: "Back to the last" }).click();
  await json.press("Control+z");
  await page.getByRole("banner").getByText("Bridge Trust").waitFor();
  assert.match(await json.inputValue(), /"Bridge Trust"/);

  // A reload asks, and loses nothing.
  const before = await kept(page);
  await page.reload();
  assert.ok(asked.includes("beforeunload"), "leaving with work that is not published asks");
  await page.getByRole("button", { name: "Go on where you were" }).click();
  await page.getByRole("banner").getByText("Bridge Trust").waitFor();
  assert.deepEqual(await kept(page), before);

  // Key, signature, files.
  await section(page, "Publishing");
  await page.getByRole("button", { name: "12 months" }).click();
  const signIt = page.getByRole("button", { name: "Sign", exact: true });
  assert.equal(await signIt.isDisabled(), true);
  await page.getByLabel("Load your key").setInputFiles({ name: "wrong.key", mimeType: "text/plain", buffer: Buffer.from("no key") });
  await page.getByRole("alert").getByText("This file is no minisign secret key.").waitFor();
  await page.getByRole("button", { name: "Make a key" }).click();
  assert.equal(await signIt.isDisabled(), true, "a key that is kept nowhere signs nothing");
  const secretKey = await downloaded(page, () => page.getByRole("button", { name: "Download the secret key" }).click());
  const publicKey = await downloaded(page, () => page.getByRole("button", { name: "Public key" }).click());
  assert.match(secretKey.bytes.toString(), /^untrusted comment: /);
  await signIt.click();
  await page.getByText("Signed, serial 1.").first().waitFor();
  const bundle = await downloaded(page, () => page.getByRole("button", { name: "bundle.json", exact: true }).click());
  const signature = await downloaded(page, () => page.getByRole("button", { name: "bundle.json.minisig" }).click());
  assert.deepEqual([bundle.name, signature.name], ["bundle.json", "bundle.json.minisig"]);

  const steward = await loadSteward();
  const answer = steward.check(bundle.bytes.toString());
  assert.ok("bundle" in answer, JSON.stringify(answer));
  assert.equal(answer.bundle.serial, 1);
  const key = readPublicKey(publicKey.bytes.toString());
  const signed = { signature: signature.bytes.toString(), keys: [key], hash: steward.blake2b };
  const verified = await verify({ ...signed, bytes: bundle.bytes });
  assert.match(verified.trustedComment, /^serial:1 /);
  const changed = Buffer.from(bundle.bytes.toString().replace("Bridge Trust", "Bridge Thrust"));
  await assert.rejects(verify({ ...signed, bytes: changed }), { code: "policy-signature-invalid" });

  // The key that was kept is the key that is loaded.
  await page.getByRole("button", { name: "Use another key" }).click();
  await page.getByLabel("Load your key").setInputFiles({ name: "zegel-policy.key", mimeType: "text/plain", buffer: secretKey.bytes });
  await page.getByText(key.id).first().waitFor();

  // The next edition: an edit takes the signature away, and raises the serial.
  await section(page, "Overview");
  await page.getByLabel("Name", { exact: true }).fill("Bridge Union");
  await section(page, "Publishing");
  await page.getByText("Organisation: “Name” is now Bridge Union (before: Bridge Trust).").waitFor();
  assert.equal(await page.getByRole("button", { name: "bundle.json", exact: true }).count(), 0);
  await signIt.click();
  await page.getByText("Signed, serial 2.").first().waitFor();
  assert.deepEqual(visitor.problems, []);
  assert.deepEqual(stage.outside, []);
});

test("a bundle with a mistake is neither signed nor downloaded", async () => {
  const visitor = await open();
  const { page } = visitor;
  await begin(page);
  await section(page, "Publishing");
  await page.getByRole("button", { name: "Make a key" }).click();
  await downloaded(page, () => page.getByRole("button", { name: "Download the secret key" }).click());
  const signIt = page.getByRole("button", { name: "Sign", exact: true });
  await page.getByText(/^Edition 1 is signed with key/).waitFor();
  assert.equal(await signIt.isDisabled(), false);
  await section(page, "Labels");
  await page.getByRole("link", { name: /^Public/ }).click();
  await page.getByPlaceholder("#rrggbb").fill("#12");
  await page.getByRole("button", { name: "1 mistake", exact: true }).waitFor();
  await section(page, "Publishing");
  assert.equal(await signIt.isDisabled(), true);
  await page.getByText("Put the mistakes right first.").waitFor();
  await section(page, "JSON");
  assert.equal(await page.getByRole("button", { name: "Download the draft" }).isDisabled(), true);
  await section(page, "Publishing");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText(/^Edition 1 is signed with key/).waitFor();
  assert.deepEqual(visitor.problems, []);
});

test("it begins empty, opens what it wrote, and compares", async () => {
  const visitor = await open();
  const { page } = visitor;
  await begin(page, { from: "Begin empty", name: "Empty", domains: "@Example.ORG, bücher.example" });
  const made = await kept(page);
  assert.deepEqual(made.organisation.domains, ["example.org", "xn--bcher-kva.example"]);
  await page.getByRole("button", { name: "No mistakes" }).waitFor();
  await section(page, "JSON");
  const draft = await downloaded(page, () => page.getByRole("button", { name: "Download the draft" }).click());
  await section(page, "Labels");
  await page.getByRole("button", { name: "Add a label" }).click();
  await page.getByRole("heading", { name: "New label" }).waitFor();
  await section(page, "Publishing");
  await page.getByLabel("Compare with a file").setInputFiles({ name: "old.json", mimeType: "application/json", buffer: draft.bytes });
  await page.getByText("New label ‘New label’.").waitFor();
  assert.deepEqual(visitor.problems, []);
});

test("files on trial are read, and decide", async () => {
  const visitor = await open();
  const { page } = visitor;
  await begin(page);
  const trial = page.getByRole("complementary", { name: "Try a draft" });
  await trial.getByLabel("To", { exact: true }).fill("lee@example.com");
  await trial.getByLabel("Add a file").setInputFiles({ name: "numbers.csv", mimeType: "text/csv", buffer: Buffer.from("citizen service number\n111222333\n") });
  await trial.getByText("in numbers.csv").waitFor();
  await trial.getByRole("button", { name: /^Personal and bank numbers to people outside/ }).waitFor();
  await trial.getByRole("button", { name: "Remove numbers.csv" }).click();
  await trial.getByRole("button", { name: "Describe one" }).click();
  await trial.getByRole("button", { name: /^Large files to people outside/ }).waitFor();
  assert.deepEqual(visitor.problems, []);
});

test("labels of files and of other organisations", async () => {
  const visitor = await open();
  const { page } = visitor;
  await begin(page);
  await section(page, "Labels");
  await page.getByRole("button", { name: "Add one" }).click();
  await page.getByRole("button", { name: "2 mistakes", exact: true }).waitFor();
  const ids = { label: "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02", organisation: "0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f" };
  await page.getByLabel("Organisation (GUID)").evaluate((input, { label, organisation }) => {
    const data = new DataTransfer();
    data.setData("text/plain", `MSIP_Label_${label}_Enabled=True; MSIP_Label_${label}_SiteId=${organisation}`);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, ids);
  // Until what was pasted stands everywhere, what was opened may be drawn anew.
  await page.getByRole("button", { name: "1 mistake", exact: true }).waitFor();
  await page.getByRole("button", { name: /^Counts as:/ }).click();
  await page.getByRole("group", { name: "Counts as" }).getByRole("option", { name: "Internal" }).click();
  await page.getByRole("button", { name: "No mistakes" }).waitFor();
  await page.getByLabel("The mail gets the highest label of its files").selectOption({ label: "By itself" });
  await turn(page.getByLabel("X-Protective-Marking"), false);
  const made = await kept(page);
  const id = (/** @type {string} */ name) => made.labels.find((/** @type {any} */ label) => label.name === name).id;
  assert.deepEqual(made.labelMappings, [{ ...ids, to: id("Internal") }]);
  assert.deepEqual(made.fileLabels, { toMessage: "apply", fromMessage: "properties" });
  assert.deepEqual(made.labelHeaders, ["msip_labels", "SIO-Label", "Sensitivity"]);
  await sound(page, "what holds for all labels");

  const trial = page.getByRole("complementary", { name: "Try a draft" });
  await trial.getByLabel("To", { exact: true }).fill("lee@example.com");
  await trial.getByRole("button", { name: "Describe one" }).click();
  await trial.getByLabel("Label that report.docx has").selectOption({ label: "Internal" });
  await trial.getByText("of an attached file").waitFor();
  await trial.getByText("report.docx stays Internal.").waitFor();
  await trial.getByText("Asks whether these outside may have it: lee@example.com").waitFor();
  await trial.getByLabel("Add a file").setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("Nothing.") });
  await trial.getByText("note.txt has no place for Internal, which stands beside it in the mail.").waitFor();

  await page.evaluate(() => { location.hash = "/labels/6"; });
  for (const fold of ["In attached files", "For other programs", "In the message"]) await page.getByText(fold, { exact: true }).click();
  await turn(page.getByRole("switch", { name: "Australian protective marking" }), true);
  await page.getByText("X-Protective-Marking: VER=2018.3, NS=gov.au, SEC=OFFICIAL, ORIGIN=…").waitFor();
  await sound(page, "a label with all of its fields");
  assert.deepEqual(visitor.problems, []);
});

test("large bundles stay usable", async () => {
  const visitor = await open();
  const { page } = visitor;
  await begin(page);
  const made = await kept(page);
  const words = Array.from({ length: 10_000 }, (_, index) => `project name ${index}`);
  const rules = Array.from({ length: 300 }, (_, index) => ({
    id: `rule-${index}`, name: `Rule ${index}`, conditions: { SubjectOrBodyContainsWords: [{ wordList: "names" }, `word ${index}`], SentToScope: "NotInOrganization" }, actions: { ApplyOME: true } }));
  await section(page, "JSON");
  await page.getByRole("textbox", { name: "JSON" }).fill(JSON.stringify({ ...made, rules, wordLists: [{ id: "names", name: "Names", words }] }));
  await page.getByRole("button", { name: "No mistakes" }).waitFor();
  await section(page, "Rules");
  assert.equal((await names(page)).length, 300);
  await page.getByLabel("Find a rule").fill("word 299");
  await page.getByRole("link", { name: /^Rule 299/ }).click();
  await page.getByLabel("Name of the rule").fill("Renamed");
  await page.getByRole("heading", { name: "Renamed" }).waitFor();
  await section(page, "Detection");
  await page.getByRole("link", { name: /^Names/ }).click();
  const lines = page.getByLabel("Words and phrases, one a line");
  // Pasted: a key at a time would be the test's own patience.
  await lines.evaluate((/** @type {HTMLTextAreaElement} */ node, text) => {
    node.select();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    node.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, [...words, "one more", "", "  and another  "].join("\n"));
  await page.getByText("10,002 words and phrases").waitFor();
  await page.getByRole("button", { name: "No mistakes" }).waitFor();
  assert.deepEqual((await kept(page)).wordLists[0].words.slice(-2), ["one more", "and another"]);
  assert.deepEqual(visitor.problems, []);
});

/** @param {Page} page @param {string} view */
const sound = (page, view) => soundIn(page, view, { desk: { width: 1440, height: 900 }, places: "html, main" });

test("every view is sound, in both languages", async () => {
  const visitor = await open({ locale: "nl-NL" });
  const { page } = visitor;
  await sound(page, "the start");
  await page.getByRole("button", { name: "Met een voorbeeld beginnen" }).click();
  await page.getByRole("button", { name: "Beginnen", exact: true }).click();
  await page.getByText("Typ een naam.").waitFor();
  await sound(page, "the first questions");
  await page.getByLabel("Naam van de organisatie").fill("Stichting De Brug");
  await page.getByLabel("Maildomeinen").fill("brug.example");
  await page.getByRole("button", { name: "Beginnen", exact: true }).click();
  await page.getByRole("heading", { name: "Overzicht" }).waitFor();
  for (const route of ["overview", "labels", "labels/4", "templates", "templates/2", "rules", "rules/0", "rules/4", "detection", "wordLists/0", "people", "policies", "import", "json", "publishing"]) {
    await page.evaluate((to) => { location.hash = `/${to}`; }, route);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await sound(page, route);
  }
  await page.evaluate(() => { location.hash = "/import"; });
  await page.getByLabel("Het XML-bestand openen").setInputFiles({ name: "rules.xml", mimeType: "text/xml", buffer: Buffer.from(`\ufeff${exported}`, "utf16le") });
  await page.getByRole("heading", { name: "Wat er in rules.xml staat" }).waitFor();
  await sound(page, "what an import brings");
  await page.evaluate(() => { location.hash = "/rules/0"; });
  await page.getByRole("button", { name: "Handeling toevoegen" }).click();
  await page.getByRole("combobox", { name: "Zoeken" }).waitFor();
  await sound(page, "the menu of actions");
  await page.keyboard.press("Escape");
  await page.evaluate(() => { location.hash = "/labels/0"; });
  await page.getByPlaceholder("#rrggbb").fill("red");
  await page.getByRole("button", { name: "1 fout", exact: true }).waitFor();
  await sound(page, "a mistake at its field");
  await page.evaluate(() => { location.hash = "/overview"; });
  await sound(page, "a list of mistakes");
  await page.evaluate(() => { location.hash = "/json"; });
  await sound(page, "a mistake in the JSON");
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "Een concept proberen" }).click();
  await sound(page, "the draft on a phone");
  assert.deepEqual(visitor.problems, []);

  const english = await open();
  await begin(english.page);
  for (const route of ["labels/4", "rules/0", "rules/1", "policies"]) {
    await english.page.evaluate((to) => { location.hash = `/${to}`; }, route);
    await sound(english.page, `${route} in one language`);
  }
});
