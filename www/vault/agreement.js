// @ts-check
// Whether what is about to leave is what the person wants. The page around can ask for it whenever it likes and name whom it
// likes: it leaves because somebody pressed in this frame, having seen whom it goes to.

import { mailbox } from "../keys/addresses.js";
import { askToGo } from "./agreement-panel.js";
import { labelOf } from "./editor-state.js";
import { Gesture } from "./gesture.js";

/**
 * @typedef {import("../mail/compose/composer.js").Composer} Composer
 * @typedef {import("../button/types.d.ts").Recipient} Recipient
 * @typedef {"go"|"stop"|"again"} Answer  again: it is another message, or for others, than was asked about
 * @typedef {{
 *   people: (Pick<Recipient, "address"|"name"|"field"|"state"> & { fingerprint: string|null })[], subject: string, files: number,
 *   label: import("../embed/protocol.d.ts").Outlook["label"], protected: boolean, template: string|null,
 * }} Going  all that a person decides by
 */

export class Agreement {
  /** @type {Composer|null} */ #composer = null;
  #options;
  #gesture;
  /** @type {(() => void)|null} */ #interrupt = null;

  /**
   * @param {{ place: import("./types.d.ts").Place, voice: () => import("../mail/types.d.ts").Voice, bundle: () => import("../mail/types.d.ts").BundleView|null,
   *   body: boolean, sealed: boolean, own: string, connections: import("./connections.js").Connections }} options  `body`: it is encrypted for the host to
   *   send; `sealed`: what stands in it came out of a sealed message, at least in part
   */
  constructor(options) {
    this.#options = options;
    this.#gesture = new Gesture(options.place);
  }

  /** @param {Composer} composer */
  follow(composer) {
    this.#composer = composer;
    const fields = composer.node.querySelector(".compose-fields");
    if (fields) this.#gesture.watch(fields, composer.node);
  }

  /** The page around changed something of what stands here. */
  changedAround() {
    this.#gesture.changedAround();
    this.#interrupt?.();
  }

  /** The person pressed what sends. @param {Event} event */
  press(event) {
    const going = this.#going();
    // Whom one cannot read, one has not seen: then the question comes, which has them all.
    if (going && this.#composer?.people.isReadable) this.#gesture.press(event, going);
  }

  /** For one attempt. @returns {(signal: AbortSignal) => Promise<Answer>} */
  begin() {
    const press = this.#gesture.take();
    let again = false;
    return async (signal) => {
      const going = this.#going();
      if (!going) return "stop";
      if (!again && press && within(press.what, going) && await press.seen) return "go";
      if (!again && await this.#isKnown(going)) return "go";
      const answer = await this.#ask(going, signal, again);
      again = true;
      const now = this.#going();
      if (answer === "go" && (!now || !same(going, now))) return "again";
      if (answer === "go" && this.#options.body) await this.#options.connections.agree(this.#options.place.host, this.#others(going).map(nameOf)).catch(() => {});
      return answer;
    };
  }

  /** @param {Going} going @param {AbortSignal} signal @param {boolean} again @returns {Promise<Answer>} */
  async #ask(going, signal, again) {
    const { place, voice, body } = this.#options;
    const ending = new AbortController();
    const interrupted = new Promise((resolve) => { this.#interrupt = () => resolve("again"); });
    const asked = askToGo(going, { place, voice: voice(), body, again, signal: AbortSignal.any([signal, ending.signal]) });
    try {
      return /** @type {Answer} */ (await Promise.race([asked.then((yes) => (yes ? "go" : "stop")), interrupted]));
    } finally {
      this.#interrupt = null;
      ending.abort();
    }
  }

  /**
   * Nothing is asked where a person typed it here, nothing of it came out of a sealed message, and they said of everybody it goes
   * to on this website before that they want it, with the same key.
   * @param {Going} going
   */
  async #isKnown(going) {
    const { body, sealed, connections, place } = this.#options;
    const others = this.#others(going);
    if (!body || sealed || !this.#gesture.typed || !others.every(({ state }) => state === "verified" || state === "known")) return false;
    /** @type {string[]} */
    const agreed = await connections.agreed(place.host).catch(() => []);
    const now = this.#going();
    return Boolean(now && same(going, now)) && others.every((one) => agreed.includes(nameOf(one)));
  }

  /** @param {Going} going */
  #others({ people }) {
    const own = mailbox(this.#options.own).key;
    return people.filter(({ address }) => mailbox(address).key !== own);
  }

  /** @returns {Going|null} */
  #going() {
    const composer = this.#composer;
    if (!composer) return null;
    const { people, protect, subject } = composer;
    const decision = decided(protect);
    return {
      people: people.recipients().map(({ address, name, field, state }) => ({
        address, name, field, state, fingerprint: state === "malformed" ? null : people.lookup.of(address).found?.standing.certificate?.fingerprint ?? null,
      })),
      subject: this.#options.body ? "" : subject?.value.trim() ?? "", files: composer.written().attachments.filter(({ contentId }) => !contentId).length,
      label: labelOf(decision?.label?.id ?? null, this.#options.bundle(), composer.language),
      protected: Boolean(decision?.protection), template: decision?.protection?.template ?? null,
    };
  }
}

/** What cannot be decided is refused where it is sealed. @param {Composer["protect"]} protect */
function decided(protect) {
  try {
    return protect?.decide() ?? null;
  } catch {
    return protect?.decision ?? null;
  }
}

/** @param {Going["people"][number]} one */
const nameOf = ({ address, fingerprint }) => `${mailbox(address).key} ${fingerprint}`;

/** Whether a person who decided by the one decided for the other. @param {Going} before @param {Going} now */
function same(before, now) {
  return JSON.stringify(before) === JSON.stringify(now);
}

/**
 * Whether nobody is there who was not when it was pressed, and no protection less: questions that the rules put since then may
 * have changed the rest. Whoever was still being looked up then is one of those.
 * @param {Going} before @param {Going} now
 */
function within(before, now) {
  return (now.protected || !before.protected) && now.people.every((one) => before.people.some(({ address, field, state, fingerprint }) =>
    address === one.address && field === one.field && (state === "looking" || (state === one.state && fingerprint === one.fingerprint))));
}
