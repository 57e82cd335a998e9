// @ts-check
/** A browser that has pinned a release runs that, whatever the server does, and says what the server does. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { hashOf } from "../../scripts/package/integrity.mjs";
import { makeKey } from "../../www/engine/minisign.js";
import { hosted } from "./host-page.mjs";
import { begun, code, forgotten, hasCaches, keeps, notice, pinned, published, publishing, reloaded, state } from "./releases.mjs";
import { violations } from "./sound.mjs";
import { Stage, lastFirst } from "./stage.mjs";

test("without the setting there is no worker, and no request for one", async (t) => {
  const stage = await Stage.open(t);
  const { page } = await stage.visitor();
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  assert.deepEqual(stage.requests.filter(({ url }) => /release/.test(url)), []);
});

test("a server that changes an octet of one file, or of all, is not run", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page, problems } = await pinned(stage, first);
  await publisher.mark("evil");
  assert.equal(await reloaded(page), "one");
  for (const name of await publisher.names()) if (/\.(?:js|mjs|css|html)$/.test(name)) await publisher.change((text) => `${text}\n`, name);
  const before = stage.requests.length;
  assert.equal(await reloaded(page), "one");
  await page.getByRole("button", { name: "noor@example.org" }).click();
  await page.getByRole("button", { name: "New mail" }).or(page.getByRole("button", { name: "Write" })).first().waitFor();
  const asked = stage.requests.slice(before).map(({ url }) => url.replace(/\?.*/, ""));
  assert.deepEqual(asked.filter((url) => /\.(?:js|mjs|css|html|wasm)$/.test(url) && url !== "/release-worker.js"), [], "no code came from the server");
  assert.ok(asked.includes("/config.json") && asked.includes("/policy/example.org.json"), "settings and rules did");
  assert.deepEqual(problems, []);
});

test("a page that is not of the release is not shown, whatever the server says it is", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  await writeFile(join(publisher.folder, "evil.html"), "<!doctype html><title>Evil</title>");
  await publisher.change(() => "<!doctype html><title>Evil</title>", "release-worker.js");
  for (const path of ["evil.html", "policy/example.org.json", ".well-known/jmap"]) {
    const answer = await page.goto(stage.url + path);
    assert.equal(answer?.status(), 503);
    await page.getByRole("heading", { name: "Zegel was not opened" }).waitFor();
  }
  await page.goto(`${stage.url}release-worker.js`);
  assert.match(await page.locator("body").innerText(), /zegel-release/, "the script itself is the pinned one where it is opened");
});

test("a newer release is announced, with both hashes, before anything of it runs; then it is used", async (t) => {
  const { stage, publisher, first } = await published(t, { modules: true });
  const { page, problems } = await pinned(stage, first);
  await publisher.mark("two");
  const second = await publisher.publish({ version: "1.2.0" });
  assert.equal(await reloaded(page), "one");
  const told = notice(page, "renewed");
  await told.getByText("Zegel is to be renewed from 1.1.0 to 1.2.0.").waitFor();
  for (const hash of [first, second]) await told.getByText(hash, { exact: true }).waitFor();
  assert.equal(await code(page), "one");
  assert.deepEqual(await violations(page), []);
  await keeps(page, ({ next }) => next?.shown === true);
  // A mail that is open is in a document of its own, which runs nothing.
  await page.evaluate(() => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-same-origin");
    frame.onload = resolve;
    frame.src = "/mail/mail-frame.html";
    document.body.append(frame);
  }));
  await Promise.all([page.waitForEvent("load"), told.getByRole("button", { name: "Use it now" }).click()]);
  await begun(page);
  assert.equal(await code(page), "two");
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  const { current, next } = await keeps(page, ({ current }) => current?.hash === second);
  assert.deepEqual([current?.version, next], ["1.2.0", null]);
  await hasCaches(page, "zegel-release", `zegel-release ${second}`);
  assert.deepEqual(problems, []);
});

