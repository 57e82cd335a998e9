// @ts-check
// From the press on Send until the message has left: once, stopped where it still can be, and with nothing changed meanwhile.

import { send } from "./sending.js";

/** @typedef {import("../drafts/kept.js").Typed} Typed */

export class Leaving {
  #composer;
  #readdress;
  #done;
  /** @type {AbortController|null} */ #sending = null;
  /** @type {Promise<boolean>|null} */ #ends = null;
  /** It has begun to leave: from here on nothing stops it. */ #late = false;
  /** Who was named from outside while it was on its way. @type {Typed|null} */ #readdressed = null;
  #sent = false;

  /**
   * @param {import("./composer.js").Composer} composer
   * @param {{ readdress: (given: Typed) => boolean, done: (outgoing: import("./composer.js").Outgoing) => void }} options
   *   `readdress`: whether anything is otherwise by it
   */
  constructor(composer, { readdress, done }) {
    this.#composer = composer;
    this.#readdress = readdress;
    this.#done = done;
  }

  /** Whether it is on its way. */
  get busy() { return this.#sending !== null; }

  /** Whether it has left, and there is nothing more to write. */
  get sent() { return this.#sent; }

  /** The person wants it sent. @param {Event} event */
  press(event) {
    const { look, people, opening } = this.#composer;
    if (!look.send || this.busy || this.#sent) return;
    people.commit();
    opening.agreement?.press(event);
    if (opening.onSendWanted) opening.onSendWanted();
    // It is told in the bar why not.
    else this.send().catch(() => {});
  }

  /** Whoever wants it sent twice gets it sent once. @returns {Promise<boolean>} whether it left; false where the person goes on writing */
  send() {
    if (this.#sent) return Promise.resolve(true);
    return this.#ends ??= this.#send().finally(() => { this.#ends = null; });
  }

  stop() {
    const { announce, tell } = this.#composer;
    if (this.#late) announce(tell("sent.late"));
    else this.#sending?.abort();
  }

  /** From outside: whom it goes to is another now. @param {Typed} given */
  readdress(given) {
    const { people, opening } = this.#composer;
    if (!this.busy) { this.#readdress(given); return; }
    // What is being sealed is not changed any more; what came meanwhile counts when that has ended.
    this.#readdressed = given;
    if (people.differs(given)) opening.agreement?.changedAround();
  }

  /** @returns {Promise<boolean>} */
  async #send() {
    const { protect, people, opening, look, attempt, announce, tell } = this.#composer;
    if (!protect || !people.fields) return false;
    this.#sending = new AbortController();
    const { signal } = this.#sending;
    try {
      people.commit();
      protect.fail(null);
      // Before anything is awaited: from here on nothing about the message can be changed.
      this.#busy(true);
      protect.progress({ stage: "preparing", done: 0, total: 0 });
      const agree = opening.agreement?.begin();
      // A version that came after the end would be a draft of a mail that is sent.
      await opening.keeping?.pause();
      const outgoing = await send({
        signal, added: () => this.#composer.files?.adding ?? Promise.resolve(),
        looked: () => (protect.decide()?.protection ? people.lookup.done() : Promise.resolve()),
        settle: () => protect.settle(),
        agreed: async () => {
          if (this.#takeReaddressed()) return "again";
          const answer = await agree?.(signal) ?? "go";
          if (answer === "again") this.#takeReaddressed();
          return answer;
        },
        seal: (options) => {
          attempt.begin(this.#content());
          const seal = () => protect.seal({ ...options, onProgress: opening.onProgress, blobs: opening.sender.takesBlobs === true });
          return opening.unlocking ? opening.unlocking(seal) : seal();
        },
        shown: () => protect.decide(),
        progress: (progress) => this.#progress(progress),
        hand: ({ messages, onProgress }) => {
          attempt.handed(this.#content());
          return opening.sender.send({ messages, signal, onProgress });
        },
      });
      if (outgoing?.protected) void people.lookup.used(people.chips.map(({ address }) => address));
      if (outgoing && look.goes) {
        this.#sent = true;
        this.#done(outgoing);
      }
      return outgoing !== null;
    } catch (error) {
      const stopped = /** @type {{ code?: string }} */ (error)?.code === "canceled";
      if (stopped && signal.aborted) announce(tell("sent.canceled"));
      protect.fail(stopped ? null : error);
      throw error;
    } finally {
      this.#sending = null;
      protect.progress(null);
      this.#busy(false);
      opening.keeping?.resume();
      this.#takeReaddressed();
    }
  }

  /** @param {import("../../button/types.d.ts").Progress} progress */
  #progress(progress) {
    const { protect, opening, cancelButton } = this.#composer;
    protect?.progress(progress);
    opening.onProgress?.(progress);
    if (!progress.final) return;
    this.#late = true;
    cancelButton?.setAttribute("aria-disabled", "true");
  }

  /** @returns {boolean} whether others were named meanwhile */
  #takeReaddressed() {
    const given = this.#readdressed;
    this.#readdressed = null;
    return given !== null && !this.#sent && this.#readdress(given);
  }

  /**
   * What makes it this message: everything but whom it goes to and when. What was agreed to is no part of it, nor to which question a reason
   * was given: with other recipients a rule asks anew.
   */
  #content() {
    const { subject, text, html, attachments } = this.#composer.written();
    const { label, protection, answers } = this.#composer.protect?.choice ?? {};
    const reasons = new Set(answers?.reasons?.map((reason) => reason.text));
    return { said: JSON.stringify([subject, text, html, attachments, label, protection, [...reasons]]), contents: this.#composer.contents() };
  }

  /** @param {boolean} busy */
  #busy(busy) {
    const { node, look, sendButton, cancelButton, attachButton, protect, form, opening } = this.#composer;
    if (!sendButton || !cancelButton || !attachButton || !protect || !form) return;
    const focused = busy ? document.activeElement === sendButton : document.activeElement === cancelButton;
    node.toggleAttribute("data-busy", busy);
    form.inert = busy;
    attachButton.disabled = busy;
    protect.disabled = busy;
    sendButton.hidden = busy || !look.send;
    cancelButton.hidden = !busy;
    this.#late = false;
    cancelButton.removeAttribute("aria-disabled");
    if (focused) (busy ? cancelButton : sendButton).focus();
    opening.onState?.();
  }
}
