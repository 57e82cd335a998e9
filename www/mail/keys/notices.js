// @ts-check
// What a person should know of their keys while they read their mail: only what they can do something about.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { day, sentence, wordsOf } from "./say.js";
import { openYourKeys } from "./yours.js";

/**
 * @param {import("../types.d.ts").Session} session
 * @param {import("../types.d.ts").Voice} voice
 * @param {(error?: unknown) => void} after  when what the notice offered was tried
 * @returns {HTMLElement[]}
 */
export function keyNotices(session, voice, after) {
  const say = wordsOf(voice);
  const { account: { address }, keyTrouble, ownKey, published } = session;
  const notices = [];
  if (published === "other") {
    const publish = () => session.publish().then(() => after(), after);
    notices.push(notice(say("key.published-other", { address }), say("key.publish-this"), publish));
  }
  if (keyTrouble && ownKey.expires) {
    const over = Date.parse(ownKey.expires) < Date.now();
    const { code } = /** @type {{ code?: string }} */ (keyTrouble);
    const date = day(ownKey.expires, voice);
    const what = code === "key-without-primary" ? say("trouble.elsewhere") : sentence(keyTrouble, voice);
    notices.push(notice(`${say(over ? "trouble.over" : "trouble.soon", { date })} ${what}`, say("keys.title"), () => openYourKeys(session, voice)));
  }
  return notices;
}

/** @param {string} text @param {string} action @param {() => void} click */
function notice(text, action, click) {
  return element("div", { class: "notice warning" }, icon("key-round"), element("span", {}, text),
    element("button", { type: "button", class: "button small", on: { click } }, action));
}
