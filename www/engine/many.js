// @ts-check
// Many messages, each by itself, sealed by a few workers at once. What comes out comes as it is ready; one that fails stops
// nobody else's. Neither drafts nor results pile up: the next draft is asked for when a worker is free for it.

import { copyOf } from "./buffers.js";
import { ZegelError, asZegelError } from "./errors.js";

/** @import { Mail, ManyOptions, SealedOne } from "./types.js" */
/** @import { Outgoing } from "../generated/contract.js" */

/**
 * @param {Iterable<Mail>|AsyncIterable<Mail>} mails
 * @param {import("./supervisor.js").Supervisor} first  whom others help
 * @param {() => { bytes: Uint8Array, address: string }} rules  of the moment
 * @param {ManyOptions} [options]
 * @returns {AsyncGenerator<SealedOne, void, undefined>}
 */
export async function* sealMany(mails, first, rules, options = {}) {
  rules(); // without any, nobody is asked for drafts
  const others = Array.from({ length: workersFor(mails, options.workers) - 1 }, () => first.another());
  /** @param {import("./supervisor.js").Supervisor} one @returns {Seals<Mail>} */
  const seals = (one) => async ({ draft, contents = [], certificates, letters = [], from }, signal) => {
    const { bytes, address } = rules();
    return one.ask("seal", copyOf({ bundle: bytes, address, draft, contents, certificates, letters, from }), { signal });
  };
  try {
    yield* shared(mails, [first, ...others].map(seals), options);
  } finally {
    for (const other of others) other.close();
  }
}

/**
 * @template Mail
 * @typedef {(mail: Mail, signal: AbortSignal) => Promise<Outgoing>} Seals
 */

/**
 * @template Mail
 * @param {Iterable<Mail>|AsyncIterable<Mail>} mails
 * @param {Seals<Mail>[]} workers
 * @param {ManyOptions} options
 * @returns {AsyncGenerator<SealedOne, void, undefined>}
 */
async function* shared(mails, workers, { signal, onProgress }) {
  const source = Symbol.asyncIterator in mails ? mails[Symbol.asyncIterator]() : mails[Symbol.iterator]();
  const total = Array.isArray(mails) ? mails.length : null;
  const stop = new AbortController();
  const free = [...workers];
  /** Sealed, and not handed out yet. @type {SealedOne[]} */ const ready = [];
  /** Why there are no more drafts, where that is a failure. @type {{ thrown: unknown }|null} */ let broken = null;
  let [index, asking, more, done, failed, wake] = [0, false, true, 0, 0, () => {}];

  const ask = async () => {
    if (!more || asking || free.length === 0 || ready.length >= workers.length || stop.signal.aborted) return;
    asking = true;
    try {
      const next = await source.next();
      if (next.done) more = false;
      else if (!stop.signal.aborted) void seal(/** @type {Seals<Mail>} */ (free.pop()), next.value, index++);
    } catch (thrown) {
      more = false;
      broken = { thrown };
    }
    asking = false;
    wake();
    void ask();
  };

  /** @param {Seals<Mail>} worker @param {Mail} mail @param {number} at */
  const seal = async (worker, mail, at) => {
    try {
      ready.push({ index: at, outgoing: await worker(mail, stop.signal) });
    } catch (thrown) {
      ready.push({ index: at, error: asZegelError(thrown) });
    }
    free.push(worker);
    wake();
    void ask();
  };

  const cancel = () => {
    stop.abort();
    wake();
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    onProgress?.({ done, failed, total });
    for (;;) {
      if (signal?.aborted) throw new ZegelError("canceled");
      void ask();
      const one = ready.shift();
      if (one) {
        done += 1;
        if ("error" in one) failed += 1;
        onProgress?.({ done, failed, total });
        // While the caller has this one in hand, the workers have the next.
        void ask();
        yield one;
      } else if (more || asking || free.length < workers.length) {
        await new Promise((resolve) => { wake = () => resolve(null); });
      } else if (broken) {
        throw /** @type {{ thrown: unknown }} */ (broken).thrown;
      } else {
        return;
      }
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    stop.abort();
    // A source that is asked just now may never answer: nobody waits for it.
    void Promise.resolve(source.return?.()).catch(() => {});
  }
}

/**
 * How many workers are worth their start.
 * @param {unknown} mails
 * @param {number} [wanted]
 */
export function workersFor(mails, wanted = Math.min(most, globalThis.navigator?.hardwareConcurrency || 2)) {
  const worth = Array.isArray(mails) ? Math.ceil(mails.length / worthOne) : most;
  return Math.max(1, Math.min(wanted, worth, most));
}

const most = 4;
const worthOne = 8; // messages
