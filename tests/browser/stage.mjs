// @ts-check
/**
 * Where the browser tests play: the real server behind a relay that writes down every request, and Chromium with a second
 * relay as its way to the world, which writes down whatever wants to leave this machine and lets nothing through.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "../../server/main.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ method: string, url: string, headers: string, body: Buffer, status: number }} Recorded */
/** @typedef {{ after(work: () => unknown): void }} Until  a test, or node:test itself for a whole file */
/** @typedef {(point: string, socket: import("node:net").Socket) => void | Promise<void>} Fault */

export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** What Chromium asks of its maker whatever page is open: updates, sign-in, and which fields of a form may be filled in. */
const ownServices = /^(?:CONNECT|POST) (?:http:\/\/)?(?:[\w-]+\.)*(?:googleapis|google|gvt1)\.com[:/]/;

/** The browser's own line about the 404 with which a directory says that it has no such certificate. */
const noCertificate = /^Failed to load resource: .* 404 .*\/\.well-known\/openpgpkey\//;

/** DOMPurify parses before it cleans; the style attributes it meets are refused by the policy, as they should be. */
const parsedStyle = /^Applying inline style violates .*\/vendor\/purify\.mjs\)$/;

/** What was begun last ends first; a test's own hooks run in the order they were given. @param {Until} test @returns {Until} */
export function lastFirst(test) {
  /** @type {(() => unknown)[]} */
  const works = [];
  test.after(async () => { for (const work of works.reverse()) await work(); });
  return { after: (work) => { works.push(work); } };
}

export class Stage {
  /** Every request of every page, worker and frame, as it came over the wire. @type {Recorded[]} */ requests = [];
  /** What wanted to go elsewhere. @type {string[]} */ outside = [];
  /** Asked at the named points of the embedded server. @type {Fault|null} */ fault = null;
  /** @type {Awaited<ReturnType<typeof serve>>|null} */ #server = null;

  /** @param {Until} test @param {{ jmapUrl?: string, policy?: string }} [options]  `policy`: a folder of signed bundles */
  static async open(test, { jmapUrl, policy } = {}) {
    const stage = new Stage();
    const until = lastFirst(test);
    stage.until = until;
    stage.jmapUrl = jmapUrl;
    stage.policy = policy;
    stage.folder = await mkdtemp(join(tmpdir(), "zegel-browser-"));
    stage.data = join(stage.folder, "data");
    until.after(() => rm(stage.folder, { recursive: true, force: true, maxRetries: 3 }));
    await stage.startServer();
    until.after(() => stage.stopServer());
    stage.url = await listening(until, stage.#relay());
    stage.way = await listening(until, stage.#border());
    stage.browser = await chromium.launch({ executablePath, args: stage.flags() });
    until.after(() => stage.browser.close());
    return stage;
  }

  /** @type {Until} */ until = { after() {} };
  /** @type {string|undefined} */ jmapUrl;
  /** @type {string|undefined} */ policy;
  folder = "";
  data = "";
  url = "";
  way = "";
  browser = /** @type {import("playwright-core").Browser} */ (/** @type {unknown} */ (null));

  flags() {
    // Chromium goes straight to loopback; everything else is asked of the border.
    return [...flags, `--proxy-server=${this.way.replace(/\/$/, "")}`];
  }

  async startServer() {
    this.#server = await serve({
      port: 0, data: this.data, jmapUrl: this.jmapUrl, policy: this.policy, log: (line) => { this.failures.push(line); },
      faults: (point, socket) => this.fault?.(point, socket),
    });
  }

  /** Failures the server wrote to its log. @type {string[]} */ failures = [];

  async stopServer() {
    await this.#server?.close();
    this.#server = null;
  }

  /** The page keeps its address while the server behind it goes and comes. */
  #relay() {
    return createServer((incoming, answer) => {
      /** @type {Recorded} */
      const recorded = { method: incoming.method ?? "", url: incoming.url ?? "", headers: incoming.rawHeaders.join("\n"), body: Buffer.alloc(0), status: 0 };
      /** @type {Buffer[]} */
      const pieces = [];
      this.requests.push(recorded);
      incoming.on("data", (piece) => { pieces.push(piece); recorded.body = Buffer.concat(pieces); });
      if (!this.#server) { incoming.socket.destroy(); return; }
      const { hostname, port } = new URL(this.#server.url);
      const onward = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false }, (received) => {
        recorded.status = received.statusCode ?? 0;
        answer.writeHead(recorded.status, received.headers);
        received.pipe(answer);
        received.on("aborted", () => answer.destroy());
      });
      onward.on("error", () => answer.destroy());
      answer.on("close", () => onward.destroy());
      incoming.pipe(onward);
    });
  }

  #border() {
    const note = (/** @type {string} */ line) => { if (!ownServices.test(line)) this.outside.push(line); };
    const border = createServer((incoming, answer) => {
      note(`${incoming.method} ${incoming.url}`);
      answer.writeHead(403).end();
    });
    border.on("connect", (incoming, socket) => { note(`CONNECT ${incoming.url}`); socket.destroy(); });
    return border;
  }

  /**
   * Somebody with a browser of their own.
   * @param {import("playwright-core").BrowserContextOptions & { onDisk?: boolean }} [options]  onDisk: with a profile one can search
   * @returns {Promise<Visitor>}
   */
  async visitor({ onDisk = false, ...options } = {}) {
    /** @type {import("playwright-core").BrowserContextOptions} */
    const context = { viewport: { width: 1280, height: 800 }, locale: "en-GB", reducedMotion: "reduce", ...options };
    const profile = onDisk ? await mkdtemp(join(this.folder, "profile-")) : null;
    const opened = profile
      ? await chromium.launchPersistentContext(profile, { ...context, executablePath, args: this.flags() })
      : await this.browser.newContext(context);
    this.until.after(() => opened.close().catch(() => {}));
    opened.setDefaultTimeout(20_000);
    const visitor = new Visitor(this, opened, opened.pages()[0] ?? await opened.newPage(), profile);
    await visitor.page.goto(this.url);
    return visitor;
  }
}

export class Visitor {
  /** Everything the console said. @type {string[]} */ said = [];
  /** What went wrong in the page. @type {string[]} */ problems = [];

  /** @param {Stage} stage @param {BrowserContext} context @param {Page} page @param {string|null} profile */
  constructor(stage, context, page, profile) {
    this.stage = stage;
    this.context = context;
    this.page = page;
    this.profile = profile;
    context.on("console", (message) => {
      this.said.push(message.text());
      const { url } = message.location();
      const line = `${message.text()} (${url})`;
      if ((message.type() === "error" || message.type() === "warning") && !noCertificate.test(line) && !parsedStyle.test(line)) this.problems.push(line);
    });
    context.on("weberror", (error) => this.problems.push(String(error.error().stack ?? error.error())));
    context.on("request", (request) => {
      if (!request.url().startsWith(stage.url) && !/^(?:blob|data|about):/.test(request.url())) stage.outside.push(request.url());
    });
  }
}

/** @param {Until} until @param {import("node:http").Server} server */
async function listening(until, server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  until.after(() => { server.close(); server.closeAllConnections(); });
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
}
