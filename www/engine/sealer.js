// @ts-check
// What the worker does with the large program and the key store. Secrets are read for one operation and wiped after it.

import { ZegelError } from "./errors.js";
import { load } from "./load.js";

/** @import { KeyStore, Keymaker, MadeKey, OnStage, Operations, SealerProgram } from "./types.js" */
/** @import { OwnKey } from "../generated/contract.js" */

/** @implements {Operations} */
export class Sealer {
  #folder;
  #store;
  /** @type {Promise<SealerProgram>} */
  #program;
  /** @type {Promise<Keymaker>|undefined} */
  #keymaker;

  /**
   * @param {string} folder  of the wasm programs
   * @param {KeyStore} store
   */
  constructor(folder, store) {
    this.#folder = folder;
    this.#store = store;
    this.#program = load(folder, "sealer");
    this.#program.catch(() => {}); // told to whoever needs it
  }

  async preload() {
    await this.#program;
  }

  /** @type {Operations["makeKey"]} */
  async makeKey({ name, address, kind }) {
    this.#keymaker ??= load(this.#folder, "keymaker");
    return this.#keep((await this.#keymaker).make_key(name, address, kind, Date.now()));
  }

  /** @type {Operations["importKey"]} */
  async importKey({ secret, passphrase }) {
    try {
      return await this.#keep((await this.#program).read_key(secret, passphrase, Date.now()));
    } finally {
      secret.fill(0);
    }
  }

  ownKeys() {
    return this.#store.list();
  }

  /** @type {Operations["removeKey"]} */
  removeKey({ fingerprint }) {
    return this.#store.remove(fingerprint);
  }

  /** @type {Operations["readCertificate"]} */
  async readCertificate({ bytes, address }) {
    return (await this.#program).read_certificate(bytes, address, Date.now());
  }

  /** @type {Operations["seal"]} */
  async seal({ bundle, draft, contents, certificates, from }, progress) {
    const program = await this.#program;
    const read = await readContents(contents, progress);
    const key = await this.#keyFor(program, draft.from, from);
    // Without a key the program still writes what need not be protected, and refuses what must be.
    const secrets = await this.#secrets(key ? [key] : []);
    return wipedAfter(secrets, ([secret]) =>
      program.seal(bundle, draft, read, certificates, secret, Date.now(), progress));
  }

  /** @type {Operations["open"]} */
  async open({ message, certificates, bundle }, progress) {
    const program = await this.#program;
    const own = await this.#store.list();
    // The own certificates too: what one sent oneself, and finds among the sent messages, has a known signer.
    const candidates = [...certificates, ...own.map(({ address, certificate }) => ({ address, bytes: certificate }))];
    return wipedAfter(await this.#secrets(own), (secrets) =>
      program.open(message, secrets, candidates, bundle, Date.now(), progress));
  }

  /** @param {MadeKey} made */
  async #keep({ key, secret }) {
    try {
      await this.#store.keep(key, secret);
      return key;
    } finally {
      secret.fill(0);
    }
  }

  /**
   * The key that signs for a From address: the one asked for, else the newest that is usable. Is none usable, the newest
   * goes to the program all the same, for it says why it is not.
   * @param {SealerProgram} program
   * @param {string} from  an address, with or without a name
   * @param {string} [fingerprint]
   * @returns {Promise<OwnKey|undefined>}
   */
  async #keyFor(program, from, fingerprint) {
    const keys = await this.#store.list();
    // `String`: that a draft is malformed is for the program to say.
    const address = (/<([^<>]*)>\s*$/.exec(from)?.[1] ?? String(from)).trim();
    if (fingerprint) {
      const key = keys.find((key) => key.fingerprint === fingerprint);
      if (!key) throw new ZegelError("no-own-key", { address });
      return key;
    }
    const candidates = keys
      .filter((key) => key.address.toLowerCase() === address.toLowerCase())
      .sort((a, b) => Date.parse(b.created) - Date.parse(a.created));
    const usable = candidates.find((key) => program.read_certificate(key.certificate, key.address, Date.now()).usable);
    return usable ?? candidates[0];
  }

  /**
   * Those that can be read: one damaged record must not close all mail. Where none can, the reason is thrown.
   * @param {OwnKey[]} keys
   * @returns {Promise<Uint8Array[]>}
   */
  async #secrets(keys) {
    const read = await Promise.allSettled(keys.map((key) => this.#store.secret(key.fingerprint)));
    // Another tab may have removed one since the list was read; then it is null.
    const secrets = read.flatMap((answer) => answer.status === "fulfilled" && answer.value ? [answer.value] : []);
    const failed = read.find((answer) => answer.status === "rejected");
    if (failed && secrets.length === 0) throw failed.reason;
    return secrets;
  }
}

/**
 * @template T
 * @param {Uint8Array[]} secrets
 * @param {(secrets: Uint8Array[]) => T|Promise<T>} work
 * @returns {Promise<T>}
 */
async function wipedAfter(secrets, work) {
  try {
    return await work(secrets);
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

/**
 * Attachments as bytes. A file is read here, so that the page does not hold it twice, and only now: until it is sent, it
 * may lie on a disk that has meanwhile been removed.
 * @param {(Uint8Array|Blob)[]} contents
 * @param {OnStage} progress
 * @returns {Promise<Uint8Array[]>}
 */
async function readContents(contents, progress) {
  const total = contents.reduce((sum, content) => sum + (content instanceof Blob ? content.size : content.length), 0);
  const read = [];
  let done = 0;
  for (const [index, content] of contents.entries()) {
    progress("reading", done, total);
    read.push(content instanceof Blob ? await readBlob(content, index) : content);
    done += read[index].length;
  }
  return read;
}

/**
 * @param {Blob} blob
 * @param {number} index
 */
async function readBlob(blob, index) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new ZegelError("attachment-unreadable", { index }, { cause });
  }
}
