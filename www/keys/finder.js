// @ts-check
// Certificates for addresses, from every place that may have them, asked at once. What is found here are candidates: none
// is looked into, and each says where it comes from. The engine judges.

import { asZegelError, ZegelError } from "../engine/errors.js";
import { mailbox } from "./addresses.js";
import { Answers } from "./answers.js";
import { equal } from "./bytes.js";
import { certificatesDatabase } from "./certificates-database.js";
import { within } from "./database.js";
import { largestCertificate } from "./keyring.js";
import { SharedWork } from "./shared-work.js";
import { directorySource } from "./sources/directory.js";
import { KeptSource } from "./sources/kept.js";
import { keyringSource } from "./sources/keyring.js";
import { keyserverSource } from "./sources/keyserver.js";
import { wkdSource } from "./sources/wkd.js";
import { Turns } from "./turns.js";

/** @import { Candidate, Disclosure, Lookups, Source } from "./sources/types.js" */
/** @import { Tables } from "./database.js" */
/** @import { ErrorCode } from "../engine/errors.js" */

/** @typedef {{ source: string, code: ErrorCode }} Trouble */

/**
 * What is known of an address. All of it is the caller's own copy.
 * @typedef {object} Found
 * @property {Candidate[]} candidates  in the order of the sources
 * @property {Trouble[]} troubles  sources that could not be asked
 * @property {string[]} asked  the sources that may be asked
 * @property {string[]} waiting  those of them that have not answered yet; empty in what `find` answers
 */

/**
 * @typedef {object} FinderOptions
 * @property {readonly string[]} [sources]  the names of those that may be asked, by the organisation's rules; all without it
 * @property {string|URL} [directory]  the own server's Web Key Directory, where it is elsewhere than usual
 * @property {Lookups|null} [lookups]  the own server's way to other servers, from the page's configuration
 * @property {string} [keyring]  URL of the organisation's directory, from its bundle
 * @property {string} [keyserverHost]  for the way without the own server
 * @property {typeof globalThis.fetch} [fetch]
 * @property {string|URL} [base]  of the page's own server; a page needs none
 * @property {Tables} [database]
 * @property {() => number} [now]
 * @property {readonly Source[]} [from]  sources instead of the usual ones
 */

export class Finder {
  #sources;
  #answers;
  #notices;
  #now;
  #turns = new Turns(atOnce);
  /** @type {Map<string, { state: State, work: SharedWork<State> }>} */
  #underWay = new Map();
  /** @type {Map<string, State>} */
  #latest = new Map();
  /** @type {Set<string>} */
  #refreshing = new Set();
  /** @type {Set<(address: string) => void>} */
  #listeners = new Set();

