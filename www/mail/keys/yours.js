// @ts-check
// "Your keys": what there is, whether it is safe, who can use it, and what can be done with it.

import { icon } from "../../icons/icon.js";
import { keepStorage } from "../../keys/vault.js";
import { element } from "../element.js";
import { knownPassphrases } from "../passphrases/known.js";
import { listing } from "../texts/texts.js";
import { makeBackup } from "./backup.js";
import { backupsIn, fromBackup, fromFile, fromMailbox, waysToBring } from "./bring.js";
import { keyCard } from "./card.js";
import { lockSection } from "./lock-section.js";
import { askForAnother } from "./make.js";
import { isFor, standing, tendKeys } from "./own.js";
import { backupOf } from "./remember.js";
import { day, sentence, speaking } from "./say.js";
import { openSheet } from "./sheet.js";

/**
 * @typedef {import("../types.d.ts").KeyHolder} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 */

/**
 * @param {Session} session
 * @param {Voice} given
 */
export function openYourKeys(session, given) {
  const voice = speaking(given);
  const { say } = voice;
  const told = element("div", { class: "keys-told", role: "status" });
  const failed = element("div", { class: "keys-failed", role: "alert" });
  const content = element("div", { class: "keys" }, element("p", { class: "muted" }, icon("loader-circle", { size: 18 }), say("app.loading")));
  const dialog = openSheet(say("keys.title"), voice, element("p", {}, say("keys.text")), told, failed, content);
  dialog.classList.add("keys-sheet");

  const fail = (/** @type {unknown} */ error) => {
    told.replaceChildren();
    failed.replaceChildren(element("p", { class: "notice danger" }, icon("circle-alert"), element("span", {}, sentence(error, voice))));
  };
  /** @param {() => Promise<string|null|false>} work */
  const doing = (work) => async () => {
    failed.replaceChildren();
    try {
      const text = await work();
      if (!text) return;
      await show();
      told.replaceChildren(element("p", {}, icon("check", { size: 18 }), element("span", {}, text)));
    } catch (error) {
      fail(error);
    }
  };

  const draw = async () => {
    const [now, state, others] = await Promise.all([standing(session), session.vault.state(), knownPassphrases(session, given, doing)]);
    const before = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset.key;
    const open = new Set([...content.querySelectorAll("details[open]")].map((one) => /** @type {HTMLElement} */ (one).dataset.key));
    content.replaceChildren(
      element("section", { class: "keys-section", "aria-label": say("keys.list") }, ...now.keys.map((one) => keyCard(session, voice, one, now, doing))),
      backupSection(session, voice, doing), lockSection(session, voice, state, doing), ...(others ? [others] : []), addSection(session, voice, doing));
    for (const one of content.querySelectorAll("details")) one.open = open.has(one.dataset.key);
    // What was pressed may be drawn anew, or be gone.
    if (!before) return;
    const again = [...content.querySelectorAll("[data-key]")].find((one) => /** @type {HTMLElement} */ (one).dataset.key === before);
    /** @type {HTMLElement|null} */ (again ?? dialog.querySelector("h2"))?.focus({ preventScroll: true });
  };

  // One after the other: what was asked last is what stands there.
  let drawn = Promise.resolve();
  const show = () => {
    drawn = drawn.catch(() => {}).then(draw);
    return drawn;
  };
  const changed = () => { show().catch(fail); };
  for (const type of ["change", "passphrases"]) session.vault.addEventListener(type, changed);
  dialog.addEventListener("close", () => { for (const type of ["change", "passphrases"]) session.vault.removeEventListener(type, changed); });
  show().catch((error) => {
    content.replaceChildren();
    fail(error);
  });
  return dialog;
}

/** @param {Session} session @param {Voice} voice @param {(work: () => Promise<string|null|false>) => () => void} doing */
function backupSection(session, voice, doing) {
  const { say } = voice;
  const made = backupOf(session.ownKey.fingerprint);
  const hint = element("p", { class: "muted small" });
  if (!made) keepStorage().then((kept) => { if (kept === false) hint.textContent = say("backup.storage"); });
  return element("section", { class: "keys-section", "aria-label": say("backup.heading") },
    element("h3", {}, say("backup.heading")),
    element("p", {}, made ? say("backup.made", { date: day(made, voice) }) : say("backup.none")), hint,
    element("div", { class: "keys-actions" }, element("button", {
      type: "button", class: made ? "button" : "button primary", data: { key: "backup" },
      on: { click: doing(async () => await makeBackup(session, voice) && say("backup.is-done")) },
    }, icon("shield-check", { size: 18 }), say(made ? "backup.another" : "backup.make"))));
}

/** @param {Session} session @param {Voice} voice @param {(work: () => Promise<string|null|false>) => () => void} doing */
function addSection(session, voice, doing) {
  const { say } = voice;
  const button = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {() => Promise<string|null|false>} */ work) => element("button", {
    type: "button", class: "button", data: { key }, on: { click: doing(work) },
  }, icon(shape, { size: 18 }), say(key));
  return element("section", { class: "keys-section", "aria-label": say("add.heading") },
    element("h3", {}, say("add.heading")),
    element("div", { class: "keys-actions" },
      button("add.restore", "rotate-ccw", () => bring(session, voice, "restore.title", async (brought) => {
        const messages = await backupsIn(session);
        const file = fromBackup(session, voice, brought);
        if (messages.length === 0) return file;
        return waysToBring([
          { title: say("restore.from-mailbox"), content: fromMailbox(session, voice, messages, brought), open: true },
          { title: say("restore.from-file"), content: file },
        ]);
      })),
      button("add.import", "upload", () => bring(session, voice, "import.title", async (brought) => fromFile(session, voice, brought)))),
    element("details", { class: "key-more", data: { key: "advanced" } }, element("summary", {}, say("add.advanced")),
      element("p", { class: "muted small" }, say("add.another-text")),
      button("add.another", "plus", () => askForAnother(session, voice))));
}

/**
 * @param {Session} session
 * @param {Voice} voice
 * @param {string} title
 * @param {(brought: import("./bring.js").Brought) => Promise<HTMLElement>} makeForm
 * @returns {Promise<string|null>} what came of it
 */
async function bring(session, voice, title, makeForm) {
  const { say, language } = voice;
  const { address } = session.account;
  /** @type {string|null} */
  let text = null;
  const form = await makeForm(async (keys) => {
    await tendKeys(session);
    const addresses = [...new Set(keys.flatMap((key) => key.addresses))];
    const mine = keys.some((key) => isFor(key, address));
    text = `${say("add.brought", { count: keys.length, addresses: listing(addresses, language) })}${mine ? "" : ` ${say("add.not-yours", { address })}`}`;
    dialog.close();
  });
  const dialog = openSheet(say(title), voice, form);
  return new Promise((resolve) => { dialog.addEventListener("close", () => resolve(text)); });
}
