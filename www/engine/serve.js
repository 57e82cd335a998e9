// @ts-check
// The worker's end of the line: takes requests, answers them, and turns whatever is thrown into plain data.

import { buffersIn } from "./buffers.js";
import { asZegelError, failureOf } from "./errors.js";
import { coming } from "./load.js";
import { Sealer } from "./sealer.js";

/** @import { FromWorker, KeyStore, OnStage, Operations, Port, ToWorker } from "./types.js" */

/** @param {Port} port */
export function serve(port) {
  /** @type {Promise<Operations>} */
  let sealer;
  /** @type {PageStore} */
  let pageStore;
  /** @type {Map<string, (module: WebAssembly.Module|null) => void>} */
  const arrived = new Map();

  port.onmessage = ({ data: message }) => {
    if (message.kind === "start") {
      for (const name of message.coming) coming.set(name, new Promise((resolve) => { arrived.set(name, resolve); }));
      pageStore = new PageStore(port);
      sealer = keyStore(message, pageStore, port).then((store) => new Sealer(message.wasm, store));
      sealer.catch(() => {}); // told to the first request
    } else if (message.kind === "module") {
      arrived.get(message.name)?.(message.module);
    } else if (message.kind === "stored") {
      pageStore.settle(message);
    } else {
      answer(port, sealer, message);
    }
  };
}

/**
 * @param {Port} port
 * @param {Promise<Operations>} sealer
 * @param {Extract<ToWorker, { kind: "request" }>} request
 */
async function answer(port, sealer, { id, operation, input, tells }) {
  try {
    const operations = /** @type {any} */ (await sealer);
    const result = await operations[operation](input, tells ? progressOf(port, id) : () => {});
    port.postMessage({ kind: "done", id, result }, buffersIn(result));
  } catch (thrown) {
    port.postMessage({ kind: "failed", id, failure: failureOf(thrown) }, []);
  }
}

/**
 * Passes progress on, but not oftener than a person can see: the programs report every chunk.
 * @param {Port} port
 * @param {number} id
 * @returns {OnStage}
 */
function progressOf(port, id) {
  let last = -Infinity;
  let lastStage = "";
  return (stage, done, total) => {
    const now = performance.now();
    if (stage === lastStage && now - last < visible) return;
    [last, lastStage] = [now, stage];
    port.postMessage({ kind: "progress", id, progress: { stage, done, total } }, []);
  };
}

/**
 * @param {Extract<ToWorker, { kind: "start" }>} start
 * @param {KeyStore} pageStore
 * @param {Port} port
 * @returns {Promise<KeyStore>}
 */
async function keyStore({ store, session }, pageStore, port) {
  if (store === "page") return pageStore;
  const { IndexedStore } = await import("../keys/store.js");
  return new IndexedStore("zegel-keys", {
    session, onSession: (session) => port.postMessage({ kind: "session", session }, []),
  });
}

/** A key store at the other end of the line, for callers who brought one. @implements {KeyStore} */
class PageStore {
  #port;
  #lastId = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /** @param {Port} port */
  constructor(port) {
    this.#port = port;
  }

  /** @type {KeyStore["keep"]} */
  keep(key, secret) { return this.#ask("keep", [key, secret]); }
  /** @type {KeyStore["list"]} */
  list() { return this.#ask("list", []); }
  /** @type {KeyStore["secret"]} */
  secret(fingerprint) { return this.#ask("secret", [fingerprint]); }
  /** @type {KeyStore["remove"]} */
  remove(fingerprint) { return this.#ask("remove", [fingerprint]); }
  /** @type {Required<KeyStore>["passphrases"]} */
  passphrases(owner) { return this.#ask("passphrases", [owner]); }
  /** @type {Required<KeyStore>["passphrase"]} */
  passphrase(owner, address) { return this.#ask("passphrase", [owner, address]); }
  /** @type {Required<KeyStore>["keepPassphrase"]} */
  keepPassphrase(owner, kept) { return this.#ask("keepPassphrase", [owner, kept]); }
  /** @type {Required<KeyStore>["forgetPassphrase"]} */
  forgetPassphrase(owner, address) { return this.#ask("forgetPassphrase", [owner, address]); }
  /** @type {Required<KeyStore>["indexKey"]} */
  indexKey(owner) { return this.#ask("indexKey", [owner]); }
  /** @type {Required<KeyStore>["forgetIndexKey"]} */
  forgetIndexKey(owner) { return this.#ask("forgetIndexKey", [owner]); }
  close() {}

  /** @param {Extract<ToWorker, { kind: "stored" }>} message */
  settle({ id, result, failure }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (failure) waiting?.reject(asZegelError(failure));
    else waiting?.resolve(result);
  }

  /**
   * @param {Extract<FromWorker, { kind: "store" }>["method"]} method
   * @param {any[]} args
   * @returns {Promise<any>}
   */
  #ask(method, args) {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ kind: "store", id, method, args }, []);
    });
  }
}

const visible = 50; // milliseconds
