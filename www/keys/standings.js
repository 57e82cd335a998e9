// @ts-check
// How it stands with people's keys: what the finder found and what is remembered of them, judged by the engine. Everything
// that shows or uses somebody's certificate asks here.

import { ZegelError, asZegelError } from "../engine/errors.js";
import { mailbox } from "./addresses.js";
import { splitCertificates } from "./keyring.js";

/** @import { Standing } from "../generated/contract.js" */
/** @import { Engine, FoundCertificate, PersonFound } from "../engine/types.js" */
/** @import { Finder, Trouble } from "./finder.js" */
/** @import { How, People } from "./people.js" */
/** @import { Candidate } from "./sources/types.js" */

/**
 * @typedef {object} Answer
 * @property {Standing} standing
 * @property {Candidate[]} candidates  all that was found
 * @property {Trouble[]} troubles  where nothing could be asked
 */

/** A standing with which mail can be encrypted to somebody. @param {Standing["state"]} state */
export function isUsable(state) {
  return state === "verified" || state === "known" || state === "new";
}

/** Where keys come from that somebody merely sent. @type {Set<string>} */
const byMail = new Set(["autocrypt", "attached", "gossip"]);

/** Whether a key was found where nobody can put it who merely sends mail. @param {string[]} sources */
export function isElsewhere(sources) {
  return sources.some((source) => !byMail.has(source));
}

export class Standings {
  #engine;
  #finder;
  #people;
  #trusted;
  #seen;
  /** @type {Set<(address: string) => void>} */
  #listeners = new Set();
  /** To be judged in one go. @type {{ person: PersonFound, resolve: (standing: Standing) => void, reject: (error: unknown) => void }[]} */
  #waiting = [];
  #ends;

