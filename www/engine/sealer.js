// @ts-check
// What the worker does with the programs and the key store. Secrets are read for one operation and wiped after it.

import { workedOff } from "./bulk.js";
import { loadDecider } from "./decider.js";
import { ZegelError, failureOf } from "./errors.js";
import { HashingThread, unlessLost } from "./hashing-thread.js";
import { Inspector } from "./inspector.js";
import { stationeryFor } from "./letters.js";
import { load, madeOf } from "./load.js";
import { Marker } from "./marker.js";
import { Hand, OwnKeys, wipedAfter } from "./own-keys.js";
import { Rules } from "./rules.js";
import { Streams, large, readPiece, sizeOf } from "./streaming.js";
import { unusable } from "./unusable.js";

/** @import { FoundCertificate, Keymaker, KeyStore, OnStage, Operations, Programs, SealerProgram, SmallSealer } from "./types.js" */
/** @import { Draft, OwnKey } from "../generated/contract.js" */

/** @implements {Operations} */
export class Sealer {
  #programs;
  #keys;
  /** @type {Promise<SmallSealer>|undefined} */
  #small;
  /** The full edition, in the place of the small one once something needs it. @type {Promise<SealerProgram & Keymaker>|undefined} */
  #full;
  /** @type {Promise<import("./types.js").Decider>|undefined} */
  #decider;
  #inspector;
  #marker;
  #thread;
  /** The rules decided by last. @type {Rules|undefined} */
  #rules;

  /**
   * @param {Programs} programs
   * @param {KeyStore} store
   * @param {HashingThread} [thread]
   */
  constructor(programs, store, thread = new HashingThread(programs)) {
    this.#programs = programs;
    const keys = this.#keys = new OwnKeys(store, () => this.#fullProgram());
    this.makeKey = keys.make.bind(keys);
    this.importKeys = keys.import.bind(keys);
    this.restoreKeys = keys.restore.bind(keys);
    this.backupKeys = keys.backup.bind(keys);
    this.renewKey = keys.renew.bind(keys);
    this.revokeKey = keys.revoke.bind(keys);
    this.exportKey = keys.export.bind(keys);
    this.removeKey = keys.remove.bind(keys);
    this.ownKeys = keys.list.bind(keys);
    this.certify = keys.certify.bind(keys);
    this.vault = keys.vault.bind(keys);
    this.unlock = keys.unlock.bind(keys);
    this.addLock = keys.addLock.bind(keys);
    this.removeLock = keys.removeLock.bind(keys);
    this.passphrases = keys.passphrases.bind(keys);
    this.passphrase = keys.passphrase.bind(keys);
    this.keepPassphrase = keys.keepPassphrase.bind(keys);
    this.forgetPassphrase = keys.forgetPassphrase.bind(keys);
    this.indexKey = keys.indexKey.bind(keys);
    this.forgetIndexKey = keys.forgetIndexKey.bind(keys);
    this.#inspector = new Inspector(programs);
    this.#marker = new Marker(programs);
    this.#thread = thread;
  }

