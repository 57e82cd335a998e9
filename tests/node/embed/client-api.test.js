// @ts-check
// Mailvelope's client API as documented: what a webmail may hand over, what it gets, and the code of every refusal. The vault
// is played here; tests/browser/client-api.test.js has the real one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { armorType, isArmor } from "../../../www/embed/mailvelope/checks.js";
import { apiError, ApiError } from "../../../www/embed/mailvelope/errors.js";
import { apiVersion, Mailvelope } from "../../../www/embed/mailvelope/mailvelope.js";
import { languages } from "../../../www/embed/mailvelope/texts.js";

class Element {}
const containers = new Map([["#editor", new Element()], ["#other", new Element()], ["#display", new Element()]]);
Object.assign(globalThis, {
  HTMLElement: Element,
  document: {
    querySelector: (/** @type {string} */ selector) => {
      if (!/^[#.\w-]+$/.test(selector)) throw new SyntaxError("not a selector");
      return containers.get(selector) ?? null;
    },
  },
});

const armor = (/** @type {string} */ kind) => `-----BEGIN PGP ${kind}-----\n\nwcBMA0\n-----END PGP ${kind}-----\n`;
const message = armor("MESSAGE");

/**
 * A vault that answers from a table: a value, a function of the input, or an error to reject with.
 * @param {Record<string, unknown>} [answers]
 * @param {{ state?: string, language?: string }} [how]
 */
function vault(answers = {}, { state = "ready", language = "en" } = {}) {
  /** @type {{ kind: string, name: string, input: any }[]} */
  const asked = [];
  /** @type {any[]} */
  const places = [];
  const place = (/** @type {string} */ kind, /** @type {any} */ container, /** @type {any} */ who) => {
    const made = {
      id: `frame-${places.length}`, kind, container, who, alive: true, told: /** @type {any[]} */ ([]),
      close() { made.alive = false; },
      tell(/** @type {string} */ name, /** @type {any} */ what) { made.told.push({ name, what }); },
      async ask(/** @type {string} */ name, /** @type {any} */ input) {
        asked.push({ kind, name, input });
        const answer = answers[name];
        const value = typeof answer === "function" ? answer(input) : answer;
        if (value instanceof Error || (value && typeof value === "object" && "code" in value)) throw value;
        return value;
      },
    };
    places.push(made);
    return made;
  };
  const frames = /** @type {any} */ ({
    language,
    standing: async () => ({ state, address: null, fingerprint: null, version: "0.1.0", clientApi: "zegel" }),
    connected: async (/** @type {string} */ name) => { asked.push({ kind: "keyring", name: "connected", input: name }); },
    keyring: async (/** @type {string} */ name) => place("keyring", null, { keyring: name }),
    open: async (/** @type {string} */ kind, /** @type {any} */ container, /** @type {any} */ who) => place(kind, container, who),
    openOver: async (/** @type {string} */ kind, /** @type {any} */ who, /** @type {any} */ begun) => begun(place(kind, "over", who)),
  });
  return { api: new Mailvelope(frames), asked, places };
}

/** @param {Promise<unknown>} promise @param {string} code */
const refused = (promise, code) => assert.rejects(promise, (/** @type {any} */ error) => {
  assert.ok(error instanceof Error);
  assert.equal(/** @type {any} */ (error).code, code, String(error));
  assert.ok(error.message.length > 10 && !/[{}]/.test(error.message), error.message);
  return true;
});

test("the version can be read as a number of at least 2", async () => {
  const version = await vault().api.getVersion();
  assert.equal(version, apiVersion);
  assert.match(version, /^\d{1,2}\.\d{1,2}\.\d{1,2}$/);
  assert.ok(Number.parseFloat(version) >= 2);
});

test("a keyring is got once it is made or connected, and made once", async () => {
  const fresh = vault({}, { state: "not-connected" }).api;
  await refused(fresh.getKeyring("user-1"), "NO_KEYRING_FOR_ID");
  const made = await fresh.createKeyring("user-1");
  assert.deepEqual([made.identifier, made.logoRev], ["user-1", 0]);
  assert.equal((await fresh.getKeyring("user-1")).identifier, "user-1");
  await refused(fresh.createKeyring("user-1"), "KEYRING_ALREADY_EXISTS");
  await refused(vault().api.createKeyring("user-1"), "KEYRING_ALREADY_EXISTS");
  // The main one is always there, whether the webmail passes nothing, null or "".
  for (const none of [undefined, null, ""]) assert.equal((await fresh.getKeyring(/** @type {any} */ (none))).identifier, undefined);
  await refused(fresh.createKeyring(/** @type {any} */ (undefined)), "TYPE_MISMATCH");
  await refused(fresh.getKeyring(/** @type {any} */ (7)), "TYPE_MISMATCH");
  const forbidden = vault({}, { state: "refused" }).api;
  await refused(forbidden.getKeyring(), "NOT_AUTHORIZED");
  await refused(forbidden.createKeyring("user-1"), "NOT_AUTHORIZED");
});

test("webmails write properties on the object, as Roundcube does with the version", async () => {
  const { api } = vault();
  Object.assign(api, { VERSION: await api.getVersion(), VERSION_MAJOR: 6 });
  assert.equal(Reflect.get(api, "VERSION_MAJOR"), 6);
});

test("valid keys come under the addresses as they were asked for", async () => {
  const key = { fingerprint: "AB12", lastModified: "2026-05-01T10:00:00.000Z", source: "keyserver" };
  const { api, asked } = vault({ validKeyForAddress: { "lee@example.com": { keys: [key] }, "mara@example.com": false } });
  const keyring = await api.getKeyring();
  const found = /** @type {any} */ (await keyring.validKeyForAddress(["Lee@Example.com", "mara@example.com", /** @type {any} */ (null), "", "unknown@example.com"]));
  assert.deepEqual(Object.keys(found), ["Lee@Example.com", "mara@example.com", "unknown@example.com"]);
  assert.deepEqual(found["Lee@Example.com"], { keys: [{ fingerprint: "ab12", lastModified: new Date(key.lastModified), source: "OKS" }] });
  assert.deepEqual([found["mara@example.com"], found["unknown@example.com"]], [false, false]);
  assert.deepEqual(asked.map(({ name }) => name), ["connected", "validKeyForAddress"]);
  assert.deepEqual(await keyring.validKeyForAddress([]), {});
  await refused(keyring.validKeyForAddress(/** @type {any} */ ("lee@example.com")), "TYPE_MISMATCH");
  await refused(keyring.validKeyForAddress([/** @type {any} */ ({ email: "lee@example.com" })]), "TYPE_MISMATCH");
});

test("keys go out and come in", async () => {
  const certificate = armor("PUBLIC KEY BLOCK");
  const { api, asked } = vault({ exportOwnPublicKey: certificate, importPublicKey: "UPDATED", hasPrivateKey: true });
  const keyring = await api.getKeyring("user-1");
  assert.equal(await keyring.exportOwnPublicKey("noor@example.org"), certificate);
  assert.equal(await keyring.importPublicKey(certificate), "UPDATED");
  for (const wrong of [message, armor("PRIVATE KEY BLOCK"), armor("SIGNATURE"), "no armor"]) await refused(keyring.importPublicKey(wrong), "WRONG_ARMORED_TYPE");
  await refused(keyring.importPublicKey(/** @type {any} */ (undefined)), "TYPE_MISMATCH");
  await refused(keyring.exportOwnPublicKey(""), "TYPE_MISMATCH");
  assert.equal(await keyring.hasPrivateKey("AB12 CD34"), true);
  assert.equal(await keyring.hasPrivateKey({ email: "noor@example.org" }), true);
  assert.equal(await keyring.hasPrivateKey(), true);
  assert.deepEqual(asked.filter(({ name }) => name === "hasPrivateKey").map(({ input }) => input), [{ fingerprint: "ab12cd34" }, { email: "noor@example.org" }, {}]);
  await refused((await vault({ exportOwnPublicKey: { code: "no-certificate", message: "" } }).api.getKeyring()).exportOwnPublicKey("x@example.org"), "NO_KEY_FOR_ADDRESS");
  await refused((await vault({ importPublicKey: { code: "certificate-malformed", message: "" } }).api.getKeyring()).importPublicKey(certificate), "IMPORT_ERROR");
  await refused((await vault({ importPublicKey: new Error("?") }).api.getKeyring()).importPublicKey(certificate), "IMPORT_ERROR");
});

test("Autocrypt headers are handed out and taken", async () => {
  const { api, asked } = vault({ autocryptHeader: (/** @type {any} */ { from }) => from === "noor@example.org" ? "addr=noor@example.org; keydata=xjME" : null, processAutocryptHeader: null });
  const keyring = await api.getKeyring();
  assert.deepEqual(await keyring.additionalHeadersForOutgoingEmail({ from: "noor@example.org" }), { autocrypt: "addr=noor@example.org; keydata=xjME" });
  await refused(keyring.additionalHeadersForOutgoingEmail({ from: "else@example.org" }), "NO_KEY_FOR_ADDRESS");
  await refused(keyring.additionalHeadersForOutgoingEmail(/** @type {any} */ ({})), "TYPE_MISMATCH");
  assert.equal(await keyring.processAutocryptHeader({ autocrypt: "addr=lee@example.com; keydata=xjME", from: "Lee <lee@example.com>", date: "Thu, 26 Nov 2026 15:00:00 +0000" }), undefined);
  assert.deepEqual(asked.at(-1)?.input, { from: "Lee <lee@example.com>", header: "addr=lee@example.com; keydata=xjME", date: "Thu, 26 Nov 2026 15:00:00 +0000" });
  await refused(keyring.processAutocryptHeader({ autocrypt: "addr=lee@example.com", from: "lee@example.com", date: "" }), "INVALID_HEADER");
  await refused(keyring.processAutocryptHeader(/** @type {any} */ ({ from: "lee@example.com" })), "INVALID_HEADER");
});

test("an editor gets what the webmail gives, and only what goes together", async () => {
  const { api, places, asked } = vault({ begin: null, unsaved: false });
  const keyring = await api.getKeyring("user-1");
  await api.createEditorContainer("#editor", keyring, { predefinedText: "Dear Lee", signMsg: true });
  assert.deepEqual(asked.at(-1)?.input, { mode: "body", recipients: "host", quota: 20_480 * 1024, signMsg: true, predefinedText: "Dear Lee" });
  assert.equal(places.find(({ kind }) => kind === "editor")?.who.keyring, "user-1");
  // A keyring of somebody else's making, or none, is the main one; "" says nothing.
  await api.createEditorContainer("#other", { identifier: "user-1" }, { quota: 2000, armoredDraft: message, predefinedText: "", quotedMail: "" });
  assert.equal(places.filter(({ kind }) => kind === "editor").at(-1)?.who.keyring, "");
  assert.deepEqual(asked.at(-1)?.input, { mode: "body", recipients: "host", quota: 2000 * 1024, signMsg: false, armoredDraft: message });
  await api.createEditorContainer("#display", undefined, { quotedMail: message, quotedMailIndent: false, quotedMailHeader: "Lee wrote:", keepAttachments: true });
  assert.deepEqual(asked.at(-1)?.input, {
    mode: "body", recipients: "host", quota: 20_480 * 1024, signMsg: false, quotedMail: message, quotedMailIndent: false, quotedMailHeader: "Lee wrote:", keepAttachments: true,
  });
});

test("an editor is refused with the code for each mistake", async () => {
  const { api } = vault({ begin: null });
  const make = (/** @type {any} */ selector, /** @type {any} */ options) => api.createEditorContainer(selector, undefined, options);
  for (const other of [{ predefinedText: "x" }, { quotedMail: message }, { quotedMailHeader: "x" }, { keepAttachments: true }]) {
    await refused(make("#editor", { armoredDraft: message, ...other }), "INVALID_OPTIONS");
  }
  await refused(make("#editor", { armoredDraft: "no armor" }), "WRONG_ARMORED_TYPE");
  await refused(make("#editor", { quotedMail: armor("PUBLIC KEY BLOCK") }), "WRONG_ARMORED_TYPE");
  await refused(make("#nowhere", {}), "WRONG_SELECTOR");
  await refused(make("##[", {}), "WRONG_SELECTOR");
  await refused(make(new Element(), {}), "TYPE_MISMATCH");
  await refused(make("#editor", "text"), "TYPE_MISMATCH");
  await refused(make("#editor", { quota: "much" }), "TYPE_MISMATCH");
  await refused(vault({ begin: { code: "message-not-for-you", message: "" } }).api.createEditorContainer("#editor", undefined, { quotedMail: message }), "NO_KEY_FOUND");
});

test("the same container twice: one editor for a button pressed twice, and what somebody wrote is not thrown away", async () => {
  let unsaved = false;
  const { api, places } = vault({ begin: null, unsaved: () => unsaved });
  const [first, second] = await Promise.all([api.createEditorContainer("#editor", undefined, {}), api.createEditorContainer("#editor", undefined, {})]);
  assert.equal(first, second);
  assert.equal(places.length, 1);
  unsaved = true;
  await refused(api.createEditorContainer("#editor", undefined, { predefinedText: "else" }), "INVALID_OPTIONS");
  unsaved = false;
  const third = await api.createEditorContainer("#editor", undefined, { predefinedText: "else" });
  assert.notEqual(third, first);
  assert.deepEqual(places.map(({ alive }) => alive), [false, true]);
  places[1].alive = false;
  assert.notEqual(await api.createEditorContainer("#editor", undefined, { predefinedText: "else" }), third);
});

test("sealing: for somebody, one at a time, and every refusal has its code", async () => {
  /** @type {(value: string) => void} */
  let finish = () => {};
  const { api, asked } = vault({ begin: null, encrypt: () => new Promise((resolve) => { finish = resolve; }), createDraft: message });
  const editor = await api.createEditorContainer("#editor");
  const running = editor.encrypt(["lee@example.com", /** @type {any} */ (null), "lee@example.com", " mara@example.com "]);
  await refused(editor.encrypt(["lee@example.com"]), "ENCRYPT_IN_PROGRESS");
  await refused(editor.createDraft(), "ENCRYPT_IN_PROGRESS");
  finish(message);
  assert.equal(await running, message);
  assert.deepEqual(asked.at(-1)?.input, { recipients: ["lee@example.com", "mara@example.com"] });
  assert.equal(await editor.createDraft(), message);
  for (const none of [[], [null], [""]]) await refused(editor.encrypt(/** @type {any} */ (none)), "NO_KEY_FOR_RECIPIENT");
  await refused(editor.encrypt(/** @type {any} */ ("lee@example.com")), "TYPE_MISMATCH");
  const codes = {
    "recipient-without-certificate": "NO_KEY_FOR_RECIPIENT", NO_KEY_FOR_RECIPIENT: "NO_KEY_FOR_RECIPIENT", "no-own-key": "NO_KEY_FOR_ENCRYPTION",
    "message-too-large": "ENCRYPT_QUOTA_SIZE", "vault-locked": "PWD_DIALOG_CANCEL", blocked: "BLOCKED_BY_RULES", "frame-removed": "NO_CONNECTION", else: "INTERNAL_ERROR",
  };
  for (const [code, expected] of Object.entries(codes)) {
    const one = await vault({ begin: null, encrypt: { code, message: "", detail: { address: "lee@example.com" } } }).api.createEditorContainer("#editor");
    await refused(one.encrypt(["lee@example.com"]), expected);
    // Not busy for ever after a refusal.
    await refused(one.encrypt(["lee@example.com"]), expected);
  }
});

test("a message is shown, or an error is handed back in the result", async () => {
  const { api, asked, places } = vault({ show: { status: "sealed", label: null } });
  assert.deepEqual(await api.createDisplayContainer("#display", message, undefined, { senderAddress: "lee@example.com" }), {});
  assert.deepEqual(asked.at(-1)?.input, { armored: message, sender: "lee@example.com" });
  assert.equal(places[0].kind, "display");
  for (const [answer, code] of /** @type {const} */ ([
    [{ code: "message-not-for-you", message: "" }, "NO_KEY_FOUND"], [{ code: "message-malformed", message: "" }, "ARMOR_PARSE_ERROR"],
    [{ code: "vault-locked", message: "" }, "PWD_DIALOG_CANCEL"], [new Error("?"), "DECRYPT_ERROR"], [{ status: "closed", closed: "damaged", label: null }, "ARMOR_PARSE_ERROR"], [{ status: "closed", closed: "not-for-you", label: null }, "NO_KEY_FOUND"],
  ])) {
    const { error } = await vault({ show: answer }).api.createDisplayContainer("#display", message);
    assert.equal(error?.code, code);
    assert.ok(error instanceof Error && error.message.length > 10);
  }
  for (const wrong of ["text", armor("PUBLIC KEY BLOCK"), armor("SIGNED MESSAGE")]) await refused(api.createDisplayContainer("#display", wrong), "WRONG_ARMORED_TYPE");
  await refused(api.createDisplayContainer("#nowhere", message), "WRONG_SELECTOR");
});

test("keys are made, backed up and brought back in frames of the vault", async () => {
  const certificate = armor("PUBLIC KEY BLOCK");
  const { api, places, asked } = vault({ generate: certificate, isReady: null, show: null });
  const keyring = await api.getKeyring("user-1");
  const userIds = [{ email: "noor@example.org", fullName: "Noor" }];
  const generator = await keyring.createKeyGenContainer("#editor", { userIds, keySize: 4096 });
  assert.equal(await generator.generate(), certificate);
  assert.deepEqual(asked.at(-1)?.input, { userIds, confirm: false });
  assert.equal(await generator.generate(Promise.resolve()), certificate);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await generator.generate(Promise.reject(new Error("no"))), certificate);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(places.find(({ kind }) => kind === "key-generation").told, [{ name: "generation", what: { keep: true } }, { name: "generation", what: { keep: false } }]);
  await refused(generator.generate(/** @type {any} */ (true)), "TYPE_MISMATCH");
  for (const options of [undefined, {}, { userIds: [] }, { userIds: [{ fullName: "Noor" }] }, { userIds: [{ email: "noor" }] }, { userIds, keySize: 1024 }]) {
    await refused(keyring.createKeyGenContainer("#editor", options), "INPUT_NOT_VALID");
  }
  assert.equal(await (await keyring.createKeyBackupContainer("#editor", { initialSetup: true })).isReady(), undefined);
  assert.equal(await (await keyring.restoreBackupContainer("#editor", { restorePassword: false })).isReady(), undefined);
  await refused(keyring.createKeyBackupContainer("#nowhere"), "WRONG_SELECTOR");
  const canceled = await vault({ isReady: { code: "canceled", message: "" } }).api.getKeyring();
  await refused((await canceled.restoreBackupContainer("#editor")).isReady(), "EDITOR_DIALOG_CANCEL");
  assert.equal(await api.createSettingsContainer("#editor", keyring, { email: "noor@example.org", fullName: "Noor" }), undefined);
  assert.deepEqual(places.at(-1)?.who, { keyring: "user-1", address: "noor@example.org", name: "Noor" });
  assert.equal(await keyring.openSettings({ showDefaultKey: true }), undefined);
  assert.equal(places.at(-1)?.container, "over");
});

test("what is not done says so", async () => {
  const { api } = vault();
  const keyring = await api.getKeyring();
  await refused(api.createEncryptedFormContainer("#editor", "", "x"), "INVALID_FORM");
  await refused(api.createEncryptedFormContainer("#editor", "<form></form>", "x"), "NOT_SUPPORTED");
  await refused(keyring.setLogo("data:image/gif;base64,AAAA", 1), "LOGO_INVALID");
  await refused(keyring.setLogo(`data:image/png;base64,${"A".repeat(16_000)}`, 1), "LOGO_INVALID");
  await refused(keyring.setLogo("data:image/png;base64,AAAA", 0), "REVISION_INVALID");
  await refused(keyring.setLogo("data:image/png;base64,AAAA", 1), "NOT_SUPPORTED");
  assert.equal(keyring.logoRev, 0);
  const nothing = async () => {};
  assert.equal(await keyring.addSyncHandler({ uploadSync: nothing, downloadSync: nothing, ...{ backup: nothing, restore: nothing } }), undefined);
  await refused(keyring.addSyncHandler({ uploadSync: nothing }), "TYPE_MISMATCH");
  await refused(keyring.addSyncHandler(/** @type {any} */ ({ backup: "x" })), "TYPE_MISMATCH");
});

test("the vault's own words are passed on, a program's are not", () => {
  assert.equal(apiError({ code: "vault-locked", message: "Unlock your keys first." }, "en").message, "Unlock your keys first.");
  assert.equal(apiError(new TypeError("x is undefined"), "nl").message, languages.nl.INTERNAL_ERROR);
  const same = new ApiError("IMPORT_ERROR");
  assert.equal(apiError(same, "en"), same);
});

test("every sentence is there in both languages, with the same places to fill", () => {
  assert.deepEqual(Object.keys(languages.nl), Object.keys(languages.en));
  const fills = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [name, text] of Object.entries(languages.en)) {
    assert.deepEqual(fills(languages.nl[name] ?? ""), fills(text), name);
    assert.ok(!/!/.test(text + languages.nl[name]), name);
  }
});

test("the kind of armor is that of the first block", () => {
  assert.equal(armorType(`Hello\n${armor("SIGNED MESSAGE")}${armor("SIGNATURE")}`), "signed message");
  assert.equal(armorType("-----BEGIN PGP NONSENSE-----"), "none");
  assert.equal(armorType(""), "none");
});

test("what can be armor, and what cannot", () => {
  const around = (/** @type {string} */ inside) => `-----BEGIN PGP MESSAGE-----\n${inside}\n-----END PGP MESSAGE-----\n`;
  assert.ok(isArmor(around("\nwcBMAzJU\n=abcd")));
  assert.ok(isArmor(around("Version: 1\nComment: x\n\n0sABhF4D").replaceAll("\n", "\r\n")));
  for (const inside of ["\nwcBMA", "\nAAAA", "\n", "\nwcB MA?#", "wcBMAzJU"]) assert.ok(!isArmor(around(inside)), inside);
});
