// @ts-check
// The frame: what is at hand everywhere, the sections at the left, the draft at the right.

import { routeOf } from "./model/forms.js";
import { languages } from "./texts/texts.js";
import { trialColumn } from "./trial/trial.js";
import { ask } from "./view/dialog.js";
import { h, sign } from "./view/dom.js";
import { openMenu } from "./view/menu.js";
import { previewColumn } from "./preview/column.js";
import { brandingView, brandingsView } from "./sections/branding.js";
import { detectionView, typeView, wordListView } from "./sections/detection.js";
import { importView } from "./sections/import.js";
import { jsonView } from "./sections/json.js";
import { keysView } from "./sections/keys.js";
import { labelView, labelsView } from "./sections/labels.js";
import { overviewView } from "./sections/overview.js";
import { groupView, peopleView, personView } from "./sections/people.js";
import { passphraseView } from "./sections/passphrase.js";
import { policiesView, policyView } from "./sections/policies.js";
import { publishingView } from "./sections/publishing.js";
import { ruleView, rulesView } from "./sections/rules.js";
import { templateView, templatesView } from "./sections/templates.js";

/** @typedef {import("./page.js").Page} Page */

/** Sections: their icon, the lists counted beside them, what they show. @type {ReadonlyArray<{ name: string, icon: string, lists: string[], view: (page: Page) => any }>} */
const sections = [
  { name: "overview", icon: "book-open", lists: [], view: overviewView },
  { name: "labels", icon: "tag", lists: ["labels"], view: labelsView },
  { name: "templates", icon: "shield", lists: ["templates"], view: templatesView },
  { name: "rules", icon: "list-ordered", lists: ["rules"], view: rulesView },
  { name: "detection", icon: "fingerprint-pattern", lists: ["types", "wordLists"], view: detectionView },
  { name: "people", icon: "users", lists: ["groups", "people"], view: peopleView },
  { name: "policies", icon: "scroll-text", lists: ["policies"], view: policiesView },
  { name: "keys", icon: "key-round", lists: [], view: keysView },
  { name: "branding", icon: "palette", lists: ["branding"], view: brandingsView },
  { name: "passphrase", icon: "text-cursor-input", lists: [], view: passphraseView },
  { name: "import", icon: "download", lists: [], view: importView },
  { name: "json", icon: "code", lists: [], view: jsonView },
  { name: "publishing", icon: "stamp", lists: [], view: publishingView },
];

/** The editors of single entries, by the first part of the route. @type {Readonly<Record<string, { section: string, view: (page: Page, index: number) => any }>>} */
const editors = {
  labels: { section: "labels", view: labelView },
  templates: { section: "templates", view: templateView },
  branding: { section: "branding", view: brandingView },
  rules: { section: "rules", view: ruleView },
  types: { section: "detection", view: typeView },
  wordLists: { section: "detection", view: wordListView },
  groups: { section: "people", view: groupView },
  people: { section: "people", view: personView },
  policies: { section: "policies", view: policyView },
};

/** Where what recipients see stands beside the form, in the place of the draft on trial. */
const previewed = new Set(["branding", "passphrase"]);

