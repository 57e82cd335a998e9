// @ts-check
// A form from its table: every field with its label, its help and the right input.

import { forms } from "../model/forms.js";
import { below } from "../model/pointer.js";
import { automaticSentence } from "../model/sentence.js";
import { brandColorInput } from "./brand-color.js";
import { brandTextInput } from "./brand-text.js";
import { chipsInput, pickedInput } from "./chips.js";
import { entriesEditor, labelInput } from "./conditions.js";
import { h, sign } from "./dom.js";
import { field, idOf, mistakeLines } from "./field.js";
import { folding } from "./fold.js";
import { choiceInput, colorInput, countInput, linesInput, longInput, parsed, plainInput, switchInput, switchesInput, textInput, timeInput, variablesInput } from "./inputs.js";
import { logoInput } from "./logo.js";
import { mappingsInput } from "./mappings.js";
import { sentence } from "./sentence.js";
import { trustedInput } from "./trusted.js";
import { waysInput } from "./ways.js";

/**
 * @typedef {import("../page.js").Page} Page
 * @typedef {import("../model/forms.js").FormField} FormField
 */

/** Inputs that are several, under one heading. */
const grouped = new Set(["color", "brand-color", "labels", "groups", "attributes", "switches", "certificates", "ways"]);
/** Texts, which are several where there are several languages. */
const spoken = new Set(["text", "brand-text"]);

/**
 * @param {Page} page
 * @param {string} table
 * @param {string} pointer
 * @param {{ only?: readonly string[], heading?: string, choices?: Record<string, readonly string[]>, items?: Record<string, any[]> }} [options]
 * @returns {any[]}
 */
export function form(page, table, pointer, { only, heading, choices = {}, items = {} } = {}) {
  return (forms[table] ?? []).filter((one) => (!only || only.includes(one.name)) && (heading === undefined || one.heading === heading))
    .map((one) => formField(page, table, pointer, { ...one, choices: choices[one.name] ?? one.choices }, items[one.name]));
}

/**
 * The fields under their headings, each foldable: what is used is open.
 * @param {Page} page
 * @param {string} table
 * @param {string} pointer
 * @param {{ open?: readonly string[], choices?: Record<string, readonly string[]>, items?: Record<string, any[]>, skip?: readonly string[] }} [options]
 */
export function headedForm(page, table, pointer, { open = [], choices, items, skip = [] } = {}) {
  const { say } = page.voice;
  const headings = [...new Set((forms[table] ?? []).map((one) => one.heading ?? ""))].filter((heading) => !skip.includes(heading));
  return headings.map((heading) => {
    const fields = (forms[table] ?? []).filter((one) => (one.heading ?? "") === heading);
    const wrong = fields.reduce((count, one) => count + page.mistakesAt(below(pointer, one.name), { deep: true }).length, 0);
    const used = fields.filter((one) => one.name !== "id" && page.store.get(below(pointer, one.name)) !== undefined).length;
    const { open: opened, on } = folding(page, `fold ${table} ${heading}`, open.includes(heading));
    return h("details", { class: "fold", key: heading, open: wrong > 0 || opened, on },
      h("summary", null, h("span", { class: "fold-title" }, say(`heading.${table}.${heading}`)),
        h("span", { class: "fold-note muted small" }, wrong > 0 ? "" : say(used > 0 ? `heading.${table}.${heading}-used` : `heading.${table}.${heading}-none`)), sign("chevron-down", { size: 18 })),
      h("div", { class: "fold-body" }, form(page, table, pointer, { heading, choices, items })));
  });
}

/**
 * @param {Page} page
 * @param {string} table
 * @param {string} pointer
 * @param {FormField} one
 * @param {any[]} [items]
 * @returns {any}
 */
function formField(page, table, pointer, one, items) {
  const { say, has } = page.voice;
  const place = below(pointer, one.name);
  const label = say(`field.${table}.${one.name}`);
  const help = has(`help.${table}.${one.name}`) ? say(`help.${table}.${one.name}`) : undefined;
  if (one.kind === "flag") {
    return h("div", { class: "field", key: one.name, data: { pointer: place } }, switchInput(page, place, { label, usual: one.usual === true }), help && h("p", { class: "help" }, help));
  }
  if (one.kind === "fields") return form(page, one.inner ?? "", place);
  if (one.kind === "mappings") return mappingsInput(page, place, (row) => form(page, one.inner ?? "", row, { items: { to: page.applicableLabels() } }));
  if (one.beside && page.store.get(below(pointer, one.beside)) === undefined && page.store.get(place) === undefined) return null;
  if (one.kind === "object" || one.kind === "automatic") {
    return h("div", { class: "field", key: one.name, data: { pointer: place } }, control(page, table, place, one, label, items), mistakeLines(page, place, page.mistakesAt(place)), help && h("p", { class: "help" }, help));
  }
  if (one.name === "defaultSubLabel" && items?.length === 0 && page.store.get(place) === undefined) return null;
  const shown = field(page, { pointer: place, label, help, control: control(page, table, place, one, label, items), group: spoken.has(one.kind) ? page.languages.length > 1 : grouped.has(one.kind), required: one.required });
  return { ...shown, key: one.name };
}

