// @ts-check
// The Web Key Directory of the organisation: certificates in, a zip for the web server out.

import { listOf } from "../model/names.js";
import { errorText } from "../../../texts/error-text.js";
import { h, sign } from "../view/dom.js";
import { folding } from "../view/fold.js";
import { save } from "../view/save.js";
import { ownerPart } from "./keys-owner.js";
import { chooseForKeyserver } from "./keys-upload.js";
import { numbered } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {import("../model/publication.js").Sorted} Sorted */

/** More addresses than these are counted, and found by typing. */
const most = 40;
/** Lists longer than this can be searched. */
const many = 8;
/** Where whom it concerns is not said. */
const headlines = new Set(["no-address"]);

/** The organisation's domains, as far as they are ones. @param {Page} page @returns {string[]} */
export function domainsOf(page) {
  return listOf(page.document?.organisation?.domains).filter((one) => typeof one === "string").map((one) => one.toLowerCase());
}

/** @param {Page} page */
export function directoryPart(page) {
  const { say } = page.voice;
  const { publication } = page;
  const sorted = publication.sorted(domainsOf(page));
  // A domain came while there were certificates for it.
  if (sorted.unchecked > 0 && !publication.work && !publication.error) queueMicrotask(() => publication.check(domainsOf(page)));
  const ready = sorted.listed.length > 0 && sorted.unchecked === 0;
  return h("section", { class: "block publication", key: "directory", id: "directory", "aria-label": say("keys.directory") },
    h("h2", null, say("keys.directory")), h("p", { class: "muted small lead" }, say("keys.directory-lead")),
    numbered(1, say("keys.step-certificates"), ready, pile(page, sorted), "h3"),
    numbered(2, say("keys.step-certify"), publication.owner !== null && publication.owner.saved, ownerPart(page), "h3"),
    numbered(3, say("keys.step-pack"), ready && isPacked(page), packing(page, sorted, ready), "h3"));
}

/**
 * @param {Page} page
 * @param {Sorted} sorted
 */
function pile(page, sorted) {
  const { say } = page.voice;
  const { publication } = page;
  const take = (/** @type {Iterable<File>|undefined|null} */ files) => {
    const chosen = [...files ?? []];
    if (chosen.length > 0 && !publication.work) publication.add(chosen, domainsOf(page)).then(() => announce(page));
  };
  return [
    h("div", { class: "drop", on: {
      dragover: (/** @type {DragEvent} */ event) => { event.preventDefault(); },
      drop: (/** @type {DragEvent} */ event) => { event.preventDefault(); take(event.dataTransfer?.files); },
    } }, sign("upload", { size: 22 }), h("p", null, say("keys.drop")),
    h("label", { class: "button file-button" }, sign("folder", { size: 16 }), say("keys.choose"),
      h("input", { type: "file", multiple: true, class: "visually-hidden", disabled: publication.work !== null, on: { change: (/** @type {any} */ { target }) => { take(target.files); target.value = ""; } } }))),
    progress(page, ["reading", "checking"]),
    publication.problems.map(({ file, problem }, index) => h("p", { class: `notice ${problem === "skipped" ? "warning" : "danger"}`, role: "alert", key: `problem ${index}` },
      sign("triangle-alert", { size: 18 }), h("span", null, say(`keys.problem.${problem}`, { file })))),
    failure(page),
    publication.certificates.length > 0 && !publication.work && found(page, sorted),
  ];
}

/** @param {Page} page */
function announce(page) {
  const { listed, left } = page.publication.sorted(domainsOf(page));
  page.announce(`${page.voice.say("keys.addresses", { count: listed.length })} ${left.length > 0 ? page.voice.say("keys.left", { count: left.length }) : ""}`);
}

/**
 * @param {Page} page
 * @param {Sorted} sorted
 */
