// @ts-check
// Drafts read again: one to be gone on with, and all of them for the list. Of two versions of one the earlier is removed
// when the later has been read, and not before.

import { openMessage } from "../mailbox/opened.js";
import { read, succeeds } from "../../../mail/drafts/kept.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../../../mail/types.d.ts").Voice} Voice
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../jmap/drafts.js").Drafts} Drafts
 * @typedef {import("../../../mail/drafts/kept.js").Kept} Kept
 * @typedef {Pick<Session, "engine"|"jmap"|"account"|"identity"|"ownKey"|"vault"|"known">} Place
 */

/** What is learned for the list, at most: so large, so many at once. */
const [largest, most] = [1_000_000, 30];

/** What the list may say of a draft. @param {Pick<import("../../../mail/drafts/kept.js").Written, "subject"|"to"|"cc"|"bcc"|"attachments">} written */
export function knownOf({ subject, to, cc, bcc, attachments }) {
  return {
    subject, from: "", encrypted: true, draft: /** @type {const} */ (true), to: [...to, ...cc, ...bcc],
    attachments: attachments.some(({ contentId }) => !contentId),
  };
}

/** The addresses drafts are written from. @param {Pick<Session, "account"|"identity">} session */
export function ownAddresses({ account, identity }) {
  return [account.address, ...(identity ? [identity.email] : [])];
}

/**
 * Opens a message of the Drafts mailbox. Null where it is no draft of this person's: whoever can put messages there must
 * not have one gone on with.
 * @param {Email} email
 * @param {Session} session
 * @param {{ signal: AbortSignal, voice: Voice }} options
 * @returns {Promise<Kept|null>}
 */
export async function openDraft(email, session, { signal, voice }) {
  const { opened } = await openMessage(email, session, { signal, voice, onBytes: () => {}, onProgress: () => {} });
  const kept = read(opened, ownAddresses(session));
  if (kept) session.known.set(email.id, knownOf(kept.written));
  return kept;
}

/** Learns what is among the drafts, as long as that asks nothing of the person. */
export class DraftKnowledge {
  #place;
  #store;
  /** What was looked at, by Email id; null for what is none. @type {Map<string, import("../../../mail/drafts/kept.js").Lineage|null>} */ #seen = new Map();
  #busy = false;

  /** @param {Place} place @param {Pick<Drafts, "remove">} store */
  constructor(place, store) {
    this.#place = place;
    this.#store = store;
  }

  /** For what was just saved, and need not be read to be known. @param {string} id @param {import("../../../mail/drafts/kept.js").Lineage} lineage */
  note(id, lineage) { this.#seen.set(id, lineage); }

  /** What was read is forgotten with the keys. */
  forget() { this.#seen.clear(); }

  /**
   * @param {Email[]} emails  of the Drafts mailbox
   * @returns {Promise<boolean>} whether anything became known
   */
  async learn(emails) {
    if (this.#busy) return false;
    this.#busy = true;
    try {
      const unseen = emails.filter(({ id, size, encrypted }) => encrypted && size <= largest && !this.#seen.has(id)).slice(0, most);
      let learned = false;
      for (const email of unseen) {
        if ((await this.#place.vault.state()).locked) break;
        learned = await this.#look(email) || learned;
      }
      return await this.#tidy(emails) || learned;
    } catch {
      // Without a line nothing is learned; the list tells of that.
      return false;
    } finally {
      this.#busy = false;
    }
  }

  /** @param {Email} email */
  async #look(email) {
    const { jmap, engine, ownKey, account, known } = this.#place;
    const bytes = await jmap.download(email.blobId);
    const certificates = [{ address: account.address, bytes: ownKey.certificate }];
    const opened = await engine.open(bytes, { certificates }).catch((error) => {
      if (error?.code === "vault-locked" || error?.code === "canceled") throw error;
      return null;
    });
    const kept = opened && read(opened, ownAddresses(this.#place));
    this.#seen.set(email.id, kept ? kept.lineage : null);
    if (kept) known.set(email.id, knownOf(kept.written));
    return kept !== null;
  }

  /** A version whose successor has been read goes. @param {Email[]} emails */
  async #tidy(emails) {
    const all = emails.flatMap((email) => {
      const lineage = this.#seen.get(email.id);
      return lineage ? [{ email, lineage }] : [];
    });
    const old = all.filter(({ lineage }) => all.some((other) => succeeds(other.lineage, lineage)));
    return old.length > 0 && this.#store.remove(old.map(({ email: { id, messageId } }) => ({ id, messageId: messageId ?? "" })));
  }
}
