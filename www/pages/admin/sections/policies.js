// @ts-check
// What holds for everyone, and who gets which labels.

import { nameOf } from "../model/names.js";
import { h } from "../view/dom.js";
import { form, headedForm } from "../view/form.js";
import { addButton, addEntry, entryHead, freshId, heading, orderedEntries } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function policiesView(page) {
  const { say } = page.voice;
  const policies = page.listIn("policies");
  return [
    heading(say("section.policies"), say("policies.lead")),
    h("section", { class: "block" }, h("h2", null, say("policies.everyone")), h("div", { class: "card" }, form(page, "settings", "", { only: ["defaultLabel", "labelRequired", "lowering"], items: { defaultLabel: page.applicableLabels() } }))),
    h("section", { class: "block" }, h("h2", null, say("reading.title")), h("p", { class: "muted small lead" }, say("reading.lead")), h("div", { class: "card" }, form(page, "settings", "", { only: ["reading"] }))),
    h("section", { class: "block" }, h("h2", null, say("embedding.title")), h("p", { class: "muted small lead" }, say("embedding.lead")), h("div", { class: "card" }, form(page, "settings", "", { only: ["embedding"] }))),
    h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", null, say("policies.some")), addButton(say("policies.add"), () => {
      const name = say("policies.new");
      addEntry(page, "policies", { id: freshId(page, "policies", name), name, labels: page.listIn("labels").map(({ id }) => id) });
    })),
    h("p", { class: "muted small" }, say(policies.length === 0 ? "policies.none" : "policies.order")),
    policies.length > 0 && orderedEntries(page, "policies", {
      label: say("policies.some"), describe: (policy) => h("span", { class: "row-text" }, summary(page, policy)),
    })),
  ];
}

/** @param {Page} page @param {any} policy */
function summary(page, policy) {
  const { say, language } = page.voice;
  const who = [...(policy.users ?? []), ...(policy.groups ?? []).map((/** @type {any} */ id) => page.names.name("groups", id))];
  const labels = (policy.labels ?? []).map((/** @type {any} */ id) => page.names.name("labels", id));
  return say("policies.summary", {
    who: who.length > 0 ? new Intl.ListFormat(language).format(who.slice(0, 4)) : say("policies.all"),
    labels: labels.length > 0 ? new Intl.ListFormat(language).format(labels.slice(0, 6)) : say("policies.no-labels"),
  });
}

/** @param {Page} page @param {number} index */
export function policyView(page, index) {
  const { say, language } = page.voice;
  const policy = page.listIn("policies")[index];
  return [
    entryHead(page, { list: "policies", index, title: nameOf(policy, language), back: "/policies", backName: say("section.policies") }),
    h("p", { class: "sentence large" }, summary(page, policy)),
    h("div", { class: "card" }, form(page, "policies", `/policies/${index}`, { only: ["name"] })),
    headedForm(page, "policies", `/policies/${index}`, { open: ["who", "what"], skip: [""], items: { defaultLabel: page.applicableLabels() } }),
  ];
}