test("a release nobody could see announced is not used; announced, it is used by the next page that opens", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page, context } = await pinned(stage, first);
  await publisher.mark("two");
  await publisher.publish();
  // A page that shows nothing: what the worker finds by itself is announced by nobody.
  await page.addInitScript(() => { Object.defineProperty(document, "visibilityState", { value: "hidden" }); });
  await page.reload();
  await keeps(page, ({ next }) => next !== null);
  // Opened anew when the browser has let go of it: alone, and still nobody has seen it.
  await page.goto("about:blank");
  await page.waitForTimeout(1000);
  await page.goto(stage.url);
  await begun(page);
  assert.equal(await code(page), "one");
  const other = await context.newPage();
  await other.goto(stage.url);
  await begun(other);
  assert.equal(await code(other), "one");
  await keeps(other, ({ next }) => next?.shown === true);
  await page.close();
  // The browser takes a moment to let go of pages that were left.
  for (let turn = 0; turn < 20 && await code(other) === "one"; turn += 1) {
    await other.goto("about:blank");
    await other.waitForTimeout(250);
    await other.goto(stage.url);
    await begun(other);
  }
  assert.equal(await code(other), "two");
});

test("two tabs: neither gets half of another release, and the last one that is open may take it", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page: one, context } = await pinned(stage, first);
  await publisher.mark("two");
  await publisher.change((text) => `${text}\n`, "engine/sealer-worker.js");
  await publisher.publish();
  const two = await context.newPage();
  await two.goto(stage.url);
  await notice(two, "renewed").getByRole("button", { name: "Use it now" }).click();
  await notice(two, "renewed").getByText("Other pages of Zegel are open").waitFor();
  assert.equal(await reloaded(two), "one", "while the first tab runs it, so does the second");
  // What the first tab loads only now is of the release it began with.
  await one.getByRole("button", { name: "noor@example.org" }).click();
  await one.getByRole("button", { name: "New mail" }).or(one.getByRole("button", { name: "Write" })).first().waitFor();
  await one.close();
  await notice(two, "renewed").waitFor();
  await Promise.all([two.waitForEvent("load"), notice(two, "renewed").getByRole("button", { name: "Use it now" }).click()]);
  await begun(two);
  assert.equal(await code(two), "two");
});

/** @type {[string, string, RegExp, (publisher: import("./releases.mjs").Publisher) => Promise<unknown>][]} */
const refusals = [
  ["an octet of the list", "unsigned", /without a signature that counts here/, async (publisher) => {
    await publisher.publish();
    await publisher.change((text) => text.replace('"version": "1.6.0"', '"version": "1.6.1"'), "release.json");
  }],
  ["a list signed by another key", "unsigned", /without a signature that counts here/, async (publisher) => publisher.publish({ key: await makeKey() })],
  ["a list without a signature", "unsigned", /without a signature that counts here/, async (publisher) => publisher.change(() => "", "release.json.minisig")],
  ["an older list", "older", /which is older than what this browser has seen/, async (publisher) => { publisher.serial = 0; await publisher.publish({ version: "0.9.0", serial: 1 }); }],
  ["another list under the same number", "older", /or another under the same number/, (publisher) => publisher.publish({ serial: 5 })],
  ["a file that is not what the list says", "changed", /hands out \/pages\/demo\/main\.js otherwise than the signed list says/, async (publisher) => {
    // Never a moment in which it is what the list says: a page may be asking.
    await publisher.publish({ files: { "www/pages/demo/main.js": hashOf(Buffer.from("another")) } });
  }],
  ["a list that is signed and is none", "malformed", /whose list cannot be read/, async (publisher) => {
    const { sign, readSecretKey } = await import("../../www/engine/minisign.js");
    const bytes = Buffer.from(JSON.stringify({ zegel: "release", version: "1.2.0", serial: 9, files: { "www/../x.js": "sha384-" } }));
    await publisher.change(() => bytes.toString(), "release.json");
    const signature = await sign({ bytes, key: readSecretKey(publisher.key.secretKey), hash: (text) => text, trustedComment: "", legacy: true });
    await publisher.change(() => signature, "release.json.minisig");
  }],
];

test("what is not signed, older or otherwise is told as what it is, and not used", async (t) => {
  const { stage, publisher } = await published(t);
  await publisher.mark("one");
  const first = await publisher.publish({ version: "1.1.0", serial: 5 });
  const { page, context } = await pinned(stage, first);
  await publisher.mark("two");
  for (const [what, reason, sentence, act] of refusals) {
    publisher.serial = 5;
    await forgotten(page);
    await act(publisher);
    assert.equal(await reloaded(page), "one", what);
    const told = notice(page, "refused");
    await told.getByText(sentence).waitFor();
    await told.getByText("This browser goes on with Zegel 1.1.0.").waitFor();
    const now = await state(page);
    assert.deepEqual([now?.trouble?.reason, now?.current?.hash, now?.next], [reason, first, null], what);
    assert.equal(await page.locator(".release-notices .notice").count(), 1, what);
  }
  // All is well again.
  publisher.serial = 5;
  await publisher.publish();
  await page.reload();
  await notice(page, "renewed").waitFor();
  assert.equal(await notice(page, "refused").count(), 0);
  assert.equal((await context.pages()).length, 1);
});

