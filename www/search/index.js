// @ts-check
// The index over the protected mail of one account: segments, and what came after them. Its answers come from memory; what is
// kept is encrypted under a key of its own, which lies under the locks of the keys. Each message is kept by itself, and
// everything else is made from that: what is lost in between is made again.

import { Fresh } from "./fresh.js";
import { merging, inPieces } from "./merge.js";
import { Segment } from "./segment.js";
import { snippetOf } from "./snippet.js";
import { wordsOfQuestion } from "./words.js";

/** @import { Change, Found, Head, Hit, Indexed, Sealed, Snippet, Storage } from "./types.js" */

/** @typedef {Segment|Fresh} Source */

const version = 1;
/** So many messages become a segment. */
const enough = 1000;
/** So many segments of about one size become one. */
const together = 4;

export class MessageIndex {
  #storage; #owner; #keyId; #key; #breathe; #enough;
  /** @type {Head} */ #head;
  /** @type {Segment[]} */ #segments = [];
  #fresh = new Fresh();
  /** Messages by the id of their Email; made when it is first needed. @type {Map<string, number>|null} */ #ids = null;
  /** One change after the other. @type {Promise<unknown>} */ #turn = Promise.resolve();
  /** Whether something kept could not be read; then all of it was given up. */
  damaged = false;

  /**
   * @param {{ storage: Storage, owner: string, id: string, key: CryptoKey, breathe?: () => Promise<void>, enough?: number }} options
   *   `id`: of the key. `breathe`: lets waiting questions be answered
   */
  constructor({ storage, owner, id, key, breathe = async () => {}, enough: size = enough }) {
    this.#storage = storage;
    this.#owner = owner;
    this.#keyId = id;
    this.#key = key;
    this.#breathe = breathe;
    this.#enough = size;
    this.#head = empty(id);
  }

  /** @param {ConstructorParameters<typeof MessageIndex>[0]} options */
  static async open(options) {
    const index = new MessageIndex(options);
    await index.refresh();
    return index;
  }

  get count() {
    return this.#sources().reduce((sum, { left }) => sum + left, 0);
  }

  /** For measuring: octets in memory, roughly. */
  get size() {
    return this.#segments.reduce((sum, { size }) => sum + size, 0);
  }

  /** How many messages each part holds. */
  get shape() {
    return this.#sources().map(({ count }) => count);
  }

  /** Takes over what is kept, as another tab may have changed it. */
  refresh() {
    return this.#inTurn(() => this.#refresh());
  }

