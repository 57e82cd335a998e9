// @ts-check
// The table of docs/policy-delivery.md, row by row: what a page decides by, whatever the server, the clock and the store do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IndexedPolicyStore, MemoryPolicyStore } from "../../../www/engine/policy-store.js";
import { blake2b, codes, day, edition, host, listen, noon, signer } from "./host.js";

/** @typedef {Awaited<ReturnType<typeof host>>} Host */

/**
 * What happens to the server or the options, by name; the columns are what comes of it.
 * @type {Record<string, { happens: (host: Host) => Promise<unknown> | unknown, options?: (host: Host) => object, refusal: string }>}
 */
const refused = {
  "the server is gone": { happens: (host) => host.close(), refusal: "policy-unreachable" },
  "the server fails": { happens: (host) => { host.files.policy = 503; }, refusal: "policy-unreachable" },
  "the server fails at the signature": { happens: (host) => { host.files.signature = 500; }, refusal: "policy-unreachable" },
  "the server asks for a password": { happens: (host) => { host.files.policy = 401; }, refusal: "policy-unreachable" },
  "the policy disappeared": { happens: (host) => { host.files.policy = 404; }, refusal: "policy-missing" },
  "the policy disappeared for good": { happens: (host) => { host.files.policy = 410; }, refusal: "policy-missing" },
  "both files disappeared": { happens: (host) => Object.assign(host.files, { policy: 404, signature: 404 }), refusal: "policy-missing" },
  "the signature disappeared": { happens: (host) => { host.files.signature = 404; }, refusal: "policy-signature-missing" },
  "the signature is a page": { happens: (host) => { host.files.signature = new TextEncoder().encode("<!doctype html>"); }, refusal: "policy-signature-malformed" },
  "the signature is empty": { happens: (host) => { host.files.signature = new Uint8Array(); }, refusal: "policy-signature-malformed" },
  "the signature is huge": { happens: (host) => { host.files.signature = new Uint8Array(17 * 1024); }, refusal: "policy-signature-malformed" },
  "the policy was changed": { happens: (host) => { host.files.policy = edition({ serial: 6 }); }, refusal: "policy-signature-invalid" },
  "the policy is empty": { happens: (host) => { host.files.policy = new Uint8Array(); }, refusal: "policy-signature-invalid" },
  "somebody else signed": { happens: async (host) => host.publish(edition({ serial: 6 }), await signer()), refusal: "policy-signature-wrong-key" },
  "an older edition came": { happens: (host) => host.publish(edition({ serial: 4 })), refusal: "policy-rolled-back" },
  "another edition of the same number came": { happens: (host) => host.publish(edition({ note: "other" })), refusal: "policy-rolled-back" },
  "the new edition has a mistake": { happens: (host) => host.publish(edition({ serial: 6, mistake: true })), refusal: "policy-invalid" },
  "the new edition has no number": { happens: (host) => host.publish(edition({ serial: "6" })), refusal: "policy-invalid" },
  "the new edition ends on no day": { happens: (host) => host.publish(edition({ serial: 6, expires: "soon" })), refusal: "policy-invalid" },
  "the new edition is past its grace": { happens: (host) => host.publish(edition({ serial: 6, expires: "2026-11-18T11:59:59Z" })), refusal: "policy-expired" },
  "the new edition is another organisation's": { happens: (host) => host.publish(edition({ serial: 6, organisation: { domains: ["example.com"] } })), refusal: "policy-for-others" },
  "the new edition is too large": { happens: (host) => host.publish(new Uint8Array(8 * 1024 * 1024 + 1)), refusal: "policy-too-large" },
  "the reader crashed": {
    happens: (host) => host.publish(edition({ serial: 6 })),
    options: ({ options }) => ({
      read: (/** @type {Uint8Array} */ bytes) => {
        if (new TextDecoder().decode(bytes).includes('"serial":6')) throw new WebAssembly.RuntimeError("unreachable");
        return options.read(bytes);
      },
    }),
    refusal: "engine-crashed",
  },
};
/** What only who saw the edition before can notice. */
const needsMemory = new Set(["policy-rolled-back"]);

