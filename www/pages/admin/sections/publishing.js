// @ts-check
// The last step: what changed in words, until when it holds, the key, the signature, the two files.

import { readPublicKey, readSecretKey, makeKey, publicKeyText, sign as signBytes } from "../../../engine/minisign.js";
import { errorText } from "../../../texts/error-text.js";
import { bytesOf, nextEdition, nextSerial, textOf } from "../model/edition.js";
import { routeOf } from "../model/forms.js";
import { differences } from "../model/differences.js";
import { longDate } from "../texts/texts.js";
import { h, sign } from "../view/dom.js";
import { form } from "../view/form.js";
import { zoned } from "../view/inputs.js";
import { save } from "../view/save.js";
import { mistakeList } from "./overview.js";
import { heading, numbered } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {{ document: any, serial: number, bytes: Uint8Array, signature: string, taken: Set<string> }} Edition  `taken`: files that were downloaded */
/** @typedef {{ secret: import("../../../engine/minisign.js").SecretKey, publicKey: string, fresh: string|null, saved: boolean }} Key  `fresh`: its file, until it was saved */

/** @param {Page} page */
export function publishingView(page) {
  const { say } = page.voice;
  const ready = page.checked && page.mistakes.length === 0 && page.json === null;
  return [
    heading(say("section.publishing"), say("publishing.lead")),
    numbered(1, say("publishing.mistakes"), ready, page.json ? h("p", { class: "notice danger" }, sign("triangle-alert", { size: 18 }), h("span", null, say("page.json-broken"))) : mistakeList(page)),
    numbered(2, say("publishing.changes"), ready, changes(page)),
    numbered(3, say("publishing.validity"), ready && Boolean(page.document.expires), validity(page)),
    numbered(4, say("publishing.key"), Boolean(page.ui.get("key")), keyPart(page)),
    numbered(5, say("publishing.sign"), page.edition !== null, signing(page, ready)),
  ];
}

/** @param {Page} page */
function changes(page) {
  const { say } = page.voice;
  /** @type {{ name: string, document: any }|undefined} */
  const other = page.ui.get("compared");
  const base = other?.document ?? page.base;
  const compare = h("div", { class: "button-row" },
    h("label", { class: "button small file-button" }, sign("folder", { size: 16 }), say("publishing.compare"),
      h("input", { type: "file", accept: ".json,application/json", class: "visually-hidden", on: { change: async (/** @type {any} */ { target }) => {
        const [file] = target.files;
        target.value = "";
        if (!file) return;
        try {
          page.ui.delete("compare-error");
          page.setUi("compared", { name: file.name, document: JSON.parse(await file.text()) });
        } catch {
          page.setUi("compare-error", say("start.not-json", { file: file.name }));
        }
      } } })),
    other && h("button", { type: "button", class: "button small", on: { click: () => page.setUi("compared", undefined) } }, say("publishing.compare-loaded")));
  const error = page.ui.get("compare-error") && h("p", { class: "notice danger", role: "alert" }, page.ui.get("compare-error"));
  if (base === null) return [h("p", { class: "muted" }, say("publishing.first")), compare, error];
  const found = differences(base, page.document, page.voice, page.builtIn);
  return [
    h("p", { class: "muted" }, other ? say("publishing.compared-with", { file: other.name }) : say("publishing.compared-loaded", { serial: Number(base.serial) })),
    found.length === 0 ? h("p", { class: "notice" }, sign("check", { size: 18 }), h("span", null, say("publishing.no-changes")))
      : h("ul", { class: "differences" }, found.map((one, index) => h("li", { class: one.kind, key: index }, sign(one.kind === "added" ? "plus" : one.kind === "removed" ? "minus" : "pen-line", { size: 16, label: say(`difference.${one.kind}`) }),
        one.pointer === null ? h("span", null, one.text) : h("button", { type: "button", class: "plain-link", on: { click: () => page.goTo(/** @type {string} */ (one.pointer), routeOf(/** @type {string} */ (one.pointer))) } }, one.text)))),
    compare, error,
  ];
}

/** @param {Page} page */
function validity(page) {
  const { say } = page.voice;
  const until = (/** @type {number} */ months) => {
    const when = new Date();
    when.setMonth(when.getMonth() + months, Math.min(when.getDate(), 28));
    const day = `${when.getFullYear()}-${String(when.getMonth() + 1).padStart(2, "0")}-${String(when.getDate()).padStart(2, "0")}`;
    page.edit("/expires", zoned(`${day}T12:00`));
  };
  return [
    h("div", { class: "grid" }, form(page, "edition", "", { only: ["expires", "graceDays"] })),
    h("div", { class: "button-row" }, [3, 6, 12].map((months) => h("button", { type: "button", class: "button small", key: months, on: { click: () => until(months) } }, say("publishing.months", { count: months })))),
    page.edition === null && h("p", { class: "help" }, say("publishing.serial", { serial: nextSerial(page.document, page.base) })),
  ];
}

