// @ts-check
// What this browser remembers of a policy, verified again.

import { ZegelError } from "./errors.js";
import { checked, hex, isOlder } from "./policy-edition.js";

/** @import { Checked, Edition, Measure } from "./policy-edition.js" */
/** @import { Mark, PolicyRecord, PolicyStore } from "./policy-store.js" */

/** @template {Edition} B */
export class Memory {
  #order;
  /** @type {PolicyRecord|null} */
  #record = null;
  /** The last edition accepted, where it still verifies. @type {Checked<B>|null} */
  kept = null;
  /** Why nothing can be remembered. @type {ZegelError|null} */
  trouble = null;

  /** @param {Measure<B> & { url: string, store: PolicyStore|null }} order */
  constructor(order) {
    this.#order = order;
  }

  /** Whether a policy was ever accepted from here, by whatever key. */
  get known() {
    return this.#record !== null;
  }

  async recall() {
    await this.#take((store) => store.read(this.#order.url));
  }

  /**
   * Remembers an accepted edition. Another tab may have accepted a newer one meanwhile; then that one stays.
   * @param {Checked<B>} edition
   */
  async keep(edition) {
    const { bytes, signature, by, serial, digest } = edition;
    const known = this.kept?.digest === digest && this.#record?.marks[by]?.digest === digest;
    if (known && hex(this.kept?.signature ?? new Uint8Array()) === hex(signature)) return;
    await this.#take((store) => store.update(this.#order.url, (found) => {
      const record = sound(found);
      if (record && isOlder(edition, this.#highest(record))) return record;
      return { bytes, signature, marks: { ...record?.marks, [by]: { serial, digest } } };
    }));
    this.refuseOlder(edition);
  }

  /** @param {Checked<B>} edition */
  refuseOlder(edition) {
    const highest = this.#highest(this.#record);
    if (isOlder(edition, highest)) throw new ZegelError("policy-rolled-back", { serial: edition.serial, seen: highest?.serial });
  }

  /** @param {(store: PolicyStore) => Promise<PolicyRecord|null>} work */
  async #take(work) {
    const { store } = this.#order;
    if (this.trouble) return;
    try {
      if (!store) throw new DOMException("", "NotSupportedError");
      this.#record = sound(await soon(work(store)));
    } catch (cause) {
      this.trouble = new ZegelError("policy-store-refused", {}, { cause });
      return;
    }
    this.kept = null;
    if (!this.#record) return;
    // A store can be written by others than us, and keys are withdrawn: what lies there is as good as its signature.
    const edition = await checked(this.#record, this.#order).catch(() => null);
    if (edition && !isOlder(edition, this.#highest(this.#record))) this.kept = edition;
  }

  /**
   * The highest edition accepted by any key that is pinned now. What a withdrawn key signed does not bind its successor.
   * @param {PolicyRecord|null} record
   * @returns {Mark|null}
   */
  #highest(record) {
    const marks = this.#order.keys.flatMap(({ point }) => record?.marks[hex(point)] ?? []);
    return marks.reduce((/** @type {Mark|null} */ highest, mark) => highest && highest.serial >= mark.serial ? highest : mark, null);
  }
}

/**
 * A record as this code writes it, or none: it may be from another version of this page.
 * @param {any} record
 * @returns {PolicyRecord|null}
 */
function sound(record) {
  const marks = Object.values(record?.marks ?? {});
  const whole = record?.bytes instanceof Uint8Array && record.signature instanceof Uint8Array &&
    marks.every((mark) => Number.isInteger(mark?.serial) && typeof mark.digest === "string");
  return whole ? record : null;
}

/**
 * Some browsers leave a database that they do not want to open without any answer.
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
function soon(work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException("", "TimeoutError")), storePatience);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const storePatience = 3_000;
