// @ts-check
// Networks and servers that break, stall, redirect, flood or change what they carry.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { policyLimit } from "../../../www/engine/policy-download.js";
import { codes, edition, host, listen } from "./host.js";

/** @typedef {import("./host.js").Served} Served */

const minute = 60_000;

test("any byte changed on the way, in the policy or its signature, and nothing is taken", async (t) => {
  const from = await host(t);
  const bytes = edition();
  await from.publish(bytes);
  const signature = /** @type {Uint8Array} */ (from.files.signature);
  // Through `fetch` itself but not through sockets, which would make a minute of a second.
  const { origin } = new URL(from.url);
  const answering = (/** @type {Uint8Array} */ policy, /** @type {Uint8Array} */ signed) => /** @type {typeof fetch} */ (async (url) =>
    new Response(/** @type {BodyInit} */ (new URL(String(url), origin).pathname.endsWith(".minisig") ? signed : policy)));
  assert.equal((await from.load({ fetch: answering(bytes, signature), store: null })).state, "fresh");

  const changedAt = (/** @type {Uint8Array} */ whole, /** @type {number} */ at) => whole.map((byte, index) => index === at ? byte ^ 1 : byte);
  for (let at = 0; at < bytes.length; at++) {
    await assert.rejects(from.load({ fetch: answering(changedAt(bytes, at), signature), store: null }), { code: "policy-signature-invalid" }, `policy ${at}`);
  }
  const comment = signature.indexOf(10); // the untrusted comment is anybody's
  for (let at = comment; at < signature.length; at++) {
    await assert.rejects(from.load({ fetch: answering(bytes, changedAt(signature, at)), store: null }), (/** @type {any} */ error) =>
      /^policy-signature-(?:malformed|wrong-key|invalid)$/.test(error.code), `signature ${at}`);
  }
  assert.equal(await from.store.read(from.url), null, "nothing of all that was kept");
});

test("any byte changed in the store, and it is not taken either", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  const record = await from.store.read(from.url);
  assert.ok(record);
  const unreachable = /** @type {typeof fetch} */ (async () => { throw new TypeError("fetch failed"); });
  assert.equal((await from.load({ fetch: unreachable })).state, "kept");
  for (let at = 0; at < record.bytes.length; at++) {
    await from.store.update(from.url, () => ({ ...record, bytes: record.bytes.map((byte, index) => index === at ? byte ^ 1 : byte) }));
    await assert.rejects(from.load({ fetch: unreachable }), { code: "policy-unreachable" }, `byte ${at}`);
  }
});

/** What a server can do instead of answering. @type {Record<string, Served>} */
const broken = {
  "breaks off before its announced length": (_, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("{", () => response.destroy());
  },
  "breaks off between chunks": (_, response) => { response.write('{ "serial": 6', () => response.destroy()); },
  "closes at once": (_, response) => { response.destroy(); },
  "speaks no HTTP": (_, response) => { response.socket?.end("220 mail.example.test ESMTP\r\n"); },
  "sends what is no gzip as gzip": (_, response) => { response.writeHead(200, { "content-encoding": "gzip" }).end("plain"); },
};

for (const [name, does] of Object.entries(broken)) {
  for (const file of /** @type {const} */ (["policy", "signature"])) {
    test(`a server that ${name}, at the ${file}, is no server`, async (t) => {
      const from = await host(t);
      await from.publish(edition());
      const good = from.files[file];
      from.files[file] = does;
      await assert.rejects(from.load(), { code: "policy-unreachable" });
      from.files[file] = good;
      await from.load();
      from.files[file] = does;
      const policy = await from.load();
      assert.deepEqual([policy.state, codes(policy)], ["kept", ["policy-unreachable"]]);
    });
  }
}

test("a download cut short that looks whole does not verify", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  const whole = /** @type {Uint8Array} */ (from.files.policy);
  // As with HTTP/1.0: the end of the connection is the end of the file.
  from.files.policy = (_, response) => {
    response.socket?.end(Buffer.concat([Buffer.from("HTTP/1.0 200 OK\r\n\r\n"), whole.subarray(0, -1)]));
  };
  await assert.rejects(from.load(), { code: "policy-signature-invalid" });
  const signature = /** @type {Uint8Array} */ (from.files.signature);
  from.files.policy = whole;
  for (const length of [signature.length - 2, signature.length - 90, 100, 1]) {
    from.files.signature = signature.slice(0, length);
    await assert.rejects(from.load(), { code: "policy-signature-malformed" }, String(length));
  }
});

