// @ts-check

/** @import { KeyStore } from "../engine/types.js" */
/** @import { OwnKey } from "../generated/contract.js" */

/** Keys that live as long as this object: for Node and for tests. @implements {KeyStore} */
export class MemoryStore {
  /** @type {Map<string, { key: OwnKey, secret: Uint8Array }>} */
  #keys = new Map();

  /** @type {KeyStore["keep"]} */
  async keep(key, secret) {
    this.#keys.set(key.fingerprint, { key: structuredClone(key), secret: secret.slice() });
  }

  /** @type {KeyStore["list"]} */
  async list() {
    return [...this.#keys.values()].map(({ key }) => structuredClone(key));
  }

  /** @type {KeyStore["secret"]} */
  async secret(fingerprint) {
    return this.#keys.get(fingerprint)?.secret.slice() ?? null;
  }

  /** @type {KeyStore["remove"]} */
  async remove(fingerprint) {
    this.#keys.get(fingerprint)?.secret.fill(0);
    this.#keys.delete(fingerprint);
  }

  close() {
    for (const { secret } of this.#keys.values()) secret.fill(0);
    this.#keys.clear();
  }
}
