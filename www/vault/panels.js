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

/** @param {string} address */
const domainOf = (address) => address.slice(address.lastIndexOf("@") + 1);

/**
 * The sentence alone.
 * @param {string} host @param {string} reason  of a `Judgement` @param {string} address @param {import("../mail/types.d.ts").Voice} voice
 */
export const refusal = (host, reason, address, voice) => wordsIn(voice)(`refused.${reason}`, { host, domain: domainOf(address) });

/**
 * For whoever can change it: the exact line, or what is wrong.
 * @param {string} host
 * @param {Extract<import("./hosts.js").Judgement, { allowed: false }>} judgement
 * @param {string} address
 * @param {import("../mail/types.d.ts").Voice} voice
 * @param {(() => void)|null} [again]  asks once more
 */
export function refusedPanel(host, { reason, remedy, cause }, address, voice, again = null) {
  const say = wordsIn(voice);
  return panel(say("refused.title"),
    element("p", {}, refusal(host, reason, address, voice)),
    again && retry(again, voice),
    remedy !== "" && element("div", { class: "remedy" },
      element("h2", {}, say("refused.admin")),
      element("p", {}, say(reason === "not-in-rules" ? "refused.admin-rules" : "refused.admin-configured", { domain: domainOf(address) })),
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
  return panel(wordsIn(voice)("failed.title"),
    element("p", { class: "notice danger", role: "alert" }, icon("circle-alert"), element("span", {}, errorText(error, voice.language))),
    again && retry(again, voice));
}

/** Pressed once: what comes of it stands in its place. @param {() => void} again @param {import("../mail/types.d.ts").Voice} voice */
function retry(again, voice) {
  const button = element("button", { type: "button", class: "button primary", on: { click: () => { button.disabled = true; again(); } } }, voice.say("app.retry"));
  return element("div", { class: "panel-actions" }, button);
}
