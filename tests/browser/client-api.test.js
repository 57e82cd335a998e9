// @ts-check
/**
 * Mailvelope's client API over the real vault: what each method gives, and the calls that webmails make, one page for each
 * webmail, in the order in which its source makes them (read on the day docs/embedding.md says). tests/node/embed has every refusal.
 */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { besideForeignPages, connectWhile } from "./foreign-page.mjs";
import { Person } from "./person.mjs";
import { lastFirst } from "./stage.mjs";

/** @typedef {import("playwright-core").Page} Page */

const secret = "the-canary-sings-at-dusk";
const armored = /^-----BEGIN PGP MESSAGE-----\r?\n[\s\S]+\n-----END PGP MESSAGE-----\s*$/;

/** @type {Awaited<ReturnType<typeof besideForeignPages>>} */
let scene;
/** @type {Person} */
let noor;
/** @type {Person} */
let lee;

before(async (context) => {
  scene = await besideForeignPages(lastFirst(/** @type {any} */ (context)));
  lee = await Person.signIn(scene.stage, "lee@example.com");
  noor = await Person.signIn(scene.stage, "noor@example.org");
});

/** @param {Person} person @param {string} path @param {string} [body] @param {string} [script] of the webmail */
async function open({ page, address }, path, body = "", script = "") {
  await page.goto(scene.pages.serve(path, {
    body: `<main><h1>Webmail</h1>${body}</main>`, head: `<script src="/zegel-client-api.js" data-vault="${scene.stage.url}" data-address="${address}"></script><script>${script}</script>`,
  }));
}

/** What an expression with `mailvelope` gives; errors as their code. @param {Page} page @param {string} expression @returns {Promise<any>} */
const given = (page, expression) => page.evaluate(`(async () => { try { return await (${expression}); } catch (error) { return { code: error.code, message: error.message, isError: error instanceof Error }; } })()`);

/** @param {Page} page @param {string} place */
const inside = (page, place) => page.locator(`${place} > iframe`).contentFrame();

