// @ts-check
// What is said of keeping the draft: a word in the head while it goes well, a line with what to do where it does not.

import { h } from "../../button/dom.js";
import { shortDate } from "../texts/texts.js";

/**
 * @typedef {import("../drafts/keeping.js").State} State
 * @typedef {{
 *   tell: (key: string, params?: Record<string, unknown>) => string, language: string, icon: (name: string, options?: { size?: number }) => SVGElement,
 *   announce: (text: string) => void, failure: (error: unknown) => string, again: () => void, unlock: () => void,
 * }} Options
 */

/** @param {Options} options */
export function draftLine({ tell, language, icon, announce, failure, again, unlock }) {
  const word = h("span", { class: "draft-word" });
  const line = h("div", { class: "draft-line", hidden: true });
  let [told, savedOnce, apart] = ["", false, false];

  /** @param {State} state */
  const problem = ({ error }) => {
    if (!error) return null;
    if (error.code === "vault-locked") return { text: tell("draft.locked"), sign: "lock-keyhole", act: tell("draft.unlock"), does: unlock };
    if (error.code === "server-unreachable") return { text: tell("draft.offline"), sign: "cloud-off", act: tell("draft.again"), does: again };
    if (error.code === "no-own-key") return { text: tell("draft.no-key"), sign: "triangle-alert", act: null, does: again };
    return { text: `${tell("draft.failed")} ${failure(error)}`, sign: "triangle-alert", act: tell("draft.again"), does: again };
  };

  return {
    word, line,
    /** @param {State} state */
    show(state) {
      if (state.kind === "saving") word.textContent = tell("draft.saving");
      if (state.kind === "saved") word.textContent = tell("draft.saved", { time: shortDate(new Date().toISOString(), language.startsWith("nl") ? "nl" : "en") });
      if (state.kind === "failed") word.textContent = tell("draft.not-saved");
      if (state.kind === "nothing") word.textContent = "";
      // While it is tried again what stood in its way still stands there.
      if (state.kind === "saving") return;
      const now = problem(state) ?? (state.apart && !apart ? { text: tell("draft.apart"), sign: "info", act: tell("draft.apart-ok"), does: () => { apart = true; line.hidden = true; } } : null);
      // The first time, and when something goes wrong or right again: more than that would be chatter.
      if (now && now.text !== told) announce(now.text);
      else if (state.kind === "saved" && (!savedOnce || told !== "")) announce(tell("draft.said"));
      if (state.kind === "saved") savedOnce = true;
      if (told === (now?.text ?? "") && line.hidden === !now) return;
      told = now?.text ?? "";
      line.hidden = !now;
      line.toggleAttribute("data-problem", state.kind === "failed");
      line.replaceChildren(...(now ? [icon(now.sign, { size: 16 }), h("span", {}, now.text),
        ...(now.act ? [h("button", { type: "button", class: "compose-plain small", onclick: now.does }, now.act)] : [])] : []));
    },
  };
}
