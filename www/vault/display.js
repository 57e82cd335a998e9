// @ts-check
// A display in a frame: what the reader shows of a message, for a host that has only its sealed bytes and learns the status and
// the label, nothing else.

import { PortError } from "../embed/port.js";
import { icon } from "../icons/icon.js";
import { element } from "../mail/element.js";
import { unlock } from "../mail/keys/unlock.js";
import { attachmentList } from "../mail/reader/attachment-list.js";
import { openArmored } from "../mail/reader/armored.js";
import { attachmentsOf, bodyOf } from "../mail/reader/body.js";
import { labelOfPart, ownLabel } from "../mail/reader/labels.js";
import { openBytes, openWithin, remember } from "../mail/reader/opening.js";
import { arrivedOf, looksSealed } from "../mail/reader/outside.js";
import { forbids, remoteNote } from "../mail/reader/remote.js";
import { statements, staysClosed } from "../mail/reader/statements.js";
import { opening, stopped } from "../mail/reader/waiting.js";
import { openTravelled } from "../mail/reader/travelled.js";
import { answerButtons, closedBody, expiredBody, headOf, isExpired, warningsOf, withinNotices } from "../mail/reader/view.js";
import { writingWords } from "./writing-words.js";
import { attachLooks, focusIn, trouble } from "./writing-place.js";
import { labelOf } from "./editor-state.js";
import { tellProgress } from "./progress.js";

/**
 * @typedef {import("./types.d.ts").KindOptions<"display">} Options
 * @typedef {import("../embed/protocol.d.ts").Shown} Shown
 * @typedef {import("../mail/types.d.ts").OpenMessage} OpenMessage
 */

/** @param {Options} options */
export function display(options) {
  const view = new Display(options);
  options.port.answerTo({
    show: (shown) => view.show(shown),
    async focus({ from }) {
      focusIn(options.root, from);
      return null;
    },
  });
}

class Display {
  #session;
  #voice;
  #port;
  #root;
  #opening = new AbortController();
  /** @type {import("../mail/reader/body.js").Body|null} */ #body = null;
  /** @type {Shown|null} */ #shown = null;
  /** @type {OpenMessage|null} */ #message = null;
  /** Messages around the one that is shown, outermost first. @type {OpenMessage[]} */ #around = [];
  #looks = attachLooks("display");

