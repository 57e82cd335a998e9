// @ts-check
// A backup: keys under a code that only paper has. It is done when the code was really written down.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { saveFile } from "../reader/attachments.js";
import { putIntoMailbox } from "./backup-mail.js";
import { isFor } from "./own.js";
import { codeGroups, printCode } from "./print.js";
import { rememberBackup } from "./remember.js";
import { sentence, speaking } from "./say.js";
import { Unready, openSheet, workForm } from "./sheet.js";
import { unlocking } from "./unlock.js";

/**
 * @typedef {import("../types.d.ts").KeyHolder} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 */

/**
 * @param {Session} session
 * @param {Voice} given
 * @returns {Promise<boolean>} whether a backup was made and its code written down
 */
export async function makeBackup(session, given) {
  const voice = speaking(given);
  const { say } = voice;
  const { account: { address }, jmap } = session;
  const mine = (await session.vault.keys()).filter((key) => isFor(key, address)).map(({ fingerprint }) => fingerprint);
  const own = session.ownKey.fingerprint;
  const fingerprints = [own, ...mine.filter((one) => one !== own)];
  const now = new Date();
  const words = {
    address, date: now.toISOString(), messageId: `${crypto.randomUUID()}@${address.slice(address.lastIndexOf("@") + 1)}`,
    subject: say("backup.subject"), text: say("backup.message"),
  };
  const made = await unlocking(session, voice, () => session.vault.backupKeys(fingerprints, words));
  const name = `${address.replace(/[^\w.@-]/g, "_")} ${words.date.slice(0, 10)}.asc`;

  return new Promise((resolve) => {
    let done = false;
    const place = element("div", { class: "backup" });
    const dialog = openSheet(say("backup.title"), voice, place);
    dialog.addEventListener("close", () => {
      made.message.fill(0);
      made.armored.fill(0);
      resolve(done);
    });
    const kept = { anywhere: false };
    const show = (/** @type {HTMLElement} */ view) => {
      place.replaceChildren(view);
      (/** @type {HTMLElement|null} */ (view.querySelector("input")) ?? dialog.querySelector("h2"))?.focus();
    };
    const code = () => show(codeView(voice, made.code, {
      save: () => { saveFile(name, "application/octet-stream", made.armored); },
      mail: jmap && (() => putIntoMailbox(jmap, made.message)),
      print: () => printCode(voice, made.code, address),
      kept, next: check,
    }));
    const check = () => show(checkView(voice, made.code, {
      back: code,
      right: () => {
        done = true;
        rememberBackup(fingerprints);
        dialog.close();
      },
    }));
    code();
  });
}

/**
 * @param {Voice} voice
 * @param {string} code
 * @param {{ save: () => void, mail: (() => Promise<void>)|null, print: () => void, kept: { anywhere: boolean }, next: () => void }} actions
 */
function codeView(voice, code, { save, mail, print, kept, next }) {
  const { say } = voice;
  const told = element("p", { class: "keys-told", role: "status" });
  const button = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {() => Promise<unknown>|void} */ work, keeps = true) => element("button", {
    type: "button", class: "button", on: { click: async () => {
      try {
        await work();
        if (keeps) kept.anywhere = true;
        told.replaceChildren(...(keeps ? [icon("check", { size: 18 }), say(`${key}-done`)] : []));
      } catch (error) {
        told.replaceChildren(icon("circle-alert", { size: 18 }), sentence(error, voice));
      }
    } },
  }, icon(shape, { size: 18 }), say(key));
  return workForm(voice, {
    content: [
      element("p", {}, say("backup.write")),
      codeGroups(code, say("backup.code")),
      element("p", { class: "muted" }, say(mail ? "backup.keep" : "backup.keep-file")),
      element("div", { class: "keys-actions" },
        mail && button("backup.mail", "inbox", mail), button("backup.file", "download", save), button("backup.print", "printer", print, false)),
      told,
    ],
    action: say("backup.next"),
    work: async () => {
      if (!kept.anywhere) throw new Unready(say("backup.not-kept"));
      next();
    },
  });
}

/**
 * @param {Voice} voice
 * @param {string} code
 * @param {{ back: () => void, right: () => void }} actions
 */
function checkView(voice, code, { back, right }) {
  const { say } = voice;
  const groups = code.split("-");
  const first = random(groups.length - 1);
  const second = first + 1 + random(groups.length - first - 1);
  const fields = [first, second].map((at) => {
    const input = element("input", { type: "text", class: "code-input", inputmode: "numeric", autocomplete: "off", id: `group-${at}`, maxlength: 8 });
    return { at, input, root: element("div", { class: "key-field" }, element("label", { for: input.id }, say("backup.group", { number: at + 1 })), input) };
  });
  return workForm(voice, {
    content: [element("p", {}, say("backup.check")), element("div", { class: "field-pair" }, ...fields.map(({ root }) => root))],
    action: say("backup.done"),
    beside: [element("button", { type: "button", class: "button", on: { click: back } }, say("backup.again"))],
    work: async () => {
      const wrong = fields.find(({ at, input }) => input.value.replace(/\D/g, "") !== groups[at]);
      if (wrong) throw new Unready(say("backup.wrong-group", { number: wrong.at + 1 }), wrong.input);
      right();
    },
  });
}

/** @param {number} below */
function random(below) {
  return crypto.getRandomValues(new Uint32Array(1))[0] % below;
}
