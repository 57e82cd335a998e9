// @ts-check
/**
 * WebKit, the engine of Safari, as GTK's small browser has it: a window on a display of its own, told by WebDriver what a person
 * does. There is no Playwright for the WebKit of a distribution, so this is the little of WebDriver that the tests need.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";

/** @typedef {{ after(work: () => unknown): void }} Until */

/** How WebDriver names an element among the values of a script. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const patience = 30_000; // milliseconds

/** GTK's small browser, where Debian has it. @returns {string|undefined} */
function miniBrowser() {
  const folders = readdirSync("/usr/lib").filter((name) => name.includes("linux-gnu")).map((name) => `/usr/lib/${name}`);
  const all = folders.flatMap((folder) => readdirSync(folder).filter((name) => /^webkit(?:2)?gtk-/.test(name)).map((name) => `${folder}/${name}/MiniBrowser`));
  return all.find((one) => existsSync(one));
}

/** What scripts find elements by: also in shadow roots, and only what is seen. */
const seeing = `
  const all = (root, selector) => [...root.querySelectorAll(selector), ...[...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? all(one.shadowRoot, selector) : []))];
  const seen = (one) => { const { width, height } = one.getBoundingClientRect(); return width > 0 && height > 0 && getComputedStyle(one).visibility !== "hidden"; };
  const named = (one) => [one.innerText, one.getAttribute("aria-label"), one.title, ...[...one.labels ?? []].map((label) => label.innerText)].map((name) => name?.trim()).filter(Boolean);
  const find = (selector, name, words) => all(document, selector).filter(seen).find((one) => (!name || named(one).includes(name)) && (!words || one.innerText.includes(words))) ?? null;
`;

/** Run first in a page, so that what goes wrong in it is known. */
export function listens() {
  const problems = /** @type {any} */ (globalThis).problems = /** @type {string[]} */ ([]);
  addEventListener("error", ({ message }) => {
    // No error: sizes that are looked at again in the next frame.
    if (!message.startsWith("ResizeObserver loop")) problems.push(message);
  });
  addEventListener("unhandledrejection", ({ reason }) => problems.push(String(reason?.stack ?? reason)));
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => problems.push(`${violatedDirective} ${blockedURI}`));
}

/** What went wrong since. @returns {string[]} */
export const problems = () => /** @type {any} */ (globalThis).problems ?? ["nobody listened"];

export class Window {
  /** @param {string} driver  its address @param {string} session */
  constructor(driver, session) {
    this.session = `${driver}/session/${session}`;
  }

