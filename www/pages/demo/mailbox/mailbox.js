// @ts-check
// The webmail itself: mailboxes, messages, reader, composer, and the polling that keeps them true.

import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { element } from "../element.js";
import { askForLock } from "../keys/lock-work.js";
import { keyNotices } from "../keys/notices.js";
import { watchKeys } from "../keys/own.js";
import { Reader } from "../reader/reader.js";
import { accountMenu } from "./account-menu.js";
import { folderList, folderName } from "./folders.js";
import { MessageList } from "./message-list.js";
import { unlocking } from "../keys/unlock.js";
import { standingsOf } from "../people/finding.js";
import { forgetOpened } from "../reader/opening.js";

/**
 * @typedef {import("../types.d.ts").Session} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {import("../jmap.js").Mailbox} Mailbox
 * @typedef {import("../jmap.js").Email} Email
 */

const pollEvery = 10_000; // milliseconds
const pageSize = 50;

export class MailboxView {
  /** @type {Session} */ #session;
  /** @type {Voice} */ #voice;
  #onLanguage;
  #onSignOut;
  /** @type {Mailbox[]} */ #mailboxes = [];
  /** @type {Mailbox|null} */ #current = null;
  #text = "";
  #limit = pageSize;
  #loading = new AbortController();
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #timer;
  /** @type {HTMLElement|null} */ #composer = null;
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
    this.#status = element("div", { class: "toast", role: "status", "aria-live": "polite" });
    this.#notices = element("div", { class: "notices" });
    this.#folders = element("div", { class: "folders" });
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
      onCompose: (draft) => this.#compose(draft),
    });
    this.#build();
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("visibilitychange", this.#onVisible);
    window.addEventListener("beforeunload", this.#onUnload);
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
      type: "search", class: "search", value: this.#text, autocomplete: "off", spellcheck: "false", title: say("mailbox.search-note"),
      "aria-label": say("mailbox.search", { mailbox: this.#name() }), placeholder: say("mailbox.search", { mailbox: this.#name() }),
      on: { change: () => this.#search(search.value), search: () => this.#search(search.value) },
    });
    this.#searchField = search;
    const drawer = element("button", {
      type: "button", class: "icon-button drawer-button", "aria-label": say("app.menu"), on: { click: () => this.#setDrawer(true) },
    }, icon("menu"));
    const write = () => element("button", { type: "button", class: "button primary write", on: { click: () => this.#compose() } },
      icon("square-pen"), element("span", {}, say("mailbox.write")));
    const header = element("header", { class: "top" },
      drawer,
      element("div", { class: "brand" }, element("img", { src: "/pages/demo/styles/seal.svg", alt: "", width: 24, height: 24 }), element("span", {}, say("app.name"))),
      element("div", { class: "search-box" }, icon("search", { size: 18 }), search),
      element("button", {
        type: "button", class: "icon-button refresh", "aria-label": say("mailbox.refresh"), title: say("mailbox.refresh"), on: { click: () => this.#poll() },
      }, icon("refresh-cw")),
      accountMenu({ session: this.#session, voice: this.#voice, onLanguage: this.#onLanguage, onSignOut: () => this.#isWriting() || this.#onSignOut() }));
    const sidebar = element("nav", { class: "sidebar", "aria-label": say("app.menu") },
      element("button", { type: "button", class: "icon-button drawer-close", "aria-label": say("app.close"), on: { click: () => this.#setDrawer(false) } }, icon("x")),
      write(), this.#folders);
    const backdrop = element("div", { class: "drawer-backdrop", on: { click: () => this.#setDrawer(false) } });
    const floating = write();
    floating.classList.add("floating");
    this.root.replaceChildren(header, sidebar, backdrop,
      element("main", { class: "panes" },
        element("h1", { class: "visually-hidden" }, this.#name()),
        element("section", { class: "list-pane", "aria-label": this.#name() }, this.#notices, this.#list.root, floating),
        this.#reader.root),
      this.#status);
    if (this.#composer) this.root.append(this.#composer);
    this.#showFolders();
  }

  /** @type {HTMLInputElement|null} */ #searchField = null;

  open() {
    this.#poll();
    this.#rules = this.#session.watchRules((rules) => {
      if (this.#closed) return;
      Object.assign(this.#session, rules);
      // What is being written is decided upon anew, by the rules that count now.
      const protect = /** @type {import("../../../button/element.js").ZegelProtect|null|undefined} */ (this.#composer?.querySelector("zegel-protect"));
      if (protect) protect.bundle = rules.bundle;
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
    if (this.root.dataset.pane === "reader") this.#showList();
  }

  async #askForLock() {
    const { keyWishes, vault } = this.#session;
    if (keyWishes.lock === "required" && (await vault.state()).locks.length === 0) await askForLock(this.#session, this.#voice, { later: true });
  }

  close() {
    clearTimeout(this.#timer);
    this.#rules?.stop();
    this.#endKeys();
    this.#closed = true;
    this.#loading.abort();
    this.#reader.close();
    document.removeEventListener("visibilitychange", this.#onVisible);
    window.removeEventListener("beforeunload", this.#onUnload);
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
      const { total, emails } = await this.#session.jmap.list(this.#current.id, { limit: this.#limit, text: this.#text, signal });
      this.#emails = emails;
      this.#list.show(emails, { mailbox: this.#current, total, text: this.#text });
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

  /** @param {Email} email */
  #openEmail(email) {
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

  /** @param {import("../types.d.ts").PartialDraft & { contents?: (Uint8Array|Blob)[] }} [given] */
  async #compose(given = {}) {
    if (this.#isWriting()) return;
    const { engine, jmap, account, identity, config, bundle, ownKey, vault, letterWishes: wishes } = this.#session;
    const { contents = [], ...draft } = given;
    const before = document.activeElement;
    try {
      const close = () => {
        this.#composer?.remove();
        this.#composer = null;
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      };
      const { openComposer } = await import("../compose/composer.js");
      this.#composer = element("div", { class: "composer-place" }, openComposer({
        engine, jmap, account, identity, draft, contents, language: this.#voice.language, standings: standingsOf(this.#session),
        unlocking: (work) => unlocking(this.#session, this.#voice, work),
        letters: { vault, wishes }, config: { ...config, bundle, ownKey },
        onClose: close,
        onSent: () => {
          close();
          this.#poll();
        },
      }));
      this.root.append(this.#composer);
    } catch (error) {
      this.#tell(errorText(error, this.#voice.language));
    }
  }

  /** Whether something unsent stands in the composer; then it gets the focus and the person is told. */
  #isWriting() {
    if (!this.#composer) return false;
    this.#composer.querySelector("input")?.focus();
    this.#tell(this.#voice.say("mailbox.composer-open"));
    return true;
  }

  /** @param {BeforeUnloadEvent} event */
  #onUnload = (event) => {
    if (this.#composer) event.preventDefault();
  };

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
    if (this.#composer?.contains(/** @type {Node} */ (event.target))) return;
    if (this.root.hasAttribute("data-drawer")) this.#setDrawer(false);
    else if (this.root.dataset.pane === "reader") this.#showList();
  }
}
