// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { requestVerification, upload, wkdTree, zip } from "../../../www/keys/publish.js";
import { armor, certificate, packet } from "./packets.js";

const lee = certificate("Lee <lee@example.com>");
const second = certificate("Lee <lee@example.com>", "second");
const noor = certificate("noor@example.org");
const load = () => import("fflate");

test("the tree has a policy for each domain and a file for each address", async () => {
  const entries = [
    { address: "lee@example.com", bytes: lee }, { address: "noor@example.org", bytes: armor(noor) },
    { address: "LEE@example.com", bytes: second }, { address: "lee@example.com", bytes: lee },
  ];
  const advanced = await wkdTree(entries, { method: "advanced" });
  assert.deepEqual(advanced.map(({ path }) => path.replace(/[a-z0-9]{32}$/, "*")), [
    ".well-known/openpgpkey/example.com/policy", ".well-known/openpgpkey/example.org/policy",
    ".well-known/openpgpkey/example.com/hu/*", ".well-known/openpgpkey/example.org/hu/*",
  ]);
  assert.deepEqual(advanced.slice(0, 2).map(({ bytes }) => bytes.length), [0, 0]);
  assert.deepEqual(Buffer.from(advanced[2]?.bytes ?? []), Buffer.concat([lee, second]), "each once, in the order given");
  assert.deepEqual(Buffer.from(advanced[3]?.bytes ?? []), Buffer.from(noor), "binary");

  const direct = await wkdTree(entries.slice(0, 1), { method: "direct" });
  assert.deepEqual(direct.map(({ path }) => path.replace(/[a-z0-9]{32}$/, "*")), [".well-known/openpgpkey/policy", ".well-known/openpgpkey/hu/*"]);
  const two = await wkdTree(entries, { method: "direct" });
  assert.ok(two.every(({ path }) => /^example\.(?:com|org)\/\.well-known\/openpgpkey\/(?:policy|hu\/[a-z0-9]{32})$/.test(path)));
});

test("what is not a certificate, or not an address, is not published", async () => {
  const secret = Buffer.concat([packet(5, "secret"), packet(13, "lee@example.com")]);
  for (const bytes of [secret, Buffer.concat([lee, secret]), Buffer.from("x"), new Uint8Array()]) {
    await assert.rejects(wkdTree([{ address: "lee@example.com", bytes }], { method: "direct" }), { code: "certificate-malformed" });
    await assert.rejects(upload(bytes, { fetch: async () => assert.fail("sent") }), { code: "certificate-malformed" });
  }
  await assert.rejects(wkdTree([{ address: "../../x", bytes: lee }], { method: "advanced" }), { code: "address-malformed" });
});

test("the zip archive holds the files, and is the same each time", async () => {
  const files = await wkdTree([{ address: "lee@example.com", bytes: lee }, { address: "noor@example.org", bytes: noor }], { method: "advanced" });
  const archive = await zip(files, load);
  const unpacked = unzipSync(archive);
  assert.deepEqual(Object.keys(unpacked), files.map(({ path }) => path));
  for (const { path, bytes } of files) assert.deepEqual(Buffer.from(unpacked[path] ?? []), Buffer.from(bytes));
  assert.deepEqual(await zip(files, load), archive);
});

test("uploading and asking for verification speak the key server's language", async () => {
  /** @type {{ url: string, init: RequestInit }[]} */
  const asked = [];
  /** @param {Response} answer @returns {typeof fetch} */
  const answering = (answer) => async (url, init = {}) => { asked.push({ url: String(url), init }); return answer; };
  const status = { "lee@example.com": "unpublished" };
  const where = { host: "keys.example.org" };
  assert.deepEqual(await upload(lee, { ...where, fetch: answering(Response.json({ key_fpr: "AB", status, token: "t" })) }), { fingerprint: "AB", status, token: "t" });
  assert.deepEqual(await requestVerification("t", ["lee@example.com"], "nl-NL", { ...where, fetch: answering(Response.json({ status })) }), { status });
  assert.deepEqual(asked.map(({ url }) => url), ["https://keys.example.org/vks/v1/upload", "https://keys.example.org/vks/v1/request-verify"]);
  assert.match(JSON.parse(String(asked[0]?.init.body)).keytext, /^-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n[\s\S]+\n-----END/);
  assert.deepEqual(JSON.parse(String(asked[1]?.init.body)), { token: "t", addresses: ["lee@example.com"], locale: ["nl_NL"] });
  assert.equal(new Headers(asked[0]?.init.headers).get("content-type"), "application/json");

  const refusals = { "server-refused": [Response.json({ error: "no" }, { status: 400 }), new Response("x"), Response.json({}), Response.json(null)] };
  for (const [code, answers] of Object.entries(refusals)) {
    for (const answer of answers) await assert.rejects(upload(lee, { ...where, fetch: answering(answer) }), { code });
  }
  const refusing = async () => { throw new TypeError("Failed to fetch"); };
  await assert.rejects(upload(lee, { ...where, fetch: refusing }), { code: "lookup-blocked" });
  const lookups = { wkd: "/lookup/wkd/", keyserver: "/lookup/vks/", keyserverHost: "keys.example.org" };
  await assert.rejects(upload(lee, { lookups, base: "https://mail.example.org/", fetch: refusing }), { code: "server-unreachable" });
});
