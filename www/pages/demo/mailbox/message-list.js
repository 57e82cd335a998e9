// @ts-check
// The messages of a mailbox. Arrow keys walk, Enter opens, Delete moves to the trash.

import { icon } from "../../../icons/icon.js";
import { element } from "../element.js";
import { avatar } from "../sign-in/sign-in.js";
import { called } from "../texts/names.js";
import { listing, longDate, shortDate } from "../texts/texts.js";
import { folderName } from "./folders.js";

/**
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../jmap.js").Mailbox} Mailbox
 */

/** What RFC 9788 writes outside where the subject is inside. */
const hiddenSubject = "[...]";

export class MessageList {
  /** @type {import("../types.d.ts").Session} */ #session;
  /** @type {import("../types.d.ts").Voice} */ #voice;
  #onOpen;
  #onMore;
  #onDelete;
  /** @type {{ mailbox: Mailbox|null, total: number, text: string, open: string|null }} */
  #view = { mailbox: null, total: 0, text: "", open: null };
  /** Rows by Email id, kept while what they show stays the same: focus and scroll survive polling. @type {Map<string, { row: HTMLElement, shows: string }>} */
  #rows = new Map();

  /**
   * @param {{ session: import("../types.d.ts").Session, voice: import("../types.d.ts").Voice, onOpen: (email: Email) => void,
   *   onMore: () => void, onDelete: (email: Email) => void }} options
   */
  constructor({ session, voice, onOpen, onMore, onDelete }) {
    this.#session = session;
    this.#voice = voice;
    this.#onOpen = onOpen;
    this.#onMore = onMore;
    this.#onDelete = onDelete;
    this.#items = element("ul", { class: "messages", on: { keydown: (/** @type {any} */ event) => this.#onKey(event) } });
    this.#more = element("div", { class: "list-more" });
    this.root = element("div", { class: "list-scroll notranslate", translate: "no" });
    this.wait();
  }

  /** @type {HTMLUListElement} */ #items;
  /** @type {HTMLElement} */ #more;

  /** @param {import("../types.d.ts").Voice} voice */
  speak(voice) {
    this.#voice = voice;
    this.#rows.clear();
  }

