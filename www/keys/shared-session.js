// @ts-check
// Frames of one origin unlock together: what one of them unlocked, the others use too, and they lock together again. What goes
// from one to the other is a reference to a key that the browser uses but does not hand out; its octets go nowhere.

/** @import { VaultSession } from "../engine/types.js" */

/** Milliseconds between two words that the keys are in use. */
const quiet = 5000;

export class SharedSession {
  #channel;
  #holder;
  #told = 0;

  /**
   * @param {{ session: () => { session: VaultSession, lastUse: number }|null, take: (session: VaultSession, lastUse: number) => void,
   *   used: (at: number) => void, lock: () => void }} holder  who keeps it in this frame
   * @param {BroadcastChannel} [channel]
   */
  constructor(holder, channel = new BroadcastChannel("zegel-session")) {
    this.#holder = holder;
    this.#channel = channel;
    channel.onmessage = ({ data }) => this.#hear(data);
    channel.postMessage({ ask: true });
  }

  /** It was unlocked here. */
  unlocked() {
    const now = this.#holder.session();
    if (now) this.#channel.postMessage({ unlocked: now });
  }

  locked() {
    this.#channel.postMessage({ locked: true });
  }

  /** The keys were used here: they stay unlocked for the others as long. @param {number} at */
  used(at) {
    if (at - this.#told < quiet) return;
    this.#told = at;
    this.#channel.postMessage({ used: at });
  }

  close() {
    this.#channel.close();
  }

  /** @param {any} data */
  #hear(data) {
    if (data?.ask) this.unlocked();
    else if (data?.unlocked) this.#holder.take(data.unlocked.session, data.unlocked.lastUse);
    else if (data?.locked) this.#holder.lock();
    // A clock that was set wrong, or somebody's wish to keep it open for ever.
    else if (typeof data?.used === "number") this.#holder.used(Math.min(data.used, Date.now()));
  }
}
