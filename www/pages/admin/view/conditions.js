// @ts-check
// Conditions, exceptions and actions as rows: what it asks in plain words, and its value beside it.

import { initialOf, tables } from "../model/fields.js";
import { below } from "../model/pointer.js";
import { chipsInput, pickedInput } from "./chips.js";
import { dataTypesInput } from "./data-types.js";
import { h, sign } from "./dom.js";
import { described, mistakeLines } from "./field.js";
import { choiceInput, countInput, plainInput, sizeInput, textInput } from "./inputs.js";
import { openMenu } from "./menu.js";

/**
 * @typedef {import("../page.js").Page} Page
 * @typedef {import("../model/fields.js").Entry} Entry
 * @typedef {import("../model/fields.js").Partner} Partner
 * @typedef {"conditions"|"exceptions"|"actions"} Part
 */

/**
 * @param {Page} page
 * @param {{ pointer: string, part: Part, title: string, lead?: string, add: string, none?: string, optional?: boolean, trace?: Map<string, boolean> }} options
 *   `pointer` of the object; `trace`: which held for the draft on trial
 */
export function entriesEditor(page, { pointer, part, title, lead, add, none, optional = false, trace }) {
  const { say } = page.voice;
  const table = tables[part];
  const values = page.store.get(pointer);
  const present = table.filter((entry) => has(values, entry.name) || entry.partners?.some((partner) => has(values, partner.name)));
  const known = new Set(table.flatMap((entry) => [entry.name, ...(entry.partners ?? []).map(({ name }) => name)]));
  const strange = values && typeof values === "object" ? Object.keys(values).filter((name) => !known.has(name)) : [];
  const remove = (/** @type {string[]} */ names) => {
    const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
    page.edit(pointer, optional && Object.keys(rest).length === 0 ? undefined : rest);
  };
  return h("section", { class: `entries ${part}`, "aria-label": title, data: { pointer } },
    h("div", { class: "entries-head" }, h("h2", null, title), lead && h("p", { class: "muted small" }, lead)),
    mistakeLines(page, pointer, page.mistakesAt(pointer, { deep: false })),
    present.length === 0 && strange.length === 0 && none && h("p", { class: "entries-none muted" }, none),
    h("ul", { class: "entry-list" },
      present.map((entry, index) => entryRow(page, { pointer, part, entry, first: index === 0, held: trace?.get(entry.name), remove })),
      strange.map((name) => h("li", { class: "entry wrong", key: name, data: { pointer: below(pointer, name) } },
        h("div", { class: "entry-head" }, h("span", { class: "entry-name" }, name), removeButton(page, name, () => remove([name]))),
        mistakeLines(page, below(pointer, name))))),
    h("button", {
      type: "button", class: "button add", "aria-haspopup": "dialog", on: { click: (/** @type {any} */ { currentTarget }) => openMenu(page, currentTarget, {
        label: add, search: true,
        groups: groupsOf(page, table, (entry) => !present.includes(entry)),
        onPick: (name) => addEntry(page, pointer, table.find((entry) => entry.name === name)),
      }) },
    }, sign("plus", { size: 16 }), add));
}

/**
 * @param {Page} page
 * @param {readonly Entry[]} table
 * @param {(entry: Entry) => boolean} wanted
 */
