// @ts-check
// The pane where one message is read: what is known about it above, its text in the middle, what can be done around it.

import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { element } from "../element.js";
import { avatar } from "../sign-in/sign-in.js";
import { called, plainWords, shownName } from "../texts/names.js";
import { listing, longDate, sizeOf } from "../texts/texts.js";
import { answer, isNamed, reach } from "./answer.js";
import { attachmentList } from "./attachments.js";
import { attachmentsOf, bodyOf } from "./body.js";
import { labelOfPart } from "./labels.js";
import { openMessage, openWithin } from "./opening.js";
import { statements, staysClosed } from "./statements.js";
import { openTravelled } from "./travelled.js";
import { sealedWithin } from "./within.js";

/**
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {import("./answer.js").Draft} Draft
 */

export class Reader {
  /** @type {import("../types.d.ts").Session} */ #session;
  /** @type {Voice} */ #voice;
  #on;
  /** @type {Email|null} */ #email = null;
  /** @type {string|null} */ #role = null;
  /** @type {OpenMessage|null} */ #message = null;
  /** @type {Uint8Array<ArrayBuffer>|null} */ #bytes = null;
  /** @type {import("./body.js").Body|null} */ #body = null;
  #opening = new AbortController();

  /**
   * @param {{ session: import("../types.d.ts").Session, voice: Voice, onBack: () => void, onUnread: (email: Email) => void,
   *   onLeave: (email: Email, to: "archive"|"trash") => void, onOpened: () => void, onCompose: (draft: Draft) => void }} options
   */
  constructor({ session, voice, ...on }) {
    this.#session = session;
    this.#voice = voice;
    this.#on = on;
    this.root = element("section", { class: "reader notranslate", translate: "no" });
    this.clear();
  }

