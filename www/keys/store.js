// @ts-check
// The own keys in the browser, and the passphrases told to others: IndexedDB of the page's origin. Each secret is encrypted: under a WebCrypto key that the
// browser will use but not hand out, or, where the person has set a passphrase or a passkey, under one that only those
// open. What scripts can copy holds no secret; whoever copies the files of the browser may find its key in them. It does not protect against code
// that runs in this origin while it is unlocked.

import { ZegelError } from "../engine/errors.js";
import { freshContentsKey, unwrap, wrap } from "./locks.js";

/** @import { KeptPassphrase, KeyStore, Lock, LockHead, PassphraseHead, VaultSession } from "../engine/types.js" */
/** @import { OwnKey } from "../generated/contract.js" */

/** @typedef {OwnKey & { iv: Uint8Array<ArrayBuffer>, sealedSecret: ArrayBuffer }} KeyRecord */
/** @typedef {PassphraseHead & { iv: Uint8Array<ArrayBuffer>, sealedPassphrase: ArrayBuffer }} PassphraseRecord  whom it is for is in the clear */
/** @typedef {{ epoch: string, locks: Lock[] }} VaultRecord  `epoch` changes with the key under which the secrets lie */

/** @implements {KeyStore} */
export class IndexedStore {
  /** @type {Promise<IDBDatabase>|null} */
  #database = null;
  #name;
  /** What unlocking gave; null while locked. @type {VaultSession|null} */
  #session;
  #onSession;

  /**
   * @param {string} [name]
   * @param {{ session?: VaultSession|null, onSession?: (session: VaultSession|null) => void }} [options]  what an earlier
   *   worker unlocked, and who is told of what this one does
   */
  constructor(name = "zegel-keys", { session = null, onSession = () => {} } = {}) {
    this.#name = name;
    this.#session = session;
    this.#onSession = onSession;
  }

  /** @type {KeyStore["keep"]} */
  keep(key, secret) {
    return refusing(async () => {
      const vault = await this.#vault();
      const record = await sealed(key, secret, await this.#contentsKey(vault));
      // "strict": written to the disk before it counts as kept. A certificate whose key is lost makes mail unreadable.
      const kept = await this.#transact([keys, wrapping], "readwrite", (keys, wrapping) => {
        ifUnchanged(wrapping, vault, () => { keys.put(record); });
      });
      if (!kept) throw new ZegelError("vault-changed");
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
      return opened(record, await this.#contentsKey(await this.#vault()));
    });
  }

