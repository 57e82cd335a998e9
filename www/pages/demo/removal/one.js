// @ts-check
// The question before protection comes off one message, and the answer where it may not.

import { icon } from "../../../icons/icon.js";
import { element } from "../../../mail/element.js";
import { ask, openSheet } from "../../../mail/keys/sheet.js";
import { inLanguage, reasonText, speaking } from "./say.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Voice} Voice
 * @typedef {import("./taking-off.js").Standing} Standing
 */

/** @param {string} shape @param {string} text */
const line = (shape, text) => element("li", {}, icon(shape, { size: 18 }), element("span", {}, text));

/**
 * Asks, and does it.
 * @template T
 * @param {import("./taking-off.js").Removable} message
 * @param {Standing} standing
 * @param {Voice} given
 * @param {{ archive: string, work: () => Promise<T> }} options  `archive`: how the mailbox is called that keeps originals
 * @returns {Promise<T|null>} null: it was left as it is
 */
export async function askToRemove({ opened }, { keepOriginal, why }, given, { archive, work }) {
  const voice = speaking(given);
  const { say } = voice;
  const confirmed = opened.signature.state === "valid";
  const answer = await ask(voice, {
    title: say("one.title"), action: say("one.action"), danger: !keepOriginal, work,
    content: [
      element("ul", { class: "removal-points" },
        line("mail-open", say("one.clear")),
        line("eye", say("one.readers")),
        line("stamp", say(confirmed ? "one.record" : "one.record-unsigned")),
        line("users", say("one.others")),
        line(keepOriginal ? "archive" : "trash", keepOriginal ? say("one.kept", { mailbox: archive }) : say("one.gone"))),
      why === "other-organisation" && element("p", { class: "notice warning" }, icon("tag"), element("span", {}, say("one.foreign"))),
    ],
  });
  return answer?.done ?? null;
}

/** @param {Standing} standing @param {Voice} given */
export function tellRefused({ why, name }, given) {
  const voice = speaking(given);
  const { say, language } = voice;
  const close = element("button", { type: "button", class: "button primary", on: { click: () => dialog.close() } }, say("one.close"));
  const dialog = openSheet(say("one.refused-title"), voice, element("p", {}, reasonText(why, voice, inLanguage(name, language))),
    element("div", { class: "dialog-actions" }, close));
}