test("a release that the administrator has not allowed is told, and not used", async (t) => {
  const { stage, publisher, first } = await published(t, { allowed: (hash) => [hash] });
  const { page } = await pinned(stage, first);
  await publisher.mark("two");
  const second = await publisher.publish({ version: "1.2.0" });
  assert.equal(await reloaded(page), "one");
  await notice(page, "refused").getByText("The server offers Zegel 1.2.0, which your organisation has not allowed.").waitFor();
  await notice(page, "refused").getByText(second, { exact: true }).waitFor();
  stage.releases?.allowed?.push(second);
  await page.reload();
  await notice(page, "renewed").waitFor();
  assert.equal(await notice(page, "refused").count(), 0);
});

test("settings that name another key change nothing, and are told", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  const other = await makeKey();
  Object.assign(stage.releases ?? {}, { key: other.publicKey.split("\n")[1] });
  await publisher.mark("two");
  await publisher.publish({ key: other });
  assert.equal(await reloaded(page), "one");
  await notice(page, "refused").getByText("The server now names another key").waitFor();
  assert.deepEqual((await state(page))?.current?.hash, first);
});

test("a network that breaks while a release is fetched leaves the old one, whole; later it goes on", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  await publisher.mark("two");
  for (const name of ["engine/sealer-worker.js", "vault/main.js", "search/worker.js"]) await publisher.change((text) => `${text}\n`, name);
  const second = await publisher.publish();
  const isText = (/** @type {string} */ url) => /\.(?:js|css|html)$/.test(url);
  const half = Math.floor((await publisher.names()).filter(isText).length / 2);
  let fetched = 0;
  stage.cut = (url) => isText(url) && ++fetched > half;
  const since = Date.now();
  assert.equal(await reloaded(page), "one");
  for (let turn = 0; fetched <= half && turn < 300; turn += 1) await page.waitForTimeout(100);
  await keeps(page, ({ checkedAt }) => checkedAt >= since);
  assert.equal(await reloaded(page), "one");
  const now = await state(page);
  assert.deepEqual([now?.current?.hash, now?.next], [first, null], "half a release is none");
  stage.cut = null;
  await page.reload();
  await notice(page, "renewed").getByText(second, { exact: true }).waitFor();
});

test("a first visit that is cut leaves nothing pinned, and the page works", async (t) => {
  const { stage, first } = await published(t);
  let fetched = 0;
  stage.cut = (url) => /\.wasm$/.test(url) && ++fetched > 1;
  const { page } = await stage.visitor();
  await keeps(page, ({ checkedAt }) => checkedAt > 0);
  assert.equal((await state(page))?.current, null);
  stage.cut = null;
  assert.equal(await reloaded(page), "one");
  await keeps(page, ({ current }) => current?.hash === first);
});

test("without a network the page opens with the pinned code, and says what is missing", async (t) => {
  const { stage, first } = await published(t);
  const { page } = await pinned(stage, first);
  await stage.stopServer();
  assert.equal(await reloaded(page), "one");
  await page.getByRole("button", { name: "Try again" }).waitFor();
  await stage.startServer();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
});

