// @ts-check
// Handing messages over so that each reaches its recipients once, the server holds our bytes and nothing else, and what
// happened is known: who has it, who has not.

import { ZegelError } from "../../../engine/errors.js";
import { outerMessageId } from "../../../mail/message-id.js";
import { holds, lengthOf, octetsOf } from "./held.js";
import { settle, settleImports } from "./settling.js";
import { copiesIn, othersIn, twinsOf } from "./twins.js";
import { isRefusal, outcomeOf } from "./outcome.js";

/**
 * @typedef {{ mailFrom: string, rcptTo: string[], bytes: Uint8Array, blob?: Blob, kept: boolean }} OutgoingMessage  of which a blob is all
 * @typedef {{ emailId: string|null, delivered: string[] }} Sent  emailId: the copy in Sent
 * @typedef {{ sent: string, drafts: string }} Places  ids of mailboxes
 * @typedef {"submitted"|"refused"|"unknown"} Outcome
 * @typedef {{ message: OutgoingMessage, blobId: string, place: string, draft: boolean, emailId: string|null,
 *   outcome: Outcome }} Copy  place: the mailbox it is imported into; emailId: there, null again when it is gone
 * @typedef {object} Ledger  what is known of one Message-ID
 * @property {string|null} messageId
 * @property {Set<string>} delivered  addresses in lower case
 * @property {string|null} filed  the copy in Sent
 * @property {string|null} unfiled  a submitted copy that has yet to move to Sent
 * @property {Copy[]} unsettled  perhaps submitted
 * @property {Copy[]} unanswered  perhaps imported
 * @property {Set<string>} leftover  ids to destroy
 * @property {boolean} warned  that another tab has sent it
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
    const [first] = messages;
    if (!first) throw new ZegelError("internal");
    const ledger = this.#ledger(first);
    const places = await this.#places();
    await this.#takeUp(ledger, places, messages);
    const identityId = identity?.id ?? await this.#identityId(first.mailFrom);
    const open = messages
      .map((message) => ({ ...message, rcptTo: message.rcptTo.filter((one) => !ledger.delivered.has(one.toLowerCase())) }))
      .filter((message) => message.rcptTo.length > 0 || (message.kept && !ledger.filed));

    const copies = await this.#uploadAll(open, signal, onProgress);
    if (signal?.aborted) throw new ZegelError("canceled");
    // From here on nothing is canceled: half of it could be done already.
    onProgress?.({ stage: "sending", done: 0, total: 1, final: true });
    const going = copies.filter(({ message }) => message.rcptTo.length > 0);
    if (going.length > 0) {
      const state = await this.#import(going, places, ledger, messages);
      await this.#submit(going, { places, identityId, state }, ledger, messages);
    }
    await this.#file(copies, places, ledger, messages);
    // An import without an answer may have happened after all, and late.
    await settleImports(this.#jmap, ledger).catch(() => {});
    onProgress?.({ stage: "sending", done: 1, total: 1 });
    return { emailId: ledger.filed, delivered: [...ledger.delivered] };
  }

  /** @param {OutgoingMessage} message */
  #ledger({ bytes }) {
    const id = outerMessageId(bytes);
    const key = id ?? crypto.randomUUID();
    let ledger = this.#ledgers.get(key);
    if (!ledger) {
      ledger = {
        messageId: id, delivered: new Set(), filed: null, unfiled: null, unsettled: [], unanswered: [], leftover: new Set(), warned: false,
      };
      this.#ledgers.set(key, ledger);
    }
    return ledger;
  }

  /**
   * What an earlier attempt left open comes first: without knowing it, nobody is sent anything.
   * @param {Ledger} ledger
   * @param {Places} places
   * @param {OutgoingMessage[]} messages
   */
  async #takeUp(ledger, places, messages) {
    try {
      await settle(this.#jmap, ledger, places);
      await settleImports(this.#jmap, ledger);
    } catch (cause) {
      throw cause instanceof ZegelError && cause.code === "sign-in-refused" ? cause : interrupted(ledger, messages, cause);
    }
    await this.#moveToSent(ledger, places);
    await this.#clean(ledger);
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
    const total = messages.reduce((sum, message) => sum + lengthOf(message), 0);
    /** @type {Copy[]} */
    const copies = [];
    let before = 0;
    for (const message of messages) {
      const length = lengthOf(message);
      if (length > this.#jmap.maxSizeUpload) {
        throw new ZegelError("message-too-large", { size: length, limit: this.#jmap.maxSizeUpload });
      }
      const blob = await this.#jmap.upload(octetsOf(message), {
        type: "message/rfc822", signal,
        onProgress: ({ done }) => onProgress?.({ stage: "uploading", done: before + done, total }),
      });
      if (blob.size !== length) throw new ZegelError("upload-truncated", { sent: length, arrived: blob.size });
      copies.push({ message, blobId: blob.blobId, place: "", draft: false, emailId: null, outcome: "unknown" });
      before += length;
      onProgress?.({ stage: "uploading", done: before, total });
    }
    // A copy for Bcc is no less somebody's mail than the one that is kept.
    let checked = 0;
    for (const { blobId, message } of copies) {
      const held = await holds(this.#jmap, blobId, message, {
        signal, onProgress: ({ done }) => onProgress?.({ stage: "checking", done: checked + done, total }),
      });
      if (!held) throw new ZegelError("host-did-not-take-bytes");
      checked += lengthOf(message);
    }
    return copies;
  }

  /**
   * A request of its own, for a real id: a draft that can be destroyed is one that no late submission finds any more.
   * @param {Copy[]} going
   * @param {Places} places
   * @param {Ledger} ledger
   * @param {OutgoingMessage[]} messages
   * @returns {Promise<string|null>}  the state of submissions, where the server tells it
   */
  async #import(going, places, ledger, messages) {
    /** @type {unknown} */
    let failure;
    try {
      const { state, others } = await importInto(this.#jmap, going, places.drafts, { $draft: true, $seen: true }, ledger, places.sent);
      if (ledger.warned || others.every((one) => this.#ledgers.has(one))) return state;
      // Said once: whoever sends it again wants it.
      ledger.warned = true;
      failure = new ZegelError("sent-elsewhere");
    } catch (cause) {
      failure = cause;
      await settleImports(this.#jmap, ledger).catch(() => {});
    }
    await this.#discard(going, ledger);
    throw interrupted(ledger, messages, failure);
  }

  /**
   * A browser hands a request over a second time, by itself, where a kept line closes without an answer; the state it is tied to
   * sees to it that the second does nothing.
   * @param {Copy[]} going
   * @param {{ places: Places, identityId: string, state: string|null }} way
   * @param {Ledger} ledger
   * @param {OutgoingMessage[]} messages
   */
  async #submit(going, { places, identityId, state }, ledger, messages) {
    /** @type {unknown} */
    let failure = null;
    /** @type {Map<string, Record<string, any>>|null} */
    let answers = null;
    try {
      answers = await this.#jmap.call([submission(going, places, identityId, state)], { partial: true });
    } catch (cause) {
      failure = cause;
    }
    const submitted = answers?.get("submit");
    const again = state !== null && submitted?.refused === "stateMismatch";
    going.forEach((copy, index) => { copy.outcome = again ? "unknown" : outcomeOf(submitted, `s${index}`, failure); });
    // Another mail changed the state, or this one did: then what was done is there to be seen in a moment.
    if (again) await new Promise((resolve) => setTimeout(resolve, 500));
    const moved = answers?.get("submit/Email/set")?.updated ?? {};
    for (const copy of going) {
      if (copy.outcome !== "submitted") continue;
      for (const one of copy.message.rcptTo) ledger.delivered.add(one.toLowerCase());
      if (!copy.message.kept || !copy.emailId) continue;
      if (Object.hasOwn(moved, copy.emailId)) ledger.filed = copy.emailId;
      else ledger.unfiled = copy.emailId;
    }
    ledger.unsettled = going.filter(({ outcome }) => outcome === "unknown");
    try {
      await settle(this.#jmap, ledger, places);
    } catch (cause) {
      failure ??= cause;
    }
    await this.#moveToSent(ledger, places);
    await this.#discard(going, ledger);
    const failed = going.findIndex(({ outcome }) => outcome !== "submitted");
    if (failed < 0) return;
    const type = submitted?.notCreated?.[`s${failed}`]?.type ?? submitted?.refused ?? "unknown";
    throw interrupted(ledger, messages, failure ?? new ZegelError("server-refused", { status: 200, type }));
  }

  /**
   * The update that came with the submission may have failed although the mail left.
   * @param {Ledger} ledger
   * @param {Places} places
   */
  async #moveToSent(ledger, { sent }) {
    for (let attempt = 0; ledger.unfiled && attempt < 2; attempt += 1) {
      const id = ledger.unfiled;
      try {
        const answers = await this.#jmap.call([["Email/set", {
          update: { [id]: { mailboxIds: { [sent]: true }, "keywords/$draft": null } },
        }, "update"]]);
        const answer = answers.get("update");
        if (Object.hasOwn(answer?.updated ?? {}, id)) ledger.filed = id;
        if (ledger.filed || answer?.notUpdated?.[id]?.type === "notFound") ledger.unfiled = null;
      } catch {
        // Once more, and then it is told as not kept; the next attempt begins with it.
      }
    }
  }

  /**
   * A kept copy without recipients of its own (all of them Bcc) goes to Sent when the others have left.
   * @param {Copy[]} copies
   * @param {Places} places
   * @param {Ledger} ledger
   * @param {OutgoingMessage[]} messages
   */
  async #file(copies, places, ledger, messages) {
    if (ledger.unfiled) throw interrupted(ledger, messages);
    const kept = copies.find(({ message }) => message.kept);
    if (!kept || ledger.filed) return;
    /** @type {unknown} */
    let failure;
    try {
      await importInto(this.#jmap, [kept], places.sent, { $seen: true }, ledger);
      ledger.filed = kept.emailId;
      await this.#clean(ledger);
    } catch (cause) {
      failure = cause;
      await settleImports(this.#jmap, ledger).catch(() => {});
    }
    if (!ledger.filed) throw interrupted(ledger, messages, failure);
  }

  /**
   * Copies for Bcc are the server's way of sending, not mail to keep; what was not submitted leaves no draft behind.
   * @param {Copy[]} copies
   * @param {Ledger} ledger
   */
  async #discard(copies, ledger) {
    for (const { emailId, outcome, message } of copies) {
      const open = ledger.unsettled.some((copy) => copy.emailId === emailId);
      const needed = open || emailId === ledger.filed || emailId === ledger.unfiled || (outcome === "submitted" && message.kept);
      if (emailId && !needed) ledger.leftover.add(emailId);
    }
    await this.#clean(ledger);
  }

  /** @param {Ledger} ledger */
  async #clean(ledger) {
    for (let attempt = 0; ledger.leftover.size > 0 && attempt < 2; attempt += 1) {
      try {
        await this.#jmap.destroy([...ledger.leftover]);
        ledger.leftover.clear();
      } catch {
        // Nothing depends on it; the next attempt begins with it.
      }
    }
  }
}

