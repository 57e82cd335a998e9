// @ts-check
/** The vault in a webmail of another site: WebKit keeps what such a frame stores apart for each site around it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as openpgp from "openpgp";
import { Host, rulesWith } from "../browser/host-page.mjs";
import { lastFirst } from "../browser/stage.mjs";
import { canary } from "../browser/traces.mjs";
import { webmail } from "./webmail.mjs";
import { Window, eventually, listens, problems } from "./window.mjs";

/** In the webmail's page. @param {string} kind @param {Record<string, unknown>} beginning  `text`: of a message to show */
async function opens(kind, { text, ...beginning }) {
  while (!("host" in window)) await new Promise((resolve) => { setTimeout(resolve, 50); });
  const { host } = /** @type {any} */ (window);
  const digest = async (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  host.delivered = [];
  host.frame = new host.Frame({
    vault: host.vault, kind, address: "noor@example.org", name: "Noor de Wit", language: "en", container: document.querySelector("#place"), height: { least: 640, most: 640 },
    asks: {
      async deliver(/** @type {any} */ { messages }) {
        host.delivered.push(...messages.map((/** @type {any} */ { bytes }) => new TextDecoder("latin1").decode(bytes)));
        return { digests: await Promise.all(messages.map((/** @type {any} */ { bytes }) => digest(bytes))), sent: true };
      },
      async keepDraft(/** @type {any} */ { message }) { return { id: "draft", digest: await digest(message) }; },
      dropDraft: () => null,
      limit: () => ({ octets: null }),
    },
  });
  host.frame.connected.then((/** @type {any} */ port) => port.ask(kind === "editor" ? "begin" : "show",
    typeof text === "string" ? { message: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) } : beginning));
}

test("it is set up, seals, is there again after the page was left, and opens what it sealed", async (t) => {
  const until = lastFirst(t);
  /** @type {string} */ let vault;
  const host = await Host.open(until, () => vault, { name: "localhost" });
  const policy = await rulesWith(until, (bundle) => { bundle.embedding = { hosts: [host.origin] }; });
  const { url, secrets } = await webmail(until, { policy, hosts: [host.origin] });
  vault = `${url}vault/`;
  const [subject, text] = [canary("subject"), canary("text")];
  secrets.push(subject, text);

  const window = await Window.open(until);
  await window.visit(`${host.origin}/`);
  await window.run(opens, "editor", { mode: "message", recipients: "vault" });
  await window.enter("iframe");
  await window.run(listens);
  await window.reads("Use Zegel in this webmail?");
  for (const step of ["Continue", "Make a key", "This is my sign"]) await window.pressUntilGone("button", step);
  await window.type("input", "noor@example.org\n", "To");
  await window.type("input", subject, "Subject");
  await window.press('[contenteditable="true"]');
  await window.type('[contenteditable="true"]', text);
  await window.press('button[aria-pressed="false"]', "Protect");
  await window.sees('button[aria-pressed="true"]', "Protected");
  await window.press("button", "Send");
  // Who presses so soon after the address was taken is asked whether they saw it.
  await eventually(async () => {
    const words = await window.run(() => document.body.innerText);
    if (words.includes("Sealed here, and handed to your webmail")) return true;
    if (words.includes("Send this message?")) await window.press(".agree-go");
    return false;
  }, "it is not sent");
  assert.deepEqual(await window.run(problems), []);
  await window.enter();
  const delivered = await eventually(() => window.run(() => /** @type {any} */ (globalThis).host.delivered[0]), "nothing was handed over");
  assert.match(delivered, /^Subject: \[\.\.\.\]\r$/m);
  assert.ok(!delivered.includes(subject) && !delivered.includes(text));
  await openpgp.readMessage({ armoredMessage: delivered.slice(delivered.indexOf("-----BEGIN PGP MESSAGE-----")).replace(/(-----END PGP MESSAGE-----)[^]*/, "$1") });

  await window.visit(`${host.origin}/?again`);
  await window.run(opens, "display", { text: delivered });
  await window.enter("iframe");
  await window.reads(subject);
  await window.reads("your own key");
});
