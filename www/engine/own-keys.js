// @ts-check
// What the worker does with the person's own keys. A secret is read for one operation and wiped after it: what crossed as
// bytes here, what the programs left on their stack there; what they had on their heap they wipe themselves.

import { wipe } from "./cipher.js";
import { ZegelError } from "./errors.js";
import { wipeStack } from "./load.js";
import { stretched } from "./stretch.js";
import { lockKey, passkeyLockKey } from "../keys/locks.js";

/** @import { KeyStore, Keymaker, MadeKey, Opener, Operations } from "./types.js" */
/** @import { OwnKey } from "../generated/contract.js" */

export class OwnKeys {
  #store;
  #program;

  /**
   * @param {KeyStore} store
   * @param {() => Promise<Keymaker>} program  loads what does the work
   */
  constructor(store, program) {
    this.#store = store;
    this.#program = program;
  }

  list() {
    return this.#store.list();
  }

  /** @type {Operations["removeKey"]} */
  remove({ fingerprint }) {
    return this.#store.remove(fingerprint);
  }

  /** @type {Operations["makeKey"]} */
  make(wish) {
    return this.#made((program) => [program.make_key(JSON.stringify(wish), Date.now())]).then(([key]) => key);
  }

  /** @type {Operations["importKeys"]} */
  async import({ file, passphrase }) {
    try {
      return await this.#made(async (program) => {
        const hashes = passphrase === undefined ? [] : await stretched(await wipedAfter([], program, () => program.stretches(file)), passphrase);
        try {
          return program.read_keys(file, passphrase, hashes, Date.now());
        } finally {
          hashes.forEach(wipe);
        }
      });
    } finally {
      file.fill(0);
    }
  }

  /** @type {Operations["restoreKeys"]} */
  restore({ file, code }) {
    return this.#made((program) => program.restore(file, code, Date.now()));
  }

  /** @type {Operations["backupKeys"]} */
  async backup({ fingerprints, words }) {
    const program = await this.#program();
    const secrets = await this.secrets(fingerprints);
    return wipedAfter(secrets, program, () => program.backup(secrets, JSON.stringify(words), Date.now()));
  }

  /** @type {Operations["renewKey"]} */
  renew({ fingerprint, validDays }) {
    return this.#changed(fingerprint, (program, secret) => program.renew(secret, validDays, Date.now()))
      .then(({ key }) => key);
  }

  /** @type {Operations["revokeKey"]} */
  async revoke({ fingerprint, reason, keep }) {
    if (keep) return this.#changed(fingerprint, (program, secret) => program.revoke(secret, reason, Date.now()));
    // A revocation for the drawer: the key itself stays as it is.
    return this.#with(fingerprint, (program, secret) => {
      const { key, secret: revoked, armored } = program.revoke(secret, reason, Date.now());
      revoked.fill(0);
      return { key, armored };
    });
  }

  /** @type {Operations["exportKey"]} */
  export({ fingerprint, passphrase }) {
    return this.#with(fingerprint, (program, secret) => program.export_key(secret, passphrase, Date.now()));
  }

  /** @type {Operations["certify"]} */
  certify({ fingerprint, certificate, address }) {
    return this.#with(fingerprint, (program, secret) => program.certify(secret, certificate, address, Date.now()));
  }

  /** @type {Operations["passphrases"]} */
  async passphrases({ owner }) {
    // A store that keeps keys only has none.
    return await this.#store.passphrases?.(owner) ?? [];
  }

  /** @type {Operations["passphrase"]} */
  async passphrase({ owner, address }) {
    return await this.#store.passphrase?.(owner, address) ?? null;
  }

  /** @type {Operations["keepPassphrase"]} */
  async keepPassphrase({ owner, kept }) {
    if (!this.#store.keepPassphrase) throw new ZegelError("unsupported", { what: "passphrase" });
    await this.#store.keepPassphrase(owner, kept);
  }

  /** @type {Operations["forgetPassphrase"]} */
  async forgetPassphrase({ owner, address }) {
    await this.#store.forgetPassphrase?.(owner, address);
  }

  /** @type {Operations["indexKey"]} */
  async indexKey({ owner }) {
    const key = await this.#store.indexKey?.(owner);
    if (!key) throw new ZegelError("unsupported", { what: "search" });
    return key;
  }

  /** @type {Operations["forgetIndexKey"]} */
  async forgetIndexKey({ owner }) {
    await this.#store.forgetIndexKey?.(owner);
  }

  async vault() {
    return this.#store.vault?.() ?? { locks: [], locked: false };
  }

  /** @type {Operations["unlock"]} */
  async unlock({ opener }) {
    const { id, key } = await this.#lockKey(opener);
    await this.#locking().unlock(id, key);
  }

  /** @type {Operations["addLock"]} */
  async addLock({ lock, opener, proof }) {
    const store = this.#locking();
    const proven = proof && await this.#lockKey(proof);
    const { id, kind, created, label, credentialId, prfSalt } = lock;
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const key = "passphrase" in opener ? await this.#passphraseKey(opener.passphrase, salt) : await passkeyLockKey(opener.prf);
    await store.addLock({ id, kind, created, label, salt, credentialId, prfSalt }, key, proven);
  }

  /** @type {Operations["removeLock"]} */
  async removeLock({ id, proof }) {
    const { id: by, key } = await this.#lockKey(proof);
    await this.#locking().unlock(by, key);
    await this.#locking().removeLock(id);
  }

  /**
   * Those that can be read: one damaged record must not close all mail. Where none can, the reason is thrown.
   * @param {string[]} fingerprints
   * @returns {Promise<Uint8Array[]>}
   */
  async secrets(fingerprints) {
    const read = await Promise.allSettled(fingerprints.map((fingerprint) => this.#store.secret(fingerprint)));
    // Another tab may have removed one since the list was read; then it is null.
    const secrets = read.flatMap((answer) => answer.status === "fulfilled" && answer.value ? [answer.value] : []);
    const failed = read.find((answer) => answer.status === "rejected");
    if (failed && secrets.length === 0) throw failed.reason;
    return secrets;
  }

  /** A store with locks: that of the browser. @returns {Required<KeyStore>} */
  #locking() {
    if (!this.#store.unlock) throw new ZegelError("unsupported", { what: "lock" });
    return /** @type {Required<KeyStore>} */ (this.#store);
  }

  /**
   * @param {Opener} opener
   * @returns {Promise<{ id: string, key: CryptoKey }>}
   */
  async #lockKey(opener) {
    const { locks } = await this.vault();
    if ("passphrase" in opener) {
      const lock = locks.find(({ kind }) => kind === "passphrase");
      if (!lock) throw new ZegelError("vault-changed");
      return { id: lock.id, key: await this.#passphraseKey(opener.passphrase, lock.salt) };
    }
    return { id: opener.id, key: await passkeyLockKey(opener.prf) };
  }

  /** @param {string} passphrase @param {Uint8Array} salt */
  async #passphraseKey(passphrase, salt) {
    const program = await this.#program();
    try {
      // The same letters may be written in two ways; which one a keyboard gives must not matter.
      return await lockKey(program.derive(passphrase.normalize("NFKC"), salt));
    } finally {
      wipeStack(program);
    }
  }

  /**
   * Keeps what a program makes.
   * @param {(program: Keymaker) => MadeKey[] | Promise<MadeKey[]>} work
   * @returns {Promise<OwnKey[]>}
   */
  async #made(work) {
    const program = await this.#program();
    /** @type {MadeKey[]} */
    let made = [];
    try {
      made = await work(program);
      for (const [at, fresh] of made.entries()) {
        // An older export, or one without the main part, must take nothing from the key that is here.
        const kept = await this.#store.secret(fresh.key.fingerprint);
        if (kept) {
          made[at] = program.merge_keys(kept, fresh.secret, Date.now());
          kept.fill(0);
          fresh.secret.fill(0);
        }
        await this.#store.keep(made[at].key, made[at].secret);
      }
      return made.map(({ key }) => key);
    } finally {
      for (const { secret } of made) secret.fill(0);
      wipeStack(program);
    }
  }

  /**
   * Puts what a program makes of a key in its place.
   * @template {MadeKey} Made
   * @param {string} fingerprint
   * @param {(program: Keymaker, secret: Uint8Array) => Made} work
   * @returns {Promise<Omit<Made, "secret">>}
   */
  #changed(fingerprint, work) {
    return this.#with(fingerprint, async (program, secret) => {
      const { secret: changed, ...rest } = work(program, secret);
      try {
        await this.#store.keep(rest.key, changed);
        return rest;
      } finally {
        changed.fill(0);
      }
    });
  }

  /**
   * @template T
   * @param {string} fingerprint
   * @param {(program: Keymaker, secret: Uint8Array) => T|Promise<T>} work
   * @returns {Promise<T>}
   */
  async #with(fingerprint, work) {
    const program = await this.#program();
    const secret = await this.#store.secret(fingerprint);
    if (!secret) throw new ZegelError("no-own-key", { address: fingerprint });
    return wipedAfter([secret], program, () => work(program, secret));
  }
}

