// @ts-check
/** Between pressing Send and leaving, much is waited for. What leaves is what was shown, whatever happens meanwhile. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { deliveries, mailbox, startOver } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";

const end = lastFirst({ after });
/** @type {Stage} */ let stage;
/** @type {Person} */ let noor;
/** @type {Person} */ let daan;

before(async () => {
  stage = await Stage.open(end);
  [noor, daan] = await Promise.all(["noor@example.org", "daan@example.org"].map((address) => Person.signIn(stage, address)));
});

beforeEach(() => startOver(stage, noor, daan));

test("protection asked for after Send was pressed is not shown, and does not come too late unseen", async () => {
  /** @type {() => void} */
  let answer = () => {};
  const answered = new Promise((resolve) => { answer = () => resolve(null); });
  await noor.page.route(/\/\.well-known\/openpgpkey\//, async (route) => {
    await answered;
    await route.continue();
  });
  await noor.startWriting();
  await noor.addRecipient("To", daan.address, "looking");
  await noor.subject.fill("Raced");
  await noor.type("in the open");
  await noor.openMenu(noor.composer.getByRole("button", { name: "Ways to protect" }));
  const choice = noor.page.getByRole("menuitemradio", { name: "Encrypt" });
  // In one turn: the press, and all the ways to change one's mind after it.
  const pressed = await noor.composer.evaluate((composer) => {
    const protect = /** @type {any} */ (composer.querySelector("zegel-protect"));
    /** @type {HTMLElement} */ (composer.querySelector(".send")).click();
    for (const button of protect.shadowRoot.querySelectorAll("button.main, [role=menuitemradio]")) button.click();
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "l", ctrlKey: true, shiftKey: true, bubbles: true, composed: true }));
    protect.toggle();
    protect.choose({ protection: "encrypt" });
    return { on: protect.decision.protection, choice: protect.choice.protection, busy: protect.busy, disabled: protect.disabled };
  });
  assert.deepEqual(pressed, { on: null, choice: null, busy: true, disabled: true });
  await choice.waitFor({ state: "detached" });
  await noor.page.keyboard.press("Control+Shift+L");
  await noor.isUnprotected();
  assert.ok(await noor.protect.isDisabled() && await noor.label.isDisabled() && await noor.composer.getByRole("button", { name: "Attach files" }).isDisabled());
  assert.equal(await deliveries(stage, daan.address, "Raced"), 0);
  answer();
  await noor.composer.waitFor({ state: "detached" });
  await noor.page.locator(".sent-sentence").getByText("Sent without protection.").waitFor();
  assert.equal(await deliveries(stage, daan.address, "Raced"), 1);
});

test("the element seals what stands there when it seals, and nothing that changed after that", async () => {
  await noor.startWriting();
  const told = await noor.page.evaluate(async () => {
    const live = /** @type {any} */ (document.querySelector("zegel-protect"));
    /** @type {any} */
    const protect = document.createElement("zegel-protect");
    let text = "first";
    let protection = /** @type {null|{}} */ (null);
    let meanwhile = () => {};
    /** @type {string[]} */
    const sealed = [];
    const decision = () => ({
      label: null, protection, recommended: null, reasons: [], tips: [], questions: [], blocks: [], files: [], records: [],
      changes: { subject: [], disclaimers: [], headers: [], branding: null },
    });
    protect.bundle = live.bundle;
    protect.draft = () => ({ text, to: ["daan@example.org"], date: String(performance.now()) });
    protect.from = "MINE";
    protect.engine = {
      decide: decision, ready: async () => {}, inspect: async () => [],
      seal: async (/** @type {any} */ draft, /** @type {any} */ { from }) => {
        sealed.push(`${draft.text} ${from}`);
        const before = decision();
        await null;
        meanwhile();
        return { messages: [], protected: before.protection !== null, template: null, label: null, reasons: [], left: [], decision: before };
      },
    };
    document.body.append(protect);
    const attempt = async () => protect.seal().then(() => "sealed", (/** @type {any} */ error) => error.code);
    const results = [];
    protect.certificates = async () => { text = "second"; return []; };
    results.push(await attempt());
    protect.progress(null);
    protect.certificates = async () => [];
    meanwhile = () => { text = "third"; };
    results.push(await attempt(), protect.busy);
    meanwhile = () => { protection = { template: "encrypt", source: "rule" }; };
    results.push(await attempt(), protect.busy);
    protection = null;
    meanwhile = () => { text = "fourth"; };
    await protect.showBytes();
    results.push(protect.shadowRoot.querySelector("dialog.bytes .verdict.failed") !== null, protect.shadowRoot.querySelector("dialog.bytes pre") === null);
    protect.remove();
    return { sealed, results };
  });
  assert.deepEqual(told.sealed, ["second MINE", "second MINE", "third MINE", "third MINE"]);
  assert.deepEqual(told.results, ["sealed", "draft-changed", false, "draft-changed", false, true, true]);
});

test("a file that is still being looked at goes along", async () => {
  const path = join(stage.folder, "late.txt");
  await writeFile(path, "came late");
  await noor.write({ to: daan.address, subject: "With a file", text: "see there", protect: false });
  await noor.page.evaluate(() => {
    const quick = Blob.prototype.arrayBuffer;
    const slow = new Promise((resolve) => { /** @type {any} */ (window).goOn = resolve; });
    Blob.prototype.arrayBuffer = async function arrayBuffer() {
      await slow;
      return quick.call(this);
    };
  });
  await noor.attach(path);
  await noor.page.keyboard.press("Control+Enter");
  await noor.composer.and(noor.page.locator("[data-busy]")).waitFor();
  assert.equal(await deliveries(stage, daan.address, "With a file"), 0);
  await noor.page.evaluate(() => /** @type {any} */ (window).goOn());
  await noor.composer.waitFor({ state: "detached" });
  const [email] = (await mailbox(stage, daan.address)).filter(({ subject }) => subject === "With a file");
  assert.match(String(email?.bytes), /filename="?late\.txt/);
});

test("what was changed after an interrupted sending is a message of its own", async () => {
  await noor.write({ to: daan.address, subject: "Twice", text: "one version", protect: false });
  await noor.page.route(/\/upload\//, (route) => route.abort());
  const ids = async () => noor.composer.evaluate((composer) => /** @type {any} */ (composer.querySelector("zegel-protect")).current().messageId);
  const first = await ids();
  const again = async () => {
    await noor.sendButton.click();
    await noor.bar.getByText("Not sent. Your message is still here, unchanged.").waitFor();
    return ids();
  };
  assert.equal(await again(), first);
  assert.equal(await again(), first);
  await noor.subject.fill("Twice, better");
  const second = await again();
  assert.notEqual(second, first);
  await noor.page.unrouteAll({ behavior: "ignoreErrors" });
  await noor.send();
  const [email] = (await mailbox(stage, daan.address)).filter(({ subject }) => subject === "Twice, better");
  assert.ok(String(email?.bytes).includes(second));
});
