// @ts-check
// The page's whole knowledge of mail: JMAP (RFC 8620, RFC 8621) over one origin. Works on bytes and ids; what a message
// says is for the engine to read.

import { ZegelError } from "../../engine/errors.js";
import { Transport } from "./jmap/transport.js";
import { Sending } from "./jmap/sending.js";

/**
 * @typedef {{ id: string, name: string, role: string|null, total: number, unread: number, sortOrder: number }} Mailbox
 * @typedef {{ name: string|null, email: string }} Person
 * @typedef {{ id: string, email: string, name: string }} Identity
 * @typedef {{ id: string, blobId: string, mailboxIds: Record<string, boolean>, keywords: Record<string, boolean>,
 *   size: number, receivedAt: string, from: Person[], to: Person[], cc: Person[], subject: string, hasAttachment: boolean, encrypted: boolean, messageId: string|null }} Email
 * @typedef {import("./jmap/sending.js").OutgoingMessage} OutgoingMessage
 * @typedef {import("./jmap/sending.js").Sent} Sent
 * @typedef {(progress: { stage: "uploading"|"checking"|"sending", done: number, total: number, final?: boolean }) => void} OnProgress  `final`: it cannot be stopped any more
 */

/** What is asked of an Email. */
export const emailProperties = [
  "id", "blobId", "mailboxIds", "keywords", "size", "receivedAt", "from", "to", "cc", "subject", "hasAttachment",
  "messageId", "header:Content-Type",
];

/**
 * Signs in. The password stays in the returned object and goes nowhere but into its requests.
 * @param {{ url?: string, user: string, password: string, fetch?: typeof globalThis.fetch }} options
 * @returns {Promise<Jmap>}
 */
export async function connect({ url = "/.well-known/jmap", user, password, fetch }) {
  const transport = await Transport.open({ url, user, password, fetch });
  return new Jmap(transport, user);
}

export class Jmap {
  /** @type {Transport} */
  #transport;
  /** @type {Sending} */
  #sending;
  /** @type {Mailbox[]|null} */
  #mailboxes = null;
  /** @type {Identity[]|null} */
  #identities = null;

  /**
   * @param {Transport} transport
   * @param {string} user
   */
  constructor(transport, user) {
    this.#transport = transport;
    this.user = user;
    this.#sending = new Sending(this);
  }

  /** The largest blob the server takes, in bytes. */
  get maxSizeUpload() {
    return this.#transport.maxSizeUpload;
  }

  /** The largest mail the server says it takes, in bytes. */
  get maxSizeMail() {
    return this.#transport.maxSizeMail;
  }

  /**
   * Calls methods in one request.
   * @param {Array<[string, Record<string, unknown>, string]>} calls  method, arguments without accountId, call id
   * @param {{ signal?: AbortSignal, partial?: boolean }} [options]
   * @returns {Promise<Map<string, Record<string, any>>>} answers by call id; what came besides by "<call id>/<method>"
   */
  call(calls, options) {
    return this.#transport.call(calls, options);
  }

  /** @returns {Promise<Mailbox[]>} fresh from the server, in its order */
  async mailboxes() {
    const answers = await this.call([["Mailbox/get", { ids: null, properties: ["id", "name", "role", "sortOrder", "totalEmails", "unreadEmails"] }, "m"]]);
    /** @type {any[]} */
    const list = answers.get("m")?.list ?? [];
    const mailboxes = list.map((one) => ({
      id: one.id, name: one.name, role: one.role ?? roleByName(one.name), total: one.totalEmails ?? 0,
      unread: one.unreadEmails ?? 0, sortOrder: one.sortOrder ?? 0,
    }));
    mailboxes.sort((a, b) => a.sortOrder - b.sortOrder || a.name.localeCompare(b.name));
    this.#mailboxes = mailboxes;
    return mailboxes;
  }

  /**
   * @param {string} role
   * @returns {Promise<string|null>} id of the mailbox with that role
   */
  async mailboxWithRole(role) {
    const mailboxes = this.#mailboxes ?? await this.mailboxes();
    return mailboxes.find((one) => one.role === role)?.id ?? null;
  }