test("every method, as documented", async () => {
  const { page } = noor;
  await open(noor, "/methods", `<div id="editor"></div><div id="display"></div><div id="sheet"></div>`);
  assert.match(await given(page, "mailvelope.getVersion()"), /^\d+\.\d+\.\d+$/);
  const missing = await given(page, `mailvelope.getKeyring("user-1")`);
  assert.deepEqual([missing.code, missing.isError], ["NO_KEYRING_FOR_ID", true]);
  assert.deepEqual(await given(page, `mailvelope.createKeyring("user-1").then((one) => { window.keyring = one; return [one.identifier, one.logoRev]; })`), ["user-1", 0]);
  assert.equal((await given(page, `mailvelope.createKeyring("user-1")`)).code, "KEYRING_ALREADY_EXISTS");
  const found = await connectWhile(page, given(page, `keyring.validKeyForAddress(["lee@example.com", "Noor@example.org", "unknown@example.com"]).then((map) => Object.entries(map).map(([address, one]) =>
    [address, one && one.keys.map((key) => [/^[0-9a-f]{40,64}$/.test(key.fingerprint), key.lastModified instanceof Date && !Number.isNaN(key.lastModified.getTime()), key.source])]))`));
  assert.deepEqual(found, [["lee@example.com", [[true, true, "WKD"]]], ["Noor@example.org", [[true, true, "LOC"]]], ["unknown@example.com", false]]);
  // Connected, it is there on every page to come.
  assert.equal(await given(page, `mailvelope.getKeyring("user-1").then((one) => one.identifier)`), "user-1");
  assert.match(await given(page, `keyring.exportOwnPublicKey("noor@example.org")`), /^-----BEGIN PGP PUBLIC KEY BLOCK-----/);
  assert.equal((await given(page, `keyring.exportOwnPublicKey("lee@example.com")`)).code, "NO_KEY_FOR_ADDRESS");
  assert.deepEqual(await given(page, `keyring.hasPrivateKey({ email: "noor@example.org" })`), true);
  assert.deepEqual(await given(page, `keyring.hasPrivateKey({ email: "lee@example.com" })`), false);
  assert.deepEqual(await given(page, `keyring.validKeyForAddress(["noor@example.org"]).then((map) => keyring.hasPrivateKey(map["noor@example.org"].keys[0].fingerprint))`), true);
  const header = await given(page, `keyring.additionalHeadersForOutgoingEmail({ from: "noor@example.org" })`);
  assert.match(header.autocrypt, /^addr=noor@example\.org;.*keydata=/s);
  assert.equal((await given(page, `keyring.additionalHeadersForOutgoingEmail({ from: "lee@example.com" })`)).code, "NO_KEY_FOR_ADDRESS");
  assert.equal(await given(page, `keyring.processAutocryptHeader({ from: "noor@example.org", date: new Date().toUTCString(), autocrypt: ${JSON.stringify(header.autocrypt)} })`), undefined);
  assert.equal((await given(page, `keyring.processAutocryptHeader({ from: "noor@example.org", autocrypt: "nothing" })`)).code, "INVALID_HEADER");
  assert.equal((await given(page, `keyring.importPublicKey("-----BEGIN PGP PUBLIC KEY BLOCK-----\\n\\nAAAA\\n-----END PGP PUBLIC KEY BLOCK-----")`)).code, "IMPORT_ERROR");

  assert.equal(await connectWhile(page, given(page, `mailvelope.createEditorContainer("#editor", keyring, { predefinedText: "Dear Lee" }).then((one) => { window.editor = one; return typeof one.encrypt; })`)), "function");
  assert.equal(await page.locator("#editor > iframe").count(), 1);
  const text = inside(page, "#editor").getByRole("textbox", { name: "Message" });
  await text.getByText("Dear Lee").waitFor();
  await text.click();
  await text.press("Control+End");
  await text.pressSequentially(` ${secret}`);
  await text.getByText(secret).waitFor();
  assert.deepEqual(await connectWhile(page, given(page, `Promise.allSettled([editor.encrypt(["lee@example.com", null]), editor.encrypt(["lee@example.com"])]).then((all) => { window.sealed = all[0].value; return [all[0].status, all[1].reason?.code]; })`)), ["fulfilled", "ENCRYPT_IN_PROGRESS"]);
  assert.match(await given(page, "sealed"), armored);
  const without = await given(page, `editor.encrypt(["lee@example.com", "unknown@example.com"])`);
  assert.equal(without.code, "NO_KEY_FOR_RECIPIENT");
  assert.match(without.message, /unknown@example\.com/);
  assert.match(await given(page, `editor.createDraft().then((draft) => window.draft = draft)`), armored);
  assert.deepEqual(await connectWhile(page, given(page, `mailvelope.createDisplayContainer("#display", sealed, keyring, { senderAddress: "noor@example.org" }).then((one) => one.error?.code ?? "none")`)), "none");
  await inside(page, "#display").getByText(secret).waitFor();
  assert.equal(await page.evaluate("document.querySelector('#display > iframe').contentDocument"), null);
  assert.equal(await given(page, `mailvelope.createDisplayContainer("#display", "-----BEGIN PGP MESSAGE-----\\n\\nwcBMA0\\n-----END PGP MESSAGE-----\\n", keyring).then((one) => one.error.code)`), "ARMOR_PARSE_ERROR");
  assert.equal(await page.locator("#display > iframe").count(), 1);
  // The page takes the editor's frame away: what is asked of it says so.
  await page.evaluate("document.querySelector('#editor').replaceChildren()");
  assert.equal((await given(page, `editor.encrypt(["lee@example.com"])`)).code, "NO_CONNECTION");
  await given(page, `mailvelope.createEditorContainer("#editor", keyring, { armoredDraft: draft }).then((one) => { window.editor = one; })`);
  await inside(page, "#editor").getByRole("textbox", { name: "Message" }).getByText(secret).waitFor();
});

