// @ts-check
// The vault's editor in the place of Roundcube's: commands and recipients go to it, sealed messages and drafts come from it.

import { digestOf } from "../../../www/embed/digest.js";
import { PortError } from "../../../www/embed/port.js";
import { Place } from "./place.js";
import { changeRecipient, watchRecipients } from "./recipients.js";
import { Refusal, deliver, dropDraft, keepDraft, outcome } from "./server.js";
import { element, say, tell } from "./words.js";

/**
 * @typedef {import("../../../www/embed/protocol.d.ts").Beginning} Beginning
 * @typedef {import("../../../www/embed/protocol.d.ts").EditorState} EditorState
 * @typedef {import("../../../www/embed/protocol.d.ts").DeliveredMessage} DeliveredMessage
 * @typedef {import("../../../www/embed/frame.js").FramePort<"editor">} EditorPort
 */

/** Our refusals in the codes that the vault has sentences for; its own sentence stands in the editor, the server's in Roundcube. */
const codes = /** @type {Record<string, string>} */ ({
  digest: "host-did-not-take-bytes", piece: "upload-truncated", unsure: "host-uncertain", toolarge: "server-refused",
});
const known = new Set(["server-unreachable", "sign-in-refused", "host-did-not-take-bytes", "upload-truncated"]);

/** Milliseconds that a refusal stays, for somebody who has to read it. */
const readingTime = 30_000;

export class Writing {
  /** @type {EditorPort|null} */ #port = null;
  /** @type {Place<"editor">} */ #place;
  /** @type {EditorState|null} */ #state = null;
  #options;
  #unsaved = false;
  #sending = false;
  #begun = false;
  /** @type {import("./server.js").Sent|null} */ #sent = null;
  /** @type {{ look(): void, stop(): void }|null} */ #recipients = null;
  /** What was told of the recipients last, and has to have arrived before a send. @type {Promise<unknown>} */ #told = Promise.resolve();
  #timer = 0;
  /** A delivery of which nobody knows what became of it. @type {string|null} */ #unsure = null;
  /** What Roundcube says of refusals. @type {(string|number)[]} */ #refusals = [];

  /**
   * @param {{
   *   after: Element, who: () => { id: string, email: string, name: string }, beginning: (identity: string) => Promise<Beginning>,
   *   onState?: (state: EditorState) => void, ways?: HTMLElement[], holds?: boolean, onBegun?: () => void,
   * }} options  `after`: what the editor stands under; `ways`: what else can be done without the vault; `holds`: what it begins with lies nowhere
   *   else; `onBegun`: the first time it has begun
   */
  constructor(options) {
    this.#options = options;
    const container = element("div", { id: "zegel-editor", class: "zegel-place" });
    options.after.after(container);
    this.container = container;
    this.#place = this.#newPlace();
  }

