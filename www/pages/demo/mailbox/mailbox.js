// @ts-check
// The webmail itself: mailboxes, messages, reader, composer, and the polling that keeps them true.

import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { element } from "../../../mail/element.js";
import { askForLock } from "../../../mail/keys/lock-work.js";
import { keyNotices } from "../../../mail/keys/notices.js";
import { watchKeys } from "../../../mail/keys/own.js";
import { Reader } from "../reader/reader.js";
import { accountMenu } from "./account-menu.js";
import { folderList, folderName } from "./folders.js";
import { MessageList } from "./message-list.js";
import { Writing } from "../drafts/writing.js";
import { forgetOpened } from "./opened.js";
import { endRemovalJob } from "../removal/jobs.js";
import { removalStrip } from "../removal/strip.js";
import { searchLine, searchWords } from "../search/line.js";
import { SearchResults } from "../search/results.js";
import { Search } from "../../../search/search.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../../../mail/types.d.ts").Voice} Voice
 * @typedef {import("../jmap.js").Mailbox} Mailbox
 * @typedef {import("../jmap.js").Email} Email
 */

const pollEvery = 10_000; // milliseconds
const pageSize = 50;
/** So long nobody types before the server is asked, in milliseconds; the own index is asked with every letter. */
const typingPause = 250;

export class MailboxView {
  /** @type {Session} */ #session;
  /** @type {Voice} */ #voice;
  #onLanguage;
  #onSignOut;
  /** @type {Mailbox[]} */ #mailboxes = [];
  /** @type {Mailbox|null} */ #current = null;
  #text = "";
  /** @type {SearchResults} */ #results;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #typing;
  #searchLine = element("div");
  #limit = pageSize;
  #loading = new AbortController();
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #timer;
  /** @type {Writing} */ #writing;
  /** @type {MessageList} */ #list;
  /** @type {Reader} */ #reader;
  /** @type {Email[]} */ #emails = [];

