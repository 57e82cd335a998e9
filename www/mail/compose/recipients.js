// @ts-check
// A field of recipients: chips that say by icon and word how it stands with each, and an input after the last.

import { h } from "../../button/dom.js";
import { add, inSight, isComplete, shown, written } from "./chips.js";
import { signs } from "../people/words.js";
import { openPopover } from "./popover.js";

/**
 * @typedef {import("./chips.js").Chip} Chip
 * @typedef {import("../../button/types.d.ts").RecipientState} RecipientState
 * @typedef {{
 *   field: "to"|"cc"|"bcc", given?: boolean, addressed?: boolean, own?: string|null, onRemoved?: (address: string) => void, tell: (key: string, params?: Record<string, unknown>) => string, language: string,
 *   icon: (name: string, options?: { size?: number }) => SVGElement, read: (text: string) => import("./chips.js").AddressAnswer[],
 *   lookup: import("./lookup.js").Lookup, passphrases: Passphrases|null, words: ReturnType<typeof import("../people/words.js").peopleWords>, organisation: string,
 *   compare: ((address: string, fingerprint: string, who: string) => void)|null, failure: (error: unknown) => string, announce: (text: string) => void, onChange: () => void, onTyping: () => void,
 * }} Options  `given`: they come from outside; one that is taken away here is told with `onRemoved`; `addressed`: each stands with their address,
 *   for whoever named them may have given them a name of another;
 *   `own`: the address of the person, where there is a key for it here
 */

/**
 * Passphrases in the place of keys. `offered`: whether they may be given, or who says no; `open`: lets one be chosen.
 * @typedef {{ offered: () => "offered"|"organisation"|"branding", has: (address: string) => boolean, since: (address: string) => string|null, open: (address: string) => void }} Passphrases
 */

/** Who has no key that can be used, as far as is known. @type {Set<RecipientState>} */
export const keyless = new Set(["none", "unusable", "expired", "revoked", "unreachable"]);

/** Nothing to do or to know about these: their word is for screen readers, and in what opens. @type {Set<RecipientState>} */
const quiet = new Set(["verified", "known", "new"]);

/** Nothing is the matter with these, as far as is known. @type {Set<RecipientState>} */
const calm = new Set([...quiet, "looking", "passphrase"]);

const aloud = 5; // names

