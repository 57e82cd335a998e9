// @ts-check
// The pane where one message is read: what is known about it above, its text in the middle, what can be done around it.

import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { element } from "../../../mail/element.js";
import { called } from "../../../mail/texts/names.js";
import { read } from "../../../mail/drafts/kept.js";
import { ownAddresses } from "../drafts/opening.js";
import { answer } from "../../../mail/reader/answer.js";
import { attachmentList } from "../../../mail/reader/attachment-list.js";
import { attachmentsOf, bodyOf } from "../../../mail/reader/body.js";
import { labelOfPart } from "../../../mail/reader/labels.js";
import { forbids, remoteNote } from "../../../mail/reader/remote.js";
import { openMessage } from "../mailbox/opened.js";
import { openWithin } from "../../../mail/reader/opening.js";
import { statements, staysClosed } from "../../../mail/reader/statements.js";
import { opening, stopped } from "../../../mail/reader/waiting.js";
import { openTravelled } from "../../../mail/reader/travelled.js";
import { answerButtons, closedBody, expiredBody, headOf, isExpired, warningsOf, withinNotices } from "../../../mail/reader/view.js";
import { removalIn } from "../removal/reading.js";

/**
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../../../mail/types.d.ts").OpenMessage<Email>} OpenMessage
 * @typedef {import("../../../mail/types.d.ts").Voice} Voice
 * @typedef {import("../../../mail/reader/answer.js").Draft} Draft
 */

export class Reader {
  /** @type {import("../../../mail/types.d.ts").Session} */ #session;
  /** @type {Voice} */ #voice;
  #on;
  /** @type {Email|null} */ #email = null;
  /** @type {string|null} */ #role = null;
  /** @type {OpenMessage|null} */ #message = null;
  /** @type {Uint8Array<ArrayBuffer>|null} */ #bytes = null;
  /** @type {import("../../../mail/reader/body.js").Body|null} */ #body = null;
  /** Messages around the one that is shown, outermost first. @type {OpenMessage[]} */ #around = [];
  #opening = new AbortController();