test("two editors in one page do not mix", async () => {
  const { page } = noor;
  await open(noor, "/two", `<div id="one"></div><div id="other"></div>`);
  await connectWhile(page, given(page, `Promise.all(["#one", "#other"].map((place) => mailvelope.createEditorContainer(place, undefined, { predefinedText: "in " + place }))).then((both) => { [window.one, window.other] = both; })`));
  await inside(page, "#one").getByText("in #one").waitFor();
  await inside(page, "#other").getByText("in #other").waitFor();
  const [one, other] = await connectWhile(page, given(page, `Promise.all([one.encrypt(["lee@example.com"]), other.encrypt(["lee@example.com"])])`));
  assert.match(one, armored);
  assert.match(other, armored);
  await given(page, `mailvelope.createDisplayContainer("#one", ${JSON.stringify(other)})`);
  await page.locator("#one > iframe").nth(1).contentFrame().getByText("in #other").waitFor();
  // No sender was named: it is from whoever sealed it.
  await page.locator("#one > iframe").nth(1).contentFrame().getByText("Sealed by noor@example.org").waitFor();
});

/**
 * The calls of webmails, in the order in which each makes them. `page` stands in the page as the webmail's own script; what it
 * puts into `done` is what the webmail goes on with.
 * @type {Record<string, { body: string, page: string, display?: string, text?: string, anonymous?: boolean }>}
 *   `anonymous`: it does not say who sent a message, so nobody can be said to have sealed it
 */
