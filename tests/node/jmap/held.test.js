// @ts-check
/** A large message is what the server holds, or it is not. */
import assert from "node:assert/strict";
import test from "node:test";
import { holds } from "../../../www/pages/demo/jmap/held.js";

const size = (9 << 20) + 5;
const whole = Uint8Array.from({ length: size }, (_, at) => at * 7 % 251);
const blob = new Blob([whole]);

/**
 * What a server answers, in pieces as they come.
 * @param {Uint8Array} held @param {number} step
 */
function server(held, step) {
  const asked = { octets: 0 };
  const read = async (/** @type {string} */ _, /** @type {(octets: Uint8Array) => Promise<boolean>} */ take) => {
    for (let at = 0; at < held.length; at += step) {
      asked.octets = at + step;
      if (!await take(held.subarray(at, at + step))) return;
    }
  };
  return { jmap: /** @type {any} */ ({ read, download: async () => held }), asked };
}

const message = { bytes: whole.subarray(0, 100), blob };

test("the same octets are the same, however they arrive", async () => {
  for (const step of [65_536, 100_003, 5 << 20, size]) {
    assert.equal(await holds(server(whole, step).jmap, "b", message), true, `${step}`);
  }
  assert.equal(await holds(server(whole, 1).jmap, "b", { bytes: whole }), true, "without a Blob the bytes count");
});

test("one octet more, less or other is not the same", async () => {
  for (const at of [0, 4 << 20, (4 << 20) - 1, size - 1]) {
    const changed = whole.slice();
    changed[at] ^= 1;
    const { jmap, asked } = server(changed, 65_536);
    assert.equal(await holds(jmap, "b", message), false, `${at}`);
    assert.ok(asked.octets <= at + 65_536, "what comes behind is not read");
  }
  for (const held of [whole.subarray(0, -1), new Uint8Array([...whole.subarray(0, 70_000)]), new Uint8Array(), message.bytes]) {
    assert.equal(await holds(server(held, 65_536).jmap, "b", message), false, `${held.length}`);
  }
  const more = new Uint8Array(size + 1);
  more.set(whole);
  assert.equal(await holds(server(more, 65_536).jmap, "b", message), false);
});
