// @ts-check
// Several segments become one. It takes a second or two for the largest, and so stops again and again: whoever types
// meanwhile must not wait.

import { compare } from "./octets.js";
import { SegmentWriter } from "./segment.js";

/** @import { Segment } from "./segment.js" */

/**
 * Messages that were removed stay out.
 * @param {Segment[]} segments
 * @returns {Generator<void, Uint8Array<ArrayBuffer>|null>}  null where nothing is left
 */
export function* merging(segments) {
  // In the order of their numbers, by which they are looked up.
  const all = segments.flatMap((segment, from) => Array.from(segment.numbers, (number, place) => ({ number, from, place })))
    .filter(({ from, place }) => segments[from].alive[place]).sort((one, other) => one.number - other.number);
  if (all.length === 0) return null;
  const moved = segments.map(({ count }) => new Int32Array(count).fill(-1));
  all.forEach(({ from, place }, to) => { moved[from][place] = to; });
  yield;

  const writer = new SegmentWriter();
  const cursors = segments.map((segment, from) => ({ segment, from, cursor: segment.cursor() }));
  let entries = new Uint32Array(1024);
  for (let words = 0; ; words++) {
    const going = cursors.filter(({ cursor }) => !cursor.ended);
    if (going.length === 0) break;
    const first = going.reduce((least, one) => (compare(one.cursor.term, one.cursor.length, least.cursor.term, least.cursor.length) < 0 ? one : least));
    const term = first.cursor.term.slice(0, first.cursor.length);
    let length = 0;
    for (const { segment, from, cursor } of going) {
      if (compare(cursor.term, cursor.length, term, term.length) !== 0) continue;
      const places = moved[from];
      segment.eachEntry(cursor, (place, mask) => {
        if (places[place] < 0) return;
        if (length === entries.length) {
          const larger = new Uint32Array(length * 2);
          larger.set(entries);
          entries = larger;
        }
        entries[length++] = places[place] * 16 + mask;
      });
      cursor.next();
    }
    if (length > 0) writer.add(term, entries.subarray(0, length).sort());
    if (words % 64 === 0) yield;
  }
  const ids = segments.map((segment) => segment.ids());
  const of = (/** @type {(segment: Segment, place: number) => any} */ get) => all.map(({ from, place }) => get(segments[from], place));
  return writer.finish({
    numbers: of(({ numbers }, place) => numbers[place]), dates: of(({ dates }, place) => dates[place]), expires: of(({ expires }, place) => expires[place]),
    ids: all.map(({ from, place }) => ids[from][place]), heads: of((segment, place) => segment.headBytes(place)),
  });
}

/**
 * Does the work of a generator a few milliseconds at a time.
 * @template T
 * @param {Generator<void, T>} work
 * @param {() => Promise<void>} breathe
 * @returns {Promise<T>}
 */
export async function inPieces(work, breathe) {
  let since = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - since < piece) continue;
    await breathe();
    since = performance.now();
  }
}

const piece = 6; // milliseconds