const webmails = {
  "SnappyMail 2.38": {
    body: `<div id="mailvelope-editor"></div><div id="shown"></div>`,
    page: `
      let keyring, draft;
      const fill = async () => {
        await mailvelope.getKeyring().then((found) => { keyring = found; }, () => mailvelope.createKeyring("noor@example.org").then((made) => { keyring = made; }));
        const keys = await keyring.validKeyForAddress(["lee@example.com"]);
        if (!keys["lee@example.com"] || !await keyring.hasPrivateKey({ email: "noor@example.org" })) throw new Error("no keys");
        // It never fills the keyring it hands over; what it has not it passes as "".
        const editor = await mailvelope.createEditorContainer("#mailvelope-editor", undefined, { quota: 8144, armoredDraft: "", predefinedText: "by SnappyMail", quotedMail: "" });
        draft = await editor.createDraft();
        return { armored: await editor.encrypt(["lee@example.com", "noor@example.org"]), draft };
      };
      addEventListener("mailvelope-disconnect", ({ detail }) => alert("updated to " + detail.version));
      window.done = window.mailvelope ? fill() : new Promise((resolve) => addEventListener("mailvelope", () => resolve(fill())));`,
    display: `mailvelope.createDisplayContainer("#shown", armored, keyring, { senderAddress: "noor@example.org" })`,
    text: "by SnappyMail",
  },
  "Nextcloud Mail": {
    body: `<div id="mailvelope-composer" style="height: 450px"></div><div id="mail-content"></div>`,
    page: `
      const get = async () => window.mailvelope ?? new Promise((resolve) => addEventListener("mailvelope", () => resolve(window.mailvelope), false));
      window.done = get().then(async (found) => {
        const keyring = await found.getKeyring();
        await keyring.validKeyForAddress(["lee@example.com"]);
        const editor = await window.mailvelope.createEditorContainer("#mailvelope-composer", undefined, { quotedMail: undefined });
        // To, Cc and Bcc, and not oneself.
        return { armored: await editor.encrypt(["lee@example.com"]) };
      });`,
    display: `mailvelope.createDisplayContainer("#mail-content", armored, undefined, { senderAddress: "noor@example.org" })`,
  },
  EGroupware: {
    body: `<div id="_mvelo"></div><div class="mailvelope_editor"></div><div id="mailvelope_display"></div>`,
    page: `
      const handlers = { uploadSync: async () => ({ eTag: "1" }), downloadSync: async () => ({ eTag: null, keyringMsg: null }), backup: async () => true, restore: async () => ({ backup: "" }) };
      window.done = mailvelope.getKeyring("egroupware").then(null, () => mailvelope.createKeyring("egroupware")).then(async (keyring) => {
        keyring.addSyncHandler(handlers);
        await keyring.exportOwnPublicKey("noor@example.org").then(null, () => {});
        const keys = await keyring.validKeyForAddress(["lee@example.com"]);
        if (!keys["lee@example.com"]) throw new Error("no key");
        const editor = await mailvelope.createEditorContainer(".mailvelope_editor", keyring, { predefinedText: "by EGroupware" });
        return { armored: await editor.encrypt(["lee@example.com", "noor@example.org"]) };
      });`,
    display: `mailvelope.createDisplayContainer("#mailvelope_display", armored, await mailvelope.getKeyring("egroupware"))`,
    text: "by EGroupware", anonymous: true,
  },
  "Tine 2.0": {
    body: `<div id="tine-editor"></div><div id="tine-display"></div>`,
    page: `
      const loaded = Promise.race([
        new Promise((fulfil) => { if (typeof mailvelope !== "undefined") fulfil(); else addEventListener("mailvelope", fulfil); }),
        new Promise((_, reject) => setTimeout(reject, 3000)),
      ]);
      const identifier = location.origin + "/";
      window.keyringOf = () => loaded.then(() => new Promise((fulfil) => { mailvelope.getKeyring(identifier).then(fulfil, () => mailvelope.createKeyring(identifier).then(fulfil)); }));
      window.done = keyringOf().then((keyring) => mailvelope.createEditorContainer("#tine-editor", keyring, { predefinedText: "by Tine", quota: 32 * 1024 }))
        .then(async (editor) => ({ armored: await editor.encrypt(["lee@example.com", "noor@example.org"]) }));`,
    display: `mailvelope.createDisplayContainer("#tine-display", armored, await keyringOf())`,
    text: "by Tine", anonymous: true,
  },
  "OX App Suite": {
    body: `<div class="ox-editor"></div><div class="ox-display"></div>`,
    page: `
      window.keyringOf = () => mailvelope.getKeyring("noor").then(null, (error) => { if (error.code !== "NO_KEYRING_FOR_ID") throw error; return mailvelope.createKeyring("noor"); });
      window.done = keyringOf().then(async (keyring) => {
        await keyring.exportOwnPublicKey("noor@example.org").then(null, (error) => { if (error.code !== "NO_KEY_FOR_ADDRESS") throw error; });
        const keys = await keyring.validKeyForAddress(["lee@example.com"]);
        if (keys["lee@example.com"] === false) throw new Error("no key");
        const editor = await mailvelope.createEditorContainer(".ox-editor", keyring, { predefinedText: "by OX" });
        return { armored: await editor.encrypt(["lee@example.com"]) };
      });`,
    display: `mailvelope.createDisplayContainer(".ox-display", armored, await keyringOf())`,
    text: "by OX", anonymous: true,
  },
  "Posteo’s plugin": {
    body: `<div id="mailvelopecontainer" style="height: 400px"></div><div id="shown"></div>`,
    page: `
      let loading;
      window.keyringOf = () => loading ??= mailvelope.getKeyring("Posteo").then((one) => one, (error) => { if (error.code === "NO_KEYRING_FOR_ID") return mailvelope.createKeyring("Posteo"); throw error; });
      window.done = keyringOf().then(async (keyring) => {
        const found = await keyring.validKeyForAddress([].concat("noor@example.org"));
        if (!found["noor@example.org"]) throw new Error("no key for the sender");
        const editor = await mailvelope.createEditorContainer("#mailvelopecontainer", keyring, { quota: 10240, signMsg: false, predefinedText: "by Posteo" });
        const missing = await editor.encrypt(["unknown@example.com"]).then(() => "", (error) => error.code);
        if (missing !== "NO_KEY_FOR_RECIPIENT") throw new Error(missing);
        return { armored: await editor.encrypt(["lee@example.com", "noor@example.org"]) };
      });`,
    display: `mailvelope.createDisplayContainer("#shown", armored, await keyringOf(), { senderAddress: "Noor de Wit <noor@example.org>" })`,
    text: "by Posteo",
  },
};

