// @ts-check
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { hashOfLocalPart, zBase32 } from "../../../server/directory.mjs";
import { basic, start } from "./start.js";

/** @param {number} [size] a Public-Key packet header in front of anything */
function certificate(size = 100) {
  return Uint8Array.from({ length: size }, (_, index) => (index === 0 ? 0xc6 : index % 251));
}

/** @param {string} url @param {string} address */
const entry = (url, address) => {
  const [localPart = "", domain] = address.split("@");
  return `${url}.well-known/openpgpkey/${domain}/hu/${hashOfLocalPart(localPart)}`;
};

/** @param {string} target @param {Uint8Array<ArrayBuffer> | string} body @param {string} [authorization] */
const put = (target, body, authorization) =>
  fetch(target, { method: "PUT", body, headers: authorization ? { authorization } : {} });

test("the hash is the one of the draft's example", () => {
  assert.equal(hashOfLocalPart("Joe.Doe"), "iy9q119eutrkn8s1mk4r39qejnbu3n5q");
  assert.equal(hashOfLocalPart("joe.doe"), "iy9q119eutrkn8s1mk4r39qejnbu3n5q");
  assert.equal(zBase32(Uint8Array.of(0xf0, 0xbf, 0xc7)), "6n9hq");
  assert.equal(zBase32(Uint8Array.of(0xd4, 0x7a, 0x04)), "4t7ye");
});

test("an owner publishes, everyone reads, again and again", async (t) => {
  const { url, data } = await start(t);
  const target = entry(url, "noor@example.org");
  assert.equal((await fetch(target)).status, 404);
  for (const size of [100, 256 * 1024, 7]) {
    assert.equal((await put(target, certificate(size), basic("noor@example.org"))).status, 204);
    const answered = await fetch(`${target}?l=noor`);
    assert.equal(answered.status, 200);
    assert.equal(answered.headers.get("content-type"), "application/octet-stream");
    assert.deepEqual(new Uint8Array(await answered.arrayBuffer()), certificate(size));
  }
  assert.deepEqual(await readdir(join(data, "directory", "example.org")), [hashOfLocalPart("noor")]);
});

test("what is published survives a restart", async (t) => {
  const { url, data, close } = await start(t);
  await put(entry(url, "lee@example.com"), certificate(), basic("lee@example.com"));
  await close();
  const again = await start(t, { data });
  assert.equal((await fetch(entry(again.url, "lee@example.com"))).status, 200);
});

test("nobody publishes for another", async (t) => {
  const { url } = await start(t);
  const target = entry(url, "noor@example.org");
  assert.equal((await put(target, certificate())).status, 401);
  assert.equal((await put(target, certificate(), basic("noor@example.org", "wrong"))).status, 401);
  assert.equal((await put(target, certificate(), basic("daan@example.org"))).status, 403);
  // The right local part under another organisation's domain.
  assert.equal((await put(entry(url, "noor@example.com"), certificate(), basic("noor@example.org"))).status, 403);
  for (const address of ["noor@example.org", "noor@example.com"]) assert.equal((await fetch(entry(url, address))).status, 404);
});

test("only a certificate can be published", async (t) => {
  const { url } = await start(t);
  const target = entry(url, "noor@example.org");
  const secretKey = certificate().fill(0xc5, 0, 1);
  const legacySecretKey = certificate().fill(0x95, 0, 1);
  for (const body of ["", "-----BEGIN PGP PUBLIC KEY BLOCK-----", secretKey, legacySecretKey]) {
    assert.equal((await put(target, body, basic("noor@example.org"))).status, 400);
  }
  assert.equal((await put(target, certificate(256 * 1024 + 1), basic("noor@example.org"))).status, 413);
  assert.equal((await fetch(target)).status, 404);
  const legacy = certificate().fill(0x99, 0, 1);
  assert.equal((await put(target, legacy, basic("noor@example.org"))).status, 204);
});

test("entries have one shape only", async (t) => {
  const { url } = await start(t);
  const hash = hashOfLocalPart("noor");
  for (const path of ["example.net/policy", `example.net/hu/${hash}`, "example.org/hu/short", `example.org/hu/${hash}/x`,
    `example.org/hu/${hash.toUpperCase()}`, "example.org/hu/..%2f..%2faccounts", "example.org/submission-address", ""]) {
    assert.equal((await fetch(`${url}.well-known/openpgpkey/${path}`)).status, 404, path);
    assert.equal((await put(`${url}.well-known/openpgpkey/${path}`, certificate(), basic("noor@example.org"))).status, 404, path);
  }
});

test("each domain has a policy, which makes the directory valid", async (t) => {
  const { url } = await start(t);
  for (const domain of ["example.org", "example.com"]) {
    const answered = await fetch(`${url}.well-known/openpgpkey/${domain}/policy`);
    assert.equal(answered.status, 200);
    assert.equal(await answered.text(), "");
  }
});
