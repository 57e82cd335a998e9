// @ts-check
// What sections share: headings, lists of entries, the way back, adding and removing.

import { idFrom } from "../model/ids.js";
import { nameOf } from "../model/names.js";
import { moved } from "../model/pointer.js";
import { ask } from "../view/dialog.js";
import { h, sign } from "../view/dom.js";
import { orderedList } from "../view/reorder.js";

/** @typedef {import("../page.js").Page} Page */

/**
 * @param {string} title
 * @param {string|null} lead
 * @param {...any} tools
 */
export function heading(title, lead, ...tools) {
  return h("header", { class: "section-head" }, h("div", null, h("h1", null, title), lead && h("p", { class: "lead" }, lead)), tools.length > 0 && h("div", { class: "section-tools" }, tools));
}

/**
 * The head of one entry's page: the way back, the neighbours, removing.
 * @param {Page} page
 * @param {{ list: string, index: number, title: string, back: string, backName: string, extra?: any, remove?: () => void }} options
 *   `remove`: instead of taking it out
 */
export function entryHead(page, { list, index, title, back, backName, extra, remove = () => removeEntry(page, list, index, back) }) {
  const { say } = page.voice;
  const count = page.listIn(list).length;
  return h("header", { class: "entry-page-head" },
    h("div", { class: "crumbs" },
      h("a", { class: "link", href: `#${back}` }, sign("arrow-left", { size: 16 }), backName),
      h("span", { class: "grow" }),
      h("button", { type: "button", class: "icon-button", "aria-label": say("entry.previous"), disabled: index === 0, on: { click: () => page.go(`/${list}/${index - 1}`) } }, sign("chevron-up")),
      h("span", { class: "small muted" }, say("entry.position", { position: index + 1, count })),
      h("button", { type: "button", class: "icon-button", "aria-label": say("entry.next"), disabled: index === count - 1, on: { click: () => page.go(`/${list}/${index + 1}`) } }, sign("chevron-down")),
      extra,
      h("button", { type: "button", class: "icon-button", "aria-label": say("entry.remove", { name: title }), title: say("entry.remove", { name: title }), on: { click: () => remove() } }, sign("trash"))),
    h("h1", null, title || say("page.unnamed")),
    strangeFields(page, `/${list}/${index}`));
}

/**
 * A step of several.
 * @param {number} number
 * @param {string} title
 * @param {boolean} done
 * @param {any} content
 * @param {"h2"|"h3"} [level]
 */
export function numbered(number, title, done, content, level = "h2") {
  return h("section", { class: `stage${done ? " done" : ""}`, key: number }, h("span", { class: "stage-number", "aria-hidden": "true" }, done ? sign("check", { size: 16 }) : String(number)), h("div", { class: "stage-body" }, h(level, null, title), content));
}

/** Fields that no form has, and that keep the bundle from being used. @param {Page} page @param {string} pointer */
export function strangeFields(page, pointer) {
  const { say } = page.voice;
  const strange = page.mistakesAt(pointer, { deep: true }).filter(({ code }) => code === "unknown-field");
  if (strange.length === 0) return null;
  return h("ul", { class: "mistake-list" }, strange.map((mistake) => h("li", { class: "strange", key: mistake.path, data: { pointer: mistake.path } },
    sign("circle-alert", { size: 18 }), h("span", { class: "mistake-words" }, h("strong", { class: "code" }, mistake.path.slice(pointer.length + 1)), h("span", null, page.mistakeText(mistake))),
    h("button", { type: "button", class: "button small", on: { click: () => page.edit(mistake.path, undefined) } }, say("entry.remove-yes")))));
}

/**
 * @param {Page} page
 * @param {string} list
 * @param {number} index
 * @param {string} back
 */
async function removeEntry(page, list, index, back) {
  const { say } = page.voice;
  const entry = page.listIn(list)[index];
  const name = list === "people" ? entry?.address : nameOf(entry, page.voice.language);
  const used = typeof entry?.id === "string" && list !== "rules" && list !== "policies" ? usesOf(page.document, list, entry.id) : 0;
  if (used > 0 && !(await ask(page, { title: say("entry.remove", { name }), text: say("entry.used", { count: used }), yes: say("entry.remove-yes"), danger: true }))) return;
  page.go(back);
  page.edit(`/${list}/${index}`, undefined);
  page.announce(say("entry.removed", { name }));
}

/**
 * How often an entry is named elsewhere.
 * @param {any} document
 * @param {string} list
 * @param {string} id
 */
function usesOf(document, list, id) {
  let count = 0;
  const look = (/** @type {any} */ value) => {
    if (typeof value === "string") count += value.toLowerCase() === id.toLowerCase() ? 1 : 0;
    else if (value && typeof value === "object") for (const one of Object.values(value)) look(one);
  };
  look({ ...document, [list]: document[list].map((/** @type {any} */ one) => ({ ...one, id: null })) });
  return count;
}

/**
 * @param {Page} page
 * @param {string} list
 * @param {any} entry
 */