/** @param {Page} page */
export function shell(page) {
  const { say } = page.voice;
  const [, head = "overview", position] = page.route.split("/");
  const editor = position === undefined ? undefined : editors[head];
  const index = Number(position);
  const known = editor !== undefined && page.listIn(head)[index] !== undefined;
  const section = sections.find(({ name }) => name === (known ? editor.section : head in editors && !sections.some((one) => one.name === head) ? editors[head]?.section : head)) ?? sections[0];
  const preview = previewed.has(section?.name ?? "");
  return h("div", { class: `shell${preview ? " previewing" : ""}`, key: "shell" },
    h("a", { class: "skip", href: "#main", on: { click: (/** @type {Event} */ event) => {
      event.preventDefault();
      document.getElementById("main")?.focus();
    } } }, say("page.skip")),
    topBar(page, section?.name ?? "overview", preview ? "preview" : "trial"),
    navigation(page, section?.name ?? "overview"),
    h("main", { id: "main", class: "main", tabindex: "-1", key: "main" }, h("div", { class: "main-inner", key: page.route }, known ? editor.view(page, index) : section?.view(page))),
    preview ? previewColumn(page, known && head === "branding" ? index : 0) : trialColumn(page),
    h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" }, page.announced));
}

/** @param {Page} page @param {string} section @param {"trial"|"preview"} beside  what stands beside it */
function topBar(page, section, beside) {
  const { say } = page.voice;
  const mistakes = page.mistakes.length;
  return h("header", { class: "top" },
    h("button", {
      type: "button", class: "button nav-button", "aria-expanded": String(page.ui.get("nav") === true), "aria-controls": "sections",
      on: { click: () => page.setUi("nav", !page.ui.get("nav")) },
    }, sign("menu", { size: 18 }), say(`section.${section}`)),
    h("span", { class: "brand" }, sign("stamp", { size: 22 }), h("span", { class: "brand-words" }, h("strong", null, page.document?.organisation?.name || say("page.unnamed")), h("span", { class: "muted small" }, say("page.name")))),
    h("span", { class: `kept small ${page.keeping}` }, sign(page.keeping === "not-kept" ? "triangle-alert" : "save", { size: 16 }), h("span", { class: "kept-words" }, say(`page.${page.keeping}`))),
    h("span", { class: "top-tools" },
      h("button", { type: "button", class: "icon-button", "aria-label": say("page.undo"), title: `${say("page.undo")} (Ctrl+Z)`, disabled: !page.store.canUndo, on: { click: () => page.undo() } }, sign("undo-2")),
      h("button", { type: "button", class: "icon-button", "aria-label": say("page.redo"), title: `${say("page.redo")} (Ctrl+Shift+Z)`, disabled: !page.store.canRedo, on: { click: () => page.redo() } }, sign("redo-2")),
      h("button", {
        type: "button", class: `button state ${page.json ? "wrong" : mistakes > 0 ? "wrong" : "right"}`, on: { click: () => (page.json ? page.go("/json") : page.go("/overview")) },
      }, sign(mistakes > 0 || page.json ? "circle-alert" : "circle-check", { size: 18 }), h("span", null, page.json ? say("page.json-broken") : mistakes > 0 ? say("page.mistakes", { count: mistakes }) : say("page.no-mistakes"))),
      h("button", { type: "button", class: "button trial-button", "aria-expanded": String(page.ui.get(beside) === true), "aria-controls": beside, "aria-label": say(`${beside}.open`), on: { click: () => page.setUi(beside, !page.ui.get(beside)) } }, sign(beside === "trial" ? "mail" : "eye", { size: 18 }), h("span", null, say(`${beside}.open`))),
      h("button", { type: "button", class: "icon-button", "aria-haspopup": "dialog", "aria-label": say("page.settings"), on: { click: (/** @type {any} */ { currentTarget }) => settingsMenu(page, currentTarget) } }, sign("settings"))));
}

/** @param {Page} page @param {HTMLElement} anchor */
function settingsMenu(page, anchor) {
  const { say } = page.voice;
  openMenu(page, anchor, {
    label: say("page.settings"), search: false,
    groups: [
      { name: say("page.language"), items: languages.map(([language, name]) => ({ value: `language ${language}`, words: name, icon: page.voice.language === language ? "check" : "languages" })) },
      { name: say("page.look"), items: ["system", "light", "dark"].map((theme) => ({ value: `theme ${theme}`, words: say(`page.theme-${theme}`), icon: theme === "light" ? "sun" : theme === "dark" ? "moon" : "settings" })) },
      { name: say("page.file"), items: [{ value: "close", words: say("page.close-bundle"), icon: "log-out" }] },
    ],
    onPick: async (picked) => {
      const [what, value = ""] = picked.split(" ");
      if (what === "language") page.speak(/** @type {any} */ (value));
      else if (what === "theme") {
        if (value === "system") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = value;
      } else if (!page.dirty || await ask(page, { title: say("page.close-title"), text: say("page.close-text"), yes: say("page.close-yes"), danger: true })) await page.startOver();
    },
  });
}

/** @param {Page} page @param {string} present */
function navigation(page, present) {
  const { say } = page.voice;
  /** @type {Map<string, number>} */
  const wrong = new Map();
  for (const { path } of page.mistakes) {
    const [, head = ""] = routeOf(path).split("/");
    const name = editors[head]?.section ?? head;
    wrong.set(name, (wrong.get(name) ?? 0) + 1);
  }
  return h("nav", { class: `sections${page.ui.get("nav") ? " open" : ""}`, id: "sections", "aria-label": say("page.sections"), key: "nav" },
    h("ul", null, sections.map(({ name, icon, lists }) => {
      const count = lists.reduce((sum, list) => sum + page.listIn(list).length, 0);
      const faults = wrong.get(name) ?? 0;
      return h("li", { key: name, class: name === "import" ? "apart" : "" }, h("a", { href: `#/${name}`, class: "section-link", "aria-current": name === present ? "page" : null, on: { click: () => { if (name === present) page.arrive(`/${name}`); } } },
        sign(icon, { size: 18 }), h("span", { class: "section-name" }, say(`section.${name}`)),
        faults > 0 ? h("span", { class: "badge wrong" }, h("span", { "aria-hidden": "true" }, String(faults)), h("span", { class: "visually-hidden" }, say("page.mistakes", { count: faults })))
          : lists.length > 0 && h("span", { class: "badge" }, String(count))));
    })));
}
