// @ts-check
// What is chosen before protection comes off many messages: where, and which.

import { element } from "../../../mail/element.js";
import { Unready, workForm } from "../../../mail/keys/sheet.js";
import { folderName } from "../mailbox/folders.js";
import { keptIn } from "./reading.js";

/** @typedef {import("../../../mail/types.d.ts").Session} Session */
/** @typedef {import("../../../mail/types.d.ts").Voice} Voice */
/** @typedef {import("../jmap.js").Mailbox} Mailbox */

/** Mailboxes that are not chosen unless somebody does. */
const apart = new Set(["sent", "trash", "junk"]);

let count = 0;

/**
 * @param {Session} session
 * @param {Voice} voice  that speaks the words of this folder
 * @param {Mailbox[]} mailboxes
 * @param {{ begin: (mailboxes: string[], by: import("./job.js").By) => void, cancel: () => void }} on
 */
export function choosing(session, voice, mailboxes, { begin, cancel }) {
  const { say } = voice;
  const keep = session.bundle?.reading?.keepOriginal ?? false;
  const name = `removal-which-${++count}`;
  const some = mailboxes.filter(({ role, total }) => total > 0 && role !== "drafts");
  const boxes = some.map((mailbox) => ({
    mailbox, box: element("input", { type: "checkbox", checked: !apart.has(mailbox.role ?? ""), on: { change: () => count_() } }),
  }));
  const byRule = element("input", { type: "radio", name, value: "rule", checked: true });
  const byPerson = element("input", { type: "radio", name, value: "person" });
  const sure = element("input", { type: "checkbox" });
  const sureLine = element("label", { class: "removal-sure choice", hidden: true }, sure, element("span", {}, say(keep ? "bulk.sure" : "bulk.sure-gone")));
  const total = element("p", { class: "removal-total", role: "status" });
  const original = element("p", { class: "muted" }, say("bulk.gone"));
  if (keep) void keptIn(session, voice).then((mailbox) => { original.textContent = say("bulk.kept", { mailbox }); });
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ mailbox }) => mailbox);
  const count_ = () => { total.textContent = say("bulk.total", { count: chosen().reduce((sum, one) => sum + one.total, 0) }); };
  for (const radio of [byRule, byPerson]) radio.addEventListener("change", () => { sureLine.hidden = !byPerson.checked; });
  const choice = (/** @type {HTMLInputElement} */ input, /** @type {string} */ key) => element("label", { class: "choice" }, input,
    element("span", {}, say(key), element("span", { class: "muted small" }, say(`${key}-text`))));
  count_();
  return workForm(voice, {
    action: say("bulk.start"), danger: !keep,
    content: [
      element("p", {}, say("bulk.about")),
      element("fieldset", { class: "choices removal-mailboxes" }, element("legend", {}, say("bulk.mailboxes")), ...boxes.map(({ mailbox, box }) => (
        element("label", { class: "choice" }, box, element("span", { class: "removal-mailbox" }, element("span", {}, folderName(mailbox, voice)),
          element("span", { class: "muted small" }, say("bulk.mailbox-count", { count: mailbox.total }))))))),
      element("fieldset", { class: "choices" }, element("legend", {}, say("bulk.which")), choice(byRule, "bulk.by-rule"), choice(byPerson, "bulk.by-person")),
      total, original, sureLine,
    ],
    work: async () => {
      const ids = chosen().map(({ id }) => id);
      if (ids.length === 0) throw new Unready(say("bulk.choose"), boxes[0]?.box ?? null);
      if (byPerson.checked && !sure.checked) throw new Unready(say("bulk.agree"), sure);
      begin(ids, byPerson.checked ? "person" : "rule");
    },
    beside: [element("button", { type: "button", class: "button", on: { click: cancel } }, say("keys.cancel"))],
  });
}