/**
 * @param {import("../jmap.js").Jmap} jmap
 * @param {Copy[]} copies  told their ids
 * @param {string} place
 * @param {Record<string, boolean>} keywords
 * @param {Ledger} ledger
 * @param {string} [sent]  where others of the same draft would lie
 * @returns {Promise<{ state: string|null, others: string[] }>}  the state of submissions; Message-IDs of what was sent of the same draft
 */
async function importInto(jmap, copies, place, keywords, ledger, sent) {
  /** @type {Record<string, unknown>} */
  const emails = {};
  copies.forEach((copy, index) => {
    copy.place = place;
    copy.draft = keywords.$draft === true;
    emails[`m${index}`] = { blobId: copy.blobId, mailboxIds: { [place]: true }, keywords };
  });
  let [answer, state] = [/** @type {any} */ (null), /** @type {string|null} */ (null)];
  let [lying, others] = [/** @type {any[]} */ ([]), /** @type {string[]} */ ([])];
  try {
    const answers = await jmap.call([
      ["Email/import", { emails }, "import"], ["EmailSubmission/get", { ids: [] }, "state"],
      ...copiesIn(place, ledger.messageId), ...(sent ? othersIn(sent, ledger.messageId) : []),
    ], { partial: true });
    answer = answers.get("import");
    if (!answer || answer.refused) throw new ZegelError("server-refused", { status: 200, type: answer?.refused ?? "not-jmap" });
    const told = answers.get("state")?.state;
    if (typeof told === "string") state = told;
    lying = answers.get("copies")?.list ?? [];
    others = (answers.get("others")?.list ?? []).flatMap((/** @type {any} */ one) => one.messageId ?? []);
  } catch (cause) {
    if (!isRefusal(cause)) ledger.unanswered.push(...copies);
    throw cause;
  }
  /** @type {Record<string, unknown>} */
  const update = {};
  copies.forEach((copy, index) => {
    const existing = answer.notCreated?.[`m${index}`]?.existingId;
    copy.emailId = answer.created?.[`m${index}`]?.id ?? existing ?? null;
    // The same bytes from an earlier attempt: as they lie there, they would tell nothing of this one.
    if (existing) update[existing] = { mailboxIds: { [place]: true }, keywords };
  });
  // A browser that asked twice, by itself, has left a second one, which nobody would ever miss.
  for (const made of Object.values(answer.created ?? {})) {
    const twins = twinsOf(made, lying).filter(({ id, keywords: has }) => Boolean(has?.$draft) === Boolean(keywords.$draft)
      && id !== ledger.filed && id !== ledger.unfiled && !copies.some(({ emailId }) => emailId === id));
    for (const { id } of twins) ledger.leftover.add(id);
  }
  const refused = copies.findIndex(({ emailId }) => emailId === null);
  if (refused >= 0) {
    ledger.unanswered.push(...copies.filter(({ emailId }) => emailId === null));
    throw new ZegelError("server-refused", { status: 200, type: answer.notCreated?.[`m${refused}`]?.type ?? "unknown" });
  }
  if (Object.keys(update).length === 0) return { state, others };
  const updated = (await jmap.call([["Email/set", { update }, "update"]])).get("update");
  const [why] = Object.values(updated?.notUpdated ?? {});
  if (why) throw new ZegelError("server-refused", { status: 200, type: why.type });
  return { state, others };
}