for (const [name, { happens, options, refusal }] of Object.entries(refused)) {
  test(`${name}: the kept edition decides, with a warning`, async (t) => {
    const from = await host(t);
    await from.publish(edition());
    assert.equal((await from.load()).state, "fresh");
    await happens(from);
    const policy = await from.load(options?.(from));
    assert.deepEqual([policy.state, policy.source, policy.serial, codes(policy)], ["kept", "store", 5, [refusal]]);
    assert.deepEqual(policy.bytes, edition());
    assert.equal(policy.bundle?.serial, 5);
  });

  test(`${name}, the kept edition is in its grace: it decides, and says both`, async (t) => {
    const from = await host(t);
    await from.publish(edition({ expires: "2026-11-23T12:00:00Z" }));
    await from.load();
    await happens(from);
    const policy = await from.load(options?.(from));
    assert.deepEqual([policy.state, policy.source, policy.serial, codes(policy)], ["grace", "store", 5, [refusal, "policy-grace"]]);
  });

  test(`${name}, the kept edition is past its grace: nothing decides`, async (t) => {
    const from = await host(t);
    await from.publish(edition());
    await from.load();
    await happens(from);
    const later = Date.parse("2026-12-08T00:00:00Z");
    const code = refusal === "policy-unreachable" ? "policy-expired" : refusal;
    await assert.rejects(from.load({ now: () => later, ...options?.(from) }), { name: "ZegelError", code });
  });

  test(`${name}, nothing is kept: nothing decides`, async (t) => {
    const from = await host(t);
    await from.publish(edition());
    await happens(from);
    if (needsMemory.has(refusal)) assert.equal((await from.load(options?.(from))).state, "fresh");
    else await assert.rejects(from.load(options?.(from)), { name: "ZegelError", code: refusal });
  });
}

test("the policy on the server decides, and is remembered", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  const policy = await from.load();
  assert.deepEqual(policy, {
    state: "fresh", source: "server", bundle: JSON.parse(new TextDecoder().decode(edition())), bytes: edition(), serial: 5,
    issued: "2026-11-01T00:00:00Z", expires: "2026-12-01T00:00:00Z", decidesUntil: Date.parse("2026-12-08T00:00:00Z"), warnings: [],
  });
  assert.deepEqual(from.asked, ["/policy.json", "/policy.json.minisig"]);
  policy.bytes?.fill(0);
  await from.close();
  assert.deepEqual((await from.load()).bytes, edition());
});

test("a newer edition replaces the kept one, also a kept one past its grace", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  await from.publish(edition({ serial: 6, expires: "2027-12-01T00:00:00Z" }));
  const later = { now: () => Date.parse("2027-01-01T00:00:00Z") };
  assert.deepEqual([(await from.load(later)).state, (await from.load(later)).serial], ["fresh", 6]);
  await from.close();
  assert.deepEqual([(await from.load(later)).state, (await from.load(later)).serial], ["kept", 6]);
});

test("without an end a policy has no grace and no last day", async (t) => {
  const from = await host(t);
  await from.publish(edition({ expires: undefined }));
  const policy = await from.load({ now: () => noon + 10_000 * day });
  assert.deepEqual([policy.state, policy.expires, policy.decidesUntil, codes(policy)], ["fresh", null, null, []]);
});

test("grace: from the moment it expires, for the days it names, begun days counted", async (t) => {
  const from = await host(t);
  const expires = Date.parse("2026-12-01T00:00:00+01:00");
  for (const [graceDays, days] of /** @type {const} */ ([[undefined, 7], [2, 2], [0, 0]])) {
    await from.publish(edition({ expires: "2026-12-01T00:00:00+01:00", graceDays }));
    const at = (/** @type {number} */ moment) => from.load({ now: () => moment, store: new MemoryPolicyStore() });
    assert.equal((await at(expires - 1)).state, "fresh");
    if (days > 0) {
      const first = await at(expires);
      assert.deepEqual([first.state, first.source, codes(first), first.warnings[0]?.detail],
        ["grace", "server", ["policy-grace"], { days, expires: "2026-11-30" }]);
      assert.equal((await at(expires + days * day - 1)).warnings[0]?.detail.days, 1);
    }
    await assert.rejects(at(expires + days * day), { code: "policy-expired", detail: { expires: "2026-11-30" } });
  }
});