  /** @type {Operations["preload"]} */
  async preload(rules) {
    this.#decider ??= loadDecider(this.#programs);
    await Promise.all([this.#program(), rules ? this.#rulesOf(rules.bundle, rules.address) : this.#decider]);
  }

  /** @type {Operations["readCertificate"]} */
  async readCertificate({ bytes, address }) {
    return (await this.#program()).read_certificate(bytes, address, Date.now());
  }

  /** @type {Operations["judge"]} */
  async judge({ people, trusted }) {
    const program = await this.#program();
    const now = Date.now();
    return people.map(({ address, files, remembered }) => program.judge(address, files, remembered, trusted, now));
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
  async seal({ bundle, address, ...mail }, progress) {
    const hand = new Hand(this.#keys);
    try {
      const rules = await this.#rulesOf(bundle, address);
      return await unlessLost(async () => (await this.#begin(rules, mail, progress, hand))());
    } finally {
      hand.wipe();
    }
  }

  /** @type {Operations["sealEach"]} */
  async sealEach({ bundle, address, mails }) {
    const rules = await this.#rulesOf(bundle, address);
    const hand = new Hand(this.#keys);
    /** @type {import("./types.js").SealedOrFailed[]} */
    const results = [];
    /** What broke a program, which must not be used for the next. @type {unknown} */
    let broken;
    let next = 0;
    /** One at a time: what looks into files and labels them has one draft in mind. @type {Promise<unknown>} */
    let turn = Promise.resolve();
    // While the browser encrypts one, the next is written.
    const lane = async () => {
      while (next < mails.length && !broken) {
        const at = next++;
        try {
          const outgoing = await unlessLost(async () => {
            const begun = turn.then(() => (broken ? null : this.#begin(rules, mails[at], () => {}, hand)));
            turn = begun.catch(() => {});
            const finish = await begun;
            return !finish || broken ? null : finish();
          });
          if (!outgoing) return;
          results[at] = { outgoing };
        } catch (thrown) {
          const failure = failureOf(thrown);
          if (unusable.has(failure.code)) broken = thrown;
          results[at] = { failure };
        }
      }
    };
    try {
      await Promise.all([lane(), lane()]);
    } finally {
      hand.wipe();
    }
    if (broken) throw broken;
    return results;
  }

  /**
   * Decides, labels and writes; what is returned encrypts.
   * @param {Rules} rules
   * @param {Omit<Parameters<Operations["seal"]>[0], "bundle"|"address">} mail
   * @param {OnStage} progress
   * @param {Hand} hand
   * @returns {Promise<() => ReturnType<Operations["seal"]>>}
   */
  async #begin(rules, { draft, contents, certificates, letters = [], from, blobs = false }, progress, hand) {
    const own = await hand.keys();
    const program = hand.uses(await this.#programFor(own, certificates));
    this.#thread.prepare(contents.reduce((sum, content) => sum + sizeOf(content), 0), madeOf(program));
    // Letters are written whole: their readers get them as one page.
    const inPieces = letters.length === 0 && contents.reduce((sum, content) => sum + (content instanceof Blob ? content.size : 0), 0) >= large.all;
    let read = inPieces ? contents : await readContents(contents, progress);
    // Decided here once more, on exactly the bytes that are sealed. Of files that are read in pieces it is those that the browser gives:
    // one that changes meanwhile is refused by Chromium, and is sealed as it is then by others.
    let { permit, decision } = await this.#permit(rules, draft, read);
    if (inPieces && !decision.protection) {
      // Nothing may leave in the clear but what was decided on.
      read = await readContents(contents, progress);
      ({ permit, decision } = await this.#permit(rules, draft, read));
    }
    const action = crypto.randomUUID();
    const { contents: marked, left } = decision.files.some(({ how }) => how !== "off")
      ? await this.#marker.mark(permit, action, read) : { contents: read, left: read.map(() => null) };
    // What leaves in the clear needs neither, and whoever reads it no brand.
    const stationery = decision.protection
      ? await stationeryFor({ bundle: rules.bytes, branding: decision.changes.branding, draft, letters, programs: this.#programs }) : undefined;
    const key = keyFor(program, own, draft.from, from);
    // Without a key the program still writes what need not be protected, and refuses what must be. While the keys are
    // locked, it is the same: only what has to be protected needs one.
    const secret = key && await hand.secret(key.fingerprint).catch((error) => {
      if (decision.protection || error.code !== "vault-locked") throw error;
      return undefined;
    });
    const streams = new Streams(marked);
    /** @type {(Uint8Array|number)[]} */
    const here = [];
    for (const [index, content] of marked.entries()) {
      const away = inPieces && decision.protection !== null && sizeOf(content) >= large.each;
      here.push(away ? sizeOf(content) : await readPiece(content, index));
    }
    const work = program.begin_seal(permit, action, here, Float64Array.from(read, sizeOf), certificates, secret, stationery, Date.now(), progress);
    return async () => {
      const sealed = await workedOff(program, work, progress, { streams, thread: this.#thread });
      return { ...sealed, messages: await wholes(sealed.messages, streams, blobs), decision, left };
    };
  }

  /** @type {Operations["sealDraft"]} */
  async sealDraft({ draft, contents, from }, progress) {
    const own = await this.#keys.list();
    const program = await this.#programFor(own, []);
    const read = await readContents(contents, progress);
    const key = keyFor(program, own, draft.from, from);
    if (!key) throw new ZegelError("no-own-key", { address: String(draft.from) });
    const secrets = await this.#keys.secrets([key.fingerprint]);
    this.#thread.prepare(read.reduce((sum, { length }) => sum + length, 0), madeOf(program));
    return wipedAfter(secrets, program, () => unlessLost(async () =>
      workedOff(program, program.begin_seal_draft(draft, JSON.stringify(draft), draft.attachments, read, secrets[0], Date.now(), progress), progress, { thread: this.#thread })));
  }

  /** @type {Operations["open"]} */
  open({ message, certificates, site, without }, progress) {
    return this.#withOwnKeys(message, certificates, async (program, secrets, candidates, locked) => {
      const openedAt = (/** @type {number} */ time) => workedOff(program, program.begin_open(message, secrets, candidates, site, time, progress), progress, { thread: this.#thread });
      const now = Date.now();
      const opened = await openedAt(now);
      const ahead = opened.signature.state === "invalid" ? Date.parse(opened.signature.signedAt ?? "") : now;
      if (ahead > now) {
        // A draft of one's own that was kept while the clock was fast. Whatever else is dated ahead is what it was.
        const then = await openedAt(ahead + 1_000);
        if (then.draft) return then;
      }
      // What is not encrypted opens without a key; for what is, the person has to unlock first.
      if (locked && opened.encryption.state === "not-for-you") throw locked;
      return opened;
    }, without);
  }

  /** @type {Operations["release"]} */
  release({ message, certificates, by, rule }, progress) {
    return this.#withOwnKeys(message, certificates, async (program, secrets, candidates, locked) => {
      if (locked) throw locked;
      if ((by === "rule") !== Boolean(rule)) throw new ZegelError("internal", { place: "release" });
      return workedOff(program, program.begin_release(message, secrets, candidates, rule ?? "", Date.now(), progress), progress, { thread: this.#thread });
    });
  }

  /**
   * @template Result
   * @param {Uint8Array} message
   * @param {FoundCertificate[]} certificates
   * @param {(program: SealerProgram, secrets: Uint8Array[], candidates: FoundCertificate[], locked: any) => Promise<Result>} work
   * @param {string[]} [without]  fingerprints of keys that are not for this
   * @returns {Promise<Result>}
   */
  async #withOwnKeys(message, certificates, work, without = []) {
    const own = await this.#keys.list();
    const program = await this.#programFor(own, []);
    this.#thread.prepare(message.length, madeOf(program));
    // The own certificates too: what one sent oneself, and finds among the sent messages, has a known signer.
    const candidates = [...certificates, ...own.flatMap(({ addresses, certificate }) => addresses.map((address) => ({ address, bytes: certificate })))];
    /** @type {any} */
    let locked;
    const secrets = await this.#keys.secrets(own.map(({ fingerprint }) => fingerprint).filter((one) => !without.includes(one))).catch((error) => {
      if (error.code !== "vault-locked") throw error;
      locked = error;
      return /** @type {Uint8Array[]} */ ([]);
    });
    return wipedAfter(secrets, program, () => work(program, secrets, candidates, locked));
  }

  /** Whichever edition is there, else the small one: what both do they do alike. @returns {Promise<SealerProgram>} */
  #program() {
    return this.#full ?? this.#smallProgram();
  }

  /** @returns {Promise<SmallSealer>} */
  #smallProgram() {
    this.#small ??= load(this.#programs, "sealer");
    this.#small.catch(() => { this.#small = undefined; });
    return this.#small;
  }

  /** @returns {Promise<SealerProgram & Keymaker>} */
  #fullProgram() {
    this.#full ??= load(this.#programs, "sealer-full");
    this.#full.catch(() => { this.#full = undefined; });
    return this.#full;
  }

  /**
   * The program that knows all algorithms in use.
   * @param {OwnKey[]} own
   * @param {FoundCertificate[]} certificates
   */
  async #programFor(own, certificates) {
    if (this.#full) return this.#full;
    // Keys of the person's own that need it say so; then the small program need not even be loaded.
    if (own.some(({ postQuantum }) => postQuantum)) return this.#fullProgram();
    const program = await this.#smallProgram();
    return program.needs_full(certificates, Date.now()) ? this.#fullProgram() : program;
  }

  /**
   * Leave to seal, by the decider's own answer.
   * @param {Rules} rules
   * @param {Draft} draft
   * @param {(Uint8Array|Blob)[]} contents
   */
  async #permit(rules, draft, contents) {
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
      const decider = await (this.#decider ??= loadDecider(this.#programs));
      const answer = Rules.read(decider, bytes, address);
      if ("mistakes" in answer) throw new ZegelError("bundle-invalid", { mistakes: answer.mistakes.length });
      this.#rules?.drop();
      this.#rules = answer.rules;
    }
    const rules = /** @type {Rules} */ (this.#rules);
    await rules.prepare(async () => (await import("./detector.js")).loadDetector(this.#programs));
    return rules;
  }
}

/**
 * The key that signs for a From address: the one asked for, else the newest that is usable. Is none usable, the newest
 * goes to the program all the same, for it says why it is not.
 * @param {SealerProgram} program
 * @param {OwnKey[]} keys
 * @param {string} from  an address, with or without a name
 * @param {string} [fingerprint]
 * @returns {OwnKey|undefined}
 */
function keyFor(program, keys, from, fingerprint) {
  // `String`: that a draft is malformed is for the program to say.
  const address = (/<([^<>]*)>\s*$/.exec(from)?.[1] ?? String(from)).trim();
  if (fingerprint) {
    const key = keys.find((key) => key.fingerprint === fingerprint);
    if (!key) throw new ZegelError("no-own-key", { address });
    return key;
  }
  const candidates = keys
    .filter(({ addresses }) => addresses.some((one) => one.toLowerCase() === address.toLowerCase()))
    .sort((a, b) => Date.parse(b.created) - Date.parse(a.created));
  if (candidates.length === 1) return candidates[0];
  return candidates.find((key) => program.read_certificate(key.certificate, address, Date.now()).usable) ?? candidates[0];
}

/**
 * Messages that were sealed in pieces, put together.
 * @param {import("./types.js").SealedMessage[]} messages
 * @param {Streams} streams
 * @param {boolean} blobs  whether whoever asked takes a Blob
 * @returns {Promise<import("../generated/contract.js").OutgoingMessage[]>}
 */
async function wholes(messages, streams, blobs) {
  const all = [];
  for (const [index, { after, ...message }] of messages.entries()) {
    if (!after) {
      all.push(message);
      continue;
    }
    const blob = streams.whole(index, message.bytes, after);
    all.push(blobs ? { ...message, blob } : { ...message, bytes: new Uint8Array(await blob.arrayBuffer()) });
  }
  return all;
}

/**
 * Attachments as bytes. A file is read here, so that the page does not hold it twice, and only now: until it is sent, it
 * may lie on a disk that has meanwhile been removed.
 * @param {(Uint8Array|Blob)[]} contents
 * @param {OnStage} progress
 * @returns {Promise<Uint8Array[]>}
 */
async function readContents(contents, progress) {
  const total = contents.reduce((sum, content) => sum + sizeOf(content), 0);
  const read = [];
  let done = 0;
  for (const [index, content] of contents.entries()) {
    progress("reading", done, total);
    read.push(await readPiece(content, index));
    done += read[index].length;
  }
  return read;
}
