// @ts-check
// "Your keys", who can use them: locks, and until when they are open.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { addPasskey, passkeysPossible, removeLock, setPassphrase } from "./lock-work.js";
import { day } from "./say.js";
import { unlock } from "./unlock.js";

/**
 * @param {import("../types.d.ts").KeyHolder} session
 * @param {import("../types.d.ts").Voice} voice
 * @param {import("../../engine/types.js").VaultState} state
 * @param {(work: () => Promise<string|null|false>) => () => void} doing  makes a listener that does something and tells what came of it
 */
export function lockSection(session, voice, { locks, locked }, doing) {
  const { say } = voice;
  const required = session.keyWishes.lock === "required";
  const hasPassphrase = locks.some(({ kind }) => kind === "passphrase");
  const text = locks.length === 0 ? "lock.none" : locked ? "lock.locked" : "lock.open";
  const done = (/** @type {Promise<boolean>} */ work, /** @type {string} */ key) => work.then((is) => is && say(key));
  const button = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {() => Promise<string|null|false>} */ work) => element("button", {
    type: "button", class: "button", data: { key }, on: { click: doing(work) },
  }, icon(shape, { size: 18 }), say(key));
  return element("section", { class: "keys-section", "aria-label": say("lock.heading") },
    element("h3", {}, say("lock.heading")),
    element("p", {}, say(text, { until: untilWhen(session, voice) })),
    required && element("p", { class: "muted small" }, say("lock.required")),
    locks.length > 0 && element("ul", { class: "lock-list" }, ...locks.map(({ id, kind, created }) => element("li", {},
      icon(kind === "passkey" ? "fingerprint-pattern" : "text-cursor-input"),
      element("span", { class: "grow" }, say(`lock.kind-${kind}`, { date: day(created, voice) })),
      kind === "passphrase" && quiet(say("lock.change"), "lock-change", doing(() => done(setPassphrase(session, voice), "lock.changed"))),
      (locks.length > 1 || !required) && quiet(say("lock.remove"), `lock-remove-${id}`,
        doing(() => done(removeLock(session, voice, { id, last: locks.length === 1 }), "lock.removed")), say(`lock.remove-${kind}`, { date: day(created, voice) }))))),
    element("div", { class: "keys-actions" },
      !hasPassphrase && button("lock.set", "text-cursor-input", () => done(setPassphrase(session, voice), "lock.was-set")),
      passkeysPossible() && button("lock.passkey", "fingerprint-pattern", () => done(addPasskey(session, voice), "lock.passkey-added")),
      locks.length > 0 && !locked && button("lock.now", "lock-keyhole", async () => {
        session.vault.lock();
        return say("lock.is-locked");
      }),
      locks.length > 0 && locked && button("lock.unlock", "key-round", () => done(unlock(session, voice), "lock.is-unlocked"))));
}

/** @param {string} text @param {string} key @param {() => void} click @param {string} [label] */
function quiet(text, key, click, label) {
  return element("button", { type: "button", class: "button quiet small", data: { key }, "aria-label": label, on: { click } }, text);
}

/** @param {import("../types.d.ts").KeyHolder} session @param {import("../types.d.ts").Voice} voice */
function untilWhen({ keysUsed, keyWishes: { unlockedMinutes } }, { language }) {
  const until = new Date((keysUsed || Date.now()) + unlockedMinutes * 60_000);
  const today = until.toDateString() === new Date().toDateString();
  const region = navigator.languages.find((one) => one.startsWith(`${language}-`)) ?? language;
  return new Intl.DateTimeFormat(region, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" }).format(until);
}
