// @ts-check
// IndexedDB as the stores of this folder use it, and the same in memory: for Node, for tests, and for browsers that refuse.

import { ZegelError } from "../engine/errors.js";

/**
 * Records under a key of text. All of them are the caller's own copies.
 * @typedef {object} Table
 * @property {(key: string) => Promise<any>} get  null for an unknown key
 * @property {() => Promise<[string, any][]>} entries
 * @property {(key: string, change: (record: any) => any) => Promise<any>} update
 *   in one step, whatever other tabs do; `change` gets null for an unknown key and answers null to remove it
 * @property {(isOld: (record: any) => boolean) => Promise<void>} sweep  removes what is old
 */

/** @typedef {{ table: (name: string) => Table, close: () => void }} Tables */
/** @typedef {(database: IDBDatabase) => void} Step  of the schema; one once released is never changed */

/** A database of the page's origin. What it cannot do is a `storage-refused`. @implements {Tables} */
export class Database {
  /** @type {Promise<IDBDatabase>|null} */
  #opening = null;
  #name;
  #steps;

  /**
   * @param {string} name
   * @param {Step[]} steps  one for each version of the schema
   */
  constructor(name, steps) {
    this.#name = name;
    this.#steps = steps;
  }

  /**
   * One transaction; resolves with what `work` answered when it is complete.
   * @param {string|string[]} stores
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction, answer: (result: any) => void) => void} work
   * @param {IDBTransactionDurability} [durability]  "strict": on the disk before it counts as done
   * @returns {Promise<any>}
   */
  async transact(stores, mode, work, durability = "default") {
    try {
      const transaction = await this.#transaction(stores, mode, durability);
      return await new Promise((resolve, reject) => {
        /** @type {any} */
        let result = null;
        transaction.oncomplete = () => resolve(result);
        transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"));
        try {
          work(transaction, (answer) => { result = answer; });
        } catch (thrown) {
          transaction.abort();
          reject(thrown);
        }
      });
    } catch (cause) {
      const { name = "UnknownError" } = /** @type {{ name?: string }} */ (cause);
      throw new ZegelError("storage-refused", { reason: name }, { cause });
    }
  }

  /** @param {string} name @returns {Table} */
  table(name) {
    return new IndexedTable(this, name);
  }

  close() {
    this.#opening?.then((database) => database.close(), () => {});
    this.#opening = null;
  }

  /**
   * @param {string|string[]} stores
   * @param {IDBTransactionMode} mode
   * @param {IDBTransactionDurability} durability
   */
  async #transaction(stores, mode, durability) {
    try {
      return (await this.#open()).transaction(stores, mode, { durability });
    } catch (error) {
      // The connection was closed under us, by another tab's upgrade or by the browser: once more, with a fresh one.
      if (/** @type {DOMException} */ (error).name !== "InvalidStateError") throw error;
      this.#opening = null;
      return (await this.#open()).transaction(stores, mode, { durability });
    }
  }

  #open() {
    if (this.#opening) return this.#opening;
    const opening = openDatabase(this.#name, this.#steps, () => forget());
    const forget = () => { if (this.#opening === opening) this.#opening = null; };
    opening.catch(forget);
    this.#opening = opening;
    return opening;
  }
}

/**
 * @param {string} name
 * @param {Step[]} steps
 * @param {() => void} onClose  the connection is of no use any more
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(name, steps, onClose) {
  return new Promise((resolve, reject) => {
    // Throws where the page may not store at all, and where there is no IndexedDB.
    const request = indexedDB.open(name, steps.length);
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const step of steps.slice(oldVersion)) step(request.result);
    };
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

/** @implements {Table} */
class IndexedTable {
  #database;
  #name;

  /** @param {Database} database @param {string} name */
  constructor(database, name) {
    this.#database = database;
    this.#name = name;
  }

  /** @type {Table["get"]} */
  get(key) {
    return this.#transact("readonly", (records, answer) => {
      const known = records.get(key);
      known.onsuccess = () => answer(known.result ?? null);
    });
  }

  /** @type {Table["entries"]} */
  entries() {
    return this.#transact("readonly", (records, answer) => {
      const [keys, known] = [records.getAllKeys(), records.getAll()];
      known.onsuccess = () => answer(known.result.map((record, index) => [keys.result[index], record]));
    });
  }

