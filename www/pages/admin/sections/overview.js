// @ts-check
// Where it stands: what is wrong, what to do next, and whose bundle this is.

import { actions, conditions } from "../model/fields.js";
import { routeOf } from "../model/forms.js";
import { nextSerial } from "../model/edition.js";
import { nameOf } from "../model/names.js";
import { longDate } from "../texts/texts.js";
import { h, sign } from "../view/dom.js";
import { form } from "../view/form.js";
import { openMenu } from "../view/menu.js";
import { heading } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function overviewView(page) {
  const { say } = page.voice;
  return [
    heading(say("section.overview"), null),
    mistakeList(page),
    nextSteps(page),
    h("section", { class: "block" }, h("h2", null, say("overview.organisation")), h("div", { class: "card" }, form(page, "organisation", "/organisation", { only: ["name", "domains", "accent"] }), languagesField(page))),
    h("section", { class: "block" }, h("h2", null, say("overview.edition")), h("div", { class: "card" }, edition(page))),
  ];
}

/** Every mistake with the way to its field. @param {Page} page */
export function mistakeList(page) {
  const { say } = page.voice;
  if (page.mistakes.length === 0) return h("p", { class: "notice right" }, sign("circle-check", { size: 18 }), h("span", null, say("overview.no-mistakes")));
  const shown = page.mistakes.slice(0, 50);
  return h("section", { class: "block mistakes", "aria-label": say("overview.mistakes", { count: page.mistakes.length }) },
    h("h2", null, say("overview.mistakes", { count: page.mistakes.length })),
    h("ul", { class: "mistake-list" }, shown.map((mistake, index) => h("li", { key: `${mistake.path} ${index}` },
      h("button", { type: "button", class: "mistake", on: { click: () => page.goTo(mistake.path, routeOf(mistake.path)) } },
        sign("circle-alert", { size: 18 }),
        h("span", { class: "mistake-words" }, h("strong", null, placeName(page, mistake.path)), h("span", null, page.mistakeText(mistake))), h("span", { class: "code small muted" }, mistake.path), sign("chevron-right", { size: 18 }))))),
    page.mistakes.length > shown.length && h("p", { class: "muted small" }, say("sentence.more", { count: page.mistakes.length - shown.length })));
}

/** What a pointer means: the entry and the field in words. @param {Page} page @param {string} pointer */
function placeName(page, pointer) {
  const { say, has, language } = page.voice;
  const [, list = "", position, ...rest] = pointer.split("/");
  const entry = page.listIn(list)[Number(position)];
  // What stands with another is found under its name.
  const main = (/** @type {string} */ token) => [...conditions, ...actions].find(({ partners }) => partners?.some((partner) => partner.name === token))?.name ?? token;
  const prefixes = ["name.", `field.${list}.`, ...rest.map((token) => `field.${token}.`), "field.marking."];
  const field = [...rest].reverse().map(main).flatMap((token) => prefixes.map((prefix) => prefix + token)).find((key) => has(key));
  if (entry && position !== undefined) {
    const name = (list === "people" ? entry.address : list === "labelMappings" ? entry.organisation : nameOf(entry, language)) || say("page.unnamed");
    return [has(`one.${list}`) ? `${say(`one.${list}`)} ‘${name}’` : name, field && say(field)].filter(Boolean).join(": ");
  }
  const own = [`field.${list}.${position}`, `field.settings.${list}`, `field.edition.${list}`, `section.${list}`].find((key) => has(key));
  return own ? say(own) : pointer || say("overview.whole");
}

/** @param {Page} page */
function nextSteps(page) {
  const { say } = page.voice;
  const steps = [
    page.listIn("labels").length === 0 && step(page, "tag", "labels", "/labels"),
    page.listIn("rules").length === 0 && step(page, "list-ordered", "rules", "/rules"),
    page.listIn("rules").length > 0 && step(page, "mail", "try", null),
    page.mistakes.length === 0 && step(page, "stamp", page.base === null ? "publish" : page.dirty ? "publish-changes" : "published", "/publishing"),
    page.listIn("rules").length < 3 && step(page, "download", "import", "/import"),
  ].filter(Boolean);
  return h("section", { class: "block" }, h("h2", null, say("overview.next")), h("ul", { class: "steps" }, steps));
}

/**
 * @param {Page} page
 * @param {string} icon
 * @param {string} name
 * @param {string|null} route
 */
function step(page, icon, name, route) {
  const { say } = page.voice;
  return h("li", { key: name }, h("button", { type: "button", class: "step", on: { click: () => {
    if (route) page.go(route);
    else {
      page.setUi("trial", true);
      setTimeout(() => document.getElementById("trial-to")?.focus());
    }
  } } }, sign(icon, { size: 20 }), h("span", null, h("strong", null, say(`next.${name}`)), h("span", { class: "muted small" }, say(`next.${name}-text`))), sign("chevron-right", { size: 18 })));
}

/** The languages that texts are written in. @param {Page} page */
function languagesField(page) {
  const { say } = page.voice;
  const offered = ["nl", "ar", "de", "fr", "es", "it", "pl", "pt", "sv", "da", "fi", "cs", "el"].filter((language) => !page.languages.includes(language));
  return h("div", { class: "field", role: "group", "aria-label": say("overview.languages") },
    h("span", { class: "field-label" }, say("overview.languages")),
    h("div", { class: "picked" },
      h("ul", { class: "chip-list", "aria-label": say("overview.languages") }, page.languages.map((language) => h("li", { class: "chip", key: language }, h("span", { class: "chip-text" }, page.languageName(language)),
        language !== "en" && h("button", { type: "button", class: "chip-remove", "aria-label": say("chips.remove", { value: page.languageName(language) }), on: { click: () => {
          page.languages = page.languages.filter((one) => one !== language);
          page.refresh();
        } } }, sign("x", { size: 14 }))))),
      h("button", { type: "button", class: "button small", "aria-haspopup": "dialog", on: { click: (/** @type {any} */ { currentTarget }) => openMenu(page, currentTarget, {
        label: say("overview.add-language"), groups: [{ name: null, items: offered.map((language) => ({ value: language, words: page.languageName(language), small: language })) }],
        onPick: (language) => {
          page.languages = [...page.languages, language];
          page.refresh();
        },
      }) } }, sign("plus", { size: 16 }), say("overview.add-language"))),
    h("p", { class: "help" }, say("overview.languages-help")));
}

/** @param {Page} page */
function edition(page) {
  const { say, language } = page.voice;
  const { base, document } = page;
  return [
    h("dl", { class: "facts" },
      h("div", null, h("dt", null, say("field.edition.serial")), h("dd", null, base ? say("overview.serial-next", { base: Number(base.serial), next: nextSerial(document, base) }) : say("overview.serial-first", { next: nextSerial(document, base) }))),
      h("div", null, h("dt", null, say("field.edition.issued")), h("dd", null, base?.issued ? longDate(String(base.issued), language) : say("overview.never"))),
      h("div", null, h("dt", null, say("field.edition.expires")), h("dd", null, document?.expires ? longDate(String(document.expires), language) : say("overview.no-end")))),
    h("a", { class: "link", href: "#/publishing" }, say("overview.to-publishing")),
  ];
}
