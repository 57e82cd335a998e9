// @ts-check
// A released message in the place of the sealed one. It lies there whole before the other one goes, so that no message is ever
// lost; what an earlier attempt left half done is found again by the record it carries, so that there are never two.

import { digestOf } from "../../../embed/digest.js";
import { ZegelError } from "../../../engine/errors.js";
import { isRefusal } from "./outcome.js";
import { copiesIn, twinsOf } from "./twins.js";
import { sameBytes } from "./held.js";

/**
 * @typedef {Pick<import("../jmap.js").Jmap, "call"|"upload"|"download"|"destroy"|"mailboxes"|"mailboxWithRole"|"maxSizeUpload"|"user">} Mail
 * @typedef {{ id: string, blobId: string, mailboxIds: Record<string, boolean>, keywords: Record<string, boolean>, receivedAt: string }} Stored
 * @typedef {Stored & { "header:Zegel-Removed": string|null }} Found
 * @typedef {{ id: string, how: "made"|"there"|"before", blobId: string }} Put  the released message: put there by us, found to be
 *   there as we did, or left by an earlier attempt; `blobId`: where its bytes were looked at
 * @typedef {{ emailId: string, kept: Pick<Stored, "id"|"mailboxIds"|"keywords">|null }} Replaced
 *   `kept`: where the sealed original is not gone, how it was before
 */

/** The header field that says what was taken off, and from what. */
export const recordField = "Zegel-Removed";
/** Marks sealed originals that were kept. */
export const keptKeyword = "zegel-sealed-original";
/** Marks those that were put back: no rule takes their protection off again. */
export const stayKeyword = "zegel-stay-sealed";
/** Where they lie if there is no archive. */
const keptMailbox = "Sealed originals";

/** @type {"header:Zegel-Removed"} */
const record = `header:${recordField}`;
const properties = ["id", "blobId", "mailboxIds", "keywords", "receivedAt", record];

export class Replacing {
  #mail;

  /** @param {Mail} mail */
  constructor(mail) {
    this.#mail = mail;
  }

  /**
   * @param {{ id: string }} email  the sealed one
   * @param {{ sealed: Uint8Array, released: Uint8Array, keep?: boolean, signal?: AbortSignal }} options  `sealed`: the original's bytes;
   *   `signal`: counts as long as nothing was put into the mailbox
   * @returns {Promise<Replaced>}
   */
  replace(email, { sealed, released, keep = false, signal }) {
    return alone(`zegel-replacing ${this.#mail.user} ${email.id}`, async () => {
      const hash = await digestOf(sealed);
      // Without it the next attempt could not tell that this one has been.
      if (!names(recordIn(released), hash)) throw new ZegelError("internal");
      const { original, found } = await this.#look(email.id, released, hash);
      if (!original) {
        if (!found) throw gone();
        return { emailId: found, kept: null };
      }
      const put = found ? { id: found, how: /** @type {const} */ ("before"), blobId: "" } : await this.#import(original, released, hash, signal);
      return this.#remove(original, put, keep, { released, hash });
    });
  }

