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
    const addresses = new Set([...this.#keys.values()].flatMap(({ key }) => key.addresses).map((one) => one.toLowerCase()));
    for (const owner of this.#indexKeys.keys()) if (!addresses.has(owner)) this.#indexKeys.delete(owner);
  }

  /** @type {Map<string, import("../engine/types.js").KeptPassphrase>} */
  #passphrases = new Map();

  /** @type {Required<KeyStore>["passphrases"]} */
  async passphrases(owner) {
    const from = `${owner.toLowerCase()} `;
    return [...this.#passphrases].flatMap(([place, { address, since }]) => (place.startsWith(from) ? [{ owner: owner.toLowerCase(), address, since }] : []));
  }

  /** @type {Required<KeyStore>["passphrase"]} */
  async passphrase(owner, address) {
    return structuredClone(this.#passphrases.get(placeOf(owner, address)) ?? null);
  }

  /** @type {Required<KeyStore>["keepPassphrase"]} */
  async keepPassphrase(owner, kept) {
    this.#passphrases.set(placeOf(owner, kept.address), { ...kept, address: kept.address.toLowerCase() });
  }

  /** @type {Required<KeyStore>["forgetPassphrase"]} */
  async forgetPassphrase(owner, address) {
    this.#passphrases.delete(placeOf(owner, address));
  }

  /** @type {Map<string, { id: string, key: CryptoKey }>} */
  #indexKeys = new Map();

  /** @type {Required<KeyStore>["indexKey"]} */
  async indexKey(owner) {
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const known = this.#indexKeys.get(owner.toLowerCase()) ?? { id: crypto.randomUUID(), key };
    this.#indexKeys.set(owner.toLowerCase(), known);
    return known;
  }

  /** @type {Required<KeyStore>["forgetIndexKey"]} */
  async forgetIndexKey(owner) {
    this.#indexKeys.delete(owner.toLowerCase());
  }

  close() {
    this.#passphrases.clear();
    this.#indexKeys.clear();
    for (const { secret } of this.#keys.values()) secret.fill(0);
    this.#keys.clear();
  }
}

/** An address holds no space outside quotes, and quotes are part of it. @param {string} owner @param {string} address */
const placeOf = (owner, address) => `${owner.toLowerCase()} ${address.toLowerCase()}`;
