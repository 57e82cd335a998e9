// @ts-check
// Who is signed in, and what is theirs to choose: language, appearance, key, leaving.

import { icon } from "../../../icons/icon.js";
import { disclose, element } from "../element.js";
import { avatar } from "../sign-in/sign-in.js";
import { languages } from "../texts/texts.js";
import { openKeyDialog } from "./key-dialog.js";

/**
 * @param {{ session: import("../types.d.ts").Session, voice: import("../types.d.ts").Voice,
 *   onLanguage: (language: "en"|"nl") => void, onSignOut: () => void }} options
 */
export function accountMenu({ session, voice, onLanguage, onSignOut }) {
  const { say, language } = voice;
  const { name, address } = session.account;
  const button = element("button", { type: "button", class: "account-button", "aria-label": say("account.menu", { name }) }, avatar(name));
  const themes = [["", "account.theme-system", "palette"], ["light", "account.theme-light", "sun"], ["dark", "account.theme-dark", "moon"]];
  const panel = element("div", { class: "popover account-panel", role: "group", "aria-label": say("account.menu", { name }) },
    element("div", { class: "account-who" }, avatar(name), element("div", {}, element("strong", {}, name), element("div", { class: "muted" }, address))),
    choices(say("account.language"), languages.map(([code, own]) => ({
      text: own, lang: code, pressed: code === language, choose: () => onLanguage(code),
    }))),
    choices(say("account.theme"), themes.map(([theme, key, shape]) => ({
      text: say(key), shape, pressed: (document.documentElement.dataset.theme ?? "") === theme, choose: () => useTheme(theme),
    }))),
    element("button", { type: "button", class: "menu-item", on: { click: () => {
      close();
      openKeyDialog(session, voice);
    } } }, icon("key-round"), say("account.key")),
    element("button", { type: "button", class: "menu-item", on: { click: onSignOut } }, icon("log-out"), say("account.sign-out")));
  const { close } = disclose(button, panel);
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
