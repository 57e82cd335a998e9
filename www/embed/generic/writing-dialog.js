// @ts-check
// Writing over a page: for whom, the vault's editor, and the way back. The page sees the addresses and the sealed text.

import { apiError } from "../mailvelope/errors.js";
import { addressesIn } from "./fields.js";
import { made, shadowPlace } from "./style.js";

let count = 0;

export class WritingDialog {
  #ways;
  #place = shadowPlace();
  #dialog = made("dialog");
  #to = made("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  #room = made("div", { class: "room" });
  #said = made("p", { class: "said trouble", role: "alert", hidden: "" });
  #buttons = made("div", { class: "foot" });
  /** What Escape does now. */
  #leaving = () => {};

  /** @param {import("./sealed-field.js").Ways} ways @param {{ recipients: string[], hadWords: boolean }} given */
  constructor(ways, { recipients, hadWords }) {
    this.#ways = ways;
    const say = ways.words();
    count += 1;
    const heading = made("h2", { id: `zegel-writing-${count}` }, say("writing"));
    this.#dialog.setAttribute("aria-labelledby", heading.id);
    this.#to.value = recipients.join(", ");
    this.#to.placeholder = say("toHint");
    const label = made("label", {}, made("span", {}, say("to")), this.#to);
    this.#dialog.append(heading, label, ...hadWords ? [made("p", { class: "note" }, say("before"))] : [], this.#room, this.#buttons);
    this.#place.tree.append(this.#dialog);
    document.body.append(this.#place.host);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#said.textContent = sentence;
    this.#said.hidden = sentence === "";
  }

  /** @param {string} name @param {() => void} press @param {string} [kind] */
  #button(name, press, kind = "") {
    const one = made("button", { type: "button", ...(kind ? { class: kind } : {}) }, this.#ways.words()(name));
    one.addEventListener("click", press);
    return one;
  }

  /**
   * @param {object} beginning  of ../protocol.d.ts, what there is to begin with
   * @param {(armored: string) => Promise<boolean>} take  puts it into the page; whether it stands there
   * @returns {Promise<string|null>} the sealed text that stands in the page; null where the person went back
   */
  async write(beginning, take) {
    this.#dialog.showModal();
    const given = new AbortController();
    /** Before the editor is there the frame may ask something first; whoever does not want that goes back. @type {Promise<null>} */
    const gone = new Promise((resolve) => given.signal.addEventListener("abort", () => resolve(null)));
    this.#leaving = () => given.abort();
    this.#buttons.replaceChildren(this.#said, this.#button("back", () => this.#leaving(), "plain"));
    this.#dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.#leaving(); });
    try {
      const begun = this.#begin(beginning, given.signal);
      const place = await Promise.race([begun, gone]);
      if (!place) return null;
      this.#to.addEventListener("change", () => this.#addressed(place));
      this.#addressed(place);
      return await new Promise((resolve) => this.#offer(place, take, resolve));
    } finally {
      this.#dialog.close();
      this.#place.host.remove();
    }
  }

  /** @param {object} beginning @param {AbortSignal} signal */
  async #begin(beginning, signal) {
    const place = await this.#ways.frames.open("editor", this.#room, { keyring: "" });
    signal.addEventListener("abort", () => place.close());
    if (signal.aborted) place.close();
    try {
      await place.ask("begin", { mode: "body", recipients: "host", ...beginning });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return place;
  }

  /** @param {import("../frames.js").Place} place */
  #addressed(place) {
    place.ask("recipients", { to: addressesIn(this.#to.value), cc: [], bcc: [] }).catch(() => {});
  }

  /**
   * @param {import("../frames.js").Place} place @param {(armored: string) => Promise<boolean>} take @param {(ended: string|null) => void} end
   */
  #offer(place, take, end) {
    const say = this.#ways.words();
    const button = this.#button.bind(this);
    const finish = (/** @type {string|null} */ ended) => { place.close(); end(ended); };
    const seal = button("seal", async () => {
      const recipients = addressesIn(this.#to.value);
      if (recipients.length === 0) {
        this.say(say("nobody"));
        this.#to.focus();
        return;
      }
      this.say("");
      seal.disabled = true;
      seal.textContent = say("sealing");
      try {
        const armored = String(await place.ask("encrypt", { recipients }));
        if (await take(armored)) finish(armored);
        else {
          this.say(say("refused"));
          this.#buttons.insertBefore(button("copy", () => void navigator.clipboard.writeText(armored).then(() => this.say(say("copied")), () => this.say(say("notCopied")))), seal);
        }
      } catch (error) {
        this.say(apiError(error, this.#ways.language(), { otherwise: "NO_CONNECTION" }).message);
      } finally {
        seal.disabled = false;
        seal.textContent = say("seal");
      }
    }, "main");
    const back = async () => {
      if (seal.disabled) return;
      // A frame that is gone has nothing more to lose.
      if (await place.ask("unsaved", undefined).catch(() => false) !== true) return finish(null);
      this.say(say("discard"));
      this.#buttons.replaceChildren(this.#said, button("keepWriting", ways), button("yesDiscard", () => finish(null)));
    };
    const ways = () => { this.say(""); this.#buttons.replaceChildren(this.#said, button("cancel", () => void back(), "plain"), seal); };
    this.#leaving = () => void back();
    ways();
    this.#to.focus();
  }
}
