// @ts-check
/** A file that no memory should hold twice is sealed in a browser: the page's process stays small, and GnuPG reads what comes out. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { after, before, test } from "node:test";
import { gnupg } from "../interop/gnupg.mjs";
import { Stage, lastFirst } from "./stage.mjs";

const end = lastFirst({ after });
/** @type {Stage} */ let stage;
const mega = 1 << 20;
const size = 300 * mega;
const piece = Buffer.from(Uint8Array.from({ length: mega }, (_, at) => at * 31 % 251));

before(async () => { stage = await Stage.open(end); });

/** The most memory that any page's process ever had, in octets. */
async function peak() {
  const session = await stage.browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const peaks = await Promise.all(processInfo.filter(({ type }) => type === "renderer").map(async ({ id }) => {
    const status = await readFile(`/proc/${id}/status`, "utf8");
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]) * 1024;
  }));
  return Math.max(...peaks);
}

/** The armored message, without the mail around it: line by line 400 MB would take a minute. @param {string} file @param {import("node:stream").Writable} out */
async function armorOf(file, out) {
  const { size } = await stat(file);
  const around = 1 << 16;
  const begin = (await octetsOf(file, 0, around)).indexOf("-----BEGIN PGP MESSAGE-----");
  const last = "-----END PGP MESSAGE-----";
  const end = (await octetsOf(file, size - around, size)).indexOf(last);
  assert.ok(begin > 0 && end > 0, "there is an armored message");
  await pipeline(createReadStream(file, { start: begin, end: size - around + end + last.length - 1, highWaterMark: mega }), out);
}

/** @param {string} file @param {number} from @param {number} to */
async function octetsOf(file, from, to) {
  return Buffer.concat(await createReadStream(file, { start: from, end: to - 1 }).toArray());
}

/** The octets of the attachment in what GnuPG decrypted: how many, and their hash. @param {import("node:stream").Readable} entity */
async function attachmentOf(entity) {
  const hash = createHash("sha256");
  const head = "Content-Disposition: attachment";
  let [octets, state, rest] = [0, "before", ""];
  for await (const chunk of entity) {
    rest += chunk.latin1Slice();
    if (state === "before" && rest.includes(head)) {
      const body = /\r?\n\r?\n/.exec(rest.slice(rest.indexOf(head)));
      if (!body) continue;
      rest = rest.slice(rest.indexOf(head) + body.index + body[0].length);
      state = "body";
    }
    if (state !== "body") continue;
    // What separates parts begins with what no base64 has.
    const end = rest.indexOf("-");
    const lines = (end < 0 ? rest : rest.slice(0, end)).replaceAll(/[\r\n]+/g, "");
    const whole = end < 0 ? lines.length - lines.length % 4 : lines.length;
    const decoded = Buffer.from(lines.slice(0, whole), "base64");
    octets += decoded.length;
    hash.update(decoded);
    rest = lines.slice(whole);
    if (end >= 0) state = "after";
  }
  return { octets, sum: hash.digest("hex") };
}

test("300 MB are sealed in a fraction of the memory, and GnuPG reads them", async (t) => {
  const gpg = gnupg(t);
  gpg.makeKey({ primary: "ed25519", sub: "cv25519" }, "Lee Chen <lee@example.com>");
  const certificate = [...gpg.run(["--export", "lee@example.com"]).output];
  const { page } = await stage.visitor();
  /** @type {string[]} */
  const asked = [];
  page.context().on("request", (request) => asked.push(new URL(request.url()).pathname));
  const download = page.waitForEvent("download", { timeout: 600_000 });
  // Before: what the page and its programs need for a mail of nothing.
  const seal = (/** @type {number} */ pieces) => page.evaluate(async ({ pieces, piece, certificate }) => {
    const modules = ["/engine/engine.js", "/engine/everybody.js"];
    const [{ start }, { everybody }] = await Promise.all(modules.map((module) => import(module)));
    const engine = await start();
    engine.useBundle(everybody());
    await engine.ready();
    await engine.makeKey({ name: "Noor", address: "noor@example.org" });
    const one = new Blob([Uint8Array.from(atob(piece), (letter) => letter.charCodeAt(0))]);
    const file = new File(Array.from({ length: pieces }, () => one), "survey.dat");
    const { messages: [{ blob, bytes }] } = await engine.seal({
      from: "noor@example.org", to: ["lee@example.com"], cc: [], bcc: [], subject: "All of it", text: "Here it is.", html: null, label: null, protection: "encrypt",
      attachments: [{ name: file.name, type: "application/octet-stream", size: file.size, contentId: null }], answers: { acknowledged: [] }, inReplyTo: null,
      references: [], language: "en", date: "2026-11-24T10:00:00+01:00", messageId: `large-${pieces}@example.org`,
    }, { contents: [file], certificates: [{ address: "lee@example.com", bytes: Uint8Array.from(certificate) }], blobs: true });
    engine.close();
    if (pieces < 16) return bytes.length;
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "message.eml" });
    link.click();
    return blob.size;
  }, { pieces, piece: piece.toString("base64"), certificate });
  await seal(1);
  const before = await peak();
  const helper = "/engine/hashing-worker.js";
  assert.ok(!asked.includes(helper), "a small one needs no second thread");
  const length = await seal(size / mega);
  assert.ok(asked.includes(helper), "it is hashed in a second thread");
  const grown = await peak() - before;
  assert.ok(grown < size / 2, `${Math.round(grown / mega)} MiB more for a file of ${size / mega} MiB`);

  const eml = join(stage.folder, "message.eml");
  await (await download).saveAs(eml);
  assert.equal((await stat(eml)).size, length);
  assert.ok(length > size * 4 / 3 * 4 / 3);
  const reader = spawn("gpg", ["--homedir", gpg.home, "--batch", "--no-tty", "--pinentry-mode", "loopback", "--trust-model", "always", "--skip-verify", "--decrypt"], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(reader, "close");
  let said = "";
  reader.stderr.on("data", (chunk) => { said += chunk; });
  const [attachment] = await Promise.all([attachmentOf(reader.stdout), armorOf(eml, reader.stdin)]);
  const [code] = await ended;
  assert.equal(code, 0, said);
  const expected = createHash("sha256");
  for (let at = 0; at < size; at += mega) expected.update(piece);
  assert.deepEqual(attachment, { octets: size, sum: expected.digest("hex") });
});
