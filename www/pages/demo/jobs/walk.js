// @ts-check
// Goes through all messages of mailboxes, newest first, and does something with each: for jobs that take minutes or hours.
// What is done is written down after every message, so that the job goes on where it was after a pause, a crash or a closed
// tab. Messages are read a page at a time; those that come in while it runs are not part of it.

import { anchored, placed, totals } from "./pages.js";

/**
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../../../keys/database.js").Table} Table
 * @typedef {"idle"|"running"|"paused"|"done"|"canceled"|"elsewhere"} State
 *   `elsewhere`: another tab is at it; `idle`: nothing was begun
 * @typedef {{ state: State, done: number, total: number, counts: Record<string, number>, error: unknown, mailboxes: string[], began: string|null }} Progress
 *   `counts`: how many messages had which outcome. `error`: why it stopped, where it was not asked to
 * @typedef {{ emailId: string, mailboxId: string, outcome: string, code: string }} Exception  a message with which something was the matter
 * @typedef {{ outcome: string, code?: string, instead?: string }} Outcome  with a `code` it is listed among the exceptions;
 *   `instead`: the id of a message that the work put in the place of this one, which is not met again
 * @typedef {import("./pages.js").After} After
 */

/**
 * What is kept of a job. Nothing of what stands in messages is in it.
 * @typedef {object} Checkpoint
 * @property {string[]} mailboxes
 * @property {Record<string, unknown>} filter
 * @property {string} began
 * @property {"running"|"paused"|"done"|"canceled"} state
 * @property {number} at  which of the mailboxes
 * @property {After|null} after  the last message of the page before
 * @property {number} page  counted over all mailboxes
 * @property {Record<string, Outcome>} outcomes  of the messages of this page, by Email id
 * @property {number} done
 * @property {number} total
 * @property {Record<string, number>} counts
 */

const pageSize = 100;

/** What no other message would fare better with: the walk stops, and can be gone on with. @type {ReadonlySet<string>} */
export const halting = new Set([
  "canceled", "vault-locked", "server-unreachable", "sign-in-refused", "storage-refused", "engine-not-loaded", "engine-changed", "wasm-not-allowed",
]);

/** Fires `change` whenever its `progress` is another. One job of a name runs at a time, over all tabs. */
export class Walk extends EventTarget {
  #jmap;
  #table;
  #name;
  #work;
  #concurrency;
  #halts;
  /** @type {Checkpoint|null} */
  #checkpoint = null;
  /** @type {State} */
  #state = "idle";
  /** @type {unknown} */
  #error = null;
  #stop = false;
  #abort = new AbortController();
  /** @type {Promise<void>|null} */
  #running = null;

  /**
   * @param {object} options
   * @param {Pick<import("../jmap.js").Jmap, "call">} options.jmap
   * @param {Table} options.table  where the job is written down
   * @param {string} options.name  of the job, with the account it is for
   * @param {(email: Email, options: { signal: AbortSignal, mailboxId: string }) => Promise<Outcome>} options.work
   *   May get a message twice: after a crash, or where it lies in two of the mailboxes. It may remove or replace the message.
   *   What it throws is an exception of this message, unless `halts` says that the whole walk has to stop.
   * @param {number} [options.concurrency]  messages in hand at once
   * @param {(error: unknown) => boolean} [options.halts]
   */
  constructor({ jmap, table, name, work, concurrency = 2, halts = (error) => halting.has(codeOf(error)) }) {
    super();
    this.#jmap = jmap;
    this.#table = table;
    this.#name = name;
    this.#work = work;
    this.#concurrency = concurrency;
    this.#halts = halts;
  }

