// @ts-check
// Whether the person really sees the frame. A page around it could lay something over it, make it see-through, shrink it or
// move it under a pointer that is about to press: then nothing happens that cannot be taken back.

import { ZegelError } from "../engine/errors.js";

/** Milliseconds a frame has to have been seen in one place before a press counts. */
const moment = 500;
/** What is smaller hides what it asks. CSS pixels. */
const least = { width: 200, height: 32 };
/** Of what asks so much is seen, or nearly all of it: less may be a button cut out of its question. CSS pixels. */
const readable = 240;
const nearly = 0.9;
/** A small frame may have scrolled away part of it itself, but so much is seen. CSS pixels. */
const enough = 160;
/** What was pressed in something that closed takes effect a task later at most. Milliseconds. */
const aftermath = 50;
/** A twentieth more or less of it seen is told. */
const threshold = Array.from({ length: 21 }, (_, twentieths) => twentieths / 20);

export class Sight {
  #onUnseen;
  /** Since when it has been seen, and stood still; null while it has not. @type {number|null} */
  #since = null;
  #tracks = false;
  #observer;
  /** What has to be seen: the page, or what lies on it. @type {Element|null} */
  #target = null;
  /** What lies on the page, topmost last. @type {Element[]} */
  #lying = [];
  /** Until when a press counts in what was seen and has closed. */
  #until = 0;
  /** Where the frame lies on the screen, by the pointer over it. @type {{ x: number, y: number }|null} */
  #lies = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {() => void} onUnseen  something was refused for it */
  constructor(onUnseen) {
    this.#onUnseen = onUnseen;
    this.#observer = new IntersectionObserver((entries) => this.#see(/** @type {any} */ (entries.at(-1))), /** @type {any} */ ({
      threshold, trackVisibility: true, delay: 100,
    }));
    // Browsers that do not know the option say so by not having it.
    this.#tracks = "trackVisibility" in IntersectionObserver.prototype;
    const changes = new MutationObserver(() => aim());
    const watched = new WeakSet();
    const aim = () => {
      const roots = [...document.querySelectorAll("zegel-protect")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
      for (const root of [document.body, ...roots]) {
        if (watched.has(root)) continue;
        watched.add(root);
        changes.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["open"] });
      }
      this.#aim([document, ...roots].flatMap((root) => [...root.querySelectorAll("dialog[open], :popover-open")]));
    };
    aim();
    // What opens and stays where it was tells that by an event, and elsewhere than in the document by none.
    for (const type of ["toggle", "focusin", "pointermove", "pointerdown"]) document.addEventListener(type, aim, { capture: true, passive: true });
    for (const type of ["pointermove", "pointerdown", "pointerenter"]) {
      document.addEventListener(type, (event) => this.#place(/** @type {PointerEvent} */ (event)), { capture: true, passive: true });
    }
  }

  /** What has to be seen is the page, or the topmost of what lies on it. @param {Element[]} open */
  #aim(open) {
    this.#lying = [...this.#lying.filter((one) => open.includes(one)), ...open.filter((one) => !this.#lying.includes(one))];
    const next = this.#lying.at(-1) ?? document.documentElement;
    if (next === this.#target) return;
    const closed = this.#target !== null && this.#target !== document.documentElement && !open.includes(this.#target);
    if (closed && this.isSeen) this.#until = performance.now() + aftermath;
    this.#target = next;
    // That the one before was seen says nothing of it.
    this.#since = null;
    this.#observer.disconnect();
    this.#observer.observe(next);
  }

  /** @returns {boolean} */
  get isSeen() {
    const { innerWidth, innerHeight } = globalThis;
    const now = performance.now();
    return (now < this.#until || (this.#since !== null && now - this.#since >= moment)) && document.visibilityState === "visible"
      && innerWidth >= least.width && innerHeight >= least.height;
  }

  /** Rejects `frame-covered` where what is about to happen must not. */
  async seen() {
    if (this.isSeen) return;
    this.#onUnseen();
    throw new ZegelError("frame-covered");
  }

  /** When it is seen, now or later. @returns {Promise<void>} */
  async whenSeen() {
    while (!this.isSeen) {
      if (this.#since === null) await new Promise((resolve) => { this.#listeners.add(() => resolve(null)); });
      else await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  }

  /** @param {IntersectionObserverEntry & { isVisible: boolean }} entry */
  #see(entry) {
    const { intersectionRect: shown, boundingClientRect: whole } = entry;
    // What a frame scrolls away itself is not cut off by its host.
    const high = Math.min(whole.bottom, globalThis.innerHeight) - Math.max(whole.top, 0);
    const legible = shown.height >= Math.max(nearly * Math.min(readable, high), Math.min(enough, nearly * whole.height))
      && shown.width >= nearly * Math.min(whole.width, globalThis.innerWidth);
    const visible = entry.isIntersecting && legible && (!this.#tracks || entry.isVisible);
    if (!visible) this.#since = null;
    else if (this.#since === null) this.#since = performance.now();
    if (visible) {
      for (const listener of this.#listeners) listener();
      this.#listeners.clear();
    }
  }

  /** A frame that stands still is always as far from the screen's corner. @param {PointerEvent} event */
  #place({ screenX, screenY, clientX, clientY, isTrusted }) {
    if (!isTrusted) return;
    const lies = { x: screenX - clientX, y: screenY - clientY };
    // Not all of these are whole numbers.
    const moved = this.#lies !== null && Math.hypot(lies.x - this.#lies.x, lies.y - this.#lies.y) > 4;
    this.#lies = lies;
    if (moved && this.#since !== null) this.#since = performance.now();
  }
}
