// @ts-check
// The document: edits by pointer, undo, the order of labels, the next edition, the lines of its JSON.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { nextEdition, textOf } from "../../../www/pages/admin/model/edition.js";
import { idFrom, withNewGuids } from "../../../www/pages/admin/model/ids.js";
import { lineOf, lineOfError, linesByPointer } from "../../../www/pages/admin/model/locate.js";
import { labelMoved, labelStepped } from "../../../www/pages/admin/model/order.js";
import { below, get, moved, set } from "../../../www/pages/admin/model/pointer.js";
import { Store } from "../../../www/pages/admin/model/store.js";

test("an edit copies its path and shares the rest", () => {
  const before = { a: [{ "x/y~z": 1 }, { b: 2 }], c: { d: 3 } };
  const after = set(before, below("/a/0", "x/y~z"), 5);
  assert.deepEqual(after, { a: [{ "x/y~z": 5 }, { b: 2 }], c: { d: 3 } });
  assert.equal(after.c, before.c);
  assert.equal(after.a[1], before.a[1]);
  assert.equal(before.a[0]["x/y~z"], 1);
  assert.equal(get(after, "/a/0/x~1y~0z"), 5);
  assert.equal(get(after, "/a/7/b"), undefined);
});

test("undefined takes away, and what is missing on the way is made", () => {
  assert.deepEqual(set({ a: [1, 2, 3], b: 1 }, "/a/1", undefined), { a: [1, 3], b: 1 });
  assert.deepEqual(set({ a: 1, b: 2 }, "/a", undefined), { b: 2 });
  assert.deepEqual(set({}, "/rules/0/name", "x"), { rules: [{ name: "x" }] });
  assert.deepEqual(set({ a: { b: 1 } }, "/a/c", undefined), { a: { b: 1 } });
  const odd = set({}, "/__proto__", { polluted: true });
  assert.ok(Object.hasOwn(odd, "__proto__"));
  assert.equal(/** @type {any} */ ({}).polluted, undefined);
});

test("fields keep their order when one changes", () => {
  assert.deepEqual(Object.keys(set({ a: 1, b: 2, c: 3 }, "/b", 4)), ["a", "b", "c"]);
});

test("typing in one field is undone as one, and redone", () => {
  const store = new Store({ name: "" });
  let told = 0;
  store.subscribe(() => { told += 1; });
  for (const name of ["N", "No", "Noor"]) store.edit("/name", name, { run: "/name" });
  store.pause();
  store.edit("/name", "Noor d", { run: "/name" });
  assert.equal(told, 4);
  store.undo();
  assert.deepEqual(store.document, { name: "Noor" });
  store.undo();
  assert.deepEqual(store.document, { name: "" });
  assert.equal(store.canUndo, false);
  store.undo();
  store.redo();
  store.redo();
  assert.deepEqual(store.document, { name: "Noor d" });
  store.undo();
  store.edit("/other", 1);
  assert.equal(store.canRedo, false, "a new edit ends what could be redone");
});

test("the history has a bound", () => {
  const store = new Store(0, { limit: 3 });
  for (let value = 1; value <= 10; value += 1) store.replace(value);
  for (let turn = 0; turn < 10; turn += 1) store.undo();
  assert.equal(store.document, 7);
});

const labels = [{ id: "a" }, { id: "B" }, { id: "b1", parent: "b" }, { id: "b2", parent: "B" }, { id: "c" }];
const ids = (/** @type {any[]} */ list) => list.map(({ id }) => id).join(" ");

test("a label moves with its sub-labels, and a sub-label only among its own", () => {
  assert.equal(ids(labelStepped(labels, 1, 1)?.labels ?? []), "a c B b1 b2");
  assert.equal(labelStepped(labels, 1, 1)?.position, 2);
  assert.equal(ids(labelStepped(labels, 0, 1)?.labels ?? []), "B b1 b2 a c");
  assert.equal(ids(labelStepped(labels, 2, 1)?.labels ?? []), "a B b2 b1 c");
  assert.equal(labelStepped(labels, 2, -1), null);
  assert.equal(labelStepped(labels, 3, 1), null);
  assert.equal(labelStepped(labels, 0, -1), null);
  assert.equal(ids(labelMoved(labels, 4, 0)), "c a B b1 b2");
  assert.equal(ids(labelMoved(labels, 0, 4)), "B b1 b2 c a");
  assert.equal(ids(labelMoved(labels, 3, 0)), "a B b2 b1 c");
  assert.deepEqual(moved([1, 2, 3, 4], 0, 2), [2, 3, 1, 4]);
});

test("ids come from names, and are not taken", () => {
  assert.equal(idFrom("Persoonsgegevens: naar búiten"), "persoonsgegevens-naar-buiten");
  assert.equal(idFrom("Encrypt", ["encrypt", "encrypt-2"]), "encrypt-3");
  assert.equal(idFrom("None"), "none-2");
  assert.equal(idFrom("日本"), "new");
  assert.ok(idFrom("x".repeat(200)).length <= 64);
});

test("an example gets ids of its own, each wherever it stands", () => {
  let count = 0;
  const text = withNewGuids('"6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02" "6F1D2A34-0C1E-4B57-9A80-3B7C5D9E1F02" "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f03"', () => `n${count += 1}`);
  assert.equal(text, '"n1" "n1" "n2"');
});

test("the next edition has a higher serial than any before", () => {
  const now = new Date("2027-03-12T14:05:06.789Z");
  const next = (/** @type {any} */ document, /** @type {any} */ base) => nextEdition(document, { base, now }).serial;
  assert.equal(next({ serial: 1 }, null), 1);
  assert.equal(next({ serial: 13 }, { serial: 13 }), 14);
  assert.equal(next({ serial: 20 }, { serial: 13 }), 20);
  assert.equal(next({ serial: 4 }, { serial: 13 }), 14);
  assert.equal(next({ serial: "x" }, { serial: 13 }), 14);
  const edition = nextEdition({ format: 1, serial: 1, issued: "old", rules: [] }, { base: null, now });
  assert.equal(edition.issued, "2027-03-12T14:05:06Z");
  assert.deepEqual(Object.keys(edition), ["format", "serial", "issued", "rules"]);
});

test("what is written is read back the same", async () => {
  const starter = await readFile(new URL("../../../www/pages/admin/starter.json", import.meta.url), "utf8");
  assert.equal(textOf(JSON.parse(starter)), starter);
  const odd = { "a\n\"b": ["}", "{\n", " ", "\\"], empty: {}, none: [], deep: [[[]]], nothing: null, "long": "x".repeat(200), number: 1e21 };
  assert.deepEqual(JSON.parse(textOf(odd)), odd);
});

test("every pointer has its line, and a mistake in the JSON too", () => {
  const text = '{\n  "a": {\n    "b/c": [1,\n      2]\n  },\n  "d": "x\\"y", "e": true\n}';
  const lines = linesByPointer(text);
  assert.deepEqual(Object.fromEntries(lines), { "": 1, "/a": 2, "/a/b~1c": 3, "/a/b~1c/0": 3, "/a/b~1c/1": 4, "/d": 6, "/e": 6 });
  assert.equal(lineOf(lines, "/a/b~1c/7/x"), 3);
  assert.equal(lineOf(lines, "/unknown"), 1);
  const broken = '{\n "a": 1,,\n}';
  /** @type {unknown} */
  let thrown;
  try {
    JSON.parse(broken);
  } catch (error) {
    thrown = error;
  }
  assert.equal(lineOfError(broken, thrown), 2);
});
