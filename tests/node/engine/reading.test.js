// @ts-check
// The corpus of messages on the real module: shown as what they are, as natively (tests/reading.rs).

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import * as sealer from "../../../www/wasm/sealer.js";
import { whole } from "../../whole.mjs";

/**
 * @typedef {import("../../../www/generated/contract.js").Opened} Opened
 * @typedef {Record<string, any>} Shows
 */

const corpus = new URL("../../cases/messages/", import.meta.url);
const domains = /** @type {Record<string, string>} */ ({ noor: "example.org", lee: "example.com", eve: "example.net" });
// After every message of the corpus was written.
const now = Date.parse("2026-06-01T00:00:00Z");

sealer.initSync({ module: readFileSync(new URL("../../../www/wasm/sealer_bg.wasm", import.meta.url)) });

const key = (/** @type {string} */ name) => readFileSync(new URL(`keys/${name}.asc`, corpus));
const found = (/** @type {string} */ name) =>
  ({ address: `${name}@${domains[name]}`, bytes: new Uint8Array(readFileSync(new URL(`keys/${name}.pub.asc`, corpus))) });

/** @param {Uint8Array} message @param {string[]} knows @returns {Opened} */
const open = (message, knows) => whole(sealer.begin_open(message, [new Uint8Array(key("lee"))], knows.map(found), undefined, now, () => {}));

/**
 * Everything that is expected must be so, and lists be as long.
 * @param {any} expected
 * @param {any} shown
 * @param {string} place
 */
function compare(expected, shown, place) {
  if (Array.isArray(expected)) {
    assert.equal(shown.length, expected.length, `${place}: ${JSON.stringify(shown)}`);
    for (const [at, one] of expected.entries()) compare(one, shown[at], `${place}/${at}`);
  } else if (expected !== null && typeof expected === "object") {
    for (const [name, value] of Object.entries(expected)) if (name !== "opens") compare(value, shown?.[name], `${place}/${name}`);
  } else {
    // How a line ends is not what a message says.
    assert.equal(typeof shown === "string" ? shown.replaceAll("\r\n", "\n") : shown, expected, place);
  }
}

/** @param {Shows} shows @param {Opened} opened @param {string[]} knows @param {string} place */
function isShown(shows, opened, knows, place) {
  compare(shows, opened, place);
  for (const [at, one] of (shows.within ?? []).entries()) {
    if (one.opens) isShown(one.opens, open(opened.within[at].bytes, knows), knows, `${place}/within/${at}`);
  }
}

test("every message of the corpus is shown as what it is", () => {
  const names = readdirSync(corpus).filter((name) => name.endsWith(".json"));
  assert.ok(names.length >= 70);
  for (const name of names) {
    const { shows, knows, never } = JSON.parse(readFileSync(new URL(name, corpus), "utf8"));
    const opened = open(readFileSync(new URL(name.replace(/json$/, "eml"), corpus)), knows);
    isShown(shows, opened, knows, name);
    for (const word of never) assert.equal(`${opened.text}${opened.html}`.includes(word), false, `${name}: ${word}`);
  }
});