/**
 * @param {Page} page
 * @param {string} table
 * @param {string} place
 * @param {FormField} one
 * @param {string} label
 * @param {any[]} [items]
 * @returns {any}
 */
function control(page, table, place, one, label, items) {
  const { say } = page.voice;
  const required = one.required === true;
  switch (one.kind) {
    case "text": return textInput(page, place, { label, required, long: ["tooltip", "description"].includes(one.name) });
    case "brand-text": return brandTextInput(page, place, { label, name: one.name, most: one.most ?? 1024 });
    case "brand-color": return brandColorInput(page, place, { label, usual: page.brandColor });
    case "logo": return logoInput(page, place, page.store.get(place.replace(/logo$/, "color")) ?? page.brandColor);
    case "ways": return waysInput(page, place, { usual: String(one.usual), choices: (one.choices ?? []).map((value) => ({ value, name: say(`value.${one.name}.${value}`), about: say(`about.${one.name}.${value}`) })) });
    case "web": return plainInput(page, place, { type: "url", inputmode: "url", placeholder: one.placeholder });
    case "plain": return plainInput(page, place, { required, class: one.name === "id" ? "input code" : "input", placeholder: one.placeholder });
    case "guid": return plainInput(page, place, { required, class: "input code", placeholder: page.voice.has(`empty.${table}.${one.name}`) ? say(`empty.${table}.${one.name}`) : null });
    case "address": return plainInput(page, place, { required, type: "email", placeholder: "name@example.org" });
    case "long-plain": return longInput(page, place);
    case "template-text": return variablesInput(page, place, label);
    case "color": return colorInput(page, place, { empty: !required, label });
    case "count": return countInput(page, place, { least: one.least, most: one.most, placeholder: page.usual(`${table}.${one.name}`) });
    case "time": return timeInput(page, place);
    case "lines": return linesInput(page, place);
    case "choice": return choiceOf(page, table, place, one);
    case "switches": return switchesInput(page, place, { choices: (one.choices ?? []).map((value) => switchOf(page, one.name, value)) });
    case "certificates": return trustedInput(page, place, label);
    case "choice-flag": return choiceInput(page, place, {
      empty: say("input.usual"), options: [["true", say("value.yes")], ["false", say("value.no")]], onPick: (value) => page.edit(place, value === "" ? undefined : value === "true") });
    case "label": return labelInput(page, place, { label, empty: required ? null : say(`empty.${table}.${one.name}`), ...(items ? { items } : {}) });
    case "labels": return pickedInput(page, place, { label, add: say("picked.label"), empty: say("picked.no-labels"), items: items ?? page.labelItems() });
    case "groups": return pickedInput(page, place, { label, add: say("picked.group"), empty: say("picked.no-groups"), items: page.groupItems() });
    case "template": return choiceInput(page, place, { empty: say(`empty.${table}.${one.name}`), options: page.listIn("templates").map((template) => [String(template.id), page.names.name("templates", template.id)]) });
    case "object": return objectInput(page, place, one, label);
    case "automatic": return automaticInput(page, place, label);
    case "attributes": return attributesInput(page, place, label);
    default: return chipsInput(page, place, { kind: one.kind, label, required });
  }
}

/**
 * @param {Page} page
 * @param {string} table
 * @param {string} place
 * @param {FormField} one
 */
function choiceOf(page, table, place, { name, choices = [], usual, required }) {
  const { say, has } = page.voice;
  const options = choices.map((value) => /** @type {[string, string]} */ ([value, say(`value.${name}.${value}`)]));
  if (typeof usual !== "string") return choiceInput(page, place, { options, empty: required ? null : say(has(`empty.${table}.${name}`) ? `empty.${table}.${name}` : "input.usual") });
  return choiceInput(page, place, { options, value: String(page.store.get(place) ?? usual), onPick: (value) => page.edit(place, value === usual ? undefined : value) });
}

/**
 * One of several switches: a name as it is written, or words for it and a sentence about it.
 * @param {Page} page
 * @param {string} field
 * @param {string} value
 * @returns {import("./inputs.js").SwitchChoice}
 */
function switchOf(page, field, value) {
  const { say, has } = page.voice;
  const words = say(`value.${field}.${value}`);
  return has(`about.${field}.${value}`) ? { value, name: words, about: say(`about.${field}.${value}`) } : { value, name: value, about: words, code: true };
}

/**
 * Something that is there or not, such as a header line.
 * @param {Page} page
 * @param {string} place
 * @param {FormField} one
 * @param {string} label
 */
