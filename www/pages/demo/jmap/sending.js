// @ts-check
// Handing messages over so that each reaches its recipients once, the server holds our bytes and nothing else, and what
// happened is known: who has it, who has not.

import { ZegelError } from "../../../engine/errors.js";
import { settle } from "./settling.js";

/**
 * @typedef {{ mailFrom: string, rcptTo: string[], bytes: Uint8Array, kept: boolean }} OutgoingMessage
 * @typedef {{ emailId: string|null, delivered: string[] }} Sent  emailId: the copy in Sent
 * @typedef {{ message: OutgoingMessage, blobId: string, emailId: string|null, submitted: boolean }} Copy
 * @typedef {{ delivered: Set<string>, filed: string|null, unsettled: Copy[] }} Ledger  what is known of one Message-ID
 */

export class Sending {
  /** @type {import("../jmap.js").Jmap} */
  #jmap;
  /**
   * By Message-ID, for the time of the page: what an interrupted attempt reached is not reached again.
   * @type {Map<string, Ledger>}
   */
  #ledgers = new Map();

  /** @param {import("../jmap.js").Jmap} jmap */
  constructor(jmap) {
    this.#jmap = jmap;
  }

  /**
   * @param {{ messages: OutgoingMessage[], identity?: import("../jmap.js").Identity|null, signal?: AbortSignal,
   *   onProgress?: import("../jmap.js").OnProgress }} options
   * @returns {Promise<Sent>}
   */
  async send({ messages, identity = null, signal, onProgress }) {
    const ledger = this.#ledger(messages);
    if (ledger.unsettled.length > 0) {
      await settle(this.#jmap, ledger);
      if (ledger.unsettled.length > 0) throw interrupted(ledger, messages);
    }
    const places = await this.#places();
    const identityId = identity?.id ?? await this.#identityId(messages[0].mailFrom);
    const open = messages
      .map((message) => ({ ...message, rcptTo: message.rcptTo.filter((one) => !ledger.delivered.has(one.toLowerCase())) }))
      .filter((message) => message.rcptTo.length > 0 || (message.kept && !ledger.filed));

    const copies = await this.#uploadAll(open, signal, onProgress);
    if (signal?.aborted) throw new ZegelError("canceled");
    onProgress?.({ stage: "sending", done: 0, total: 1 });
    await this.#submit(copies, places, identityId, ledger, messages);
    await this.#file(copies, places, ledger, messages);
    onProgress?.({ stage: "sending", done: 1, total: 1 });
    return { emailId: ledger.filed, delivered: [...ledger.delivered] };
  }

  /** @param {OutgoingMessage[]} messages */
  #ledger(messages) {
    const id = messageId(messages[0].bytes) ?? crypto.randomUUID();
    let ledger = this.#ledgers.get(id);
    if (!ledger) {
      ledger = { delivered: new Set(), filed: null, unsettled: [] };
      this.#ledgers.set(id, ledger);
    }
    return ledger;
  }

