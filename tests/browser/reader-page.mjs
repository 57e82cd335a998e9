// @ts-check
/** The reader file as somebody opens it: from disk, in a browser without a network, with every request written down. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startBrowser } from "./browsers.mjs";
import { filled, letterhead, passphrase } from "./letters.mjs";
import { violations } from "./sound.mjs";
import { lastFirst } from "./stage.mjs";

/** @typedef {import("playwright-core").Page} Page */

export const page = await readFile(new URL("../../www/wasm/reader.html", import.meta.url), "utf8");

/** DOMPurify parses before it cleans; the style attributes it meets are refused by the policy, as they should be. The other is axe, between frames. */
const expected = /^Applying inline style violates|^Failed to execute 'postMessage' on 'DOMWindow'/;

export class Desk {
  /** What a page asked for besides itself. @type {string[]} */ requests = [];
  /** What went wrong in a page. @type {string[]} */ problems = [];
  browser = /** @type {import("playwright-core").Browser} */ (/** @type {unknown} */ (null));
  folder = "";
  #files = 0;

  /** @param {import("./stage.mjs").Until} test */
  static async open(test) {
    const desk = new Desk();
    const until = lastFirst(test);
    desk.folder = await mkdtemp(join(tmpdir(), "zegel-letter-"));
    until.after(() => rm(desk.folder, { recursive: true, force: true, maxRetries: 3 }));
    desk.browser = await startBrowser();
    until.after(() => desk.browser.close());
    return desk;
  }

  /** Puts a file where it can be opened from. @param {string|Uint8Array} content @param {string} [name] */
  async put(content, name = `message-${this.#files += 1}.html`) {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return { path, url: pathToFileURL(path).href };
  }

  /**
   * A letter, opened in a browser of its own.
   * @param {string} armored
   * @param {{ head?: ReturnType<typeof letterhead>, edited?: (file: string) => string }} [letter]
   * @param {import("playwright-core").BrowserContextOptions} [options]
   */
  async letter(armored, { head = letterhead(), edited = (file) => file } = {}, options) {
    const { url } = await this.put(edited(filled(page, head, armored)));
    return this.visit(url, options);
  }

  /** @param {string} url @param {import("playwright-core").BrowserContextOptions & { before?: (page: Page) => Promise<unknown> }} [options] */
  async visit(url, { before = async () => {}, ...options } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1000, height: 800 }, locale: "en-GB", reducedMotion: "reduce", ...options });
    await context.setOffline(true);
    context.setDefaultTimeout(20_000);
    context.on("request", (request) => {
      if (request.url() !== url.split("#")[0] && !/^(?:blob|data|about):/.test(request.url())) this.requests.push(request.url());
    });
    context.on("console", (message) => {
      if ((message.type() === "error" || message.type() === "warning") && !expected.test(message.text())) this.problems.push(message.text());
    });
    context.on("weberror", (error) => this.problems.push(String(error.error().stack ?? error.error())));
    const page = await context.newPage();
    await before(page);
    await page.goto(url);
    return new Reader(page);
  }
}

export class Reader {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.field = page.locator("#passphrase");
    this.title = page.locator("h1.subject");
    this.error = page.locator("#passphrase-error");
    this.frame = page.frameLocator("iframe");
  }

  /** @param {string} [secret] */
  async type(secret = passphrase) {
    await this.field.fill(secret);
    await this.page.getByRole("button", { name: /^(?:Open the message|Het bericht openen)$/ }).click();
  }

  /** @param {string} [secret] */
  async open(secret) {
    await this.type(secret);
    await this.title.waitFor();
  }

  /** @param {string|RegExp} name */
  button(name) {
    return this.page.getByRole("button", { name, ...(typeof name === "string" ? { exact: true } : {}) });
  }

  /** What a click saves. @param {() => Promise<unknown>} act */
  async saved(act) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), act()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** What axe finds, in light and dark, wide and narrow. */
  async violations() {
    /** @type {string[]} */
    const all = [];
    for (const width of [360, 1000]) {
      await this.page.setViewportSize({ width, height: 800 });
      for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
        await this.page.emulateMedia({ colorScheme });
        const found = await violations(this.page, { colours: colorScheme === "dark" });
        all.push(...found.map((one) => `${colorScheme} ${width}: ${one}`));
      }
      if (await this.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) all.push(`${width}: scrolls sideways`);
    }
    return all;
  }

  close() {
    return this.page.context().close();
  }
}
