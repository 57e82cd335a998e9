// @ts-check
/**
 * A bare host page on an origin of its own, in which frames of the vault stand, and rules that allow it. The page knows what a
 * webmail would have: the files of www/embed/. It writes down every message of every channel, for tests to look through.
 */
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeKey, readSecretKey, sign } from "../../www/engine/minisign.js";
import { Stage, lastFirst } from "./stage.mjs";

/** @typedef {import("./stage.mjs").Until} Until */
/** @typedef {import("playwright-core").Page} Page */

const root = fileURLToPath(new URL("../../", import.meta.url));

/** @param {Uint8Array} bytes */
const hash = (bytes) => new Uint8Array(createHash("blake2b512").update(bytes).digest());

/** Runs before everything else in the page. */
const script = `
  import { Frame } from "/embed/frame.js";
  import { PortError } from "/embed/port.js";
  const messages = [];
  const written = (value) => JSON.stringify(value, (_, one) => one instanceof Uint8Array ? new TextDecoder("latin1").decode(one) : one instanceof MessagePort ? "port" : one);
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...all) { messages.push("out " + written(all[0])); return post.apply(this, all); };
  const onmessage = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", { ...onmessage, set(listener) {
    onmessage.set.call(this, (event) => { messages.push("in " + written(event.data)); return listener.call(this, event); });
  } });
  addEventListener("message", (event) => messages.push("window " + written(event.data)));
  window.host = { Frame, PortError, frames: [], messages, vault: VAULT };
`;

const page = `<!doctype html><html lang="LANGUAGE"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Webmail</title><link rel="stylesheet" href="/host.css"></head><body><header><h1>Webmail</h1></header>
<main><button id="before">Before</button><div id="place"></div><button id="after">After</button></main>
<script type="module" src="/host.js"></script></body></html>`;

const style = `:root { color-scheme: light dark } body { margin: 0; font: 16px/1.5 sans-serif; background: light-dark(#e9ecf2, #0b0d11); color: light-dark(#222, #ddd) }
header { padding: 12px 24px; background: light-dark(#37404f, #1a1e26); color: #fff } h1 { margin: 0; font-size: 18px } main { margin: 24px auto; max-width: 760px; padding: 0 16px }
#place { margin: 16px 0; background: light-dark(#fff, #16181d) }`;

export class Host {
  origin = "";

  /** @param {() => string} vault  address of the vault's page */
  constructor(vault) {
    this.vault = vault;
  }

