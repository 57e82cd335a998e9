// @ts-check
// What a webmail holds of an editor, a key generator and the two sheets for backups: handles on frames of the vault.

import { apiError } from "./errors.js";

/** @typedef {import("../frames.js").Place} Place */
/** @typedef {import("./checks.js").Checks} Checks */

export class Editor {
  #checks;
  #place;
  #busy = false;

  /** @param {Checks} checks @param {Place} place */
  constructor(checks, place) {
    this.#checks = checks;
    this.#place = place;
    this.editorId = place.id;
  }

  /**
   * @param {string[]} recipients  nobody in it (null, "") is left out
   * @returns {Promise<string>} one armored message to all of them
   */
  async encrypt(recipients) {
    const addresses = this.#checks.addresses(recipients);
    if (addresses.length === 0) throw this.#checks.error("NO_RECIPIENT");
    return this.#alone(() => this.#place.ask("encrypt", { recipients: addresses }));
  }

  /** @returns {Promise<string>} one armored message to oneself */
  async createDraft() {
    return this.#alone(() => this.#place.ask("createDraft", undefined));
  }

  /** Two at once would seal two states of one text. @param {() => Promise<unknown>} work @returns {Promise<string>} */
  async #alone(work) {
    if (this.#busy) throw this.#checks.error("ENCRYPT_IN_PROGRESS");
    this.#busy = true;
    try {
      return String(await work());
    } catch (error) {
      throw apiError(error, this.#checks.language());
    } finally {
      this.#busy = false;
    }
  }
}

export class Generator {
  #checks;
  #place;
  #userIds;

  /** @param {Checks} checks @param {Place} place @param {{ email: string, fullName?: string }[]} userIds */
  constructor(checks, place, userIds) {
    this.#checks = checks;
    this.#place = place;
    this.#userIds = userIds;
    this.generatorId = place.id;
  }

  /**
   * @param {Promise<unknown>} [confirm]  the key is kept when it resolves, and thrown away when it rejects
   * @returns {Promise<string>} the certificate, armored
   */
  async generate(confirm) {
    if (confirm !== undefined && confirm !== null && typeof confirm.then !== "function") throw this.#checks.error("TYPE_MISMATCH", { name: "confirm" });
    try {
      const armored = String(await this.#place.ask("generate", { userIds: this.#userIds, confirm: Boolean(confirm) }));
      if (confirm) {
        confirm.then(() => this.#place.tell("generation", { keep: true }), () => this.#place.tell("generation", { keep: false }));
      }
      return armored;
    } catch (error) {
      throw apiError(error, this.#checks.language());
    }
  }
}

/** A sheet that is open until the person is done with it. */
class Sheet {
  #checks;
  #place;

  /** @param {Checks} checks @param {Place} place */
  constructor(checks, place) {
    this.#checks = checks;
    this.#place = place;
  }

  /** @returns {Promise<void>} resolves when the person is done, rejects when they gave up */
  async isReady() {
    try {
      await this.#place.ask("isReady", undefined);
    } catch (error) {
      throw apiError(error, this.#checks.language());
    }
  }
}

export class KeyBackupPopup extends Sheet {
  /** @param {Checks} checks @param {Place} place */
  constructor(checks, place) {
    super(checks, place);
    this.popupId = place.id;
  }
}

export class RestoreBackup extends Sheet {
  /** @param {Checks} checks @param {Place} place */
  constructor(checks, place) {
    super(checks, place);
    this.restoreId = place.id;
  }
}