  /** @param {Options} options */
  constructor({ session, voice, port, root, place }) {
    this.#session = session;
    this.#voice = voice;
    this.#port = port;
    this.#root = root;
    root.classList.add("display", "notranslate");
    root.translate = false;
    place.onVoice((next) => {
      this.#voice = next;
      if (this.#message) this.#showMessage(this.#message);
    });
    void port.closed.then(() => this.#close());
  }

  #close() {
    this.#opening.abort();
    this.#body?.close();
    this.#body = null;
    this.#message = null;
    this.#root.replaceChildren();
  }

  /** Another one takes the place of the one before. @param {Shown} shown @returns {Promise<import("../embed/protocol.d.ts").Displayed>} */
  async show(shown) {
    this.#close();
    this.#shown = shown;
    this.#around = [];
    const { signal } = (this.#opening = new AbortController());
    const stop = () => this.#stop(shown);
    let onProgress = this.#waiting(stop);
    await this.#looks;
    for (;;) {
      if (signal.aborted) throw new PortError("canceled");
      try {
        const message = await this.#open(shown, { signal, onProgress });
        if (signal.aborted) throw new PortError("canceled");
        if ("message" in shown) remember(this.#session, message);
        this.#showMessage(message);
        const { label, status, encryption: { state } } = message.opened;
        // What the sender hid inside, and what others call it, is not the host's to know.
        const own = label?.hidden ? null : ownLabel(message, label, this.#session.bundle);
        const closed = state === "none" || state === "encrypted" ? {} : { closed: state };
        return { status: status.summary, ...closed, label: labelOf(own?.id ?? null, this.#session.bundle, this.#voice.language) };
      } catch (error) {
        if (signal.aborted) throw new PortError("canceled");
        if (/** @type {{ code?: string }} */ (error).code !== "vault-locked") {
          this.#failed(error, shown);
          throw error;
        }
        await this.#locked(signal);
        onProgress = this.#waiting(stop);
      }
    }
  }

  /** @param {Shown} shown @param {{ signal: AbortSignal, onProgress: import("../mail/reader/opening.js").OnProgress }} options @returns {Promise<OpenMessage>} */
  async #open(shown, options) {
    const session = this.#session;
    const sealed = "armored" in shown ? shown.armored.includes("-----BEGIN PGP MESSAGE-----") : looksSealed(shown.message);
    // Nobody is asked in a dialog: what is locked says so in the message's place.
    if (sealed && (await session.vault.state()).locked) throw new PortError("vault-locked");
    const voice = this.#voice;
    if ("armored" in shown) {
      const { armored, sender } = shown;
      const openFrom = (/** @type {string|null} */ from) => openArmored(armored, from, (bytes) => openBytes(bytes, session, { ...options, voice, sender: from ?? "" }));
      let opened = await openFrom(sender);
      // The host does not say who sent it: then nobody is contradicted by whoever signed it, and it is theirs.
      const { state, signerAddress } = opened.opened.signature;
      if (!sender && state === "wrong-sender" && signerAddress) opened = await openFrom(signerAddress);
      return { email: { id: crypto.randomUUID(), receivedAt: "", from: [] }, ...opened, bodyOnly: true };
    }
    const bytes = new Uint8Array(shown.message);
    const email = arrivedOf(bytes, session.engine);
    return { email, ...await openBytes(bytes, session, { ...options, voice, sender: email.from[0]?.email ?? "" }) };
  }

  /** @param {() => void} onStop */
  #waiting(onStop) {
    const { node, progress } = opening(this.#voice, onStop);
    const tell = tellProgress(this.#port);
    this.#root.replaceChildren(node);
    return (/** @type {{ stage: string, done: number, total: number }} */ now) => { progress(now); tell(now); };
  }

  /** The person does not want to wait for it. @param {Shown} shown */
  #stop(shown) {
    this.#opening.abort();
    this.#root.replaceChildren(stopped(this.#voice, () => { this.show(shown).catch(() => {}); }));
  }

  /** Until the keys are unlocked, here or in another frame. @param {AbortSignal} signal @returns {Promise<void>} */
  #locked(signal) {
    const { vault } = this.#session;
    const tell = writingWords(this.#voice.language);
    return new Promise((resolve) => {
      const look = async () => { if (!(await vault.state()).locked) end(); };
      const end = () => {
        vault.removeEventListener("change", look);
        resolve();
      };
      signal.addEventListener("abort", end, { once: true });
      vault.addEventListener("change", look);
      const button = element("button", { type: "button", class: "button primary", on: { click: async () => { if (await unlock(this.#session, this.#voice)) end(); } } },
        icon("lock-keyhole", { size: 18 }), tell("locked.unlock"));
      this.#root.replaceChildren(element("h1", { class: "visually-hidden" }, this.#voice.say("reader.label")), element("div", { class: "empty closed locked" }, icon("lock-keyhole", { size: 40 }), element("p", {}, tell("locked.text")), button));
      void look();
    });
  }

  /** @param {unknown} error @param {Shown} shown */
  #failed(error, shown) {
    trouble(this.#root, error, () => this.#voice);
    const { say } = this.#voice;
    this.#root.append(element("div", { class: "answers" }, element("button", { type: "button", class: "button", on: { click: () => { this.show(shown).catch(() => {}); } } }, say("app.retry")),
      "message" in shown && this.#travelled(new Uint8Array(shown.message))));
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  #travelled(bytes) {
    return element("button", { type: "button", class: "button quiet travelled", on: { click: () => openTravelled(bytes, this.#voice) } },
      icon("scroll-text", { size: 18 }), element("span", {}, this.#voice.say("reader.travelled")));
  }

  /** @param {OpenMessage} message @param {boolean} [pictures]  also those from elsewhere, this once */
  #showMessage(message, pictures = false) {
    this.#body?.close();
    this.#message = message;
    const [session, voice] = [this.#session, this.#voice];
    const { opened, bytes, bodyOnly } = message;
    const { say } = voice;
    const expired = isExpired(message, session.account.address);
    const closed = expired || staysClosed(opened);
    const body = this.#body = closed ? null : bodyOf(opened, {
      title: say("reader.body"), empty: say("reader.empty"), onEscape() {}, pictures: pictures && forbids(opened, session.bundle) === null,
      onMailto: (address) => { window.open(`mailto:${encodeURIComponent(address)}`, "_blank", "noopener"); },
    });
    const around = this.#around.at(-1);
    const canAnswer = !bodyOnly && !around && this.#shown !== null && "message" in this.#shown && this.#shown.answers !== false;
    const travelled = this.#travelled(bytes);
    const foot = canAnswer ? answerButtons(message, session, voice, body !== null, (kind) => this.#port.tell("answer", { kind })) : element("div", { class: "answers" });
    foot.append(travelled);
    const parts = [
      element("h1", { class: "visually-hidden" }, say("reader.label")),
      element("div", { class: "chrome" }, around && this.#wayBack(around), statements(message, session, voice), bodyOnly ? null : headOf(message, session, voice),
        this.#warnings(message), withinNotices(message, voice, (inside) => void this.#showWithin(message, inside))),
      element("article", { class: "canvas", "aria-label": say("reader.body") },
        body && remoteNote(body, message, session, voice, () => void this.#insist(message)),
        body ? body.node : expired ? expiredBody(message, voice) : closedBody(message, voice)),
      closed ? null : attachmentList(attachmentsOf(opened), voice, (part) => labelOfPart(message, part, session, voice)),
      bodyOnly ? null : foot,
    ];
    this.#root.replaceChildren(...parts.filter((part) => part !== null));
  }

  /** Asking for pictures tells others that it was read: not by a press on what the person does not see. @param {OpenMessage} message */
  async #insist(message) {
    try {
      await this.#session.seen();
      this.#showMessage(message, true);
    } catch (error) {
      trouble(this.#root, error, () => this.#voice, false);
    }
  }

  /** @param {OpenMessage} message */
  #warnings({ opened, bodyOnly }) {
    const warnings = bodyOnly ? [] : warningsOf(opened, this.#voice);
    return warnings.length > 0 ? element("div", { class: "warnings" }, ...warnings) : null;
  }

  /** @param {OpenMessage} around */
  #wayBack(around) {
    const { say } = this.#voice;
    return element("p", { class: "way-back" }, element("button", {
      type: "button", class: "button small", on: { click: () => { this.#around.pop(); this.#showMessage(around); } },
    }, icon("corner-up-left", { size: 16 }), say("within.back")), element("span", { class: "muted" }, say("within.apart")));
  }

  /** Shows a message that this one has in it, in its place, with the way back. @param {OpenMessage} around @param {Uint8Array} inside */
  async #showWithin(around, inside) {
    const { signal } = (this.#opening = new AbortController());
    const onProgress = this.#waiting(() => {
      this.#opening.abort();
      this.#showMessage(around);
    });
    try {
      const message = await openWithin(around, inside, this.#session, { signal, voice: this.#voice, onProgress });
      if (signal.aborted) return;
      this.#around.push(around);
      this.#showMessage(message);
    } catch (error) {
      if (signal.aborted) return;
      this.#showMessage(around);
      trouble(this.#root, error, () => this.#voice, false);
    }
  }
}
