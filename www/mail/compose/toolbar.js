// @ts-check
// The formatting of the text. One tab stop; arrows move inside it.

import { h } from "../../button/dom.js";
import { openPopover } from "./popover.js";

/**
 * @typedef {import("./editor.js").Editor} Editor
 * @typedef {{ name: string, icon: string, run: () => void, on?: () => boolean, keys?: string, button?: HTMLButtonElement }} Tool
 */

/**
 * @param {Editor} editor
 * @param {{ tell: (key: string, params?: Record<string, unknown>) => string, icon: (name: string, options?: { size?: number }) => SVGElement, pickPicture: () => void }} options
 */
export function toolbar(editor, { tell, icon, pickPicture }) {
  const { squire } = editor;
  const has = (/** @type {string[]} */ ...tags) => () => tags.some((tag) => squire.hasFormat(tag));
  const toggle = (/** @type {string[]} */ tags, /** @type {() => void} */ set, /** @type {() => void} */ unset) => () => (has(...tags)() ? unset() : set());
  /** @type {Tool[][]} */
  const groups = [
    [
      { name: "bold", icon: "bold", keys: "Control+B", on: has("B", "STRONG"), run: toggle(["B"], () => squire.bold(), () => squire.removeBold()) },
      { name: "italic", icon: "italic", keys: "Control+I", on: has("I", "EM"), run: toggle(["I"], () => squire.italic(), () => squire.removeItalic()) },
      { name: "underline", icon: "underline", keys: "Control+U", on: has("U"), run: toggle(["U"], () => squire.underline(), () => squire.removeUnderline()) },
      { name: "strike", icon: "strikethrough", on: has("S"), run: toggle(["S"], () => squire.strikethrough(), () => squire.removeStrikethrough()) },
    ],
    [
      { name: "bullets", icon: "list", on: has("UL"), run: toggle(["UL"], () => squire.makeUnorderedList(), () => squire.removeList()) },
      { name: "numbers", icon: "list-ordered", on: has("OL"), run: toggle(["OL"], () => squire.makeOrderedList(), () => squire.removeList()) },
      { name: "quote", icon: "text-quote", on: has("BLOCKQUOTE"), run: toggle(["BLOCKQUOTE"], () => squire.increaseQuoteLevel(), () => squire.decreaseQuoteLevel()) },
    ],
    [
      { name: "link", icon: "link", on: has("A"), run: () => askLink(editor, buttonOf("link"), tell) },
      { name: "picture", icon: "image", run: pickPicture },
      { name: "clear", icon: "remove-formatting", run: () => squire.removeAllFormatting() },
    ],
    [
      { name: "undo", icon: "undo-2", keys: "Control+Z", run: () => squire.undo() },
      { name: "redo", icon: "redo-2", keys: "Control+Shift+Z", run: () => squire.redo() },
    ],
  ];
  const tools = groups.flat();
  const buttonOf = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (tools.find((tool) => tool.name === name)?.button);
  for (const [index, tool] of tools.entries()) {
    tool.button = h("button", {
      type: "button", class: "tool", tabindex: index === 0 ? "0" : "-1", title: tell(`format.${tool.name}`), "aria-label": tell(`format.${tool.name}`),
      "aria-pressed": tool.on && "false", "aria-keyshortcuts": tool.keys,
      // Pressing a tool must not take the selection out of the text.
      onmousedown: (/** @type {Event} */ event) => event.preventDefault(), onclick: () => tool.run(),
    }, icon(tool.icon, { size: 18 }));
  }
  const node = h("div", { class: "tools", role: "toolbar", "aria-label": tell("format.name") },
    ...groups.map((group) => h("div", { class: "tool-group" }, ...group.map((tool) => tool.button))));
  node.addEventListener("keydown", (event) => move(event, tools.map((tool) => /** @type {HTMLButtonElement} */ (tool.button))));

  const update = () => { for (const { on, button } of tools) if (on && button) button.setAttribute("aria-pressed", String(on())); };
  for (const type of ["pathChange", "select", "cursor", "input"]) squire.addEventListener(type, update);
  buttonOf("undo").disabled = buttonOf("redo").disabled = true;
  squire.addEventListener("undoStateChange", (event) => {
    const { canUndo, canRedo } = /** @type {CustomEvent<{ canUndo: boolean, canRedo: boolean }>} */ (event).detail;
    buttonOf("undo").disabled = !canUndo;
    buttonOf("redo").disabled = !canRedo;
  });
  squire.setKeyHandler("Ctrl-k", (_, event) => { event.preventDefault(); askLink(editor, buttonOf("link"), tell); });
  squire.setKeyHandler("Meta-k", (_, event) => { event.preventDefault(); askLink(editor, buttonOf("link"), tell); });
  return node;
}

/** @param {KeyboardEvent} event @param {HTMLButtonElement[]} buttons */
function move(event, buttons) {
  const open = buttons.filter((one) => !one.disabled);
  const at = open.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  /** @type {Record<string, number>} */
  const moves = { ArrowRight: (at + 1) % open.length, ArrowLeft: (at - 1 + open.length) % open.length, Home: 0, End: open.length - 1 };
  if (at < 0 || !(event.key in moves)) return;
  event.preventDefault();
  for (const one of buttons) one.tabIndex = -1;
  open[moves[event.key]].tabIndex = 0;
  open[moves[event.key]].focus();
}

/** @param {Editor} editor @param {HTMLButtonElement} button @param {(key: string) => string} tell */
function askLink(editor, button, tell) {
  const { squire } = editor;
  const range = squire.getSelection();
  const holder = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement;
  const there = holder?.closest("a");
  const input = h("input", { type: "text", inputmode: "url", "aria-label": tell("link.field"), placeholder: "https://", ".value": there?.getAttribute("href") ?? "" });
  const problem = h("p", { class: "popover-problem", role: "alert" });
  const set = () => {
    const address = linkAddress(input.value);
    if (!address) { problem.textContent = tell("link.bad"); return; }
    popover.hidePopover();
    squire.setSelection(range);
    squire.makeLink(address);
  };
  const popover = openPopover(button, { name: tell("format.link"), class: "link-popover" },
    h("form", { onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); set(); } },
      input, problem, h("div", { class: "popover-acts" }, h("button", { type: "submit", class: "compose-primary" }, tell("link.set")),
        there && h("button", { type: "button", class: "compose-plain", onclick: () => { popover.hidePopover(); squire.setSelection(range); squire.removeLink(); } }, tell("format.unlink")))));
}

/** What a person writes as a link, as an address; null where it is none. @param {string} written */
export function linkAddress(written) {
  const text = written.trim();
  if (/^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(text)) return text;
  if (/^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/.test(text)) return `mailto:${text}`;
  return /^[^\s:/]+\.[^\s:]+$/.test(text) ? `https://${text}` : null;
}
