// @ts-check
/** In front of a real JMAP server; here one that shows what it was asked, and misbehaves on demand. */
import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import test from "node:test";
import { hashOfLocalPart } from "../../../server/directory.mjs";
import { basic, sendRaw, start } from "./start.js";

/** @typedef {import("node:http").RequestListener} RequestListener */

const INERT = "default-src 'none'; frame-ancestors 'none'; sandbox";

/**
 * @param {import("node:test").TestContext} t
 * @param {RequestListener} listener
 */
async function upstream(t, listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  t.after(close);
  return { jmapUrl: `http://127.0.0.1:${port}`, close };
}

test("a request goes through as it is, an answer without what is not ours", async (t) => {
  /** @type {any} */
  let seen;
  const { jmapUrl } = await upstream(t, async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    seen = { method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(parts).toString() };
    response.writeHead(201, {
      "content-type": "application/json", "www-authenticate": "Basic", "set-cookie": "a=b",
      "content-security-policy": "default-src *", "access-control-allow-origin": "*",
    });
    response.end('{"blobId":"B"}');
  });
  const { url } = await start(t, { jmapUrl });
  const answered = await fetch(`${url}jmap/upload/noor%40example.org/?a=b%20c`, {
    method: "POST",
    headers: { authorization: "Basic x", "content-type": "message/rfc822", cookie: "c=d" },
    body: "Subject: x\r\n\r\n",
  });
  assert.equal(answered.status, 201);
  assert.equal(await answered.text(), '{"blobId":"B"}');
  assert.deepEqual([seen.method, seen.url, seen.body], ["POST", "/jmap/upload/noor%40example.org/?a=b%20c", "Subject: x\r\n\r\n"]);
  assert.deepEqual([seen.headers.authorization, seen.headers["content-type"], seen.headers.cookie], ["Basic x", "message/rfc822", undefined]);
  assert.equal(seen.headers.host, new URL(jmapUrl).host);
  for (const name of ["www-authenticate", "set-cookie", "access-control-allow-origin"]) assert.equal(answered.headers.get(name), null, name);
  assert.equal(answered.headers.get("content-security-policy"), INERT);
});

test("nothing the real server answers is a page, a script or an order to the browser", async (t) => {
  /** @type {[path: string, type: string|undefined, disposition: string|undefined, wanted: [string, string|null]][]} */
  const cases = [
    ["x.html", "text/html", undefined, ["application/octet-stream", "attachment"]],
    ["x.js", "text/javascript; charset=utf-8", "inline; filename=x.js", ["application/octet-stream", "attachment"]],
    ["x.svg", "image/svg+xml", 'attachment; filename="x.svg"', ["application/octet-stream", 'attachment; filename="x.svg"']],
    ["none", undefined, undefined, ["application/octet-stream", "attachment"]],
    ["two", "application/json;,text/html", undefined, ["application/json", null]],
    ["session", "application/json;charset=utf-8", undefined, ["application/json", null]],
    ["problem", "application/problem+json", undefined, ["application/problem+json", null]],
    ["events", "text/event-stream", undefined, ["text/event-stream", null]],
  ];
  const orders = {
    "clear-site-data": '"*"', "refresh": "0; url=/jmap/x.html", "link": "</jmap/x.js>; rel=preload", "service-worker-allowed": "/",
    "content-security-policy": "script-src *", "x-content-type-options": "off", "x-anything": "1",
  };
  const { jmapUrl } = await upstream(t, (request, response) => {
    const [, type, disposition] = cases.find(([path]) => request.url === `/jmap/${path}`) ?? [];
    const told = { ...(type && { "content-type": type }), ...(disposition && { "content-disposition": disposition }) };
    response.writeHead(200, { ...orders, ...told, "etag": '"1"' }).end("x");
  });
  const { url } = await start(t, { jmapUrl });
  for (const [path, , , wanted] of cases) {
    // Written so, it is a path below /jmap only once it has been resolved.
    for (const asked of [`jmap/${path}`, `pages/%2e%2e/jmap/${path}`]) {
      const { headers } = await fetch(url + asked);
      assert.deepEqual([headers.get("content-type"), headers.get("content-disposition")], wanted, asked);
      assert.deepEqual([headers.get("content-security-policy"), headers.get("x-content-type-options"), headers.get("etag")], [INERT, "nosniff", '"1"'], asked);
      for (const name of ["clear-site-data", "refresh", "link", "service-worker-allowed", "x-anything"]) assert.equal(headers.get(name), null, name);
    }
  }
});

