// @ts-check
/** The same two people with a real mail server behind the page: Debian's Cyrus. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Stage, lastFirst } from "./stage.mjs";
import { files, search, sent } from "./traces.mjs";
import { exchange, label } from "./two-people.mjs";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../servers/cyrus.sh", import.meta.url));

test("a protected mail goes there and its answer back through Cyrus, which holds nothing of them", async (t) => {
  const until = lastFirst(t);
  const folder = await mkdtemp(join(tmpdir(), "zegel-browser-cyrus-"));
  until.after(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755); // Cyrus runs as a user of its own and has to get in
  const [jmap, lmtp, smtp] = await freePorts(3);
  const env = { ...process.env, JMAP_PORT: `${jmap}`, LMTP_PORT: `${lmtp}`, SMTP_PORT: `${smtp}` };
  until.after(() => run(script, ["stop", join(folder, "cyrus")], { env }));
  await run(script, ["start", join(folder, "cyrus")], { env });
  const stage = await Stage.open(until, { jmapUrl: `http://127.0.0.1:${jmap}` });
  const { noor, lee, secrets, hay } = await exchange(stage, { noor: "noor", lee: "lee" });
  const spool = await files(join(folder, "cyrus"), "server");
  assert.ok(spool.some(({ bytes }) => bytes.includes("-----BEGIN PGP MESSAGE-----")), "the messages lie in the spool");
  hay.push(...sent(stage), ...spool, ...await files(stage.data, "server"));
  // The rules, which name every label, are kept in a database of their own.
  const outward = hay.filter(({ place }) => !place.startsWith("IndexedDB zegel-policy/"));
  assert.deepEqual([...search(hay, secrets), ...search(outward, { label, armor: "PRIVATE KEY" })], []);
  assert.deepEqual([...noor.visitor.problems, ...lee.visitor.problems, ...stage.outside, ...stage.failures], []);
});

/** @param {number} count */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  /** @type {number[]} */
  const ports = [];
  for (const one of servers) {
    if (!one.listening) await new Promise((resolve) => one.once("listening", resolve));
    ports.push(/** @type {import("node:net").AddressInfo} */ (one.address()).port);
  }
  await Promise.all(servers.map((one) => new Promise((resolve) => one.close(resolve))));
  return ports;
}