  /** @type {Table["update"]} */
  async update(key, change) {
    /** @type {{ thrown: unknown }|null} */
    let failure = null;
    try {
      return await this.#transact("readwrite", (records, answer) => {
        const known = records.get(key);
        known.onsuccess = () => {
          try {
            const record = change(known.result ?? null);
            if (record === null) records.delete(key);
            else records.put(record, key);
            answer(record);
          } catch (thrown) {
            failure = { thrown };
            records.transaction.abort();
          }
        };
      });
    } catch (refused) {
      // What the caller's own code threw is not the browser's refusal.
      throw failure ? /** @type {{ thrown: unknown }} */ (failure).thrown : refused;
    }
  }

  /** @type {Table["sweep"]} */
  sweep(isOld) {
    return this.#transact("readwrite", (records) => {
      const walking = records.openCursor();
      walking.onsuccess = () => {
        const cursor = walking.result;
        if (!cursor) return;
        if (isOld(cursor.value)) cursor.delete();
        cursor.continue();
      };
    });
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(records: IDBObjectStore, answer: (result: any) => void) => void} work
   */
  #transact(mode, work) {
    return this.#database.transact(this.#name, mode, (transaction, answer) => work(transaction.objectStore(this.#name), answer));
  }
}

/** Tables that live as long as this object. @implements {Tables} */
export class MemoryDatabase {
  /** @type {Map<string, MemoryTable>} */
  #tables = new Map();

  /** @param {string} name @returns {Table} */
  table(name) {
    const table = this.#tables.get(name) ?? new MemoryTable();
    this.#tables.set(name, table);
    return table;
  }

  close() {}
}

/** @implements {Table} */
class MemoryTable {
  /** @type {Map<string, any>} */
  #records = new Map();

  /** @type {Table["get"]} */
  async get(key) {
    return structuredClone(this.#records.get(key) ?? null);
  }

  /** @type {Table["entries"]} */
  async entries() {
    return structuredClone([...this.#records]);
  }

  /** @type {Table["update"]} */
  async update(key, change) {
    const record = structuredClone(change(structuredClone(this.#records.get(key) ?? null)));
    if (record === null) this.#records.delete(key);
    else this.#records.set(key, record);
    return structuredClone(record);
  }

  /** @type {Table["sweep"]} */
  async sweep(isOld) {
    for (const [key, record] of this.#records) if (isOld(record)) this.#records.delete(key);
  }
}

/**
 * A table that goes on in memory where the browser refuses, is full or does not answer: what was learned then lasts as long
 * as the page. What the database still shows stays visible beneath it.
 * @implements {Table}
 */
export class SteadyTable {
  #table;
  #patience;
  /** What the database did not take; null for what was removed. @type {Map<string, any>} */
  #instead = new Map();

  /**
   * @param {Table} table
   * @param {number} [patience]  milliseconds after which no answer is a refusal
   */
  constructor(table, patience = 2_000) {
    this.#table = table;
    this.#patience = patience;
  }

  /** Whether everything so far is where it survives the page. */
  get lasting() {
    return this.#instead.size === 0;
  }

  /** @type {Table["get"]} */
  async get(key) {
    return this.sure(key).catch(() => null);
  }

  /**
   * The same where nothing known must not pass for nothing there: rejected while the browser does not answer. A browser that
   * lets this page keep nothing at all has nothing.
   * @param {string} key
   */
  async sure(key) {
    if (this.#instead.has(key)) return structuredClone(this.#instead.get(key));
    return within(this.#table.get(key), this.#patience).catch((refused) => {
      const never = !globalThis.indexedDB || (refused instanceof ZegelError && refused.detail.reason === "SecurityError");
      if (never) return null;
      throw refused;
    });
  }

  /** @type {Table["entries"]} */
  async entries() {
    const known = await within(this.#table.entries(), this.#patience).catch(() => []);
    return [...new Map([...known, ...structuredClone(this.#instead)])].filter(([, record]) => record !== null);
  }

  /** @type {Table["update"]} */
  async update(key, change) {
    if (!this.#instead.has(key)) {
      try {
        return await within(this.#table.update(key, change), this.#patience);
      } catch (refused) {
        if (!(refused instanceof ZegelError) || refused.code !== "storage-refused") throw refused;
        const known = await this.get(key);
        // Another call may have come here while this one waited.
        if (!this.#instead.has(key)) this.#instead.set(key, known);
      }
    }
    const record = change(structuredClone(this.#instead.get(key)));
    this.#instead.set(key, structuredClone(record));
    return record;
  }

  /** @type {Table["sweep"]} */
  async sweep(isOld) {
    for (const [key, record] of this.#instead) if (record !== null && isOld(record)) this.#instead.set(key, null);
    await within(this.#table.sweep(isOld), this.#patience).catch(() => {});
  }
}

/**
 * An answer, or a refusal where it takes too long: a browser with a broken profile leaves IndexedDB waiting for ever.
 * @template T
 * @param {Promise<T>} answer
 * @param {number} patience
 * @returns {Promise<T>}
 */
export function within(answer, patience) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new ZegelError("storage-refused", { reason: "TimeoutError" })), patience);
  });
  return Promise.race([answer, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer));
}
