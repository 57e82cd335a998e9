// @ts-check
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { directoryUrl, find, localHash, publish } from "../../../www/keys/directory.js";

/**
 * A directory that does as each test says, on a port of its own.
 * @param {import("node:test").TestContext} test
 * @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void} answer
 */
async function directory(test, answer) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  test.after(() => { server.closeAllConnections(); server.close(); });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { asked, base: `http://127.0.0.1:${port}/.well-known/openpgpkey/` };
}

test("local parts are hashed as the draft does, lower-casing ASCII only", async () => {
  assert.equal(await localHash("Joe.Doe"), "iy9q119eutrkn8s1mk4r39qejnbu3n5q");
  assert.equal(await localHash("bernhard.reiter"), "it5sewh54rxz33fwmr8u6dy4bbz8itz4");
  assert.equal(await localHash("test-wkd"), "4hg7tescnttreaouu4z1izeuuyibwww1");
  assert.notEqual(await localHash("É"), await localHash("é"));
});

test("the address of a certificate keeps the local part as written, the domain in A-labels", async () => {
  const base = "https://example.test/.well-known/openpgpkey/";
  assert.equal(await directoryUrl("Joe.Doe@Example.ORG", base), `${base}example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe`);
  assert.match(await directoryUrl("a+b&c@bücher.example", base), /\/xn--bcher-kva\.example\/hu\/.{32}\?l=a%2Bb%26c$/);
  for (const address of ["", "noor", "@example.org", "noor@", "noor@../../x", "noor@example.org:80", "noor@a b"]) {
    await assert.rejects(directoryUrl(address, base), { code: "address-malformed" }, address);
  }
});

test("a certificate is found once for all who ask, and none can change another's", async (t) => {
  const { asked, base } = await directory(t, (_, response) => setTimeout(() => response.end(Buffer.from([1, 2, 3])), 20));
  const answers = await Promise.all([find("noor@example.org", { base }), find("noor@example.org", { base })]);
  assert.deepEqual(answers[0], { certificate: new Uint8Array([1, 2, 3]), source: "directory" });
  answers[0]?.certificate.fill(0);
  assert.deepEqual(answers[1]?.certificate, new Uint8Array([1, 2, 3]));
  assert.deepEqual((await find("noor@example.org", { base }))?.certificate, new Uint8Array([1, 2, 3]));
  assert.equal(asked.length, 1);
});

test("who has no certificate has none for ten seconds, then is looked up again", async (t) => {
  const { asked, base } = await directory(t, (_, response) => response.writeHead(404).end());
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  assert.equal(await find("nobody@example.org", { base }), null);
  t.mock.timers.setTime(1_009_000);
  assert.equal(await find("nobody@example.org", { base }), null);
  assert.equal(asked.length, 1);
  t.mock.timers.setTime(1_011_000);
  assert.equal(await find("nobody@example.org", { base }), null);
  assert.equal(asked.length, 2);
});

test("a failure has a code and is not remembered", async (t) => {
  let status = 500;
  const { base } = await directory(t, (_, response) => response.writeHead(status).end("x"));
  await assert.rejects(find("a@example.org", { base }), { code: "server-refused", detail: { status: 500 } });
  status = 200;
  assert.ok(await find("a@example.org", { base }));
  await assert.rejects(find("a@example.org", { base: "http://127.0.0.1:1/" }), { code: "server-unreachable" });
});

test("what is larger than 256 KiB, or breaks off, is not taken for a certificate", async (t) => {
  const { base } = await directory(t, (request, response) => {
    if (request.url?.includes("l=large")) return response.end(Buffer.alloc(256 * 1024 + 1));
    response.writeHead(200, { "content-length": 100 });
    response.write("half", () => response.destroy());
  });
  await assert.rejects(find("large@example.org", { base }), { code: "certificate-malformed" });
  await assert.rejects(find("half@example.org", { base }), { code: "server-unreachable" });
});

test("one who stops waiting does not stop the others", async (t) => {
  const { asked, base } = await directory(t, (_, response) => setTimeout(() => response.end("key"), 50));
  const stop = new AbortController();
  const [impatient, patient] = [find("c@example.org", { base, signal: stop.signal }), find("c@example.org", { base })];
  stop.abort();
  await assert.rejects(impatient, { code: "canceled" });
  assert.ok(await patient);
  assert.equal(asked.length, 1);
});

test("publishing signs in, and the next look-up sees what was published", async (t) => {
  /** @type {Buffer|null} */
  let kept = null;
  const { base } = await directory(t, (request, response) => {
    if (request.method === "GET") return kept ? response.end(kept) : response.writeHead(404).end();
    const expected = `Basic ${Buffer.from("noor@example.org:gehéim").toString("base64")}`;
    if (request.headers.authorization !== expected) return response.writeHead(401).end();
    /** @type {Buffer[]} */
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece)).on("end", () => {
      kept = Buffer.concat(pieces);
      response.writeHead(204).end();
    });
  });
  const user = "noor@example.org";
  const certificate = new Uint8Array([9, 8, 7]);
  assert.equal(await find(user, { base }), null);
  await assert.rejects(publish(certificate, user, { user, password: "no", base }), { code: "sign-in-refused" });
  await publish(certificate, user, { user, password: "gehéim", base });
  assert.deepEqual((await find(user, { base }))?.certificate, certificate);
});
