// @ts-check
/** The webmail of the demonstration in windows of WebKit, and what people do in it. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../server/main.mjs";
import { lastFirst } from "../browser/stage.mjs";
import { files, search } from "../browser/traces.mjs";
import { Window, eventually, listens } from "./window.mjs";

/** @typedef {import("../browser/stage.mjs").Until} Until */

/**
 * The server, and what it is told; at the end nothing of what was secret lies on its disk.
 * @param {Until} test
 * @param {{ policy?: string, hosts?: string[] }} [options]
 */
export async function webmail(test, options = {}) {
  const until = lastFirst(test);
  const data = await mkdtemp(join(tmpdir(), "zegel-webkit-"));
  until.after(() => rm(data, { recursive: true, force: true, maxRetries: 3 }));
  /** @type {string[]} */
  const said = [];
  const server = await serve({ port: 0, data, log: (line) => { said.push(line); }, ...options });
  until.after(() => server.close());
  /** @type {string[]} */
  const secrets = [];
  until.after(async () => {
    const hay = [...await files(data, "the server's disk"), { place: "the server's log", bytes: Buffer.from(said.join("\n")) }];
    assert.deepEqual(search(hay, Object.fromEntries(secrets.map((secret) => [secret, secret]))), []);
  });
  return { until, url: server.url.replace(/\/?$/, "/"), secrets };
}

export class Writer {
  /** @param {Window} window */
  constructor(window) { this.window = window; }

  /** @param {Until} until @param {string} url @param {string} address */
  static async signIn(until, url, address) {
    const window = await Window.open(until);
    await window.visit(url);
    await window.run(listens);
    await window.press("button", undefined, address);
    await window.sees(".message-row");
    return new Writer(window);
  }

  /** @param {{ to: string, subject: string, text: string }} mail */
  async write({ to, subject, text }) {
    const { window } = this;
    await window.press("button", "New message");
    await window.type(".composer input", `${to}\n`, "To");
    await window.sees(`.composer .chip[title="${to}"]:is([data-state="new"], [data-state="known"], [data-state="verified"])`);
    await window.type(".composer input", subject, "Subject");
    await window.press('.composer [contenteditable="true"]');
    await window.type('.composer [contenteditable="true"]', text);
    await window.press('button[aria-pressed="false"]', "Protect");
    await window.sees('button[aria-pressed="true"]', "Protected");
  }

  /** The mail that is open has this in its text. @param {string} text */
  async showsText(text) {
    const found = (/** @type {string} */ text) => [...document.querySelectorAll("iframe")].some(({ contentDocument }) => contentDocument?.body?.innerText.includes(text)) || document.querySelector("section.reader article")?.textContent?.includes(text);
    await eventually(() => this.window.run(found, text), `"${text}" is not shown`);
  }
}
