// @ts-check
// What the person did in the frame, which the page around it can neither do nor put off: saw whom it goes to, and pressed.

/** Milliseconds that something has to have stood in sight before it counts as read. */
export const readingTime = 1000;
/** So much may be cut off at an edge: less than a line, or than the margin beside it. CSS pixels. */
export const margin = 8;
/** Milliseconds that a press waits for a host that sends by its own button. */
const patience = 5000;

/** @typedef {{ seen: Promise<boolean>, at: number, what: Going }} Press */
/** @typedef {import("./agreement.js").Going} Going */

export class Gesture {
  #place;
  #inSight = false;
  /** Since when the recipients stand in sight as they are. @type {number|null} */ #since = null;
  #read = false;
  /** @type {Press|null} */ #press = null;
  /** Whether anything was typed, pasted or dropped by a person. */
  typed = false;

  /** @param {Pick<import("./types.d.ts").Place, "seen">} place */
  constructor(place) {
    this.#place = place;
  }

  /** @param {Element} recipients @param {HTMLElement} writing */
  watch(recipients, writing) {
    // Of a frame in a page of another origin it says what is left of it after all that the page cuts off.
    new IntersectionObserver((entries) => {
      const { intersectionRect: shown, boundingClientRect: whole } = /** @type {IntersectionObserverEntry} */ (entries.at(-1));
      this.#look(shown.height > 0 && whole.height - shown.height < margin && whole.width - shown.width < margin);
    }, { threshold: Array.from({ length: 101 }, (_, hundredths) => hundredths / 100) }).observe(recipients);
    for (const type of ["input", "paste", "drop"]) writing.addEventListener(type, ({ isTrusted }) => { this.typed ||= isTrusted; }, { capture: true });
  }

  /** @param {boolean} inSight */
  #look(inSight) {
    this.#read = this.#hasRead;
    if (inSight !== this.#inSight) this.#since = inSight ? performance.now() : null;
    this.#inSight = inSight;
  }

  get #hasRead() { return this.#read || (this.#since !== null && performance.now() - this.#since >= readingTime); }

  /** The page around changed something of what stands here. */
  changedAround() {
    this.#read = false;
    this.#since = this.#inSight ? performance.now() : null;
    this.#press = null;
  }

  /** @param {Event} event @param {Going} what */
  press({ isTrusted }, what) {
    this.#press = isTrusted && this.#hasRead ? { at: performance.now(), what, seen: this.#place.seen().then(() => true, () => false) } : null;
  }

  /** The last press, which counts once. @returns {Press|null} */
  take() {
    const press = this.#press;
    this.#press = null;
    return press && performance.now() - press.at < patience ? press : null;
  }
}
