// @ts-check
// The question before something leaves: to whom, under which label, protected or not.

import { icon } from "../icons/icon.js";
import { element } from "../mail/element.js";
import { openSheet } from "../mail/keys/sheet.js";
import { peopleWords, signs } from "../mail/people/words.js";
import { errorText } from "../texts/error-text.js";
import { afterReading } from "./reading.js";
import { wordsIn } from "./words.js";

/**
 * @param {import("./agreement.js").Going} going
 * @param {{ place: import("./types.d.ts").Place, voice: import("../mail/types.d.ts").Voice, body: boolean, again: boolean, signal: AbortSignal }} how
 *   `again`: something changed since it was asked before
 * @returns {Promise<boolean>}
 */
export function askToGo(going, { place, voice, body, again, signal }) {
  const say = wordsIn(voice);
  const trouble = element("div", { class: "sheet-trouble", role: "alert" });
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ yes) => {
      resolve(yes);
      if (dialog.open) dialog.close();
    };
    const press = async (/** @type {Event} */ { isTrusted }) => {
      if (!isTrusted) return;
      try {
        await place.seen();
        end(true);
      } catch (error) {
        trouble.replaceChildren(element("p", { class: "notice danger" }, icon("circle-alert"), element("span", {}, errorText(error, voice.language))));
      }
    };
    const go = element("button", { type: "button", class: `button agree-go ${going.protected ? "primary" : "danger"}`, on: { click: press } },
      icon(body ? "lock" : "send", { size: 18 }), say(body ? "agree.encrypt" : "agree.send"));
    const back = element("button", { type: "button", class: "button", on: { click: () => end(false) } }, say("agree.back"));
    const people = going.people.map((one) => person(one, going.protected, voice));
    const rest = facts(going, voice);
    const title = say(body ? "agree.title-encrypt" : going.protected ? "agree.title" : "agree.title-clear");
    const dialog = openSheet(title, voice,
      again && element("p", { class: "notice warning", role: "status" }, icon("triangle-alert"), element("span", {}, say("agree.again"))),
      element("p", {}, say(body ? "agree.text-encrypt" : "agree.text")),
      element("ul", { class: "agree-people", "aria-label": say("agree.people") }, ...people),
      // It comes when the page around wants it to, perhaps under a finger that is on its way to something else.
      rest, trouble, afterReading(go, [...people, rest], { place, voice }), element("div", { class: "dialog-actions" }, back, go));
    dialog.classList.add("agree");
    dialog.addEventListener("close", () => resolve(false));
    signal.addEventListener("abort", () => end(false), { once: true });
  });
}

/** @param {import("./agreement.js").Going["people"][number]} one @param {boolean} sealed @param {import("../mail/types.d.ts").Voice} voice */
function person({ address, name, field, state }, sealed, voice) {
  const words = peopleWords(voice.language);
  return element("li", { data: { state } }, icon(sealed ? signs[state] : "send", { size: 18 }),
    element("span", { class: "grow" }, name && element("strong", {}, name), element("span", {}, address)),
    field !== "to" && element("span", { class: "muted" }, wordsIn(voice)(`agree.${field}`)),
    // How it stands with a key says nothing of mail that is not encrypted.
    sealed && element("span", { class: "state" }, words.state(state)));
}

/** @param {import("./agreement.js").Going} going @param {import("../mail/types.d.ts").Voice} voice */
function facts({ subject, files, label, protected: sealed }, voice) {
  const say = wordsIn(voice);
  /** @type {[string, string][]} */
  const rows = [];
  if (subject) rows.push([say("agree.subject"), subject]);
  if (files > 0) rows.push([say("agree.files"), String(files)]);
  if (label) rows.push([say("agree.label"), label.path.join(" / ")]);
  rows.push([say("agree.protection"), say(sealed ? "agree.sealed" : "agree.clear")]);
  return element("dl", { class: "facts" }, ...rows.flatMap(([what, value]) => [element("dt", {}, what), element("dd", {}, value)]));
}