  #newPlace() {
    return new Place({
      container: this.container, kind: "editor", who: this.#options.who(), title: say("editor"), waiting: say("loading"), ways: this.#options.ways,
      height: { least: 320 }, onAgain: () => void this.start(),
      asks: {
        deliver: (input) => this.#deliver(input),
        keepDraft: async ({ message, previous }) => {
          try {
            return await keepDraft(message, previous || null);
          } catch (error) {
            throw this.#shown(error);
          }
        },
        dropDraft: ({ id }) => dropDraft(id).then(() => null),
        limit: () => ({ octets: rcmail.env.zegel?.limit ?? null }),
      },
    });
  }

  /** @returns {Promise<boolean>} whether the editor stands; where not, the place says why */
  async start() {
    this.#stop();
    try {
      const [begun, port] = await Promise.all([this.#options.beginning(this.#options.who().id), this.#place.open()]);
      port.on("state", (state) => this.#stateIs(state));
      port.on("send-wanted", () => { rcmail.command("send"); });
      port.on("recipient", (wish) => { changeRecipient(wish); this.#recipients?.look(); });
      port.on("focus-left", ({ to }) => leave(this.container, to));
      void port.closed.then(() => { if (this.#port === port) this.#ended(); });
      await port.ask("begin", begun);
      this.#port = port;
      this.#recipients = watchRecipients((now) => { this.#told = port.ask("recipients", now).catch(() => {}); });
      this.#timer = window.setInterval(() => void this.#lookUnsaved(), 1000);
      if (!this.#begun) this.#options.onBegun?.();
      this.#begun = true;
      return true;
    } catch (error) {
      // The place has said what is wrong with the vault; a message that could not be fetched is Roundcube's to say.
      if (error instanceof Refusal) this.#place.failed(error);
      return false;
    }
  }

  /** With another sender. */
  restart() {
    this.#stop();
    this.#place.close();
    this.container.replaceChildren();
    this.#place = this.#newPlace();
    return this.start();
  }

  #stop() {
    clearInterval(this.#timer);
    this.#recipients?.stop();
    this.#port = null;
  }

  /** The frame is gone, by whoever's doing: what was kept is in the drafts. */
  #ended() {
    this.#stop();
    if (!this.#sent) this.#place.failed(new PortError("frame-removed", {}, say("vaultgone")));
  }

  get unsaved() { return !this.#sent && (this.#unsaved || (this.#options.holds === true && !this.#begun)); }

  /** @param {EditorState} state */
  #stateIs(state) {
    this.#state = state;
    this.#options.onState?.(state);
    void this.#lookUnsaved();
  }

  async #lookUnsaved() {
    const port = this.#port;
    const answer = await port?.ask("unsaved").catch(() => this.#unsaved);
    if (port === this.#port) this.#unsaved = answer === true;
  }

  toggle() { this.#port?.ask("toggle").catch(() => {}); }

  focus() { this.#port?.ask("focus", { from: "before" }).catch(() => {}); }

  /** Once, however often it is pressed. */
  async send() {
    const port = this.#port;
    if (!port || this.#sending) return;
    this.#sending = true;
    // They would lie over what the vault asks now, which is answered only where all of it is in sight. What still holds is said again.
    for (const refusal of this.#refusals.splice(0)) rcmail.hide_message(refusal);
    rcmail.enable_command("send", "savedraft", false);
    try {
      this.#recipients?.look();
      await this.#told;
      const { sent } = await port.ask("send");
      if (sent) this.#done();
    } catch (error) {
      // Every refusal has a sentence in the editor; a frame that is gone has one in its place.
      if (!(error instanceof PortError)) throw error;
    } finally {
      this.#sending = false;
      if (!this.#sent) rcmail.enable_command("send", "savedraft", true);
    }
  }

  #done() {
    const { copied = true, folders = [] } = this.#sent ?? {};
    this.#unsaved = false;
    if (!copied) tell(say("notcopied"), "warning", readingTime);
    rcmail.sent_successfully("confirmation", rcmail.gettext("messagesent", ""), folders, false);
  }

  async save() {
    const port = this.#port;
    if (!port || this.#sending) return;
    const message = tell(say("saving"), "loading");
    try {
      const { kept } = await port.ask("close", { discard: false });
      if (kept) tell(say("saved"), "confirmation");
    } catch {
      // The editor says in its own line that the draft is not kept, and why.
    } finally {
      rcmail.hide_message(message);
      void this.#lookUnsaved();
    }
  }

  /** @param {{ messages: DeliveredMessage[], draft: string|null }} input */
  async #deliver({ messages, draft }) {
    // The same octets to the same people are the same delivery, however often it is asked for.
    const digests = await Promise.all(messages.map(async ({ bytes, recipients }) => `${await digestOf(bytes)} ${recipients.join(" ")}`));
    const key = (await digestOf(new TextEncoder().encode(digests.join("\n")))).slice(0, 32);
    const busy = rcmail.set_busy(true, "sendingmessage");
    try {
      // Sealed anew it is another delivery: before that one, the earlier one has to be known not to have happened.
      const earlier = this.#unsure && this.#unsure !== key ? await outcome(this.#unsure) : null;
      if (earlier) {
        this.#sent = earlier;
        tell(say("alreadysent"), "warning", readingTime);
        this.#done();
        throw new PortError("canceled");
      }
      this.#unsure = key;
      const sent = await deliver(messages, { key, draft });
      this.#sent = sent;
      return { digests: sent.digests, sent: sent.sent };
    } catch (error) {
      // Whoever answered knows what was sent, and the person was told; only where nobody did, it is looked up before the next time.
      if (error instanceof Refusal && error.code !== "server-unreachable") this.#unsure = null;
      throw this.#shown(error);
    } finally {
      rcmail.set_busy(false, null, busy);
    }
  }

  /** Says the server's sentence in Roundcube and makes of it what the vault understands. @param {unknown} error */
  #shown(error) {
    if (!(error instanceof Refusal)) return error;
    this.#refusals.push(tell(error.message, "error", readingTime));
    const code = codes[error.code] ?? (known.has(error.code) ? error.code : "server-refused");
    return new PortError(code, { type: error.code });
  }
}

/** Tab goes on where it would, were the frame a field. @param {HTMLElement} container @param {"before"|"after"} to */
function leave(container, to) {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex]")])
    .filter((one) => one.tabIndex >= 0 && one.offsetParent !== null && !container.contains(one));
  const side = to === "after" ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const there = all.filter((one) => container.compareDocumentPosition(one) & side);
  (to === "after" ? there[0] : there.at(-1))?.focus();
}
