// @ts-check
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import test from "node:test";
import { sendRaw, signIn, start } from "./start.js";

/** @param {string} data */
const blobs = (data) => readdir(join(data, "blobs"));

/** @param {() => Promise<boolean>} condition */
async function eventually(condition) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

test("what was uploaded comes back byte for byte, to its owner only", async (t) => {
  const { url } = await start(t);
  const [noor, lee] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com")];
  const bytes = randomBytes(3_000_001);
  const { blobId, size, type, accountId } = await noor.upload(bytes);
  assert.deepEqual([size, type, accountId], [bytes.length, "message/rfc822", noor.accountId]);
  assert.ok((await noor.bytes(blobId)).equals(bytes));
  assert.equal((await lee.download(blobId)).status, 404);
  const foreign = await fetch(`${url}jmap/download/${noor.accountId}/${blobId}/x`, { headers: { authorization: lee.authorization } });
  assert.equal(foreign.status, 404);
  const intruding = await fetch(`${url}jmap/upload/${noor.accountId}/`, {
    method: "POST", headers: { authorization: lee.authorization }, body: "x",
  });
  assert.equal(intruding.status, 404);
});

test("a download can never act as a page of this origin", async (t) => {
  const { url } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const { blobId } = await noor.upload("<script>alert(1)</script>");
  const target = `${url}jmap/download/${noor.accountId}/${blobId}/${encodeURIComponent("a'b\"\r\nc.html")}?accept=text/html`;
  const { headers } = await fetch(target, { headers: { authorization: noor.authorization } });
  assert.equal(headers.get("content-type"), "text/html");
  assert.equal(headers.get("content-disposition"), "attachment; filename*=UTF-8''a%27b%22%0D%0Ac.html");
  assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none';.*sandbox$/);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  const odd = await fetch(`${target}%0d%0aset-cookie:x`, { headers: { authorization: noor.authorization } });
  assert.equal(odd.headers.get("content-type"), "application/octet-stream");
});