for (const [name, webmail] of Object.entries(webmails)) {
  test(`${name}: its calls, in its order, end with a message that the other side opens`, async () => {
    const path = `/webmail-${Object.keys(webmails).indexOf(name)}`;
    await open(noor, path, webmail.body, `addEventListener("DOMContentLoaded", () => { ${webmail.page} });`);
    const { armored: message, draft } = await connectWhile(noor.page, given(noor.page, "new Promise((resolve) => { const look = () => window.done ? resolve(window.done) : setTimeout(look, 20); look(); })"));
    assert.match(message ?? "", armored);
    if (draft) assert.match(draft, armored);
    await open(lee, `${path}-read`, webmail.body, `let keyring; ${/keyringOf/.test(webmail.display ?? "") ? "window.keyringOf = () => mailvelope.getKeyring();" : ""}`);
    const shown = webmail.display?.replace(/await mailvelope\.getKeyring\("\w+"\)/, "await mailvelope.getKeyring()");
    const result = await connectWhile(lee.page, given(lee.page, `(async (armored) => (${shown}))(${JSON.stringify(message)}).then((one) => one.error ? one.error.code : "shown")`));
    assert.equal(result, "shown");
    const frame = lee.page.locator("main iframe").contentFrame();
    if (!webmail.anonymous) await frame.getByText(/^Sealed by .*noor@example\.org/).waitFor();
    if (webmail.text) await frame.getByText(webmail.text).waitFor();
  });
}

test("Roundcube finds what it looks for: a version it can read, an object it can write on, a frame among the children", async () => {
  await open(noor, "/roundcube", `<div id="composebodycontainer"><textarea id="composebody">typed before</textarea></div>`);
  const done = given(noor.page, `mailvelope.getVersion().then((version) => {
    mailvelope.VERSION = version;
    mailvelope.VERSION_MAJOR = Math.floor(parseFloat(version));
    return mailvelope.getKeyring("abcdef0123456789");
  }).then(null, () => mailvelope.createKeyring("abcdef0123456789")).then((keyring) =>
    mailvelope.createEditorContainer("#composebodycontainer", keyring, { predefinedText: document.querySelector("#composebody").value, signMsg: true }))
    .then((editor) => [mailvelope.VERSION_MAJOR >= 2, typeof editor.encrypt, document.querySelectorAll("#composebodycontainer > iframe").length])`);
  assert.deepEqual(await connectWhile(noor.page, done), [true, "function", 1]);
  await inside(noor.page, "#composebodycontainer").getByText("typed before").waitFor();
});

test("the real extension beside it: as the rules of the organisation say, and never two", async (context) => {
  const extension = `const theirs = { whose: "extension" }; const inject = () => { window.mailvelope = theirs; dispatchEvent(new CustomEvent("mailvelope", { detail: theirs })); };`;
  const offered = `window.offered = []; addEventListener("mailvelope", () => offered.push(window.mailvelope.whose ?? "zegel"));`;
  for (const clientApi of /** @type {const} */ (["zegel", "extension"])) {
    const other = await besideForeignPages(context, { clientApi });
    const { page } = await other.stage.visitor();
    const script = `<script src="/zegel-client-api.js" data-vault="${other.stage.url}" data-address="noor@example.org"></script>`;
    for (const [when, head] of [["before", `<script>${extension} inject(); ${offered}</script>${script}`], ["after", `${script}<script>${extension} ${offered} setTimeout(inject, 200);</script>`]]) {
      await page.goto(other.pages.serve(`/${clientApi}-${when}`, { body: "<main><h1>Webmail</h1></main>", head }));
      const wanted = clientApi === "extension" ? "extension" : "zegel";
      await page.waitForFunction((wanted) => /** @type {any} */ (window).mailvelope && (/** @type {any} */ (window).mailvelope.whose ?? "zegel") === wanted && localStorage.getItem("zegel-client-api") === wanted, wanted);
      const seen = await page.evaluate("offered");
      assert.equal(seen.filter((/** @type {string} */ one) => one === "extension").length, wanted === "extension" ? 1 : 0, `${clientApi}, ${when}: ${seen}`);
    }
  }
});

test("nothing of all this went elsewhere, and nothing readable crossed a server", () => {
  assert.deepEqual(scene.stage.outside, []);
  for (const { body } of scene.stage.requests) assert.ok(!body.includes(secret));
});
