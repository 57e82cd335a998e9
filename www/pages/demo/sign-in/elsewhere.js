// @ts-check
// At sign-in: the directory has a key for this person that is not here. What becomes of it is for them to say.

import { icon } from "../../../icons/icon.js";
import { element } from "../../../mail/element.js";
import { backupsIn, fromBackup, fromFile, fromMailbox, waysToBring } from "../../../mail/keys/bring.js";
import { isFor, makeKey } from "../../../mail/keys/own.js";
import { speaking } from "../../../mail/keys/say.js";
import { Unready, workForm } from "../../../mail/keys/sheet.js";
import { unlocking } from "../../../mail/keys/unlock.js";

/**
 * @typedef {import("../../../mail/keys/bring.js").Place & { keyWishes: import("../../../mail/types.d.ts").KeyWishes }} Place
 */

/**
 * @param {Place} place
 * @param {import("../../../mail/types.d.ts").Voice} given
 * @param {(view: HTMLElement) => void} show
 * @returns {Promise<"brought"|"made"|null>} null: not now
 */
export async function askWhatKey(place, given, show) {
  const voice = speaking(given);
  const { say } = voice;
  const { address } = place.account;
  const messages = await backupsIn(place);
  return new Promise((resolve) => {
    const brought = (/** @type {import("../../../mail/types.d.ts").OwnKey[]} */ keys) => {
      if (!keys.some((key) => isFor(key, address))) throw new Unready(say("elsewhere.not-yours", { address }));
      resolve("brought");
    };
    const fresh = workForm(voice, {
      content: [element("p", {}, say("elsewhere.new-text"))], action: say("elsewhere.new-action"),
      work: async () => {
        await unlocking(place, voice, () => makeKey(place));
        resolve("made");
      },
    });
    const fromMail = messages.length > 0;
    const view = element("div", { class: "elsewhere" },
      element("h1", { tabindex: -1 }, say("elsewhere.title")),
      element("p", { class: "muted" }, say(fromMail ? "elsewhere.text-mail" : "elsewhere.text", { address })),
      waysToBring([
        ...(fromMail ? [{ title: say("restore.from-mailbox"), content: fromMailbox(place, voice, messages, brought), open: true }] : []),
        { title: say("elsewhere.restore"), text: say("elsewhere.restore-text"), content: fromBackup(place, voice, brought) },
        { title: say("elsewhere.import"), text: say("elsewhere.import-text"), content: fromFile(place, voice, brought) },
        { title: say("elsewhere.new"), text: say("elsewhere.new-short"), content: fresh },
      ]),
      element("button", { type: "button", class: "button quiet", on: { click: () => resolve(null) } }, icon("arrow-left", { size: 18 }), say("elsewhere.back")));
    show(view);
    (/** @type {HTMLElement|null} */ (fromMail ? view.querySelector("details[open] input") : view.querySelector("h1")))?.focus();
  });
}