  /** @type {KeyStore["remove"]} */
  remove(fingerprint) {
    return refusing(async () => { await this.#transact([keys], "readwrite", (keys) => { keys.delete(fingerprint); }); });
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
      const done = await this.#transact([passphrases, wrapping], "readwrite", (passphrases, wrapping) => {
        ifUnchanged(wrapping, vault, () => { passphrases.put(record); });
      });
      if (!done) throw new ZegelError("vault-changed");
    });
  }

  /** @type {Required<KeyStore>["forgetPassphrase"]} */
  forgetPassphrase(owner, address) {
    return refusing(async () => { await this.#transact([passphrases], "readwrite", (passphrases) => { passphrases.delete(placeOf(owner, address)); }); });
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
    this.#database?.then((database) => database.close(), () => {});
    this.#database = null;
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
    const old = move ? await this.#records() : [];
    /** @type {KeyRecord[]} */
    const fresh = [];
    for (const record of old) {
      const secret = await opened(record, /** @type {{ from: CryptoKey }} */ (move).from);
      const { iv, sealedSecret, ...key } = record;
      fresh.push(await sealed(key, secret, /** @type {{ to: CryptoKey }} */ (move).to));
      secret.fill(0);
    }
    /** @type {PassphraseRecord[]} */
    const oldPassphrases = move ? await this.#read(passphrases, (passphrases) => passphrases.getAll()) : [];
    /** @type {PassphraseRecord[]} */
    const freshPassphrases = [];
    for (const record of oldPassphrases) {
      const { from, to } = /** @type {{ from: CryptoKey, to: CryptoKey }} */ (move);
      freshPassphrases.push(await sealedPassphrase(record.owner, await openedPassphrase(record, from), to));
    }
    const changed = await this.#transact([keys, passphrases, wrapping], "readwrite", (keys, passphrases, wrapping) => {
      ifUnchanged(wrapping, before, () => {
        const [count, countPassphrases] = [keys.count(), passphrases.count()];
        // The second was asked last: by then both are known.
        countPassphrases.onsuccess = () => {
          if (move && (count.result !== old.length || countPassphrases.result !== oldPassphrases.length)) return keys.transaction.abort();
          for (const record of fresh) keys.put(record);
          for (const record of freshPassphrases) passphrases.put(record);
          if (after) wrapping.put(after, vaultRecord);
          else wrapping.delete(vaultRecord);
        };
      });
    });
    if (!changed) throw new ZegelError("vault-changed");
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
    await this.#transact([wrapping], "readwrite", (wrapping) => {
      const kept = wrapping.get(only);
      kept.onsuccess = () => { if (!kept.result) wrapping.put(fresh, only); };
    });
    return this.#read(wrapping, (wrapping) => wrapping.get(only));
  }

  /**
   * @param {string} name
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   * @returns {Promise<any>}
   */
  async #read(name, ask) {
    /** @type {IDBRequest|undefined} */
    let request;
    await this.#transact([name], "readonly", (store) => { request = ask(store); });
    return request?.result;
  }

  /**
   * Resolves when the transaction is complete, not when its requests are: with false where it was given up.
   * @param {string[]} names
   * @param {IDBTransactionMode} mode
   * @param {(...stores: IDBObjectStore[]) => void} work
   * @returns {Promise<boolean>}
   */
  async #transact(names, mode, work) {
    const transaction = await this.#transaction(names, mode);
    return new Promise((resolve, reject) => {
      work(...names.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = () => (transaction.error ? reject(transaction.error) : resolve(false));
    });
  }

  /**
   * @param {string[]} names
   * @param {IDBTransactionMode} mode
   */
  async #transaction(names, mode) {
    const durability = mode === "readwrite" ? "strict" : "default";
    try {
      return (await this.#open()).transaction(names, mode, { durability });
    } catch (error) {
      // The connection was closed under us, by another tab's upgrade or by the browser: once more, with a fresh one.
      if (/** @type {DOMException} */ (error).name !== "InvalidStateError") throw error;
      this.#database = null;
      return (await this.#open()).transaction(names, mode, { durability });
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
 * Goes on if the locks are still those that were read, and gives the transaction up otherwise.
 * @param {IDBObjectStore} wrapping
 * @param {VaultRecord|undefined} before
 * @param {() => void} work
 */
function ifUnchanged(wrapping, before, work) {
  const now = wrapping.get(vaultRecord);
  now.onsuccess = () => {
    /** @type {VaultRecord|undefined} */
    const found = now.result;
    const same = found?.epoch === before?.epoch && found?.locks.length === before?.locks.length;
    if (same) work();
    else wrapping.transaction.abort();
  };
}

/** @param {VaultRecord} vault @param {string} id @returns {Lock} */
function lockOf({ locks }, id) {
  const lock = locks.find((lock) => lock.id === id);
  if (!lock) throw new ZegelError("vault-changed");
  return lock;
}

/**
 * The fingerprint is authenticated with the secret: exchanged records are refused.
 * @param {OwnKey} key
 * @param {Uint8Array} secret
 * @param {CryptoKey} under
 * @returns {Promise<KeyRecord>}
 */
async function sealed({ fingerprint, address, addresses, name, certificate, created, expires, postQuantum }, secret, under) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealedSecret = await crypto.subtle.encrypt(cipher(iv, fingerprint), under, /** @type {BufferSource} */ (secret));
  return { fingerprint, address, addresses, name, certificate, created, expires, postQuantum, iv, sealedSecret };
}

/** @param {KeyRecord} record @param {CryptoKey} under */
async function opened({ fingerprint, iv, sealedSecret }, under) {
  return new Uint8Array(await crypto.subtle.decrypt(cipher(iv, fingerprint), under, sealedSecret));
}

/**
 * Whom it is for is authenticated with it, as a fingerprint is with its secret.
 * @param {string} owner
 * @param {KeptPassphrase} kept
 * @param {CryptoKey} under
 * @returns {Promise<PassphraseRecord>}
 */
async function sealedPassphrase(owner, { address, since, ...secret }, under) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const [from, to] = placeOf(owner, address);
  const text = new TextEncoder().encode(JSON.stringify(secret));
  return { owner: from, address: to, since, iv, sealedPassphrase: await crypto.subtle.encrypt(cipher(iv, boundTo(from, to, since)), under, text) };
}

/** @param {PassphraseRecord} record @param {CryptoKey} under @returns {Promise<KeptPassphrase>} */
async function openedPassphrase({ owner, address, since, iv, sealedPassphrase }, under) {
  const text = await crypto.subtle.decrypt(cipher(iv, boundTo(owner, address, since)), under, sealedPassphrase);
  return { address, since, ...JSON.parse(new TextDecoder().decode(text)) };
}

/** Two people may use one browser; each has told passphrases of their own. @param {string} owner @param {string} address @returns {[string, string]} */
function placeOf(owner, address) {
  return [owner.toLowerCase(), address.toLowerCase()];
}

/** No fingerprint looks like it. @param {string} owner @param {string} address @param {string} since */
function boundTo(owner, address, since) {
  return JSON.stringify(["passphrase", owner, address, since]);
}

/**
 * @param {Uint8Array<ArrayBuffer>} iv
 * @param {string} bound  authenticated
 */
function cipher(iv, bound) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(bound) };
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
  if (from < 2) database.createObjectStore(passphrases, { keyPath: ["owner", "address"] });
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

const version = 2;
const keys = "keys";
const passphrases = "passphrases";
const wrapping = "wrapping";
const only = "aes-gcm";
const vaultRecord = "vault";
