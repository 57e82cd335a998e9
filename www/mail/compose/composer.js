// @ts-check
// The composer: who, what, with which files, and the Protect button over it. It keeps the draft; what must happen to the
// draft is the engine's to say and <zegel-protect>'s to show, and how it leaves is in leaving.js.

import "../../button/protect.js";
import { h } from "../../button/dom.js";
import { icon } from "../../icons/icon.js";
import { errorText } from "../../texts/error-text.js";
import { Addressing } from "./addressing.js";
import { Attachments } from "./attachments.js";
import { Attempt } from "./attempt.js";
import { shown } from "./chips.js";
import { askClose, askSent } from "./closing.js";
import { dateWithOffset, hasContent, writeMailbox } from "./draft.js";
import { draftLine } from "./draft-line.js";
import { takeDrops } from "./drops.js";
import { FileLabels } from "./file-labels.js";
import { Leaving } from "./leaving.js";
import { letterSide } from "./letters.js";
import { attachLooks } from "./looks.js";
import { protectElement } from "./protecting.js";
import { showSent } from "./sent.js";
import { weightOf } from "./weight.js";
import { words } from "./words.js";
import { contents, lasting, toKeep, written } from "./written.js";

/**
 * @typedef {import("../../button/types.d.ts").Outgoing} Outgoing
 * @typedef {(key: string, params?: Record<string, unknown>) => string} Tell
 * @typedef {import("./types.d.ts").Opening} Opening
 * @typedef {import("./types.d.ts").Look} Look
 */

/** Nobody else reads along: no spelling service, no suggestions, no translation. Browsers ask servers for those. */
const unread = { spellcheck: "false", autocorrect: "off", writingsuggestions: "false", translate: "no" };

/** Safari has no idle time to speak of. @param {() => void} work */
const whenIdle = (work) => ("requestIdleCallback" in globalThis ? requestIdleCallback(work, { timeout: 2_000 }) : setTimeout(work, 200));

/** @type {Look} */
const usual = { inFrame: false, subject: true, addresses: "own", goes: true, send: true };

/**
 * A composer for a draft, ready to be put into a page. `contents` are the bytes of `draft.attachments`.
 * @param {Opening} opening
 * @returns {HTMLElement}
 */
export function openComposer(opening) {
  return startComposer(opening).node;
}

/**
 * The same for who wants to talk to it: `ready` when all that was given stands in it.
 * @param {Opening} opening
 * @returns {{ node: HTMLElement, ready: Promise<Composer> }}
 */
export function startComposer(opening) {
  const node = h("section", { class: "composer notranslate", lang: opening.language, translate: "no" });
  // The words and the editor arrive a moment later; the page need not wait for them to place the composer.
  node.hidden = true;
  const looks = attachLooks();
  const ready = Promise.all([words(opening.language), import("./editor.js"), import("./toolbar.js"), looks]).then(async ([tell, { Editor }, { toolbar }]) => {
    const composer = new Composer(node, opening, tell);
    composer.build(Editor, toolbar);
    node.hidden = false;
    await composer.begin();
    return composer;
  });
  return { node, ready };
}

export class Composer {
  /** @type {{ to: string[], cc: string[], bcc: string[], subject: string, text: string, attachments: unknown[] }|null} */ #atFirst = null;
  #closing = false;

