// @ts-check
/** Two people write each other in the webmail of the demonstration. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canary } from "../browser/traces.mjs";
import { Writer, webmail } from "./webmail.mjs";
import { problems } from "./window.mjs";

test("a protected mail goes to somebody else, says who sealed it, and is answered protected", async (t) => {
  const { until, url, secrets } = await webmail(t);
  const [noor, lee] = [await Writer.signIn(until, url, "noor@example.org"), await Writer.signIn(until, url, "lee@example.com")];
  const [subject, text, reply] = [canary("subject"), canary("text"), canary("reply")];
  secrets.push(subject, text, reply);

  await noor.write({ to: "lee@example.com", subject, text: `Dear Lee, ${text}` });
  await noor.window.reads("Only lee@example.com can open it");
  await noor.window.press("button", "Send");
  await noor.window.reads("Sealed in this browser. The server received only this.");

  await lee.window.press("button", "Check for new mail");
  await lee.window.press(".message-row", undefined, "Protected message");
  await lee.window.reads("Sealed by Noor de Wit <noor@example.org>");
  await lee.window.reads(subject);
  await lee.showsText(text);
  await lee.window.press("button", "Reply");
  await lee.window.sees('button[aria-pressed="true"]', "Protected");
  await lee.window.type('.composer [contenteditable="true"]', `Thank you, ${reply}`);
  await lee.window.press("button", "Send");
  await lee.window.reads("Sealed in this browser");

  await noor.window.press("button", "Check for new mail");
  await noor.window.press(".message-row", undefined, "Lee Chen");
  await noor.window.reads("Sealed by Lee Chen <lee@example.com>");
  await noor.showsText(reply);
  for (const { window } of [noor, lee]) assert.deepEqual(await window.run(problems), []);
});
