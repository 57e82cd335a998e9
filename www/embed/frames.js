// @ts-check
// The frames of the vault that a page has: hidden ones for keyrings, and one in each container it names.

import { Frame } from "./frame.js";
import { Over } from "./over.js";
import { PortError } from "./port.js";
import { troublePanel } from "./trouble.js";

/** @typedef {import("./protocol.js").Kind} Kind */
/** @typedef {import("./protocol.js").Standing} Standing */
/** @typedef {{ keyring: string, address?: string|null, name?: string|null }} Who */

/** The keyring of a webmail that names none. */
const mainKeyring = "default";

/** A frame as the rest of the client API holds it. */
export class Place {
  #frame;
  #closed = false;

  /** @param {string} id @param {Kind} kind @param {Frame<any>} frame @param {Element} container */
  constructor(id, kind, frame, container) {
    this.id = id;
    this.kind = kind;
    this.container = container;
    this.#frame = frame;
  }

  /** Webmails take frames away without a word, with their container or alone. */
  get alive() { return !this.#closed && this.#frame.element.isConnected; }

  /** @param {string} name @param {unknown} input @returns {Promise<unknown>} */
  async ask(name, input) {
    if (!this.alive) {
      this.close();
      throw new PortError("frame-removed");
    }
    const port = await this.#frame.connected;
    return port.ask(/** @type {any} */ (name), /** @type {any} */ (input));
  }

  /** @param {string} name @param {unknown} what */
  tell(name, what) {
    if (this.alive) this.#frame.port?.tell(/** @type {any} */ (name), /** @type {any} */ (what));
  }

  /** @param {"light"|"dark"|"auto"} theme */
  setTheme(theme) { this.#frame.setTheme(theme); }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#frame.remove();
  }
}

export class Frames {
  #vault;
  #address;
  #theme;
  #language;
  #count = 0;
  /** @type {Set<Place>} */ #places = new Set();
  /** @type {Map<string, Place>} */ #keyrings = new Map();
  /** What is said where a frame could not be. @type {Map<Element, HTMLElement>} */ #troubles = new Map();
  /** @type {Map<string, Promise<void>>} */ #connecting = new Map();

  /** @param {{ vault: string, address?: string|null, language?: string|null, theme?: "light"|"dark"|"auto" }} how  vault: the address of its page */
  constructor({ vault, address = null, language = null, theme = "auto" }) {
    this.#vault = vault;
    this.#address = address;
    this.#language = language;
    this.#theme = theme;
  }

  get language() { return this.#language ?? (document.documentElement.lang || navigator.language); }

  /** Whether somebody may be writing with one of them. */
  get writing() { return [...this.#places].some(({ kind, alive }) => kind === "editor" && alive); }

  /** @param {"light"|"dark"|"auto"} theme */
  setTheme(theme) {
    this.#theme = theme;
    for (const place of this.#places) place.setTheme(theme);
  }

  /** @param {string} name @returns {Promise<Place>} */
  async keyring(name) { return this.#keyring(name); }

  /** @param {string} name @returns {Promise<Standing>} */
  async standing(name) {
    return /** @type {Standing} */ (await this.#keyring(name).ask("standing", undefined));
  }

  /**
   * Resolves when the person lets this webmail use the vault; asks for that once in a page.
   * @param {string} name
   */
  async connected(name) {
    const { state } = await this.standing(name);
    if (state === "refused") throw new PortError("refused");
    if (state !== "not-connected") return;
    const running = this.#connecting.get(name) ?? this.#connect(name);
    this.#connecting.set(name, running);
    await running;
  }

  /** @param {string} name */
  async #connect(name) {
    // The frame lays itself over the page for as long as it asks.
    const { state } = /** @type {Standing} */ (await this.#keyring(name).ask("connect", undefined));
    if (state === "refused" || state === "not-connected") throw new PortError(state);
  }

  /**
   * In the container; one that stood there before makes room, an editor excepted.
   * @param {Kind} kind @param {Element} container @param {Who} who
   * @returns {Promise<Place>}
   */
  async open(kind, container, who) {
    for (const place of this.#places) if (place.container === container && place.kind !== "editor") this.#forget(place);
    this.#troubles.get(container)?.remove();
    this.#troubles.delete(container);
    const { place, ready } = this.#make(kind, container, who);
    try {
      await ready;
    } catch (error) {
      this.#forget(place);
      // Where the frame would stand it is said why it does not; whoever asked for it may show nothing.
      const trouble = troublePanel(String(/** @type {{ code?: string }} */ (error).code), this.language, { origin: new URL(this.#vault).origin, host: location.origin }, this.#theme, null);
      this.#troubles.set(container, trouble);
      container.append(trouble);
      throw error;
    }
    return place;
  }

  /**
   * Over the page, until the person closes it.
   * @param {Kind} kind @param {Who} who @param {(place: Place) => Promise<unknown>} begun
   */
  async openOver(kind, who, begun) {
    const over = new Over(this.language);
    const { place, ready } = this.#make(kind, over.room, who);
    over.onClose(() => { this.#forget(place); over.remove(); });
    over.show();
    try {
      await ready;
      await begun(place);
    } catch (error) {
      this.#forget(place);
      over.remove();
      throw error;
    }
  }

  closeAll() {
    for (const place of this.#places) this.#forget(place);
    this.#keyrings.clear();
  }

  /** @param {string} name */
  #keyring(name) {
    const there = this.#keyrings.get(name);
    if (there?.alive) return there;
    const { place, ready } = this.#make("keyring", document.body, { keyring: name });
    // Whoever asks it next hears of it.
    ready.catch(() => {});
    this.#keyrings.set(name, place);
    return place;
  }

  /** @param {Kind} kind @param {Element} container @param {Who} who */
  #make(kind, container, { keyring, address = this.#address, name = null }) {
    const least = kind === "editor" ? Math.max(240, container.clientHeight) : 0;
    const frame = new Frame({
      vault: this.#vault, kind, container, address: address ?? this.#address, name, keyring: keyring || mainKeyring, language: this.language, theme: this.#theme, height: { least },
    });
    this.#count += 1;
    const place = new Place(`zegel-${this.#count}`, kind, frame, container);
    this.#places.add(place);
    for (const old of this.#places) if (!old.alive) this.#forget(old);
    return { place, ready: frame.connected };
  }

  /** @param {Place} place */
  #forget(place) {
    this.#places.delete(place);
    place.close();
  }
}
