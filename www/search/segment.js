// @ts-check
// A part of the index that is never changed: some thousand messages, the words in them in alphabetical order, and for each
// word the messages it stands in. All of it is one array of octets, and stays that: fifty thousand messages as objects would
// fill a browser's memory.

import { Octets, Reader, compare } from "./octets.js";

/**
 * @typedef {object} Sections
 * @property {number[]} numbers  under which messages are kept, in rising order
 * @property {number[]} dates  milliseconds since 1970
 * @property {number[]} expires  the same; Infinity for never
 * @property {string[]} ids  of their Emails: letters, digits, - and _ (RFC 8620, section 1.2)
 * @property {Uint8Array[]} heads  what is shown of each, as JSON
 */

/** So many words share one entry of the table by which they are looked up. */
const blockSize = 16;
const mark = 0x5a53_0001;
const text = new TextEncoder();
const chars = new TextDecoder();

/** Puts a segment together; words come in the order of their octets. */
export class SegmentWriter {
  #words = new Octets();
  #postings = new Octets();
  /** @type {number[]} */ #blocks = [];
  #count = 0;
  #last = new Uint8Array(0);

  /**
   * @param {Uint8Array} term
   * @param {ArrayLike<number>} entries  rising: 16 × the message's place + the fields it stands in
   */
  add(term, entries) {
    if (this.#count++ % blockSize === 0) {
      this.#blocks.push(this.#words.length, this.#postings.length);
      this.#last = new Uint8Array(0);
    }
    let shared = 0;
    while (shared < term.length && shared < this.#last.length && term[shared] === this.#last[shared]) shared++;
    const before = this.#postings.length;
    let last = 0;
    for (let at = 0; at < entries.length; at++) {
      this.#postings.number(entries[at] - (last & ~15));
      last = entries[at];
    }
    this.#words.number(shared);
    this.#words.number(term.length - shared);
    this.#words.bytes(term.subarray(shared));
    this.#words.number(this.#postings.length - before);
    this.#last = term.slice();
  }

  /** @param {Sections} sections @returns {Uint8Array<ArrayBuffer>} */
  finish({ numbers, dates, expires, ids, heads }) {
    const offsets = new Uint32Array(heads.length + 1);
    heads.forEach((head, at) => { offsets[at + 1] = offsets[at] + head.length; });
    const parts = [Float64Array.from(numbers), Float64Array.from(dates), Float64Array.from(expires), offsets, Uint32Array.from(this.#blocks), text.encode(ids.join("\n")),
      this.#words.view(), this.#postings.view()];
    const sizes = [...parts.map(({ byteLength }) => byteLength), offsets[heads.length]];
    const header = new Uint32Array([mark, heads.length, this.#count, ...sizes]);
    const bytes = new Uint8Array([header.byteLength, ...sizes].reduce((sum, size) => sum + even(size), 0));
    let at = 0;
    const put = (/** @type {ArrayBufferView} */ view) => {
      bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
      at += even(view.byteLength);
    };
    put(header);
    parts.forEach(put);
    for (const head of heads) {
      bytes.set(head, at);
      at += head.length;
    }
    return bytes;
  }
}

/** What of a segment can be asked. */
export class Segment {
  /** Of removed messages 0. @type {Uint8Array} */ alive;
  /** @type {Float64Array} */ numbers;
  /** @type {Float64Array} */ dates;
  /** @type {Float64Array} */ expires;
  #offsets; #blocks; #ids; #words; #postings; #heads;

  /**
   * @param {string} id
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  constructor(id, bytes) {
    this.id = id;
    this.size = bytes.length;
    const header = new Uint32Array(bytes.buffer, bytes.byteOffset, 12);
    if (header[0] !== mark) throw new RangeError("not a segment");
    this.count = header[1];
    this.terms = header[2];
    let at = bytes.byteOffset + header.byteLength;
    const next = (/** @type {number} */ which) => {
      const [from, size] = [at, header[3 + which]];
      at += even(size);
      return /** @type {[ArrayBuffer, number, number]} */ ([bytes.buffer, from, size]);
    };
    const doubles = (/** @type {number} */ which) => { const [buffer, from, size] = next(which); return new Float64Array(buffer, from, size / 8); };
    const words = (/** @type {number} */ which) => { const [buffer, from, size] = next(which); return new Uint32Array(buffer, from, size / 4); };
    this.numbers = doubles(0);
    this.dates = doubles(1);
    this.expires = doubles(2);
    this.#offsets = words(3);
    this.#blocks = words(4);
    this.#ids = new Uint8Array(...next(5));
    this.#words = new Uint8Array(...next(6));
    this.#postings = new Uint8Array(...next(7));
    this.#heads = new Uint8Array(...next(8));
    this.alive = new Uint8Array(this.count).fill(1);
  }

  get left() {
    let sum = 0;
    for (let at = 0; at < this.count; at++) sum += this.alive[at];
    return sum;
  }

  /** Of the Emails, by place. @returns {string[]} */
  ids() {
    return this.count === 0 ? [] : chars.decode(this.#ids).split("\n");
  }

  /** @param {number} at @returns {Uint8Array} */
  headBytes(at) {
    return this.#heads.subarray(this.#offsets[at], this.#offsets[at + 1]);
  }

  /** @param {number} at @returns {any} */
  head(at) {
    return JSON.parse(chars.decode(this.headBytes(at)));
  }

  /** The place of a message; -1 where it is not here. @param {number} number */
  placeOf(number) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.numbers[middle] < number) low = middle + 1;
      else high = middle;
    }
    return this.numbers[low] === number ? low : -1;
  }

  /**
   * Marks the messages a word stands in with the fields it stands in.
   * @param {string} term
   * @param {boolean} prefix  whether it may be the beginning of one
   * @param {Uint8Array} marks
   */
  find(term, prefix, marks) {
    const wanted = text.encode(term);
    const cursor = new Cursor(this.#blocks, this.#words, this.terms);
    cursor.seek(wanted);
    for (; !cursor.ended; cursor.next()) {
      const order = compare(cursor.term, cursor.length, wanted, wanted.length);
      if (order < 0) continue;
      const begins = cursor.length >= wanted.length && compare(cursor.term, wanted.length, wanted, wanted.length) === 0;
      if (!begins || (!prefix && order > 0)) break;
      this.#mark(cursor.postingsAt, cursor.postingsSize, marks);
      if (!prefix) break;
    }
  }

  /** @param {number} from @param {number} size @param {Uint8Array} marks */
  #mark(from, size, marks) {
    const postings = this.#postings;
    const end = from + size;
    let entry = 0;
    for (let at = from; at < end;) {
      let [value, shift, octet] = [0, 0, postings[at++]];
      while (octet > 127) {
        value |= (octet & 127) << shift;
        shift += 7;
        octet = postings[at++];
      }
      entry = (entry & ~15) + (value | (octet << shift));
      marks[entry >>> 4] |= entry & 15;
    }
  }

  /** For merging: all words in their order. */
  cursor() {
    return new Cursor(this.#blocks, this.#words, this.terms);
  }

  /** @param {Cursor} cursor @param {(place: number, fields: number) => void} take */
  eachEntry({ postingsAt, postingsSize }, take) {
    const reader = new Reader(this.#postings, postingsAt);
    let entry = 0;
    while (reader.at < postingsAt + postingsSize) {
      entry = (entry & ~15) + reader.number();
      take(entry >>> 4, entry & 15);
    }
  }
}

/** Stands at a word. */
class Cursor {
  term = new Uint8Array(256);
  length = 0;
  postingsAt = 0;
  postingsSize = 0;
  ended = false;
  #blocks; #count; #reader;
  #index = -1;

  /** @param {Uint32Array} blocks @param {Uint8Array} words @param {number} count */
  constructor(blocks, words, count) {
    this.#blocks = blocks;
    this.#count = count;
    this.#reader = new Reader(words);
    this.next();
  }

  /** Goes to the last block that may hold a word. @param {Uint8Array} wanted */
  seek(wanted) {
    let [low, high] = [0, this.#blocks.length / 2 - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      this.#goTo(middle);
      if (compare(this.term, this.length, wanted, wanted.length) <= 0) low = middle;
      else high = middle - 1;
    }
    this.#goTo(low);
  }

  /** @param {number} block */
  #goTo(block) {
    this.#index = block * blockSize - 1;
    this.ended = false;
    this.next();
  }

  next() {
    this.#index += 1;
    if (this.#index >= this.#count) {
      this.ended = true;
      return;
    }
    if (this.#index % blockSize === 0) {
      const at = this.#index / blockSize * 2;
      this.#reader.at = this.#blocks[at];
      this.postingsAt = this.#blocks[at + 1];
    } else {
      this.postingsAt += this.postingsSize;
    }
    const shared = this.#reader.number();
    const rest = this.#reader.number();
    this.length = shared + rest;
    for (let at = shared; at < this.length; at++) this.term[at] = this.#reader.bytes[this.#reader.at++];
    this.postingsSize = this.#reader.number();
  }
}

/** Numbers of eight octets have to begin at such a place. @param {number} size */
const even = (size) => (size + 7) & ~7;
