// @ts-check
// A menu over the page: grouped, searchable, for keyboard and fingers. It asks once and goes away.

import { h, show, sign } from "./dom.js";

/**
 * @typedef {{ value: string, words: string, small?: string, color?: string, icon?: string, disabled?: boolean }} Item
 * @typedef {{ name: string|null, items: Item[] }} Group
 */

/**
 * @param {import("../page.js").Page} page
 * @param {HTMLElement} anchor
 * @param {{ label: string, groups: Group[], search?: boolean, empty?: string, onPick: (value: string) => void }} options
 */
export function openMenu(page, anchor, { label, groups, search = groups.reduce((count, { items }) => count + items.length, 0) > 9, empty, onPick }) {
  const { say } = page.voice;
  const box = document.createElement("div");
  box.className = "menu";
  box.setAttribute("popover", "auto");
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", label);
  document.body.append(box);
  const listId = "menu-list";
  let query = "";
  let active = 0;
  let picked = false;

  const visible = () => {
    const wanted = plainWords(query).split(" ").filter(Boolean);
    return groups.map(({ name, items }) => ({ name, items: items.filter(({ words, small = "", disabled }) => !disabled && wanted.every((word) => plainWords(`${words} ${small} ${name ?? ""}`).includes(word))) }))
      .filter(({ items }) => items.length > 0);
  };
  const pick = (/** @type {Item|undefined} */ item) => {
    if (!item) return;
    picked = true;
    box.hidePopover();
    onPick(item.value);
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const items = visible().flatMap((group) => group.items);
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: items.length - 1 });
    if (event.key in steps && !(search && (event.key === "Home" || event.key === "End"))) {
      active = (/** @type {number} */ (steps[event.key]) + items.length) % Math.max(items.length, 1);
      event.preventDefault();
      draw();
      box.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" || (event.key === " " && !search)) {
      event.preventDefault();
      pick(items[active]);
    } else if (event.key === "Tab") box.hidePopover();
  };
  const draw = () => {
    let index = -1;
    const found = visible();
    const activeId = found.length > 0 ? `menu-item-${active}` : null;
    show(box, [
      h("div", { class: "menu-head", key: "head" },
        h("strong", null, label),
        h("button", { type: "button", class: "icon-button", tabindex: "-1", "aria-label": say("page.close"), on: { click: () => box.hidePopover() } }, sign("x"))),
      search && h("div", { class: "menu-search", key: "search" }, sign("search", { size: 16 }),
        h("input", {
          type: "search", class: "input", role: "combobox", "aria-expanded": "true", "aria-controls": listId, "aria-autocomplete": "list",
          "aria-activedescendant": activeId, "aria-label": say("menu.search"), placeholder: say("menu.search"), autocomplete: "off",
          on: { input: (/** @type {any} */ { target }) => { query = target.value; active = 0; draw(); }, keydown: keys },
        })),
      h("div", {
        class: "menu-list", key: "list", id: listId, role: "listbox", "aria-label": label, tabindex: search ? "-1" : "0",
        "aria-activedescendant": search ? null : activeId, on: search ? {} : { keydown: keys },
      }, found.map((group, at) => h("div", { role: "group", key: group.name ?? at, ...(group.name ? { "aria-label": group.name } : { "aria-label": label }) },
        group.name && h("div", { class: "menu-group", "aria-hidden": "true" }, group.name),
        group.items.map((item) => {
          index += 1;
          const own = index;
          return h("div", {
            class: "menu-item", key: item.value, role: "option", id: `menu-item-${own}`, "aria-selected": String(own === active),
            on: { click: () => pick(item), pointermove: () => { if (active !== own) { active = own; draw(); } } },
          },
            item.color && h("span", { class: "dot", style: { "--color": item.color } }),
            item.icon && sign(item.icon, { size: 18 }),
            h("span", { class: "menu-words" }, item.words), item.small && h("span", { class: "menu-small" }, item.small));
        }))),
      found.length === 0 && h("p", { class: "menu-empty muted" }, query || !empty ? say("menu.nothing") : empty)),
    ]);
  };
  box.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
    if (!picked && box.contains(document.activeElement)) anchor.focus();
    anchor.removeAttribute("aria-expanded");
    box.remove();
  });
  draw();
  box.showPopover();
  place(box, anchor);
  anchor.setAttribute("aria-expanded", "true");
  /** @type {HTMLElement|null} */ (box.querySelector("input, [role=listbox]"))?.focus();
}

/**
 * Under its button where there is room, else over it; on a narrow page a sheet at the bottom.
 * @param {HTMLElement} box
 * @param {HTMLElement} anchor
 */
function place(box, anchor) {
  if (matchMedia("(max-width: 640px)").matches) return;
  const at = anchor.getBoundingClientRect();
  const width = box.offsetWidth;
  const under = innerHeight - at.bottom - 16;
  const over = at.top - 16;
  const upwards = under < 260 && over > under;
  box.style.setProperty("max-height", `${Math.min(460, upwards ? over : under)}px`);
  box.style.setProperty("left", `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`);
  if (upwards) box.style.setProperty("bottom", `${innerHeight - at.top + 4}px`);
  else box.style.setProperty("top", `${at.bottom + 4}px`);
}

/** @param {string} text */
function plainWords(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