  /** @returns {Progress} */
  get progress() {
    const { done = 0, total = 0, counts = {}, mailboxes = [], began = null } = this.#checkpoint ?? {};
    return { state: this.#state, done, total, counts: { ...counts }, error: this.#error, mailboxes: [...mailboxes], began };
  }

  /** What an earlier visit left: `paused` where the job can be gone on with. @returns {Promise<Progress>} */
  async recall() {
    if (this.#running) return this.progress;
    this.#checkpoint = await this.#table.get(this.#name);
    const kept = this.#checkpoint?.state ?? "idle";
    // Another tab may be at it.
    const held = (await globalThis.navigator?.locks?.query?.())?.held?.some(({ name }) => name === this.#lockName);
    if (!this.#running) this.#become(held ? "elsewhere" : kept === "running" ? "paused" : kept);
    return this.progress;
  }

  /**
   * Begins; what was kept of an earlier walk of this name is gone. Resolves when it is done, paused, canceled or stopped.
   * @param {string[]} mailboxes  their ids
   * @param {Record<string, unknown>} [filter]  further conditions (RFC 8621, section 4.4.1)
   * @returns {Promise<Progress>}
   */
  start(mailboxes, filter = {}) {
    return this.#alone(async () => {
      await this.forget();
      const total = await totals(this.#jmap, mailboxes, filter);
      this.#checkpoint = {
        mailboxes: [...mailboxes], filter, began: new Date().toISOString(), state: "running", at: 0, after: null, page: 0, outcomes: {},
        done: 0, total, counts: {},
      };
      await this.#write();
    });
  }

  /** Goes on from where it was. @returns {Promise<Progress>} */
  resume() {
    return this.#alone(async () => { this.#checkpoint = await this.#table.get(this.#name); });
  }

  /** Stops after the messages in hand. @returns {Promise<Progress>} */
  async pause() {
    this.#stop = true;
    await this.#running;
    return this.progress;
  }

  /** Stops at once and for good; what was done is done, and stays in the report. @returns {Promise<Progress>} */
  async cancel() {
    this.#stop = true;
    this.#abort.abort();
    await this.#running;
    if (this.#checkpoint && this.#checkpoint.state !== "done") {
      this.#checkpoint.state = "canceled";
      await this.#write();
      this.#become("canceled");
    }
    return this.progress;
  }

  /** The messages with which something was the matter. @returns {Promise<Exception[]>} */
  async exceptions() {
    const kept = (await this.#table.entries()).filter(([key]) => key.startsWith(`${this.#name}${separator}`));
    // That of the page in hand may be kept already, where it ended as this was asked.
    const known = new Map(kept.sort(([one], [other]) => numberOf(one) - numberOf(other)));
    if (this.#checkpoint) known.set(this.#pageKey(this.#checkpoint), exceptionsOf(this.#checkpoint));
    return [...known.values()].flat();
  }

  /** Removes everything that was kept of this job. */
  async forget() {
    for (const [key] of await this.#table.entries()) {
      if (key === this.#name || key.startsWith(`${this.#name}${separator}`)) await this.#table.update(key, () => null);
    }
    this.#checkpoint = null;
    this.#become("idle");
  }

  /**
   * Runs where no other does, neither here nor in another tab.
   * @param {() => Promise<void>} prepare
   * @returns {Promise<Progress>}
   */
  async #alone(prepare) {
    if (this.#running) return this.progress;
    [this.#stop, this.#abort, this.#error] = [false, new AbortController(), null];
    const run = async () => {
      try {
        this.#become("running");
        await prepare();
        // What was kept of an earlier one may have said otherwise.
        this.#become("running");
        await this.#run();
      } catch (error) {
        this.#error = codeOf(error) === "canceled" && this.#stop ? null : error;
        this.#become("paused");
      }
    };
    const { locks } = globalThis.navigator ?? {};
    const running = locks
      ? locks.request(this.#lockName, { ifAvailable: true }, (lock) => (lock ? run() : this.#become("elsewhere")))
      : run();
    this.#running = running.then(() => {});
    try {
      await this.#running;
    } finally {
      this.#running = null;
    }
    return this.progress;
  }

  async #run() {
    const checkpoint = this.#checkpoint;
    if (!checkpoint) return this.#become("idle");
    if (checkpoint.state === "canceled" || checkpoint.state === "done") return this.#become(checkpoint.state);
    checkpoint.state = "running";
    while (checkpoint.at < checkpoint.mailboxes.length) {
      const emails = await this.#nextPage(checkpoint);
      await this.#workOn(checkpoint, emails);
      if (this.#stop) {
        checkpoint.state = "paused";
        await this.#write();
        return this.#become("paused");
      }
      // First what is to be kept of this page, then that it is done: between the two it is merely written again.
      const exceptions = exceptionsOf(checkpoint);
      if (exceptions.length > 0) await this.#table.update(this.#pageKey(checkpoint), () => exceptions);
      turn(checkpoint, emails);
      await this.#write();
    }
    checkpoint.state = "done";
    checkpoint.total = checkpoint.done;
    await this.#write();
    this.#become("done");
  }

  /** @param {Checkpoint} checkpoint */
  async #nextPage({ mailboxes, at, after, filter }) {
    const query = { mailboxId: mailboxes[at], filter, limit: pageSize, signal: this.#abort.signal };
    return await anchored(this.#jmap, query, after) ?? placed(this.#jmap, query, /** @type {After} */ (after));
  }

  /**
   * @param {Checkpoint} checkpoint
   * @param {Email[]} emails
   */
  async #workOn(checkpoint, emails) {
    const put = new Set([...checkpoint.after?.ties ?? [], ...Object.values(checkpoint.outcomes).flatMap(({ instead }) => instead ?? [])]);
    const left = emails.filter(({ id }) => !checkpoint.outcomes[id] && !put.has(id))[Symbol.iterator]();
    /** @type {{ error: unknown }|null} */
    let halted = null;
    const hand = async () => {
      while (!this.#stop && !halted) {
        const { value: email } = left.next();
        if (!email) return;
        try {
          const outcome = await this.#outcome(email, checkpoint.mailboxes[checkpoint.at]);
          checkpoint.outcomes[email.id] = outcome;
          checkpoint.done += 1;
          checkpoint.counts[outcome.outcome] = (checkpoint.counts[outcome.outcome] ?? 0) + 1;
          await this.#write();
          this.dispatchEvent(new Event("change"));
        } catch (error) {
          halted ??= { error };
        }
      }
    };
    await Promise.all(Array.from({ length: this.#concurrency }, hand));
    if (halted) throw /** @type {{ error: unknown }} */ (halted).error;
  }

  /** @param {Email} email @param {string} mailboxId @returns {Promise<Outcome>} */
  async #outcome(email, mailboxId) {
    try {
      return await this.#work(email, { signal: this.#abort.signal, mailboxId });
    } catch (error) {
      if (this.#halts(error)) throw error;
      return { outcome: "failed", code: codeOf(error) || "unknown" };
    }
  }

  get #lockName() {
    return `zegel-walk ${this.#name}`;
  }

  #write() {
    const now = structuredClone(this.#checkpoint);
    return this.#table.update(this.#name, () => now);
  }

  /** @param {State} state */
  #become(state) {
    this.#state = state;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Checkpoint} checkpoint */
  #pageKey({ page }) {
    return `${this.#name}${separator}${page}`;
  }
}

/** Turns the page: to the next of this mailbox, or to the next mailbox. @param {Checkpoint} checkpoint @param {Email[]} emails */
function turn(checkpoint, emails) {
  const last = emails.at(-1);
  if (last) {
    const at = last.receivedAt;
    const before = checkpoint.after?.receivedAt === at ? checkpoint.after.ties : [];
    const these = emails.filter(({ receivedAt }) => receivedAt === at).flatMap(({ id }) => [id, checkpoint.outcomes[id]?.instead ?? []].flat());
    checkpoint.after = { id: last.id, receivedAt: at, ties: [...before, ...these] };
  } else {
    checkpoint.at += 1;
    checkpoint.after = null;
  }
  checkpoint.page += 1;
  checkpoint.outcomes = {};
}

/** @param {Checkpoint} checkpoint @returns {Exception[]} */
function exceptionsOf({ outcomes, mailboxes, at }) {
  return Object.entries(outcomes).flatMap(([emailId, { outcome, code }]) => (code ? [{ emailId, mailboxId: mailboxes[at], outcome, code }] : []));
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {{ code?: string }|null} */ (error)?.code ?? "";
}

/** @param {string} key */
const numberOf = (key) => Number(key.slice(key.lastIndexOf(separator) + 1));
const separator = "#";
