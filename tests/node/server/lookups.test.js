// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { hashOfLocalPart } from "../../../server/directory.mjs";
import { openLookups } from "../../../server/lookups.mjs";
import { isPublic } from "../../../server/public-addresses.mjs";
import { elsewhere, reaching, resolver, tlsFor } from "../keys/elsewhere.js";
import { armor, certificate, packet } from "../keys/packets.js";
import { sendRaw, start } from "./start.js";

/** @typedef {import("node:test").TestContext} TestContext */

const names = ["example.com", "openpgpkey.example.org", "example.org", "keys.example.org"];
const tls = tlsFor(...names);
const lee = Buffer.from(certificate("Lee <lee@example.com>"));
const asPage = { "x-zegel-lookup": "1" };

/** @param {string} domain @param {string} local */
const wkd = (domain, local) => `lookup/wkd/${domain}/${hashOfLocalPart(local)}?l=${encodeURIComponent(local)}`;

/**
 * A page's server, and what stands elsewhere behind it.
 * @param {TestContext} t
 * @param {import("../keys/elsewhere.js").Answer} answer
 * @param {Partial<import("../../../server/lookups.mjs").LookupOptions> & { known?: string[], outward?: any }} [options]
 */
async function world(t, answer, { known = names, outward, ...options } = {}) {
  const there = await elsewhere(t, tls, answer);
  const server = await start(t, {
    lookups: { keyserver: "https://keys.example.org", ...options, outward: { ...reaching(there, tls.cert, known), ...outward } },
  });
  const get = (/** @type {string} */ path, /** @type {Record<string, string>} */ headers = asPage) => fetch(server.url + path, { headers });
  const post = (/** @type {string} */ path, /** @type {unknown} */ body) => fetch(server.url + path, {
    method: "POST", headers: { ...asPage, "content-type": "application/json" }, body: JSON.stringify(body),
  });
  return { ...server, asked: there.asked, get, post };
}

/** @param {Response} answered @param {number} status */
async function assertProblem(answered, status) {
  assert.equal(answered.status, status);
  assert.equal(answered.headers.get("content-type"), "application/problem+json");
  const text = await answered.text();
  assert.equal(JSON.parse(text).status, status);
  assert.doesNotMatch(text, /lee|example/, "a problem names nobody");
}

test("a domain with an advanced host is asked there and nowhere else, another one directly", async (t) => {
  const { get, asked } = await world(t, (request, response, host) => {
    if (request.url?.includes("l=Lee") && host === "example.com") response.end(lee);
    else response.writeHead(404).end();
  });
  const answered = await get(wkd("example.com", "Lee"));
  assert.equal(answered.status, 200);
  assert.equal(answered.headers.get("content-type"), "application/octet-stream");
  assert.equal(answered.headers.get("cache-control"), "no-store");
  assert.match(answered.headers.get("content-security-policy") ?? "", /sandbox/);
  assert.deepEqual(Buffer.from(await answered.arrayBuffer()), lee);
  await assertProblem(await get(wkd("example.org", "Lee")), 404);
  assert.deepEqual(asked, [
    `GET example.com/.well-known/openpgpkey/hu/${hashOfLocalPart("lee")}?l=Lee`,
    `GET openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/${hashOfLocalPart("lee")}?l=Lee`,
  ]);
});

test("a domain that is not there has no certificate; one that cannot be resolved just now may have", async (t) => {
  const { get, asked } = await world(t, (_, response) => response.end(lee));
  await assertProblem(await get(wkd("nothing.test", "lee")), 404);
  assert.deepEqual(asked, []);
  const failing = async () => { throw Object.assign(new Error("try again"), { code: "EAI_AGAIN" }); };
  const later = await world(t, (_, response) => response.end(lee), { outward: { resolve: failing } });
  await assertProblem(await later.get(wkd("example.com", "lee")), 502);
  assert.deepEqual([...later.asked, ...later.failures], []);
});

test("the key server is asked by address and by fingerprint", async (t) => {
  const { get, asked } = await world(t, (_, response) => response.end(armor(lee)));
  const byEmail = await get("lookup/vks/by-email/Lee%2Btag%40example.com");
  assert.equal(byEmail.status, 200);
  assert.deepEqual(Buffer.from(await byEmail.arrayBuffer()), armor(lee));
  assert.equal((await get(`lookup/vks/by-fingerprint/${"ab".repeat(20)}`)).status, 200);
  assert.deepEqual(asked, [
    "GET keys.example.org/vks/v1/by-email/Lee%2Btag%40example.com",
    `GET keys.example.org/vks/v1/by-fingerprint/${"AB".repeat(20)}`,
  ]);
});

