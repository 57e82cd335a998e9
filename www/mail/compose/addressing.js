// @ts-check
// Whom a message goes to: the three fields, the look-ups behind them, and what is said of both.

import { h } from "../../button/dom.js";
import { icon } from "../../icons/icon.js";
import { errorText } from "../../texts/error-text.js";
import { openCompare } from "../people/compare.js";
import { disclosureNotice } from "../people/disclosure.js";
import { peopleWords } from "../people/words.js";
import { shownName } from "../texts/names.js";
import { writeMailbox } from "./draft.js";
import { Lookup } from "./lookup.js";
import { RecipientField } from "./recipients.js";

/**
 * @typedef {"to"|"cc"|"bcc"} FieldName
 * @typedef {{
 *   opening: import("./composer.js").Opening, given: boolean, addressed: boolean, tell: import("./composer.js").Tell, node: HTMLElement, announce: (text: string) => void,
 *   onChange: () => void, onTyping: () => void,
 * }} Options  `node`: the composer; `given`: they come from outside, and are shown but not typed here;
 *   `addressed`: with their addresses
 * @typedef {(change: { do: "add"|"remove", field: FieldName, address: string }) => void} OnRecipient
 */

const names = /** @type {const} */ (["to", "cc", "bcc"]);

export class Addressing {
  /** @type {Record<FieldName, RecipientField>|null} */ fields = null;
  #disclosed = false;

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    const { opening, tell, onChange } = options;
    this.words = peopleWords(opening.language);
    this.lookup = new Lookup({ standings: opening.standings, onChange });
    this.looking = h("p", { class: "looking", hidden: true }, h("span", {}), h("progress", { max: 1, "aria-label": tell("looking", { done: "", total: "" }) }));
  }

  /** @param {import("./recipients.js").Passphrases|null} passphrases */
  build(passphrases) {
    const { opening, tell, node, announce, onChange, onTyping } = this.options;
    const { language, config } = opening;
    const { ownKey } = config;
    const compare = ownKey && ((/** @type {string} */ address, /** @type {string} */ fingerprint, /** @type {string} */ who) => void openCompare({
      who, address, fingerprint, ownFingerprint: ownKey.fingerprint, language, standings: opening.standings, near: node }));
    const field = (/** @type {FieldName} */ name) => new RecipientField({
      field: name, given: this.options.given, addressed: this.options.addressed, own: ownKey ? opening.account.address : null, onRemoved: (address) => opening.onRecipient?.({ do: "remove", field: name, address }), tell, language, icon, lookup: this.lookup, passphrases, announce, words: this.words,
      organisation: config.bundle?.organisation.name ?? "", compare: compare ?? null,
      read: (text) => opening.engine.readAddresses(text), failure: (error) => errorText(error, language), onChange, onTyping,
    });
    this.fields = { to: field("to"), cc: field("cc"), bcc: field("bcc") };
    return this.fields;
  }

  /** What stands in the composer: where they are given from outside, one line of all that there are. @param {Record<FieldName, RecipientField>} fields */
  nodes(fields) {
    const nodes = names.map((name) => fields[name].node);
    this.line = h("div", { class: "field given-people", hidden: true }, ...nodes);
    return this.options.given ? [this.line] : nodes;
  }

  /** @type {HTMLElement|null} */ line = null;

  /** @param {Partial<Record<FieldName, string[]>>} given */
  fill(given) {
    const { fields } = this;
    if (!fields) return;
    for (const name of names) fields[name].set(given[name] ?? []);
    for (const name of /** @type {const} */ (["cc", "bcc"])) fields[name].node.hidden = fields[name].chips.length === 0;
    if (!this.options.given) this.#ccButtons();
  }

  /** Whether these are others than who stands in the fields, or called otherwise. @param {Partial<Record<FieldName, string[]>>} given */
  differs(given) {
    const { fields } = this;
    return fields !== null && names.some((name) => fields[name].differs(given[name] ?? []));
  }

  /** Of given ones there is a line only where there are any. */
  #hideEmpty() {
    const { fields, line } = this;
    if (!this.options.given || !fields || !line) return;
    for (const name of names) fields[name].node.hidden = fields[name].chips.length === 0;
    line.hidden = names.every((name) => fields[name].chips.length === 0);
  }

  #ccButtons() {
    const { fields } = this;
    const { tell } = this.options;
    const show = (/** @type {"cc"|"bcc"} */ name) => h("button", {
      type: "button", class: "compose-plain small", "aria-label": tell(`add-${name}`), onclick: (/** @type {Event} */ event) => {
        /** @type {HTMLElement} */ (event.currentTarget).remove();
        if (!fields) return;
        fields[name].node.hidden = false;
        fields[name].input.focus();
      },
    }, tell(`show-${name}`));
    fields?.to.node.append(...(/** @type {const} */ (["cc", "bcc"])).filter((name) => fields[name].node.hidden).map(show));
  }

  get chips() { return Object.values(this.fields ?? {}).flatMap((field) => field.chips); }

  /** Whether something stands there that is no address, or not yet. */
  get unfinished() { return Object.values(this.fields ?? {}).some((field) => field.typing || field.chips.some((one) => one.malformed !== null)); }

  /** Whether whoever looks at it sees everybody, with their address. */
  get isReadable() { return Object.values(this.fields ?? {}).every((field) => field.isReadable); }

  commit() { for (const field of Object.values(this.fields ?? {})) field.commit(); }

  render() {
    for (const field of Object.values(this.fields ?? {})) field.render();
    this.#hideEmpty();
  }

  /** The addresses, as a message has them. @param {FieldName} name */
  list(name) {
    return (this.fields?.[name].chips ?? []).filter((one) => one.malformed === null).map(writeMailbox);
  }

  /** As it was typed, finished or not. @returns {import("../drafts/kept.js").Typed} */
  typed() {
    const of = (/** @type {FieldName} */ name) => {
      const field = this.fields?.[name];
      if (!field) return [];
      const chips = field.chips.map((one) => (one.malformed === null ? writeMailbox(one) : one.text));
      return field.typing ? [...chips, field.input.value.trim()] : chips;
    };
    return { to: of("to"), cc: of("cc"), bcc: of("bcc") };
  }

  /** @returns {import("../../button/types.d.ts").Recipient[]} */
  recipients() {
    const { fields } = this;
    if (!fields) return [];
    return names.flatMap((name) => fields[name].chips.map((one) => ({
      address: one.address, name: shownName(one.name) || null, field: name, state: fields[name].stateOf(one),
      reason: one.malformed ?? this.lookup.of(one.address).reason,
    })));
  }

  certificates() {
    const { ownKey } = this.options.opening.config;
    const own = ownKey?.certificate ? [{ address: ownKey.address, bytes: ownKey.certificate }] : [];
    return [...this.lookup.certificates(this.chips.map((one) => one.address)), ...own];
  }

  /** The person takes the key that is in the place of another. @param {string} address */
  async accept(address) {
    const fingerprint = this.lookup.of(address).found?.standing.certificate?.fingerprint;
    if (!fingerprint) return;
    await this.options.opening.standings.accept(address, fingerprint);
    // It is judged anew; asked before that, it would still be the other one.
    await this.lookup.done();
  }

  /** @param {FieldName} name @param {string} address */
  add(name, address) {
    const field = this.fields?.[name];
    if (!field) return;
    field.set([...field.chips.map(writeMailbox), address]);
    field.node.hidden = false;
    this.options.opening.onRecipient?.({ do: "add", field: name, address });
    this.options.onChange();
  }

  /** @param {string} address */
  remove(address) { for (const field of Object.values(this.fields ?? {})) field.removeAddress(address); }

  /** With the first address it is said whom a look-up tells. */
  /** What becomes known of anybody is not for these any more. */
  leave() { this.lookup.end(); }

  disclose() {
    const [first] = this.chips.filter(({ malformed }) => malformed === null);
    if (!first || this.#disclosed) return;
    this.#disclosed = true;
    void disclosureNotice(this.options.opening.standings.finder, this.words, first.address).then((notice) => { if (notice) (this.options.given ? this.line : this.fields?.to.node)?.after(notice); });
  }

  /** Of many addresses at once it shows how far it is with all of them. */
  showLooking() {
    const { done, total } = this.lookup.progress;
    const many = total - done > 0 && total > 5;
    if (many) this.looking.firstElementChild?.replaceChildren(this.options.tell("looking", { done, total }));
    /** @type {HTMLProgressElement} */ (this.looking.lastElementChild).value = total ? done / total : 0;
    this.looking.hidden = !many;
  }

  /** The chip may be another one now, and what was pressed gone with it. @param {string|null} address */
  focusOn(address) {
    if (document.activeElement !== document.body) return;
    const { node } = this.options;
    const chip = [...node.querySelectorAll("button.chip")].find((one) => /** @type {HTMLElement} */ (one).title === address);
    /** @type {HTMLElement} */ (chip ?? this.fields?.to.input ?? node).focus();
  }
}
