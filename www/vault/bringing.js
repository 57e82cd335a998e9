// @ts-check
// Frames that make a backup of the keys, or bring keys back from one.

import { icon } from "../icons/icon.js";
import { element } from "../mail/element.js";
import { makeBackup } from "../mail/keys/backup.js";
import { fromBackup, fromFile, waysToBring } from "../mail/keys/bring.js";
import { isFor, makeKey } from "../mail/keys/own.js";
import { backupOf } from "../mail/keys/remember.js";
import { day, sentence, speaking } from "../mail/keys/say.js";
import { Unready, openSheet, workForm } from "../mail/keys/sheet.js";
import { unlocking } from "../mail/keys/unlock.js";
import { panel } from "./panels.js";
import { wordsIn } from "./words.js";

/** @typedef {import("../mail/types.d.ts").Voice} Voice */
/** @typedef {import("../mail/types.d.ts").OwnKey} OwnKey */

/** @param {import("./types.d.ts").KindOptions<"backup">} options */
export function backup({ session, voice: first, port, root, place }) {
  let voice = first;
  /** @type {() => void} */
  let ready = () => {};
  const made = new Promise((resolve) => { ready = () => resolve(null); });
  const trouble = element("div", { role: "alert" });
  const draw = () => {
    const say = wordsIn(voice);
    const when = session.ownKey && backupOf(session.ownKey.fingerprint);
    root.replaceChildren(panel(say("backup.frame-title"), element("p", {}, session.ownKey ? say("backup.frame-text") : say("backup.no-key")),
      when && element("p", { class: "muted" }, say("backup.made", { date: day(when, voice) })), trouble,
      session.ownKey && element("div", { class: "panel-actions" }, element("button", { type: "button", class: "button primary", on: { click: async () => {
        trouble.replaceChildren();
        try {
          if (!await makeBackup(/** @type {any} */ (session), voice)) return;
          ready();
          draw();
        } catch (error) {
          trouble.replaceChildren(element("p", { class: "notice danger" }, icon("circle-alert"), element("span", {}, sentence(error, voice))));
        }
      } } }, icon("shield-check", { size: 18 }), say(when ? "backup.another" : "backup.make")))));
  };
  draw();
  place.onVoice((next) => { voice = next; draw(); });
  port.answerTo({ isReady: async () => { await made; return null; } });
}

/** @param {import("./types.d.ts").KindOptions<"restore">} options */
export function restore({ session, voice: first, port, root, place }) {
  let voice = first;
  /** @type {() => void} */
  let ready = () => {};
  const done = new Promise((resolve) => { ready = () => resolve(null); });
  const draw = () => {
    const say = wordsIn(voice);
    root.replaceChildren(panel(say("restore.frame-title"), fromBackup(session, speaking(voice), async (keys) => {
      await session.refreshKeys();
      root.replaceChildren(panel(say("restore.frame-title"), element("p", { role: "status" }, say("restore.done", { count: keys.length }))));
      ready();
    })));
  };
  draw();
  place.onVoice((next) => { voice = next; draw(); });
  port.answerTo({ isReady: async () => { await done; return null; } });
}

/**
 * A sheet with the ways to a key, where there is none.
 * @param {{ session: import("./types.d.ts").VaultSession, place: import("./types.d.ts").Place, voice: Voice }} options
 * @returns {Promise<void>}
 */
export function bringKey({ session, place, voice }) {
  const say = wordsIn(voice);
  const spoken = speaking(voice);
  const { address } = session.account;
  return new Promise((resolve) => {
    const come = async (/** @type {OwnKey[]} */ keys) => {
      await session.refreshKeys();
      if (!keys.some((key) => isFor(key, address))) throw new Unready(say("key.not-yours", { address }));
      dialog.close();
    };
    const make = workForm(spoken, {
      content: [element("p", {}, say(session.published === "other" ? "key.make-elsewhere" : "key.make-text"))], action: say("key.make"),
      work: async () => {
        await place.seen();
        await come([await unlocking(session, spoken, () => makeKey(session))]);
      },
    });
    const dialog = openSheet(say("key.title"), spoken, waysToBring([
      { title: say("key.make"), text: say("key.make-short"), content: make },
      { title: say("key.restore"), text: say("key.restore-text"), content: fromBackup(session, spoken, come) },
      { title: say("key.import"), text: say("key.import-text"), content: fromFile(session, spoken, come) },
    ]));
    dialog.addEventListener("close", () => resolve());
  });
}
