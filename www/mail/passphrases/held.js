// @ts-check
// The passphrases of one message: chosen now, or remembered from before. What is remembered stays in the vault until it is needed.

import { mailbox } from "../../keys/addresses.js";

/**
 * @typedef {import("../../engine/types.js").KeptPassphrase} KeptPassphrase
 * @typedef {import("../../engine/types.js").Letter} Letter
 * @typedef {Pick<import("../../keys/vault.js").Vault, "passphrases"|"passphrase"|"keepPassphrase"|"forgetPassphrase"|"addEventListener"|"removeEventListener">} Vault
 */

export class Held {
  /** @type {Map<string, KeptPassphrase>} */ #chosen = new Map();
  /** Since when, by address. @type {Map<string, string>} */ #remembered = new Map();
  /** Remembered, and not wanted for this message. @type {Set<string>} */ #left = new Set();

  /** @param {{ vault: Vault, owner: string, onChange: () => void }} options  `owner`: the own address */
  constructor({ vault, owner, onChange }) {
    this.vault = vault;
    this.owner = owner;
    this.onChange = onChange;
    this.#listener = () => { void this.look(); };
    vault.addEventListener("passphrases", this.#listener);
  }

  /** @type {() => void} */ #listener;

  /** Brings it up to date with the vault. */
  async look() {
    // Without a vault that answers nothing is remembered; choosing one now goes all the same.
    const heads = await this.vault.passphrases(this.owner).catch(() => []);
    this.#remembered = new Map(heads.map(({ address, since }) => [address, since]));
    this.onChange();
  }

  /** Whether this recipient opens the message with a passphrase. @param {string} address */
  has(address) {
    const { key } = mailbox(address);
    return this.#chosen.has(key) || (this.#remembered.has(key) && !this.#left.has(key));
  }

  /** Since when it is remembered; null where it is not. @param {string} address */
  since(address) {
    return this.#remembered.get(mailbox(address).key) ?? null;
  }

  /** @param {string} address @returns {Promise<KeptPassphrase|null>} rejected with `vault-locked` where the vault has it */
  async of(address) {
    const { key } = mailbox(address);
    return this.#chosen.get(key) ?? (this.#remembered.has(key) ? this.vault.passphrase(this.owner, key) : null);
  }

  /** @param {KeptPassphrase} chosen @param {boolean} remember */
  async use(chosen, remember) {
    const { key } = mailbox(chosen.address);
    const kept = { ...chosen, address: key };
    if (remember) await this.vault.keepPassphrase(this.owner, kept);
    else if (this.#remembered.has(key)) await this.vault.forgetPassphrase(this.owner, key);
    this.#left.delete(key);
    this.#chosen.set(key, kept);
    await this.look();
  }

  /** For this message only. @param {string} address */
  leave(address) {
    const { key } = mailbox(address);
    this.#chosen.delete(key);
    this.#left.add(key);
    this.onChange();
  }

  /**
   * What the engine seals with.
   * @param {string[]} addresses
   * @returns {Promise<Letter[]>}
   */
  async letters(addresses) {
    const all = await Promise.all(addresses.filter((address) => this.has(address)).map(async (address) => ({ address, kept: await this.of(address) })));
    // Forgotten in another tab meanwhile: then there is none, and sealing says so.
    return all.flatMap(({ address, kept }) => (kept ? [{ address, passphrase: kept.passphrase, hint: kept.hint, language: kept.language }] : []));
  }

  /** Who has one for this message only, and whose remembered one is not wanted: what a draft may keep of them. */
  kept() {
    return { chosen: [...this.#chosen.keys()].filter((key) => !this.#remembered.has(key)), left: [...this.#left] };
  }

  close() {
    this.vault.removeEventListener("passphrases", this.#listener);
    this.#chosen.clear();
  }
}
