// @ts-check
// Drafts on the server: a new version comes before the earlier one goes, so that there is always one.

import { ZegelError } from "../../../engine/errors.js";
import { markOf } from "../../../mail/compose/draft.js";
import { isRefusal } from "./outcome.js";
import { copiesIn, twinsOf } from "./twins.js";

/** @typedef {{ id: string, messageId: string }} Version  where it lies, and its Message-ID without angle brackets */
/** @typedef {Pick<import("../jmap.js").Jmap, "call"|"upload"|"destroy"|"mailboxWithRole"|"maxSizeUpload">} Mail */

export class Drafts {
  #mail;
  /**
   * Message-IDs of versions that count no more. An import without an answer may be done late: wherever one of these is
   * seen, it goes.
   * @type {Set<string>}
   */
  #spent = new Set();

  /** @param {Mail} mail */
  constructor(mail) {
    this.#mail = mail;
  }

  /**
   * Whether a version still lies among the drafts, where nobody threw it away or took its place.
   * @param {Version} version
   * @param {string[]} [later]  Message-IDs of versions that may have taken its place, and do as well
   */
  async has({ id }, later = []) {
    const place = await this.#place();
    const answer = (await this.#mail.call([["Email/get", { ids: [id], properties: ["id", "mailboxIds"] }, "get"]])).get("get");
    const email = answer?.list?.find((/** @type {any} */ one) => one?.id === id);
    // No answer is not the answer that there is none.
    if (!email && !answer?.notFound?.includes(id)) throw new ZegelError("server-refused", { status: 200, type: "unknown" });
    if (email?.mailboxIds?.[place]) return true;
    const found = await Promise.all(later.map((messageId) => this.#find(messageId, place)));
    return found.some((one) => one !== null);
  }

  /**
   * Puts a version among the drafts. Until it is certain that it lies there, this fails; it may lie there all the same.
   * @param {Uint8Array} bytes
   * @param {string} messageId  its own
   * @param {{ signal?: AbortSignal }} [options]  ends the upload; the import is not ended half way
   * @returns {Promise<Version>}
   */
  async put(bytes, messageId, { signal } = {}) {
    const place = await this.#place();
    const limit = this.#mail.maxSizeUpload;
    if (bytes.length > limit) throw new ZegelError("message-too-large", { size: bytes.length, limit });
    const blob = await this.#mail.upload(bytes, { type: "message/rfc822", signal });
    if (blob.size !== bytes.length) throw new ZegelError("upload-truncated", { sent: bytes.length, arrived: blob.size });
    const emails = { draft: { blobId: blob.blobId, mailboxIds: { [place]: true }, keywords: { $draft: true, $seen: true } } };
    try {
      const answers = await this.#mail.call([["Email/import", { emails }, "import"], ...copiesIn(place, messageId)], { partial: true });
      const answer = answers.get("import");
      const refused = answer?.notCreated?.draft;
      const id = answer?.created?.draft?.id ?? refused?.existingId;
      if (typeof id !== "string") throw new ZegelError("server-refused", { status: 200, type: answer?.refused ?? refused?.type ?? "unknown" });
      const twins = twinsOf(answer?.created?.draft, answers.get("copies")?.list ?? []);
      // Nothing depends on it: a second one is known by the Message-ID when it is seen.
      await this.#mail.destroy(twins.map((one) => one.id)).catch(() => {});
      return { id, messageId };
    } catch (cause) {
      const found = isRefusal(cause) ? null : await this.#find(messageId, place).catch(() => null);
      if (found) return found;
      throw cause;
    }
  }

  /**
   * What a page left behind that ended in the middle of sending this draft. What never left goes: it is gone on with here.
   * @param {string} draft
   * @returns {Promise<boolean>} whether a mail of it was sent
   */
  async wasSent(draft) {
    const [drafts, sent] = [await this.#place(), await this.#mail.mailboxWithRole("sent")];
    const mark = markOf(draft);
    /** @type {any[]} */
    const mails = [];
    let state;
    for (const mailbox of new Set(sent ? [sent, drafts] : [drafts])) {
      const answers = await this.#mail.call([
        ["Email/query", { filter: { inMailbox: mailbox, header: ["Message-ID", mark] }, limit: 50 }, "query"],
        ["Email/get", { "#ids": { resultOf: "query", name: "Email/query", path: "/ids" }, properties: ["id", "messageId", "keywords"] }, "get"],
      ], { partial: true });
      const got = answers.get("get");
      mails.push(...(got?.list ?? []).filter((/** @type {any} */ one) => one.messageId?.some((/** @type {string} */ id) => id.includes(mark))));
      state = got?.state;
    }
    const halves = mails.filter(({ keywords }) => keywords?.$draft);
    // Not if anything happened since it was looked at: another tab may be sending it now.
    if (halves.length > 0) await this.#mail.call([["Email/set", { ifInState: state, destroy: halves.map(({ id }) => id) }, "set"]], { partial: true });
    return halves.length < mails.length;
  }

  /**
   * What is not wanted any more goes, now or when it is next seen.
   * @param {Version[]} versions
   * @param {string[]} [unsure]  Message-IDs of what may have been put there
   * @returns {Promise<boolean>} whether all of them are gone for certain
   */
  async remove(versions, unsure = []) {
    for (const one of [...versions.map(({ messageId }) => messageId), ...unsure]) this.#spent.add(one);
    try {
      const place = unsure.length > 0 ? await this.#place() : "";
      const found = await Promise.all(unsure.map((messageId) => this.#find(messageId, place)));
      const all = [...versions, ...found.filter((one) => one !== null)];
      await this.#mail.destroy([...new Set(all.map(({ id }) => id))]);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Of the messages of the Drafts mailbox those that count; the others are destroyed, as should have been done before.
   * @template {{ id: string, messageId: string|null }} E
   * @param {E[]} emails
   * @returns {E[]}
   */
  sweep(emails) {
    const spent = emails.filter(({ messageId }) => messageId !== null && this.#spent.has(messageId));
    if (spent.length === 0) return emails;
    this.#mail.destroy(spent.map(({ id }) => id)).catch(() => {});
    return emails.filter((one) => !spent.includes(one));
  }

  async #place() {
    const place = await this.#mail.mailboxWithRole("drafts");
    if (!place) throw new ZegelError("server-refused", { status: 200, type: "no-mailbox" });
    return place;
  }

  /** @param {string} messageId @param {string} place @returns {Promise<Version|null>} */
  async #find(messageId, place) {
    const answers = await this.#mail.call([
      ["Email/query", { filter: { inMailbox: place, header: ["Message-ID", messageId] }, limit: 5 }, "query"],
      ["Email/get", { "#ids": { resultOf: "query", name: "Email/query", path: "/ids" }, properties: ["id", "messageId"] }, "get"],
    ]);
    // Some servers find more than what was asked for.
    const email = answers.get("get")?.list?.find((/** @type {any} */ one) => one.messageId?.includes(messageId));
    return email ? { id: email.id, messageId } : null;
  }
}
