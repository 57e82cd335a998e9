// @ts-check
// What every part of the page shares: the document and what is known of it, the place one is at, the language.

import { textOf } from "./model/edition.js";
import { forget, keep } from "./model/keep.js";
import { Names, listOf } from "./model/names.js";
import { withParent } from "./model/pointer.js";
import { Publication } from "./model/publication.js";
import { forKind } from "./model/stated.js";
import { Store } from "./model/store.js";
import { draftOf, emptyTrial, inspectionsOf } from "./trial/draft.js";
import { idOf } from "./view/field.js";
import { rememberLanguage, voiceIn } from "./texts/texts.js";

/**
 * @typedef {{ path: string, code: string, detail: string }} Mistake
 * @typedef {import("../../engine/types.js").Steward} Steward
 * @typedef {import("./model/keep.js").Kept} Kept
 */

/** How long one may type before it is checked, in milliseconds. */
const pause = 150;
/** How long before it is kept. */
const keepPause = 400;

export class Page {
  /** @type {Store} */ store = new Store(null);
  /** @type {Names} */ names;
  /** Of small things that are open or chosen. @type {Map<string, any>} */ ui = new Map();
  /** Languages of the bundle's texts. @type {string[]} */ languages = ["en"];
  /** What is published already, if anything. @type {any} */ base = null;
  /** @type {Mistake[]} */ mistakes = [];
  /** Whether the mistakes are those of the document as it is. */ checked = false;
  /** @type {any} */ explanation = null;
  /** @type {unknown} */ explainError = null;
  trial = emptyTrial("");
  route = "/overview";
  /** @type {"loading"|"failed"|"start"|"work"} */ stage = "loading";
  /** @type {Steward} */ steward = /** @type {any} */ (null);
  /** @type {readonly { id: string, name: string, confidence: number }[]} */ builtIn = [];
  /** @type {Kept|null} */ found = null;
  /** What the person said last, for screen readers. */ announced = "";
  /** @type {import("./sections/publishing.js").Edition|null} */ edition = null;
  /** @type {"kept"|"keeping"|"not-kept"} */ keeping = "kept";
  /** What is being typed as JSON while it is not valid. @type {{ text: string, error: string, line: number|null }|null} */ json = null;

  /** A JSON text that could not be read and that the forms have overtaken. @type {string|null} */ jsonLeft = null;

  /** @type {Map<string, Mistake[]>} */ #byPlace = new Map();
  /** @type {(() => void)} */ #draw;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #checkTimer;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #keepTimer;
  /** Certificates on their way into a directory, and the key that certifies them. */
  publication = new Publication(startEngine, () => this.refresh());
  #drawing = false;
  /** @type {string|null} */ #focus = null;

  /**
   * @param {import("./texts/texts.js").Language} language
   * @param {() => void} draw
   */
  constructor(language, draw) {
    this.voice = voiceIn(language);
    this.names = new Names(null, this.voice);
    this.#draw = draw;
  }

  /** @param {import("./texts/texts.js").Language} language */
  speak(language) {
    rememberLanguage(language);
    this.voice = voiceIn(language);
    document.documentElement.lang = language;
    this.refresh();
  }

