// @ts-check
// Setting, changing and removing what locks the keys.

import { passkeysOffered } from "../../keys/passkey.js";
import { element } from "../element.js";
import { newPassphrase, passphraseField } from "./fields.js";
import { speaking } from "./say.js";
import { Unready, ask } from "./sheet.js";
import { passkeyButton } from "./unlock.js";

/**
 * @typedef {import("../types.d.ts").KeyHolder} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 */

/** A passkey belongs to a name: a page that was opened by number cannot have one. */
export function passkeysPossible() {
  return passkeysOffered() && !/^[\d.]+$|^\[/.test(location.hostname);
}

/**
 * Sets a passphrase, or another one in its place.
 * @param {Session} session
 * @param {Voice} given
 * @returns {Promise<boolean>} whether it was done
 */
export async function setPassphrase({ vault }, given) {
  const voice = speaking(given);
  const { say } = voice;
  const { locks } = await vault.state();
  const before = currentPassphrase(locks, say);
  const fresh = newPassphrase(say, { autofocus: !before });
  const answer = await ask(voice, {
    title: say(before ? "lock.change-title" : "lock.set-title"), action: say(before ? "lock.change-action" : "lock.set-action"),
    content: [element("p", {}, say("lock.set-text")), before?.root, ...fresh.nodes].map((node) => node ?? null),
    work: async () => vault.setPassphrase(fresh.read(), before?.read()),
    blame: ({ code }) => (code === "passphrase-wrong" && before ? before.input : null),
    words: ({ code }) => (code === "passphrase-wrong" ? say("unlock.wrong") : null),
  });
  return answer !== null;
}

/**
 * @param {Session} session
 * @param {Voice} given
 * @returns {Promise<boolean>}
 */
export async function addPasskey({ vault, account }, given) {
  const voice = speaking(given);
  const { say } = voice;
  const { locks } = await vault.state();
  const before = currentPassphrase(locks, say);
  const others = locks.some(({ kind }) => kind === "passkey");
  const answer = await ask(voice, {
    title: say("lock.passkey-title"), action: say("lock.passkey-action"),
    content: [element("p", {}, say("lock.passkey-text")), before?.root ?? null, !before && others && element("p", {}, say("lock.passkey-twice"))],
    work: async () => vault.addPasskey({ ...account, label: "" }, before?.read()),
    blame: ({ code }) => (code === "passphrase-wrong" && before ? before.input : null),
    words: ({ code }) => (code === "passphrase-wrong" ? say("unlock.wrong") : null),
  });
  return answer !== null;
}

/**
 * @param {Session} session
 * @param {Voice} given
 * @param {{ id: string, last: boolean }} lock
 * @returns {Promise<boolean>}
 */
export async function removeLock(session, given, { id, last }) {
  const voice = speaking(given);
  const { say } = voice;
  const { locks } = await session.vault.state();
  const before = currentPassphrase(locks, say);
  const answer = await ask(voice, {
    title: say("lock.remove-title"), action: say("lock.remove-action"), danger: true,
    content: [element("p", {}, say(last ? "lock.remove-last" : "lock.remove-text")), before?.root ?? null],
    work: () => session.vault.removeLock(id, before?.read()),
    blame: ({ code }) => (code === "passphrase-wrong" && before ? before.input : null),
    words: ({ code }) => (code === "passphrase-wrong" ? say("unlock.wrong") : null),
  });
  return answer !== null;
}

/**
 * The organisation wants a lock: asks for one. At the beginning of a visit it may be left for later, once.
 * @param {Session} session
 * @param {Voice} given
 * @param {{ later?: boolean }} [options]
 * @returns {Promise<boolean>} whether there is one now
 */
export async function askForLock(session, given, { later = false } = {}) {
  const voice = speaking(given);
  const { say } = voice;
  const { vault, account, bundle } = session;
  const fresh = newPassphrase(say, { autofocus: true });
  let set = false;
  /** @type {() => void} */
  let finish = () => {};
  const passkey = passkeysPossible() && passkeyButton(say("lock.passkey-instead"), voice, async () => {
    await vault.addPasskey({ ...account, label: "" });
    set = true;
    finish();
  });
  const answer = await ask(voice, {
    title: say("lock.required-title"), action: say("lock.set-action"), cancel: say(later ? "lock.later" : "keys.cancel"),
    content: [
      element("p", {}, say("lock.required-text", { organisation: bundle?.organisation.name ?? account.address.slice(account.address.lastIndexOf("@") + 1) })),
      element("p", { class: "muted" }, say("lock.set-text")),
      ...fresh.nodes, passkey && passkey.trouble,
    ],
    work: () => vault.setPassphrase(fresh.read()),
    beside: (close) => {
      finish = close;
      return passkey && passkey.button;
    },
  });
  return set || answer !== null;
}

/**
 * Who changes a lock shows that it is theirs to change.
 * @param {{ kind: string }[]} locks
 * @param {import("../texts/texts.js").Say} say
 */
function currentPassphrase(locks, say) {
  if (!locks.some(({ kind }) => kind === "passphrase")) return null;
  const { root, input } = passphraseField(say, { label: say("field.current"), autofocus: true });
  const read = () => {
    if (!input.value) throw new Unready(say("unlock.empty"), input);
    return input.value;
  };
  return { root, input, read };
}
