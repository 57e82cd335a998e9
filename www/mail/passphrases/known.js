// @ts-check
// "Your keys" lists the passphrases that were told to others: to be told again, copied, forgotten.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { day } from "../keys/say.js";
import { ask, openSheet } from "../keys/sheet.js";
import { unlocking } from "../keys/unlock.js";
import { speaking } from "./say.js";
import { tellingOf } from "./tell.js";

/**
 * @param {Pick<import("../types.d.ts").Session, "engine"|"vault"|"account">} session
 * @param {import("../types.d.ts").Voice} given
 * @param {(work: () => Promise<string|null|false>) => () => void} doing
 * @returns {Promise<HTMLElement|null>} nothing where none was told
 */
export async function knownPassphrases(session, given, doing) {
  const voice = speaking(given);
  const { say } = voice;
  const { vault, account } = session;
  const heads = await vault.passphrases(account.address);
  if (heads.length === 0) return null;
  /** @param {string} address */
  const kept = (address) => unlocking(session, given, () => vault.passphrase(account.address, address));
  /** @param {string} address */
  const show = async (address) => {
    const one = await kept(address);
    if (one) openSheet(say("known.title", { who: address }), voice, tellingOf(voice, { who: address, kept: one })).classList.add("passphrases-sheet");
    return null;
  };
  /** @param {string} address */
  const copy = async (address) => {
    const one = await kept(address);
    if (!one) return null;
    await navigator.clipboard.writeText(one.passphrase);
    return say("known.copied", { who: address });
  };
  /** @param {string} address */
  const forget = async (address) => {
    const answer = await ask(voice, {
      title: say("known.forget-title"), action: say("known.forget-action"), danger: true, content: [element("p", {}, say("known.forget-text", { who: address }))],
      work: () => vault.forgetPassphrase(account.address, address),
    });
    return answer && say("known.forgotten", { who: address });
  };
  const act = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {string} */ text, /** @type {string} */ who, /** @type {() => Promise<string|null|false>} */ work) =>
    element("button", { type: "button", class: "button small", "aria-label": say(`known.${key}-of`, { who }), data: { key: `${key} ${who}` }, on: { click: doing(work) } }, icon(shape, { size: 18 }), text);
  return element("section", { class: "keys-section", "aria-label": say("known.heading") },
    element("h3", {}, say("known.heading")), element("p", {}, say("known.text")),
    element("ul", { class: "lock-list passphrase-list" }, ...heads.map(({ address, since }) => element("li", {},
      icon("rectangle-ellipsis"), element("span", { class: "grow" }, element("strong", {}, address), " ", element("span", { class: "muted small" }, say("known.since", { date: day(since, voice) }))),
      act("show", "eye", say("known.show"), address, () => show(address)), act("copy", "copy", say("tell.copy"), address, () => copy(address)),
      act("forget", "trash", say("known.forget"), address, () => forget(address))))));
}
