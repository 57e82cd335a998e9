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
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";
import { canary, files, kept, search, sent } from "./traces.mjs";
import { exchange, label } from "./two-people.mjs";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../servers/cyrus.sh", import.meta.url));

/** @param {import("./stage.mjs").Until} until */
async function open(until) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-browser-cyrus-"));
  until.after(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755); // Cyrus runs as a user of its own and has to get in
  const [jmap, lmtp, smtp] = await freePorts(3);
  const env = { ...process.env, JMAP_PORT: `${jmap}`, LMTP_PORT: `${lmtp}`, SMTP_PORT: `${smtp}` };
  until.after(() => run(script, ["stop", join(folder, "cyrus")], { env }));
  await run(script, ["start", join(folder, "cyrus")], { env });
  return { folder, stage: await Stage.open(until, { jmapUrl: `http://127.0.0.1:${jmap}` }) };
}

test("a protected mail goes there and its answer back through Cyrus, which holds nothing of them", async (t) => {
  const { stage, folder } = await open(lastFirst(t));
  const { noor, lee, secrets, hay } = await exchange(stage, { noor: "noor", lee: "lee" });
  const spool = await files(join(folder, "cyrus"), "server");
  assert.ok(spool.some(({ bytes }) => bytes.includes("-----BEGIN PGP MESSAGE-----")), "the messages lie in the spool");
  hay.push(...sent(stage), ...spool, ...await files(stage.data, "server"));
  // The rules, which name every label, are kept in a database of their own.
  const outward = hay.filter(({ place }) => !place.startsWith("IndexedDB zegel-policy/"));
  assert.deepEqual([...search(hay, secrets), ...search(outward, { label, armor: "PRIVATE KEY" })], []);
  assert.deepEqual([...noor.visitor.problems, ...lee.visitor.problems, ...stage.outside, ...stage.failures], []);
});

test("a draft lies in Cyrus once, sealed, comes back whole, and is gone when it is discarded", async (t) => {
  const { stage, folder } = await open(lastFirst(t));
  const noor = await Person.signIn(stage, "noor@example.org");
  const secrets = { subject: canary("subject"), text: canary("text"), more: canary("more"), to: canary("to") };
  const word = noor.composer.locator(".draft-word");
  const imports = () => stage.requests.filter(({ body, status }) => status === 200 && body.includes('["Email/import"')).length;
  const saved = async (/** @type {number} */ times) => {
    for (let look = 0; look < 400 && imports() < times; look += 1) await noor.page.waitForTimeout(50);
    assert.equal(imports(), times);
    await word.filter({ hasText: /^Saved \d/ }).waitFor();
  };
  const before = imports();
  await noor.startWriting();
  await noor.addRecipient("To", `${secrets.to} is no address`, null);
  await noor.subject.fill(secrets.subject);
  await noor.type(secrets.text);
  await saved(before + 1);
  await noor.type(` ${secrets.more}`);
  await saved(before + 2);
  await noor.page.reload();
  await noor.signIn();
  await noor.openFolder("Drafts");
  await noor.row(secrets.subject).waitFor();
  assert.equal(await noor.page.locator(".message-row").count(), 1, "the earlier version is gone");
  await noor.row(secrets.subject).click();
  await noor.text.getByText(secrets.more).waitFor();
  assert.equal(await noor.composer.locator(".chip").getAttribute("title"), `${secrets.to} is no address`);
  const hay = [...await kept(noor.visitor), ...sent(stage), ...await files(join(folder, "cyrus"), "server")];
  assert.deepEqual(search(hay, secrets), []);
  await noor.type("!");
  await noor.composer.getByRole("button", { name: "Close", exact: true }).click();
  await noor.dialog.getByRole("button", { name: "Discard" }).click();
  await noor.page.getByText("Nothing here").waitFor();
  assert.deepEqual([...noor.visitor.problems, ...stage.outside, ...stage.failures], []);
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
