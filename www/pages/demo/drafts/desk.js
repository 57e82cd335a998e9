// @ts-check
// The drafts of a session: gives the composer something to keep in, and the list what it may say.

import { Drafts } from "../jmap/drafts.js";
import { Keeping } from "../../../mail/drafts/keeping.js";
import { DraftKnowledge, knownOf, openDraft } from "./opening.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {{ kept: import("../../../mail/drafts/kept.js").Kept, version: import("../jmap/drafts.js").Version, sent: boolean }} Begun  `sent`: a mail of it has left
 */

export class DraftDesk {
  #session;
  #store;
  #knowledge;
  #onChange;

  /** @param {Session} session @param {() => void} onChange  the Drafts mailbox is another than it was */
  constructor(session, onChange) {
    this.#session = session;
    this.#store = new Drafts(session.jmap);
    this.#knowledge = new DraftKnowledge(session, this.#store);
    this.#onChange = onChange;
  }

  /**
   * Messages of the Drafts mailbox, without those that count no more. What can be known of them becomes known later.
   * @param {Email[]} emails
   */
  list(emails) {
    const left = this.#store.sweep(emails);
    void this.#knowledge.learn(left).then((learned) => { if (learned) this.#onChange(); });
    return left;
  }

  /** What was read is not left lying about when the keys are locked. */
  forget() { this.#knowledge.forget(); }

  /**
   * @param {Email} email
   * @param {{ signal: AbortSignal, voice: import("../../../mail/types.d.ts").Voice }} options
   * @returns {Promise<Begun|null>} null where it is not this person's to go on with
   */
  async open(email, options) {
    const kept = await openDraft(email, this.#session, options);
    // Where it cannot be asked the draft is opened all the same.
    return kept && { kept, version: { id: email.id, messageId: email.messageId ?? "" }, sent: await this.#store.wasSent(kept.lineage.draft).catch(() => false) };
  }

  /**
   * Something for a composer to keep in, and the end of it.
   * @param {Begun|null} begun
   */
  keeping(begun) {
    const session = this.#session;
    const { identity, account, known, vault } = session;
    const keeping = new Keeping({
      store: this.#store, address: identity?.email ?? account.address, begun: begun && { lineage: begun.kept.lineage, version: begun.version },
      seal: (draft, options) => session.engine.sealDraft(draft, { ...options, from: session.ownKey.fingerprint }),
      onGone: this.#onChange,
      onSaved: ({ id }, { written }, lineage) => {
        known.set(id, knownOf(written));
        this.#knowledge.note(id, lineage);
        this.#onChange();
      },
    });
    const hidden = () => { if (document.visibilityState === "hidden") keeping.save().catch(() => {}); };
    const again = () => keeping.retry();
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("online", again);
    vault.addEventListener("change", again);
    const end = () => {
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("online", again);
      vault.removeEventListener("change", again);
    };
    return { keeping, end };
  }
}