export function addEntry(page, list, entry) {
  const entries = page.listIn(list);
  page.edit(`/${list}`, [...entries, entry]);
  page.go(`/${list}/${entries.length}`);
}

/**
 * @param {Page} page
 * @param {string} list
 * @param {string} name
 */
export function freshId(page, list, name) {
  return idFrom(name, page.listIn(list).map(({ id }) => String(id)));
}

/**
 * Entries in an order that matters.
 * @param {Page} page
 * @param {string} list
 * @param {{ label: string, name?: (entry: any) => string, describe: (entry: any, index: number) => any, before?: (entry: any, index: number) => any,
 *   after?: (entry: any, index: number) => any, rowClass?: (index: number) => string, wanted?: (entry: any) => boolean,
 *   step?: (index: number, way: -1|1) => number|null, drop?: (from: number, to: number) => void, number?: boolean }} options
 */
export function orderedEntries(page, list, { label, name = (entry) => nameOf(entry, page.voice.language), describe, before, after, rowClass, wanted, step, drop, number = false }) {
  const all = page.listIn(list);
  const shown = all.map((entry, index) => ({ entry, index })).filter(({ entry }) => !wanted || wanted(entry));
  const keys = uniqueKeys(all, list);
  const stepOne = step ?? ((/** @type {number} */ index, /** @type {-1|1} */ way) => {
    const to = index + way;
    if (to < 0 || to >= all.length) return null;
    page.edit(`/${list}`, moved(all, index, to));
    return to;
  });
  const dropOne = drop ?? ((/** @type {number} */ from, /** @type {number} */ to) => page.edit(`/${list}`, moved(all, from, to)));
  return orderedList(page, {
    label, count: shown.length,
    name: (at) => name(shown[at]?.entry) || page.voice.say("page.unnamed"),
    key: (at) => keys[shown[at]?.index ?? 0],
    rowClass: (at) => rowClass?.(shown[at]?.index ?? 0) ?? "",
    step: (at, way) => stepOne(shown[at]?.index ?? 0, way),
    drop: (from, to) => dropOne(shown[from]?.index ?? 0, shown[to]?.index ?? 0),
    row: (at, handle) => {
      const { entry, index } = /** @type {{ entry: any, index: number }} */ (shown[at]);
      const faults = page.mistakesAt(`/${list}/${index}`, { deep: true }).length;
      return [handle, number && h("span", { class: "row-number muted small" }, String(index + 1)), before?.(entry, index),
        h("a", { class: "row-main", href: `#/${list}/${index}` }, h("span", { class: "row-name" }, name(entry) || page.voice.say("page.unnamed")), describe(entry, index)),
        faults > 0 && h("span", { class: "badge wrong" }, String(faults), h("span", { class: "visually-hidden" }, page.voice.say("page.mistakes", { count: faults }))), after?.(entry, index)];
    },
  });
}

/**
 * @param {any[]} entries
 * @param {string} list
 */
function uniqueKeys(entries, list) {
  const seen = new Set();
  return entries.map((entry, index) => {
    const key = list === "people" ? index : String(entry?.id ?? "");
    const own = seen.has(key) || key === "" ? `${key} ${index}` : key;
    seen.add(own);
    return own;
  });
}

/**
 * Entries in an order that does not matter.
 * @param {Page} page
 * @param {string} list
 * @param {{ label: string, icon: string, name?: (entry: any) => string, describe: (entry: any, index: number) => any }} options
 */
export function entryList(page, list, { label, icon, name = (entry) => nameOf(entry, page.voice.language), describe }) {
  const entries = page.listIn(list);
  return h("ul", { class: "entry-links", "aria-label": label }, entries.map((entry, index) => {
    const faults = page.mistakesAt(`/${list}/${index}`, { deep: true }).length;
    return h("li", { key: index }, h("a", { class: "entry-link", href: `#/${list}/${index}` }, sign(icon, { size: 18 }),
      h("span", { class: "row-main" }, h("span", { class: "row-name" }, name(entry) || page.voice.say("page.unnamed")), describe(entry, index)),
      faults > 0 && h("span", { class: "badge wrong" }, String(faults)), sign("chevron-right", { size: 18 })));
  }));
}

/**
 * @param {string} icon
 * @param {string} text
 * @param {any} [action]
 */
export function nothingYet(icon, text, action) {
  return h("div", { class: "empty" }, sign(icon, { size: 28 }), h("p", null, text), action);
}

/**
 * @param {string} words
 * @param {() => void} onClick
 * @param {boolean} [primary]
 */
export function addButton(words, onClick, primary = false) {
  return h("button", { type: "button", class: `button${primary ? " primary" : ""}`, on: { click: onClick } }, sign("plus", { size: 16 }), words);
}

/** A small sign with words. @param {string} icon @param {string} words */
export function mark(icon, words) {
  return h("span", { class: "mark", title: words, key: icon }, sign(icon, { size: 16, label: words }));
}