  /**
   * Puts a kept original back, and takes the released message away.
   * @param {Replaced} replaced
   */
  async undo({ emailId, kept }) {
    if (!kept) throw gone();
    const { id, mailboxIds, keywords } = kept;
    const answer = (await this.#mail.call([["Email/set", { update: { [id]: { mailboxIds, keywords: { ...keywords, [stayKeyword]: true } } } }, "u"]])).get("u");
    const why = answer?.notUpdated?.[id];
    if (why || !answer?.updated || !Object.hasOwn(answer.updated, id)) throw refused(why?.type);
    await this.#mail.destroy([emailId]);
  }

  /**
   * The original, where it is still there, and what was released from exactly it before: wherever that was put since, unless it
   * was thrown away.
   * @param {string} id
   * @param {Uint8Array} released
   * @param {string} hash
   * @param {string} [not]  the id of one that is known
   * @returns {Promise<{ original: Found|null, found: string|null }>}
   */
  async #look(id, released, hash, not) {
    const messageId = messageIdIn(released);
    /** @type {Array<[string, Record<string, unknown>, string]>} */
    const calls = [["Email/get", { ids: [id], properties }, "own"]];
    if (messageId) calls.push(...queried({ filter: { header: ["Message-ID", messageId] }, limit: 50 }));
    const answers = await this.#mail.call(calls, { partial: true });
    const own = answers.get("own");
    const original = /** @type {Found|undefined} */ (own?.list?.find((/** @type {any} */ one) => one?.id === id)) ?? null;
    // No answer is not the answer that there is none.
    if (!original && !own?.notFound?.includes(id)) throw refused(own?.refused);
    const candidates = (messageId ? candidatesIn(answers) : null) ?? await this.#beside(original);
    const trash = await this.#mail.mailboxWithRole("trash");
    const bare = withoutRecord(released);
    for (const one of candidates) {
      const lies = Object.keys(one.mailboxIds).some((mailbox) => mailbox !== trash || original?.mailboxIds[mailbox]);
      if (one.id === id || one.id === not || !lies || !names(one[record], hash)) continue;
      // A record is easily written. What it stands on has to be the very message.
      if (await sameBytes(withoutRecord(await this.#mail.download(one.blobId)), bare)) return { original, found: one.id };
    }
    return { original, found: null };
  }

  /** Messages beside one in the order of their dates, where they cannot be looked for by Message-ID. @param {Found|null} original */
  async #beside(original) {
    for (const inMailbox of Object.keys(original?.mailboxIds ?? {})) {
      const sort = [{ property: "receivedAt", isAscending: false }];
      const answers = await this.#mail.call(queried({ filter: { inMailbox }, sort, anchor: original?.id, anchorOffset: -30, limit: 61 }), { partial: true });
      const found = candidatesIn(answers)?.filter((one) => one[record]) ?? [];
      if (found.length > 0) return found;
    }
    return [];
  }

  /**
   * @param {Stored} original
   * @param {Uint8Array} released
   * @param {string} hash
   * @param {AbortSignal} [signal]
   * @returns {Promise<Put>}
   */
  async #import(original, released, hash, signal) {
    const limit = this.#mail.maxSizeUpload;
    if (released.length > limit) throw new ZegelError("message-too-large", { size: released.length, limit });
    const blob = await this.#mail.upload(released, { type: "message/rfc822", signal });
    if (blob.size !== released.length) throw new ZegelError("upload-truncated", { sent: released.length, arrived: blob.size });
    if (!await sameBytes(await this.#mail.download(blob.blobId, { signal }), released)) throw new ZegelError("host-did-not-take-bytes");
    if (signal?.aborted) throw new ZegelError("canceled");
    const { mailboxIds, receivedAt } = original;
    const emails = { released: { blobId: blob.blobId, mailboxIds, keywords: keywordsOf(original), receivedAt } };
    try {
      const copies = Object.keys(mailboxIds).slice(0, 1).flatMap((place) => copiesIn(place, messageIdIn(released)));
      const answers = await this.#mail.call([["Email/import", { emails }, "import"], ...copies], { partial: true });
      const answer = answers.get("import");
      if (answer?.refused) throw refused(answer.refused);
      const twins = twinsOf(answer?.created?.released, answers.get("copies")?.list ?? []);
      await this.#mail.destroy(twins.map((one) => one.id));
      const why = answer?.notCreated?.released;
      const id = answer?.created?.released?.id ?? why?.existingId;
      if (typeof id !== "string") throw refused(why?.type);
      return { id, how: why ? "there" : "made", blobId: blob.blobId };
    } catch (cause) {
      const { found } = isRefusal(cause) ? { found: null } : await this.#look(original.id, released, hash).catch(() => ({ found: null }));
      if (found) return { id: found, how: "there", blobId: "" };
      throw cause;
    }
  }

  /**
   * The sealed one goes, once it is certain that the released one lies there whole and in its place.
   * @param {Stored} original
   * @param {Put} put
   * @param {boolean} keep
   * @param {{ released: Uint8Array, hash: string }} what
   * @returns {Promise<Replaced>}
   */
  async #remove(original, { id: emailId, how, blobId }, keep, { released, hash }) {
    const answer = (await this.#mail.call([["Email/get", { ids: [original.id, emailId], properties }, "get"]])).get("get");
    /** @param {string} id @returns {Stored|undefined} */
    const stored = (id) => answer?.list?.find((/** @type {any} */ one) => one?.id === id);
    const [now, fresh] = [stored(original.id), stored(emailId)];
    if (!fresh || (!now && !answer?.notFound?.includes(original.id))) throw refused();
    // Blobs never change: one that was looked at is what it was.
    if (fresh.blobId !== blobId && how !== "before" && !await sameBytes(withoutRecord(await this.#mail.download(fresh.blobId)), withoutRecord(released))) {
      if (how === "made") await this.#mail.destroy([emailId]).catch(() => {});
      throw new ZegelError("host-did-not-take-bytes");
    }
    // Somebody else did the same meanwhile: of two the one with the lower id stays, so that never both go.
    if (!now && how === "made") {
      const { found } = await this.#look(original.id, released, hash, emailId);
      if (found && found < emailId) {
        await this.#mail.destroy([emailId]);
        return { emailId: found, kept: null };
      }
    }
    if (now && how !== "before") await this.#follow(now, fresh);
    if (!now) return { emailId, kept: null };
    if (!keep) {
      await this.#destroy(now.id);
      return { emailId, kept: null };
    }
    const before = { id: now.id, mailboxIds: now.mailboxIds, keywords: now.keywords };
    if (now.keywords[keptKeyword]) return { emailId, kept: null };
    const update = { [now.id]: { mailboxIds: { [await this.#place()]: true }, [`keywords/${keptKeyword}`]: true, "keywords/$seen": true } };
    const moved = (await this.#mail.call([["Email/set", { update }, "u"]])).get("u");
    if (!moved?.updated || !Object.hasOwn(moved.updated, now.id)) throw refused(moved?.notUpdated?.[now.id]?.type);
    return { emailId, kept: before };
  }

  /** @param {string} id */
  async #destroy(id) {
    const answer = (await this.#mail.call([["Email/set", { destroy: [id] }, "d"]])).get("d");
    const why = answer?.notDestroyed?.[id]?.type;
    if (why !== "notFound" && !answer?.destroyed?.includes(id)) throw refused(why);
  }

  /** What was done to the original meanwhile is done to the other, too. @param {Stored} now @param {Stored} fresh */
  async #follow(now, fresh) {
    const [mailboxIds, keywords] = [now.mailboxIds, keywordsOf(now)];
    if (sameKeys(mailboxIds, fresh.mailboxIds) && sameKeys(keywords, keywordsOf(fresh))) return;
    const answer = (await this.#mail.call([["Email/set", { update: { [fresh.id]: { mailboxIds, keywords } } }, "u"]])).get("u");
    if (!answer?.updated || !Object.hasOwn(answer.updated, fresh.id)) throw refused(answer?.notUpdated?.[fresh.id]?.type);
  }

  /** Where kept originals lie. @returns {Promise<string>} */
  async #place() {
    const archive = await this.#mail.mailboxWithRole("archive");
    if (archive) return archive;
    const named = (await this.#mail.mailboxes()).find(({ name }) => name === keptMailbox);
    if (named) return named.id;
    const answer = (await this.#mail.call([["Mailbox/set", { create: { kept: { name: keptMailbox } } }, "m"]])).get("m");
    const id = answer?.created?.kept?.id;
    if (typeof id !== "string") throw refused(answer?.notCreated?.kept?.type ?? "no-mailbox");
    return id;
  }
}

/**
 * Two tabs do not do the same at the same time.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
function alone(name, work) {
  const { locks } = globalThis.navigator ?? {};
  return locks ? /** @type {Promise<any>} */ (locks.request(name, work)) : work();
}

/**
 * A query, and what it found.
 * @param {Record<string, unknown>} query
 * @returns {Array<[string, Record<string, unknown>, string]>}
 */
function queried(query) {
  return [["Email/query", query, "query"], ["Email/get", { "#ids": { resultOf: "query", name: "Email/query", path: "/ids" }, properties }, "get"]];
}

/** What a query found; null where the server does not know such queries. @param {Map<string, Record<string, any>>} answers @returns {Found[]|null} */
function candidatesIn(answers) {
  const refusal = answers.get("query")?.refused;
  if (refusal === "unsupportedFilter" || refusal === "anchorNotFound") return null;
  const got = answers.get("get");
  if (refusal || !got?.list) throw refused(refusal ?? got?.refused);
  return got.list;
}

/** @param {string} [type] */
const refused = (type = "unknown") => new ZegelError("server-refused", { status: 200, type });
const gone = () => refused("notFound");

/** Keywords as the released message has them: it is no sealed one. @param {Pick<Stored, "keywords">} email */
function keywordsOf({ keywords }) {
  return Object.fromEntries(Object.entries(keywords).filter(([name, value]) => value && name !== keptKeyword && name !== stayKeyword));
}

/** @param {Record<string, boolean>} one @param {Record<string, boolean>} other */
function sameKeys(one, other) {
  const keys = (/** @type {Record<string, boolean>} */ set) => Object.keys(set).filter((key) => set[key]).sort().join("\n");
  return keys(one) === keys(other);
}

/** Whether a record speaks of this very original. @param {string|null} record @param {string} hash */
function names(record, hash) {
  return (record ?? "").replace(/\s+/g, "").split(/[:;]/).includes(`sha256=${hash}`);
}

/** @param {Uint8Array} bytes @returns {{ fields: string[], end: number }}  the header section by fields, and where it ends */
function headerOf(bytes) {
  let end = bytes.length;
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    if (bytes[at] === 10 && (bytes[at + 1] === 10 || (bytes[at + 1] === 13 && bytes[at + 2] === 10))) { end = at + 1; break; }
  }
  return { fields: new TextDecoder("latin1").decode(bytes.subarray(0, end)).split(/(?<=\n)(?![ \t])/), end };
}

const isRecord = (/** @type {string} */ field) => field.slice(0, recordField.length + 1).toLowerCase() === `${recordField}:`.toLowerCase();

/** @param {Uint8Array} bytes */
function recordIn(bytes) {
  return headerOf(bytes).fields.find(isRecord) ?? null;
}

/** @param {Uint8Array} bytes */
function messageIdIn(bytes) {
  const field = headerOf(bytes).fields.find((one) => /^message-id[ \t]*:/i.test(one));
  return /<([^<>\s]+)>/.exec(field ?? "")?.[1] ?? null;
}

/** The message but for when, and by whom, it was released. @param {Uint8Array} bytes */
function withoutRecord(bytes) {
  const { fields, end } = headerOf(bytes);
  const encoder = new TextEncoder();
  const head = encoder.encode(fields.filter((field) => !isRecord(field)).join(""));
  const whole = new Uint8Array(head.length + bytes.length - end);
  whole.set(head);
  whole.set(bytes.subarray(end), head.length);
  return whole;
}