test("a certificate is uploaded and its verification asked for; a secret key is not", async (t) => {
  /** @type {string[]} */
  const bodies = [];
  const { post, asked } = await world(t, (request, response) => {
    let body = "";
    request.on("data", (part) => { body += part; }).on("end", () => {
      bodies.push(body);
      response.end(JSON.stringify({ key_fpr: "AB", status: { "lee@example.com": "pending", odd: 1 }, token: "t", more: "<script>" }));
    });
  });
  const uploaded = await post("lookup/vks/upload", { keytext: armor(lee).toString(), more: 1 });
  assert.equal(uploaded.status, 200);
  assert.deepEqual(await uploaded.json(), { key_fpr: "AB", status: { "lee@example.com": "pending" }, token: "t" });
  assert.equal((await post("lookup/vks/request-verify", { token: "t", addresses: ["lee@example.com"], locale: ["nl", "../x"] })).status, 200);
  assert.deepEqual(bodies.map((body) => JSON.parse(body)), [
    { keytext: armor(lee).toString() }, { token: "t", addresses: ["lee@example.com"], locale: ["nl"] },
  ]);
  const secret = Buffer.concat([packet(5, "secret"), packet(13, "Lee <lee@example.com>")]);
  for (const keytext of [armor(secret).toString(), armor(lee).toString().replaceAll("PUBLIC", "PRIVATE"), "x", 1, undefined]) {
    await assertProblem(await post("lookup/vks/upload", { keytext }), 400);
  }
  for (const addresses of [[], ["lee"], ["a/b@example.com"], "lee@example.com", Array(51).fill("lee@example.com")]) {
    await assertProblem(await post("lookup/vks/request-verify", { token: "t", addresses }), 400);
  }
  await assertProblem(await post("lookup/vks/upload", { keytext: "x".repeat(500_000) }), 413);
  assert.equal(asked.length, 2);
});

test("slow, dead, huge, redirecting and talkative servers are given up, and nothing is logged", async (t) => {
  /** @type {Record<string, import("../keys/elsewhere.js").Answer>} */
  const behaviours = {
    silent: () => {},
    dripping: (_, response) => { const drip = setInterval(() => response.write("x"), 50); response.on("close", () => clearInterval(drip)); },
    dead: (request) => request.socket.destroy(),
    half: (_, response) => { response.writeHead(200, { "content-length": 100 }); response.write("half", () => response.destroy()); },
    huge: (_, response) => response.end(Buffer.alloc(256 * 1024 + 1, 0xc6)),
    endless: (_, response) => { const more = () => { while (!response.destroyed && response.write(Buffer.alloc(65536, 0xc6))); }; response.on("drain", more); more(); },
    redirecting: (_, response) => response.writeHead(302, { location: "https://127.0.0.1/secret" }).end(),
    packed: (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(lee),
    failing: (_, response) => response.writeHead(500).end("lee@example.com"),
    starting: (_, response) => response.end("<!doctype html><title>Welcome</title>"),
  };
  const { get, asked, failures } = await world(t, (request, response, host) => {
    const name = new URL(request.url ?? "", "https://x").searchParams.get("l") ?? "";
    behaviours[name]?.(request, response, host);
  }, { outward: { patience: 700 } });
  const expected = { silent: 504, dripping: 504, dead: 502, half: 502, huge: 502, endless: 502, redirecting: 502, packed: 502, failing: 502, starting: 404 };
  for (const [name, status] of Object.entries(expected)) {
    await assertProblem(await get(wkd("example.com", name)), status);
  }
  assert.equal(asked.length, Object.keys(behaviours).length, "each was asked once, and no redirect followed");
  assert.deepEqual(failures, []);
});

test("a server whose certificate is for another name, or signed by nobody, is not believed", async (t) => {
  const { get, asked } = await world(t, (_, response) => response.end(lee), { known: ["other.test"] });
  await assertProblem(await get(wkd("other.test", "lee")), 502);
  const unsigned = await world(t, (_, response) => response.end(lee), { outward: { ca: undefined } });
  await assertProblem(await unsigned.get(wkd("example.com", "lee")), 502);
  assert.deepEqual([...asked, ...unsigned.asked], []);
});

test("only public addresses are reached", async (t) => {
  const inside = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::", "2001:db8::1", "2002:7f00:1::", "2002:808:808::",
    "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "4000::1", "5f00::1",
    "127.1", "0x7f.1", "2130706433", "localhost", "", "2606:4700::1111%1",
  ];
  for (const address of inside) assert.equal(isPublic(address), false, address);
  for (const address of ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.32.0.1", "192.0.1.1", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1"]) {
    assert.equal(isPublic(address), true, address);
  }
  for (const address of ["127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"]) {
    const { get, asked } = await world(t, (_, response) => response.end(lee), {
      outward: { resolve: resolver({ "example.com": [address] }), isAllowed: isPublic },
    });
    await assertProblem(await get(wkd("example.com", "lee")), 502);
    assert.deepEqual(asked, []);
  }
});