/** @param {Page} page */
function keyPart(page) {
  const { say } = page.voice;
  /** @type {Key|undefined} */
  const key = page.ui.get("key");
  const failed = (/** @type {unknown} */ error) => page.setUi("key-error", keyErrorText(page, error));
  const make = async () => {
    try {
      const made = await makeKey();
      page.ui.delete("key-error");
      page.setUi("key", { secret: readSecretKey(made.secretKey), publicKey: made.publicKey, fresh: made.secretKey, saved: false });
    } catch (error) {
      failed(error);
    }
  };
  const load = async (/** @type {File|undefined} */ file) => {
    if (!file) return;
    try {
      const secret = readSecretKey(await file.text());
      page.ui.delete("key-error");
      page.setUi("key", { secret, publicKey: publicKeyText(secret), fresh: null, saved: true });
    } catch (error) {
      failed(error);
    }
  };
  return [
    page.ui.get("key-error") && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, page.ui.get("key-error"))),
    key ? h("div", { class: "key" },
      h("p", null, sign("key-round", { size: 18 }), h("span", null, say("publishing.key-loaded"), " ", h("span", { class: "code" }, key.secret.id))),
      key.fresh !== null && h("p", { class: `notice ${key.saved ? "" : "warning"}` }, sign("triangle-alert", { size: 18 }), h("span", null, say("publishing.key-save"))),
      h("div", { class: "button-row" },
        key.fresh !== null && h("button", { type: "button", class: `button${key.saved ? "" : " primary"}`, on: { click: () => { save("zegel-policy.key", /** @type {string} */ (key.fresh), "text/plain"); page.setUi("key", { ...key, saved: true }); } } }, sign("download", { size: 16 }), say("publishing.key-secret")),
        h("button", { type: "button", class: "button", on: { click: () => save("zegel-policy.pub", key.publicKey, "text/plain") } }, sign("download", { size: 16 }), say("publishing.key-public")),
        h("button", { type: "button", class: "button", on: { click: () => page.setUi("key", undefined) } }, say("publishing.key-other"))),
      h("p", { class: "help" }, say("publishing.key-where")),
      h("pre", { class: "command", tabindex: "0", "aria-label": say("publishing.key-public") }, pointLine(key.publicKey)))
      : [h("p", { class: "muted" }, say("publishing.key-lead")),
        h("div", { class: "button-row" },
          h("label", { class: "button file-button" }, sign("folder", { size: 16 }), say("publishing.key-load"), h("input", { type: "file", class: "visually-hidden", on: { change: (/** @type {any} */ { target }) => { load(target.files[0]); target.value = ""; } } })),
          h("button", { type: "button", class: "button", on: { click: make } }, sign("plus", { size: 16 }), say("publishing.key-make")))],
  ];
}

/** @param {Page} page @param {any} error */
function keyErrorText(page, error) {
  const own = `publishing.error.${error?.code}`;
  return page.voice.has(own) ? page.voice.say(own) : errorText(error, page.voice.language);
}

/** The line of a public key file that pages are configured with. @param {string} text */
function pointLine(text) {
  readPublicKey(text);
  return text.trim().split("\n").at(-1) ?? "";
}

/**
 * @param {Page} page
 * @param {boolean} ready
 */
function signing(page, ready) {
  const { say, language } = page.voice;
  /** @type {Key|undefined} */
  const key = page.ui.get("key");
  const { edition } = page;
  const error = page.ui.get("sign-error") && h("p", { class: "notice danger", role: "alert" }, page.ui.get("sign-error"));
  if (!edition) {
    const waits = !ready ? say("publishing.wait-mistakes") : !key ? say("publishing.wait-key") : !key.saved ? say("publishing.wait-saved") : null;
    return [
      h("p", { class: "muted" }, waits ?? say("publishing.sign-lead", { serial: nextSerial(page.document, page.base), key: key?.secret.id ?? "" })),
      h("button", { type: "button", class: "button primary", disabled: waits !== null, on: { click: () => signNow(page) } }, sign("signature", { size: 18 }), say("publishing.sign-button")), error,
    ];
  }
  const file = (/** @type {string} */ name, /** @type {string|Uint8Array} */ content, /** @type {string} */ type) => h("button", {
    type: "button", class: "button primary", key: name, on: { click: () => {
      save(name, content, type);
      edition.taken.add(name);
    } },
  }, sign("download", { size: 16 }), name);
  return [
    h("div", { class: "signed" },
      h("p", { class: "notice right" }, sign("badge-check", { size: 20 }), h("span", null, h("strong", null, say("publishing.signed", { serial: edition.serial })), " ", page.document.expires ? say("publishing.until", { when: longDate(String(page.document.expires), language) }) : say("publishing.no-end"))),
      h("div", { class: "button-row" },
        file("bundle.json", edition.bytes, "application/json"), file("bundle.json.minisig", edition.signature, "text/plain")),
      h("ol", { class: "last-steps" }, h("li", null, say("publishing.put-files")), h("li", null, say("publishing.put-key")), h("li", null, say("publishing.seen"))),
      h("p", { class: "help" }, say("publishing.check-with"), " ", h("code", { class: "code" }, `minisign -Vm bundle.json -P ${key ? pointLine(key.publicKey) : "…"}`))),
    error,
  ];
}

/**
 * Signs exactly the bytes that were checked; what is downloaded is these and no others.
 * @param {Page} page
 */
async function signNow(page) {
  const { say } = page.voice;
  /** @type {Key|undefined} */
  const key = page.ui.get("key");
  if (!key) return;
  const document = nextEdition(page.document, { base: page.base, now: new Date() });
  const text = textOf(document);
  const answer = page.steward.check(text);
  if ("mistakes" in answer) {
    page.check();
    page.setUi("sign-error", say("publishing.wait-mistakes"));
    return;
  }
  try {
    const bytes = bytesOf(text);
    const signature = await signBytes({
      bytes, key: key.secret, hash: (data) => page.steward.blake2b(data),
      trustedComment: `serial:${document.serial} issued:${document.issued}`,
    });
    page.ui.delete("sign-error");
    page.store.replace(document);
    page.base = document;
    page.edition = { document, serial: document.serial, bytes, signature, taken: new Set() };
    page.announce(say("publishing.signed", { serial: document.serial }));
  } catch (error) {
    page.setUi("sign-error", keyErrorText(page, error));
  }
}
