// @ts-check
// Changes to octets, drawn from a number: the same number, the same changes, on every machine.

/** @param {number} seed @returns {(below: number) => number} */
export function dice(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return below > 0 ? ((mixed ^ (mixed >>> 14)) >>> 0) % below : 0;
  };
}

/** Where programs count wrongly: ends of signed and unsigned numbers of one, two and four octets. */
const ends = [[0], [0xff], [0x7f], [0x80], [0, 0], [0xff, 0xff], [0x7f, 0xff], [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0x80, 0, 0, 0], [0, 0, 0, 1]];

/**
 * One to eight changes to a seed.
 * @param {Uint8Array} seed
 * @param {readonly Uint8Array[]} seeds  to take pieces from
 * @param {readonly string[]} words  of the format
 * @param {(below: number) => number} roll
 * @returns {Uint8Array}
 */
export function mutated(seed, seeds, words, roll) {
  let octets = Buffer.from(seed);
  for (let times = 1 + roll(8); times > 0; times -= 1) {
    const at = roll(octets.length + 1);
    const to = Math.min(octets.length, at + 1 + roll(roll(4) === 0 ? 4096 : 16));
    const put = (/** @type {Uint8Array} */ piece, end = at) => { octets = Buffer.concat([octets.subarray(0, at), piece, octets.subarray(end)]); };
    switch (roll(9)) {
      case 0: if (at < octets.length) octets[at] = (octets[at] ?? 0) ^ (1 << roll(8)); break;
      case 1: put(Buffer.of(roll(256)), at + 1); break;
      case 2: { const end = Buffer.from(ends[roll(ends.length)] ?? []); put(end, at + end.length); break; }
      case 3: put(Buffer.alloc(0), to); break;
      case 4: put(octets.subarray(at, to)); break;
      case 5: put(Buffer.from(words[roll(words.length)] ?? "", "latin1"), roll(2) === 0 ? at : to); break;
      case 6: { const other = seeds[roll(seeds.length)] ?? seed; const from = roll(other.length); put(other.subarray(from, from + 1 + roll(512)), roll(2) === 0 ? at : to); break; }
      case 7: octets = octets.subarray(0, at); break;
      // The same many times over: what is nested, listed or repeated.
      default: put(Buffer.concat(Array.from({ length: 2 + roll(60) }, () => octets.subarray(at, to)))); break;
    }
    if (octets.length > 1 << 20) octets = octets.subarray(0, 1 << 20);
  }
  return new Uint8Array(octets);
}