/**
 * @param {Copy[]} going
 * @param {Places} places
 * @param {string} identityId
 * @param {string|null} state  in which the server has to be
 * @returns {[string, Record<string, unknown>, string]}
 */
function submission(going, { sent }, identityId, state) {
  /** @type {Record<string, unknown>} */
  const create = {};
  /** @type {Record<string, unknown>} */
  const onSuccessUpdateEmail = {};
  going.forEach(({ message, emailId }, index) => {
    create[`s${index}`] = {
      identityId, emailId,
      envelope: { mailFrom: { email: message.mailFrom }, rcptTo: message.rcptTo.map((email) => ({ email })) },
    };
    // Without $draft: submitted. That is how settling tells what an unanswered request did.
    onSuccessUpdateEmail[`#s${index}`] = message.kept
      ? { mailboxIds: { [sent]: true }, "keywords/$draft": null }
      : { "keywords/$draft": null };
  });
  return ["EmailSubmission/set", { ...(state === null ? {} : { ifInState: state }), create, onSuccessUpdateEmail }, "submit"];
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
  // Nobody has it, for certain: then the reason is all there is to tell.
  if (delivered.length === 0 && unknown.length === 0) {
    return cause instanceof ZegelError ? cause : new ZegelError("server-unreachable", {}, { cause });
  }
  return new ZegelError("sending-interrupted", { delivered, notDelivered, unknown, kept: ledger.filed !== null }, { cause });
}
