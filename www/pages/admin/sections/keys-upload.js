// @ts-check
// One certificate to the public key server: what that means first, then the two calls.

import { requestVerification, upload } from "../../../keys/publish.js";
import { usualKeyserver } from "../../../keys/sources/keyserver.js";
import { addressesOf } from "../../../keys/keyring.js";
import { inGroups, readFile } from "../model/certificates.js";
import { h, sign } from "../view/dom.js";
import { keysErrorText } from "./keys-directory.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {import("../../../keys/publish.js").Publication} Status */
/**
 * @typedef {{ bytes: Uint8Array, userIds: string[], addresses: string[], fingerprint: string, host: string, lookups: any, agreed: boolean, busy: boolean,
 *   status: Record<string, Status>|null, error: string|null }} Chosen
 */

/** What is a certificate of somebody, with whatever is wrong with it, may still be made public: a revoked one above all. */
const unknown = "nobody@example.org";

/** @param {Page} page */
export function keyserverPart(page) {
  const { say } = page.voice;
  /** @type {Chosen|undefined} */
  const chosen = page.ui.get("keyserver");
  const error = page.ui.get("keyserver-error");
  return h("section", { class: "block", key: "keyserver", id: "keyserver", "aria-label": say("keys.keyserver") },
    h("h2", null, say("keys.keyserver")), h("p", { class: "muted small lead" }, say("keys.keyserver-lead")),
    error && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, error)),
    chosen && card(page, chosen),
    h("div", { class: "button-row" }, h("label", { class: "button file-button" }, sign("folder", { size: 16 }), say(chosen ? "keys.keyserver-other" : "keys.keyserver-open"),
      h("input", { type: "file", class: "visually-hidden", disabled: chosen?.busy === true, on: { change: (/** @type {any} */ { target }) => {
        const [file] = target.files;
        if (file) openFile(page, file);
        target.value = "";
      } } }))));
}

/**
 * @param {Page} page
 * @param {string} address
 * @param {readonly import("../model/publication.js").Known[]} certificates  the newest is meant
 */
export async function chooseForKeyserver(page, address, certificates) {
  const created = (/** @type {typeof certificates[number]} */ { views }) => views.get(address)?.created ?? "";
  const [newest] = [...certificates].sort((one, other) => (created(one) < created(other) ? 1 : -1));
  if (newest) await choose(page, newest.bytes);
  document.getElementById("keyserver")?.scrollIntoView({ block: "center" });
  document.getElementById("keyserver-agreed")?.focus({ preventScroll: true });
}

/** @param {Page} page @param {File} file */
async function openFile(page, file) {
  const { say } = page.voice;
  page.ui.delete("keyserver");
  page.ui.delete("keyserver-error");
  const { certificates, problem } = await readFile(file);
  const wrong = problem ?? (certificates.length > 1 ? "several" : null);
  if (wrong) return page.setUi("keyserver-error", say(`keys.problem.${wrong}`, { file: file.name }));
  const [one] = certificates;
  if (one) await choose(page, one.bytes);
}

/** @param {Page} page @param {Uint8Array} bytes */
async function choose(page, bytes) {
  page.ui.delete("keyserver-error");
  try {
    const addresses = addressesOf(bytes);
    const [view, lookups] = await Promise.all([page.publication.view(bytes, addresses[0] ?? unknown), lookupsHere()]);
    if (!view) throw Object.assign(new Error("damaged"), { code: "certificate-malformed" });
    const host = lookups?.keyserverHost ?? usualKeyserver;
    /** @type {Chosen} */
    const chosen = { bytes, userIds: view.userIds, addresses, fingerprint: view.fingerprint, host, lookups, agreed: false, busy: false, status: null, error: null };
    page.ui.set("keyserver", chosen);
  } catch (error) {
    page.ui.set("keyserver-error", keysErrorText(page, error));
  }
  page.refresh();
  // Drawn in a microtask: whoever waits for this finds it there.
  await Promise.resolve();
}

