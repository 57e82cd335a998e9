// @ts-check
// The place of the composer in the webmail: one message at a time, new or gone on with, kept while it is written.

import { errorText } from "../../../texts/error-text.js";
import { element } from "../../../mail/element.js";
import { unlocking } from "../../../mail/keys/unlock.js";
import { standingsOf } from "../../../mail/people/finding.js";
import { DraftDesk } from "./desk.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../../../mail/types.d.ts").PartialDraft & { contents?: (Uint8Array|Blob)[] }} Given
 * @typedef {{ session: Session, root: HTMLElement, voice: () => import("../../../mail/types.d.ts").Voice, tell: (text: string) => void, onChange: () => void }} Options
 *   `onChange`: mailboxes are others than they were
 */

export class Writing {
  #options;
  /** @type {HTMLElement|null} */ #composer = null;
  /** @type {import("../../../mail/drafts/keeping.js").Keeping|null} */ #keeping = null;
  #opening = new AbortController();

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.desk = new DraftDesk(options.session, options.onChange);
    window.addEventListener("beforeunload", this.#onUnload);
  }

  /** The page was built anew around it. */
  attach() {
    if (this.#composer) this.#options.root.append(this.#composer);
  }

  /** @param {Node} node */
  holds(node) { return this.#composer?.contains(node) ?? false; }

  /** What is being written is decided upon anew, by the rules that count now. @param {Session["bundle"]} bundle */
  useRules(bundle) {
    const protect = /** @type {import("../../../button/element.js").ZegelProtect|null|undefined} */ (this.#composer?.querySelector("zegel-protect"));
    if (protect) protect.bundle = bundle;
  }

  close() {
    this.#opening.abort();
    window.removeEventListener("beforeunload", this.#onUnload);
    void this.#keeping?.end();
  }

  /** @param {Given} [given] */
  async compose(given = {}) {
    if (!this.isBusy()) await this.#open(given, null);
  }

  /**
   * Goes on with a message of the Drafts mailbox.
   * @param {import("../jmap.js").Email} email
   * @returns {Promise<boolean>} false where it is none to go on with, and may be read instead
   */
  async resume(email) {
    if (this.isBusy()) return true;
    const { voice, tell } = this.#options;
    this.#opening.abort();
    const { signal } = (this.#opening = new AbortController());
    const patience = setTimeout(() => tell(voice().say("mailbox.draft-opening")), 500);
    try {
      const begun = await this.desk.open(email, { signal, voice: voice() });
      if (signal.aborted) return true;
      if (!begun) return false;
      const { written, contents } = begun.kept;
      await this.#open({ ...written, contents }, begun);
      return true;
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error);
      if (signal.aborted || code === "canceled") return true;
      // Anything else is told by the reader, which can try again.
      if (code !== "vault-locked") return false;
      tell(errorText(error, voice().language));
      return true;
    } finally {
      clearTimeout(patience);
    }
  }

  /** @param {Given} given @param {import("./desk.js").Begun|null} begun */
  async #open({ contents = [], ...draft }, begun) {
    const { session, root, voice, tell, onChange } = this.#options;
    const { engine, jmap, account, identity, config, bundle, ownKey, vault, letterWishes: wishes } = session;
    const before = document.activeElement;
    try {
      const { openComposer } = await import("../../../mail/compose/composer.js");
      if (this.isBusy()) return;
      const { keeping, end } = this.desk.keeping(begun);
      const close = () => {
        end();
        this.#composer?.remove();
        this.#composer = null;
        this.#keeping = null;
        if (before instanceof HTMLElement && before.isConnected) before.focus();
        onChange();
      };
      this.#keeping = keeping;
      this.#composer = element("div", { class: "composer-place" }, openComposer({
        engine, account, identity, draft, contents, language: voice().language, standings: standingsOf(session), keeping, kept: begun?.kept.written ?? null, sent: begun?.sent ?? false,
        unlocking: (work) => unlocking(session, voice(), work), letters: { vault, wishes }, sender: { maxSizeMail: jmap.maxSizeMail, send: (options) => jmap.send({ ...options, identity }) }, config: { ...config, bundle, ownKey },
        onClose: close, onSent: close,
      }));
      root.append(this.#composer);
    } catch (error) {
      tell(errorText(error, voice().language));
    }
  }

  /** Whether something unsent stands in the composer; then it gets the focus and the person is told. */
  isBusy() {
    if (!this.#composer) return false;
    this.#composer.querySelector("input")?.focus();
    this.#options.tell(this.#options.voice().say("mailbox.composer-open"));
    return true;
  }

  /** Only what would be lost is a reason to ask; while the person is asked, it is saved. @param {BeforeUnloadEvent} event */
  #onUnload = (event) => {
    if (!this.#keeping?.unsaved) return;
    event.preventDefault();
    this.#keeping.save().catch(() => {});
  };
}
