// @ts-check
// Ways to protect a message, from the weakest to the strongest, and the names of brandings.

import { nameOf, textIn } from "../model/names.js";
import { h } from "../view/dom.js";
import { form } from "../view/form.js";
import { addButton, addEntry, entryHead, entryList, freshId, heading, mark, orderedEntries } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function templatesView(page) {
  const { say, language } = page.voice;
  return [
    heading(say("section.templates"), say("templates.lead"), addButton(say("templates.add"), () => {
      const name = say("templates.new");
      addEntry(page, "templates", { id: freshId(page, "templates", name), name, description: say("templates.new-text") });
    }, true)),
    h("p", { class: "scale small muted" }, say("templates.weakest")),
    orderedEntries(page, "templates", {
      label: say("section.templates"),
      describe: (template) => h("span", { class: "row-text" }, textIn(template.description, language)),
      after: (template) => h("span", { class: "row-marks" },
        template.recipients === "insiders" && mark("users", say("labels.mark-insiders")), template.doNotForward && mark("forward", say("field.templates.doNotForward"))),
    }),
    h("p", { class: "scale small muted" }, say("templates.strongest")),
    h("section", { class: "block" }, h("h2", null, say("branding.title")), h("p", { class: "muted small" }, say("branding.lead")),
      entryList(page, "branding", { label: say("branding.title"), icon: "palette", describe: (one) => h("span", { class: "row-text code" }, one.id) }),
      addButton(say("branding.add"), () => {
        const name = say("branding.new");
        addEntry(page, "branding", { id: freshId(page, "branding", name), name });
      })),
  ];
}

/** @param {Page} page @param {number} index */
export function templateView(page, index) {
  const template = page.listIn("templates")[index];
  return [
    entryHead(page, { list: "templates", index, title: nameOf(template, page.voice.language), back: "/templates", backName: page.voice.say("section.templates") }),
    h("div", { class: "card" }, form(page, "templates", `/templates/${index}`, { items: { label: page.applicableLabels() } })),
  ];
}

/** @param {Page} page @param {number} index */
export function brandingView(page, index) {
  const branding = page.listIn("branding")[index];
  return [
    entryHead(page, { list: "branding", index, title: nameOf(branding, page.voice.language), back: "/templates", backName: page.voice.say("section.templates") }),
    h("div", { class: "card" }, form(page, "branding", `/branding/${index}`)),
  ];
}