  /**
   * @param {{ engine: Pick<Engine, "judge"|"readCertificate">, finder: Finder, people: People, trusted?: Uint8Array[], seen?: () => Promise<void> }} means  `trusted`:
   *   certificates whose certifications count, from the organisation's bundle; `seen`: rejects where a press may not be the person's own
   */
  constructor({ engine, finder, people, trusted = [], seen = async () => {} }) {
    this.#engine = engine;
    this.#finder = finder;
    this.#people = people;
    this.#trusted = trusted;
    this.#seen = seen;
    const tell = (/** @type {string} */ address) => { for (const listener of this.#listeners) listener(address); };
    this.#ends = [finder.onChange(tell), people.onChange(tell)];
  }

  get finder() {
    return this.#finder;
  }

  get people() {
    return this.#people;
  }

  /**
   * @param {string} address
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<Answer>}
   */
  async of(address, options = {}) {
    const [{ candidates, troubles }, remembered] = await Promise.all([this.#finder.find(address, options), this.#people.of(address)]);
    const files = candidates.map(({ bytes, source }) => ({ bytes, source: /** @type {any} */ (source) }));
    const standing = await this.#judged({ address, files, remembered });
    if (standing.certificate && standing.state !== "changed") {
      // Nobody waits for it: what is not remembered is met as new the next time.
      void this.#people.saw(address, standing.certificate.fingerprint, isElsewhere(standing.sources)).catch(() => {});
    }
    return { standing, candidates, troubles };
  }

  /** Mail was encrypted to somebody's key, or they signed with it: from now on it is the known one. @param {string} address @param {string} fingerprint */
  used(address, fingerprint) {
    return this.#people.used(address, fingerprint);
  }

  /** The person compared it with its owner. @param {string} address @param {string} fingerprint @param {How} how */
  async verify(address, fingerprint, how) {
    await this.#seen();
    return this.#people.verify(address, fingerprint, how);
  }

  /** The person found that it is not theirs: it waits until they say otherwise. @param {string} address @param {string} fingerprint */
  async reject(address, fingerprint) {
    await this.#seen();
    return this.#people.reject(address, fingerprint);
  }

  /** @param {string} address @param {string} fingerprint */
  async unverify(address, fingerprint) {
    await this.#seen();
    return this.#people.unverify(address, fingerprint);
  }

  /** The person takes another key in the place of the one before. @param {string} address @param {string} fingerprint */
  async accept(address, fingerprint) {
    await this.#seen();
    return this.#people.accept(address, fingerprint);
  }

  /**
   * Takes somebody's certificate from a file that was handed over.
   * @param {string} address
   * @param {Uint8Array} file  binary or armored
   */
  async bring(address, file) {
    const all = splitCertificates(file);
    const views = await Promise.all(all.map((bytes) => this.#engine.readCertificate(bytes, address)));
    const theirs = all.filter((_, index) => views[index].reason !== "wrong-address");
    if (theirs.length === 0) {
      throw all.length > 0 ? new ZegelError("recipient-certificate-unusable", { address, reason: "wrong-address" }) : new ZegelError("certificate-malformed", { address });
    }
    for (const bytes of theirs) await this.#kept()?.learn({ address, bytes, source: "imported", seenAt: Date.now() });
  }

  /** Whether certificates can be kept on this device. */
  get keeps() {
    return this.#kept() !== null;
  }

  #kept() {
    return /** @type {import("./sources/kept.js").KeptSource|null} */ (/** @type {unknown} */ (this.#finder.source("kept")));
  }

  /**
   * What an opened message brought, for later: nothing of it counts more than where it comes from.
   * @param {import("../generated/contract.js").Opened} opened
   */
  async learn(opened) {
    const kept = this.#kept();
    if (!kept) return;
    const seenAt = Math.min(Date.parse(opened.headers.date.value) || 0, Date.now());
    const from = opened.headers.from.address;
    const attached = opened.signature.state !== "valid" || !from ? [] : opened.parts.filter(({ type }) => type === "application/pgp-keys");
    await Promise.allSettled([
      ...opened.keys.map(({ address, source, mutual, bytes }) =>
        kept.learn({ address, bytes, source: /** @type {"autocrypt"|"gossip"} */ (source), seenAt, preferEncrypt: mutual })),
      ...attached.map(({ bytes }) => kept.learn({ address: /** @type {string} */ (from), bytes, source: "attached", seenAt })),
    ]);
  }

  /**
   * Tells when it may stand otherwise with somebody, as `mailbox(address).key`.
   * @param {(address: string) => void} listener
   * @returns {() => void} ends it
   */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  close() {
    for (const end of this.#ends) end();
    this.#listeners.clear();
  }

  /** Many addresses are asked about at once; the worker hears of all of them together. @param {PersonFound} person @returns {Promise<Standing>} */
  #judged(person) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ person, resolve, reject });
      if (this.#waiting.length === 1) setTimeout(() => this.#judge());
    });
  }

  async #judge() {
    const asked = this.#waiting.splice(0);
    try {
      const standings = await this.#engine.judge(asked.map(({ person }) => person), this.#trusted);
      asked.forEach(({ resolve }, index) => resolve(standings[index]));
    } catch (error) {
      for (const { reject } of asked) reject(asZegelError(error));
    }
  }
}

/**
 * The certificate of an answer, for sealing: that one and no other, in all the copies there are of it, for what one of them
 * revokes is revoked.
 * @param {string} address
 * @param {Answer} answer
 * @returns {FoundCertificate[]}
 */
export function forSealing(address, { standing: { certificate, state }, candidates }) {
  if (!certificate || !isUsable(state)) return [];
  return candidates.map(({ bytes }) => ({ address, bytes, fingerprint: certificate.fingerprint }));
}

/** Whether two texts are one mailbox. @param {string} one @param {string} other */
export function sameMailbox(one, other) {
  try {
    return mailbox(one).key === mailbox(other).key;
  } catch {
    return one.toLowerCase() === other.toLowerCase();
  }
}