test("a clock that is years behind: it decides, and the clock is mentioned", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  for (const now of [0, Date.parse("2016-01-01T00:00:00Z"), Date.parse("2026-10-30T23:59:59Z")]) {
    const policy = await from.load({ now: () => now });
    assert.deepEqual([policy.state, codes(policy), policy.warnings[0]?.detail], ["fresh", ["policy-from-the-future"], { issued: "2026-11-01" }]);
  }
  assert.deepEqual(codes(await from.load({ now: () => Date.parse("2026-10-31T00:00:00Z") })), [], "up to a day is no wonder");
});

test("a clock that is years ahead: nothing decides, until it is put right", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  await assert.rejects(from.load({ now: () => Date.parse("2036-01-01T00:00:00Z") }), { code: "policy-expired" });
  assert.equal((await from.load()).state, "fresh");
});

test("no key pinned and nothing there: this organisation has no policy", async (t) => {
  const from = await host(t);
  const policy = await from.load({ keys: [] });
  assert.deepEqual([policy.state, policy.bundle, policy.bytes, codes(policy)], ["none", null, null, []]);
  assert.deepEqual(from.asked, ["/policy.json"]);
});

test("no key pinned but a policy there, or nobody to ask: nothing decides", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await assert.rejects(from.load({ keys: [] }), { code: "policy-key-missing" });
  from.files.policy = 500;
  await assert.rejects(from.load({ keys: [] }), { code: "policy-unreachable" });
  await from.close();
  await assert.rejects(from.load({ keys: [] }), { code: "policy-unreachable" });
});

test("a policy that was there once is missing, though its keys are no longer pinned", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  from.files.policy = 404;
  await assert.rejects(from.load({ keys: [] }), { code: "policy-missing" });
});

test("a pinned key that is none is refused before anybody is asked", async (t) => {
  const from = await host(t);
  await assert.rejects(from.load({ keys: [from.key.publicKey, "RWnonsense"] }), { code: "policy-key-malformed" });
  assert.deepEqual(from.asked, []);
});

test("a browser without Ed25519 is refused before anybody is asked, and so is a page without WebCrypto", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  from.asked.length = 0;
  const mock = t.mock.method(crypto.subtle, "importKey", async () => { throw new DOMException("", "NotSupportedError"); });
  await assert.rejects(from.load(), { code: "signatures-unsupported" });
  mock.mock.restore();
  t.mock.getter(crypto, "subtle", () => undefined);
  await assert.rejects(from.load(), { code: "insecure-context" });
  assert.deepEqual(from.asked, []);
});

test("subdomains belong to the organisation, names that only end alike do not", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  for (const domain of ["example.org", "EXAMPLE.org", "a.b.example.org", undefined]) assert.equal((await from.load({ domain })).state, "fresh");
  for (const domain of ["badexample.org", "org", "example.org.test", ""]) {
    await assert.rejects(from.load({ domain, store: new MemoryPolicyStore() }), { code: "policy-for-others" }, domain);
  }
});

test("while one key replaces another, either signs, and serials go on", async (t) => {
  const from = await host(t);
  const next = await signer();
  const both = { keys: [next.publicKey, from.key.publicKey] };
  await from.publish(edition({ serial: 5 }));
  assert.equal((await from.load(both)).state, "fresh");
  await from.publish(edition({ serial: 6 }), next);
  assert.equal((await from.load(both)).serial, 6);
  await from.publish(edition({ serial: 5 }));
  assert.deepEqual(codes(await from.load(both)), ["policy-rolled-back"], "the old key cannot bring back what the new one replaced");
  await from.publish(edition({ serial: 6 }));
  assert.equal((await from.load(both)).state, "fresh", "one edition, signed by both");
});

