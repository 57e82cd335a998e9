// @ts-check
// The own keys in the browser, and the passphrases told to others: IndexedDB of the page's origin. Each secret is encrypted: under a WebCrypto key that the
// browser will use but not hand out, or, where the person has set a passphrase or a passkey, under one that only those
// open. What scripts can copy holds no secret; whoever copies the files of the browser may find its key in them. It does not protect against code
// that runs in this origin while it is unlocked.

import { ZegelError } from "../engine/errors.js";
import { Database } from "./database.js";
import { freshIndexKey, movedIndexKey, openedIndexKey } from "./index-key.js";
import { freshContentsKey, unwrap, wrap } from "./locks.js";
import { movedKey, movedPassphrase, openedKey, openedPassphrase, placeOf, sealedKey, sealedPassphrase } from "./records.js";

/** @import { KeyStore, Lock, LockHead, VaultSession } from "../engine/types.js" */
/** @import { IndexKeyRecord } from "./index-key.js" */
/** @import { KeyRecord, PassphraseRecord } from "./records.js" */

/** @typedef {{ epoch: string, locks: Lock[] }} VaultRecord  `epoch` changes with the key under which the secrets lie */

/** @implements {KeyStore} */
export class IndexedStore {
  #database;
  /** What unlocking gave; null while locked. @type {VaultSession|null} */
  #session;
  #onSession;

  /**
   * @param {string} [name]
   * @param {{ session?: VaultSession|null, onSession?: (session: VaultSession|null) => void }} [options]  what an earlier
   *   worker unlocked, and who is told of what this one does
   */
  constructor(name = "zegel-keys", { session = null, onSession = () => {} } = {}) {
    this.#database = new Database(name, steps);
    this.#session = session;
    this.#onSession = onSession;
  }

