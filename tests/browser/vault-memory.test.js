// @ts-check
/** After locking, nothing of a secret key is left: neither in the memory of the page and its worker, nor in the page's strings. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { generateKey } from "openpgp";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";
import { formsOf } from "./traces.mjs";
import { lockNow, openKeys, setPassphrase, shows, told, top, writes } from "./vault.mjs";

/** @typedef {import("playwright-core").CDPSession} DevTools */
/** @typedef {Record<string, Buffer>} Secrets */

const needsProc = { skip: existsSync("/proc/self/mem") ? false : "this system does not show the memory of a process" };

test("after locking no octets of a secret key are in memory, and the search would find them", needsProc, async (t) => {
  const stage = await Stage.open(t);
  const { privateKey } = await generateKey({ type: "ecc", curve: "curve25519Legacy", userIDs: [{ name: "Noor de Wit", email: "noor@example.org" }], format: "object" });
  const secrets = {
    signing: Buffer.from(/** @type {any} */ (privateKey.keyPacket).privateParams.seed),
    opening: Buffer.from(/** @type {any} */ (privateKey.subkeys[0]?.keyPacket).privateParams.d),
  };
  const file = join(stage.folder, "key.asc");
  await writeFile(file, privateKey.armor());
  const noor = await Person.signIn(stage, "noor@example.org");
  const { page } = noor;
  const devtools = await noor.visitor.context.newCDPSession(page);
  await openKeys(noor);
  await setPassphrase(noor);
  await page.getByRole("button", { name: "Import a file" }).click();
  await page.getByLabel("Key file").setInputFiles(file);
  await top(page).getByRole("button", { name: "Import" }).click();
  await told(page, "The key for noor@example.org is here.");
  await page.getByRole("button", { name: "Publish and use this one" }).click();
  await told(page, "Published.");
  await page.keyboard.press("Escape");
  // Used for all there is: signing, opening, a backup, a revocation.
  await writes(noor, { to: noor.address, subject: "Note", text: "to myself" });
  await noor.send();
  await noor.openMessage("Protected message");
  await shows(noor, "to myself");
  await openKeys(noor);
  await page.getByRole("button", { name: "Make a backup" }).click();
  await page.getByRole("list", { name: "Recovery code" }).waitFor();
  await page.keyboard.press("Escape");
  const card = page.locator(".key-card").first();
  await card.locator("summary").click();
  await Promise.all([page.waitForEvent("download"), card.getByRole("button", { name: "Save a revocation certificate" }).click()]);
  await lockNow(noor);
  assert.deepEqual([await inMemory(stage, secrets), await inStrings(devtools, secrets)], [[], []]);

  // Deliberately kept, they are found: in a small array, which lies among the objects, and in the memory of a program.
  await keep(devtools, secrets.signing, "new Uint8Array(octets)", "array");
  await keep(devtools, secrets.opening, "(() => { const memory = new WebAssembly.Memory({ initial: 20 }); new Uint8Array(memory.buffer).set(octets, 99999); return memory; })()", "memory");
  assert.deepEqual(await inMemory(stage, secrets), ["signing", "opening"]);
  for (const expression of [
    "octets.map((one) => one.toString(16).padStart(2, '0')).join('')", "btoa(String.fromCharCode(...octets))", "'key: ' + String.fromCharCode(...octets)",
  ]) {
    await keep(devtools, secrets.signing, expression, "text");
    assert.deepEqual(await inStrings(devtools, secrets), ["signing"], expression);
  }
  const zeros = Buffer.from([...secrets.signing.subarray(0, 8), 0, ...secrets.signing.subarray(9)]);
  await keep(devtools, zeros, "'key: ' + String.fromCharCode(...octets)", "zeros");
  assert.ok((await inStrings(devtools, { zeros })).includes("zeros"), "one with a zero in it");
});

/** The octets are told inverted, so as not to be found where they were told. @param {DevTools} devtools @param {Buffer} secret @param {string} expression @param {string} name */
async function keep(devtools, secret, expression, name) {
  const inverted = JSON.stringify([...secret].map((octet) => octet ^ 255));
  await devtools.send("Runtime.evaluate", { expression: `void (globalThis.kept ??= {}, kept.${name} = ((octets) => ${expression})(${inverted}.map((one) => one ^ 255)))` });
}

/**
 * Which secrets, forwards or backwards, lie in what the processes of the pages and workers can write to: freed memory too.
 * @param {Stage} stage
 * @param {Secrets} secrets
 * @returns {Promise<string[]>}
 */
async function inMemory({ browser }, secrets) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  await devtools.detach();
  const wanted = Object.entries(secrets).map(([name, octets]) => ({ name, forms: [octets, Buffer.from(octets).reverse()] }));
  /** @type {Set<string>} */
  const found = new Set();
  let looked = 0;
  for (const { id, type } of processInfo) {
    if (type !== "renderer") continue;
    const memory = await open(`/proc/${id}/mem`);
    for (const line of (await readFile(`/proc/${id}/maps`, "utf8")).split("\n")) {
      const [, from = "", to = ""] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      const end = parseInt(to, 16);
      for (let at = parseInt(from, 16); at < end; at += piece - overlap) {
        const bytes = Buffer.alloc(Math.min(piece, end - at));
        // Some of it is only set aside and cannot be read.
        const { bytesRead } = await memory.read(bytes, 0, bytes.length, at).catch(() => ({ bytesRead: 0 }));
        looked += bytesRead;
        for (const { name, forms } of wanted) if (forms.some((form) => bytes.includes(form))) found.add(name);
        if (at + piece >= end) break;
      }
    }
    await memory.close();
  }
  assert.ok(looked > 50_000_000, `only ${looked} bytes could be looked at`);
  return Object.keys(secrets).filter((name) => found.has(name));
}

/**
 * Which secrets stand in the page's strings, in any of the forms a program might have given them.
 * @param {DevTools} devtools
 * @param {Secrets} secrets
 * @returns {Promise<string[]>}
 */
async function inStrings(devtools, secrets) {
  /** @type {string[]} */
  const chunks = [];
  const take = (/** @type {{ chunk: string }} */ { chunk }) => { chunks.push(chunk); };
  await devtools.send("HeapProfiler.enable");
  await devtools.send("HeapProfiler.collectGarbage");
  devtools.on("HeapProfiler.addHeapSnapshotChunk", take);
  await devtools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  devtools.off("HeapProfiler.addHeapSnapshotChunk", take);
  /** @type {string[]} */
  const strings = JSON.parse(chunks.join("")).strings;
  assert.ok(strings.length > 10_000);
  const lower = strings.map((one) => one.toLowerCase());
  // A snapshot has blanks for zeros.
  const forms = (/** @type {Buffer} */ octets) => formsOf(octets).flatMap((form) => [form, { ...form, text: form.text.replaceAll("\0", " ") }]);
  return Object.entries(secrets).flatMap(([name, octets]) => (forms(octets)
    .some(({ text, anyCase }) => (anyCase ? lower : strings).some((one) => one.includes(anyCase ? text.toLowerCase() : text))) ? [name] : []));
}

const piece = 16 * 1024 * 1024;
const overlap = 64;
