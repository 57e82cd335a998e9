// @ts-check
/** Frames of the vault in a page on another origin: who may have one, what crosses, and what a page around it can do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hosted } from "./host-page.mjs";
import { violations } from "./sound.mjs";

/** @typedef {import("playwright-core").Page} Page */

const noor = { address: "noor@example.org", name: "Noor de Wit" };

/** @param {Page} page @param {string} [title] */
const inside = (page, title = "Zegel") => page.frameLocator(`iframe[title="${title}"]`);

/**
 * What axe finds in a frame, on a phone and on a desk, light and dark.
 * @param {Page} page
 * @param {string} view
 */
async function assertSound(page, view) {
  const frame = page.frames()[1];
  assert.ok(frame);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme });
      // A frame is no page: that it has the one heading and landmarks of a page is for the host.
      assert.deepEqual(await violations(/** @type {any} */ (frame), { colours: colorScheme === "dark" }), [], `${view}, ${colorScheme}, ${width} px wide`);
      assert.equal(await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${view} is too wide for ${width} px`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}

test("a website is connected once, and cannot look into its frame", async (t) => {
  const { stage, host } = await hosted(t);
  const { page, problems } = await stage.visitor();
  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor });
  const frame = inside(page);
  // Asked before anything is agreed to, it is answered when it is.
  const shown = host.ask(page, 0, "show", { section: "hosts" });
  await frame.getByText(host.origin).waitFor();
  await frame.getByText(noor.address, { exact: true }).waitFor();
  await assertSound(page, "the question whether to connect");
  await host.press(frame.getByRole("button", { name: "Continue" }));
  await frame.getByText("Step 2 of 2").waitFor();
  await assertSound(page, "the choice of a sign");
  for (const name of ["Lighthouse", "Violet"]) await frame.getByRole("radio", { name }).focus().then(() => page.keyboard.press("Space"));
  await host.press(frame.getByRole("button", { name: "This is my sign" }));
  assert.deepEqual(await shown, { answer: null });
  await frame.getByRole("banner").getByText("your sign: Lighthouse, Violet").waitFor({ state: "attached" });
  await assertSound(page, "the settings");
  assert.equal(await page.evaluate(() => {
    try {
      return String(/** @type {any} */ (window).host.frames[0].element.contentWindow.document);
    } catch (error) {
      return /** @type {Error} */ (error).name;
    }
  }), "SecurityError");
  assert.ok((await host.messages(page)).every((line) => !/lighthouse|violet/i.test(line)), "the sign crossed to the host");

  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor });
  await inside(page).getByRole("banner").getByText("your sign: Lighthouse, Violet").waitFor({ state: "attached" });
  await host.press(inside(page).getByRole("button", { name: /^Disconnect/ }), inside(page).getByText("Zegel is not used here yet"), "visible");
  assert.equal((await host.ask(page, 0, "show", {})).error.code, "not-connected");
  assert.deepEqual(problems, []);
});

test("a website that the rules do not name is refused, with the line an administrator adds", async (t) => {
  const { stage, host, stranger } = await hosted(t);
  const { page } = await stage.visitor();
  await stranger.visit(page);
  await stranger.frame(page, { kind: "editor", ...noor });
  await inside(page).getByText(`"embedding": { "hosts": ["${host.origin}", "${stranger.origin}"] }`).waitFor();
  assert.deepEqual(await stranger.ask(page, 0, "begin", { mode: "message", recipients: "vault" }), { error: { code: "host-not-allowed", detail: { reason: "not-in-rules" } } });
  await stranger.frame(page, { kind: "keyring", ...noor, title: "keyring" });
  assert.equal((await stranger.ask(page, 1, "connect")).answer.state, "refused");
  assert.equal((await stranger.ask(page, 1, "hasPrivateKey", {})).error.code, "host-not-allowed");
  await assertSound(page, "a refused website");
});

test("rules that cannot be trusted refuse every website; without rules the vault's own list decides", async (t) => {
  const { stage, host } = await hosted(t);
  const { page, context } = await stage.visitor();
  // Asked for again round every cache, it is the same.
  await context.route((url) => url.pathname === "/policy/example.org.json", async (route) => route.fulfill({ response: await route.fetch(), body: "{}" }));
  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor });
  await inside(page).getByText("cannot be read or trusted at the moment").waitFor();
  // The administrator is told which of the things that may be wrong it is.
  await inside(page).locator("code").getByText(/^policy-[\w-]+$/).waitFor();
  await assertSound(page, "rules that cannot be trusted");
  await host.frame(page, { kind: "settings", address: "kim@nowhere.test", title: "other" });
  await inside(page, "other").getByRole("button", { name: "Continue" }).waitFor();
});

test("what could not be read is asked for again, and what the website asked meanwhile is answered then", async (t) => {
  const { stage, host } = await hosted(t);
  const { page, context } = await stage.visitor();
  const policy = (/** @type {URL} */ url) => url.pathname === "/policy/example.org.json";
  const config = (/** @type {URL} */ url) => url.pathname === "/vault/config.json";
  let asked = 0;
  await context.route(policy, async (route) => {
    asked += 1;
    await route.fulfill({ response: await route.fetch(), body: "{}" });
  });
  await context.route(config, (route) => route.abort());
  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor });
  const shown = host.ask(page, 0, "show", { section: "hosts" });
  const again = inside(page).getByRole("button", { name: "Try again" });
  await again.waitFor();
  await inside(page).getByText("The server does not answer").waitFor();
  await assertSound(page, "settings that could not be fetched");
  await context.unroute(config);
  await again.click();
  await inside(page).getByText("cannot be read or trusted at the moment").waitFor();
  // Pressed for nothing, it can be pressed again.
  const before = asked;
  await again.click();
  await again.and(inside(page).locator(":enabled")).waitFor();
  assert.ok(asked > before);
  await context.unroute(policy);
  await again.click();
  await host.press(inside(page).getByRole("button", { name: "Continue" }), inside(page).getByText("Step 2 of 2"), "visible");
  await host.press(inside(page).getByRole("button", { name: "This is my sign" }));
  assert.deepEqual(await shown, { answer: null });
});

test("a keyring whose settings or program could not be fetched says so to whoever asks, and has them fetched by the next", async (t) => {
  const { stage, host } = await hosted(t, { modules: true });
  const { page, context } = await stage.visitor();
  for (const missing of ["/vault/config.json", "/vault/keyring.js"]) {
    const gone = (/** @type {URL} */ url) => url.pathname === missing;
    await context.route(gone, (route) => route.abort());
    await host.visit(page);
    await host.frame(page, { kind: "keyring", ...noor });
    for (const _ of [1, 2]) assert.equal((await host.ask(page, 0, "hasPrivateKey", {})).error.code, "server-unreachable", missing);
    await context.unroute(gone);
    // Asked in vain once more where it was being fetched in vain still.
    let answer = await host.ask(page, 0, "standing");
    for (let left = 20; left > 0 && answer.error?.code === "server-unreachable"; left -= 1) answer = await host.ask(page, 0, "standing");
    assert.equal(answer.answer?.state, "not-connected", missing);
  }
});

test("the rules of an address that is typed, and cannot be read, are asked for again", async (t) => {
  const { stage, host } = await hosted(t);
  const { page, context } = await stage.visitor();
  const policy = (/** @type {URL} */ url) => url.pathname === "/policy/example.org.json";
  await context.route(policy, async (route) => route.fulfill({ response: await route.fetch(), body: "{}" }));
  await host.visit(page);
  await host.frame(page, { kind: "settings" });
  await inside(page).getByLabel("Your address").fill(noor.address);
  const go = inside(page).getByRole("button", { name: "Continue" });
  await host.press(go, inside(page).getByText("cannot be read or trusted at the moment"), "visible");
  await assertSound(page, "rules of a typed address that cannot be read");
  await context.unroute(policy);
  await host.press(go, inside(page).getByText("Step 2 of 2"), "visible");
});

test("only the page around it connects a frame, once", async (t) => {
  const { stage, host, stranger } = await hosted(t);
  const { page } = await stage.visitor();
  await host.visit(page);
  // Another frame of the same page, on the stranger's origin, tries first and last.
  await page.evaluate(async ({ vault, stranger }) => {
    const ask = /** @type {any} */ (window);
    const intruder = document.createElement("iframe");
    intruder.name = "intruder";
    intruder.src = `${stranger}/`;
    document.body.append(intruder);
    await new Promise((resolve) => { intruder.onload = resolve; });
    const frame = document.createElement("iframe");
    frame.title = "Zegel";
    frame.width = "600";
    frame.height = "600";
    ask.raw = { frame, answers: [], vault: new URL(vault).origin };
    ask.raw.ready = new Promise((resolve) => addEventListener("message", (event) => event.source === frame.contentWindow && resolve(event.origin)));
    frame.src = vault;
    document.body.append(frame);
    await ask.raw.ready;
  }, { vault: `${stage.url}vault/`, stranger: stranger.origin });
  const intruder = /** @type {import("playwright-core").Frame} */ (page.frame("intruder"));
  const intrude = () => intruder.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    const heard = /** @type {any} */ (window).heard ??= [];
    port1.onmessage = ({ data }) => heard.push(data);
    port1.postMessage({ ask: "standing", id: 1 });
    parent.frames[1].postMessage({ zegel: 1, say: "connect", kind: "keyring", address: "noor@example.org", keyring: "x", language: "en", theme: "auto" }, "*", [port2]);
  });
  /** @param {string} kind @param {string} to */
  const connect = (kind, to) => page.evaluate(({ kind, to }) => {
    const { raw } = /** @type {any} */ (window);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { if (!data.tell) raw.answers.push([to, data]); };
    port1.postMessage({ ask: "standing", id: 1 });
    raw.frame.contentWindow.postMessage({ zegel: 1, say: "connect", kind, address: "noor@example.org", keyring: "x", language: "en", theme: "auto" }, raw.vault, [port2]);
  }, { kind, to });
  await intrude();
  await connect("nonsense", "no such kind");
  await connect("keyring", "first");
  await page.waitForFunction(() => /** @type {any} */ (window).raw.answers.length > 0);
  await connect("keyring", "second");
  await intrude();
  // What is asked afterwards is answered after anything the others could have got.
  await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 300); }));
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).raw.answers.map((/** @type {any} */ [to, data]) => [to, data.answer.state])), [["first", "not-connected"]]);
  assert.deepEqual(await intruder.evaluate(() => /** @type {any} */ (window).heard), []);
});

/** Until the browser has told a frame that it is not seen. @param {Page} page */
async function told(page) {
  await page.frames()[1]?.evaluate(() => new Promise((resolve) => {
    new IntersectionObserver((entries, observer) => {
      const entry = /** @type {any} */ (entries.at(-1));
      if (entry.isVisible && entry.intersectionRect.height > 100) return;
      observer.disconnect();
      resolve(null);
    }, /** @type {any} */ ({ threshold: [0, 0.25, 0.5, 0.75, 1], trackVisibility: true, delay: 100 })).observe(document.documentElement);
  }));
}

test("a frame that is covered, faint or tiny does nothing", async (t) => {
  const { stage, host } = await hosted(t);
  const { page } = await stage.visitor();
  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor });
  const go = inside(page).getByRole("button", { name: "Continue" });
  await go.click({ trial: true });
  /** @type {Record<string, () => Promise<unknown>>} */
  const tricks = {
    covered: () => page.evaluate(() => {
      const cover = document.createElement("div");
      cover.id = "cover";
      cover.style.cssText = "position: fixed; inset: 0; background: white; pointer-events: none";
      cover.textContent = "You won a prize. Press here.";
      document.body.append(cover);
    }),
    faint: () => page.evaluate(() => { /** @type {any} */ (window).host.frames[0].element.style.opacity = "0.01"; }),
    "cut off": () => page.evaluate(() => {
      const { element } = /** @type {any} */ (window).host.frames[0];
      element.parentElement.style.cssText = "height: 70px; overflow: hidden";
      element.style.marginTop = `${80 - element.offsetHeight}px`;
    }),
    low: () => page.evaluate(() => {
      const { element } = /** @type {any} */ (window).host.frames[0];
      element.style.maxHeight = "80px";
      element.parentElement.style.cssText = "height: 400px";
    }),
    shrunk: () => page.evaluate(() => { /** @type {any} */ (window).host.frames[0].element.style.transform = "scale(0.5)"; }),
  };
  for (const [name, trick] of Object.entries(tricks)) {
    await trick();
    await told(page);
    // Standing still for long helps none of them; and what was said of the trick before is not what is waited for.
    await page.waitForTimeout(1000);
    await inside(page).getByText("so nothing was done").evaluateAll((all) => { for (const one of all) one.textContent = ""; });
    await go.evaluate((button) => { /** @type {HTMLButtonElement} */ (button).click(); });
    await inside(page).getByText("so nothing was done").waitFor();
    assert.equal(await inside(page).getByText("Choose your sign").count(), 0, name);
    await page.evaluate(() => {
      document.getElementById("cover")?.remove();
      const { style } = /** @type {any} */ (window).host.frames[0].element;
      style.opacity = style.transform = style.marginTop = style.maxHeight = "";
      /** @type {any} */ (window).host.frames[0].element.parentElement.style.cssText = "";
    });
  }
  // What is only scrolled away comes into view with the press that did nothing.
  const standing = () => page.evaluate(() => {
    const { top, bottom } = /** @type {any} */ (window).host.frames[0].element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  await page.evaluate(() => {
    document.body.style.paddingBottom = "3000px";
    scrollTo(0, /** @type {any} */ (window).host.frames[0].element.getBoundingClientRect().bottom + scrollY - 80);
  });
  await told(page);
  assert.equal(await standing(), false);
  await page.waitForTimeout(1000);
  await go.evaluate((button) => { /** @type {HTMLButtonElement} */ (button).click(); });
  await inside(page).getByText("so nothing was done").waitFor();
  await page.waitForFunction(() => /** @type {any} */ (window).host.frames[0].element.getBoundingClientRect().top >= 0);
  assert.equal(await standing(), true);
  await host.press(go);
  await inside(page).getByText("Choose your sign").waitFor();
});

test("a website is not connected by a frame of which only the button is shown", async (t) => {
  const { stage, host } = await hosted(t);
  const { page } = await stage.visitor({ viewport: { width: 500, height: 900 } });
  await host.visit(page);
  await page.addStyleTag({ content: "#place { display: flex; flex-direction: column; justify-content: end; height: 225px; overflow: hidden } #place > iframe { flex: none }" });
  await host.frame(page, { kind: "settings", ...noor });
  const go = inside(page).getByRole("button", { name: "Continue" });
  await inside(page).getByText("1 more to look at").waitFor();
  await page.waitForTimeout(2000);
  assert.equal(await go.isEnabled(), false);
  await page.evaluate(() => { /** @type {HTMLElement} */ (document.getElementById("place")).style.height = "auto"; });
  await host.press(go);
  await inside(page).getByText("Choose your sign").waitFor();
});

test("between two pixels, with neighbours at its edges, a frame is seen all the same", async (t) => {
  const { stage, host } = await hosted(t);
  const { page } = await stage.visitor();
  await host.visit(page);
  await page.evaluate(() => {
    const place = /** @type {HTMLElement} */ (document.getElementById("place"));
    const dialog = document.createElement("dialog");
    const field = document.createElement("input");
    // A field above, a button below, and the frame all the room between them: as where sealed text goes into any page.
    dialog.style.cssText = "display: flex; flex-direction: column; box-sizing: border-box; width: 832px; height: 736px; margin: auto; padding: 0; border: 1px solid; overflow: hidden";
    field.style.cssText = "flex: none; height: 91.09375px; box-sizing: border-box";
    place.style.cssText = "flex: 1; min-height: 0; margin: 0; overflow: hidden; border-top: 1px solid";
    const foot = document.createElement("button");
    foot.style.cssText = "flex: none; height: 61px; border: 0";
    const full = document.createElement("style");
    full.textContent = "#place > iframe { height: 100% !important }";
    dialog.append(full, field, place, foot);
    document.body.append(dialog);
    dialog.showModal();
  });
  await host.frame(page, { kind: "settings", ...noor });
  const go = inside(page).getByRole("button", { name: "Continue" });
  await go.waitFor();
  const lies = await page.locator("iframe").boundingBox();
  assert.ok(lies && lies.y % 1 > 0, JSON.stringify(lies));
  // A button that the person may not press yet is not pressed.
  await go.click({ timeout: 15_000 });
  await inside(page).getByText("Choose your sign").waitFor();
});

test("unlocked in one frame, unlocked in all, and locked together; nothing secret crosses", async (t) => {
  const { stage, host } = await hosted(t);
  const { page, problems } = await stage.visitor();
  const passphrase = "fjord lantern marble thirteen";
  await host.visit(page);
  await host.connect(page, noor);
  await host.frame(page, { kind: "settings", ...noor });
  const frame = inside(page);
  await host.press(frame.getByRole("button", { name: "Open your keys" }), frame.locator("dialog[open]"), "visible");
  await host.press(frame.getByRole("button", { name: "Set a passphrase" }), frame.locator("dialog:last-of-type input[type=password]"), "visible");
  const fields = frame.locator("dialog:last-of-type input[type=password]");
  for (const field of await fields.all()) await field.fill(passphrase);
  await host.press(frame.locator("dialog:last-of-type button[type=submit]"));
  await host.press(frame.getByRole("button", { name: "Lock now" }));
  assert.equal((await host.ask(page, 0, "standing")).answer.state, "locked");
  await host.visit(page);
  for (const title of ["keyring", "other"]) await host.frame(page, { kind: "keyring", ...noor, title, container: "body" });
  await host.frame(page, { kind: "settings", ...noor });
  for (const at of [0, 1]) assert.equal((await host.ask(page, at, "standing")).answer.state, "locked");
  await host.press(frame.getByRole("button", { name: "Open your keys" }), frame.locator("dialog[open]"), "visible");
  await host.press(frame.getByRole("button", { name: "Unlock" }), frame.locator("dialog:last-of-type input[type=password]"), "visible");
  await frame.locator("dialog:last-of-type input[type=password]").fill("wrong");
  await host.press(frame.locator("dialog:last-of-type button[type=submit]"), frame.getByText("does not open your keys"), "visible");
  assert.equal((await host.ask(page, 1, "standing")).answer.state, "locked");
  await frame.locator("dialog:last-of-type input[type=password]").fill(passphrase);
  await host.press(frame.locator("dialog:last-of-type button[type=submit]"));
  await frame.getByRole("button", { name: "Lock now" }).waitFor();
  for (const at of [0, 1]) assert.equal((await host.ask(page, at, "standing")).answer.state, "ready");
  // One that comes later too.
  await host.frame(page, { kind: "keyring", ...noor, title: "late", container: "body" });
  assert.equal((await host.ask(page, 3, "standing")).answer.state, "ready");
  await host.press(frame.getByRole("button", { name: "Lock now" }));
  for (const at of [0, 1, 3]) assert.equal((await host.ask(page, at, "standing")).answer.state, "locked");

  const crossed = (await host.messages(page)).join("\n");
  for (const secret of [passphrase, "PRIVATE KEY", ...passphrase.split(" ")]) assert.ok(!crossed.includes(secret), `${secret} crossed to the host`);
  for (const { url, body } of stage.requests) assert.ok(!url.includes("fjord") && !body.includes("fjord"), `the passphrase stands in ${url}`);
  // The browser's own line about a field with the focus in a frame.
  assert.deepEqual(problems.filter((line) => !line.startsWith("Blocked autofocusing")), []);
});

test("what keeps a frame from opening is said in its place, and trying again helps when it has gone", async (t) => {
  const { stage, host, stranger } = await hosted(t, { configured: (host) => [host.origin] });
  const { page } = await stage.visitor();
  const alert = page.getByRole("alert");
  await host.visit(page, { csp: "default-src 'self'; frame-src 'self'" });
  await host.frame(page, { kind: "settings", ...noor });
  await alert.getByText(`frame-src 'self' ${new URL(stage.url).origin}`).waitFor();
  assert.equal((await host.ask(page, 0, "show", {})).error.code, "frame-blocked");

  // A page that allows nothing else has a frame all the same.
  await host.visit(page, { csp: `default-src 'none'; script-src 'self'; style-src 'self'; frame-src ${new URL(stage.url).origin}; require-trusted-types-for 'script'; trusted-types 'none'` });
  await host.frame(page, { kind: "settings", ...noor });
  await inside(page).getByRole("button", { name: "Continue" }).waitFor();

  // Who answers is not asked why they are silent.
  await host.visit(page);
  const before = stage.requests.length;
  await host.frame(page, { kind: "settings", ...noor, patience: 1000 });
  await inside(page).getByRole("button", { name: "Continue" }).waitFor();
  await page.waitForTimeout(3100);
  assert.equal(stage.requests.slice(before).filter(({ url }) => url.endsWith("/config.json")).length, 1, "the frame asks for its settings, and nobody else");

  await stranger.visit(page, { language: "nl" });
  await stranger.frame(page, { kind: "settings", ...noor, patience: 300 });
  await alert.getByText(`voeg ${stranger.origin} toe aan de frame-ancestors`).waitFor();

  await stage.stopServer();
  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor, patience: 300 });
  await alert.getByText("cannot be reached").waitFor();
  await stage.startServer();
  await alert.getByRole("button", { name: "Try again" }).click();
  await inside(page).getByRole("button", { name: "Continue" }).waitFor();
  assert.equal(await alert.count(), 0);
});

test("a frame that does not come is waited for, and given up where its server cannot be reached", async (t) => {
  const { stage, host } = await hosted(t);
  const { page } = await stage.visitor();
  const alert = page.getByRole("alert");
  const isPage = (/** @type {string} */ url) => new URL(url, stage.url).pathname === "/vault/";
  let release = () => {};
  /** The page of the vault is on its way until it is let go. */
  const stall = () => { stage.spoil = async ({ url }) => { if (isPage(url)) await new Promise((resolve) => { release = () => resolve(null); }); }; };
  stall();
  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor, patience: 100 });
  await alert.getByText("takes long to open").waitFor();
  assert.equal(await alert.getByRole("button").count(), 0, "it is still coming");
  release();
  await inside(page).getByRole("button", { name: "Continue" }).waitFor();
  assert.equal(await alert.count(), 0);

  // Not everywhere is it said that a frame could not be loaded.
  stall();
  stage.cut = (url) => url.endsWith("/config.json");
  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor, patience: 100 });
  await alert.getByText("cannot be reached").waitFor();
  assert.equal((await host.ask(page, 0, "show", {})).error.code, "vault-unreachable");
  release();
  Object.assign(stage, { cut: null, spoil: null });
  await alert.getByRole("button", { name: "Try again" }).click();
  await inside(page).getByRole("button", { name: "Continue" }).waitFor();

  // A page that may not ask does not know.
  stall();
  await host.visit(page, { csp: `default-src 'none'; script-src 'self'; style-src 'self'; frame-src ${new URL(stage.url).origin}` });
  const asked = page.evaluate(() => new Promise((resolve) => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => { if (effectiveDirective === "connect-src") resolve(null); });
  }));
  await host.frame(page, { kind: "settings", ...noor, patience: 100 });
  await asked;
  await page.waitForTimeout(300);
  await alert.getByText("takes long to open").waitFor();
  release();
  await inside(page).getByRole("button", { name: "Continue" }).waitFor();
});

test("a frame that is taken away, put back or given something else ends its connection", async (t) => {
  const { stage, host, stranger } = await hosted(t);
  const { page } = await stage.visitor();
  /** @param {string} work */
  const during = async (work) => {
    await host.visit(page);
    await host.frame(page, { kind: "settings", ...noor });
    await inside(page).getByRole("button", { name: "Continue" }).waitFor();
    const asked = host.ask(page, 0, "show", {});
    await page.evaluate(([work, elsewhere]) => {
      const { element } = /** @type {any} */ (window).host.frames[0];
      if (work === "removed") element.remove();
      if (work === "moved") document.querySelector("main")?.append(element);
      if (work === "replaced") element.src = `${element.src}?again`;
      if (work === "navigated") element.src = elsewhere;
    }, [work, `${stranger.origin}/`]);
    return asked;
  };
  assert.equal((await during("removed")).error.code, "frame-removed");
  assert.equal(await page.getByRole("alert").count(), 0);
  await page.evaluate(() => { document.querySelector("main")?.append(/** @type {any} */ (window).host.frames[0].element); });
  await page.getByText("took the frame of Zegel away").waitFor();
  assert.equal((await during("moved")).error.code, "frame-removed");
  for (const work of ["replaced", "navigated"]) assert.equal((await during(work)).error.code, "frame-replaced");
  await page.getByText("Something else was put into the frame").waitFor();
});

test("theme, language and the keyboard follow the page", async (t) => {
  const { stage, host } = await hosted(t);
  const { page } = await stage.visitor();
  await host.visit(page);
  await host.frame(page, { kind: "settings", ...noor, theme: "dark", language: "nl-NL" });
  const frame = inside(page);
  await frame.getByRole("button", { name: "Doorgaan" }).click({ trial: true });
  const scheme = () => frame.locator("html").evaluate((html) => getComputedStyle(html).colorScheme);
  assert.equal(await scheme(), "dark");
  await page.evaluate(() => {
    const [frame] = /** @type {any} */ (window).host.frames;
    frame.setTheme("light");
    frame.setLanguage("en");
  });
  await frame.getByRole("button", { name: "Continue" }).click({ trial: true });
  assert.equal(await scheme(), "light");
  assert.equal(await frame.locator("html").getAttribute("lang"), "en");
  // In at the beginning, through all there is, and out at the end.
  await page.locator("#before").focus();
  /** @type {string[]} */
  const way = [];
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() => document.activeElement?.id || document.activeElement?.localName);
    way.push(outside === "iframe" ? await frame.locator(":focus").innerText() : `${outside}`);
  }
  assert.deepEqual(way, ["Not now", "Continue", "after"]);
  const height = await page.locator("iframe").evaluate((one) => one.clientHeight - 2 * Number.parseFloat(getComputedStyle(one).paddingTop));
  assert.equal(await frame.locator("html").evaluate((html) => html.scrollHeight), height);
});
