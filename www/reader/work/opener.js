// @ts-check
// The page's end: a worker that opens the message, or the page itself where the browser lets no worker run.

import { policy } from "../trusted.js";
import { serve } from "./serve.js";

/**
 * @typedef {import("../types.d.ts").Port} Port
 * @typedef {import("../types.d.ts").FromWorker} FromWorker
 * @typedef {import("../types.d.ts").ToWorker} ToWorker
 * @typedef {import("../../generated/contract.js").Progress} Progress
 */

/** A worker that does not speak for so long will not. */
const patience = 5000;

export class Opener {
  #code;
  #program;
  #message;
  /** @type {Promise<Place>|null} */ #running = null;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (failure: unknown) => void, onProgress: (progress: Progress) => void }>} */ #waiting = new Map();
  #last = 0;

  /**
   * @param {{ code: string, program: Uint8Array, message: Blob }} of  `code`: this script itself
   */
  constructor({ code, program, message }) {
    this.#code = code;
    this.#program = program;
    this.#message = message;
    void this.#run();
  }

  /** Whether the work is done apart from the page, so that it stays awake and can be stopped. @returns {Promise<boolean>} */
  async isApart() {
    return (await this.#run()).apart;
  }

  /**
   * @param {string} passphrase
   * @param {Uint8Array} certificate
   * @param {(progress: Progress) => void} onProgress
   * @returns {Promise<import("../types.d.ts").Opened>}
   */
  async open(passphrase, certificate, onProgress) {
    const running = this.#run();
    // Read here: of a page that lies on a disk, WebKit lets no worker read a Blob.
    const message = new Uint8Array(await this.#message.arrayBuffer());
    return this.#ask({ kind: "open", id: 0, message, passphrase, certificate }, { running, onProgress, transfer: [message.buffer] });
  }

  /**
   * @param {import("../types.d.ts").Answer} answer
   * @param {import("../types.d.ts").AnswerFile[]} parts
   * @param {Uint8Array} certificate
   * @param {string} passphrase
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  answer(answer, parts, certificate, passphrase) {
    return this.#ask({ kind: "answer", id: 0, answer, parts, certificate, passphrase });
  }

  /** Ends what is under way. Nothing is lost: the next question begins anew. */
  cancel() {
    void this.#running?.then(({ end }) => end());
    this.#running = null;
    this.#fail("canceled");
  }

  /** @param {string} code */
  #fail(code) {
    for (const { reject } of this.#waiting.values()) reject({ code });
    this.#waiting.clear();
  }

  /**
   * @param {Extract<ToWorker, { id: number }>} asked
   * @param {{ running?: Promise<Place>, onProgress?: (progress: Progress) => void, transfer?: ArrayBuffer[] }} [how]  `running`: since when it is asked
   * @returns {Promise<any>}
   */
  async #ask(asked, { running = this.#run(), onProgress = () => {}, transfer = [] } = {}) {
    const { port } = await running;
    if (running !== this.#running) throw { code: "canceled" };
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      port.postMessage({ ...asked, id }, transfer);
    });
  }

  #run() {
    this.#running ??= this.#begin();
    return this.#running;
  }

  async #begin() {
    const one = await this.#worker().catch(() => onPage());
    one.port.onmessage = ({ data }) => this.#hear(data);
    one.onDeath(() => { this.#running = null; this.#fail("internal"); });
    one.port.postMessage({ kind: "start", program: this.#program }, []);
    return one;
  }

  /** @param {FromWorker} told */
  #hear(told) {
    if (told.kind === "here") return;
    const waiting = this.#waiting.get(told.id);
    if (!waiting) return;
    if (told.kind === "progress") return waiting.onProgress(told.progress);
    this.#waiting.delete(told.id);
    if (told.kind === "done") waiting.resolve(told.result);
    else {
      // A program that fell over does not stand up again.
      if (told.failure.code === "internal") this.cancel();
      waiting.reject(told.failure);
    }
  }

  /** Some browsers run no worker from a file on disk; they say so at once, later, or never. @returns {Promise<Place>} */
  #worker() {
    return new Promise((resolve, reject) => {
      const url = URL.createObjectURL(new Blob([this.#code], { type: "text/javascript" }));
      const worker = new Worker(/** @type {string} */ (policy.createScriptURL(url)));
      const refused = (/** @type {unknown} */ why) => { clearTimeout(late); worker.terminate(); reject(why); };
      const late = setTimeout(refused, patience);
      worker.onerror = refused;
      worker.onmessage = () => {
        clearTimeout(late);
        URL.revokeObjectURL(url);
        resolve({ port: /** @type {Port} */ (/** @type {unknown} */ (worker)), apart: true, end: () => worker.terminate(), onDeath: (tell) => { worker.onerror = tell; } });
      };
    });
  }
}

/**
 * @typedef {{ port: Port, apart: boolean, end: () => void, onDeath: (tell: () => void) => void }} Place
 * @returns {Place}
 */
function onPage() {
  /** @type {Port} */
  const far = { postMessage: (data) => near.onmessage?.({ data }), onmessage: null };
  /** @type {Port} */
  // Later, so that the page first shows that it is at work.
  const near = { postMessage: (data) => void setTimeout(() => far.onmessage?.({ data }), 60), onmessage: null };
  serve(far);
  return { port: near, apart: false, end() {}, onDeath() {} };
}
