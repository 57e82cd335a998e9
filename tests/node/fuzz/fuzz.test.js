// @ts-check
/**
 * Does anything that reads what others wrote come to an end by it? Seeds are changed by numbers, so that a run is the same everywhere. ZEGEL_FUZZ=100000
 * changes each target's seeds that often instead of a few hundred times, ZEGEL_FUZZ_SEED=7 in another way, ZEGEL_FUZZ_TARGET=message one of them only.
 * What brought something down is written to target/fuzz/; mended, it moves to tests/cases/crashes/<target>/ and is tried for ever.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { target as targetFolder } from "../../../scripts/paths.mjs";
import { dice, mutated } from "./mutate.js";
import { isCrash, nameOf, targets } from "./targets.js";

const rounds = Number(process.env.ZEGEL_FUZZ ?? 300);
const seed = Number(process.env.ZEGEL_FUZZ_SEED ?? 1);
const crashes = fileURLToPath(new URL("../../cases/crashes/", import.meta.url));

/** @param {(octets: Uint8Array, name: string) => unknown} ask @param {Uint8Array} octets @param {string} name */
function crashOf(ask, octets, name) {
  try {
    ask(octets, name);
    return null;
  } catch (thrown) {
    return isCrash(thrown) ? { thrown } : null;
  }
}

const chosen = targets.filter(({ name }) => name === (process.env.ZEGEL_FUZZ_TARGET ?? name));
assert.ok(chosen.length > 0, "ZEGEL_FUZZ_TARGET is one of those in targets.js");
for (const { name, seeds: made, words, open } of chosen) {
  test(`${name}: ${rounds} changed inputs bring nothing down`, async () => {
    const seeds = made();
    assert.ok(seeds.length > 0);
    const ask = await open();
    const known = join(crashes, name);
    for (const file of existsSync(known) ? readdirSync(known) : []) assert.equal(crashOf(ask, new Uint8Array(readFileSync(join(known, file))), file), null, file);
    // Untouched ones are read, so that what is changed is not noise to begin with.
    let read = 0;
    for (const octets of seeds) {
      assert.equal(crashOf(ask, octets, "a"), null);
      try { ask(octets, "a"); read += 1; } catch { /* some of them are there to be refused */ }
    }
    assert.ok(read > 0, "no seed is read at all");
    for (let round = 0; round < rounds; round += 1) {
      const roll = dice(seed * 0x9e3779b1 + round);
      const octets = mutated(seeds[round % seeds.length] ?? new Uint8Array(), seeds, words, roll);
      const file = nameOf(roll);
      const crash = crashOf(ask, octets, file);
      if (crash === null) continue;
      mkdirSync(join(targetFolder, "fuzz"), { recursive: true });
      const place = join(targetFolder, "fuzz", `${name}-${seed}-${round}`);
      writeFileSync(place, octets);
      assert.fail(`round ${round} (as "${file}") brought it down: ${String(crash.thrown)}; the input is in ${place}`);
    }
  });
}

test("the same number changes the same octets, and a program that ends is noticed", () => {
  const seeds = [new TextEncoder().encode("a seed of some length ".repeat(40)), new TextEncoder().encode("another one")];
  const [first, again, other] = [5, 5, 6].map((number) => Buffer.from(mutated(seeds[0] ?? new Uint8Array(), seeds, ["word"], dice(number))).toString("hex"));
  assert.equal(first, again);
  assert.notEqual(first, other);
  assert.ok(new Set(Array.from({ length: 200 }, (_, number) => Buffer.from(mutated(seeds[0] ?? new Uint8Array(), seeds, ["word"], dice(number))).toString("hex"))).size > 150);
  for (const end of [new WebAssembly.RuntimeError("unreachable"), new RangeError("stack"), new TypeError("x"), "text", undefined, {}]) assert.ok(isCrash(end), String(end));
  for (const refusal of ['{"code":"message-malformed"}', { code: "message-damaged", detail: {} }]) assert.ok(!isCrash(refusal));
});