function objectInput(page, place, one, label) {
  const { say } = page.voice;
  const value = page.store.get(place);
  const toggle = h("label", { class: "switch" },
    h("input", { type: "checkbox", role: "switch", id: idOf(place), checked: value !== undefined, on: { change: (/** @type {any} */ { target }) => page.edit(place, target.checked ? begin[one.name] ?? {} : undefined) } }),
    h("span", { class: "track", "aria-hidden": "true" }), h("span", null, label));
  if (value === undefined) return toggle;
  return h("div", { class: "sub-form" }, toggle, one.inner === "protectiveMarking" ? statedPreview(value) : markingPreview(page, place, one.name, value),
    h("div", { class: "grid" }, form(page, one.inner ?? "", place)));
}

/**
 * @param {Page} page
 * @param {string} place
 * @param {string} name
 * @param {any} value
 */
function markingPreview(page, place, name, value) {
  const color = /^#[0-9a-f]{6}$/i.test(value?.color) ? value.color : name === "watermark" ? "#c0c0c0" : null;
  const label = page.names.text(page.store.get(below(place.slice(0, place.lastIndexOf("/")), "name")));
  const size = Math.min(Number(value?.size) || (name === "watermark" ? 24 : 10), 24);
  const text = page.filledIn(String(value?.text ?? ""), label, name === "watermark" ? "W" : "O");
  // A watermark is pale by nature: it is drawn here as decoration, and what it says stands in its field.
  const shown = name === "watermark" ? h("span", { class: `watermark${value?.layout === "horizontal" ? "" : " diagonal"}`, data: { text } }) : h("span", null, text);
  return h("div", { class: "preview", style: { "text-align": value?.alignment ?? "left", ...(color ? { "--color": color } : {}), "font-size": `${size}pt` } }, shown);
}

/** The header field as it is written, but for its origin. @param {any} value */
function statedPreview(value) {
  const words = [["SEC", value?.security], ["CAVEAT", value?.caveat], ["ACCESS", value?.access]].filter(([, word]) => word).map(([name, word]) => `${name}=${word}`);
  return h("p", { class: "code muted" }, `X-Protective-Marking: VER=2018.3, NS=gov.au, ${words.join(", ")}, ORIGIN=…`);
}

/** @type {Readonly<Record<string, unknown>>} */
const begin = {
  header: { text: "${Item.Label}", size: 10, alignment: "center" },
  footer: { text: "${Item.Label}", size: 9, alignment: "center" },
  watermark: { text: "${Item.Label}" },
  protectiveMarking: { security: "OFFICIAL" },
};

/**
 * @param {Page} page
 * @param {string} place
 * @param {string} label
 */
function automaticInput(page, place, label) {
  const { say } = page.voice;
  const value = page.store.get(place);
  const toggle = h("label", { class: "switch" },
    h("input", { type: "checkbox", role: "switch", id: idOf(place), checked: value !== undefined, on: { change: (/** @type {any} */ { target }) => page.edit(place, target.checked ? { mode: "recommend", conditions: {} } : undefined) } }),
    h("span", { class: "track", "aria-hidden": "true" }), h("span", null, label));
  if (value === undefined) return toggle;
  return h("div", { class: "sub-form" }, toggle,
    h("p", { class: "sentence" }, sentence(automaticSentence(value, page.names))),
    field(page, { pointer: below(place, "mode"), label: say("field.automatic.mode"), control: choiceInput(page, below(place, "mode"), { options: ["apply", "recommend"].map((one) => [one, say(`value.mode.${one}`)]) }) }),
    entriesEditor(page, { pointer: below(place, "conditions"), part: "conditions", title: say("rule.if"), add: say("rule.add-condition"), none: say("rule.any-mail") }),
    entriesEditor(page, { pointer: below(place, "exceptions"), part: "exceptions", title: say("rule.except"), add: say("rule.add-exception"), optional: true }),
    field(page, { pointer: below(place, "tip"), label: say("field.automatic.tip"), group: page.languages.length > 1, control: textInput(page, below(place, "tip"), { label: say("field.automatic.tip"), long: true }) }));
}

/**
 * @param {Page} page
 * @param {string} place
 * @param {string} label
 */
function attributesInput(page, place, label) {
  const { say } = page.voice;
  const value = page.store.get(place);
  const entries = value && typeof value === "object" ? Object.entries(value) : [];
  return h("div", { class: "attributes" },
    parsed(page, place, {
      tag: "textarea",
      parse: (text) => {
        const pairs = text.split("\n").map((line) => line.split(/:(.*)/s).map((part) => part.trim())).filter(([name]) => name);
        return pairs.length > 0 ? Object.fromEntries(pairs.map(([name, words = ""]) => [name, words])) : undefined;
      },
      format: () => entries.map(([name, words]) => `${name}: ${words}`).join("\n"),
      properties: { class: "input tall", rows: String(Math.max(3, entries.length + 1)), placeholder: say("input.attributes"), spellcheck: "false", "aria-label": label },
    }));
}
