// @ts-check
/** The servers that the other tests here stand on: a mail goes from one mailbox to another by Roundcube as it comes from Debian. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MailServers } from "./mail-servers.mjs";
import { Roundcube } from "./roundcube-server.mjs";
import { lastFirst } from "../browser/stage.mjs";
import { WebmailSession } from "./session.mjs";

test("a mail goes there, and lies where it should", { timeout: 90_000 }, async (context) => {
  const until = lastFirst(context);
  const folder = await mkdtemp(join(tmpdir(), "zegel-webmail-"));
  until.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const mail = await MailServers.start(folder, ["noor@example.org", "lee@example.com"]);
  until.after(() => mail.stop());
  const roundcube = await Roundcube.start(join(folder, "roundcube"), { ports: mail.ports });
  until.after(() => roundcube.stop());
  const noor = await WebmailSession.signIn(roundcube.url, "noor@example.org");
  await noor.sendStock({ to: "lee@example.com", subject: "By Roundcube alone", text: "In the clear, as it is without us." });
  assert.equal((await mail.messages("noor@example.org", "Sent")).length, 1);
  for (let left = 100; left > 0 && (await mail.messages("lee@example.com")).length === 0; left -= 1) await new Promise((resolve) => setTimeout(resolve, 100));
  const [arrived] = await mail.messages("lee@example.com");
  assert.match(arrived?.toString() ?? await mail.logs(), /^Subject: By Roundcube alone\r?$/m);
  assert.equal(await roundcube.errors(), "");
});
