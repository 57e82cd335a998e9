// @ts-check
// A bundle in use: by the decider always, by the detector where its rules look into text or attachments. Page and worker
// each have their own.

import { ZegelError } from "./errors.js";

/** @import { Decider, Detector } from "./types.js" */
/** @import { BundleView, Draft, Inspection, Mistake } from "../generated/contract.js" */

export class Rules {
  #decider;
  /** @type {Promise<Detector>|undefined} */
  #loading;
  /** @type {Detector|undefined} */
  #detector;
  #handle = 0;
  #generation = 0;
  #detectorHandle = 0;
  #detectorGeneration = 0;
  #dropped = false;

  /**
   * @param {Decider} decider
   * @param {Uint8Array} bytes
   * @param {string} address  whose labels and settings count in the view
   * @param {BundleView} view
   * @param {number} handle
   */
  constructor(decider, bytes, address, view, handle) {
    this.#decider = decider;
    this.bytes = bytes;
    this.address = address;
    this.view = view;
    this.#handle = handle;
    this.#generation = decider.generation;
  }

  /**
   * @param {Decider} decider
   * @param {Uint8Array} bytes
   * @param {string} address
   * @returns {{ rules: Rules } | { mistakes: Mistake[] }}
   */
  static read(decider, bytes, address) {
    const answer = decider.useBundle(bytes, address);
    return "mistakes" in answer ? answer : { rules: new Rules(decider, bytes, address, answer.bundle, answer.handle) };
  }

  /** Whether nothing can be decided before the detector is there. */
  get looks() { return this.view.looksIntoText || this.view.looksIntoAttachments; }

  /** Whether deciding need not wait. */
  get ready() { return !this.looks || this.#detector !== undefined; }

  /** @param {Uint8Array} bytes @param {string} address */
  are(bytes, address) {
    return this.address === address && (this.bytes === bytes || (this.bytes.length === bytes.length && this.bytes.every((byte, at) => byte === bytes[at])));
  }

  /**
   * Loads the detector where it is needed. It judges what the decider takes for sound: patterns and names of types.
   * @param {() => Promise<Detector>} load
   */
  async prepare(load) {
    if (this.ready) return;
    this.#loading ??= load();
    try {
      const detector = await this.#loading;
      if (!this.#detector && !this.#dropped) this.#use(detector);
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }

  /** @param {Detector} detector */
  #use(detector) {
    const answer = detector.useBundle(this.bytes);
    if ("mistakes" in answer) throw new ZegelError("bundle-invalid", { mistakes: answer.mistakes.length });
    this.#detector = detector;
    this.#detectorHandle = answer.handle;
    this.#detectorGeneration = detector.generation;
  }

  /** Names what is known of an attachment; it counts as long as `mark` is the same. @param {Inspection} inspection */
  look(inspection) {
    return this.#detector ? this.#detector.look(this.#handleOfDetector(), inspection) : 0;
  }

  /** @param {number} number @param {string} mark */
  forget(number, mark) {
    if (this.#detector && number > 0 && mark === this.mark) this.#detector.forget(this.#detectorHandle, number);
  }

  /** Another text where numbers given before mean nothing any more. */
  get mark() { return `${this.#detectorHandle} ${this.#detector?.generation}`; }

  /** @param {Draft} draft @param {number[]} looked */
  decide(draft, looked) {
    return this.#decider.decide(this.#handleOfDecider(), draft, this.#sight(draft, looked), Date.now());
  }

  /** @param {Draft} draft @param {number[]} looked */
  permit(draft, looked) {
    return this.#decider.permit(this.#handleOfDecider(), draft, this.#sight(draft, looked), Date.now());
  }

  /**
   * A message that arrived looks to the rules like a draft of its sender.
   * @param {import("./received.js").Received} received
   * @param {number[]} looked
   */
  receive({ from, to, cc, subject, text, html, attachments, labels, inReplyTo, references, verified, threadProtected, restrictions }, looked) {
    /** @type {Draft} */
    const draft = {
      from, to, cc, bcc: [], subject, text, html, attachments, label: null, protection: null, answers: { acknowledged: [] },
      answeredLabels: labels.map(({ text: pairs, verified: sure }) => ({ text: pairs, verified: sure })),
      inReplyTo, references, language: "en", date: "", messageId: "",
    };
    return this.#decider.receive(this.#handleOfDecider(), draft, { verified, threadProtected, restrictions }, this.#sight(draft, looked), Date.now());
  }

  drop() {
    this.#dropped = true;
    if (this.#generation === this.#decider.generation) this.#decider.dropBundle(this.#handle);
    if (this.#detector && this.#detectorGeneration === this.#detector.generation) this.#detector.dropBundle(this.#detectorHandle);
  }

  /** @param {Draft} draft @param {number[]} looked */
  #sight(draft, looked) {
    if (!this.looks) return "";
    if (!this.#detector) throw new ZegelError("engine-not-loaded", { file: "detector_bg.wasm" });
    return this.#detector.see(this.#handleOfDetector(), draft, looked);
  }

  /** A program that crashed was replaced by one that knows nothing. */
  #handleOfDecider() {
    if (this.#generation !== this.#decider.generation) {
      const answer = this.#decider.useBundle(this.bytes, this.address);
      if ("mistakes" in answer) throw new ZegelError("bundle-invalid", { mistakes: answer.mistakes.length });
      this.#handle = answer.handle;
      this.#generation = this.#decider.generation;
    }
    return this.#handle;
  }

  #handleOfDetector() {
    if (this.#detector && this.#detectorGeneration !== this.#detector.generation) this.#use(this.#detector);
    return this.#detectorHandle;
  }
}