  /**
   * @param {{ session: import("../../../mail/types.d.ts").Session, voice: Voice, onBack: () => void, onUnread: (email: Email) => void,
   *   onLeave: (email: Email, to: "archive"|"trash") => void, onOpened: () => void, onCompose: (draft: Draft) => void,
   *   onMoved: (email: Email) => void, tell: (text: string) => void }} options  `onMoved`: what is shown lies elsewhere now
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
    this.#around = [];
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
    const { node, progress } = opening(this.#voice, () => this.#stop());
    this.root.replaceChildren(this.#toolbar(false), node);
    return progress;
  }

  /** The person does not want to wait for it. */
  #stop() {
    this.close();
    const email = /** @type {Email} */ (this.#email);
    const around = this.#around.pop();
    if (around) this.#showAs(around);
    else this.root.replaceChildren(this.#toolbar(false), stopped(this.#voice, () => void this.show(email, this.#role)));
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
   * Shows a message that the open one has in it, in its place, with the way back.
   * @param {OpenMessage} around
   * @param {Uint8Array} inside
   */
  async #showWithin(around, inside) {
    this.close();
    const { signal } = (this.#opening = new AbortController());
    const onProgress = this.#showOpening();
    this.#around.push(around);
    try {
      const message = await openWithin(around, inside, this.#session, { signal, voice: this.#voice, onProgress });
      if (signal.aborted) return;
      this.#showAs(message);
    } catch (error) {
      if (!signal.aborted) this.#showFailure(error);
    }
  }

  /** @param {OpenMessage} message */
  #showAs(message) {
    this.#message = message;
    this.#bytes = message.bytes;
    this.#showMessage(message);
    this.root.querySelector("h2")?.focus({ preventScroll: true });
  }

  /** Where the message shown stands in another: the way back to that one. */
  #wayBack() {
    const around = this.#around.at(-1);
    return around && element("p", { class: "way-back" }, element("button", {
      type: "button", class: "button small", on: { click: () => { this.#around.pop(); this.#showAs(around); } },
    }, icon("corner-up-left", { size: 16 }), this.#voice.say("within.back")), element("span", { class: "muted" }, this.#voice.say("within.apart")));
  }

  /** Protection can be taken off what is shown: then another message lies in its place. @param {OpenMessage} message */
  #removal(message) {
    return removalIn(message, {
      session: this.#session, voice: this.#voice, role: this.#role, tell: this.#on.tell,
      onMoved: (moved, email) => {
        if (moved !== this.#message) return;
        this.#email = moved.email = email;
        this.#on.onMoved(email);
      },
      onShow: (email) => {
        if (message !== this.#message) return;
        void this.show(email, this.#role);
        this.#on.onMoved(email);
      },
    });
  }

  /** @param {OpenMessage} message @param {boolean} [pictures]  also those from elsewhere, this once */
  #showMessage(message, pictures = false) {
    this.#body?.close();
    const { say } = this.#voice;
    const { opened } = message;
    const expired = isExpired(message, this.#session.account.address);
    const closed = expired || staysClosed(opened);
    this.#body = closed ? null : bodyOf(opened, {
      title: say("reader.body"), empty: say("reader.empty"), onEscape: () => this.#on.onBack(),
      pictures: pictures && forbids(opened, this.#session.bundle) === null,
      onMailto: (address) => this.#on.onCompose({ to: [address] }),
    });
    const removal = this.#removal(message);
    this.root.replaceChildren(
      this.#toolbar(true, removal.action),
      element("div", { class: "reader-scroll" },
        element("div", { class: "chrome" }, this.#wayBack(), statements(message, this.#session, this.#voice), headOf(message, this.#session, this.#voice), this.#warnings(message), removal.notice,
          withinNotices(message, this.#voice, (inside) => void this.#showWithin(message, inside))),
        element("article", { class: "canvas", "aria-label": say("reader.body") },
          this.#body && remoteNote(this.#body, message, this.#session, this.#voice, () => {
            this.#showMessage(message, true);
            this.root.querySelector("h2")?.focus({ preventScroll: true });
          }),
          this.#body ? this.#body.node : expired ? expiredBody(message, this.#voice) : closedBody(message, this.#voice)),
        closed ? null : attachmentList(attachmentsOf(opened), this.#voice, (part) => labelOfPart(message, part, this.#session, this.#voice))),
      answerButtons(message, this.#session, this.#voice, this.#body !== null,
        (kind) => this.#on.onCompose(answer(message, this.#seen(), kind, this.#session, this.#voice))));
  }

  /** @param {OpenMessage} message */
  #warnings({ opened }) {
    const { say } = this.#voice;
    const warnings = [];
    if (this.#role === "drafts" && !read(opened, ownAddresses(this.#session))) {
      warnings.push(element("p", { class: "notice warning" }, icon("file-pen"), element("span", {}, say("reader.foreign-draft"))));
    }
    warnings.push(...warningsOf(opened, this.#voice));
    return warnings.length > 0 ? element("div", { class: "warnings" }, ...warnings) : null;
  }

  /** @param {boolean} open whether there is a message to act on, not only its place in the list @param {HTMLElement|null} [more] */
  #toolbar(open, more = null) {
    const { say } = this.#voice;
    const email = () => /** @type {Email} */ (this.#email);
    const action = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {() => void} */ act) => element("button", {
      type: "button", class: "icon-button", "aria-label": say(key), title: say(key), on: { click: act },
    }, icon(shape));
    return element("div", { class: "toolbar", role: "toolbar", "aria-label": say("reader.label") },
      element("button", { type: "button", class: "icon-button back", "aria-label": say("app.back"), on: { click: () => this.#on.onBack() } }, icon("arrow-left")),
      element("button", { type: "button", class: "button quiet travelled", disabled: !open && !this.#bytes, on: { click: () => this.#showTravelled() } },
        icon("scroll-text", { size: 18 }), element("span", {}, say("reader.travelled"))),
      more,
      element("span", { class: "grow" }),
      action("reader.unread", "mail", () => this.#on.onUnread(email())),
      this.#role !== "archive" && action("reader.archive", "archive", () => this.#on.onLeave(email(), "archive")),
      action(this.#role === "trash" ? "reader.destroy" : "reader.delete", "trash", () => this.#on.onLeave(email(), "trash")));
  }

  #showTravelled() {
    if (this.#bytes) openTravelled(this.#bytes, this.#voice);
  }

  /** What of the message could be seen. */
  #seen() {
    const { address } = this.#session.account;
    return { shown: this.#body?.shown() ?? "", quote: this.#body?.quote(address.slice(address.lastIndexOf("@") + 1)) ?? null };
  }
}