  /** @returns {Promise<Identity[]>} */
  async identities() {
    if (!this.#identities) {
      const answers = await this.call([["Identity/get", { ids: null }, "i"]]);
      this.#identities = (answers.get("i")?.list ?? []).map((/** @type {any} */ one) => (
        { id: one.id, email: one.email, name: one.name ?? "" }));
    }
    return /** @type {Identity[]} */ (this.#identities);
  }

  /**
   * Newest first.
   * @param {string} mailboxId
   * @param {{ position?: number, limit?: number, text?: string, signal?: AbortSignal }} [options]
   * @returns {Promise<{ total: number, emails: Email[] }>}
   */
  async list(mailboxId, { position = 0, limit = 50, text = "", signal } = {}) {
    const filter = text ? { inMailbox: mailboxId, text } : { inMailbox: mailboxId };
    const answers = await this.call([
      ["Email/query", { filter, sort: [{ property: "receivedAt", isAscending: false }], position, limit, calculateTotal: true }, "q"],
      ["Email/get", { "#ids": { resultOf: "q", name: "Email/query", path: "/ids" }, properties: emailProperties }, "g"],
    ], { signal });
    const query = answers.get("q");
    /** @type {Map<string, any>} */
    const byId = new Map((answers.get("g")?.list ?? []).map((/** @type {any} */ one) => [one.id, one]));
    /** @type {Email[]} */
    const emails = [];
    for (const id of query?.ids ?? []) {
      const one = byId.get(id);
      if (one) emails.push(asEmail(one));
    }
    return { total: query?.total ?? emails.length, emails };
  }

  /**
   * The stored bytes of a blob; for an Email, exactly what travelled.
   * @param {string} blobId
   * @param {{ signal?: AbortSignal, onProgress?: (progress: { done: number, total: number }) => void }} [options]
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  download(blobId, options) {
    return this.#transport.download(blobId, options);
  }

  /**
   * The same, piece by piece as it arrives, for as long as `take` wants more.
   * @param {string} blobId
   * @param {(octets: Uint8Array) => Promise<boolean>} take
   * @param {{ signal?: AbortSignal, onProgress?: (progress: { done: number, total: number }) => void }} [options]
   */
  read(blobId, take, options) {
    return this.#transport.read(blobId, take, options);
  }

  /** Large messages may be Blobs. */
  takesBlobs = true;

  /**
   * @param {Uint8Array|Blob} bytes
   * @param {{ type?: string, signal?: AbortSignal, onProgress?: (progress: { done: number, total: number }) => void }} [options]
   * @returns {Promise<{ blobId: string, size: number }>}
   */
  upload(bytes, options) {
    return this.#transport.upload(bytes, options);
  }

  /**
   * Hands ready messages to the server and makes sure it holds exactly these bytes before any of them leaves. May be
   * called again with the same Message-ID after a failure: whom it reached is not sent to twice.
   * @param {{ messages: OutgoingMessage[], identity?: Identity|null, signal?: AbortSignal, onProgress?: OnProgress }} options
   * @returns {Promise<Sent>}
   */
  send(options) {
    return this.#sending.send(options);
  }

  /**
   * @param {string} id
   * @param {boolean} [seen]
   */
  async setSeen(id, seen = true) {
    await this.#update(id, { "keywords/$seen": seen ? true : null });
  }

  /**
   * @param {string} id
   * @param {string} mailboxId
   */
  async move(id, mailboxId) {
    await this.#update(id, { mailboxIds: { [mailboxId]: true } });
  }

  /** @param {string[]} ids */
  async destroy(ids) {
    if (ids.length === 0) return;
    const answers = await this.call([["Email/set", { destroy: ids }, "d"]]);
    const refused = Object.values(answers.get("d")?.notDestroyed ?? {}).find((why) => why?.type !== "notFound");
    if (refused) throw refusal(refused);
  }

  /**
   * @param {string} id
   * @param {Record<string, unknown>} patch
   */
  async #update(id, patch) {
    const answers = await this.call([["Email/set", { update: { [id]: patch } }, "u"]]);
    const why = answers.get("u")?.notUpdated?.[id];
    if (why) throw refusal(why);
  }
}

/** @param {unknown} why a SetError */
export function refusal(why) {
  return new ZegelError("server-refused", { status: 200, type: /** @type {any} */ (why)?.type ?? "unknown" });
}

/**
 * @param {any} one  with `emailProperties`, as a server tells it
 * @returns {Email}
 */
export function asEmail(one) {
  return {
    id: one.id, blobId: one.blobId, mailboxIds: one.mailboxIds ?? {}, keywords: one.keywords ?? {}, size: one.size ?? 0,
    receivedAt: one.receivedAt, from: one.from ?? [], to: one.to ?? [], cc: one.cc ?? [], subject: one.subject ?? "",
    hasAttachment: one.hasAttachment === true, messageId: one.messageId?.[0] ?? null,
    encrypted: /^\s*multipart\/encrypted\s*(?:;|$)/i.test(one["header:Content-Type"] ?? ""),
  };
}

// Servers that know no roles for them still call them so.
const names = new Map([
  ["inbox", "inbox"], ["sent", "sent"], ["drafts", "drafts"], ["archive", "archive"], ["trash", "trash"],
]);

/** @param {string} name */
function roleByName(name) {
  return names.get(name.toLowerCase()) ?? null;
}