  /**
   * Messages that are there already are left as they are: what lies on a server under an id does not change.
   * @param {Indexed[]} messages
   * @returns {Promise<number>} how many were new
   */
  add(messages) {
    return this.#inTurn(async () => {
      /** @type {Indexed[]} */
      let added = [];
      await this.#change(async (head) => {
        const ids = this.#known();
        added = [...new Map(messages.map((message) => [message.id, message])).values()].filter(({ id }) => !ids.has(id));
        if (added.length === 0) return null;
        const putMessages = await Promise.all(added.map(async (message, at) => (
          /** @type {[number, Sealed]} */ ([head.next + at, await this.#sealed("message", head.next + at, octets.encode(JSON.stringify(message)))]))));
        return {
          head: { ...head, next: head.next + added.length }, putMessages,
          apply: () => added.forEach((message, at) => this.#take(head.next + at, message)),
        };
      });
      return added.length;
    });
  }

  /** @param {string[]} ids @returns {string[]} those that are indexed */
  known(ids) {
    const known = this.#known();
    return ids.filter((id) => known.has(id));
  }

  /** @param {string[]} ids */
  remove(ids) {
    return this.#inTurn(async () => {
      await this.#change(async (head) => {
        const known = this.#known();
        const numbers = [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
        if (numbers.length === 0) return null;
        const removed = [...head.removed, ...numbers.filter((number) => number < head.flushed)];
        return { head: { ...head, removed }, removeMessages: numbers, apply: () => {
          for (const number of numbers) this.#bury(number);
          for (const id of ids) this.#ids?.delete(id);
        } };
      });
    });
  }

  /**
   * The messages in which all words of a question stand, newest first. Answers at once, from memory.
   * @param {string} text
   * @param {{ limit?: number, now?: number }} [options]
   * @returns {Found}
   */
  find(text, { limit = 50, now = Date.now() } = {}) {
    const words = wordsOfQuestion(text);
    if (words.length === 0) return { total: 0, hits: [] };
    const marks = this.#sources().map((source) => marksOf(source, words, now));
    const total = marks.reduce((sum, some) => sum + (some ? count(some) : 0), 0);
    /** @type {Hit[]} */
    const hits = [];
    const { sources, which, places } = this.#order();
    for (let rank = 0; rank < places.length && hits.length < Math.min(limit, total); rank++) {
      const [source, at, fields] = [sources[which[rank]], places[rank], marks[which[rank]]?.[places[rank]] ?? 0];
      if (fields !== 0) hits.push({ ...source.head(at), number: source.numbers[at], fields });
    }
    return { total, hits };
  }

  /**
   * Some text of found messages, from where they are kept. Null for one that is gone.
   * @param {string} text  the question
   * @param {number[]} numbers
   * @returns {Promise<(Snippet|null)[]>}
   */
  async snippets(text, numbers) {
    const kept = await this.#storage.messages(this.#owner, numbers);
    return Promise.all(kept.map(async (sealed, at) => {
      const message = sealed && await this.#message(numbers[at], sealed).catch(() => null);
      return message && snippetOf(message.text, text);
    }));
  }

  /** Messages that may not be shown any more are removed. @param {number} now */
  expire(now) {
    const ids = this.#sources().flatMap((source) => {
      /** @type {string[]} */
      const over = [];
      for (let at = 0; at < source.count; at++) if (source.expires[at] <= now && source.alive[at]) over.push(source.head(at).id);
      return over;
    });
    return ids.length > 0 ? this.remove(ids) : Promise.resolve();
  }

  /** Puts in order what grew: to be called from time to time. @returns {Promise<void>} */
  tidy() {
    return this.#inTurn(async () => {
      if (this.#fresh.count >= this.#enough) await this.#flush();
      for (let group = this.#due(); group; group = this.#due()) if (!await this.#merge(group)) break;
    });
  }

  async #flush() {
    await this.#change(async (head) => {
      const bytes = this.#fresh.segment();
      const id = crypto.randomUUID();
      const segments = bytes ? [...head.segments, id] : head.segments;
      const change = { head: { ...head, flushed: head.next, segments }, putSegments: bytes ? [/** @type {[string, Sealed]} */ ([id, await this.#sealed("segment", id, bytes)])] : [] };
      return { ...change, apply: () => {
        if (bytes) this.#segments.push(new Segment(id, bytes));
        this.#fresh = new Fresh();
      } };
    });
  }

  /** Segments that should become one: several of about one size, or one of which much was removed. @returns {Segment[]|null} */
  #due() {
    const thin = this.#segments.find(({ count, left }) => left < count * 0.75);
    if (thin) return [thin];
    /** @type {Map<number, Segment[]>} */
    const sizes = new Map();
    for (const segment of this.#segments) {
      const size = Math.floor(Math.log(Math.max(1, segment.count / this.#enough)) / Math.log(together));
      sizes.set(size, [...sizes.get(size) ?? [], segment]);
    }
    for (const [size, group] of [...sizes].sort(([one], [other]) => one - other)) if (size < 2 && group.length >= together) return group;
    return null;
  }

  /** @param {Segment[]} group @returns {Promise<boolean>} false where another tab was faster */
  async #merge(group) {
    const dropped = new Set(group.flatMap(({ numbers, alive }) => Array.from(numbers).filter((_, at) => !alive[at])));
    const bytes = await inPieces(merging(group), this.#breathe);
    const id = crypto.randomUUID();
    const sealed = bytes && await this.#sealed("segment", id, bytes);
    const old = group.map(({ id }) => id);
    let done = false;
    await this.#change(async (head) => {
      if (!old.every((id) => head.segments.includes(id))) return null;
      const segments = [...head.segments.filter((id) => !old.includes(id)), ...sealed ? [id] : []];
      const removed = head.removed.filter((number) => !dropped.has(number));
      return { head: { ...head, segments, removed }, putSegments: sealed ? [[id, sealed]] : [], removeSegments: old, apply: () => {
        done = true;
        this.#segments = this.#segments.filter((segment) => !group.includes(segment));
        if (bytes) this.#segments.push(new Segment(id, bytes));
        for (const number of removed) this.#bury(number);
      } };
    });
    return done;
  }

  /**
   * Writes a change, and makes it in memory when it is written. Where another tab was faster, it is made anew upon that.
   * @param {(head: Head) => Promise<(Change & { apply: () => void })|null>} make  null: nothing to change
   */
  async #change(make) {
    for (;;) {
      const before = this.#head;
      const made = await make(before);
      if (!made) return;
      const { apply, ...change } = made;
      change.head.generation = before.generation + 1;
      if (await this.#storage.commit(this.#owner, before.generation, change)) {
        this.#head = change.head;
        apply();
        return;
      }
      await this.#refresh();
    }
  }

  async #refresh() {
    const kept = await this.#storage.read(this.#owner, this.#segments.map(({ id }) => id));
    if (kept?.head.generation === this.#head.generation && kept.head.keyId === this.#keyId) return;
    if (!kept || kept.head.keyId !== this.#keyId || kept.head.version !== version) return this.#begin(kept?.head ?? null);
    const { head } = kept;
    try {
      const segments = await Promise.all(kept.segments.map(async ([id, sealed]) => new Segment(id, await this.#opened("segment", id, sealed))));
      const present = this.#segments.filter(({ id }) => head.segments.includes(id));
      if (present.length + segments.length < head.segments.length) throw new RangeError("a segment is missing");
      const fresh = new Fresh();
      const messages = await Promise.all(kept.messages.map(async ([number, sealed]) => ({ number, message: await this.#message(number, sealed) })));
      for (const { number, message } of messages) fresh.add(number, message);
      [this.#head, this.#segments, this.#fresh, this.#ids] = [head, [...present, ...segments], fresh, null];
      for (const number of head.removed) this.#bury(number);
    } catch {
      this.damaged = true;
      await this.#begin(head);
    }
  }

  /**
   * Nothing is there, or nothing that can be read: of another key, of another edition, or spoilt.
   * @param {Head|null} there
   */
  async #begin(there) {
    if (there) await this.#storage.clear(this.#owner);
    [this.#head, this.#segments, this.#fresh, this.#ids] = [empty(this.#keyId), [], new Fresh(), null];
  }

  /** All messages, newest first, by source and place. */
  #order() {
    const sources = this.#sources();
    const known = this.#newest;
    if (known && known.sources.length === sources.length && known.sources.every((one, at) => one === sources[at]) && known.fresh === this.#fresh.count) return known;
    const starts = sources.map(({ count }) => count).map((_, at, counts) => counts.slice(0, at).reduce((sum, count) => sum + count, 0));
    const all = sources.reduce((sum, { count }) => sum + count, 0);
    // Dates with the place among all in their last digits: sorted without a function, which is many times faster.
    const dates = new Float64Array(all);
    sources.forEach((source, from) => {
      for (let at = 0; at < source.count; at++) dates[starts[from] + at] = Math.floor((source.dates[at] || 0) / 1000) * room + starts[from] + at;
    });
    dates.sort();
    const [which, places] = [new Uint16Array(all), new Uint32Array(all)];
    for (let rank = 0; rank < all; rank++) {
      const at = ((dates[all - 1 - rank] % room) + room) % room;
      let from = sources.length - 1;
      while (starts[from] > at) from--;
      which[rank] = from;
      places[rank] = at - starts[from];
    }
    return (this.#newest = { sources, which, places, fresh: this.#fresh.count });
  }

  /** @type {{ sources: Source[], which: Uint16Array, places: Uint32Array, fresh: number }|null} */
  #newest = null;

  /** @returns {Source[]} */
  #sources() {
    return [...this.#segments, this.#fresh];
  }

  #known() {
    if (this.#ids) return this.#ids;
    const ids = new Map();
    for (const source of this.#sources()) {
      source.ids().forEach((id, at) => { if (source.alive[at]) ids.set(id, source.numbers[at]); });
    }
    return (this.#ids = ids);
  }

  /** @param {number} number @param {Indexed} message */
  #take(number, message) {
    this.#fresh.add(number, message);
    this.#ids?.set(message.id, number);
  }

  /** @param {number} number */
  #bury(number) {
    for (const source of this.#sources()) {
      const at = source.placeOf(number);
      if (at >= 0) source.alive[at] = 0;
    }
  }

  /** @param {number} number @param {Sealed} sealed @returns {Promise<Indexed>} */
  async #message(number, sealed) {
    return JSON.parse(chars.decode(await this.#opened("message", number, sealed)));
  }

  /** @param {"message"|"segment"} kind @param {number|string} id @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<Sealed>} */
  async #sealed(kind, id, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, sealed: await crypto.subtle.encrypt(this.#cipher(iv, kind, id), this.#key, bytes) };
  }

  /** @param {"message"|"segment"} kind @param {number|string} id @param {Sealed} sealed */
  async #opened(kind, id, { iv, sealed }) {
    return new Uint8Array(await crypto.subtle.decrypt(this.#cipher(iv, kind, id), this.#key, sealed));
  }

  /** What is exchanged for another, or comes from another account, is refused. @param {Uint8Array<ArrayBuffer>} iv @param {string} kind @param {number|string} id */
  #cipher(iv, kind, id) {
    return { name: "AES-GCM", iv, additionalData: octets.encode(JSON.stringify(["zegel search", version, this.#owner, this.#keyId, kind, id])) };
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(work) {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

/**
 * Where all words stand: for each message the fields, 0 where one is missing or the message may not be shown; null for nowhere.
 * @param {Source} source
 * @param {{ term: string, prefix: boolean }[]} words
 * @param {number} now
 */
function marksOf(source, words, now) {
  /** @type {Uint8Array|null} */
  let all = null;
  for (const { term, prefix } of words) {
    const marks = new Uint8Array(source.count);
    source.find(term, prefix, marks);
    if (all) for (let at = 0; at < marks.length; at++) marks[at] = all[at] && marks[at] ? all[at] | marks[at] : 0;
    if (count(marks) === 0) return null;
    all = marks;
  }
  if (all) for (let at = 0; at < all.length; at++) if (source.alive[at] === 0 || source.expires[at] <= now) all[at] = 0;
  return all;
}

/** @param {Uint8Array} marks */
function count(marks) {
  let sum = 0;
  for (let at = 0; at < marks.length; at++) if (marks[at] !== 0) sum++;
  return sum;
}

/** @param {string} keyId @returns {Head} */
const empty = (keyId) => ({ version, keyId, generation: 0, next: 0, flushed: 0, segments: [], removed: [] });
const octets = new TextEncoder();
const chars = new TextDecoder();
/** More than twice as many messages as anybody has. */
const room = 2 ** 21;
