// @ts-check
// `window.mailvelope`: Mailvelope's client API 6.2 over frames of the vault (docs/embedding.md lists what differs).

import { Checks, isArmor } from "./checks.js";
import { Editor } from "./editor.js";
import { ApiError, apiError } from "./errors.js";
import { Keyring } from "./keyring.js";

/** @typedef {import("../frames.js").Frames} Frames */
/** @typedef {import("../protocol.js").Displayed} Displayed */

/** The version of the client API that this is. Webmails ask whether it is at least 2, to offer signing. */
export const apiVersion = "6.2.1";

export class Mailvelope {
  /** What a known webmail needs beside the documented API. @type {{ editorOptions: (options: Record<string, unknown>) => Record<string, unknown>, failed: (error: Error) => void, showing: (shown: Promise<unknown>) => void }|undefined} */
  adapt;
  #frames;
  #checks;
  /** @type {Set<string>} */ #made = new Set();
  /** What stands in a container, and by which options it was begun. @type {WeakMap<HTMLElement, { options: string, editor: Promise<Editor>, place: import("../frames.js").Place|null }>} */
  #editors = new WeakMap();

  /** @param {Frames} frames */
  constructor(frames) {
    this.#frames = frames;
    this.#checks = new Checks(() => frames.language);
  }

  /** @returns {Promise<string>} */
  async getVersion() {
    return apiVersion;
  }

