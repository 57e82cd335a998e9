// @ts-check
/**
 * Pages of others, each on an origin of its own, with the script of ours that the test puts into them. What they post is
 * written down.
 */
import { createServer } from "node:http";
import { hostScript, hostScriptEntries } from "../../scripts/host-scripts.mjs";
import { rulesWith } from "./host-page.mjs";
import { Stage, lastFirst } from "./stage.mjs";

/** @typedef {import("./stage.mjs").Until} Until */

const style = `:root { color-scheme: light dark } body { margin: 0 auto; max-width: 800px; padding: 16px; font: 15px/1.5 sans-serif; background: light-dark(#f4f5f8, #111318); color: light-dark(#222, #ddd) }
textarea, [contenteditable] { display: block; box-sizing: border-box; width: 100%; min-height: 180px; padding: 8px; border: 1px solid #8a91a0; background: light-dark(#fff, #191c22); color: inherit; font: inherit }
label, input { display: block; margin: 4px 0 } pre { overflow-wrap: anywhere; white-space: pre-wrap }`;

/** @param {string} title @param {string} head @param {string} body @param {string} language */
const document = (title, head, body, language) => `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>`
  + `<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">${head}</head><body>${body}</body></html>`;

export class ForeignPages {
  origin = "";
  /** What was posted to them: each body as it came. @type {string[]} */ posted = [];
  /** @type {Map<string, { body: string, head?: string, policy?: string, language?: string }>} */ #pages = new Map();
  /** @type {Map<string, string>} */ #scripts = new Map();

  /** @param {Until} until @param {{ name?: string }} [options]  name: "127.0.0.1" is the vault's own site, "localhost" another */
  static async open(until, { name = "127.0.0.1" } = {}) {
    const pages = new ForeignPages();
    for (const script of /** @type {(keyof typeof hostScriptEntries)[]} */ (Object.keys(hostScriptEntries))) pages.#scripts.set(`/${script}`, await hostScript(script));
    const server = createServer((request, response) => {
      /** @type {Buffer[]} */
      const pieces = [];
      request.on("data", (piece) => pieces.push(piece));
      request.on("end", () => pages.#answer(request, response, Buffer.concat(pieces).toString()));
    });
    await new Promise((resolve) => { server.listen(0, "127.0.0.1", () => resolve(null)); });
    until.after(() => { server.close(); server.closeAllConnections(); });
    pages.origin = `http://${name}:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
    return pages;
  }

  /**
   * @param {string} path @param {{ body: string, head?: string, policy?: string, language?: string }} page
   * @returns {string} its address
   */
  serve(path, page) {
    this.#pages.set(path, page);
    return `${this.origin}${path}`;
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response @param {string} body */
  #answer(request, response, body) {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const say = (/** @type {string} */ type, /** @type {string} */ text) => { response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(text); };
    if (request.method === "POST") {
      this.posted.push(body);
      return say("text/html", document("Sent", "", "<p>Sent</p>", "en"));
    }
    const script = this.#scripts.get(pathname);
    if (script !== undefined) return say("text/javascript", script);
    if (pathname === "/style.css") return say("text/css", style);
    const page = this.#pages.get(pathname);
    if (!page) return void response.writeHead(404).end();
    if (page.policy) response.setHeader("content-security-policy", page.policy);
    return say("text/html", document("Webmail", page.head ?? "", page.body, page.language ?? "en"));
  }
}

/**
 * Presses through what a frame asks the first time, and before it seals, wherever it stands, until it is done. As a person does
 * it: one question after the other, each in view and at rest for as long as it takes to be read.
 * @template T
 * @param {import("playwright-core").Page} page @param {Promise<T>} done
 */
export async function connectWhile(page, done) {
  let over = false;
  const ended = done.finally(() => { over = true; });
  while (!over) {
    for (const frame of page.frames()) {
      const next = frame.getByRole("button", { name: /^(?:Continue|This is my sign)$/ }).or(frame.locator(".agree-go"));
      // To go on to the next at once would scroll this one away before a press on it counts.
      for (let tries = 0; tries < 20 && !over && await next.isVisible().catch(() => false); tries += 1) {
        await next.scrollIntoViewIfNeeded({ timeout: 3000 }).catch(() => {});
        await next.click({ timeout: 3000 }).catch(() => {});
        await Promise.race([ended.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 250))]);
      }
    }
    await Promise.race([ended.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 150))]);
  }
  return ended;
}

/**
 * A stage whose rules allow these pages to have the vault in them.
 * @param {Until} test
 * @param {{ rules?: (bundle: any, domain: string) => void, clientApi?: "zegel"|"extension", name?: string }} [options]
 */
export async function besideForeignPages(test, { rules = () => {}, clientApi = "zegel", name } = {}) {
  const until = lastFirst(test);
  const pages = await ForeignPages.open(until, name ? { name } : {});
  const policy = await rulesWith(until, (bundle, domain) => {
    bundle.embedding = { hosts: [pages.origin], clientApi };
    rules(bundle, domain);
  });
  const stage = await Stage.open(until, { policy, hosts: [pages.origin] });
  stage.besides.push(`${pages.origin}/`);
  return { stage, pages };
}