/** Own keys for one request, which may seal many messages: each is read once, and wiped once all are sealed. */
export class Hand {
  #own;
  /** @type {Promise<OwnKey[]>|undefined} */
  #keys;
  /** @type {Map<string, Promise<Uint8Array|undefined>>} */
  #secrets = new Map();
  /** @type {Set<object>} */
  #programs = new Set();

  /** @param {OwnKeys} own */
  constructor(own) {
    this.#own = own;
  }

  keys() {
    if (!this.#keys) {
      this.#keys = this.#own.list();
      // What failed once is asked for again.
      this.#keys.catch(() => { this.#keys = undefined; });
    }
    return this.#keys;
  }

  /** @param {string} fingerprint */
  secret(fingerprint) {
    const known = this.#secrets.get(fingerprint) ?? this.#own.secrets([fingerprint]).then(([secret]) => secret);
    this.#secrets.set(fingerprint, known);
    known.catch(() => { this.#secrets.delete(fingerprint); });
    return known;
  }

  /**
   * @template {object} Program
   * @param {Program} program  that is given them
   */
  uses(program) {
    this.#programs.add(program);
    return program;
  }

  /** To be called when nothing of the request is in hand any more. */
  wipe() {
    for (const secret of this.#secrets.values()) secret.then((octets) => octets?.fill(0), () => {});
    for (const program of this.#programs) wipeStack(program);
  }
}

/**
 * @template T
 * @param {Uint8Array[]} secrets
 * @param {object} program
 * @param {() => T|Promise<T>} work
 * @returns {Promise<T>}
 */
export async function wipedAfter(secrets, program, work) {
  try {
    return await work();
  } finally {
    for (const secret of secrets) secret.fill(0);
    wipeStack(program);
  }
}
