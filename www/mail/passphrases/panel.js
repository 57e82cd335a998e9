// @ts-check
// The panel in which all recipients without a key stand, each with their own passphrase: chosen, told, changed, left out.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { day, sentence } from "../keys/say.js";
import { openSheet } from "../keys/sheet.js";
import { chooseForm } from "./choose.js";
import { speaking } from "./say.js";
import { tellingOf } from "./tell.js";

/**
 * @typedef {{ address: string, name: string|null }} Contact
 * @typedef {{ voice: import("../types.d.ts").Voice, wishes: import("./wishes.js").LetterWishes, held: import("./held.js").Held, people: Contact[], at: string[],
 *   known: string[], unlocking: <T>(work: () => Promise<T>) => Promise<T> }} Opening
 *   `people`: recipients without a key; `at`: those it is opened for
 */

/**
 * @param {Opening} opening
 * @returns {Promise<void>} when it is closed
 */
export function openPassphrases({ voice: given, ...opening }) {
  const voice = speaking(given);
  const { say } = voice;
  const told = element("p", { class: "visually-hidden", role: "status" });
  const cards = opening.people.map((contact) => new Card(voice, opening, contact, (text) => { told.textContent = text; }));
  const done = element("button", { type: "button", class: "button primary", on: { click: () => dialog.close() } }, say("panel.done"));
  const dialog = openSheet(say("panel.title"), voice,
    element("p", { class: cards.length > 0 ? "muted" : "" }, say(cards.length > 0 ? "panel.text" : "panel.nobody")), told,
    ...cards.map(({ node }) => node), element("div", { class: "dialog-actions" }, done));
  dialog.classList.add("passphrases-sheet");
  // Those that are asked for are ready to be chosen; so is the only one.
  const asked = cards.length === 1 ? cards : cards.filter(({ contact }) => opening.at.some((one) => one.toLowerCase() === contact.address.toLowerCase()));
  for (const card of cards) void card.show(asked.includes(card), card === asked[0]);
  return new Promise((resolve) => { dialog.addEventListener("close", () => resolve()); });
}

let count = 0;

class Card {
  /**
   * @param {import("../types.d.ts").Voice} voice
   * @param {Omit<Opening, "voice">} opening
   * @param {Contact} contact
   * @param {(text: string) => void} tell
   */
  constructor(voice, opening, contact, tell) {
    this.voice = voice;
    this.opening = opening;
    this.contact = contact;
    this.tell = tell;
    this.who = contact.name || contact.address;
    const id = `passphrase-of-${++count}`;
    this.title = element("h3", { id, tabindex: -1 }, this.who);
    this.content = element("div", { class: "passphrase-content" });
    this.node = element("section", { class: "key-card passphrase-card", "aria-labelledby": id, data: { address: contact.address } },
      element("div", { class: "key-head" }, this.title, contact.name && element("p", { class: "muted small" }, contact.address)), this.content);
  }

  /** As it stands; `open`: the form, where there is no passphrase yet. @param {boolean} [open] @param {boolean} [focus] */
  async show(open = false, focus = open) {
    const { held } = this.opening;
    const { address } = this.contact;
    if (held.has(address)) this.#set();
    else if (open) await this.#choose(focus);
    else this.#none();
  }

  #none() {
    const { say } = this.voice;
    this.#put(this.#state("ban", say("panel.none")), this.#acts(this.#act("choose.label", "panel.choose", () => this.#choose())));
  }

  /** The passphrase itself is shown when it is asked for. */
  #set() {
    const { say } = this.voice;
    const { held } = this.opening;
    const { address } = this.contact;
    const since = held.since(address);
    const leave = () => {
      held.leave(address);
      this.tell(say("panel.left", { who: this.who }));
      this.#none();
      this.title.focus();
    };
    this.#put(this.#state("rectangle-ellipsis", since ? say("panel.since", { date: day(since, this.voice) }) : say("panel.set")), this.#strict(),
      this.#acts(this.#act("tell.show", "tell.show", () => this.#reveal()), this.#act("panel.change", "panel.change", () => this.#choose()), this.#act("panel.leave", "panel.leave", leave)));
  }

  /** @param {boolean} [fresh]  it has just been chosen */
  async #reveal(fresh = false) {
    const { say } = this.voice;
    const kept = await this.#kept();
    if (!kept) return;
    const text = fresh ? say("panel.is-set", { who: this.who }) : say("panel.set");
    this.#put(this.#state(fresh ? "check" : "rectangle-ellipsis", text), tellingOf(this.voice, { who: this.who, kept }), this.#strict(),
      this.#acts(this.#act("panel.change", "panel.change", () => this.#choose())));
    if (fresh) this.tell(text);
    this.title.focus();
    this.node.scrollIntoView({ block: "nearest" });
  }

  async #choose(focus = true) {
    const { held, wishes, known } = this.opening;
    const { address } = this.contact;
    const before = held.has(address) ? await this.#kept() : null;
    if (held.has(address) && !before) return;
    const { form, field } = await chooseForm(this.voice, {
      address, who: this.who, wishes, before, known, language: this.voice.language, remember: !before || held.since(address) !== null,
      cancel: () => { void this.show().then(() => this.title.focus()); },
      work: async (chosen, remember) => {
        await this.opening.unlocking(() => held.use(chosen, remember));
        await this.#reveal(true);
      },
    });
    this.#put(form);
    if (!focus) return;
    field.focus();
    field.select();
  }

  /** The passphrase, unlocked where it has to be; null where that was left, or it is gone. */
  async #kept() {
    const { held, unlocking } = this.opening;
    try {
      return await unlocking(() => held.of(this.contact.address));
    } catch (error) {
      this.#put(element("p", { class: "notice danger", role: "alert" }, icon("circle-alert"), element("span", {}, sentence(error, this.voice))),
        this.#acts(this.#act("tell.show", "tell.show", () => this.#reveal())));
      return null;
    }
  }

  #strict() {
    const { address } = this.contact;
    const host = address.slice(address.lastIndexOf("@") + 1);
    const { attach, strict } = this.opening.wishes.travel(address);
    return strict && attach === "zip" ? element("p", { class: "muted small" }, this.voice.say("panel.strict", { host, who: this.who })) : null;
  }

  /** @param {string} shape @param {string} text */
  #state(shape, text) {
    return element("p", { class: "key-state" }, icon(shape, { size: 18 }), text);
  }

  /** @param {string} key  what screen readers say, with whose it is @param {string} text @param {() => unknown} does */
  #act(key, text, does) {
    const { say } = this.voice;
    return element("button", { type: "button", class: "button", "aria-label": key === text ? `${say(text)}: ${this.who}` : say(key, { who: this.who }), on: { click: () => void does() } }, say(text));
  }

  /** @param {...Node} acts */
  #acts(...acts) {
    return element("div", { class: "keys-actions" }, ...acts);
  }

  /** @param {...(Node|null)} nodes */
  #put(...nodes) {
    this.content.replaceChildren(...nodes.filter((node) => node !== null));
  }
}