export class RecipientField {
  /** @type {Chip[]} */ chips = [];
  /** Whether of very many all are shown. */
  #all = false;

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    const { tell, field } = options;
    const id = `compose-${field}-${crypto.randomUUID().slice(0, 8)}`;
    this.input = h("input", {
      id, type: "text", inputmode: "email", autocomplete: "off", autocapitalize: "off", spellcheck: "false", autocorrect: "off", writingsuggestions: "false", class: "chip-input", size: 1,
      oninput: () => this.#onInput(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      onblur: () => this.commit(), onpaste: (/** @type {ClipboardEvent} */ event) => this.#onPaste(event),
    });
    this.list = h("ul", { class: "chips", "aria-label": tell("chip.name", { field: tell(field) }) });
    this.box = h("div", { class: "chip-box", onclick: (/** @type {Event} */ event) => { if (event.target === this.box || event.target === this.list) this.input.focus(); } },
      this.list, this.input);
    if (options.given) {
      this.input.remove();
      this.node = h("div", { class: "given-field" }, h("span", { class: "muted" }, tell(field)), this.list);
    } else {
      this.node = h("div", { class: "field" }, h("label", { for: id }, tell(field)), this.box);
    }
  }

  /** @param {Chip} one @returns {RecipientState} */
  stateOf(one) {
    if (one.malformed !== null) return "malformed";
    const { lookup, passphrases } = this.options;
    const { state } = lookup.of(one.address);
    // One's own key need not lie anywhere to be known here.
    if (keyless.has(state) && one.address.toLowerCase() === this.options.own?.toLowerCase()) return "known";
    return keyless.has(state) && passphrases?.offered() === "offered" && passphrases.has(one.address) ? "passphrase" : state;
  }

  /** Whether something is typed that is no chip yet. */
  get typing() { return this.input.value.trim() !== ""; }

  /** Whether all who are in it can be read here, each with the whole address. */
  get isReadable() {
    const { box, list, chips } = this;
    const addresses = [...list.querySelectorAll(".chip .address")];
    // These are rounded, each by itself.
    return addresses.length === chips.length && box.scrollHeight <= box.clientHeight + 1 && addresses.every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth + 1);
  }

  /** Makes chips of what is typed. */
  commit() {
    const text = this.input.value;
    if (text.trim() === "") return;
    // What cannot be read just now stays where it was typed.
    const answers = this.options.read(text);
    this.input.value = "";
    this.#add(answers);
  }

  /** @param {import("./chips.js").AddressAnswer[]} answers */
  #add(answers) {
    const { chips, added } = add(this.chips, answers);
    this.chips = chips;
    const { announce, tell } = this.options;
    if (added.length > aloud) announce(tell("chip.added-many", { count: added.length }));
    else for (const one of added) announce(tell("chip.added", { who: shown(one) }));
    this.render();
    this.options.onChange();
  }

  /** @param {string[]} texts */
  set(texts) {
    this.chips = this.#chipsOf(texts);
    this.render();
  }

  /** @param {string[]} texts */
  differs(texts) {
    const said = (/** @type {Chip[]} */ chips) => JSON.stringify(chips.map(({ name, address, malformed }) => [name, address, malformed]));
    return said(this.chips) !== said(this.#chipsOf(texts));
  }

  /** @param {string[]} texts */
  #chipsOf(texts) { return add([], texts.flatMap((text) => this.options.read(text))).chips; }

  /** @param {string} address */
  removeAddress(address) {
    const one = this.chips.find((chip) => chip.address.toLowerCase() === address.toLowerCase());
    if (one) this.#remove(one, false);
  }

  /** @param {Chip} one @param {boolean} [focus] */
  #remove(one, focus = true) {
    const at = this.#shown().indexOf(one);
    this.chips = this.chips.filter((chip) => chip !== one);
    this.render();
    this.options.announce(this.options.tell("chip.removed", { who: shown(one) }));
    this.options.onRemoved?.(one.address);
    this.options.onChange();
    if (focus) (this.#buttons()[at] ?? this.input).focus();
  }

  /** Puts a chip back into the input as text. @param {Chip} one */
  #edit(one) {
    this.commit();
    this.chips = this.chips.filter((chip) => chip !== one);
    this.render();
    this.input.value = written(one);
    this.input.focus();
    this.#grow();
    this.options.onChange();
  }

  #buttons() { return /** @type {HTMLButtonElement[]} */ ([...this.list.querySelectorAll(":scope > li > button")]); }

  #grow() { this.input.size = Math.max(1, Math.min(40, this.input.value.length + 1)); }

  #onInput() {
    this.#grow();
    if (isComplete(this.input.value)) this.commit();
    this.options.onTyping();
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    // One address goes where the caret is, to be gone on with; a list becomes chips at once.
    if (!isComplete(text.trim()) && !/\s\S+@/.test(text.trim())) return;
    event.preventDefault();
    this.#add(this.options.read(`${this.input.value}${text}`));
    this.input.value = "";
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing) return;
    const { input } = this;
    const atStart = input.selectionStart === 0 && input.selectionEnd === 0;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.commit();
    } else if (event.key === "Tab" && this.typing && !event.shiftKey) {
      event.preventDefault();
      this.commit();
    } else if (event.key === "Backspace" && atStart && this.chips.length > 0 && input.value === "") {
      event.preventDefault();
      this.#edit(this.chips[this.chips.length - 1]);
    } else if (event.key === "ArrowLeft" && atStart && this.chips.length > 0) {
      event.preventDefault();
      this.#buttons().at(-1)?.focus();
    }
  }

  /** @param {KeyboardEvent} event @param {Chip|null} one  null: the button for those that are not shown */
  #onChipKey(event, one) {
    const buttons = this.#buttons();
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.currentTarget));
    if (event.key === "ArrowLeft") buttons[Math.max(0, at - 1)]?.focus();
    else if (event.key === "ArrowRight") (buttons[at + 1] ?? this.input).focus();
    else if (event.key === "Home") buttons[0]?.focus();
    else if (event.key === "End") this.input.focus();
    else if (one === null) return;
    else if (event.key === "Delete" || event.key === "Backspace") this.#remove(one);
    else if (this.options.given) return;
    else if (event.key === "F2") this.#edit(one);
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) { this.input.focus(); return; }
    else return;
    event.preventDefault();
  }

  /** A thousand chips would bury the message. */
  #shown() { return this.#all ? this.chips : inSight(this.chips, (one) => !calm.has(this.stateOf(one))); }

  /** To see the others, or no longer. @param {number} hidden @returns {HTMLElement|null} */
  #others(hidden) {
    const { tell } = this.options;
    if (hidden === 0 && !(this.#all && inSight(this.chips, () => false) !== this.chips)) return null;
    return h("li", { "data-key": `others ${hidden}` }, h("button", {
      type: "button", class: "chip others", "aria-expanded": String(this.#all), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onChipKey(event, null),
      onclick: () => { this.#all = !this.#all; this.render(); },
    }, hidden > 0 ? tell("chip.others", { count: new Intl.NumberFormat(this.options.language).format(hidden) }) : tell("chip.fewer")));
  }

  /** Brings the chips in step with what is known; what has not changed keeps its node and its focus. */
  render() {
    const { tell, icon, words } = this.options;
    const old = new Map([...this.list.children].map((node) => [/** @type {HTMLElement} */ (node).dataset.key, node]));
    const inView = this.#shown();
    this.box.classList.toggle("many", inView.length < this.chips.length || this.#all);
    const others = this.#others(this.chips.length - inView.length);
    const nodes = inView.map((one) => {
      const state = this.stateOf(one);
      const key = `${one.id} ${state}`;
      const there = old.get(key);
      if (there) return there;
      const word = words.state(state);
      const button = h("button", {
        type: "button", class: "chip", "data-state": state, "aria-haspopup": "dialog", "aria-expanded": "false", title: one.address,
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onChipKey(event, one), onclick: () => this.#open(button, one),
      }, icon(signs[state], { size: 14 }), ...this.#naming(one), " ",
      h("span", { class: quiet.has(state) ? "visually-hidden" : "state" }, word));
      return h("li", { "data-key": key }, button);
    });
    if (others) nodes.push(old.get(/** @type {string} */ (others.dataset.key)) ?? others);
    const focused = document.activeElement?.closest("li");
    const focusedAt = focused && focused.parentElement === this.list ? [...this.list.children].indexOf(focused) : -1;
    const same = nodes.length === this.list.children.length && nodes.every((node, index) => node === this.list.children[index]);
    if (same) return;
    this.list.replaceChildren(...nodes);
    if (focusedAt >= 0 && !this.list.contains(document.activeElement)) this.#buttons()[Math.min(focusedAt, nodes.length - 1)]?.focus();
  }

  /** @param {Chip} one */
  #naming(one) {
    const who = shown(one);
    if (!this.options.addressed) return [h("span", { class: "who" }, who), one.name && h("span", { class: "visually-hidden" }, `, ${one.address}`)];
    return [h("span", { class: "both" }, who !== one.address && h("span", { class: "who" }, who), " ", h("span", { class: "address" }, one.address))];
  }

  /** What is known of a recipient, and what can be done. @param {HTMLElement} button @param {Chip} one */
  #open(button, one) {
    const { tell, icon, lookup, failure, words, organisation, compare, passphrases } = this.options;
    const state = this.stateOf(one);
    const answer = one.malformed === null ? lookup.of(one.address).found : null;
    const certificate = answer?.standing.certificate ?? null;
    const text = one.malformed !== null ? failure({ code: one.malformed, detail: { address: one.text } })
      : words.text(state, answer, { address: one.address, organisation, asked: lookup.standings.finder.sources, passphrases: passphrases?.offered() ?? null, since: state === "passphrase" ? passphrases?.since(one.address) : null });
    const lacks = state === "passphrase" || keyless.has(state);
    const act = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {() => void} */ does, close = true) =>
      h("button", { type: "button", class: "compose-plain", onclick: () => { if (close) popover.hidePopover(); does(); } }, icon(sign, { size: 16 }), name);
    const ask = act(tell("chip.ask"), "copy", async () => {
      await navigator.clipboard.writeText(tell("chip.request", { address: one.address }));
      ask.lastChild?.replaceWith(tell("chip.asked"));
    }, false);
    const bring = act(tell("chip.bring"), "file-lock", () => file.click(), false);
    const problem = h("p", { class: "popover-problem", role: "alert" });
    const file = h("input", { type: "file", hidden: true, onchange: async () => {
      try {
        await lookup.standings.bring(one.address, new Uint8Array(await /** @type {File} */ (file.files?.[0]).arrayBuffer()));
        popover.hidePopover();
        await lookup.again(one.address);
      } catch (error) {
        problem.textContent = failure(error);
      }
    } });
    const accept = async (/** @type {string} */ fingerprint) => {
      try {
        await lookup.standings.accept(one.address, fingerprint);
        popover.hidePopover();
      } catch (error) {
        problem.textContent = failure(error);
        problem.scrollIntoView({ block: "nearest" });
      }
    };
    const comparable = certificate?.usable && compare;
    const popover = openPopover(button, { name: shown(one), class: "chip-popover" },
      h("p", { class: "popover-title" }, shown(one)), one.name && h("p", { class: "muted" }, one.address),
      h("p", { class: "popover-state", "data-state": state }, icon(signs[state], { size: 16 }), words.state(state)),
      h("p", {}, text), answer && certificate && this.#evidence(one.address, answer, certificate),
      h("div", { class: "popover-acts" },
        passphrases?.offered() === "offered" && lacks && act(tell(state === "passphrase" ? "chip.passphrase" : "chip.use-passphrase"), "rectangle-ellipsis", () => passphrases.open(one.address)),
        comparable && act(words.tell("act.compare"), "shield-check", () => compare(one.address, certificate.fingerprint, shown(one))),
        state === "changed" && certificate && act(words.tell("act.accept"), "user-check", () => accept(certificate.fingerprint), false),
        (state === "unreachable" || state === "none" || state === "expired" || state === "passphrase") && act(words.tell("act.retry"), "rotate-ccw", () => lookup.again(one.address)),
        lacks && state !== "unreachable" && ask,
        lacks && lookup.standings.keeps && bring,
        !this.options.given && act(tell("chip.edit"), "pen-line", () => this.#edit(one)), act(tell("chip.remove"), "x", () => this.#remove(one))), problem, file);
  }

  /**
   * @param {string} address
   * @param {import("../../keys/standings.js").Answer} answer
   * @param {import("../../generated/contract.js").CertificateView} certificate
   */
  #evidence(address, answer, { fingerprint, created, expires }) {
    const { words: { tell, day, places } } = this.options;
    const groups = (/** @type {string} */ one) => (one.match(/.{1,4}/g) ?? []).join(" ").toUpperCase();
    const { previous } = answer.standing;
    return h("dl", { class: "key-evidence" },
      h("dt", {}, tell("evidence.found")), h("dd", {}, places(answer, address)),
      h("dt", {}, tell("evidence.fingerprint")), h("dd", { class: "mono" }, groups(fingerprint)),
      previous && h("dt", {}, tell("evidence.before")), previous && h("dd", { class: "mono" }, groups(previous)),
      h("dt", {}, tell("evidence.since")), h("dd", {}, day(created)),
      h("dt", {}, tell("evidence.until")), h("dd", {}, expires ? day(expires) : tell("evidence.always")));
  }
}