test("a key that is no longer pinned vouches for nothing, and its serials bind nobody", async (t) => {
  const from = await host(t);
  const next = await signer();
  await from.publish(edition({ serial: 2 ** 53 }));
  assert.equal((await from.load()).serial, 2 ** 53);
  const after = { keys: [next.publicKey] };
  await assert.rejects(from.load(after), { code: "policy-signature-wrong-key" }, "the kept edition is not believed for being kept");
  await from.publish(edition({ serial: 1 }), next);
  assert.equal((await from.load(after)).serial, 1);
  // Whoever pins the first key again finds that it had got further.
  await from.publish(edition({ serial: 3 }));
  await assert.rejects(from.load(), { code: "policy-rolled-back", detail: { serial: 3, seen: 2 ** 53 } });
});

test("the store is believed no more than the network", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  const { url } = from;
  const good = await from.store.read(url);
  assert.ok(good);
  const stranger = await signer();
  const lies = {
    "other bytes": { ...good, bytes: edition({ serial: 7 }) },
    "another's signature": { ...good, signature: await stranger.sign(good.bytes) },
    "bytes with a mistake": { ...good, bytes: edition({ mistake: true }), signature: await from.key.sign(edition({ mistake: true })) },
    "an older edition than the mark": { ...good, bytes: edition({ serial: 4 }), signature: await from.key.sign(edition({ serial: 4 })) },
    "no bytes": { ...good, bytes: null },
    "no marks that are any": { ...good, marks: { a: 5 } },
    "a word": "policy",
  };
  await from.close();
  for (const [name, record] of Object.entries(lies)) {
    await from.store.update(url, () => /** @type {any} */ (record));
    await assert.rejects(from.load(), { code: "policy-unreachable" }, name);
  }
  await from.store.update(url, () => good);
  assert.equal((await from.load()).state, "kept");
});

test("a damaged store does not keep a good edition out, and is put right by it", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  const good = await from.store.read(from.url);
  assert.ok(good);
  for (const record of ["nonsense", { ...good, signature: new Uint8Array() }, { ...good, marks: {} }, { ...good, bytes: edition({ serial: 4 }) }]) {
    await from.store.update(from.url, () => /** @type {any} */ (record));
    assert.equal((await from.load()).state, "fresh");
    assert.deepEqual(await from.store.read(from.url), good);
  }
});

test("a wiped store is a first visit: an older edition cannot be noticed", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  await from.publish(edition({ serial: 4 }));
  from.store.close();
  assert.deepEqual([(await from.load()).state, (await from.load()).serial], ["fresh", 4]);
});

test("policies at two addresses are two policies", async (t) => {
  const [one, other] = [await host(t), await host(t)];
  await one.publish(edition({ serial: 9 }));
  await one.load();
  await other.publish(edition({ serial: 1 }), one.key);
  assert.equal((await other.load({ keys: [one.key.publicKey], store: one.store })).state, "fresh");
});

test("without a store, or with one that fails, it works from the server and says what cannot be noticed", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  const failing = new MemoryPolicyStore();
  failing.read = async () => { throw new DOMException("", "SecurityError"); };
  const full = new MemoryPolicyStore();
  full.update = async () => { throw new DOMException("", "QuotaExceededError"); };
  // Node has no IndexedDB, as some private windows have none.
  for (const store of [null, undefined, failing, full, new IndexedPolicyStore()]) {
    const policy = await from.load({ store });
    assert.deepEqual([policy.state, codes(policy)], ["fresh", ["policy-store-refused"]]);
  }
  from.files.policy = 503;
  await assert.rejects(from.load({ store: null }), { code: "policy-unreachable" });
});

test("a store that never answers is not waited for", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const silent = new MemoryPolicyStore();
  const asked = new Promise((resolve) => {
    silent.read = () => { resolve(undefined); return new Promise(() => {}); };
  });
  const loading = from.load({ store: silent });
  await asked;
  t.mock.timers.tick(3_000);
  const policy = await loading;
  assert.deepEqual([policy.state, codes(policy)], ["fresh", ["policy-store-refused"]]);
});