/** The own server's way to the key server, where the page has a server that offers one. */
async function lookupsHere() {
  try {
    const answer = await fetch("/config.json", { credentials: "omit", cache: "no-store" });
    return answer.ok ? (await answer.json()).lookups ?? null : null;
  } catch {
    return null;
  }
}

/**
 * @param {Page} page
 * @param {Chosen} chosen
 */
function card(page, chosen) {
  const { say, language } = page.voice;
  const { userIds, fingerprint, addresses, host, lookups, agreed, busy, status, error } = chosen;
  const change = (/** @type {Partial<Chosen>} */ more) => page.setUi("keyserver", { ...chosen, ...more });
  const names = new Intl.ListFormat(language).format(addresses);
  return h("div", { class: "card", key: fingerprint },
    h("div", { class: "certificate" }, sign("key-round", { size: 18 }), h("span", { class: "row-main" }, h("span", { class: "row-name" }, userIds.join(", ") || say("keys.no-user-id")), h("span", { class: "code small muted" }, inGroups(fingerprint)))),
    error && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, error)),
    status ? statusList(page, chosen) : [
      h("p", null, h("strong", null, say("keys.public-title", { host }))),
      h("ul", { class: "public" },
        h("li", null, sign("eye", { size: 16 }), h("span", null, say("keys.public-key"))),
        h("li", null, sign("mail-question-mark", { size: 16 }), h("span", null, addresses.length > 0 ? say("keys.public-addresses", { addresses: names, host }) : say("keys.public-no-address"))),
        h("li", null, sign("triangle-alert", { size: 16 }), h("span", null, say("keys.public-for-ever"))),
        h("li", null, sign("globe", { size: 16 }), h("span", null, say(lookups ? "keys.public-through" : "keys.public-direct", { host })))),
      h("label", { class: "check" }, h("input", { type: "checkbox", id: "keyserver-agreed", checked: agreed, on: { change: (/** @type {any} */ { target }) => change({ agreed: target.checked }) } }), h("span", null, say("keys.public-agreed"))),
      h("div", { class: "button-row" }, h("button", { type: "button", class: "button primary", disabled: !agreed || busy, on: { click: () => send(page, chosen) } }, sign("upload", { size: 16 }), say(busy ? "keys.uploading" : "keys.upload", { host })),
        h("button", { type: "button", class: "button", disabled: busy, on: { click: () => page.setUi("keyserver", undefined) } }, say("page.cancel"))),
    ]);
}

/**
 * @param {Page} page
 * @param {Chosen} chosen
 */
function statusList(page, { host, status }) {
  const { say } = page.voice;
  const entries = Object.entries(status ?? {});
  return [
    h("p", { class: "notice right", role: "status" }, sign("circle-check", { size: 18 }), h("span", null, say("keys.uploaded", { host }))),
    h("ul", { class: "addresses" }, entries.map(([address, one]) => h("li", { key: address }, sign(one === "published" ? "check" : one === "pending" ? "mail" : "minus", { size: 16 }), h("span", { class: "address" }, address), h("span", { class: "muted small" }, say(`keys.status.${one}`))))),
    h("div", { class: "button-row" }, h("button", { type: "button", class: "button", on: { click: () => page.setUi("keyserver", undefined) } }, say("page.close"))),
  ];
}

/**
 * @param {Page} page
 * @param {Chosen} chosen
 */
async function send(page, chosen) {
  const where = { lookups: chosen.lookups };
  const show = (/** @type {Partial<Chosen>} */ more) => { chosen = { ...chosen, ...more }; page.setUi("keyserver", chosen); };
  show({ busy: true, error: null });
  try {
    const { token, status } = await upload(chosen.bytes, where);
    const open = Object.keys(status).filter((address) => status[address] === "unpublished");
    // The certificate is there now, whatever becomes of the mails.
    const asked = open.length > 0 ? (await requestVerification(token, open, page.voice.language, where)).status : {};
    show({ busy: false, status: { ...status, ...asked } });
  } catch (error) {
    show({ busy: false, error: keysErrorText(page, error) });
  }
}
