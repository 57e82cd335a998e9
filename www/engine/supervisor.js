// @ts-check
// Owns the worker with the large program. Loaded with the first request to it.
//
// The worker gets one request at a time: it computes in one thread, and so ending it, which is the only way to stop wasm
// half-way, costs nobody but the request that is aborted or that crashed it. The others are still here, in the queue.

import { buffersIn } from "./buffers.js";
import { Compiled } from "./compiled.js";
import { ZegelError, asZegelError, failureOf } from "./errors.js";
import { here } from "./programs.js";
import { startThread } from "./thread.js";
import { unusable } from "./unusable.js";
import { SharedSession } from "../keys/shared-session.js";

/** @import { FromWorker, KeyStore, Operations, Programs, Thread, VaultSession, WorkOptions } from "./types.js" */

/**
 * @typedef {object} Request
 * @property {number} id
 * @property {keyof Operations} operation
 * @property {any} input
 * @property {WorkOptions["onProgress"]} onProgress
 * @property {(result: any) => void} resolve
 * @property {(error: ZegelError) => void} reject
 */

export class Supervisor {
  #programs;
  #compiled;
  /** The store the caller brought; without one the worker keeps keys in IndexedDB and no secret comes here. @type {Promise<KeyStore>|null} */
  #store;
  /** @type {Request[]} the first is at work once `#busy` */
  #queue = [];
  #busy = false;
  /** @type {Promise<Thread>|null} */
  #thread = null;
  /** Which worker: what an ended one still says, or asks of the key store, no longer counts. */
  #generation = 0;
  #lastId = 0;
  /** When the worker was given what it has, or was heard of last. */ #heard = 0;
  #closed = false;
  /**
   * What unlocking gave: a reference that the next worker gets, since workers come and go. The octets behind it stay in the
   * browser. @type {VaultSession|null}
   */
  #session = null;
  #sessionMinutes = 480;
  /** When it was used last, and what ends it. */
  #lastUse = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #sessionEnd;
  /** With the other frames of this origin; null where each is by itself. @type {SharedSession|null} */
  #shared = null;
  /** To be ended as soon as it has answered. */
  #ending = false;
  /** Which rules the worker was given ahead, and which worker. */
  #ahead = "";
  /** Whom this one helps: the store and the session are that one's. @type {Supervisor|null} */
  #owner = null;
  /** @type {Set<Supervisor>} */
  #others = new Set();
  /** Told when the keys are locked or unlocked. @type {() => void} */
  onLock = () => {};

