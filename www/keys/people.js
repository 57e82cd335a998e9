// @ts-check
// Whose keys were met before, and which of them a person has verified or accepted. Nothing of it can be found again
// elsewhere, so it has a database of its own that nobody clears to save space.

import { mailbox } from "./addresses.js";
import { Database, SteadyTable } from "./database.js";

/** @import { Tables } from "./database.js" */

/** @typedef {"code"|"qr"} How  by comparing the security code, or by a camera */

/**
 * One key of one address. All times are ISO 8601 texts.
 * @typedef {object} Known
 * @property {string} address  as `mailbox(address).key`
 * @property {string} fingerprint  in capitals
 * @property {string} firstSeen
 * @property {string|null} lastUsed  when mail was last encrypted to it
 * @property {{ at: string, how: How }|null} verified
 * @property {string} [rejected]  when somebody found that it is not its owner's
 * @property {string} [elsewhere]  when it was found first where nobody can put it who merely sends mail
 * @property {string} [accepted]  when somebody said that this other key is right although it was not verified
 */

export class People {
  #database;
  #table;
  #now;
  /** @type {BroadcastChannel|null} */
  #channel;
  /** @type {Set<(address: string) => void>} */
  #listeners = new Set();

  /**
   * @param {{ database?: Tables, now?: () => number, channel?: BroadcastChannel|null }} [options]
   *   `channel`: to the other tabs; null for none
   */
  constructor({ database = peopleDatabase(), now = Date.now, channel = openChannel() } = {}) {
    this.#database = database;
    this.#table = new SteadyTable(database.table("people"));
    this.#now = now;
    this.#channel = channel;
    channel?.addEventListener("message", ({ data }) => {
      if (typeof data?.changed === "string") this.#tell(data.changed);
    });
  }

  /** Whether what was said so far survives the page. */
  get lasting() {
    return this.#table.lasting;
  }

  /** The keys of an address, first seen first. @param {string} address @returns {Promise<Known[]>} */
  async of(address) {
    // Where it is not known what was agreed to, another key must not pass for a new one.
    return (await this.#table.sure(mailbox(address).key)) ?? [];
  }

  /** @returns {Promise<Known[]>} */
  async all() {
    return (await this.#table.entries()).flatMap(([, known]) => known);
  }

  /** A key was found for an address. @param {string} address @param {string} fingerprint @param {boolean} [elsewhere]  not only in mail */
  saw(address, fingerprint, elsewhere = false) {
    return this.#change(address, fingerprint, (known, now) => (elsewhere && !known.elsewhere ? { ...known, elsewhere: now } : known));
  }

  /** Mail was encrypted to it. @param {string} address @param {string} fingerprint */
  used(address, fingerprint) {
    return this.#change(address, fingerprint, (known, now) => ({ ...known, lastUsed: now }));
  }

  /** @param {string} address @param {string} fingerprint @param {How} how */
  verify(address, fingerprint, how) {
    return this.#change(address, fingerprint, (known, at) => ({ ...known, verified: { at, how } }));
  }

  /** @param {string} address @param {string} fingerprint */
  unverify(address, fingerprint) {
    return this.#change(address, fingerprint, (known) => ({ ...known, verified: null }));
  }

  /** @param {string} address @param {string} fingerprint */
  accept(address, fingerprint) {
    return this.#change(address, fingerprint, (known, accepted) => ({ ...known, accepted }));
  }

  /** The person found that it is not its owner's. @param {string} address @param {string} fingerprint */
  reject(address, fingerprint) {
    return this.#change(address, fingerprint, (known, rejected) => ({ ...known, rejected, verified: null }));
  }

  /** @param {string} address */
  async forget(address) {
    const { key } = mailbox(address);
    await this.#table.update(key, () => null);
    this.#announce(key);
  }

  /**
   * Calls back when something changed, here or in another tab.
   * @param {(address: string) => void} listener
   * @returns {() => void} ends it
   */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  close() {
    this.#channel?.close();
    this.#database.close();
  }

  /**
   * In one transaction: what another tab wrote meanwhile is there, and stays.
   * @param {string} address
   * @param {string} fingerprint
   * @param {(known: Known, now: string) => Known} change
   * @returns {Promise<Known[]>} what is known of the address now
   */
  async #change(address, fingerprint, change) {
    const { key } = mailbox(address);
    const print = fingerprint.replaceAll(" ", "").toUpperCase();
    const now = new Date(this.#now()).toISOString();
    let isNews = false;
    /** @type {Known[]} */
    const all = await this.#table.update(key, (/** @type {Known[]|null} */ before) => {
      const known = before ?? [];
      const old = known.find((one) => one.fingerprint === print);
      const next = change(old ?? { address: key, fingerprint: print, firstSeen: now, lastUsed: null, verified: null }, now);
      isNews = next !== old;
      return bounded(old ? known.map((one) => (one === old ? next : one)) : [...known, next], next);
    });
    if (isNews) this.#announce(key);
    return all;
  }

  /** @param {string} key */
  #announce(key) {
    this.#channel?.postMessage({ changed: key });
    this.#tell(key);
  }

  /** @param {string} key */
  #tell(key) {
    for (const listener of this.#listeners) listener(key);
  }
}

/**
 * A directory gone mad may show a new key each time: what a person decided, what was used and what is new stays.
 * @param {Known[]} known
 * @param {Known} next
 */
function bounded(known, next) {
  if (known.length <= most) return known;
  const others = known.filter((one) => one !== next);
  const spare = others.find((one) => !one.verified && !one.accepted && !one.rejected && !one.lastUsed) ?? others[0];
  return known.filter((one) => one !== spare);
}

function peopleDatabase() {
  return new Database("zegel-people", [(database) => { database.createObjectStore("people"); }]);
}

function openChannel() {
  if (typeof BroadcastChannel === "undefined") return null;
  const channel = new BroadcastChannel("zegel-people");
  // In Node it would keep the process alive.
  /** @type {{ unref?: () => void }} */ (channel).unref?.();
  return channel;
}

const most = 64;
