// @ts-check
// How it stands with the keys of recipients while they are typed: asked once per address, and again when something changed.

import { forSealing, isUsable } from "../../keys/standings.js";
import { mailbox } from "../../keys/addresses.js";

/**
 * @typedef {import("../../button/types.d.ts").RecipientState} RecipientState
 * @typedef {import("../../keys/standings.js").Answer} Found
 * @typedef {{ state: Exclude<RecipientState, "malformed">, reason: string|null, found: Found|null }} Answer
 */

export class Lookup {
  /** @type {Map<string, Answer>} */ #answers = new Map();
  /** @type {Map<string, Promise<void>>} */ #running = new Map();
  /** As they were typed. @type {Map<string, string>} */ #addresses = new Map();

  /**
   * @param {{ standings: import("../../keys/standings.js").Standings, onChange: () => void }} options
   */
  constructor({ standings, onChange }) {
    this.standings = standings;
    this.onChange = onChange;
    this.end = standings.onChange((changed) => {
      const address = this.#addresses.get(changed);
      if (address !== undefined) this.#start(address);
    });
  }

  /**
   * What is known of an address; asks when nothing is.
   * @param {string} address
   * @returns {Answer}
   */
  of(address) {
    const { key } = mailbox(address);
    const known = this.#answers.get(key);
    if (known) return known;
    const asked = blank("looking");
    this.#answers.set(key, asked);
    this.#start(address);
    return asked;
  }

  /** Asks again, whatever is remembered. @param {string} address */
  async again(address) {
    this.#answers.set(mailbox(address).key, blank("looking"));
    this.onChange();
    await this.standings.finder.forget(address);
    this.#start(address);
  }

  /** How many of how many addresses have been looked up. */
  get progress() {
    return { done: this.#answers.size - this.#running.size, total: this.#answers.size };
  }

  /** Waits for what is under way. */
  async done() {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /**
   * The usable certificates of these addresses, each for the address it was found for.
   * @param {string[]} addresses
   * @returns {import("../../button/types.d.ts").FoundCertificate[]}
   */
  certificates(addresses) {
    return addresses.flatMap((address) => {
      const found = this.#answers.get(mailbox(address).key)?.found;
      return found ? forSealing(address, found) : [];
    });
  }

  /** Mail was encrypted to these: their keys are known ones now. @param {string[]} addresses */
  async used(addresses) {
    await Promise.allSettled(addresses.map(async (address) => {
      const { state, found } = this.of(address);
      if (isUsable(/** @type {any} */ (state)) && found?.standing.certificate) await this.standings.used(address, found.standing.certificate.fingerprint);
    }));
  }

  /** @param {string} address */
  #start(address) {
    const { key } = mailbox(address);
    this.#addresses.set(key, address);
    const work = this.#ask(address).then((answer) => {
      // Asked again meanwhile: then this is not the last word.
      if (this.#running.get(key) !== work) return;
      this.#answers.set(key, answer);
      this.#running.delete(key);
      this.#tell();
    });
    this.#running.set(key, work);
  }

  /** @type {ReturnType<typeof setTimeout>|undefined} */ #later;

  /** Whoever hears of an answer goes over all recipients: of a thousand answers it is told a few times, and after the last. */
  #tell() {
    if (this.#running.size >= few) {
      this.#later ??= setTimeout(() => { this.#later = undefined; this.onChange(); }, pause);
      return;
    }
    clearTimeout(this.#later);
    this.#later = undefined;
    this.onChange();
  }

  /** @param {string} address @returns {Promise<Answer>} */
  async #ask(address) {
    try {
      const found = await this.standings.of(address);
      const { standing, troubles } = found;
      // Where somebody could not be asked, it is not known that there is none.
      if (standing.state === "none" && troubles.length > 0) return { ...blank("unreachable"), found };
      return { state: standing.state, reason: standing.reason, found };
    } catch {
      // A worker that died says nothing about the certificate.
      return blank("unreachable");
    }
  }
}

const few = 8;
const pause = 200; // milliseconds

/** @param {Answer["state"]} state @returns {Answer} */
function blank(state) {
  return { state, reason: null, found: null };
}
