// @ts-check
// Keeps what is being written while it is being written: when to save, one version after the other, and what is told of it.
// It knows of no page and no clock but those it is given.

import { ZegelError, asZegelError } from "../../engine/errors.js";
import { dateWithOffset } from "../compose/draft.js";
import { earlierIds, keep, messageIdOf, newLineage, nextOf } from "./kept.js";

/**
 * @typedef {import("./kept.js").Written} Written
 * @typedef {import("./kept.js").Lineage} Lineage
 * @typedef {import("../../pages/demo/jmap/drafts.js").Version} Version
 * @typedef {{ written: Written, contents: Blob[] }} Now  what stands in the composer
 * @typedef {{ kind: "nothing"|"saving"|"saved"|"failed", error: ZegelError|null, apart: boolean }} State
 *   `apart`: another tab took the earlier version away, so this is a draft of its own now
 * @typedef {{
 *   seal: (draft: ReturnType<typeof keep>, options: { contents: Blob[], signal: AbortSignal }) => Promise<Uint8Array>,
 *   store: Pick<import("../../pages/demo/jmap/drafts.js").Drafts, "has"|"put"|"remove">, address: string,
 *   onGone?: () => void, onSaved?: (version: Version, now: Now, lineage: Lineage) => void, pace?: typeof usual, now?: () => number,
 *   begun?: { lineage: Lineage, version: Version }|null,
 * }} Options  `begun`: where an earlier version is gone on with
 */

/** Milliseconds. A large draft is not sealed and sent anew at every rest of the fingers. */
const usual = { rest: 3_000, typing: 20_000, heavyRest: 20_000, retry: 10_000, longest: 160_000, heavy: 5_000_000 };