  /** @type {KeyStore["keep"]} */
  keep(key, secret) {
    return refusing(async () => {
      const vault = await this.#vault();
      const record = await sealedKey(key, secret, await this.#contentsKey(vault));
      await this.#write([keys], vault, (store) => { store(keys).put(record); });
    });
  }

  /** @type {KeyStore["list"]} */
  list() {
    return refusing(async () => (await this.#records()).map(({ iv, sealedSecret, ...key }) => ({ ...key, addresses: key.addresses ?? [key.address] })));
  }

  /** @type {KeyStore["secret"]} */
  secret(fingerprint) {
    return refusing(async () => {
      /** @type {KeyRecord|undefined} */
      const record = await this.#read(keys, (keys) => keys.get(fingerprint));
      if (!record) return null;
      return openedKey(record, await this.#contentsKey(await this.#vault()));
    });
  }

  /** @type {KeyStore["remove"]} */
  remove(fingerprint) {
    return refusing(async () => {
      await this.#database.transact([keys, indexKeys], "readwrite", (transaction) => {
        const [kept, keptIndexKeys] = [transaction.objectStore(keys), transaction.objectStore(indexKeys)];
        kept.delete(fingerprint);
        const [left, owners] = [kept.getAll(), keptIndexKeys.getAllKeys()];
        // With somebody's last key goes what their mail was indexed under: nobody is to search what nobody can open.
        owners.onsuccess = () => {
          const addresses = new Set(left.result.flatMap((/** @type {KeyRecord} */ key) => (key.addresses ?? [key.address]).map((one) => one.toLowerCase())));
          for (const owner of owners.result) if (!addresses.has(String(owner))) keptIndexKeys.delete(owner);
        };
      }, "strict");
    });
  }

  /** @type {Required<KeyStore>["indexKey"]} */
  indexKey(owner) {
    return refusing(async () => {
      const vault = await this.#vault();
      const contents = await this.#contentsKey(vault);
      const read = () => /** @type {Promise<IndexKeyRecord|undefined>} */ (this.#read(indexKeys, (indexKeys) => indexKeys.get(owner.toLowerCase())));
      let record = await read();
      if (!record) {
        const fresh = await freshIndexKey(owner.toLowerCase(), contents);
        await this.#write([indexKeys], vault, (store) => {
          // Two tabs may come here at once: the first one's counts.
          const known = store(indexKeys).get(fresh.owner);
          known.onsuccess = () => { if (!known.result) store(indexKeys).put(fresh); };
        });
        record = await read();
        if (!record) throw new ZegelError("vault-changed");
      }
      return openedIndexKey(record, contents);
    });
  }

  /** @type {Required<KeyStore>["forgetIndexKey"]} */
  forgetIndexKey(owner) {
    return this.#remove(indexKeys, owner.toLowerCase());
  }

  /** @type {Required<KeyStore>["passphrases"]} */
  passphrases(owner) {
    return refusing(async () => {
      /** @type {PassphraseRecord[]} */
      const records = await this.#read(passphrases, (passphrases) => passphrases.getAll());
      return records.filter((record) => record.owner === owner.toLowerCase()).map(({ iv, sealedPassphrase, ...head }) => head);
    });
  }

  /** @type {Required<KeyStore>["passphrase"]} */
  passphrase(owner, address) {
    return refusing(async () => {
      /** @type {PassphraseRecord|undefined} */
      const record = await this.#read(passphrases, (passphrases) => passphrases.get(placeOf(owner, address)));
      if (!record) return null;
      return openedPassphrase(record, await this.#contentsKey(await this.#vault()));
    });
  }

  /** @type {Required<KeyStore>["keepPassphrase"]} */
  keepPassphrase(owner, kept) {
    return refusing(async () => {
      const vault = await this.#vault();
      const record = await sealedPassphrase(owner, kept, await this.#contentsKey(vault));
      await this.#write([passphrases], vault, (store) => { store(passphrases).put(record); });
    });
  }

  /** @type {Required<KeyStore>["forgetPassphrase"]} */
  forgetPassphrase(owner, address) {
    return this.#remove(passphrases, placeOf(owner, address));
  }

  /** What locks there are, and whether the secrets can be used now. @returns {Promise<{ locks: LockHead[], locked: boolean }>} */
  vault() {
    return refusing(async () => {
      const vault = await this.#vault();
      const locks = (vault?.locks ?? []).map(({ iv, outerIv, wrapped, ...head }) => head);
      return { locks, locked: locks.length > 0 && this.#session?.epoch !== vault?.epoch };
    });
  }

  /**
   * @param {string} id
   * @param {CryptoKey} key  what opens this lock
   */
  unlock(id, key) {
    return refusing(async () => {
      const vault = await this.#vault();
      if (!vault) return;
      this.#begin({ epoch: vault.epoch, key: await unwrap(lockOf(vault, id), key, await this.#deviceKey()) });
    });
  }

  /**
   * Adds a lock, in place of an earlier one with its id.
   * @param {LockHead} head
   * @param {CryptoKey} key  what is to open it
   * @param {{ id: string, key: CryptoKey }} [proof]  a lock there is; needed where there is one
   */
  addLock(head, key, proof) {
    return refusing(async () => {
      const [vault, device] = [await this.#vault(), await this.#deviceKey()];
      if (vault && !proof) throw new ZegelError("vault-locked");
      const contents = vault && proof ? await unwrap(lockOf(vault, proof.id), proof.key, device, true) : await freshContentsKey();
      const lock = { ...head, ...await wrap(contents, head.id, key, device) };
      const locks = [...(vault?.locks ?? []).filter(({ id }) => id !== head.id), lock];
      const epoch = vault?.epoch ?? crypto.randomUUID();
      const session = { epoch, key: await unwrap(lock, key, device) };
      await this.#change(vault, { epoch, locks }, vault ? null : { from: device, to: session.key });
      this.#begin(session);
    });
  }

  /** Removes a lock; with the last one the secrets lie open to this browser again. @param {string} id */
  removeLock(id) {
    return refusing(async () => {
      const vault = await this.#vault();
      if (!vault) return;
      const contents = await this.#contentsKey(vault);
      const locks = vault.locks.filter((lock) => lock.id !== id);
      if (locks.length > 0) return this.#change(vault, { ...vault, locks }, null);
      await this.#change(vault, undefined, { from: contents, to: await this.#deviceKey() });
      this.#begin(null);
    });
  }

  close() {
    this.#database.close();
    this.#session = null;
  }

  /** @param {VaultSession|null} session */
  #begin(session) {
    this.#session = session;
    this.#onSession(session);
  }

  /** @returns {Promise<VaultRecord|undefined>} */
  #vault() {
    return this.#read(wrapping, (wrapping) => wrapping.get(vaultRecord));
  }

  /** @returns {Promise<KeyRecord[]>} */
  #records() {
    return this.#read(keys, (keys) => keys.getAll());
  }

  /**
   * The key under which the secrets lie.
   * @param {VaultRecord|undefined} vault
   * @returns {Promise<CryptoKey>}
   */
  async #contentsKey(vault) {
    if (!vault) return this.#deviceKey();
    // Unlocked before the locks were made anew, in another tab: then this is no longer the key.
    if (this.#session?.epoch !== vault.epoch) throw new ZegelError("vault-locked");
    return this.#session.key;
  }

  /**
   * Other locks; where the key changes with them, every secret is encrypted anew. All of it or nothing, and only if no
   * other tab was faster.
   * @param {VaultRecord|undefined} before
   * @param {VaultRecord|undefined} after
   * @param {{ from: CryptoKey, to: CryptoKey }|null} move
   */
  async #change(before, after, move) {
    /** @type {{ name: string, records: unknown[] }[]} */
    const moved = [];
    if (move) for (const [name, under] of secrets) {
      const records = [];
      for (const record of await this.#read(name, (store) => store.getAll())) records.push(await under(record, move.from, move.to));
      moved.push({ name, records });
    }
    await this.#write(moved.map(({ name }) => name), before, (store, refuse) => {
      const counts = moved.map(({ name }) => store(name).count());
      const put = () => {
        if (moved.some(({ records }, at) => records.length !== counts[at].result)) return refuse();
        for (const { name, records } of moved) for (const record of records) store(name).put(record);
        if (after) store(wrapping).put(after, vaultRecord);
        else store(wrapping).delete(vaultRecord);
      };
      // The last was asked last: by then all are known.
      const last = counts.at(-1);
      if (last) last.onsuccess = put;
      else put();
    });
  }