  /**
   * The main keyring is always there; another one once it was made or connected.
   * @param {string} [identifier]
   * @returns {Promise<Keyring>}
   */
  async getKeyring(identifier) {
    const name = this.#identifier(identifier);
    const { state } = await this.#standing(name);
    if (state === "refused") throw this.#checks.error("NOT_AUTHORIZED");
    if (name !== "" && state === "not-connected" && !this.#made.has(name)) throw this.#checks.error("NO_KEYRING_FOR_ID");
    return new Keyring(this.#frames, this.#checks, identifier || undefined);
  }

  /**
   * Asks the person nothing yet: webmails do this on every page, and connecting is asked for when a key is needed.
   * @param {string} identifier
   * @returns {Promise<Keyring>}
   */
  async createKeyring(identifier) {
    const name = this.#keyringName(identifier);
    const { state } = await this.#standing(name);
    if (state === "refused") throw this.#checks.error("NOT_AUTHORIZED");
    if (state !== "not-connected" || this.#made.has(name)) throw this.#checks.error("KEYRING_ALREADY_EXISTS");
    this.#made.add(name);
    return new Keyring(this.#frames, this.#checks, name);
  }

  /**
   * @param {string} selector @param {string} armored
   * @param {unknown} [keyring]  one of ours; another object, or none, means the main one
   * @param {{ senderAddress?: string }} [options]
   * @returns {Promise<{ error?: ApiError }>}
   */
  createDisplayContainer(selector, armored, keyring, options) {
    const shown = this.#displayIn(selector, armored, keyring, options);
    this.adapt?.showing(shown);
    return shown;
  }

  /** @param {string} selector @param {string} armored @param {unknown} keyring @param {unknown} options @returns {Promise<{ error?: ApiError }>} */
  async #displayIn(selector, armored, keyring, options) {
    const message = this.#checks.armored(armored, "message", "armored");
    const { senderAddress } = this.#checks.object(options, "options");
    const sender = typeof senderAddress === "string" && senderAddress !== "" ? senderAddress : null;
    const container = this.#checks.container(selector);
    const place = await this.#open("display", container, keyring);
    try {
      const shown = /** @type {Displayed} */ (await place.ask("show", { armored: message, sender }));
      if (shown.status !== "closed") return {};
      if (shown.closed === "not-for-you") return { error: this.#checks.error("NO_KEY_FOUND") };
      return { error: this.#checks.error(isArmor(message) ? "DECRYPT_ERROR" : "ARMOR_PARSE_ERROR") };
    } catch (error) {
      return { error: apiError(error, this.#frames.language, { otherwise: "DECRYPT_ERROR" }) };
    }
  }

  /**
   * @param {string} selector @param {unknown} [keyring] @param {unknown} [options]  EditorContainerOptions
   * @returns {Promise<Editor>}
   */
  async createEditorContainer(selector, keyring, options) {
    try {
      return await this.#editorIn(selector, keyring, options);
    } catch (error) {
      this.adapt?.failed(/** @type {Error} */ (error));
      throw error;
    }
  }

  /** @param {string} selector @param {unknown} keyring @param {unknown} options */
  async #editorIn(selector, keyring, options) {
    const given = this.#checks.object(options, "options");
    const beginning = this.#checks.editorOptions(this.adapt?.editorOptions(given) ?? given);
    const container = this.#checks.container(selector);
    const wanted = JSON.stringify(beginning);
    const there = this.#editors.get(container);
    if (there && (there.place === null || there.place.alive)) {
      // A button pressed twice.
      if (there.options === wanted) return there.editor;
      const { place } = there;
      if (place === null || await place.ask("unsaved", undefined).catch(() => false) === true) throw this.#checks.error("EDITOR_IN_USE", { options: [selector] });
      place.close();
    }
    /** @type {{ options: string, editor: Promise<Editor>, place: import("../frames.js").Place|null }} */
    const entry = { options: wanted, place: null, editor: Promise.resolve(/** @type {any} */ (null)) };
    this.#editors.set(container, entry);
    entry.editor = this.#beginEditor(container, keyring, beginning, entry);
    try {
      return await entry.editor;
    } catch (error) {
      if (this.#editors.get(container) === entry) this.#editors.delete(container);
      throw error;
    }
  }

  /**
   * @param {HTMLElement} container @param {unknown} keyring @param {object} beginning @param {{ place: import("../frames.js").Place|null }} entry
   */
  async #beginEditor(container, keyring, beginning, entry) {
    const place = await this.#open("editor", container, keyring);
    entry.place = place;
    try {
      await place.ask("begin", { mode: "body", recipients: "host", ...beginning });
    } catch (error) {
      place.close();
      throw apiError(error, this.#frames.language);
    }
    return new Editor(this.#checks, place);
  }

  /**
   * @param {string} selector @param {unknown} [keyring] @param {{ email?: string, fullName?: string }} [options]
   * @returns {Promise<void>}
   */
  async createSettingsContainer(selector, keyring, options) {
    const { email, fullName } = this.#checks.object(options, "options");
    const container = this.#checks.container(selector);
    const place = await this.#open("settings", container, keyring, {
      address: typeof email === "string" && email !== "" ? email : null, name: typeof fullName === "string" && fullName !== "" ? fullName : null,
    });
    try {
      await place.ask("show", { section: "keys" });
    } catch (error) {
      throw apiError(error, this.#frames.language);
    }
  }

  /** @param {string} selector @param {string} formHtml @param {string} [signature] @returns {Promise<never>} */
  async createEncryptedFormContainer(selector, formHtml, signature) {
    if (typeof formHtml !== "string" || formHtml === "" || (signature !== undefined && signature !== null && typeof signature !== "string")) throw this.#checks.error("INVALID_FORM");
    this.#checks.container(selector);
    throw this.#checks.error("NOT_SUPPORTED", { what: "createEncryptedFormContainer" });
  }

  /**
   * @param {import("../protocol.js").Kind} kind @param {HTMLElement} container @param {unknown} keyring
   * @param {{ address?: string|null, name?: string|null }} [who]
   */
  async #open(kind, container, keyring, who = {}) {
    const name = keyring instanceof Keyring ? keyring.identifier ?? "" : "";
    try {
      return await this.#frames.open(kind, container, { keyring: name, ...who });
    } catch (error) {
      throw apiError(error, this.#frames.language, { otherwise: "NO_CONNECTION" });
    }
  }

  /** @param {unknown} identifier */
  #identifier(identifier) {
    if (identifier === undefined || identifier === null || identifier === "") return "";
    return this.#keyringName(identifier);
  }

  /** @param {unknown} identifier */
  #keyringName(identifier) {
    const name = this.#checks.text(identifier, "identifier");
    if (name.length > 256) throw this.#checks.error("TYPE_MISMATCH", { name: "identifier" });
    return name;
  }

  /** @param {string} name @returns {Promise<import("../protocol.js").Standing>} */
  async #standing(name) {
    try {
      return await this.#frames.standing(name);
    } catch (error) {
      throw apiError(error, this.#frames.language, { otherwise: "NO_CONNECTION" });
    }
  }
}
