// @ts-check
// What is done with one key. Each tells in a sentence what came of it; null or false where it was left.

import { element } from "../element.js";
import { fingerprintText } from "../reader/evidence.js";
import { saveFile } from "../reader/attachments.js";
import { choice, newPassphrase, textField } from "./fields.js";
import { isFor, makeKey, standing, tendKeys } from "./own.js";
import { backupOf } from "./remember.js";
import { day } from "./say.js";
import { Unready, ask, openSheet } from "./sheet.js";
import { unlocking } from "./unlock.js";

/**
 * @typedef {import("../types.d.ts").KeyHolder} Session
 * @typedef {import("../types.d.ts").Voice} Voice  that has the words of this folder
 * @typedef {import("./own.js").KeyHere} KeyHere
 * @typedef {import("./own.js").Standing} Standing
 */

/** @param {Session} session @param {Voice} voice @param {KeyHere} one */
export async function renewKey(session, voice, { key, published }) {
  const renewed = await unlocking(session, voice, () => session.vault.renewKey(key.fingerprint, session.keyWishes.validDays));
  const { ownKey } = session;
  if (published || ownKey.fingerprint === key.fingerprint) await session.publish?.(renewed);
  await tendKeys(session);
  return voice.say("key.renewed", { date: renewed.expires ? day(renewed.expires, voice) : "" });
}

/** @param {Session} session @param {Voice} voice @param {KeyHere} one */
export async function exportKey(session, voice, { key }) {
  const { say } = voice;
  const fresh = newPassphrase(say, { autofocus: true });
  const answer = await ask(voice, {
    title: say("export.title"), action: say("export.action"),
    content: [element("p", {}, say("export.text")), ...fresh.nodes],
    work: async () => {
      const passphrase = fresh.read();
      const file = await unlocking(session, voice, () => session.vault.exportKey(key.fingerprint, passphrase));
      saveFile(fileName(key, "secret"), "application/octet-stream", file);
    },
  });
  return answer && say("export.done");
}

/** @param {Session} session @param {Voice} voice @param {KeyHere} one */
export async function saveRevocation(session, voice, { key }) {
  const file = await unlocking(session, voice, () => session.vault.revocation(key.fingerprint));
  saveFile(fileName(key, "revocation"), "application/octet-stream", file);
  return voice.say("revocation.done");
}

/** @param {Session} session @param {Voice} voice @param {KeyHere} one @param {Standing} all */
export async function revokeKey(session, voice, { key, published, state }, all) {
  const { say } = voice;
  const { address } = session.account;
  const reasons = /** @type {const} */ (["superseded", "compromised", "retired"]).map((value, index) => ({
    value, ...choice("radio", { name: "reason", value, label: say(`revoke.${value}`), checked: index === 0 }),
  }));
  const others = all.keys.some((one) => one.key !== key && (one.state === "older" || one.state === "spare" || one.state === "in-use"));
  const replaced = isFor(key, address) && !others;
  const answer = await ask(voice, {
    title: say("revoke.title"), action: say("revoke.action"), danger: true,
    content: [
      element("p", {}, say("revoke.text")), replaced && element("p", {}, say("revoke.replaced")),
      element("fieldset", { class: "choices" }, element("legend", {}, say("revoke.reason")), ...reasons.map(({ root }) => root)),
    ],
    work: async () => {
      const { value } = reasons.find(({ input }) => input.checked) ?? reasons[0];
      const { key: revoked } = await unlocking(session, voice, () => session.vault.revokeKey(key.fingerprint, value));
      // Others must hear of it even where nothing takes its place.
      const told = published || state === "in-use" ? session.publish?.(revoked) : Promise.resolve();
      if (replaced) await unlocking(session, voice, () => makeKey(session));
      await told;
      const { own } = await standing(session);
      if (own) await session.publish?.(own.key);
      await tendKeys(session);
    },
  });
  return answer && say("revoke.done");
}

/** @param {Session} session @param {Voice} voice @param {KeyHere} one @param {Standing} all */
export async function removeKey(session, voice, { key, state }, all) {
  const { say } = voice;
  const { address } = session.account;
  const others = all.keys.some((one) => one.key !== key && (one.state === "older" || one.state === "spare" || one.state === "in-use"));
  if (isFor(key, address) && state === "in-use" && !others) {
    const dialog = openSheet(say("remove.title"), voice, element("p", {}, say("remove.only")));
    await new Promise((resolve) => { dialog.addEventListener("close", resolve); });
    return null;
  }
  const made = backupOf(key.fingerprint);
  const last = key.fingerprint.slice(-4).toUpperCase();
  const typed = textField(say("remove.type"), "", say("remove.type-hint"));
  const answer = await ask(voice, {
    title: say("remove.title"), action: say("remove.action"), danger: true,
    content: [
      element("p", {}, say("remove.text")),
      element("p", {}, made ? say("remove.backup", { date: day(made, voice) }) : say("remove.no-backup")),
      fingerprintText(key.fingerprint), typed.root,
    ],
    work: async () => {
      if (typed.input.value.trim().toUpperCase() !== last) throw new Unready(say("remove.wrong"), typed.input);
      await session.vault.removeKey(key.fingerprint);
      await tendKeys(session);
    },
  });
  return answer && say("remove.done");
}

/** @param {{ address: string, fingerprint: string }} key @param {string} what */
function fileName({ address, fingerprint }, what) {
  return `${address.replace(/[^\w.@-]/g, "_")} ${fingerprint.slice(-8)} ${what}.asc`;
}
