// @ts-check
// The composer: who, what, with which files, and the Protect button over it. It keeps the draft; what must happen to the
// draft is the engine's to say and <zegel-protect>'s to show.

import "../../../button/protect.js";
import { h } from "../../../button/dom.js";
import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { openCompare } from "../people/compare.js";
import { disclosureNotice } from "../people/disclosure.js";
import { peopleWords } from "../people/words.js";
import { shownName } from "../texts/names.js";
import { Attachments, carried } from "./attachments.js";
import { shown } from "./chips.js";
import { dateWithOffset, hasContent, makeMessageId, writeMailbox } from "./draft.js";
import { forecast } from "./forecast.js";
import { letterSide } from "./letters.js";
import { Lookup } from "./lookup.js";
import { confirm } from "./popover.js";
import { RecipientField } from "./recipients.js";
import { send } from "./sending.js";
import { showSent } from "./sent.js";
import { words } from "./words.js";

/**
 * @typedef {import("../../../button/types.d.ts").Draft} Draft
 * @typedef {import("../../../button/types.d.ts").Engine} Engine
 * @typedef {import("../../../button/types.d.ts").Outgoing} Outgoing
 * @typedef {import("../../../button/types.d.ts").BundleView} BundleView
 * @typedef {import("../../../button/element.js").ZegelProtect} ZegelProtect
 * @typedef {(key: string, params?: Record<string, unknown>) => string} Tell
 * @typedef {{
 *   engine: Engine, jmap: Pick<import("../jmap.js").Jmap, "send"> & { maxSizeMail?: number }, account: { address: string, name: string },
 *   identity: import("../jmap.js").Identity|null, draft?: Partial<Draft>, contents?: (Uint8Array|Blob)[], language: string,
 *   standings: import("../../../keys/standings.js").Standings,
 *   unlocking?: <T>(work: () => Promise<T>) => Promise<T>,
 *   letters?: { vault: import("../passphrases/held.js").Vault, wishes: import("../passphrases/wishes.js").LetterWishes },
 *   config: { bundle?: BundleView|null, ownKey?: { fingerprint: string, address: string, certificate?: Uint8Array }|null },
 *   onClose: () => void, onSent: (outgoing: Outgoing) => void,
 * }} Opening
 */

/** Nobody else reads along: no spelling service, no suggestions, no translation. Browsers ask servers for those. */
const unread = { spellcheck: "false", autocorrect: "off", writingsuggestions: "false", translate: "no" };

/**
 * A composer for a draft, ready to be put into a page. `contents` are the bytes of `draft.attachments`.
 * @param {Opening} opening
 * @returns {HTMLElement}
 */
export function openComposer(opening) {
  const node = h("section", { class: "composer notranslate", lang: opening.language, translate: "no" });
  // The words and the editor arrive a moment later; the page need not wait for them to place the composer.
  node.hidden = true;
  const looks = attachLooks();
  void Promise.all([words(opening.language), import("./editor.js"), import("./toolbar.js"), looks]).then(([tell, { Editor }, { toolbar }]) => {
    const composer = new Composer(node, opening, tell);
    composer.build(Editor, toolbar);
    node.hidden = false;
    composer.begin();
  });
  return node;
}

/** @type {Promise<void>|undefined} */
let looksLoaded;

function attachLooks() {
  looksLoaded ??= new Promise((resolve) => {
    const href = new URL("./compose.css", import.meta.url).href;
    document.head.append(h("link", { rel: "stylesheet", href, onload: () => resolve(), onerror: () => resolve() }));
  });
  return looksLoaded;
}

class Composer {
  /** @type {AbortController|null} */ #sending = null;
  #messageId;
  /** What was handed over under that Message-ID. @type {{ said: string, contents: Blob[] }|null} */ #handed = null;
  /** @type {{ to: string[], cc: string[], bcc: string[], subject: string, text: string, attachments: unknown[] }|null} */ #atFirst = null;
  #sent = false;
  /** The labels that files had in the message they come from. @type {WeakMap<Blob, string>} */
  #labels = new WeakMap();
  /** Why files cannot carry a label, as far as they were tried. @type {WeakMap<Blob, import("../../../generated/contract.js").FileLeft|null>} */
  #left = new WeakMap();

