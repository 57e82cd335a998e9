// @ts-check
// The webmail around an editor as the place where sealed messages and drafts go. It is believed nothing: what it says it has
// is compared with what was sealed, and where that differs, or nothing is said, nothing counts as sent or kept.

import { digestOf } from "../embed/digest.js";
import { ZegelError } from "../engine/errors.js";
import { outerMessageId } from "../mail/message-id.js";
import { errorCodes } from "./host-codes.js";

/**
 * @typedef {Pick<import("./types.d.ts").FramePort<"editor">, "ask">} Port
 * @typedef {import("../button/types.d.ts").OutgoingMessage} OutgoingMessage
 * @typedef {import("../mail/drafts/keeping.js").Version} Version
 */

/** Milliseconds: for an answer at all, and more for what has to go over a slow line. */
const patience = { least: 120_000, perOctet: 1 / 20 };

/**
 * @template T
 * @param {Promise<T>} answer
 * @param {number} octets
 * @param {"host-silent"|"host-uncertain"} code  where it does not come in time, or nobody waits for it any more
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
function inTime(answer, octets, code, signal) {
  return new Promise((resolve, reject) => {
    const end = () => reject(new ZegelError(code));
    const timer = setTimeout(end, patience.least + octets * patience.perOctet);
    signal?.addEventListener("abort", end, { once: true });
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    });
  });
}

/** What a host says of a failure is a code; only those that we know have a sentence. @param {any} thrown */
function refusal(thrown) {
  if (errorCodes.has(thrown?.code)) return new ZegelError(thrown.code, plainDetail(thrown.detail));
  return new ZegelError("host-refused", { type: String(thrown?.code ?? "unknown").replace(/[^\w.-]/g, "").slice(0, 60) }, { cause: thrown });
}

/** Numbers and single words: sentences in the frame are ours. @param {Record<string, unknown>} [detail] */
function plainDetail(detail = {}) {
  return Object.fromEntries(Object.entries(detail).filter(([, value]) => typeof value === "number" || (typeof value === "string" && /^[\w.-]{1,60}$/.test(value))));
}

/** Hands messages to the host to be sent. */
export class HostSender {
  #port;
  #drafts;
  /**
   * What was handed over, by Message-ID: whom it reached, whether a copy is kept, and the last handing over. Nobody waits for one
   * that was given up, but it may still have succeeded, and nobody is to get a message twice.
   * @type {Map<string, { reached: Set<string>, filed: boolean, last: Promise<void>|null }>}
   */
  #handed = new Map();
  /** @type {number|undefined} */ maxSizeMail;

  /** @param {Port} port @param {HostDrafts|null} drafts */
  constructor(port, drafts) {
    this.#port = port;
    this.#drafts = drafts;
  }

  /** Asks what the mail server takes; a host that does not know says nothing. */
  async learn() {
    const { octets } = await this.#port.ask("limit", undefined).catch(() => ({ octets: null }));
    if (typeof octets === "number" && octets > 0) this.maxSizeMail = octets;
  }

