// @ts-check
/** Does it work for two people, and does nothing of what they write show anywhere but with them? */
import assert from "node:assert/strict";
import { test } from "node:test";
import { generateKey, readPrivateKey } from "openpgp";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";
import { canary, dumpStorage, files, formsOf, kept, search, sent } from "./traces.mjs";
import { exchange, label, makeFiles, newSecrets, readsRichMail, states, writeRichMail } from "./two-people.mjs";

/** @typedef {import("./traces.mjs").Hay} Hay */

test("a protected mail goes there and its answer back, and nothing of them shows anywhere else", async (t) => {
  const stage = await Stage.open(t);
  const { noor, lee, secrets, hay } = await exchange(stage, { noor: "Noor de Wit", lee: "Lee Chen" });
  for (const { visitor } of [noor, lee]) {
    assert.deepEqual(visitor.problems, []);
    await noSecretKeys(visitor);
    await visitor.context.close(); // it writes what it keeps
    hay.push(...await files(/** @type {string} */ (visitor.profile), "profile"));
  }
  hay.push(...sent(stage), ...await files(stage.data, "server"));
  assert.ok(hay.some(({ place }) => /^profile .*(?:IndexedDB|\/idb\/)/.test(place)) && hay.some(({ place }) => place.startsWith("server blobs")));
  assert.ok(sent(stage).some(({ place }) => /upload/.test(place)));
  // Nor may the label: which mail is confidential is a secret too. The rules, which name every label, are kept in a database
  // of their own; the browser's cache of our own files has both words.
  const outward = hay.filter(({ place }) => !/^profile .*(?:Cache|cache2|IndexedDB|\/idb\/)|^IndexedDB zegel-policy\//.test(place));
  assert.deepEqual([...search(hay, secrets), ...search(outward, { label, armor: "PRIVATE KEY" })], []);
  assert.deepEqual(stage.outside, []);
  assert.deepEqual(stage.failures, []);
});

test("of an unprotected mail the same search finds everything", async (t) => {
  const stage = await Stage.open(t);
  const secrets = newSecrets();
  const attached = await makeFiles(stage.folder, secrets);
  const [noor, lee] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "lee@example.com")];
  await writeRichMail(noor, lee.address, secrets, attached);
  await noor.send();
  await lee.openMessage(secrets.subject);
  await states(lee, ["Not protected", "Label “General” · claimed"]);
  await readsRichMail(lee, secrets, attached);
  const { reply, ...written } = secrets;
  for (const hay of [sent(stage), await files(stage.data, "server")]) {
    const found = new Set(search(hay, secrets).map(({ secret }) => secret));
    assert.deepEqual([...found].sort(), Object.keys(written).sort());
  }
  assert.deepEqual([...noor.visitor.problems, ...lee.visitor.problems, ...stage.outside], []);
});

test("the search finds what lies in any of the places, in any of the forms", async (t) => {
  const stage = await Stage.open(t);
  const visitor = await stage.visitor();
  const secret = canary("control");
  await visitor.page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  await visitor.page.evaluate(leaveEverywhere, secret);
  const hay = [...await kept(visitor), ...sent(stage)];
  const places = new Set(search(hay, { secret }).map(({ place }) => place));
  const left = ["IndexedDB control/store/1/0/bytes", "IndexedDB control/store/1/0/deep/0", "cache", "storage", "cookies", "console", "address and title", "request POST /jmap/"];
  assert.deepEqual(left.filter((one) => ![...places].some((place) => place.startsWith(one))), []);
  for (const { form, text } of formsOf(secret)) {
    assert.ok(search([{ place: form, bytes: Buffer.from(text, "latin1") }], { secret }).some((one) => one.form === form), form);
  }
  for (const shift of ["", "a", "ab", "abc"]) {
    const wrapped = Buffer.from(`${shift}${secret} and more`).toString("base64").replace(/.{7}/g, "$&\r\n ");
    assert.ok(search([{ place: "", bytes: Buffer.from(wrapped) }], { secret }).some(({ form }) => form === "base64"), wrapped);
  }
  assert.equal(search([{ place: "", bytes: Buffer.from(canary("control")) }], { secret }).length, 0);
});