test("a name is resolved once, so that a second answer cannot lead inside", async (t) => {
  let times = 0;
  /** @param {string} host */
  const changing = async (host) => {
    if (host.startsWith("openpgpkey.")) throw Object.assign(new Error(""), { code: "ENOTFOUND" });
    times += 1;
    return [{ address: times === 1 ? "192.0.2.77" : "127.0.0.1", family: 4 }];
  };
  const { get, asked } = await world(t, (_, response) => response.end(lee), {
    outward: { resolve: changing, isAllowed: (/** @type {string} */ address) => address === "192.0.2.77", patience: 500 },
  });
  const { status } = await get(wkd("example.com", "lee"));
  assert.ok(status === 502 || status === 504, "nobody is at the address that was checked");
  assert.equal(times, 1);
  assert.deepEqual(asked, []);
  // Of several addresses only those that were allowed are tried.
  const mixed = await world(t, (_, response) => response.end(lee), {
    outward: { resolve: resolver({ "example.com": ["10.255.255.1", "127.0.0.1"] }), isAllowed: (/** @type {string} */ address) => address === "127.0.0.1" },
  });
  assert.equal((await mixed.get(wkd("example.com", "lee"))).status, 200);
});

test("nothing but a domain, a hash and a local part gets out", async (t) => {
  const { url, get, asked } = await world(t, (_, response) => response.end(lee));
  const hash = hashOfLocalPart("lee");
  const paths = [
    `lookup/wkd/127.0.0.1/${hash}?l=lee`, `lookup/wkd/2130706433/${hash}?l=lee`, `lookup/wkd/0x7f000001/${hash}?l=lee`, `lookup/wkd/a.0x7f/${hash}?l=lee`,
    `lookup/wkd/[::1]/${hash}?l=lee`, `lookup/wkd/localhost/${hash}?l=lee`, `lookup/wkd/example.com:22/${hash}?l=lee`,
    `lookup/wkd/user@example.com/${hash}?l=lee`, `lookup/wkd/user%40example.com/${hash}?l=lee`, `lookup/wkd/example.com%2F..%2Fx/${hash}?l=lee`,
    `lookup/wkd/example.com%00/${hash}?l=lee`, `lookup/wkd/example.com./${hash}?l=lee`, `lookup/wkd/.example.com/${hash}?l=lee`,
    `lookup/wkd/example..com/${hash}?l=lee`, `lookup/wkd/-example.com/${hash}?l=lee`, `lookup/wkd/EXAMPLE.com/${hash}?l=lee`,
    `lookup/wkd/${"a".repeat(64)}.com/${hash}?l=lee`, `lookup/wkd/example.com/../../etc/passwd?l=lee`, `lookup/wkd/example.com/${hash}/x?l=lee`,
    `lookup/wkd/example.com/${hash}`, `lookup/wkd/example.com/${hash}?l=`, `lookup/wkd/example.com/${hash}?l=mara`,
    `lookup/wkd/example.com/${hash}?l=lee&l=lee`, `lookup/wkd/example.com/${hash}?l=lee&x=1`, `lookup/wkd/example.com/${hash}?l=lee%0d%0aX:1`,
    `lookup/wkd/example.com/${"0".repeat(32)}?l=lee`, `lookup/wkd/https://example.com/${hash}?l=lee`, `lookup/wkd//example.com/${hash}?l=lee`,
    "lookup/vks/by-email/lee", "lookup/vks/by-email/..%2F..%2Fx%40example.com", "lookup/vks/by-email/a%5Cb%40example.com", "lookup/vks/by-email/lee%40127.0.0.1",
    "lookup/vks/by-email/lee%40example.com/x", "lookup/vks/by-email/%zz%40example.com", "lookup/vks/by-email/a%0d%0ab%40example.com", "lookup/vks/by-email/%40example.com",
    "lookup/vks/by-fingerprint/abc", `lookup/vks/by-fingerprint/0x${"a".repeat(40)}`, `lookup/vks/by-fingerprint/${"a".repeat(41)}`,
    "lookup/vks/by-keyid/0123456789ABCDEF", "lookup/vks/", "lookup/", "lookup/vks/../../etc/passwd",
  ];
  for (const path of paths) {
    const answer = await sendRaw(url, `GET /${path} HTTP/1.1\r\nHost: localhost\r\nX-Zegel-Lookup: 1\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 (?:400|404) /, path);
  }
  assert.deepEqual(asked, []);
  assert.equal((await get(wkd("example.com", "lee"))).status, 200);
});

test("only the page of this origin is served", async (t) => {
  const { url, get, asked } = await world(t, (_, response) => response.end(lee));
  const { host, origin } = new URL(url);
  const path = wkd("example.com", "lee");
  /** @type {Record<string, string>[]} */
  const refused = [
    {}, { "x-zegel-lookup": "0" }, { ...asPage, origin: "https://example.test" }, { ...asPage, origin: "null" },
    ...["cross-site", "same-site", "none"].map((site) => ({ ...asPage, "sec-fetch-site": site })),
  ];
  for (const headers of refused) {
    const lines = Object.entries({ host, ...headers }).map((pair) => `${pair.join(": ")}\r\n`).join("");
    assert.match(await sendRaw(url, `GET /${path} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`), /^HTTP\/1\.1 403 /, JSON.stringify(headers));
  }
  const asks = await fetch(url + path, { method: "OPTIONS", headers: { "access-control-request-headers": "x-zegel-lookup" } });
  assert.equal(asks.ok, false);
  assert.equal(asks.headers.get("access-control-allow-origin"), null);
  assert.deepEqual(asked, []);
  assert.equal((await get(path, { ...asPage, origin })).status, 200);
  const own = await sendRaw(url, `GET /${path} HTTP/1.1\r\nHost: ${host}\r\nX-Zegel-Lookup: 1\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n`);
  assert.match(own, /^HTTP\/1\.1 200 /);
});

test("who asks too often waits", async (t) => {
  const { get } = await world(t, (_, response) => response.end(lee), { rate: { burst: 3, perSecond: 4 } });
  const path = wkd("example.com", "lee");
  for (let i = 0; i < 3; i += 1) assert.equal((await get(path)).status, 200);
  const refused = await get(path);
  assert.equal(refused.headers.get("retry-after"), "1");
  await assertProblem(refused, 429);
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal((await get(path)).status, 200);
});

test("a client that leaves takes its request elsewhere with it", async (t) => {
  let isGone = false;
  const { url, asked } = await world(t, (_, response) => { response.on("close", () => { isGone = true; }); });
  const stop = new AbortController();
  const leaving = fetch(url + wkd("example.com", "lee"), { headers: asPage, signal: stop.signal });
  while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await assert.rejects(leaving);
  for (let i = 0; i < 100 && !isGone; i += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(isGone);
});

test("the configuration says where to look up, or that it is off", async (t) => {
  const { get } = await world(t, (_, response) => response.end(lee));
  const { lookups } = await (await get("config.json")).json();
  assert.deepEqual(lookups, { wkd: "/lookup/wkd/", keyserver: "/lookup/vks/", keyserverHost: "keys.example.org" });
  const off = await start(t, { lookups: null });
  assert.equal((await (await fetch(`${off.url}config.json`)).json()).lookups, null);
  assert.equal((await fetch(off.url + wkd("example.com", "lee"), { headers: asPage })).status, 404);
  for (const keyserver of ["http://keys.example.org", "https://127.0.0.1", "https://keys.example.org/path", "https://keys.example.org:8443", "https://localhost"]) {
    assert.throws(() => openLookups({ keyserver }), /^Error: The key server must be like/, keyserver);
  }
});
