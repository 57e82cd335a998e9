// @ts-check
/**
 * Roundcube as it comes from Debian, without our plugin: a reverse proxy puts the one script into its pages. Two people write
 * and read by Roundcube's own buttons for Mailvelope, and what the script can close of Roundcube's leaks is closed.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { hostScripts } from "../../scripts/host-scripts.mjs";
import { connectWhile } from "../browser/foreign-page.mjs";
import { rulesWith } from "../browser/host-page.mjs";
import { Person } from "../browser/person.mjs";
import { Stage, lastFirst } from "../browser/stage.mjs";
import { MailServers, freePorts, passwordOf } from "./mail-servers.mjs";
import { startNginx } from "./nginx.mjs";
import { quietOf } from "./quiet.mjs";
import { Roundcube } from "./roundcube-server.mjs";

/** @typedef {import("playwright-core").Page} Page */

const before = "canary-typed-before";
const after = "canary-typed-in-the-frame";
const drafted = "canary-of-the-draft";

/** Somebody with a key, signed in to Roundcube. @param {Stage} stage @param {string} address @param {string} origin */
async function signIn(stage, address, origin) {
  const visitor = await stage.visitor();
  const person = new Person(visitor, address);
  await person.signIn();
  const { page } = visitor;
  const quiet = quietOf(page);
  await page.goto(origin);
  await page.fill("#rcmloginuser", address);
  await page.fill("#rcmloginpwd", passwordOf(address));
  await page.click("#rcmloginsubmit");
  await page.waitForSelector("#messagelist", { state: "attached" });
  return { ...visitor, quiet };
}

/** @param {{ page: Page, quiet(): Promise<void> }} visitor @param {string} origin @param {{ to: string, subject: string, text: string }} mail */
async function compose({ page, quiet }, origin, { to, subject, text }) {
  await quiet();
  await page.goto(`${origin}/?_task=mail&_action=compose`);
  await page.waitForFunction("window.rcmail?.commands?.['compose-encrypted'] === true");
  const input = page.locator("#compose_to .recipient-input input");
  await input.fill(`${to},`);
  await input.press("Enter");
  await page.fill("#compose-subject", subject);
  await page.fill("#composebody", text);
}

/** The vault's editor in Roundcube's composer. @param {Page} page */
const editor = (page) => page.frameLocator("#composebodycontainer > iframe").getByRole("textbox", { name: "Message" });

/** The person types their address once, where Roundcube did not say it. @param {Page} page @param {string} address @param {Promise<unknown>} done */
async function introduced(page, address, done) {
  let over = false;
  const ended = done.finally(() => { over = true; });
  while (!over) {
    for (const frame of page.frames()) {
      const field = frame.getByLabel("Your address");
      // A frame may be gone between the two questions: neither waits for one that never comes.
      if (await field.isVisible().catch(() => false) && await field.inputValue({ timeout: 1000 }).catch(() => null) === "") await field.fill(address, { timeout: 1000 }).catch(() => {});
    }
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 200))]);
  }
}

