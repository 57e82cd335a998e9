// @ts-check
// The part of the index that grows: the messages that came last, in memory only. They are kept one by one; when there are
// enough of them, they become a segment.

import { compare } from "./octets.js";
import { SegmentWriter } from "./segment.js";
import { eachTerm } from "./words.js";

/** @import { Indexed } from "./types.js" */

/** The fields a word can stand in, as bits. */
export const fields = /** @type {const} */ ({ subject: 1, people: 2, text: 4, attachments: 8 });
/** More of a text is not looked through: nobody writes that much. */
const mostText = 200_000;

/** Of a mail to many, the list shows the first few. */
const shownPeople = 5;
const octets = new TextEncoder();

export class Fresh {
  /** @type {number[]} */ numbers = [];
  /** @type {number[]} */ dates = [];
  /** @type {number[]} */ expires = [];
  /** @type {number[]} */ alive = [];
  /** @type {any[]} */ #heads = [];
  /** @type {Map<string, number[]>} */ #terms = new Map();

  get count() {
    return this.numbers.length;
  }

  get left() {
    return this.alive.reduce((sum, one) => sum + one, 0);
  }

  /** @param {number} number  higher than any before @param {Indexed} message */
  add(number, message) {
    const place = this.numbers.push(number) - 1;
    const { text, people, ...head } = message;
    this.dates.push(Date.parse(message.date));
    this.expires.push(message.expires ? Date.parse(message.expires) : Infinity);
    this.alive.push(1);
    this.#heads.push({ ...head, people: people.slice(0, shownPeople) });
    for (const [term, mask] of termsOf(message)) {
      const entries = this.#terms.get(term);
      if (entries) entries.push(place * 16 + mask);
      else this.#terms.set(term, [place * 16 + mask]);
    }
  }

  /** @returns {string[]} */
  ids() {
    return this.#heads.map(({ id }) => id);
  }

  /** @param {number} at @returns {any} */
  head(at) {
    return this.#heads[at];
  }

  /** @param {number} number */
  placeOf(number) {
    return this.numbers.indexOf(number);
  }

  /** As `Segment.find`. @param {string} term @param {boolean} prefix @param {Uint8Array} marks */
  find(term, prefix, marks) {
    const take = (/** @type {number[]|undefined} */ entries) => { for (const entry of entries ?? []) marks[entry >>> 4] |= entry & 15; };
    if (!prefix) return take(this.#terms.get(term));
    for (const [known, entries] of this.#terms) if (known.startsWith(term)) take(entries);
  }

  /** The messages that were not removed, as a segment; null where there are none. */
  segment() {
    const writer = new SegmentWriter();
    const places = this.alive.map((alive, at) => (alive ? at : -1)).filter((at) => at >= 0);
    if (places.length === 0) return null;
    const moved = new Map(places.map((from, to) => [from, to]));
    const sorted = [...this.#terms].map(([term, entries]) => ({ term: octets.encode(term), entries })).sort((one, other) => compare(one.term, one.term.length, other.term, other.term.length));
    for (const { term, entries } of sorted) {
      const left = entries.flatMap((entry) => {
        const place = moved.get(entry >>> 4);
        return place === undefined ? [] : [place * 16 + (entry & 15)];
      });
      if (left.length > 0) writer.add(term, left);
    }
    const of = (/** @type {any[]} */ list) => places.map((at) => list[at]);
    return writer.finish({
      numbers: of(this.numbers), dates: of(this.dates), expires: of(this.expires), ids: of(this.ids()),
      heads: of(this.#heads).map((head) => octets.encode(JSON.stringify(head))),
    });
  }
}

/** @param {Indexed} message @returns {Map<string, number>} each word with the fields it stands in */
export function termsOf({ subject, people, text, attachments }) {
  /** @type {Map<string, number>} */
  const terms = new Map();
  const read = (/** @type {string} */ part, /** @type {number} */ field) => eachTerm(part, (term) => terms.set(term, (terms.get(term) ?? 0) | field));
  read(subject, fields.subject);
  for (const { name, email } of people) read(`${name ?? ""} ${email}`, fields.people);
  read(text.slice(0, mostText), fields.text);
  for (const name of attachments) read(name, fields.attachments);
  return terms;
}