  /** @param {HTMLElement} node @param {Opening} opening @param {Tell} tell */
  constructor(node, opening, tell) {
    this.node = node;
    this.opening = opening;
    this.tell = tell;
    this.language = opening.language;
    this.look = { ...usual, ...opening.look };
    this.from = { name: opening.identity?.name || opening.account.name || null, address: opening.identity?.email ?? opening.account.address };
    this.attempt = new Attempt(this.from.address, () => opening.keeping?.draft ?? null);
    this.leaving = new Leaving(this, { readdress: (given) => this.#take(given), done: (outgoing) => this.#done(outgoing) });
    this.status = h("p", { class: "visually-hidden", role: "status" });
    this.announce = (/** @type {string} */ text) => { this.status.textContent = text; };
    this.people = new Addressing({
      opening, given: this.look.addresses === "given", addressed: this.look.inFrame, tell, node, announce: this.announce, onChange: () => this.#recipientsChanged(),
      // The large program loads while the rest of the message is written.
      onTyping: () => { this.opening.keeping?.touch(); void opening.engine.preload().catch(() => {}); },
    });
    this.letters = letterSide({
      given: opening.letters, kept: opening.kept?.letters ?? null, owner: this.from.address, language: opening.language, tell, unlocking: opening.unlocking,
      branding: () => this.protect?.decision?.changes.branding ?? null, people: () => this.people.recipients(), known: () => this.#wellKnown(),
      onChange: () => this.#recipientsChanged(), focus: (address) => this.people.focusOn(address),
    });
    this.draftLine = draftLine({
      tell, icon, language: opening.language, announce: this.announce, failure: (error) => errorText(error, opening.language),
      again: () => { opening.keeping?.save().catch(() => {}); }, unlock: () => { this.save().catch(() => {}); },
    });
  }

  /** @param {typeof import("./editor.js").Editor} Editor @param {typeof import("./toolbar.js").toolbar} toolbar */
  build(Editor, toolbar) {
    const { tell, node } = this;
    const fields = this.people.build(this.letters.passphrases);
    const heavy = h("div");
    this.files = new Attachments({ tell, icon, language: this.language, announce: this.announce, onChange: () => this.#changed(), warn: heavy });
    const text = h("div", { class: "text", role: "textbox", "aria-multiline": "true", "aria-label": tell("message"), ...unread });
    this.editor = new Editor(text, {
      domain: this.from.address.slice(this.from.address.lastIndexOf("@") + 1),
      onChange: () => this.#changed(), onPictures: (files) => { for (const file of files) this.editor?.insertPicture(file); },
    });
    const { editor, files } = this;
    this.labels = new FileLabels({
      engine: this.opening.engine, language: this.language, files, labels: () => this.opening.config.bundle?.labels ?? [],
      pictures: () => editor.pictures().length, decided: () => this.protect?.decision?.files ?? [],
    });
    this.protect = protectElement(this, () => this.#decided());
    // In a frame it is the only heading there is.
    this.title = h(this.look.inFrame ? "h1" : "h2", { class: "compose-title", id: `compose-title-${crypto.randomUUID().slice(0, 8)}` }, tell("title"));
    // Named, a section is a place that screen readers offer to go to.
    node.setAttribute("aria-labelledby", this.title.id);
    this.sendButton = h("button", { type: "button", class: "compose-primary send", hidden: !this.look.send, title: tell("send-hint"), "aria-keyshortcuts": "Control+Enter", onclick: (/** @type {Event} */ event) => this.leaving.press(event) }, icon("send", { size: 18 }), tell("send"));
    this.cancelButton = h("button", { type: "button", class: "compose-plain cancel", hidden: true, onclick: () => this.leaving.stop() }, icon("x", { size: 18 }), tell("cancel"));
    const attach = this.#picker({ multiple: true }, (files) => void this.files?.add(files));
    const picture = this.#picker({ multiple: true, accept: "image/*" }, (files) => { for (const file of files) this.editor?.insertPicture(file); });
    this.attachButton = h("button", { type: "button", class: "icon-button attach", "aria-label": tell("attach"), title: tell("attach"), onclick: () => attach.click() }, icon("paperclip", { size: 20 }));
    this.form = h("div", { class: "compose-form" },
      h("div", { class: "compose-fields" }, ...this.people.nodes(fields), this.people.looking, this.letters.notes, this.#subjectField(), heavy),
      toolbar(this.editor, { tell, icon, pickPicture: () => picture.click() }), text, this.files.node);
    const { inFrame } = this.look;
    node.classList.toggle("in-frame", inFrame);
    this.title.classList.toggle("visually-hidden", inFrame);
    node.append(
      inFrame ? this.title : h("header", { class: "compose-head" }, this.title, this.draftLine.word,
        h("button", { type: "button", class: "icon-button", "aria-label": tell("close"), title: tell("close"), onclick: () => this.close() }, icon("x", { size: 20 }))),
      h("div", { class: "compose-bar" }, this.sendButton, this.cancelButton, this.protect, ...(inFrame ? [this.draftLine.word] : []), this.attachButton), this.draftLine.line,
      this.form, this.status, attach, picture,
      h("div", { class: "drop", "aria-hidden": "true" }, icon("paperclip", { size: 28 }), h("p", {}, tell("files.drop")), h("p", { class: "muted" }, tell("files.drop-picture"))));
    this.#listen();
    takeDrops(node, { editor, files, busy: () => this.busy });
  }

  /** Fills in the draft that was given, and puts the caret where writing goes on. */
  async begin() {
    const { draft = {}, contents = [], kept, keeping } = this.opening;
    const { files, editor, subject, protect, people } = this;
    if (!files || !editor || !subject || !protect || !people.fields) return;
    const { to } = people.fields;
    people.fill(kept?.typed ?? draft);
    subject.value = draft.subject ?? "";
    const given = (draft.attachments ?? []).map((one, index) => ({ ...one, file: new File([/** @type {BlobPart} */ (contents[index] ?? new Uint8Array())], one.name, { type: one.type }) }));
    editor.fill({ html: draft.html ?? null, text: draft.text ?? "", files: new Map(given.flatMap((one) => (one.contentId ? [[one.contentId, one.file]] : []))) });
    protect.choice = { label: draft.label ?? null, protection: draft.protection ?? null, answers: draft.answers ?? { acknowledged: [] } };
    for (const { file, label } of given) this.labels?.remember(file, label);
    await files.add(given.filter((one) => !one.contentId).map((one) => one.file));
    this.#atFirst = this.written();
    this.#recipientsChanged();
    keeping?.begin(() => this.now(), (state) => { this.draftLine.show(state); this.#tellState(); });
    // An answer has its recipients already, and nobody types one.
    whenIdle(() => { void this.opening.engine.preload().catch(() => {}); });
    if (this.opening.sent) void this.#askSent();
    // In a frame the page around it has the focus until somebody comes in.
    if (this.look.inFrame) return;
    if (to.chips.length === 0) to.input.focus();
    else if (!subject.value) subject.focus();
    else editor.squire.focus();
  }

  /** A mail of it has left, and the page ended before the draft could go. */
  async #askSent() {
    if (!await askSent(this.node, this.tell)) return;
    void this.opening.keeping?.discard();
    this.leave();
    this.opening.onClose();
  }

  /** What stands there, with everything it takes to go on with it another day. */
  now() { return { written: toKeep(this), contents: this.contents() }; }

  /** From outside: whom it goes to is another now. @param {import("../drafts/kept.js").Typed} given */
  readdress(given) { this.leaving.readdress(given); }

  /** @param {import("../drafts/kept.js").Typed} given @returns {boolean} whether anything is otherwise by it */
  #take(given) {
    // Compared is what stands in the fields, not what was said: the person may have taken somebody away meanwhile.
    if (!this.people.differs(given)) return false;
    this.people.fill(given);
    this.opening.agreement?.changedAround();
    this.#recipientsChanged();
    return true;
  }

  #subjectField() {
    const { tell } = this;
    const id = `compose-subject-${crypto.randomUUID().slice(0, 8)}`;
    this.subject = h("input", { id, type: "text", class: "subject", autocomplete: "off", ...unread, oninput: () => this.#changed() });
    this.subjectHint = h("span", { class: "subject-hint", id: `${id}-hint`, title: tell("subject-hidden-hint"), hidden: true }, icon("eye-off", { size: 14 }), tell("subject-hidden"));
    return h("div", { class: "field", hidden: !this.look.subject }, h("label", { for: id }, tell("subject")), this.subject, this.subjectHint);
  }

  /** @param {{ multiple: boolean, accept?: string }} what @param {(files: File[]) => void} take */
  #picker({ multiple, accept }, take) {
    const input = h("input", { type: "file", multiple, accept, hidden: true, onchange: () => { if (!this.busy) take([...(input.files ?? [])]); input.value = ""; } });
    return input;
  }

  /** What was written, without what is set when it is sent. */
  written() { return written(this); }

  /** The draft as it would be sent now; the choices are <zegel-protect>'s to add. */
  draft() { return { ...lasting(this), date: dateWithOffset(new Date()), messageId: this.attempt.messageId }; }

  /** The bytes of draft().attachments, in that order. @returns {Blob[]} */
  contents() { return contents(this); }

  #recipientsChanged() {
    const { people, protect } = this;
    if (!people.fields || !protect || this.leaving.sent) return;
    people.render();
    protect.recipients = people.recipients();
    people.disclose();
    people.showLooking();
    this.letters.note(Boolean(protect.decision?.protection));
    this.#changed();
  }

  /** What anybody who sees the mail knows of it: no word of it makes a passphrase harder to guess. */
  #wellKnown() {
    return [this.from.name ?? "", this.from.address, this.opening.config.bundle?.organisation.name ?? "", this.subject?.value ?? ""];
  }

  #changed() {
    const { title, subject, tell, protect } = this;
    if (title && subject) title.textContent = subject.value.trim() ? tell("title-named", { subject: subject.value.trim() }) : tell("title");
    protect?.refresh();
    this.opening.keeping?.touch();
    // When the fingers rest: it goes over all that is written.
    clearTimeout(this.#weighing);
    this.#weighing = window.setTimeout(() => this.#weigh(), 300);
  }

  #weighing = 0;

  #weigh() {
    if (this.leaving.sent) return;
    if (this.opening.weigh) { this.files?.weigh(this.opening.weigh(this.written())); return; }
    const ways = this.protect?.decision?.protection ? this.letters.ways() : null;
    this.files?.weigh(weightOf(this.written(), ways, this.opening.sender.maxSizeMail));
  }

  #decided() {
    const on = Boolean(this.protect?.decision?.protection);
    this.node.toggleAttribute("data-protected", on);
    this.labels?.show();
    this.#letters(on);
    this.#tellState();
    if (!this.subjectHint || !this.subject) return;
    this.subjectHint.hidden = !on;
    if (on) this.subject.setAttribute("aria-describedby", this.subjectHint.id); else this.subject.removeAttribute("aria-describedby");
  }

  /** Another brand may go without passphrases. @param {boolean} on */
  #letters(on) {
    const { protect, letters } = this;
    letters.note(on);
    if (!protect || protect.passphrases === letters.offered()) return;
    protect.passphrases = letters.offered();
    this.#recipientsChanged();
  }

  #listen() {
    const { node } = this;
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.leaving.press(event); }
      // What lies on top (a menu, a panel) takes Escape itself; only then is it ours.
      if (event.key === "Escape" && !event.defaultPrevented && !node.querySelector(":popover-open, dialog[open]") && !this.protect?.shadowRoot?.querySelector(":popover-open, dialog[open]")) {
        event.preventDefault();
        if (this.busy) this.leaving.stop(); else if (!this.look.inFrame) void this.close();
      }
    });
  }

  /** @returns {Promise<boolean>} whether it left; false where the person goes on writing */
  send() { return this.leaving.send(); }

  get busy() { return this.leaving.busy; }

  /** Whether something would be lost if it went now. */
  get unsaved() {
    const { keeping } = this.opening;
    if (this.leaving.sent || !this.#atFirst) return false;
    return this.busy || (keeping ? keeping.unsaved : this.people.unfinished || hasContent(this.written(), this.#atFirst));
  }

  #tellState() { this.opening.onState?.(); }

  /** @param {Outgoing} outgoing */
  #done(outgoing) {
    const { protect, tell, opening } = this;
    if (!protect) return;
    protect.sealed();
    const people = this.people.chips.map(shown);
    showSent({ protect, outgoing, people, lang: this.language, tell, icon });
    void opening.keeping?.discard();
    this.leave();
    opening.onSent(outgoing);
  }

  /** Keeps the draft now; where its key is locked, the person is asked. @returns {Promise<void>} */
  async save() {
    const { keeping, unlocking } = this.opening;
    if (keeping) await (unlocking ? unlocking(() => keeping.save()) : keeping.save());
  }

  /** @returns {Promise<void>} */
  async close() {
    const { keeping } = this.opening;
    if (this.busy) { this.leaving.stop(); return; }
    if (this.#closing) return;
    this.#closing = true;
    try {
      const written = !this.leaving.sent && this.#atFirst && (this.people.unfinished || hasContent(this.written(), this.#atFirst));
      const answer = written || keeping?.unsaved ? await askClose(this.node, this.tell, keeping ?? null) : this.opening.kept ? "keep" : "discard";
      if (answer === "write") return;
      if (answer === "keep") await this.save();
      void (answer === "keep" ? keeping?.end() : keeping?.discard());
    } catch {
      // What stands in the way is told where it stands; what was written stays.
      return;
    } finally {
      this.#closing = false;
    }
    this.leave();
    this.opening.onClose();
  }

  leave() {
    this.people.leave();
    this.editor?.destroy();
    this.letters.close();
  }
}
