// @ts-check
// Bringing keys here: from a backup, or from a file of another program. The same forms at sign-in and in "Your keys".

import { element } from "../element.js";
import { setupMessages } from "./backup-mail.js";
import { codeField, fileField, passphraseField } from "./fields.js";
import { day } from "./say.js";
import { workForm } from "./sheet.js";
import { unlocking } from "./unlock.js";

/**
 * @typedef {Pick<import("../types.d.ts").KeyHolder, "engine"|"vault"|"jmap"|"account">} Place
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {import("../types.d.ts").OwnKey} OwnKey
 * @typedef {(keys: OwnKey[]) => Promise<void>|void} Brought
 * @typedef {import("./backup-mail.js").SetupMessage} SetupMessage
 */

/**
 * From a message in the mailbox: only its code is asked.
 * @param {Place} place
 * @param {Voice} voice
 * @param {SetupMessage[]} messages  newest first
 * @param {Brought} brought
 */
export function fromMailbox(place, voice, messages, brought) {
  const { say } = voice;
  const code = codeField(say, { autofocus: true });
  const which = element("select", { id: "backup-of" }, ...messages.map(({ receivedAt }, index) =>
    element("option", { value: index }, say("restore.of", { date: moment(receivedAt, voice, messages) }))));
  const only = messages.length === 1;
  return workForm(voice, {
    content: [
      element("p", {}, say("restore.mailbox", { date: day(messages[0]?.receivedAt ?? "", voice) })),
      !only && element("div", { class: "key-field" }, element("label", { for: which.id }, say("restore.which")), which),
      code.root,
    ],
    action: say("restore.action"), blame: (error) => (error.code === "recovery-code-wrong" ? code.input : null),
    work: async () => {
      const typed = code.read();
      const message = await /** @type {NonNullable<Place["jmap"]>} */ (place.jmap).download(messages[only ? 0 : Number(which.value)]?.blobId ?? "");
      await brought(await unlocking(place, voice, () => place.vault.restoreKeys(message, typed)));
    },
  });
}

/** @param {string} date @param {Voice} voice @param {SetupMessage[]} all */
function moment(date, voice, all) {
  const alike = all.filter(({ receivedAt }) => day(receivedAt, voice) === day(date, voice));
  if (alike.length === 1) return day(date, voice);
  return `${day(date, voice)}, ${new Intl.DateTimeFormat(voice.language, { timeStyle: "short" }).format(new Date(date))}`;
}

/**
 * From the file that was saved with the code.
 * @param {Place} place
 * @param {Voice} voice
 * @param {Brought} brought
 */
export function fromBackup(place, voice, brought) {
  const { say } = voice;
  const file = fileField(say, { label: say("restore.file"), hint: say("restore.file-hint") });
  const code = codeField(say);
  return workForm(voice, {
    content: [file.root, code.root],
    action: say("restore.action"),
    blame: ({ code: why }) => (why === "recovery-code-wrong" ? code.input : why === "backup-malformed" ? file.input : null),
    work: async () => {
      const bytes = await file.read();
      const typed = code.read();
      await brought(await unlocking(place, voice, () => place.vault.restoreKeys(bytes, typed)));
    },
  });
}

/**
 * From another program's file. Its passphrase is asked for when it turns out to have one.
 * @param {Place} place
 * @param {Voice} voice
 * @param {Brought} brought
 */
export function fromFile(place, voice, brought) {
  const { say } = voice;
  const file = fileField(say, { label: say("import.file"), hint: say("import.file-hint") });
  const passphrase = passphraseField(say, { label: say("import.passphrase"), hint: say("import.passphrase-hint") });
  passphrase.root.hidden = true;
  // Another file may need none.
  file.input.addEventListener("change", () => {
    passphrase.root.hidden = true;
    passphrase.input.value = "";
  });
  return workForm(voice, {
    content: [file.root, passphrase.root],
    action: say("import.action"),
    blame: ({ code }) => (code === "passphrase-wrong" ? passphrase.input : file.input),
    words: ({ code }) => (code === "passphrase-wrong" ? say("import.wrong") : null),
    work: async () => {
      const bytes = await file.read();
      try {
        const keys = await unlocking(place, voice, () => place.vault.importKeys(bytes, passphrase.input.value || undefined));
        await brought(keys);
      } catch (error) {
        const asked = !passphrase.root.hidden;
        if (/** @type {{ code?: string }} */ (error).code !== "passphrase-wrong" || (asked && passphrase.input.value)) throw error;
        passphrase.root.hidden = false;
        passphrase.input.focus();
      } finally {
        // What it held may not have been under a passphrase.
        bytes.fill(0);
      }
    },
  });
}

/**
 * Several ways, of which one is open.
 * @param {{ title: string, text?: string, content: Node, open?: boolean }[]} ways
 */
export function waysToBring(ways) {
  const list = element("div", { class: "ways" }, ...ways.map(({ title, text, content, open }) => element("details", { class: "way", open },
    element("summary", {}, element("span", {}, element("strong", {}, title), text ? element("span", { class: "muted small" }, text) : null)),
    element("div", { class: "way-content" }, content))));
  for (const way of list.children) {
    way.addEventListener("toggle", () => {
      if (!/** @type {HTMLDetailsElement} */ (way).open) return;
      for (const other of list.children) if (other !== way) /** @type {HTMLDetailsElement} */ (other).open = false;
    });
  }
  return list;
}

/** @param {Place} place @returns {Promise<SetupMessage[]>} none where the mailbox cannot be asked */
export async function backupsIn({ jmap, account }) {
  return jmap ? setupMessages(jmap, account.address).catch(() => []) : [];
}
