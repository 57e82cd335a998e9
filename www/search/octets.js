// @ts-check
// Octets that grow, and numbers in as few of them as they need.

export class Octets {
  #bytes = new Uint8Array(1024);
  length = 0;

  /** Seven bits to an octet. @param {number} value  below 2^32 */
  number(value) {
    this.#room(5);
    let left = value;
    while (left > 127) {
      this.#bytes[this.length++] = (left & 127) | 128;
      left >>>= 7;
    }
    this.#bytes[this.length++] = left;
  }

  /** @param {Uint8Array} bytes */
  bytes(bytes) {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Good until something is added. */
  view() {
    return this.#bytes.subarray(0, this.length);
  }

  /** @param {number} more */
  #room(more) {
    if (this.length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + more));
    larger.set(this.view());
    this.#bytes = larger;
  }
}

/** Reads what `Octets` wrote. */
export class Reader {
  /** @param {Uint8Array} bytes @param {number} [at] */
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    const { bytes } = this;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const octet = bytes[this.at++];
      value |= (octet & 127) << shift;
      if (octet < 128) return value >>> 0;
    }
  }
}

/** Whether one comes before the other. @param {Uint8Array} one @param {number} oneLength @param {Uint8Array} other @param {number} otherLength */
export function compare(one, oneLength, other, otherLength) {
  const both = Math.min(oneLength, otherLength);
  for (let at = 0; at < both; at++) if (one[at] !== other[at]) return one[at] - other[at];
  return oneLength - otherLength;
}