  /** @param {Until} until @returns {Promise<Window>} */
  static async open(until) {
    const program = miniBrowser();
    assert.ok(program, "the WebKit of GTK is not installed");
    const display = `:${await freePort() % 10_000 + 100}`;
    started(until, "Xvfb", [display, "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {});
    const port = await freePort();
    started(until, "WebKitWebDriver", [`--port=${port}`], { DISPLAY: display, WEBKIT_DISABLE_COMPOSITING_MODE: "1", LIBGL_ALWAYS_SOFTWARE: "1" });
    const driver = `http://127.0.0.1:${port}`;
    const capabilities = { alwaysMatch: { browserName: "MiniBrowser", "webkitgtk:browserOptions": { binary: program, args: ["--automation"] } } };
    const { sessionId } = await eventually(() => told("POST", `${driver}/session`, { capabilities }), "WebKit does not start");
    const window = new Window(driver, sessionId);
    until.after(() => told("DELETE", window.session).catch(() => {}));
    await window.#tell("POST", "/window/rect", { width: 1300, height: 950 });
    return window;
  }

  /** @param {string} method @param {string} path @param {unknown} [body] */
  #tell(method, path, body) { return told(method, this.session + path, body); }

  /** @param {string} url */
  async visit(url) { await this.#tell("POST", "/url", { url }); }

  /** Into a frame, or with nothing out of all. @param {string} [selector] */
  async enter(selector) {
    const id = selector === undefined ? null : await this.#run("return find(args[0])", [selector]);
    await this.#tell("POST", "/frame", { id });
  }

  /**
   * Runs in the page what a function says.
   * @template T
   * @template {any[]} Args
   * @param {(...args: Args) => T | Promise<T>} body
   * @param {Args} args
   * @returns {Promise<T>}
   */
  run(body, ...args) { return this.#run(`return (${body})(...args)`, args); }

  /** @param {string} script @param {unknown[]} args @returns {Promise<any>} */
  async #run(script, args) {
    const { value, failed } = await this.#tell("POST", "/execute/async", {
      script: `const done = arguments[arguments.length - 1], args = [...arguments].slice(0, -1); ${seeing}
        (async () => { ${script} })().then((value) => done({ value }), (error) => done({ failed: String(error?.stack ?? error) + " " + JSON.stringify(error) }));`,
      args,
    });
    if (failed) throw new Error(failed);
    return value;
  }

  /**
   * Waits for an element that is seen.
   * @param {string} selector
   * @param {string} [name]  its words or label
   * @param {string} [words]  that it has among others
   * @returns {Promise<string>}
   */
  async #element(selector, name, words) {
    return eventually(async () => (await this.#run("return find(args[0], args[1], args[2])", [selector, name ?? null, words ?? null]))?.[ELEMENT], async () =>
      `no ${selector} ${name ?? words ?? ""} in: ${await this.run(() => document.body.innerText)}`);
  }

  /** @param {string} selector @param {string} [name] */
  async sees(selector, name) { await this.#element(selector, name); }

  /** Waits until the page says it. @param {string} text */
  async reads(text) {
    await eventually(() => this.#run("return all(document, 'body, *').some((one) => seen(one) && one.innerText?.includes(args[0]))", [text]),
      async () => `it does not say "${text}" but: ${await this.run(() => document.body.innerText)}`);
  }

  /** Clicks as a mouse does. @param {string} selector @param {string} [name] @param {string} [words] */
  async press(selector, name, words) {
    await eventually(async () => this.#click(await this.#element(selector, name, words)), `${selector} ${name ?? ""} cannot be pressed`);
  }

  /** @param {string} element */
  async #click(element) {
    await this.#tell("POST", `/element/${element}/click`, {});
    return true;
  }

  /** Again where it was too soon: what a frame of the vault has only just shown takes no press. @param {string} selector @param {string} name */
  async pressUntilGone(selector, name) {
    await this.press(selector, name);
    await eventually(async () => {
      const still = (await this.#run("return find(args[0], args[1])", [selector, name]))?.[ELEMENT];
      return !still || !await this.#click(still);
    }, `${name} is pressed in vain`);
  }

  /** Types as a keyboard does, `\n` is Enter. @param {string} selector @param {string} text @param {string} [name] */
  async type(selector, text, name) {
    await this.#tell("POST", `/element/${await this.#element(selector, name)}/value`, { text: text.replaceAll("\n", "\uE007") });
  }

  /** The names of what is seen. @param {string} selector @returns {Promise<string[]>} */
  names(selector) { return this.#run("return all(document, args[0]).filter(seen).map((one) => named(one)[0] ?? '')", [selector]); }
}

/** @param {string} method @param {string} url @param {unknown} [body] @returns {Promise<any>} */
async function told(method, url, body) {
  const answer = await fetch(url, { method, headers: { "content-type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body) });
  const { value } = await answer.json();
  if (value?.error) throw new Error(`${method} ${new URL(url).pathname.replace(/^.*\/session\/[^/]*/, "")}: ${value.error}: ${value.message}`);
  return value;
}

/**
 * @template T
 * @param {() => Promise<T>} look
 * @param {string | (() => Promise<string>)} failure  what is said where it stays away
 * @returns {Promise<NonNullable<T>>}
 */
export async function eventually(look, failure) {
  const end = Date.now() + patience;
  for (let last; ;) {
    const found = await look().catch((error) => { last = error; return null; });
    if (found) return found;
    if (Date.now() > end) throw new Error(typeof failure === "string" ? failure : await failure().catch(() => "nothing is seen"), { cause: last });
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}

/** @param {Until} until @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} env */
function started(until, program, args, env) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: "ignore" });
  child.on("error", (error) => { throw error; });
  until.after(() => new Promise((resolve) => {
    child.on("exit", resolve);
    if (child.exitCode !== null || !child.kill()) resolve(null);
  }));
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
