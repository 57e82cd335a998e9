// @ts-check
// Over a message in Roundcube's own editor: what the organisation's rules say of it. The words are the vault's.

import { element, say } from "./words.js";

/** @typedef {import("../../../www/embed/protocol.d.ts").Outlook} Outlook */

export class Bar {
  node = element("div", { id: "zegel-bar", class: "zegel-bar", role: "status" });
  #shown = "";

  /** @param {Outlook} outlook */
  show({ label, issues }) {
    const text = JSON.stringify([label, issues]);
    // Said again, it would be read aloud again.
    if (text === this.#shown) return;
    this.#shown = text;
    const lines = issues.map(({ severity, text: sentence }) => element("p", { class: `zegel-issue ${severity}` }, sentence));
    this.node.replaceChildren(...label ? [labelChip(label)] : [], ...lines);
    this.node.hidden = !label && lines.length === 0;
  }

  /** @param {string} sentence */
  held(sentence) {
    this.#shown = "";
    this.node.hidden = false;
    this.node.replaceChildren(element("p", { class: "zegel-issue block" }, element("strong", {}, say("held")), ` ${sentence}`));
  }
}

/** @param {NonNullable<Outlook["label"]>} label */
function labelChip({ path, color }) {
  const chip = element("span", { class: "zegel-mark zegel-chip" }, path.join(" \\ "));
  if (/^#[0-9a-f]{6}$/i.test(color)) chip.style.setProperty("--zegel-label", color);
  return chip;
}