test("a truncated upload is refused and leaves nothing behind", async (t) => {
  const { url, data, failures } = await start(t);
  const { authorization, accountId } = await signIn(url, "noor@example.org");
  const before = await blobs(data);
  const head = `POST /jmap/upload/${accountId}/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n`;
  const short = await sendRaw(url, `${head}Content-Length: 1000\r\n\r\n${"x".repeat(600)}`, { breakOff: true });
  assert.match(short, /^HTTP\/1\.1 400 /);
  const chunked = await sendRaw(url, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`, { breakOff: true });
  assert.match(chunked, /^HTTP\/1\.1 400 /);
  assert.ok(await eventually(async () => (await blobs(data)).length === before.length));
  assert.deepEqual(await blobs(data), before);
  assert.deepEqual(failures, []);
});

test("an upload whose sender vanishes leaves nothing behind", async (t) => {
  /** @type {string[]} */
  const points = [];
  const { url, data, failures } = await start(t, {
    faults: (point, socket) => {
      points.push(point);
      socket.destroy();
    },
  });
  const noor = await signIn(url, "noor@example.org");
  const before = await blobs(data);
  await assert.rejects(noor.upload(randomBytes(5_000_000)), /fetch failed/);
  assert.deepEqual(points, ["upload-half"]);
  assert.ok(await eventually(async () => (await blobs(data)).length === before.length));
  assert.deepEqual(await blobs(data), before);
  assert.deepEqual(failures, []);
});

test("an upload beyond the limit is refused, announced or not", async (t) => {
  const { url, data } = await start(t, { limits: { maxSizeUpload: 100_000 } });
  const noor = await signIn(url, "noor@example.org");
  const before = await blobs(data);
  const endpoint = `${url}jmap/upload/${noor.accountId}/`;
  const headers = { authorization: noor.authorization };
  const announced = await fetch(endpoint, { method: "POST", headers, body: new Uint8Array(100_001) });
  const body = new ReadableStream({
    start(controller) {
      for (let part = 0; part < 500; part += 1) controller.enqueue(new Uint8Array(100_000));
      controller.close();
    },
  });
  const streamed = await fetch(endpoint, /** @type {RequestInit} */ ({ method: "POST", headers, body, duplex: "half" }));
  for (const answered of [announced, streamed]) {
    assert.equal(answered.status, 413);
    const problem = await answered.json();
    assert.deepEqual([problem.type, problem.limit], ["urn:ietf:params:jmap:error:limit", "maxSizeUpload"]);
  }
  assert.deepEqual(await blobs(data), before);
  assert.equal((await noor.upload(new Uint8Array(100_000))).size, 100_000);
});

test("who sends too much can send to the end, and then hears why", { timeout: 20_000 }, async (t) => {
  // Browsers read the answer only after they have sent everything: a server that stops reading shows them a lost connection.
  const { url } = await start(t, { limits: { maxSizeUpload: 100_000 } });
  const { authorization, accountId } = await signIn(url, "noor@example.org");
  const head = `POST /jmap/upload/${accountId}/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n`;
  const chunk = `${(1_000_000).toString(16)}\r\n${"x".repeat(1_000_000)}\r\n`;
  const bodies = [
    `Content-Length: 30000000\r\n\r\n${"x".repeat(30_000_000)}`,
    `Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(30)}0\r\n\r\n`,
  ];
  for (const body of bodies) {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await new Promise((resolve, reject) => socket.on("error", reject).write(head + body, resolve));
    assert.match(String((await once(socket, "data"))[0]), /^HTTP\/1\.1 413 /);
    socket.destroy();
  }
});

test("a client that leaves during a download is not the server's failure", async (t) => {
  const { url, failures } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const { blobId } = await noor.upload(randomBytes(20_000_000));
  const response = await noor.download(blobId);
  await response.body?.cancel();
  assert.equal((await noor.bytes(blobId)).length, 20_000_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(failures, []);
});

test("one account cannot upload without end at the same time", async (t) => {
  let release = () => {};
  /** @type {Promise<void>} */
  const held = new Promise((resolve) => { release = resolve; });
  let arrived = 0;
  const { url } = await start(t, {
    limits: { maxConcurrentUpload: 2 },
    faults: () => {
      arrived += 1;
      return held;
    },
  });
  const noor = await signIn(url, "noor@example.org");
  const lee = await signIn(url, "lee@example.com");
  const waiting = [noor.upload("one"), noor.upload("two")];
  assert.ok(await eventually(async () => arrived === 2));
  const third = await fetch(`${url}jmap/upload/${noor.accountId}/`, {
    method: "POST", headers: { authorization: noor.authorization }, body: "three",
  });
  assert.equal(third.status, 400);
  assert.equal((await third.json()).limit, "maxConcurrentUpload");
  const other = lee.upload("four");
  release();
  assert.equal((await Promise.all([...waiting, other])).length, 3);
  assert.equal((await noor.upload("five")).size, 4);
});

test("a blob that is no message is not imported, and one that is not there neither", async (t) => {
  const { url } = await start(t);
  const [noor, lee] = [await signIn(url, "noor@example.org"), await signIn(url, "lee@example.com")];
  const inbox = await noor.mailbox("inbox");
  const mailboxIds = { [inbox.id]: true };
  const noise = await noor.upload("no header here at all");
  const foreign = await lee.upload("Subject: mine\r\n\r\n");
  const { notCreated } = await noor.callOne("Email/import", {
    emails: {
      noise: { blobId: noise.blobId, mailboxIds },
      foreign: { blobId: foreign.blobId, mailboxIds },
      path: { blobId: "../../etc/passwd", mailboxIds },
      nowhere: { blobId: noise.blobId, mailboxIds: {} },
      stray: { blobId: noise.blobId, mailboxIds, subject: "x" },
    },
  });
  const types = Object.fromEntries(Object.entries(notCreated).map(([id, error]) => [id, [error.type, ...error.properties ?? []]]));
  assert.deepEqual(types, {
    noise: ["invalidEmail"],
    foreign: ["invalidProperties", "blobId"],
    path: ["invalidProperties", "blobId"],
    nowhere: ["invalidProperties", "mailboxIds"],
    stray: ["invalidProperties", "subject"],
  });
  assert.equal((await noor.emails("inbox")).length, 1);
});