  /**
   * @param {Programs} [programs]  each where it lies beside the engine, unless told
   * @param {KeyStore|undefined} [keyStore]
   * @param {boolean} [shared]  whether what one frame unlocks is unlocked in all
   */
  constructor(programs = here, keyStore = undefined, shared = false) {
    this.#programs = programs;
    this.#compiled = new Compiled(programs);
    this.#store = keyStore ? Promise.resolve(keyStore) : globalThis.indexedDB ? null : memoryStore();
    if (shared) {
      this.#shared = new SharedSession({
        session: () => this.#session && { session: this.#session, lastUse: this.#lastUse },
        take: (session, lastUse) => this.#adopt(session, lastUse),
        used: (at) => { this.#lastUse = Math.max(this.#lastUse, at); },
        lock: () => this.#lock(),
      });
    }
    globalThis.addEventListener?.("pagehide", this.#onPageHide);
    globalThis.document?.addEventListener("visibilitychange", this.#onVisibility);
  }

  /**
   * @param {keyof Operations} operation
   * @param {any} input  given away: its bytes are transferred to the worker
   * @param {WorkOptions} [options]
   * @returns {Promise<any>}
   */
  ask(operation, input, { signal, onProgress } = {}) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted || this.#closed) throw new ZegelError("canceled");
      if (operation === "preload") input = this.#once(input);
      /** @type {Request} */
      const request = { id: ++this.#lastId, operation, input, onProgress, resolve, reject };
      const abort = () => this.#abort(request);
      signal?.addEventListener("abort", abort);
      const free = () => signal?.removeEventListener("abort", abort);
      request.resolve = (result) => { free(); resolve(result); };
      request.reject = (error) => { free(); reject(error); };
      this.#queue.push(request);
      this.#next();
    });
  }

  /**
   * Pages ask for it at every key that is pressed: rules go to a worker once. Others of the same length it reads when it seals.
   * @param {Parameters<Operations["preload"]>[0]} rules
   */
  #once(rules) {
    const ahead = rules ? `${this.#generation} ${rules.address} ${rules.bundle.length}` : this.#ahead;
    if (ahead === this.#ahead) return undefined;
    this.#ahead = ahead;
    return rules;
  }

  /** Another worker for work that can be shared out, with the same keys, locked when these are, and gone when this is closed. */
  another() {
    const other = new Supervisor(this.#programs);
    other.#owner = this;
    other.#compiled = this.#compiled;
    other.#store = this.#store;
    other.#session = this.#session;
    this.#others.add(other);
    return other;
  }

  /** For how long without use the keys stay unlocked. @param {number} minutes */
  unlockedFor(minutes) {
    this.#sessionMinutes = minutes;
    this.#watchSession();
  }

  /** Forgets what unlocking gave and ends the worker; what it has in hand is finished first. */
  lock() {
    this.#shared?.locked();
    this.#lock();
  }

  #lock() {
    for (const other of this.#others) other.#lock();
    if (!this.#session && !this.#busy) return;
    this.#session = null;
    clearTimeout(this.#sessionEnd);
    if (this.#busy) this.#ending = true;
    else this.#end();
    this.onLock();
  }

  /** A timer sleeps with the computer: what counts is the clock. */
  #watchSession() {
    clearTimeout(this.#sessionEnd);
    if (!this.#session || this.#owner) return;
    const left = this.#lastUse + this.#sessionMinutes * 60_000 - Date.now();
    if (left <= 0) this.lock();
    else this.#sessionEnd = setTimeout(() => this.#watchSession(), Math.min(left, 60_000));
  }

  close() {
    this.#closed = true;
    globalThis.removeEventListener?.("pagehide", this.#onPageHide);
    globalThis.document?.removeEventListener("visibilitychange", this.#onVisibility);
    for (const other of this.#others) other.close();
    if (this.#owner) this.#owner.#others.delete(this);
    this.#cancelAll();
    this.#session = null;
    this.#shared?.close();
    clearTimeout(this.#sessionEnd);
    if (!this.#owner) this.#store?.then((store) => store.close(), () => {});
  }

  async #next() {
    if (this.#busy || this.#queue.length === 0) return;
    this.#watchSession();
    this.#busy = true;
    this.#heard = Date.now();
    const request = this.#queue[0];
    if (usesKeys.has(request.operation)) (this.#owner ?? this).#use();
    const generation = this.#generation;
    // A worker that is there may have it already, or the full one in its place.
    if (!this.#thread && usesSealer.has(request.operation)) this.#compiled.begin("sealer");
    try {
      const thread = await (this.#thread ??= this.#begin(generation));
      if (generation !== this.#generation) return; // aborted while the worker began; the queue went on without us
      thread.ref?.();
      const { id, operation, input, onProgress } = request;
      thread.postMessage({ kind: "request", id, operation, input, tells: onProgress !== undefined }, buffersIn(input));
    } catch (cause) {
      if (generation !== this.#generation) return;
      this.#end();
      this.#finish(request, (error) => request.reject(error), asZegelError(cause));
    }
  }

  #use() {
    this.#lastUse = Date.now();
    this.#shared?.used(this.#lastUse);
  }

  /**
   * @param {number} generation
   * @returns {Promise<Thread>}
   */
  async #begin(generation) {
    // An ended worker's last words are not for the request that came after it.
    const current = () => generation === this.#generation;
    let answered = false;
    const { startThread } = await import("./thread.js");
    const thread = await startThread({
      onMessage: (message) => {
        answered = true;
        if (!current()) return;
        this.#heard = Date.now();
        if (message.kind === "session") this.#takeSession(message.session);
        else if (message.kind === "store") this.#answerFromStore(thread, message, current);
        else this.#take(message);
      },
      onDeath: (cause) => {
        // A worker that never said a word was not found, or not allowed.
        if (current()) this.#lose(new ZegelError(answered ? "engine-crashed" : "engine-not-loaded", {}, { cause }));
      },
    });
    if (current()) {
      thread.postMessage({ kind: "start", wasm: this.#programs, store: this.#store ? "page" : "indexeddb", session: this.#session, coming: this.#compiled.names }, []);
      this.#compiled.give(thread);
    } else {
      thread.terminate();
    }
    return thread;
  }

  /** @param {VaultSession|null} session */
  #takeSession(session) {
    // Locked while it was being unlocked: locked it stays.
    if (this.#ending) return;
    this.#session = session;
    this.#lastUse = Date.now();
    if (session) this.#shared?.unlocked();
    else this.#shared?.locked();
    this.#watchSession();
    this.onLock();
  }

  /** Another frame unlocked it. The worker that is here knows nothing of it: the next one does. @param {VaultSession} session @param {number} lastUse */
  #adopt(session, lastUse) {
    if (this.#closed || this.#session?.epoch === session.epoch) return;
    this.#session = session;
    this.#lastUse = Math.min(lastUse, Date.now());
    if (this.#busy) this.#ending = true;
    else this.#end();
    this.#watchSession();
    this.onLock();
  }

  /** @param {Exclude<FromWorker, { kind: "store"|"session" }>} message */
  #take(message) {
    const request = this.#queue[0];
    if (!this.#busy || request?.id !== message.id) return;
    if (message.kind === "progress") {
      request.onProgress?.(message.progress);
    } else if (message.kind === "done") {
      this.#finish(request, request.resolve, message.result);
    } else {
      const error = asZegelError(message.failure);
      if (unusable.has(error.code)) this.#end();
      this.#finish(request, request.reject, error);
    }
  }

  /**
   * @template T
   * @param {Request} request
   * @param {(outcome: T) => void} settle
   * @param {T} outcome
   */
  #finish(request, settle, outcome) {
    this.#queue = this.#queue.filter((other) => other !== request);
    this.#busy = false;
    if (this.#ending) this.#end();
    if (this.#queue.length === 0) this.#thread?.then((thread) => this.#busy || thread.unref?.(), () => {});
    settle(outcome);
    this.#next();
  }

  /** @param {Request} request */
  #abort(request) {
    const [first] = this.#queue;
    if (this.#busy && first === request) return this.#lose(new ZegelError("canceled"));
    this.#finishWaiting(request);
    // Some browsers end a worker and tell nobody. Nobody can stop what only looks ahead; so it ends with what was stopped waiting for it.
    if (this.#busy && first && looksAhead.has(first.operation) && Date.now() - this.#heard > silence) this.#lose(new ZegelError("engine-crashed"));
  }

  /** @param {Request} request */
  #finishWaiting(request) {
    this.#queue = this.#queue.filter((other) => other !== request);
    request.reject(new ZegelError("canceled"));
  }

  /**
   * Ends the worker, and with it the request it has.
   * @param {ZegelError} error
   */
  #lose(error) {
    this.#end();
    const request = this.#queue[0];
    if (this.#busy && request) this.#finish(request, request.reject, error);
  }

  #cancelAll() {
    const queue = this.#queue;
    this.#queue = [];
    this.#busy = false;
    this.#end();
    for (const request of queue) request.reject(new ZegelError("canceled"));
  }

  #end() {
    this.#generation++;
    this.#ending = false;
    this.#thread?.then((thread) => thread.terminate(), () => {});
    this.#thread = null;
  }

  /**
   * @param {Thread} thread
   * @param {Extract<FromWorker, { kind: "store" }>} message
   * @param {() => boolean} current
   */
  async #answerFromStore(thread, { id, method, args }, current) {
    /** @type {any} */
    let answer;
    try {
      const store = /** @type {any} */ (await this.#store);
      // A store that keeps keys only has no passphrases, and takes none.
      if (!store[method] && method === "keepPassphrase") throw new ZegelError("unsupported", { what: "passphrase" });
      answer = { kind: "stored", id, result: store[method] ? await store[method](...args) : null };
    } catch (thrown) {
      answer = { kind: "stored", id, failure: failureOf(thrown) };
    }
    if (current()) thread.postMessage(answer, []);
  }

  // The page goes away, or into the browser's back-forward cache: plaintext and keys do not stay behind in memory.
  #onPageHide = () => this.#cancelAll();

  // wasm memory never shrinks, and a tab in the background may stay for days. The next use starts another worker.
  #onVisibility = () => {
    if (document.visibilityState === "hidden" && !this.#busy) this.#end();
  };
}

async function memoryStore() {
  const { MemoryStore } = await import("../keys/memory-store.js");
  return new MemoryStore();
}

/** What needs the secrets of keys. @type {Set<keyof Operations>} */
const usesKeys = new Set(["seal", "sealEach", "sealDraft", "open", "release", "makeKey", "importKeys", "restoreKeys", "backupKeys", "renewKey", "revokeKey", "exportKey", "certify", "passphrase", "keepPassphrase"]);
/** What is asked beforehand, changes nothing, and can be asked again. @type {Set<keyof Operations>} */
const looksAhead = new Set(["judge", "labelable", "inspect"]);
/** Longer than its program takes to come over a slow line. */
const silence = 60_000; // milliseconds
/** What the small sealer does. @type {Set<keyof Operations>} */
const usesSealer = new Set(["preload", "readCertificate", "judge", "seal", "sealEach", "sealDraft", "open", "release"]);