  /**
   * The key of this browser, made at first use. Two tabs may come here at once, and a transaction does not wait for
   * WebCrypto: each makes one, the first to write wins, both read what stands there.
   * @returns {Promise<CryptoKey>}
   */
  async #deviceKey() {
    const known = await this.#read(wrapping, (wrapping) => wrapping.get(only));
    if (known) return known;
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await this.#database.transact(wrapping, "readwrite", (transaction) => {
      const store = transaction.objectStore(wrapping);
      const kept = store.get(only);
      kept.onsuccess = () => { if (!kept.result) store.put(fresh, only); };
    }, "strict");
    return this.#read(wrapping, (wrapping) => wrapping.get(only));
  }

  /**
   * @param {string} name
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   * @returns {Promise<any>}
   */
  #read(name, ask) {
    return this.#database.transact(name, "readonly", (transaction, answer) => {
      const request = ask(transaction.objectStore(name));
      request.onsuccess = () => answer(request.result);
    });
  }

  /** @param {string} name @param {IDBValidKey} key @returns {Promise<void>} */
  async #remove(name, key) {
    await this.#database.transact(name, "readwrite", (transaction) => { transaction.objectStore(name).delete(key); }, "strict");
  }

  /**
   * Writes where the locks are still those that were read, and refuses otherwise. "strict": on the disk before it counts as
   * kept. A certificate whose key is lost makes mail unreadable.
   * @param {string[]} names
   * @param {VaultRecord|undefined} before
   * @param {(store: (name: string) => IDBObjectStore, refuse: () => void) => void} work  `refuse`: while nothing is written yet
   */
  async #write(names, before, work) {
    const done = await this.#database.transact([...names, wrapping], "readwrite", (transaction, answer) => {
      const now = transaction.objectStore(wrapping).get(vaultRecord);
      now.onsuccess = () => {
        /** @type {VaultRecord|undefined} */
        const found = now.result;
        if (found?.epoch !== before?.epoch || found?.locks.length !== before?.locks.length) return;
        answer(true);
        work((name) => transaction.objectStore(name), () => answer(false));
      };
    }, "strict");
    if (!done) throw new ZegelError("vault-changed");
  }
}

/** @param {VaultRecord} vault @param {string} id @returns {Lock} */
function lockOf({ locks }, id) {
  const lock = locks.find((lock) => lock.id === id);
  if (!lock) throw new ZegelError("vault-changed");
  return lock;
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
    if (cause instanceof ZegelError) throw cause;
    const { name = "UnknownError" } = /** @type {{ name?: string }} */ (cause);
    throw new ZegelError("storage-refused", { reason: name }, { cause });
  }
}

const keys = "keys";
const passphrases = "passphrases";
const indexKeys = "indexKeys";
const wrapping = "wrapping";
const only = "aes-gcm";
const vaultRecord = "vault";

/** What lies encrypted, and how it comes under another key. @type {[name: string, under: (record: any, from: CryptoKey, to: CryptoKey) => Promise<unknown>][]} */
const secrets = [[keys, movedKey], [passphrases, movedPassphrase], [indexKeys, movedIndexKey]];

/** Each version of the schema adds a step. @type {import("./database.js").Step[]} */
const steps = [
  (database) => {
    database.createObjectStore(keys, { keyPath: "fingerprint" });
    database.createObjectStore(wrapping);
  },
  (database) => { database.createObjectStore(passphrases, { keyPath: ["owner", "address"] }); },
  (database) => { database.createObjectStore(indexKeys, { keyPath: "owner" }); },
];
