// @ts-check
// What a browser remembers of the policies it accepted: the last edition with its signature, and how high the serials were.
// Nothing here is believed for being here: `loadPolicy` verifies an edition again each time it is read.

/** @typedef {{ serial: number, digest: string }} Mark  the highest serial accepted, and the SHA-256 of that edition */
/** @typedef {Record<string, Mark>} Marks  by the public key that signed, in hexadecimal */
/** @typedef {{ bytes: Uint8Array, signature: Uint8Array, marks: Marks }} PolicyRecord */

/**
 * @typedef {object} PolicyStore
 * @property {(url: string) => Promise<PolicyRecord|null>} read
 * @property {(url: string, change: (record: PolicyRecord|null) => PolicyRecord) => Promise<PolicyRecord>} update
 *   in one step, whatever other tabs do; answers what stands there then
 * @property {() => void} close
 */

/** Records that live as long as this object: for Node and for tests. @implements {PolicyStore} */
export class MemoryPolicyStore {
  /** @type {Map<string, PolicyRecord>} */
  #records = new Map();

  /** @type {PolicyStore["read"]} */
  async read(url) {
    return structuredClone(this.#records.get(url) ?? null);
  }

  /** @type {PolicyStore["update"]} */
  async update(url, change) {
    const record = structuredClone(change(structuredClone(this.#records.get(url) ?? null)));
    this.#records.set(url, record);
    return structuredClone(record);
  }

  close() {
    this.#records.clear();
  }
}

/** Records in IndexedDB of the page's origin. @implements {PolicyStore} */
export class IndexedPolicyStore {
  /** @type {Promise<IDBDatabase>|null} */
  #database = null;
  #name;

  /** @param {string} [name] */
  constructor(name = "zegel-policy") {
    this.#name = name;
  }

  /** @type {PolicyStore["read"]} */
  read(url) {
    return this.#transact("readonly", (records, answer) => {
      const known = records.get(url);
      known.onsuccess = () => answer(known.result ?? null);
    });
  }

  /** @type {PolicyStore["update"]} */
  update(url, change) {
    return this.#transact("readwrite", (records, answer) => {
      const known = records.get(url);
      known.onsuccess = () => {
        const record = change(known.result ?? null);
        records.put(record, url);
        answer(record);
      };
    });
  }

  close() {
    this.#database?.then((database) => database.close(), () => {});
    this.#database = null;
  }

  /**
   * One transaction; resolves with the answer when it is complete.
   * @param {IDBTransactionMode} mode
   * @param {(records: IDBObjectStore, answer: (result: any) => void) => void} work
   * @returns {Promise<any>}
   */
  async #transact(mode, work) {
    const transaction = await this.#transaction(mode);
    return new Promise((resolve, reject) => {
      /** @type {any} */
      let result = null;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"));
      work(transaction.objectStore(records), (answer) => { result = answer; });
    });
  }

  /** @param {IDBTransactionMode} mode */
  async #transaction(mode) {
    try {
      return (await this.#open()).transaction(records, mode);
    } catch (error) {
      // The connection was closed under us, by another tab's upgrade or by the browser: once more, with a fresh one.
      if (/** @type {DOMException} */ (error).name !== "InvalidStateError") throw error;
      this.#database = null;
      return (await this.#open()).transaction(records, mode);
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
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => { request.result.createObjectStore(records); };
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

const records = "records";
