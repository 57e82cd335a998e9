// @ts-check
// Before there is a document: go on with what was kept, open a file, begin from the example, or empty.

import { domainsIn, emptyBundle, fromExample, inEnglish } from "./model/begin.js";
import { guid } from "./model/ids.js";
import { languages, longDate } from "./texts/texts.js";
import { h, sign } from "./view/dom.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {{ from: "starter"|"empty", name: string, domains: string, language: "en"|"nl", tried: boolean }} First */

/** @param {Page} page */
export function startView(page) {
  const { say } = page.voice;
  /** @type {First|undefined} */
  const first = page.ui.get("first");
  return h("main", {
    class: "start", key: "start",
    on: { dragover: (/** @type {Event} */ event) => event.preventDefault(), drop: (/** @type {DragEvent} */ event) => { event.preventDefault(); openFile(page, event.dataTransfer?.files[0]); } },
  },
    h("div", { class: "start-inner" },
      h("div", { class: "start-head" }, h("span", { class: "start-seal" }, sign("stamp", { size: 28 })),
        h("div", { class: "segments", role: "group", "aria-label": say("page.language") }, languages.map(([language, name]) => h("button", {
          type: "button", class: "segment", lang: language, "aria-pressed": String(page.voice.language === language), on: { click: () => page.speak(language) } }, name)))),
      h("h1", null, say("start.title")), h("p", { class: "lead" }, say("start.lead")),
      page.ui.get("start-error") && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, page.ui.get("start-error"))),
      first ? firstForm(page, first) : choices(page)));
}

/** @param {Page} page */
function choices(page) {
  const { say, language } = page.voice;
  const { found } = page;
  return h("ul", { class: "start-choices", key: "choices" },
    found && card(page, { key: "kept", icon: "rotate-ccw", title: say("start.resume"), text: say("start.resume-text", { name: nameIn(found.text), when: longDate(found.saved, language) }), primary: true, onClick: () => resume(page) }),
    card(page, { key: "starter", icon: "sparkles", title: say("start.starter"), text: say("start.starter-text"), primary: !found, onClick: () => page.setUi("first", { from: "starter", name: "", domains: "", language, tried: false }) }),
    h("li", { key: "open" }, h("label", { class: "start-card" }, sign("folder", { size: 22 }), h("span", { class: "start-card-words" }, h("strong", null, say("start.open")), h("span", { class: "muted" }, say("start.open-text"))),
      h("input", { type: "file", accept: ".json,application/json", class: "visually-hidden", on: { change: (/** @type {any} */ { target }) => { openFile(page, target.files[0]); target.value = ""; } } }))),
    card(page, { key: "empty", icon: "file", title: say("start.empty"), text: say("start.empty-text"), onClick: () => page.setUi("first", { from: "empty", name: "", domains: "", language, tried: false }) }));
}

/**
 * @param {Page} page
 * @param {{ key: string, icon: string, title: string, text: string, primary?: boolean, onClick: () => void }} options
 */
function card(page, { key, icon, title, text, primary = false, onClick }) {
  return h("li", { key }, h("button", { type: "button", class: `start-card${primary ? " primary" : ""}`, on: { click: onClick } },
    sign(icon, { size: 22 }), h("span", { class: "start-card-words" }, h("strong", null, title), h("span", { class: "muted" }, text)), sign("chevron-right", { size: 18 })));
}

/**
 * What cannot be guessed: the name, the domains, the language.
 * @param {Page} page
 * @param {First} first
 */
function firstForm(page, first) {
  const { say } = page.voice;
  const domains = domainsIn(first.domains);
  const change = (/** @type {Partial<First>} */ what) => page.setUi("first", { ...first, ...what });
  const missing = { name: first.name.trim() === "", domains: domains.length === 0 };
  const input = (/** @type {"name"|"domains"} */ name, /** @type {string} */ placeholder) => h("div", { class: `field${first.tried && missing[name] ? " wrong" : ""}` },
    h("label", { class: "field-label", for: `first-${name}` }, say(`first.${name}`)),
    h("input", {
      id: `first-${name}`, class: "input", type: "text", value: first[name], placeholder, autocomplete: "off", spellcheck: "false", autofocus: name === "name",
      "aria-describedby": `first-${name}-help`, "aria-invalid": first.tried && missing[name] ? "true" : null, on: { input: (/** @type {any} */ { target }) => change({ [name]: target.value }) },
    }),
    first.tried && missing[name] && h("p", { class: "mistakes-here" }, say(`first.${name}-missing`)),
    h("p", { class: "help", id: `first-${name}-help` }, say(`first.${name}-help`)));
  return h("form", { class: "first", key: "first", novalidate: true, on: { submit: (/** @type {Event} */ event) => {
    event.preventDefault();
    if (missing.name || missing.domains) change({ tried: true });
    else make(page, first, domains);
  } } },
    h("h2", null, say(`start.${first.from}`)),
    input("name", say("first.name-example")), input("domains", "example.org"),
    h("div", { class: "field" }, h("label", { class: "field-label", for: "first-language" }, say("first.language")),
      h("span", { class: "select" }, h("select", { id: "first-language", value: first.language, on: { change: (/** @type {any} */ { target }) => change({ language: target.value }) } },
        h("option", { value: "en", selected: first.language === "en" }, say("first.language-en")), h("option", { value: "nl", selected: first.language === "nl" }, say("first.language-nl"))), sign("chevron-down", { size: 16 }))),
    h("div", { class: "button-row" }, h("button", { type: "submit", class: "button primary" }, say("first.begin")), h("button", { type: "button", class: "button", on: { click: () => page.setUi("first", undefined) } }, say("page.back"))));
}

/**
 * @param {Page} page
 * @param {First} first
 * @param {string[]} domains
 */
async function make(page, first, domains) {
  const organisation = { id: guid(), name: first.name.trim(), domains };
  try {
    const document = first.from === "empty" ? emptyBundle(organisation) : fromExample(await example(), organisation);
    page.begin(first.language === "en" ? inEnglish(document) : document, { languages: first.language === "en" ? ["en"] : ["en", "nl"] });
    page.check();
    page.go("/overview");
  } catch {
    page.setUi("start-error", page.voice.say("start.not-loaded"));
  }
}

async function example() {
  const answer = await fetch(new URL("starter.json", import.meta.url), { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/** @param {Page} page */
function resume(page) {
  const { found } = page;
  if (!found) return;
  const document = JSON.parse(found.text);
  const base = found.base === null ? null : found.base === found.text ? document : JSON.parse(found.base);
  page.begin(document, { base, trial: found.trial, languages: found.languages });
  page.check();
  page.arrive(location.hash.slice(1) || "/overview");
}

/** @param {Page} page @param {File|undefined} file */
export async function openFile(page, file) {
  if (!file) return;
  const text = await file.text();
  try {
    const document = JSON.parse(text);
    if (document === null || typeof document !== "object" || Array.isArray(document)) throw new TypeError();
    page.begin(document, { base: document });
    page.check();
    page.go("/overview");
  } catch {
    page.setUi("start-error", page.voice.say("start.not-json", { file: file.name }));
  }
}

/** @param {string} text */
function nameIn(text) {
  try {
    return String(JSON.parse(text).organisation?.name ?? "");
  } catch {
    return "";
  }
}