  /**
   * Begins with a document; the history begins with it.
   * @param {any} document
   * @param {{ base?: any, trial?: any, languages?: string[] }} [options]
   */
  begin(document, { base = null, trial, languages } = {}) {
    this.store = new Store(document);
    this.store.subscribe(() => this.#changed());
    this.base = base;
    this.edition = null;
    this.json = null;
    this.jsonLeft = null;
    this.ui.clear();
    this.publication.close();
    this.languages = languages ?? languagesIn(document);
    const domain = listOf(document?.organisation?.domains)[0] ?? "example.org";
    this.trial = trial ?? emptyTrial(typeof domain === "string" ? domain : "example.org");
    this.stage = "work";
    this.#changed();
  }

  get document() {
    return this.store.document;
  }

  /** Whether anything differs from what is published, was signed and not yet taken, or is a key that lies nowhere else. */
  get dirty() {
    return this.stage === "work" && (this.document !== this.base || (this.edition !== null && this.edition.taken.size < 2) || this.publication.owner?.saved === false);
  }

  /**
   * @param {string} pointer
   * @param {unknown} value
   * @param {string|null} [run]
   */
  edit(pointer, value, run = null) {
    this.store.edit(value === undefined ? withParent(this.document, pointer, ["/keys", "/fileLabels", "/passphrase", "/reading"]) : pointer, value, { run });
  }

  undo() {
    if (!this.store.canUndo) return;
    this.store.undo();
    this.announce(this.voice.say("page.undone"));
  }

  redo() {
    if (!this.store.canRedo) return;
    this.store.redo();
    this.announce(this.voice.say("page.redone"));
  }

  /** @param {string} key @param {unknown} value */
  setUi(key, value) {
    this.ui.set(key, value);
    this.refresh();
  }

  /** The preview speaks it from now on. @param {string} language */
  previewLanguage(language) {
    const wish = this.ui.get("preview-wish");
    if (wish?.language !== language) this.setUi("preview-wish", { ...wish, language });
  }

  /** @param {Partial<typeof this.trial>} change */
  tryDraft(change) {
    this.trial = { ...this.trial, ...change };
    this.#later();
    this.refresh();
  }

  /** @param {string} route */
  go(route) {
    if (location.hash !== `#${route}`) location.hash = route;
    this.arrive(route);
  }

  /** @param {string} route */
  arrive(route) {
    const moved = route !== this.route;
    this.route = route;
    this.ui.delete("nav");
    this.refresh();
    if (moved) document.querySelector("main")?.scrollTo({ top: 0 });
  }

  /**
   * Goes to where a place of the document is edited.
   * @param {string} pointer
   * @param {string} route
   */
  goTo(pointer, route) {
    this.#focus = pointer;
    this.go(route);
  }

  /** The input of a place gets the focus once it is shown. @param {string} pointer */
  focusOn(pointer) {
    this.#focus = pointer;
    this.refresh();
  }

  /** Draws, once for all that changed in this turn. */
  refresh() {
    if (this.#drawing) return;
    this.#drawing = true;
    queueMicrotask(() => {
      this.#drawing = false;
      this.names = new Names(this.document, this.voice, this.builtIn);
      this.#draw();
      this.#settleFocus();
    });
  }

  /** @param {string} text */
  announce(text) {
    this.announced = text;
    this.refresh();
  }

  /**
   * @param {string} pointer
   * @param {{ deep?: boolean }} [options]  also what lies below it
   * @returns {readonly Mistake[]}
   */
  mistakesAt(pointer, { deep = false } = {}) {
    const all = this.#byPlace.get(pointer) ?? [];
    return deep ? all : all.filter(({ path }) => path === pointer);
  }

  /** @param {Mistake} mistake */
  mistakeText({ code, detail }) {
    const { say, has, language } = this.voice;
    if (language === "en" || !has(`mistake.${code}`)) return detail;
    return say(`mistake.${code}`);
  }

  /**
   * @param {string} list
   * @returns {any[]}
   */
  listIn(list) {
    return listOf(this.document?.[list]);
  }

  /** @returns {import("./view/menu.js").Item[]} */
  labelItems() {
    return this.listIn("labels").map((label) => ({ value: String(label.id), words: this.names.name("labels", label.id), color: label.color, small: "" }));
  }

  /** Headings cannot be applied. @returns {import("./view/menu.js").Item[]} */
  applicableLabels() {
    const labels = this.listIn("labels");
    const heads = new Set(labels.filter(({ parent }) => typeof parent === "string").map(({ parent }) => parent.toLowerCase()));
    const closed = new Set(labels.filter(({ id, defaultSubLabel }) => heads.has(String(id).toLowerCase()) && !defaultSubLabel).map(({ id }) => String(id)));
    return this.labelItems().filter(({ value }) => !closed.has(value));
  }

  /** @returns {import("./view/menu.js").Item[]} */
  groupItems() {
    return this.listIn("groups").map((group) => ({ value: String(group.id), words: this.names.name("groups", group.id), small: "" }));
  }

  /** Own types first. @returns {Array<{ id: string, name: string, own: boolean }>} */
  dataTypes() {
    const own = this.listIn("types").map(({ id }) => ({ id: String(id), name: this.names.dataType(id), own: true }));
    return [...own, ...this.builtIn.map(({ id }) => ({ id, name: this.names.dataType(id), own: false }))];
  }

  /** Of a cover without a colour of its own: the organisation's, or what the program for covers takes. */
  get brandColor() {
    const accent = this.document?.organisation?.accent;
    return typeof accent === "string" && /^#[0-9a-f]{6}$/i.test(accent) ? accent : "#33475b";
  }

  /** What a number is where nothing stands. @param {string} field */
  usual(field) {
    return /** @type {Record<string, string>} */ ({
      "types.proximity": "300", "types.confidence": "85", "edition.graceDays": "7", "marking.size": "10",
      "keys.validDays": "730", "keys.unlockedMinutes": "480", "passphrase.minimumBits": "45", "passphrase.words": "5", "branding.expiryDays": "0",
    })[field] ?? null;
  }

  /**
   * A text with variables as it may look.
   * @param {string} text
   * @param {string} [label]  the name of the label that has it
   * @param {"O"|"W"} [kind]  in a mail, or in a document
   */
  filledIn(text, label, kind = "O") {
    const { say } = this.voice;
    const shown = forKind(text, kind);
    return (label ? shown.replaceAll("${Item.Label}", label) : shown).replace(/\$\{([\w.]+)\}/g, (hole, /** @type {string} */ name) => (this.voice.has(`example.${name}`) ? say(`example.${name}`) : hole));
  }

  /** @param {string} language */
  languageName(language) {
    try {
      return new Intl.DisplayNames([this.voice.language], { type: "language" }).of(language) ?? language;
    } catch {
      return language;
    }
  }

  /** Checks now, and gives the text that was checked. */
  check() {
    clearTimeout(this.#checkTimer);
    const text = textOf(this.document);
    const answer = this.steward.check(text);
    this.mistakes = "mistakes" in answer ? answer.mistakes : [];
    this.checked = true;
    this.#byPlace = placesOf(this.mistakes);
    if (this.mistakes.length === 0) this.#explain(text);
    return text;
  }

  async startOver() {
    clearTimeout(this.#keepTimer);
    await forget().catch(() => {});
    this.found = null;
    this.publication.close();
    this.stage = "start";
    this.store = new Store(null);
    this.go("/overview");
    this.refresh();
  }

  #changed() {
    this.checked = false;
    if (this.json) [this.jsonLeft, this.json] = [this.json.text, null];
    if (this.edition && this.edition.document !== this.document) this.edition = null;
    this.#later();
    this.#keepLater();
    this.refresh();
  }

  #later() {
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => {
      if (this.stage !== "work") return;
      this.check();
      this.refresh();
      this.#keepLater();
    }, pause);
  }

  /** @param {string} text */
  #explain(text) {
    try {
      this.explanation = this.steward.explain(text, draftOf(this.trial, this.voice.language, this.document?.organisation?.id), Date.now(), inspectionsOf(this.trial));
      this.explainError = null;
    } catch (error) {
      this.explanation = null;
      this.explainError = error;
    }
  }

