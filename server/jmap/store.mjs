// @ts-check
/**
 * The mailboxes of the embedded server.
 *
 *   DATA/blobs/<blobId>                      every message and upload, by its SHA-256
 *   DATA/accounts/<id>/emails/<id>.json      one file a message: where it lies, its keywords, what lists show of it
 *   DATA/accounts/<id>/uploads/<blobId>      empty; this account uploaded that blob
 *   DATA/outbox/<id>.json                    a submission being delivered
 *
 * Every file appears by rename, so a crash leaves the old state or the new one. A delivery to several mailboxes is
 * first written to the outbox as a whole; the next start finishes what a crash cut short.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { OWNERS, welcomeMail } from "../accounts.mjs";
import { removeDurably, removeUnfinished, writeDurably } from "../durable.mjs";
import { openBlobs } from "./blobs.mjs";
import { MAILBOX_IDS } from "./mailboxes.mjs";
import { summarise } from "./message.mjs";

/** @typedef {import("./message.mjs").Summary} Summary */
/**
 * @typedef {object} Placement
 * @property {string} id
 * @property {string} blobId
 * @property {string} threadId
 * @property {number} size
 * @property {Readonly<Record<string, true>>} mailboxIds
 * @property {Readonly<Record<string, true>>} keywords
 * @property {string} receivedAt
 */
/** @typedef {Readonly<Placement & Summary>} Email */
/** @typedef {{ accountId: string, email: Email }} Delivery */

/** RFC 8620, section 6: an upload that nothing refers to may go after an hour; here after a day. */
const UPLOAD_LIFETIME = 24 * 60 * 60 * 1000;

/**
 * @param {string} data
 * @returns {Promise<Store>}
 */
export async function openStore(data) {
  const blobs = await openBlobs(join(data, "blobs"));
  const outbox = join(data, "outbox");
  await mkdir(outbox, { recursive: true });
  await removeUnfinished(outbox);
  /** @type {Map<string, Account>} */
  const accounts = new Map();
  for (const owner of OWNERS) {
    const account = new Account(owner, join(data, "accounts", owner.id));
    await account.load();
    accounts.set(owner.id, account);
  }
  const store = new Store(blobs, outbox, accounts);
  for (const name of await readdir(outbox)) await store.finishDelivery(join(outbox, name));
  for (const account of accounts.values()) await store.welcome(account);
  await blobs.removeUnneeded((blobId) => [...accounts.values()].some((account) => account.holds(blobId)));
  return store;
}

export class Store {
  /**
   * @param {import("./blobs.mjs").Blobs} blobs
   * @param {string} outbox
   * @param {ReadonlyMap<string, Account>} accounts
   */
  constructor(blobs, outbox, accounts) {
    this.blobs = blobs;
    this.outbox = outbox;
    this.accounts = accounts;
  }

  /** @param {string} address */
  accountOf(address) {
    return [...this.accounts.values()].find(({ owner }) => owner.address === address.toLowerCase());
  }

  /**
   * @param {Account} account
   * @param {{ blobId: string, mailboxIds: Record<string, true>, keywords: Record<string, true>, receivedAt?: string }} placement
   * @returns {Promise<Email | null>} not yet stored; null when the blob is not a message
   */
  async describe(account, { blobId, mailboxIds, keywords, receivedAt = utcDate(new Date()) }) {
    const summary = await summarise(await this.blobs.head(blobId));
    if (!summary) return null;
    const size = await this.blobs.size(blobId);
    return { id: newId("E"), blobId, threadId: account.threadFor(summary), size, mailboxIds, keywords, receivedAt, ...summary };
  }

  /**
   * @param {readonly Delivery[]} deliveries all of them happen, or none
   */
  async deliver(deliveries) {
    const file = join(this.outbox, `${newId("S")}.json`);
    await writeDurably(file, JSON.stringify(deliveries));
    await this.finishDelivery(file);
  }

  /** @param {string} file in the outbox */
  async finishDelivery(file) {
    /** @type {Delivery[]} */
    const deliveries = JSON.parse(await readFile(file, "utf8"));
    for (const { accountId, email } of deliveries) await this.accounts.get(accountId)?.put(email);
    await removeDurably(file);
  }

