// @ts-check
// <zegel-protect>: the Protect button, the label picker and the bar over a message. It decides nothing: the engine does,
// states.js says what follows for the eye, and this file keeps the two and the DOM in step. What is seldom needed (menus,
// panels, words, icons) is loaded when it is.

import { chosenBy } from "./answers.js";
import { moveProgress, renderBar } from "./bar.js";
import { controls, renderControls } from "./controls.js";
import { InPage } from "./in-page.js";
import { looks } from "./looks.js";
import { Reading } from "./reading.js";
import { say } from "./say.js";
import { agrees, issues, present, pressed, sameDraft } from "./states.js";

/** @import { BundleView, Choice, Decision, Draft, Engine, FoundCertificate, Issue, Letter, Message, Outgoing, SealOptions, Situation, Text, Words, Written } from "./types.d.ts" */

const none = () => [];

export class ZegelProtect extends InPage {
  /** @type {Engine|null} */ #engine = null;
  /** @type {Written|(() => Written)|null} */ #draft = null;
  /** @type {Situation} */
  #situation = {
    bundle: null, decision: null, recipients: [], attachments: [], busy: null, error: null, sealed: false, passphrases: null,
    choice: { label: null, protection: null, answers: { acknowledged: [] } },
  };
  /** What the host does about answers, to be waited for. @type {Promise<unknown>[]} */ #remedies = [];
  /** @type {Words|null} */ #words = null;
  /** @type {Outgoing|null} */ #outgoing = null;
  /** What is shown is that no decision could be made; the next one that can takes it away. */
  #undecided = false;
  #planned = false;
  #reading = new Reading(() => this.refresh(), (error) => this.#notDecided(error));
  /** Between pressing and releasing nothing is drawn anew: the press takes the focus from a field, that changes the draft,
   * and a button replaced under the pointer never gets its click. */
  #held = false;
  #root = this.attachShadow({ mode: "open" });
  #nodes = controls(this);

  constructor() {
    super();
    // A host may have set these before the element was defined; fields would be set anew.
    const { contents, certificates, letters, from } = /** @type {{ [name: string]: any }} */ (this);
    /** The bytes of the draft's attachments, asked for when something is to be sealed. @type {() => (Uint8Array|Blob)[]} */
    this.contents = contents ?? none;
    /** Candidates for all recipients, each with the address it was found for; asked for when something is to be sealed.
     * @type {() => FoundCertificate[]|Promise<FoundCertificate[]>} */
    this.certificates = certificates ?? none;
    /** The recipients who open it with a passphrase; asked for when something is to be sealed.
     * @type {() => Letter[]|Promise<Letter[]>} */
    this.letters = letters ?? none;
    /** The fingerprint of the own key to sign with, in what is sealed as in what is shown. @type {string|undefined} */
    this.from = from;
    this.#root.adoptedStyleSheets = [looks()];
    this.#root.append(this.#nodes.group, this.#nodes.bar);
    this.#root.addEventListener("pointerdown", () => this.#hold());
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#speak();
    this.refresh();
  }

  /** @override @param {string} name */
  attributeChangedCallback(name) {
    if (name === "language" && this.isConnected) void this.#speak();
    this.#render();
  }

  get engine() { return this.#engine; }
  set engine(value) { this.#engine = value; this.refresh(); }

  get draft() { return this.#draft; }
  set draft(value) { this.#draft = value; this.refresh(); }

  get bundle() { return this.#situation.bundle; }
  set bundle(bundle) {
    this.#update({ bundle });
    this.#reading.begin();
    this.refresh();
  }

  get recipients() { return this.#situation.recipients; }
  set recipients(recipients) { this.#update({ recipients }); this.refresh(); }

  get passphrases() { return this.#situation.passphrases; }
  set passphrases(passphrases) { this.#update({ passphrases }); }

  get choice() { return this.#situation.choice; }
  set choice(choice) { this.#update({ choice: structuredClone(choice) }); this.refresh(); }

  /** Whether something is under way. Then the choices stand: what was shown when it began is what is sealed. */
  get busy() { return this.#situation.busy !== null; }

  /** The last decision. */
  get decision() { return this.#situation.decision; }

  /** @override @param {FocusOptions} [options] */
  focus(options) { this.#nodes.main.focus(options); }

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
    const { bundle, sealed } = this.#situation;
    if (!this.#engine || !draft || !bundle || sealed || !this.#reading.isReady(this.#engine, bundle)) return this.#situation.decision;
    const contents = this.contents();
    const decision = this.#engine.decide(draft, { contents });
    this.#reading.look(this.#engine, bundle, draft, contents);
    const changed = JSON.stringify(decision) !== JSON.stringify(this.#situation.decision);
    this.#update({ decision, attachments: draft.attachments.map(({ name }) => name), ...(this.#undecided ? { error: null } : {}) });
    this.#undecided = false;
    if (changed) this.#tell("zegel-decision", decision);
    return decision;
  }

  /** Waits until decisions can be made, and on all that is attached. */
  async #whenRead() {
    await this.#reading.whenReady(this.#engineWithRules(), this.#situation.bundle);
    await this.#reading.inspect(this.#engine, this.#situation.bundle, this.current(), this.contents());
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
    await this.#whenRead();
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
   * @param {Issue[]} open
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
    await this.#whenRead();
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
  progress(busy) { if (!moveProgress(this.#nodes.bar, Object.assign(this.#situation, { busy }).busy)) this.#update(busy ? { error: null } : {}); }

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
    const [{ openMenuOf }, words] = await Promise.all([import("./menus.js"), this.#speak()]);
    if (this.busy) return;
    openMenuOf(which, {
      root: this.#root, nodes: this.#nodes, words, language: this.language, situation: this.#situation,
      pick: (value) => {
        // It may have been open already when sending began.
        if (this.busy) return;
        if (which === "label") this.choose({ label: value });
        else if (value === "bytes") void this.showBytes();
        else if (value === "passphrase") this.#remedy(value, null);
        else this.choose({ protection: value });
      },
    });
  }

  /** Turns protection on or off, as a press on the button does. @override */
  toggle() {
    const next = pressed(this.#situation);
    if (this.disabled || this.busy || !this.#situation.bundle) return;
    if (next === null) void this.openMenu("protect");
    else this.choose({ protection: next });
  }

  /**
   * Answers to issues, from the panel or the bar.
   * @param {import("./ask.js").Answer[]} answers
   */
  #apply(answers) {
    this.#choose(chosenBy(answers, this.#situation, (remedy) => {
      if (remedy.remedy === "add-recipient") this.#tell("zegel-remedy", remedy);
      else this.#remedy(remedy.remedy, remedy.address);
    }));
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

  /** Loads the words of the language and the icons. @returns {Promise<Words>} */
  async #speak() {
    const { speak } = await import("./words.js");
    const words = await speak(this.language);
    if (words !== this.#words) { this.#words = words; this.#render(); }
    return words;
  }

  #hold() {
    this.#held = true;
    // One of the two comes: the other one's listener would stay, and keep this element.
    const released = new AbortController();
    const release = () => { released.abort(); setTimeout(() => { this.#held = false; this.#render(); }); };
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, release, { capture: true, signal: released.signal });
  }

  #render() {
    const words = this.#words;
    if (!words || this.#held) return;
    const view = present(this.#situation);
    const { language, disabled } = this;
    const tell = (/** @type {Message|Text|null} */ what) => say(words.texts, what, language);
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