test("two tabs at once: the newer edition stays, whichever was the last to write", async (t) => {
  const from = await host(t);
  await from.publish(edition({ serial: 6 }));
  await from.load();
  const newer = await from.store.read(from.url);
  from.store.close();
  assert.ok(newer);
  await from.publish(edition({ serial: 5 }));
  // The other tab writes after this one looked, and before it writes.
  const store = new MemoryPolicyStore();
  const update = store.update.bind(store);
  let first = true;
  store.update = async (url, change) => {
    if (first) await update(url, () => newer);
    first = false;
    return update(url, change);
  };
  const policy = await from.load({ store });
  assert.deepEqual([policy.state, policy.serial, codes(policy)], ["kept", 6, ["policy-rolled-back"]]);
  assert.deepEqual(await store.read(from.url), newer);
});

test("an unchanged policy is not written again", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  await from.load();
  const update = t.mock.method(from.store, "update");
  await from.load();
  assert.equal(update.mock.callCount(), 0);
  // The same edition with another signature, as after signing with the next key, is.
  from.files.signature = await from.key.sign(edition(), { legacy: true });
  await from.load();
  assert.equal(update.mock.callCount(), 1);
});

/** What a cache on the way may have kept for too long; of the rest a second look would find the same. */
const maybeStale = /^policy-(?:missing|expired|rolled-back|signature-.*)$/;

for (const [name, { happens, options, refusal }] of Object.entries(refused)) {
  if (name === "the server is gone") continue;
  const stale = maybeStale.test(refusal);
  test(`${name}, as far as a cache knows: it is ${stale ? "gone round once" : "believed"}`, async (t) => {
    const from = await host(t);
    await from.publish(edition());
    await from.load();
    await from.publish(edition({ serial: 7 }));
    const good = { ...from.files };
    await happens(from);
    for (const file of /** @type {const} */ (["policy", "signature"])) {
      const bad = from.files[file];
      from.files[file] = (request, response) => {
        const served = request.url?.includes("?anew=") ? good[file] : bad;
        response.writeHead(typeof served === "number" ? served : 200).end(typeof served === "number" ? "" : served);
      };
    }
    from.asked.length = 0;
    const policy = await from.load(options?.(from));
    if (stale) assert.deepEqual([policy.state, policy.serial, codes(policy)], ["fresh", 7, []]);
    else assert.deepEqual([policy.state, policy.serial, codes(policy)], ["kept", 5, [refusal]]);
    const again = from.asked.filter((path) => /^\/policy\.json(?:\.minisig)?\?anew=\d+$/.test(path));
    assert.equal(again.length, stale ? 2 : 0);
  });
}

test("a cache with yesterday's edition is gone round once, and an address keeps its query", async (t) => {
  const from = await host(t);
  await from.publish(edition({ serial: 6 }));
  await from.load({ url: `${from.url}?v=a%20b` });
  const [good, goodSignature] = [from.files.policy, from.files.signature];
  await from.publish(edition({ serial: 5 }));
  const [old, oldSignature] = [from.files.policy, from.files.signature];
  from.files.policy = (request, response) => response.end(request.url?.includes("anew") ? good : old);
  from.files.signature = (request, response) => response.end(request.url?.includes("anew") ? goodSignature : oldSignature);
  from.asked.length = 0;
  assert.deepEqual([(await from.load({ url: `${from.url}?v=a%20b` })).serial], [6]);
  assert.match(from.asked[2] ?? "", /^\/policy\.json(?:\.minisig)?\?v=a%20b&anew=\d+$/);
});

test("when the second look fails, the first reason is told", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  from.files.policy = (request, response) =>
    request.url?.includes("anew") ? response.writeHead(500).end() : response.end(edition({ note: "changed" }));
  await assert.rejects(from.load(), { code: "policy-signature-invalid" });
});

test("a signature may lie elsewhere", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  const signature = from.files.signature;
  const { origin } = await listen(t, (_, response) => { response.end(signature); });
  from.files.signature = 404;
  assert.equal((await from.load({ signatureUrl: `${origin}/signatures/policy` })).state, "fresh");
});

test("the hash may come from another thread", async (t) => {
  const from = await host(t);
  await from.publish(edition());
  assert.equal((await from.load({ hash: async (/** @type {Uint8Array} */ bytes) => blake2b(bytes) })).state, "fresh");
  await assert.rejects(from.load({ hash: () => new Uint8Array(64), store: null }), { code: "policy-signature-invalid" });
});