test("with nothing but the script two people write and read in Roundcube", { timeout: 300_000 }, async (context) => {
  const until = lastFirst(context);
  await hostScripts();
  const folder = await mkdtemp(join(tmpdir(), "zegel-stock-"));
  until.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const [proxyPort = 0] = await freePorts(1);
  /** What the browser sent to Roundcube. @type {{ url: string, body: string }[]} */
  const posted = [];
  /** @type {Roundcube} */
  let roundcube;
  const recorder = createServer((incoming, answer) => {
    /** @type {Buffer[]} */
    const pieces = [];
    incoming.on("data", (piece) => pieces.push(piece));
    incoming.on("end", () => {
      const body = Buffer.concat(pieces);
      posted.push({ url: incoming.url ?? "", body: decodeURIComponent(body.toString("latin1").replaceAll("+", " ")) });
      const { hostname, port } = new URL(roundcube.url);
      const onward = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false }, (received) => {
        answer.writeHead(received.statusCode ?? 0, received.headers);
        received.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      onward.end(body);
    });
  });
  await new Promise((resolve) => { recorder.listen(0, "127.0.0.1", () => resolve(null)); });
  until.after(() => { recorder.close(); recorder.closeAllConnections(); });
  const origin = `http://127.0.0.1:${proxyPort}`;
  const policy = await rulesWith(until, (bundle) => { bundle.embedding = { hosts: [origin] }; });
  const [mail, stage] = await Promise.all([MailServers.start(folder, ["noor@example.org", "lee@example.com"]), Stage.open(until, { policy, hosts: [origin] })]);
  until.after(() => mail.stop());
  stage.besides.push(`${origin}/`);
  roundcube = await Roundcube.start(join(folder, "roundcube"), { ports: mail.ports });
  until.after(() => roundcube.stop());
  const nginx = await startNginx(join(folder, "nginx"), { port: proxyPort, to: `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (recorder.address()).port}`, vault: stage.url });
  until.after(() => nginx.stop());
  const lee = await signIn(stage, "lee@example.com", origin);
  const noor = await signIn(stage, "noor@example.org", origin);

  const { page } = noor;
  await compose(noor, origin, { to: "lee@example.com", subject: "Stock", text: before });
  assert.ok(await page.evaluate("rcmail.env.keyservers.length === 0"), "nobody asks third parties for keys");
  await page.evaluate("rcmail.command('compose-encrypted-signed', {})");
  await connectWhile(page, introduced(page, "noor@example.org", editor(page).waitFor()));
  await editor(page).getByText(before).waitFor();
  await page.waitForFunction("document.querySelector('#composebody').value === '' && rcmail.env.draft_autosave === 0 && rcmail.env.save_localstorage === false");
  assert.ok(!await page.evaluate("JSON.stringify(localStorage)").then((text) => text.includes(before)), "nothing in the browser's storage");
  await editor(page).pressSequentially(` ${after}`);
  const send = page.locator(".formbuttons button.send");
  await send.click();
  // Not yet: Roundcube says so, over the frame, and takes it away again before the next question.
  const question = page.frameLocator("#composebodycontainer > iframe").getByRole("dialog");
  await question.getByRole("button", { name: "Go on writing" }).click();
  const told = page.locator("#messagestack > div");
  await told.first().waitFor();
  await send.click();
  await question.waitFor();
  assert.equal(await told.count(), 0);
  await connectWhile(page, page.waitForURL((url) => !url.searchParams.has("_action")));

  const messages = async (/** @type {string} */ user, /** @type {string} */ box) => {
    for (let left = 150; left > 0 && (await mail.messages(user, box)).length === 0; left -= 1) await new Promise((resolve) => setTimeout(resolve, 100));
    return (await mail.messages(user, box)).map(String);
  };
  const [arrived = ""] = await messages("lee@example.com", "INBOX");
  assert.match(arrived, /^Content-Type: multipart\/encrypted;\s+protocol="application\/pgp-encrypted"/m);

  await lee.quiet();
  await lee.page.goto(`${origin}/?_task=mail`);
  await lee.page.locator("#messagelist tbody tr").first().click();
  const shown = lee.page.frameLocator("#messagecontframe").frameLocator("#messagebody iframe");
  await connectWhile(lee.page, introduced(lee.page, "lee@example.com", shown.getByText(after).waitFor()));
  await shown.getByText(/^Sealed by .*noor@example\.org/).waitFor();

  // A draft is sealed to its writer alone, and opens again as what it was.
  await compose(noor, origin, { to: "lee@example.com", subject: "Later", text: "" });
  await page.evaluate("rcmail.command('compose-encrypted', {})");
  await editor(page).waitFor();
  await editor(page).pressSequentially(drafted);
  await page.evaluate("rcmail.command('savedraft')");
  const [draft = ""] = await messages("noor@example.org", "Drafts");
  assert.match(draft, /-----BEGIN PGP MESSAGE-----/);
  await noor.quiet();
  await page.evaluate("window.onbeforeunload = null");
  await page.goto(`${origin}/?_task=mail&_mbox=Drafts&_action=compose&_draft_uid=1`);
  await editor(page).getByText(drafted).waitFor();

  const everything = [...posted.map(({ url, body }) => url + body), ...await messages("noor@example.org", "Sent"), arrived, draft];
  for (const word of [before, after, drafted]) assert.deepEqual(everything.filter((one) => one.includes(word)), [], word);
  assert.deepEqual(stage.outside, []);
  for (const visitor of [noor, lee]) assert.deepEqual(visitor.problems, []);
});