  /**
   * @param {{ session: Session, voice: Voice, onLanguage: (language: "en"|"nl") => void, onSignOut: () => void }} options
   */
  constructor({ session, voice, onLanguage, onSignOut }) {
    this.#session = session;
    this.#voice = voice;
    this.#onLanguage = onLanguage;
    this.#onSignOut = onSignOut;
    this.root = element("div", { class: "mailbox", data: { pane: "list" } });
    this.#results = new SearchResults(session);
    this.#status = element("div", { class: "toast", role: "status", "aria-live": "polite" });
    this.#notices = element("div", { class: "notices" });
    this.#folders = element("div", { class: "folders" });
    this.#writing = new Writing({ session, root: this.root, voice: () => this.#voice, tell: (text) => this.#tell(text), onChange: () => { if (!this.#closed) this.#poll(); } });
    this.#list = new MessageList({
      session, voice,
      onOpen: (email) => this.#openEmail(email),
      onMore: () => { this.#limit += pageSize; this.#refresh(); },
      onDelete: (email) => this.#leave(email, "trash"),
    });
    this.#reader = new Reader({
      session, voice,
      onBack: () => this.#showList(),
      onLeave: (email, to) => this.#leave(email, to),
      onUnread: (email) => this.#markUnread(email),
      onOpened: () => this.#list.show(this.#emails),
      onCompose: (draft) => void this.#writing.compose(draft),
      onMoved: (email) => {
        this.#list.show(this.#emails, { open: email.id });
        void this.#poll();
      },
      tell: (text) => this.#tell(text),
    });
    this.#build();
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("visibilitychange", this.#onVisible);
  }

  /** @type {HTMLElement} */ #status;
  /** @type {HTMLElement} */ #notices;
  /** @type {HTMLElement} */ #folders;

  #onVisible = () => {
    if (document.visibilityState === "visible") this.#poll();
  };

  #build() {
    const { say } = this.#voice;
    const search = element("input", {
      type: "search", class: "search", value: this.#text, autocomplete: "off", spellcheck: "false", title: searchWords(this.#voice)("search.note"),
      "aria-label": say("mailbox.search", { mailbox: this.#name() }), placeholder: say("mailbox.search", { mailbox: this.#name() }),
      on: { input: () => this.#type(search.value), change: () => this.#search(search.value), search: () => this.#search(search.value) },
    });
    this.#searchField = search;
    const drawer = element("button", {
      type: "button", class: "icon-button drawer-button", "aria-label": say("app.menu"), on: { click: () => this.#setDrawer(true) },
    }, icon("menu"));
    const write = () => element("button", { type: "button", class: "button primary write", on: { click: () => this.#writing.compose() } },
      icon("square-pen"), element("span", {}, say("mailbox.write")));
    const header = element("header", { class: "top" },
      drawer,
      element("div", { class: "brand" }, element("img", { src: "/pages/demo/styles/seal.svg", alt: "", width: 24, height: 24 }), element("span", {}, say("app.name"))),
      element("div", { class: "search-box" }, icon("search", { size: 18 }), search),
      element("button", {
        type: "button", class: "icon-button refresh", "aria-label": say("mailbox.refresh"), title: say("mailbox.refresh"), on: { click: () => this.#poll() },
      }, icon("refresh-cw")),
      accountMenu({ session: this.#session, voice: this.#voice, mailboxes: () => this.#mailboxes, onLanguage: this.#onLanguage, onSignOut: () => this.#writing.isBusy() || this.#onSignOut() }));
    const sidebar = element("nav", { class: "sidebar", "aria-label": say("app.menu") },
      element("button", { type: "button", class: "icon-button drawer-close", "aria-label": say("app.close"), on: { click: () => this.#setDrawer(false) } }, icon("x")),
      write(), this.#folders);
    const backdrop = element("div", { class: "drawer-backdrop", on: { click: () => this.#setDrawer(false) } });
    const floating = write();
    floating.classList.add("floating");
    this.root.replaceChildren(header, sidebar, backdrop,
      element("main", { class: "panes" },
        element("h1", { class: "visually-hidden" }, this.#name()),
        element("section", { class: "list-pane", "aria-label": this.#name() }, removalStrip(this.#session, this.#voice), this.#notices, this.#searchLine, this.#list.root, floating),
        this.#reader.root),
      this.#status);
    this.#writing.attach();
    this.#showFolders();
  }

  /** @type {HTMLInputElement|null} */ #searchField = null;

  open() {
    this.#session.search = new Search({
      vault: this.#session.vault, owner: this.#session.account.address,
      allowed: () => this.#session.bundle?.reading?.search ?? true,
    });
    this.#session.search.addEventListener("change", this.#onSearch);
    this.#poll();
    this.#rules = this.#session.watchRules((rules) => {
      if (this.#closed) return;
      Object.assign(this.#session, rules);
      this.#session.search?.look();
      this.#writing.useRules(rules.bundle);
      this.#showNotices();
    });
    this.#endKeys = watchKeys(this.#session, ({ locked }) => {
      if (locked) this.#forgetRead();
      this.#showNotices();
    });
    this.#askForLock();
  }

  /** What was opened is not left lying about when the keys are locked. */
  #forgetRead() {
    this.#session.known.clear();
    forgetOpened(this.#session);
    this.#results.forget();
    this.#emails = this.#emails.filter(({ size }) => size > 0);
    this.#list.show(this.#emails, { found: null });
    this.#writing.desk.forget();
    if (this.root.dataset.pane === "reader") this.#showList();
  }

  async #askForLock() {
    const { keyWishes, vault } = this.#session;
    if (keyWishes.lock === "required" && (await vault.state()).locks.length === 0) await askForLock(this.#session, this.#voice, { later: true });
  }

  close() {
    clearTimeout(this.#timer);
    endRemovalJob(this.#session);
    clearTimeout(this.#typing);
    this.#session.search?.removeEventListener("change", this.#onSearch);
    this.#session.search?.close();
    this.#rules?.stop();
    this.#endKeys();
    this.#closed = true;
    this.#loading.abort();
    this.#reader.close();
    this.#writing.close();
    document.removeEventListener("visibilitychange", this.#onVisible);
  }

  #closed = false;
  /** @type {() => void} */
  #endKeys = () => {};
  /** @type {{ stop: () => void }|null} */
  #rules = null;

  /**
   * Speaks another language from here on. An open composer keeps its own: nothing typed is lost.
   * @param {Voice} voice
   */
  speak(voice) {
    this.#voice = voice;
    this.#list.speak(voice);
    this.#reader.speak(voice);
    this.#build();
    this.#list.show(this.#emails);
    this.#title();
  }

  #name() {
    return this.#current ? folderName(this.#current, this.#voice) : "";
  }

  /** @param {boolean} open */
  #setDrawer(open) {
    this.root.toggleAttribute("data-drawer", open);
    const target = this.root.querySelector(open ? ".folders [aria-current]" : ".drawer-button");
    if (target instanceof HTMLElement) target.focus();
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      const before = this.#mailboxes.find(({ role }) => role === "inbox");
      this.#mailboxes = await this.#session.jmap.mailboxes();
      if (this.#closed) return;
      const inbox = this.#mailboxes.find(({ role }) => role === "inbox");
      const first = !this.#current;
      this.#current = this.#mailboxes.find(({ id }) => id === this.#current?.id) ?? inbox ?? this.#mailboxes[0] ?? null;
      if (before && inbox && inbox.unread > before.unread) this.#tell(this.#voice.say("mailbox.new", { count: inbox.unread - before.unread }));
      if (first) this.#build();
      else this.#showFolders();
      await this.#refresh();
    } catch (error) {
      this.#failed(error);
    }
    if (!this.#closed) this.#timer = setTimeout(() => this.#poll(), document.hidden ? pollEvery * 6 : pollEvery);
  }

  async #refresh() {
    if (!this.#current) return;
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    try {
      const text = this.#text;
      const { total, emails } = await this.#session.jmap.list(this.#current.id, { limit: this.#limit, text, signal });
      const listed = this.#current.role === "drafts" ? this.#writing.desk.list(emails) : emails;
      if (text) {
        await this.#showResults(text, await this.#results.together(text, { total, emails: listed }, signal), () => !signal.aborted && text === this.#text);
      } else {
        this.#emails = listed;
        this.#list.show(listed, { mailbox: this.#current, total, text, found: null });
      }
      this.#showSearchLine();
      this.#showNotices();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    const { code } = /** @type {{ code?: string }} */ (error);
    if (code === "canceled" || this.#closed) return;
    const { say, language } = this.#voice;
    const text = code === "server-unreachable" ? say("mailbox.offline") : errorText(error, language);
    this.#showNotices(element("div", { class: "notice warning", role: "alert" }, icon("cloud-off"), element("span", {}, text),
      element("button", { type: "button", class: "button small", on: { click: () => this.#poll() } }, say("app.retry"))));
    if (!this.#emails.length) this.#list.empty();
  }

  /** @param {HTMLElement} [failure] */
  #showNotices(failure) {
    const { language } = this.#voice;
    const session = this.#session;
    const notices = failure ? [failure] : [];
    for (const trouble of session.ruleTroubles) {
      notices.push(element("div", { class: "notice warning" }, icon("triangle-alert"), element("span", {}, errorText(trouble, language))));
    }
    notices.push(...keyNotices(session, this.#voice, (error) => {
      if (error) this.#tell(errorText(error, language));
      this.#showNotices();
    }));
    // The same notice again must not speak again.
    const text = notices.map(({ textContent }) => textContent).join();
    if (this.#notices.textContent !== text || failure) this.#notices.replaceChildren(...notices);
  }

  #showFolders() {
    this.#folders.replaceChildren(folderList(this.#mailboxes, this.#current, this.#voice, (mailbox) => this.#choose(mailbox)));
    this.#title();
  }

  #title() {
    const unread = this.#mailboxes.find(({ role }) => role === "inbox")?.unread ?? 0;
    document.title = `${unread ? `(${unread}) ` : ""}${this.#name()} · ${this.#voice.say("app.name")}`;
  }

  /** @param {Mailbox} mailbox */
  #choose(mailbox) {
    this.root.removeAttribute("data-drawer");
    this.#current = mailbox;
    this.#text = "";
    this.#limit = pageSize;
    this.#emails = [];
    this.#reader.clear();
    this.root.dataset.pane = "list";
    this.#build();
    this.#list.wait();
    this.#poll();
    this.#list.focus();
  }

  /** @param {string} text */
  #search(text) {
    if (text.trim() === this.#text) return;
    this.#text = text.trim();
    this.#list.wait();
    this.#refresh();
  }

  /** What the own index knows comes with the letter, what the server knows when nobody types for a moment. @param {string} typed */
  async #type(typed) {
    const text = typed.trim();
    if (text === this.#text) return;
    if (!text) return this.#search("");
    if (!this.#text) this.#list.wait();
    this.#text = text;
    this.#loading.abort();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#refresh(), typingPause);
    this.#showSearchLine();
    const own = await this.#results.own(text);
    const current = () => text === this.#text && !this.#closed;
    if (!current()) return;
    if (own) await this.#showResults(text, own, current);
    // What was found for fewer letters is not found any more.
    else this.#list.wait();
  }

  /**
   * @param {string} text
   * @param {import("../search/results.js").Results} results
   * @param {() => boolean} current
   */
  async #showResults(text, results, current) {
    if (!current()) return;
    const show = () => {
      const { emails, total, found, words } = results;
      this.#emails = emails;
      this.#list.show(emails, { mailbox: this.#current ?? undefined, total, text, found: { messages: found, words, mailboxes: this.#mailboxes } });
    };
    show();
    if (await this.#results.withTexts(text, results) && current()) show();
  }

  #showSearchLine() {
    const line = this.#text ? searchLine(this.#session, this.#voice, this.#mailboxes) : null;
    if (line?.textContent !== this.#searchLine.textContent) this.#searchLine.replaceChildren(...(line ? [line] : []));
  }

  /** The index came, went or grew. */
  #onSearch = () => {
    if (this.#closed || !this.#text) return;
    this.#showSearchLine();
    const { state = "off" } = this.#session.search ?? {};
    if (state === this.#searchState) return;
    this.#searchState = state;
    if (state !== "opening") this.#refresh();
  };
  #searchState = "";

  /** @param {Email} email */
  async #openEmail(email) {
    if (this.#current?.role === "drafts" && await this.#writing.resume(email)) return;
    this.root.dataset.pane = "reader";
    const role = this.#current?.role ?? null;
    this.#reader.show(email, role);
    if (!email.keywords.$seen) {
      email.keywords.$seen = true;
      this.#session.jmap.setSeen(email.id).then(() => this.#poll(), () => {});
    }
    this.#list.show(this.#emails, { open: email.id });
  }

  #showList() {
    this.root.dataset.pane = "list";
    this.#reader.clear();
    this.#list.show(this.#emails, { open: null });
    this.#list.focus();
  }

  /**
   * @param {Email} email
   * @param {"archive"|"trash"} to
   */
  async #leave(email, to) {
    const target = this.#mailboxes.find(({ role }) => role === to);
    const next = this.#emails[this.#emails.findIndex(({ id }) => id === email.id) + 1] ?? null;
    try {
      if (to === "trash" && (!target || this.#current?.role === "trash")) await this.#session.jmap.destroy([email.id]);
      else if (target) await this.#session.jmap.move(email.id, target.id);
      this.#emails = this.#emails.filter(({ id }) => id !== email.id);
      this.#showList();
      if (next) this.#list.focus(next.id);
      await this.#poll();
    } catch (error) {
      this.#tell(errorText(error, this.#voice.language));
    }
  }

  /** @param {Email} email */
  async #markUnread(email) {
    try {
      await this.#session.jmap.setSeen(email.id, false);
      this.#showList();
      await this.#poll();
    } catch (error) {
      this.#tell(errorText(error, this.#voice.language));
    }
  }

  /** @param {string} text */
  #tell(text) {
    this.#status.replaceChildren(element("span", {}, text));
    setTimeout(() => {
      if (this.#status.textContent === text) this.#status.replaceChildren();
    }, 6000);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (this.#writing.holds(/** @type {Node} */ (event.target))) return;
    if (this.root.hasAttribute("data-drawer")) this.#setDrawer(false);
    else if (this.root.dataset.pane === "reader") this.#showList();
  }
}