for (const file of /** @type {const} */ (["policy", "signature"])) {
  test(`a server that never ends the ${file} is left when the time is up, sooner where an edition is kept`, { timeout: minute }, async (t) => {
    const from = await host(t);
    await from.publish(edition());
    await from.load();
    /** @type {Promise<void>[]} */
    const left = [];
    from.files[file] = (_, response) => {
      left.push(new Promise((resolve) => { response.on("close", resolve); }));
      response.write("{");
    };
    const policy = await from.load({ patienceWhenKept: 50, patience: 10 * minute });
    assert.deepEqual([policy.state, codes(policy)], ["kept", ["policy-unreachable"]]);
    await assert.rejects(from.load({ patience: 50, patienceWhenKept: 10 * minute, store: null }), { code: "policy-unreachable" });
    assert.equal(left.length, 2);
    await Promise.all(left); // both connections were given up, not just forgotten
  });
}

test("a server that accepts and says nothing is left when the time is up", async (t) => {
  const from = await host(t);
  from.files.policy = () => {};
  from.files.signature = () => {};
  await assert.rejects(from.load({ patience: 50 }), { code: "policy-unreachable" });
  await assert.rejects(from.load({ patience: 50, keys: [] }), { code: "policy-unreachable" });
});

test("whoever asked may stop asking, before and during, also where an edition is kept", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  await assert.rejects(from.load({ signal: AbortSignal.abort() }), { code: "canceled" });
  for (const keys of [[], [from.key.publicKey]]) {
    const stop = new AbortController();
    from.files.policy = () => { stop.abort(); };
    await assert.rejects(from.load({ signal: stop.signal, keys }), { code: "canceled" });
  }
});

for (const [name, code] of /** @type {const} */ ([["301", 301], ["302", 302], ["307", 307], ["308", 308]])) {
  test(`a redirect (${name}) to another origin is not followed, nor one within`, async (t) => {
    const from = await host(t);
    await from.publish(edition());
    await from.load();
    const good = from.files.policy;
    /** @type {string[]} */
    const elsewhere = [];
    const other = await listen(t, (request, response) => {
      elsewhere.push(request.url ?? "");
      response.end(edition());
    });
    for (const location of [`${other.origin}/policy.json`, "/elsewhere.json"]) {
      from.files.policy = (_, response) => { response.writeHead(code, { location }).end(); };
      assert.deepEqual(codes(await from.load()), ["policy-unreachable"]);
      await assert.rejects(from.load({ store: null }), { code: "policy-unreachable" });
      // A redirect is not a "there is nothing".
      await assert.rejects(from.load({ keys: [] }), { code: "policy-unreachable" });
    }
    from.files.policy = good;
    from.files.signature = (_, response) => { response.writeHead(code, { location: `${other.origin}/policy.json.minisig` }).end(); };
    assert.deepEqual(codes(await from.load()), ["policy-unreachable"]);
    assert.deepEqual(elsewhere, []);
  });
}

test("of a file without end no more is read than a policy may have", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  let sent = 0;
  /** @type {Promise<void>|undefined} */
  let left;
  const chunk = Buffer.alloc(1024 * 1024, " ");
  from.files.policy = (_, response) => {
    left = new Promise((resolve) => { response.on("close", resolve); });
    const more = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      sent += chunk.length;
    };
    response.on("drain", more);
    more();
  };
  await assert.rejects(from.load(), { code: "policy-too-large", detail: { limit: policyLimit } });
  await left;
  assert.ok(sent < 8 * policyLimit, `${sent} bytes were sent`);
});

test("what is small on the way and large when unpacked is too large", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  from.files.policy = (_, response) => { response.writeHead(200, { "content-encoding": "gzip" }).end(packed); };
  await assert.rejects(from.load(), { code: "policy-too-large" });
});

test("the largest policy there may be is taken, compressed or not", async (t) => {
  const from = await host(t);
  const empty = edition({ note: "" });
  const large = edition({ note: "x".repeat(policyLimit - empty.length) });
  assert.equal(large.length, policyLimit);
  await from.publish(large);
  assert.equal((await from.load()).bytes?.length, policyLimit);
  const packed = gzipSync(large);
  from.files.policy = (_, response) => { response.writeHead(200, { "content-encoding": "gzip" }).end(packed); };
  assert.equal((await from.load({ store: null })).bytes?.length, policyLimit);
});

test("the request says nothing of the person", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  /** @type {RequestInit[]} */
  const asked = [];
  const noting = /** @type {typeof fetch} */ ((url, init) => {
    asked.push(init ?? {});
    return fetch(url, init);
  });
  await from.load({ fetch: noting });
  assert.deepEqual(asked.map(({ signal, ...rest }) => rest), Array(2).fill({
    cache: "no-cache", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
  }));
});
