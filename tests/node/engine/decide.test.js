// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { start } from "../../../www/engine/engine.js";
import { ZegelError } from "../../../www/engine/errors.js";
import { chip, written } from "../../../www/mail/compose/chips.js";
import { draft, engineFor, policy } from "./people.js";

const bytes = (/** @type {unknown} */ value) => new TextEncoder().encode(JSON.stringify(value));

test("a bundle is read, and its mistakes are all named by place and code", async () => {
  const engine = await start();
  const read = engine.useBundle(policy);
  assert.ok("bundle" in read && read.bundle.organisation.name === "Example Foundation");

  const bad = engine.useBundle(bytes({ ...JSON.parse(policy.toString()), serial: "one", colour: "red" }));
  assert.ok("mistakes" in bad && bad.mistakes.length >= 2);
  for (const { path, code } of bad.mistakes) {
    assert.match(path, /^\//);
    assert.match(code, /^[a-z-]+$/);
  }
  assert.ok("mistakes" in engine.useBundle(new Uint8Array()));
});

test("without a bundle nothing is decided or sealed, also where there was one before", async () => {
  const engine = await start();
  const refuses = async (/** @type {string} */ why) => {
    assert.throws(() => engine.decide(draft()), { code: "bundle-missing" }, why);
    await assert.rejects(engine.seal(draft({ protection: "none" }), { contents: [], certificates: [] }), { code: "bundle-missing" }, why);
  };
  await refuses("none yet");
  /** @type {[string, () => void][]} */
  const losses = [
    ["dropped", () => engine.dropBundle()], ["a bad one after it", () => engine.useBundle(bytes({}))],
    ["an empty one after it", () => engine.useBundle(new Uint8Array())],
    ["no bytes after it", () => assert.throws(() => engine.useBundle(/** @type {any} */ (undefined)))], ["closed", () => engine.close()],
  ];
  for (const [why, lose] of losses) {
    engine.useBundle(policy);
    await engine.ready();
    assert.equal(engine.decide(draft()).protection?.template, "encrypt");
    lose();
    await refuses(why);
  }
});

test("the engine keeps its own copy of the bundle", async (t) => {
  const engine = await engineFor(t);
  const mine = Uint8Array.from(policy);
  engine.useBundle(mine);
  mine.fill(0);
  await engine.ready();
  assert.deepEqual(engine.decide(draft()).blocks, []);
});

test("addresses are split, and international domains become A-labels", async (t) => {
  const engine = await engineFor(t);
  const read = engine.readAddresses('"Team @müller, all" <Jan@Bücher.example>; noor@example.org\nnobody');
  assert.deepEqual(read.map((answer) => answer.ok ? answer.address.address : answer.code),
    ["Jan@xn--bcher-kva.example", "noor@example.org", "address-malformed"]);
  assert.ok(read[0].ok && read[0].address.name === "Team @müller, all");
});

test("a recipient put back into the field to be edited is the same one when it is read again", async (t) => {
  const engine = await engineFor(t);
  const texts = [
    '"old@evil.example, Lee" <lee@example.com>', '"Wit, Noor de" <noor@example.org>', '"a \\"quoted\\" name; and \\\\" <lee@example.com>',
    '"<old@evil.example>" <lee@example.com>', "Noor de Wit <noor@example.org>", "noor@example.org", "nobody",
  ];
  for (const text of texts) {
    const first = engine.readAddresses(text).map(chip);
    assert.equal(first.length, 1, text);
    const again = first.flatMap((one) => engine.readAddresses(written(one))).map(chip);
    const seen = (/** @type {typeof first} */ chips) => chips.map(({ name, address, malformed }) => ({ name, address, malformed }));
    assert.deepEqual(seen(again), seen(first), text);
  }
});

test("a draft of another form is an error with a code, a thousand times with memory flat", async (t) => {
  const engine = await engineFor(t);
  const { memory } = await (await import("../../../www/wasm/decider.js")).default();
  const bad = [null, 7, "draft", {}, { ...draft(), to: "daan@example.org" }, { ...draft(), attachments: [{}] }];
  const ask = (/** @type {any} */ value) => assert.throws(() => engine.decide(value), (error) =>
    error instanceof ZegelError && error.code === "draft-malformed");

  const use = async () => {
    engine.useBundle(policy);
    await engine.ready();
  };
  for (let i = 0; i < 100; i++) {
    await use();
    ask(bad[i % bad.length]);
  }
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 1000; i++) {
    await use();
    ask(bad[i % bad.length]);
    engine.useBundle(bytes({ format: 1, labels: i }));
    engine.readAddresses("<<@,;".repeat(i % 50));
  }
  assert.equal(memory.buffer.byteLength, before);
  await use();
  assert.equal(engine.decide(draft()).protection?.template, "encrypt");
});
