// @ts-check
// The organisation's own key, with which it vouches for its people's: opened from a file, or made here.

import { certificateFrom, inGroups } from "../model/certificates.js";
import { armored } from "../../../keys/keyring.js";
import { h, sign } from "../view/dom.js";
import { save } from "../view/save.js";
import { addTrusted, isTrusted } from "../view/trusted.js";
import { domainsOf, keysErrorText } from "./keys-directory.js";

/** @typedef {import("../page.js").Page} Page */

/** A passphrase for a file that may lie about. */
const shortest = 8;
/** What is larger is no key of a person or an organisation. */
const largestKeyFile = 1024 * 1024;

/** @param {Page} page */
export function ownerPart(page) {
  const { say } = page.voice;
  const { owner, locked } = page.publication;
  return [
    h("p", { class: "muted" }, say("keys.certify-lead")),
    page.ui.get("owner-error") && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, page.ui.get("owner-error"))),
    owner ? loaded(page, owner) : locked ? passphraseForm(page, locked) : choices(page),
  ];
}

/** @param {Page} page */
function choices(page) {
  const { say } = page.voice;
  const busy = page.ui.get("owner-busy") === true;
  const wish = page.ui.get("owner-wish");
  const name = wish?.name ?? String(page.document?.organisation?.name ?? "");
  const address = wish?.address ?? `keys@${domainsOf(page)[0] ?? "example.org"}`;
  const change = (/** @type {{ name?: string, address?: string }} */ more) => page.setUi("owner-wish", { name, address, ...more });
  const making = wish !== undefined && wish !== null;
  return [
    h("div", { class: "button-row" },
      h("label", { class: "button file-button" }, sign("folder", { size: 16 }), say("keys.owner-open"), h("input", { type: "file", class: "visually-hidden", disabled: busy, on: { change: (/** @type {any} */ { target }) => {
        const [file] = target.files;
        if (file) doing(page, () => openFile(page, file));
        target.value = "";
      } } })),
      !making && h("button", { type: "button", class: "button", disabled: busy, on: { click: () => page.setUi("owner-wish", { name, address }) } }, sign("plus", { size: 16 }), say("keys.owner-make"))),
    making && h("form", { class: "card", on: { submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      doing(page, async () => {
        await page.publication.make({ name: name.trim(), address: address.trim(), kind: page.document?.keys?.kind === "v6" ? "v6" : "v4" });
        if (page.publication.owner) page.ui.delete("owner-wish");
      });
    } } },
    h("div", { class: "grid" },
      labelled("owner-name", say("keys.owner-name"), h("input", { class: "input", id: "owner-name", type: "text", required: true, autocomplete: "off", value: name, on: { input: (/** @type {any} */ { target }) => change({ name: target.value }) } })),
      labelled("owner-address", say("keys.owner-address"), h("input", { class: "input", id: "owner-address", type: "email", required: true, autocomplete: "off", value: address, on: { input: (/** @type {any} */ { target }) => change({ address: target.value }) } }))),
    h("p", { class: "help" }, say("keys.owner-make-help")),
    h("div", { class: "button-row" }, h("button", { type: "submit", class: "button primary", disabled: busy }, sign("key-round", { size: 16 }), say("keys.owner-make-now")),
      h("button", { type: "button", class: "button", on: { click: () => page.setUi("owner-wish", undefined) } }, say("page.cancel")))),
  ];
}

/** @param {string} id @param {string} label @param {any} input */
function labelled(id, label, input) {
  return h("div", { class: "field" }, h("label", { class: "field-label", for: id }, label), input);
}

/**
 * @param {Page} page
 * @param {NonNullable<Page["publication"]["locked"]>} locked
 */
function passphraseForm(page, { name, bytes, wrong }) {
  const { say } = page.voice;
  const busy = page.ui.get("owner-busy") === true;
  return h("form", { class: "card", key: "passphrase", on: { submit: (/** @type {any} */ event) => {
    event.preventDefault();
    const input = event.currentTarget.querySelector("input");
    doing(page, () => page.publication.open(name, bytes, input.value));
  } } },
  h("div", { class: `field${wrong ? " wrong" : ""}` }, h("label", { class: "field-label", for: "owner-passphrase" }, say("keys.owner-passphrase", { file: name })),
    h("input", { class: "input", id: "owner-passphrase", type: "password", autocomplete: "off", "aria-invalid": wrong ? "true" : null, "aria-describedby": wrong ? "owner-passphrase-wrong" : null }),
    wrong && h("p", { class: "mistakes-here", id: "owner-passphrase-wrong", role: "alert" }, say("keys.owner-passphrase-wrong"))),
  h("div", { class: "button-row" }, h("button", { type: "submit", class: "button primary", disabled: busy }, sign("lock-open", { size: 16 }), say("keys.owner-unlock")),
    h("button", { type: "button", class: "button", on: { click: () => page.publication.forgetOwner() } }, say("page.cancel"))));
}

