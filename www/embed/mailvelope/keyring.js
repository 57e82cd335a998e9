// @ts-check
// The client API's keyring: what a webmail may know of keys. The keys themselves stay in the vault.

import { apiError } from "./errors.js";
import { Generator, KeyBackupPopup, RestoreBackup } from "./editor.js";

/** @typedef {import("../frames.js").Frames} Frames */
/** @typedef {import("./checks.js").Checks} Checks */

/** Where a key came from, in the client API's words; from a directory counts as WKD, and what is not among them as local. @type {Record<string, string>} */
const sources = { directory: "WKD", wkd: "WKD", keyserver: "OKS", attached: "AC", autocrypt: "AC" };

export class Keyring {
  #frames;
  #checks;

  /** @param {Frames} frames @param {Checks} checks @param {string|undefined} identifier */
  constructor(frames, checks, identifier) {
    this.#frames = frames;
    this.#checks = checks;
    this.identifier = identifier;
    // The indicator in every frame is the person's own: a page that set its picture could imitate it.
    this.logoRev = 0;
  }

  get #name() { return this.identifier ?? ""; }

  /**
   * Under the addresses as the webmail wrote them.
   * @param {string[]} recipients
   */
  async validKeyForAddress(recipients) {
    const addresses = this.#checks.addresses(recipients);
    if (addresses.length === 0) return {};
    const found = /** @type {Record<string, false|{ keys: { fingerprint: string, lastModified: string|Date, source: string }[] }>} */ (
      await this.#ask("validKeyForAddress", { addresses }, { connect: true }));
    const folded = new Map(Object.entries(found).map(([address, keys]) => [address.toLowerCase(), keys]));
    return Object.fromEntries(addresses.map((address) => {
      const one = folded.get(address.toLowerCase()) ?? false;
      return [address, one && { keys: one.keys.map(({ fingerprint, lastModified, source }) => (
        { fingerprint: fingerprint.toLowerCase(), lastModified: new Date(lastModified), source: sources[source] ?? "LOC" })) }];
    }));
  }

  /** @param {string} emailAddr @returns {Promise<string>} armored */
  async exportOwnPublicKey(emailAddr) {
    const address = this.#checks.text(emailAddr, "emailAddr");
    return String(await this.#ask("exportOwnPublicKey", { address }, { connect: true, otherwise: "NO_KEY_FOR_ADDRESS" }));
  }

  /** @param {{ from: string }} headers @returns {Promise<{ autocrypt: string }>} */
  async additionalHeadersForOutgoingEmail(headers) {
    const from = this.#checks.text(this.#checks.object(headers, "headers").from, "headers.from");
    const autocrypt = await this.#ask("autocryptHeader", { from });
    if (autocrypt === null) throw this.#checks.error("NO_KEY_FOR_ADDRESS");
    return { autocrypt: String(autocrypt) };
  }

  /** @param {string} armored @returns {Promise<"IMPORTED"|"UPDATED"|"INVALIDATED"|"REJECTED">} */
  async importPublicKey(armored) {
    const checked = this.#checks.armored(armored, "public key", "armored");
    return /** @type {any} */ (await this.#ask("importPublicKey", { armored: checked }, { connect: true, otherwise: "IMPORT_ERROR" }));
  }

  /** @param {{ autocrypt: string, from: string, date: string }} headers @returns {Promise<void>} */
  async processAutocryptHeader(headers) {
    const { autocrypt, from, date } = this.#checks.object(headers, "headers");
    if (typeof autocrypt !== "string" || typeof from !== "string" || !/\bkeydata\s*=/i.test(autocrypt)) throw this.#checks.error("INVALID_HEADER");
    // Without a date it counts as sent now, as section 2.3 of the Autocrypt specification has it for dates in the future.
    const sent = typeof date === "string" && date !== "" ? date : new Date().toUTCString();
    await this.#ask("processAutocryptHeader", { from, header: autocrypt, date: sent }, { otherwise: "INVALID_HEADER" });
  }

  /** @param {string} dataURL @param {number} revision @returns {Promise<void>} */
  async setLogo(dataURL, revision) {
    this.#checks.logo(dataURL, revision, this.logoRev);
    throw this.#checks.error("NOT_SUPPORTED", { what: "setLogo" });
  }

  /** @param {string} selector @param {unknown} options @returns {Promise<Generator>} */
  async createKeyGenContainer(selector, options) {
    const userIds = this.#checks.userIds(options);
    const container = this.#checks.container(selector);
    const [first] = userIds;
    const place = await this.#frames.open("key-generation", container, { keyring: this.#name, address: first?.email ?? null, name: first?.fullName ?? null });
    return new Generator(this.#checks, place, userIds);
  }

  /** @param {string} selector @param {unknown} [options] @returns {Promise<KeyBackupPopup>} */
  async createKeyBackupContainer(selector, options) {
    this.#checks.object(options, "options");
    return new KeyBackupPopup(this.#checks, await this.#frames.open("backup", this.#checks.container(selector), { keyring: this.#name }));
  }

  /** @param {string} selector @param {unknown} [options] @returns {Promise<RestoreBackup>} */
  async restoreBackupContainer(selector, options) {
    this.#checks.object(options, "options");
    return new RestoreBackup(this.#checks, await this.#frames.open("restore", this.#checks.container(selector), { keyring: this.#name }));
  }

  /** @param {string|{ fingerprint?: string, email?: string }} [query] @returns {Promise<boolean>} */
  async hasPrivateKey(query) {
    const { fingerprint, email } = typeof query === "string" ? { fingerprint: query, email: undefined } : this.#checks.object(query, "query");
    /** @type {{ fingerprint?: string, email?: string }} */
    const input = {};
    if (fingerprint !== undefined) input.fingerprint = this.#checks.text(fingerprint, "fingerprint").replace(/\s/g, "").toLowerCase();
    if (email !== undefined) input.email = this.#checks.text(email, "email");
    return await this.#ask("hasPrivateKey", input) === true;
  }

  /**
   * Taken, and never called: what the vault keeps of keys does not travel by the webmail.
   * @param {{ uploadSync?: unknown, downloadSync?: unknown }} handlers
   * @returns {Promise<void>}
   */
  async addSyncHandler(handlers) {
    const { uploadSync, downloadSync, ...others } = this.#checks.object(handlers, "syncHandlerObj");
    if (typeof uploadSync !== typeof downloadSync) throw this.#checks.error("TYPE_MISMATCH", { name: "uploadSync, downloadSync" });
    for (const [name, handler] of Object.entries({ uploadSync, ...others })) {
      if (handler !== undefined && handler !== null && typeof handler !== "function") throw this.#checks.error("TYPE_MISMATCH", { name });
    }
  }

  /** Over the page: only there, in its frame, does the vault have its keys. @param {unknown} [options] @returns {Promise<void>} */
  async openSettings(options) {
    this.#checks.object(options, "options");
    await this.#frames.openOver("settings", { keyring: this.#name }, (place) => place.ask("show", { section: "keys" }));
  }

  /**
   * @param {string} name @param {unknown} input
   * @param {{ connect?: boolean, otherwise?: string }} [how]  connect: the person connects the webmail first, if it is not
   */
  async #ask(name, input, { connect = false, otherwise = "INTERNAL_ERROR" } = {}) {
    try {
      if (connect) await this.#frames.connected(this.#name);
      return await (await this.#frames.keyring(this.#name)).ask(name, input);
    } catch (error) {
      throw apiError(error, this.#checks.language(), { otherwise });
    }
  }
}
