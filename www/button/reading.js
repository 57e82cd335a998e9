// @ts-check
// What rules that look into text and attachments need before they can decide: their program, and the attachments read.

/**
 * @typedef {import("./types.d.ts").Engine} Engine
 * @typedef {import("./types.d.ts").BundleView} BundleView
 * @typedef {import("./types.d.ts").Draft} Draft
 */

export class Reading {
  #again;
  #failed;
  /** With which engine and bundle, and whether they can be asked. @type {{ engine: Engine, bundle: BundleView, now: boolean }|null} */
  #ready = null;
  #reading = Promise.resolve();
  /** Attachments that were handed over to be read. */
  #seen = new WeakSet();

  /**
   * @param {() => void} again  a decision can be made that could not, or not on all of it
   * @param {(error: { code?: string }) => void} failed
   */
  constructor(again, failed) {
    this.#again = again;
    this.#failed = failed;
  }

  begin() { this.#ready = null; }

  /** Whether a decision can be made now; else one is made as soon as it can. @param {Engine} engine @param {BundleView} bundle */
  isReady(engine, bundle) {
    if (this.#ready?.engine === engine && this.#ready.bundle === bundle) return this.#ready.now;
    const ready = this.#ready = { engine, bundle, now: !bundle.looksIntoText && !bundle.looksIntoAttachments };
    if (ready.now) return true;
    engine.ready().then(() => { ready.now = true; this.#again(); }, (error) => {
      if (this.#ready === ready) { this.#ready = null; this.#failed(error); }
    });
    return false;
  }

  /** @param {Engine} engine @param {BundleView|null} bundle */
  async whenReady(engine, bundle) {
    await engine.ready();
    if (bundle && !this.isReady(engine, bundle) && this.#ready) this.#ready.now = true;
  }

  /**
   * Has attachments read that were not yet, where the rules look into them.
   * @param {Engine} engine
   * @param {BundleView} bundle
   * @param {Draft} draft
   * @param {(Uint8Array|Blob)[]} contents
   */
  look(engine, bundle, draft, contents) {
    const unseen = contents.filter((content) => content && !this.#seen.has(content));
    if (!bundle.looksIntoAttachments || unseen.length === 0) return;
    for (const content of unseen) this.#seen.add(content);
    void this.inspect(engine, bundle, draft, contents).then(this.#again);
  }

  /**
   * What cannot be read now is read when it is sealed, and refused there if it has to be.
   * @param {Engine|null} engine
   * @param {BundleView|null} bundle
   * @param {Draft|null} draft
   * @param {(Uint8Array|Blob)[]} contents
   */
  async inspect(engine, bundle, draft, contents) {
    if (!engine || !draft || !bundle?.looksIntoAttachments) return;
    // One after another: what is being read for a decision is not read once more for sending.
    await (this.#reading = this.#reading.then(() => engine.inspect(draft.attachments, contents).then(() => {}, () => {})));
  }
}
