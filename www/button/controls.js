// @ts-check
// The button, its arrow, the label picker, and the place of the bar: made once, then kept in step with what is to be seen.

import { h } from "./dom.js";

/** @typedef {import("./types.d.ts").Words} Words */

/** @param {import("./element.js").ZegelProtect} element */
export function controls(element) {
  const main = h("button", { type: "button", part: "button protect", class: "main", onclick: () => element.toggle() });
  // Whoever reaches for it will send soon: the large program comes meanwhile.
  for (const type of ["pointerenter", "focus"]) main.addEventListener(type, () => { void element.engine?.preload?.().catch(() => {}); }, { once: true });
  const more = h("button", { type: "button", part: "button more", class: "open", "aria-haspopup": "menu", onclick: () => element.openMenu("protect") });
  const label = h("button", { type: "button", part: "button label", class: "label", "aria-haspopup": "menu", onclick: () => element.openMenu("label") });
  const split = h("div", { class: "split", part: "split" }, main, more);
  const group = h("div", { class: "controls", part: "controls", role: "group" }, split, label);
  const bar = h("section", { class: "bar", part: "bar" });
  return { main, more, label, split, group, bar };
}

/**
 * @param {ReturnType<typeof controls>} nodes
 * @param {import("./types.d.ts").View} view
 * @param {{ tell: (what: any) => string, words: Words, disabled: boolean }} with_
 */
export function renderControls({ main, more, label, split, group }, view, { tell, words, disabled }) {
  const mac = /Mac|iP/.test(navigator.platform);
  group.setAttribute("aria-label", tell(["group"]));
  split.classList.toggle("on", view.button.on);
  main.disabled = more.disabled = disabled || view.button.disabled;
  main.title = tell([view.button.hint[0], { shortcut: mac ? "⇧⌘L" : "Ctrl+Shift+L" }]);
  main.setAttribute("aria-pressed", String(view.button.on));
  main.setAttribute("aria-keyshortcuts", mac ? "Meta+Shift+L" : "Control+Shift+L");
  main.replaceChildren(words.icon(view.button.icon, { size: 18 }), h("span", {}, tell(view.button.text)));
  more.replaceChildren(words.icon("chevron-down", { size: 16 }));
  more.setAttribute("aria-label", tell(["button.menu"]));
  more.title = tell(["button.menu"]);

  label.hidden = view.label === null;
  if (!view.label) return;
  const { current, path, needed } = view.label;
  const name = path.map(tell).join(" \\ ");
  label.disabled = disabled || view.button.disabled;
  label.classList.toggle("needed", needed);
  label.style.setProperty("--label", current?.color ?? "transparent");
  label.title = current ? tell(current.tooltip) : "";
  label.setAttribute("aria-label", current ? tell(["label.button", { name }]) : tell(["label.choose"]));
  label.replaceChildren(
    current ? h("span", { class: "dot" }) : words.icon("tag", { size: 18 }),
    h("span", { class: "name" }, current ? name : tell(["label.choose"])), words.icon("chevron-down", { size: 16 }),
  );
}