  /** @param {Account} account */
  async welcome(account) {
    const marker = join(account.folder, "welcomed");
    if (await stat(marker).catch(() => null)) return;
    const mail = Buffer.from(welcomeMail(account.owner, new Date()));
    const { blobId } = await this.blobs.receive((async function* () { yield mail; })());
    const email = await this.describe(account, { blobId, mailboxIds: { [MAILBOX_IDS.inbox]: true }, keywords: {} });
    if (email) await account.put(email);
    await writeDurably(marker, "");
  }
}

export class Account {
  /**
   * @param {import("../accounts.mjs").Owner} owner
   * @param {string} folder
   */
  constructor(owner, folder) {
    this.owner = owner;
    this.folder = folder;
    /** @type {Map<string, Email>} */
    this.emails = new Map();
    /** @type {Set<string>} */
    this.uploads = new Set();
    // The state string only has to differ when anything differs (RFC 8620, section 5.1), so it need not be stored.
    this.epoch = Date.now().toString(36);
    this.changes = 0;
    this.submissions = 0;
    /** @type {Promise<unknown>} */
    this.queue = Promise.resolve();
  }

  get state() {
    return `${this.epoch}-${this.changes}`;
  }

  /** Other mail does not change it: who submits on condition of it is not kept from that by what arrives. */
  get submissionState() {
    return `${this.epoch}-s${this.submissions}`;
  }

  async load() {
    const emails = join(this.folder, "emails");
    const uploads = join(this.folder, "uploads");
    for (const folder of [this.folder, emails, uploads]) {
      await mkdir(folder, { recursive: true });
      await removeUnfinished(folder);
    }
    for (const name of await readdir(emails)) {
      /** @type {Email} */
      const email = JSON.parse(await readFile(join(emails, name), "utf8"));
      this.emails.set(email.id, email);
    }
    for (const blobId of await readdir(uploads)) {
      const { mtimeMs } = await stat(join(uploads, blobId));
      if (Date.now() - mtimeMs < UPLOAD_LIFETIME) this.uploads.add(blobId);
      else await rm(join(uploads, blobId));
    }
  }

  /**
   * One request after the other, so that read-change-write of a message is not interleaved.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  inTurn(work) {
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => {});
    return turn;
  }

  /** @param {Email} email */
  async put(email) {
    await writeDurably(this.emailFile(email.id), JSON.stringify(email));
    this.emails.set(email.id, email);
    this.changes += 1;
  }

  /** @param {string} id */
  async remove(id) {
    await removeDurably(this.emailFile(id));
    this.emails.delete(id);
    this.changes += 1;
  }

  /** @param {string} blobId */
  async noteUpload(blobId) {
    await writeDurably(join(this.folder, "uploads", blobId), "");
    this.uploads.add(blobId);
  }

  /**
   * @param {string} blobId
   * @returns {boolean} blobs are shared on disk, but an account reads only what it uploaded or received
   */
  holds(blobId) {
    return this.uploads.has(blobId) || [...this.emails.values()].some((email) => email.blobId === blobId);
  }

  /**
   * @param {Summary} summary
   * @returns {string} the thread of a message it answers, or else a new one (RFC 8621, section 3)
   */
  threadFor({ messageId, inReplyTo, references }) {
    const related = new Set([...(messageId ?? []), ...(inReplyTo ?? []), ...(references ?? [])]);
    for (const email of this.emails.values()) {
      if (email.messageId?.some((id) => related.has(id))) return email.threadId;
    }
    return newId("T");
  }

  /** @param {string} id */
  emailFile(id) {
    return join(this.folder, "emails", `${id}.json`);
  }
}

/** @param {"E" | "S" | "T"} kind */
export function newId(kind) {
  // Begins with the time, so that ids of one second sort in the order they were made.
  return `${kind}${Date.now().toString(36)}${randomBytes(6).toString("hex")}`;
}

/** @param {Date} date */
export function utcDate(date) {
  return `${date.toISOString().slice(0, 19)}Z`;
}
