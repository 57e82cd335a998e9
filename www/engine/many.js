// @ts-check
// Many messages, each by itself, sealed by a few workers at once. What comes out comes as it is ready; one that fails stops
// nobody else's. Neither drafts nor results pile up: the next drafts are asked for when a worker is free for them. Small ones go to
// it a few at a time, for a request takes as long as a third of such a message.

import { copyOf } from "./buffers.js";
import { ZegelError, asZegelError } from "./errors.js";

/** @import { Mail, ManyOptions, SealedOne, SealedOrFailed } from "./types.js" */

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
  const seals = (one) => async (some, signal) => {
    const { bytes, address } = rules();
    const wanted = some.map(({ draft, contents = [], certificates, letters = [], from }) => ({ draft, contents, certificates, letters, from }));
    return one.ask("sealEach", copyOf({ bundle: bytes, address, mails: wanted }), { signal });
  };
  try {
    yield* shared(mails, [first, ...others].map(seals), options);
  } finally {
    for (const other of others) other.close();
  }
}

/**
 * @template Mail
 * @typedef {(mails: Mail[], signal: AbortSignal) => Promise<SealedOrFailed[]>} Seals
 */

/**
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
  /** What was asked of the source and is not sealed yet. @type {Promise<IteratorResult<Mail, unknown>>|null} */ let coming = null;

  /** The next, and those behind it that are there without waiting. */
  const draw = async () => {
    // Towards the end fewer, so that all workers end together.
    const most = Math.min(together, total === null ? together : Math.ceil((total - index) / workers.length / 2));
    /** @type {Mail[]} */
    const drawn = [];
    try {
      while (drawn.length < Math.max(1, most)) {
        coming ??= Promise.resolve(source.next());
        coming.catch(() => {}); // told to whoever waits for it
        const next = /** @type {IteratorResult<Mail, unknown>} */ (await (drawn.length > 0 ? Promise.race([coming, soon()]) : coming));
        if (drawn.length > 0 && (!next || (!next.done && !isSmall(next.value)))) break;
        coming = null;
        if (next.done) more = false;
        else drawn.push(next.value);
        if (next.done || !isSmall(next.value)) break;
      }
    } catch (thrown) {
      more = false;
      broken = { thrown };
    }
    return drawn;
  };

  const ask = async () => {
    if (!more || asking || free.length === 0 || ready.length >= workers.length || stop.signal.aborted) return;
    asking = true;
    const drawn = await draw();
    if (drawn.length > 0 && !stop.signal.aborted) void give(/** @type {Seals<Mail>} */ (free.pop()), drawn, index);
    index += drawn.length;
    asking = false;
    wake();
    void ask();
  };

  /** @param {Seals<Mail>} worker @param {Mail[]} some @param {number} from  which of all the first is */
  const give = async (worker, some, from) => {
    await seal(worker, some, from);
    free.push(worker);
    wake();
    void ask();
  };

  /** @param {Seals<Mail>} worker @param {Mail[]} some @param {number} from */
  const seal = async (worker, some, from) => {
    try {
      const results = await worker(some, stop.signal);
      for (const [at, result] of results.entries()) {
        ready.push("outgoing" in result ? { index: from + at, outgoing: result.outgoing } : { index: from + at, error: asZegelError(result.failure) });
      }
    } catch (thrown) {
      if (some.length === 1) {
        ready.push({ index: from, error: asZegelError(thrown) });
      } else {
        // One of them ended the worker, or could not be sent to it, and nobody knows which.
        for (const [at, one] of some.entries()) await seal(worker, [one], from + at);
      }
    }
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

/** Whether asking for it takes long beside sealing it. @param {Mail} mail */
function isSmall(mail) {
  try {
    const { draft: { text, html }, contents = [], letters = [] } = mail;
    const octets = contents.reduce((sum, one) => sum + (one instanceof Blob ? one.size : one.length), text.length + (html?.length ?? 0));
    return letters.length === 0 && octets < small;
  } catch {
    // Malformed: alone it fails alone, and is told why.
    return false;
  }
}

/** Later than whatever is there already; a timer would wait in a page that is not looked at. @returns {Promise<void>} */
const soon = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(null);
});

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
/** Messages in one request, behind which the others of the page wait: some ten milliseconds, as long as they are small. */
const together = 8;
/** Octets of the text and the files of one of them. */
const small = 0x10000;