  /** @param {Voice} voice */
  speak(voice) {
    this.#voice = voice;
    if (this.#message) this.#showMessage(this.#message);
    else if (this.#email) this.show(this.#email, this.#role);
    else this.clear();
  }

  clear() {
    this.close();
    this.#email = null;
    this.#message = null;
    this.#bytes = null;
    const { say } = this.#voice;
    this.root.setAttribute("aria-label", say("reader.label"));
    this.root.replaceChildren(element("div", { class: "empty" }, icon("mail-open", { size: 40 }),
      element("p", { class: "empty-title" }, say("empty.reader")), element("p", { class: "muted" }, say("empty.reader-text"))));
  }

  /** Lets go of what is being opened and of the pictures shown. */
  close() {
    this.#opening.abort();
    this.#body?.close();
    this.#body = null;
  }

  /**
   * @param {Email} email
   * @param {string|null} role  of the mailbox it lies in
   */
  async show(email, role) {
    this.close();
    this.#email = email;
    this.#role = role;
    this.#message = null;
    this.#bytes = null;
    const { signal } = (this.#opening = new AbortController());
    const progress = this.#showOpening();
    try {
      const message = await openMessage(email, this.#session, {
        signal, voice: this.#voice, onProgress: progress, onBytes: (bytes) => { this.#bytes = bytes; },
      });
      if (signal.aborted) return;
      this.#message = message;
      this.#remember(message);
      this.#showMessage(message);
      this.root.querySelector("h2")?.focus({ preventScroll: true });
      this.#on.onOpened();
    } catch (error) {
      if (!signal.aborted) this.#showFailure(error);
    }
  }

  /** The list may say what the message said: from memory, never from storage. @param {OpenMessage} message */
  #remember({ email, opened }) {
    const { state } = opened.encryption;
    if (state !== "encrypted" && state !== "none") return;
    const { subject, from } = opened.headers;
    this.#session.known.set(email.id, {
      // Whom nothing proves does not take the place of whom it came from.
      subject: subject.value, from: opened.fromMismatch ? "" : called(from), attachments: attachmentsOf(opened).length > 0,
      encrypted: state === "encrypted",
    });
  }

  #showOpening() {
    const { say, language } = this.#voice;
    const amount = element("span", { class: "muted" });
    const bar = element("progress", { max: 1, "aria-label": say("reader.opening"), hidden: true });
    this.root.replaceChildren(this.#toolbar(false), element("div", { class: "opening", role: "status" },
      element("span", { class: "skeleton title" }), element("span", { class: "skeleton" }), element("span", { class: "skeleton short" }),
      element("p", { class: "muted" }, icon("loader-circle", { size: 18 }), say("reader.opening-text"), " ", amount), bar));
    return (/** @type {{ done: number, total: number }} */ { done, total }) => {
      if (total < 1_000_000) return;
      bar.hidden = false;
      bar.value = done / total;
      amount.textContent = `${sizeOf(done, language)} / ${sizeOf(total, language)}`;
    };
  }

  /** @param {unknown} error */
  #showFailure(error) {
    const { say, language } = this.#voice;
    const email = /** @type {Email} */ (this.#email);
    const { code } = /** @type {{ code?: string }} */ (error);
    // Opening the same bytes again gives the same answer; looking at them may help.
    const looked = code?.startsWith("message-") && this.#bytes;
    const shape = code === "server-unreachable" ? "cloud-off" : code === "message-damaged" ? "shield-x" : "circle-alert";
    this.root.replaceChildren(this.#toolbar(false), element("div", { class: "empty failure", role: "alert" }, icon(shape, { size: 40 }),
      element("p", {}, errorText(error, language)),
      element("button", { type: "button", class: "button", on: { click: () => (looked ? this.#showTravelled() : this.show(email, this.#role)) } },
        say(looked ? "reader.travelled" : "app.retry"))));
  }

  /**
   * Shows a sealed message that the open mail has in it, in the mail's place.
   * @param {OpenMessage} around
   * @param {import("./within.js").Sealed} sealed
   */
  async #showWithin(around, sealed) {
    this.close();
    const { signal } = (this.#opening = new AbortController());
    this.#showOpening();
    try {
      const message = await openWithin(around, sealed, this.#session, { signal, voice: this.#voice });
      if (signal.aborted) return;
      this.#message = message;
      this.#bytes = message.bytes;
      this.#showMessage(message);
      this.root.querySelector("h2")?.focus({ preventScroll: true });
    } catch (error) {
      if (!signal.aborted) this.#showFailure(error);
    }
  }

  /** @param {OpenMessage} message */
  #within(message) {
    const { say } = this.#voice;
    const all = sealedWithin(message.opened);
    if (all.length === 0) return null;
    return element("div", { class: "within" }, ...all.map((sealed) => element("p", { class: "notice" }, icon("lock"),
      element("span", {}, sealed.name ? say("within.file", { name: sealed.name }) : say("within.text")),
      element("button", { type: "button", class: "button small", on: { click: () => void this.#showWithin(message, sealed) } }, say("within.open")))));
  }

  /** @param {OpenMessage} message */
  #showMessage(message) {
    this.#body?.close();
    const { say } = this.#voice;
    const { opened } = message;
    const expired = isExpired(message, this.#session.account.address);
    const closed = expired || staysClosed(opened);
    this.#body = closed ? null : bodyOf(opened, {
      title: say("reader.body"), empty: say("reader.empty"), onEscape: () => this.#on.onBack(),
      onMailto: (address) => this.#on.onCompose({ to: [address] }),
    });
    const remote = this.#body?.remote ?? 0;
    this.root.replaceChildren(
      this.#toolbar(true),
      element("div", { class: "reader-scroll" },
        element("div", { class: "chrome" }, statements(message, this.#session, this.#voice), this.#headers(message), this.#warnings(message), this.#within(message)),
        element("article", { class: "canvas", "aria-label": say("reader.body") },
          remote > 0 && element("p", { class: "remote-note" }, icon("image-off", { size: 16 }), say("reader.remote", { count: remote })),
          this.#body ? this.#body.node : expired ? expiredBody(message, this.#voice) : closedBody(message, this.#voice)),
        closed ? null : attachmentList(attachmentsOf(opened), this.#voice, (part) => labelOfPart(message, part, this.#session, this.#voice))),
      this.#answers(message));
  }

  /** @param {OpenMessage} message */
  #headers({ email, opened }) {
    const { headers, encryption } = opened;
    const { say, language } = this.#voice;
    const { from, to, cc, subject, date } = headers;
    const hidden = encryption.state === "encrypted" && subject.protection.includes("encrypted");
    const title = staysClosed(opened) && subject.value === "[...]" ? say("list.protected") : subject.value || say("list.no-subject");
    const own = this.#session.account.address.toLowerCase();
    const people = (/** @type {import("../types.d.ts").Field[]} */ fields) => listing(fields.map(({ name, address, value }) => (
      address?.toLowerCase() === own ? say("reader.you") : called({ name, address, value }))), language);
    const full = [...to, ...cc].map(({ value }) => value.replace(/[\p{Cc}\p{Cf}]/gu, "")).join(", ");
    const name = called(from);
    return element("div", { class: "head" },
      element("h2", { tabindex: -1, dir: "auto" }, title),
      hidden && element("p", { class: "hidden-note" }, icon("eye-off", { size: 15 }), say("reader.hidden-subject")),
      element("div", { class: "people" },
        avatar(name),
        element("div", { class: "people-text" },
          element("p", {}, element("strong", { dir: "auto" }, name), shownName(from.name) && from.address ? element("span", { class: "muted address" }, ` <${from.address}>`) : null),
          element("p", { class: "muted", title: full },
            to.length > 0 && `${say("reader.to")} ${people(to)}`, cc.length > 0 && ` · ${say("reader.cc")} ${people(cc)}`)),
        element("time", { class: "muted", datetime: email.receivedAt }, longDate(date.value || email.receivedAt, language))));
  }

  /** @param {OpenMessage} message */
  #warnings({ opened }) {
    const { say } = this.#voice;
    const { from } = opened.headers;
    const warnings = [];
    if (opened.fromMismatch) {
      warnings.push(element("p", { class: "notice danger", role: "alert" }, icon("triangle-alert"),
        element("span", {}, say("reader.mismatch", { address: opened.fromMismatch, claimed: from.address ?? plainWords(from.value) }))));
    }
    if (opened.restrictions.doNotForward) {
      warnings.push(element("p", { class: "notice" }, icon("forward"), element("span", {}, say("reader.restricted"))));
    }
    return warnings.length > 0 ? element("div", { class: "warnings" }, ...warnings) : null;
  }

  /** @param {boolean} open whether there is a message to act on, not only its place in the list */
  #toolbar(open) {
    const { say } = this.#voice;
    const email = /** @type {Email} */ (this.#email);
    const action = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {() => void} */ act) => element("button", {
      type: "button", class: "icon-button", "aria-label": say(key), title: say(key), on: { click: act },
    }, icon(shape));
    return element("div", { class: "toolbar", role: "toolbar", "aria-label": say("reader.label") },
      element("button", { type: "button", class: "icon-button back", "aria-label": say("app.back"), on: { click: () => this.#on.onBack() } }, icon("arrow-left")),
      element("button", { type: "button", class: "button quiet travelled", disabled: !open && !this.#bytes, on: { click: () => this.#showTravelled() } },
        icon("scroll-text", { size: 18 }), element("span", {}, say("reader.travelled"))),
      element("span", { class: "grow" }),
      action("reader.unread", "mail", () => this.#on.onUnread(email)),
      this.#role !== "archive" && action("reader.archive", "archive", () => this.#on.onLeave(email, "archive")),
      action(this.#role === "trash" ? "reader.destroy" : "reader.delete", "trash", () => this.#on.onLeave(email, "trash")));
  }

  #showTravelled() {
    if (this.#bytes) openTravelled(this.#bytes, this.#voice);
  }

  /** @param {OpenMessage} message */
  #answers(message) {
    const { say } = this.#voice;
    const { structure, restrictions } = message.opened;
    const make = (/** @type {"reply"|"reply-all"|"forward"} */ kind, /** @type {string} */ shape, refused = "") => element("button", {
      type: "button", class: "button", "aria-disabled": refused ? "true" : null, "aria-describedby": refused ? "forward-refused" : null,
      on: { click: () => refused || this.#on.onCompose(answer(message, this.#body?.shown() ?? "", kind, this.#session, this.#voice)) },
    }, icon(shape, { size: 18 }), say(`reader.${kind}`));
    const refused = restrictions.doNotForward ? say("reader.forward-refused") : "";
    const { address } = this.#session.account;
    const many = reach(message, address) > 1;
    const named = isNamed(message, address);
    return element("div", { class: "answers" },
      make("reply", "reply"),
      many && named && make("reply-all", "reply-all"),
      this.#body && make("forward", "forward", refused),
      refused ? element("p", { class: "muted small", id: "forward-refused" }, refused)
        : structure === "encrypted" && element("p", { class: "muted small" }, icon("lock", { size: 14 }), say("reader.answer-protected")),
      many && !named && element("p", { class: "muted small" }, icon("eye-off", { size: 14 }), say("reader.unnamed")));
  }
}

/**
 * Whether its sender asked that it is not shown any more. They themselves may look.
 * @param {OpenMessage} message
 * @param {string} own
 */
function isExpired({ opened: { restrictions: { expires }, headers: { from } } }, own) {
  return expires !== null && Date.parse(expires) < Date.now() && from.address?.toLowerCase() !== own.toLowerCase();
}

/**
 * @param {OpenMessage} message
 * @param {Voice} voice
 */
function expiredBody({ opened: { restrictions: { expires }, headers: { from } } }, { say, language }) {
  return element("div", { class: "empty closed" }, icon("clock", { size: 40 }),
    element("p", {}, say("reader.expired", { name: called(from), date: longDate(expires ?? "", language) })), element("p", { class: "muted" }, say("reader.expired-text")));
}

/**
 * @param {OpenMessage} message
 * @param {Voice} voice
 */
function closedBody({ opened: { encryption: { state } } }, { language, say }) {
  const shape = state === "damaged" ? "shield-x" : state === "unsupported" ? "shield-question-mark" : "key-round";
  const text = state === "unsupported" ? say("encryption.unsupported-text")
    : errorText({ code: state === "damaged" ? "message-damaged" : "message-not-for-you" }, language);
  return element("div", { class: "empty closed" }, icon(shape, { size: 40 }), element("p", {}, text));
}