/**
 * @param {Page} page
 * @param {NonNullable<Page["publication"]["owner"]>} owner
 */
function loaded(page, { key, fresh, saved }) {
  const { say } = page.voice;
  // As it stands in a file: the trusted ones are compared octet for octet.
  const certificate = certificateFrom(armored(key.certificate)) ?? key.certificate;
  const trusted = isTrusted(page, "/keys/trusted", certificate);
  const who = key.name ? `${key.name} <${key.address}>` : key.address;
  return h("div", { class: "key" },
    h("div", { class: "certificate" }, sign("badge-check", { size: 18 }), h("span", { class: "row-main" }, h("span", { class: "row-name" }, who), h("span", { class: "code small muted" }, inGroups(key.fingerprint)))),
    fresh && saveForm(page, saved),
    h("div", { class: "button-row" },
      trusted ? h("span", { class: "small muted with-sign", key: "trusted" }, sign("check", { size: 16 }), say("keys.owner-trusted"))
        : h("button", { type: "button", class: "button", key: "trust", on: { click: () => addTrusted(page, "/keys/trusted", [certificate]) } }, sign("shield-check", { size: 16 }), say("keys.owner-trust")),
      h("button", { type: "button", class: "button", on: { click: () => save(`${key.address}.asc`, armored(key.certificate), "application/pgp-keys") } }, sign("download", { size: 16 }), say("keys.owner-certificate")),
      h("button", { type: "button", class: "button", on: { click: () => { page.ui.delete("owner-error"); page.publication.forgetOwner(); } } }, say("keys.owner-forget"))),
    h("p", { class: "help" }, say(trusted ? "keys.owner-effect" : "keys.owner-effect-untrusted")));
}

/** The file of a key made here. @param {Page} page @param {boolean} saved */
function saveForm(page, saved) {
  const { say } = page.voice;
  const busy = page.ui.get("owner-busy") === true;
  return h("form", { class: "save-key", on: { submit: (/** @type {any} */ event) => {
    event.preventDefault();
    const input = event.currentTarget.querySelector("input");
    doing(page, () => saveKey(page, input));
  } } },
  h("p", { class: `notice ${saved ? "" : "warning"}` }, sign(saved ? "check" : "triangle-alert", { size: 18 }), h("span", null, say(saved ? "keys.owner-saved" : "keys.owner-save"))),
  h("div", { class: "field" }, h("label", { class: "field-label", for: "owner-new-passphrase" }, say("keys.owner-new-passphrase")),
    h("div", { class: "with-button" }, h("input", { class: "input", id: "owner-new-passphrase", type: "password", autocomplete: "new-password", required: true, minlength: String(shortest), "aria-describedby": "owner-new-passphrase-help" }),
      h("button", { type: "submit", class: `button${saved ? "" : " primary"}`, disabled: busy }, sign("download", { size: 16 }), say("keys.owner-download"))),
    h("p", { class: "help", id: "owner-new-passphrase-help" }, say("keys.owner-new-passphrase-help", { count: shortest }))));
}

/** @param {Page} page @param {HTMLInputElement} input */
async function saveKey(page, input) {
  const { owner } = page.publication;
  const bytes = await page.publication.exportOwner(input.value);
  if (!owner || !bytes) return;
  save(`${owner.key.address}-secret.asc`, bytes, "application/pgp-keys");
  bytes.fill(0);
  input.value = "";
  page.publication.ownerSaved();
}

/** @param {Page} page @param {File} file */
async function openFile(page, file) {
  if (file.size > largestKeyFile) page.ui.set("owner-error", page.voice.say("keys.error.key-malformed"));
  else await page.publication.open(file.name, new Uint8Array(await file.arrayBuffer()));
}

/**
 * One thing at a time, and what goes wrong is said.
 * @param {Page} page
 * @param {() => Promise<unknown>} work
 */
async function doing(page, work) {
  page.ui.delete("owner-error");
  page.setUi("owner-busy", true);
  try {
    await work();
    // What concerns the key is said beside it.
    const { error } = page.publication;
    if (error) {
      page.publication.error = null;
      throw error;
    }
  } catch (error) {
    page.ui.set("owner-error", keysErrorText(page, error));
  }
  page.setUi("owner-busy", false);
}