function found(page, { listed, left, alsoElsewhere }) {
  const { say } = page.voice;
  const query = String(page.ui.get("keys-query") ?? "").trim().toLowerCase();
  const wanted = query ? listed.filter(({ address }) => address.includes(query)) : listed;
  const shown = wanted.slice(0, most);
  return h("div", { class: "found", key: "found" },
    h("div", { class: "block-head" },
      h("p", null, h("strong", null, say("keys.addresses", { count: listed.length })), " ", h("span", { class: "muted small" }, say("keys.of-certificates", { count: page.publication.certificates.length }))),
      listed.length > many && h("div", { class: "filter" }, sign("search", { size: 16 }), h("input", {
        class: "input", type: "search", "aria-label": say("keys.filter"), placeholder: say("keys.filter"), value: page.ui.get("keys-query") ?? "",
        on: { input: (/** @type {any} */ { target }) => page.setUi("keys-query", target.value) } })),
      h("button", { type: "button", class: "link", on: { click: () => { page.ui.delete("keys-query"); page.publication.clear(); } } }, say("keys.clear"))),
    listed.length > 0 && h("ul", { class: "addresses", "aria-label": say("keys.list") }, shown.map(({ address, certificates }) => h("li", { key: address },
      sign("key-round", { size: 16 }), h("span", { class: "address" }, address),
      h("span", { class: "muted small" }, say("keys.certificates", { count: certificates.length })),
      h("button", { type: "button", class: "icon-button small", "aria-label": say("keys.to-keyserver", { address }), title: say("keys.to-keyserver", { address }), on: { click: () => chooseForKeyserver(page, address, certificates) } }, sign("globe", { size: 16 })))),
    wanted.length > shown.length && h("li", { class: "muted small", key: "" }, say("sentence.more", { count: wanted.length - shown.length }))),
    query !== "" && wanted.length === 0 && h("p", { class: "muted small" }, say("keys.none-found")),
    listed.length === 0 && h("p", { class: "notice warning" }, sign("triangle-alert", { size: 18 }), h("span", null, say("keys.no-own", { domains: domainsOf(page).join(", ") }))),
    alsoElsewhere > 0 && h("p", { class: "notice" }, sign("info", { size: 18 }), h("span", null, say("keys.also-elsewhere", { count: alsoElsewhere }))),
    left.length > 0 && leftOut(page, left));
}

/**
 * @param {Page} page
 * @param {Sorted["left"]} left
 */
function leftOut(page, left) {
  const { say } = page.voice;
  const reasons = [...new Set(left.map(({ reason }) => reason))].map((reason) => ({ reason, who: left.filter((one) => one.reason === reason).map(({ who }) => who).sort() }));
  return h("details", { class: "fold left-out", ...folding(page, "keys-left", left.length <= most) },
    h("summary", null, h("span", { class: "fold-title" }, say("keys.left", { count: left.length })), h("span", { class: "fold-note" }), sign("chevron-down", { size: 18 })),
    h("dl", { class: "fold-body reasons" }, reasons.map(({ reason, who }) => h("div", { key: reason }, h("dt", null, say(`keys.left.${reason}`)),
      h("dd", { class: "muted small" }, headlines.has(reason) ? String(who.length) : [who.slice(0, 10).join(", "), who.length > 10 && ` ${say("sentence.more", { count: who.length - 10 })}`])))));
}

/** Whether the last zip holds what would be packed now. @param {Page} page */
function isPacked({ ui, publication }) {
  const packed = ui.get("keys-packed");
  return packed?.certificates === publication.certificates && packed.by === publication.owner?.key.fingerprint;
}

/**
 * How far it is, where it does one of these.
 * @param {Page} page
 * @param {readonly string[]} whats
 */
export function progress(page, whats) {
  const { say } = page.voice;
  const { work } = page.publication;
  if (!work || !whats.includes(work.what)) return null;
  const words = say(`keys.work.${work.what}`, { done: work.done, count: work.total });
  return h("div", { class: "progress", key: "progress" }, h("progress", { max: work.total, value: work.done, "aria-label": say(`keys.work.${work.what}-name`) }), h("span", { class: "small muted" }, words),
    work.what !== "packing" && h("button", { type: "button", class: "button small", on: { click: () => page.publication.cancel() } }, say("page.cancel")));
}

/** What went wrong last, in words. @param {Page} page */
export function failure(page) {
  const { error } = page.publication;
  return error !== null && error !== undefined && h("p", { class: "notice danger", role: "alert", key: "failure" }, sign("triangle-alert", { size: 18 }), h("span", null, keysErrorText(page, error)));
}