export class Keeping {
  /** @type {State} */ state = { kind: "nothing", error: null, apart: false };
  #options;
  #pace;
  /** @type {() => Now} */ #read = () => { throw new ZegelError("internal"); };
  /** @type {(state: State) => void} */ #onState = () => {};
  /** What stood there when it was saved, or before anything was written. */ #saved = "";
  /** @type {Lineage} */ #lineage;
  /** The version that lies on the server. @type {Version|null} */ #version;
  /** Message-IDs of versions of which it is not known whether they lie there. @type {string[]} */ #unsure = [];
  /** @type {Promise<void>|null} */ #running = null;
  #ending = new AbortController();
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #timer;
  /** Since when something is not saved. @type {number|null} */ #since = null;
  #failures = 0;
  /** @type {"not yet"|"on"|"paused"|"over"} */ #going = "not yet";

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#pace = options.pace ?? usual;
    this.#lineage = options.begun?.lineage ?? newLineage();
    this.#version = options.begun?.version ?? null;
  }

  /**
   * From here on: what stands there now is what was there already.
   * @param {() => Now} read
   * @param {(state: State) => void} onState
   */
  begin(read, onState) {
    this.#read = read;
    this.#onState = onState;
    this.#saved = this.#key(read());
    this.#going = "on";
  }

  /** Whether something would be lost if the page went now: words, or a sending half done. */
  get unsaved() { return this.#going === "paused" || (this.#going === "on" && this.#key(this.#read()) !== this.#saved); }

  /** What all versions of it have in common. */
  get draft() { return this.#lineage.draft; }

  /** Whether any version lies on the server, as far as is known. */
  get isKept() { return this.#version !== null; }

  /** Something may have changed. */
  touch() {
    if (this.#going !== "on") return;
    const { rest, typing, heavyRest, heavy } = this.#pace;
    const now = (this.#options.now ?? Date.now)();
    this.#since ??= now;
    const size = this.#read().contents.reduce((sum, one) => sum + one.size, 0);
    this.#plan(size > heavy ? heavyRest : Math.max(0, Math.min(rest, this.#since + typing - now)));
  }

  /** What failed for want of a line or of a key may go now. */
  retry() {
    if (this.state.kind === "failed") this.#plan(0);
  }

  /**
   * Saves what is not saved yet, after what is under way.
   * @returns {Promise<void>} rejected with why it cannot be
   */
  async save() {
    while (this.#running) await this.#running.catch(() => {});
    if (this.#going !== "on") return;
    clearTimeout(this.#timer);
    this.#running = this.#once().finally(() => { this.#running = null; });
    await this.#running;
  }

  /** Nothing is under way when this is done, and nothing is begun until `resume`. */
  async pause() {
    if (this.#going === "on") this.#going = "paused";
    clearTimeout(this.#timer);
    this.#ending.abort();
    await this.#running?.catch(() => {});
  }

  resume() {
    if (this.#going !== "paused") return;
    this.#going = "on";
    this.touch();
  }

  /** The end: it was sent, or is not wanted. All versions go. */
  async discard() {
    this.#going = "over";
    await this.pause();
    const { store, onGone } = this.#options;
    const all = [...this.#unsure];
    if (this.#version || all.length > 0) await store.remove(this.#version ? [this.#version] : [], all);
    onGone?.();
  }

  /** The end: what was saved stays. */
  async end() {
    this.#going = "over";
    await this.pause();
  }

  /** @param {number} delay */
  #plan(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.save().catch(() => {}); }, delay);
  }

  async #once() {
    const now = this.#read();
    const key = this.#key(now);
    this.#since = null;
    if (key === this.#saved) {
      // Taken back: what could not be saved is not there any more.
      if (this.state.kind === "failed") this.#tell({ kind: this.#version ? "saved" : "nothing", error: null });
      return;
    }
    this.#ending = new AbortController();
    this.#tell({ kind: "saving", error: null });
    try {
      await this.#put(now);
      this.#saved = key;
      this.#failures = 0;
      this.#tell({ kind: "saved", error: null });
    } catch (thrown) {
      const error = asZegelError(thrown);
      this.#tell(error.code === "canceled" ? { kind: this.#version ? "saved" : "nothing", error: null } : { kind: "failed", error });
      this.#failures += 1;
      if (this.#going === "on" && !lasting.has(error.code)) this.#plan(Math.min(this.#pace.retry * 2 ** (this.#failures - 1), this.#pace.longest));
      throw error;
    }
  }

  /** @param {Now} now */
  async #put(now) {
    const { store, seal, address, onSaved } = this.#options;
    const { signal } = this.#ending;
    let apart = this.state.apart;
    const before = this.#version;
    if (before && !await store.has(before, this.#unsure)) {
      // Another tab went on with it, or threw it away. Neither is undone here.
      this.#lineage = newLineage();
      this.#version = null;
      apart = true;
    }
    const lineage = nextOf(this.#lineage);
    const messageId = messageIdOf(lineage, address);
    const bytes = await seal(keep(now.written, lineage, { date: dateWithOffset(new Date()), address }), { contents: now.contents, signal });
    // Even if no answer comes: whatever is saved next takes the place of this.
    this.#lineage = lineage;
    this.#unsure.push(messageId);
    const version = await store.put(bytes, messageId, { signal });
    const earlier = this.#unsure.filter((one) => one !== messageId && earlierIds(lineage, address).includes(one));
    this.#unsure = [];
    const old = this.#version;
    this.#version = version;
    this.state = { ...this.state, apart };
    onSaved?.(version, now, lineage);
    // Where this fails two versions stay, and the later says that it takes the place of the earlier.
    if (old || earlier.length > 0) await store.remove(old ? [old] : [], earlier);
  }

  /** @param {Omit<State, "apart">} state */
  #tell(state) {
    this.state = { ...state, apart: this.state.apart };
    this.#onState(this.state);
  }

  /** @type {WeakMap<Blob, number>} */ #numbers = new WeakMap();
  #next = 1;

  /** Blobs have no contents to compare at once; the same object is the same file. @param {Now} now */
  #key({ written, contents }) {
    const number = (/** @type {Blob} */ blob) => {
      const there = this.#numbers.get(blob) ?? this.#next++;
      this.#numbers.set(blob, there);
      return there;
    };
    return JSON.stringify([written, contents.map(number)]);
  }
}

/** What waiting does not help. @type {Set<string>} */
const lasting = new Set([
  "vault-locked", "no-own-key", "own-key-unusable", "message-too-large", "draft-malformed", "attachment-unreadable", "sign-in-refused", "canceled",
]);
