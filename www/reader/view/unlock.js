// @ts-check
// Where the passphrase is asked for: who claims to have written, the field, and help for whoever has none.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { longDate, sizeOf } from "../../mail/texts/texts.js";
import { senderOf, whole } from "./people.js";

/** Below this many octets a bar would only flicker. */
const worthTelling = 500_000;

export class Unlock {
  #shell;
  #field;
  #error = element("p", { class: "error", id: "passphrase-error", role: "alert" });
  #form;
  #work;
  #bar;
  #why = element("p", { class: "muted small" });
  #amount = element("span", { class: "muted", "aria-hidden": "true" });

  /**
   * @param {import("./shell.js").Shell} shell
   * @param {import("../types.d.ts").Letterhead|null} head
   * @param {{ onPassphrase: (passphrase: string) => void, onCancel: () => void, onOther?: () => void }} on
   */
  constructor(shell, head, on) {
    this.#shell = shell;
    const { say } = shell.voice;
    const hint = head?.hint ? element("p", { class: "hint", id: "passphrase-hint", dir: "auto" }, icon("message-square-quote", { size: 16 }), element("span", {}, say("unlock.hint", { hint: head.hint }))) : null;
    this.#field = element("input", {
      type: "password", id: "passphrase", class: "input", dir: "auto", autocomplete: "off", autocapitalize: "off", spellcheck: "false", required: true,
      "aria-describedby": hint ? "passphrase-hint passphrase-error" : "passphrase-error",
    });
    this.#bar = element("progress", { max: 1, "aria-label": say("opening.label") });
    this.#work = element("div", { class: "work", hidden: true },
      element("p", { class: "work-line" }, element("strong", { tabindex: -1 }, say("opening.title")), this.#amount), this.#bar,
      this.#why,
      element("button", { type: "button", class: "button", on: { click: on.onCancel } }, say("opening.cancel")));
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (this.#field.value.trim()) on.onPassphrase(this.#field.value);
      else this.#complain(say("unlock.empty"));
    };
    this.#form = element("form", { class: "unlock-form", novalidate: true, on: { submit } },
      element("label", { for: "passphrase" }, say("unlock.passphrase")),
      element("div", { class: "field" }, this.#field, this.#reveal()), this.#error, hint,
      element("button", { type: "submit", class: "button primary wide" }, icon("lock-open", { size: 18 }), say("unlock.open")));
    shell.show(element("section", { class: "card narrow" },
      element("h1", { class: "unlock-title" }, icon("lock", { size: 22 }), say("unlock.heading")),
      claims(head, shell.voice), this.#form, this.#work, help(head, shell.voice),
      element("p", { class: "muted small local" }, say("unlock.local")),
      on.onOther ? element("button", { type: "button", class: "button quiet", on: { click: on.onOther } }, say("choose.other")) : null));
    this.#field.focus({ preventScroll: true });
  }

  #reveal() {
    const { say } = this.#shell.voice;
    const button = element("button", { type: "button", class: "icon-button reveal", "aria-pressed": "false", "aria-label": say("unlock.show"), title: say("unlock.show") }, icon("eye"));
    button.addEventListener("click", () => {
      const hidden = this.#field.type === "text";
      this.#field.type = hidden ? "password" : "text";
      button.setAttribute("aria-pressed", String(!hidden));
      button.title = say(hidden ? "unlock.show" : "unlock.hide");
      button.replaceChildren(icon(hidden ? "eye" : "eye-off"));
      this.#field.focus();
    });
    return button;
  }

  showOpening() {
    this.#complain("");
    this.#form.hidden = true;
    this.#work.hidden = false;
    this.#bar.removeAttribute("value");
    this.#amount.textContent = "";
    this.#why.textContent = this.#shell.voice.say("opening.slow");
    this.#work.querySelector("strong")?.focus({ preventScroll: true });
  }

  /** Where the page itself has to do the work. */
  showWait() {
    this.#why.textContent = this.#shell.voice.say("opening.wait");
  }

  /** @param {number} done @param {number} total */
  showProgress(done, total) {
    if (total < worthTelling) return;
    const { say, language } = this.#shell.voice;
    this.#bar.value = done / total;
    this.#amount.textContent = say("opening.amount", { done: sizeOf(done, language), total: sizeOf(total, language) });
  }

  showField() {
    this.#work.hidden = true;
    this.#form.hidden = false;
    this.#field.focus();
  }

  /** Never how wrong: there is nothing a guess could learn. */
  showWrong() {
    this.showField();
    this.#field.select();
    this.#complain(this.#shell.voice.say("unlock.wrong"));
  }

  /** @param {string} text */
  #complain(text) {
    this.#error.textContent = text;
    if (text) this.#field.setAttribute("aria-invalid", "true");
    else this.#field.removeAttribute("aria-invalid");
  }
}

/**
 * @param {import("../types.d.ts").Letterhead|null} head
 * @param {import("../types.d.ts").Voice} voice
 */
function claims(head, { say, language }) {
  if (!head) return null;
  const entries = [
    [say("unlock.from"), head.from ? whole(head.from) : ""], [say("unlock.to"), head.to], [say("unlock.date"), head.date && longDate(head.date, language)],
  ];
  return element("div", { class: "claims" },
    element("dl", {}, ...entries.flatMap(([term, value]) => (value ? [element("dt", {}, term), element("dd", { dir: "auto" }, value)] : []))),
    element("p", { class: "muted small" }, say("unlock.claim")));
}

/**
 * @param {import("../types.d.ts").Letterhead|null} head
 * @param {import("../types.d.ts").Voice} voice
 */
function help(head, voice) {
  const sender = senderOf(head, voice);
  return element("details", { class: "help" },
    element("summary", {}, icon("circle-question-mark", { size: 18 }), voice.say("unlock.how"), icon("chevron-down", { size: 16 })),
    ...["unlock.how-1", "unlock.how-2", "unlock.how-3"].map((key) => element("p", {}, voice.say(key, { sender }))));
}
