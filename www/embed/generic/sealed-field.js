// @ts-check
// One field of a page: in the clear as the page made it, being written in a frame of the vault, or holding a sealed text.

import { apiError } from "../mailvelope/errors.js";
import { armoredBlocks } from "./armor.js";
import { holds, nameOf, recipientsNear, textOf, write } from "./fields.js";
import { made, padlock, shadowPlace } from "./style.js";
import { WritingDialog } from "./writing-dialog.js";

/** @typedef {import("./fields.js").Field} Field */
/** @typedef {{ frames: import("../frames.js").Frames, language: () => string, words: () => (name: string, values?: Record<string, string>) => string }} Ways */

export class SealedField {
  /** @type {"clear"|"writing"|"sealed"} */ state = "clear";
  #ways;
  #armored = "";
  #held = "";
  #bar = made("div", { class: "bar" });
  #place = shadowPlace();
  /** @type {WritingDialog|null} */ #dialog = null;

  /** @param {Field} field @param {Ways} ways */
  constructor(field, ways) {
    this.field = field;
    this.#ways = ways;
    this.#place.tree.append(this.#bar);
    this.attach();
    this.#draw();
  }

  /** Beneath the field, again where the page took it away; what stands in a label would become the field's name. */
  attach() {
    const beside = this.field.closest("label") ?? this.field;
    if (this.#place.host.previousSibling !== beside) beside.after(this.#place.host);
  }

  detach() {
    this.#place.host.remove();
  }

  /**
   * Whether the page may send what the field holds; where not, it is said why.
   * @returns {boolean}
   */
  mayGo() {
    if (this.state === "clear") return true;
    if (this.state === "sealed" && holds(this.field, this.#armored)) return true;
    this.#held = this.state === "writing" ? "heldWriting" : "heldDiffers";
    this.#draw();
    this.#dialog?.say(this.#ways.words()("heldWriting"));
    return false;
  }

  /** The page changed something: perhaps it took the message and emptied its field. */
  look() {
    if (this.state !== "sealed") return;
    if (textOf(this.field).trim() === "") return this.#release();
    const held = holds(this.field, this.#armored) ? "" : this.#held || "differs";
    if (held !== this.#held) {
      this.#held = held;
      this.#draw();
    }
  }

  async protect() {
    if (this.state === "writing") return;
    const before = textOf(this.field);
    const wasSealed = this.state === "sealed";
    this.state = "writing";
    this.#held = "";
    // From here on the page's field has nothing of the message until it is sealed.
    this.#set("");
    const [block] = armoredBlocks(before);
    const beginning = wasSealed ? { armoredDraft: this.#armored } : block ? { quotedMail: block } : before.trim() === "" ? {} : { predefinedText: before };
    const dialog = new WritingDialog(this.#ways, { recipients: recipientsNear(this.field), hadWords: !wasSealed && !block && before.trim() !== "" });
    this.#dialog = dialog;
    this.#draw();
    try {
      const ended = await dialog.write(beginning, (armored) => this.#take(armored));
      this.#armored = ended ?? (wasSealed ? this.#armored : "");
      this.state = this.#armored === "" ? "clear" : "sealed";
      if (ended === null) this.#set(wasSealed ? this.#armored : before);
    } catch (error) {
      // Nothing was written yet: the field is as it was.
      this.#set(wasSealed ? this.#armored : before);
      this.state = wasSealed ? "sealed" : "clear";
      this.#held = `!${apiError(error, this.#ways.language(), { otherwise: "NO_CONNECTION" }).message}`;
    }
    this.#dialog = null;
    this.#draw();
    /** @type {HTMLElement|null} */ (this.#bar.querySelector("button"))?.focus();
  }

  /**
   * Puts the sealed text into the page's field and reads it back, at once and after the page had its turn.
   * @param {string} armored
   * @returns {Promise<boolean>} whether it stands there as it was sealed
   */
  async #take(armored) {
    this.#set(armored);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    if (this.field.isConnected && holds(this.field, armored)) return true;
    if (this.field.isConnected) this.#set("");
    return false;
  }

  #release() {
    this.state = "clear";
    this.#armored = this.#held = "";
    this.#readOnly(false);
    this.#draw();
  }

  /** @param {string} text */
  #set(text) {
    this.#readOnly(false);
    write(this.field, text);
    this.#readOnly(this.state === "writing" || text.includes("-----BEGIN PGP MESSAGE-----"));
  }

  /** @param {boolean} is */
  #readOnly(is) {
    if (!(this.field instanceof HTMLTextAreaElement)) return;
    if (is) this.field.dataset.zegelSealed = "";
    else delete this.field.dataset.zegelSealed;
    this.field.readOnly = is;
  }

  #draw() {
    const say = this.#ways.words();
    const button = (/** @type {string} */ name, /** @type {() => void} */ press, kind = "") => {
      const one = made("button", { type: "button", ...(kind ? { class: kind } : {}) }, say(name));
      one.addEventListener("click", press);
      return one;
    };
    const trouble = this.#held === "" ? [] : [made("p", { class: "said trouble", role: "alert" }, this.#held.startsWith("!") ? this.#held.slice(1) : say(this.#held))];
    if (this.state === "sealed") {
      const discard = button("unprotect", () => { this.#set(""); this.#release(); }, "plain");
      const ways = this.#held === "" ? [button("edit", () => void this.protect())] : [button("putBack", () => { this.#set(this.#armored); this.#held = ""; this.look(); this.#draw(); })];
      const said = this.#held === "" ? [made("p", { class: "said", role: "status" }, say("sealed"))] : trouble;
      this.#bar.replaceChildren(...said, ...ways, discard);
      return;
    }
    const protect = button("protect", () => void this.protect());
    protect.setAttribute("aria-label", say("protectThis", { field: nameOf(this.field) || say("field") }));
    protect.prepend(padlock());
    if (this.state === "writing") protect.setAttribute("disabled", "");
    this.#bar.replaceChildren(protect, ...trouble);
  }
}
