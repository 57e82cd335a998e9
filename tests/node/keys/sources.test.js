// @ts-check
// The sources over real connections: through the server of the page to others that speak TLS, and straight.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { hashOfLocalPart } from "../../../server/directory.mjs";
import { serve } from "../../../server/main.mjs";
import { MemoryDatabase } from "../../../www/keys/database.js";
import { Finder } from "../../../www/keys/finder.js";
import { keyringSource } from "../../../www/keys/sources/keyring.js";
import { keyserverSource } from "../../../www/keys/sources/keyserver.js";
import { wkdSource } from "../../../www/keys/sources/wkd.js";
import { emptyFolder } from "../server/start.js";
import { elsewhere, reaching, tlsFor } from "./elsewhere.js";
import { armor, certificate } from "./packets.js";

/** @typedef {import("node:test").TestContext} TestContext */

const lee = "lee@example.com";
const leeKey = certificate(`Lee <${lee}>`);
const maraKey = certificate("Mara <mara@example.com>");
const names = ["openpgpkey.example.com", "example.org", "example.test", "keys.example.org"];
const tls = tlsFor(...names);
const soon = (/** @type {number} */ milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A page's server, and others behind it. @param {TestContext} t @param {import("./elsewhere.js").Answer} answer */
async function page(t, answer) {
  const there = await elsewhere(t, tls, answer);
  const server = await serve({
    port: 0, data: await emptyFolder(t),
    lookups: { keyserver: "https://keys.example.org", outward: { ...reaching(there, tls.cert, names), patience: 1_000 } },
  });
  t.after(() => server.close());
  const { lookups } = await (await fetch(`${server.url}config.json`)).json();
  return { base: server.url, lookups, asked: there.asked };
}

test("a recipient elsewhere is found in their domain's directory and at the key server, with provenance", async (t) => {
  const world = await page(t, (request, response, host) => {
    const url = request.url ?? "";
    if (host === "openpgpkey.example.com" && url.includes("/hu/")) response.end(Buffer.concat([leeKey, maraKey]));
    else if (host === "keys.example.org" && url === "/vks/v1/by-email/lee%40example.com") response.end(armor(leeKey));
    else response.writeHead(404).end();
  });
  const finder = new Finder({ ...world, database: new MemoryDatabase() });
  const found = await finder.find(lee);
  assert.deepEqual(found.candidates.map(({ source, host, bytes }) => [source, host, Buffer.from(bytes)]), [
    // Whose it is, is not looked at here: a directory may answer with another person's, and the engine refuses it.
    ["wkd", "example.com", Buffer.from(leeKey)], ["wkd", "example.com", Buffer.from(maraKey)], ["keyserver", "keys.example.org", Buffer.from(leeKey)],
  ]);
  assert.deepEqual(found.troubles, []);
  assert.deepEqual((await finder.find("nobody@example.org")).candidates, []);
  assert.equal(world.asked.length, 4);
});

test("servers elsewhere that are slow, gone or mad are a trouble of their own source", async (t) => {
  const world = await page(t, (request, response, host) => {
    if (host === "keys.example.org") response.end(armor(leeKey));
    else if (request.url?.includes("l=mad")) response.end(Buffer.from([0xc6, 255, 255, 255, 255, 255]));
    else if (!request.url?.includes("l=slow")) request.socket.destroy();
  });
  const finder = new Finder({ ...world, database: new MemoryDatabase(), sources: ["wkd", "keyserver"] });
  for (const [local, code] of [["slow", "server-unreachable"], ["dead", "server-unreachable"], ["mad", "certificate-malformed"]]) {
    const found = await finder.find(`${local}@example.com`);
    assert.deepEqual([found.troubles, found.candidates.length], [[{ source: "wkd", code }], 1], local);
  }
  assert.deepEqual((await finder.find("lee@nothing.test")).troubles, []);
});

test("fifty recipients elsewhere at once", async (t) => {
  const world = await page(t, (request, response) => setTimeout(() => response.end(leeKey), 5));
  const finder = new Finder({ ...world, database: new MemoryDatabase() });
  const found = await finder.findAll(Array.from({ length: 50 }, (_, i) => `p${i}@example.com`));
  assert.ok([...found.values()].every(({ candidates, troubles }) => candidates.length === 2 && troubles.length === 0));
  assert.equal(world.asked.length, 100);
});

test("a key is found by its fingerprint", async (t) => {
  const world = await page(t, (_, response) => response.end(armor(leeKey)));
  const source = keyserverSource(world);
  assert.deepEqual((await source.byFingerprint("ab".repeat(20))).map(({ host }) => host), ["keys.example.org"]);
  assert.deepEqual(world.asked, [`GET keys.example.org/vks/v1/by-fingerprint/${"AB".repeat(20)}`]);
  await assert.rejects(source.byFingerprint("../upload"), { code: "key-malformed" });
});

/** Straight from a browser: what each URL answers; everything else cannot be reached. @param {Record<string, Response>} answers */
function straight(answers) {
  /** @type {string[]} */
  const asked = [];
  /** @type {typeof globalThis.fetch} */
  const answer = async (url) => {
    asked.push(String(url));
    const found = Object.entries(answers).find(([start]) => String(url).startsWith(start));
    if (!found) throw new TypeError("Failed to fetch");
    return found[1].clone();
  };
  return { asked, source: wkdSource({ fetch: answer }) };
}

test("without the own server, advanced comes before direct, and its policy has the last word", async () => {
  const hash = hashOfLocalPart("lee");
  const advanced = "https://openpgpkey.example.com/.well-known/openpgpkey/example.com/";
  const direct = "https://example.com/.well-known/openpgpkey/hu/";
  const yes = new Response(leeKey);
  const no = new Response("", { status: 404 });
  const ask = async (/** @type {Record<string, Response>} */ answers) => {
    const { source, asked } = straight(answers);
    return { found: (await source.ask("Lee@example.com", {})).length, asked };
  };
  assert.deepEqual(await ask({ [`${advanced}hu/`]: yes }), { found: 1, asked: [`${advanced}hu/${hash}?l=Lee`] });
  assert.deepEqual(await ask({ [`${advanced}hu/`]: no, [`${advanced}policy`]: new Response(""), [direct]: yes }), { found: 0, asked: [`${advanced}hu/${hash}?l=Lee`, `${advanced}policy`] });
  assert.deepEqual(await ask({ [advanced]: no, [direct]: yes }), { found: 1, asked: [`${advanced}hu/${hash}?l=Lee`, `${advanced}policy`, `${direct}${hash}?l=Lee`] });
  assert.equal((await ask({ [direct]: yes })).found, 1, "an advanced host that is not there");
  assert.equal((await ask({ [direct]: new Response("<!doctype html>") })).found, 0);
  await assert.rejects(ask({}), { code: "lookup-blocked", detail: { host: "example.com" } });
  await assert.rejects(ask({ [direct]: new Response("", { status: 500 }) }), { code: "server-refused" });
  const keys = keyserverSource({ fetch: async () => { throw new TypeError("Failed to fetch"); } });
  await assert.rejects(keys.ask(lee, {}), { code: "lookup-blocked", detail: { host: "keys.openpgp.org" } });
});

test("the organisation's directory is fetched once, asked for again with its ETag, and kept for the next page", async (t) => {
  let file = Buffer.concat([leeKey, maraKey]);
  let status = 200;
  /** @type {(string|undefined)[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const etag = `"${file.length}"`;
    asked.push(request.headers["if-none-match"]);
    if (status !== 200) response.writeHead(status).end();
    else if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag }).end(file);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => { server.closeAllConnections(); server.close(); });
  const base = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
  const database = new MemoryDatabase();
  const clock = { now: Date.now() };
  const open = () => new Finder({ from: [keyringSource("/keys.pgp", { base, database, now: () => clock.now })], database, now: () => clock.now });
  const finder = open();
  /** @type {string[]} */
  const changes = [];
  finder.onChange((address) => changes.push(address));
  await finder.prepare();
  const all = await finder.findAll([lee, "mara@example.com", "nobody@example.com"]);
  assert.deepEqual([...all.values()].map(({ candidates }) => candidates.map(({ source }) => source)), [["keyring"], ["keyring"], []]);
  assert.deepEqual(asked, [undefined]);

  const next = open();
  assert.equal((await next.find(lee)).candidates.length, 1);
  assert.equal(asked.length, 1, "from the database");
  clock.now += 2 * 60 * 60_000;
  assert.equal((await finder.find(lee)).candidates.length, 1);
  await soon();
  assert.deepEqual([asked.length, asked[1], changes], [2, `"${file.length}"`, []]);
  file = Buffer.concat([maraKey]);
  clock.now += 2 * 60 * 60_000;
  assert.equal((await finder.find(lee)).candidates.length, 1);
  await soon();
  assert.deepEqual(changes, [lee]);
  assert.deepEqual(finder.peek(lee)?.candidates, []);

  file = Buffer.from("<!doctype html>");
  clock.now += 25 * 60 * 60_000;
  assert.equal((await finder.find("mara@example.com")).candidates.length, 1, "a broken file leaves the one before");
  status = 500;
  clock.now += 8 * 24 * 60 * 60_000;
  assert.deepEqual((await finder.find("mara@example.com")).troubles, [{ source: "keyring", code: "server-refused" }], "not for ever");
});

test("a directory of the organisation that does not end is given up", async (t) => {
  const server = createServer((_, response) => {
    const more = () => { while (!response.destroyed && response.write(Buffer.alloc(1 << 20, 0xc6))); };
    response.on("drain", more);
    more();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => { server.closeAllConnections(); server.close(); });
  const base = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
  const source = keyringSource("/keys.pgp", { base, database: new MemoryDatabase() });
  await assert.rejects(source.ask(lee, {}), { code: "certificate-malformed" });
});