  /** @param {FinderOptions} [options] */
  constructor({ sources, from, now = Date.now, database = certificatesDatabase(), ...place } = {}) {
    const all = from ?? usualSources({ ...place, database, now });
    this.#sources = all.filter(({ name }) => sources?.includes(name) ?? true);
    this.#answers = new Answers(database.table("answers"), now);
    this.#notices = database.table("notices");
    this.#now = now;
    for (const source of this.#sources) source.onChange?.((address) => this.#askAgain(source, address));
  }

  /** The names of the sources that may be asked. */
  get sources() {
    return this.#sources.map(({ name }) => name);
  }

  /** A source by its name: `kept` to learn, `keyserver` to ask by fingerprint. @param {string} name @returns {Source|null} */
  source(name) {
    return this.#sources.find((one) => one.name === name) ?? null;
  }

  /** Gets what the sources need before the first address: the organisation's directory. */
  async prepare() {
    await Promise.allSettled(this.#sources.map(async (source) => source.prepare?.()));
  }

  /**
   * Asks all sources. An answer that is kept comes at once; one that is older than an hour is asked for again meanwhile.
   * @param {string} address
   * @param {{ signal?: AbortSignal, onPartial?: (found: Found) => void }} [options]  `onPartial`: a source answered, others have not
   * @returns {Promise<Found>}
   */
  async find(address, { signal, onPartial } = {}) {
    if (signal?.aborted) throw new ZegelError("canceled");
    const { key } = mailbox(address);
    const known = this.#underWay.get(key)?.work;
    const work = known && !known.isStopped ? known : this.#begin(address, key);
    return shown(await work.wait(signal, onPartial && ((state) => onPartial(shown(state)))));
  }

  /**
   * What is known without asking anybody, or null: for the moment in which something is drawn.
   * @param {string} address
   * @returns {Found|null}
   */
  peek(address) {
    const state = this.#latest.get(mailbox(address).key);
    if (!state || Math.abs(this.#now() - state.at) > peekFor) return null;
    return shown(state);
  }

  /**
   * Asks for many at once. What is not an address has that for its trouble and stops nobody.
   * @param {readonly string[]} addresses
   * @param {{ signal?: AbortSignal, onProgress?: (done: number, total: number) => void }} [options]
   * @returns {Promise<Map<string, Found>>}
   */
  async findAll(addresses, { signal, onProgress } = {}) {
    const wanted = [...new Set(addresses)];
    let done = 0;
    onProgress?.(done, wanted.length);
    const found = await Promise.all(wanted.map(async (address) => {
      const one = await this.find(address, { signal }).catch((error) => {
        if (asZegelError(error).code === "canceled") throw error;
        return { candidates: [], troubles: [{ source: "address", code: asZegelError(error).code }], asked: [], waiting: [] };
      });
      done += 1;
      // Who stopped waiting wants no more news.
      if (!signal?.aborted) onProgress?.(done, wanted.length);
      return one;
    }));
    return new Map(wanted.map((address, index) => [address, found[index]]));
  }

  /**
   * Calls back when what is known of an address differs from what was answered. It is given as `mailbox(address).key`.
   * @param {(address: string) => void} listener
   * @returns {() => void} ends it
   */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** Forgets what was answered about an address: it is asked about anew. @param {string} address */
  async forget(address) {
    const { key } = mailbox(address);
    this.#latest.delete(key);
    await Promise.all(this.sources.map((source) => this.#answers.forget(source, key)));
  }

  /** Forgets what other servers answered: after publishing, and when somebody else signs in. */
  async clear() {
    this.#latest.clear();
    await this.#answers.clear();
  }

  /**
   * Which hosts learn of a look-up of this address.
   * @param {string} address
   * @param {readonly string[]} [sources]  of these only
   * @returns {Disclosure[]}
   */
  disclosures(address, sources = this.sources) {
    return this.#sources.filter(({ name }) => sources.includes(name)).flatMap((source) => source.discloses?.(address) ?? []);
  }

  /** Whether the person was told of every source that may be asked now. @returns {Promise<boolean>} */
  async disclosureSeen() {
    const seen = this.#seen ?? await within(this.#notices.get(notice), 1_000).catch(() => null);
    return this.sources.every((name) => seen?.includes(name));
  }

  async markDisclosureSeen() {
    this.#seen = this.sources;
    await within(this.#notices.update(notice, () => this.sources), 2_000).catch(() => {});
  }

  /** Where the database does not take it: seen as long as the page lasts. @type {string[]|null} */
  #seen = null;

  /** @param {string} address @param {string} key */
  #begin(address, key) {
    /** @type {State} */
    const state = { address, at: this.#now(), parts: new Map(this.#sources.map(({ name }) => [name, null])) };
    const begun = { state, work: new SharedWork((signal, tell) => this.#askAll(key, state, signal, tell)) };
    this.#underWay.set(key, begun);
    const forget = () => { if (this.#underWay.get(key) === begun) this.#underWay.delete(key); };
    begun.work.done.then(forget, forget);
    return begun.work;
  }

  /**
   * @param {string} key
   * @param {State} state
   * @param {AbortSignal} signal
   * @param {(state: State) => void} tell
   * @returns {Promise<State>}
   */
  async #askAll(key, state, signal, tell) {
    /** @type {Source[]} */
    const stale = [];
    await Promise.all(this.#sources.map(async (source) => {
      const part = await this.#part(source, state.address, key, signal, () => stale.push(source));
      if (signal.aborted) throw new ZegelError("canceled");
      // Unless it had news meanwhile, which are newer.
      if (state.parts.get(source.name) === null) state.parts.set(source.name, part);
      // What was whole is not replaced by what is half.
      if (!isWaiting(state) || !this.#latest.has(key)) this.#remember(key, state);
      if (isWaiting(state)) tell(state);
    }));
    for (const source of stale) this.#refresh(source, state.address, key);
    return state;
  }

  /**
   * @param {Source} source
   * @param {string} address
   * @param {string} key
   * @param {AbortSignal} signal
   * @param {() => void} tellStale
   * @returns {Promise<Part>}
   */
  async #part(source, address, key, signal, tellStale) {
    try {
      if (source.local) return { candidates: await this.#ask(source, address, signal) };
      const known = await this.#answers.get(source.name, key, source.fresh);
      if (known?.isStale) tellStale();
      return { candidates: known?.answer.candidates ?? await this.#fresh(source, address, key, signal) };
    } catch (thrown) {
      return { code: asZegelError(thrown).code };
    }
  }

  /**
   * @param {Source} source
   * @param {string} address
   * @param {string} key
   * @param {AbortSignal} [signal]
   */
  async #fresh(source, address, key, signal) {
    const candidates = await this.#turns.run(() => this.#ask(source, address, signal), signal);
    // One that was stopped may say that it found nothing.
    if (signal?.aborted) throw new ZegelError("canceled");
    this.#answers.put(source.name, key, candidates);
    return candidates;
  }

  /**
   * Asks a source, and goes on without one that takes too long. The bytes are copied: the source may keep its own.
   * @param {Source} source
   * @param {string} address
   * @param {AbortSignal} [signal]
   */
  async #ask(source, address, signal) {
    const late = setTimeoutPromise(source.patience ?? patience);
    try {
      const candidates = await Promise.race([source.ask(address, { signal }), late.promise]);
      return candidates.slice(0, mostOfOne).filter(({ bytes }) => bytes.length <= largestCertificate).map(copied);
    } finally {
      late.stop();
    }
  }

  /**
   * Behind an answer that was given already: what comes back replaces it, a failure leaves it.
   * @param {Source} source
   * @param {string} address
   * @param {string} key
   */
  async #refresh(source, address, key) {
    const name = `${source.name} ${key}`;
    if (this.#refreshing.has(name)) return;
    this.#refreshing.add(name);
    try {
      this.#replace(source, key, await this.#fresh(source, address, key));
    } catch {
      // The next look-up tries again.
    } finally {
      this.#refreshing.delete(name);
    }
  }

  /**
   * A source has something new.
   * @param {Source} source
   * @param {string|null} address
   */
  async #askAgain(source, address) {
    const keys = address === null ? [...this.#latest.keys(), ...this.#underWay.keys()] : [mailbox(address).key];
    for (const key of new Set(keys)) {
      const asked = (this.#underWay.get(key)?.state ?? this.#latest.get(key))?.address;
      if (asked === undefined) continue;
      await this.#ask(source, asked).then((candidates) => this.#replace(source, key, candidates)).catch(() => {});
    }
  }

  /** @param {Source} source @param {string} key @param {Candidate[]} candidates */
  #replace(source, key, candidates) {
    const states = new Set([this.#latest.get(key), this.#underWay.get(key)?.state]);
    let differs = false;
    for (const state of states) {
      const before = state?.parts.get(source.name);
      state?.parts.set(source.name, { candidates });
      // Where it has not answered yet, nobody was told anything else.
      if (before) differs ||= !("candidates" in before && sameCandidates(before.candidates, candidates));
    }
    if (differs) for (const listener of this.#listeners) listener(key);
  }

  /** @param {string} key @param {State} state */
  #remember(key, state) {
    this.#latest.delete(key);
    this.#latest.set(key, state);
    if (this.#latest.size > mostRemembered) this.#latest.delete(/** @type {string} */ (this.#latest.keys().next().value));
  }
}

/** What a source answered, or why it did not. @typedef {{ candidates: Candidate[] }|{ code: ErrorCode }} Part */
/** `null` for a source that has not answered yet. @typedef {{ address: string, at: number, parts: Map<string, Part|null> }} State */

/**
 * @param {Omit<FinderOptions, "sources"|"from"> & { database: Tables, now: () => number }} options
 * @returns {Source[]}
 */
function usualSources({ directory, lookups, keyring, keyserverHost, fetch, base, database, now }) {
  const own = directory ?? (base === undefined ? undefined : new URL("/.well-known/openpgpkey/", base));
  return [
    directorySource({ fetch, base: own }),
    ...(keyring === undefined ? [] : [keyringSource(keyring, { fetch, base, database, now })]),
    new KeptSource({ database, now }),
    wkdSource({ lookups, fetch, base }),
    keyserverSource({ lookups, host: keyserverHost, fetch, base }),
  ];
}

/** @param {State} state @returns {Found} */
function shown({ parts }) {
  /** @type {Found} */
  const found = { candidates: [], troubles: [], asked: [...parts.keys()], waiting: [] };
  for (const [source, part] of parts) {
    if (part === null) found.waiting.push(source);
    else if ("code" in part) found.troubles.push({ source, code: part.code });
    else found.candidates.push(...part.candidates.map(copied));
  }
  return found;
}

/** @param {State} state */
const isWaiting = ({ parts }) => [...parts.values()].includes(null);

/** Not by `slice`, which in Node's buffers is no copy. @param {Candidate} candidate @returns {Candidate} */
function copied({ bytes, source, seenAt, host }) {
  return { bytes: new Uint8Array(bytes), source, seenAt, ...(host === undefined ? {} : { host }) };
}

/** Whether the same certificates come from the same places; when is no difference. @param {Candidate[]} a @param {Candidate[]} b */
function sameCandidates(a, b) {
  return a.length === b.length && a.every((one, index) => one.source === b[index].source && equal(one.bytes, b[index].bytes));
}

/** @param {number} milliseconds @returns {{ promise: Promise<never>, stop: () => void }} */
function setTimeoutPromise(milliseconds) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const promise = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new ZegelError("server-unreachable")), milliseconds);
  });
  return { promise: /** @type {Promise<never>} */ (promise), stop: () => clearTimeout(timer) };
}

const atOnce = 8; // requests
const patience = 10_000; // milliseconds
const peekFor = 24 * 60 * 60_000;
const mostOfOne = 16; // certificates of one source for one address
const mostRemembered = 2_000; // addresses
const notice = "disclosure";
