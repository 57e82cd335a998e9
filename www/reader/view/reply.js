// @ts-check
// The answer: written here, encrypted to the sender, then handed to the mail program.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { called } from "../../mail/texts/names.js";
import { sizeOf } from "../../mail/texts/texts.js";
import { safeName } from "../../mail/reader/attachments.js";
import { answerTo } from "../answer.js";
import { showHanding } from "./handing.js";

export class Reply {
  #shell;
  #message;
  /** @type {File[]} */ #files = [];
  /** Whether something written is not yet in the hands of a mail program. */ #open = false;
  #text;
  #subject;
  #list = element("ul", { class: "reply-files" });
  #error = element("p", { class: "error", role: "alert" });
  /** Where it is written. */ place = element("section", { class: "reply", hidden: true });
  button;

  /**
   * @param {import("./shell.js").Shell} shell
   * @param {import("./opened.js").Message} message
   */
  constructor(shell, message) {
    this.#shell = shell;
    this.#message = message;
    const { say } = shell.voice;
    const { subject } = message.opened.headers;
    this.button = element("button", { type: "button", class: "button primary", "aria-expanded": "false", on: { click: () => this.#begin() } }, icon("reply", { size: 18 }), say("opened.reply"));
    this.#text = element("textarea", { id: "reply-text", class: "input", rows: 8, dir: "auto", autocomplete: "off", spellcheck: "false" });
    this.#subject = element("input", { id: "reply-subject", class: "input", type: "text", dir: "auto", autocomplete: "off", spellcheck: "false", value: answered(subject.value) });
    this.#text.addEventListener("input", () => this.#changed());
    addEventListener("beforeunload", (event) => {
      if (!this.#open || !this.place.isConnected) return;
      event.preventDefault();
      // For browsers that ask only then.
      event.returnValue = "";
    });
  }

  #changed() {
    this.#open = this.#text.value.trim() !== "" || this.#files.length > 0;
  }

  /** Lets go of the message, unless an answer would be lost that somebody wants to keep. @param {() => void} then */
  leave(then) {
    if (this.#open) this.#askAway(then);
    else then();
  }

  #begin() {
    this.place.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    if (this.#message.certificate) this.#write();
    else this.#refuse();
    this.place.scrollIntoView({ block: "nearest" });
  }

  #refuse() {
    const { head, opened: { headers: { from }, keys } } = this.#message;
    const why = head?.certificate.length || keys.length > 0 ? "reply.refused" : "reply.keyless";
    this.place.replaceChildren(element("p", { class: "notice warning", tabindex: -1 }, icon("shield-alert"), element("span", {}, this.#shell.voice.say(why, { sender: called(from) }))));
    /** @type {HTMLElement|null} */ (this.place.querySelector(".notice"))?.focus();
  }

  #write() {
    const { say } = this.#shell.voice;
    const name = called(this.#message.opened.headers.from);
    const files = element("input", { type: "file", id: "reply-files", multiple: true, class: "visually-hidden" });
    files.addEventListener("change", () => { this.#files.push(...files.files ?? []); files.value = ""; this.#changed(); this.#showFiles(); });
    const submit = (/** @type {Event} */ event) => { event.preventDefault(); void this.#encrypt(); };
    this.place.replaceChildren(element("form", { novalidate: true, on: { submit } },
      element("h2", { dir: "auto" }, say("reply.title", { name })),
      element("p", { class: "muted small only" }, icon("lock", { size: 16 }), element("span", {}, say("reply.only", { name }))),
      element("label", { for: "reply-subject" }, say("reply.subject")), this.#subject,
      element("label", { for: "reply-text" }, say("reply.text")), this.#text, this.#list, this.#error,
      element("div", { class: "reply-acts" },
        element("button", { type: "submit", class: "button primary" }, icon("lock", { size: 18 }), element("span", {}, say("reply.encrypt"))),
        files, element("label", { for: "reply-files", class: "button" }, icon("paperclip", { size: 18 }), say("reply.attach")), element("span", { class: "grow" }),
        element("button", { type: "button", class: "button quiet", on: { click: () => this.leave(() => this.#close()) } }, say("reply.cancel")))));
    this.#showFiles();
    this.#text.focus();
  }

  #showFiles() {
    const { say, language } = this.#shell.voice;
    this.#list.replaceChildren(...this.#files.map((file) => element("li", {}, icon("file-text", { size: 18 }), element("span", { class: "file-name", dir: "auto" }, file.name),
      element("span", { class: "muted small" }, sizeOf(file.size, language)),
      element("button", {
        type: "button", class: "icon-button", "aria-label": say("reply.remove", { name: file.name }), title: say("reply.remove", { name: file.name }),
        on: { click: () => { this.#files = this.#files.filter((one) => one !== file); this.#changed(); this.#showFiles(); this.#text.focus(); } },
      }, icon("x", { size: 18 })))));
  }

  async #encrypt() {
    const { say } = this.#shell.voice;
    if (!this.#text.value.trim() && this.#files.length === 0) {
      this.#error.textContent = say("reply.empty");
      this.#text.focus();
      return;
    }
    this.#error.textContent = "";
    const button = /** @type {HTMLButtonElement} */ (this.place.querySelector("button[type=submit]"));
    const word = /** @type {HTMLElement} */ (button.querySelector("span"));
    button.disabled = true;
    word.textContent = say("reply.encrypting");
    try {
      const parts = [];
      for (const file of this.#files) {
        const bytes = new Uint8Array(await file.arrayBuffer().catch(() => { throw { unreadable: file.name }; }));
        parts.push({ name: safeName(file.name), type: file.type || "application/octet-stream", bytes });
      }
      const { certificate, passphrase, opener } = this.#message;
      const answer = answerTo(this.#message, { subject: this.#subject.value, text: this.#text.value });
      this.#hand(await opener.answer(answer, parts, /** @type {Uint8Array} */ (certificate), passphrase), answer.to);
    } catch (error) {
      const { unreadable } = /** @type {{ unreadable?: string }} */ (error);
      this.#error.textContent = unreadable ? say("reply.unreadable", { name: unreadable }) : say("reply.failed");
    } finally {
      button.disabled = false;
      word.textContent = say("reply.encrypt");
    }
  }

  /** @param {Uint8Array<ArrayBuffer>} armored @param {string} address */
  #hand(armored, address) {
    showHanding(this.place, this.#shell, {
      armored, address, name: called(this.#message.opened.headers.from),
      onHanded: () => { this.#open = false; }, onAgain: () => { this.#changed(); this.#write(); }, onDone: () => this.leave(() => this.#close()),
    });
  }

  #close() {
    this.#open = false;
    this.#text.value = "";
    this.#files = [];
    this.place.hidden = true;
    this.place.replaceChildren();
    this.button.setAttribute("aria-expanded", "false");
    this.button.focus();
  }

  /** @param {() => void} then */
  #askAway(then) {
    const { say } = this.#shell.voice;
    const dialog = element("dialog", { class: "ask", "aria-labelledby": "ask-away" }, element("p", { id: "ask-away" }, say("reply.discard")),
      element("div", { class: "reply-acts" },
        element("button", { type: "button", class: "button primary", on: { click: () => dialog.close() } }, say("reply.keep")),
        element("button", { type: "button", class: "button", on: { click: () => { dialog.close(); this.#open = false; then(); } } }, say("reply.really"))));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}

/** @param {string} subject */
function answered(subject) {
  const line = subject.replace(/[\p{Cc}\u2028\u2029]/gu, " ").trim();
  return /^re:/i.test(line) ? line : `Re: ${line}`.trim();
}
