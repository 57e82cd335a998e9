// @ts-check
// Asks for the passphrase or the passkey when something needs a key, and then does what was asked.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { Unready, ask } from "./sheet.js";
import { passphraseField } from "./fields.js";
import { sentence, speaking } from "./say.js";

/**
 * @typedef {Pick<import("../types.d.ts").Session, "engine">} Place
 * @typedef {import("../types.d.ts").Voice} Voice
 */

/** The question that stands already: whatever else needs a key meanwhile waits for the same answer. @type {Promise<boolean>|null} */
let standing = null;

/**
 * Does the work; where the keys are locked, asks the person to unlock them first. Closing that question rejects with what
 * the work was rejected with.
 * @template T
 * @param {Place} session
 * @param {Voice} voice
 * @param {() => T|Promise<T>} work
 * @returns {Promise<T>}
 */
export async function unlocking(session, voice, work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (/** @type {{ code?: string }} */ (error)?.code !== "vault-locked" || !await unlock(session, voice)) throw error;
    }
  }
}

/**
 * @param {Place} session
 * @param {Voice} voice
 * @returns {Promise<boolean>} whether the keys can be used now
 */
export function unlock(session, voice) {
  standing ??= question(session, voice).finally(() => { standing = null; });
  return standing;
}

/** @param {Place} session @param {Voice} given */
async function question({ engine }, given) {
  const voice = speaking(given);
  const { say } = voice;
  const vault = await engine.vault();
  const { locks, locked } = await vault.state();
  if (!locked) return true;
  const hasPassphrase = locks.some(({ kind }) => kind === "passphrase");
  const hasPasskey = locks.some(({ kind }) => kind === "passkey");
  const field = passphraseField(say, { label: say("unlock.passphrase"), autofocus: true });
  const byPassphrase = async () => {
    if (!field.input.value) throw new Unready(say("unlock.empty"), field.input);
    await vault.unlock(field.input.value);
  };
  let unlocked = false;
  const passkey = hasPassphrase && hasPasskey && passkeyButton(say("unlock.passkey"), voice, async () => {
    await vault.unlockWithPasskey();
    unlocked = true;
  });
  /** @type {() => void} */
  let finish = () => {};
  const noticed = async () => {
    if (!(await vault.state()).locked) { unlocked = true; finish(); }
  };
  vault.addEventListener("change", noticed);
  const answer = await ask(voice, {
    title: say("unlock.title"), action: say(hasPassphrase ? "unlock.action" : "unlock.passkey"),
    content: [element("p", {}, say(hasPassphrase ? "unlock.text" : "unlock.text-passkey")), hasPassphrase && field.root, passkey && passkey.trouble],
    work: () => (hasPassphrase ? byPassphrase() : vault.unlockWithPasskey()),
    blame: ({ code }) => (code === "passphrase-wrong" ? field.input : null),
    words: ({ code }) => (code === "passphrase-wrong" ? say("unlock.wrong") : null),
    beside: (close) => {
      finish = close;
      return passkey && passkey.button;
    },
  });
  vault.removeEventListener("change", noticed);
  return unlocked || answer !== null;
}

/**
 * A button beside a form that does the same another way.
 * @param {string} text
 * @param {Voice} voice
 * @param {() => Promise<void>} work
 */
export function passkeyButton(text, voice, work) {
  const trouble = element("div", { class: "sheet-trouble", role: "alert" });
  const button = element("button", { type: "button", class: "button", on: { click: async () => {
    trouble.replaceChildren();
    try {
      await work();
    } catch (error) {
      trouble.replaceChildren(element("p", { class: "notice danger" }, icon("circle-alert"), element("span", {}, sentence(error, voice))));
    }
  } } }, icon("fingerprint-pattern", { size: 18 }), text);
  return { button, trouble };
}
