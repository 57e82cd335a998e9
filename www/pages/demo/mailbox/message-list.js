// @ts-check
// The messages of a mailbox. Arrow keys walk, Enter opens, Delete moves to the trash.

import { icon } from "../../../icons/icon.js";
import { element } from "../../../mail/element.js";
import { avatar } from "../../../mail/avatar.js";
import { called } from "../../../mail/texts/names.js";
import { marked } from "../search/results.js";
import { searchWords } from "../search/line.js";
import { firstOf, listing, longDate, shortDate } from "../../../mail/texts/texts.js";
import { spotsIn } from "../../../search/words.js";
import { folderName } from "./folders.js";

/**
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../jmap.js").Mailbox} Mailbox
 * @typedef {Pick<import("../search/results.js").Results, "words"> & { messages: import("../search/results.js").Results["found"], mailboxes: Mailbox[] }} Found
 *   what the own index says of the messages of a search
 */

/** How a recipient is called that stands as in a message's fields. @param {string} written */
function nameIn(written) {
  const [, quoted, plain, address = written] = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*?))\s*<([^<>]*)>\s*$/.exec(written) ?? [];
  const name = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
  return called({ name, address });
}

/** What RFC 9788 writes outside where the subject is inside. */
const hiddenSubject = "[...]";

export class MessageList {
  /** @type {import("../../../mail/types.d.ts").Session} */ #session;
  /** @type {import("../../../mail/types.d.ts").Voice} */ #voice;
  #onOpen;
  #onMore;
  #onDelete;
  /** @type {{ mailbox: Mailbox|null, total: number, text: string, open: string|null, found: Found|null }} */
  #view = { mailbox: null, total: 0, text: "", open: null, found: null };
  /** Rows by Email id, kept while what they show stays the same: focus and scroll survive polling. @type {Map<string, { row: HTMLElement, shows: string }>} */
  #rows = new Map();

  /**
   * @param {{ session: import("../../../mail/types.d.ts").Session, voice: import("../../../mail/types.d.ts").Voice, onOpen: (email: Email) => void,
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

  /** @param {import("../../../mail/types.d.ts").Voice} voice */
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
   * @param {Partial<{ mailbox: Mailbox, total: number, text: string, open: string|null, found: Found|null }>} [view]
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
        element("p", { class: "muted" }, kind === "search" ? searchWords(this.#voice)("search.empty", { text }) : say(`empty.${kind}-text`, { mailbox: mailboxName, text }))));
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
    const found = this.#view.found?.messages.get(email.id);
    const sentByMe = this.#view.mailbox?.role === "sent" || this.#view.mailbox?.role === "drafts";
    // What stands in the subject anybody can write; that it is encrypted shows in what it is.
    const encrypted = known ? known.encrypted : email.encrypted || found !== undefined;
    const hidden = encrypted && email.subject === hiddenSubject;
    const draft = Boolean(email.keywords.$draft);
    const subject = known?.subject || found?.hit.subject || (hidden && !known?.draft ? say(draft ? "list.draft-sealed" : "list.protected") : (known?.draft ? "" : email.subject) || say("list.no-subject"));
    // Whom a draft is for stands inside it.
    const people = known?.to?.map(nameIn) ?? (sentByMe ? email.to : email.from).map(called);
    const who = draft ? listing(people, language) : sentByMe ? say("list.to", { names: listing(people, language) }) : known?.from || (found?.hit.people[0] ? called(found.hit.people[0]) : "") || people[0] || say("list.no-sender");
    // What travels with a sealed message says nothing about its attachments; opening it does.
    const attachments = known ? known.attachments : found ? found.hit.attachments.length > 0 : email.hasAttachment && !encrypted;
    const unread = !email.keywords.$seen;
    const open = this.#view.open === email.id;
    const date = shortDate(email.receivedAt, language);
    const place = found ? this.#place(email) : "";
    const looked = this.#view.found?.words ?? [];
    // What the index alone knows is replaced by what the server says, and opening a row needs that.
    const told = found && [place, found.snippet, looked, email.size];
    const shows = JSON.stringify([who, subject, hidden, draft, encrypted, Boolean(known), attachments, unread, open, date, language, told]);
    const kept = this.#rows.get(email.id);
    if (kept?.shows === shows) return kept.row;

    const button = element("button", { type: "button", class: `message-row${unread ? " unread" : ""}${found ? " found" : ""}`, "aria-current": open ? "true" : null, tabindex: -1, on: { click: () => this.#onOpen(email) } },
      draft && people.length === 0 ? element("span", { class: "avatar draft-sign", "aria-hidden": "true" }, icon("file-pen", { size: 18 })) : avatar(people[0] ?? "?"),
      element("span", { class: "row-who" }, unread && element("span", { class: "visually-hidden" }, `${say("list.unread")}: `),
        draft && element("span", { class: "draft-mark" }, say("list.draft")), draft && who ? " " : null, ...(found ? marked(who, spotsIn(who, looked)) : [who])),
      element("time", { class: "row-date", datetime: email.receivedAt, title: longDate(email.receivedAt, language) }, date),
      element("span", { class: `row-subject${hidden && !known && !found ? " hidden-subject" : ""}` },
        encrypted && icon("lock", { size: 15, label: say("list.encrypted") }), element("span", {}, ...(found ? marked(subject, spotsIn(subject, looked)) : [subject]))),
      found && element("span", { class: "found-snippet" }, ...this.#snippet(found, looked)),
      element("span", { class: "row-marks" }, place && element("span", { class: "found-place" }, place), attachments && icon("paperclip", { size: 15, label: say("list.attachment") })));
    const row = element("li", { data: { email: email.id } }, button);
    const hadFocus = kept?.row.contains(document.activeElement);
    kept?.row.replaceWith(row);
    this.#rows.set(email.id, { row, shows });
    if (hadFocus) button.focus();
    return row;
  }

  /** Where a found message lies, if that is not the mailbox that is shown. @param {Email} email */
  #place({ mailboxIds }) {
    const { mailbox, found } = this.#view;
    if (mailbox && mailboxIds[mailbox.id]) return "";
    const other = found?.mailboxes.find(({ id }) => mailboxIds[id]);
    return other ? folderName(other, this.#voice) : "";
  }

  /** @param {import("../search/results.js").FoundHere} found @param {Found["words"]} words @returns {(Node|string)[]} */
  #snippet({ hit, snippet }, words) {
    if (!snippet) return ["\u00a0"];
    const { text, spots } = snippet;
    const named = spots.length === 0 ? hit.attachments.filter((name) => spotsIn(name, words, 1).length > 0) : [];
    if (named.length === 0) return marked(text, spots);
    const line = searchWords(this.#voice)("search.attachment", { names: firstOf(named, (name) => name, this.#voice) });
    return marked(line, spotsIn(line, words));
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