test("a redirect stays within this origin", async (t) => {
  const { jmapUrl } = await upstream(t, (request, response) => {
    if (request.url === "/jmap/") response.end('{"username":"noor@example.org"}');
    else if (request.url === "/jmap/away") response.writeHead(302, { location: "http://example.org/x" }).end();
    else response.writeHead(301, { location: `http://${request.headers.host}/jmap/` }).end();
  });
  const { url } = await start(t, { jmapUrl });
  const redirect = await fetch(`${url}.well-known/jmap`, { redirect: "manual" });
  assert.deepEqual([redirect.status, redirect.headers.get("location")], [301, "/jmap/"]);
  const followed = await fetch(`${url}.well-known/jmap`);
  assert.equal(followed.url, `${url}jmap/`);
  assert.deepEqual(await followed.json(), { username: "noor@example.org" });
  const away = await fetch(`${url}jmap/away`, { redirect: "manual" });
  assert.equal(away.headers.get("location"), "http://example.org/x");
});

test("a server that is gone is told as such, for mail and for certificates", async (t) => {
  const { jmapUrl, close } = await upstream(t, (_request, response) => { response.end(); });
  const { url, failures } = await start(t, { jmapUrl });
  await close();
  const asked = [
    fetch(`${url}.well-known/jmap`),
    fetch(`${url}jmap/`, { method: "POST", body: "{}" }),
    fetch(`${url}.well-known/openpgpkey/example.org/hu/${hashOfLocalPart("noor")}`, {
      method: "PUT", body: "x", headers: { authorization: basic("noor@example.org") },
    }),
  ];
  for (const answered of await Promise.all(asked)) {
    assert.equal(answered.status, 502);
    assert.equal(answered.headers.get("content-type"), "application/problem+json");
  }
  assert.deepEqual(failures, []);
});

test("a download that breaks off never looks complete", async (t) => {
  const { jmapUrl } = await upstream(t, (_request, response) => {
    response.write("the first half");
    setTimeout(() => response.destroy(), 50);
  });
  const { url } = await start(t, { jmapUrl });
  const answered = await fetch(`${url}jmap/download/a/b/c`);
  assert.equal(answered.status, 200);
  await assert.rejects(answered.text());
});

test("an upload that breaks off is broken off upstream", { timeout: 10_000 }, async (t) => {
  /** @type {Promise<string>} */
  let outcome = Promise.resolve("never asked");
  const { jmapUrl } = await upstream(t, (request, response) => {
    outcome = new Promise((resolve) => {
      request.resume().on("end", () => resolve("complete")).on("error", () => resolve("broken off"));
    });
    outcome.then(() => response.end());
  });
  const { url } = await start(t, { jmapUrl });
  await sendRaw(url, `POST /jmap/upload/a/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n${"x".repeat(500)}`, { breakOff: true });
  assert.equal(await outcome, "broken off");
});

test("the real server says who may publish", async (t) => {
  const { jmapUrl } = await upstream(t, (request, response) => {
    if (request.url === "/.well-known/jmap") response.writeHead(301, { location: "/jmap/" }).end();
    else if (request.headers.authorization === basic("noor@example.org", "real")) response.end('{"username":"noor@example.org"}');
    else if (request.headers.authorization === basic("noor", "odd")) response.end("{}");
    else response.writeHead(401, { "www-authenticate": "Basic" }).end();
  });
  const { url, data } = await start(t, { jmapUrl });
  /** @param {string} localPart @param {string} [authorization] */
  const publish = async (localPart, authorization) => {
    const answered = await fetch(`${url}.well-known/openpgpkey/example.org/hu/${hashOfLocalPart(localPart)}`, {
      method: "PUT", body: Uint8Array.of(0xc6, 1, 2), headers: authorization ? { authorization } : {},
    });
    return answered.status;
  };
  assert.equal(await publish("noor"), 401);
  assert.equal(await publish("noor", basic("noor@example.org")), 401, "the embedded passwords mean nothing here");
  assert.equal(await publish("daan", basic("noor@example.org", "real")), 403);
  assert.equal(await publish("noor", basic("noor", "odd")), 502);
  assert.equal(await publish("noor", basic("noor@example.org", "real")), 204);
  assert.equal((await fetch(`${url}.well-known/openpgpkey/example.org/hu/${hashOfLocalPart("noor")}`)).status, 200);
  await assert.rejects(access(join(data, "accounts")), "the embedded mailboxes are not made");
});

test("the configuration tells no passwords of a real server", async (t) => {
  const { jmapUrl } = await upstream(t, (_request, response) => { response.end(); });
  const { url } = await start(t, { jmapUrl });
  const config = await (await fetch(`${url}config.json`)).json();
  assert.deepEqual([config.mode, config.mailboxes], ["remote", []]);
});