test("a secret key whose numbers the test knows is written nowhere", async (t) => {
  const stage = await Stage.open(t);
  const { privateKey } = await generateKey({ type: "ecc", curve: "curve25519Legacy", userIDs: [{ name: "Noor de Wit", email: "noor@example.org" }], format: "object" });
  const numbers = {
    signing: Buffer.from(/** @type {any} */ (privateKey.keyPacket).privateParams.seed),
    opening: Buffer.from(/** @type {any} */ (privateKey.subkeys[0]?.keyPacket).privateParams.d),
  };
  assert.ok(numbers.signing.length >= 32 && numbers.opening.length >= 32);
  const noor = new Person(await stage.visitor({ onDisk: true }), "noor@example.org");
  await noor.page.evaluate(async (bytes) => {
    const address = "/engine/engine.js";
    const engine = await (await import(address)).start();
    await (await engine.vault()).importKeys(new Uint8Array(bytes));
    engine.close();
  }, [...privateKey.write()]);
  await noor.signIn();
  const daan = await Person.signIn(stage, "daan@example.org");
  await noor.write({ to: daan.address, subject: "Signed", text: "with my own key" });
  await noor.send();
  await daan.openMessage("Protected message");
  await states(daan, ["Sealed by Noor de Wit <noor@example.org> · new key", "General"]);
  await daan.statements.first().click();
  await daan.reader.getByText(privateKey.getFingerprint().toUpperCase().slice(0, 4), { exact: true }).first().waitFor();
  await noSecretKeys(noor.visitor);
  const hay = [...await kept(noor.visitor), ...sent(stage), ...await files(stage.data, "server")];
  await noor.visitor.context.close();
  hay.push(...await files(/** @type {string} */ (noor.visitor.profile), "profile"));
  assert.deepEqual(search(hay, numbers), []);
  // Clear on the wire and found there: the certificate that was published is of the same key.
  const published = Buffer.from(/** @type {any} */ (privateKey.keyPacket).publicParams.Q);
  assert.ok(search(sent(stage), { published }).some(({ place }) => place.startsWith("request PUT /.well-known/openpgpkey/example.org/hu/")));
});

/** What is kept of the own key is of no use to who copies it. @param {import("./stage.mjs").Visitor} visitor */
async function noSecretKeys(visitor) {
  const { binaries, cryptoKeys } = await visitor.page.evaluate(dumpStorage);
  assert.deepEqual(cryptoKeys, [{ algorithm: "AES-GCM", extractable: false, usages: ["encrypt", "decrypt"] }]);
  assert.ok(binaries.some(({ place }) => place.includes("sealedSecret")));
  for (const { place, base64 } of binaries) {
    const binaryKey = new Uint8Array(Buffer.from(base64, "base64"));
    await assert.rejects(readPrivateKey({ binaryKey }), Error, place);
  }
}

/** Runs in the page. @param {string} secret */
async function leaveEverywhere(secret) {
  localStorage.setItem("a", secret);
  document.cookie = `a=${secret}`;
  document.title = secret;
  console.info(secret);
  const cache = await caches.open("control");
  await cache.put("/control", new Response(secret));
  const wide = new Uint8Array([...secret].flatMap((letter) => [letter.charCodeAt(0), 0]));
  await new Promise((resolve) => {
    const request = indexedDB.open("control");
    request.onupgradeneeded = () => request.result.createObjectStore("store", { autoIncrement: true })
      .add({ bytes: wide.buffer, deep: [new Blob([btoa(`..${secret}`)])] });
    request.onsuccess = () => resolve(null);
  });
  await fetch("/jmap/", { method: "POST", body: new TextEncoder().encode(JSON.stringify({ secret: btoa(secret) })) });
}