  /** @param {{ messages: OutgoingMessage[], signal: AbortSignal, onProgress: (progress: { stage: string, done: number, total: number }) => void }} options */
  async send({ messages, signal, onProgress }) {
    const largest = Math.max(...messages.map(({ bytes }) => bytes.length));
    if (this.maxSizeMail && largest > this.maxSizeMail) throw new ZegelError("message-too-large", { size: largest, limit: this.maxSizeMail });
    if (signal.aborted) throw new ZegelError("canceled");
    onProgress({ stage: "sending", done: 0, total: 1 });
    const octets = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const waited = new AbortController();
    try {
      await inTime(this.#handOver(messages, waited.signal), octets, "host-uncertain", signal);
    } finally {
      waited.abort();
    }
    onProgress({ stage: "sending", done: 1, total: 1 });
  }

  /**
   * Hands messages over to those whom none of this Message-ID has reached, once it is known whom the one before did; and the copy
   * that is kept, which may have no recipients.
   * @param {OutgoingMessage[]} messages
   * @param {AbortSignal} signal  nobody waits any more: what has not been handed over is not handed over
   */
  #handOver(messages, signal) {
    const id = outerMessageId(messages[0].bytes) ?? crypto.randomUUID();
    const ledger = this.#handed.get(id) ?? { reached: new Set(), filed: false, last: null };
    this.#handed.set(id, ledger);
    const deliver = async () => {
      if (signal.aborted) throw new ZegelError("canceled");
      const missing = messages.map((message) => ({
        ...message, rcptTo: message.rcptTo.filter((one) => !ledger.reached.has(one.toLowerCase())), kept: message.kept && !ledger.filed,
      }));
      const left = missing.filter(({ rcptTo, kept }) => rcptTo.length > 0 || kept);
      if (left.length === 0) return;
      await this.#deliver(left);
      for (const { rcptTo } of left) for (const one of rcptTo) ledger.reached.add(one.toLowerCase());
      ledger.filed ||= left.some(({ kept }) => kept);
    };
    const next = ledger.last = ledger.last ? ledger.last.catch(() => {}).then(deliver) : deliver();
    next.catch(() => {}); // told to whoever waits for it
    return next;
  }

  /** @param {OutgoingMessage[]} messages */
  async #deliver(messages) {
    const draft = this.#drafts?.current ?? null;
    const [sealed, answer] = await Promise.all([
      Promise.all(messages.map(({ bytes }) => digestOf(bytes))),
      this.#port.ask("deliver", { draft, messages: messages.map(({ bytes, mailFrom, rcptTo, kept }) => ({ bytes, from: mailFrom, recipients: rcptTo, copy: kept })) })
        .catch((thrown) => { throw refusal(thrown); }),
    ]);
    const held = Array.isArray(answer?.digests) ? answer.digests.map((/** @type {unknown} */ one) => String(one).toLowerCase()) : [];
    const same = held.length === sealed.length && sealed.every((digest, at) => digest === held[at]);
    if (!same) throw new ZegelError(answer?.sent === true ? "host-changed-bytes" : "host-did-not-take-bytes");
    if (answer.sent !== true) throw new ZegelError("host-refused", { type: "not-sent" });
    // A later version, kept while this was on its way, is still there.
    if (this.#drafts?.current === draft) this.#drafts?.gone();
  }
}

/** Where drafts are kept: sealed, by the host. There is one version at a time; the next takes its place. */
export class HostDrafts {
  #port;
  /** What lies with the host. A host may call the next version as it called the one before. @type {Version|null} */ #held;

  /** @param {Port} port @param {string|null} begun  the host's id of a draft that is gone on with */
  constructor(port, begun) {
    this.#port = port;
    this.#held = begun === null ? null : { id: begun, messageId: "" };
  }

  /** The host's id of it. */
  get current() { return this.#held?.id ?? null; }

  /** It went with the message that was sent. */
  gone() { this.#held = null; }

  /** The host puts a version in the place of the one before, so there is no other to look for. */
  async has() { return true; }

  /** @param {Uint8Array} bytes @param {string} messageId @returns {Promise<Version>} */
  async put(bytes, messageId) {
    const asked = this.#port.ask("keepDraft", { message: bytes, previous: this.current }).catch((thrown) => { throw refusal(thrown); });
    const { id, digest } = await inTime(asked, bytes.length, "host-silent");
    if (typeof id !== "string") throw new ZegelError("host-refused", { type: "no-id" });
    const version = this.#held = { id, messageId };
    if (String(digest).toLowerCase() !== await digestOf(bytes)) throw new ZegelError("host-refused", { type: "changed" });
    return version;
  }

  /** Earlier versions are gone already. @param {Version[]} versions */
  async remove(versions) {
    if (versions.some(({ messageId }) => messageId === this.#held?.messageId)) await this.drop();
    return true;
  }

  /** Whatever lies there. */
  async drop() {
    const held = this.#held;
    this.#held = null;
    if (held) await this.#port.ask("dropDraft", { id: held.id }).catch(() => {});
  }
}
