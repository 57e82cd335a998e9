// @ts-check
// The mailboxes with their counts: the five everybody knows first, then the person's own.

import { icon } from "../../../icons/icon.js";
import { element } from "../../../mail/element.js";

const known = ["inbox", "sent", "drafts", "archive", "trash"];
/** @type {Record<string, string>} */
const icons = { inbox: "inbox", sent: "send", drafts: "file-pen", archive: "archive", trash: "trash" };

/**
 * @param {import("../jmap.js").Mailbox} mailbox
 * @param {import("../../../mail/types.d.ts").Voice} voice
 */
export function folderName({ role, name }, { say }) {
  return role && known.includes(role) ? say(`mailbox.${role}`) : name;
}

/**
 * @param {import("../jmap.js").Mailbox[]} mailboxes
 * @param {import("../jmap.js").Mailbox|null} current
 * @param {import("../../../mail/types.d.ts").Voice} voice
 * @param {(mailbox: import("../jmap.js").Mailbox) => void} onChoose
 */
export function folderList(mailboxes, current, voice, onChoose) {
  const place = (/** @type {import("../jmap.js").Mailbox} */ { role }) => {
    const at = known.indexOf(role ?? "");
    return at < 0 ? known.length : at;
  };
  const sorted = [...mailboxes].sort((a, b) => place(a) - place(b));
  return element("ul", {}, ...sorted.map((mailbox) => {
    const count = mailbox.role === "drafts" ? mailbox.total : mailbox.unread;
    const described = mailbox.role === "drafts" ? "mailbox.counted" : "mailbox.unread";
    return element("li", {}, element("button", {
      type: "button", class: "folder", "aria-current": mailbox.id === current?.id ? "true" : null, on: { click: () => onChoose(mailbox) },
    },
    icon(icons[mailbox.role ?? ""] ?? "folder"),
    element("span", { class: "folder-name" }, folderName(mailbox, voice)),
    count > 0 && element("span", { class: "count" }, element("span", { "aria-hidden": "true" }, String(count)),
      element("span", { class: "visually-hidden" }, voice.say(described, { count })))));
  }));
}
