// @ts-check
// Branding: how what recipients see looks. The first counts where no rule chooses another.

import { usersOf } from "../model/brandings.js";
import { logoSize } from "../model/logo.js";
import { nameOf } from "../model/names.js";
import { h, sign } from "../view/dom.js";
import { headedForm } from "../view/form.js";
import { addButton, addEntry, entryHead, freshId, heading, mark, nothingYet, orderedEntries } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function brandingsView(page) {
  const { say } = page.voice;
  const add = addButton(say("branding.add"), () => {
    const name = say("branding.new");
    addEntry(page, "branding", { id: freshId(page, "branding", name), name });
  }, true);
  const any = page.listIn("branding").length > 0;
  return [
    heading(say("section.branding"), say("branding.lead"), any && add),
    any ? orderedEntries(page, "branding", {
      label: say("branding.list"),
      before: (one) => h("span", { class: "brand-mark", style: { "--color": typeof one.color === "string" ? one.color : page.brandColor } }, logoSize(one.logo) !== null && h("img", { src: one.logo, alt: "" })),
      describe: (one, index) => h("span", { class: "row-text" }, useOf(page, one, index)),
      after: (one) => h("span", { class: "row-marks" },
        one.passphrase === false && mark("ban", say("branding.mark-no-passphrase")), one.coverForKeys === true && mark("key-round", say("field.branding.coverForKeys")),
        one.expiryDays > 0 && mark("clock", say("branding.mark-expiry", { count: Number(one.expiryDays) }))),
    }) : nothingYet("palette", say("branding.none"), add),
    any && h("p", { class: "help" }, say("branding.order")),
  ];
}

/** When it counts, in words. @param {Page} page @param {any} one @param {number} index */
function useOf(page, one, index) {
  const { say, language } = page.voice;
  const names = usersOf(page.document, one.id).map(({ rule }) => `‘${nameOf(rule, language) || say("page.unnamed")}’`);
  const shown = names.length > 4 ? [...names.slice(0, 3), say("sentence.more", { count: names.length - 3 })] : names;
  const rules = new Intl.ListFormat(language).format(shown);
  if (index === 0) return names.length > 0 ? say("branding.usual-and", { rules }) : say("branding.usual");
  return names.length > 0 ? say("branding.used", { rules }) : say("branding.unused");
}

/** @param {Page} page @param {number} index */
export function brandingView(page, index) {
  const { say, language } = page.voice;
  const one = page.listIn("branding")[index];
  const users = usersOf(page.document, one.id);
  const refused = page.ui.get("branding-refused") === one.id && users.length > 0;
  return [
    entryHead(page, {
      list: "branding", index, title: nameOf(one, language), back: "/branding", backName: say("section.branding"),
      extra: h("button", { type: "button", class: "icon-button", "aria-label": say("branding.copy"), title: say("branding.copy"), on: { click: () => copy(page, one) } }, sign("copy")),
      // What a rule names stays: the rule would choose something that is not there.
      remove: users.length > 0 ? () => page.setUi("branding-refused", one.id) : undefined,
    }),
    refused && h("div", { class: "notice danger", role: "alert", key: "refused" }, sign("triangle-alert", { size: 18 }), h("span", null, say("branding.refused", { name: nameOf(one, language), count: users.length }), " ",
      users.map(({ rule, index: at }, place) => [place > 0 && ", ", h("a", { class: "link", href: `#/rules/${at}` }, nameOf(rule, language) || say("page.unnamed"))]))),
    h("p", { class: "muted small lead" }, useOf(page, one, index)),
    headedForm(page, "branding", `/branding/${index}`, { open: ["look", "mail"] }),
  ];
}

/** @param {Page} page @param {any} one */
function copy(page, one) {
  const name = page.voice.say("rules.copied", { name: nameOf(one, page.voice.language) });
  addEntry(page, "branding", { ...one, id: freshId(page, "branding", name), name });
}
