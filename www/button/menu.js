// @ts-check
// A menu in the browser's top layer: a list beside its button on a desk, a sheet from below on a phone.

import { h } from "./dom.js";
import { say } from "./say.js";

/**
 * @typedef {import("./types.d.ts").Row} Row
 * @typedef {{
 *   root: ShadowRoot, anchor: HTMLElement, words: import("./types.d.ts").Words, language: string,
 *   title: import("./types.d.ts").Message, rows: Row[], pick: (value: string|null) => void,
 * }} Opening
 */

/** When the menu of an anchor last closed: the press that dismissed it must not open it again.
 * @type {WeakMap<HTMLElement, number>} */
const closed = new WeakMap();

/** @param {Opening} opening */
export function openMenu({ root, anchor, words, language, title, rows, pick }) {
  if (performance.now() - (closed.get(anchor) ?? -1000) < 250) return;
  const tell = (/** @type {import("./types.d.ts").Message|import("./types.d.ts").Text|null} */ what) => say(words.texts, what, language);
  const items = rows.map((row, index) => item(row, index, { tell, icon: words.icon }));
  const grouped = items.flatMap((node, index) =>
    index > 0 && rows[index].group !== rows[index - 1].group ? [h("div", { role: "separator", class: "separator" }), node] : [node]);
  const list = h("div", { role: "menu", class: "rows", "aria-label": tell(title) }, ...grouped);
  const menu = h("div", { class: "menu", part: "menu", popover: "auto" },
    h("div", { class: "sheet-head" }, h("span", { class: "title", "aria-hidden": "true" }, tell(title)),
      h("button", { type: "button", class: "quiet icon-only", "aria-label": tell(["menu.close"]), onclick: () => menu.hidePopover() }, words.icon("x", { size: 18 }))),
    list);

  const choose = (/** @type {number} */ index) => {
    if (rows[index].disabled) return;
    menu.hidePopover();
    anchor.focus();
    pick(rows[index].value);
  };
  items.forEach((node, index) => node.addEventListener("click", () => choose(index)));
  list.addEventListener("keydown", (event) => onKey(event, items, choose));
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
    closed.set(anchor, performance.now());
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
  });

  root.append(menu);
  menu.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(menu, anchor);
  (items[rows.findIndex((row) => row.checked)] ?? items[0])?.focus();
}

/** @param {Row} row @param {number} index @param {{ tell: (what: any) => string, icon: import("./types.d.ts").Words["icon"] }} with_ */
function item(row, index, { tell, icon }) {
  const text = row.reason ?? row.text;
  const node = h("button", {
    type: "button", class: "row", role: row.group === 0 || row.value === "none" ? "menuitemradio" : "menuitem", tabindex: "-1",
    "aria-checked": row.group === 0 || row.value === "none" ? String(row.checked) : null, "aria-disabled": row.disabled ? "true" : null,
    "--depth": row.depth, "--label": row.color, "data-index": index,
  },
  row.color ? h("span", { class: "dot" }) : row.icon ? icon(row.icon, { size: 18 }) : null,
  h("span", { class: "words" }, h("span", { class: "name" }, tell(row.name)), text && h("span", { class: row.reason ? "reason" : "text" }, tell(text))),
  row.color && row.icon ? icon(row.icon, { size: 16 }) : null,
  h("span", { class: "tick" }, row.checked && icon("check", { size: 18 })));
  if (row.color && row.icon) node.querySelector("svg")?.classList.add("mark");
  return node;
}

/** @param {KeyboardEvent} event @param {HTMLElement[]} items @param {(index: number) => void} choose */
function onKey(event, items, choose) {
  const at = items.findIndex((node) => node === /** @type {ShadowRoot} */ (node.getRootNode()).activeElement);
  const last = items.length - 1;
  const typed = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last };
  if (event.key in moves) {
    items[moves[event.key]].focus();
  } else if (event.key === "Enter" || event.key === " ") {
    choose(at);
  } else if (typed) {
    const wanted = event.key.toLowerCase();
    const next = [...items.slice(at + 1), ...items.slice(0, at + 1)]
      .find((node) => node.querySelector(".name")?.textContent?.toLowerCase().startsWith(wanted));
    next?.focus();
  } else {
    return;
  }
  event.preventDefault();
}

/**
 * Below its button, or above it where there is no room; CSS makes it a sheet on narrow screens and ignores this.
 * @param {HTMLElement} menu
 * @param {HTMLElement} anchor
 */
export function place(menu, anchor) {
  const at = anchor.closest(".split")?.getBoundingClientRect() ?? anchor.getBoundingClientRect();
  const { innerWidth: width, innerHeight: height } = window;
  const own = menu.getBoundingClientRect();
  const below = height - at.bottom - 12;
  const up = below < Math.min(own.height, 260) && at.top > below;
  menu.style.setProperty("--left", `${Math.max(8, Math.min(at.left, width - own.width - 8))}px`);
  menu.style.setProperty("--top", up ? "auto" : `${at.bottom + 4}px`);
  menu.style.setProperty("--bottom", up ? `${height - at.top + 4}px` : "auto");
  menu.style.setProperty("--room", `${Math.max(160, up ? at.top - 12 : below)}px`);
}