  /** @param {HTMLElement} node @param {Opening} opening @param {Tell} tell */
  constructor(node, opening, tell) {
    this.node = node;
    this.opening = opening;
    this.tell = tell;
    this.language = opening.language;
    this.from = { name: opening.identity?.name || opening.account.name || null, address: opening.identity?.email ?? opening.account.address };
    // The same for as long as the message is: by it an interrupted sending is known from a new message.
    this.#messageId = makeMessageId(this.from.address);
    this.words = peopleWords(opening.language);
    this.lookup = new Lookup({ standings: opening.standings, onChange: () => this.#recipientsChanged() });
    this.letters = letterSide({
      given: opening.letters, owner: this.from.address, language: opening.language, tell, unlocking: opening.unlocking,
      branding: () => this.protect?.decision?.changes.branding ?? null, people: () => this.#recipients(), known: () => this.#wellKnown(),
      onChange: () => this.#recipientsChanged(), focus: (address) => this.#focusOn(address),
    });
    this.looking = h("p", { class: "looking", hidden: true }, h("span", {}), h("progress", { max: 1, "aria-label": tell("looking", { done: "", total: "" }) }));
    this.status = h("p", { class: "visually-hidden", role: "status" });
    this.announce = (/** @type {string} */ text) => { this.status.textContent = text; };
  }

  /** @param {typeof import("./editor.js").Editor} Editor @param {typeof import("./toolbar.js").toolbar} toolbar */
  build(Editor, toolbar) {
    const { tell, node } = this;
    this.fields = { to: this.#field("to"), cc: this.#field("cc"), bcc: this.#field("bcc") };
    const heavy = h("div");
    this.files = new Attachments({ tell, icon, language: this.language, announce: this.announce, onChange: () => this.#changed(), warn: heavy });
    const text = h("div", { class: "text", role: "textbox", "aria-multiline": "true", "aria-label": tell("message"), ...unread });
    this.editor = new Editor(text, {
      domain: this.from.address.slice(this.from.address.lastIndexOf("@") + 1),
      onChange: () => this.#changed(), onPictures: (files) => { for (const file of files) this.editor?.insertPicture(file); },
    });
    this.protect = this.#protectElement();
    this.title = h("h2", { class: "compose-title", id: `compose-title-${crypto.randomUUID().slice(0, 8)}` }, tell("title"));
    // Named, a section is a place that screen readers offer to go to.
    node.setAttribute("aria-labelledby", this.title.id);
    this.sendButton = h("button", { type: "button", class: "compose-primary send", title: tell("send-hint"), "aria-keyshortcuts": "Control+Enter", onclick: () => this.send() }, icon("send", { size: 18 }), tell("send"));
    this.cancelButton = h("button", { type: "button", class: "compose-plain cancel", hidden: true, onclick: () => this.#sending?.abort() }, icon("x", { size: 18 }), tell("cancel"));
    const attach = this.#picker({ multiple: true }, (files) => void this.files?.add(files));
    const picture = this.#picker({ multiple: true, accept: "image/*" }, (files) => { for (const file of files) this.editor?.insertPicture(file); });
    this.attachButton = h("button", { type: "button", class: "icon-button attach", "aria-label": tell("attach"), title: tell("attach"), onclick: () => attach.click() }, icon("paperclip", { size: 20 }));
    this.form = h("div", { class: "compose-form" },
      h("div", { class: "compose-fields" }, this.fields.to.node, this.fields.cc.node, this.fields.bcc.node, this.looking, this.letters.notes, this.#subjectField(), heavy),
      toolbar(this.editor, { tell, icon, pickPicture: () => picture.click() }), text, this.files.node);
    node.append(
      h("header", { class: "compose-head" }, this.title,
        h("button", { type: "button", class: "icon-button", "aria-label": tell("close"), title: tell("close"), onclick: () => this.close() }, icon("x", { size: 20 }))),
      h("div", { class: "compose-bar" }, this.sendButton, this.cancelButton, this.protect, this.attachButton),
      this.form, this.status, attach, picture,
      h("div", { class: "drop", "aria-hidden": "true" }, icon("paperclip", { size: 28 }), h("p", {}, tell("files.drop")), h("p", { class: "muted" }, tell("files.drop-picture"))));
    this.#listen();
  }

  /** Fills in the draft that was given, and puts the caret where writing goes on. */
  begin() {
    const { draft = {}, contents = [] } = this.opening;
    const { fields, files, editor, subject, protect } = this;
    if (!fields || !files || !editor || !subject || !protect) return;
    for (const field of /** @type {const} */ (["to", "cc", "bcc"])) fields[field].set(draft[field] ?? []);
    fields.cc.node.hidden = fields.cc.chips.length === 0;
    fields.bcc.node.hidden = fields.bcc.chips.length === 0;
    this.#ccButtons();
    subject.value = draft.subject ?? "";
    const given = (draft.attachments ?? []).map((one, index) => ({ ...one, file: new File([/** @type {BlobPart} */ (contents[index] ?? new Uint8Array())], one.name, { type: one.type }) }));
    editor.fill({ html: draft.html ?? null, text: draft.text ?? "", files: new Map(given.flatMap((one) => (one.contentId ? [[one.contentId, one.file]] : []))) });
    protect.choice = { label: draft.label ?? null, protection: draft.protection ?? null, answers: draft.answers ?? { acknowledged: [] } };
    for (const { file, label } of given) if (label) this.#labels.set(file, label);
    void files.add(given.filter((one) => !one.contentId).map((one) => one.file)).then(() => {
      this.#atFirst = this.written();
      this.#recipientsChanged();
      if (fields.to.chips.length === 0) fields.to.input.focus();
      else if (!subject.value) subject.focus();
      else editor.squire.focus();
    });
  }

  /** @param {"to"|"cc"|"bcc"} field */
  #field(field) {
    return new RecipientField({
      field, tell: this.tell, language: this.language, icon, lookup: this.lookup, passphrases: this.letters.passphrases, announce: this.announce, words: this.words,
      organisation: this.opening.config.bundle?.organisation.name ?? "", compare: this.#compare,
      read: (text) => this.opening.engine.readAddresses(text), failure: (error) => errorText(error, this.language),
      onChange: () => this.#recipientsChanged(),
      // The large program loads while the rest of the message is written.
      onTyping: () => { void this.opening.engine.preload().catch(() => {}); },
    });
  }

  #subjectField() {
    const { tell } = this;
    const id = `compose-subject-${crypto.randomUUID().slice(0, 8)}`;
    this.subject = h("input", { id, type: "text", class: "subject", autocomplete: "off", ...unread, oninput: () => this.#changed() });
    this.subjectHint = h("span", { class: "subject-hint", id: `${id}-hint`, title: tell("subject-hidden-hint"), hidden: true }, icon("eye-off", { size: 14 }), tell("subject-hidden"));
    return h("div", { class: "field" }, h("label", { for: id }, tell("subject")), this.subject, this.subjectHint);
  }

  #protectElement() {
    const { opening } = this;
    const protect = /** @type {ZegelProtect} */ (document.createElement("zegel-protect"));
    protect.language = this.language;
    protect.scope = this.node;
    protect.engine = opening.engine;
    protect.bundle = opening.config.bundle ?? null;
    protect.draft = () => this.draft();
    protect.contents = () => this.contents();
    protect.from = opening.config.ownKey?.fingerprint;
    protect.certificates = () => this.lookup.done().then(() => this.certificates());
    protect.letters = () => this.letters.sealed();
    protect.passphrases = this.letters.offered();
    protect.addEventListener("zegel-decision", () => this.#decided());
    protect.addEventListener("zegel-remedy", (event) => {
      const { remedy, address, field, until } = /** @type {CustomEvent<{ remedy: string, address: string, field?: "to"|"cc"|"bcc", until: (done: Promise<unknown>) => void }>} */ (event).detail;
      if (remedy === "passphrase") until(this.letters.open(address));
      if (remedy === "add-recipient" && field) this.#addRecipient(field, address);
      if (remedy === "look-up-again") this.lookup.again(address);
      if (remedy === "accept-key") void this.#accept(address);
      if (remedy !== "remove-recipient") return;
      for (const field of Object.values(this.fields ?? {})) field.removeAddress(address);
    });
    return protect;
  }

  /** @param {{ multiple: boolean, accept?: string }} what @param {(files: File[]) => void} take */
  #picker({ multiple, accept }, take) {
    const input = h("input", { type: "file", multiple, accept, hidden: true, onchange: () => { if (!this.#sending) take([...(input.files ?? [])]); input.value = ""; } });
    return input;
  }

  #ccButtons() {
    const { fields, tell } = this;
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

  /** What was written, without what is set when it is sent. */
  written() {
    const { fields, editor, files, subject } = this;
    const list = (/** @type {"to"|"cc"|"bcc"} */ name) => (fields?.[name].chips ?? []).filter((one) => one.malformed === null).map(writeMailbox);
    return {
      from: writeMailbox(this.from), to: list("to"), cc: list("cc"), bcc: list("bcc"), subject: subject?.value ?? "",
      text: editor?.text() ?? "", html: editor?.html() ?? null,
      attachments: [
        ...(editor?.pictures() ?? []).map(({ file, contentId }) => ({ name: file.name, type: file.type, size: file.size, contentId })),
        ...(files?.files ?? []).map(({ file, name, type }) => ({ name, type, size: file.size, contentId: null, ...this.#labelOf(file) })),
      ],
    };
  }

  /** The draft as it would be sent now; the choices are <zegel-protect>'s to add. */
  draft() {
    const { draft = {} } = this.opening;
    return {
      ...this.written(), inReplyTo: draft.inReplyTo ?? null, references: draft.references ?? [],
      answeredLabels: draft.answeredLabels ?? [], labelHidden: draft.labelHidden ?? false,
      language: /** @type {"en"|"nl"} */ (this.language.startsWith("nl") ? "nl" : "en"), date: dateWithOffset(new Date()), messageId: this.#messageId,
    };
  }

  /** The bytes of draft().attachments, in that order. @returns {Blob[]} */
  contents() {
    return [...(this.editor?.pictures() ?? []).map(({ file }) => file), ...(this.files?.files ?? []).map(({ file }) => file)];
  }

  certificates() {
    const { ownKey } = this.opening.config;
    const own = ownKey?.certificate ? [{ address: ownKey.address, bytes: ownKey.certificate }] : [];
    return [...this.lookup.certificates(this.#chips().map((one) => one.address)), ...own];
  }

  /** @type {((address: string, fingerprint: string, who: string) => void)|null} */
  get #compare() {
    const { ownKey } = this.opening.config;
    if (!ownKey) return null;
    return (address, fingerprint, who) => void openCompare({
      who, address, fingerprint, ownFingerprint: ownKey.fingerprint, language: this.language, standings: this.opening.standings, near: this.node });
  }

  /** The person takes the key that is in the place of another. @param {string} address */
  async #accept(address) {
    const fingerprint = this.lookup.of(address).found?.standing.certificate?.fingerprint;
    if (fingerprint) await this.opening.standings.accept(address, fingerprint);
  }

  /** With the first address it is said whom a look-up tells. */
  #disclose() {
    const [first] = this.#chips().filter(({ malformed }) => malformed === null);
    if (!first || this.#disclosed) return;
    this.#disclosed = true;
    void disclosureNotice(this.opening.standings.finder, this.words, first.address).then((notice) => { if (notice) this.fields?.to.node.after(notice); });
  }

  #disclosed = false;

  /** @param {"to"|"cc"|"bcc"} name @param {string} address */
  #addRecipient(name, address) {
    const field = this.fields?.[name];
    if (!field) return;
    field.set([...field.chips.map(writeMailbox), address]);
    field.node.hidden = false;
    this.#recipientsChanged();
  }

  #chips() { return Object.values(this.fields ?? {}).flatMap((field) => field.chips); }

  #recipientsChanged() {
    const { fields, protect } = this;
    if (!fields || !protect || this.#sent) return;
    for (const field of Object.values(fields)) field.render();
    protect.recipients = this.#recipients();
    this.#disclose();
    this.#showLooking();
    this.letters.note(Boolean(protect.decision?.protection));
    this.#changed();
  }

  /** @returns {import("../../../button/types.d.ts").Recipient[]} */
  #recipients() {
    const { fields } = this;
    if (!fields) return [];
    return (/** @type {const} */ (["to", "cc", "bcc"])).flatMap((name) => fields[name].chips.map((one) => ({
      address: one.address, name: shownName(one.name) || null, field: name, state: fields[name].stateOf(one),
      reason: one.malformed ?? this.lookup.of(one.address).reason,
    })));
  }

  /** The chip may be another one now, and what was pressed gone with it. @param {string|null} address */
  #focusOn(address) {
    if (document.activeElement !== document.body) return;
    const chip = [...this.node.querySelectorAll("button.chip")].find((one) => /** @type {HTMLElement} */ (one).title === address);
    /** @type {HTMLElement} */ (chip ?? this.fields?.to.input ?? this.node).focus();
  }

  /** What anybody who sees the mail knows of it: no word of it makes a passphrase harder to guess. */
  #wellKnown() {
    return [this.from.name ?? "", this.from.address, this.opening.config.bundle?.organisation.name ?? "", this.subject?.value ?? ""];
  }

  /** Of many addresses at once it shows how far it is with all of them. */
  #showLooking() {
    const { done, total } = this.lookup.progress;
    const many = total - done > 0 && total > 5;
    if (many) this.looking.firstElementChild?.replaceChildren(this.tell("looking", { done, total }));
    /** @type {HTMLProgressElement} */ (this.looking.lastElementChild).value = total ? done / total : 0;
    this.looking.hidden = !many;
  }

  #changed() {
    const { title, subject, tell, protect } = this;
    if (title && subject) title.textContent = subject.value.trim() ? tell("title-named", { subject: subject.value.trim() }) : tell("title");
    protect?.refresh();
    // When the fingers rest: it goes over all that is written.
    clearTimeout(this.#weighing);
    this.#weighing = window.setTimeout(() => this.#weigh(), 300);
  }

  #weighing = 0;

  /** How large it will be, where the server says what it takes or there is something to say. */
  #weigh() {
    if (this.#sent || !this.files) return;
    const { attachments, text, html } = this.written();
    const files = attachments.reduce((sum, one) => sum + one.size, 0);
    const ways = this.protect?.decision?.protection ? this.letters.ways() : null;
    const size = forecast({ text: text.length + (html?.length ?? 0), files, ways });
    const limit = this.opening.jmap.maxSizeMail ?? Number.MAX_SAFE_INTEGER;
    const over = size > limit;
    this.files.weigh(over || files > 1_000_000 ? { size, limit, over, files: attachments.length } : null);
  }

  #decided() {
    const on = Boolean(this.protect?.decision?.protection);
    this.node.toggleAttribute("data-protected", on);
    this.#labelFiles();
    this.#letters(on);
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

  /** @param {Blob} file @returns {{ label?: string }} */
  #labelOf(file) {
    const label = this.#labels.get(file);
    return label ? { label } : {};
  }

  /** Shows what label each file has or gets; whether it can carry it is tried once, when a label is to be put into it. */
  #labelFiles() {
    const { files, protect, opening, language } = this;
    const decided = protect?.decision?.files ?? [];
    if (!files) return;
    const pictures = this.editor?.pictures().length ?? 0;
    const labels = opening.config.bundle?.labels ?? [];
    const untried = files.files.filter(({ file }, index) => (decided[index + pictures]?.how ?? "off") !== "off" && !this.#left.has(file));
    if (untried.length > 0) {
      for (const { file } of untried) this.#left.set(file, null);
      void opening.engine.labelable(untried, untried.map(({ file }) => file)).then((left) => {
        untried.forEach(({ file }, index) => this.#left.set(file, left[index]));
        this.#labelFiles();
      }, () => {}); // what stands in its way is told when it is sealed
    }
    files.label(files.files.map(({ file }, index) => {
      const { label: id, how } = decided[index + pictures] ?? { label: null, how: "off" };
      const label = labels.find((one) => one.id === id);
      if (!label) return null;
      return { name: label.name[language] ?? label.name.en, color: label.color, left: how === "off" ? null : this.#left.get(file) ?? null };
    }));
  }

  #listen() {
    const { node } = this;
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void this.send(); }
      // What lies on top (a menu, a panel) takes Escape itself; only then is it ours.
      if (event.key === "Escape" && !event.defaultPrevented && !node.querySelector(":popover-open, dialog[open]") && !this.protect?.shadowRoot?.querySelector(":popover-open, dialog[open]")) {
        event.preventDefault();
        if (this.#sending) this.#sending.abort(); else void this.close();
      }
    });
    const hasFiles = (/** @type {DataTransfer|null} */ data) => Boolean(data?.types.includes("Files"));
    let depth = 0;
    const mark = () => node.toggleAttribute("data-dropping", depth > 0);
    node.addEventListener("dragenter", (event) => { if (hasFiles(event.dataTransfer)) { depth += 1; mark(); } });
    node.addEventListener("dragleave", (event) => { if (hasFiles(event.dataTransfer)) { depth = Math.max(0, depth - 1); mark(); } });
    node.addEventListener("dragover", (event) => { if (hasFiles(event.dataTransfer)) { event.preventDefault(); if (event.dataTransfer) event.dataTransfer.dropEffect = "copy"; } });
    node.addEventListener("drop", (event) => {
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.stopPropagation();
      depth = 0;
      mark();
      this.#take(event.dataTransfer, event);
    }, true);
    node.addEventListener("paste", (event) => {
      const data = event.clipboardData;
      // A copied picture or file; text that comes with a picture of itself is text.
      if (!data || data.files.length === 0 || data.types.some((type) => type.startsWith("text/"))) return;
      event.preventDefault();
      event.stopPropagation();
      this.#take(data, null);
    }, true);
  }

  /** Files from a drop or a paste: pictures go into the text where they fall, all else is attached. @param {DataTransfer} data @param {DragEvent|null} drop */
  #take(data, drop) {
    const { editor, files } = this;
    if (!editor || this.#sending) return;
    const { files: given, folders } = carried(data);
    const inText = drop ? drop.target instanceof Node && editor.root.contains(drop.target) : document.activeElement === editor.root;
    const isPicture = (/** @type {File} */ file) => inText && /^image\/(?:png|jpeg|gif|webp|avif)$/.test(file.type);
    const range = drop ? caretAt(drop.clientX, drop.clientY) : null;
    for (const file of given.filter(isPicture)) editor.insertPicture(file, range ?? undefined);
    const rest = given.filter((file) => !isPicture(file));
    if (rest.length > 0) void files?.add(rest, folders);
  }

  async send() {
    const { protect, fields, opening } = this;
    if (!protect || !fields || this.#sending || this.#sent) return;
    this.#sending = new AbortController();
    const { signal } = this.#sending;
    try {
      for (const field of Object.values(fields)) field.commit();
      protect.fail(null);
      // Before anything is awaited: from here on nothing about the message can be changed.
      this.#busy(true);
      protect.progress({ stage: "preparing", done: 0, total: 0 });
      const outgoing = await send({
        signal, added: () => this.files?.adding ?? Promise.resolve(),
        looked: () => (protect.decide()?.protection ? this.lookup.done() : Promise.resolve()),
        settle: () => protect.settle(),
        seal: (options) => {
          this.#identify();
          return opening.unlocking ? opening.unlocking(() => protect.seal(options)) : protect.seal(options);
        },
        shown: () => protect.decide(),
        progress: (progress) => protect.progress(progress),
        hand: ({ messages, onProgress }) => {
          this.#handed = this.#content();
          return opening.jmap.send({ messages, identity: opening.identity, signal, onProgress });
        },
      });
      if (outgoing?.protected) void this.lookup.used(this.#chips().map(({ address }) => address));
      if (outgoing) this.#done(outgoing);
    } catch (error) {
      if (signal.aborted) this.announce(this.tell("sent.canceled"));
      protect.fail(/** @type {{ code?: string }} */ (error)?.code === "canceled" ? null : error);
    } finally {
      this.#sending = null;
      protect.progress(null);
      this.#busy(false);
    }
  }

  /** What makes it this message: everything but whom it goes to and when. */
  #content() {
    const { subject, text, html, attachments } = this.written();
    return { said: JSON.stringify([subject, text, html, attachments, this.protect?.choice]), contents: this.contents() };
  }

  /** What was changed after an interrupted sending is another message, and goes to everybody; the same goes to who lacks it. */
  #identify() {
    if (!this.#handed) return;
    const { said, contents } = this.#content();
    const same = said === this.#handed.said && contents.every((one, index) => one === this.#handed?.contents[index]);
    if (same) return;
    this.#messageId = makeMessageId(this.from.address);
    this.#handed = null;
  }

  /** @param {boolean} busy */
  #busy(busy) {
    const { sendButton, cancelButton, attachButton, protect, form } = this;
    if (!sendButton || !cancelButton || !attachButton || !protect || !form) return;
    const focused = busy ? document.activeElement === sendButton : document.activeElement === cancelButton;
    this.node.toggleAttribute("data-busy", busy);
    form.inert = busy;
    attachButton.disabled = busy;
    protect.disabled = busy;
    sendButton.hidden = busy;
    cancelButton.hidden = !busy;
    if (focused) (busy ? cancelButton : sendButton).focus();
  }

  /** @param {Outgoing} outgoing */
  #done(outgoing) {
    const { protect, tell, opening } = this;
    if (!protect) return;
    this.#sent = true;
    protect.sealed();
    const people = this.#chips().map(shown);
    showSent({ protect, outgoing, people, lang: this.language, tell, icon });
    this.editor?.destroy();
    this.letters.close();
    opening.onSent(outgoing);
  }

  async close() {
    const { tell } = this;
    if (this.#sending) { this.#sending.abort(); return; }
    const typing = Object.values(this.fields ?? {}).some((field) => field.typing || field.chips.some((one) => one.malformed !== null));
    if (!this.#sent && this.#atFirst && (typing || hasContent(this.written(), this.#atFirst))) {
      const discard = await confirm(this.node, { title: tell("ask-close.title"), text: tell("ask-close.text"), safe: tell("ask-close.keep"), other: tell("ask-close.discard") });
      if (!discard) return;
    }
    this.editor?.destroy();
    this.letters.close();
    this.opening.onClose();
  }
}

/** @param {number} x @param {number} y @returns {Range|null} */
function caretAt(x, y) {
  if (document.caretRangeFromPoint) return document.caretRangeFromPoint(x, y);
  const at = document.caretPositionFromPoint?.(x, y);
  if (!at) return null;
  const range = document.createRange();
  range.setStart(at.offsetNode, at.offset);
  return range;
}
