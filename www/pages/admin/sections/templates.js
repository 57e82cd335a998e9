// @ts-check
// Ways to protect a message, from the weakest to the strongest.

import { nameOf, textIn } from "../model/names.js";
import { h } from "../view/dom.js";
import { form } from "../view/form.js";
import { addButton, addEntry, entryHead, freshId, heading, mark, orderedEntries } from "./parts.js";

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
