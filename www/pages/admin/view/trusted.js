// @ts-check
// Certificates in the bundle: added from a file, shown as whose they are.

import { equal } from "../../../keys/bytes.js";
import { base64, certificateFrom, inGroups, longestTrusted, readFile } from "../model/certificates.js";
import { longDate } from "../texts/texts.js";
import { h, sign } from "./dom.js";
import { described } from "./field.js";

/** @typedef {import("../page.js").Page} Page */

/** What keeps one from vouching for others; that mail cannot be encrypted to it does not. */
const grave = new Set(["expired", "revoked", "not-yet-valid", "weak-algorithm", "unsupported", "bad-binding"]);

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {string} label
 */
export function trustedInput(page, pointer, label) {
  const { say } = page.voice;
  const value = page.store.get(pointer);
  /** @type {any[]} */
  const texts = Array.isArray(value) ? value : [];
  const error = page.ui.get("trusted-error");
  const remove = (/** @type {number} */ index) => {
    page.edit(pointer, texts.length > 1 ? texts.filter((_, at) => at !== index) : undefined);
    page.focusOn(pointer);
  };
  return h("div", { class: "trusted" },
    h("ul", { class: "certificates", "aria-label": label }, texts.map((text, index) => h("li", { class: "certificate", key: `${index} ${String(text).slice(0, 80)}` }, certificateWords(page, text),
      h("button", { type: "button", class: "icon-button small", "aria-label": say("keys.trusted-remove", { name: nameOf(page, text) }), title: say("keys.trusted-remove", { name: nameOf(page, text) }), on: { click: () => remove(index) } }, sign("trash", { size: 16 }))))),
    error && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, error)),
    h("div", { class: "button-row" }, h("label", { class: "button small file-button" }, sign("plus", { size: 16 }), say("keys.trusted-add"),
      h("input", { type: "file", class: "visually-hidden", ...described(page, pointer), on: { change: (/** @type {any} */ { target }) => {
        const [file] = target.files;
        if (file) addFile(page, pointer, file);
        target.value = "";
      } } }))));
}

/** @param {Page} page @param {unknown} text */
function nameOf(page, text) {
  const view = typeof text === "string" ? page.publication.trusted(text) : null;
  return view?.userIds[0] ?? page.voice.say("keys.trusted-unread");
}

/** @param {Page} page @param {unknown} text */
function certificateWords(page, text) {
  const { say, language } = page.voice;
  const view = typeof text === "string" ? page.publication.trusted(text) : null;
  if (view === undefined) return h("span", { class: "row-main muted" }, say("keys.trusted-reading"));
  if (view === null) return [sign("circle-alert", { size: 18 }), h("span", { class: "row-main" }, say("keys.trusted-unread"))];
  const wrong = view.reason && grave.has(view.reason) ? view.reason : null;
  return [sign(wrong ? "shield-alert" : "shield-check", { size: 18 }), h("span", { class: "row-main" },
    h("span", { class: "row-name" }, view.userIds[0] ?? say("keys.no-user-id")),
    h("span", { class: "code small muted" }, inGroups(view.fingerprint)),
    wrong ? h("span", { class: "small wrong-words" }, say("keys.trusted-useless", { reason: say(`keys.reason.${wrong}`) }))
      : view.expires && h("span", { class: "small muted" }, say("keys.valid-until", { when: longDate(view.expires, language) })))];
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {File} file
 */
async function addFile(page, pointer, file) {
  const { say } = page.voice;
  const { certificates, problem } = await readFile(file);
  if (problem) return page.setUi("trusted-error", say(`keys.problem.${problem}`, { file: file.name }));
  addTrusted(page, pointer, certificates.map(({ bytes }) => bytes));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {readonly Uint8Array[]} certificates
 */
export function addTrusted(page, pointer, certificates) {
  const { say } = page.voice;
  page.ui.delete("trusted-error");
  const value = page.store.get(pointer);
  /** @type {any[]} */
  const texts = Array.isArray(value) ? value : [];
  const fresh = certificates.filter((bytes) => !isTrusted(page, pointer, bytes)).map(base64);
  if (fresh.some(({ length }) => length > longestTrusted)) return page.setUi("trusted-error", say("keys.trusted-too-large"));
  if (fresh.length > 0) page.edit(pointer, [...texts, ...fresh]);
  page.announce(say("keys.trusted-added", { count: fresh.length }));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {Uint8Array} bytes
 */
export function isTrusted(page, pointer, bytes) {
  const value = page.store.get(pointer);
  return Array.isArray(value) && value.some((text) => {
    const known = certificateFrom(text);
    return known !== null && equal(known, bytes);
  });
}
