// @ts-check
// <zegel-protect>: the Protect button, the label picker and the bar over a message. It decides nothing: the engine does,
// states.js says what follows for the eye, and this file keeps the two and the DOM in step. What is seldom needed (menus,
// panels, words, icons) is loaded when it is.

import { renderBar } from "./bar.js";
import { h } from "./dom.js";
import { looks } from "./looks.js";
import { say } from "./say.js";
import { agrees, issues, present, pressed, protectRows, sameDraft } from "./states.js";

/**
 * @typedef {import("./types.d.ts").Draft} Draft
 * @typedef {import("./types.d.ts").Decision} Decision
 * @typedef {import("./types.d.ts").Choice} Choice
 * @typedef {import("./types.d.ts").Engine} Engine
 * @typedef {import("./types.d.ts").Outgoing} Outgoing
 * @typedef {import("./types.d.ts").Situation} Situation
 * @typedef {import("./types.d.ts").SealOptions} SealOptions
 * @typedef {import("./types.d.ts").FoundCertificate} FoundCertificate
 * @typedef {import("./types.d.ts").Letter} Letter
 * @typedef {import("./types.d.ts").Message} Message
 * @typedef {import("./types.d.ts").Row} Row
 * @typedef {Omit<Partial<Draft>, "label"|"protection"|"answers">} Written  what the host knows; the choices are the element's
 * @typedef {{ texts: import("./types.d.ts").Texts, icon: (name: string, options?: { size?: number }) => SVGElement,
 *   failure: (error: unknown) => string }} Words
 */

/** Properties a host may set before the element is defined, or at any time. */
const properties = ["engine", "draft", "bundle", "recipients", "choice", "scope", "passphrases"];

export class ZegelProtect extends HTMLElement {
  static observedAttributes = ["language", "disabled"];

