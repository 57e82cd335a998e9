// @ts-check
// Groups, and what rules may know of people.

import { nameOf } from "../model/names.js";
import { h } from "../view/dom.js";
import { form } from "../view/form.js";
import { addButton, addEntry, entryHead, entryList, freshId, heading } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function peopleView(page) {
  const { say } = page.voice;
  return [
    heading(say("section.people"), say("people.lead")),
    h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", null, say("people.groups")), addButton(say("people.add-group"), () => {
      const name = say("people.new-group");
      addEntry(page, "groups", { id: freshId(page, "groups", name), name, members: [] });
    })),
    page.listIn("groups").length === 0 ? h("p", { class: "muted small" }, say("people.groups-none"))
      : entryList(page, "groups", { label: say("people.groups"), icon: "users", describe: (group) => h("span", { class: "row-text" }, Array.isArray(group.members) && group.members.length > 0 ? group.members.slice(0, 4).join(", ") : say("people.empty-group")) })),
    h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", null, say("people.people")), addButton(say("people.add-person"), () => addEntry(page, "people", { address: "" }))),
      h("p", { class: "muted small" }, say("people.people-lead")),
      page.listIn("people").length > 0 && entryList(page, "people", {
        label: say("people.people"), icon: "user", name: (person) => String(person.address ?? ""),
        describe: (person) => h("span", { class: "row-text" }, Object.entries(person.attributes ?? {}).map(([name, value]) => `${name}: ${value}`).join(" · ")),
      })),
  ];
}

/** @param {Page} page @param {number} index */
export function groupView(page, index) {
  return [
    entryHead(page, { list: "groups", index, title: nameOf(page.listIn("groups")[index], page.voice.language), back: "/people", backName: page.voice.say("section.people") }),
    h("div", { class: "card" }, form(page, "groups", `/groups/${index}`)),
  ];
}

/** @param {Page} page @param {number} index */
export function personView(page, index) {
  return [
    entryHead(page, { list: "people", index, title: String(page.listIn("people")[index].address ?? ""), back: "/people", backName: page.voice.say("section.people") }),
    h("div", { class: "card" }, form(page, "people", `/people/${index}`)),
  ];
}