  /**
   * @param {Until} until
   * @param {() => string} vault
   * @param {{ name?: string }} [options]  `name`: "127.0.0.1" is another origin of the vault's site, as vault.example.org is
   *   beside mail.example.org; "localhost" is another site, whose frames a private window lets keep nothing
   */
  static async open(until, vault, { name = "127.0.0.1" } = {}) {
    const host = new Host(vault);
    const server = createServer((request, response) => host.#answer(request, response));
    await new Promise((resolve) => { server.listen(0, "127.0.0.1", () => resolve(null)); });
    until.after(() => { server.close(); server.closeAllConnections(); });
    host.origin = `http://${name}:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
    return host;
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url ?? "/", this.origin);
    const say = (/** @type {string} */ type, /** @type {string|Buffer} */ body) => { response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body); };
    if (pathname === "/") {
      const policy = searchParams.get("csp");
      if (policy) response.setHeader("content-security-policy", policy);
      say("text/html", page.replace("LANGUAGE", searchParams.get("language") ?? "en"));
    } else if (pathname === "/host.js") say("text/javascript", script.replace("VAULT", JSON.stringify(this.vault())));
    else if (pathname === "/host.css") say("text/css", style);
    else if (/^\/embed\/[\w/-]+\.js$/.test(pathname)) say("text/javascript", await readFile(join(root, "www", pathname)).catch(() => "throw new Error('no such file')"));
    else response.writeHead(pathname === "/favicon.ico" ? 204 : 404).end();
  }

  /**
   * Goes there and waits until frames can be made.
   * @param {Page} page
   * @param {{ csp?: string, language?: string }} [options]
   */
  async visit(page, options = {}) {
    await page.goto(`${this.origin}/?${new URLSearchParams(/** @type {Record<string, string>} */ (options))}`);
    await page.waitForFunction(() => "host" in window);
  }

  /**
   * Puts a frame into the page: `window.host.frames[n]`. Resolves at once; `connected` says when it is.
   * @param {Page} page
   * @param {Record<string, unknown> & { kind: string }} options
   * @returns {Promise<number>} which one it is
   */
  frame(page, options) {
    return page.evaluate((options) => {
      const { host } = /** @type {any} */ (window);
      const container = document.querySelector(options.container ?? "#place");
      return host.frames.push(new host.Frame({ vault: host.vault, ...options, container })) - 1;
    }, /** @type {any} */ (options));
  }

  /**
   * Asks a frame; a failure comes as `{ error: { code, detail } }`.
   * @param {Page} page @param {number} at @param {string} name @param {unknown} [input]
   * @returns {Promise<any>}
   */
  ask(page, at, name, input) {
    return page.evaluate(async ({ at, name, input }) => {
      const { host } = /** @type {any} */ (window);
      try {
        return { answer: await (await host.frames[at].connected).ask(name, input) };
      } catch (error) {
        const { code, detail } = /** @type {any} */ (error);
        return { error: { code, detail } };
      }
    }, { at, name, input });
  }

  /**
   * Connects the website in a frame that asks for it: takes each step there is, with a new key and whatever sign is offered.
   * @param {import("playwright-core").FrameLocator} frame
   */
  async agree(frame) {
    const steps = frame.getByRole("button", { name: /^(?:Continue|Doorgaan|Make a key|Een sleutel maken|This is my sign|Dit is mijn teken)$/ });
    const panel = frame.locator(".panel");
    for (;;) {
      await frame.locator(".panel, .vault-content > :not(.panel)").first().waitFor({ state: "attached" });
      if (!await steps.count()) return;
      const title = await panel.getByRole("heading").first().innerText();
      await this.press(steps, panel.getByRole("heading", { name: title, exact: true }));
    }
  }

  /**
   * Presses what a frame does only where it is really seen; pressed too soon, it is pressed again, as a person would.
   * @param {import("playwright-core").Locator} button
   * @param {import("playwright-core").Locator} [what]  what is gone when it is done; the button itself unless told
   * @param {"detached"|"visible"} [becomes]
   */
  async press(button, what = button, becomes = "detached") {
    for (let turn = 0; turn < 12; turn += 1) {
      // Gone meanwhile, it was done.
      await button.click({ timeout: 5000 }).catch((error) => button.count().then((count) => { if (count && turn === 11) throw error; }));
      if (await what.first().waitFor({ state: becomes, timeout: 3000 }).then(() => true, () => false)) return;
    }
    throw new Error(`pressed in vain: ${button}`);
  }

  /**
   * The same in a keyring frame of its own, which is there afterwards.
   * @param {Page} page
   * @param {Record<string, unknown>} options
   * @returns {Promise<number>} the keyring frame
   */
  async connect(page, options) {
    const at = await this.frame(page, { kind: "keyring", title: "Zegel keyring", ...options, container: "body" });
    const asked = this.ask(page, at, "connect");
    const frame = page.frameLocator('iframe[title="Zegel keyring"]');
    const steps = frame.getByRole("button", { name: /^(?:Continue|Doorgaan|Make a key|Een sleutel maken|This is my sign|Dit is mijn teken)$/ });
    let standing = null;
    void asked.then((answer) => { standing = answer; });
    while (!standing) {
      if (await steps.isEnabled({ timeout: 1000 }).catch(() => false)) await steps.click({ timeout: 5000 }).catch(() => {});
      else await page.waitForTimeout(50);
    }
    const { answer, error } = /** @type {any} */ (standing);
    if (answer?.state !== "ready") throw new Error(`not connected: ${JSON.stringify(answer ?? error)}`);
    return at;
  }

  /** Everything that crossed between page and frames. @param {Page} page @returns {Promise<string[]>} */
  messages(page) {
    return page.evaluate(() => /** @type {any} */ (window).host.messages);
  }
}

/**
 * The demonstration's rules, changed and signed anew with a key of the test.
 * @param {Until} until
 * @param {(bundle: any, domain: string) => void} change
 * @returns {Promise<string>} the folder
 */
export async function rulesWith(until, change) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-rules-"));
  until.after(() => rm(folder, { recursive: true }));
  await cp(join(root, "www", "pages", "demo", "policy"), folder, { recursive: true });
  const { publicKey, secretKey } = await makeKey();
  await writeFile(join(folder, "policy.pub"), publicKey);
  for (const domain of ["example.org", "example.com"]) {
    const bundle = JSON.parse(await readFile(join(folder, `${domain}.json`), "utf8"));
    change(bundle, domain);
    const bytes = Buffer.from(JSON.stringify(bundle));
    await writeFile(join(folder, `${domain}.json`), bytes);
    const trustedComment = `file:${domain}.json serial:${bundle.serial}`;
    await writeFile(join(folder, `${domain}.json.minisig`), await sign({ bytes, key: readSecretKey(secretKey), hash, trustedComment }));
  }
  return folder;
}

/**
 * A stage with a host that the rules of example.org and example.com allow, and another that nobody allows.
 * @param {Until} test
 * @param {{ rules?: (bundle: any, domain: string) => void, configured?: (host: Host, stranger: Host) => string[], name?: string, wwwDir?: string,
 *   releases?: import("./stage.mjs").Releases, modules?: boolean }} [options]  `rules`: further changes; `configured`: the hosts the vault's server is told
 */
export async function hosted(test, { rules = () => {}, configured = (host, stranger) => [host.origin, stranger.origin], name, wwwDir, releases, modules } = {}) {
  const until = lastFirst(test);
  /** @type {Stage} */
  let stage;
  const vault = () => `${stage.url}vault/`;
  const [host, stranger] = await Promise.all([Host.open(until, vault, { name }), Host.open(until, vault, { name })]);
  const policy = await rulesWith(until, (bundle, domain) => {
    bundle.embedding = { hosts: [host.origin] };
    rules(bundle, domain);
  });
  stage = await Stage.open(until, { policy, hosts: configured(host, stranger), wwwDir, releases, modules });
  stage.besides.push(`${host.origin}/`, `${stranger.origin}/`);
  return { stage, host, stranger };
}
