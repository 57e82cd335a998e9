// @ts-check
// Labels: the taxonomy from the least to the most sensitive, and all that one label does.

import { guid } from "../model/ids.js";
import { nameOf, textIn } from "../model/names.js";
import { depths, labelMoved, labelStepped } from "../model/order.js";
import { h } from "../view/dom.js";
import { form, headedForm } from "../view/form.js";
import { addButton, addEntry, entryHead, heading, mark, nothingYet, orderedEntries } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function labelsView(page) {
  const { say } = page.voice;
  const labels = page.listIn("labels");
  const deep = depths(labels);
  const add = addButton(say("labels.add"), () => addLabel(page), true);
  return [
    heading(say("section.labels"), say("labels.lead"), labels.length > 0 && add),
    labels.length === 0 ? nothingYet("tag", say("labels.none"), add) : [
      h("p", { class: "scale small muted" }, say("labels.least")),
      orderedEntries(page, "labels", {
        label: say("labels.list"), rowClass: (index) => (deep[index] ? "indented" : ""),
        before: (label) => h("span", { class: "dot large", style: { "--color": label.color } }),
        describe: (label) => h("span", { class: "row-text" }, textIn(label.tooltip, page.voice.language)),
        after: (label) => h("span", { class: "row-marks" }, marksOf(page, label)),
        step: (index, way) => {
          const next = labelStepped(labels, index, way);
          if (!next) return null;
          page.edit("/labels", next.labels);
          return next.position;
        },
        drop: (from, to) => page.edit("/labels", labelMoved(labels, from, to)),
      }),
      h("p", { class: "scale small muted" }, say("labels.most")),
      part(page, "files", ["fileLabels"]),
      part(page, "foreign", ["labelMappings"]),
    ],
    part(page, "headers", ["labelHeaders", "exposedHeaders"]),
  ];
}

/** What holds for all labels. @param {Page} page @param {string} name @param {string[]} only */
function part(page, name, only) {
  const { say } = page.voice;
  return h("section", { class: "block", key: name }, h("h2", null, say(`labels.${name}`)), h("p", { class: "muted small lead" }, say(`labels.${name}-lead`)),
    h("div", { class: "card" }, form(page, "settings", "", { only })));
}

/** What a label does, as small signs with words. @param {Page} page @param {any} label */
function marksOf(page, label) {
  const { say } = page.voice;
  const children = page.listIn("labels").some(({ parent }) => String(parent).toLowerCase() === String(label.id).toLowerCase());
  return [
    children && !label.defaultSubLabel && mark("folder", say("labels.mark-heading")),
    String(page.document?.defaultLabel ?? "").toLowerCase() === String(label.id).toLowerCase() && mark("star", say("labels.mark-default")),
    label.protection && mark("lock", page.names.name("templates", label.protection)),
    label.recipients === "insiders" && mark("users", say("labels.mark-insiders")),
    label.recipients === "ask" && mark("circle-question-mark", say("labels.mark-ask")),
    (label.header || label.footer) && mark("heading", say("labels.mark-marking")),
    (label.watermark || (label.files && label.files !== "off")) && mark("file-text", say("labels.mark-files")),
    label.automatic && mark("sparkles", say(`labels.mark-${label.automatic.mode === "apply" ? "apply" : "recommend"}`)),
  ];
}

/**
 * @param {Page} page
 * @param {any} [parent]
 */
function addLabel(page, parent) {
  const { say } = page.voice;
  const labels = page.listIn("labels");
  const label = { id: guid(), ...(parent ? { parent: parent.id } : {}), name: say("labels.new"), color: parent?.color ?? ["#2e7d32", "#1f5fbf", "#c2410c", "#b00020"][Math.min(labels.length, 3)] };
  if (!parent) return addEntry(page, "labels", label);
  const last = labels.reduce((found, one, index) => (one === parent || String(one.parent).toLowerCase() === String(parent.id).toLowerCase() ? index : found), 0);
  page.edit("/labels", [...labels.slice(0, last + 1), label, ...labels.slice(last + 1)]);
  page.go(`/labels/${last + 1}`);
}

/** @param {Page} page @param {number} index */
export function labelView(page, index) {
  const { say, language } = page.voice;
  const label = page.listIn("labels")[index];
  const isChildOf = (/** @type {any} */ one) => String(one.parent).toLowerCase() === String(label.id).toLowerCase();
  const items = page.labelItems();
  const heads = items.filter(({ value }) => value !== label.id && page.listIn("labels").some((one) => one.id === value && one.parent === undefined));
  const subs = items.filter(({ value }) => page.listIn("labels").some((one) => one.id === value && isChildOf(one)));
  const isDefault = String(page.document?.defaultLabel ?? "").toLowerCase() === String(label.id).toLowerCase();
  return [
    entryHead(page, { list: "labels", index, title: nameOf(label, language), back: "/labels", backName: say("section.labels") }),
    h("div", { class: "label-preview", style: { "--color": label.color } },
      h("span", { class: "label-chip" }, h("span", { class: "dot", style: { "--color": label.color } }), nameOf(label, language) || say("page.unnamed")),
      h("span", { class: "muted small" }, textIn(label.tooltip, language) || say("labels.no-tooltip")),
      h("span", { class: "grow" }),
      label.parent === undefined && h("button", { type: "button", class: "link", on: { click: () => addLabel(page, label) } }, say("labels.add-sub")),
      isDefault ? h("span", { class: "small muted" }, say("labels.mark-default")) : h("button", { type: "button", class: "link", on: { click: () => page.edit("/defaultLabel", label.id) } }, say("labels.make-default"))),
    headedForm(page, "labels", `/labels/${index}`, { open: ["look", "protection"], items: { parent: heads, defaultSubLabel: subs } }),
  ];
}