  #keepLater() {
    clearTimeout(this.#keepTimer);
    this.keeping = "keeping";
    const timer = setTimeout(async () => {
      /** @type {"kept"|"not-kept"} */
      const came = await this.keepNow().then(() => "kept", () => "not-kept");
      // What was changed meanwhile is not kept yet.
      if (this.#keepTimer !== timer) return;
      this.keeping = came;
      this.refresh();
    }, keepPause);
    this.#keepTimer = timer;
  }

  async keepNow() {
    if (this.stage !== "work") return;
    const { attachments, ...draft } = this.trial;
    await keep({
      text: textOf(this.document), base: this.base === null ? null : textOf(this.base), languages: this.languages, saved: new Date().toISOString(),
      trial: { ...draft, attachments: attachments.map(({ name, type, size, label }) => ({ name, type, size, label })) },
    });
  }

  #settleFocus() {
    if (this.#focus === null) return;
    const pointer = this.#focus;
    this.#focus = null;
    const element = document.getElementById(idOf(pointer)) ?? nearest(pointer);
    if (!(element instanceof HTMLElement)) return;
    element.closest("details:not([open])")?.setAttribute("open", "");
    element.scrollIntoView({ block: "center" });
    const inputs = ["input, textarea, select", ".entry-value button", "button"].map((kind) => element.querySelector(kind));
    const input = element.matches("input, textarea, select, button") ? element : inputs.find((one) => one !== null);
    if (input instanceof HTMLElement) input.focus({ preventScroll: true });
  }
}

/** @param {string} pointer */
function nearest(pointer) {
  for (let place = pointer; place !== ""; place = place.slice(0, place.lastIndexOf("/"))) {
    const element = document.querySelector(`[data-pointer="${CSS.escape(place)}"]`);
    if (element) return element;
  }
  return null;
}

/** An engine that keeps keys for as long as this page needs them. */
async function startEngine() {
  const [{ start }, { MemoryStore }] = await Promise.all([import("../../engine/engine.js"), import("../../keys/memory-store.js")]);
  return start({ keyStore: new MemoryStore() });
}

/** @param {readonly Mistake[]} mistakes */
function placesOf(mistakes) {
  /** @type {Map<string, Mistake[]>} */
  const places = new Map();
  for (const mistake of mistakes) {
    for (let place = mistake.path; ; place = place.slice(0, place.lastIndexOf("/"))) {
      const found = places.get(place);
      if (found) found.push(mistake);
      else places.set(place, [mistake]);
      if (place === "") break;
    }
  }
  return places;
}

/**
 * The languages a bundle speaks: the keys of its texts, English first.
 * @param {any} document
 */
export function languagesIn(document) {
  /** @type {Set<string>} */
  const found = new Set(["en"]);
  const look = (/** @type {any} */ value) => {
    if (value === null || typeof value !== "object") return;
    if (!Array.isArray(value) && typeof value.en === "string") {
      for (const [language, text] of Object.entries(value)) if (typeof text === "string" && /^[a-z]{2,3}(-[\w-]+)?$/.test(language)) found.add(language);
    }
    for (const one of Object.values(value)) look(one);
  };
  look(document);
  return [...found];
}

