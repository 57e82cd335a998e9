// @ts-check
// What stands in a frame in the place of its content: that the website is not connected or not allowed, or that something failed.

import { ZegelError } from "../engine/errors.js";
import { icon } from "../icons/icon.js";
import { element } from "../mail/element.js";
import { errorText } from "../texts/error-text.js";
import { wordsIn } from "./words.js";

/**
 * @param {string} title
 * @param {...(Node|string|null|false|undefined)} content
 */
export function panel(title, ...content) {
  return element("section", { class: "panel", "aria-label": title }, element("h1", { tabindex: -1 }, title), ...content);
}

/**
 * For whoever can change it: the exact line, or what is wrong.
 * @param {string} host
 * @param {Extract<import("./hosts.js").Judgement, { allowed: false }>} judgement
 * @param {string} address
 * @param {import("../mail/types.d.ts").Voice} voice
 */
export function refusedPanel(host, { reason, remedy, cause }, address, voice) {
  const say = wordsIn(voice);
  const values = { host, domain: address.slice(address.lastIndexOf("@") + 1) };
  return panel(say("refused.title"),
    element("p", {}, say(`refused.${reason}`, values)),
    remedy !== "" && element("div", { class: "remedy" },
      element("h2", {}, say("refused.admin")),
      element("p", {}, say(reason === "not-in-rules" ? "refused.admin-rules" : "refused.admin-configured", values)),
      // To be selected and copied: a frame may not be allowed to reach the clipboard.
      element("pre", { tabindex: 0 }, element("code", {}, remedy))),
    cause instanceof ZegelError && element("div", { class: "remedy" },
      element("h2", {}, say("refused.admin")),
      element("p", {}, errorText(cause, voice.language), " ", element("code", {}, cause.code))));
}

/**
 * @param {string} host
 * @param {import("../mail/types.d.ts").Voice} voice
 * @param {() => void} connect
 */
export function waitingPanel(host, voice, connect) {
  const say = wordsIn(voice);
  return panel(say("waiting.title"), element("p", {}, say("waiting.text", { host })),
    element("div", { class: "panel-actions" }, element("button", { type: "button", class: "button primary", on: { click: connect } }, say("waiting.connect"))));
}

/** @param {unknown} error @param {import("../mail/types.d.ts").Voice} voice @param {(() => void)|null} [again] */
export function failurePanel(error, voice, again = null) {
  return element("section", { class: "panel" },
    element("p", { class: "notice danger", role: "alert" }, icon("circle-alert"), element("span", {}, errorText(error, voice.language)),
      again && element("button", { type: "button", class: "button small", on: { click: again } }, voice.say("app.retry"))));
}