function groupsOf(page, table, wanted) {
  const { say } = page.voice;
  return [...new Set(table.map(({ group }) => group))].map((group) => ({
    name: say(`group.${group}`),
    items: table.filter((entry) => entry.group === group && wanted(entry)).map(({ name }) => ({ value: name, words: say(`name.${name}`), small: name })),
  }));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {Entry|undefined} entry
 */
function addEntry(page, pointer, entry) {
  if (!entry) return;
  const firstOf = /** @type {Record<string, () => unknown>} */ ({
    label: () => page.applicableLabels()[0]?.value, template: () => page.listIn("templates")[0]?.id, branding: () => page.listIn("branding")[0]?.id,
  });
  const begin = (/** @type {Entry|Partner} */ one) => (one.initial === undefined ? firstOf[one.kind]?.() : undefined) ?? initialOf(one);
  const partners = (entry.partners ?? []).filter(({ optional }) => !optional).map((partner) => [partner.name, begin(partner)]);
  page.edit(pointer, { ...page.store.get(pointer), [entry.name]: begin(entry), ...Object.fromEntries(partners) });
  page.focusOn(below(pointer, entry.name));
}

/**
 * @param {Page} page
 * @param {{ pointer: string, part: Part, entry: Entry, first: boolean, held: boolean|undefined, remove: (names: string[]) => void }} options
 */
function entryRow(page, { pointer, part, entry, first, held, remove }) {
  const { say } = page.voice;
  const place = below(pointer, entry.name);
  const name = say(`name.${entry.name}`);
  const names = [entry.name, ...(entry.partners ?? []).map((partner) => partner.name)];
  const wrong = names.some((one) => page.mistakesAt(below(pointer, one), { deep: true }).length > 0);
  const joint = first ? null : say(part === "exceptions" ? "sentence.or" : "sentence.and");
  return h("li", { class: `entry${wrong ? " wrong" : ""}${held === undefined ? "" : held ? " held" : " not-held"}`, key: entry.name, data: { pointer: place } },
    joint && h("span", { class: "joint", "aria-hidden": "true" }, joint),
    h("div", { class: "entry-head" },
      held !== undefined && h("span", { class: "held-mark" }, sign(held ? "check" : "minus", { size: 16, label: say(held ? "trial.held" : "trial.not-held") })),
      h("span", { class: "entry-name" }, name, " ", h("span", { class: "exchange" }, entry.name)),
      removeButton(page, name, () => remove(names))),
    h("div", { class: "entry-value" },
      valueInput(page, place, entry, name),
      (entry.partners ?? []).map((partner) => partnerInput(page, pointer, partner))),
    mistakeLines(page, place),
    (entry.partners ?? []).map((partner) => mistakeLines(page, below(pointer, partner.name))));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {Partner} partner
 */
function partnerInput(page, pointer, partner) {
  const label = page.voice.say(`partner.${partner.name}`);
  return h("div", { class: "partner", key: partner.name }, h("span", { class: "partner-word" }, label), valueInput(page, below(pointer, partner.name), partner, label));
}

/**
 * @param {Page} page
 * @param {string} name
 * @param {() => void} remove
 */
function removeButton(page, name, remove) {
  return h("button", { type: "button", class: "icon-button small", "aria-label": page.voice.say("chips.remove", { value: name }), on: { click: remove } }, sign("trash", { size: 16 }));
}

/**
 * @param {Page} page
 * @param {string} pointer
 * @param {Entry|Partner} entry
 * @param {string} label
 * @returns {any}
 */
export function valueInput(page, pointer, entry, label) {
  const { say } = page.voice;
  const optional = "optional" in entry && entry.optional === true;
  switch (entry.kind) {
    case "choice": return choiceInput(page, pointer, {
      label, empty: optional ? say("input.usual") : null, options: (entry.choices ?? []).map((one) => [one, say(`choice.${entry.name}.${one}`)]) });
    case "choices": return pickedInput(page, pointer, {
      label, add: say("picked.add"), empty: say("menu.nothing"), items: (entry.choices ?? []).map((one) => ({ value: one, words: say(`choice.${entry.name}.${one}`), small: one })) });
    case "flag": return page.store.get(pointer) === true ? null : choiceInput(page, pointer, {
      label, value: String(page.store.get(pointer)), options: [["true", say("value.yes")], ["false", say("value.no")]], onPick: (value) => page.edit(pointer, value === "true") });
    case "label": return labelInput(page, pointer, { label, items: entry.name === "ApplyLabel" ? page.applicableLabels() : page.labelItems() });
    case "labels": return pickedInput(page, pointer, { label, required: true, add: say("picked.label"), empty: say("picked.no-labels"), items: page.labelItems() });
    case "groups": return pickedInput(page, pointer, { label, required: true, add: say("picked.group"), empty: say("picked.no-groups"), items: page.groupItems() });
    case "template": return choiceInput(page, pointer, { label, options: page.listIn("templates").map((one) => [String(one.id), page.names.name("templates", one.id)]) });
    case "branding": return choiceInput(page, pointer, { label, options: page.listIn("branding").map((one) => [String(one.id), page.names.name("branding", one.id)]) });
    case "dataTypes": return dataTypesInput(page, pointer, label);
    case "size": return sizeInput(page, pointer);
    case "count": return countInput(page, pointer, { label, unit: say("input.people") });
    case "text": return textInput(page, pointer, { label, required: true, long: ["Tip", "Warn", "RequireReason", "RejectMessageReasonText"].includes(entry.name) });
    case "longText": return textInput(page, pointer, { label, required: true, long: true });
    case "plain": case "header": case "status": case "address":
      return plainInput(page, pointer, { required: !optional, "aria-label": label, class: `input${entry.kind === "header" || entry.kind === "status" ? " code short" : ""}`, placeholder: { status: "5.7.1", header: "X-Header", address: "name@example.org" }[/** @type {string} */ (entry.kind)] ?? null });
    default: return chipsInput(page, pointer, { kind: entry.kind, label, required: true });
  }
}

/**
 * A label to choose, with its colour.
 * @param {Page} page
 * @param {string} pointer
 * @param {{ label: string, empty?: string|null, items?: import("./menu.js").Item[] }} options
 */
export function labelInput(page, pointer, { label, empty = null, items = page.labelItems() }) {
  const value = page.store.get(pointer);
  const chosen = items.find((item) => item.value.toLowerCase() === String(value).toLowerCase());
  const words = chosen?.words ?? (value === undefined ? empty ?? page.voice.say("picked.choose") : page.voice.say("sentence.gone"));
  return h("button", {
    type: "button", class: "button choose", ...described(page, pointer), "aria-haspopup": "dialog", "aria-label": `${label}: ${words}`,
    on: { click: (/** @type {any} */ { currentTarget }) => openMenu(page, currentTarget, {
      label, empty: page.voice.say("picked.no-labels"),
      groups: [...(empty === null ? [] : [{ name: null, items: [{ value: "", words: empty }] }]), { name: null, items }],
      onPick: (id) => page.edit(pointer, id === "" ? undefined : id),
    }) },
  }, h("span", { class: `dot${chosen?.color ? "" : " none"}`, style: { "--color": chosen?.color ?? "transparent" } }), h("span", { class: "choose-words" }, words), sign("chevron-down", { size: 16 }));
}

/** @param {any} values @param {string} name */
function has(values, name) {
  return values !== null && typeof values === "object" && Object.hasOwn(values, name);
}
