// @ts-check
// The own keys in the browser: IndexedDB of the page's origin. Each secret is encrypted under a WebCrypto key that the
// browser will use but not hand out, so that a copy of the database, in a backup or by a curious extension, holds no
// secret. It does not protect against code that runs in this origin.

import { ZegelError } from "../engine/errors.js";

/** @import { KeyStore } from "../engine/types.js" */
/** @import { OwnKey } from "../generated/contract.js" */

/** @typedef {OwnKey & { iv: Uint8Array<ArrayBuffer>, sealedSecret: ArrayBuffer }} KeyRecord */

/** @implements {KeyStore} */
export class IndexedStore {
  /** @type {Promise<IDBDatabase>|null} */
  #database = null;
  #name;

  /** @param {string} [name] */
  constructor(name = "zegel-keys") {
    this.#name = name;
  }

  /** @type {KeyStore["keep"]} */
  keep(key, secret) {
    return refusing(async () => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealedSecret = await crypto.subtle.encrypt(
        cipher(iv, key.fingerprint), await this.#wrappingKey(), /** @type {BufferSource} */ (secret));
      const { fingerprint, address, name, certificate, created, expires } = key;
      // "strict": written to the disk before it counts as kept. A certificate whose key is lost makes mail unreadable.
      await this.#transact(keys, "readwrite", (keys) =>
        keys.put({ fingerprint, address, name, certificate, created, expires, iv, sealedSecret }));
    });
  }

  /** @type {KeyStore["list"]} */
  list() {
    return refusing(async () => {
      /** @type {KeyRecord[]} */
      const records = await this.#transact(keys, "readonly", (keys) => keys.getAll());
      return records.map(({ iv, sealedSecret, ...key }) => key);
    });
  }

  /** @type {KeyStore["secret"]} */
  secret(fingerprint) {
    return refusing(async () => {
      /** @type {KeyRecord|undefined} */
      const record = await this.#transact(keys, "readonly", (keys) => keys.get(fingerprint));
      if (!record) return null;
      return new Uint8Array(await crypto.subtle.decrypt(
        cipher(record.iv, fingerprint), await this.#wrappingKey(), record.sealedSecret));
    });
  }

  /** @type {KeyStore["remove"]} */
  remove(fingerprint) {
    return refusing(async () => { await this.#transact(keys, "readwrite", (keys) => keys.delete(fingerprint)); });
  }

  close() {
    this.#database?.then((database) => database.close(), () => {});
    this.#database = null;
  }

  /**
   * The key that encrypts the secrets, made at first use. Two tabs may come here at once, and a transaction does not wait
   * for WebCrypto: each makes one, the first to write wins, both read what stands there.
   * @returns {Promise<CryptoKey>}
   */
  async #wrappingKey() {
    const known = await this.#transact(wrapping, "readonly", (wrapping) => wrapping.get(only));
    if (known) return known;
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    return this.#transact(wrapping, "readwrite", (wrapping) => {
      const kept = wrapping.get(only);
      kept.onsuccess = () => { if (!kept.result) wrapping.put(fresh, only); };
      return kept;
    }).then((kept) => kept ?? fresh);
  }

  /**
   * One request in a transaction of its own; resolves when the transaction is complete, not when the request is.
   * @param {string} storeName
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   * @returns {Promise<any>}
   */
  async #transact(storeName, mode, ask) {
    const transaction = await this.#transaction(storeName, mode);
    return new Promise((resolve, reject) => {
      const request = ask(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"));
    });
  }

  /**
   * @param {string} storeName
   * @param {IDBTransactionMode} mode
   */
  async #transaction(storeName, mode) {
    const durability = mode === "readwrite" ? "strict" : "default";
    try {
      return (await this.#open()).transaction(storeName, mode, { durability });
    } catch (error) {
      // The connection was closed under us, by another tab's upgrade or by the browser: once more, with a fresh one.
      if (/** @type {DOMException} */ (error).name !== "InvalidStateError") throw error;
      this.#database = null;
      return (await this.#open()).transaction(storeName, mode, { durability });
    }
  }

  #open() {
    const forget = () => { this.#database = null; };
    const opening = this.#database ??= openDatabase(this.#name, forget);
    opening.catch(forget);
    return opening;
  }
}

/**
 * @param {string} name
 * @param {() => void} onClose  the connection is of no use any more
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(name, onClose) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
    request.onblocked = () => reject(new DOMException("", "BlockedError"));
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      // Another tab runs a newer version of this page, or clears the data: it must not have to wait for us.
      database.onversionchange = () => { database.close(); onClose(); };
      database.onclose = onClose;
      resolve(database);
    };
  });
}

/**
 * Each version of the schema adds a step; a step once released is never changed.
 * @param {IDBDatabase} database
 * @param {number} from
 */
function upgrade(database, from) {
  if (from < 1) {
    database.createObjectStore(keys, { keyPath: "fingerprint" });
    database.createObjectStore(wrapping);
  }
}

/**
 * The fingerprint is authenticated with the secret: exchanged records are refused.
 * @param {Uint8Array<ArrayBuffer>} iv
 * @param {string} fingerprint
 */
function cipher(iv, fingerprint) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(fingerprint) };
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function refusing(work) {
  try {
    return await work();
  } catch (cause) {
    const { name = "UnknownError" } = /** @type {{ name?: string }} */ (cause);
    throw new ZegelError("storage-refused", { reason: name }, { cause });
  }
}

const version = 1;
const keys = "keys";
const wrapping = "wrapping";
const only = "aes-gcm";
