// @ts-check
// Who is signed in, and what is theirs to choose: language, appearance, key, leaving.

import { icon } from "../../../icons/icon.js";
import { disclose, element } from "../../../mail/element.js";
import { backupOf } from "../../../mail/keys/remember.js";
import { wordsOf } from "../../../mail/keys/say.js";
import { unlock } from "../../../mail/keys/unlock.js";
import { openYourKeys } from "../../../mail/keys/yours.js";
import { openBulk } from "../removal/bulk.js";
import { speaking } from "../removal/say.js";
import { avatar } from "../../../mail/avatar.js";
import { searchWords } from "../search/line.js";
import { languages } from "../../../mail/texts/texts.js";

/**
 * @param {{ session: import("../../../mail/types.d.ts").Session, voice: import("../../../mail/types.d.ts").Voice,
 *   mailboxes: () => import("../jmap.js").Mailbox[], onLanguage: (language: "en"|"nl") => void, onSignOut: () => void }} options
 */
export function accountMenu({ session, voice, mailboxes, onLanguage, onSignOut }) {
  const { language } = voice;
  const say = wordsOf(voice);
  const { name, address } = session.account;
  const button = element("button", { type: "button", class: "account-button", "aria-label": say("account.menu", { name }) }, avatar(name));
  const themes = [["", "account.theme-system", "palette"], ["light", "account.theme-light", "sun"], ["dark", "account.theme-dark", "moon"]];
  // What is done with keys begins at the button again when it ends: the menu is gone by then.
  const item = (/** @type {string} */ shape, /** @type {string} */ text, /** @type {() => void} */ act, /** @type {Node|null} */ beside = null) => element("button", {
    type: "button", class: "menu-item", on: { click: () => {
      close();
      button.focus();
      act();
    } },
  }, icon(shape), text, beside);
  const note = element("span", { class: "menu-note" });
  const lock = element("div");
  const panel = element("div", { class: "popover account-panel", role: "group", "aria-label": say("account.menu", { name }) },
    element("div", { class: "account-who" }, avatar(name), element("div", {}, element("strong", {}, name), element("div", { class: "muted" }, address))),
    choices(say("account.language"), languages.map(([code, own]) => ({
      text: own, lang: code, pressed: code === language, choose: () => onLanguage(code),
    }))),
    choices(say("account.theme"), themes.map(([theme, key, shape]) => ({
      text: say(key), shape, pressed: (document.documentElement.dataset.theme ?? "") === theme, choose: () => useTheme(theme),
    }))),
    item("key-round", say("account.keys"), () => openYourKeys(session, voice), note),
    item("search", searchWords(voice)("search.menu"), async () => (await import("../search/panel.js")).openSearchPanel(session, voice, mailboxes())),
    item("shield-off", speaking(voice).say("bulk.menu"), () => openBulk(session, voice)), lock,
    element("button", { type: "button", class: "menu-item", on: { click: onSignOut } }, icon("log-out"), say("account.sign-out")));
  const { close } = disclose(button, panel);
  button.addEventListener("click", async () => {
    note.textContent = backupOf(session.ownKey.fingerprint) ? "" : say("account.no-backup");
    const { locks, locked } = await session.vault.state();
    const entry = locked ? item("key-round", say("account.unlock"), () => unlock(session, voice)) : item("lock-keyhole", say("account.lock"), () => session.vault.lock());
    lock.replaceChildren(...(locks.length > 0 ? [entry] : []));
  });
  return element("div", { class: "account" }, button, panel);
}

/** @param {string} theme */
function useTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/**
 * @param {string} label
 * @param {{ text: string, pressed: boolean, choose: () => void, lang?: string, shape?: string }[]} options
 */
function choices(label, options) {
  const buttons = options.map(({ text, pressed, choose, lang, shape }) => element("button", {
    type: "button", class: "segment", lang, "aria-pressed": String(pressed), on: { click: (/** @type {any} */ { currentTarget }) => {
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === currentTarget));
      choose();
    } },
  }, shape ? icon(shape, { size: 16 }) : null, text));
  return element("div", { class: "menu-choice", role: "group", "aria-label": label },
    element("span", { class: "menu-label", "aria-hidden": "true" }, label), element("div", { class: "segments" }, ...buttons));
}
