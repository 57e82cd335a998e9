// @ts-check
// What stays of a message after it has left: one line, and the bytes for who wants to see them.

import { h } from "../../button/dom.js";
import { names } from "../../button/say.js";

/** How long the note stays when nobody looks at it. */
const patience = 20_000;

/** Takes away the note that is there: of two only one could be read. */
let takeAway = () => {};

/**
 * @param {{
 *   protect: import("../../button/element.js").ZegelProtect, outgoing: import("../../button/types.d.ts").Outgoing, people: string[], lang: string,
 *   tell: (key: string, params?: Record<string, unknown>) => string, icon: (name: string, options?: { size?: number }) => SVGElement,
 * }} options
 */
export function showSent({ protect, outgoing, people, lang, tell, icon }) {
  // The element holds the bytes; it lives on in the note, without its looks.
  const keeper = h("div", { class: "sent-keeper" }, protect);
  const close = () => { clearTimeout(timer); note.remove(); };
  takeAway();
  takeAway = close;
  const and = lang.startsWith("nl") ? "en" : "and";
  const others = (/** @type {number} */ count) => (and === "en" ? `${count} anderen` : `${count} others`);
  const note = h("aside", { class: "sent-note", popover: "manual", lang, "aria-label": tell("sent.title") },
    h("span", { class: outgoing.protected ? "sign on" : "sign" }, icon(outgoing.protected ? "lock" : "send", { size: 20 })),
    h("div", { class: "sent-words", role: "status" }),
    h("button", { type: "button", class: "compose-plain", onclick: () => protect.showBytes() }, tell("sent.show")),
    h("button", { type: "button", class: "icon-button", "aria-label": tell("close"), onclick: close }, icon("x", { size: 18 })), keeper);
  document.body.append(note);
  note.showPopover();
  // Into a region that already stands there, or it would not be read out.
  note.querySelector(".sent-words")?.append(h("p", { class: "sent-sentence" }, tell(outgoing.protected ? "sent.sealed" : "sent.clear")),
    h("p", { class: "muted" }, tell("sent.to", { people: names(people, and, others) })));

  let timer = setTimeout(close, patience);
  const wait = () => clearTimeout(timer);
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (protect.shadowRoot?.querySelector("dialog[open]") ? go() : close()), patience);
  };
  note.addEventListener("pointerenter", wait);
  note.addEventListener("focusin", wait);
  note.addEventListener("pointerleave", go);
  note.addEventListener("focusout", go);
}
