// @ts-check
// The line above what was found: how much protected mail was searched, and what can be done about the rest.

import { icon } from "../../../icons/icon.js";
import { element } from "../../../mail/element.js";
import { wordsOf } from "../../../mail/keys/say.js";
import { unlock } from "../../../mail/keys/unlock.js";
import en from "./texts/en.js";
import nl from "./texts/nl.js";

/** @typedef {import("../../../mail/types.d.ts").Session} Session */
/** @typedef {import("../../../mail/types.d.ts").Voice} Voice */

/** @param {Voice} voice */
export const searchWords = (voice) => wordsOf(voice, { en, nl });

/**
 * @param {Session} session
 * @param {Voice} voice
 * @param {import("../jmap.js").Mailbox[]} mailboxes
 */
export function searchLine(session, voice, mailboxes) {
  const say = searchWords(voice);
  const { search } = session;
  const state = search?.state ?? "off";
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) => element("button", { type: "button", class: "search-line-act", on: { click: act } }, say(text));
  const more = async () => (await import("./panel.js")).openSearchPanel(session, voice, mailboxes);
  const [text, act] = state === "locked" ? [say("search.line-locked"), button("search.unlock", () => { void unlock(session, voice); })]
    : state === "ready" ? [say("search.line", { count: search?.count ?? 0 }), button("search.more", more)]
      : state === "failed" ? [say("search.line-failed"), button("search.more", more)]
        : [say(state === "off" ? "search.line-off" : "search.line-wait"), null];
  return element("div", { class: "search-line" }, icon(state === "locked" ? "lock-keyhole" : "lock", { size: 15 }), element("span", {}, text), act);
}