/** @param {Page} page @param {any} error */
export function keysErrorText(page, error) {
  const { say, has, language } = page.voice;
  const own = `keys.error.${error?.code}`;
  const { detail = {} } = error ?? {};
  const reason = has(`keys.reason.${detail.reason}`) ? say(`keys.reason.${detail.reason}`) : say("keys.reason.other");
  return has(own) ? say(own, { ...detail, reason }) : errorText(error, language);
}

/**
 * @param {Page} page
 * @param {Sorted} sorted
 * @param {boolean} ready
 */
function packing(page, { listed }, ready) {
  const { say } = page.voice;
  const { publication } = page;
  const domains = domainsOf(page);
  // The organisation's own come first, in its order; then those below them.
  const present = new Set(listed.map(({ address }) => address.slice(address.lastIndexOf("@") + 1)));
  const published = [...new Set([...domains.filter((one) => present.has(one)), ...present])];
  const domain = published[0] ?? domains[0] ?? "example.org";
  /** @type {"advanced"|"direct"} */
  const method = page.ui.get("keys-method") ?? "advanced";
  const unsaved = publication.owner !== null && !publication.owner.saved;
  const idle = ready && !publication.work && !unsaved;
  const pack = async () => {
    const bytes = await publication.packed(domains, method);
    if (!bytes) return;
    save(`openpgpkey-${domain}.zip`, bytes, "application/zip");
    page.ui.set("keys-packed", { certificates: publication.certificates, by: publication.owner?.key.fingerprint });
    page.announce(say("keys.packed", { count: listed.length }));
  };
  const keyring = async () => {
    const bytes = await publication.keyring(domains);
    if (bytes) save("keyring.pgp", bytes, "application/pgp-keys");
  };
  const hosts = (published.length > 0 ? published : [domain]).map((one) => (method === "advanced" ? `openpgpkey.${one}` : one));
  return [
    h("div", { class: "methods", role: "radiogroup", "aria-label": say("keys.method") }, /** @type {const} */ (["advanced", "direct"]).map((one) => h("label", { class: "method", key: one },
      h("input", { type: "radio", name: "keys-method", checked: method === one, on: { change: () => page.setUi("keys-method", one) } }),
      h("span", null, h("strong", null, say(`keys.method-${one}`, { domain })), h("span", { class: "small muted" }, say(`keys.method-${one}-text`, { domain })))))),
    !ready && h("p", { class: "muted" }, say("keys.wait-certificates")),
    unsaved && h("p", { class: "muted" }, say("keys.wait-saved")),
    progress(page, ["certifying", "packing"]),
    h("div", { class: "button-row" },
      h("button", { type: "button", class: "button primary", disabled: !idle, on: { click: pack } }, sign("download", { size: 16 }), `openpgpkey-${domain}.zip`),
      h("button", { type: "button", class: "button", disabled: !idle, on: { click: keyring } }, sign("download", { size: 16 }), say("keys.keyring-file"))),
    publication.certifications !== null && h("p", { class: "notice right", key: "certified" }, sign("badge-check", { size: 18 }), h("span", null, say("keys.certified", { count: publication.certifications.made }), " ",
      publication.certifications.there > 0 && say("keys.certified-before", { count: publication.certifications.there }))),
    publication.certifications !== null && publication.certifications.unsure > 0 && h("p", { class: "notice warning", key: "unsure" }, sign("triangle-alert", { size: 18 }),
      h("span", null, say("keys.certified-not", { count: publication.certifications.unsure }))),
    h("ol", { class: "last-steps" },
      h("li", null, say(published.length > 1 && method === "direct" ? "keys.unpack-several" : "keys.unpack", { hosts: hosts.map((host) => `https://${host}/`).join(", ") })),
      h("li", null, say("keys.cors"), " ", h("code", { class: "code" }, "Access-Control-Allow-Origin: *")),
      h("li", null, say("keys.see"), " ", h("code", { class: "code" }, `gpg --locate-keys --auto-key-locate clear,nodefault,wkd ${listed[0]?.address ?? `name@${domain}`}`))),
    h("p", { class: "help" }, say("keys.keyring-help"), " ", page.document?.keys?.keyring === undefined && h("button", { type: "button", class: "link", on: { click: () => page.edit("/keys/keyring", "keyring.pgp") } }, say("keys.keyring-name"))),
  ];
}
