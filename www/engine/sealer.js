// @ts-check
// What the worker does with the programs and the key store. Secrets are read for one operation and wiped after it.

import { loadDecider } from "./decider.js";
import { ZegelError } from "./errors.js";
import { Inspector } from "./inspector.js";
import { load } from "./load.js";
import { Marker } from "./marker.js";
import { Rules } from "./rules.js";

/** @import { KeyStore, Keymaker, MadeKey, OnStage, Operations, SealerProgram } from "./types.js" */
/** @import { Draft, OwnKey } from "../generated/contract.js" */

/** @implements {Operations} */
export class Sealer {
  #folder;
  #store;
  /** @type {Promise<SealerProgram>} */
  #program;
  /** @type {Promise<Keymaker>|undefined} */
  #keymaker;
  /** @type {Promise<import("./types.js").Decider>|undefined} */
  #decider;
  #inspector;
  #marker;
  /** The rules decided by last. @type {Rules|undefined} */
  #rules;

  /**
   * @param {string} folder  of the wasm programs
   * @param {KeyStore} store
   */
  constructor(folder, store) {
    this.#folder = folder;
    this.#store = store;
    this.#program = load(folder, "sealer");
    this.#program.catch(() => {}); // told to whoever needs it
    this.#inspector = new Inspector(folder);
    this.#marker = new Marker(folder);
  }

  async preload() {
    this.#decider ??= loadDecider(this.#folder);
    await Promise.all([this.#program, this.#decider]);
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

  /** @type {Operations["inspect"]} */
  async inspect({ attachments, contents }, progress) {
    return this.#inspector.inspect(attachments, await readContents(contents, progress));
  }

  /** @type {Operations["fileLabels"]} */
  async fileLabels({ attachments, contents }, progress) {
    return this.#inspector.labels(attachments, await readContents(contents, progress));
  }

  /** @type {Operations["labelable"]} */
  async labelable({ attachments, contents }, progress) {
    return this.#marker.attempt(attachments.map(({ name }) => String(name)), await readContents(contents, progress));
  }

  /** @type {Operations["seal"]} */
  async seal({ bundle, address, draft, contents, certificates, from }, progress) {
    const program = await this.#program;
    const read = await readContents(contents, progress);
    // Decided here once more, on exactly the bytes that are sealed.
    const { permit, decision } = await this.#permit(bundle, address, draft, read);
    const action = crypto.randomUUID();
    const { contents: marked, left } = decision.files.some(({ how }) => how !== "off")
      ? await this.#marker.mark(permit, action, read) : { contents: read, left: read.map(() => null) };
    const key = await this.#keyFor(program, draft.from, from);
    // Without a key the program still writes what need not be protected, and refuses what must be.
    const secrets = await this.#secrets(key ? [key] : []);
    return wipedAfter(secrets, async ([secret]) =>
      ({
        ...await program.seal(permit, action, marked, Float64Array.from(read, ({ length }) => length), certificates, secret, Date.now(), progress),
        decision, left,
      }));
  }

  /** @type {Operations["open"]} */
  async open({ message, certificates, site }, progress) {
    const program = await this.#program;
    const own = await this.#store.list();
    // The own certificates too: what one sent oneself, and finds among the sent messages, has a known signer.
    const candidates = [...certificates, ...own.map(({ address, certificate }) => ({ address, bytes: certificate }))];
    return wipedAfter(await this.#secrets(own), (secrets) =>
      program.open(message, secrets, candidates, site, Date.now(), progress));
  }

  /**
   * Leave to seal, by the decider's own answer.
   * @param {Uint8Array} bundle
   * @param {string} address
   * @param {Draft} draft
   * @param {Uint8Array[]} contents
   */
  async #permit(bundle, address, draft, contents) {
    const rules = await this.#rulesOf(bundle, address);
    // That a draft is malformed is for the program to say.
    const attachments = Array.isArray(draft?.attachments) ? draft.attachments : [];
    const inspections = rules.view.looksIntoAttachments ? await this.#inspector.inspect(attachments, contents) : [];
    const numbers = inspections.map((inspection) => rules.look(inspection));
    try {
      return rules.permit(draft, numbers);
    } finally {
      for (const number of numbers) rules.forget(number, rules.mark);
    }
  }

  /** @param {Uint8Array} bytes @param {string} address */
  async #rulesOf(bytes, address) {
    if (!this.#rules?.are(bytes, address)) {
      const decider = await (this.#decider ??= loadDecider(this.#folder));
      const answer = Rules.read(decider, bytes, address);
      if ("mistakes" in answer) throw new ZegelError("bundle-invalid", { mistakes: answer.mistakes.length });
      this.#rules?.drop();
      this.#rules = answer.rules;
    }
    const rules = /** @type {Rules} */ (this.#rules);
    await rules.prepare(async () => (await import("./detector.js")).loadDetector(this.#folder));
    return rules;
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
