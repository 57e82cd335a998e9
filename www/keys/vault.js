// @ts-check
// The vault as a page sees it: references to keys, and everything that can be done with them. The keys themselves lie in
// IndexedDB and are used in the worker; locking forgets what opened them and ends it.

import { ZegelError } from "../engine/errors.js";

/** @import { KeptPassphrase, Opener, Operations, PassphraseHead, SetupWords, VaultState } from "../engine/types.js" */
/** @import { OwnKey } from "../generated/contract.js" */

/** @typedef {<Name extends keyof Operations>(operation: Name, input: Parameters<Operations[Name]>[0]) => ReturnType<Operations[Name]>} Work */
/** @typedef {{ lock: () => void, unlockedFor: (minutes: number) => void, onLock: () => void }} Session  of the worker */

/**
 * Fires `change` whenever it is locked or unlocked, or a key comes or goes, and `passphrases` whenever a passphrase does, here or
 * in another tab.
 */
export class Vault extends EventTarget {
  #work;
  #session;
  /** Other tabs with the same vault. @type {BroadcastChannel|null} */
  #others = null;

  /**
   * @param {Work} work
   * @param {Session} session
   */
  constructor(work, session) {
    super();
    this.#work = work;
    this.#session = session;
    session.onLock = () => this.#changed();
    if (globalThis.document) {
      this.#others = new BroadcastChannel("zegel-vault");
      this.#others.onmessage = ({ data }) => {
        if (data === "lock") session.lock();
        if (data === "passphrases") this.dispatchEvent(new Event("passphrases"));
        else this.#changed();
      };
    }
  }

  /** @returns {Promise<VaultState>} */
  state() {
    return this.#work("vault", undefined);
  }

  /** @param {string} passphrase  @returns {Promise<void>} rejected with `passphrase-wrong`; it may be tried as often as one likes */
  unlock(passphrase) {
    return this.#work("unlock", { opener: { passphrase } });
  }

  /** @returns {Promise<void>} */
  async unlockWithPasskey() {
    return this.#work("unlock", { opener: await this.#passkey() });
  }

  /** Locks here and in all other tabs. */
  lock() {
    this.#session.lock();
    this.#others?.postMessage("lock");
  }

  /** For how long without use it stays unlocked. @param {number} minutes */
  unlockedFor(minutes) {
    this.#session.unlockedFor(minutes);
  }

  /**
   * Sets the passphrase, in place of an earlier one. Where there is a lock already, one of them proves who asks.
   * @param {string} passphrase
   * @param {string} [before]  the passphrase there is; without it a passkey is asked for, if there is one
   */
  async setPassphrase(passphrase, before) {
    const { locks } = await this.state();
    const id = locks.find(({ kind }) => kind === "passphrase")?.id ?? crypto.randomUUID();
    const lock = { id, kind: /** @type {const} */ ("passphrase"), created: new Date().toISOString(), label: "" };
    await this.#work("addLock", { lock, opener: { passphrase }, proof: locks.length > 0 ? await this.#proof(before) : undefined });
    this.#tell();
  }

  /**
   * Makes a passkey that opens the vault.
   * @param {{ address: string, name: string, label: string }} owner
   * @param {string} [before]  the passphrase there is
   */
  async addPasskey({ label, ...owner }, before) {
    const { makePasskey } = await import("./passkey.js");
    const { locks } = await this.state();
    const proof = locks.length > 0 ? await this.#proof(before) : undefined;
    const { credentialId, prfSalt, prf } = await makePasskey(owner);
    const lock = { id: crypto.randomUUID(), kind: /** @type {const} */ ("passkey"), created: new Date().toISOString(), label, credentialId, prfSalt };
    await this.#work("addLock", { lock, opener: { id: lock.id, prf }, proof });
    this.#tell();
  }

  /**
   * Removes a lock; one of them proves who asks, as with adding one.
   * @param {string} id
   * @param {string} [before]  the passphrase there is; without it a passkey is asked for
   */
  async removeLock(id, before) {
    await this.#work("removeLock", { id, proof: await this.#proof(before) });
    this.#tell();
  }

  /** @returns {Promise<OwnKey[]>} */
  keys() {
    return this.#work("ownKeys", undefined);
  }

  /**
   * Makes a key.
   * @param {Parameters<Operations["makeKey"]>[0]} wish
   */
  async makeKey(wish) {
    keepStorage();
    return this.#told(this.#work("makeKey", wish));
  }

  /**
   * Takes the secret keys of a file that another program exported: binary or armored, one or several.
   * @param {Uint8Array} file  wiped
   * @param {string} [passphrase]
   * @returns {Promise<OwnKey[]>}
   */
  importKeys(file, passphrase) {
    keepStorage();
    return this.#told(this.#work("importKeys", { file, passphrase }));
  }

  /**
   * Takes the keys of a backup: the file, or the message from a mailbox.
   * @param {Uint8Array} file
   * @param {string} code  however typed
   */
  restoreKeys(file, code) {
    keepStorage();
    return this.#told(this.#work("restoreKeys", { file, code }));
  }

  /**
   * Encrypts keys under a fresh recovery code, for another program or the day this browser forgets them.
   * @param {string[]} fingerprints  the one most used first
   * @param {SetupWords} words  what the message says that may lie in the mailbox
   */
  backupKeys(fingerprints, words) {
    return this.#work("backupKeys", { fingerprints, words });
  }

  /** A key in ASCII armor under a passphrase, as other programs import it. @param {string} fingerprint @param {string} passphrase */
  exportKey(fingerprint, passphrase) {
    return this.#work("exportKey", { fingerprint, passphrase });
  }

  /** The same key, valid for so many days from now. @param {string} fingerprint @param {number} validDays */
  renewKey(fingerprint, validDays) {
    return this.#told(this.#work("renewKey", { fingerprint, validDays }));
  }

  /**
   * Revokes a key; old mail can still be opened with it.
   * @param {string} fingerprint
   * @param {"superseded"|"compromised"|"retired"} reason
   */
  revokeKey(fingerprint, reason) {
    return this.#told(this.#work("revokeKey", { fingerprint, reason, keep: true }));
  }

  /** A revocation to be kept against the day the key is lost; armored. @param {string} fingerprint */
  async revocation(fingerprint) {
    return (await this.#work("revokeKey", { fingerprint, reason: "none", keep: false })).armored;
  }

  /**
   * Says with a key that a certificate belongs to an address, as an organisation does for its people; the certificate comes
   * back with it.
   * @param {string} fingerprint  of the key that says so
   * @param {Uint8Array} certificate
   * @param {string} address
   */
  certify(fingerprint, certificate, address) {
    return this.#work("certify", { fingerprint, certificate, address });
  }

  /** @param {string} fingerprint */
  async removeKey(fingerprint) {
    await this.#work("removeKey", { fingerprint });
    this.#tell();
  }

  /** Whom a passphrase was told to; known while it is locked too. @param {string} owner  the own address @returns {Promise<PassphraseHead[]>} */
  passphrases(owner) {
    return this.#work("passphrases", { owner });
  }

  /** @param {string} owner @param {string} address @returns {Promise<KeptPassphrase|null>} rejected with `vault-locked` */
  passphrase(owner, address) {
    return this.#work("passphrase", { owner, address });
  }

  /** Keeps one, in place of an earlier one for this address. @param {string} owner @param {KeptPassphrase} kept */
  async keepPassphrase(owner, kept) {
    await this.#work("keepPassphrase", { owner, kept });
    this.#tellOfPassphrases();
  }

  /** @param {string} owner @param {string} address */
  async forgetPassphrase(owner, address) {
    await this.#work("forgetPassphrase", { owner, address });
    this.#tellOfPassphrases();
  }

  /**
   * The key of the account's search index, made at first use; the browser uses it and does not hand it out.
   * @param {string} owner  the own address
   * @returns {Promise<{ id: string, key: CryptoKey }>} rejected with `vault-locked`
   */
  indexKey(owner) {
    return this.#work("indexKey", { owner });
  }

  /** Without its key the index is lost. @param {string} owner */
  forgetIndexKey(owner) {
    return this.#work("forgetIndexKey", { owner });
  }

  #tellOfPassphrases() {
    this.#others?.postMessage("passphrases");
    this.dispatchEvent(new Event("passphrases"));
  }

  close() {
    this.#others?.close();
  }

  /** @param {string} [passphrase] @returns {Promise<Opener>} */
  async #proof(passphrase) {
    return passphrase === undefined ? this.#passkey() : { passphrase };
  }

  /** @returns {Promise<Opener>} */
  async #passkey() {
    const { askPasskey } = await import("./passkey.js");
    const { locks } = await this.state();
    const known = locks.flatMap(({ id, credentialId, prfSalt }) => credentialId && prfSalt ? [{ id, credentialId, prfSalt }] : []);
    if (known.length === 0) throw new ZegelError("vault-locked");
    const { credentialId, prf } = await askPasskey(known);
    const used = known.find((one) => one.credentialId.join() === credentialId.join());
    if (!used) throw new ZegelError("passkey-unsupported");
    return { id: used.id, prf };
  }

  /** @template T @param {Promise<T>} work @returns {Promise<T>} */
  async #told(work) {
    const answer = await work;
    this.#tell();
    return answer;
  }

  #tell() {
    this.#others?.postMessage("change");
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Whether the browser promises to keep what this page stores; null where it does not say. Browsers may clear the storage of
 * a page they do not think important, and a lost key is lost mail. Only a page can ask, a worker cannot.
 * @returns {Promise<boolean|null>}
 */
export async function keepStorage() {
  try {
    return await globalThis.navigator?.storage?.persist?.() ?? null;
  } catch {
    return null;
  }
}