test("what the browser lost of a release comes from the server, if it is the same, and is not run if it is not", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page } = await pinned(stage, first);
  const lose = (/** @type {string[]} */ ...paths) => page.evaluate(async ({ first, paths }) => {
    const cache = await caches.open(`zegel-release ${first}`);
    for (const path of paths) await cache.delete(path);
  }, { first, paths });
  await lose("/pages/demo/main.js", "/engine/worker-address.js", "/release.json");
  assert.equal(await reloaded(page), "one");
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  await publisher.mark("two");
  await page.reload();
  await page.waitForTimeout(1000);
  assert.equal(await code(page), null, "a script that is another does not run");
  await publisher.change((text) => `${text}\n`, "pages/demo/index.html");
  await lose("/pages/demo/index.html");
  const answer = await page.reload();
  assert.equal(answer?.status(), 503);
  await page.getByText("Zegel 1.1.0 is not whole in this browser any more, and the server hands out something else for /pages/demo/index.html.").waitFor();
  // The way on: a signed release, announced by the page that says so.
  const second = await publisher.publish({ version: "1.2.0" });
  await page.reload();
  await page.getByText("There is a newer signed release: 1.2.0.").waitFor();
  await page.getByText(second, { exact: true }).waitFor();
  await page.reload();
  await begun(page);
  assert.equal(await code(page), "two");
  // The way out, where the page does not open any more.
  await keeps(page, ({ current }) => current?.hash === second);
  await page.evaluate(async (second) => { await (await caches.open(`zegel-release ${second}`)).delete("/pages/demo/index.html"); }, second);
  await publisher.mark("three");
  await publisher.change((text) => `${text}\n`, "pages/demo/index.html");
  await publisher.publish({ withdrawn: true });
  assert.equal(await reloaded(page), "three");
});

test("a full disk leaves the old release, and is told", async (t) => {
  const { stage, publisher, first } = await published(t);
  const { page, context } = await pinned(stage, first);
  await publisher.mark("two");
  const second = await publisher.publish();
  const session = await context.newCDPSession(page);
  const { usage } = await session.send("Storage.getUsageAndQuota", { origin: stage.url });
  await session.send("Storage.overrideQuotaForOrigin", { origin: stage.url, quotaSize: usage + 100_000 });
  assert.equal(await reloaded(page), "one");
  await notice(page, "refused").getByText("There is no room in this browser").waitFor();
  assert.deepEqual((await state(page))?.next, null);
  await session.send("Storage.overrideQuotaForOrigin", { origin: stage.url });
  await page.reload();
  await notice(page, "renewed").getByText(second, { exact: true }).waitFor();
});

test("a browser that starts no worker runs the page, and says that nothing is kept", async (t) => {
  const { stage, publisher } = await published(t);
  await publisher.change(() => "no script at all {", "release-worker.js");
  const { page } = await stage.visitor();
  await notice(page, "refused").getByText("the browser did not begin with it").waitFor();
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
});

test("a frame of the vault in a webmail keeps its release, announces another, and takes it when the webmail opens anew", async (t) => {
  const until = lastFirst(t);
  const { publisher, first, releases } = await publishing(until);
  const { stage, host } = await hosted(until, { name: "127.0.0.1", wwwDir: publisher.folder, releases });
  const { page, problems } = await stage.visitor();
  const noor = { address: "noor@example.org", name: "Noor de Wit" };
  const frame = page.frameLocator('iframe[title="Zegel settings"]');
  const opened = async () => {
    await host.visit(page);
    await host.frame(page, { kind: "settings", title: "Zegel settings", ...noor });
    await frame.locator("html[data-code]").waitFor({ state: "attached" });
    return frame.locator("html").getAttribute("data-code");
  };
  const vaultIn = () => /** @type {import("playwright-core").Frame} */ (page.frames().find((one) => one.url().startsWith(`${stage.url}vault/`)));
  await host.visit(page);
  await host.connect(page, noor);
  await opened();
  await keeps(vaultIn(), ({ current }) => current?.hash === first);
  await publisher.mark("two");
  assert.equal(await opened(), "one");
  const second = await publisher.publish({ version: "1.2.0" });
  assert.equal(await opened(), "one");
  const told = frame.locator('.release-notices .notice[data-about="renewed"]');
  await told.getByText("Zegel is to be renewed from 1.1.0 to 1.2.0.").waitFor();
  await told.getByText(second, { exact: true }).waitFor();
  assert.equal(await told.getByRole("button", { name: "Use it now" }).count(), 0, "the webmail opens anew, not the frame");
  // All of it can be seen: the webmail gives the frame the height it needs.
  const box = await page.locator('iframe[title="Zegel settings"]').boundingBox();
  const height = await frame.locator("#page").evaluate((element) => element.getBoundingClientRect().height);
  assert.ok(box && box.height >= height - 1, `${box?.height} for ${height}`);
  await keeps(vaultIn(), ({ next }) => next?.shown === true);
  for (let turn = 0; turn < 20 && await opened() === "one"; turn += 1) await page.waitForTimeout(250);
  assert.equal(await frame.locator("html").getAttribute("data-code"), "two");
  await keeps(vaultIn(), ({ current }) => current?.hash === second);
  assert.deepEqual(problems, []);
});