  wait() {
    this.#rows.clear();
    const rows = Array.from({ length: 6 }, () => element("div", { class: "skeleton-row" },
      element("span", { class: "skeleton round" }), element("span", { class: "skeleton" }), element("span", { class: "skeleton short" })));
    this.root.replaceChildren(element("div", { class: "skeletons", role: "status", "aria-label": this.#voice.say("app.loading") }, ...rows));
  }

  empty() {
    this.root.replaceChildren();
  }

  /**
   * @param {Email[]} emails
   * @param {Partial<{ mailbox: Mailbox, total: number, text: string, open: string|null }>} [view]
   */
  show(emails, view = {}) {
    Object.assign(this.#view, view);
    this.#latest = emails;
    const { say } = this.#voice;
    const { mailbox, total, text } = this.#view;
    const mailboxName = mailbox ? folderName(mailbox, this.#voice) : "";
    if (emails.length === 0) {
      const kind = text ? "search" : mailbox?.role === "inbox" ? "inbox" : "other";
      this.root.replaceChildren(element("div", { class: "empty" }, icon(text ? "search" : "mail-open", { size: 40 }),
        element("p", { class: "empty-title" }, say(`empty.${kind}`)),
        element("p", { class: "muted" }, say(`empty.${kind}-text`, { mailbox: mailboxName, text }))));
      this.#rows.clear();
      return;
    }
    this.#items.setAttribute("aria-label", say("list.label", { mailbox: mailboxName }));
    const focused = document.activeElement?.closest("[data-email]")?.getAttribute("data-email");
    const rows = emails.map((email) => this.#row(email));
    for (const id of this.#rows.keys()) if (!emails.some((email) => email.id === id)) this.#rows.delete(id);
    if (rows.length !== this.#items.children.length || rows.some((row, index) => row !== this.#items.children[index])) {
      this.#items.replaceChildren(...rows);
      if (focused) this.focus(focused);
    }
    this.#more.replaceChildren();
    if (total > emails.length) {
      this.#more.append(element("button", { type: "button", class: "button", on: { click: () => this.#onMore() } }, say("mailbox.more")));
    }
    if (this.#items.parentElement !== this.root) this.root.replaceChildren(this.#items, this.#more);
    this.#rove();
  }

  /** @param {string} [id] */
  focus(id) {
    const row = id ? this.#rows.get(id)?.row.querySelector("button") : this.#items.querySelector("button[tabindex='0']");
    if (row instanceof HTMLElement) {
      this.#rove(row);
      row.focus();
    }
  }

  /** One row is in the tab order: the focused, else the open, else the first. @param {Element} [wanted] */
  #rove(wanted) {
    const buttons = [...this.#items.querySelectorAll("button")];
    const chosen = wanted ?? buttons.find((one) => one === document.activeElement)
      ?? buttons.find((one) => one.hasAttribute("aria-current")) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === chosen ? 0 : -1;
  }

  /** @param {Email} email */
  #row(email) {
    const { say, language } = this.#voice;
    const known = this.#session.known.get(email.id);
    const sentByMe = this.#view.mailbox?.role === "sent" || this.#view.mailbox?.role === "drafts";
    // What stands in the subject anybody can write; that it is encrypted shows in what it is.
    const encrypted = known ? known.encrypted : email.encrypted;
    const hidden = encrypted && email.subject === hiddenSubject;
    const subject = known?.subject || (hidden ? say("list.protected") : email.subject || say("list.no-subject"));
    const people = (sentByMe ? email.to : email.from).map(called);
    const who = sentByMe ? say("list.to", { names: listing(people, language) }) : known?.from || people[0] || say("list.no-sender");
    // What travels with a sealed message says nothing about its attachments; opening it does.
    const attachments = known ? known.attachments : email.hasAttachment && !encrypted;
    const unread = !email.keywords.$seen;
    const open = this.#view.open === email.id;
    const date = shortDate(email.receivedAt, language);
    const shows = JSON.stringify([who, subject, hidden, encrypted, Boolean(known), attachments, unread, open, date, language]);
    const kept = this.#rows.get(email.id);
    if (kept?.shows === shows) return kept.row;

    const button = element("button", { type: "button", class: `message-row${unread ? " unread" : ""}`, "aria-current": open ? "true" : null, tabindex: -1, on: { click: () => this.#onOpen(email) } },
      avatar(people[0] ?? "?"),
      element("span", { class: "row-who" }, unread && element("span", { class: "visually-hidden" }, `${say("list.unread")}: `), who),
      element("time", { class: "row-date", datetime: email.receivedAt, title: longDate(email.receivedAt, language) }, date),
      element("span", { class: `row-subject${hidden && !known ? " hidden-subject" : ""}` },
        encrypted && icon("lock", { size: 15, label: say("list.encrypted") }), element("span", {}, subject)),
      element("span", { class: "row-marks" }, attachments && icon("paperclip", { size: 15, label: say("list.attachment") })));
    const row = element("li", { data: { email: email.id } }, button);
    const hadFocus = kept?.row.contains(document.activeElement);
    kept?.row.replaceWith(row);
    this.#rows.set(email.id, { row, shows });
    if (hadFocus) button.focus();
    return row;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const buttons = [...this.#items.querySelectorAll("button")];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (at < 0) return;
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
    const to = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (to !== undefined) {
      event.preventDefault();
      const target = buttons[Math.max(0, Math.min(to, buttons.length - 1))];
      this.#rove(target);
      target.focus();
    } else if (event.key === "Delete") {
      const id = buttons[at].closest("[data-email]")?.getAttribute("data-email");
      const email = this.#latest.find((one) => one.id === id);
      if (email) this.#onDelete(email);
    }
  }

  /** @type {Email[]} */ #latest = [];
}