  async #places() {
    const sent = await this.#jmap.mailboxWithRole("sent") ?? await this.#jmap.mailboxWithRole("inbox");
    const drafts = await this.#jmap.mailboxWithRole("drafts") ?? sent;
    if (!sent || !drafts) throw new ZegelError("server-refused", { status: 200, type: "no-mailbox" });
    return { sent, drafts };
  }

  /** @param {string} address */
  async #identityId(address) {
    const identities = await this.#jmap.identities();
    const found = identities.find(({ email }) => email.toLowerCase() === address.toLowerCase());
    return found?.id ?? address;
  }

  /**
   * @param {OutgoingMessage[]} messages
   * @param {AbortSignal} [signal]
   * @param {import("../jmap.js").OnProgress} [onProgress]
   * @returns {Promise<Copy[]>}
   */
  async #uploadAll(messages, signal, onProgress) {
    const total = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
    /** @type {Copy[]} */
    const copies = [];
    let before = 0;
    for (const message of messages) {
      const { bytes } = message;
      if (bytes.length > this.#jmap.maxSizeUpload) {
        throw new ZegelError("message-too-large", { size: bytes.length, limit: this.#jmap.maxSizeUpload });
      }
      const blob = await this.#jmap.upload(bytes, {
        type: "message/rfc822", signal,
        onProgress: ({ done }) => onProgress?.({ stage: "uploading", done: before + done, total }),
      });
      if (blob.size !== bytes.length) throw new ZegelError("upload-truncated", { sent: bytes.length, arrived: blob.size });
      if (message.kept) await this.#readBack(blob.blobId, bytes, signal, onProgress);
      copies.push({ message, blobId: blob.blobId, emailId: null, submitted: false });
      before += bytes.length;
      onProgress?.({ stage: "uploading", done: before, total });
    }
    return copies;
  }

  /**
   * @param {string} blobId
   * @param {Uint8Array} bytes
   * @param {AbortSignal} [signal]
   * @param {import("../jmap.js").OnProgress} [onProgress]
   */
  async #readBack(blobId, bytes, signal, onProgress) {
    const held = await this.#jmap.download(blobId, {
      signal, onProgress: ({ done }) => onProgress?.({ stage: "checking", done, total: bytes.length }),
    });
    if (!sameBytes(held, bytes)) throw new ZegelError("host-did-not-take-bytes");
  }

  /**
   * Import and submission in one request. From here on nothing is canceled: half of it could be done already.
   * @param {Copy[]} copies
   * @param {{ sent: string, drafts: string }} places
   * @param {string} identityId
   * @param {Ledger} ledger
   * @param {OutgoingMessage[]} messages
   */
  async #submit(copies, places, identityId, ledger, messages) {
    const going = copies.filter(({ message }) => message.rcptTo.length > 0);
    if (going.length === 0) return;
    let answers;
    try {
      answers = await this.#jmap.call(importAndSubmit(going, places, identityId), { partial: true });
    } catch (cause) {
      if (/** @type {ZegelError} */ (cause).code !== "server-unreachable") throw cause;
      ledger.unsettled = going;
      await settle(this.#jmap, ledger).catch(() => {});
      // The answer was lost, the mail was not: then all is well.
      if (going.every(({ message }) => message.rcptTo.every((one) => ledger.delivered.has(one.toLowerCase())))) return;
      throw interrupted(ledger, messages, cause);
    }
    const imported = answers.get("import");
    const submitted = answers.get("submit");
    going.forEach((copy, index) => {
      copy.emailId = imported?.created?.[`m${index}`]?.id ?? imported?.notCreated?.[`m${index}`]?.existingId ?? null;
      copy.submitted = Boolean(submitted?.created?.[`s${index}`]);
      if (!copy.submitted) return;
      for (const one of copy.message.rcptTo) ledger.delivered.add(one.toLowerCase());
      if (copy.message.kept) ledger.filed = copy.emailId;
    });
    // Copies for Bcc are the server's way of sending, not mail to keep; what was not submitted leaves no draft behind.
    const leftover = going.filter((copy) => copy.emailId && !(copy.submitted && copy.message.kept));
    await this.#destroy(leftover, ledger);
    const failed = going.findIndex((copy) => !copy.submitted);
    if (failed < 0) return;
    const why = submitted?.notCreated?.[`s${failed}`]?.type ?? imported?.notCreated?.[`m${failed}`]?.type
      ?? submitted?.refused ?? imported?.refused ?? "unknown";
    if (ledger.delivered.size > 0) throw interrupted(ledger, messages);
    throw new ZegelError("server-refused", { status: 200, type: why });
  }

  /**
   * A kept copy without recipients of its own (all of them Bcc) goes to Sent when the others have left.
   * @param {Copy[]} copies
   * @param {{ sent: string }} places
   * @param {Ledger} ledger
   * @param {OutgoingMessage[]} messages
   */
  async #file(copies, places, ledger, messages) {
    const kept = copies.find(({ message }) => message.kept);
    if (!kept || ledger.filed) return;
    try {
      const answers = await this.#jmap.call([["Email/import", {
        emails: { m0: { blobId: kept.blobId, mailboxIds: { [places.sent]: true }, keywords: { $seen: true } } },
      }, "import"]]);
      const answer = answers.get("import");
      ledger.filed = answer?.created?.m0?.id ?? answer?.notCreated?.m0?.existingId ?? null;
    } catch (cause) {
      throw interrupted(ledger, messages, cause);
    }
    if (!ledger.filed) throw interrupted(ledger, messages);
  }

  /**
   * @param {Copy[]} copies
   * @param {Ledger} ledger
   */
  async #destroy(copies, ledger) {
    const ids = copies.flatMap(({ emailId }) => (emailId && emailId !== ledger.filed ? [emailId] : []));
    try {
      await this.#jmap.destroy(ids);
    } catch {
      // The next attempt or settling finds them by their bytes.
      ledger.unsettled = ledger.unsettled.concat(copies);
    }
  }
}

/**
 * @param {Copy[]} going
 * @param {{ sent: string, drafts: string }} places
 * @param {string} identityId
 * @returns {Array<[string, Record<string, unknown>, string]>}
 */
function importAndSubmit(going, { sent, drafts }, identityId) {
  /** @type {Record<string, unknown>} */
  const emails = {};
  /** @type {Record<string, unknown>} */
  const create = {};
  /** @type {Record<string, unknown>} */
  const onSuccessUpdateEmail = {};
  going.forEach(({ message, blobId }, index) => {
    emails[`m${index}`] = { blobId, mailboxIds: { [drafts]: true }, keywords: { $draft: true, $seen: true } };
    create[`s${index}`] = {
      identityId, emailId: `#m${index}`,
      envelope: { mailFrom: { email: message.mailFrom }, rcptTo: message.rcptTo.map((email) => ({ email })) },
    };
    // Without $draft: submitted. That is how settling tells what an unanswered request did.
    onSuccessUpdateEmail[`#s${index}`] = message.kept && sent !== drafts
      ? { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, "keywords/$draft": null }
      : { "keywords/$draft": null };
  });
  return [["Email/import", { emails }, "import"], ["EmailSubmission/set", { create, onSuccessUpdateEmail }, "submit"]];
}

/**
 * @param {Ledger} ledger
 * @param {OutgoingMessage[]} messages
 * @param {unknown} [cause]
 */
function interrupted(ledger, messages, cause) {
  const delivered = [...ledger.delivered];
  const unknown = ledger.unsettled.flatMap(({ message }) => message.rcptTo).filter((one) => !ledger.delivered.has(one.toLowerCase()));
  const notDelivered = messages.flatMap(({ rcptTo }) => rcptTo)
    .filter((one) => !ledger.delivered.has(one.toLowerCase()) && !unknown.includes(one));
  if (delivered.length === 0 && unknown.length === 0) return new ZegelError("server-unreachable", {}, { cause });
  return new ZegelError("sending-interrupted", { delivered, notDelivered, unknown, kept: ledger.filed !== null }, { cause });
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/**
 * The Message-ID of the outer header.
 * @param {Uint8Array} bytes
 * @returns {string|null}
 */
function messageId(bytes) {
  const header = new TextDecoder("latin1").decode(bytes.subarray(0, 64 * 1024)).split(/\r?\n\r?\n/, 1)[0];
  return /^message-id:\s*<([^>]+)>/im.exec(header)?.[1] ?? null;
}