  /** @type {Engine|null} */ #engine = null;
  /** @type {Written|(() => Written)|null} */ #draft = null;
  /** @type {Situation} */
  #situation = {
    bundle: null, decision: null, recipients: [], attachments: [], busy: null, error: null, sealed: false, passphrases: null,
    choice: { label: null, protection: null, answers: { acknowledged: [] } },
  };
  /** The bytes of the draft's attachments, asked for when something is to be sealed.
   * @type {() => (Uint8Array|Blob)[]} */
  contents = () => [];
  /** Candidates for all recipients, each with the address it was found for; asked for when something is to be sealed.
   * @type {() => FoundCertificate[]|Promise<FoundCertificate[]>} */
  certificates = () => [];
  /** The recipients who open it with a passphrase; asked for when something is to be sealed.
   * @type {() => Letter[]|Promise<Letter[]>} */
  letters = () => [];
  /** What the host does about answers, to be waited for. @type {Promise<unknown>[]} */ #remedies = [];
  /** The fingerprint of the own key to sign with, in what is sealed as in what is shown.
   * @type {string|undefined} */
  from;
  /** Where the shortcut works; the whole document unless the host names a part of it.
   * @type {EventTarget|null} */
  #scope = null;
  /** @type {Words|null} */ #words = null;
  /** @type {Outgoing|null} */ #outgoing = null;
  /** What is shown is that no decision could be made; the next one that can takes it away. */
  #undecided = false;
  #planned = false;
  /** Whether rules that look into text can be asked: with the engine and the bundle for which that is so.
   * @type {{ engine: Engine, bundle: import("./types.d.ts").BundleView, now: boolean }|null} */
  #ready = null;
  /** Attachments that were handed over to be read. */
  #seen = new WeakSet();
  /** Between pressing and releasing nothing is drawn anew: the press takes the focus from a field, that changes the draft,
   * and a button replaced under the pointer never gets its click. */
  #held = false;
  #root = this.attachShadow({ mode: "open" });
  #nodes = controls(this);
  #shortcut = (/** @type {Event} */ event) => this.#onShortcut(/** @type {KeyboardEvent} */ (event));

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [looks()];
    this.#root.append(this.#nodes.group, this.#nodes.bar);
    this.#root.addEventListener("pointerdown", () => this.#hold());
  }

  connectedCallback() {
    for (const name of properties) {
      if (!Object.hasOwn(this, name)) continue;
      const value = /** @type {any} */ (this)[name];
      delete (/** @type {any} */ (this)[name]);
      /** @type {any} */ (this)[name] = value;
    }
    (this.#scope ?? document).addEventListener("keydown", this.#shortcut);
    void this.#speak();
    this.refresh();
  }

  disconnectedCallback() {
    (this.#scope ?? document).removeEventListener("keydown", this.#shortcut);
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === "language" && this.isConnected) void this.#speak();
    this.#render();
  }

  get language() { return this.getAttribute("language") || this.closest("[lang]")?.getAttribute("lang") || "en"; }
  set language(value) { this.setAttribute("language", value); }

  get disabled() { return this.hasAttribute("disabled"); }
  set disabled(value) { this.toggleAttribute("disabled", Boolean(value)); }

  get engine() { return this.#engine; }
  set engine(value) { this.#engine = value; this.refresh(); }

  get draft() { return this.#draft; }
  set draft(value) { this.#draft = value; this.refresh(); }

  get bundle() { return this.#situation.bundle; }
  set bundle(bundle) {
    this.#update({ bundle });
    this.#ready = null;
    this.refresh();
  }

  get recipients() { return this.#situation.recipients; }
  set recipients(recipients) { this.#update({ recipients }); this.refresh(); }

  get passphrases() { return this.#situation.passphrases; }
  set passphrases(passphrases) { this.#update({ passphrases }); }

  get choice() { return this.#situation.choice; }
  set choice(choice) { this.#update({ choice: structuredClone(choice) }); this.refresh(); }

  get scope() { return this.#scope; }
  set scope(scope) {
    (this.#scope ?? document).removeEventListener("keydown", this.#shortcut);
    this.#scope = scope;
    if (this.isConnected) (this.#scope ?? document).addEventListener("keydown", this.#shortcut);
  }

  /** Whether something is under way. Then the choices stand: what was shown when it began is what is sealed. */
  get busy() { return this.#situation.busy !== null; }

  /** The last decision. */
  get decision() { return this.#situation.decision; }

  /** Asks for a new decision soon; many calls in one turn make one. Call it when the draft has changed. */
  refresh() {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      try {
        this.decide();
      } catch (error) {
        this.#notDecided(/** @type {{ code?: string, detail?: Record<string, unknown> }} */ (error));
      }
    });
  }

  /** An earlier decision is not shown for a draft it was not made for. @param {{ code?: string, detail?: Record<string, unknown> }} error */
  #notDecided({ code = "internal", detail }) {
    // Who signed out takes the rules along; then there is nothing to show, and settle() and seal() refuse.
    if (code === "bundle-missing") return;
    this.#undecided = true;
    this.#update({ decision: null, error: { code, detail } });
    // A decider that crashed is loaded anew, and nobody need press a key for it.
    if (code === "engine-crashed" && this.isConnected) setTimeout(() => this.refresh(), 1000);
  }

  /**
   * Decides now.
   * @returns {Decision|null}
   */
  decide() {
    const draft = this.current();
    if (!this.#engine || !draft || !this.#situation.bundle || this.#situation.sealed || !this.#isReady()) return this.#situation.decision;
    const contents = this.contents();
    const decision = this.#engine.decide(draft, { contents });
    this.#look(draft, contents);
    const changed = JSON.stringify(decision) !== JSON.stringify(this.#situation.decision);
    this.#update({ decision, attachments: draft.attachments.map(({ name }) => name), ...(this.#undecided ? { error: null } : {}) });
    this.#undecided = false;
    if (changed) this.#tell("zegel-decision", decision);
    return decision;
  }

  /** Whether a decision can be made now; else one is made as soon as it can. */
  #isReady() {
    const [engine, { bundle }] = [this.#engine, this.#situation];
    if (!engine || !bundle) return false;
    if (this.#ready?.engine === engine && this.#ready.bundle === bundle) return this.#ready.now;
    const ready = this.#ready = { engine, bundle, now: !bundle.looksIntoText && !bundle.looksIntoAttachments };
    if (ready.now) return true;
    engine.ready().then(() => { ready.now = true; this.refresh(); }, (error) => {
      if (this.#ready === ready) { this.#ready = null; this.#notDecided(error); }
    });
    return false;
  }

  /** Waits until decisions can be made. */
  async #whenReady() {
    await this.#engineWithRules().ready();
    if (!this.#isReady() && this.#ready) this.#ready.now = true;
  }

  /**
   * Has attachments read that were not yet, where the rules look into them; then decides anew.
   * @param {Draft} draft
   * @param {(Uint8Array|Blob)[]} contents
   */
  #look(draft, contents) {
    const unseen = contents.filter((content) => content && !this.#seen.has(content));
    if (!this.#situation.bundle?.looksIntoAttachments || unseen.length === 0) return;
    for (const content of unseen) this.#seen.add(content);
    void this.#inspect(draft, contents).then(() => this.refresh());
  }

  /**
   * What cannot be read now is read when it is sealed, and refused there if it has to be.
   * @param {Draft|null} draft
   * @param {(Uint8Array|Blob)[]} contents
   */
  async #inspect(draft, contents) {
    if (draft && this.#situation.bundle?.looksIntoAttachments) await this.#engine?.inspect(draft.attachments, contents).catch(() => {});
  }

  /**
   * The draft with the person's choices in it.
   * @returns {Draft|null}
   */
  current() {
    const written = typeof this.#draft === "function" ? this.#draft() : this.#draft;
    if (!written) return null;
    return {
      from: "", to: [], cc: [], bcc: [], subject: "", text: "", html: null, attachments: [], inReplyTo: null, references: [],
      language: this.language === "nl" ? "nl" : "en", date: "", messageId: "", ...written, ...this.#situation.choice,
    };
  }

  /**
   * The person's choice; what is left out stays as it was. While something is under way nothing can be chosen.
   * @param {Partial<Choice>} chosen
   */
  choose(chosen) {
    if (!this.busy) this.#choose(chosen);
  }

  /** @param {Partial<Choice>} chosen */
  #choose(chosen) {
    const choice = { ...this.#situation.choice, ...chosen };
    // A label can ask for a protection of its own, a template brings its label: the latest word counts.
    if (chosen.protection && chosen.protection !== "none" && this.#template(chosen.protection)?.label) choice.label = null;
    this.#update({ choice, error: null });
    this.#tell("zegel-change", choice);
    this.decide();
  }

  /** What stands between this draft and sending it. */
  get issues() { return issues(this.#situation); }

  /**
   * Settles every open question and block with the person, in one panel. True where the draft may now be sealed. Without
   * rules nothing can be settled: it throws `bundle-missing`, as `seal` does.
   * @returns {Promise<boolean>}
   */
  async settle() {
    await this.#whenReady();
    await this.#inspect(this.current(), this.contents());
    for (let round = 0; round < 8; round += 1) {
      this.decide();
      const open = this.issues;
      if (open.length === 0) return true;
      this.#tell("zegel-blocked", { issues: open });
      if (!await this.#settle(open)) return false;
      // What the host does about an answer (taking a recipient away, asking for a passphrase) shows in its recipients a moment later.
      await Promise.allSettled(this.#remedies.splice(0));
      await new Promise((resolve) => setTimeout(resolve));
    }
    return false;
  }

  /**
   * One panel for these issues. False where the person wants to go on writing.
   * @param {import("./types.d.ts").Issue[]} open
   */
  async #settle(open) {
    const { ask } = await import("./ask.js");
    const answers = await ask({ root: this.#root, issues: open, words: await this.#speak(), language: this.language });
    if (answers) this.#apply(answers);
    return answers !== null;
  }

  /**
   * Seals the current draft. Nothing is shown of it but progress; the host hands the bytes on. From the call until the host
   * says how it ended (`sealed`, `fail` or `progress(null)`) the choices are locked; what could not be sealed unlocks them.
   * @param {Partial<SealOptions>} [options]
   * @returns {Promise<Outgoing>}
   */
  async seal({ onProgress, ...options } = {}) {
    const engine = this.#engineWithRules();
    const locking = !this.busy;
    if (locking) this.progress({ stage: "preparing", done: 0, total: 0 });
    try {
      const outgoing = await this.#sealed(engine, {
        ...options, onProgress: (progress) => { this.progress(progress); onProgress?.(progress); },
      }, (draft) => { if (!this.#tell("zegel-before-seal", { draft }, true)) throw failure("canceled"); });
      this.#outgoing = outgoing;
      this.#tell("zegel-sealed", outgoing);
      // For the organisation's records, whoever keeps them; in the message the reasons stand signed.
      for (const reason of outgoing.reasons) this.#tell("zegel-reason", reason);
      return outgoing;
    } catch (error) {
      if (locking) this.progress(null);
      throw error;
    }
  }

  /**
   * What is sealed is what stands there and is shown; or nothing is.
   * @param {Engine} engine
   * @param {Partial<SealOptions>} options
   * @param {(draft: Draft) => void} [before]
   * @returns {Promise<Outgoing>}
   */
  async #sealed(engine, options, before) {
    const certificates = options.certificates ?? await this.certificates();
    const letters = options.letters ?? await this.letters();
    await this.#whenReady();
    await this.#inspect(this.current(), this.contents());
    // From here to the engine nothing is awaited: nothing can come between what is decided on and what is sealed.
    const draft = this.current();
    if (!draft) throw failure("internal");
    this.decide();
    before?.(draft);
    const sealed = structuredClone(draft);
    const outgoing = /** @type {Outgoing} */ (await engine.seal(draft, {
      ...options, contents: options.contents ?? this.contents(), certificates, letters, from: options.from ?? this.from,
    }));
    const shown = this.decide();
    const now = this.current();
    if (!now || !sameDraft(now, sealed) || !agrees(shown, outgoing)) throw failure("draft-changed");
    return outgoing;
  }

  /** @param {Situation["busy"]} busy  what is going on, or null when it is over */
  progress(busy) { this.#update({ busy, ...(busy ? { error: null } : {}) }); }

  /** @param {unknown} error  shown in the bar until the next choice; null takes it away */
  fail(error) {
    const known = /** @type {{ code?: string, detail?: Record<string, unknown> }|null} */ (error);
    const shown = known && { code: known.code ?? "internal", detail: known.detail };
    this.#update({ busy: null, error: shown });
    if (shown) this.#tell("zegel-failed", shown);
  }

  /** The message has been handed on: from here on the bar tells what the server received. */
  sealed() { this.#update({ busy: null, error: null, sealed: this.#outgoing?.protected ? "protected" : "clear" }); }

  /**
   * Shows the exact bytes: of what was sent where that is so, otherwise of the draft as it would be sent now.
   * @returns {Promise<void>}
   */
  async showBytes() {
    const [{ showBytes }, words] = await Promise.all([import("./bytes.js"), this.#speak()]);
    await showBytes({
      root: this.#root, words, language: this.language, sent: Boolean(this.#situation.sealed),
      make: async (signal) => {
        if (this.#situation.sealed && this.#outgoing) return this.#outgoing;
        return this.#sealed(this.#engineWithRules(), { signal });
      },
    });
  }

  /** @param {"protect"|"label"} which */
  async openMenu(which) {
    if (this.disabled || this.busy) return;
    const protect = which === "protect";
    const anchor = protect ? this.#nodes.more : this.#nodes.label;
    const [{ openMenu }, { labelRows }, words] = await Promise.all([import("./menu.js"), import("./label-rows.js"), this.#speak()]);
    if (this.busy) return;
    openMenu({
      root: this.#root, anchor, words, language: this.language, title: protect ? ["menu.title"] : ["label.title"],
      rows: protect ? protectRows(this.#situation) : labelRows(this.#situation),
      pick: (value) => {
        // It may have been open already when sending began.
        if (this.busy) return;
        if (!protect) this.choose({ label: value });
        else if (value === "bytes") void this.showBytes();
        else if (value === "passphrase") this.#remedy(value, null);
        else this.choose({ protection: value });
      },
    });
  }

  /** Turns protection on or off, as a press on the button does. */
  toggle() {
    const next = pressed(this.#situation);
    if (this.disabled || this.busy || !this.#situation.bundle) return;
    if (next === null) void this.openMenu("protect");
    else this.choose({ protection: next });
  }

  /**
   * An answer to an issue, from the panel or the bar.
   * @param {import("./ask.js").Answer[]} answers
   */
  #apply(answers) {
    const choice = structuredClone(this.#situation.choice);
    for (const { issue, value, text } of answers) {
      if (value === "accept" && issue.key) choice.answers.acknowledged.push(issue.key);
      else if (value === "explain" && issue.key) choice.answers.reasons = [...(choice.answers.reasons ?? []), { question: issue.key, text }];
      else if (value === "add") for (const { field, address } of issue.add) this.#tell("zegel-remedy", { remedy: "add-recipient", field, address });
      else if (value === "unprotect") choice.protection = "none";
      else if (value.startsWith("label:")) choice.label = value.slice(6);
      else if (/^(?:look-up-again|accept-key|passphrase)$/.test(value)) this.#remedy(value, issue.address);
      else if (value === "remove") this.#remedy("remove-recipient", issue.address);
    }
    this.#choose(choice);
  }

  /** `until`: what there is to wait for before it is asked again. @param {string} remedy @param {string|null} address */
  #remedy(remedy, address) {
    this.#tell("zegel-remedy", { remedy, address, until: (/** @type {Promise<unknown>} */ done) => this.#remedies.push(done) });
  }

  /** The engine may hold rules all the same: of somebody who was here before. Those decide nothing. */
  #engineWithRules() {
    if (!this.#engine) throw failure("engine-not-loaded");
    if (!this.#situation.bundle) throw failure("bundle-missing");
    return this.#engine;
  }

  /** @param {string} id */
  #template(id) { return this.#situation.bundle?.templates.find((one) => one.id === id); }

  /** @param {Partial<Situation>} change */
  #update(change) {
    Object.assign(this.#situation, change);
    this.#render();
  }

  /** @param {string} type @param {unknown} detail @param {boolean} [cancelable] */
  #tell(type, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(type, { detail, cancelable, bubbles: true, composed: true }));
  }

  /** @param {KeyboardEvent} event */
  #onShortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.altKey || event.key.toLowerCase() !== "l") return;
    event.preventDefault();
    this.toggle();
  }

  /** Loads the words of the language and the icons. @returns {Promise<Words>} */
  async #speak() {
    const { speak } = await import("./words.js");
    const words = await speak(this.language);
    if (words !== this.#words) { this.#words = words; this.#render(); }
    return words;
  }

  #hold() {
    this.#held = true;
    const release = () => setTimeout(() => { this.#held = false; this.#render(); });
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, release, { once: true, capture: true });
  }

  #render() {
    const words = this.#words;
    if (!words || this.#held) return;
    const view = present(this.#situation);
    const { language, disabled } = this;
    const tell = (/** @type {Message|import("./types.d.ts").Text|null} */ what) => say(words.texts, what, language);
    renderControls(this.#nodes, view, { tell, words, disabled });
    renderBar(this.#nodes.bar, view.bar, {
      tell, words, language,
      act: (action, value) => {
        if (action === "change" && value) this.choose({ label: value });
        else if (action === "change") void this.openMenu("protect");
        else if (action === "remove") this.choose({ protection: "none" });
        else if (action === "bytes") void this.showBytes();
        else if (action === "dismiss") this.fail(null);
      },
      answer: (issue, value) => {
        if (this.busy) return;
        if (value === "explain") void this.#settle([issue]);
        else this.#apply([{ issue, value, text: "" }]);
      },
    });
  }
}

/** @param {string} code  of an error as the engine's are; its class is not loaded for that */
const failure = (code) => Object.assign(new Error(code), { code, detail: {} });

/** @param {ZegelProtect} element */
function controls(element) {
  const main = h("button", { type: "button", part: "button protect", class: "main", onclick: () => element.toggle() });
  const more = h("button", { type: "button", part: "button menu", class: "open", "aria-haspopup": "menu", onclick: () => element.openMenu("protect") });
  const label = h("button", { type: "button", part: "button label", class: "label", "aria-haspopup": "menu", onclick: () => element.openMenu("label") });
  const split = h("div", { class: "split", part: "split" }, main, more);
  const group = h("div", { class: "controls", part: "controls", role: "group" }, split, label);
  const bar = h("section", { class: "bar", part: "bar" });
  return { main, more, label, split, group, bar };
}

/**
 * @param {ReturnType<typeof controls>} nodes
 * @param {import("./types.d.ts").View} view
 * @param {{ tell: (what: any) => string, words: Words, disabled: boolean }} with_
 */
function renderControls({ main, more, label, split, group }, view, { tell, words, disabled }) {
  const mac = /Mac|iP/.test(navigator.platform);
  group.setAttribute("aria-label", tell(["group"]));
  split.classList.toggle("on", view.button.on);
  main.disabled = more.disabled = disabled || view.button.disabled;
  main.title = tell([view.button.hint[0], { shortcut: mac ? "⇧⌘L" : "Ctrl+Shift+L" }]);
  main.setAttribute("aria-pressed", String(view.button.on));
  main.setAttribute("aria-keyshortcuts", mac ? "Meta+Shift+L" : "Control+Shift+L");
  main.replaceChildren(words.icon(view.button.icon, { size: 18 }), h("span", {}, tell(view.button.text)));
  more.replaceChildren(words.icon("chevron-down", { size: 16 }));
  more.setAttribute("aria-label", tell(["button.menu"]));
  more.title = tell(["button.menu"]);

  label.hidden = view.label === null;
  if (!view.label) return;
  const { current, path, needed } = view.label;
  const name = path.map(tell).join(" \\ ");
  label.disabled = disabled || view.button.disabled;
  label.classList.toggle("needed", needed);
  label.style.setProperty("--label", current?.color ?? "transparent");
  label.title = current ? tell(current.tooltip) : "";
  label.setAttribute("aria-label", current ? tell(["label.button", { name }]) : tell(["label.choose"]));
  label.replaceChildren(
    current ? h("span", { class: "dot" }) : words.icon("tag", { size: 18 }),
    h("span", { class: "name" }, current ? name : tell(["label.choose"])), words.icon("chevron-down", { size: 16 }),
  );
}
